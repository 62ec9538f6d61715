"""The thread that keeps a catalogue up to date, as long as the program runs."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from ...aps.commands import BATCH_SIZE
from ...clock import Clock, SystemClock
from ...errors import (
    Cancelled,
    DataBrowserError,
    NotAllowed,
    NotSignedIn,
    ServiceDown,
    SignInError,
    StoreError,
)
from .lock import fill_alone
from .pace import Pace
from .progress import Doing, Estimate, Progress
from .rounds import CORRECTED, REFRESHED, begin_correction, correct, count_to_correct, refresh
from .sweep import SWEPT, begin_sweep, count_to_sweep, sweep
from .visits import A_LIST, Means

_log = logging.getLogger("databrowser.sync")
_LOOK_SECONDS = 1.0
_HOUR = 3600.0
_PAUSED = "paused"
_AT_ONCE = {"sweeping": BATCH_SIZE, "correcting": 1}  # what a step does


@dataclass(frozen=True)
class Times:
    """How often what is done, in seconds.

    `step` lies between two steps of what is slow. After trouble it is tried again after `retry`, and twice
    as late each time, up to `longest_retry`. `lock` is how often who does not sync, or pauses, looks whether
    it may, and `tell` how often progress is told.
    """

    refresh: float = 300.0
    correct: float = 6 * _HOUR
    sweep: float = 24 * _HOUR
    step: float = 2.0
    retry: float = 30.0
    longest_retry: float = 900.0
    lock: float = 15.0
    tell: float = 0.5


class Sync:
    """Keeps the catalogue of a hub up to date on a thread of its own, between `start` and `stop`.

    `pace` is the one that `means.client` keeps to. `on_progress` is told on that thread, now and then, and
    whenever something else is done. Of several programs with one catalogue one syncs; all read.
    """

    def __init__(
        self,
        means: Means,
        *,
        pace: Pace | None = None,
        on_progress: Callable[[Progress], None] = lambda progress: None,
        times: Times | None = None,
        clock: Clock | None = None,
    ) -> None:
        self._means = means
        self._pace = pace
        self._on_progress = on_progress
        self._times = times or Times()
        self._clock = clock or SystemClock()
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._unwanted = threading.Event()  # ends the request that waits, and the round with it
        self._is_stopped = False
        self._is_asked = False
        self._is_paused = False
        self._next_refresh = float("-inf")
        self._next_sweep = float("-inf")
        self._told_at = float("-inf")
        self._progress = Progress()
        self._thread: threading.Thread | None = None

    @property
    def progress(self) -> Progress:
        """What it does at present; on any thread."""
        return self._progress

    def start(self) -> None:
        """Begin, or go on where the program before was."""
        with suppress(StoreError):  # it cannot be read now: the thread will say so
            self._is_paused = bool(self._means.catalogue.get_state(_PAUSED))
        self._thread = threading.Thread(target=self._run, name="databrowser-sync", daemon=True)
        self._thread.start()

    def stop(self, timeout: float = 5.0) -> bool:
        """End it, and tell whether it has ended: a request that is on its way may take longer."""
        with self._lock:
            self._is_stopped = True
            self._unwanted.set()
        self._wake.set()
        if self._thread:
            self._thread.join(timeout)
        return not (self._thread and self._thread.is_alive())

    def pause(self) -> None:
        """Ask nothing more until `resume`, also in a program to come."""
        self._set_paused(wanted=True)

    def resume(self) -> None:
        """Go on, after `pause` or once somebody has signed in again."""
        self._set_paused(wanted=False)
        self.refresh_soon()

    def refresh_soon(self) -> None:
        """Refresh now, whenever the last one was."""
        self._is_asked = True
        self._wake.set()

    def _set_paused(self, *, wanted: bool) -> None:
        with self._lock:
            with suppress(StoreError):  # read-only: then it holds as long as the program runs
                self._means.catalogue.set_state(_PAUSED, 1 if wanted else None)
            self._note_pause(wanted=wanted)
        self._wake.set()

    def _note_pause(self, *, wanted: bool) -> None:
        self._is_paused = wanted
        if not self._is_stopped:
            (self._unwanted.set if wanted else self._unwanted.clear)()

    def _look_if_paused(self) -> bool:
        """Tell whether there is to be a pause, be it that another program was told so."""
        with self._lock:
            if self._means.catalogue.mode == "kept":
                with suppress(StoreError):
                    wanted = bool(self._means.catalogue.get_state(_PAUSED))
                    if wanted != self._is_paused:
                        self._note_pause(wanted=wanted)
            return self._is_paused

    def _run(self) -> None:
        with self._means.client.cancellable(self._unwanted):
            while not self._is_stopped:
                if self._look_if_paused():
                    self._tell("paused")
                    self._rest(self._times.lock)
                    continue
                refusal: DataBrowserError | None = None
                try:
                    with fill_alone(self._means.catalogue):
                        refusal = self._work()
                except StoreError as error:
                    doing: Doing = "elsewhere" if error.reference == "store.sync-elsewhere" else "waiting"
                    self._tell(doing, error=None if doing == "elsewhere" else error)
                    self._rest(self._times.lock)
                if refusal and not self._is_stopped:
                    # Nothing here makes it better but the user, who then says so.
                    self._tell("stopped", error=refusal)
                    self._rest(float("inf"))
        self._tell("stopped", error=self._progress.error)

    def _work(self) -> DataBrowserError | None:
        """Do one thing after the other until there is to be a pause; return what only the user can mend."""
        pause = self._times.retry
        while not (self._is_stopped or self._look_if_paused()):
            try:
                self._do_next()
                pause = self._times.retry
                continue
            except Cancelled:
                continue
            except (NotSignedIn, SignInError, NotAllowed) as error:
                return error
            except DataBrowserError as error:
                trouble = error
            except Exception as error:  # noqa: BLE001  it must not stand still for ever on a fault of ours
                _log.exception("sync failed")
                trouble = DataBrowserError("bridge.internal", kind=type(error).__name__)
            _log.info("sync waits %.0f s: %s", pause, trouble)
            self._tell("waiting", error=trouble)
            self._rest(pause)
            pause = min(2 * pause, self._times.longest_retry)
        return None

    def _do_next(self) -> None:
        """Do the next thing: a whole refresh, or one step of what is slow, or nothing for a while."""
        means = self._means
        if self._is_asked or self._clock.now() >= self._next_refresh:
            self._refresh()
        elif self._may_sweep and self._sweep():
            self._step("sweeping", count_to_sweep(means))
        elif correct(means):
            self._step("correcting", count_to_correct(means))
        elif self._is_due(CORRECTED, self._times.correct):
            begin_correction(means)
        elif self._may_sweep and self._is_due(SWEPT, self._times.sweep):
            begin_sweep(means)
        else:
            self._tell("resting")
            self._rest(self._next_refresh - self._clock.now())

    @property
    def _may_sweep(self) -> bool:
        """Whether there was no trouble with that lately: all else goes on for a while."""
        return self._clock.now() >= self._next_sweep

    def _sweep(self) -> bool:
        try:
            return sweep(self._means)
        except ServiceDown:
            self._next_sweep = self._clock.now() + self._times.longest_retry
            raise

    def _refresh(self) -> None:
        self._is_asked = False
        estimate = Estimate(self._clock, self._per_minute)

        def tell() -> None:
            left, seconds = estimate.left, estimate.seconds_left
            self._tell("refreshing", done=estimate.done, left=left, seconds_left=seconds)

        self._tell("refreshing")
        is_first = self._means.catalogue.get_state(REFRESHED) is None
        refresh(self._means, estimate=estimate, on_visit=tell)
        if is_first:  # then it has listed everything
            self._means.catalogue.set_state(CORRECTED, self._means.catalogue.now())
        self._next_refresh = self._clock.now() + self._times.refresh

    def _step(self, doing: Doing, left: int) -> None:
        self._tell(doing, left=left, seconds_left=left / _AT_ONCE[doing] * self._times.step)
        self._rest(self._times.step)

    def _per_minute(self) -> float:
        return self._pace.find_account(*A_LIST).allowance if self._pace else float("inf")

    def _is_due(self, state: str, seconds: float) -> bool:
        catalogue = self._means.catalogue
        last = catalogue.get_state(state)
        # A clock that was put back makes it due as well.
        return last is None or not 0 <= catalogue.now() - last < seconds

    def _tell(
        self,
        doing: Doing,
        *,
        done: int = 0,
        left: int | None = None,
        seconds_left: float | None = None,
        error: DataBrowserError | None = None,
    ) -> None:
        now = self._clock.now()
        if doing == self._progress.doing and now < self._told_at + self._times.tell:
            return
        self._told_at = now
        counts, refreshed = self._progress.counts, self._progress.refreshed
        with suppress(StoreError):
            counts = self._means.catalogue.count()
            refreshed = self._means.catalogue.get_state(REFRESHED)
        self._progress = Progress(doing, done, left, seconds_left, error, counts, refreshed)
        self._on_progress(self._progress)

    def _rest(self, seconds: float) -> None:
        """Let time pass until something is wanted."""
        end = self._clock.now() + seconds
        while (left := end - self._clock.now()) > 0:
            if self._wake.wait(min(left, _LOOK_SECONDS)):
                break
        self._wake.clear()
