"""A script that shows a dialog: it stays until the dialog's command is destroyed."""

from __future__ import annotations

from typing import Any

import adsk.core

handlers: list[Any] = []
CMD_ID = "lingeringCommand"


class Destroy(adsk.core.CommandEventHandler):
    """The command has ended."""

    def notify(self, eventArgs: Any) -> None:
        """End the script, as samples do."""
        adsk.terminate()


class Created(adsk.core.CommandCreatedEventHandler):
    """The command was started."""

    def notify(self, eventArgs: Any) -> None:
        """Ask for a word."""
        destroy = Destroy()
        eventArgs.command.destroy.add(destroy)
        handlers.append(destroy)
        eventArgs.command.commandInputs.addStringValueInput("word", "Word", "")


def run(context: Any) -> None:
    """Start the command."""
    ui = adsk.core.Application.get().userInterface
    definition = ui.commandDefinitions.itemById(CMD_ID)
    if not definition:
        definition = ui.commandDefinitions.addButtonDefinition(CMD_ID, "Lingering", "")
    created = Created()
    definition.commandCreated.add(created)
    handlers.append(created)
    definition.execute()
    adsk.autoTerminate(False)  # noqa: FBT003


def stop(context: Any) -> None:
    """Take the command away."""
    definition = adsk.core.Application.get().userInterface.commandDefinitions.itemById(CMD_ID)
    if definition:
        definition.deleteMe()
