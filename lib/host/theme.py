"""Fusion's theme; there is no event for it, so it is read when the palette is shown."""

from __future__ import annotations

from typing import Any

from .members import read_member

# UserInterfaceThemes: classic 0, light gray 1, dark blue 2, dark gray 3, device 4.
_DARK = (2, 3)


def read_theme(application: Any) -> str:
    """Return light or dark; light where this Fusion has no themes or leaves it to the device."""
    preferences = read_member(read_member(application, "preferences"), "generalPreferences")
    for name in ("activeUserInterfaceTheme", "userInterfaceTheme"):
        theme = read_member(preferences, name)
        if isinstance(theme, int):
            return "dark" if theme in _DARK else "light"
    return "light"
