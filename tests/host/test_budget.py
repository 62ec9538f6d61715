"""How long the add-in may hold Fusion's main thread: 8 ms of computing in one tick, and three ids of waiting.

The simulated host measures each tick from outside; add-ins that misbehave show that its meter misses nothing.
"""

from __future__ import annotations

import gc
import importlib
import itertools
import json
import logging
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from addin.lib.emulator import Emulator, sample
from addin.lib.preview import PreviewDocument, SimulatedFusion
from addin.lib.preview.addin import AddIn
from addin.lib.preview.meter import BUDGET, Meter, Tick

from .conftest import PALETTE, Page, assert_clean, load, open_palette, start

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

pytestmark = [pytest.mark.usefixtures("service"), pytest.mark.long_only]


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
    monkeypatch.setattr(sys.modules[f"{addin.name}.lib.host.held"], "time", clock)

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


def test_a_flood_from_many_threads_is_done_in_order_and_within_the_budget(fusion: SimulatedFusion) -> None:
    addin = start(fusion)
    done: list[tuple[int, int]] = []

    def flood(thread: int) -> None:
        for number in range(1000):
            post(addin, lambda number=number: done.append((thread, number)))

    threads = [threading.Thread(target=flood, args=(number,)) for number in range(4)]
    fusion.meter.reset()
    for thread in threads:
        thread.start()
    assert fusion.pump_until(lambda: len(done) == 4000, 60)
    for number, thread in enumerate(threads):
        thread.join()
        assert [one for owner, one in done if owner == number] == list(range(1000))
    assert find_too_long(fusion.meter) == []
    addin.stop()


def test_work_that_begets_work_leaves_fusion_its_turn(fusion: SimulatedFusion) -> None:
    addin = start(fusion)
    done: list[int] = []

    def beget() -> None:
        done.append(1)
        post(addin, beget)

    post(addin, beget)
    for number in range(1, 6):
        fusion.pump()
        assert len(done) == number
    addin.stop()


def test_what_waited_for_the_page_goes_out_a_tick_at_a_time_and_in_order(
    fusion: SimulatedFusion, monkeypatch: pytest.MonkeyPatch
) -> None:
    addin = start(fusion)
    fusion.click("databrowser_open")
    assert fusion.pump_until(lambda: fusion.state.palettes, 10)
    module = sys.modules[addin.name]
    assert fusion.pump_until(lambda: module._running[0]._app, 10)
    app = module._running[0].app
    for number in range(20):
        app.bridge.notify("test.number", number)
    fusion.pump()
    now = 0.0
    clock = SimpleNamespace(perf_counter=lambda: now)
    monkeypatch.setattr(sys.modules[f"{addin.name}.lib.host.held"], "time", clock)
    numbers: list[int] = []

    def handle(_: str, data: str) -> str:
        nonlocal now
        now += 0.005  # what it costs Fusion to hand a message over
        message = json.loads(data)
        if message.get("method") == "test.number":
            numbers.append(message["params"])
        return "OK"

    page = fusion.open_page(PALETTE, handle)
    page.post("rpc", '{"jsonrpc": "2.0", "id": 1, "method": "app.ready", "params": {}}')
    spent = []
    while len(numbers) < 40:
        if len(numbers) == 10:  # what is said meanwhile comes after
            for number in range(20, 40):
                app.bridge.notify("test.number", number)
        before = now
        assert fusion.state.loop.wait(10)
        fusion.pump()
        spent.append(now - before)
    assert numbers == list(range(40))
    assert max(spent) <= BUDGET
    addin.stop()


