"""The first steps of a file that is attached: a storage, and the upload to it.

Both may be done again at any time: a storage that is not used does no harm, and an upload goes on where it
stopped.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ..aps.objects import split_id
from ..aps.storages import create_storage
from ..clock import Clock
from ..errors import AnswerLost, DataBrowserError, ServiceDown, TransferError, UsageError
from ..http import HttpClient
from .attach_entries import Asked, Tracked
from .parts import Carrier
from .transfers import upload_file
from .uploads import UploadState, read_stamp

FileProgress = Callable[[int, str, int, int], None]
"""Is told (file number, step, bytes so far, bytes in all), one call at a time, on threads of the job.

Steps are storage, upload, item and ref; at its end, done, failed or unfinished.
"""

_TRIES = 2
_STATE_SECONDS = 1.0
# What an upload cannot get over: it begins anew at another place.
_ANEW = ("transfers.upload-expired", "transfers.parts-refused", "transfers.wrong-size")


@dataclass(frozen=True)
class Work:
    """What the steps work with; once `stop` is set, no further request is sent.

    `began` is when this run did, on its clock.
    """

    client: HttpClient
    carrier: Carrier
    asked: Asked
    clock: Clock
    settle: float
    stop: threading.Event
    report: FileProgress
    began: float

    def settle_earlier(self) -> float:
        """Return how many seconds from now on a write of an earlier run may still be late."""
        return max(0.0, self.began + self.settle - self.clock.now())


def send_file(work: Work, file: Tracked) -> None:
    """Make a storage and upload the file to it, from where that stopped; nothing if it is there already.

    Raises `TransferError`, also where the file is not any more what was asked for.
    """
    if file.known.get("uploaded"):
        return
    path = Path(file.asked.path)
    if read_stamp(path) != (file.asked.size, file.asked.modified):
        raise TransferError("transfers.file-changed", name=path.name)
    for is_last in (False, True):
        storage_id = file.known.get("storage") or _make_storage(work, file)
        bucket, key = split_id(storage_id)
        work.report(file.number, "upload", 0, file.asked.size)
        try:
            upload_file(
                work.carrier,
                path,
                bucket=bucket,
                object_key=key,
                progress=lambda done, total: work.report(file.number, "upload", done, total),
                cancelled=work.stop,
                state=_read_state(file),
                on_state=_StateKeeper(file).keep,
            )
        except TransferError as error:
            if error.reference not in _ANEW:
                raise
            leftovers = [*file.known.get("leftovers", ()), storage_id]
            file.record(step="storage", storage=None, upload=None, leftovers=leftovers)
            if is_last or error.reference != "transfers.upload-expired":
                raise
        else:
            file.record(step="item", uploaded=True, upload=None)
            return


def _make_storage(work: Work, file: Tracked) -> str:
    """Make a storage, and write it down; where the answer is lost, another one does no harm."""
    work.report(file.number, "storage", 0, file.asked.size)
    is_version = file.asked.choice == "version"
    doubt: DataBrowserError | None = None
    for _ in range(_TRIES):
        try:
            storage = create_storage(
                work.client,
                work.asked.project_id,
                target_type="items" if is_version else "folders",
                target_id=file.asked.item_id if is_version else work.asked.folder_id,
                name=file.name,
            )
        except (AnswerLost, ServiceDown) as error:
            doubt = error
        else:
            file.record(step="upload", storage=storage.id)
            return storage.id
    assert doubt is not None
    raise doubt


def _read_state(file: Tracked) -> UploadState | None:
    try:
        return UploadState.parse(file.known["upload"])
    except (KeyError, UsageError):
        return None


class _StateKeeper:
    """Writes down how far an upload is: at its begin and its end, else not more often than is worth it."""

    def __init__(self, file: Tracked) -> None:
        self._file = file
        self._written = 0.0

    def keep(self, state: UploadState) -> None:
        """Take note of a state."""
        now = time.monotonic()
        is_due = now - self._written >= _STATE_SECONDS
        if not self._written or is_due or all(state.etags):
            self._file.record(step="upload", upload=state.as_dict())
            self._written = now
