"""The Data service's folders made, renamed, moved and hidden."""

from __future__ import annotations

from ..answers import document
from ..backend import Backend, Caller
from ..database import Row
from ..messages import Answer, Request
from . import late
from .access import find_resource, find_written, is_bim_360, open_project, user_of
from .folders import list_ancestors
from .ids import new_urn
from .names import check_name, is_taken
from .payloads import Payload, read_json_api
from .resources import data_href, folder_resource
from .rollups import touch_folder, touch_left_folder

DEEPEST = 25


def create_folder(backend: Backend, caller: Caller, request: Request) -> Answer:
    """Make a folder in a folder; 201."""
    project = open_project(backend, caller, request.params["project"], to="write")
    data = read_json_api(backend.errors, request)
    data.choice("type", ("folders",))
    name = data.text("attributes.name")
    check_name(backend.errors, name, field="data.attributes.name")
    extension_type = "folders:autodesk.bim360:Folder" if is_bim_360(project) else _FOLDER
    data.choice("attributes.extension.type", (extension_type,))
    data.choice("attributes.extension.version", ("1.0",))
    _, parent_id = data.part("relationships.parent.data").identifier(("folders",))
    with backend.database.transaction():
        parent = find_resource(backend, project["id"], "folders", resource_id=parent_id)
        _check_depth(backend, parent_id, levels=1)
        taken = is_taken(backend.database, "folders", folder_id=parent_id, name=name)
        if taken and backend.policies["same-name"] == "conflict":
            raise backend.errors.conflict("A folder of this name exists already.")
        folder_id = new_urn(
            backend.database, "folders", parent["id"], name=name, partition=project["partition"]
        )
        now, user = backend.clock.iso(), user_of(caller)
        late.insert(
            backend,
            "folders",
            id=folder_id,
            project_id=project["id"],
            parent_id=parent_id,
            name=name,
            extension_type=extension_type,
            created=now,
            created_by=user,
            modified=now,
            modified_by=user,
            rolled_up=now,
            seq=backend.database.next_seq(),
        )
        touch_folder(backend, parent_id, by=user)
    return _answer(backend, find_written(backend, "folders", folder_id), status=201)


def modify_folder(backend: Backend, caller: Caller, request: Request) -> Answer:
    """Rename, move, hide or show a folder.

    Outside BIM 360 nothing can be hidden: asked for it, the service answers 200 and changes no more than the
    time of the last change.
    """
    project = open_project(backend, caller, request.params["project"], to="write")
    folder = find_resource(backend, project["id"], "folders", resource_id=request.params["id"])
    data = read_patch(backend, request, "folders")
    name = data.optional_text("attributes.name")
    hidden = data.optional_flag("attributes.hidden")
    parent = data.optional_part("relationships.parent.data")
    parent_id = folder["parent_id"] if parent is None else parent.identifier(("folders",))[1]
    if name is None and hidden is None and parent is None:
        raise backend.errors.bad_input(
            "Nothing to change: neither a name, nor hidden, nor a parent is given."
        )
    if folder["parent_id"] is None:
        raise backend.errors.forbidden("The root folder of a project cannot be changed")
    if name is not None:
        check_name(backend.errors, name, field="data.attributes.name")
    with backend.database.transaction():
        if parent_id != folder["parent_id"]:
            _check_move(backend, folder, parent_id=parent_id)
        appears = hidden is False and bool(folder["hidden"])
        if appears or (name, parent_id) != (None, folder["parent_id"]):
            _check_new_place(backend, folder, parent_id=parent_id, name=name or folder["name"])
        backend.database.change(
            "UPDATE folders SET name = ?, parent_id = ?, hidden = ? WHERE id = ?",
            (
                name or folder["name"],
                parent_id,
                int(hidden) if hidden is not None and is_bim_360(project) else folder["hidden"],
                folder["id"],
            ),
        )
        touch_folder(backend, folder["id"], by=user_of(caller))
        if parent_id != folder["parent_id"]:
            touch_folder(backend, parent_id, by=user_of(caller))
            touch_left_folder(backend, folder["parent_id"], by=user_of(caller))
    return _answer(backend, find_written(backend, "folders", folder["id"]))


def read_patch(backend: Backend, request: Request, kind: str) -> Payload:
    """Return the data of a change, which must name the resource in the path by type and id."""
    data = read_json_api(backend.errors, request)
    data.choice("type", (kind,))
    if data.text("id") != request.params["id"]:
        raise backend.errors.bad_input("data.id must be the id in the path, not encoded.")
    return data


_FOLDER = "folders:autodesk.core:Folder"


def _answer(backend: Backend, row: Row, *, status: int = 200) -> Answer:
    return document(
        folder_resource(row, backend.policies),
        self_href=data_href(row["project_id"], "folders", row["id"]),
        status=status,
    )


def _check_move(backend: Backend, folder: Row, *, parent_id: str) -> None:
    find_resource(backend, folder["project_id"], "folders", resource_id=parent_id)
    if folder["id"] in {row["id"] for row in list_ancestors(backend, parent_id)}:
        raise backend.errors.bad_input("A folder cannot be moved into itself.")
    height: int = backend.database.value(
        """
        WITH RECURSIVE below (id, level) AS (
            SELECT ?, 1 UNION ALL SELECT f.id, level + 1 FROM folders f JOIN below b ON f.parent_id = b.id
        )
        SELECT max(level) FROM below
        """,
        (folder["id"],),
    )
    _check_depth(backend, parent_id, levels=height)


def _check_depth(backend: Backend, parent_id: str, *, levels: int) -> None:
    # The root folder, which people do not see, is no level.
    if len(list_ancestors(backend, parent_id)) - 1 + levels > DEEPEST:
        raise backend.errors.bad_input(f"Folders can be nested up to {DEEPEST} levels deep.")


def _check_new_place(backend: Backend, folder: Row, *, parent_id: str, name: str) -> None:
    """Refuse a name that another folder has; no 409 is documented for a change."""
    taken = is_taken(backend.database, "folders", folder_id=parent_id, name=name, own_id=folder["id"])
    if taken and backend.policies["same-name"] == "conflict":
        raise backend.errors.bad_input("data.attributes.name is the name of another folder there.")
