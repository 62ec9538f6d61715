"""Bad days of Fusion's: taken names, missing members, slow or failing properties, and faults of ours."""

from __future__ import annotations

import importlib
import logging
import shutil
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from addin.lib.emulator import sample
from addin.lib.errors import HostError
from addin.lib.preview import SimulatedFusion
from addin.lib.preview.addin import AddIn, mangle
from addin.lib.preview.adsk import _application, _base, _commands, _data, _events
from addin.lib.texts import load_texts

from .conftest import BUTTONS, ENTRY, PALETTE, ROOT, assert_clean, load, open_palette, settle, start
from .test_places import buttons_on

OPEN, _, ATTACH, *_ = BUTTONS
FOREIGN = """
import adsk.core

class Take(adsk.core.CustomEventHandler):
    def notify(self, args):
        heard.append(args.additionalInfo)

heard, kept = [], []

def run(context):
    app = adsk.core.Application.get()
    ui = app.userInterface
    definition = ui.commandDefinitions.addButtonDefinition("databrowser_open", "Theirs", "Theirs.")
    ui.toolbars.itemById("QAT").controls.addCommand(definition)
    ui.palettes.add("databrowser_palette", "Theirs", "page.html", True, True, True)
    kept.append(Take())
    app.registerCustomEvent("databrowser_pump").add(kept[0])

def stop(context):
    app = adsk.core.Application.get()
    ui = app.userInterface
    ui.toolbars.itemById("QAT").controls.itemById("databrowser_open").deleteMe()
    ui.commandDefinitions.itemById("databrowser_open").deleteMe()
    ui.palettes.itemById("databrowser_palette").deleteMe()
    app.unregisterCustomEvent("databrowser_pump")
"""

pytestmark = pytest.mark.usefixtures("service")


def ours(addin: AddIn, name: str) -> ModuleType:
    """Return a module of the running add-in."""
    return importlib.import_module(f"{addin.name}.{name}")


def application() -> Any:
    """Return Fusion, as an add-in gets it."""
    return importlib.import_module("adsk.core").Application.get()


@pytest.fixture
def foreign(fusion: SimulatedFusion, tmp_path: Path) -> AddIn:
    """Another add-in that has taken ids of ours, running."""
    (tmp_path / "page.html").write_text("<!doctype html><title>Theirs</title>", encoding="utf-8")
    entry = tmp_path / "Theirs.py"
    entry.write_text(FOREIGN, encoding="utf-8")
    addin = fusion.load(entry, load=load)
    addin.run()
    assert fusion.faults == []
    return addin


def test_ids_that_another_add_in_has_taken_stay_its_own(fusion: SimulatedFusion, foreign: AddIn) -> None:
    addin = start(fusion)
    assert buttons_on(fusion, "QAT") == {OPEN, f"{OPEN}_2", *BUTTONS[1:]}
    fusion.click(f"{OPEN}_2")
    assert fusion.pump_until(lambda: any(one.id == f"{PALETTE}_2" for one in fusion.state.palettes), 20)
    page = fusion.open_page(f"{PALETTE}_2")
    page.send("rpc", '{"jsonrpc": "2.0", "id": 1, "method": "app.ready", "params": {}}')
    assert fusion.pump_until(lambda: any('"id": 1' in data for _, data in page.received), 10)
    addin.stop()
    # Theirs is as it was.
    assert fusion.find_definition(OPEN).name == fusion.find_palette(PALETTE).name == "Theirs"
    assert buttons_on(fusion, "QAT") == {OPEN}
    assert application().fireCustomEvent("databrowser_pump", "still heard")
    fusion.pump()
    assert sys.modules[foreign.name].heard == ["still heard"]
    foreign.stop()
    assert_clean(fusion)


