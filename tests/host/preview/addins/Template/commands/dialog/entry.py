"""A command with a dialog."""

from __future__ import annotations

import os
from typing import Any

import adsk.core

from ... import config
from ...lib import handlers

app: Any = adsk.core.Application.get()
ui: Any = app.userInterface
CMD_ID = f"{config.COMPANY_NAME}_{config.ADDIN_NAME}_dialog"
WORKSPACE_ID, PANEL_ID, BESIDE = "FusionSolidEnvironment", "SolidScriptsAddinsPanel", "ScriptsManagerCommand"
ICON_FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "resources", "")
local_handlers: list[Any] = []


def start() -> None:
    """Put the button into the panel."""
    definition = ui.commandDefinitions.addButtonDefinition(CMD_ID, "Template dialog", "Asks.", ICON_FOLDER)
    handlers.add_handler(definition.commandCreated, command_created)
    panel = ui.workspaces.itemById(WORKSPACE_ID).toolbarPanels.itemById(PANEL_ID)
    control = panel.controls.addCommand(definition, BESIDE, False)  # noqa: FBT003
    control.isPromoted = True


def stop() -> None:
    """Take the button away."""
    panel = ui.workspaces.itemById(WORKSPACE_ID).toolbarPanels.itemById(PANEL_ID)
    for part in (panel.controls.itemById(CMD_ID), ui.commandDefinitions.itemById(CMD_ID)):
        if part:
            part.deleteMe()


def command_created(args: Any) -> None:
    """Add the inputs and connect the handlers of this run."""
    inputs = args.command.commandInputs
    inputs.addTextBoxCommandInput("text_box", "Some text", "Enter some text.", 1, False)  # noqa: FBT003
    units = app.activeProduct.unitsManager.defaultLengthUnits
    inputs.addValueInput("value_input", "Some value", units, adsk.core.ValueInput.createByString("1"))
    for event, callback in (
        (args.command.execute, command_execute),
        (args.command.inputChanged, command_input_changed),
        (args.command.executePreview, command_preview),
        (args.command.validateInputs, command_validate_input),
        (args.command.destroy, command_destroy),
    ):
        handlers.add_handler(event, callback, local_handlers=local_handlers)


def command_execute(args: Any) -> None:
    """Show what was entered."""
    inputs = args.command.commandInputs
    text, value = inputs.itemById("text_box"), inputs.itemById("value_input")
    ui.messageBox(f"Your text: {text.text}<br>Your value: {value.expression} = {value.value}")


def command_preview(args: Any) -> None:
    """Say that there was one."""
    handlers.log("preview")


def command_input_changed(args: Any) -> None:
    """Say what was changed."""
    handlers.log(f"changed {args.input.id}")


def command_validate_input(args: Any) -> None:
    """Allow what is not negative."""
    value = args.inputs.itemById("value_input")
    args.areInputsValid = value.isValidExpression and value.value >= 0


def command_destroy(args: Any) -> None:
    """Let this run's handlers go."""
    local_handlers.clear()
    handlers.log(f"destroyed {args.terminationReason}")
