"""Every function of the client on every bad day of the service: the right result, or one of our errors.

A write is never doubled, and never lost in silence: it comes back as done, or as an error that says that it
may have been done.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from types import ModuleType
from typing import Any

import pytest
from addin.lib import aps, plm
from addin.lib.aps.versions import get_version
from addin.lib.emulator import Emulator, EmulatorOptions, Fault
from addin.lib.emulator.faults.fault import ACTIONS
from addin.lib.errors import DataBrowserError
from addin.lib.http import HttpClient, RetryPolicy
from addin.lib.http.retry import RETRY_STATUSES

from ..openapi.shelf import fill_shelf
from .cases import CASES, Bench, Read, Write, sign_in
from .rows import ROWS, Row

QUICK = RetryPolicy(attempts=2, first_delay=0.001, longest_delay=0.01)
PATIENCE_SECONDS = 0.25  # less than half of what a slow first byte takes
SETTLE_SECONDS = 2.0  # until a service that was left has finished what it had begun
# Plumbing, met by way of the functions that use it.
PLUMBING = ("documents", "pages")
# A missing field and a lie are matters of each field: the tests of the parsers have them. An expired token
# and a service that is down are rows of their own, which need no fault.
ELSEWHERE = ("drop-field", "lie", "expire-token", "refuse", "reset-accept")
MODES = ("once", "always")


class Tokens:
    """The token source of a client: another one whenever the last is refused."""

    def __init__(self, *tokens: str) -> None:
        self._tokens = tokens
        self.current = tokens[0]

    def get(self, rejected: str | None) -> str:
        """Return a token, another than the rejected one."""
        if rejected == self.current:
            self.current = next(token for token in self._tokens if token != rejected)
        return self.current


@dataclass
class Day:
    """What a row of the matrix is run on: `refused` reaches no service, and `hasty` has no patience."""

    bench: Bench
    refused: Bench
    hasty: Bench
    tokens: Tokens


@pytest.fixture
def day() -> Iterator[Day]:
    """One service for all rows: none leaves a fault behind."""
    with ExitStack() as stack:
        service = stack.enter_context(Emulator(EmulatorOptions(hub="none")))
        shelf = fill_shelf(service)
        calm = stack.enter_context(HttpClient(service.url, get_token=lambda _: service.token))
        calm_anonymous = stack.enter_context(HttpClient(service.url))
        tokens = Tokens(service.token, sign_in(calm_anonymous, service).access_token)

        def make(url: str, token_source: Any, seconds: float = 10.0) -> HttpClient:
            timeouts = (2.0, seconds)
            return stack.enter_context(
                HttpClient(url, get_token=token_source, retry=QUICK, timeouts=timeouts)
            )

        urn = get_version(calm, shelf.project, version_id=shelf.version).derivative_urn
        clients = make(service.url, tokens.get), make(service.url, None), calm, calm_anonymous
        bench = Bench(service, shelf, urn, *clients)
        nowhere = f"http://127.0.0.1:{free_port()}"

        def remake(url: str) -> Bench:
            signed_in = make(url, tokens.get, PATIENCE_SECONDS)
            return replace(bench, client=signed_in, anonymous=make(url, None, PATIENCE_SECONDS))

        yield Day(bench, remake(nowhere), remake(service.url), tokens)


def free_port() -> int:
    """Return a port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as closed:
        return closed.getsockname()[1]


def test_every_function_that_sends_is_in_the_matrix() -> None:
    sending = {
        f"{module.__name__.rpartition('.')[2]}.{name}"
        for package in (aps, plm)
        for module in modules_of(package)
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and not name.startswith("_") and sends(function)
    }
    assert sending == set(CASES)


def modules_of(package: ModuleType) -> Iterator[ModuleType]:
    """Yield the modules of a package, but for the plumbing."""
    for found in pkgutil.iter_modules(package.__path__):
        if found.name not in PLUMBING:
            yield importlib.import_module(f"{package.__name__}.{found.name}")


