"""The add-in in Fusion: buttons, palette, documents, and nothing left after stop."""

from __future__ import annotations

import gc
import importlib
import logging
import sys
import threading
from collections.abc import Callable, Iterable
from types import SimpleNamespace
from typing import Any

import pytest
from addin.lib.aps.refs import ATTACHMENT, DRAWING_TO_DESIGN
from addin.lib.emulator import Emulator, Fault, sample
from addin.lib.preview import SimulatedFusion
from addin.lib.preview.addin import AddIn
from addin.lib.scripting import connect
from addin.lib.store.places import data_folder
from addin.lib.store.settings import write_settings
from addin.lib.texts import load_texts

from .conftest import BUTTONS, ENTRY, PALETTE, Page, assert_clean, load, open_palette, start

pytestmark = pytest.mark.usefixtures("service")

NETWORK = {
    *(
        "_socket",
        "_ssl",
        "asyncio",
        "email",
        "http",
        "requests",
        "select",
        "selectors",
        "socket",
        "socketserver",
    ),
    *("ssl", "urllib.error", "urllib.request", "urllib3"),
}


def list_ours(fusion: SimulatedFusion, addin: AddIn, *, but: set[threading.Thread]) -> dict[str, set[str]]:
    """Return what is the add-in's now, by name and kind; `but` are threads of before."""
    state = fusion.state
    events = state.custom_events.values()
    owners = [state.application, state.user_interface, *state.definitions, *state.palettes, *events]
    signals = [signal for owner in owners for signal in owner.signals.values()]
    controls = {control.id for container in state.containers() for control in container.controls}
    loggers = [name for name in logging.getLogger().manager.loggerDict if name.startswith("databrowser")]

    def ours(names: Iterable[str]) -> set[str]:
        return {name for name in names if name.startswith("databrowser")}

    return {
        "thread": {thread.name for thread in set(threading.enumerate()) - but},
        "handler": {
            signal.name
            for signal in signals
            for handler in signal.live()
            if type(handler).__module__.startswith(addin.name)
        },
        "control": ours(controls),
        "definition": ours(definition.id for definition in state.definitions),
        "palette": ours(palette.id for palette in state.palettes),
        "custom event": ours(state.custom_events),
        "module": set(addin.modules()),
        "logger handler": {name for name in loggers if logging.getLogger(name).handlers},
    }


def test_buttons_are_in_the_quick_access_toolbar_and_the_add_ins_panel(fusion: SimulatedFusion) -> None:
    addin = start(fusion)
    places = {
        container.id: {control.id for control in container.controls}
        for container in fusion.state.containers()
        if container.id in ("QAT", "SolidScriptsAddinsPanel")
    }
    assert len(places) == 2
    assert all(set(BUTTONS) <= controls for controls in places.values())
    addin.stop()
    assert_clean(fusion)


def test_after_stop_nothing_of_ours_is_left_by_name(fusion: SimulatedFusion) -> None:
    before = set(threading.enumerate())
    addin = start(fusion)
    page = open_palette(fusion)
    page.call("account.signIn")
    page.call("tree.list", kind="root")
    there = list_ours(fusion, addin, but=before)
    # The witness: while it runs there is some of each.
    assert [kind for kind, names in there.items() if not names] == []
    assert there["control"] == there["definition"] >= set(BUTTONS[:3])
    assert {"documentActivated", "commandCreated", "incomingFromHTML", "databrowser_pump"} <= there["handler"]
    assert any(name.startswith("databrowser-job") for name in there["thread"])
    addin.stop()
    assert_clean(fusion)  # waits for the service's own threads, which end when their connections have
    left = list_ours(fusion, addin, but=before)
    assert {kind: names for kind, names in left.items() if names} == {}


def test_handlers_are_taken_off_by_stop_and_not_left_to_the_garbage_collector(
    fusion: SimulatedFusion,
) -> None:
    addin = start(fusion)
    open_palette(fusion)
    kept = list(sys.modules[addin.name]._running)  # as a thread that still runs keeps it
    addin.stop()
    assert kept
    assert list_ours(fusion, addin, but=set())["handler"] == set()


@pytest.mark.parametrize(
    "missing", [("QAT",), ("SolidScriptsAddinsPanel",), ("QAT", "SolidScriptsAddinsPanel")]
)
def test_a_missing_anchor_is_passed_over(
    start_fusion: Callable[..., SimulatedFusion], missing: tuple[str, ...]
) -> None:
    fusion = start_fusion(without=missing)
    addin = start(fusion)
    addin.stop()
    assert_clean(fusion)


def test_the_palette_opens_and_its_page_is_answered(fusion: SimulatedFusion) -> None:
    addin = start(fusion)
    page = open_palette(fusion)
    ready = page.call("app.ready")
    assert ready["document"]["name"] == sample.DESIGN_NAME
    assert ready["document"]["state"] == "saved"
    addin.stop()
    assert_clean(fusion)


