"""Time as everything that waits sees it: the machine's own, or one that a test moves."""

from __future__ import annotations

import threading
import time
from typing import Protocol

_SLICE_SECONDS = 0.05  # how soon a sleep notices that it is cancelled


class Clock(Protocol):
    """Time, in seconds. Called on any thread."""

    def now(self) -> float:
        """Return a reading that only ever grows."""
        ...

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        ...


class SystemClock:
    """The machine's own time."""

    def now(self) -> float:
        """Return the monotonic clock's reading."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        time.sleep(seconds)


class CancellableClock:
    """Another clock's time, with a sleep that ends once `cancelled` is set."""

    def __init__(self, clock: Clock, cancelled: threading.Event) -> None:
        self._clock = clock
        self._cancelled = cancelled

    def now(self) -> float:
        """Return the clock's reading."""
        return self._clock.now()

    def sleep(self, seconds: float) -> None:
        """Let time pass, until it is over or cancelled."""
        end = self._clock.now() + seconds
        while not self._cancelled.is_set() and (left := end - self._clock.now()) > 0:
            self._clock.sleep(min(left, _SLICE_SECONDS))
