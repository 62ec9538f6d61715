"""Where a person was in the hub, in an account's folder: what was listed, the page's view, and marked places.

    listings/<hash of the place>.json   {"version": 1, "place": "...", "at": <seconds>, "rows": [...],
                                        "count": <as many rows as there were>}
    view.json                           {"version": 1, "view": {...}}
    favourites.json                     {"version": 1, "favourites": [mark, ...], "recents": [mark, ...]}

Listings are only ever copies of what the service told: what cannot be read or written is as if it were not
there. Favourites are the user's own, and stay at a sign-out; all else goes.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import StoreError
from .files import write_json, write_text
from .locks import file_lock
from .places import LISTINGS

MOST_LISTINGS = 500
MOST_BYTES = 64 * 1024 * 1024
MOST_ROWS = 5000
# Beyond this much text nothing is read: it would be read in one go.
LARGEST = 8 * 1024 * 1024
MOST_FAVOURITES = 200
MOST_RECENTS = 30
_VERSION = 1
_KEPT_SHARE = 0.9  # of what may be there, after some were dropped: so that not every new one drops others
_OLD_SECONDS = 3600.0  # a file that is being written is never so old
_LOCK_SECONDS = 5.0
_VIEW = "view.json"
_MARKS = "favourites.json"

Marks = dict[str, list[dict[str, Any]]]
"""`favourites` in the order they were made, and `recents`, the latest first."""


@dataclass(frozen=True)
class KeptRows:
    """The first rows of a place, which had `count` when it was listed at `at`, in seconds since 1970."""

    at: float
    rows: list[dict[str, Any]]
    count: int


def read_listing(folder: Path, place: str) -> KeptRows | None:
    """Return what was listed of a place; None where that is not known."""
    content = _read(_listing_file(folder, place))
    at, rows, count = content.get("at"), content.get("rows"), content.get("count")
    if content.get("place") != place or not isinstance(at, (int, float)) or not isinstance(rows, list):
        return None
    if not all(isinstance(row, dict) for row in rows):
        return None
    return KeptRows(float(at), rows, count if isinstance(count, int) and count > len(rows) else len(rows))


def write_listing(
    folder: Path, place: str, *, at: float, rows: Sequence[dict[str, Any]], count: int = 0
) -> None:
    """Keep what was listed in the place of what was kept before: as many of the first rows as can be read.

    `count` is how many there were, where that is more than these rows.
    """
    file = _listing_file(folder, place)
    content: dict[str, Any] = {"version": _VERSION, "place": place, "at": at}
    content["count"] = max(count, len(rows))
    kept = list(rows[:MOST_ROWS])
    with contextlib.suppress(OSError, ValueError, RecursionError):
        while (
            len((text := _as_text({**content, "rows": kept})).encode("utf-8", "backslashreplace")) > LARGEST
        ):
            kept = kept[: len(kept) // 2]
            if not kept:
                return
        file.parent.mkdir(mode=0o700, exist_ok=True)
        write_text(file, text, is_copy=True)


def trim_listings(folder: Path) -> None:
    """Drop the oldest where they are too many or too large together, and what was left in mid-write."""
    files: list[tuple[float, int, Path]] = []
    with contextlib.suppress(OSError):
        for entry in os.scandir(folder / LISTINGS):
            with contextlib.suppress(OSError):
                told, file = entry.stat(follow_symlinks=False), Path(entry.path)
                if file.suffix == ".json":
                    files.append((told.st_mtime, told.st_size, file))
                elif file.suffix == ".tmp" and time.time() - told.st_mtime > _OLD_SECONDS:
                    file.unlink()
    count, size = len(files), sum(one[1] for one in files)
    if count <= MOST_LISTINGS and size <= MOST_BYTES:
        return
    for _, bytes_of_it, file in sorted(files):
        if count <= MOST_LISTINGS * _KEPT_SHARE and size <= MOST_BYTES * _KEPT_SHARE:
            return
        with contextlib.suppress(OSError):
            file.unlink()
            count, size = count - 1, size - bytes_of_it


def read_view(folder: Path) -> object:
    """Return the page's view as it was kept, None where none is."""
    return _read(folder / _VIEW).get("view")


def write_view(folder: Path, view: object) -> None:
    """Keep the page's view."""
    with contextlib.suppress(OSError, ValueError, RecursionError):
        write_text(folder / _VIEW, _as_text({"version": _VERSION, "view": view}), is_copy=True)


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
    except (OSError, StoreError):
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


def _as_text(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


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
