"""Requests to the Project and Data services by `http.client` alone: right ones, and what must be refused."""

from __future__ import annotations

import json
from typing import Any

from addin.lib.emulator import Emulator

from .by_hand import Wire, document
from .shelf import Shelf, q, upload_file

_UNKNOWN = "urn:adsk.wipprod:dm.lineage:none"


def ask_for_more_data(wire: Wire, shelf: Shelf) -> None:
    """Ask, as described, for what the client has no use for."""
    links = shelf.path("versions", shelf.version, "/relationships/links")
    wire.get(links.removeprefix("/data/v1"), 200)
    wire.get(shelf.path("versions", shelf.file, "/downloadFormats"), 200)
    wire.get(shelf.path("versions", shelf.file, "/relationships/links"), 200)
    for query in ("excludeDeleted=true", "projectFilesOnly=true"):
        wire.get(f"/project/v1/hubs/{q(shelf.hub)}/projects/{q(shelf.project)}/topFolders?{query}", 200)
    deleted = new_version(
        shelf.plan_item, None, name="A.dwg", extension_type="versions:autodesk.core:Deleted"
    )
    collection = f"/data/v1/projects/{q(shelf.builders_project)}/versions"
    wire.post(collection, deleted, 201)
    contents = f"/data/v1/projects/{q(shelf.builders_project)}/folders/{q(shelf.plans)}/contents"
    wire.get(f"{contents}?includeHidden=true", 200)


def ask_data_wrongly(wire: Wire, service: Emulator, shelf: Shelf) -> None:
    """Send what must be refused, to see the refusals."""
    _read_wrongly(wire, shelf)
    _write_folders_wrongly(wire, shelf)
    _write_files_wrongly(wire, service, shelf)
    for name, version, status in (("ListItems", "2.0.0", 400), ("CheckPermission", "1.0.0", 400)):
        wire.post(shelf.collection("commands"), command(name, version, ("items", shelf.item)), status)
    wire.post(shelf.collection("commands"), command("ListItems", "1.1.0", ("items", _UNKNOWN)), 404)


def _read_wrongly(wire: Wire, shelf: Shelf) -> None:
    wire.get(f"/project/v1/hubs/{q(shelf.bare_hub)}/projects/{q(shelf.project)}/hub", 404)
    wire.get(shelf.path("folders", _UNKNOWN, "/search"), 404)
    wire.get(shelf.path("folders", shelf.folder, "/search?page%5Bnumber%5D=x"), 400)
    wire.get(shelf.path("items", shelf.item, "?includePathInProject=perhaps"), 400)
    for kind in ("folders", "items", "versions"):
        wire.get(shelf.path(kind, _UNKNOWN, "/relationships/links"), 404)
    for more in ("/downloadFormats", "/downloads"):
        wire.get(shelf.path("versions", _UNKNOWN, more), 404)
    wire.get(shelf.path("jobs", "none"), 404)
    wire.get(shelf.path("downloads", "none"), 404)


def _write_folders_wrongly(wire: Wire, shelf: Shelf) -> None:
    folders = shelf.collection("folders")
    wire.post(folders, new_folder("a/b", shelf.folder), 400)
    wire.post(folders, new_folder("x" * 256, shelf.folder), 400)
    wire.post(folders, new_folder("Norms", _UNKNOWN), 404)
    wire.post(folders, new_folder("Standards", shelf.folder), 409)
    wire.post(f"/data/v1/projects/{q(shelf.closed_project)}/folders", new_folder("N", shelf.folder), 403)
    for data, status in (
        ({"id": shelf.folder, "attributes": {"name": "a?"}}, 400),
        ({"id": shelf.inner_folder, "attributes": {"name": "a"}}, 400),
        ({"id": shelf.folder, "relationships": {"parent": {"data": _id("folders", _UNKNOWN)}}}, 404),
    ):
        body = document({"type": "folders", **data})
        wire.patch(shelf.path("folders", shelf.folder), body, status)
    root = document({"type": "folders", "id": shelf.root, "attributes": {"name": "a"}})
    wire.patch(shelf.path("folders", shelf.root), root, 403)


