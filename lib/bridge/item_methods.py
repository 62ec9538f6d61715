"""The page's calls about one item or folder: its picture, what may be done with it, what it relates to.

thumbnail.get {urn, size}                       -> {dataUri, isLater}; isLater: it is spared for now
item.permissions {projectId, kind, id}          -> {allowed: {action: whether}}; kind is folder or item
item.type {type}                                -> {abilities: [{type, direction}]}, by the Schema service
item.references {projectId, itemId, name, refresh} -> Relations, as *design.relations* has them
item.insert {itemId}                            -> {}; into the design that is active in the host
item.link {itemId}                              -> {url}; where the web client shows it
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from threading import Event

from ..aps.commands import check_permission
from ..core.documents import ActiveDocument
from ..core.ref_kinds import list_abilities
from .methods import Method, Params, Services
from .protocol import INVALID_PARAMS, ProtocolError
from .relation_methods import read_relations

_RESOURCES = {"folder": "folders", "item": "items"}
# What the page has words for.
_ACTIONS = ("view", "download", "write", "upload", "create", "share", "admin")


def _thumbnail(services: Services, params: Params, cancelled: Event) -> object:
    size = params.any("size")
    if size not in (100, 200, 400):
        raise ProtocolError(INVALID_PARAMS, '"size" is none of 100, 200, 400')
    thumbnails = services.sign_ins.require().thumbnails
    found = thumbnails.find(params.text("urn"), size=int(str(size)), cancelled=cancelled)
    picture = found.picture
    encoded = base64.b64encode(picture).decode("ascii") if picture else ""
    return {"dataUri": f"data:image/png;base64,{encoded}" if picture else None, "isLater": found.is_later}


def _permissions(services: Services, params: Params, cancelled: Event) -> object:
    kind = _RESOURCES.get(params.text("kind"))
    if kind is None:
        raise ProtocolError(INVALID_PARAMS, '"kind" is neither folder nor item')
    (found,) = check_permission(
        services.client(),
        params.text("projectId"),
        resources=[(kind, params.text("id"))],
        actions=_ACTIONS,
    )
    return {"allowed": dict(found.details)}


def _type(services: Services, params: Params, cancelled: Event) -> object:
    found = list_abilities(params.text("type"), services.sign_ins.require().schemas)
    return {"abilities": [{"type": one.extension_type, "direction": one.direction} for one in found]}


def _references(services: Services, params: Params, cancelled: Event) -> object:
    document = ActiveDocument(
        "saved",
        params.optional_text("name"),
        project_id=params.text("projectId"),
        item_id=params.text("itemId"),
    )
    return read_relations(services.sign_ins.require(), document, refresh=params.flag("refresh"))


def _insert(services: Services, params: Params, cancelled: Event) -> object:
    services.host.insert_document(params.text("itemId"))
    return {}


def _link(services: Services, params: Params, cancelled: Event) -> object:
    return {"url": services.host.find_web_address(params.text("itemId"))}


METHODS: Mapping[str, Method] = {
    "thumbnail.get": _thumbnail,
    "item.permissions": _permissions,
    "item.type": _type,
    "item.references": _references,
    "item.insert": _insert,
    "item.link": _link,
}
