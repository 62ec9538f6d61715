"""How far the sync is, and what can honestly be said of the rest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from ...clock import Clock
from ...errors import DataBrowserError
from ...store.catalogue import Counts

Doing = Literal[
    "refreshing", "correcting", "sweeping", "resting", "waiting", "elsewhere", "paused", "stopped"
]
_LEAST = 20  # places that must have been listed before they tell of others


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
    counts: Counts = field(default_factory=Counts)
    refreshed: float | None = None


class Estimate:
    """What is left of a refresh, told by how it went so far.

    `per_minute()` is how many requests it may send at most.
    """

    def __init__(self, clock: Clock, per_minute: Callable[[], float]) -> None:
        self._clock = clock
        self._per_minute = per_minute
        self._began = clock.now()
        self._levels: dict[int, _Level] = {}
        self.done = 0

    def begin(self, waiting: int) -> None:
        """Take note of how many places wait at first, at the top."""
        self._levels[1] = _Level(waiting=waiting)

    def note(self, depth: int, brought: int) -> None:
        """Take note that a place so far below its project was listed, and brought up so many below itself."""
        self.done += 1
        level = self._levels.setdefault(depth, _Level())
        level.waiting = max(0, level.waiting - 1)
        level.listed += 1
        level.brought += brought
        self._levels.setdefault(depth + 1, _Level()).waiting += brought

    @property
    def left(self) -> int | None:
        """How many are still to be listed, those included that nobody has seen yet; None for nobody knows.

        A place brings up as many others as those did on an average that lie as deep.
        """
        left, below = 0.0, 0.0  # with a place of a level, and all below it
        for depth in sorted(self._levels, reverse=True):
            level = self._levels[depth]
            if level.waiting and not level.listed:
                return None
            below = 1 + (level.brought / level.listed * below if level.listed else 0.0)
            left += level.waiting * below
        is_known = self.done >= _LEAST or (self.done and not left)
        return round(left) if is_known else None

    @property
    def seconds_left(self) -> float | None:
        """How long that takes at the pace so far, or at the one that is allowed where that is slower."""
        left = self.left
        if left is None or not self.done:
            return None
        # What may be spent in a minute goes at once: the first of it tells nothing of the rest.
        taken = max(self._clock.now() - self._began, 60 * (self.done / self._per_minute()))
        return left * taken / self.done


@dataclass
class _Level:
    waiting: int = 0
    listed: int = 0
    brought: int = 0
