"""Every function of the client on every bad day of the service: the right result, or one of our errors.

A write is never doubled, and never lost in silence: it comes back as done, or as an error that says that it
may have been done.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
from addin.lib import aps, plm
from addin.lib.emulator import Emulator, EmulatorOptions, Fault
from addin.lib.emulator.faults.fault import ACTIONS
from addin.lib.errors import DataBrowserError
from addin.lib.http.retry import RETRY_STATUSES

from .bench import Read, Write
from .cases import CASES
from .day import QUICK, Day, open_day, settle
from .rows import RIGHT, ROWS, Expected, Gives, Row

# Plumbing, met by way of the functions that use it: whole modules, and functions of others.
PLUMBING = ("documents", "pages")
SHARED = {"objects.read_items", "signed_uploads.post_batch"}
# Under these a write that was done twice shows.
DOUBLING = {"duplicate-ref": "doubled", "same-name": "allow"}
# A missing field and a lie are matters of each field: the tests of the parsers have them. An expired token
# and a service that is down are rows of their own, which need no fault.
ELSEWHERE = ("drop-field", "lie", "expire-token", "refuse", "reset-accept")
# What must be in the matrix, whatever else is: each is a day that some service has had.
NAMED = (
    "408",
    "429 with Retry-After",
    "429 without Retry-After",
    "500",
    "502 HTML",
    "503",
    "504",
    "plain-text 401",
    "connection refused",
    "reset before the answer",
    "reset in mid-body",
    "truncated JSON",
    "wrong content type",
    "slow first byte",
    "token expired in mid-call",
)
MODES = ("once", "always")
TURNS = 6
REFUSALS = (401, 429)  # nothing was done, so that a write may be sent again


def test_every_function_that_sends_is_in_the_matrix() -> None:
    sending = {
        f"{module.__name__.rpartition('.')[2]}.{name}"
        for package in (aps, plm)
        for module in modules_of(package)
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and not name.startswith("_") and sends(function)
    }
    assert sending - SHARED == {name.partition(",")[0] for name in CASES}
    assert sending >= SHARED


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
    assert [name for name in NAMED if name not in {row.name for row in ROWS}] == []


@pytest.fixture
def day() -> Iterator[Day]:
    """One service for all rows: none leaves a fault behind."""
    with Emulator(EmulatorOptions(hub="none", policies=DOUBLING)) as service, open_day(service) as opened:
        yield opened


@pytest.mark.long
@pytest.mark.parametrize("name", CASES)
def test_bad_days(day: Day, name: str, extent: str, record_property: Any) -> None:
    case = CASES[name]
    days = list_days([*CASES].index(name), is_full=extent == "full")
    good = case.ask(day.bench) if isinstance(case, Read) else None
    problems = [
        f"{row.name}, {mode}: {problem}"
        for row, mode in days
        if (
            problem := run_read(day, case, row, mode, good=good)
            if isinstance(case, Read)
            else run_write(day, case, row, mode)
        )
    ]
    record_property("matrix", len(days))
    assert problems == []


def list_days(number: int, *, is_full: bool) -> list[tuple[Row, str]]:
    """Return every row in both modes; in the suite a sixth of that, another for each of six functions."""
    days = [(row, mode) for row in ROWS for mode in MODES]
    return days if is_full else days[number % TURNS :: TURNS]


def test_no_day_is_left_out() -> None:
    everything = {(row.name, mode) for row in ROWS for mode in MODES}
    assert {(row.name, mode) for row, mode in list_days(0, is_full=True)} == everything
    turns = [list_days(number, is_full=False) for number in range(TURNS)]
    assert {(row.name, mode) for turn in turns for row, mode in turn} == everything


def run_read(day: Day, case: Read, row: Row, mode: str, *, good: object) -> str:
    """Return what is wrong with how a read ends on a bad day; empty where nothing is."""
    expected = expect(case, row, mode)
    return judge(attempt(day, row, mode, case.ask, expected=expected), expected, good=good)


def run_write(day: Day, case: Write, row: Row, mode: str) -> str:
    """Return what is wrong with how a write ends on a bad day; empty where nothing is."""
    thing = case.prepare(day.bench)
    expected = expect(case, row, mode)
    met = len(day.bench.service.log)
    outcome = attempt(day, row, mode, lambda bench: case.act(bench, thing), expected=expected)
    if row.fault is not None and "delay_ms" in row.fault:
        settle(day.bench.service, met + (QUICK.attempts if case.repeats else 1))
    sent = [entry for entry in day.bench.service.log[met:] if entry.status not in REFUSALS]
    if len(sent) > 1 and not case.repeats:
        return f"sent {len(sent)} times"
    times = 1 if expected is RIGHT else 0 if row.refuses else row.times
    found = int(case.times(day.bench, thing)) if case.counts else times
    if found != times:
        return f"carried out {found} times, not {times}"
    return judge(outcome, expected)


def expect(case: Read | Write, row: Row, mode: str) -> Expected:
    """Return what a call comes to."""
    if isinstance(case, Write) and case.takes_no_answer and row.spoils:
        return RIGHT
    if isinstance(case, Read) or case.repeats:
        usual = row.once if mode == "once" else row.always
    else:
        usual = row.always if mode == "always" and row.refuses else row.write_once
    return case.kinds.get(f"{row.name}, {mode}", case.kinds.get(row.name, usual))


def attempt(day: Day, row: Row, mode: str, act: Any, *, expected: Expected) -> Any:
    """Do something on a bad day and return its result or our error; anything else is a failure."""
    bench = day.bench
    if row.name == "connection refused":
        bench = day.refused
    elif row.name == "token expired in mid-call":
        for tokens in day.tokens:
            tokens.current = "expired"
    elif row.fault is not None:
        if "delay_ms" in row.fault:
            bench = day.patient if expected is RIGHT else day.hasty
        bench.service.add_fault(Fault(**row.fault, nth=(1,) if mode == "once" else None))
    try:
        return act(bench)
    except DataBrowserError as error:
        return error
    finally:
        bench.service.clear_faults()


def judge(outcome: Any, expected: Expected, *, good: object = ...) -> str:
    """Return what is wrong with an outcome; `good` is a good day's result where that is always the same."""
    if not isinstance(outcome, DataBrowserError):
        wanted = expected.result if isinstance(expected, Gives) else good
        is_right = (expected is RIGHT and good is ...) or outcome == wanted
        return "" if is_right and not isinstance(expected, type) else f"{outcome!r}, not {expected or good!r}"
    if not isinstance(expected, type) or not isinstance(outcome, expected):
        return f"{type(outcome).__name__} ({outcome.reference}), not {expected}"
    return "" if outcome.message and outcome.next_step else f"{outcome.reference} says nothing"
