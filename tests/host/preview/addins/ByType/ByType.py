"""An add-in that finds handler classes by classType(), with a menu of all kinds of controls."""

from __future__ import annotations

import traceback
from typing import Any

import adsk.core
import adsk.fusion

app: Any = adsk.core.Application.cast(adsk.core.Application.get())
ui: Any = app.userInterface
MENU = "byTypeMenu"
kept: list[Any] = []
said: list[str] = []


def connect(event: Any, callback: Any) -> None:
    """Connect a function by the name of the event's own class."""
    _, namespace, name = event.classType().split("::")
    base = getattr(getattr(adsk, namespace), f"{name}Handler")

    class Handler(base):
        def notify(self, eventArgs: Any) -> None:
            try:
                callback(eventArgs)
            except Exception:  # noqa: BLE001  as such add-ins do
                ui.messageBox(traceback.format_exc())

    handler = Handler()
    event.add(handler)
    kept.append((event, handler))


def find_menu() -> Any:
    """Return the menu."""
    return adsk.core.DropDownControl.cast(ui.toolbars.itemById("QAT").controls.itemById(MENU))


def run(context: Any) -> None:
    """Make the menu and what is on it."""
    ui.toolbars.itemById("QAT").controls.addDropDown("By type", "", MENU)
    definitions = ui.commandDefinitions
    first = definitions.addButtonDefinition("byTypeFirst", "First", "The first.")
    check = definitions.addCheckBoxDefinition("byTypeCheck", "Check", "A check box.", False)  # noqa: FBT003
    choice = definitions.addListDefinition("byTypeList", "List", 2)
    for name in ("One", "Two"):
        choice.controlDefinition.listItems.add(name, name == "Two")
    controls = find_menu().controls
    for definition in (first, check, choice):
        connect(definition.commandCreated, created)
        controls.addCommand(definition)
    controls.addSeparator("byTypeLine")
    controls.addSplitButton(first, [check], True, "byTypeSplit")  # noqa: FBT003
    connect(app.documentActivated, lambda args: said.append(f"document {args.document.name}"))
    connect(ui.workspaceActivated, lambda args: said.append(f"workspace {args.workspace.id}"))


def created(args: Any) -> None:
    """Write down what was pressed."""
    definition = args.command.parentCommandDefinition
    control = definition.controlDefinition
    if control.objectType == adsk.core.CheckBoxControlDefinition.classType():
        said.append(f"checked {control.isChecked}")
    elif adsk.core.ListControlDefinition.cast(control):
        said.append(f"chosen {control.lastSelected.name}")
    else:
        said.append(definition.id)
    design = adsk.fusion.Design.cast(app.activeProduct)
    if design:
        design.rootComponent.attributes.add("byType", "last", definition.id)


def stop(context: Any) -> None:
    """Take everything away."""
    for event, handler in kept:
        event.remove(handler)
    kept.clear()
    for control in list(find_menu().controls):
        control.deleteMe()
    find_menu().deleteMe()
    for id in ("byTypeFirst", "byTypeCheck", "byTypeList"):
        ui.commandDefinitions.itemById(id).deleteMe()