def _write_files_wrongly(wire: Wire, service: Emulator, shelf: Shelf) -> None:
    storages, items, versions, downloads = map(
        shelf.collection, ("storage", "items", "versions", "downloads")
    )
    wire.post(storages, new_storage("a.pdf", "folders", _UNKNOWN), 404)
    wire.post(storages, new_storage("a.pdf", "versions", shelf.version), 400)
    answer = wire.post(storages, new_storage("a.pdf", "folders", shelf.folder), 201)
    storage = json.loads(answer)["data"]["id"]
    wire.post(items, new_item("a.pdf", shelf.folder, storage), 400)
    upload_file(service, storage)
    unnamed = new_item("a.pdf", shelf.folder, storage)
    unnamed["data"]["attributes"].pop("displayName")
    wire.post(items, unnamed, 400)
    wire.post(items, new_item("a.pdf", _UNKNOWN, storage), 404)
    wire.post(items, new_item("Parts.xlsx", shelf.folder, storage), 409)
    wire.post(items, new_item("a.pdf", shelf.folder, storage + "x"), 404)
    wire.post(versions, new_version(shelf.item, storage), 400)
    wire.post(versions, new_version(_UNKNOWN, storage), 404)
    service.seed.reserve_item(shelf.file_item, by="SAMPLEUSER02", since="2026-03-05T12:00:00Z")
    wire.get(shelf.path("items", shelf.file_item), 200)
    wire.post(versions, new_version(shelf.file_item, storage), 423)
    for kind, field, own in (("items", "displayName", shelf.file_item), ("versions", "name", shelf.file)):
        for value, status in (("a", 423), ("a*", 400)):
            body = document({"type": kind, "id": own, "attributes": {field: value}})
            wire.patch(shelf.path(kind, own), body, status)
        body = document({"type": kind, "id": _UNKNOWN, "attributes": {field: "a"}})
        wire.patch(shelf.path(kind, _UNKNOWN), body, 404)
    service.seed.release_item(shelf.file_item)
    wire.post(downloads, new_download(_UNKNOWN, "pdf"), 404)
    wire.post(downloads, new_download(shelf.version, "exe"), 400)


def new_folder(name: str, parent: str) -> dict[str, Any]:
    """Return the document that makes a folder."""
    extension = {"type": "folders:autodesk.core:Folder", "version": "1.0"}
    return document(
        {
            "type": "folders",
            "attributes": {"name": name, "extension": extension},
            "relationships": {"parent": {"data": _id("folders", parent)}},
        }
    )


def new_storage(name: str, kind: str, target: str) -> dict[str, Any]:
    """Return the document that makes a storage."""
    relationships = {"target": {"data": _id(kind, target)}}
    return document({"type": "objects", "attributes": {"name": name}, "relationships": relationships})


def new_item(name: str, folder: str, storage: str) -> dict[str, Any]:
    """Return the document that makes an item."""
    types = ("items:autodesk.core:File", "versions:autodesk.core:File")
    item_type, version_type = ({"type": kind, "version": "1.0"} for kind in types)
    data = {
        "type": "items",
        "attributes": {"displayName": name, "extension": item_type},
        "relationships": {
            "tip": {"data": _id("versions", "1")},
            "parent": {"data": _id("folders", folder)},
        },
    }
    version = {
        **_id("versions", "1"),
        "attributes": {"name": name, "extension": version_type},
        "relationships": {"storage": {"data": _id("objects", storage)}},
    }
    return {**document(data), "included": [version]}


def new_version(
    item: str,
    storage: str | None,
    *,
    name: str = "a.pdf",
    extension_type: str = "versions:autodesk.core:File",
) -> dict[str, Any]:
    """Return the document that makes a version; without a storage it marks a deletion."""
    relationships = {"item": {"data": _id("items", item)}}
    if storage is not None:
        relationships["storage"] = {"data": _id("objects", storage)}
    extension = {"type": extension_type, "version": "1.0"}
    return document(
        {
            "type": "versions",
            "attributes": {"name": name, "extension": extension},
            "relationships": relationships,
        }
    )


def new_download(version: str, file_type: str) -> dict[str, Any]:
    """Return the document that starts a conversion."""
    return document(
        {
            "type": "downloads",
            "attributes": {"format": {"fileType": file_type}},
            "relationships": {"source": {"data": _id("versions", version)}},
        }
    )


def command(name: str, version: str, *resources: tuple[str, str]) -> dict[str, Any]:
    """Return a command without data of its own."""
    extension = {"type": f"commands:autodesk.core:{name}", "version": version}
    named = [_id(kind, resource_id) for kind, resource_id in resources]
    return document(
        {
            "type": "commands",
            "attributes": {"extension": extension},
            "relationships": {"resources": {"data": named}},
        }
    )


def _id(kind: str, resource_id: str) -> dict[str, str]:
    return {"type": kind, "id": resource_id}
