"""How long the add-in may hold Fusion's main thread: 8 ms of computing in one tick, and three ids of waiting.

The simulated host measures each tick from outside; add-ins that misbehave show that its meter misses nothing.
"""

from __future__ import annotations

import gc
import itertools
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from addin.lib.emulator import Emulator, sample
from addin.lib.preview import SimulatedFusion
from addin.lib.preview.addin import AddIn
from addin.lib.preview.meter import BUDGET, Meter, Tick

from .conftest import load, open_palette, start

THREE_IDS = ["DataFile.parentProject", "DataFile.id", "DataFile.versionId"]
PIECES = 40
BAD_ADD_IN = """
import time
import adsk.core

class Saved(adsk.core.DocumentEventHandler):
    def notify(self, args):
        end = time.{clock}() + {seconds}
        while time.{clock}() < end:
            {work}

def run(context):
    global handler
    handler = Saved()
    adsk.core.Application.get().documentSaved.add(handler)

def stop(context):
    adsk.core.Application.get().documentSaved.remove(handler)
"""

pytestmark = pytest.mark.usefixtures("service")


@pytest.fixture(autouse=True)
def no_collection() -> Iterator[None]:
    """Keep the collector still: the garbage of all tests before is not the add-in's to be charged with."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def find_too_long(meter: Meter) -> list[Tick]:
    """Return the ticks that computed more than the budget."""
    return [tick for tick in meter.ticks if tick.is_counted and tick.cpu > BUDGET]


def find_waiting(meter: Meter, seconds: float) -> list[Tick]:
    """Return the ticks that held the main thread so long without computing: asleep, or for the network."""
    return [tick for tick in meter.ticks if tick.is_counted and tick.wall - tick.cpu >= seconds]


def burn(seconds: float) -> None:
    """Compute for so long."""
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass


def post(addin: AddIn, work: Callable[[], None]) -> None:
    """Queue work for the main thread, as the add-in's own threads do."""
    sys.modules[addin.name]._running[0]._main.post(work)


def test_the_add_in_and_the_meter_mean_the_same_budget(fusion: SimulatedFusion) -> None:
    addin = start(fusion)
    assert sys.modules[f"{addin.name}.lib.host.mainthread"].BUDGET_SECONDS == BUDGET == 0.008
    addin.stop()


def test_nothing_takes_longer_than_its_budget_while_the_hub_loads(fusion: SimulatedFusion) -> None:
    addin = start(fusion)
    page = open_palette(fusion)
    page.call("account.signIn")
    fusion.meter.reset()
    queue = page.call("tree.list", kind="root")["rows"]
    while queue:
        row = queue.pop()
        if row["kind"] == "item" or not row["hasChildren"]:
            continue
        number = page.ask(
            "tree.list", kind=row["kind"], hubId=row["hubId"], projectId=row["projectId"], id=row["id"]
        )
        queue += page.wait_for(lambda message, number=number: message.get("id") == number).get(
            "result", {"rows": []}
        )["rows"]
    assert fusion.meter.count > 50
    assert find_too_long(fusion.meter) == []
    addin.stop()


def test_a_long_message_of_the_page_is_read_elsewhere(fusion: SimulatedFusion) -> None:
    addin = start(fusion)
    page = open_palette(fusion)
    fusion.meter.reset()
    rows = [["some cell or other"] * 13 for _ in range(15_000)]
    assert page.call("table.saveCsv", name="table", columns=["Name"] * 13, rows=rows) == {"path": None}
    assert len(fusion.questions) == 1
    assert find_too_long(fusion.meter) == []
    addin.stop()


def test_the_pump_ends_a_tick_before_its_budget_is_spent(fusion: SimulatedFusion) -> None:
    addin = start(fusion)
    done: list[int] = []

    def piece(number: int) -> Callable[[], None]:
        def work() -> None:
            burn(0.001)
            done.append(number)

        return work

    fusion.meter.reset()
    for number in range(PIECES):
        post(addin, piece(number))
    fusion.pump()
    assert 0 < len(done) < PIECES  # Fusion's turn has come in between
    assert fusion.pump_until(lambda: len(done) == PIECES, 20)
    assert done == list(range(PIECES))
    assert find_too_long(fusion.meter) == []
    addin.stop()


