"""Pages in dialogs: what they and the add-in say to each other, and when nobody listens."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from addin.lib.preview import SimulatedFusion
from addin.lib.preview.adsk._palettes import follow_link

from .conftest import Recorder
from .dialogs import field_of, form_of, press

PAGE = "input web"


class Dialog:
    """An open dialog with a page in it; `heard` is what the page said: action, data and the input's id."""

    def __init__(self, open_dialog: Any, recorder: Recorder, page: str) -> None:
        self.heard: list[tuple[str, str, str]] = []
        self.answer = ""
        self.act: Callable[[Any], Any] = lambda args: None
        self._recorder, self._page = recorder, page
        self.command = open_dialog(self._build)

    @property
    def input(self) -> Any:
        return self.command.commandInputs.itemById("web")

    def _build(self, command: Any) -> None:
        command.commandInputs.addBrowserCommandInput("web", "Web", self._page, 120, 300)
        self._recorder.connect(command.incomingFromHTML, self._hear)

    def _hear(self, args: Any) -> None:
        self.heard.append((args.action, args.data, args.browserCommandInput.id))
        assert args.firingEvent.sender == self.command
        args.returnData = self.answer
        self.act(args)


@pytest.fixture
def dialog(open_dialog: Any, recorder: Recorder, page: str) -> Dialog:
    return Dialog(open_dialog, recorder, page)


def test_a_page_in_a_dialog_says_something_and_is_answered(dialog: Dialog, fusion: SimulatedFusion) -> None:
    dialog.answer = "fine"
    assert fusion.open_page(PAGE).send("ask", "this") == "fine"
    assert dialog.heard == [("ask", "this", "web")]


def test_an_add_in_sends_to_the_page_and_hears_the_answer(dialog: Dialog, fusion: SimulatedFusion) -> None:
    assert dialog.input.sendInfoToHTML("early", "") is False  # no page is loaded yet
    page = fusion.open_page(PAGE, lambda action, data: f"{action} {data}!")
    assert dialog.input.sendInfoToHTML("say", "hello") is True
    assert page.received == [("say", "hello")]
    assert dialog.heard == []
    fusion.pump()
    assert dialog.heard == [("response", "say hello!", "web")]


def test_sending_inside_a_pages_handler_fails(dialog: Dialog, fusion: SimulatedFusion) -> None:
    page = fusion.open_page(PAGE)
    dialog.act = lambda args: args.browserCommandInput.sendInfoToHTML("back", "")
    page.send("ask", "")
    assert page.received == []
    assert "sendInfoToHTML inside an incomingFromHTML handler" in str(fusion.faults[0])
    fusion.faults.clear()


def test_nothing_is_saved_inside_a_pages_handler(dialog: Dialog, app: Any, fusion: SimulatedFusion) -> None:
    dialog.act = lambda args: app.activeDocument.save("")
    fusion.open_page(PAGE).send("save", "")
    assert len(fusion.faults) == 1
    assert fusion.state.in_command_event == 0
    fusion.faults.clear()


def test_a_link_is_followed_as_the_command_says(
    dialog: Dialog, fusion: SimulatedFusion, recorder: Recorder
) -> None:
    def leave(args: Any) -> None:
        assert args.browserCommandInput == dialog.input
        args.launchExternally = True

    recorder.connect(dialog.command.navigatingURL, leave)
    ways: list[tuple[str, bool]] = []
    found = fusion.state.find_paged(PAGE)
    follow_link(fusion.state, found, "https://example.com/", answer=lambda *way: ways.append(way))
    fusion.pump()
    assert ways == [("https://example.com/", True)]


def test_a_palettes_events_name_no_input(
    ui: Any, fusion: SimulatedFusion, recorder: Recorder, page: str
) -> None:
    palette = ui.palettes.add("mine", "Mine", page, True, True, True)  # noqa: FBT003
    named: list[Any] = []
    recorder.connect(palette.incomingFromHTML, lambda args: named.append(args.browserCommandInput))
    fusion.open_page("mine").send("hello", "")
    assert named == [None]


def test_a_page_is_drawn_with_its_address_and_heights(
    dialog: Dialog, fusion: SimulatedFusion, tmp_path: Path
) -> None:
    drawn = field_of(fusion, "web")
    assert (drawn["page"]["id"], drawn["page"]["navigations"], drawn["heights"]) == (PAGE, 0, [120, 300])
    assert drawn["page"]["page"] == "/palette/input%20web/page.html"
    (tmp_path / "other.html").write_text("<!doctype html>", encoding="utf-8")
    page = fusion.open_page(PAGE)
    dialog.input.htmlFileURL = str(tmp_path / "other.html")
    dialog.input.minimumHeight, dialog.input.maximumHeight = 50, 60
    drawn = field_of(fusion, "web")
    assert drawn["page"]["page"] == "/palette/input%20web/other.html"
    assert (drawn["page"]["navigations"], drawn["heights"]) == (1, [50, 60])
    assert dialog.input.htmlFileURL == str(tmp_path / "other.html")
    assert dialog.input.sendInfoToHTML("late", "") is False  # the page before is gone
    assert page.received == []
    with pytest.raises(RuntimeError, match="3 : there is no page nowhere"):
        dialog.input.htmlFileURL = "nowhere.html"
    with pytest.raises(RuntimeError, match="3 : there is no page nowhere"):
        dialog.command.commandInputs.addBrowserCommandInput("more", "More", "nowhere.html", 10)
    assert dialog.command.commandInputs.itemById("more") is None


def test_a_page_says_nothing_any_more_once_its_dialog_has_ended(
    dialog: Dialog, fusion: SimulatedFusion, recorder: Recorder
) -> None:
    page = fusion.open_page(PAGE)
    sent: list[bool] = []
    input = dialog.input
    recorder.connect(dialog.command.destroy, lambda args: sent.append(input.sendInfoToHTML("end", "")))
    press(fusion, is_ok=True)
    assert sent == [False]
    assert page.received == []
    assert page.send("late", "") == ""
    assert dialog.heard == []
    with pytest.raises(LookupError):
        fusion.open_page(PAGE)


def test_a_page_goes_with_its_input(dialog: Dialog, fusion: SimulatedFusion) -> None:
    page = fusion.open_page(PAGE)
    dialog.command.commandInputs.addStringValueInput("one", "One")
    assert dialog.input.deleteMe()
    assert [field["id"] for field in form_of(fusion)["inputs"]] == ["one"]
    assert page.send("late", "") == ""
    assert dialog.heard == []
