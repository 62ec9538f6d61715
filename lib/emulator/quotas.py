"""Requests per minute, counted per client id and endpoint as the services publish them."""

from __future__ import annotations

import math
import threading
from collections import deque
from typing import NamedTuple

from .clock import Clock

_WINDOW_SECONDS = 60.0


class Usage(NamedTuple):
    """What one client id has had of one endpoint in the last minute."""

    client_id: str
    endpoint: str
    used: int
    limit: int


class Quotas:
    """Counts requests in a rolling minute, while `enforced`."""

    def __init__(self, clock: Clock, *, enforced: bool) -> None:
        self.enforced = enforced
        self._clock = clock
        self._lock = threading.Lock()
        self._times: dict[tuple[str, str], deque[float]] = {}
        self._limits: dict[str, int] = {}

    def take(self, client_id: str, endpoint: str, *, limit: int) -> int:
        """Count one request; return 0, or the seconds to wait when the limit is used up."""
        if not self.enforced:
            return 0
        now = self._clock.now()
        with self._lock:
            self._limits[endpoint] = limit
            times = self._times.setdefault((client_id, endpoint), deque())
            _forget(times, now)
            if len(times) >= limit:
                return max(1, math.ceil(times[0] + _WINDOW_SECONDS - now))
            times.append(now)
            return 0

    def usage(self) -> list[Usage]:
        """Return what was had of each endpoint in the last minute, the fullest first."""
        now = self._clock.now()
        with self._lock:
            for times in self._times.values():
                _forget(times, now)
            used = [
                Usage(client_id, endpoint, len(times), self._limits[endpoint])
                for (client_id, endpoint), times in self._times.items()
                if times
            ]
        return sorted(used, key=lambda one: (-one.used / one.limit, one.endpoint, one.client_id))

    def clear(self) -> None:
        """Forget all requests."""
        with self._lock:
            self._times.clear()


def _forget(times: deque[float], now: float) -> None:
    while times and times[0] <= now - _WINDOW_SECONDS:
        times.popleft()
