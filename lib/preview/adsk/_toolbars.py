# ruff: noqa: FBT001, FBT002  the signatures are Fusion's
"""Toolbars, workspaces, tabs and panels."""

from __future__ import annotations

from ..state import Container, Record, State, Tab
from ..state import Workspace as WorkspaceRecord
from ._base import Base, IdCollection, bad_argument
from ._controls import ToolbarControlList, ToolbarControls


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

    @property
    def index(self) -> int:
        return self._record.tab.panels.index(self._record) if self._record.tab is not None else -1

    @property
    def promotedControls(self) -> ToolbarControlList:
        return ToolbarControlList(self._record, self._state)

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


class ProductKind(Record):
    """A kind of product, which some of the workspaces are for."""

    def __init__(self, product_type: str) -> None:
        super().__init__()
        self.product_type = product_type

    def workspaces(self, state: State) -> list[WorkspaceRecord]:
        """Return the workspaces for it."""
        return [each for each in state.workspaces if each.product_type == self.product_type]


class ToolbarPanelList(IdCollection[ToolbarPanel]):
    """The panels of one workspace, or of all."""

    __slots__ = ()
    _item_type = ToolbarPanel

    def _records(self) -> list[Container]:
        if isinstance(self._record, WorkspaceRecord):
            return self._record.panels()
        if isinstance(self._record, ProductKind):
            return [panel for each in self._record.workspaces(self._state) for panel in each.panels()]
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
    def index(self) -> int:
        return self._record.workspace.tabs.index(self._record)

    @property
    def productType(self) -> str:
        return self._record.workspace.product_type

    @property
    def isVisible(self) -> bool:
        return self._record.workspace is self._state.active_workspace

    @property
    def isActive(self) -> bool:
        return self.isVisible and self._record.workspace.front_tab() is self._record

    @property
    def toolbarPanels(self) -> ToolbarPanels:
        return ToolbarPanels(self._record, self._state)

    def activate(self) -> bool:
        """Bring the tab to the front."""
        self._record.workspace.active_tab = self._record
        return True

    def deleteMe(self) -> bool:
        """Take the tab away; Fusion's own stay."""
        if self._record.is_native:
            return False
        self._record.workspace.tabs.remove(self._record)
        self._record.deleted = True
        return True


class ToolbarTabs(IdCollection[ToolbarTab]):
    """The tabs of one workspace."""

    __slots__ = ()
    _item_type = ToolbarTab
    _record: WorkspaceRecord

    def _records(self) -> list[Tab]:
        return self._record.tabs

    def add(self, id: str, name: str) -> ToolbarTab:
        """Add a tab; its id must be new among all tabs."""
        if any(tab.id == id for workspace in self._state.workspaces for tab in workspace.tabs):
            raise bad_argument(f"a tab with the id {id} exists already")
        tab = Tab(id, name, self._record, is_native=False)
        self._record.tabs.append(tab)
        return ToolbarTab(tab, self._state)


class ToolbarTabList(IdCollection[ToolbarTab]):
    """The tabs of all workspaces."""

    __slots__ = ()
    _item_type = ToolbarTab

    def _records(self) -> list[Tab]:
        kind = self._record
        found = kind.workspaces(self._state) if isinstance(kind, ProductKind) else self._state.workspaces
        return [tab for workspace in found for tab in workspace.tabs]


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
    def resourceFolder(self) -> str:
        """Where its icons would lie, from which add-ins find the folder that Fusion itself is in."""
        name = "Model" if self._record.name == "Design" else self._record.name
        return (self._state.find_home() / "Fusion/UI/FusionUI/Resources/Environment" / name).as_posix()

    @property
    def isActive(self) -> bool:
        return self._record is self._state.active_workspace

    @property
    def isNative(self) -> bool:
        return self._record.is_native

    @property
    def toolbarTabs(self) -> ToolbarTabs:
        return ToolbarTabs(self._record, self._state)

    def activate(self) -> bool:
        """Change over to the workspace when the main loop comes to it."""
        from ._documents import queue_workspace

        queue_workspace(self._state, self._record)
        return True

    @property
    def toolbarPanels(self) -> ToolbarPanelList:
        return ToolbarPanelList(self._record, self._state)


class Workspaces(IdCollection[Workspace]):
    """All workspaces."""

    __slots__ = ()
    _item_type = Workspace

    def _records(self) -> list[WorkspaceRecord]:
        return self._state.workspaces


class WorkspaceList(IdCollection[Workspace]):
    """The workspaces for one kind of product."""

    __slots__ = ()
    _item_type = Workspace
    _record: ProductKind

    def _records(self) -> list[WorkspaceRecord]:
        return self._record.workspaces(self._state)