def sends(function: Any) -> bool:
    """Tell whether a function takes a client to send with."""
    return any("HttpClient" in str(one.annotation) for one in inspect.signature(function).parameters.values())


def test_every_kind_of_fault_is_in_the_matrix() -> None:
    faults = [row.fault or {} for row in ROWS]
    assert set(ACTIONS) - set(ELSEWHERE) == {fault.get("action", "answer") for fault in faults}
    assert {401, *RETRY_STATUSES} <= {fault.get("status") for fault in faults}
    for field in ("headers", "body", "delay_ms"):
        assert any(field in fault for fault in faults)
    assert len({row.name for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize("name", CASES)
def test_bad_days(day: Day, name: str, record_property: Any) -> None:
    case = CASES[name]
    run = run_read if isinstance(case, Read) else run_write
    problems = [
        f"{row.name}, {mode}: {problem}"
        for row in ROWS
        for mode in MODES
        if (problem := run(day, case, row, mode))
    ]
    record_property("matrix", len(ROWS) * len(MODES))
    assert problems == []


def run_read(day: Day, case: Any, row: Row, mode: str) -> str:
    """Return what is wrong with how a read ends on a bad day; empty where nothing is."""
    good = case.ask(day.bench)
    outcome = attempt(day, row, mode, case.ask)
    expected = case.kinds.get(row.name, row.once if mode == "once" else row.always)
    if not isinstance(outcome, DataBrowserError):
        return "" if expected is None and outcome == good else f"{outcome!r}, not {expected or good!r}"
    return judge(outcome, expected)


def run_write(day: Day, case: Any, row: Row, mode: str) -> str:
    """Return what is wrong with how a write ends on a bad day; empty where nothing is."""
    thing = case.prepare(day.bench)
    met = len(day.bench.service.log)
    outcome = attempt(day, row, mode, lambda bench: case.act(bench, thing))
    if row.fault is not None:
        settle(day.bench.service, met)
    expected, times = expect_of_write(case, row, mode)
    found = case.times(day.bench, thing) if case.counts else times
    if found != times:
        return f"carried out {found} times, not {times}"
    if not isinstance(outcome, DataBrowserError):
        return "" if expected is None else f"{outcome!r}, not {expected}"
    return judge(outcome, expected)


def settle(service: Emulator, met: int) -> None:
    """Wait until the service has answered more requests than it had met, be it to nobody."""
    deadline = time.monotonic() + SETTLE_SECONDS
    while len(service.log) <= met and time.monotonic() < deadline:
        time.sleep(0.02)


def expect_of_write(case: Write, row: Row, mode: str) -> tuple[Any, int]:
    """Return the error that a write comes to, and how often it is carried out."""
    if case.takes_no_answer and row.spoils:
        return None, 1
    if row.name in case.kinds:
        return case.kinds[row.name], 0
    if mode == "always" and row.write_once is None and row.always is not None:
        return row.always, 0  # refused each time
    return row.write_once, row.times


def attempt(day: Day, row: Row, mode: str, act: Any) -> Any:
    """Do something on a bad day and return its result or our error; anything else is a failure."""
    bench = day.bench
    if row.name == "connection refused":
        bench = day.refused
    elif row.name == "token expired in mid-call":
        day.tokens.current = "expired"
    elif row.fault is not None:
        bench = day.hasty if "delay_ms" in row.fault else day.bench
        bench.service.add_fault(Fault(**row.fault, nth=(1,) if mode == "once" else None))
    try:
        return act(bench)
    except DataBrowserError as error:
        return error
    finally:
        bench.service.clear_faults()


def judge(error: DataBrowserError, expected: Any) -> str:
    """Return what is wrong with an error: another kind, or without its sentences."""
    if expected is None or not isinstance(error, expected):
        return f"{type(error).__name__} ({error.reference}), not {expected}"
    return "" if error.message and error.next_step else f"{error.reference} says nothing"
