"""The page's calls about what the open design relates to.

    design.relations {refresh}        -> Relations; the service is asked once in ten minutes, or with refresh
    design.native {}                  -> Relations with what Fusion itself knows
    design.open {itemId}, design.web {itemId}
    design.folders {projectId, ids}   -> {names: {id: name}}, at most 50

Relations: {at, document, tip, relations, problem}; `problem` says why what was kept is shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from threading import Event
from typing import Any

from ..aps.versions import Version
from ..core.documents import ActiveDocument
from ..core.session import Session
from ..core.this_design import DesignRelations, add_native, read_design
from .methods import Method, Params, Services
from .protocol import INVALID_PARAMS, ProtocolError
from .rows import document_row, relation_row, to_iso

_MOST_FOLDERS = 50


def _relations(services: Services, params: Params, cancelled: Event) -> object:
    document = services.document.require_saved()
    return read_relations(services.sign_ins.require(), document, refresh=params.flag("refresh"))


def _native(services: Services, params: Params, cancelled: Event) -> object:
    document = services.document.require_saved()
    session = services.sign_ins.require()
    references = services.host.read_references(document, cancelled=cancelled)
    read_design(session.client, session.readings, document)
    add_native(session.readings, document, references)
    return read_relations(session, document)


def _folders(services: Services, params: Params, cancelled: Event) -> object:
    ids = params.any("ids")
    if not isinstance(ids, list) or len(ids) > _MOST_FOLDERS or not all(isinstance(id, str) for id in ids):
        raise ProtocolError(INVALID_PARAMS, '"ids" is no list of a few ids')
    session = services.sign_ins.require()
    return {
        "names": session.folder_names.find(
            session.client, params.text("projectId"), folder_ids=filter(None, ids)
        )
    }


def _open(services: Services, params: Params, cancelled: Event) -> object:
    services.host.open_document(params.text("itemId"))
    return {}


def _open_in_web(services: Services, params: Params, cancelled: Event) -> object:
    services.open_page(services.host.find_web_address(params.text("itemId")))
    return {}


def read_relations(session: Session, document: ActiveDocument, *, refresh: bool = False) -> dict[str, Any]:
    """Return what a document relates to, as the page shows it."""
    found = read_design(session.client, session.readings, document, refresh=refresh)
    tip = found.tip.number if found.tip else 0
    return {
        "at": to_iso(found.at),
        "document": document_row(document, found.own.number if found.own else None, kind_of(found.own)),
        "tip": tip,
        "relations": _rows(found, document, tip),
        "problem": found.problem.as_dict() if found.problem else None,
    }


def kind_of(version: Version | None) -> str:
    """Return whether a version is a design, a drawing or something else, as the page calls it."""
    extension_type = version.extension_type if version else ""
    for ending, kind in ((":Design", "design"), (":Drawing", "drawing")):
        if extension_type.endswith(ending):
            return kind
    return "other"


def _rows(found: DesignRelations, document: ActiveDocument, tip: int) -> list[dict[str, Any]]:
    return [
        relation_row(row, project_id=document.project_id, own=document.name, tip=tip) for row in found.rows
    ]


METHODS: Mapping[str, Method] = {
    "design.relations": _relations,
    "design.folders": _folders,
    "design.native": _native,
    "design.open": _open,
    "design.web": _open_in_web,
}
