"""The button *Fusion Lifecycle Sign In*."""
