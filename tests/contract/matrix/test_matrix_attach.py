"""Attaching on every bad day, whatever the service does that nobody has confirmed.

It ends as made, as there already, or as one of our errors: never with two refs, and never with none where it
says that there is one.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from addin.lib.aps.refs import ATTACHMENT, DRAWING_TO_DESIGN, list_refs
from addin.lib.aps.versions import Version, get_version
from addin.lib.core.references import attach
from addin.lib.emulator import Emulator, EmulatorOptions, Fault
from addin.lib.errors import BadInput, DataBrowserError, Forbidden, RefError
from addin.lib.http import HttpClient

from ..openapi.shelf import DESIGN
from .bench import MADE
from .day import SETTLE_SECONDS, Day, open_day
from .rows import ROWS, Row

pytestmark = [pytest.mark.long, pytest.mark.long_only]
# What a row meets: the methods of the requests, and which of these; None is all of them.
MODES: dict[str, tuple[tuple[str, tuple[int, ...] | None], ...]] = {
    "the first look": (("GET", (1,)),),
    "the POST": (("POST", (1,)),),
    "every POST": (("POST", None),),
    "the POST and all looks after it": (("POST", (1,)), ("GET", tuple(range(2, 40)))),
    "everything": (("*", None),),
}
TURNS = 3
LONG_AFTER = 60.0
DRAWING = "items:autodesk.fusion360:Drawing"


@dataclass
class Clock:
    """Time that passes for the service, too; a pause lasts until the service has got over a slow POST."""

    service: Emulator
    met: int
    time: float = 0.0

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        deadline = time.monotonic() + SETTLE_SECONDS
        while not self._has_posted() and time.monotonic() < deadline:
            time.sleep(0.02)
        self.time += seconds
        self.service.clock.advance(seconds)

    def _has_posted(self) -> bool:
        return any(entry.method == "POST" for entry in self.service.log[self.met :])


@dataclass(frozen=True)
class Pair:
    """Two versions that are to be attached, one to the other."""

    day: Day
    project: str
    from_version: Version
    to_version: Version
    extension_type: str

    def attach(self, client: HttpClient) -> Any:
        """Attach and return what comes of it: the result, or our error; anything else is a failure."""
        service = self.day.bench.service
        try:
            return attach(
                client,
                self.project,
                from_version=self.from_version,
                to_version=self.to_version,
                extension_type=self.extension_type,
                clock=Clock(service, len(service.log)),
            )
        except DataBrowserError as error:
            return error

    def count(self) -> int:
        """Count the refs, once everything that is under way can be read."""
        self.day.bench.service.clock.advance(LONG_AFTER)
        listed = list_refs(
            self.day.bench.calm,
            self.project,
            resource_type="versions",
            resource_id=self.from_version.id,
        )
        return len(listed.refs)


def list_days(turn: int, extent: str) -> list[tuple[Row, str]]:
    """Return every row in every mode; in the suite a third of them, in turn, for each set of policies."""
    days = [(row, mode) for row in ROWS for mode in (MODES if row.fault is not None else ["always"])]
    return days if extent == "full" else days[turn::TURNS]


@pytest.mark.parametrize(
    ("duplicate", "late", "turn"),
    [
        (duplicate, late, (place + other) % TURNS)
        for place, duplicate in enumerate(("again", "conflict", "doubled"))
        for other, late in enumerate(("0", "2", "10"))
    ],
)
def test_an_attachment(duplicate: str, late: str, turn: int, extent: str, record_property: Any) -> None:
    days = list_days(turn, extent)
    record_property("matrix attach", len(days))
    options = EmulatorOptions(hub="none", policies={"duplicate-ref": duplicate, "late-write": late})
    with Emulator(options) as service, open_day(service) as day:
        problems = meet_all(day, days, lambda: make_pair(day, ATTACHMENT))
    assert problems == []


@pytest.mark.parametrize(
    ("answer", "refusal", "turn"),
    [("accept", None, 0), ("bad-input", BadInput, 1), ("forbid", Forbidden, 2)],
)
def test_a_drawing(
    answer: str,
    refusal: type[DataBrowserError] | None,
    turn: int,
    extent: str,
    record_property: Any,
) -> None:
    days = list_days(turn, extent)
    record_property("matrix attach", len(days))
    with (
        Emulator(EmulatorOptions(hub="none", policies={"drawing-to-design": answer})) as service,
        open_day(service) as day,
    ):
        problems = meet_all(day, days, lambda: make_pair(day, DRAWING_TO_DESIGN), refusal=refusal)
    assert problems == []


def make_pair(day: Day, extension_type: str) -> Pair:
    """Put a drawing and a design into the shelf."""
    bench = day.bench
    seed, shelf, number = bench.service.seed, bench.shelf, bench.fresh()

    def add(name: str, kind: str) -> Version:
        item = seed.add_item(shelf.folder, name=f"{name} {number}", extension_type=kind, **MADE)
        version_id = seed.add_version(item, size=1, **MADE)
        return get_version(bench.calm, shelf.project, version_id=version_id)

    return Pair(day, shelf.project, add("Drawing", DRAWING), add("Design", DESIGN), extension_type)


def meet_all(
    day: Day,
    days: Sequence[tuple[Row, str]],
    make: Callable[[], Pair],
    *,
    refusal: type[DataBrowserError] | None = None,
) -> list[str]:
    """Return what is wrong with how attaching ends on these bad days."""
    return [
        f"{row.name}, {mode}: {problem}"
        for row, mode in days
        if (problem := meet(day, row, mode, make(), refusal=refusal))
    ]


def meet(day: Day, row: Row, mode: str, pair: Pair, *, refusal: type[DataBrowserError] | None) -> str:
    """Return what is wrong with how one attaching ends, and the next one when the day is over."""
    day.bench.service.clock.reset()  # so that no token expires over all these days
    outcome = pair.attach(spoil(day, row, mode))
    day.bench.service.clear_faults()
    count = pair.count()
    problem = judge(outcome, count, refusal=refusal)
    if problem:
        return problem
    again = pair.attach(day.bench.calm)
    if refusal is not None:
        return "" if isinstance(again, refusal) and not pair.count() else f"then {again!r}"
    return "" if again is (count == 0) and pair.count() == 1 else f"then {again!r}, {pair.count()} refs"


def spoil(day: Day, row: Row, mode: str) -> HttpClient:
    """Let a bad day begin and return the client that meets it."""
    if row.fault is not None:
        for method, nth in MODES[mode]:
            day.bench.service.add_fault(Fault(**row.fault, method=method, nth=nth))
        return day.hasty.client if "delay_ms" in row.fault else day.bench.client
    if row.name == "connection refused":
        return day.refused.client
    for tokens in day.tokens:
        tokens.current = "expired"
    return day.bench.client


def judge(outcome: Any, count: int, *, refusal: type[DataBrowserError] | None) -> str:
    """Return what is wrong with an outcome after which there are `count` refs."""
    if count > 1 or (refusal is not None and count):
        return f"{count} refs"
    if isinstance(outcome, DataBrowserError):
        if count and not (isinstance(outcome, RefError) and outcome.reference == "refs.unconfirmed"):
            return f"{outcome.reference}, and yet a ref"
        return "" if outcome.message and outcome.next_step else f"{outcome.reference} says nothing"
    return "" if outcome in (True, False) and count == 1 else f"{outcome!r}, {count} refs"
