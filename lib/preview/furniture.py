"""What Fusion's own user interface has before any add-in runs, as far as add-ins look for it.

The ids are those that public add-ins place their buttons by; what Fusion has beyond them is left out. The
panels of Electronics and Drawing are named by few add-ins, and differ from build to build.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from .state import Container, Control, Definition, State, Tab, Workspace

# Id and name of a panel, and the commands on it.
_Panel = tuple[str, str, tuple[str, ...]]
# Id and name of a tab, and its panels.
_Tab = tuple[str, str, tuple[_Panel, ...]]
_SCRIPTS = ("ScriptsManagerCommand",)

# Container id, its name, and its controls: the id of a command, or (id, name, commands) of a menu.
_QUICK_ACCESS = ("FileSubMenuCommand", "File", ("ThreeDprintCmdDef",))
_DESIGN: tuple[_Tab, ...] = (
    (
        "SolidTab",
        "SOLID",
        (
            ("SolidCreatePanel", "CREATE", ("SketchCreate", "Extrude", "Revolve")),
            ("SolidModifyPanel", "MODIFY", ("FusionPressPullCommand", "ChangeParameterCommand")),
            ("AssemblePanel", "ASSEMBLE", ()),
            ("ConstructionPanel", "CONSTRUCT", ()),
            ("InspectPanel", "INSPECT", ("MeasureCommand",)),
            ("InsertPanel", "INSERT", ()),
            ("SelectPanel", "SELECT", ("SelectCommand",)),
        ),
    ),
    (
        "SurfaceTab",
        "SURFACE",
        (("SurfaceCreatePanel", "CREATE", ()), ("SurfaceModifyPanel", "MODIFY", ())),
    ),
    (
        "SheetMetalTab",
        "SHEET METAL",
        (("SheetMetalCreatePanel", "CREATE", ()), ("SheetMetalModifyPanel", "MODIFY", ())),
    ),
    (
        "ToolsTab",
        "UTILITIES",
        (
            ("SolidMakePanel", "MAKE", ("ThreeDprintCmdDef",)),
            ("SolidScriptsAddinsPanel", "ADD-INS", _SCRIPTS),
        ),
    ),
)
_MANUFACTURE: tuple[_Tab, ...] = (
    (
        "MillingTab",
        "MILLING",
        (
            ("CAMSetupPanel", "SETUP", ()),
            ("CAM2DPanel", "2D", ()),
            ("CAM3DPanel", "3D", ()),
            ("CAMDrillingPanel", "DRILLING", ()),
            ("CAMActionPanel", "ACTIONS", ()),
        ),
    ),
    (
        "UtilitiesTab",
        "UTILITIES",
        (("CAMManagePanel", "MANAGE", ()), ("CAMScriptsAddinsPanel", "ADD-INS", _SCRIPTS)),
    ),
)
_DRAWING: tuple[_Tab, ...] = (
    ("FusionDocTab", "DRAWING", (("SolidScriptsAddinsPanelDrawing", "ADD-INS", _SCRIPTS),)),
)
_SCHEMATIC: tuple[_Tab, ...] = (
    ("SchUtilTab", "UTILITIES", (("EagleSchScriptsAddinsPanel", "ADD-INS", _SCRIPTS),)),
)
_BOARD: tuple[_Tab, ...] = (
    ("PcbUtilTab", "UTILITIES", (("EaglePcbScriptsAddinsPanel", "ADD-INS", _SCRIPTS),)),
)
# Id, name, kind of product and tabs.
_WORKSPACES: tuple[tuple[str, str, str, tuple[_Tab, ...]], ...] = (
    ("FusionSolidEnvironment", "Design", "DesignProductType", _DESIGN),
    ("FusionDocumentationEnvironment", "Drawing", "DrawingProductType", _DRAWING),
    ("CAMEnvironment", "Manufacture", "CAMProductType", _MANUFACTURE),
    ("FusionRenderEnvironment", "Render", "DesignProductType", ()),
    ("SchEditorEnvironement", "Electronics Schematic", "SchematicProductType", _SCHEMATIC),
    ("BoardLayoutEnvironement", "Electronics Board", "BoardProductType", _BOARD),
)
_NAMES = {
    "ThreeDprintCmdDef": "3D Print",
    "ScriptsManagerCommand": "Scripts and Add-Ins",
    "SelectCommand": "Select",
    "SketchCreate": "Create Sketch",
    "Extrude": "Extrude",
    "Revolve": "Revolve",
    "FusionPressPullCommand": "Press Pull",
    "ChangeParameterCommand": "Change Parameters",
    "MeasureCommand": "Measure",
}


def furnish(state: State, *, without: Collection[str]) -> None:
    """Put Fusion's own toolbars, workspaces and commands in place, but for the ids in `without`."""
    furnish_early(state, without=without)
    furnish_late(state, without=without)


def furnish_early(state: State, *, without: Collection[str]) -> None:
    """Put in place what is there while Fusion still starts: its commands and the toolbars above and below."""
    for id, name in _NAMES.items():
        if id not in without:
            state.definitions.append(Definition(id, name, "", is_native=True))
    if "QAT" not in without:
        state.toolbars.append(_quick_access(state, without))
    if "NavToolbar" not in without:
        state.toolbars.append(Container("NavToolbar", "Navigation", "toolbar"))


def furnish_late(state: State, *, without: Collection[str]) -> None:
    """Put in place what is there once Fusion has started: the workspaces with their tabs and panels."""
    for id, name, product_type, tabs in _WORKSPACES:
        if id in without:
            continue
        workspace = Workspace(id, name, product_type)
        state.workspaces.append(workspace)
        for tab_id, tab_name, panels in tabs:
            if tab_id not in without:
                tab = Tab(tab_id, tab_name, workspace)
                workspace.tabs.append(tab)
                tab.panels += _panels(state, tab, panels, without)


def _panels(
    state: State, tab: Tab, panels: Iterable[_Panel], without: Collection[str]
) -> Iterable[Container]:
    for id, name, commands in panels:
        if id not in without:
            panel = Container(id, name, "panel", tab=tab)
            _add_commands(state, panel, commands, without)
            yield panel


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
