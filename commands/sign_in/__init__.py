"""The button *Sign In*."""