def test_for_a_page_that_never_comes_no_more_than_the_latest_messages_wait(fusion: SimulatedFusion) -> None:
    addin = start(fusion)
    fusion.click("databrowser_open")
    module = sys.modules[addin.name]
    assert fusion.pump_until(lambda: fusion.state.palettes and module._running[0]._app, 10)
    for number in range(250):
        module._running[0].app.bridge.notify("test.number", number)
    fusion.pump_until(lambda: not fusion.pump(), 10)
    page = Page(fusion)
    page.call("app.ready")
    page.wait_for(lambda message: message.get("params") == 249)
    told = [message["params"] for message in page.messages if message.get("method") == "test.number"]
    # A few of other kinds were among the 200.
    assert 50 <= told[0] <= 60
    assert told == list(range(told[0], 250))
    addin.stop()


def test_work_that_is_put_off_without_end_is_done_after_some_ticks(fusion: SimulatedFusion) -> None:
    addin = start(fusion)
    main = sys.modules[addin.name]._running[0]._main
    asked: list[int] = []
    answers: list[str] = []

    def refuse() -> bool:
        asked.append(len(asked))
        return False

    def ask() -> None:
        answers.append(main.ask(lambda: "done all the same", can_be_done=refuse))

    thread = threading.Thread(target=ask)
    thread.start()
    assert fusion.pump_until(lambda: not thread.is_alive() or len(asked) > 500, 20)
    assert (answers, len(asked)) == (["done all the same"], 100)
    addin.stop()


def test_the_log_names_the_slowest_and_not_the_latest(
    fusion: SimulatedFusion, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "databrowser")
    addin = start(fusion)
    main = sys.modules[addin.name]._running[0]._main
    now = 0.0
    clock = SimpleNamespace(perf_counter=lambda: now)
    monkeypatch.setattr(sys.modules[f"{addin.name}.lib.host.held"], "time", clock)

    def take(seconds: float) -> None:
        nonlocal now
        now += seconds

    caplog.clear()
    for name, seconds in (
        ("quick", 0.001),  # in one tick with what follows, which bears the blame alone
        ("first", 60.0),
        ("slowest", 90.0),
        ("later", 70.0),
    ):
        main.post(lambda seconds=seconds: take(seconds), name=name)
    assert fusion.pump_until(lambda: now > 220.0, 20)
    lines = [line for line in caplog.messages if "held up" in line]
    assert [line.partition(" held up")[0] for line in lines] == ["first", "slowest"]
    assert lines[-1].endswith("for 90000 ms, the longest so far")
    addin.stop()
    assert_clean(fusion)


def test_a_document_is_opened_once_the_command_of_another_add_in_is_over(
    fusion: SimulatedFusion, documents: list[PreviewDocument]
) -> None:
    addin = start(fusion)
    host = sys.modules[addin.name]._running[0].app.host
    adsk: Any = importlib.import_module("adsk")
    core: Any = importlib.import_module("adsk.core")
    ui = core.Application.get().userInterface
    asking: list[threading.Thread] = []
    problems: list[Exception] = []
    active: list[Any] = []

    def ask() -> None:
        try:
            host.open_document(documents[1].item_id)
        except Exception as error:  # noqa: BLE001  looked at below
            problems.append(error)

    class Execute(core.CommandEventHandler):
        """Does its work with the user interface alive, as careless add-ins do."""

        def notify(self, args: Any) -> None:
            asking.append(threading.Thread(target=ask))
            asking[0].start()
            for _ in range(3):
                assert fusion.state.loop.wait(10)
                adsk.doEvents()
            active.append(fusion.state.active_document)

    class Created(core.CommandCreatedEventHandler):
        def notify(self, args: Any) -> None:
            args.command.execute.add(execute)

    execute, created = Execute(), Created()
    definition = ui.commandDefinitions.addButtonDefinition("theirs", "Theirs", "")
    definition.commandCreated.add(created)
    definition.execute()
    assert fusion.pump_until(lambda: asking and not asking[0].is_alive(), 20)
    fusion.pump()
    assert problems == []
    active.append(fusion.state.active_document)
    assert [one and one.name for one in active] == [documents[0].name, documents[1].name]
    addin.stop()
    assert fusion.faults == []
