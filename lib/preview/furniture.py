"""What Fusion's own user interface has before any add-in runs, as far as add-ins look for it."""

from __future__ import annotations

from collections.abc import Collection

from .state import Container, Control, Definition, State, Tab, Workspace

# Container id, its name, and its controls: the id of a command, or (id, name, commands) of a menu.
_QUICK_ACCESS = ("FileSubMenuCommand", "File", ("ThreeDprintCmdDef",))
# Id, name and kind of product; the first is Manufacture.
_OTHER_WORKSPACES = (
    ("CAMEnvironment", "Manufacture", "CAMProductType"),
    ("FusionRenderEnvironment", "Render", "DesignProductType"),
    ("SchEditorEnvironement", "Electronics Schematic", "SchematicProductType"),
    ("BoardLayoutEnvironement", "Electronics Board", "BoardProductType"),
)
_NAMES = {
    "ThreeDprintCmdDef": "3D Print",
    "ScriptsManagerCommand": "Scripts and Add-Ins",
    "SelectCommand": "Select",
}


def furnish(state: State, *, without: Collection[str]) -> None:
    """Put Fusion's own toolbars, workspaces and commands in place, but for the ids in `without`."""
    furnish_early(state, without=without)
    furnish_late(state, without=without)


def furnish_early(state: State, *, without: Collection[str]) -> None:
    """Put in place what is there while Fusion still starts: its commands and the quick access toolbar."""
    for id, name in _NAMES.items():
        if id not in without:
            state.definitions.append(Definition(id, name, "", is_native=True))
    if "QAT" not in without:
        state.toolbars.append(_quick_access(state, without))


def furnish_late(state: State, *, without: Collection[str]) -> None:
    """Put in place what is there once Fusion has started: the workspaces with their tabs and panels."""
    design = Workspace("FusionSolidEnvironment", "Design", "DesignProductType")
    drawing = Workspace("FusionDocumentationEnvironment", "Drawing", "DrawingProductType")
    others = [Workspace(*each) for each in _OTHER_WORKSPACES]
    state.workspaces += [each for each in (design, drawing, *others) if each.id not in without]
    if "ToolsTab" not in without:
        tools = Tab("ToolsTab", "UTILITIES", design)
        design.tabs.append(tools)
        if "SolidScriptsAddinsPanel" not in without:
            panel = Container("SolidScriptsAddinsPanel", "ADD-INS", "panel", tab=tools)
            _add_commands(state, panel, ["ScriptsManagerCommand"], without)
            tools.panels.append(panel)
    if "FusionDocTab" not in without:
        drawing.tabs.append(Tab("FusionDocTab", "DRAWING", drawing))
    manufacture = others[0]
    if "UtilitiesTab" not in without:
        utilities = Tab("UtilitiesTab", "UTILITIES", manufacture)
        manufacture.tabs.append(utilities)
        if "CAMManagePanel" not in without:
            utilities.panels.append(Container("CAMManagePanel", "MANAGE", "panel", tab=utilities))


def _quick_access(state: State, without: Collection[str]) -> Container:
    bar = Container("QAT", "Quick Access", "toolbar")
    id, name, commands = _QUICK_ACCESS
    if id not in without:
        menu = Container(id, name, "drop-down")
        _add_commands(state, menu, commands, without)
        bar.controls.append(Control(id, "drop-down", bar, name=name, menu=menu, is_native=True))
    return bar


def _add_commands(state: State, container: Container, ids: Collection[str], without: Collection[str]) -> None:
    for definition in state.definitions:
        if definition.id in ids and definition.id not in without:
            container.controls.append(
                Control(definition.id, "command", container, definition, is_native=True)
            )
