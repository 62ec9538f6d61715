"""Time as everything that waits sees it: the machine's own, or one that a test moves."""

from __future__ import annotations

import time
from typing import Protocol


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
