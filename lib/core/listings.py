"""What the service last told of each place of the tree, and where the page was: shown before it is asked."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..errors import UsageError
from ..store.place_files import MOST_ROWS, forget_places, read_listing, read_view, write_listing, write_view
from .places import Place

_MOST_IN_MEMORY = 50


@dataclass(frozen=True)
class Listing:
    """The rows of a place as the page takes them, told at `at`, in seconds since 1970."""

    at: float
    rows: tuple[dict[str, Any], ...]


@dataclass
class Listings:
    """The listings and the view of one account, in memory and in its folder; used on any thread.

    `find_folder` returns the account's folder, None where nothing is kept on disk.
    """

    find_folder: Callable[[], Path | None] = lambda: None
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _writing: threading.Lock = field(default_factory=threading.Lock)
    _kept: dict[str, Listing] = field(default_factory=dict)
    _is_over: bool = False

    def keep(self, place: Place, rows: Sequence[dict[str, Any]]) -> None:
        """Keep what the service told of a place just now."""
        listing, key = Listing(time.time(), tuple(rows[:MOST_ROWS])), key_of(place)
        self._remember(key, listing)
        with self._writing:
            if folder := self._folder():
                write_listing(folder, key, at=listing.at, rows=listing.rows)

    def find(self, key: str) -> Listing | None:
        """Return what was last told of the place with this `key_of`, however old it is."""
        with self._lock:
            if listing := self._kept.get(key):
                return listing
        folder = self._folder()
        read = read_listing(folder, key) if folder else None
        if read is None:
            return None
        listing = Listing(read[0], tuple(read[1]))
        self._remember(key, listing)
        return listing

    def keep_view(self, view: object) -> None:
        """Keep where the page is."""
        with self._writing:
            if folder := self._folder():
                write_view(folder, view)

    def find_view(self) -> object:
        """Return where the page was, None where that is not known."""
        folder = self._folder()
        return read_view(folder) if folder else None

    def forget(self) -> None:
        """Forget everything, and keep nothing any more, as the account signs out.

        Raises `UsageError` where the account has no folder.
        """
        with self._lock:
            self._is_over = True
            self._kept.clear()
        with self._writing:
            if folder := self.find_folder():
                forget_places(folder)

    def _remember(self, key: str, listing: Listing) -> None:
        with self._lock:
            if self._is_over:
                return
            before = self._kept.pop(key, None)
            self._kept[key] = before if before and before.at > listing.at else listing
            while len(self._kept) > _MOST_IN_MEMORY:
                del self._kept[next(iter(self._kept))]

    def _folder(self) -> Path | None:
        try:
            return None if self._is_over else self.find_folder()
        except UsageError:  # it cannot be made: then what is listed lasts as long as the program
            return None


def key_of(place: Place) -> str:
    """Return the key that the page has for a place's row, an empty text for the first level."""
    return "" if place.kind == "root" else f"{place.kind}:{place.project_id}:{place.id}"
