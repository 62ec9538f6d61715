# ruff: noqa: FBT001, FBT002  the signatures are Fusion's
"""Command definitions, and commands: one run of a definition, see `_command_life` for its course."""

from __future__ import annotations

import re

from ..inputs import EntryList, Running
from ..state import Definition, State
from ._base import Base, IdCollection, bad_argument, stored
from ._command_events import CommandCreatedEvent, CommandEvent, InputChangedEvent, ValidateInputsEvent
from ._command_inputs import CommandInputs
from ._command_life import queue_execution, queue_preview, start_command
from ._enums import ListControlDisplayTypes
from ._input_lists import ListItem, ListItems
from ._model_events import KeyboardEvent, MouseEvent, SelectionEvent
from ._palettes import HTMLEvent, NavigationEvent

# Documented are letters, digits and `_`; hyphens and spaces are met in add-ins that work, a dot is refused.
_ID = re.compile(r"[^.]+")


class Command(Base):
    """One run of a command; its handlers belong to this run only."""

    __slots__ = ()
    _newer = frozenset({"setDialogSize"})
    _record: Running

    isRepeatable: bool = stored("is_repeatable", "bool")
    isAutoExecute: bool = stored("is_auto_execute", "bool")
    isExecutedWhenPreEmpted: bool = stored("is_executed_when_pre_empted", "bool")
    isPositionDependent: bool = stored("is_position_dependent", "bool")
    isOKButtonVisible: bool = stored("is_ok_visible", "bool")
    okButtonText: str = stored("ok_text", "str")
    cancelButtonText: str = stored("cancel_text", "str")
    helpFile: str = stored("help_file", "str")

    @property
    def parentCommandDefinition(self) -> CommandDefinition:
        return CommandDefinition(self._record.definition, self._state)

    @property
    def commandInputs(self) -> CommandInputs:
        return CommandInputs(self._record.inputs, self._state)

    def setDialogInitialSize(self, width: int, height: int) -> bool:
        """Give the dialog a size."""
        self._record.size = (width, height)
        return True

    def setDialogMinimumSize(self, width: int, height: int) -> bool:
        """Keep the dialog from being smaller."""
        return True

    def setDialogSize(self, width: int, height: int) -> bool:
        """Give the dialog another size."""
        self._record.size = (width, height)
        return True

    def doExecute(self, terminate: bool) -> bool:
        """Execute the command soon, as OK does, and end it if `terminate`."""
        queue_execution(self._state, self._record, is_last=terminate)
        return True

    def doExecutePreview(self) -> bool:
        """Ask for a preview soon."""
        queue_preview(self._state, self._record)
        return True

    @property
    def activate(self) -> CommandEvent:
        return CommandEvent(self._record.signal("activate"), self)

    @property
    def deactivate(self) -> CommandEvent:
        return CommandEvent(self._record.signal("deactivate"), self)

    @property
    def execute(self) -> CommandEvent:
        return CommandEvent(self._record.signal("execute"), self)

    @property
    def executePreview(self) -> CommandEvent:
        return CommandEvent(self._record.signal("executePreview"), self)

    @property
    def destroy(self) -> CommandEvent:
        return CommandEvent(self._record.signal("destroy"), self)

    @property
    def inputChanged(self) -> InputChangedEvent:
        return InputChangedEvent(self._record.signal("inputChanged"), self)

    @property
    def validateInputs(self) -> ValidateInputsEvent:
        return ValidateInputsEvent(self._record.signal("validateInputs"), self)

    @property
    def preSelect(self) -> SelectionEvent:
        return SelectionEvent(self._record.signal("preSelect"), self)

    @property
    def preSelectEnd(self) -> SelectionEvent:
        return SelectionEvent(self._record.signal("preSelectEnd"), self)

    @property
    def preSelectMouseMove(self) -> SelectionEvent:
        return SelectionEvent(self._record.signal("preSelectMouseMove"), self)

    @property
    def select(self) -> SelectionEvent:
        return SelectionEvent(self._record.signal("select"), self)

    @property
    def unselect(self) -> SelectionEvent:
        return SelectionEvent(self._record.signal("unselect"), self)

    @property
    def keyDown(self) -> KeyboardEvent:
        return KeyboardEvent(self._record.signal("keyDown"), self)

    @property
    def keyUp(self) -> KeyboardEvent:
        return KeyboardEvent(self._record.signal("keyUp"), self)

    @property
    def mouseClick(self) -> MouseEvent:
        return MouseEvent(self._record.signal("mouseClick"), self)

    @property
    def mouseDoubleClick(self) -> MouseEvent:
        return MouseEvent(self._record.signal("mouseDoubleClick"), self)

    @property
    def mouseDown(self) -> MouseEvent:
        return MouseEvent(self._record.signal("mouseDown"), self)

    @property
    def mouseMove(self) -> MouseEvent:
        return MouseEvent(self._record.signal("mouseMove"), self)

    @property
    def mouseUp(self) -> MouseEvent:
        return MouseEvent(self._record.signal("mouseUp"), self)

    @property
    def mouseWheel(self) -> MouseEvent:
        return MouseEvent(self._record.signal("mouseWheel"), self)

    @property
    def mouseDragBegin(self) -> MouseEvent:
        return MouseEvent(self._record.signal("mouseDragBegin"), self)

    @property
    def mouseDrag(self) -> MouseEvent:
        return MouseEvent(self._record.signal("mouseDrag"), self)

    @property
    def mouseDragEnd(self) -> MouseEvent:
        return MouseEvent(self._record.signal("mouseDragEnd"), self)

    @property
    def incomingFromHTML(self) -> HTMLEvent:
        return HTMLEvent(self._record.signal("incomingFromHTML"), self)

    @property
    def navigatingURL(self) -> NavigationEvent:
        return NavigationEvent(self._record.signal("navigatingURL"), self)