@pytest.mark.parametrize(
    ("button", "tab", "action"),
    [
        ("databrowser_open", "browse", None),
        ("databrowser_sign_in", "browse", "signIn"),
        ("databrowser_attach", "design", "attach"),
        ("databrowser_settings", "browse", "settings"),
        ("databrowser_lifecycle_sign_in", "browse", "lifecycle"),
    ],
)
def test_each_button_opens_the_palette_at_its_place(
    fusion: SimulatedFusion, button: str, tab: str, action: str | None
) -> None:
    addin = start(fusion)
    page = open_palette(fusion, button)
    assert page.notification("palette.show") == {"tab": tab, "action": action}
    addin.stop()


def test_without_a_document_the_palette_opens_all_the_same(
    start_fusion: Callable[..., SimulatedFusion],
) -> None:
    fusion = start_fusion(active="")
    addin = start(fusion)
    page = open_palette(fusion)
    assert page.call("app.ready")["document"]["state"] == "none"
    addin.stop()
    assert_clean(fusion)


@pytest.mark.parametrize("policy", ["none", "raises"])
def test_an_unsaved_document_is_told_apart(start_fusion: Callable[..., SimulatedFusion], policy: str) -> None:
    fusion = start_fusion(active="Untitled", unsaved_data_file=policy)
    addin = start(fusion)
    document = open_palette(fusion).call("app.ready")["document"]
    assert (document["state"], document["name"]) == ("unsaved", "Untitled")
    addin.stop()
    assert fusion.faults == []


def test_the_page_follows_the_active_document(fusion: SimulatedFusion) -> None:
    addin = start(fusion)
    page = open_palette(fusion)
    for name, expected in (
        (sample.ASSEMBLY_NAME, (sample.ASSEMBLY_NAME, "saved", True)),
        ("Untitled", ("Untitled", "unsaved", False)),
        (None, ("", "none", False)),
    ):
        fusion.activate(name)

        def shows(message: dict[str, Any], expected: tuple[str, str, bool] = expected) -> bool:
            document = message.get("params", {}).get("document", {})
            return expected == tuple(document.get(field) for field in ("name", "state", "isModified"))

        page.wait_for(shows)
    addin.stop()


def test_the_main_job_in_the_host(fusion: SimulatedFusion, service: Emulator) -> None:
    addin = start(fusion)
    page = open_palette(fusion)
    assert page.call("account.signIn")["account"]["name"] == "Mika Sample"
    rows = page.call("tree.list", kind="root")["rows"]
    assert {row["name"] for row in rows} == {sample.TEAM_HUB, sample.PERSONAL_HUB}
    relations = page.call("design.relations")["relations"]
    assert {row["group"] for row in relations} == {"drawings", "attachments", "uses", "usedIn"}
    addin.stop()
    assert_clean(fusion)


def test_to_a_drawing_that_is_open_files_and_its_design_can_be_attached(
    fusion: SimulatedFusion, service: Emulator
) -> None:
    addin = start(fusion)
    fusion.activate(sample.CURRENT_DRAWING)
    fusion.pump()
    page = open_palette(fusion, "databrowser_attach")
    document = page.call("app.ready")["document"]
    assert document["name"] == sample.CURRENT_DRAWING
    assert page.notification("palette.show") == {"tab": "design", "action": "attach"}
    page.call("account.signIn")
    with connect(service=service.url, token=service.token) as session:
        [sheet] = session.find(sample.SPREADSHEET_TO_ATTACH, project=sample.MAIN_PROJECT)
        [design] = session.find(sample.ASSEMBLY_NAME, project=sample.MAIN_PROJECT)
    made = set()
    for node, extension_type, end in ((sheet, ATTACHMENT, "from"), (design, DRAWING_TO_DESIGN, "from")):
        target = {"projectId": node.project_id, "itemId": node.id}
        offers = page.call("refs.offer", target=target)["offers"]
        assert (offers[0]["type"], offers[0]["direction"]) == (extension_type, end)
        done = page.call("refs.attach", document=document, target=target, type=extension_type)
        made |= {(row["otherName"], row["type"]) for row in done["relations"]["relations"]}
    assert {(sheet.name, ATTACHMENT), (design.name, DRAWING_TO_DESIGN)} <= made
    addin.stop()
    assert_clean(fusion)


def test_messages_wait_until_the_page_is_ready(fusion: SimulatedFusion) -> None:
    addin = start(fusion)
    fusion.click("databrowser_attach")
    fusion.pump_until(lambda: any(palette.id == PALETTE for palette in fusion.state.palettes), 20)
    for _ in range(3):
        fusion.pump()
    page = Page(fusion)
    assert page.messages == []
    page.call("app.ready")
    assert page.notification("palette.show")["action"] == "attach"
    addin.stop()


