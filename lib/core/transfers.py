"""Files sent to and fetched from object storage: in parts side by side, whole or not at all.

upload      sign -> send parts -> is the file still the same? -> complete -> send wrong parts again, once
download    sign -> fetch ranges into a file beside the target -> size, SHA-1 -> flush -> rename
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ..aps.objects import StoredObject
from ..aps.signed_downloads import sign_download
from ..aps.signed_uploads import MOST_URLS, create_upload
from ..errors import TransferError
from .downloads import Download
from .parts import Carrier, Progress
from .uploads import Upload, UploadState, choose_part_size, count_parts, read_stamp

# What a system says of a disk, or a share of it, that takes no more.
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@dataclass(frozen=True)
class Downloaded:
    """What came down: `size` in bytes; `sha1`, in hexadecimal, was compared, and is empty where none was
    told."""

    size: int
    sha1: str


def upload_file(
    carrier: Carrier,
    file: Path,
    *,
    bucket: str,
    object_key: str,
    content_type: str = "",
    progress: Progress | None = None,
    cancelled: threading.Event | None = None,
    state: UploadState | None = None,
    on_state: Callable[[UploadState], None] | None = None,
) -> StoredObject:
    """Send a file to object storage and return the object it became.

    `on_state` is told the upload's state when it begins and after each part; with the last one told as
    `state`, an upload goes on where it stopped. It blocks; on a thread of its own `cancelled` ends it within
    a request's time.

    Raises `TransferError`, among them `transfers.file-changed` when the file is not what it was when the
    upload began, and `transfers.upload-expired` when the service does not know the upload any more; then
    nothing was completed.
    """
    cancelled = cancelled or threading.Event()
    with carrier.cancellable(cancelled):
        urls: tuple[str, ...] = ()
        if state is None:
            size, modified = read_stamp(file)
            part_size = choose_part_size(size)
            count = count_parts(size, part_size)
            signed = create_upload(
                carrier.storage, bucket, object_key=object_key, parts=min(count, MOST_URLS)
            )
            urls = signed.urls[:count]
            state = UploadState(
                bucket, object_key, signed.upload_key, part_size, size, modified, ("",) * count
            )
            if on_state is not None:
                on_state(state)
        upload = Upload(
            carrier,
            file,
            state=state,
            urls=urls,
            headers={"Content-Type": content_type} if content_type else {},
            progress=progress,
            cancelled=cancelled,
            on_state=on_state,
        )
        return upload.run()


def download_file(
    carrier: Carrier,
    target: Path,
    *,
    bucket: str,
    object_key: str,
    progress: Progress | None = None,
    cancelled: threading.Event | None = None,
) -> Downloaded:
    """Fetch an object into the file `target`, which is there only once it is whole; one that is there is
    replaced.

    It blocks; on a thread of its own `cancelled` ends it within a request's time, and nothing is left.
    Raises `TransferError`, among them `transfers.disk-full`, `transfers.wrong-checksum` and
    `transfers.object-changed`.
    """
    cancelled = cancelled or threading.Event()
    file = _name_beside(target)
    with carrier.cancellable(cancelled), _disk_errors(target):
        if target.is_dir():  # else it would be noticed only when everything has come
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        signed = sign_download(carrier.storage, bucket, object_key=object_key)
        try:
            with file.open("xb") as made:
                made.truncate(signed.size)
            download = Download(
                carrier,
                signed,
                bucket=bucket,
                object_key=object_key,
                file=file,
                name=target.name,
                progress=progress,
                cancelled=cancelled,
            )
            sha1 = download.run()
            _flush(file)
            file.replace(target)
        finally:
            file.unlink(missing_ok=True)
        _flush_folder(target.parent)
    return Downloaded(signed.size, sha1)


def _name_beside(target: Path) -> Path:
    """Return where a file may grow until it takes its target's place."""
    try:
        # Short, since the target's own name may be as long as a name can be.
        file = target.with_name(f".{secrets.token_hex(8)}.part")
        with contextlib.suppress(OSError):
            target.lstat()
    except ValueError as error:  # a path that no file can have
        raise TransferError("transfers.not-written", name=target.name, problem=str(error)) from error
    return file


@contextlib.contextmanager
def _disk_errors(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise TransferError("transfers.disk-full", name=target.name) from error
        problem = error.strerror or str(error)
        raise TransferError("transfers.not-written", name=target.name, problem=problem) from error


def _flush(file: Path) -> None:
    with file.open("rb+") as made:
        os.fsync(made.fileno())


def _flush_folder(folder: Path) -> None:
    """Make a new name last; where the system has no such thing for folders, it lasts without."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
