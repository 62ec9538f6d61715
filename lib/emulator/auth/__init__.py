"""The Authentication service."""
