"""Requests spared: shares, waits, what a 429 does to them, and how they come back."""

from __future__ import annotations

import threading
import time

import pytest
from addin.lib.errors import Cancelled, SignInError, UsageError
from addin.lib.http import HELD_BACK, Budget, HttpClient, Limit, RetryPolicy
from addin.lib.http.budgets import Account

from .clocks import ManualClock
from .scripted import ScriptedServer, answer

PER_MINUTE = 20
SHARE = 10  # half of it
Waits = list[tuple[float, int]]


def find_limit(method: str, path: str) -> Limit | None:
    """Limit what begins with /limited, by its first two segments."""
    head = "/".join(path.split("/")[:3])
    return Limit(f"{method} {head}", PER_MINUTE) if path.startswith("/limited") else None


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def account(clock: ManualClock) -> Account:
    found = Budget(find_limit, clock=clock).find_account("GET", "/limited")
    assert found
    return found


def spend(account: Account, times: int) -> None:
    for _ in range(times):
        assert account.reserve()
        account.settle()


def test_a_share_may_be_spent_in_one_burst_and_then_no_more(account: Account) -> None:
    spend(account, SHARE)
    assert account.reserve() is None
    assert account.wait_seconds() == 61


def test_each_request_makes_room_a_minute_after_its_answer(account: Account, clock: ManualClock) -> None:
    assert account.reserve()
    clock.sleep(30)
    account.settle()
    spend(account, SHARE - 1)
    clock.sleep(59)
    assert account.reserve() is None
    assert account.wait_seconds() == pytest.approx(2)
    clock.sleep(account.wait_seconds())
    spend(account, SHARE)
    assert account.reserve() is None


def test_requests_under_way_count_and_are_looked_at_again_soon(account: Account) -> None:
    slots = [account.reserve() for _ in range(SHARE)]
    assert all(slots)
    assert account.reserve() is None
    assert 0 < account.wait_seconds() <= 1
    account.settle()
    assert account.reserve() is None
    assert account.wait_seconds() == 61


def test_endpoints_have_accounts_of_their_own_and_the_unlisted_none(clock: ManualClock) -> None:
    budget = Budget(find_limit, clock=clock)
    first = budget.find_account("GET", "/limited/a/1")
    assert first
    assert budget.find_account("GET", "/limited/a/2?page=3") is first
    assert budget.find_account("POST", "/limited/a/1") is not first
    assert budget.find_account("GET", "/limited/b") is not first
    assert budget.find_account("GET", "/free") is None


@pytest.mark.parametrize(("share", "allowance"), [(1.0, 20), (0.5, 10), (0.26, 5), (0.001, 1)])
def test_a_share_is_rounded_down_but_never_to_nothing(
    clock: ManualClock, share: float, allowance: int
) -> None:
    account = Budget(find_limit, share=share, clock=clock).find_account("GET", "/limited")
    assert account
    assert account.allowance == allowance


@pytest.mark.parametrize("share", [0, -0.5, 1.01])
def test_a_share_that_is_none_is_refused(share: float) -> None:
    with pytest.raises(UsageError) as caught:
        Budget(find_limit, share=share)
    assert caught.value.reference == "http.bad-share"


def test_a_429_halves_the_share_once_for_all_that_were_under_way(account: Account) -> None:
    slots = [account.reserve() for _ in range(4)]
    for slot in slots:
        account.settle()
        assert slot
        account.refuse(slot, 0)
    assert account.allowance == 5
    slot = account.reserve()
    assert slot
    account.settle()
    account.refuse(slot, 0)
    assert account.allowance == 2


def test_a_share_comes_back_by_a_tenth_of_the_whole_a_minute(account: Account, clock: ManualClock) -> None:
    slot = account.reserve()
    assert slot
    account.settle()
    account.refuse(slot, 0)
    seen = []
    for _ in range(6):
        seen.append(account.allowance)
        clock.sleep(60)
    assert seen == [5, 6, 7, 8, 9, 10]
    clock.sleep(3600)
    assert account.allowance == SHARE


def test_halving_goes_on_from_where_the_recovery_stands_and_has_an_end(
    account: Account, clock: ManualClock
) -> None:
    def refuse() -> None:
        slot = account.reserve()
        assert slot
        account.settle()
        account.refuse(slot, 0)

    refuse()
    clock.sleep(180)
    assert account.allowance == 8
    refuse()
    assert account.allowance == 4
    for _ in range(20):
        clock.sleep(61)
        refuse()
    assert account.allowance == 1
    clock.sleep(10 * 60)
    assert account.allowance == SHARE


def test_a_pause_asked_for_holds_everybody(account: Account, clock: ManualClock) -> None:
    slot = account.reserve()
    assert slot
    account.settle()
    account.refuse(slot, 17)
    assert account.reserve() is None
    assert account.wait_seconds() == 17
    clock.sleep(17)
    assert account.reserve()


