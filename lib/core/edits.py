"""Editing a file of the hub: a copy of it, opened in its own program, and sent back as the next version.

start_edit      makes the copy, or finds the one that is there
offer_edit      what sending it back would do now
plan_edit       the plan for that, for the same job that attaches files of the disk
settle_edits    takes note of what jobs have sent meanwhile, also before the program ended
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import shutil
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from ..aps.folders import get_item_parent
from ..aps.items import get_item, get_tip
from ..aps.versions import FILE_VERSION, Version, get_version
from ..errors import AttachError, DataBrowserError, EditError, RefError
from ..http import HttpClient
from ..http.files import unreadable
from ..store.edit_records import (
    Content,
    EditRecord,
    copy_folder,
    copy_path,
    has_open_mark,
    new_edit_id,
    read_edits,
    remove_edit,
    write_edit,
)
from ..store.journal import Journal
from .attach_entries import FileReport, report_files
from .attach_plan import Chosen, Plan, plan_files
from .attach_target import AttachTarget, read_target
from .documents import ActiveDocument
from .file_programs import is_program
from .parts import Carrier, Progress
from .uploads import read_stamp
from .version_files import download_version

KEPT_DAYS = 7  # how long an unchanged copy is watched
# So long a copy that was sent stays: its program may have it open still.
SENT_SECONDS = 3600.0
_BLOCK = 1024 * 1024


@dataclass(frozen=True)
class EditOffer:
    """What sending a copy back would make: version `number` of `name`, attached to the `design`'s version.

    `tip` is the item's latest version; `is_newer` says that it came after the copy was made.
    """

    record: EditRecord
    name: str
    tip: Version
    is_newer: bool
    document: ActiveDocument
    design: AttachTarget

    @property
    def number(self) -> int:
        """The number of the version that it would become."""
        return self.tip.number + 1


def start_edit(
    client: HttpClient,
    carrier: Carrier,
    folder: Path,
    *,
    project_id: str,
    item_id: str,
    version_id: str,
    progress: Progress | None = None,
    cancelled: threading.Event | None = None,
) -> tuple[EditRecord, bool]:
    """Return a copy of a version's file in an account's folder, and whether it was there already.

    A copy of the same item that was changed, or made of the same version, is taken up again. Raises
    `EditError` (`edits.program`), `AttachError` (`attach.not-a-file`), and as `download_version` does.
    """
    version = get_version(client, project_id, version_id=version_id)
    if version.extension_type != FILE_VERSION:
        raise AttachError("attach.not-a-file", name=version.name)
    if is_program(version.name) or is_program(f"x.{version.file_type}"):
        raise EditError("edits.program", name=version.name)
    for record in read_edits(folder):
        if (record.project_id, record.item_id) != (project_id, item_id):
            continue
        is_wanted = record.version_id == version_id or is_changed(folder, record)
        if is_wanted and copy_path(folder, record).is_file():
            # From now on, or one that was sent an hour ago would be deleted while it is edited again.
            taken = replace(record, is_stopped=False, began=time.time(), sent=0.0)
            write_edit(folder, taken)
            return taken, True
        remove_edit(folder, record)
    edit_id = new_edit_id()
    target = copy_folder(folder, edit_id)
    try:
        saved = download_version(
            client,
            carrier,
            project_id=project_id,
            version_id=version_id,
            folder=target,
            progress=progress,
            cancelled=cancelled,
        )
        if is_program(saved.path.name):
            raise EditError("edits.program", name=saved.path.name)
        record = EditRecord(
            edit_id,
            project_id,
            item_id,
            version_id,
            version.number,
            version.name,
            saved.path.name,
            time.time(),
            read_content(saved.path),
        )
        write_edit(folder, record)
    except BaseException:
        shutil.rmtree(target.parent, ignore_errors=True)
        raise
    return record, False


def find_edit(folder: Path, edit_id: str) -> EditRecord:
    """Return an edit; raises `EditError` (`edits.gone`)."""
    for record in read_edits(folder):
        if record.id == edit_id:
            return record
    raise EditError("edits.gone")


def is_changed(folder: Path, record: EditRecord) -> bool:
    """Tell whether a copy differs from what the hub has of it; one that cannot be read counts as changed."""
    try:
        path = copy_path(folder, record)
        if read_stamp(path) == record.known.stamp:
            return False
        return read_content(path).digest != record.known.digest
    except DataBrowserError:
        return copy_path(folder, record).exists()


def read_content(path: Path) -> Content:
    """Read what a file holds; raises `TransferError` (`transfers.unreadable`)."""
    size, modified = read_stamp(path)
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                digest.update(block)
    except OSError as error:
        raise unreadable(path, error) from error
    return Content(size, modified, digest.hexdigest())


def stop_edit(folder: Path, record: EditRecord) -> bool:
    """Look at a copy no more; true where it is changed and stays for that, false where it is deleted."""
    if not is_changed(folder, record) and remove_edit(folder, record):
        return False
    write_edit(folder, replace(record, is_stopped=True))
    return is_changed(folder, record)


def offer_edit(client: HttpClient, record: EditRecord, document: ActiveDocument) -> EditOffer:
    """Ask what sending a copy back would do now, for the design that is open.

    Raises `UsageError` where none is, `RefError` (`refs.other-project`), and what the service answers.
    """
    document.require_saved()
    if document.project_id != record.project_id:
        raise RefError("refs.other-project", name=record.name)
    item, tip = get_item(client, record.project_id, item_id=record.item_id)
    tip = tip or get_tip(client, record.project_id, item_id=record.item_id)
    design = read_target(client, document.project_id, version_id=document.version_id)
    return EditOffer(record, item.name, tip, tip.id != record.version_id, document, design)


def plan_edit(client: HttpClient, folder: Path, offer: EditOffer) -> Plan:
    """Return the plan that sends a copy back; raises why that cannot be done."""
    record = offer.record
    parent = get_item_parent(client, record.project_id, item_id=record.item_id)
    plan = plan_files(
        client,
        record.project_id,
        version_id=offer.document.version_id,
        files=[Chosen(copy_path(folder, record), offer.name, record.item_id)],
        folder_id=parent.id,
    )
    if problem := plan.problem or plan.files[0].problem:
        raise problem
    return plan


def note_sending(folder: Path, record: EditRecord, *, job_id: str, sending: Content) -> None:
    """Write down which job sends a copy, and what, before it begins."""
    write_edit(folder, replace(record, job_id=job_id, sending=sending))


def note_end(
    folder: Path, edit_id: str, file: FileReport, *, sending: Content, read_number: Callable[[str], int]
) -> None:
    """Take note of what became of a copy when `sending`; `read_number` asks for the number of a version."""
    record = next((one for one in read_edits(folder) if one.id == edit_id), None)
    if record is None:
        return
    ended = replace(record, job_id="", sending=None)
    if file.version_id:
        try:
            number = read_number(file.version_id)
        except DataBrowserError:
            number = record.number + 1
        ended = replace(ended, version_id=file.version_id, number=number, known=sending, sent=time.time())
    if file.version_id or file.state != "unfinished":
        write_edit(folder, ended)


def settle_edits(
    journal: Journal,
    folder: Path,
    *,
    is_running: Callable[[str], bool],
    read_number: Callable[[EditRecord, str], int],
) -> None:
    """Take note of what jobs have made of copies whose sending nobody has seen the end of.

    `is_running` tells of the id of a job that its end will be noted all the same.
    """
    for record in read_edits(folder):
        if not record.job_id or record.sending is None or is_running(record.job_id):
            continue
        job = journal.find(record.job_id)
        if job is None:
            write_edit(folder, replace(record, job_id="", sending=None))
        elif job.state == "done":
            [file] = report_files(journal, job).files
            note_end(
                folder,
                record.id,
                file,
                sending=record.sending,
                read_number=functools.partial(read_number, record),
            )


def list_unsent(folders: Iterable[Path]) -> list[str]:
    """Return the names of the changed copies in accounts' folders: what would be lost with them."""
    return [record.file for folder in folders for record in read_edits(folder) if is_changed(folder, record)]


def clear_edits(folder: Path, *, now: float) -> None:
    """Delete copies that nobody needs any more: as the hub has them, and sent or begun long enough ago."""
    for record in read_edits(folder):
        is_over = now - record.sent > SENT_SECONDS if record.sent else now - record.began > KEPT_DAYS * 86400
        with contextlib.suppress(OSError):
            is_over = is_over and not has_open_mark(folder, record)
            if is_over and not record.job_id and not is_changed(folder, record):
                remove_edit(folder, record)
