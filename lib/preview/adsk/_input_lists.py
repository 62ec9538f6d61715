# ruff: noqa: FBT001, FBT002  the signatures are Fusion's
"""The inputs of a dialog that hold others or choices: lists, groups, tabs, tables, and the list of all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..inputs import Cell, Entry, EntryList, Input, InputList
from ._base import Base, Collection, IdCollection, bad_argument, stored
from ._enums import DropDownStyles
from ._inputs import (
    AngleValueCommandInput,
    BoolValueCommandInput,
    CommandInput,
    DistanceValueCommandInput,
    FloatSliderCommandInput,
    FloatSpinnerCommandInput,
    ImageCommandInput,
    IntegerSliderCommandInput,
    IntegerSpinnerCommandInput,
    SelectionCommandInput,
    StringValueCommandInput,
    TextBoxCommandInput,
    ValueCommandInput,
    read_value,
)
from ._units import ValueInput

if TYPE_CHECKING:
    from ._commands import Command


class ListItem(Base):
    """One choice."""

    __slots__ = ()
    _record: Entry

    name: str = stored("name", "str")
    icon: str = stored("icon", "str")
    isSeparator: bool = stored("is_separator", "bool", is_writable=False)

    @property
    def index(self) -> int:
        return self._record.owner.entries.index(self._record)

    @property
    def isSelected(self) -> bool:
        return self._record.is_selected

    @isSelected.setter
    def isSelected(self, value: bool) -> None:
        self._record.owner.select(self._record, is_selected=value)

    def deleteMe(self) -> bool:
        """Take the choice away."""
        self._record.owner.entries.remove(self._record)
        self._record.deleted = True
        return True


class ListItems(Collection[ListItem]):
    """The choices of a list."""

    __slots__ = ()
    _item_type = ListItem
    _record: EntryList

    def _records(self) -> list[Entry]:
        return self._record.entries

    def add(self, name: str, isSelected: bool, icon: str = "", beforeIndex: int = -1) -> ListItem:
        """Add a choice, at the end or before another."""
        entry = Entry(name, self._record, icon=icon)
        return self._insert(entry, beforeIndex, is_selected=isSelected)

    def addSeparator(self, beforeIndex: int = -1) -> ListItem:
        """Add a line between choices."""
        return self._insert(Entry("", self._record, is_separator=True), beforeIndex, is_selected=False)

    def clear(self) -> bool:
        """Take all choices away."""
        for entry in self._record.entries:
            entry.deleted = True
        self._record.entries.clear()
        return True

    def _insert(self, entry: Entry, index: int, *, is_selected: bool) -> ListItem:
        entries = self._record.entries
        entries.insert(index if 0 <= index <= len(entries) else len(entries), entry)
        if is_selected:
            self._record.select(entry)
        return ListItem(entry, self._state)


class _ChoiceInput(CommandInput):
    """An input with choices."""

    __slots__ = ()

    @property
    def listItems(self) -> ListItems:
        return ListItems(self._record.choices, self._state)

    @property
    def selectedItem(self) -> ListItem | None:
        choices = self._record.choices
        entries = choices.entries if choices is not None and not choices.is_multiple else []
        return next((ListItem(entry, self._state) for entry in entries if entry.is_selected), None)


class DropDownCommandInput(_ChoiceInput):
    """A drop-down."""

    __slots__ = ()

    dropDownStyle: int = stored("style", "int", is_writable=False)
    maxVisibleItems: int = stored("rows", "int")


class ButtonRowCommandInput(_ChoiceInput):
    """A row of buttons that stay pressed."""

    __slots__ = ()

    @property
    def isMultiSelectEnabled(self) -> bool:
        return self._record.choices is not None and self._record.choices.is_multiple


class RadioButtonGroupCommandInput(_ChoiceInput):
    """A group of radio buttons."""

    __slots__ = ()


class GroupCommandInput(CommandInput):
    """Inputs under a heading that can be folded."""

    __slots__ = ()

    isExpanded: bool = stored("is_expanded", "bool")
    isEnabledCheckBoxDisplayed: bool = stored("has_check_box", "bool")
    isEnabledCheckBoxChecked: bool = stored("is_checked", "bool")

    @property
    def children(self) -> CommandInputs:
        return CommandInputs(self._record.children, self._state)


class TabCommandInput(CommandInput):
    """Inputs on a tab of the dialog."""

    __slots__ = ()

    resourceFolder: str = stored("resource_folder", "str", is_writable=False)

    @property
    def children(self) -> CommandInputs:
        return CommandInputs(self._record.children, self._state)

    @property
    def isActive(self) -> bool:
        return self._record.is_active

    def activate(self) -> bool:
        """Bring the tab to the front."""
        show_tab(self._record)
        return True


class TableCommandInput(CommandInput):
    """Inputs in rows and columns."""

    __slots__ = ()

    columnRatio: str = stored("column_ratio", "str")
    hasGrid: bool = stored("has_grid", "bool")
    selectedRow: int = stored("selected_row", "int")
    tablePresentationStyle: int = stored("style", "int")

    @property
    def numberOfColumns(self) -> int:
        return len(self._record.column_ratio.split(":"))

    @property
    def rowCount(self) -> int:
        return max((cell.row + 1 for cell in self._record.cells), default=0)

    @property
    def minimumVisibleRows(self) -> int:
        return self._record.visible_rows[0]

    @minimumVisibleRows.setter
    def minimumVisibleRows(self, value: int) -> None:
        self._record.visible_rows = (value, self._record.visible_rows[1])

    @property
    def maximumVisibleRows(self) -> int:
        return self._record.visible_rows[1]

    @maximumVisibleRows.setter
    def maximumVisibleRows(self, value: int) -> None:
        self._record.visible_rows = (self._record.visible_rows[0], value)

    @property
    def rowSpacing(self) -> int:
        return self._record.spacing[0]

    @rowSpacing.setter
    def rowSpacing(self, value: int) -> None:
        self._record.spacing = (value, self._record.spacing[1])

    @property
    def columnSpacing(self) -> int:
        return self._record.spacing[1]

    @columnSpacing.setter
    def columnSpacing(self, value: int) -> None:
        self._record.spacing = (self._record.spacing[0], value)

    def addCommandInput(
        self, input: CommandInput, row: int, column: int, rowSpan: int = 0, columnSpan: int = 0
    ) -> bool:
        """Put an input into a cell; False when something lies there."""
        if row < 0 or column < 0:
            raise bad_argument(f"no such cell: {row}, {column}")
        if self._find(row, column) is not None:
            return False
        self._record.cells.append(Cell(input._record, row, column, rowSpan, columnSpan))
        return True

    def addToolbarCommandInput(self, input: CommandInput) -> bool:
        """Put an input below the table."""
        self._record.toolbar.append(input._record)
        return True

    def getInputAtPosition(self, row: int, column: int) -> CommandInput | None:
        """Return the input of a cell, None where there is none."""
        cell = self._find(row, column)
        return None if cell is None else wrap_input(cell.input, self._state)

    def getPosition(self, input: CommandInput) -> tuple[bool, int, int, int, int]:
        """Return whether an input is in the table, its row and column, and how many of each it spans."""
        for cell in self._record.cells:
            if cell.input is input._record:
                return True, cell.row, cell.column, cell.row_span, cell.column_span
        return False, -1, -1, -1, -1

    def removeInput(self, row: int, column: int) -> bool:
        """Delete the input of a cell."""
        cell = self._find(row, column)
        return cell is not None and wrap_input(cell.input, self._state).deleteMe()

    def deleteRow(self, row: int) -> bool:
        """Delete the inputs of a row; those below move up."""
        if not 0 <= row < max((cell.row + 1 for cell in self._record.cells), default=0):
            return False
        for cell in [cell for cell in self._record.cells if cell.row == row]:
            wrap_input(cell.input, self._state).deleteMe()
        for cell in self._record.cells:
            cell.row -= cell.row > row
        self._record.selected_row = -1
        return True

    def clear(self) -> bool:
        """Delete the inputs of all rows."""
        for cell in list(self._record.cells):
            wrap_input(cell.input, self._state).deleteMe()
        return True

    def _find(self, row: int, column: int) -> Cell | None:
        return next((cell for cell in self._record.cells if (cell.row, cell.column) == (row, column)), None)


class CommandInputs(IdCollection[CommandInput]):
    """The inputs of a dialog, or of one of its groups or tabs."""

    __slots__ = ()
    _record: InputList

    def _records(self) -> list[Input]:
        return self._record.inputs

    def _wrap(self, record: Input) -> CommandInput:
        return wrap_input(record, self._state)

    @property
    def command(self) -> Command:
        from ._commands import Command

        return Command(self._record.running, self._state)

    def itemById(self, id: str) -> CommandInput | None:
        """Return the input of this id, in groups and tabs as well; None when there is none."""
        found = self._record.find(id)
        return None if found is None else wrap_input(found, self._state)

    def addStringValueInput(self, id: str, name: str, initialValue: str = "") -> StringValueCommandInput:
        """Add a line of text."""
        return self._add("text", id, name, value=initialValue)

    def addBoolValueInput(
        self, id: str, name: str, isCheckBox: bool, resourceFolder: str = "", initialValue: bool = False
    ) -> BoolValueCommandInput:
        """Add a check box or a button."""
        return self._add(
            "flag", id, name, value=initialValue, is_check_box=isCheckBox, resource_folder=resourceFolder
        )

    def addValueInput(self, id: str, name: str, unitType: str, initialValue: ValueInput) -> ValueCommandInput:
        """Add a number with a unit."""
        return self._add("value", id, name, unit=unitType, value=read_value(initialValue, unitType))

    def addDistanceValueCommandInput(
        self, id: str, name: str, initialValue: ValueInput
    ) -> DistanceValueCommandInput:
        """Add a length."""
        return self._add("distance", id, name, unit="mm", value=read_value(initialValue, "mm"))

    def addAngleValueCommandInput(
        self, id: str, name: str, initialValue: ValueInput
    ) -> AngleValueCommandInput:
        """Add an angle."""
        return self._add("angle", id, name, unit="deg", value=read_value(initialValue, "deg"))

    def addTextBoxCommandInput(
        self, id: str, name: str, formattedText: str, numRows: int, isReadOnly: bool
    ) -> TextBoxCommandInput:
        """Add several lines of text."""
        return self._add("box", id, name, value=formattedText, style=1, rows=numRows, is_read_only=isReadOnly)

    def addDropDownCommandInput(self, id: str, name: str, dropDownStyle: int) -> DropDownCommandInput:
        """Add a drop-down, whose choices come next."""
        is_multiple = dropDownStyle == DropDownStyles.CheckBoxDropDownStyle
        return self._add("drop-down", id, name, style=dropDownStyle, choices=EntryList(is_multiple))

    def addButtonRowCommandInput(
        self, id: str, name: str, isMultiSelectEnabled: bool
    ) -> ButtonRowCommandInput:
        """Add a row of buttons, which come next."""
        return self._add("buttons", id, name, choices=EntryList(isMultiSelectEnabled))

    def addRadioButtonGroupCommandInput(self, id: str, name: str = "") -> RadioButtonGroupCommandInput:
        """Add a group of radio buttons, which come next."""
        return self._add("radio", id, name, choices=EntryList())

    def addIntegerSpinnerCommandInput(
        self, id: str, name: str, min: int, max: int, spinStep: int, initialValue: int
    ) -> IntegerSpinnerCommandInput:
        """Add a whole number."""
        return self._add("spinner", id, name, minimum=min, maximum=max, step=spinStep, value=initialValue)

    def addFloatSpinnerCommandInput(
        self,
        id: str,
        name: str,
        unitType: str,
        min: float,
        max: float,
        spinStep: float,
        initialValue: float,
    ) -> FloatSpinnerCommandInput:
        """Add a number with a unit."""
        value = read_value(ValueInput.createByReal(initialValue), unitType)
        return self._add(
            "float-spinner", id, name, unit=unitType, minimum=min, maximum=max, step=spinStep, value=value
        )

    def addIntegerSliderCommandInput(
        self, id: str, name: str, min: int, max: int, hasTwoSliders: bool = False
    ) -> IntegerSliderCommandInput:
        """Add a slider of whole numbers."""
        second = max if hasTwoSliders else None
        return self._add("slider", id, name, minimum=min, maximum=max, value=min, second=second)

    def addFloatSliderCommandInput(
        self, id: str, name: str, unitType: str, min: float, max: float, hasTwoSliders: bool = False
    ) -> FloatSliderCommandInput:
        """Add a slider of numbers."""
        second = max if hasTwoSliders else None
        return self._add(
            "float-slider",
            id,
            name,
            unit=unitType,
            minimum=min,
            maximum=max,
            value=min,
            second=second,
            step=(max - min) / 100,
        )

    def addImageCommandInput(self, id: str, name: str, imageFile: str) -> ImageCommandInput:
        """Add a picture; a missing one raises."""
        path = self._state.resolve(imageFile)
        if not path.is_file():
            raise bad_argument(f"there is no picture {imageFile}")
        return self._add("image", id, name, value=str(path))

    def addSelectionInput(self, id: str, name: str, commandPrompt: str) -> SelectionCommandInput:
        """Add a choice of something of the model: by default exactly one."""
        return self._add("selection", id, name, text=commandPrompt)

    def addGroupCommandInput(self, id: str, name: str) -> GroupCommandInput:
        """Add a group, whose inputs come next."""
        return self._add_parent("group", id, name)

    def addTabCommandInput(self, id: str, name: str, resourceFolder: str = "") -> TabCommandInput:
        """Add a tab, whose inputs come next; tabs are not within tabs or groups."""
        if self._record.owner is not None:
            raise bad_argument("a tab can only be added to the command's own inputs")
        tab = self._add_parent("tab", id, name)
        tab._record.resource_folder = resourceFolder
        if sum(each.kind == "tab" for each in self._record.inputs) == 1:
            tab._record.is_active = True
        return tab

    def addTableCommandInput(
        self, id: str, name: str, numberOfColumns: int, columnRatio: str
    ) -> TableCommandInput:
        """Add a table; how many columns there are is told by the ratio, such as 1:2."""
        if not all(part.isdigit() and int(part) for part in columnRatio.split(":")):
            raise bad_argument(f"no such column ratio: {columnRatio}")
        return self._add("table", id, name, column_ratio=columnRatio)

    def _add_parent(self, kind: str, id: str, name: str) -> Any:
        added = self._add(kind, id, name)
        added._record.children = InputList(self._record.running, added._record)
        return added

    def _add(self, kind: str, id: str, name: str, **fields: Any) -> Any:
        if not id or self._record.running.inputs.find(id) is not None:
            raise bad_argument(f"an input with the id {id} exists already" if id else "invalid id")
        record = Input(id, name, kind, self._record, **fields)
        self._record.inputs.append(record)
        return wrap_input(record, self._state)


_CLASSES: dict[str, type[CommandInput]] = {
    "text": StringValueCommandInput,
    "flag": BoolValueCommandInput,
    "value": ValueCommandInput,
    "distance": DistanceValueCommandInput,
    "angle": AngleValueCommandInput,
    "box": TextBoxCommandInput,
    "drop-down": DropDownCommandInput,
    "buttons": ButtonRowCommandInput,
    "radio": RadioButtonGroupCommandInput,
    "spinner": IntegerSpinnerCommandInput,
    "float-spinner": FloatSpinnerCommandInput,
    "slider": IntegerSliderCommandInput,
    "float-slider": FloatSliderCommandInput,
    "image": ImageCommandInput,
    "selection": SelectionCommandInput,
    "group": GroupCommandInput,
    "tab": TabCommandInput,
    "table": TableCommandInput,
}


def wrap_input(record: Input, state: Any) -> Any:
    """Return an input as an object of its own kind."""
    return _CLASSES[record.kind](record, state)


def show_tab(tab: Input) -> None:
    """Bring a tab of a dialog to the front."""
    for each in tab.parent.inputs:
        if each.kind == "tab":
            each.is_active = each is tab
