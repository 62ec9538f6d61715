"""Where the buttons are, from Fusion's start on, and when they can be pressed."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from typing import Any

import pytest
from addin.lib.emulator import sample
from addin.lib.preview import SimulatedFusion
from addin.lib.preview.state import Container, Control, Tab, Workspace

from .conftest import BUTTONS, ENTRY, PALETTE, assert_clean, load, open_palette, settle, start

ATTACH = "databrowser_attach"
DESIGN_PANEL = "SolidScriptsAddinsPanel"
OTHERS = [
    ("CAMEnvironment", "UtilitiesTab", "CAMScriptsAddinsPanel"),
    ("FusionDocumentationEnvironment", "FusionDocTab", "SolidScriptsAddinsPanelDrawing"),
    ("BoardLayoutEnvironement", "PcbUtilTab", "EaglePcbScriptsAddinsPanel"),
    # Under whatever name: the panel with Fusion's own command for add-ins.
    ("FusionDocumentationEnvironment", "FusionDocTab", "PanelOfANewerDrawing"),
    ("SchEditorEnvironement", "SchUtilTab", "PanelOfANewerSchematic"),
]

pytestmark = pytest.mark.usefixtures("service")


def add_panel(fusion: SimulatedFusion, workspace_id: str, *, tab_id: str, panel_id: str) -> None:
    """Give Fusion a panel with its own command for add-ins, before any add-in runs."""
    state = fusion.state
    workspace = next((one for one in state.workspaces if one.id == workspace_id), None)
    if workspace is None:
        workspace = Workspace(workspace_id, workspace_id, "")
        state.workspaces.append(workspace)
    tab = next((one for one in workspace.tabs if one.id == tab_id), None)
    if tab is None:
        tab = Tab(tab_id, tab_id, workspace)
        workspace.tabs.append(tab)
    for one in workspace.tabs:
        one.panels = [known for known in one.panels if known.id != panel_id]
    panel = Container(panel_id, "ADD-INS", "panel", tab=tab)
    definition = fusion.find_definition("ScriptsManagerCommand")
    panel.controls.append(Control(definition.id, "command", panel, definition, is_native=True))
    tab.panels.append(panel)


def buttons_on(fusion: SimulatedFusion, id: str) -> set[str]:
    """Return our buttons on a toolbar or panel."""
    [container] = [one for one in fusion.state.containers() if one.id == id]
    return {control.id for control in container.controls if control.id.startswith("databrowser")}


def is_enabled(fusion: SimulatedFusion, id: str = ATTACH) -> bool:
    """Tell whether a button can be pressed."""
    return fusion.find_definition(id).is_enabled


@pytest.mark.parametrize(("workspace", "tab", "panel"), OTHERS)
def test_the_buttons_are_in_the_panel_for_add_ins_of_each_workspace_that_has_one(
    fusion: SimulatedFusion, workspace: str, tab: str, panel: str
) -> None:
    with fusion._baseline.growing():
        add_panel(fusion, workspace, tab_id=tab, panel_id=panel)
    addin = start(fusion)
    for place in ("QAT", DESIGN_PANEL, panel):
        assert buttons_on(fusion, place) == set(BUTTONS)
    addin.stop()
    assert_clean(fusion)


def test_a_panel_without_the_command_for_add_ins_is_left_alone(fusion: SimulatedFusion) -> None:
    with fusion._baseline.growing():
        add_panel(fusion, "FusionDocumentationEnvironment", tab_id="FusionDocTab", panel_id="Sheets")
    [panel] = [one for one in fusion.state.containers() if one.id == "Sheets"]
    panel.controls.clear()
    addin = start(fusion)
    assert buttons_on(fusion, "Sheets") == set()
    addin.stop()


def test_started_with_fusion_the_buttons_come_to_the_panels_when_those_are_there(
    start_fusion: Callable[..., SimulatedFusion],
) -> None:
    fusion = start_fusion(is_starting=True)
    addin = fusion.load(ENTRY, load=load)
    addin.run(at_startup=True)
    settle(fusion)
    assert fusion.state.workspaces == []
    assert buttons_on(fusion, "QAT") == set(BUTTONS)
    assert not is_enabled(fusion)
    fusion.complete_startup()
    fusion.pump()
    assert buttons_on(fusion, DESIGN_PANEL) == set(BUTTONS)
    assert is_enabled(fusion)
    ready = open_palette(fusion).call("app.ready")
    assert ready["document"]["name"] == sample.DESIGN_NAME
    addin.stop()
    assert_clean(fusion)


def test_the_end_of_the_start_is_enough_where_no_document_opens(
    start_fusion: Callable[..., SimulatedFusion],
) -> None:
    fusion = start_fusion(is_starting=True, active="")
    addin = fusion.load(ENTRY, load=load)
    addin.run(at_startup=True)
    settle(fusion)
    fusion.complete_startup()
    fusion.pump()
    assert buttons_on(fusion, DESIGN_PANEL) == set(BUTTONS)
    addin.stop()
    assert_clean(fusion)


def test_stopped_before_fusion_has_started_nothing_is_left(
    start_fusion: Callable[..., SimulatedFusion],
) -> None:
    fusion = start_fusion(is_starting=True)
    addin = fusion.load(ENTRY, load=load)
    addin.run(at_startup=True)
    addin.stop()
    fusion.complete_startup()
    fusion.pump()
    assert buttons_on(fusion, DESIGN_PANEL) == set()
    assert_clean(fusion)


def test_a_panel_that_comes_with_its_workspace_gets_the_buttons_then(fusion: SimulatedFusion) -> None:
    addin = start(fusion)
    with fusion._baseline.growing():
        add_panel(fusion, "FusionDocumentationEnvironment", tab_id="FusionDocTab", panel_id=OTHERS[1][2])
    assert buttons_on(fusion, OTHERS[1][2]) == set()
    fusion.activate(sample.CURRENT_DRAWING)
    fusion.pump()
    assert buttons_on(fusion, OTHERS[1][2]) == set(BUTTONS)
    addin.stop()
    assert_clean(fusion)


def test_buttons_on_a_panel_that_fusion_has_rebuilt_go_with_the_add_in(fusion: SimulatedFusion) -> None:
    addin = start(fusion)
    [old] = [one for one in fusion.state.containers() if one.id == DESIGN_PANEL]
    assert old.tab
    new = Container(old.id, old.name, old.kind, tab=old.tab)
    new.controls = [
        Control(one.id, one.kind, new, one.definition, is_native=one.is_native) for one in old.controls
    ]
    old.tab.panels[old.tab.panels.index(old)] = new
    old.controls.clear()
    old.deleted = True
    assert buttons_on(fusion, DESIGN_PANEL) == set(BUTTONS)
    addin.stop()
    assert buttons_on(fusion, DESIGN_PANEL) == set()


def test_attach_can_be_pressed_only_with_a_document_that_is_in_the_cloud(fusion: SimulatedFusion) -> None:
    addin = start(fusion)
    assert is_enabled(fusion)
    for name, expected in (("Untitled", False), (sample.CURRENT_DRAWING, True), (None, False)):
        fusion.activate(name)
        fusion.pump()
        assert is_enabled(fusion) is expected
    others = set(BUTTONS) - {ATTACH}
    assert all(is_enabled(fusion, id) for id in others)
    with pytest.raises(RuntimeError, match="disabled"):
        fusion.click(ATTACH)
    addin.stop()
    assert_clean(fusion)


def test_attach_is_looked_at_without_asking_the_cloud(fusion: SimulatedFusion) -> None:
    addin = start(fusion)
    for name in (sample.CURRENT_DRAWING, "Untitled", sample.DESIGN_NAME):
        fusion.activate(name)
        fusion.pump()
    assert fusion.cloud_calls == []
    addin.stop()


def test_a_first_save_lets_attach_be_pressed(fusion: SimulatedFusion) -> None:
    addin = start(fusion)
    fusion.activate("Untitled")
    fusion.pump()
    assert not is_enabled(fusion)
    fusion.find_document("Untitled").file = fusion.find_document(sample.DESIGN_NAME).file
    fusion.save("Untitled")
    fusion.pump()
    assert is_enabled(fusion)
    addin.stop()


def test_a_button_is_no_command_to_repeat_or_to_run_when_another_starts(fusion: SimulatedFusion) -> None:
    addin = start(fusion)
    core: Any = importlib.import_module("adsk.core")
    seen: list[tuple[bool, bool]] = []

    class Created(core.ApplicationCommandEventHandler):
        def notify(self, args: Any) -> None:
            commands = importlib.import_module("addin.lib.preview.adsk._commands")
            command = commands.Command(args._record.values["running"], fusion.state)
            seen.append((command.isRepeatable, command.isExecutedWhenPreEmpted))

    handler = Created()
    core.Application.get().userInterface.commandCreated.add(handler)
    for id in BUTTONS:
        fusion.click(id)
    fusion.pump()
    assert seen == [(False, False)] * len(BUTTONS)
    addin.stop()


def test_what_a_button_does_may_save_the_document(fusion: SimulatedFusion) -> None:
    addin = start(fusion)
    toolbar = sys.modules[addin.name]._running[0].toolbar
    application = importlib.import_module("adsk.core").Application.get()
    saved: list[bool] = []
    button = sys.modules[f"{addin.name}.lib.host.toolbar"].Button(
        "databrowser_save", "Save", "Saves.", icons="attach"
    )
    toolbar.add(button, lambda: saved.append(application.activeDocument.save("by a button")))
    fusion.click(button.id)
    assert fusion.pump_until(lambda: saved == [True], 20)
    assert fusion.questions == []
    toolbar.remove(button.id)
    addin.stop()
    assert_clean(fusion)


@pytest.mark.parametrize("shown", [True, False])
def test_a_palette_that_fusion_deletes_on_the_way_to_another_workspace_comes_back(
    start_fusion: Callable[..., SimulatedFusion], *, shown: bool
) -> None:
    fusion = start_fusion(workspaces_end_palettes=True)
    addin = start(fusion)
    open_palette(fusion)
    before = fusion.find_palette(PALETTE)
    if not shown:
        fusion.close_palette(PALETTE)
        fusion.pump()
    fusion.enter_workspace("CAMEnvironment")  # of the same document
    assert fusion.pump_until(lambda: before.deleted, 20)

    def is_in_sight() -> bool:
        return any(palette.id == PALETTE and palette.is_visible for palette in fusion.state.palettes)

    if shown:
        assert fusion.pump_until(is_in_sight, 20)
    else:
        fusion.pump()
        fusion.pump()
        assert not is_in_sight()
    addin.stop()
    assert_clean(fusion)


@pytest.mark.parametrize("shown", [True, False])
def test_a_palette_that_fusion_deletes_with_its_workspace_comes_back_if_it_was_in_sight(
    start_fusion: Callable[..., SimulatedFusion], *, shown: bool
) -> None:
    fusion = start_fusion(workspaces_end_palettes=True)
    addin = start(fusion)
    page = open_palette(fusion)
    page.call("account.signIn")
    before = fusion.find_palette(PALETTE)
    if not shown:
        fusion.close_palette(PALETTE)
        fusion.pump()
    fusion.activate(sample.CURRENT_DRAWING)
    fusion.pump()
    assert before.deleted
    fusion.pump()
    palettes = [palette for palette in fusion.state.palettes if palette.id == PALETTE]
    assert [palette.is_visible for palette in palettes] == ([True] if shown else [])
    if shown:
        ready = open_palette(fusion).call("app.ready")
        assert (ready["document"]["name"], ready["account"]["name"]) == (
            sample.CURRENT_DRAWING,
            "Mika Sample",
        )
    addin.stop()
    assert_clean(fusion)


def test_a_hidden_palette_costs_no_call_to_the_cloud_and_knows_the_document_when_shown(
    fusion: SimulatedFusion,
) -> None:
    addin = start(fusion)
    page = open_palette(fusion)
    fusion.close_palette(PALETTE)
    fusion.pump()
    fusion.cloud_calls.clear()
    fusion.activate(sample.CURRENT_DRAWING)
    fusion.pump()
    assert fusion.cloud_calls == []
    fusion.click(BUTTONS[0])
    page.wait_for(
        lambda message: message.get("params", {}).get("document", {}).get("name") == sample.CURRENT_DRAWING
    )
    addin.stop()
    assert_clean(fusion)
