"""The page's calls about attaching versions to the active design, one or several.

What the page sends of a target: {projectId, itemId, versionId, name}, and what it was told besides, {version,
type}. Without a versionId the item's latest is meant.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from threading import Event
from typing import Any

from ..aps.items import get_item
from ..aps.versions import Version, get_version
from ..clock import CancellableClock
from ..core import references
from ..core.addresses import read_addresses
from ..core.attach_many import (
    AttachResult,
    PlannedRef,
    Target,
    WantedRef,
    attach_refs,
    plan_refs,
    refuse_pair,
)
from ..core.documents import ActiveDocument
from ..core.ref_kinds import Offer, ends_of, list_kinds, list_offers
from ..core.session import Session
from ..errors import DataBrowserError, NotFound, RefError
from ..texts import Wording, Wordings
from .methods import Method, Params, Services, read_document, require_shown_to
from .protocol import INVALID_PARAMS, ProtocolError
from .relation_methods import kind_of, read_relations
from .words import direction_text, kind_name, ref_text


def _offer(services: Services, params: Params, cancelled: Event) -> object:
    document = services.document.require_saved()
    session = services.sign_ins.require()
    told = replace(_target(params.part("target")), extension_type=params.optional_text("type"))
    own, target = _both_ends(session, document, told, params.optional_text("ownType"))
    tip = get_item(session.client, document.project_id, item_id=document.item_id)[1]
    return {
        "design": _design_row(session, document, own, tip),
        "target": {
            "name": target.name,
            "version": target.number,
            "versionId": target.id,
            "itemId": target.item_id,
            "kind": kind_of(target),
        },
        "offers": [
            _offer_row(offer, document, target.name)
            for offer in list_offers(own, target, kinds=list_kinds(session.schemas))
        ],
        "warning": ref_text("permanent"),
        "tipWarning": _tip_warning(own, tip),
    }


def _attach(services: Services, params: Params, cancelled: Event) -> object:
    document = read_document(params.part("document"))
    session = require_shown_to(services, params.part("document"))
    own, target = _both_ends(session, document, _target(params.part("target")))
    chosen = params.text("type")
    offers = list_offers(own, target, kinds=list_kinds(session.schemas))
    offer = next((one for one in offers if one.extension_type == chosen), None)
    if offer is None:
        raise RefError("refs.type-not-allowed", name=target.name, own=own.name)
    from_version, to_version = ends_of(offer, own, target)
    with services.writing(), session.readings.changing():
        is_new = references.attach(
            session.client,
            document.project_id,
            from_version=from_version,
            to_version=to_version,
            extension_type=chosen,
            clock=CancellableClock(services.clock, cancelled),
        )
    session.readings.note_made(from_version=from_version, to_version=to_version, extension_type=chosen)
    made = ref_text("made" if is_new else "was-there", name=target.name)
    notes, relations = _read_again(services, session, document)
    return {"isNew": is_new, "note": Wordings((made, *notes)), "relations": relations}


def _read(services: Services, params: Params, cancelled: Event) -> object:
    """Return what a pasted text names, as targets in the design's project; nothing is asked of anybody."""
    document = services.document.require_saved()
    entries: list[dict[str, Any]] = []
    for address in read_addresses(params.optional_text("text")):
        if isinstance(address, DataBrowserError):
            text = str(address.context.get("text", ""))
            entries.append({"text": text, "target": None, "problem": address.as_dict()})
        elif address.is_elsewhere(document.project_id):
            problem = RefError("refs.other-project", name=address.text)
            entries.append({"text": address.text, "target": None, "problem": problem.as_dict()})
        else:
            target = {
                "projectId": document.project_id,
                "itemId": address.item_id,
                "versionId": address.version_id or None,
                "name": "",
            }
            entries.append({"text": address.text, "target": target, "problem": None})
    return {"entries": entries}


def _plan(services: Services, params: Params, cancelled: Event) -> object:
    document = services.document.require_saved()
    session = services.sign_ins.require()
    plan = plan_refs(
        session.client,
        document,
        [_target(one) for one in _parts(params, "targets")],
        get_kinds=lambda: list_kinds(session.schemas),
        own_type=params.optional_text("ownType"),
    )
    return {
        "design": _design_row(session, document, plan.own, plan.tip),
        "refs": [_planned_row(str(index), one, document) for index, one in enumerate(plan.refs)],
        "warning": ref_text("permanent"),
        "tipWarning": _tip_warning(plan.own, plan.tip),
    }


