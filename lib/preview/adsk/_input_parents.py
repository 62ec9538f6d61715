"""The inputs of a dialog that hold others: groups, tabs and tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..inputs import Cell, Input
from ._base import bad_argument, stored
from ._inputs import CommandInput

if TYPE_CHECKING:
    from ._command_inputs import CommandInputs


class GroupCommandInput(CommandInput):
    """Inputs under a heading that can be folded."""

    __slots__ = ()

    isExpanded: bool = stored("is_expanded", "bool")
    isEnabledCheckBoxDisplayed: bool = stored("has_check_box", "bool")
    isEnabledCheckBoxChecked: bool = stored("is_checked", "bool")

    @property
    def children(self) -> CommandInputs:
        return _children_of(self)


class TabCommandInput(CommandInput):
    """Inputs on a tab of the dialog."""

    __slots__ = ()

    resourceFolder: str = stored("resource_folder", "str", is_writable=False)

    @property
    def children(self) -> CommandInputs:
        return _children_of(self)

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
        return None if cell is None else _wrap(cell.input, self)

    def getPosition(self, input: CommandInput) -> tuple[bool, int, int, int, int]:
        """Return whether an input is in the table, its row and column, and how many of each it spans."""
        for cell in self._record.cells:
            if cell.input is input._record:
                return True, cell.row, cell.column, cell.row_span, cell.column_span
        return False, -1, -1, -1, -1

    def removeInput(self, row: int, column: int) -> bool:
        """Delete the input of a cell."""
        cell = self._find(row, column)
        return cell is not None and _wrap(cell.input, self).deleteMe()

    def deleteRow(self, row: int) -> bool:
        """Delete the inputs of a row; those below move up."""
        if not 0 <= row < max((cell.row + 1 for cell in self._record.cells), default=0):
            return False
        for cell in [cell for cell in self._record.cells if cell.row == row]:
            _wrap(cell.input, self).deleteMe()
        for cell in self._record.cells:
            cell.row -= cell.row > row
        self._record.selected_row = -1
        return True

    def clear(self) -> bool:
        """Delete the inputs of all rows."""
        for cell in list(self._record.cells):
            _wrap(cell.input, self).deleteMe()
        return True

    def _find(self, row: int, column: int) -> Cell | None:
        return next((cell for cell in self._record.cells if (cell.row, cell.column) == (row, column)), None)


def show_tab(tab: Input) -> None:
    """Bring a tab of a dialog to the front."""
    for each in tab.parent.inputs:
        if each.kind == "tab":
            each.is_active = each is tab


def _children_of(parent: CommandInput) -> CommandInputs:
    from ._command_inputs import CommandInputs

    return CommandInputs(parent._record.children, parent._state)


def _wrap(record: Input, beside: CommandInput) -> Any:
    from ._command_inputs import wrap_input

    return wrap_input(record, beside._state)