def test_the_pump_leaves_a_piece_that_would_not_fit_for_the_next_tick(
    fusion: SimulatedFusion, monkeypatch: pytest.MonkeyPatch
) -> None:
    addin = start(fusion)
    now = 0.0
    clock = SimpleNamespace(perf_counter=lambda: now)
    monkeypatch.setattr(sys.modules[f"{addin.name}.lib.host.mainthread"], "time", clock)

    def work(milliseconds: float) -> None:
        nonlocal now
        now += milliseconds / 1000

    # A tick ends when the longest of its pieces so far would no longer fit into the 8 ms.
    ticks = [[1.5] * 5, [1.5, 3, 1], [7], [0.5, 9], [9]]
    for milliseconds in itertools.chain(*ticks):
        post(addin, lambda milliseconds=milliseconds: work(milliseconds))
    spent = []
    for _ in ticks:
        before = now
        fusion.pump()
        spent.append(round(1000 * (now - before), 6))
    assert spent == [7.5, 5.5, 7, 9.5, 9]
    addin.stop()


def test_one_piece_that_is_too_long_is_a_tick_of_its_own_and_caught(fusion: SimulatedFusion) -> None:
    addin = start(fusion)
    done: list[str] = []
    fusion.meter.reset()
    for name, seconds in (("short", 0.0), ("long", 0.02), ("last", 0.0)):
        post(addin, lambda name=name, seconds=seconds: (burn(seconds), done.append(name))[0])
    assert fusion.pump_until(lambda: len(done) == 3, 20)
    assert done == ["short", "long", "last"]
    assert [tick.name for tick in find_too_long(fusion.meter)] == ["event databrowser_pump"]
    addin.stop()


@pytest.mark.parametrize(
    ("clock", "work", "seconds", "find"),
    [
        ("thread_time", "pass", 0.02, find_too_long),
        ("perf_counter", "time.sleep(0.01)", 0.15, lambda meter: find_waiting(meter, 0.1)),
    ],
)
def test_an_add_in_that_holds_the_main_thread_is_caught(
    fusion: SimulatedFusion,
    tmp_path: Path,
    clock: str,
    work: str,
    seconds: float,
    find: Callable[[Meter], list[Tick]],
) -> None:
    entry = tmp_path / "Bad.py"
    entry.write_text(BAD_ADD_IN.format(clock=clock, work=work, seconds=seconds), encoding="utf-8")
    addin = fusion.load(entry, load=load)
    addin.run()
    fusion.meter.reset()
    fusion.activate(sample.CURRENT_DRAWING)
    fusion.pump()
    assert find(fusion.meter) == []
    fusion.save(sample.CURRENT_DRAWING)
    fusion.pump()
    assert [tick.name for tick in find(fusion.meter)] == [f"saving {sample.CURRENT_DRAWING}"]
    addin.stop()
    assert fusion.faults == []


def test_on_activation_three_ids_are_read_and_nothing_else(
    start_fusion: Callable[..., SimulatedFusion], service: Emulator
) -> None:
    fusion = start_fusion(cloud_seconds=0.05)
    addin = start(fusion)
    page = open_palette(fusion)
    page.call("account.signIn")
    for name in (sample.CURRENT_DRAWING, sample.ASSEMBLY_NAME, sample.DESIGN_NAME):
        fusion.cloud_calls.clear()
        fusion.meter.reset()
        fusion.activate(name)

        def is_told(message: dict[str, Any], name: str = name) -> bool:
            return message.get("params", {}).get("document", {}).get("name") == name

        page.wait_for(is_told)
        page.call("design.relations")
        page.call("tree.list", kind="root")
        assert fusion.cloud_calls == THREE_IDS
        waiting = find_waiting(fusion.meter, 0.05)
        assert [tick.name for tick in waiting] == [f"showing {name}"]
        assert waiting[0].wall >= 3 * 0.05
        assert find_too_long(fusion.meter) == []
    addin.stop()


@pytest.mark.parametrize(
    ("active", "after", "expected"),
    [
        (sample.DESIGN_NAME, None, []),
        (sample.DESIGN_NAME, "Untitled", []),
        ("", sample.DESIGN_NAME, THREE_IDS),
    ],
)
def test_what_has_no_ids_costs_no_cloud_call(
    start_fusion: Callable[..., SimulatedFusion], active: str, after: str | None, expected: list[str]
) -> None:
    fusion = start_fusion(active=active)
    addin = start(fusion)
    open_palette(fusion)
    fusion.cloud_calls.clear()
    fusion.activate(after)
    fusion.pump()
    assert fusion.cloud_calls == expected
    addin.stop()


def test_a_save_reads_the_three_ids_once(fusion: SimulatedFusion) -> None:
    addin = start(fusion)
    open_palette(fusion)
    fusion.cloud_calls.clear()
    fusion.save(sample.DESIGN_NAME)
    fusion.pump()
    assert fusion.cloud_calls == THREE_IDS
    addin.stop()
