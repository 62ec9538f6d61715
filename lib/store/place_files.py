"""Where a person was in the hub, in an account's folder: what was listed, the page's view, and marked places.

    listings/<hash of the place>.json   {"version": 1, "place": "...", "at": <seconds>, "rows": [...]}
    view.json                           {"version": 1, "view": {...}}
    favourites.json                     {"version": 1, "favourites": [mark, ...], "recents": [mark, ...]}

Listings are only ever copies of what the service told: what cannot be read or written is as if it were not
there. Favourites are the user's own, and stay at a sign-out; all else goes.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from ..errors import StoreError
from .files import write_json
from .locks import file_lock
from .places import LISTINGS

MOST_LISTINGS = 500
MOST_ROWS = 5000
# Beyond this much text nothing is read: it would be read in one go.
LARGEST = 8 * 1024 * 1024
MOST_FAVOURITES = 200
MOST_RECENTS = 30
_VERSION = 1
_LOCK_SECONDS = 5.0
_VIEW = "view.json"
_MARKS = "favourites.json"

Marks = dict[str, list[dict[str, Any]]]
"""`favourites` in the order they were made, and `recents`, the latest first."""


def read_listing(folder: Path, place: str) -> tuple[float, list[dict[str, Any]]] | None:
    """Return when a place was listed, in seconds since 1970, and its rows; None where that is not known."""
    content = _read(_listing_file(folder, place))
    at, rows = content.get("at"), content.get("rows")
    if content.get("place") != place or not isinstance(at, (int, float)) or not isinstance(rows, list):
        return None
    return (float(at), rows) if all(isinstance(row, dict) for row in rows) else None


def write_listing(folder: Path, place: str, *, at: float, rows: Sequence[dict[str, Any]]) -> None:
    """Keep what was listed in the place of what was kept before; the oldest of many are dropped."""
    file = _listing_file(folder, place)
    content = {"version": _VERSION, "place": place, "at": at, "rows": list(rows[:MOST_ROWS])}
    with contextlib.suppress(OSError, ValueError):
        file.parent.mkdir(mode=0o700, exist_ok=True)
        write_json(file, content, indent=None)
        files = list(file.parent.glob("*.json"))
        if len(files) > MOST_LISTINGS:
            for old in sorted(files, key=lambda one: one.stat().st_mtime)[:-MOST_LISTINGS]:
                old.unlink()


def read_view(folder: Path) -> object:
    """Return the page's view as it was kept, None where none is."""
    return _read(folder / _VIEW).get("view")


def write_view(folder: Path, view: object) -> None:
    """Keep the page's view."""
    with contextlib.suppress(OSError, ValueError):
        write_json(folder / _VIEW, {"version": _VERSION, "view": view}, indent=None)


def read_marks(folder: Path) -> Marks:
    """Return the places that were marked, and those visited last."""
    content = _read(folder / _MARKS)
    return {
        "favourites": _marks(content.get("favourites"))[:MOST_FAVOURITES],
        "recents": _marks(content.get("recents"))[:MOST_RECENTS],
    }


def change_marks(folder: Path, change: Callable[[Marks], None]) -> Marks:
    """Let `change` alter the marked places and return them.

    Raises `StoreError` (`store.no-favourites`) where that cannot be kept.
    """
    file = folder / _MARKS
    try:
        with file_lock(file.with_suffix(".lock"), timeout=_LOCK_SECONDS):
            marks = read_marks(folder)
            change(marks)
            write_json(file, {"version": _VERSION, **marks}, indent=None)
            return marks
    except (OSError, UnicodeError, StoreError):
        raise StoreError("store.no-favourites", path=str(file)) from None


def forget_places(folder: Path) -> None:
    """Delete what was listed, the view, and which places were visited; favourites stay."""
    for pattern in (f"{LISTINGS}/*.json", f"{LISTINGS}/*.tmp", _VIEW, "view.*.tmp"):
        for file in folder.glob(pattern):
            with contextlib.suppress(OSError):
                file.unlink()
    if (folder / _MARKS).exists():
        with contextlib.suppress(StoreError):
            change_marks(folder, lambda marks: marks["recents"].clear())


def _read(file: Path) -> dict[str, Any]:
    try:
        if file.stat().st_size <= LARGEST:
            content = json.loads(file.read_text(encoding="utf-8"))
            if isinstance(content, dict) and content.get("version") == _VERSION:
                return content
    except (OSError, ValueError, RecursionError):
        pass
    return {}


def _marks(value: object) -> list[dict[str, Any]]:
    if not isinstance(value, list):
        return []
    return [one for one in value if isinstance(one, dict) and isinstance(one.get("way"), list) and one["way"]]


def _listing_file(folder: Path, place: str) -> Path:
    name = hashlib.sha256(place.encode("utf-8", "replace")).hexdigest()[:24]
    return folder / LISTINGS / f"{name}.json"
