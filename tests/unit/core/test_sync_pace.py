"""The pace of the sync: its share, what it gives way to, and what its progress tells of the rest."""

from __future__ import annotations

import pytest
from addin.lib.core.sync.pace import QUIET_SECONDS, Pace
from addin.lib.core.sync.progress import Estimate
from addin.lib.http import Budget, Limit

from ..http.clocks import ManualClock

WHOLE = 20  # of 40 that the service allows
PART = 10


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def whole(clock: ManualClock) -> Budget:
    return Budget(lambda method, path: Limit(path, 2 * WHOLE) if path != "/free" else None, clock=clock)


@pytest.fixture
def pace(whole: Budget, clock: ManualClock) -> Pace:
    return Pace(whole, clock=clock)


def spend(budget: Budget, path: str, most: int) -> int:
    """Send up to so many requests and return how many could be."""
    account = budget.find_account("GET", path)
    assert account
    for number in range(most):
        if account.reserve() is None:
            return number
        account.settle()
    return most


def test_it_is_a_share_of_the_whole_and_leaves_the_rest_to_the_user(whole: Budget, pace: Pace) -> None:
    assert spend(pace, "/lists", 100) == PART
    assert spend(whole, "/lists", 100) == WHOLE - PART


def test_a_minute_later_there_is_as_much_again(pace: Pace, clock: ManualClock) -> None:
    assert spend(pace, "/lists", 100) == PART
    clock.sleep(pace.find_account("GET", "/lists").wait_seconds())
    assert spend(pace, "/lists", 100) == PART


def test_whatever_the_user_has_spent_holds_it_back(whole: Budget, pace: Pace) -> None:
    assert spend(whole, "/others", 100) == WHOLE
    assert spend(pace, "/lists", 100) == 0
    assert pace.is_strained


def test_a_refusal_halves_both(whole: Budget, pace: Pace, clock: ManualClock) -> None:
    account = pace.find_account("GET", "/lists")
    slot = account.reserve()
    assert slot
    account.refuse(slot, 5.0)
    account.settle()
    assert account.reserve() is None
    clock.sleep(62)
    assert account.allowance == pytest.approx(PART / 2, abs=1)
    assert spend(whole, "/lists", 100) == pytest.approx(WHOLE / 2, abs=2)


def test_it_waits_for_a_little_quiet_also_where_nothing_limits_it(whole: Budget, clock: ManualClock) -> None:
    idle = 0.0
    pace = Pace(whole, idle_seconds=lambda: idle, clock=clock)
    assert spend(pace, "/free", 1000) == 0
    assert pace.find_account("GET", "/free").wait_seconds() < QUIET_SECONDS
    idle = QUIET_SECONDS
    assert spend(pace, "/free", 1000) == 1000
    assert spend(pace, "/lists", 100) == PART


def test_nothing_is_told_of_a_walk_that_has_only_begun(clock: ManualClock) -> None:
    estimate = Estimate(clock, lambda: 60)
    assert estimate.left is None
    estimate.begin(6)
    estimate.note(1, 3)
    assert estimate.left is None
    assert estimate.seconds_left is None


def test_the_rest_is_what_places_as_deep_have_brought_up(clock: ManualClock) -> None:
    estimate = Estimate(clock, lambda: 60)
    estimate.begin(10)  # each with three folders, each of these with two
    for _ in range(3):
        estimate.note(1, 3)
        for _ in range(3):
            estimate.note(2, 2)
            for _ in range(2):
                estimate.note(3, 0)
    assert estimate.done == 30
    assert estimate.left == 70
    # A second each: the share that may go at once is no pace.
    assert estimate.seconds_left == pytest.approx(70)
    clock.sleep(60)
    assert estimate.seconds_left == pytest.approx(140)  # it took twice as long so far


def test_once_nothing_waits_nothing_is_left(clock: ManualClock) -> None:
    estimate = Estimate(clock, lambda: 60)
    estimate.begin(1)
    estimate.note(1, 0)
    assert estimate.left == 0
