"""What goes to the cloud and comes from there on its own time: uploads, pictures, links for everybody."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..records import Fetching, Outcome, Upload
from ..records import SharedLink as SharedLinkRecord
from ..state import File, State
from ._base import Base, bad_argument
from ._enums import FutureStates, UploadStates
from ._events import DataEventArgs

if TYPE_CHECKING:
    from ._data_files import DataFile


class DataFileFuture(Base):
    """A file that is being uploaded."""

    __slots__ = ()
    _record: Upload

    @property
    def uploadState(self) -> int:
        """One of UploadStates; it changes when the main loop comes to it."""
        return self._record.state

    @property
    def dataFile(self) -> DataFile | None:
        """The file, None until the upload has finished and when it has failed."""
        from ._data_files import DataFile

        return None if self._record.file is None else DataFile(self._record.file, self._state)


class DataObject(Base):
    """Bytes from the cloud."""

    __slots__ = ()
    _record: Fetching

    def saveToFile(self, filename: str) -> bool:
        """Write them to a file, whose folder must be there; False when that fails."""
        try:
            Path(filename).write_bytes(self._record.data)
        except OSError:
            return False
        return True

    def asString(self) -> str:
        """Return them as text in UTF-8."""
        return self._record.data.decode("utf-8", errors="replace")

    def getAsBase64String(self) -> str:
        """Return them in Base64."""
        return b64encode(self._record.data).decode("ascii")


class Future(Base):
    """Something that is not there yet."""

    __slots__ = ()
    _record: Fetching

    @property
    def state(self) -> int:
        """One of FutureStates; it changes when the main loop comes to it."""
        return self._record.state


class DataObjectFuture(Future):
    """Bytes that are on their way."""

    __slots__ = ()

    @property
    def dataObject(self) -> DataObject | None:
        """The bytes, None until they are there and when there are none."""
        is_there = self._record.state == FutureStates.FinishedFutureState
        return DataObject(self._record, self._state) if is_there else None


class SharedLink(Base):
    """The link to a file for everybody, which is there only while the file is shared."""

    __slots__ = ()
    _record: SharedLinkRecord

    @property
    def isShared(self) -> bool:
        return self._record.is_shared

    @isShared.setter
    def isShared(self, value: bool) -> None:
        self._record.is_shared = value

    @property
    def linkURL(self) -> str:
        return self._record.url if self._record.is_shared else ""

    @property
    def isDownloadAllowed(self) -> bool:
        return self._record.is_download_allowed

    @isDownloadAllowed.setter
    def isDownloadAllowed(self, value: bool) -> None:
        self._record.is_download_allowed = value


def refuse_in_command(state: State, what: str) -> None:
    """Raise inside a command event, where a transaction is open."""
    if state.in_command_event:
        raise RuntimeError(f"5 : {what} is not supported inside a command event")


def start_upload(state: State, folder: File, names: Sequence[str]) -> DataFileFuture:
    """Upload files of the disk on a thread; the future and `dataFileComplete` tell of the first one."""
    paths = [Path(name) for name in names]
    missing = next((path for path in paths if not path.is_file()), None)
    if not paths or missing is not None:
        raise bad_argument(f"there is no file {missing}" if paths else "no file is named")
    upload = Upload()
    state.jobs += 1

    def send() -> None:
        try:
            files = [state.tree.upload(folder, path) for path in paths]
        except RuntimeError as error:
            problem = str(error)
            state.loop.post(f"upload of {paths[0].name}", lambda: finish(None, problem))
        else:
            state.loop.post(f"upload of {paths[0].name}", lambda: finish(files[0], ""))

    def finish(file: File | None, problem: str) -> None:
        state.jobs -= 1
        upload.file = file
        upload.state = UploadStates.UploadFailed if file is None else UploadStates.UploadFinished
        tell_completion(state, file, filename=str(paths[0]), problem=problem)

    state.start("preview-upload", send)
    return DataFileFuture(upload, state)


def start_thumbnail(state: State, file: File) -> DataObjectFuture:
    """Read a file's picture on a thread."""
    fetching = Fetching()

    def read() -> None:
        try:
            data = state.tree.read_thumbnail(file)
        except RuntimeError:
            data = None
        state.loop.post(f"picture of {file.name}", lambda: finish(data))

    def finish(data: bytes | None) -> None:
        fetching.data = data or b""
        fetching.state = FutureStates.FinishedFutureState if data else FutureStates.FailedFutureState

    state.start("preview-picture", read)
    return DataObjectFuture(fetching, state)


def tell_completion(state: State, file: File | None, *, filename: str, problem: str = "") -> None:
    """Fire `dataFileComplete`."""
    from ._application import Application

    application = Application(state.application, state)
    args = DataEventArgs(state, file=file, filename=filename, outcome=Outcome(problem))
    application.dataFileComplete._fire(args)
