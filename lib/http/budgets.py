"""Requests spared: of what the service allows in a minute, a client spends its share and no more.

The limits count by client id, which colleagues share, so a client keeps to half of each by default. It may
spend its share in one burst; then it waits until the oldest of those requests is more than a minute old. A
429 halves the share, once for all requests that were under way; a tenth of the whole comes back each minute.

A request counts from when it is reserved until a minute after its answer has come: the service may have
counted it at any moment between.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import NamedTuple

from ..clock import Clock, SystemClock
from ..errors import UsageError

SHARE = 0.5
HELD_BACK = -1
"""What `on_wait` is told in place of a status when a client waits for its own budget."""

_MINUTE = 60.0
_WINDOW = _MINUTE + 1.0  # the service's minute may end a little later than ours
_RECOVERY = 0.1  # of the whole share, a minute
_LEAST_FACTOR = 1 / 16
_LOOK_SECONDS = 0.1  # when only requests under way are in the way
_BLIND_PAUSE = _MINUTE / 3


class Limit(NamedTuple):
    """What the service allows for one endpoint; `endpoint` is the same text for all its paths."""

    endpoint: str
    per_minute: int


class Slot(NamedTuple):
    """Leave to send one request; `age` tells whether the share has been halved since."""

    age: int


class Budget:
    """The share of one client id, for all clients and threads that use it.

    `find_limit(method, path)` returns None for what is not limited. `share` is above 0, at most 1; raises
    `UsageError` (`http.bad-share`) for another.
    """

    def __init__(
        self,
        find_limit: Callable[[str, str], Limit | None],
        *,
        share: float = SHARE,
        clock: Clock | None = None,
    ) -> None:
        if not 0 < share <= 1:
            raise UsageError("http.bad-share", share=share)
        self._find_limit = find_limit
        self._share = share
        self._clock = clock or SystemClock()
        self._lock = threading.Lock()
        self._accounts: dict[str, Account] = {}

    @property
    def is_strained(self) -> bool:
        """Whether any endpoint's share is spent or closed at present."""
        with self._lock:
            accounts = list(self._accounts.values())
        return any(account.is_spent for account in accounts)

    def find_account(self, method: str, path: str) -> Account | None:
        """Return the account that a request is charged to, or None where nothing limits it."""
        limit = self._find_limit(method, path)
        if limit is None:
            return None
        with self._lock:
            account = self._accounts.get(limit.endpoint)
            if account is None:
                account = Account(limit.per_minute * self._share, self._clock)
                self._accounts[limit.endpoint] = account
            return account


class Account:
    """What one endpoint was asked for lately; `allowance` is the share of its limit, at least one request."""

    def __init__(self, allowance: float, clock: Clock) -> None:
        self._whole = allowance
        self._clock = clock
        self._lock = threading.Lock()
        self._answered: deque[float] = deque()
        self._under_way = 0
        self._factor = 1.0
        self._lowered = 0.0
        self._age = 0
        self._closed_until = float("-inf")

    @property
    def allowance(self) -> int:
        """How many requests a minute may have at present."""
        with self._lock:
            return self._allowance(self._clock.now())

    @property
    def is_spent(self) -> bool:
        """Whether the next request would have to wait."""
        with self._lock:
            return self._is_spent()

    def reserve(self) -> Slot | None:
        """Return leave to send one request, to be settled when it is over; None when it has to wait."""
        with self._lock:
            if self._is_spent():
                return None
            self._under_way += 1
            return Slot(self._age)

    def settle(self) -> None:
        """Take note that a request is over, with an answer or without."""
        with self._lock:
            self._under_way -= 1
            self._answered.append(self._clock.now())

    def wait_seconds(self) -> float:
        """Return how long to wait before asking for leave again."""
        with self._lock:
            now = self._clock.now()
            self._forget(now)
            surplus = self._under_way + len(self._answered) - self._allowance(now)
            wait = self._closed_until - now
            if 0 <= surplus < len(self._answered):
                wait = max(wait, self._answered[surplus] + _WINDOW - now)
            return max(wait, _LOOK_SECONDS)

    def refuse(self, slot: Slot, pause: float) -> None:
        """Take note of a 429: spend half as much, and nothing at all for `pause` seconds."""
        with self._lock:
            now = self._clock.now()
            self._closed_until = max(self._closed_until, now + pause)
            if slot.age == self._age:  # else the share was halved while this request was under way
                self._factor = max(_LEAST_FACTOR, self._present_factor(now) / 2)
                self._lowered = now
                self._age += 1

    @staticmethod
    def blind_pause(chance: float) -> float:
        """Return the pause after a 429 that names none, for a random `chance` in [0, 1).

        Three of them outlast the service's minute.
        """
        return _BLIND_PAUSE * (1 + chance / 4)

    def _is_spent(self) -> bool:
        now = self._clock.now()
        self._forget(now)
        is_full = self._under_way + len(self._answered) >= self._allowance(now)
        return now < self._closed_until or is_full

    def _forget(self, now: float) -> None:
        while self._answered and self._answered[0] + _WINDOW <= now:
            self._answered.popleft()

    def _allowance(self, now: float) -> int:
        return max(1, int(self._whole * self._present_factor(now)))

    def _present_factor(self, now: float) -> float:
        return min(1.0, self._factor + _RECOVERY * (now - self._lowered) / _MINUTE)
