"""Buttons in Fusion's toolbars.

The quick access toolbar is there in every workspace and without a document. Beside that, each workspace may
have a panel where people look for add-ins; which ones there are differs by build, and while Fusion starts
there may be none yet. So every one is looked up, none is counted on, and `place` is called again whenever
there may be more.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from .events import Handlers
from .ids import names_of
from .mainthread import MainThread
from .members import call_member, read_member, write_member

_log = logging.getLogger("databrowser.host")

ICONS = Path(__file__).resolve().parents[2] / "resources" / "icons"
_TOOLBAR = "QAT"
# Design, Manufacture, Drawing, the board of Electronics.
_PANELS = (
    "SolidScriptsAddinsPanel",
    "CAMScriptsAddinsPanel",
    "SolidScriptsAddinsPanelDrawing",
    "EaglePcbScriptsAddinsPanel",
)
# Where the panels have no name that is known for sure, the one with Fusion's own command for add-ins is it.
_WORKSPACES = ("FusionDocumentationEnvironment", "SchEditorEnvironement", "BoardLayoutEnvironement")
_ANCHOR = "ScriptsManagerCommand"
# The end of the path of our icons, in whatever folder and of whatever version.
_OUR_ICONS = re.compile(r"[/\\]resources[/\\]icons[/\\][a-z_]+[/\\]?$")


class Button(NamedTuple):
    """A button; `icons` is the name of its folder in resources/icons, and of its words in resources/texts.

    One that `needs_saved` can be pressed only while the active document is in the cloud.
    """

    id: str
    name: str
    tooltip: str
    icons: str
    needs_saved: bool = False


class Toolbar:
    """Our buttons; made and removed on the main thread."""

    def __init__(self, ui: Any, handlers: Handlers, main: MainThread) -> None:
        self._ui = ui
        self._handlers = handlers
        self._main = main
        self._definitions: dict[str, tuple[Button, Any]] = {}  # by the id in use
        self._places: list[Any] | None = None
        self._is_saved = False

    def add(self, button: Button, clicked: Callable[[], None]) -> None:
        """Put a button into the quick access toolbar and the panels for add-ins, as far as they exist.

        `clicked` runs on the main thread, after the command that the click started: without a document Fusion
        creates a command but never executes it, so creation is the click. So nothing of ours runs inside a
        command, where saving, uploading and opening are refused.
        """
        self.remove(button.id)
        taken = self._ui.commandDefinitions.itemById
        id = next(name for name in names_of(button.id) if taken(name) is None)
        if id != button.id:
            _log.warning("another add-in has a command %s: ours is %s", button.id, id)
        definition: Any = self._ui.commandDefinitions.addButtonDefinition(
            id, button.name, button.tooltip, str(ICONS / button.icons)
        )

        def created(args: Any) -> None:
            command = read_member(args, "command")
            write_member(command, "isRepeatable", value=False)
            write_member(command, "isExecutedWhenPreEmpted", value=False)
            self._main.post(clicked, name=id)

        self._handlers.add(definition, "commandCreated", "CommandCreatedEventHandler", created)
        self._definitions[id] = (button, definition)
        self._allow(button, definition)
        for controls in self._find_places():
            _place(controls, id, definition)

    def place(self) -> None:
        """Put the buttons where they are missing: onto panels that were not there before."""
        self._places = None
        for id, (_, definition) in self._definitions.items():
            for controls in self._find_places():
                _place(controls, id, definition)

    def rename(self, texts: Mapping[str, Mapping[str, str]]) -> None:
        """Have the buttons in other words: {icons: {name, tooltip}}."""
        for button, definition in self._definitions.values():
            for name in ("name", "tooltip"):
                write_member(definition, name, texts[button.icons][name])

    def allow(self, *, saved: bool) -> None:
        """Let the buttons be pressed that work now: some need a document that is in the cloud."""
        if saved == self._is_saved:
            return
        self._is_saved = saved
        for button, definition in self._definitions.values():
            self._allow(button, definition)

    def remove(self, button_id: str) -> None:
        """Take a button away wherever it is, one that a crash or another version of ours left included.

        What another add-in has under the same id stays.
        """
        for id in names_of(button_id):
            definition = call_member(read_member(self._ui, "commandDefinitions"), "itemById", id)
            self._definitions.pop(id, None)
            if definition is None or not _is_ours(definition):  # without a command there is no button
                continue
            for controls in self._find_places():
                control = call_member(controls, "itemById", id)
                if control is not None:
                    call_member(control, "deleteMe")
            call_member(definition, "deleteMe")

    def forget_places(self) -> None:
        """Look for the places anew the next time."""
        self._places = None

    def _allow(self, button: Button, definition: Any) -> None:
        is_enabled = self._is_saved or not button.needs_saved
        write_member(read_member(definition, "controlDefinition"), "isEnabled", is_enabled)

    def _find_places(self) -> list[Any]:
        """Return the controls of each place, found once until `place` or `forget_places`."""
        if self._places is None:
            owners = (call_member(read_member(self._ui, "toolbars"), "itemById", _TOOLBAR), *self._panels())
            self._places = [
                controls for owner in owners if (controls := read_member(owner, "controls")) is not None
            ]
        return self._places

    def _panels(self) -> list[Any]:
        all_panels = read_member(self._ui, "allToolbarPanels")
        found = {name: call_member(all_panels, "itemById", name) for name in _PANELS}
        for name in _WORKSPACES:
            workspace = call_member(read_member(self._ui, "workspaces"), "itemById", name)
            for panel in _list_panels(workspace):
                if call_member(read_member(panel, "controls"), "itemById", _ANCHOR) is not None:
                    found.setdefault(str(read_member(panel, "id")), panel)
        return [panel for panel in found.values() if panel is not None]


def _list_panels(workspace: Any) -> Iterator[Any]:
    """Yield a workspace's panels by way of its tabs: Electronics refuses to tell them at once."""
    for tab in _list(read_member(workspace, "toolbarTabs")):
        yield from _list(read_member(tab, "toolbarPanels"))


def _list(collection: Any) -> list[Any]:
    try:
        return list(collection or ())
    except Exception as error:  # noqa: BLE001  Fusion's own errors have no common type
        _log.info("Fusion does not list: %s", error)
        return []


def _place(controls: Any, id: str, definition: Any) -> None:
    if call_member(controls, "itemById", id) is None:
        call_member(controls, "addCommand", definition)


def _is_ours(definition: Any) -> bool:
    """Tell our command from another add-in's of the same id, by its icons; where Fusion hides them, it is."""
    folder = read_member(definition, "resourceFolder")
    return not isinstance(folder, str) or _OUR_ICONS.search(folder) is not None
