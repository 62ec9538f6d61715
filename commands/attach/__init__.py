"""The button *Attach to This Design*."""
