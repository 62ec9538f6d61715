"""The dialogs for files and folders in the cloud, which only newer Fusions have."""

from __future__ import annotations

from ..records import CloudDialog, CloudWish
from ..state import File, Question, Reply, State
from ._base import Base, stored
from ._data import Data, DataFolder
from ._data_files import DataFile
from ._enums import DialogResults


class CloudFileDialog(Base):
    """Asks the user for files in the cloud, or for a folder and a name to save to."""

    __slots__ = ()
    _record: CloudDialog

    title: str = stored("title", "str")
    filter: str = stored("filter", "str")
    filename: str = stored("filename", "str")
    isMultiSelectEnabled: bool = stored("is_multi_select_enabled", "bool")

    @property
    def dataFile(self) -> DataFile | None:
        """The first file chosen; after `showSave` the one that is to be replaced."""
        return next((DataFile(file, self._state) for file in self._record.files), None)

    @property
    def dataFiles(self) -> list[DataFile]:
        return [DataFile(file, self._state) for file in self._record.files]

    @property
    def dataFolder(self) -> DataFolder | None:
        """The folder to begin in, by default the data panel's; after `showSave` the one chosen."""
        return _wrap(self._record.folder, self._state)

    @dataFolder.setter
    def dataFolder(self, value: DataFolder | None) -> None:
        self._record.folder = None if value is None else value._record

    def showOpen(self) -> int:
        """Let the user choose files: one of DialogResults."""
        record = self._record
        reply = _show(record, self._state, kind="open")
        record.files = reply.files if reply.result == DialogResults.DialogOK else ()
        return reply.result

    def showSave(self) -> int:
        """Let the user choose a folder and a name: one of DialogResults."""
        record = self._record
        reply = _show(record, self._state, kind="save")
        record.files = ()
        if reply.result == DialogResults.DialogOK:
            record.folder, record.filename, record.files = reply.folder, reply.text, reply.files
        return reply.result


class CloudFolderDialog(Base):
    """Asks the user for a folder in the cloud."""

    __slots__ = ()
    _record: CloudDialog

    title: str = stored("title", "str")

    @property
    def initialFolder(self) -> DataFolder | None:
        """The folder to begin in, by default the data panel's."""
        return _wrap(self._record.folder, self._state)

    @initialFolder.setter
    def initialFolder(self, value: DataFolder | None) -> None:
        self._record.folder = None if value is None else value._record

    @property
    def dataFolder(self) -> DataFolder | None:
        """The folder chosen, None before that."""
        return _wrap(self._record.chosen, self._state)

    def showDialog(self) -> int:
        """Let the user choose a folder: one of DialogResults."""
        reply = _show(self._record, self._state, kind="folder")
        self._record.chosen = reply.folder if reply.result == DialogResults.DialogOK else None
        return reply.result


def _wrap(folder: File | None, state: State) -> DataFolder | None:
    return None if folder is None else DataFolder(folder, state)


def _show(record: CloudDialog, state: State, *, kind: str) -> Reply:
    extensions = tuple(part.strip().lower() for part in record.filter.split(";") if part.strip())
    wish = CloudWish(
        kind,
        is_multiple=kind == "open" and record.is_multi_select_enabled,
        extensions=extensions,
        folder=record.folder or _find_active_folder(state),
        name=record.filename,
    )
    with state.meter.leave_out():
        reply = state.ask(Question("", record.title, buttons=1, cloud=wish))
    is_chosen = bool(reply.files) if kind == "open" else reply.folder is not None
    if reply.result == DialogResults.DialogOK and not is_chosen:
        raise ValueError("a dialog for the cloud is left with OK only when something is chosen")
    return reply


def _find_active_folder(state: State) -> File | None:
    try:
        folder = Data(state.application, state)._find_folder()
    except RuntimeError:  # offline: the dialog says so
        return None
    return folder
