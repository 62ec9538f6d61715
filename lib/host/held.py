"""What held up Fusion's main thread the longest, by name.

Anything of ours that runs there is noted; each one that took longer than all before is a line in the log, if
it took more than a tick may. So the log of a slow Fusion names what made it slow: a property that waited for
the cloud, or work of ours. The time that a dialog of Fusion's is open is the user's, and not counted.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager

_log = logging.getLogger("databrowser.host")

BUDGET_SECONDS = 0.008
"""Time on the main thread that one tick may take: half a frame at 60 frames a second."""


class HeldUp:
    """The slowest so far: its name, and for how many seconds of the clock it held the main thread."""

    def __init__(self) -> None:
        self.name = ""
        self.seconds = 0.0
        self._asked_seconds = 0.0

    def now(self) -> float:
        """Return a moment to measure from, in seconds; it stands still while the user is asked."""
        return time.perf_counter() - self._asked_seconds

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Let a dialog be open meanwhile, on the main thread."""
        started = self.now()
        try:
            yield
        finally:
            self._asked_seconds += self.now() - started

    def note(self, name: str, seconds: float) -> None:
        """Take note of something that ran on the main thread."""
        if seconds <= self.seconds:
            return
        self.name, self.seconds = name, seconds
        if seconds > BUDGET_SECONDS:
            _log.info("%s held up Fusion's main thread for %.0f ms, the longest so far", name, 1000 * seconds)
