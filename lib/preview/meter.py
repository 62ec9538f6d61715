"""How long the main thread was busy: one tick for each piece of work that the main loop runs."""

from __future__ import annotations

import contextlib
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass

BUDGET = 0.008  # seconds of the main thread's own processor time that one tick may take
KEPT = 2000  # ticks remembered one by one; the counters go on for ever


@dataclass(frozen=True)
class Tick:
    """One piece of work on the main thread; `wall` and `cpu` are seconds.

    `cpu` is what the main thread computed, `wall` what the user waited: sleep and network show there only.
    """

    name: str
    wall: float
    cpu: float
    is_counted: bool = True


class Meter:
    """Counts and times the ticks of one main loop, in the thread that runs it."""

    def __init__(
        self,
        budget: float = BUDGET,
        *,
        wall: Callable[[], float] = time.perf_counter,
        cpu: Callable[[], float] = time.thread_time,
    ) -> None:
        self.budget = budget
        self._wall = wall
        self._cpu = cpu
        self.reset()

    def reset(self) -> None:
        """Forget everything measured so far."""
        self.ticks: deque[Tick] = deque(maxlen=KEPT)
        self.count = 0
        self.over_budget = 0
        self.slowest: Tick | None = None
        self.busiest: Tick | None = None
        self._apart_wall = 0.0
        self._apart_cpu = 0.0

    @contextlib.contextmanager
    def measure(self, name: str, *, counted: bool = True) -> Iterator[None]:
        """Time one tick; a tick within a tick (the loop of a dialog) counts by itself only.

        What is not `counted` is remembered as a tick, but left out of the counters and records.
        """
        apart_wall, apart_cpu = self._apart_wall, self._apart_cpu
        wall, cpu = self._wall(), self._cpu()
        try:
            yield
        finally:
            wall_spent, cpu_spent = self._wall() - wall, self._cpu() - cpu
            inner_wall, inner_cpu = self._apart_wall - apart_wall, self._apart_cpu - apart_cpu
            self._apart_wall, self._apart_cpu = apart_wall + wall_spent, apart_cpu + cpu_spent
            wall_own, cpu_own = wall_spent - inner_wall, cpu_spent - inner_cpu
            # A processor clock may move in steps, of 15.6 ms on Windows: more than the tick took.
            tick = Tick(name, wall_own, min(cpu_own, wall_own), counted)
            self.ticks.append(tick)
            if counted:
                self._count(tick)

    @contextlib.contextmanager
    def leave_out(self) -> Iterator[None]:
        """Keep time out of the running tick: the user's, while a dialog is open."""
        wall, cpu = self._wall(), self._cpu()
        inner_wall, inner_cpu = self._apart_wall, self._apart_cpu
        try:
            yield
        finally:
            self._apart_wall = inner_wall + self._wall() - wall
            self._apart_cpu = inner_cpu + self._cpu() - cpu

    def _count(self, tick: Tick) -> None:
        self.count += 1
        if tick.cpu > self.budget:
            self.over_budget += 1
        if self.slowest is None or tick.wall > self.slowest.wall:
            self.slowest = tick
        if self.busiest is None or tick.cpu > self.busiest.cpu:
            self.busiest = tick
