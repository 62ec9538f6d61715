"""The Data service's items and versions made and renamed.

An item is made with its first version, in one document of two objects; `1` is the id by which the item names
that version. The file of a version is uploaded to a storage before, or, in BIM 360 alone, that of another
version (`copyFrom`).
"""

from __future__ import annotations

from dataclasses import dataclass

from ..answers import document
from ..backend import Backend, Caller
from ..database import Row
from ..messages import Answer, Request
from . import late
from .access import (
    find_resource,
    find_written,
    is_bim_360,
    open_project,
    require_release,
    user_of,
)
from .folder_writes import read_patch
from .ids import new_urn, version_urn
from .names import check_name, is_taken
from .payloads import Payload, read_document, read_json_api
from .ref_writes import Extension, list_inherited, read_inline_refs, store_inline_refs
from .resources import Resource, data_href, item_resource, version_resource
from .rollups import note_change, touch_folder
from .storages import find_file

_DELETED = "versions:autodesk.core:Deleted"


@dataclass(frozen=True)
class NewVersion:
    """What a posted version asks for; an empty `storage` marks a deletion."""

    name: str
    extension_type: str
    storage: str
    size: int
    refs: list[tuple[str, str, Extension]]


def create_item(backend: Backend, caller: Caller, request: Request) -> Answer:
    """Make an item with its first version; 201."""
    project = open_project(backend, caller, request.params["project"], to="write")
    body = read_document(backend.errors, request)
    data = body.part("data")
    data.choice("type", ("items",))
    name = _read_item_name(backend, project, data)
    extension_type = data.choice("attributes.extension.type", _item_types(project))
    data.choice("attributes.extension.version", ("1.0",))
    _, folder_id = data.part("relationships.parent.data").identifier(("folders",))
    _, local_id = data.part("relationships.tip.data").identifier(("versions",))
    versions = body.parts("included")
    if len(versions) != 1 or versions[0].identifier(("versions",))[1] != local_id:
        raise backend.errors.bad_input("included must hold the one version that relationships.tip names.")
    with backend.database.transaction():
        folder = find_resource(backend, project["id"], "folders", resource_id=folder_id)
        new = _read_version(backend, project, versions[0], copied=_read_copied(request))
        name = name or new.name
        taken = is_taken(backend.database, "items", folder_id=folder_id, name=name)
        if taken and backend.policies["same-name"] == "conflict":
            raise backend.errors.conflict("An item of this name exists already.")
        item_id = new_urn(backend.database, "items", folder_id, name=name, partition=project["partition"])
        user = user_of(caller)
        # The version first: where both are late, the item must not be readable before its tip is.
        version_id = _add_version(backend, project["id"], item_id, new=new, by=user)
        late.insert(
            backend,
            "items",
            id=item_id,
            project_id=project["id"],
            folder_id=folder["id"],
            name=name,
            extension_type=extension_type,
            created=backend.clock.iso(),
            created_by=user,
            tip_id=version_id,
            seq=backend.database.next_seq(),
        )
        touch_folder(backend, folder_id, by=user)
    return document(
        item_resource(find_written(backend, "items", item_id)),
        self_href=data_href(project["id"], "items", item_id),
        included=[version_resource(find_written(backend, "versions", version_id))],
        status=201,
    )


def create_version(backend: Backend, caller: Caller, request: Request) -> Answer:
    """Make an item's next version, its tip from then on; 201."""
    project = open_project(backend, caller, request.params["project"], to="write")
    data = read_json_api(backend.errors, request)
    data.choice("type", ("versions",))
    _, item_id = data.part("relationships.item.data").identifier(("items",))
    with backend.database.transaction():
        item = find_resource(backend, project["id"], "items", resource_id=item_id)
        require_release(backend, caller, item)
        if item["extension_type"] not in _item_types(project):
            raise backend.errors.bad_input(f"An item of the type {item['extension_type']} takes no upload.")
        new = _read_version(backend, project, data, copied=_read_copied(request))
        version_id = _add_version(backend, project["id"], item_id, new=new, by=user_of(caller))
        for ref in list_inherited(
            backend.database, item["tip_id"], heir_id=version_id, which=backend.policies["ref-inheritance"]
        ):
            late.insert(backend, "refs", **ref)
        late.choose_tip(backend.database, item_id)
        hidden = int(new.extension_type == _DELETED)
        backend.database.change("UPDATE items SET hidden = ? WHERE id = ?", (hidden, item_id))
        note_change(backend, item["folder_id"])
    return _answer_version(backend, project["id"], version_id, item_id=item_id)


