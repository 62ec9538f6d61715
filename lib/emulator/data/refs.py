"""The Data service's refs: read at either end, made at the from end, never deleted.

A ref sits between two resources of one project. `direction` says which end was asked: `from` when it is the
ref's from end, else `to`; the entry's own `type` and `id` name the other end.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from ..answers import document
from ..backend import Backend, Caller
from ..database import Row, placeholders
from ..messages import Answer, Request
from .access import find_asked, find_resource, find_rows, open_project
from .listing import filter_resources, own_path
from .payloads import read_json_api
from .ref_types import DRAWING_TO_DESIGN, REF_TYPES
from .resources import Resource, data_href, encode, folder_resource, item_resource, version_resource

_RESOURCE = {"folders": folder_resource, "items": item_resource, "versions": version_resource}


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


def create_ref(backend: Backend, caller: Caller, request: Request, *, kind: str) -> Answer:
    """Make a ref from the resource in the path to the one in the body; 204."""
    project = open_project(backend, caller, request.params["project"], to="write")
    from_row = find_resource(backend, project["id"], kind, resource_id=request.params["id"])
    to_type, to_id, extension = _read_ref(backend, request)
    to_row = find_rows(backend, to_type, [to_id]).get(to_id)
    if to_row is None:
        raise backend.errors.not_found(to_type)
    if to_row["project_id"] != project["id"]:
        raise backend.errors.bad_input("A ref cannot leave its project.")
    if to_id == from_row["id"]:
        raise backend.errors.bad_input("A resource cannot refer to itself.")
    _check_type(backend, extension, ends=(from_row["extension_type"], to_row["extension_type"]))
    _store(
        backend, (kind, from_row["id"]), to=(to_type, to_id), extension=extension, project_id=project["id"]
    )
    return Answer(204)


def read_entries(backend: Backend, kind: str, ids: Sequence[str]) -> list[Resource]:
    """Return the readable refs of resources of one kind, one entry for each end that was asked."""
    columns = "id, from_type, from_id, to_type, to_id, extension_type, extension_version, extension_data"
    rows = backend.database.rows(
        " UNION ALL ".join(
            f"SELECT {columns}, '{side}' AS direction FROM refs WHERE {side}_id IN ({placeholders(ids)}) "
            f"AND {side}_type = ? AND readable_from <= ?"
            for side in ("from", "to")
        )
        + " ORDER BY id",
        [*ids, kind, backend.clock.now()] * 2,
    )
    return [_entry(row) for row in rows]


def read_ends(backend: Backend, entries: Iterable[Resource]) -> list[Resource]:
    """Return both ends of these refs and the items of the versions among them, each once."""
    wanted: list[tuple[str, str]] = []
    for entry in entries:
        meta = entry["meta"]
        wanted += [(meta["fromType"], meta["fromId"]), (meta["toType"], meta["toId"])]
    versions = find_rows(backend, "versions", (end for kind, end in wanted if kind == "versions"))
    wanted += [("items", row["item_id"]) for row in versions.values()]
    return _read_resources(backend, wanted)


def _read_resources(backend: Backend, wanted: Iterable[tuple[str, str]]) -> list[Resource]:
    wanted = list(dict.fromkeys(wanted))
    return [
        make(row)
        for kind, make in _RESOURCE.items()
        for row in find_rows(backend, kind, (end for other, end in wanted if other == kind)).values()
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


def _read_ref(backend: Backend, request: Request) -> tuple[str, str, dict[str, Any]]:
    """Return (to type, to id, extension) of a posted ref, or raise the refusal."""
    data = read_json_api(backend.errors, request)
    meta = data.get("meta")
    extension = meta.get("extension") if isinstance(meta, dict) else None
    if data.get("type") not in _RESOURCE:
        raise backend.errors.bad_input("data.type must be folders, items or versions.")
    if not isinstance(data.get("id"), str) or not data["id"]:
        raise backend.errors.bad_input("data.id is missing.")
    if not isinstance(extension, dict):
        raise backend.errors.bad_input("data.meta.extension is missing.")
    for name in ("type", "version"):
        if not isinstance(extension.get(name), str):
            raise backend.errors.bad_input(f"data.meta.extension.{name} is missing.")
    if not isinstance(extension.get("data", {}), dict):
        raise backend.errors.bad_input("data.meta.extension.data must be an object.")
    return data["type"], data["id"], extension


def _check_type(backend: Backend, extension: dict[str, Any], *, ends: tuple[str, str]) -> None:
    """Raise the refusal unless the ref's type is known and takes these ends."""
    ref_type = REF_TYPES.get(extension["type"])
    if ref_type is None or extension["version"] not in ref_type.versions:
        raise backend.errors.bad_input(
            f"data.meta.extension.type {extension['type']} {extension['version']} is not a known ref."
        )
    if not (ends[0].startswith(ref_type.from_allowed) and ends[1].startswith(ref_type.to_allowed)):
        raise backend.errors.bad_input(f"{extension['type']} cannot go from {ends[0]} to {ends[1]}.")
    if extension["type"] == DRAWING_TO_DESIGN:
        _apply_drawing_policy(backend)


def _apply_drawing_policy(backend: Backend) -> None:
    policy = backend.policies["drawing-to-design"]
    if policy == "bad-input":
        raise backend.errors.bad_input(f"{DRAWING_TO_DESIGN} cannot be created.")
    if policy == "forbid":
        raise backend.errors.forbidden(f"{DRAWING_TO_DESIGN} is reserved")


def _store(
    backend: Backend,
    start: tuple[str, str],
    *,
    to: tuple[str, str],
    extension: dict[str, Any],
    project_id: str,
) -> None:
    """Keep the ref, or treat it as the policy for a second one says."""
    policy = backend.policies["duplicate-ref"]
    with backend.database.transaction():
        known = backend.database.value(
            "SELECT 1 FROM refs WHERE from_id = ? AND to_id = ? AND extension_type = ?",
            (start[1], to[1], extension["type"]),
        )
        if known and policy == "conflict":
            raise backend.errors.refuse(409, "CONFLICT", "The ref exists already.")
        if known and policy == "again":
            return
        posted = extension.get("data")
        backend.database.insert(
            "refs",
            project_id=project_id,
            from_type=start[0],
            from_id=start[1],
            to_type=to[0],
            to_id=to[1],
            extension_type=extension["type"],
            extension_version=extension["version"],
            extension_data=None if posted is None else json.dumps(posted),
            readable_from=backend.clock.now() + float(backend.policies["late-write"]),
        )
