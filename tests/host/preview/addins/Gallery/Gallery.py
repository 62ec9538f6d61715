# ruff: noqa: E722, FBT003, UP032  as public samples are written
# pyright: reportOptionalMemberAccess=false, reportAttributeAccessIssue=false, reportArgumentType=false
"""A script in the way of Fusion's own sample of command inputs: one of each kind, on three tabs."""

import traceback
from typing import Any

import adsk.core
import adsk.fusion

_app: Any = None
_ui: Any = None
_rows = 0
_handlers: list[Any] = []
said: list[str] = []


def addRow(table):
    """Put three inputs into a new row of the table."""
    global _rows
    inputs = adsk.core.CommandInputs.cast(table.commandInputs)
    zero = adsk.core.ValueInput.createByReal(_rows)
    row = table.rowCount
    table.addCommandInput(inputs.addValueInput(f"rowValue{_rows}", "Value", "cm", zero), row, 0)
    table.addCommandInput(inputs.addStringValueInput(f"rowText{_rows}", "Text", str(_rows)), row, 1)
    spinner = inputs.addIntegerSpinnerCommandInput(f"rowCount{_rows}", "Count", 0, 100, 2, _rows)
    table.addCommandInput(spinner, row, 2)
    _rows += 1


def addNumbers(inputs):
    """Add what has a number."""
    inputs.addTextBoxCommandInput("note", "Note", "A <b>note</b> to read.", 2, True)
    inputs.addTextBoxCommandInput("remark", "Remark", "A remark to change.", 2, False)
    inputs.addTextBoxCommandInput("wide", "", '<div align="center">The <i>whole</i> width.</div>', 1, True)
    inputs.addSelectionInput("pick", "Pick", "Something to pick").setSelectionLimits(0)
    inputs.addValueInput("value", "Value", "cm", adsk.core.ValueInput.createByReal(0.0))
    inputs.addBoolValueInput("press", "Press", False, "resources/flip", True)
    inputs.addFloatSliderCommandInput("between", "Between", "cm", 0, 10.0, True)
    inputs.addFloatSliderListCommandInput("some", "Some lengths", "mm", [1.0, 3.0, 4.0, 7.0])
    inputs.addFloatSliderCommandInput("share", "Share", "", 0, 50.0, False).setText("Least", "Most")
    inputs.addIntegerSliderCommandInput("whole", "Whole", 0, 10)
    inputs.addIntegerSliderListCommandInput("odd", "Some numbers", [1, 3, 4, 7, 11], True)
    inputs.addFloatSpinnerCommandInput("spinFloat", "Spin", "cm", 0.2, 9.0, 2.2, 1)


def addArrows(inputs):
    """Add what has an arrow in the model."""
    point, vector = adsk.core.Point3D.create, adsk.core.Vector3D.create
    side = inputs.addDirectionCommandInput("side", "Side")
    side.setManipulator(point(0, 0, 0), vector(1, 0, 0))
    up = inputs.addDirectionCommandInput("up", "Upwards", "resources/flip")
    up.setManipulator(point(0, 0, 0), vector(0, 0, 1))
    up.isDirectionFlipped = True

    depth = inputs.addDistanceValueCommandInput("depth", "Depth", adsk.core.ValueInput.createByReal(2))
    depth.setManipulator(point(0, 0, 0), vector(1, 0, 0))
    depth.minimumValue = 0
    depth.isMinimumValueInclusive = False
    depth.maximumValue = 10
    depth.isMaximumValueInclusive = True

    free = inputs.addDistanceValueCommandInput("free", "Free", adsk.core.ValueInput.createByReal(1))
    free.setManipulator(point(0, 0, 0), vector(0, 1, 0))
    free.expression = "1 in"
    free.hasMinimumValue = False
    free.hasMaximumValue = False

    angle = inputs.addAngleValueCommandInput("turn", "Turn", adsk.core.ValueInput.createByString("30 degree"))
    angle.setManipulator(point(0, 0, 0), vector(1, 0, 0), vector(0, 0, 1))
    angle.hasMinimumValue = False
    angle.hasMaximumValue = False


def addPage(inputs):
    """Add a page of HTML."""
    inputs.addBrowserCommandInput("page", "", "resources/page/index.html", 120, 200)
    inputs.addBoolValueInput("tell", "Tell the page", False, "", False)
    inputs.addBoolValueInput("more", "More inputs", False, "", False)


