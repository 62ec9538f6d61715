"""Where a design is used by thousands, among 20,000 items: found bit by bit, and never in Fusion's way."""

from __future__ import annotations

import gc
import json
import sys
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
from addin.lib.aps.commands import BATCH_SIZE
from addin.lib.aps.refs import XREF
from addin.lib.emulator import Emulator
from addin.lib.preview import SimulatedFusion
from addin.lib.preview.meter import BUDGET, Tick

from .conftest import Page, assert_clean, open_palette, start

pytestmark = pytest.mark.long_only

DESIGN = "items:autodesk.fusion360:Design"
ITEMS = 20_000
AT_ONCE = 5_000  # as many items are seeded in one request
# How many use it on each level; each of them uses one of those of the level before.
LEVELS = (40, 400, 2_400)
MOST_CHARACTERS = 128 * 1024  # of a message: more than that is copied at once, on Fusion's main thread
COMMANDS = "/commands"


@pytest.fixture(autouse=True)
def no_collection() -> Iterator[None]:
    """Keep the collector still: the garbage of all tests before is not the add-in's to be charged with."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def seed(service: Emulator, content: dict[str, Any]) -> dict[str, Any]:
    """Put a seed into the service, and return the new ids."""
    request = urllib.request.Request(
        f"{service.url}/_control/seed",
        data=json.dumps(content).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=120) as answer:
        return json.load(answer)


def fill(service: Emulator, *, items: int) -> dict[str, str]:
    """Put so many items into the service; return the ids of the project and the design that thousands use."""
    project = service.seed.add_project(service.seed.add_hub("Many"), name="Many")
    parts = [
        {"key": str(number), "name": f"Part {number:05}", "folder": project.id, "type": DESIGN}
        for number in range(items)
    ]
    refs: list[dict[str, str]] = []
    above = [0]
    for count in LEVELS:
        level = list(range(above[-1] + 1, above[-1] + 1 + count))
        refs += [
            {"type": XREF, "from": str(user), "to": str(above[place % len(above)])}
            for place, user in enumerate(level)
        ]
        above = level
    design = seed(service, {"items": parts[:AT_ONCE], "refs": refs})["items"][0]
    for first in range(AT_ONCE, items, AT_ONCE):
        seed(service, {"items": parts[first : first + AT_ONCE]})
    service.clear_log()
    return {"projectId": project.id, "itemId": design}


def list_parts(page: Page) -> list[list[dict[str, Any]]]:
    """Return what has been found so far, bit by bit."""
    return [message["params"]["part"] for message in page.messages if message.get("method") == "job.part"]


def find_too_long(fusion: SimulatedFusion) -> list[Tick]:
    """Return the ticks that computed more than the budget."""
    return [tick for tick in fusion.meter.ticks if tick.is_counted and tick.cpu > BUDGET]


def count_asked(service: Emulator) -> int:
    """Count the requests for refs."""
    return sum(entry.raw_path.endswith(COMMANDS) for entry in service.log)


def test_thousands_of_uses_come_bit_by_bit_and_keep_to_the_budget(
    service: Emulator, fusion: SimulatedFusion
) -> None:
    ids = fill(service, items=ITEMS)
    addin = start(fusion)
    page = open_palette(fusion)
    page.call("account.signIn")
    fusion.meter.reset()
    found = page.call("uses.find", everywhere=False, **ids)
    assert (found["levels"], found["isWhole"], found["projects"]) == (len(LEVELS), True, 1)
    parts = list_parts(page)
    uses = {use["key"]: use for part in parts for use in part}
    assert [sum(use["level"] == level for use in uses.values()) for level in (1, 2, 3)] == list(LEVELS)
    assert max(map(len, page.raw)) <= MOST_CHARACTERS
    assert find_too_long(fusion) == []
    addin.stop()
    assert_clean(fusion)


def test_nothing_more_is_asked_for_once_it_is_stopped(service: Emulator, fusion: SimulatedFusion) -> None:
    ids = fill(service, items=AT_ONCE)
    addin = start(fusion)
    page = open_palette(fusion)
    page.call("account.signIn")
    fusion.meter.reset()
    number = page.ask("uses.find", everywhere=False, **ids)
    page.wait_for(lambda message: message.get("method") == "job.part")
    page.ask("job.cancel", id=number)
    error = page.wait_for(lambda message: message.get("id") == number)["error"]
    assert error["data"]["reference"] == "job.cancelled"
    asked = count_asked(service)
    jobs = sys.modules[addin.name]._running[0].app.bridge._jobs
    assert fusion.pump_until(lambda: not jobs.is_busy, 20)
    assert count_asked(service) <= asked + 1  # the one that was under way
    assert asked < sum(LEVELS) / BATCH_SIZE
    assert find_too_long(fusion) == []
    addin.stop()
