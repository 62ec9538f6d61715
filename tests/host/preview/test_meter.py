"""The meter of the main thread."""

from __future__ import annotations

import importlib
import time
from collections.abc import Callable
from typing import Any

import pytest
from addin.lib.preview import Reply, SimulatedFusion
from addin.lib.preview.meter import Meter, Tick
from addin.lib.preview.picture import RECENT_TICKS, draw_meter

from .conftest import SAMPLER, Recorder, load


def burn(seconds: float) -> None:
    """Compute for so long."""
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass


def test_each_piece_of_work_is_a_tick_with_a_name(
    app: Any, fusion: SimulatedFusion, recorder: Recorder
) -> None:
    recorder.connect(app.registerCustomEvent("mine"))
    app.fireCustomEvent("mine")
    fusion.activate("Arrangement")
    fusion.pump()
    assert [tick.name for tick in fusion.meter.ticks] == ["event mine", "showing Arrangement"]
    assert fusion.meter.count == 2


def test_computing_counts_against_the_budget_and_waiting_shows_as_time(
    app: Any, fusion: SimulatedFusion, recorder: Recorder
) -> None:
    recorder.connect(app.registerCustomEvent("busy"), lambda args: burn(0.03))
    recorder.connect(app.registerCustomEvent("asleep"), lambda args: time.sleep(0.12))
    for name in ("busy", "asleep"):
        app.fireCustomEvent(name)
    fusion.pump()
    busy, asleep = fusion.meter.ticks
    assert busy.cpu >= 0.03
    assert asleep.cpu < 0.03
    assert asleep.wall >= 0.12
    assert fusion.meter.over_budget >= 1
    assert fusion.meter.busiest == busy
    fusion.meter.reset()
    assert (fusion.meter.count, fusion.meter.slowest) == (0, None)


class Clocks:
    """Clocks that stand still until they are turned."""

    def __init__(self) -> None:
        self.wall = self.cpu = 0.0

    def work(self, seconds: float) -> None:
        """Compute."""
        self.wall += seconds
        self.cpu += seconds

    def sleep(self, seconds: float) -> None:
        """Wait."""
        self.wall += seconds


@pytest.fixture
def clocks() -> Clocks:
    """The clocks of `meter`."""
    return Clocks()


@pytest.fixture
def meter(clocks: Clocks) -> Meter:
    """A meter with a budget of half a second."""
    return Meter(0.5, wall=lambda: clocks.wall, cpu=lambda: clocks.cpu)


def test_the_records_are_kept(meter: Meter, clocks: Clocks) -> None:
    for name, computing, waiting in (("busy", 1.0, 0.0), ("asleep", 0.25, 8.0), ("quick", 0.5, 0.0)):
        with meter.measure(name):
            clocks.work(computing)
            clocks.sleep(waiting)
    busy, asleep, quick = Tick("busy", 1.0, 1.0), Tick("asleep", 8.25, 0.25), Tick("quick", 0.5, 0.5)
    assert list(meter.ticks) == [busy, asleep, quick]
    assert (meter.busiest, meter.slowest) == (busy, asleep)
    assert (meter.count, meter.over_budget) == (3, 1)


def test_a_coarse_processor_clock_raises_no_false_alarm(meter: Meter, clocks: Clocks) -> None:
    with meter.measure("short"):
        clocks.wall += 0.25
        clocks.cpu += 1.0
    assert list(meter.ticks) == [Tick("short", 0.25, 0.25)]
    assert meter.over_budget == 0


def test_a_tick_inside_a_tick_counts_once(meter: Meter, clocks: Clocks) -> None:
    with meter.measure("outer"):
        clocks.work(1.0)
        with meter.measure("first"):
            clocks.work(2.0)
            with meter.measure("innermost"):
                clocks.sleep(16.0)
        with meter.measure("second"):
            clocks.sleep(4.0)
    assert {tick.name: (tick.wall, tick.cpu) for tick in meter.ticks} == {
        "innermost": (16.0, 0.0),
        "first": (2.0, 2.0),
        "second": (4.0, 0.0),
        "outer": (1.0, 1.0),
    }


def test_the_users_time_is_left_out(meter: Meter, clocks: Clocks) -> None:
    with meter.measure("outer"):
        clocks.work(1.0)
        with meter.leave_out():
            clocks.sleep(8.0)
            with meter.measure("meanwhile"):
                clocks.work(2.0)
    assert [(tick.name, tick.wall) for tick in meter.ticks] == [("meanwhile", 2.0), ("outer", 1.0)]


@pytest.mark.parametrize("show", ["messageBox", "inputBox", "showOpen", "showSave"])
def test_the_time_of_a_dialog_is_the_users(make_fusion: Callable[..., SimulatedFusion], show: str) -> None:
    clocks = Clocks()

    def think(question: object) -> Reply:
        clocks.sleep(8.0)
        return Reply(1)

    fusion = make_fusion(ask=think)
    fusion.state.meter = Meter(wall=lambda: clocks.wall, cpu=lambda: clocks.cpu)
    ui = importlib.import_module("adsk.core").Application.get().userInterface
    with fusion.meter.measure("asking"):
        if show.startswith("show"):
            getattr(ui.createFileDialog(), show)()
        else:
            getattr(ui, show)("Really?")
    assert fusion.meter.ticks[-1] == Tick("asking", 0.0, 0.0)


def test_run_and_stop_are_remembered_but_not_counted(fusion: SimulatedFusion) -> None:
    addin = fusion.load(SAMPLER, load=load)
    addin.run()
    addin.stop()
    assert [(tick.name, tick.is_counted) for tick in fusion.meter.ticks] == [("run", False), ("stop", False)]
    assert fusion.meter.count == 0
    assert draw_meter(fusion.meter)["recent"] == []


def test_the_window_hears_of_the_latest_ticks_and_the_records(meter: Meter, clocks: Clocks) -> None:
    for number in range(RECENT_TICKS + 3):
        with meter.measure(f"tick {number}"):
            clocks.work(0.75 if number == 1 else 0.25)
            clocks.sleep(4.0 if number == 2 else 0.0)
    picture = draw_meter(meter)
    assert (picture["count"], picture["overBudget"], picture["budget"]) == (RECENT_TICKS + 3, 1, 500)
    assert picture["busiest"] == {"name": "tick 1", "wall": 750, "cpu": 750}
    assert picture["slowest"] == {"name": "tick 2", "wall": 4250, "cpu": 250}
    shown = [tick["name"] for tick in picture["recent"]]
    assert shown == [f"tick {number}" for number in range(3, RECENT_TICKS + 3)]
