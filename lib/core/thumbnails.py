"""Thumbnails, which come last: from the disk where they can, and from the service only while it has time.

A request for one never waits and is never repeated: what is refused now is asked for when it is next in
sight. So a page full of pictures takes nothing from what the user waits for.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ..aps.derivatives import find_thumbnail
from ..clock import Clock
from ..errors import TooManyRequests, UsageError
from ..http import HttpClient
from ..http.budgets import Account
from ..http.retry import RetryPolicy
from ..store.thumbnails import (
    Absence,
    forget_thumbnails,
    read_absence,
    read_picture,
    trim_thumbnails,
    write_absence,
    write_picture,
)

_log = logging.getLogger("databrowser.core")

TIMEOUTS = (5.0, 10.0)
"""Connect and read, in seconds: the time-outs of a client for thumbnails alone."""
RETRY = RetryPolicy(attempts=1)
PER_MINUTE = 150
"""Requests for pictures in a minute: no limit is published for them, so this is one of ours."""
COMING_SECONDS = 60.0
NONE_SECONDS = 600.0
LONGEST_NONE_SECONDS = 24 * 3600.0
_TRIM_EACH = 32  # writes


@dataclass(frozen=True)
class Thumbnail:
    """A picture as PNG, None while there is none; `is_later`: it was not asked for, to spare the service."""

    picture: bytes | None
    is_later: bool = False


class Thumbnails:
    """The thumbnails of one account; used on any thread.

    `client` has the time-outs and the single attempt of this module. `find_folder` returns the account's
    folder, None where nothing is kept on disk.
    """

    def __init__(self, client: HttpClient, find_folder: Callable[[], Path | None], clock: Clock) -> None:
        self._client = client
        self._find_folder = find_folder
        self._account = Account(PER_MINUTE, clock)
        self._lock = threading.Lock()
        self._written = 0
        self._is_over = False

    def find(self, urn: str, *, size: int, cancelled: threading.Event | None = None) -> Thumbnail:
        """Return a version's picture of 100, 200 or 400 pixels; raises as `find_thumbnail` does."""
        folder = self._folder()
        absence: Absence | None = None
        if folder:
            if picture := read_picture(folder, urn, size):
                return Thumbnail(picture)
            absence = read_absence(folder, urn, size)
            # One that would hold for longer than any does is of a clock that was wrong.
            if absence and 0 < absence.until - time.time() <= LONGEST_NONE_SECONDS:
                return Thumbnail(None)
        slot = None if self._client.is_strained else self._account.reserve()
        if slot is None:
            return Thumbnail(None, is_later=True)
        try:
            with self._client.cancellable(cancelled or threading.Event()):
                found = find_thumbnail(self._client, urn, size=size)
        except TooManyRequests:
            self._account.refuse(slot, self._account.blind_pause(0))
            _log.info("no thumbnails for a while: the service needs a pause")
            return Thumbnail(None, is_later=True)
        finally:
            self._account.settle()
        if found.picture:
            self._keep(lambda kept: write_picture(kept, urn, size, found.picture or b""))
        else:
            tries = 0 if found.is_coming else (absence.tries + 1 if absence else 1)
            held = COMING_SECONDS if found.is_coming else NONE_SECONDS * 2 ** min(tries - 1, 20)
            until = time.time() + min(held, LONGEST_NONE_SECONDS)
            self._keep(lambda kept: write_absence(kept, urn, size, Absence(until, tries)))
        return Thumbnail(found.picture)

    def forget(self) -> None:
        """Forget everything, and keep nothing any more, as the account signs out.

        Raises `UsageError` where the account has no folder.
        """
        with self._lock:
            self._is_over = True
            if folder := self._find_folder():
                forget_thumbnails(folder)

    def _keep(self, write: Callable[[Path], None]) -> None:
        with self._lock:
            folder = None if self._is_over else self._folder()
            if not folder:
                return
            write(folder)
            if self._written % _TRIM_EACH == 0:
                trim_thumbnails(folder)
            self._written += 1

    def _folder(self) -> Path | None:
        try:
            return self._find_folder()
        except UsageError:  # it cannot be made: then each page asks anew
            return None
