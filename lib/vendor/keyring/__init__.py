"""Emptied: use keyring.backends.Windows or keyring.backends.macOS directly."""
