"""Emptied: no aliases in sys.modules."""
