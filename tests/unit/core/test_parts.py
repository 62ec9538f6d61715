"""Parts: sized so that any file fits, run a few at a time, ended by the first that fails."""

from __future__ import annotations

import threading
from contextlib import closing

import pytest
from addin.lib.core.parts import Carrier, Gauge, Parts
from addin.lib.core.uploads import choose_part_size, count_parts
from addin.lib.errors import Cancelled
from addin.lib.http import HttpClient, SignedHosts

MEGABYTE = 1024**2
LEAST, MOST = 5 * MEGABYTE, 10_000


@pytest.fixture
def carrier() -> Carrier:
    return Carrier(HttpClient("http://127.0.0.1:1"), SignedHosts("http://127.0.0.1:1"), workers=3)


def make(carrier: Carrier, cancelled: threading.Event | None = None) -> Parts:
    return Parts(carrier, Gauge(0, None), cancelled)


@pytest.mark.parametrize(
    "size", [0, 1, LEAST, 16 * MEGABYTE * MOST, 16 * MEGABYTE * MOST + 1, 999 * 1024**3, 5 * 1024**4]
)
def test_any_file_fits_into_the_parts_there_may_be(size: int) -> None:
    part_size = choose_part_size(size)
    count = count_parts(size, part_size)
    assert LEAST <= part_size <= 5 * 1024**3
    assert 1 <= count <= MOST
    assert (count - 1) * part_size < max(1, size) <= count * part_size


def test_parts_come_in_order_whatever_order_they_end_in(carrier: Carrier) -> None:
    ended: list[int] = []
    first_may_end = threading.Event()

    def work(number: int) -> None:
        if number == 0:
            assert first_may_end.wait(5)
        else:
            first_may_end.set()
        ended.append(number)

    assert list(make(carrier).run(range(9), work)) == list(range(9))
    assert ended[0] != 0


def test_no_more_than_the_workers_at_a_time(carrier: Carrier) -> None:
    lock, running, most = threading.Lock(), 0, 0
    together = threading.Barrier(3, timeout=5)

    def work(number: int) -> None:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        together.wait()
        with lock:
            running -= 1

    list(make(carrier).run(range(9), work))
    assert most == 3


def test_the_first_failure_ends_the_rest(carrier: Carrier) -> None:
    parts = make(carrier)
    begun: list[int] = []

    def work(number: int) -> None:
        begun.append(number)
        if number == 1:
            raise ZeroDivisionError
        assert parts.stop.wait(5)
        raise Cancelled("transfers.cancelled")

    with pytest.raises(ZeroDivisionError):
        list(parts.run(range(50), work))
    assert len(begun) <= 4


def test_what_failed_first_is_what_is_told(carrier: Carrier) -> None:
    parts = make(Carrier(carrier.storage, carrier.signed, workers=1))
    seen, over = threading.Event(), threading.Event()

    def work(number: int) -> None:
        if number == 1:
            assert seen.wait(5)
            raise ZeroDivisionError
        if number == 2:
            raise Cancelled("transfers.cancelled")
        if number == 3:
            over.set()

    with closing(parts.run(range(4), work)) as run:
        assert next(run) == 0
        seen.set()
        assert over.wait(5)
        with pytest.raises(ZeroDivisionError):
            next(run)


def test_a_cancelled_run_ends_with_its_threads(carrier: Carrier) -> None:
    cancelled = threading.Event()
    parts = make(carrier, cancelled)

    def work(number: int) -> None:
        cancelled.set()
        while True:
            parts.report(number)(0)
            parts.stop.wait(0.001)

    with pytest.raises(Cancelled) as caught:
        list(parts.run(range(9), work))
    assert caught.value.reference == "transfers.cancelled"


def test_a_run_that_is_not_read_to_its_end_ends_too(carrier: Carrier) -> None:
    parts = make(carrier)
    with closing(parts.run(range(50), lambda number: None)) as run:
        assert next(run) == 0
    assert parts.stop.is_set()
    assert not [thread for thread in threading.enumerate() if "transfer" in thread.name]


def test_requests_of_a_stopped_run_are_cancelled(carrier: Carrier) -> None:
    parts = make(carrier)

    def work(number: int) -> None:
        parts.stop.set()
        carrier.storage.request("GET", "/")

    with pytest.raises(Cancelled) as caught:
        list(parts.run([1], work))
    assert caught.value.reference == "http.cancelled"


def test_bytes_count_once() -> None:
    told: list[tuple[int, int]] = []
    gauge = Gauge(10, lambda *place: told.append(place))
    for number, place in ((1, 2), (2, 3), (1, 4), (1, 1), (1, 4), (1, 5), (2, 5)):
        gauge.advance(number, place)
    assert told == [(2, 10), (5, 10), (7, 10), (8, 10), (10, 10)]
