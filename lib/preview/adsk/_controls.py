# ruff: noqa: FBT001, FBT002  the signatures are Fusion's
"""The controls on toolbars, panels and menus."""

from __future__ import annotations

from ..state import Container, Control
from ._base import Base, IdCollection, bad_argument, stored
from ._commands import CommandDefinition, find_resource_folder


class ToolbarControl(Base):
    """Something on a toolbar or panel."""

    __slots__ = ()
    _record: Control

    @property
    def id(self) -> str:
        return self._record.id

    @property
    def index(self) -> int:
        return self._record.parent.controls.index(self._record)

    @property
    def isVisible(self) -> bool:
        return self._record.is_visible

    @isVisible.setter
    def isVisible(self, value: bool) -> None:
        self._record.is_visible = value

    @property
    def parent(self) -> Base:
        parent = self._record.parent
        from ._toolbars import Toolbar, ToolbarPanel

        if parent.kind == "panel":
            return ToolbarPanel(parent, self._state)
        if parent.kind == "toolbar":
            return Toolbar(parent, self._state)
        owner = next(
            control
            for container in self._state.containers()
            for control in container.controls
            if control.menu is parent
        )
        return DropDownControl(owner, self._state)

    def deleteMe(self) -> bool:
        """Take the control away; Fusion's own stay."""
        if self._record.is_native:
            return False
        self._record.parent.controls.remove(self._record)
        self._record.deleted = True
        return True


class CommandControl(ToolbarControl):
    """A control that starts a command."""

    __slots__ = ()
    _newer = frozenset({"promote"})

    @property
    def commandDefinition(self) -> CommandDefinition | None:
        definition = self._record.definition
        return (
            None if definition is None or definition.deleted else CommandDefinition(definition, self._state)
        )

    @property
    def isPromoted(self) -> bool:
        return self._record.is_promoted

    @isPromoted.setter
    def isPromoted(self, value: bool) -> None:
        self._record.is_promoted = value

    @property
    def isPromotedByDefault(self) -> bool:
        return self._record.is_promoted_by_default

    @isPromotedByDefault.setter
    def isPromotedByDefault(self, value: bool) -> None:
        self._record.is_promoted_by_default = value

    def promote(self, byDefault: bool = False, positionID: str = "", isBefore: bool = True) -> bool:
        """Show the control on the panel itself."""
        self._record.is_promoted = True
        self._record.is_promoted_by_default |= byDefault
        return True


class SplitButtonControl(ToolbarControl):
    """A button with others below it."""

    __slots__ = ()

    isLastUsedShown: bool = stored("is_last_shown", "bool", is_writable=False)

    @property
    def defaultCommandDefinition(self) -> CommandDefinition:
        return CommandDefinition(self._record.definition, self._state)

    @property
    def additionalDefinitions(self) -> list[CommandDefinition]:
        return [CommandDefinition(each, self._state) for each in self._record.additional]


class DropDownControl(ToolbarControl):
    """A menu."""

    __slots__ = ()

    resourceFolder: str = stored("resource_folder", "str", is_writable=False)

    @property
    def controls(self) -> ToolbarControls:
        return ToolbarControls(self._record.menu, self._state)

    @property
    def name(self) -> str:
        return self._record.name

    @name.setter
    def name(self, value: str) -> None:
        self._record.name = value


class SeparatorControl(ToolbarControl):
    """A line between controls."""

    __slots__ = ()


_KINDS: dict[str, type[ToolbarControl]] = {
    "command": CommandControl,
    "split": SplitButtonControl,
    "drop-down": DropDownControl,
    "separator": SeparatorControl,
}


class ToolbarControlList(IdCollection[ToolbarControl]):
    """Some of the controls of a panel: those that are promoted."""

    __slots__ = ()
    _record: Container

    def _records(self) -> list[Control]:
        return [each for each in self._record.controls if each.is_promoted or each.is_promoted_by_default]

    def _wrap(self, record: Control) -> ToolbarControl:
        return _KINDS[record.kind](record, self._state)


class ToolbarControls(IdCollection[ToolbarControl]):
    """The controls of one toolbar, panel or menu."""

    __slots__ = ()
    _record: Container

    def _records(self) -> list[Control]:
        return self._record.controls

    def _wrap(self, record: Control) -> ToolbarControl:
        return _KINDS[record.kind](record, self._state)

    def addCommand(
        self, commandDefinition: CommandDefinition, positionID: str = "", isBefore: bool = True
    ) -> CommandControl:
        """Add a button for a command; its id is the definition's."""
        definition = commandDefinition._record
        if definition.deleted:
            raise bad_argument("the command definition was deleted")
        record = Control(definition.id, "command", self._record, definition)
        self._insert(record, positionID, is_before=isBefore)
        return CommandControl(record, self._state)

    def addDropDown(
        self, text: str, resourceFolder: str, id: str = "", positionID: str = "", isBefore: bool = True
    ) -> DropDownControl:
        """Add a menu."""
        folder = find_resource_folder(self._state, resourceFolder)
        record = Control(id, "drop-down", self._record, name=text, resource_folder=folder)
        record.menu = Container(id, text, "drop-down", is_native=False)
        self._insert(record, positionID, is_before=isBefore)
        return DropDownControl(record, self._state)

    def addSplitButton(
        self,
        defaultDefinition: CommandDefinition,
        additionalDefinitions: list[CommandDefinition],
        showLastUsed: bool,
        id: str = "",
        positionID: str = "",
        isBefore: bool = True,
    ) -> SplitButtonControl:
        """Add a button with others below it."""
        record = Control(id, "split", self._record, defaultDefinition._record, is_last_shown=showLastUsed)
        record.additional = [each._record for each in additionalDefinitions]
        self._insert(record, positionID, is_before=isBefore)
        return SplitButtonControl(record, self._state)

    def addSeparator(self, id: str = "", positionID: str = "", isBefore: bool = True) -> SeparatorControl:
        """Add a line."""
        record = Control(id, "separator", self._record)
        self._insert(record, positionID, is_before=isBefore)
        return SeparatorControl(record, self._state)

    def _insert(self, record: Control, position_id: str, *, is_before: bool) -> None:
        controls = self._record.controls
        if record.id and any(known.id == record.id for known in controls):
            raise bad_argument(f"a control with the id {record.id} is already on {self._record.id}")
        if not position_id:
            controls.append(record)
            return
        anchors = [index for index, known in enumerate(controls) if known.id == position_id]
        if not anchors:
            raise bad_argument(f"there is no control {position_id} on {self._record.id}")
        controls.insert(anchors[0] if is_before else anchors[0] + 1, record)