def test_a_page_thrown_away_while_a_request_runs_comes_back(
    fusion: SimulatedFusion, service: Emulator
) -> None:
    addin = start(fusion)
    page = open_palette(fusion)
    page.call("account.signIn")
    service.add_fault(Fault(path="/project/v1/hubs", delay_ms=200))
    page.ask("tree.list", kind="root")
    page.unload()
    fusion.destroy_palette(PALETTE)
    again = open_palette(fusion)
    assert again.call("app.ready")["account"]["name"] == "Mika Sample"
    assert again.call("tree.list", kind="root")["rows"]
    addin.stop()
    assert_clean(fusion)


def test_a_closed_palette_is_shown_again_by_the_button(fusion: SimulatedFusion) -> None:
    addin = start(fusion)
    open_palette(fusion)
    fusion.close_palette(PALETTE)
    fusion.pump()
    assert not fusion.find_palette(PALETTE).is_visible
    fusion.click(BUTTONS[0])
    assert fusion.pump_until(lambda: fusion.find_palette(PALETTE).is_visible, 20)
    addin.stop()


def test_the_palette_comes_docked_at_the_right(fusion: SimulatedFusion) -> None:
    addin = start(fusion)
    open_palette(fusion)
    states = importlib.import_module("adsk.core").PaletteDockingStates
    assert fusion.find_palette(PALETTE).docking_state == states.PaletteDockStateRight
    addin.stop()


@pytest.mark.parametrize("address", ["https://aps.autodesk.com/", "http://127.0.0.1:9/help"])
def test_a_link_of_the_page_opens_in_the_browser_of_the_system(fusion: SimulatedFusion, address: str) -> None:
    addin = start(fusion)
    open_palette(fusion)
    answers: list[bool] = []
    palettes: Any = importlib.import_module("addin.lib.preview.adsk._palettes")
    palette = fusion.find_palette(PALETTE)
    palettes.follow_link(
        fusion.state, palette, address, answer=lambda _, is_outside: answers.append(is_outside)
    )
    assert fusion.pump_until(lambda: answers == [True], 20)
    addin.stop()


def test_what_is_said_before_a_palette_made_anew_has_its_page_is_not_lost(fusion: SimulatedFusion) -> None:
    addin = start(fusion)
    open_palette(fusion).call("app.ready")
    fusion.destroy_palette(PALETTE)
    fusion.click("databrowser_attach")
    assert fusion.pump_until(lambda: any(palette.id == PALETTE for palette in fusion.state.palettes), 20)
    for _ in range(3):
        fusion.pump()
    page = Page(fusion)
    page.call("app.ready")
    assert page.notification("palette.show") == {"tab": "design", "action": "attach"}
    addin.stop()
    assert_clean(fusion)


@pytest.mark.parametrize(("theme", "expected"), [(0, "light"), (1, "light"), (2, "dark"), (3, "dark")])
def test_each_theme_of_fusion_is_light_or_dark(fusion: SimulatedFusion, theme: int, expected: str) -> None:
    fusion.set_theme(theme)
    addin = start(fusion)
    assert open_palette(fusion).call("app.ready")["theme"] == expected
    addin.stop()


def test_the_theme_is_read_when_the_palette_shows(fusion: SimulatedFusion) -> None:
    addin = start(fusion)
    page = open_palette(fusion)
    assert page.call("app.ready")["theme"] == "light"
    fusion.set_theme(2)
    fusion.click(BUTTONS[0])
    assert page.notification("theme.changed") == {"theme": "dark"}
    addin.stop()


def test_an_older_fusion_without_themes_is_light(start_fusion: Callable[..., SimulatedFusion]) -> None:
    fusion = start_fusion(profile="2024")
    addin = start(fusion)
    assert open_palette(fusion).call("app.ready")["theme"] == "light"
    addin.stop()
    assert_clean(fusion)


@pytest.mark.parametrize("context", ["dict", "json", "none"])
def test_every_form_of_the_context_will_do(
    start_fusion: Callable[..., SimulatedFusion], context: str
) -> None:
    fusion = start_fusion(context=context)
    addin = start(fusion)
    addin.stop()
    assert_clean(fusion)


def test_starting_twice_starts_afresh(fusion: SimulatedFusion) -> None:
    addin = start(fusion)
    module = sys.modules[addin.name]
    module.run(None)
    assert fusion.faults == []
    assert sum(definition.id == BUTTONS[0] for definition in fusion.state.definitions) == 1
    addin.stop()
    assert_clean(fusion)