def test_a_palette_of_an_earlier_version_is_replaced(fusion: SimulatedFusion, tmp_path: Path) -> None:
    page = tmp_path / "AddIns" / "DataBrowserAddin" / "resources" / "palette" / "index.html"
    page.parent.mkdir(parents=True)
    page.write_text("<!doctype html><title>0.0.1</title>", encoding="utf-8")
    palettes = application().userInterface.palettes
    address = f"{page.as_uri()}?v=0.0.1"
    palettes.add(PALETTE, "Data Browser 0.0.1", address, True, True, True)  # noqa: FBT003
    old = fusion.find_palette(PALETTE)
    addin = start(fusion)
    assert old.deleted
    open_palette(fusion)
    assert fusion.find_palette(PALETTE).name == "Data Browser"
    addin.stop()
    assert_clean(fusion)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A second copy of the add-in, in another folder."""
    folder = tmp_path / "AddIns" / "DataBrowserAddin"
    for name in ("commands", "lib", "resources"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "preview"))
    for name in ("DataBrowserAddin.py", "DataBrowserAddin.manifest"):
        shutil.copy(ROOT / name, folder / name)
    return folder / "DataBrowserAddin.py"


def test_a_second_copy_leaves_the_first_at_work_and_says_where_that_is(
    fusion: SimulatedFusion, copy: Path
) -> None:
    first = start(fusion)
    page = open_palette(fusion)
    second = fusion.load(copy, load=load)
    second.run()
    [question] = fusion.questions
    assert question.text == str(HostError("host.other-copy", folder=str(ROOT)))
    assert buttons_on(fusion, "QAT") == set(BUTTONS)
    second.stop()
    assert page.call("app.ready")["document"]["name"] == sample.DESIGN_NAME
    second.run()  # it is told each time: its own stop has not made room for it
    assert [one.text for one in fusion.questions] == [question.text] * 2
    assert buttons_on(fusion, "QAT") == set(BUTTONS)
    second.stop()
    first.stop()
    # With the first one gone, the second may.
    second.run()
    settle(fusion)
    assert buttons_on(fusion, "QAT") == set(BUTTONS)
    assert len(fusion.questions) == 2
    second.stop()
    assert_clean(fusion)


def test_a_copy_that_crashed_holds_no_other_up(fusion: SimulatedFusion, copy: Path) -> None:
    crashed = fusion.load(copy, load=load)
    crashed.run()
    settle(fusion)
    for name in crashed.modules():
        del sys.modules[name]
    addin = start(fusion)
    assert fusion.questions == []
    open_palette(fusion)
    addin.stop()
    assert_clean(fusion)


class Refusing:
    """One of Fusion's properties on a bad day."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def __get__(self, *_: object) -> Any:
        raise self.error


