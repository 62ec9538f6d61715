"""Finds a command's icon as Fusion does: by size, resolution and theme, in the command's resource folder.

16x16.png  32x32.png  16x16@2x.png  16x16.svg     each also as 16x16-dark.png, and so on
"""

from __future__ import annotations

from pathlib import Path

_THEMES = {"dark": ("-dark", "-dark_blue", ""), "light": ("-light_gray", "-normal", "")}


def find_icon(folder: str, size: int, *, scale: int, theme: str) -> Path | None:
    """Return the best icon of a folder; None when it has none, and Fusion shows a question mark."""
    if not folder:
        return None
    sharp = f"@{scale}x" if scale > 1 else ""
    resolutions = dict.fromkeys((sharp, ""))
    sizes = dict.fromkeys((size, 32, 16, 64))
    for wanted in sizes:
        for token in _THEMES[theme]:
            for resolution in resolutions:
                # Both orders of theme and resolution are met in the wild.
                for middle in dict.fromkeys((f"{token}{resolution}", f"{resolution}{token}")):
                    for suffix in (".svg", ".png"):
                        icon = Path(folder, f"{wanted}x{wanted}{middle}{suffix}")
                        if icon.is_file():
                            return icon
    return None
