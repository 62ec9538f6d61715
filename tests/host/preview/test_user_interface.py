"""Toolbars, command definitions, the life of a command, and dialogs."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from addin.lib.preview import FileWish, Question, Reply, SimulatedFusion
from addin.lib.preview.picture import draw

from .conftest import Recorder

PANEL = "SolidScriptsAddinsPanel"


@pytest.fixture
def definition(ui: Any) -> Any:
    """A button's definition."""
    return ui.commandDefinitions.addButtonDefinition("mine", "Mine", "Does it.")


def test_a_definitions_id_must_be_new_and_without_dots(ui: Any, definition: Any) -> None:
    with pytest.raises(RuntimeError, match=r"3 : .*mine"):
        ui.commandDefinitions.addButtonDefinition("mine", "Mine", "Again.")
    for id in ("com.example.mine", "", "."):
        with pytest.raises(RuntimeError, match="3 : invalid id"):
            ui.commandDefinitions.addButtonDefinition(id, "Mine", "Dotted.")
    definition.deleteMe()
    for id in ("mine", "my-own", "ACME_Add-ins Folder"):
        assert ui.commandDefinitions.addButtonDefinition(id, "Mine", "Again.").id == id


def test_a_missing_resource_folder_raises(ui: Any, tmp_path: Path) -> None:
    add = ui.commandDefinitions.addButtonDefinition
    with pytest.raises(RuntimeError, match="3 : the relative resourceFolder path not found"):
        add("mine", "Mine", "", str(tmp_path / "nowhere"))
    assert add("mine", "Mine", "", str(tmp_path)).resourceFolder == str(tmp_path)


def test_a_control_is_on_a_toolbar_once(ui: Any, definition: Any) -> None:
    controls = ui.toolbars.itemById("QAT").controls
    control = controls.addCommand(definition, "FileSubMenuCommand", False)  # noqa: FBT003
    assert control.id == "mine"
    assert [entry.id for entry in controls] == ["FileSubMenuCommand", "mine"]
    with pytest.raises(RuntimeError, match="already on QAT"):
        controls.addCommand(definition)
    other = ui.allToolbarPanels.itemById(PANEL).controls.addCommand(definition)
    assert other != control
    assert other.parent == ui.allToolbarPanels.itemById(PANEL)
    assert control.deleteMe()
    assert controls.itemById("mine") is None


def test_a_missing_anchor_raises(ui: Any, definition: Any) -> None:
    controls = ui.toolbars.itemById("QAT").controls
    with pytest.raises(RuntimeError, match="no control NoSuchCommand"):
        controls.addCommand(definition, "NoSuchCommand", True)  # noqa: FBT003
    assert controls.itemById("mine") is None


def test_menus_hold_controls_of_their_own(ui: Any, definition: Any, core: Any) -> None:
    file_menu = core.DropDownControl.cast(ui.toolbars.itemById("QAT").controls.itemById("FileSubMenuCommand"))
    file_menu.controls.addCommand(definition, "ThreeDprintCmdDef", True)  # noqa: FBT003
    assert [entry.id for entry in file_menu.controls] == ["mine", "ThreeDprintCmdDef"]
    assert file_menu.controls.itemById("mine").parent == file_menu


def test_what_belongs_to_fusion_cannot_be_deleted(ui: Any) -> None:
    assert ui.toolbars.itemById("QAT").controls.itemById("FileSubMenuCommand").deleteMe() is False
    assert ui.commandDefinitions.itemById("ScriptsManagerCommand").deleteMe() is False
    assert ui.allToolbarPanels.itemById(PANEL).deleteMe() is False


def test_the_panel_lies_in_the_utilities_of_design(ui: Any) -> None:
    design = ui.workspaces.itemById("FusionSolidEnvironment")
    tools = design.toolbarTabs.itemById("ToolsTab")
    assert tools.name == "UTILITIES"
    assert tools.toolbarPanels.itemById(PANEL) == ui.allToolbarPanels.itemById(PANEL)
    assert design.toolbarPanels.itemById(PANEL) == ui.allToolbarPanels.itemById(PANEL)
    added = tools.toolbarPanels.add("own_panel", "OWN", PANEL, False)  # noqa: FBT003
    assert [panel.id for panel in tools.toolbarPanels][1:] == [PANEL, "own_panel"]
    with pytest.raises(RuntimeError, match="own_panel"):
        tools.toolbarPanels.add("own_panel", "OWN")
    assert added.deleteMe()


