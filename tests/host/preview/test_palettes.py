"""Palettes: making them, and the messages between a page and the add-in."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from addin.lib.preview import SimulatedFusion

from .conftest import Recorder

ID = "mine"


@pytest.fixture
def palette(ui: Any, page: str) -> Any:
    """A palette with a page."""
    return ui.palettes.add(ID, "Mine", page, True, True, True, 380, 600)  # noqa: FBT003


def test_a_palettes_id_must_be_new(ui: Any, palette: Any, page: str) -> None:
    for add in (ui.palettes.add, ui.palettes.add2):
        with pytest.raises(RuntimeError, match=r"3 : .*mine"):
            add(ID, "Mine", page, True, True, True)  # noqa: FBT003
    palette.deleteMe()
    assert ui.palettes.add2(ID, "Mine", page, False, True, True).isVisible is False  # noqa: FBT003


def test_a_page_may_be_a_path_or_an_address_but_must_be_there(ui: Any, page: str, tmp_path: Path) -> None:
    odd = tmp_path / "with space" / "ünïcode.html"
    odd.parent.mkdir()
    odd.write_text("", encoding="utf-8")
    for number, url in enumerate([page, odd.as_uri(), "https://example.com/"]):
        ui.palettes.add(f"number_{number}", "Mine", url, True, True, True)  # noqa: FBT003
    with pytest.raises(RuntimeError, match="no page"):
        ui.palettes.add(ID, "Mine", page + "x", True, True, True)  # noqa: FBT003
    with pytest.raises(RuntimeError, match="no page"):
        ui.palettes.itemById("number_0").htmlFileURL = "nowhere.html"


def test_messages_before_the_page_is_loaded_are_lost(palette: Any, fusion: SimulatedFusion) -> None:
    assert palette.sendInfoToHTML("early", "1") == ""
    page = fusion.open_page(ID)
    assert palette.sendInfoToHTML("later", "2") == ""
    assert page.received == [("later", "2")]
    page.unload()
    palette.sendInfoToHTML("late", "3")
    assert page.received == [("later", "2")]


def test_a_new_address_unloads_the_page(palette: Any, fusion: SimulatedFusion, page: str) -> None:
    opened = fusion.open_page(ID)
    palette.htmlFileURL = page
    palette.sendInfoToHTML("lost", "")
    assert opened.received == []


def test_the_pages_answer_comes_back_as_an_event(
    palette: Any, fusion: SimulatedFusion, recorder: Recorder
) -> None:
    heard: list[tuple[str, str]] = []
    recorder.connect(palette.incomingFromHTML, lambda args: heard.append((args.action, args.data)))
    fusion.open_page(ID, lambda action, data: f"{action}: {data}")
    assert palette.sendInfoToHTML("ask", "1") == ""
    assert heard == []
    fusion.pump()
    assert heard == [("response", "ask: 1")]


def test_a_page_gets_the_return_data(palette: Any, fusion: SimulatedFusion, recorder: Recorder) -> None:
    page = fusion.open_page(ID)
    assert page.send("hello", "1") == ""
    recorder.connect(palette.incomingFromHTML, lambda args: setattr(args, "returnData", args.data + "!"))
    assert page.send("hello", "1") == "1!"


def test_sending_inside_the_html_handler_is_refused(
    palette: Any, fusion: SimulatedFusion, recorder: Recorder
) -> None:
    recorder.connect(palette.incomingFromHTML, lambda args: palette.sendInfoToHTML("answer", "now"))
    page = fusion.open_page(ID)
    page.send("hello", "")
    assert page.received == []
    assert ["returnData" in str(fault) for fault in fusion.faults] == [True]
    palette.sendInfoToHTML("answer", "later")
    assert page.received == [("answer", "later")]


def test_messages_to_a_deleted_palette_are_answered_empty(
    palette: Any, fusion: SimulatedFusion, recorder: Recorder
) -> None:
    recorder.connect(palette.incomingFromHTML, lambda args: setattr(args, "returnData", "here"))
    page = fusion.open_page(ID)
    answers: list[str] = []
    page.post("hello", "", answer=answers.append)
    palette.deleteMe()
    fusion.pump()
    assert answers == [""]
    assert recorder.seen == []


def test_the_close_button_hides(palette: Any, ui: Any, fusion: SimulatedFusion, recorder: Recorder) -> None:
    recorder.connect(palette.closed)
    fusion.close_palette(ID)
    fusion.pump()
    assert recorder.seen == ["closed"]
    assert ui.palettes.itemById(ID) == palette
    assert palette.isVisible is False
    fusion.close_palette(ID)
    fusion.pump()
    assert recorder.seen == ["closed"]


@pytest.mark.parametrize("policy", [True, False])
def test_palettes_may_end_with_the_workspace(
    make_fusion: Callable[..., SimulatedFusion],
    page: str,
    policy: bool,  # noqa: FBT001
) -> None:
    fusion = make_fusion(workspaces_end_palettes=policy)
    ui = importlib.import_module("adsk.core").Application.get().userInterface
    palette = ui.palettes.add(ID, "Mine", page, True, True, True)  # noqa: FBT003
    fusion.activate("Arrangement")
    fusion.pump()
    assert palette.isValid is not policy


def test_size_place_and_dock_are_kept(palette: Any, core: Any) -> None:
    palette.dockingState = core.PaletteDockingStates.PaletteDockStateLeft
    assert palette.setSize(500, 700)
    assert palette.setMinimumSize(300, 300)
    assert (palette.width, palette.height, palette.dockingState) == (500, 700, 3)
    assert palette.setPosition(10, 20)
    assert (palette.left, palette.top, palette.dockingState) == (10, 20, 0)


@pytest.mark.parametrize("profile", ["2024", "2026"])
def test_text_commands_is_a_palette_of_fusions_own(
    make_fusion: Callable[..., SimulatedFusion], page: str, profile: str
) -> None:
    fusion = make_fusion(profile=profile, workspaces_end_palettes=True)
    core: Any = importlib.import_module("adsk.core")
    palettes = core.Application.get().userInterface.palettes
    text = core.TextCommandPalette.cast(palettes.itemById("TextCommands"))
    assert (text.isVisible, text.isNative, palettes.count) == (False, True, 1)
    assert text.objectType == "adsk::core::TextCommandPalette"
    text.isVisible = True
    assert text.writeText("one") is True
    assert text.writeText("two\nthree") is True
    assert list(fusion.state.text_lines.lines) == ["one", "two", "three"]
    with pytest.raises(TypeError, match="writeText"):
        text.writeText(1)
    assert text.deleteMe() is False
    with pytest.raises(RuntimeError, match="has no page"):
        text.htmlFileURL = page
    with pytest.raises(RuntimeError, match="exists already"):
        palettes.add("TextCommands", "Mine", page, True, True, True)  # noqa: FBT003
    fusion.activate("Arrangement")
    fusion.pump()
    assert palettes.itemById("TextCommands").isVisible


def test_the_log_goes_into_text_commands_unless_it_is_for_the_file(
    app: Any, core: Any, fusion: SimulatedFusion
) -> None:
    app.log("shown")
    app.log("shown, too", core.LogLevels.ErrorLogLevel, core.LogTypes.ConsoleLogType)
    app.log("kept", core.LogLevels.ErrorLogLevel, core.LogTypes.FileLogType)
    assert list(fusion.state.text_lines.lines) == ["shown", "shown, too"]
    assert fusion.state.log == ["shown", "shown, too", "kept"]


def test_text_commands_keeps_the_latest_lines_within_bounds(app: Any, fusion: SimulatedFusion) -> None:
    lines = fusion.state.text_lines
    app.log("\n".join(str(number) for number in range(lines.KEPT + 5)))
    assert (lines.lines[0], lines.lines[-1], len(lines.lines)) == ("5", str(lines.KEPT + 4), lines.KEPT)
    app.log("x" * (lines.LONGEST + 1))
    assert lines.lines[-1] == "x" * lines.LONGEST + "…"


def test_a_handler_left_on_text_commands_is_a_leftover(
    ui: Any, fusion: SimulatedFusion, recorder: Recorder
) -> None:
    recorder.connect(ui.palettes.itemById("TextCommands").closed)
    assert [left for left in fusion.leftovers() if "TextCommands" in left]
    fusion.state.text_palette.is_visible = True
    fusion.close_palette("TextCommands")
    fusion.pump()
    assert (recorder.seen, fusion.state.text_palette.is_visible) == (["closed"], False)
