"""The simulated main thread: a queue that any thread may fill and only its own thread empties."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Any

from .meter import Meter

Work = Callable[[], None]


class MainLoop:
    """The queue of the thread that makes it: that thread is Fusion's main thread from then on."""

    def __init__(self, meter: Meter) -> None:
        self.meter = meter
        self._thread = threading.get_ident()
        self._queue: deque[tuple[str, Work]] = deque()
        self._filled = threading.Condition()
        self._is_woken = False

    def check(self, what: str) -> None:
        """Raise unless this is the main thread; the real thing crashes now or later, without a message."""
        if threading.get_ident() != self._thread:
            raise RuntimeError(
                f"{what} was used on the thread {threading.current_thread().name}: "
                "Fusion's API belongs to the main thread, other threads may only call fireCustomEvent"
            )

    def post(self, name: str, work: Work) -> None:
        """Queue work under the name that the meter shows; from any thread."""
        with self._filled:
            self._queue.append((name, work))
            self._filled.notify_all()

    def pump(self) -> int:
        """Run what is queued now, each piece as one tick, and return how many there were.

        What is queued meanwhile waits for the next call, so that work which queues itself does not block.
        """
        self.check("the main loop")
        with self._filled:
            due = len(self._queue)
        done = 0
        while done < due and self._queue:  # a loop within this one may have run some of it
            name, work = self._queue.popleft()
            with self.meter.measure(name):
                work()
            done += 1
        return done

    def wait(self, seconds: float) -> bool:
        """Sleep until something is queued or `wake` is called, `seconds` at most; tell whether it was so."""
        with self._filled:
            woken = self._filled.wait_for(lambda: bool(self._queue) or self._is_woken, seconds)
            self._is_woken = False
            return woken

    def pump_until(self, condition: Callable[[], Any], seconds: float) -> bool:
        """Pump until the condition holds, `seconds` at most; tell whether it does."""
        end = time.monotonic() + seconds
        while not condition():
            left = end - time.monotonic()
            if left <= 0:
                return False
            if self.wait(min(left, 0.02)):
                self.pump()
        return True

    def wake(self) -> None:
        """End a `wait`, although nothing was queued; from any thread."""
        with self._filled:
            self._is_woken = True
            self._filled.notify_all()