@pytest.mark.parametrize(
    ("workspace", "panel"),
    [
        ("FusionSolidEnvironment", "SolidCreatePanel"),
        ("FusionSolidEnvironment", "SolidModifyPanel"),
        ("FusionSolidEnvironment", "InspectPanel"),
        ("CAMEnvironment", "CAMScriptsAddinsPanel"),
        ("FusionDocumentationEnvironment", "SolidScriptsAddinsPanelDrawing"),
        ("BoardLayoutEnvironement", "EaglePcbScriptsAddinsPanel"),
    ],
)
def test_the_panels_that_add_ins_look_for_are_there(
    ui: Any, definition: Any, workspace: str, panel: str
) -> None:
    found = ui.allToolbarPanels.itemById(panel)
    assert ui.workspaces.itemById(workspace).toolbarPanels.itemById(panel) == found
    assert found.controls.addCommand(definition).id == "mine"


def test_the_tab_in_front_is_the_first_with_an_add_ins_button_until_another_is_chosen(
    ui: Any, definition: Any
) -> None:
    tabs = ui.workspaces.itemById("FusionSolidEnvironment").toolbarTabs
    assert [tab.id for tab in tabs if tab.isActive] == ["SolidTab"]
    ui.allToolbarPanels.itemById(PANEL).controls.addCommand(definition)
    assert [tab.id for tab in tabs if tab.isActive] == ["ToolsTab"]
    tabs.itemById("SurfaceTab").activate()
    assert [tab.id for tab in tabs if tab.isActive] == ["SurfaceTab"]


def test_the_navigation_toolbar_takes_buttons_that_the_window_shows(
    ui: Any, definition: Any, fusion: SimulatedFusion
) -> None:
    ui.toolbars.itemById("NavToolbar").controls.addCommand(definition)
    assert [each["id"] for each in draw(fusion.state)["toolbar"]][-1] == definition.id


def test_fusions_own_folder_is_found_by_a_workspaces_icons(ui: Any) -> None:
    folder = ui.workspaces.itemById("FusionSolidEnvironment").resourceFolder
    assert folder.endswith("/Fusion/UI/FusionUI/Resources/Environment/Model")


@pytest.mark.parametrize(
    "id", ["QAT", "NavToolbar", "ToolsTab", PANEL, "FusionSolidEnvironment", "FileSubMenuCommand"]
)
def test_any_part_may_be_missing(make_fusion: Callable[..., SimulatedFusion], id: str) -> None:
    make_fusion(without=(id,))
    ui = importlib.import_module("adsk.core").Application.get().userInterface
    bar = ui.toolbars.itemById("QAT")
    found = [
        bar,
        ui.toolbars.itemById("NavToolbar"),
        bar and bar.controls.itemById(id),
        ui.allToolbarTabs.itemById(id),
        ui.allToolbarPanels.itemById(id),
        ui.workspaces.itemById(id),
    ]
    names = {entry.id for entry in found if entry is not None}
    assert id not in names


def record_life(recorder: Recorder, ui: Any, definition: Any) -> None:
    """Write down everything that happens to a command."""

    def created(args: Any) -> None:
        recorder.connect(args.command.execute)
        recorder.connect(args.command.destroy, lambda end: recorder.seen.append(f"{end.terminationReason}"))

    recorder.connect(ui.commandStarting)
    recorder.connect(definition.commandCreated, created)
    recorder.connect(ui.commandTerminated)


def test_a_command_without_inputs_executes_at_once(
    ui: Any, definition: Any, fusion: SimulatedFusion, recorder: Recorder
) -> None:
    ui.toolbars.itemById("QAT").controls.addCommand(definition)
    record_life(recorder, ui, definition)
    fusion.click("mine")
    assert recorder.seen == []
    fusion.pump()
    assert recorder.seen == [
        "commandStarting",
        "commandCreated",
        "execute",
        "destroy",
        "1",
        "commandTerminated",
    ]
    assert definition.execute() is True
    fusion.pump()
    assert recorder.seen.count("execute") == 2


def test_without_a_document_execute_never_comes(
    ui: Any, definition: Any, fusion: SimulatedFusion, recorder: Recorder
) -> None:
    fusion.activate(None)
    fusion.pump()
    record_life(recorder, ui, definition)
    definition.execute()
    fusion.pump()
    assert recorder.seen == ["commandStarting", "commandCreated", "destroy", "3", "commandTerminated"]


