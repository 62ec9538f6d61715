"""The Data service's storages: places in object storage, made before a file is uploaded to them.

An object is complete when `objects` has its bucket and key; object storage sees to that.
"""

from __future__ import annotations

from ..answers import document
from ..backend import Backend, Caller
from ..database import Row
from ..messages import Answer, Request
from .access import find_resource, open_project, user_of
from .ids import file_type_of, free_id, object_urn, split_object_urn
from .payloads import read_json_api
from .resources import data_href, object_href


def create_storage(backend: Backend, caller: Caller, request: Request) -> Answer:
    """Make a place for the file of a new item in a folder, or of a new version of an item; 201."""
    project = open_project(backend, caller, request.params["project"], to="write")
    data = read_json_api(backend.errors, request)
    data.choice("type", ("objects",))
    name = data.text("attributes.name")
    target_type, target_id = data.part("relationships.target.data").identifier(("folders", "items"))
    find_resource(backend, project["id"], target_type, resource_id=target_id)
    with backend.database.transaction():
        file_type = file_type_of(name)
        urn = free_id(
            backend.database,
            "storages",
            lambda number: object_urn(
                project["partition"], of=f"storage {number} {target_id} {name}", file_type=file_type
            ),
        )
        backend.database.insert(
            "storages",
            id=urn,
            project_id=project["id"],
            target_type=target_type,
            target_id=target_id,
            name=name,
            created=backend.clock.now(),
            created_by=user_of(caller),
        )
    target = {
        "links": {"related": {"href": data_href(project["id"], target_type, target_id)}},
        "data": {"type": target_type, "id": target_id},
    }
    return document(
        {"type": "objects", "id": urn, "relationships": {"target": target}},
        self_href=object_href(urn),
        status=201,
    )


def find_file(backend: Backend, project: Row, urn: str) -> Row:
    """Return the uploaded object of a storage, or raise the refusal.

    A storage belongs to the project it was made in, and counts as input only when its upload is complete.
    """
    known = backend.database.value(
        "SELECT 1 FROM storages WHERE id = ? AND project_id = ?", (urn, project["id"])
    )
    if not known:
        raise backend.errors.not_found("objects")
    file = backend.database.row("SELECT * FROM objects WHERE bucket = ? AND key = ?", split_object_urn(urn))
    if file is None:
        raise backend.errors.bad_input(f"The upload to the storage {urn} is not complete.")
    used = backend.database.value("SELECT 1 FROM versions WHERE storage = ?", (urn,))
    if used and backend.policies["storage-reuse"] == "conflict":
        raise backend.errors.conflict("A version has this storage already.")
    return file
