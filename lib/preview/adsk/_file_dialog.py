"""The dialog for files: what an add-in sets, what the user chose."""

from __future__ import annotations

from ..state import FileDialog as FileDialogRecord
from ..state import FileWish, Question, Reply, State
from ._base import Base, bad_argument
from ._enums import DialogResults


class FileDialog(Base):
    """Asks the user for files to open, or for one to save to."""

    __slots__ = ()

    @property
    def title(self) -> str:
        return self._record.title

    @title.setter
    def title(self, value: str) -> None:
        self._record.title = value

    @property
    def filename(self) -> str:
        """The first of the files chosen, "" before that."""
        return next(iter(self._record.filenames), "")

    @property
    def filenames(self) -> list[str]:
        """The files chosen, none before that."""
        return list(self._record.filenames)

    @property
    def filter(self) -> str:
        return self._record.filter

    @filter.setter
    def filter(self, value: str) -> None:
        self._record.filter = value

    @property
    def filterIndex(self) -> int:
        return self._record.filter_index

    @filterIndex.setter
    def filterIndex(self, value: int) -> None:
        if value < 0:
            raise bad_argument(f"no such filter: {value}")
        self._record.filter_index = value

    @property
    def initialDirectory(self) -> str:
        return self._record.initial_directory

    @initialDirectory.setter
    def initialDirectory(self, value: str) -> None:
        self._record.initial_directory = value

    @property
    def isMultiSelectEnabled(self) -> bool:
        return self._record.is_multi_select_enabled

    @isMultiSelectEnabled.setter
    def isMultiSelectEnabled(self, value: bool) -> None:
        self._record.is_multi_select_enabled = value

    @property
    def initialFilename(self) -> str:
        return self._record.initial_filename

    @initialFilename.setter
    def initialFilename(self, value: str) -> None:
        self._record.initial_filename = value

    def showOpen(self) -> int:
        """Let the user choose files that are there: one of DialogResults."""
        return _show(self._record, self._state, kind="open")

    def showSave(self) -> int:
        """Let the user choose where to save: one of DialogResults."""
        return _show(self._record, self._state, kind="save")


def _show(record: FileDialogRecord, state: State, *, kind: str) -> int:
    is_multiple = kind == "open" and record.is_multi_select_enabled
    wish = FileWish(
        kind=kind,
        is_multiple=is_multiple,
        filter=record.filter,
        filter_index=record.filter_index,
        folder=record.initial_directory,
        name=record.initial_filename,
    )
    with state.meter.leave_out():
        reply: Reply = state.ask(Question("", record.title, buttons=1, files=wish))
    if reply.result != DialogResults.DialogOK:
        record.filenames = ()
        return reply.result
    if not reply.paths:
        raise ValueError(
            "a dialog for files is left with OK only when something is chosen: Reply(0, paths=...)"
        )
    record.filenames = reply.paths if is_multiple else reply.paths[:1]
    return reply.result