def test_leftovers_of_a_crash_are_cleared_by_the_next_start(fusion: SimulatedFusion) -> None:
    crashed = start(fusion)
    open_palette(fusion)
    sys.modules[crashed.name]._running[0].app.close()
    for name in crashed.modules():
        del sys.modules[name]
    gc.collect()
    again = fusion.load(ENTRY, load=load)
    again.run()
    assert fusion.faults == []
    open_palette(fusion)
    again.stop()
    assert_clean(fusion)


def test_stopping_while_a_request_runs_leaves_nothing(fusion: SimulatedFusion, service: Emulator) -> None:
    addin = start(fusion)
    page = open_palette(fusion)
    page.call("account.signIn")
    service.add_fault(Fault(path="/project/v1/hubs", delay_ms=500))
    page.ask("tree.list", kind="root")
    addin.stop()
    assert_clean(fusion)


def test_stopping_in_the_middle_of_a_sign_in_leaves_nothing(
    fusion: SimulatedFusion, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = threading.Event()
    monkeypatch.setattr("webbrowser.open", lambda url: opened.set() or True)
    addin = start(fusion)
    page = open_palette(fusion)
    page.ask("account.signIn")
    assert opened.wait(10)
    addin.stop()
    assert_clean(fusion)


def list_network() -> list[str]:
    """Return the modules for the network that are loaded, whoever has loaded them."""
    return [name for name in sys.modules if name in NETWORK or name.partition(".")[0] in NETWORK]


def test_a_start_brings_no_network_code_and_little_of_ours(
    fusion: SimulatedFusion, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        for name in list_network():
            patch.delitem(sys.modules, name)  # as in a Fusion whose other add-ins need none either
        addin = start(fusion)
        assert list_network() == []
    parts = {name.split(".lib.")[1].partition(".")[0] for name in addin.modules() if ".lib." in name}
    assert parts <= {"core", "errors", "host", "store", "texts"}
    assert len(addin.modules()) < 50
    # What the network is for is loaded on a thread, once the palette opens.
    fusion.click(BUTTONS[0])
    assert fusion.pump_until(lambda: f"{addin.name}.lib.app" in sys.modules, 10)
    addin.stop()


def test_a_document_that_is_just_going_away_counts_as_unsaved(fusion: SimulatedFusion) -> None:
    class Going:
        """A document in the middle of being closed: whatever is read of it raises."""

        def __getattr__(self, name: str) -> Any:
            raise RuntimeError(f"2 : InternalValidationError : {name}")

    addin = start(fusion)
    documents = sys.modules[f"{addin.name}.lib.host.documents"]
    document = documents.read_document(SimpleNamespace(activeDocument=Going()))
    assert (document.state, document.name, document.is_modified) == ("unsaved", "", False)
    addin.stop()


@pytest.mark.parametrize("refusal", [None, RuntimeError("3 : not now")])
def test_an_event_that_fusion_does_not_take_holds_nothing_up_for_good(
    fusion: SimulatedFusion, refusal: RuntimeError | None
) -> None:
    class Refusing:
        """An application that takes no event."""

        def fireCustomEvent(self, _: str) -> bool:
            if refusal is not None:
                raise refusal
            return False

    addin = start(fusion)
    main = sys.modules[addin.name]._running[0]._main
    done: list[int] = []
    application, main._application = main._application, Refusing()
    main.post(lambda: done.append(1))
    main._application = application
    main.post(lambda: done.append(2))
    assert fusion.pump_until(lambda: done == [1, 2])
    addin.stop()


def test_buttons_and_page_speak_the_language_of_fusion(fusion: SimulatedFusion) -> None:
    fusion.state.language = 5  # GermanLanguage
    addin = start(fusion)
    names = {definition.id: definition.name for definition in fusion.state.definitions}
    assert names[BUTTONS[1]] == "Anmelden"
    assert open_palette(fusion).call("app.ready")["language"] == "de"
    addin.stop()
    assert_clean(fusion)


def test_the_buttons_speak_the_language_that_is_chosen(fusion: SimulatedFusion) -> None:
    write_settings(data_folder(), {"language": "de"})
    addin = start(fusion)

    def named() -> dict[str, tuple[str, str]]:
        return {one.id: (one.name, one.tooltip) for one in fusion.state.definitions}

    assert fusion.pump_until(lambda: named()[BUTTONS[1]][0] == "Anmelden")
    assert named()[BUTTONS[0]][1] == load_texts("de")["buttons"]["data_browser"]["tooltip"]
    addin.stop()
    assert_clean(fusion)


def test_a_language_that_is_not_ours_is_english(fusion: SimulatedFusion) -> None:
    fusion.state.language = 4  # FrenchLanguage
    addin = start(fusion)
    assert open_palette(fusion).call("app.ready")["language"] == "en"
    addin.stop()