def test_the_client_waits_before_it_would_overspend_and_says_so(clock: ManualClock) -> None:
    waits: Waits = []
    with ScriptedServer([answer(200)]) as server:
        with HttpClient(
            server.url,
            budget=Budget(find_limit, clock=clock),
            clock=clock,
            on_wait=lambda *wait: waits.append(wait),
        ) as client:
            for _ in range(SHARE):
                client.request("GET", "/limited")
            assert waits == []
            for _ in range(3 * SHARE):
                client.request("GET", "/free")
            assert waits == []
            client.request("GET", "/limited")
    assert waits == [(pytest.approx(61), HELD_BACK)]
    assert clock.time >= 1061


def test_threads_and_clients_share_one_budget_and_never_overspend_a_minute(clock: ManualClock) -> None:
    budget = Budget(find_limit, clock=clock)
    sent: list[float] = []

    def note() -> bytes:
        sent.append(clock.now())
        return answer(200)

    with ScriptedServer([note]) as server:
        clients = [HttpClient(server.url, budget=budget, clock=clock) for _ in range(3)]

        def work(client: HttpClient) -> None:
            for _ in range(5):
                client.request("GET", "/limited")

        threads = [threading.Thread(target=work, args=(clients[number % 3],)) for number in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for client in clients:
            client.close()
    sent.sort()
    assert len(sent) == 30
    assert all(later - earlier > 60 for earlier, later in zip(sent, sent[SHARE:], strict=False))


@pytest.mark.parametrize("end", ["close", "cancel"])
def test_a_wait_for_the_budget_can_be_ended_at_once(end: str) -> None:
    cancelled = threading.Event()
    with ScriptedServer([answer(200)]) as server:

        def act(*_: object) -> None:
            if end == "close":
                client.close()
            else:
                cancelled.set()

        client = HttpClient(server.url, budget=Budget(find_limit), on_wait=act)
        with client, client.cancellable(cancelled):
            for _ in range(SHARE):
                client.request("GET", "/limited")
            started = time.monotonic()
            with pytest.raises(Cancelled):
                client.request("GET", "/limited")
    assert time.monotonic() - started < 5
    assert len(server.requests) == SHARE


def test_a_token_that_cannot_be_had_costs_a_request_and_blocks_nothing(clock: ManualClock) -> None:
    def get_token(rejected: str | None) -> str:
        raise SignInError("sign-in.expired")

    budget = Budget(find_limit, clock=clock)
    account = budget.find_account("GET", "/limited")
    assert account
    with HttpClient("http://127.0.0.1:1", get_token=get_token, budget=budget, clock=clock) as client:
        for _ in range(SHARE):
            with pytest.raises(SignInError):
                client.request("GET", "/limited")
    assert account.reserve() is None
    clock.sleep(61)
    assert account.reserve()


@pytest.mark.parametrize(
    ("refusal", "least", "most"),
    [
        (answer(429), 20, 25),
        (answer(429, Retry_After="7"), 7, 7),
        (answer(429, Retry_After="0"), 0, 1),
    ],
)
def test_a_429_that_names_no_pause_is_given_a_third_of_the_minute(
    clock: ManualClock, refusal: bytes, least: float, most: float
) -> None:
    waits: Waits = []
    with ScriptedServer([refusal, answer(200, b"7")]) as server:
        with HttpClient(
            server.url,
            budget=Budget(find_limit, clock=clock),
            clock=clock,
            on_wait=lambda *wait: waits.append(wait),
        ) as client:
            assert client.request("GET", "/limited").data == b"7"
    assert waits[0][1] == 429
    assert least <= waits[0][0] <= most


def test_a_429_halves_the_share_of_its_endpoint_alone(clock: ManualClock) -> None:
    budget = Budget(find_limit, clock=clock)
    with ScriptedServer([answer(429, Retry_After="1"), answer(200)]) as server:
        with HttpClient(server.url, budget=budget, clock=clock) as client:
            client.request("GET", "/limited/a")
    first, second = (budget.find_account("GET", f"/limited/{name}") for name in "ab")
    assert first
    assert second
    assert (first.allowance, second.allowance) == (5, SHARE)


def test_a_pause_too_long_for_the_client_does_not_hold_the_others(clock: ManualClock) -> None:
    with ScriptedServer([answer(429, Retry_After="3600"), answer(200)]) as server:
        with HttpClient(server.url, budget=Budget(find_limit, clock=clock), clock=clock) as client:
            assert client.request("GET", "/limited").status == 429
            assert client.request("GET", "/limited").status == 200
    assert clock.time == 1000


def test_pauses_between_repeats_pass_on_the_clock(clock: ManualClock) -> None:
    started = time.monotonic()
    with ScriptedServer([answer(503), answer(429, Retry_After="50"), answer(200)]) as server:
        with HttpClient(server.url, clock=clock, retry=RetryPolicy(first_delay=8)) as client:
            assert client.request("GET", "/").status == 200
    assert 54 <= clock.time - 1000 <= 59
    assert time.monotonic() - started < 5
