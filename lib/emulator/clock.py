"""The service's clock: the machine's own, moved forward and sped up when somebody asks for it."""

from __future__ import annotations

import threading
import time
from datetime import datetime, timezone


class Clock:
    """Tells the time in seconds since 1970, UTC."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rate = 1.0
        self._real = self._shown = time.time()  # where both clocks stood when the rate was last set

    @property
    def rate(self) -> float:
        """How many seconds pass here in a second of the machine's."""
        return self._rate

    @rate.setter
    def rate(self, rate: float) -> None:
        with self._lock:
            real = time.time()
            self._shown += (real - self._real) * self._rate
            self._real, self._rate = real, rate

    @property
    def ahead(self) -> float:
        """By how many seconds this clock is ahead of the machine's."""
        return self.now() - time.time()

    def now(self) -> float:
        """Return the present second, with fractions."""
        with self._lock:
            return self._shown + (time.time() - self._real) * self._rate

    def advance(self, seconds: float) -> None:
        """Move the clock forward; tokens and codes expire as if that time had passed."""
        with self._lock:
            self._shown += seconds

    def reset(self) -> None:
        """Go with the machine's clock again."""
        with self._lock:
            self._rate = 1.0
            self._real = self._shown = time.time()

    def iso(self) -> str:
        """Return the present time as `2026-03-04T09:12:00Z`."""
        return datetime.fromtimestamp(self.now(), timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
