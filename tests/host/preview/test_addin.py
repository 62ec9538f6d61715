"""Loading, running and stopping an add-in as Fusion does, and finding what it leaves behind."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from addin.lib.preview import SimulatedFusion
from addin.lib.preview.addin import AddIn

from .conftest import BUTTON, PALETTE, SAMPLER, load


@pytest.fixture
def addin(fusion: SimulatedFusion) -> AddIn:
    """The sampler, not running yet."""
    return fusion.load(SAMPLER, load=load)


def write_addin(folder: Path, body: str) -> Path:
    """Write an add-in of one file."""
    entry = folder / "Odd name.py"
    entry.write_text(body, encoding="utf-8")
    return entry


def test_an_add_in_runs_under_a_mangled_name(addin: AddIn, fusion: SimulatedFusion) -> None:
    addin.run()
    assert fusion.faults == []
    assert addin.name == f"__main__{quote(str(SAMPLER), safe='')}".replace(".", "_")
    assert addin.modules()[0] == addin.name
    assert f"{addin.name}.lib.work" in addin.modules()


def test_nothing_is_left_after_stop(addin: AddIn, fusion: SimulatedFusion) -> None:
    addin.run()
    fusion.click(BUTTON)
    fusion.pump()
    page = fusion.open_page(PALETTE)
    assert page.send("work", "hello") == "ok"
    assert fusion.pump_until(lambda: page.received)
    assert page.received == [("done", "hello")]
    addin.stop()
    assert fusion.faults == []
    assert fusion.leftovers() == []
    assert not [name for name in sys.modules if name.startswith(addin.name)]


def test_an_add_in_can_be_started_again(addin: AddIn, fusion: SimulatedFusion) -> None:
    for _ in range(3):
        addin.run()
        addin.stop()
    assert fusion.faults == []
    assert fusion.leftovers() == []


@pytest.mark.parametrize(
    ("form", "shown"),
    [
        ("dict", "{'IsApplicationStartup': True}"),
        ("json", '{"IsApplicationStartup": true}'),
        ("none", "None"),
    ],
)
def test_the_context_comes_in_every_form(
    make_fusion: Callable[..., SimulatedFusion], tmp_path: Path, form: str, shown: str
) -> None:
    fusion = make_fusion(context=form)
    entry = write_addin(
        tmp_path, "def run(context): raise ValueError(str(context))\ndef stop(context): pass\n"
    )
    addin = fusion.load(entry, load=load)
    addin.run(at_startup=True)
    assert [str(fault.error) for fault in fusion.faults] == [shown]


@pytest.mark.parametrize("body", ["raise OSError('at import')", "def run(context): raise OSError('at run')"])
def test_an_add_in_that_fails_is_a_fault_and_fusion_goes_on(
    fusion: SimulatedFusion, tmp_path: Path, body: str
) -> None:
    addin = fusion.load(write_addin(tmp_path, body), load=load)
    addin.run()
    assert [fault.where for fault in fusion.faults] == ["run"]
    assert "OSError" in str(fusion.faults[0])
    addin.stop()
    assert addin.modules() == []


def test_two_copies_run_side_by_side(fusion: SimulatedFusion, tmp_path: Path) -> None:
    body = "seen = []\ndef run(context): seen.append(__name__)\ndef stop(context): pass\n"
    (tmp_path / "other").mkdir()
    addins = [fusion.load(write_addin(folder, body), load=load) for folder in (tmp_path, tmp_path / "other")]
    for addin in addins:
        addin.run()
    seen: list[Any] = [sys.modules[addin.name].seen for addin in addins]
    assert seen == [[addins[0].name], [addins[1].name]]
    assert addins[0].name != addins[1].name


def test_closing_fusion_stops_its_add_ins(make_fusion: Callable[..., SimulatedFusion]) -> None:
    fusion = make_fusion()
    addin = fusion.load(SAMPLER, load=load)
    addin.run()
    fusion.close()
    assert not addin.is_running
    assert addin.modules() == []
