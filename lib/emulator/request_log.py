"""The requests that the service has met."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass

_LENGTH = 100_000  # the oldest go first


@dataclass(frozen=True)
class LoggedRequest:
    """One request; `raw_path` as it came, `status` 0 where no answer was sent."""

    method: str
    raw_path: str
    status: int


class RequestLog:
    """Keeps requests in the order of their answers."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._entries: deque[LoggedRequest] = deque(maxlen=_LENGTH)

    def add(self, entry: LoggedRequest) -> None:
        """Keep one request."""
        with self._lock:
            self._entries.append(entry)

    def entries(self) -> tuple[LoggedRequest, ...]:
        """Return what was kept so far."""
        with self._lock:
            return tuple(self._entries)

    def clear(self) -> None:
        """Forget what was kept so far."""
        with self._lock:
            self._entries.clear()
