# ruff: noqa: FBT001  the signatures are Fusion's
"""The inputs of a dialog that offer choices: drop-downs, rows of buttons and radio buttons."""

from __future__ import annotations

from ..inputs import Entry, EntryList
from ._base import Base, Collection, stored
from ._inputs import CommandInput


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
