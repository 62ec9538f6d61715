"""The documents of the preview, taken from the hub they live in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..aps.items import Item
from ..core.browse import Node
from ..scripting import Session
from .document import PreviewDocument

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
        next((kind for ending, kind in _KINDS.items() if tip.extension_type.endswith(ending)), "other"),
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
    )
