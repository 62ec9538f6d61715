"""How fast the sync may go: a share of what the client spends, and nothing at all while the user waits.

To the client that it is given to it is a `Budget`: who has to give way is told that the budget is spent.
"""

from __future__ import annotations

from collections.abc import Callable

from ...clock import Clock, SystemClock
from ...http import Budget
from ...http.budgets import Account, Slot

SHARE = 0.5
QUIET_SECONDS = 1.0
_LOOK_SECONDS = 0.1


class Pace(Budget):
    """A part of a budget, for who works in the background.

    `idle_seconds()` tells how long ago the user's own requests were on their way. None of the sync's starts
    until that is QUIET_SECONDS, nor while any part of the whole budget is spent. What is sent is charged to
    both.
    """

    def __init__(
        self,
        whole: Budget,
        *,
        idle_seconds: Callable[[], float] = lambda: float("inf"),
        share: float = SHARE,
        clock: Clock | None = None,
    ) -> None:
        super().__init__(lambda method, path: None, share=share, clock=clock)
        self._whole = whole
        self._idle_seconds = idle_seconds
        self._clock = clock or SystemClock()
        self._parts: dict[Account | None, _Part] = {}

    @property
    def is_strained(self) -> bool:
        """Whether any part of the whole budget is spent at present."""
        return self._whole.is_strained

    @property
    def may_go(self) -> bool:
        """Whether nobody else wants to be served first."""
        return self._idle_seconds() >= QUIET_SECONDS and not self._whole.is_strained

    def find_account(self, method: str, path: str) -> Account:
        """Return the account that a request is charged to; what nothing limits gives way all the same."""
        whole = self._whole.find_account(method, path)
        with self._lock:
            if whole not in self._parts:
                self._parts[whole] = _Part(whole, self._share, self._clock, lambda: self.may_go)
            return self._parts[whole]


class _Part(Account):
    """A share of another account, taken only while nobody else wants any."""

    def __init__(self, whole: Account | None, share: float, clock: Clock, may_go: Callable[[], bool]) -> None:
        super().__init__(float("inf"), clock)
        self._other = whole
        self._share = share
        self._may_go = may_go

    def reserve(self) -> Slot | None:
        if not self._may_go():
            return None
        own = super().reserve()
        if own is None or self._other is None:
            return own
        slot = self._other.reserve()
        if slot is None:
            with self._lock:
                self._under_way -= 1
        return slot

    def settle(self) -> None:
        super().settle()
        if self._other:
            self._other.settle()

    def refuse(self, slot: Slot, pause: float) -> None:
        if self._other:
            self._other.refuse(slot, pause)
        else:
            super().refuse(slot, pause)

    def wait_seconds(self) -> float:
        if not self._may_go():
            return _LOOK_SECONDS
        return max(super().wait_seconds(), self._other.wait_seconds() if self._other else 0.0)

    def _allowance(self, now: float) -> int:
        # Of what the whole has at present: a 429 halves this with it.
        return max(1, int(self._other.allowance * self._share)) if self._other else 2**31
