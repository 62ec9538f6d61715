"""The page's calls about attaching versions to the active design."""

from __future__ import annotations

from collections.abc import Mapping
from threading import Event

from ..aps.items import get_item
from ..aps.versions import Version, get_version
from ..clock import CancellableClock
from ..core import references
from ..core.documents import ActiveDocument
from ..core.ref_kinds import ends_of, list_kinds, list_offers
from ..errors import DataBrowserError, RefError
from ..http import HttpClient
from .methods import Method, Params, Services
from .relation_methods import kind_of, note_made, read_relations
from .words import direction_text, kind_name, ref_text


def _offer(services: Services, params: Params, cancelled: Event) -> object:
    document = services.document.require_saved()
    session = services.sign_ins.require()
    own, target = _both_ends(session.client, document, params.part("target"))
    tip = get_item(session.client, document.project_id, item_id=document.item_id)[1]
    return {
        "design": {
            "name": document.name,
            "itemId": document.item_id,
            "version": own.number,
            "versionId": own.id,
            "tip": tip.number if tip else own.number,
            "kind": kind_of(own),
        },
        "target": {
            "name": target.name,
            "version": target.number,
            "versionId": target.id,
            "kind": kind_of(target),
        },
        "offers": [
            {
                "type": offer.extension_type,
                "direction": offer.direction,
                "name": kind_name(offer.extension_type),
                "text": direction_text(
                    offer.extension_type, offer.direction, own=document.name, other=target.name
                ),
            }
            for offer in list_offers(own, target, kinds=list_kinds(session.schemas))
        ],
        "warning": ref_text("permanent"),
        "tipWarning": (
            ref_text("not-tip", version=own.number, tip=tip.number) if tip and tip.id != own.id else ""
        ),
    }


def _attach(services: Services, params: Params, cancelled: Event) -> object:
    shown = params.part("document")
    document = ActiveDocument(
        state="saved",
        name=shown.optional_text("name"),
        project_id=shown.text("projectId"),
        item_id=shown.text("itemId"),
        version_id=shown.text("versionId"),
    )
    # Whoever is changed over to meanwhile: a ref is for ever, and not to be made in another's name.
    session = services.sign_ins.require()
    own, target = _both_ends(session.client, document, params.part("target"))
    chosen = params.text("type")
    offers = list_offers(own, target, kinds=list_kinds(session.schemas))
    offer = next((one for one in offers if one.extension_type == chosen), None)
    if offer is None:
        raise RefError("refs.type-not-allowed", name=target.name, own=own.name)
    from_version, to_version = ends_of(offer, own, target)
    with services.writing():
        is_new = references.attach(
            session.client,
            document.project_id,
            from_version=from_version,
            to_version=to_version,
            extension_type=chosen,
            clock=CancellableClock(services.clock, cancelled),
        )
    note_made(session, document, from_version=from_version, to_version=to_version, type=chosen)
    active = services.document
    notes = [ref_text("made" if is_new else "was-there", name=target.name)]
    relations = None
    if active.item_id != document.item_id:
        notes.append(ref_text("switched", name=document.name))
    else:
        try:
            relations = read_relations(session, active, refresh=True)
        except DataBrowserError:  # the ref is made for ever: what comes after must not make it look failed
            notes.append(ref_text("unread"))
    return {"isNew": is_new, "note": " ".join(notes), "relations": relations}


def _both_ends(client: HttpClient, document: ActiveDocument, target: Params) -> tuple[Version, Version]:
    """Return the open version and the target's; without a version id the target's tip."""
    project_id, version_id = target.text("projectId"), target.optional_text("versionId")
    if project_id != document.project_id:
        raise RefError("refs.other-project", name=target.optional_text("name") or target.text("itemId"))
    if version_id:
        version = get_version(client, project_id, version_id=version_id)
    else:
        item, tip = get_item(client, project_id, item_id=target.text("itemId"))
        version = tip or get_version(client, project_id, version_id=item.tip_id)
    return get_version(client, project_id, version_id=document.version_id), version


METHODS: Mapping[str, Method] = {"refs.offer": _offer, "refs.attach": _attach}
