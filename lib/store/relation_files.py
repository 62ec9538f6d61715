"""What was read of designs' relations, kept for when the service cannot be reached: one JSON file for each.

    relations/<hash of the item's id>.json   {"version": 1, "item_id": "...", "reading": {...}}

It is only ever a copy of what the service told: what cannot be read or written is as if it were not there.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from pathlib import Path
from typing import Any

from .files import write_json
from .places import READINGS

MOST_FILES = 500
# Beyond this much text a design's relations are not kept: it would be read in one go.
LARGEST = 8 * 1024 * 1024
_VERSION = 1


def read_reading(folder: Path, item_id: str) -> dict[str, Any] | None:
    """Return what was kept of an item in an account's folder; None where that is nothing."""
    file = _file(folder, item_id)
    try:
        if file.stat().st_size > LARGEST:
            return None
        content = json.loads(file.read_text(encoding="utf-8"))
        if content["version"] == _VERSION and content["item_id"] == item_id:
            reading = content["reading"]
            return reading if isinstance(reading, dict) else None
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        pass
    return None


def stamp_reading(folder: Path, item_id: str) -> int:
    """Return what tells one writing of an item's file from the next; 0 where there is no file."""
    try:
        return _file(folder, item_id).stat().st_mtime_ns
    except OSError:
        return 0


def write_reading(folder: Path, item_id: str, reading: dict[str, Any]) -> None:
    """Keep what was read of an item, in the place of what was kept before; the oldest of many are dropped."""
    file = _file(folder, item_id)
    with contextlib.suppress(OSError, ValueError):
        file.parent.mkdir(mode=0o700, exist_ok=True)
        write_json(file, {"version": _VERSION, "item_id": item_id, "reading": reading})
        files = sorted(file.parent.glob("*.json"), key=lambda one: one.stat().st_mtime)
        for old in files[:-MOST_FILES]:
            old.unlink()


def forget_readings(folder: Path) -> None:
    """Delete what was kept in an account's folder."""
    for pattern in ("*.json", "*.tmp"):  # of a program that ended in mid-write
        for file in (folder / READINGS).glob(pattern):
            with contextlib.suppress(OSError):
                file.unlink()


def _file(folder: Path, item_id: str) -> Path:
    name = hashlib.sha256(item_id.encode("utf-8", "replace")).hexdigest()[:24]
    return folder / READINGS / f"{name}.json"
