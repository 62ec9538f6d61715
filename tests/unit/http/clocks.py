"""A clock that passes only when somebody sleeps on it."""

from __future__ import annotations

import threading


class ManualClock:
    """Time that stands still but for sleeps, whoever sleeps."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.time = 1000.0

    def now(self) -> float:
        """Return the present second."""
        with self._lock:
            return self.time

    def sleep(self, seconds: float) -> None:
        """Move on at once."""
        with self._lock:
            self.time += seconds
