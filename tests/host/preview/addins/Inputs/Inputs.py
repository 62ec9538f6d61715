"""An add-in whose one command has all common kinds of inputs, on two tabs, with a table that grows."""

from __future__ import annotations

from typing import Any

import adsk.core

CMD_ID = "inputsCommand"
handlers: list[Any] = []
said: list[str] = []
rows = 0


class CommandCreated(adsk.core.CommandCreatedEventHandler):
    """The command was started."""

    def notify(self, eventArgs: Any) -> None:
        """Add the inputs."""
        global rows
        rows = 0
        command = eventArgs.command
        command.isExecutedWhenPreEmpted = False
        command.okButtonText = "Do it"
        command.setDialogInitialSize(380, 600)
        first = command.commandInputs.addTabCommandInput("tabFirst", "Values")
        second = command.commandInputs.addTabCommandInput("tabSecond", "Choices")
        add_values(first.children)
        add_choices(second.children)
        add_table(second.children)
        for event, handler in (
            (command.execute, Execute()),
            (command.executePreview, Preview()),
            (command.inputChanged, Changed()),
            (command.validateInputs, Validate()),
            (command.destroy, Destroy()),
        ):
            event.add(handler)
            handlers.append(handler)


def add_values(inputs: Any) -> None:
    """Add what is typed."""
    inputs.addStringValueInput("name", "Name", "Bracket")
    inputs.addStringValueInput("secret", "Secret", "").isPassword = True
    real = adsk.core.ValueInput.createByReal(2.54)
    inputs.addValueInput("length", "Length", "mm", real)
    inputs.addAngleValueCommandInput("angle", "Angle", adsk.core.ValueInput.createByString("45 deg"))
    inputs.addIntegerSpinnerCommandInput("count", "Count", 1, 9, 2, 3)
    inputs.addFloatSpinnerCommandInput("gap", "Gap", "cm", 0.2, 9.0, 0.1, 2.2)
    inputs.addIntegerSliderCommandInput("share", "Share", 0, 100)
    inputs.addFloatSliderCommandInput("range", "Range", "cm", 0.0, 10.0, True)  # noqa: FBT003
    text = '<b>Notes</b> with <a href="https://example.com">a link</a>.<br>A second line.'
    inputs.addTextBoxCommandInput("notes", "Notes", text, 2, True).isFullWidth = True  # noqa: FBT003
    inputs.addImageCommandInput("picture", "Picture", "resources/picture.png")


def add_choices(inputs: Any) -> None:
    """Add what is chosen."""
    styles = adsk.core.DropDownStyles
    inputs.addBoolValueInput("check", "Check box", True, "", True)  # noqa: FBT003
    drop = inputs.addDropDownCommandInput("drop", "Material", styles.TextListDropDownStyle)
    for number, name in enumerate(("Steel", "Brass", "Oak")):
        drop.listItems.add(name, number == 0)
    several = inputs.addDropDownCommandInput("several", "Sides", styles.CheckBoxDropDownStyle)
    for name in ("Left", "Right"):
        several.listItems.add(name, name == "Left")
    radio = inputs.addRadioButtonGroupCommandInput("radio", "Way")
    buttons = inputs.addButtonRowCommandInput("buttons", "Faces", False)  # noqa: FBT003
    for number, name in enumerate(("Top", "Bottom")):
        radio.listItems.add(name, number == 0)
        buttons.listItems.add(name, number == 1, "")
    pick = inputs.addSelectionInput("pick", "Component", "Choose a component")
    pick.addSelectionFilter(adsk.core.SelectionCommandInput.RootComponents)
    pick.setSelectionLimits(0, 1)
    group = inputs.addGroupCommandInput("group", "More")
    group.isEnabledCheckBoxDisplayed = True
    group.children.addStringValueInput("inner", "Inner", "within")


def add_table(inputs: Any) -> None:
    """Add the table and its tools."""
    table = inputs.addTableCommandInput("table", "Parts", 3, "1:3:1")
    table.minimumVisibleRows = 3
    add_row(table)
    for id, name in (("rowAdd", "Add"), ("rowDelete", "Delete")):
        table.addToolbarCommandInput(inputs.addBoolValueInput(id, name, False, "", True))  # noqa: FBT003


def add_row(table: Any) -> None:
    """Add a row."""
    global rows
    row = table.rowCount
    inputs = table.commandInputs
    for column, cell in enumerate(
        (
            inputs.addStringValueInput(f"number{rows}", "Number", str(rows + 1)),
            inputs.addStringValueInput(f"part{rows}", "Part", f"Part {rows + 1}"),
            inputs.addBoolValueInput(f"used{rows}", "Used", True, "", True),  # noqa: FBT003
        )
    ):
        table.addCommandInput(cell, row, column)
    rows += 1


class Changed(adsk.core.InputChangedEventHandler):
    """An input was changed."""

    def notify(self, eventArgs: Any) -> None:
        """Let the table grow and shrink, and the group follow the check box."""
        changed, inputs = eventArgs.input, eventArgs.inputs
        said.append(f"changed {changed.id}")
        table = inputs.itemById("table")
        if changed.id == "rowAdd":
            add_row(table)
        elif changed.id == "rowDelete" and table.selectedRow != -1:
            table.deleteRow(table.selectedRow)
        elif changed.id == "check":
            inputs.itemById("group").isVisible = changed.value
        elif changed.id == "drop":
            inputs.itemById("radio").isEnabled = changed.selectedItem.name != "Oak"


class Validate(adsk.core.ValidateInputsEventHandler):
    """The inputs are to be judged."""

    def notify(self, eventArgs: Any) -> None:
        """Ask for a name."""
        eventArgs.areInputsValid = bool(eventArgs.inputs.itemById("name").value.strip())


class Preview(adsk.core.CommandEventHandler):
    """A preview is asked for."""

    def notify(self, eventArgs: Any) -> None:
        """Say so."""
        said.append("preview")


class Execute(adsk.core.CommandEventHandler):
    """OK was pressed."""

    def notify(self, eventArgs: Any) -> None:
        """Show what was entered."""
        inputs = eventArgs.command.commandInputs
        parts = [
            inputs.itemById("name").value,
            f"{inputs.itemById('length').value:.2f} cm",
            str(inputs.itemById("count").value),
            inputs.itemById("drop").selectedItem.name,
            f"{inputs.itemById('table').rowCount} parts",
        ]
        adsk.core.Application.get().userInterface.messageBox(", ".join(parts), "Inputs")


class Destroy(adsk.core.CommandEventHandler):
    """The command has ended."""

    def notify(self, eventArgs: Any) -> None:
        """Say how."""
        said.append(f"destroyed {eventArgs.terminationReason}")


def run(context: Any) -> None:
    """Make the button."""
    ui: Any = adsk.core.Application.get().userInterface
    definition = ui.commandDefinitions.addButtonDefinition(CMD_ID, "Inputs", "All kinds of inputs.")
    created = CommandCreated()
    definition.commandCreated.add(created)
    handlers.append(created)
    ui.allToolbarPanels.itemById("SolidScriptsAddinsPanel").controls.addCommand(definition)


def stop(context: Any) -> None:
    """Take it away."""
    ui: Any = adsk.core.Application.get().userInterface
    ui.allToolbarPanels.itemById("SolidScriptsAddinsPanel").controls.itemById(CMD_ID).deleteMe()
    ui.commandDefinitions.itemById(CMD_ID).deleteMe()
    handlers.clear()