def addChoices(inputs):
    """Add a group with choices and a picture, and a table."""
    group = inputs.addGroupCommandInput("group", "Group")
    group.isExpanded = True
    group.isEnabledCheckBoxDisplayed = True
    radio = group.children.addRadioButtonGroupCommandInput("radio", "Radio")
    for number in range(3):
        radio.listItems.add(f"Item {number + 1}", False)
    group.children.addImageCommandInput("image", "Image", "resources/picture.png")
    table = inputs.addTableCommandInput("table", "Table", 3, "1:1:1")
    addRow(table)
    table.addToolbarCommandInput(inputs.addBoolValueInput("tableAdd", "Add", False, "", True))


class MyInputChangedHandler(adsk.core.InputChangedEventHandler):
    """An input was changed."""

    def __init__(self):
        super().__init__()

    def notify(self, args):
        """Let the table grow, and say what was changed."""
        try:
            eventArgs = adsk.core.InputChangedEventArgs.cast(args)
            said.append(f"changed {eventArgs.input.id}")
            if eventArgs.input.id == "tableAdd":
                addRow(eventArgs.inputs.itemById("table"))
            elif eventArgs.input.id == "tell":
                eventArgs.inputs.itemById("page").sendInfoToHTML("told", "something")
            elif eventArgs.input.id == "more":
                eventArgs.inputs.addStringValueInput("another", "Another", "one more")
        except:
            _ui.messageBox("Failed:\n{}".format(traceback.format_exc()))


class MyHTMLEventHandler(adsk.core.HTMLEventHandler):
    """The page has said something."""

    def __init__(self):
        super().__init__()

    def notify(self, args):
        """Answer it."""
        try:
            htmlArgs = adsk.core.HTMLEventArgs.cast(args)
            said.append(f"{htmlArgs.browserCommandInput.id} says {htmlArgs.action} {htmlArgs.data}")
            htmlArgs.returnData = "yes"
        except:
            _ui.messageBox("Failed:\n{}".format(traceback.format_exc()))


class MyExecuteHandler(adsk.core.CommandEventHandler):
    """OK was pressed."""

    def __init__(self):
        super().__init__()

    def notify(self, args):
        """Show what was chosen."""
        try:
            find = args.command.commandInputs.itemById
            _ui.messageBox(
                f"{find('some').expressionOne}, {find('odd').valueOne} to {find('odd').valueTwo}, "
                f"{find('depth').value:.1f} cm, {find('side').isDirectionFlipped}"
            )
        except:
            _ui.messageBox("Failed:\n{}".format(traceback.format_exc()))


class MyDestroyHandler(adsk.core.CommandEventHandler):
    """The command has ended, and with it the script."""

    def __init__(self):
        super().__init__()

    def notify(self, args):
        """End the script."""
        adsk.terminate()


class MyCreatedHandler(adsk.core.CommandCreatedEventHandler):
    """The command was started."""

    def __init__(self):
        super().__init__()

    def notify(self, args):
        """Add the inputs."""
        try:
            cmd = adsk.core.Command.cast(args.command)
            for event, handler in (
                (cmd.destroy, MyDestroyHandler()),
                (cmd.inputChanged, MyInputChangedHandler()),
                (cmd.execute, MyExecuteHandler()),
                (cmd.incomingFromHTML, MyHTMLEventHandler()),
            ):
                event.add(handler)
                _handlers.append(handler)
            addNumbers(cmd.commandInputs.addTabCommandInput("tab1", "Numbers").children)
            second = cmd.commandInputs.addTabCommandInput("tab2", "Arrows").children
            addArrows(second)
            addChoices(second)
            addPage(cmd.commandInputs.addTabCommandInput("tab3", "Page").children)
        except:
            _ui.messageBox("Failed:\n{}".format(traceback.format_exc()))


def run(context):
    """Show the dialog."""
    try:
        global _app, _ui
        _app = adsk.core.Application.get()
        _ui = _app.userInterface
        definition = _ui.commandDefinitions.itemById("galleryCommand")
        if not definition:
            definition = _ui.commandDefinitions.addButtonDefinition("galleryCommand", "Gallery", "All.")
        created = MyCreatedHandler()
        definition.commandCreated.add(created)
        _handlers.append(created)
        definition.execute()
        adsk.autoTerminate(False)
    except:
        if _ui:
            _ui.messageBox("Failed:\n{}".format(traceback.format_exc()))


def stop(context):
    """Take the command away."""
    definition = _ui.commandDefinitions.itemById("galleryCommand")
    if definition:
        definition.deleteMe()
