"""Clients of Fusion Lifecycle (Fusion Manage)."""
