"""The Data service's refs, read at either end.

A ref sits between two resources of one project. `direction` says which end was asked: `from` when it is the
ref's from end, else `to`; the entry's own `type` and `id` name the other end.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Protocol

from ..answers import document
from ..backend import Backend, Caller
from ..database import Row, placeholders
from ..messages import Answer, Request
from .access import find_asked
from .listing import filter_resources, own_path
from .reading import read_resources
from .resources import Resource, data_href, encode


class KindHandler(Protocol):
    """A handler for three endpoints at once; `kind` is folders, items or versions."""

    def __call__(self, backend: Backend, caller: Caller, request: Request, /, *, kind: str) -> Answer:
        """Answer a request."""
        ...


def list_relationship_refs(backend: Backend, caller: Caller, request: Request, *, kind: str) -> Answer:
    """Answer with the refs of one resource and what lies at their ends."""
    resource = find_asked(backend, caller, request, kind)
    entries = filter_resources(read_entries(backend, kind, [resource["id"]]), request)
    href = data_href(resource["project_id"], kind, resource["id"])
    return document(
        entries,
        self_href=own_path(request),
        included=read_ends(backend, entries),
        links={"related": f"{href}/refs"},
    )


def list_related(backend: Backend, caller: Caller, request: Request, *, kind: str) -> Answer:
    """Answer with the resources at the other ends of one resource's refs, each once."""
    resource = find_asked(backend, caller, request, kind)
    others = [(entry["type"], entry["id"]) for entry in read_entries(backend, kind, [resource["id"]])]
    data = filter_resources(_read_resources(backend, others), request)
    return document(data, self_href=own_path(request))


def read_entries(backend: Backend, kind: str, ids: Sequence[str]) -> list[Resource]:
    """Return the readable refs of resources of one kind, one entry for each end that was asked."""
    columns = "id, from_type, from_id, to_type, to_id, extension_type, extension_version, extension_data"
    rows = backend.database.rows(
        " UNION ALL ".join(
            f"SELECT {columns}, '{side}' AS direction FROM refs WHERE {side}_id IN ({placeholders(ids)}) "
            f"AND {side}_type = ? AND readable"
            for side in ("from", "to")
        )
        + " ORDER BY id",
        [*ids, kind] * 2,
    )
    return [_entry(row) for row in rows]


def read_ends(backend: Backend, entries: Iterable[Resource]) -> list[Resource]:
    """Return both ends of these refs and the items of the versions among them, each once."""
    wanted: list[tuple[str, str]] = []
    for entry in entries:
        meta = entry["meta"]
        wanted += [(meta["fromType"], meta["fromId"]), (meta["toType"], meta["toId"])]
    versions = read_resources(backend, "versions", (end for kind, end in wanted if kind == "versions"))
    wanted += [("items", version["relationships"]["item"]["data"]["id"]) for version in versions.values()]
    return _read_resources(backend, wanted)


def _read_resources(backend: Backend, wanted: Iterable[tuple[str, str]]) -> list[Resource]:
    wanted = list(dict.fromkeys(wanted))
    return [
        resource
        for kind in ("folders", "items", "versions")
        for resource in read_resources(
            backend, kind, (end for other, end in wanted if other == kind)
        ).values()
    ]


def _entry(row: Row) -> Resource:
    other = "to" if row["direction"] == "from" else "from"
    extension: Resource = {
        "type": row["extension_type"],
        "version": row["extension_version"],
        "schema": {"href": f"/schema/v1/versions/{encode(row['extension_type'])}-{row['extension_version']}"},
    }
    if row["extension_data"] is not None:
        extension["data"] = json.loads(row["extension_data"])
    return {
        "type": row[f"{other}_type"],
        "id": row[f"{other}_id"],
        "meta": {
            "refType": row["extension_type"].partition(":")[0],
            "fromId": row["from_id"],
            "fromType": row["from_type"],
            "toId": row["to_id"],
            "toType": row["to_type"],
            "direction": row["direction"],
            "extension": extension,
        },
    }
