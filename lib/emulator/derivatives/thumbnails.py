"""Thumbnails for the sample hub, drawn when they are asked for, with the standard library alone.

A spec is a kind, and after a colon a number that the kind understands:

    gear:24        teeth            bearing:8        balls          plate:4, flange:6   holes
    shaft:2        shape, 1 to 3    gearbox:5        version, 1 to 8
    bolt:3, capscrew:3, countersunk:3, setscrew:3    length, 1 to 4
    drawing:1      sheet layout, 1 to 5
    assembly, bracket, conveyor, coupling, cover, housing, motor, nut, pulley, roller, washer
    pdf, photo, spreadsheet

The same spec and size make the same bytes, in every run and on every machine.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from . import parts, sheets
from .solids import Scene

SIZES = (100, 200, 400)

# For each kind: what draws it, and the numbers it takes. A kind that takes no number stands with range(1).
_ONE = range(1)
_SOLIDS: dict[str, tuple[Callable[[int], Scene], range]] = {
    "assembly": (parts.assembly, _ONE),
    "bearing": (parts.bearing, range(5, 13)),
    "bolt": (parts.bolt, range(1, 5)),
    "bracket": (parts.bracket, _ONE),
    "capscrew": (parts.capscrew, range(1, 5)),
    "conveyor": (parts.conveyor, _ONE),
    "countersunk": (parts.countersunk, range(1, 5)),
    "coupling": (parts.coupling, _ONE),
    "cover": (parts.cover, _ONE),
    "flange": (parts.flange, range(3, 13)),
    "gear": (parts.gear, range(10, 61)),
    "gearbox": (parts.gearbox, range(1, 9)),
    "housing": (parts.housing, _ONE),
    "motor": (parts.motor, _ONE),
    "nut": (parts.nut, _ONE),
    "plate": (parts.plate, range(2, 13)),
    "pulley": (parts.pulley, _ONE),
    "roller": (parts.roller, _ONE),
    "setscrew": (parts.setscrew, range(1, 5)),
    "shaft": (parts.shaft, range(1, 4)),
    "washer": (parts.washer, _ONE),
}
_SHEETS: dict[str, tuple[Callable[[int, int], bytes], range]] = {
    "drawing": (sheets.drawing, range(1, 6)),
    "pdf": (sheets.pdf, _ONE),
    "photo": (sheets.photo, _ONE),
    "spreadsheet": (sheets.spreadsheet, _ONE),
}


@lru_cache(maxsize=256)
def render(spec: str, size: int) -> bytes:
    """The thumbnail of this spec as a square PNG of 100, 200 or 400 pixels.

    Raises ValueError for an unknown spec or size.
    """
    if size not in SIZES:
        raise ValueError(f"a thumbnail is 100, 200 or 400 pixels wide, not {size}")
    kind, number = check(spec)
    if kind in _SOLIDS:
        return _SOLIDS[kind][0](number).render(size)
    return _SHEETS[kind][0](number, size)


def check(spec: str) -> tuple[str, int]:
    """The kind and the number of a spec, without drawing it; raises ValueError when `render` would."""
    kind, colon, text = spec.partition(":")
    entry = _SOLIDS.get(kind) or _SHEETS.get(kind)
    if entry is None:
        raise ValueError(f"no thumbnail of the kind {kind!r}")
    allowed = entry[1]
    if allowed == _ONE and not colon:
        return kind, 0
    if allowed == _ONE or not text.isdecimal() or int(text) not in allowed:
        raise ValueError(f"no thumbnail for {spec!r}")
    return kind, int(text)
