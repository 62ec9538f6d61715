"""How much room an account's copies take, and making room: thumbnails go first, the oldest of them before."""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass
from pathlib import Path

from ...errors import StoreError
from ..place_files import forget_places
from ..places import CATALOGUE, LISTINGS, READINGS, THUMBNAILS
from ..relation_files import forget_readings
from ..thumbnails import forget_thumbnails, trim_thumbnails
from .catalogue_file import CatalogueFile
from .opening import delete, delete_free, logs_of


@dataclass(frozen=True)
class Space:
    """The bytes that an account's copies take on this machine.

    `catalogue` counts all hubs, with what was set aside; `lists` is what was listed and read besides.
    """

    catalogue: int
    thumbnails: int
    lists: int

    @property
    def total(self) -> int:
        """All of it."""
        return self.catalogue + self.thumbnails + self.lists


def measure(folder: Path) -> Space:
    """Return how much room the copies in an account's folder take."""
    sizes = {name: _measure(folder / name) for name in (CATALOGUE, THUMBNAILS, LISTINGS, READINGS)}
    return Space(sizes[CATALOGUE], sizes[THUMBNAILS], sizes[LISTINGS] + sizes[READINGS])


def make_room(folder: Path, file: Path, *, most_bytes: int, is_short: bool = False) -> int:
    """Drop the oldest thumbnails until all copies fit; return what is left for one catalogue, at least 1.

    If `is_short`, that catalogue has become as large as it may: half of the thumbnails give way to it. The
    answer is for `Catalogue.set_limit`, where 0 would mean no limit.
    """
    space = measure(folder)
    room = max(most_bytes - space.catalogue - space.lists, 0)
    if is_short:
        room = min(room, space.thumbnails // 2)
    if space.thumbnails > room:
        trim_thumbnails(folder, most_bytes=room)
        space = measure(folder)
    own = sum(_size_of(one) for one in (file, *logs_of(file)))
    return max(most_bytes - (space.total - own), 1)


def clear_copies(folder: Path) -> None:
    """Forget every copy in an account's folder, whoever has it open; what is the user's own stays.

    The locks of who opens a catalogue stay, and of who fills it while that goes on. Raises `StoreError` for a
    catalogue that can neither be deleted nor emptied, once all else is gone.
    """
    forget_thumbnails(folder)
    forget_places(folder)
    forget_readings(folder)
    problem: StoreError | None = None
    for file in list_catalogues(folder):
        try:
            _delete_or_empty(file)
        except StoreError as error:
            problem = error
    for lock in (folder / CATALOGUE).glob("*.sync"):
        delete_free(lock)
    if problem:
        raise problem


def list_catalogues(folder: Path) -> tuple[Path, ...]:
    """Return the files of the catalogues in an account's folder."""
    files = (folder / CATALOGUE).glob("*.sqlite")
    return tuple(sorted(file for file in files if ".broken-" not in file.name))


def _delete_or_empty(file: Path) -> None:
    try:
        delete(file)
    except (OSError, StoreError):
        # Another process has it open, which on Windows keeps it.
        opened = CatalogueFile(file)
        try:
            opened.clear()
        finally:
            opened.close()


def _size_of(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0


def _measure(folder: Path) -> int:
    total = 0
    with contextlib.suppress(OSError):
        for entry in os.scandir(folder):
            with contextlib.suppress(OSError):
                total += entry.stat(follow_symlinks=False).st_size
    return total
