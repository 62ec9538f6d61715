"""How far the sync is, and what can honestly be said of the rest."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from ...clock import Clock
from ...errors import DataBrowserError
from ...store.catalogue import Counts

Doing = Literal["refreshing", "correcting", "sweeping", "resting", "waiting", "elsewhere", "paused", "stopped"]
_LAST = 60  # places that tell how many more the next will bring up
_MOST_GROWTH = 0.9  # beyond it, a little more or less of it would change the answer tenfold


@dataclass(frozen=True)
class Progress:
    """What the sync does, and how far it is.

        refreshing   lists what is new or has changed; the first time, everything
        correcting   lists everything, slowly
        sweeping     reads refs, slowly
        resting      has nothing to do until the next refresh
        waiting      tries again after a while, for `error`
        elsewhere    another program has this catalogue, and does it
        paused       as the user wishes
        stopped      has ended, or signing in is needed: then with `error`

    `done` of `done + left` is done: places, or versions for a sweep. `left` is None where it cannot be told
    yet, and `seconds_left` too: of a hub that nobody has walked, only a guess is known, and sometimes none.
    `refreshed` is when the last refresh ended, in seconds since 1970, None for never.
    """

    doing: Doing = "stopped"
    done: int = 0
    left: int | None = None
    seconds_left: float | None = None
    error: DataBrowserError | None = None
    counts: Counts = Counts()
    refreshed: float | None = None


class Estimate:
    """What is left of a round, told by how it went so far.

    `per_minute()` is how many requests it may send at most.
    """

    def __init__(self, clock: Clock, per_minute: Callable[[], float]) -> None:
        self._clock = clock
        self._per_minute = per_minute
        self._began = clock.now()
        self._waiting: deque[int] = deque(maxlen=_LAST + 1)
        self.done = 0

    def note(self, waiting: int) -> None:
        """Take note that a place was listed, after which so many wait."""
        self.done += 1
        self._waiting.append(waiting)

    @property
    def left(self) -> int | None:
        """How many are still to be listed, those included that are not known yet; None for nobody knows.

        Each place that was listed brought up so many others, lately; those bring up as many in their turn.
        """
        if not self._waiting:
            return None
        waiting, listed = self._waiting[-1], len(self._waiting) - 1
        if waiting == 0:
            return 0
        growth = 1 + (waiting - self._waiting[0]) / listed if listed else 1.0
        return round(waiting / (1 - max(0.0, growth))) if growth < _MOST_GROWTH else None

    @property
    def seconds_left(self) -> float | None:
        """How long that takes at the pace so far, or at the one that is allowed where that is slower."""
        left = self.left
        if left is None or not self.done:
            return None
        # What may be spent in a minute goes at once: the first of it tells nothing of the rest.
        taken = max(self._clock.now() - self._began, 60 * (self.done / self._per_minute()))
        return left * taken / self.done
