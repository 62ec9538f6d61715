"""The button *Data Browser*."""
