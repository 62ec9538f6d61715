"""Answers of the cloud that are kept for a moment: add-ins ask for one list anew for each of its files."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

_Found = TypeVar("_Found")
KEEP_SECONDS = 5.0


class KeptAnswers:
    """Keeps what was found, each `seconds` long or until `drop`; any thread may use it.

    `clock` gives seconds that only ever grow.
    """

    def __init__(self, *, seconds: float = KEEP_SECONDS, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._answers: dict[Hashable, tuple[float, Any]] = {}
        self._drops = 0

    def find(self, key: Hashable, ask: Callable[[], _Found]) -> _Found:
        """Return the answer of before, else ask; what `ask` raises is not kept."""
        with self._lock:
            now, drops = self._clock(), self._drops
            end, answer = self._answers.get(key, (now, None))
        if now < end:
            return answer
        answer = ask()
        with self._lock:
            if drops == self._drops:  # else it may be of before what was written
                self._answers[key] = (self._clock() + self._seconds, answer)
        return answer

    def drop(self) -> None:
        """Forget all answers, as something was written."""
        with self._lock:
            self._drops += 1
            self._answers.clear()
