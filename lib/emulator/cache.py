"""What was read from the database, or made of it, for as long as nothing there changes."""

from __future__ import annotations

from collections.abc import Hashable, MutableMapping
from typing import Any


class Cache:
    """Values by key; all of them are forgotten together, at the latest when there are more than `most`.

    Only for a thread that holds the database.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._state: Hashable = None
        self._values: dict[Hashable, Any] = {}

    def at(self, state: Hashable) -> MutableMapping[Hashable, Any]:
        """Return what is known at a state of the database, to read from and to add to."""
        if state != self._state or len(self._values) > self._most:
            self._state = state
            self._values.clear()
        return self._values
