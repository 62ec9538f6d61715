"""The documents of the preview, taken from the hub they live in."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence

from ..aps.hubs import Hub, Project, list_hubs, list_projects
from ..aps.items import Item, get_item
from ..aps.refs import XREF
from ..aps.versions import Version
from ..core.browse import Node
from ..errors import BadInput, Forbidden, NotFound
from ..http import HttpClient
from ..scripting import Session
from .document import PreviewDocument, make_file
from .state import File

_KINDS = {":Design": "design", ":Drawing": "drawing"}


def read_documents(
    session: Session, names: Sequence[str], *, project: str, modified: Sequence[str] = ()
) -> list[PreviewDocument]:
    """Return the items of these names in one project as open documents at their tips, and one never saved.

    Those named in `modified` have changes that are not saved. A name that is not there is left out.
    """
    found: Mapping[str, Node] = {
        node.name: node for node in session.walk(project=project) if node.kind == "item" and node.tip
    }
    documents = [
        _document(session, found[name], is_modified=name in modified) for name in names if name in found
    ]
    return [*documents, PreviewDocument("Untitled")]


def _document(session: Session, node: Node, *, is_modified: bool) -> PreviewDocument:
    tip = session.tip(node)
    folder_id = node.resource.folder_id if isinstance(node.resource, Item) else ""
    return PreviewDocument(
        node.name,
        _kind_of(tip),
        hub_id=node.hub_id,
        project_id=node.project_id,
        folder_id=folder_id,
        item_id=node.id,
        version_id=tip.id,
        version_number=tip.number,
        is_modified=is_modified,
        hub_name=node.path[0],
        project_name=node.path[1],
        folder_name=node.path[-2],
        thumbnail=session.thumbnail(node, size=400) or b"",
        uses=_read_uses(session, node, tip) if tip.extension_type.endswith(":Design") else (),
    )


def _read_uses(session: Session, node: Node, tip: Version) -> tuple[PreviewDocument, ...]:
    """Return the versions that an item's latest version refers to, as Fusion would know them."""
    return tuple(
        PreviewDocument(
            item.name,
            "design",
            hub_id=node.hub_id,
            project_id=node.project_id,
            folder_id=item.folder_id,
            item_id=item.id,
            version_id=used.id,
            version_number=used.number,
            latest_version_number=relation.other_tip,
            hub_name=node.path[0],
            project_name=node.path[1],
        )
        for relation in session.list_refs(node).relations
        if relation.ref.extension_type == XREF
        and relation.ref.direction == "from"
        and relation.own_version == tip.number
        and (item := relation.other_item)
        and (used := relation.other_version)
    )


def find_file(service_url: str, token: str, item_id: str) -> File | None:
    """Return the file of any item of the service, as Fusion finds it by its id; None where there is none."""
    with HttpClient(service_url, get_token=lambda rejected: token) as client:
        for hub in list_hubs(client):
            for project in list_projects(client, hub.id):
                with contextlib.suppress(NotFound, Forbidden, BadInput):
                    item, tip = get_item(client, project.id, item_id=item_id)
                    if tip:
                        return make_file(_describe(hub, project, item, tip))
    return None


def _describe(hub: Hub, project: Project, item: Item, tip: Version) -> PreviewDocument:
    return PreviewDocument(
        item.name,
        _kind_of(tip),
        hub_id=hub.id,
        project_id=project.id,
        folder_id=item.folder_id,
        item_id=item.id,
        version_id=tip.id,
        version_number=tip.number,
        hub_name=hub.name,
        project_name=project.name,
    )


def _kind_of(version: Version) -> str:
    return next((kind for ending, kind in _KINDS.items() if version.extension_type.endswith(ending)), "other")
