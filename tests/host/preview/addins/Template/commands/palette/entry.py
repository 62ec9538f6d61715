"""A command that shows a palette."""

from __future__ import annotations

import json
import os
from typing import Any

import adsk.core

from ... import config
from ...lib import handlers

app: Any = adsk.core.Application.get()
ui: Any = app.userInterface
CMD_ID = f"{config.COMPANY_NAME}_{config.ADDIN_NAME}_show"
PANEL_ID = "SolidScriptsAddinsPanel"
PALETTE_URL = os.path.join(os.path.dirname(os.path.abspath(__file__)), "resources", "html", "index.html")
PALETTE_URL = PALETTE_URL.replace("\\", "/")
local_handlers: list[Any] = []


def start() -> None:
    """Put the button into the panel."""
    definition = ui.commandDefinitions.addButtonDefinition(CMD_ID, "Template palette", "Shows it.")
    handlers.add_handler(definition.commandCreated, command_created)
    ui.allToolbarPanels.itemById(PANEL_ID).controls.addCommand(definition)


def stop() -> None:
    """Take button and palette away."""
    control = ui.allToolbarPanels.itemById(PANEL_ID).controls.itemById(CMD_ID)
    for part in (control, ui.commandDefinitions.itemById(CMD_ID), ui.palettes.itemById(config.PALETTE_ID)):
        if part:
            part.deleteMe()


def command_created(args: Any) -> None:
    """Connect the handlers of this run."""
    handlers.add_handler(args.command.execute, command_execute, local_handlers=local_handlers)
    handlers.add_handler(args.command.destroy, command_destroy, local_handlers=local_handlers)


def command_execute(args: Any) -> None:
    """Show the palette, made where there is none."""
    palette = ui.palettes.itemById(config.PALETTE_ID)
    if palette is None:
        palette = ui.palettes.add(
            id=config.PALETTE_ID,
            name="Template palette",
            htmlFileURL=PALETTE_URL,
            isVisible=True,
            showCloseButton=True,
            isResizable=True,
            width=400,
            height=600,
            useNewWebBrowser=True,
        )
        handlers.add_handler(palette.closed, palette_closed)
        handlers.add_handler(palette.navigatingURL, palette_navigating)
        handlers.add_handler(palette.incomingFromHTML, palette_incoming)
    if palette.dockingState == adsk.core.PaletteDockingStates.PaletteDockStateFloating:
        palette.dockingState = adsk.core.PaletteDockingStates.PaletteDockStateRight
    palette.isVisible = True


def palette_closed(args: Any) -> None:
    """Say so."""
    handlers.log("palette closed")


def palette_navigating(args: Any) -> None:
    """Open web pages elsewhere."""
    if args.navigationURL.startswith("http"):
        args.launchExternally = True


def palette_incoming(args: Any) -> None:
    """Take what the page sends."""
    if args.action == "messageFromPalette":
        data = json.loads(args.data)
        handlers.log(f"message {data['text']}")
    args.returnData = "OK"


def command_destroy(args: Any) -> None:
    """Let this run's handlers go."""
    local_handlers.clear()
