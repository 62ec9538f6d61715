# ruff: noqa: FBT001, FBT002  the signatures are Fusion's
"""The list of a dialog's inputs, which adds one of each kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..inputs import EntryList, Input, InputList
from ..units import factor_of
from ._base import IdCollection, bad_argument
from ._browser_input import BrowserCommandInput, make_browser
from ._enums import DropDownStyles
from ._input_lists import ButtonRowCommandInput, DropDownCommandInput, RadioButtonGroupCommandInput
from ._input_parents import GroupCommandInput, TabCommandInput, TableCommandInput
from ._inputs import (
    BoolValueCommandInput,
    CommandInput,
    FloatSpinnerCommandInput,
    ImageCommandInput,
    IntegerSpinnerCommandInput,
    SelectionCommandInput,
    StringValueCommandInput,
    TextBoxCommandInput,
    ValueCommandInput,
)
from ._manipulators import AngleValueCommandInput, DirectionCommandInput, DistanceValueCommandInput
from ._sliders import FloatSliderCommandInput, IntegerSliderCommandInput
from ._units import ValueInput, known_unit, read_value

if TYPE_CHECKING:
    from ._commands import Command


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

    def addIntegerSliderListCommandInput(
        self, id: str, name: str, valueList: list[int], hasTwoSliders: bool = False
    ) -> IntegerSliderCommandInput:
        """Add a slider that jumps between whole numbers."""
        return self._add_list("slider", id, name, "", _read_list(valueList, int), hasTwoSliders)

    def addFloatSliderCommandInput(
        self, id: str, name: str, unitType: str, min: float, max: float, hasTwoSliders: bool = False
    ) -> FloatSliderCommandInput:
        """Add a slider of numbers, whose ends are in internal units."""
        second = max if hasTwoSliders else None
        step = (max - min) / 100 / factor_of(known_unit(unitType))
        return self._add(
            "float-slider",
            id,
            name,
            unit=unitType,
            minimum=min,
            maximum=max,
            value=min,
            second=second,
            step=step,
        )

    def addFloatSliderListCommandInput(
        self, id: str, name: str, unitType: str, valueList: list[float], hasTwoSliders: bool = False
    ) -> FloatSliderCommandInput:
        """Add a slider that jumps between numbers, which are in internal units."""
        values = _read_list(valueList, (int, float))
        return self._add_list("float-slider", id, name, known_unit(unitType), values, hasTwoSliders)

    def addDirectionCommandInput(self, id: str, name: str, resourceFolder: str = "") -> DirectionCommandInput:
        """Add a direction that can be turned round."""
        return self._add("direction", id, name, value=False, resource_folder=resourceFolder)

    def addImageCommandInput(self, id: str, name: str, imageFile: str) -> ImageCommandInput:
        """Add a picture; a missing one raises."""
        path = self._state.resolve(imageFile)
        if not path.is_file():
            raise bad_argument(f"there is no picture {imageFile}")
        return self._add("image", id, name, value=str(path))

    def addSelectionInput(self, id: str, name: str, commandPrompt: str) -> SelectionCommandInput:
        """Add a choice of something of the model: by default exactly one."""
        return self._add("selection", id, name, text=commandPrompt)

    def addBrowserCommandInput(
        self, id: str, name: str, htmlFileURL: str, minimumHeight: int, maximumHeight: int = 0
    ) -> BrowserCommandInput:
        """Add a page; one that is not there raises. Without a maximum it may be of any height."""
        record = self._make("browser", id, name, heights=(minimumHeight, maximumHeight))
        record.browser = make_browser(self._state, record, htmlFileURL)
        return self._keep(record)

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

    def _add_list(
        self, kind: str, id: str, name: str, unit: str, values: list[Any], has_two_sliders: bool
    ) -> Any:
        least, most = min(values), max(values)
        second = most if has_two_sliders else None
        return self._add(
            kind, id, name, unit=unit, minimum=least, maximum=most, value=least, second=second, values=values
        )

    def _add_parent(self, kind: str, id: str, name: str) -> Any:
        added = self._add(kind, id, name)
        added._record.children = InputList(self._record.running, added._record)
        return added

    def _add(self, kind: str, id: str, name: str, **fields: Any) -> Any:
        return self._keep(self._make(kind, id, name, **fields))

    def _make(self, kind: str, id: str, name: str, **fields: Any) -> Input:
        if not id or self._record.running.inputs.find(id) is not None:
            raise bad_argument(f"an input with the id {id} exists already" if id else "invalid id")
        return Input(id, name, kind, self._record, **fields)

    def _keep(self, record: Input) -> Any:
        self._record.inputs.append(record)
        return wrap_input(record, self._state)


def _read_list(values: list[Any], kind: Any) -> list[Any]:
    """Return the values of a slider; none at all, or one of another kind, raises."""
    if not values:
        raise bad_argument("a slider needs values")
    for each in values:
        if isinstance(each, bool) or not isinstance(each, kind):
            raise TypeError(f"in a slider's valueList: {type(each).__name__} is not what is expected")
    return list(values)


_CLASSES: dict[str, type[CommandInput]] = {
    "text": StringValueCommandInput,
    "flag": BoolValueCommandInput,
    "value": ValueCommandInput,
    "distance": DistanceValueCommandInput,
    "angle": AngleValueCommandInput,
    "direction": DirectionCommandInput,
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
    "browser": BrowserCommandInput,
    "group": GroupCommandInput,
    "tab": TabCommandInput,
    "table": TableCommandInput,
}


def wrap_input(record: Input, state: Any) -> Any:
    """Return an input as an object of its own kind."""
    return _CLASSES[record.kind](record, state)
