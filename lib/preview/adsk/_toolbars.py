# ruff: noqa: FBT001, FBT002  the signatures are Fusion's
"""Toolbars, workspaces, tabs, panels, and the controls on them."""

from __future__ import annotations

from ..state import Container, Control, Tab
from ..state import Workspace as WorkspaceRecord
from ._base import Base, IdCollection, bad_argument
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


class DropDownControl(ToolbarControl):
    """A menu."""

    __slots__ = ()

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


class ToolbarControls(IdCollection[ToolbarControl]):
    """The controls of one toolbar, panel or menu."""

    __slots__ = ()
    _record: Container

    def _records(self) -> list[Control]:
        return self._record.controls

    def _wrap(self, record: Control) -> ToolbarControl:
        kinds = {"command": CommandControl, "drop-down": DropDownControl, "separator": SeparatorControl}
        return kinds[record.kind](record, self._state)

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


class Toolbar(Base):
    """A toolbar, such as the quick access toolbar."""

    __slots__ = ()
    _record: Container

    @property
    def id(self) -> str:
        return self._record.id

    @property
    def controls(self) -> ToolbarControls:
        return ToolbarControls(self._record, self._state)


class Toolbars(IdCollection[Toolbar]):
    """All toolbars."""

    __slots__ = ()
    _item_type = Toolbar

    def _records(self) -> list[Container]:
        return self._state.toolbars


class ToolbarPanel(Base):
    """A panel of a workspace's toolbar."""

    __slots__ = ()
    _record: Container

    @property
    def id(self) -> str:
        return self._record.id

    @property
    def name(self) -> str:
        return self._record.name

    @property
    def isVisible(self) -> bool:
        tab = self._record.tab
        return tab is not None and tab.workspace is self._state.active_workspace

    @property
    def controls(self) -> ToolbarControls:
        return ToolbarControls(self._record, self._state)

    @property
    def productType(self) -> str:
        tab = self._record.tab
        return tab.workspace.product_type if tab is not None else ""

    def deleteMe(self) -> bool:
        """Take the panel away; Fusion's own stay."""
        if self._record.is_native or self._record.tab is None:
            return False
        self._record.tab.panels.remove(self._record)
        self._record.deleted = True
        return True


class ToolbarPanels(IdCollection[ToolbarPanel]):
    """The panels of one tab."""

    __slots__ = ()
    _item_type = ToolbarPanel
    _record: Tab

    def _records(self) -> list[Container]:
        return self._record.panels

    def add(self, id: str, name: str, positionID: str = "", isBefore: bool = True) -> ToolbarPanel:
        """Add a panel; its id must be new among all panels."""
        if any(panel.id == id for panel in self._state.panels()):
            raise bad_argument(f"a panel with the id {id} exists already")
        panels = self._record.panels
        index = len(panels)
        if positionID:
            anchors = [number for number, known in enumerate(panels) if known.id == positionID]
            if not anchors:
                raise bad_argument(f"there is no panel {positionID}")
            index = anchors[0] if isBefore else anchors[0] + 1
        record = Container(id, name, "panel", is_native=False, tab=self._record)
        panels.insert(index, record)
        return ToolbarPanel(record, self._state)


class ToolbarPanelList(IdCollection[ToolbarPanel]):
    """The panels of one workspace, or of all."""

    __slots__ = ()
    _item_type = ToolbarPanel

    def _records(self) -> list[Container]:
        if isinstance(self._record, WorkspaceRecord):
            return self._record.panels()
        return self._state.panels()


class ToolbarTab(Base):
    """A tab of a workspace's toolbar."""

    __slots__ = ()
    _record: Tab

    @property
    def id(self) -> str:
        return self._record.id

    @property
    def name(self) -> str:
        return self._record.name

    @property
    def isNative(self) -> bool:
        return self._record.is_native

    @property
    def toolbarPanels(self) -> ToolbarPanels:
        return ToolbarPanels(self._record, self._state)


class ToolbarTabs(IdCollection[ToolbarTab]):
    """The tabs of one workspace."""

    __slots__ = ()
    _item_type = ToolbarTab
    _record: WorkspaceRecord

    def _records(self) -> list[Tab]:
        return self._record.tabs


class ToolbarTabList(IdCollection[ToolbarTab]):
    """The tabs of all workspaces."""

    __slots__ = ()
    _item_type = ToolbarTab

    def _records(self) -> list[Tab]:
        return [tab for workspace in self._state.workspaces for tab in workspace.tabs]


class Workspace(Base):
    """A workspace, such as Design."""

    __slots__ = ()
    _record: WorkspaceRecord

    @property
    def id(self) -> str:
        return self._record.id

    @property
    def name(self) -> str:
        return self._record.name

    @property
    def productType(self) -> str:
        return self._record.product_type

    @property
    def isActive(self) -> bool:
        return self._record is self._state.active_workspace

    @property
    def toolbarTabs(self) -> ToolbarTabs:
        return ToolbarTabs(self._record, self._state)

    @property
    def toolbarPanels(self) -> ToolbarPanelList:
        return ToolbarPanelList(self._record, self._state)


class Workspaces(IdCollection[Workspace]):
    """All workspaces."""

    __slots__ = ()
    _item_type = Workspace

    def _records(self) -> list[WorkspaceRecord]:
        return self._state.workspaces
