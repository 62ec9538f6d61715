"""Copies of the hub's files that the user edits, each in a folder of its own in the account's folder.

    edits/<id>/edit.json     {"version": 1, and the fields of `EditRecord`}
    edits/<id>/copy/<name>   the copy, and whatever its program writes beside it

A copy is deleted only while it is what the hub has; what its program wrote beside it stays.
"""

from __future__ import annotations

import contextlib
import json
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ..errors import StoreError
from .files import write_json

FOLDER = "edits"
_FILE = "edit.json"
# What word processors and CAD programs put beside a file for as long as they have it open.
_OPEN_MARKS = ("~$*", ".~lock.*", "*.dwl", "*.dwl2")
_COPY = "copy"
_VERSION = 1


@dataclass(frozen=True)
class Content:
    """What a file held at a time: `size` in bytes, `modified` in nanoseconds, `digest` its SHA-256."""

    size: int
    modified: int
    digest: str

    @property
    def stamp(self) -> tuple[int, int]:
        """What can be told without reading it."""
        return self.size, self.modified


@dataclass(frozen=True)
class EditRecord:
    """One copy: of which version it was made, or as which it was sent last; `known` is what the hub has then.

    `number` is that version's, `name` the item's, `file` the copy's. `began` and `sent`, 0 for never, are in
    seconds since 1970. While it is being sent, `job_id` names the job and `sending` is what that sends.
    `is_stopped`: nobody looks at it any more.
    """

    id: str
    project_id: str
    item_id: str
    version_id: str
    number: int
    name: str
    file: str
    began: float
    known: Content
    sent: float = 0.0
    job_id: str = ""
    sending: Content | None = None
    is_stopped: bool = False


def new_edit_id() -> str:
    """Return an id that no edit has."""
    return secrets.token_hex(8)


def copy_folder(folder: Path, edit_id: str) -> Path:
    """Return the folder of a copy, made if it is missing; raises `StoreError` (`store.no-edits`)."""
    made = folder / FOLDER / edit_id / _COPY
    try:
        made.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        raise StoreError("store.no-edits", path=str(made)) from None
    return made


def copy_path(folder: Path, record: EditRecord) -> Path:
    """Return where a copy is."""
    return folder / FOLDER / record.id / _COPY / record.file


def has_open_mark(folder: Path, record: EditRecord) -> bool:
    """Tell whether a program has put a mark beside a copy that it has it open; not all programs do."""
    beside = copy_path(folder, record).parent
    return any(next(beside.glob(pattern), None) for pattern in _OPEN_MARKS)


def read_edits(folder: Path) -> tuple[EditRecord, ...]:
    """Return the edits in an account's folder, the oldest first; what cannot be understood is passed over."""
    found: list[EditRecord] = []
    for file in (folder / FOLDER).glob(f"*/{_FILE}"):
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError, RecursionError):
            record = _parse(json.loads(file.read_text(encoding="utf-8")))
            # Names from a file lead nowhere else.
            if record.id == file.parent.name and record.file == Path(record.file).name:
                found.append(record)
    return tuple(sorted(found, key=lambda record: (record.began, record.id)))


def write_edit(folder: Path, record: EditRecord) -> None:
    """Write an edit down; raises `StoreError` (`store.no-edits`)."""
    file = folder / FOLDER / record.id / _FILE
    try:
        write_json(file, {"version": _VERSION, **asdict(record)})
    except OSError:
        raise StoreError("store.no-edits", path=str(file)) from None


def remove_edit(folder: Path, record: EditRecord) -> bool:
    """Delete a copy and what we know of it; false where another program does not let us."""
    path = copy_path(folder, record)
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return False
    with contextlib.suppress(OSError):
        (folder / FOLDER / record.id / _FILE).unlink()
    for left in (path.parent, path.parent.parent, folder / FOLDER):
        with contextlib.suppress(OSError):  # its program's own files stay
            left.rmdir()
    return True


def _parse(content: dict[str, Any]) -> EditRecord:
    values = dict(content)
    if values.pop("version") != _VERSION:
        raise ValueError("another version")
    sending = values.pop("sending")
    known = Content(**values.pop("known"))
    return EditRecord(**values, known=known, sending=Content(**sending) if sending else None)