def _attach_all(services: Services, params: Params, cancelled: Event) -> object:
    """Make the refs that were chosen, each told as it is made; what was not tried is counted as left."""
    document = read_document(params.part("document"))
    session = require_shown_to(services, params.part("document"))
    wanted = [
        WantedRef(one.text("key"), _target(one.part("target")), one.text("type"))
        for one in _parts(params, "wanted")
    ]
    if not all(one.target.version_id for one in wanted):
        raise ProtocolError(INVALID_PARAMS, "a target names no version")
    with services.writing(), session.readings.changing():
        results = attach_refs(
            session.client,
            document,
            wanted,
            get_kinds=lambda: list_kinds(session.schemas),
            clock=CancellableClock(services.clock, cancelled),
            on_made=lambda from_version, to_version, kind: session.readings.note_made(
                from_version=from_version, to_version=to_version, extension_type=kind
            ),
            on_done=lambda result: services.bridge.note_part(_result_row(result)),
            cancelled=cancelled,
        )
    notes: list[Wording] = []
    relations = None
    if any(result.problem is None for result in results) and not cancelled.is_set():
        notes, relations = _read_again(services, session, document)
    return {
        "results": [_result_row(result) for result in results],
        "left": len(wanted) - len(results),
        "note": Wordings(tuple(notes)),
        "relations": relations,
    }


def _both_ends(
    session: Session, document: ActiveDocument, target: Target, own_type: str = ""
) -> tuple[Version, Version]:
    """Return the open version and the target's; without a version id the target's tip."""
    refuse_pair(document, target, get_kinds=lambda: list_kinds(session.schemas), own_type=own_type)
    client, project_id = session.client, document.project_id
    own = get_version(client, project_id, version_id=document.version_id)
    try:
        if target.version_id:
            version = get_version(client, project_id, version_id=target.version_id)
        else:
            item, tip = get_item(client, project_id, item_id=target.item_id)
            version = tip or get_version(client, project_id, version_id=item.tip_id)
    except NotFound as error:
        name = target.name or target.version_id or target.item_id
        raise RefError("refs.not-in-project", name=name) from error
    return own, version


def _read_again(
    services: Services, session: Session, document: ActiveDocument
) -> tuple[list[Wording], dict[str, Any] | None]:
    """Return what is to be said after attaching, and what the design relates to now if it still is open."""
    active = services.document
    if active.item_id != document.item_id:
        return [ref_text("switched", name=document.name)], None
    try:
        return [], read_relations(session, active, refresh=True)
    except DataBrowserError:  # a ref is made for ever: what comes after must not make it look failed
        return [ref_text("unread")], None


def _parts(params: Params, name: str) -> list[Params]:
    values = params.any(name)
    if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
        raise ProtocolError(INVALID_PARAMS, f'"{name}" is not a list of objects')
    return [Params(value) for value in values]


def _target(params: Params) -> Target:
    number = params.any("version")
    item_id, version_id = params.optional_text("itemId"), params.optional_text("versionId")
    if not item_id and not version_id:
        raise ProtocolError(INVALID_PARAMS, "a target names neither an item nor a version")
    return Target(
        params.text("projectId"),
        item_id=item_id,
        version_id=version_id,
        name=params.optional_text("name"),
        number=number if isinstance(number, int) else 0,
        extension_type=params.optional_text("type"),
    )


def _design_row(
    session: Session, document: ActiveDocument, own: Version | None, tip: Version | None
) -> dict[str, Any]:
    number = own.number if own else None
    return {
        "name": document.name,
        "projectId": document.project_id,
        "itemId": document.item_id,
        "version": number,
        "versionId": document.version_id,
        "tip": tip.number if tip else number,
        "kind": kind_of(own),
        "accountId": session.user.id,
    }


def _planned_row(key: str, planned: PlannedRef, document: ActiveDocument) -> dict[str, Any]:
    target, version = planned.target, planned.version
    name = version.name if version else target.name
    return {
        "key": key,
        "name": name or target.version_id or target.item_id,
        "version": version.number if version else target.number or None,
        "tip": planned.tip,
        "kind": kind_of(version),
        "target": {
            "projectId": target.project_id,
            "itemId": version.item_id if version else target.item_id,
            "versionId": version.id if version else target.version_id or None,
            "name": name,
            "version": version.number if version else target.number,
            "type": version.extension_type if version else target.extension_type,
        },
        "offers": [
            {**_offer_row(offer, document, name), "isThere": offer.extension_type in planned.there}
            for offer in planned.offers
        ],
        "problem": planned.problem.as_dict() if planned.problem else None,
    }


def _offer_row(offer: Offer, document: ActiveDocument, name: str) -> dict[str, Any]:
    kind, direction = offer.extension_type, offer.direction
    return {
        "type": kind,
        "direction": direction,
        "name": kind_name(kind),
        "text": direction_text(kind, direction, own=document.name, other=name),
    }


def _result_row(result: AttachResult) -> dict[str, Any]:
    problem = result.problem.as_dict() if result.problem else None
    return {"key": result.wanted.key, "isNew": result.is_new, "problem": problem}


def _tip_warning(own: Version | None, tip: Version | None) -> Wording | str:
    if not own or not tip or own.id == tip.id:
        return ""
    return ref_text("not-tip", version=own.number, tip=tip.number)


METHODS: Mapping[str, Method] = {
    "refs.offer": _offer,
    "refs.attach": _attach,
    "refs.read": _read,
    "refs.plan": _plan,
    "refs.attachAll": _attach_all,
}
