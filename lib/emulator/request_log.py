"""The requests that the service has met."""

from __future__ import annotations

import itertools
import threading
from collections import deque
from dataclasses import dataclass, field

_LENGTH = 100_000  # the oldest go first


@dataclass(frozen=True)
class LoggedRequest:
    """One request; `raw_path` as it came, `status` 0 where no answer was sent.

    `time` is when, in seconds since 1970 by the machine's clock.
    """

    method: str
    raw_path: str
    status: int
    time: float = field(default=0.0, compare=False)


class RequestLog:
    """Keeps requests in the order of their answers."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._entries: deque[LoggedRequest] = deque(maxlen=_LENGTH)
        self._total = 0

    def add(self, entry: LoggedRequest) -> None:
        """Keep one request."""
        with self._lock:
            self._entries.append(entry)
            self._total += 1

    def entries(self) -> tuple[LoggedRequest, ...]:
        """Return what was kept so far."""
        with self._lock:
            return tuple(self._entries)

    def latest(self, most: int, *, after: int = 0) -> list[tuple[int, LoggedRequest]]:
        """Return the last `most` requests with their numbers, from 1; only those with one above `after`.

        Numbers go on where a cleared log ended.
        """
        with self._lock:
            count = max(0, min(most, len(self._entries), self._total - after))
            kept = list(itertools.islice(reversed(self._entries), count))
            return [(self._total - place, entry) for place, entry in enumerate(kept)][::-1]

    def clear(self) -> None:
        """Forget what was kept so far."""
        with self._lock:
            self._entries.clear()
