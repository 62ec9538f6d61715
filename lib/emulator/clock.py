"""The service's clock: the machine's own, moved forward when a test asks for it."""

from __future__ import annotations

import time
from datetime import datetime, timezone


class Clock:
    """Tells the time in seconds since 1970, UTC."""

    def __init__(self) -> None:
        self._ahead = 0.0

    def now(self) -> float:
        """Return the present second, with fractions."""
        return time.time() + self._ahead

    def advance(self, seconds: float) -> None:
        """Move the clock forward; tokens and codes expire as if that time had passed."""
        self._ahead += seconds

    def iso(self) -> str:
        """Return the present time as `2026-03-04T09:12:00Z`."""
        return datetime.fromtimestamp(self.now(), timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