def rename_item(backend: Backend, caller: Caller, request: Request) -> Answer:
    """Give an item another name; its versions keep theirs."""
    project = open_project(backend, caller, request.params["project"], to="write")
    item = find_resource(backend, project["id"], "items", resource_id=request.params["id"])
    name = read_patch(backend, request, "items").text("attributes.displayName")
    check_name(backend.errors, name, field="data.attributes.displayName")
    require_release(backend, caller, item)
    with backend.database.transaction():
        taken = is_taken(backend.database, "items", folder_id=item["folder_id"], name=name, own_id=item["id"])
        if taken and backend.policies["same-name"] == "conflict":
            # No 409 is documented for a change.
            raise backend.errors.bad_input("data.attributes.displayName is the name of another item there.")
        backend.database.change(
            "UPDATE items SET name = ?, modified = ?, modified_by = ? WHERE id = ?",
            (name, backend.clock.iso(), user_of(caller), item["id"]),
        )
        note_change(backend, item["folder_id"])
    renamed = find_written(backend, "items", item["id"])
    return document(
        item_resource(renamed),
        self_href=data_href(project["id"], "items", item["id"]),
        included=[version_resource(find_written(backend, "versions", renamed["tip_id"]))],
    )


def rename_version(backend: Backend, caller: Caller, request: Request) -> Answer:
    """Give a version another name, which BIM 360 does not allow; its item keeps its own."""
    project = open_project(backend, caller, request.params["project"], to="write")
    version = find_resource(backend, project["id"], "versions", resource_id=request.params["id"])
    name = read_patch(backend, request, "versions").text("attributes.name")
    check_name(backend.errors, name, field="data.attributes.name")
    if is_bim_360(project):
        raise backend.errors.bad_input("A version cannot be renamed in BIM 360: make a new one.")
    item = find_resource(backend, project["id"], "items", resource_id=version["item_id"])
    require_release(backend, caller, item)
    with backend.database.transaction():
        backend.database.change(
            "UPDATE versions SET name = ?, modified = ?, modified_by = ? WHERE id = ?",
            (name, backend.clock.iso(), user_of(caller), version["id"]),
        )
        note_change(backend, item["folder_id"])
    return document(
        version_resource(find_written(backend, "versions", version["id"])),
        self_href=data_href(project["id"], "versions", version["id"]),
    )


def _read_item_name(backend: Backend, project: Row, data: Payload) -> str | None:
    # Described as optional, and refused all the same where it is missing, but for BIM 360.
    if is_bim_360(project):
        name = data.optional_text("attributes.displayName")
    else:
        name = data.text("attributes.displayName")
    if name is not None:
        check_name(backend.errors, name, field="data.attributes.displayName")
    return name


def _read_copied(request: Request) -> str | None:
    return request.query.get("copyFrom", (None,))[-1]


def _item_types(project: Row) -> tuple[str, ...]:
    if is_bim_360(project):
        return "items:autodesk.bim360:File", "items:autodesk.bim360:Document"
    return ("items:autodesk.core:File",)


def _version_types(project: Row) -> tuple[str, ...]:
    if is_bim_360(project):
        return "versions:autodesk.bim360:File", "versions:autodesk.bim360:Document", _DELETED
    return "versions:autodesk.core:File", "versions:autodesk.a360:CompositeDesign"


def _read_version(backend: Backend, project: Row, version: Payload, *, copied: str | None) -> NewVersion:
    """Return what a posted version asks for, or raise the refusal."""
    extension_type = version.choice("attributes.extension.type", _version_types(project))
    version.choice("attributes.extension.version", ("1.0",))
    refs = read_inline_refs(backend, project, version, extension_type=extension_type)
    if copied is not None:
        if not is_bim_360(project):
            raise backend.errors.bad_input("copyFrom works in BIM 360 only.")
        source = find_resource(backend, project["id"], "versions", resource_id=copied)
        name = version.optional_text("attributes.name") or source["name"]
        storage, size = source["storage"], source["size"]
    else:
        name = version.text("attributes.name")
        storage, size = "", 0
    check_name(backend.errors, name, field="attributes.name")
    if copied is None and extension_type != _DELETED:
        _, storage = version.part("relationships.storage.data").identifier(("objects",))
        size = find_file(backend, project, storage)["size"]
    return NewVersion(name, extension_type, storage, size, refs)


def _add_version(backend: Backend, project_id: str, item_id: str, *, new: NewVersion, by: str) -> str:
    number = 1 + backend.database.value("SELECT count(*) FROM versions WHERE item_id = ?", (item_id,))
    version_id = version_urn(item_id, number)
    late.insert(
        backend,
        "versions",
        id=version_id,
        project_id=project_id,
        item_id=item_id,
        number=number,
        name=new.name,
        extension_type=new.extension_type,
        created=backend.clock.iso(),
        created_by=by,
        size=new.size,
        storage=new.storage,
    )
    store_inline_refs(backend, project_id, version_id, refs=new.refs)
    return version_id


def _answer_version(backend: Backend, project_id: str, version_id: str, *, item_id: str) -> Answer:
    version = version_resource(find_written(backend, "versions", version_id))
    included: list[Resource] | None = None
    if backend.policies["created-version-includes-item"] == "yes":
        version.pop("relationships")
        item = item_resource(find_written(backend, "items", item_id))
        item["relationships"]["tip"]["data"]["id"] = version_id  # which may be late
        included = [item]
    return document(
        version, self_href=data_href(project_id, "versions", version_id), included=included, status=201
    )
