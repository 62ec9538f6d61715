"""The file of a version, brought into a folder of the user's."""

from __future__ import annotations

import contextlib
import os
import threading
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ..aps.objects import split_id
from ..aps.versions import Version, get_version
from ..errors import TransferError, UsageError
from ..http import HttpClient
from .file_names import numbered_names, safe_name
from .parts import Carrier, Progress
from .transfers import FULL, download_file


@dataclass(frozen=True)
class SavedFile:
    """A file that was saved; `size` in bytes."""

    path: Path
    size: int


def download_version(
    client: HttpClient,
    carrier: Carrier,
    *,
    project_id: str,
    version_id: str,
    folder: Path,
    progress: Progress | None = None,
    cancelled: threading.Event | None = None,
) -> SavedFile:
    """Save a version's file in a folder, under its own name as far as that may be, and return it.

    The folder is made where it is missing. No file that is there is touched: the new one becomes
    `name (2).ext` and so on. It blocks, and ends as `download_file` does; then nothing is left.
    Raises `TransferError`: as `download_file` does, `transfers.no-file` for a version without a file of its
    own, and `transfers.no-folder` for a folder that cannot be made or written to.
    """
    version = get_version(client, project_id, version_id=version_id)
    bucket, object_key = _find_object(version)
    ending = version.file_type or PurePosixPath(object_key).suffix.removeprefix(".")
    target = _reserve(folder, safe_name(version.name, ending=ending))
    try:
        got = download_file(
            carrier, target, bucket=bucket, object_key=object_key, progress=progress, cancelled=cancelled
        )
    except BaseException:
        _give_up(target)
        raise
    return SavedFile(target, got.size)


def _find_object(version: Version) -> tuple[str, str]:
    try:
        return split_id(version.storage_id)
    except UsageError as error:
        raise TransferError("transfers.no-file", name=version.name) from error


def _reserve(folder: Path, name: str) -> Path:
    """Return a path in the folder that nobody else has, an empty file for now."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for each in numbered_names(name):
            if _make(folder / each):
                return folder / each
    except (OSError, ValueError) as error:  # a ValueError: a path that no folder can have
        if isinstance(error, OSError) and error.errno in FULL:
            raise TransferError("transfers.disk-full", name=name) from error
        problem = getattr(error, "strerror", "") or str(error)
        raise TransferError("transfers.no-folder", path=str(folder), problem=problem) from error
    raise AssertionError("numbers do not end")


def _make(path: Path) -> bool:
    """Make an empty file; false where the name is taken."""
    try:
        path.open("xb").close()
    except FileExistsError:
        return False
    except PermissionError:
        # What Windows says of a name that a folder has.
        if os.path.lexists(path):
            return False
        raise
    return True


def _give_up(reserved: Path) -> None:
    """Delete what was reserved, unless somebody has put something there."""
    with contextlib.suppress(OSError):
        if reserved.stat().st_size == 0:
            reserved.unlink()
