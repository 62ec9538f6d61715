"""What was made of the database's rows, for as long as no row changes."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, MutableMapping
from contextlib import contextmanager
from typing import Any

from .database import Database

_MOST = 20_000


class Cache:
    """Values by key; all of them are forgotten with the next change, or when they are too many."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._changes = -1
        self._values: dict[Hashable, Any] = {}

    @contextmanager
    def held(self) -> Iterator[MutableMapping[Hashable, Any]]:
        """Hold the database still, and yield what is good now, to read from and to add to."""
        with self._database.held() as changes:
            if changes != self._changes or len(self._values) > _MOST:
                self._changes = changes
                self._values.clear()
            yield self._values
