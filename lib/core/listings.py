"""What the service last told of each place of the tree, and where the page was: shown before it is asked."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..errors import UsageError
from ..store.place_files import (
    MOST_ROWS,
    forget_places,
    read_listing,
    read_view,
    trim_listings,
    write_listing,
    write_view,
)
from .places import Place

CLOSE_SECONDS = 2.0
_MOST_IN_MEMORY = 50


@dataclass(frozen=True)
class Listing:
    """The rows of a place as the page takes them, told at `at`, in seconds since 1970.

    `count` is how many there were: of a long list only the first are kept.
    """

    at: float
    rows: tuple[dict[str, Any], ...]
    count: int


@dataclass
class Listings:
    """The listings and the view of one account, in memory and in its folder; used on any thread.

    `find_folder` returns the account's folder, None where nothing is kept on disk. What is kept is written by
    a thread of its own, which ends when it is done: nobody waits for the disk.
    """

    find_folder: Callable[[], Path | None] = lambda: None
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _writing: threading.Lock = field(default_factory=threading.Lock)
    _kept: dict[str, Listing] = field(default_factory=dict)
    _unwritten: dict[str, Listing] = field(default_factory=dict)
    _unwritten_view: list[object] = field(default_factory=list)
    _writer: threading.Thread | None = None
    _is_closed: bool = False
    _is_over: bool = False

    def keep(self, place: Place, rows: Sequence[dict[str, Any]]) -> None:
        """Keep what the service told of a place just now."""
        listing, key = Listing(time.time(), tuple(rows[:MOST_ROWS]), len(rows)), key_of(place)
        self._remember(key, listing)
        with self._lock:
            self._unwritten[key] = listing
        self._write_soon()

    def find(self, key: str) -> Listing | None:
        """Return what was last told of the place with this `key_of`, however old it is."""
        with self._lock:
            if listing := self._kept.get(key) or self._unwritten.get(key):
                return listing
        folder = self._folder()
        read = read_listing(folder, key) if folder else None
        if read is None:
            return None
        listing = Listing(read.at, tuple(read.rows), read.count)
        self._remember(key, listing)
        return listing

    def keep_view(self, view: object) -> None:
        """Keep where the page is."""
        with self._lock:
            self._unwritten_view[:] = [view]
        self._write_soon()

    def find_view(self) -> object:
        """Return where the page was, None where that is not known."""
        with self._lock:
            if self._unwritten_view:
                return self._unwritten_view[0]
        folder = self._folder()
        return read_view(folder) if folder else None

    def forget(self) -> None:
        """Forget everything, and keep nothing any more, as the account signs out.

        Raises `UsageError` where the account has no folder.
        """
        with self._lock:
            self._is_over = True
            for kept in (self._kept, self._unwritten, self._unwritten_view):
                kept.clear()
        with self._writing:
            if folder := self.find_folder():
                forget_places(folder)

    def close(self) -> None:
        """Wait a little for what is not written yet; what is kept later is written by who keeps it."""
        with self._lock:
            self._is_closed, writer = True, self._writer
        if writer:
            writer.join(CLOSE_SECONDS)

    def _write_soon(self) -> None:
        with self._lock:
            if self._is_over:
                self._unwritten.clear()
                self._unwritten_view.clear()
                return
            is_closed = self._is_closed
            if not is_closed and self._writer is None:
                self._writer = threading.Thread(target=self._write, name="databrowser-listing", daemon=True)
                self._writer.start()
        if is_closed:
            self._write()

    def _write(self) -> None:
        is_trimmed = True
        while True:
            with self._writing:
                with self._lock:
                    view = list(self._unwritten_view)
                    key, listing = next(iter(self._unwritten.items()), ("", None))
                    if not view and listing is None and is_trimmed:
                        if self._writer is threading.current_thread():
                            self._writer = None
                        return
                folder = self._folder()
                if folder and view:
                    write_view(folder, view[0])
                if folder and listing:
                    write_listing(folder, key, at=listing.at, rows=listing.rows, count=listing.count)
                    is_trimmed = False
                elif not is_trimmed:
                    is_trimmed = True
                    if folder:
                        trim_listings(folder)
                with self._lock:  # until it is on the disk, it is found here
                    if view and self._unwritten_view and self._unwritten_view[0] is view[0]:
                        self._unwritten_view.clear()
                    if listing and self._unwritten.get(key) is listing:
                        del self._unwritten[key]

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


def place_of(key: str, *, hub_id: str) -> Place:
    """Return the place in a hub that a key of `key_of` is of."""
    kind, _, rest = key.partition(":")
    project_id, _, id = rest.partition(":")
    return Place(kind, hub_id=hub_id, project_id=project_id, id=id)
