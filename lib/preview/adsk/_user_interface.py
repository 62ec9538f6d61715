"""The user interface: its parts, its dialogs, its events."""

from __future__ import annotations

from ..records import CloudDialog, Progress
from ..state import FileDialog as FileDialogRecord
from ..state import Question
from ._base import Base, bad_argument
from ._cloud_dialogs import CloudFileDialog, CloudFolderDialog
from ._command_events import ApplicationCommandEvent
from ._command_life import end_active
from ._commands import CommandDefinitions
from ._dialogs import FolderDialog, ProgressBar, ProgressDialog
from ._enums import DialogResults
from ._events import WorkspaceEvent
from ._file_dialog import FileDialog
from ._palettes import Palettes
from ._selections import Selections
from ._toolbars import (
    ProductKind,
    ToolbarPanelList,
    Toolbars,
    ToolbarTabList,
    Workspace,
    WorkspaceList,
    Workspaces,
)

_BUTTONS = range(5)
_ICONS = range(5)


class UserInterface(Base):
    """Everything the user sees around the model."""

    __slots__ = ()
    _newer = frozenset({"createCloudFileDialog", "createCloudFolderDialog", "progressBar", "statusMessage"})

    @property
    def commandDefinitions(self) -> CommandDefinitions:
        return CommandDefinitions(self._record, self._state)

    @property
    def palettes(self) -> Palettes:
        return Palettes(self._record, self._state)

    @property
    def toolbars(self) -> Toolbars:
        return Toolbars(self._record, self._state)

    @property
    def workspaces(self) -> Workspaces:
        return Workspaces(self._record, self._state)

    @property
    def allToolbarPanels(self) -> ToolbarPanelList:
        return ToolbarPanelList(self._record, self._state)

    @property
    def allToolbarTabs(self) -> ToolbarTabList:
        return ToolbarTabList(self._record, self._state)

    @property
    def isTabbedToolbarUI(self) -> bool:
        return True

    @property
    def activeWorkspace(self) -> Workspace | None:
        workspace = self._state.active_workspace
        return None if workspace is None else Workspace(workspace, self._state)

    @property
    def activeCommand(self) -> str:
        return self._state.active_command

    @property
    def statusMessage(self) -> str:
        return self._state.status_message

    @statusMessage.setter
    def statusMessage(self, value: str) -> None:
        self._state.status_message = value

    @property
    def progressBar(self) -> ProgressBar:
        return ProgressBar(self._state.progress_bar, self._state)

    @property
    def commandStarting(self) -> ApplicationCommandEvent:
        return ApplicationCommandEvent(self._record.signal("commandStarting"), self)

    @property
    def commandCreated(self) -> ApplicationCommandEvent:
        return ApplicationCommandEvent(self._record.signal("commandCreated"), self)

    @property
    def commandTerminated(self) -> ApplicationCommandEvent:
        return ApplicationCommandEvent(self._record.signal("commandTerminated"), self)

    @property
    def workspacePreActivate(self) -> WorkspaceEvent:
        return WorkspaceEvent(self._record.signal("workspacePreActivate"), self)

    @property
    def workspaceActivated(self) -> WorkspaceEvent:
        return WorkspaceEvent(self._record.signal("workspaceActivated"), self)

    @property
    def workspacePreDeactivate(self) -> WorkspaceEvent:
        return WorkspaceEvent(self._record.signal("workspacePreDeactivate"), self)

    @property
    def workspaceDeactivated(self) -> WorkspaceEvent:
        return WorkspaceEvent(self._record.signal("workspaceDeactivated"), self)

    @property
    def activeSelections(self) -> Selections:
        return Selections(self._state.selections, self._state)

    def terminateActiveCommand(self) -> bool:
        """End the active command, as Cancel does."""
        return end_active(self._state)

    def workspacesByProductType(self, productType: str) -> WorkspaceList:
        """Return the workspaces for a kind of product."""
        return WorkspaceList(ProductKind(productType), self._state)

    def toolbarPanelsByProductType(self, productType: str) -> ToolbarPanelList:
        """Return the panels of the workspaces for a kind of product."""
        return ToolbarPanelList(ProductKind(productType), self._state)

    def toolbarTabsByProductType(self, productType: str) -> ToolbarTabList:
        """Return the tabs of the workspaces for a kind of product."""
        return ToolbarTabList(ProductKind(productType), self._state)

    def selectEntity(self, prompt: str, filter: str) -> Base:
        """Raise, as when the user presses Escape: there is no model to choose from."""
        raise RuntimeError("5 : selectEntity was aborted: the preview has no model")

    def createFolderDialog(self) -> FolderDialog:
        """Make a dialog for a folder."""
        return FolderDialog(FileDialogRecord(), self._state)

    def createProgressDialog(self) -> ProgressDialog:
        """Make a dialog for progress; it is shown by its `show`."""
        return ProgressDialog(Progress(), self._state)

    def createFileDialog(self) -> FileDialog:
        """Make a dialog for files; it is asked by its `showOpen` or `showSave`."""
        return FileDialog(FileDialogRecord(), self._state)

    def createCloudFileDialog(self) -> CloudFileDialog:
        """Make a dialog for files in the cloud; it is asked by its `showOpen` or `showSave`."""
        return CloudFileDialog(CloudDialog(), self._state)

    def createCloudFolderDialog(self) -> CloudFolderDialog:
        """Make a dialog for a folder in the cloud."""
        return CloudFolderDialog(CloudDialog(), self._state)

    def messageBox(self, text: str, title: str = "", buttons: int = 0, icon: int = 0) -> int:
        """Show a message and wait for the user: one of DialogResults."""
        if buttons not in _BUTTONS or icon not in _ICONS:
            raise bad_argument(f"no such buttons or icon: {buttons}, {icon}")
        with self._state.meter.leave_out():
            return self._state.ask(Question(text, title, buttons, icon)).result

    def inputBox(self, prompt: str, title: str = "", defaultValue: str = "") -> tuple[str, bool]:
        """Ask for one line of text: the text, and True when the user cancelled."""
        with self._state.meter.leave_out():
            reply = self._state.ask(Question(prompt, title, buttons=1, default=defaultValue))
        cancelled = reply.result != DialogResults.DialogOK
        return ("" if cancelled else reply.text), cancelled
