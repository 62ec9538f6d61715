"""The page's calls about files of the hub that are edited in their own programs.

edits.start    makes a copy and opens it, or opens the one that is there again
edits.list     the copies and how each stands; `edits.changed` tells that it is to be asked again
edits.offer    what sending a changed copy back would do now
edits.send     does that, as a job like those of `files.attach`
edits.stop     looks at a copy no more
edits.unsent   the changed copies of everybody on this machine, for whom forgets everything
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from threading import Event
from typing import Any

from ..aps.versions import get_version
from ..core.edits import (
    EditOffer,
    find_edit,
    list_unsent,
    note_end,
    note_sending,
    offer_edit,
    plan_edit,
    settle_edits,
    start_edit,
    stop_edit,
)
from ..core.session import Session
from ..errors import EditError, NotAllowed
from ..store.edit_records import EditRecord, copy_path, read_edits
from ..store.journal import new_job_id
from ..store.places import list_account_folders
from .attaching_methods import design_row, follow, report_row, tip_warning
from .methods import Method, Params, Services, read_document
from .rows import file_icon
from .words import ref_text


def _start(services: Services, params: Params, cancelled: Event) -> object:
    session = services.sign_ins.require()
    folder = services.account_folder(session)
    record, is_again = start_edit(
        session.client,
        session.carrier,
        folder,
        project_id=params.text("projectId"),
        item_id=params.text("itemId"),
        version_id=params.text("versionId"),
        progress=services.bridge.note_progress,
        cancelled=cancelled,
    )
    services.edits.begin(folder)
    services.open_file(copy_path(folder, record))
    return {**_row(services, folder, record), "isAgain": is_again}


def _list(services: Services, params: Params, cancelled: Event) -> object:
    session = services.sign_ins.require()
    folder = services.account_folder(session)
    if any(record.job_id for record in read_edits(folder)):
        with services.writing(), services.attachings.open_journal(session) as journal:
            settle_edits(
                journal,
                folder,
                is_running=lambda job_id: services.attachings.find_running(session, job_id) is not None,
                read_number=lambda record, version_id: _read_number(session, record, version_id),
            )
    services.edits.begin(folder)
    return {
        "edits": [_row(services, folder, record) for record in read_edits(folder) if not record.is_stopped]
    }


def _offer(services: Services, params: Params, cancelled: Event) -> object:
    session = services.sign_ins.require()
    if services.settings.now.read_only:
        raise NotAllowed("settings.read-only")
    record = find_edit(services.account_folder(session), params.text("id"))
    return _offer_row(offer_edit(session.client, record, services.document))


def _send(services: Services, params: Params, cancelled: Event) -> object:
    session = services.sign_ins.require()
    if services.settings.now.read_only:
        raise NotAllowed("settings.read-only")
    folder = services.account_folder(session)
    document = read_document(params.part("document"))
    job_id = new_job_id()
    with services.writing():
        record = find_edit(folder, params.text("id"))
        if record.job_id:
            raise EditError("edits.being-sent", name=record.name)
        content = services.edits.changed_content(record)
        offer = offer_edit(session.client, record, document)
        if offer.tip.id != params.text("tipId"):
            tip = offer.tip
            by = tip.modified_by or tip.created_by or "?"
            raise EditError("edits.newer-version", name=offer.name, number=tip.number, by=by)
        plan = plan_edit(session.client, folder, offer)
        [file] = plan.files
        if content is None or content.stamp != (file.size, file.modified):
            raise EditError("edits.being-written", name=record.name)
        note_sending(folder, record, job_id=job_id, sending=content)
        running = services.attachings.start(
            session,
            plan,
            job_id=job_id,
            on_end=lambda report: note_end(
                folder,
                record.id,
                report.files[0],
                sending=content,
                read_number=lambda version_id: _read_number(session, record, version_id),
            ),
        )
    report = follow(services, running, cancelled)
    after = next((one for one in read_edits(folder) if one.id == record.id), record)
    return {
        "job": report_row(report) if report else None,
        "name": offer.name,
        "number": after.number if after.sent != record.sent else None,
        "design": design_row(document.project_id, document.version_id, offer.design),
    }


def _stop(services: Services, params: Params, cancelled: Event) -> object:
    folder = services.account_folder(services.sign_ins.require())
    record = find_edit(folder, params.text("id"))
    if record.job_id:
        raise EditError("edits.being-sent", name=record.name)
    is_kept = stop_edit(folder, record)
    return {"isKept": is_kept, "folder": str(copy_path(folder, record).parent)}


def _unsent(services: Services, params: Params, cancelled: Event) -> object:
    return {"names": list_unsent(list_account_folders(services.settings.file.parent))}


def _read_number(session: Session, record: EditRecord, version_id: str) -> int:
    return get_version(session.client, record.project_id, version_id=version_id).number


def _row(services: Services, folder: Path, record: EditRecord) -> dict[str, Any]:
    path = copy_path(folder, record)
    content = services.edits.changed_content(record)
    return {
        "id": record.id,
        "name": record.name,
        "file": record.file,
        "icon": file_icon(record.file),
        "folder": str(path.parent),
        "projectId": record.project_id,
        "itemId": record.item_id,
        "version": record.number,
        "state": services.edits.state(record),
        # Tells one change from the next.
        "mark": f"{content.size}-{content.modified}" if content else "",
    }


def _offer_row(offer: EditOffer) -> dict[str, Any]:
    tip = offer.tip
    return {
        "id": offer.record.id,
        "name": offer.name,
        "version": offer.record.number,
        "next": offer.number,
        "tip": tip.number,
        "tipId": tip.id,
        "tipBy": tip.modified_by or tip.created_by,
        "isNewer": offer.is_newer,
        "design": design_row(offer.document.project_id, offer.document.version_id, offer.design),
        "warning": ref_text("permanent"),
        "tipWarning": tip_warning(offer.design),
    }


METHODS: Mapping[str, Method] = {
    "edits.start": _start,
    "edits.list": _list,
    "edits.offer": _offer,
    "edits.send": _send,
    "edits.stop": _stop,
    "edits.unsent": _unsent,
}