class ControlDefinition(Base):
    """How the controls of a command look and whether they can be used."""

    __slots__ = ()
    _record: Definition

    @property
    def name(self) -> str:
        return self._record.name

    @name.setter
    def name(self, value: str) -> None:
        self._record.name = value

    @property
    def isEnabled(self) -> bool:
        return self._record.is_enabled

    @isEnabled.setter
    def isEnabled(self, value: bool) -> None:
        self._record.is_enabled = value

    @property
    def isVisible(self) -> bool:
        return self._record.is_visible

    @isVisible.setter
    def isVisible(self, value: bool) -> None:
        self._record.is_visible = value


class ButtonControlDefinition(ControlDefinition):
    """The control definition of a button."""

    __slots__ = ()


class CheckBoxControlDefinition(ControlDefinition):
    """The control definition of a check box."""

    __slots__ = ()

    @property
    def isChecked(self) -> bool:
        return self._record.is_checked

    @isChecked.setter
    def isChecked(self, value: bool) -> None:
        self._record.is_checked = value


class ListControlDefinition(ControlDefinition):
    """The control definition of a list."""

    __slots__ = ()

    listControlDisplayType: int = stored("style", "int", is_writable=False)

    @property
    def listItems(self) -> ListItems:
        return ListItems(self._record.choices, self._state)

    @property
    def lastSelected(self) -> ListItem | None:
        choices = self._record.choices.entries
        return next((ListItem(entry, self._state) for entry in choices if entry.is_selected), None)


class CommandDefinition(Base):
    """A command that controls can stand for."""

    __slots__ = ()
    _record: Definition

    @property
    def id(self) -> str:
        return self._record.id

    @property
    def name(self) -> str:
        return self._record.name

    @name.setter
    def name(self, value: str) -> None:
        self._record.name = value

    @property
    def tooltip(self) -> str:
        return self._record.tooltip

    @tooltip.setter
    def tooltip(self, value: str) -> None:
        self._record.tooltip = value

    @property
    def resourceFolder(self) -> str:
        return self._record.resource_folder

    @resourceFolder.setter
    def resourceFolder(self, value: str) -> None:
        self._record.resource_folder = find_resource_folder(self._state, value)

    @property
    def toolClipFilename(self) -> str:
        return self._record.tool_clip

    @toolClipFilename.setter
    def toolClipFilename(self, value: str) -> None:
        self._record.tool_clip = value

    @property
    def isNative(self) -> bool:
        return self._record.is_native

    @property
    def controlDefinition(self) -> ControlDefinition:
        return _CONTROLS[self._record.kind](self._record, self._state)

    @property
    def commandCreated(self) -> CommandCreatedEvent:
        return CommandCreatedEvent(self._record.signal("commandCreated"), self)

    def execute(self, input: Base | None = None) -> bool:
        """Start the command when the main loop comes to it."""
        start_command(self._state, self._record)
        return True

    def deleteMe(self) -> bool:
        """Remove the definition; its controls must be gone before, or they stay behind without a command."""
        if self._record.is_native:
            return False
        self._state.definitions.remove(self._record)
        self._record.deleted = True
        return True


_CONTROLS: dict[str, type[ControlDefinition]] = {
    "button": ButtonControlDefinition,
    "checkbox": CheckBoxControlDefinition,
    "list": ListControlDefinition,
}


class CommandDefinitions(IdCollection[CommandDefinition]):
    """All command definitions."""

    __slots__ = ()
    _item_type = CommandDefinition

    def _records(self) -> list[Definition]:
        return self._state.definitions

    def addButtonDefinition(
        self, id: str, name: str, tooltip: str, resourceFolder: str = ""
    ) -> CommandDefinition:
        """Add a button's definition; a taken or dotted id raises, and so does a missing resource folder."""
        folder = find_resource_folder(self._state, resourceFolder)
        return self._keep(Definition(id, name, tooltip, folder))

    def addCheckBoxDefinition(
        self, id: str, name: str, tooltip: str, isChecked: bool = False
    ) -> CommandDefinition:
        """Add a check box's definition."""
        return self._keep(Definition(id, name, tooltip, kind="checkbox", is_checked=isChecked))

    def addListDefinition(
        self, id: str, name: str, listControlDisplayType: int, resourceFolder: str = ""
    ) -> CommandDefinition:
        """Add a list's definition, whose choices come next."""
        folder = find_resource_folder(self._state, resourceFolder)
        record = Definition(id, name, "", folder, kind="list", style=listControlDisplayType)
        record.choices = EntryList(listControlDisplayType == ListControlDisplayTypes.CheckBoxListType)
        return self._keep(record)

    def _keep(self, record: Definition) -> CommandDefinition:
        if not _ID.fullmatch(record.id):
            raise bad_argument("invalid id")
        if any(known.id == record.id for known in self._state.definitions):
            raise bad_argument(f"a command definition with the id {record.id} exists already")
        self._state.definitions.append(record)
        return CommandDefinition(record, self._state)


def find_resource_folder(state: State, path: str) -> str:
    """Return the folder of a command's icons as an absolute path; "" stays "", a missing one raises."""
    if not path:
        return ""
    folder = state.resolve(path)
    if not folder.is_dir():
        raise bad_argument("the relative resourceFolder path not found")
    return str(folder)
