"""Requests per minute, counted per client id and endpoint as the services publish them."""

from __future__ import annotations

import math
import threading
from collections import deque

from .clock import Clock

_WINDOW_SECONDS = 60.0


class Quotas:
    """Counts requests in a rolling minute."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._times: dict[tuple[str, str], deque[float]] = {}

    def take(self, client_id: str, endpoint: str, *, limit: int) -> int:
        """Count one request; return 0, or the seconds to wait when the limit is used up."""
        now = self._clock.now()
        with self._lock:
            times = self._times.setdefault((client_id, endpoint), deque())
            while times and times[0] <= now - _WINDOW_SECONDS:
                times.popleft()
            if len(times) >= limit:
                return max(1, math.ceil(times[0] + _WINDOW_SECONDS - now))
            times.append(now)
            return 0