@pytest.mark.parametrize(
    "error", [RuntimeError("2 : InternalValidationError : doc"), AttributeError("no"), ValueError("odd")]
)
def test_an_active_document_that_raises_counts_as_none(
    start_fusion: Callable[..., SimulatedFusion], monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    monkeypatch.setattr(_application.Application, "activeDocument", Refusing(error))
    fusion = start_fusion(active="")
    addin = start(fusion)
    assert not fusion.find_definition(ATTACH).is_enabled
    assert open_palette(fusion).call("app.ready")["document"]["state"] == "none"
    monkeypatch.undo()
    addin.stop()
    assert_clean(fusion)


def test_properties_that_block_for_long_are_three_and_named_in_the_log(
    start_fusion: Callable[..., SimulatedFusion],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, "databrowser")
    fusion = start_fusion(cloud_seconds=0.1)
    addin = start(fusion)
    assert fusion.cloud_calls == []  # none to start, however long Fusion takes for one
    page = open_palette(fusion)
    assert "databrowser_open held up Fusion's main thread for " in caplog.text
    fusion.cloud_calls.clear()
    held = sys.modules[addin.name]._running[0]._held
    noted: dict[str, float] = {}
    monkeypatch.setattr(held, "note", noted.__setitem__)
    fusion.activate(sample.CURRENT_DRAWING)
    page.wait_for(
        lambda message: message.get("params", {}).get("document", {}).get("name") == sample.CURRENT_DRAWING
    )
    assert len(fusion.cloud_calls) == 3
    assert noted["documentActivated"] >= 0.3
    addin.stop()
    assert_clean(fusion)


def test_a_fault_in_a_handler_is_logged_each_time_told_once_and_holds_nothing_up(
    fusion: SimulatedFusion, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    addin = start(fusion)
    page = open_palette(fusion)
    broken: list[int] = []

    def fail(*_: object) -> Any:
        broken.append(1)
        raise ZeroDivisionError("a fault of ours")

    with monkeypatch.context() as patch:
        patch.setattr(ours(addin, "lib.host.addin"), "read_document", fail)
        for name in (sample.CURRENT_DRAWING, sample.ASSEMBLY_NAME, sample.DESIGN_NAME):
            fusion.activate(name)
            fusion.pump()
        assert fusion.pump_until(lambda: fusion.questions, 20)
        fusion.pump()
    told = [question.text for question in fusion.questions]
    assert len(told) == len({text.partition("(")[0] for text in told}) <= 2  # for each place once
    assert all("a fault of ours" in text for text in told)
    assert len(broken) >= 3
    assert caplog.text.count("ZeroDivisionError: a fault of ours") == len(broken)
    assert sum("a fault of ours" in line for line in fusion.state.log) == len(broken)
    # Everything else goes on, the same handler included.
    assert page.call("app.ready")["document"]
    fusion.activate(sample.CURRENT_DRAWING)
    page.wait_for(
        lambda message: message.get("params", {}).get("document", {}).get("name") == sample.CURRENT_DRAWING
    )
    addin.stop()
    assert_clean(fusion)


def test_a_fault_in_work_for_the_main_thread_holds_none_of_the_rest_up(fusion: SimulatedFusion) -> None:
    addin = start(fusion)
    main = sys.modules[addin.name]._running[0]._main
    done: list[int] = []

    def fail() -> None:
        raise ZeroDivisionError("a fault of ours")

    for work in (fail, lambda: done.append(1), fail, lambda: done.append(2)):
        main.post(work)
    assert fusion.pump_until(lambda: done == [1, 2] and fusion.questions, 20)
    fusion.pump()
    place = fail.__qualname__.partition(".")[0]
    fault = HostError("host.fault", where=place, problem="a fault of ours")
    assert [question.text for question in fusion.questions] == [str(fault)]
    addin.stop()
    assert_clean(fusion)


def test_a_button_that_fails_leaves_the_others(
    fusion: SimulatedFusion, monkeypatch: pytest.MonkeyPatch
) -> None:
    addin = fusion.load(ENTRY, load=load)
    addin.run()
    addin.stop()
    keep = _commands.CommandDefinitions._keep

    def refuse(definitions: Any, record: Any) -> Any:
        if record.id == ATTACH:
            raise RuntimeError("3 : not this one")
        return keep(definitions, record)

    monkeypatch.setattr(_commands.CommandDefinitions, "_keep", refuse)
    addin.run()
    settle(fusion)
    assert buttons_on(fusion, "QAT") == set(BUTTONS) - {ATTACH}
    assert ["not this one" in question.text for question in fusion.questions] == [True]
    addin.stop()
    assert_clean(fusion)


def test_offline_the_add_in_works_as_far_as_fusion_tells_and_looks_again_online(
    start_fusion: Callable[..., SimulatedFusion], monkeypatch: pytest.MonkeyPatch
) -> None:
    fusion = start_fusion()
    refused = RuntimeError("5 : Fusion is offline")
    with monkeypatch.context() as offline:
        for name in ("parentProject", "id", "versionId"):
            offline.setattr(_data.DataFile, name, Refusing(refused))
        application().isOffLine = True
        addin = start(fusion)
        page = open_palette(fusion)
        document = page.call("app.ready")["document"]
        assert (document["state"], document["name"]) == ("unsaved", f"{sample.DESIGN_NAME} v8")
        assert page.call("account.signIn")["account"]["name"] == "Mika Sample"  # with a network of our own
    application().isOffLine = False
    event = application().onlineStatusChanged
    event._fire(_events.ApplicationEventArgs(fusion.state))
    page.wait_for(lambda message: message.get("params", {}).get("document", {}).get("state") == "saved")
    addin.stop()
    assert_clean(fusion)


def use(fusion: SimulatedFusion, *, wholly: bool, patience: float = 0.5) -> AddIn:
    """Run the add-in and, wholly, use it; whatever fails, nothing may leave it.

    An answer that may not come is waited for so many seconds.
    """
    addin = fusion.load(ENTRY, load=load)
    addin.run()
    settle(fusion)
    if wholly and any(one.id == OPEN for box in fusion.state.containers() for one in box.controls):
        fusion.click(OPEN)
        fusion.pump()
        fusion.pump_until(lambda: not _is_loading(), 10)
        fusion.activate(sample.CURRENT_DRAWING)
        fusion.pump()
        if any(palette.id == PALETTE for palette in fusion.state.palettes):
            page = fusion.open_page(PALETTE)
            page.post("rpc", '{"jsonrpc": "2.0", "id": 1, "method": "app.ready", "params": {}}')
            fusion.pump_until(lambda: page.received, patience)
            fusion.close_palette(PALETTE)
        fusion.activate(sample.DESIGN_NAME)
        fusion.save(sample.DESIGN_NAME)
        fusion.pump()
    return addin


def _is_loading() -> bool:
    return any(thread.name == "databrowser-load" for thread in threading.enumerate())


def list_used(
    start_fusion: Callable[..., SimulatedFusion], monkeypatch: pytest.MonkeyPatch, *, wholly: bool
) -> list[tuple[str, str]]:
    """Return each member of Fusion's that the add-in uses, by class and name."""
    used: set[tuple[str, str]] = set()
    check = _base._check_use

    def note(wrapper: Any, name: str) -> None:
        if sys._getframe(2).f_globals["__name__"].startswith("__main__"):
            used.add((type(wrapper).__name__, name))
        check(wrapper, name)

    with monkeypatch.context() as patch:
        patch.setattr(_base, "_check_use", note)
        fusion = start_fusion()
        use(fusion, wholly=wholly, patience=20).stop()
        fusion.close()
    return sorted(used)


def assert_lived_without(
    start_fusion: Callable[..., SimulatedFusion],
    monkeypatch: pytest.MonkeyPatch,
    member: tuple[str, str],
    *,
    wholly: bool,
) -> None:
    """Use the add-in in a Fusion that has given a member another name: no fault, nothing left but that."""
    check = _base._check_use

    def refuse(wrapper: Any, name: str) -> None:
        is_ours = sys._getframe(2).f_globals["__name__"].startswith("__main__")
        if is_ours and (type(wrapper).__name__, name) == member:
            raise AttributeError(f"no {name}")
        check(wrapper, name)

    with monkeypatch.context() as patch:
        patch.setattr(_base, "_check_use", refuse)
        fusion = start_fusion()
        use(fusion, wholly=wholly).stop()
        assert fusion.faults == [], member
        texts = [question.text for question in fusion.questions]
        assert len(texts) == len(set(texts)), (member, texts)
        # What can be taken away only by the very member is Fusion's to take away.
        if member[1] not in CANNOT_TAKE_AWAY:
            assert fusion.pump_until(lambda: fusion.leftovers() == [], 20), (member, fusion.leftovers())
        fusion.close()


CANNOT_TAKE_AWAY = {
    *("deleteMe", "unregisterCustomEvent", "remove", "itemById"),
    *("userInterface", "commandDefinitions", "toolbars", "palettes", "allToolbarPanels", "controls"),
}


def test_a_start_lives_without_each_member_that_a_newer_fusion_may_rename(
    start_fusion: Callable[..., SimulatedFusion], monkeypatch: pytest.MonkeyPatch
) -> None:
    used = list_used(start_fusion, monkeypatch, wholly=False)
    assert len(used) > 25
    assert ("Application", "startupCompleted") in used
    for member in used:
        assert_lived_without(start_fusion, monkeypatch, member, wholly=False)


@pytest.mark.long_only
def test_all_use_lives_without_each_member_that_a_newer_fusion_may_rename(
    start_fusion: Callable[..., SimulatedFusion], monkeypatch: pytest.MonkeyPatch
) -> None:
    used = list_used(start_fusion, monkeypatch, wholly=True)
    assert len(used) > 45
    assert {("Palette", "sendInfoToHTML"), ("DataFile", "versionId")} <= set(used)
    for member in used:
        assert_lived_without(start_fusion, monkeypatch, member, wholly=True)


def test_a_fusion_that_lets_nothing_start_is_told_once(
    fusion: SimulatedFusion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_application.Application, "registerCustomEvent", Refusing(AttributeError("gone")))
    addin = fusion.load(ENTRY, load=load)
    addin.run()
    [question] = fusion.questions
    assert question.text == str(HostError("host.no-event"))
    addin.stop()
    fusion.questions.clear()
    fusion.state.language = 5  # GermanLanguage
    addin.run()
    [question] = fusion.questions
    assert question.text == " ".join(load_texts("de")["errors"]["host.no-event"].values())
    addin.stop()
    assert_clean(fusion)


def test_a_start_that_fails_otherwise_is_told_and_leaves_nothing(
    fusion: SimulatedFusion, monkeypatch: pytest.MonkeyPatch
) -> None:
    interface = _application.UserInterface
    asked: list[int] = []

    def read(_: Any) -> Any:
        asked.append(1)
        if len(asked) == 1:
            raise ValueError("odd")
        return interface(fusion.state.user_interface, fusion.state)

    monkeypatch.setattr(_application.Application, "userInterface", property(read))
    addin = fusion.load(ENTRY, load=load)
    addin.run()
    [question] = fusion.questions
    assert question.text == str(HostError("host.not-started", problem="odd"))
    addin.stop()
    assert_clean(fusion)


def test_nothing_is_written_into_the_add_ins_folder(fusion: SimulatedFusion, copy: Path) -> None:
    def list_files() -> dict[Path, int]:
        files = [file for file in copy.parent.rglob("*") if "__pycache__" not in file.parts]
        return {file: file.stat().st_mtime_ns for file in files}

    before = list_files()
    for path in [*before, copy.parent]:
        path.chmod(path.stat().st_mode & ~0o222)  # as below Program Files
    try:
        addin = fusion.load(copy, load=load)
        assert addin.name == mangle(copy)
        addin.run()
        settle(fusion)
        page = open_palette(fusion)
        page.call("account.signIn")
        page.call("tree.list", kind="root")
        page.call("design.relations")
        page.call("settings.write", changes={"log_level": "debug"})
        addin.stop()
    finally:
        for path in [copy.parent, *before]:
            path.chmod(path.stat().st_mode | 0o200)
    assert list_files() == before
    assert_clean(fusion)
