"""The button *Data Browser Settings*."""
