"""The 450 standard parts of the sample hub: more than two pages of the service's longest listing."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from .tables import CHIDI, Folder, Item, design

FASTENER_FOLDER = "Fasteners"

_DIAMETERS = (3, 4, 5, 6, 8, 10, 12, 16, 20)
# Preferred lengths in mm; a size uses the first twelve that are at least one and a half diameters.
_LENGTHS = (6, 8, 10, 12, 16, 20, 25, 30, 35, 40, 45, 50, 55, 60, 65, 70, 80, 90, 100)
_LENGTHS_PER_DIAMETER = 12
_SCREWS = (
    ("Hex Bolt", "ISO 4017", "bolt"),
    ("Socket Head Cap Screw", "ISO 4762", "capscrew"),
    ("Countersunk Screw", "ISO 10642", "countersunk"),
    ("Set Screw", "ISO 4026", "setscrew"),
)
_PLAIN = (("Hex Nut", "ISO 4032", "nut"), ("Washer", "ISO 7089", "washer"))
_IMPORT_STARTED = datetime(2025, 9, 22, 7, 30, tzinfo=timezone.utc)


def fasteners() -> Folder:
    """The folder of fasteners, imported one a minute on one long day."""
    items: list[Item] = []
    for title, standard, kind in _SCREWS:
        for diameter in _DIAMETERS:
            lengths = [length for length in _LENGTHS if length >= 1.5 * diameter][:_LENGTHS_PER_DIAMETER]
            for length in lengths:
                # Four lengths per kind are enough to tell the pictures apart, and few to draw.
                look = min(4, max(1, round(length / diameter / 1.8)))
                name = f"{title} {standard} M{diameter}x{length}"
                items.append(_fastener(name, f"{kind}:{look}", minute=len(items), kilobytes=70 + 2 * length))
    for title, standard, kind in _PLAIN:
        for diameter in _DIAMETERS:
            name = f"{title} {standard} M{diameter}"
            items.append(_fastener(name, kind, minute=len(items), kilobytes=55 + diameter))
    return Folder(FASTENER_FOLDER, f"{_IMPORT_STARTED:%Y-%m-%d %H:%M}", CHIDI, tuple(items))


def _fastener(name: str, thumbnail: str, *, minute: int, kilobytes: int) -> Item:
    created = _IMPORT_STARTED + timedelta(minutes=1 + minute)
    return design(name, thumbnail, (f"{created:%Y-%m-%d %H:%M}", CHIDI, kilobytes))
