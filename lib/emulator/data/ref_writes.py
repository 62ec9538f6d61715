"""The Data service's refs made: one by one at their from end, or together with a new version; never deleted.

A ref stays in one project. Its type must be known and take its two ends.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from ..backend import Backend, Caller
from ..database import Database, Row
from ..messages import Answer, Refused, Request
from . import late
from .access import find_resource, find_rows, open_project
from .payloads import Payload, read_json_api
from .ref_types import DRAWING_TO_DESIGN, REF_TYPES, XREF

_KINDS = ("folders", "items", "versions")
_INLINE_VERSIONS = ("1.1.0", "1.1")
_COLUMNS = (
    "project_id",
    "from_type",
    "from_id",
    "to_type",
    "to_id",
    "extension_type",
    "extension_version",
    "extension_data",
)


@dataclass(frozen=True)
class Extension:
    """What a ref is: its type, the type's version, and data as JSON text or None."""

    type: str
    version: str
    data: str | None


def create_ref(backend: Backend, caller: Caller, request: Request, *, kind: str) -> Answer:
    """Make a ref from the resource in the path to the one in the body; 204."""
    project = open_project(backend, caller, request.params["project"], to="write")
    from_row = find_resource(backend, project["id"], kind, resource_id=request.params["id"])
    data = read_json_api(backend.errors, request)
    to_type, to_id = data.identifier(_KINDS)
    extension = _read_extension(data.part("meta.extension"))
    to_row = _find_end(backend, project, kind=to_type, resource_id=to_id)
    if to_id == from_row["id"]:
        raise backend.errors.bad_input("A resource cannot refer to itself.")
    _check_type(backend, extension, ends=(from_row["extension_type"], to_row["extension_type"]))
    with backend.database.transaction():
        _store(
            backend,
            (kind, from_row["id"]),
            to=(to_type, to_id),
            extension=extension,
            project_id=project["id"],
        )
    return Answer(204)


def read_inline_refs(
    backend: Backend, project: Row, version: Payload, *, extension_type: str
) -> list[tuple[str, str, Extension]]:
    """Return (direction, other version, extension) of the refs posted with a new version of this type.

    Only external references between versions can be made this way.
    """
    refs = version.optional_part("relationships.refs")
    found: list[tuple[str, str, Extension]] = []
    for ref in [] if refs is None else refs.parts("data"):
        _, other_id = ref.identifier(("versions",))
        ref.choice("meta.refType", ("xrefs",))
        direction = ref.choice("meta.direction", ("from", "to"))
        ref.choice("meta.extension.type", (XREF,))
        ref.choice("meta.extension.version", _INLINE_VERSIONS)
        extension = _read_extension(ref.part("meta.extension"))
        if extension.data is not None:
            ref.choice("meta.extension.data.nestedType", ("attachment", "overlay"))
        other = _find_end(backend, project, kind="versions", resource_id=other_id)
        ends = (extension_type, other["extension_type"])
        _check_type(backend, extension, ends=ends if direction == "from" else (ends[1], ends[0]))
        found.append((direction, other_id, extension))
    return found


def store_inline_refs(
    backend: Backend, project_id: str, version_id: str, *, refs: list[tuple[str, str, Extension]]
) -> None:
    """Keep the refs that were posted with a new version; `direction` is the end at which it sits."""
    for direction, other_id, extension in refs:
        ends = (("versions", version_id), ("versions", other_id))
        start, end = ends if direction == "from" else (ends[1], ends[0])
        _store(backend, start, to=end, extension=extension, project_id=project_id)


def list_inherited(
    database: Database, version_id: str, *, heir_id: str, which: str
) -> list[dict[str, str | None]]:
    """Return the rows of refs that a version gets from the one before it: none, outgoing (its own) or all."""
    sides = {"none": (), "outgoing": ("from",), "all": ("from", "to")}[which]
    return [
        {name: row[name] for name in _COLUMNS} | {f"{side}_id": heir_id}
        for side in sides
        for row in database.rows(
            f"SELECT * FROM refs WHERE {side}_type = 'versions' AND {side}_id = ? ORDER BY id", (version_id,)
        )
    ]


def _read_extension(extension: Payload) -> Extension:
    has_data = extension.optional_part("data") is not None
    return Extension(
        extension.text("type"),
        extension.text("version"),
        json.dumps(extension.optional("data")) if has_data else None,
    )


def _find_end(backend: Backend, project: Row, *, kind: str, resource_id: str) -> Any:
    """Return the row of a ref's other end, or raise the refusal."""
    row = find_rows(backend, kind, [resource_id]).get(resource_id)
    if row is None:
        raise backend.errors.not_found(kind)
    if row["project_id"] != project["id"]:
        raise _refuse_project(backend, kind)
    return row


def _refuse_project(backend: Backend, kind: str) -> Refused:
    policy = backend.policies["cross-project-ref"]
    if policy == "forbid":
        return backend.errors.forbidden("A ref cannot leave its project")
    if policy == "not-found":
        return backend.errors.not_found(kind)
    return backend.errors.bad_input("A ref cannot leave its project.")


def _check_type(backend: Backend, extension: Extension, *, ends: tuple[str, str]) -> None:
    """Raise the refusal unless the ref's type is known and takes these ends."""
    ref_type = REF_TYPES.get(extension.type)
    if ref_type is None or extension.version not in ref_type.versions:
        raise backend.errors.bad_input(
            f"data.meta.extension.type {extension.type} {extension.version} is not a known ref."
        )
    if not (ends[0].startswith(ref_type.from_allowed) and ends[1].startswith(ref_type.to_allowed)):
        raise backend.errors.bad_input(f"{extension.type} cannot go from {ends[0]} to {ends[1]}.")
    if extension.type == DRAWING_TO_DESIGN:
        _apply_drawing_policy(backend)


def _apply_drawing_policy(backend: Backend) -> None:
    policy = backend.policies["drawing-to-design"]
    if policy == "bad-input":
        raise backend.errors.bad_input(f"{DRAWING_TO_DESIGN} cannot be created.")
    if policy == "forbid":
        raise backend.errors.forbidden(f"{DRAWING_TO_DESIGN} is reserved")


def _store(
    backend: Backend, start: tuple[str, str], *, to: tuple[str, str], extension: Extension, project_id: str
) -> None:
    """Keep the ref, or treat it as the policy for a second one says; inside a transaction."""
    policy = backend.policies["duplicate-ref"]
    known = backend.database.value(
        "SELECT 1 FROM refs WHERE from_id = ? AND to_id = ? AND extension_type = ?",
        (start[1], to[1], extension.type),
    )
    if known and policy == "conflict":
        raise backend.errors.conflict("The ref exists already.")
    if known and policy == "again":
        return
    late.insert(
        backend,
        "refs",
        project_id=project_id,
        from_type=start[0],
        from_id=start[1],
        to_type=to[0],
        to_id=to[1],
        extension_type=extension.type,
        extension_version=extension.version,
        extension_data=extension.data,
    )
