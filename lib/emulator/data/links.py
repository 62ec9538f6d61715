"""The Data service's links: what a folder, an item or a version relates to outside of this service."""

from __future__ import annotations

import json

from ..answers import document
from ..backend import Backend, Caller
from ..database import Row
from ..messages import Answer, Request
from .access import find_asked
from .listing import own_path
from .resources import Resource, extension_object


def list_links(backend: Backend, caller: Caller, request: Request, *, kind: str) -> Answer:
    """Answer with the links of one resource."""
    resource = find_asked(backend, caller, request, kind)
    rows = backend.database.rows(
        "SELECT * FROM links WHERE resource_type = ? AND resource_id = ? ORDER BY rowid",
        (kind, resource["id"]),
    )
    return document([_link_resource(row) for row in rows], self_href=own_path(request))


def _link_resource(row: Row) -> Resource:
    extension = extension_object(row["extension_type"])
    if row["extension_data"] is not None:
        extension["data"] = json.loads(row["extension_data"])
    meta: Resource = {"link": {"href": row["href"]}, "extension": extension}
    if row["object_id"] is not None:
        meta["data"] = {"type": "objects", "id": row["object_id"]}
    if row["mime_type"] is not None:
        meta["mimeType"] = row["mime_type"]
    return {"type": "links", "id": row["id"], "meta": meta}