def test_a_command_can_be_stopped_while_it_starts(
    ui: Any, definition: Any, fusion: SimulatedFusion, recorder: Recorder
) -> None:
    recorder.connect(ui.commandStarting, lambda args: setattr(args, "isCanceled", True))
    recorder.connect(definition.commandCreated)
    definition.execute()
    fusion.pump()
    assert recorder.seen == ["commandStarting"]


def test_the_active_command_is_named_while_it_runs(
    ui: Any, definition: Any, fusion: SimulatedFusion, recorder: Recorder
) -> None:
    names: list[str] = []
    recorder.connect(definition.commandCreated, lambda args: names.append(ui.activeCommand))
    definition.execute()
    fusion.pump()
    assert [*names, ui.activeCommand] == ["mine", "SelectCommand"]


def test_saving_is_refused_inside_a_command(
    app: Any, definition: Any, fusion: SimulatedFusion, recorder: Recorder
) -> None:
    recorder.connect(definition.commandCreated, lambda args: app.activeDocument.save("mine"))
    definition.execute()
    fusion.pump()
    assert ["command event" in str(fault) for fault in fusion.faults] == [True]
    assert app.activeDocument.save("mine") is True


def test_a_click_needs_a_control_that_works(ui: Any, definition: Any, fusion: SimulatedFusion) -> None:
    with pytest.raises(LookupError):
        fusion.click("mine")
    control = ui.toolbars.itemById("QAT").controls.addCommand(definition)
    definition.controlDefinition.isEnabled = False
    with pytest.raises(RuntimeError, match="disabled"):
        fusion.click("mine")
    definition.deleteMe()
    with pytest.raises(RuntimeError, match="lost its command"):
        fusion.click("mine")
    assert control.commandDefinition is None


def test_dialogs_are_asked_and_answered(make_fusion: Callable[..., SimulatedFusion]) -> None:
    replies = iter([Reply(3), Reply(0, "typed"), Reply(1, "typed")])
    fusion = make_fusion(ask=lambda question: next(replies))
    core = importlib.import_module("adsk.core")
    ui = core.Application.get().userInterface
    kinds = core.MessageBoxButtonTypes, core.MessageBoxIconTypes
    answer = ui.messageBox("Really?", "Title", kinds[0].YesNoButtonType, kinds[1].QuestionIconType)
    assert answer == core.DialogResults.DialogNo
    assert ui.inputBox("Name?", "Title", "old") == ("typed", False)
    assert ui.inputBox("Name?") == ("", True)
    assert fusion.questions[:2] == [
        Question("Really?", "Title", 3, 1),
        Question("Name?", "Title", 1, default="old"),
    ]
    with pytest.raises(RuntimeError, match="3 : "):
        ui.messageBox("Really?", "Title", 9)


def test_by_default_the_first_button_is_pressed(ui: Any, core: Any) -> None:
    pressed = [ui.messageBox("Really?", "", buttons) for buttons in range(5)]
    assert pressed == [0, 0, 0, core.DialogResults.DialogYes, core.DialogResults.DialogYes]


def test_a_dialog_for_files_is_asked_as_it_was_set(make_fusion: Callable[..., SimulatedFusion]) -> None:
    replies = iter([Reply(0, paths=("/a", "/b")), Reply(0, paths=("/a", "/b")), Reply(1), Reply(0)])
    fusion = make_fusion(ask=lambda question: next(replies))
    dialog = importlib.import_module("adsk.core").Application.get().userInterface.createFileDialog()
    assert (dialog.filename, dialog.filenames) == ("", [])
    dialog.title, dialog.filter, dialog.filterIndex = "Files", "CSV (*.csv);;All (*.*)", 1
    dialog.initialDirectory, dialog.initialFilename, dialog.isMultiSelectEnabled = "/c", "d.csv", True
    assert dialog.showOpen() == 0
    assert (dialog.filename, dialog.filenames) == ("/a", ["/a", "/b"])
    # Only one file is ever saved to.
    assert dialog.showSave() == 0
    assert dialog.filenames == ["/a"]
    assert dialog.showSave() == 1
    assert dialog.filenames == []
    set_so = FileWish(
        "open", is_multiple=True, filter="CSV (*.csv);;All (*.*)", filter_index=1, folder="/c", name="d.csv"
    )
    assert fusion.questions[0] == Question("", "Files", 1, files=set_so)
    with pytest.raises(ValueError, match="something is chosen"):
        dialog.showOpen()
    with pytest.raises(RuntimeError, match="3 : no such filter"):
        dialog.filterIndex = -1


def test_by_default_no_file_is_chosen(ui: Any, core: Any) -> None:
    assert ui.createFileDialog().showOpen() == core.DialogResults.DialogCancel
