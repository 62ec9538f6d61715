"""Buttons in Fusion's toolbars."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import adsk.core

from .events import Handlers
from .mainthread import MainThread

ICONS = Path(__file__).resolve().parents[2] / "resources" / "icons"
# The quick access toolbar is there in every workspace, the panel where people look for add-ins.
_TOOLBAR = "QAT"
_PANEL = "SolidScriptsAddinsPanel"


@dataclass(frozen=True)
class Button:
    """A button; `icons` is the name of its folder in resources/icons."""

    id: str
    name: str
    tooltip: str
    icons: str


class Toolbar:
    """Our buttons; made and removed on the main thread."""

    def __init__(self, ui: adsk.core.UserInterface, handlers: Handlers, main: MainThread) -> None:
        self._ui = ui
        self._handlers = handlers
        self._main = main

    def add(self, button: Button, clicked: Callable[[], None]) -> None:
        """Put a button into the quick access toolbar and the Add-Ins panel, as far as they exist.

        `clicked` runs on the main thread, after the command that the click started: without a document Fusion
        creates a command but never executes it, so creation is the click.
        """
        self.remove(button.id)
        definition: Any = self._ui.commandDefinitions.addButtonDefinition(
            button.id, button.name, button.tooltip, str(ICONS / button.icons)
        )

        def created(args: Any) -> None:
            args.command.isRepeatable = False
            args.command.isExecutedWhenPreEmpted = False
            self._main.post(clicked)

        self._handlers.add(definition.commandCreated, adsk.core.CommandCreatedEventHandler, created)
        for controls in self._places():
            controls.addCommand(definition)

    def remove(self, button_id: str) -> None:
        """Take a button away wherever it is; nothing happens where it is not."""
        for controls in self._places():
            control = controls.itemById(button_id)
            if control is not None:
                control.deleteMe()
        definition = self._ui.commandDefinitions.itemById(button_id)
        if definition is not None:
            definition.deleteMe()

    def _places(self) -> list[Any]:
        found = (
            self._ui.toolbars.itemById(_TOOLBAR),
            self._ui.allToolbarPanels.itemById(_PANEL),
        )
        return [place.controls for place in found if place is not None]
