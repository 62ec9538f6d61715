"""A catalogue brought up to date once, by somebody who waits for it."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable

from ...clock import Clock, SystemClock
from ...errors import Cancelled
from ...store.catalogue import Counts
from .lock import fill_alone
from .progress import Doing, Estimate, Progress
from .rounds import CORRECTED, REFRESHED, begin_correction, correct, count_to_correct, refresh
from .sweep import begin_sweep, count_to_sweep, sweep
from .visits import Means


def sync_once(
    means: Means,
    *,
    is_thorough: bool = False,
    on_progress: Callable[[Progress], None] = lambda progress: None,
    cancelled: threading.Event | None = None,
    per_minute: Callable[[], float] = lambda: float("inf"),
    clock: Clock | None = None,
) -> Counts:
    """List what is new or has changed in a hub, read the refs that nobody has read, and return what is known.

    If `is_thorough`, everything is listed and read anew, whatever the service says of changes. `on_progress`
    is told after each request, and an error that it raises ends the work. `per_minute()` is how many
    requests there may be, for the estimate. What is done is kept: who comes after an error goes on there.
    Raises `StoreError` (`store.sync-elsewhere` while another program does the same, and as
    `Catalogue.write`), `Cancelled` once `cancelled` is set, and what `refresh` raises.
    """
    once = _Once(means, on_progress, cancelled, Estimate(clock or SystemClock(), per_minute))
    with means.client.cancellable(cancelled) if cancelled else contextlib.nullcontext():
        with fill_alone(means.catalogue):
            once.refresh()
            if is_thorough:
                once.correct()
                begin_sweep(means)
            once.sweep()
    once.tell("stopped")
    return once.progress.counts


class _Once:
    """What was told last, and the work that tells more."""

    def __init__(
        self,
        means: Means,
        on_progress: Callable[[Progress], None],
        cancelled: threading.Event | None,
        estimate: Estimate,
    ) -> None:
        self.progress = Progress()
        self._means = means
        self._on_progress = on_progress
        self._cancelled = cancelled
        self._estimate = estimate

    def refresh(self) -> None:
        estimate, catalogue = self._estimate, self._means.catalogue
        is_first = catalogue.get_state(REFRESHED) is None
        self.tell("refreshing")
        refresh(
            self._means,
            estimate=estimate,
            on_visit=lambda: self.tell(
                "refreshing", estimate.done, estimate.left, seconds_left=estimate.seconds_left
            ),
        )
        if is_first:  # then it has listed everything
            catalogue.set_state(CORRECTED, catalogue.now())

    def correct(self) -> None:
        begin_correction(self._means)
        self.tell("correcting", 0, count_to_correct(self._means))
        while correct(self._means):
            self.tell("correcting", self.progress.done + 1, count_to_correct(self._means))

    def sweep(self) -> None:
        whole = left = count_to_sweep(self._means)
        self.tell("sweeping", 0, left)
        while sweep(self._means):
            left = count_to_sweep(self._means)
            whole = max(whole, left)  # what is read leads to more
            self.tell("sweeping", whole - left, left)

    def tell(
        self, doing: Doing, done: int = 0, left: int | None = None, *, seconds_left: float | None = None
    ) -> None:
        if self._cancelled and self._cancelled.is_set():
            raise Cancelled("http.cancelled")
        catalogue = self._means.catalogue
        counts, refreshed = catalogue.count(), catalogue.get_state(REFRESHED)
        self.progress = Progress(doing, done, left, seconds_left, counts=counts, refreshed=refreshed)
        self._on_progress(self.progress)
