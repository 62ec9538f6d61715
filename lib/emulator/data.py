"""The Data service's folders, items and versions, read only."""

from __future__ import annotations

from .access import VERSION_ROWS, find_resource, find_rows, open_project
from .answers import document
from .backend import Backend, Caller
from .database import Row
from .listing import Cut, filter_resources, own_path
from .messages import Answer, Request
from .resources import data_href, folder_resource, item_resource, version_resource


def get_folder(backend: Backend, caller: Caller, request: Request) -> Answer:
    """Answer with one folder."""
    row = _find(backend, caller, request, "folders")
    return document(folder_resource(row), self_href=own_path(request))


def list_contents(backend: Backend, caller: Caller, request: Request) -> Answer:
    """Answer with a page of a folder's children, folders first, and the tips of the page's items."""
    folder = _find(backend, caller, request, "folders")
    cut = Cut.of(request, backend.errors)
    children = backend.database.rows(
        "SELECT 'folders' AS kind, id, seq FROM folders WHERE parent_id = ? "
        "UNION ALL SELECT 'items', id, seq FROM items WHERE folder_id = ? AND tip_id IS NOT NULL "
        "ORDER BY kind, seq LIMIT ? OFFSET ?",
        (folder["id"], folder["id"], *cut.sql),
    )
    page = children[: cut.limit]
    folders = find_rows(backend, "folders", (row["id"] for row in page if row["kind"] == "folders"))
    items = find_rows(backend, "items", (row["id"] for row in page if row["kind"] == "items"))
    data = filter_resources(
        (
            folder_resource(folders[row["id"]])
            if row["kind"] == "folders"
            else item_resource(items[row["id"]])
            for row in page
        ),
        request,
    )
    tips = find_rows(
        backend, "versions", (items[entry["id"]]["tip_id"] for entry in data if entry["id"] in items)
    )
    return document(
        data,
        self_href=own_path(request),
        included=[version_resource(tip) for tip in tips.values()],
        links=cut.links(request, len(children)),
    )


def get_parent(backend: Backend, caller: Caller, request: Request) -> Answer:
    """Answer with the folder that holds a folder."""
    folder = _find(backend, caller, request, "folders")
    return _folder_document(backend, folder["project_id"], folder["parent_id"] or "")


def get_item(backend: Backend, caller: Caller, request: Request) -> Answer:
    """Answer with one item and its tip."""
    item = _find(backend, caller, request, "items")
    tips = find_rows(backend, "versions", [item["tip_id"]])
    return document(
        item_resource(item),
        self_href=own_path(request),
        included=[version_resource(tip) for tip in tips.values()],
    )


def get_item_parent(backend: Backend, caller: Caller, request: Request) -> Answer:
    """Answer with the folder that holds an item."""
    item = _find(backend, caller, request, "items")
    return _folder_document(backend, item["project_id"], item["folder_id"])


def get_tip(backend: Backend, caller: Caller, request: Request) -> Answer:
    """Answer with an item's latest version."""
    item = _find(backend, caller, request, "items")
    tip = find_resource(backend, item["project_id"], "versions", resource_id=item["tip_id"])
    return document(version_resource(tip), self_href=data_href(item["project_id"], "versions", tip["id"]))


def list_versions(backend: Backend, caller: Caller, request: Request) -> Answer:
    """Answer with a page of an item's versions, newest first."""
    item = _find(backend, caller, request, "items")
    cut = Cut.of(request, backend.errors)
    rows = backend.database.rows(
        f"{VERSION_ROWS} WHERE r.item_id = ? ORDER BY r.number DESC LIMIT ? OFFSET ?", (item["id"], *cut.sql)
    )
    data = filter_resources(map(version_resource, rows[: cut.limit]), request)
    return document(data, self_href=own_path(request), links=cut.links(request, len(rows)))


def get_version(backend: Backend, caller: Caller, request: Request) -> Answer:
    """Answer with one version."""
    row = _find(backend, caller, request, "versions")
    return document(version_resource(row), self_href=own_path(request))


def get_version_item(backend: Backend, caller: Caller, request: Request) -> Answer:
    """Answer with the item that a version belongs to, and its tip."""
    version = _find(backend, caller, request, "versions")
    item = find_resource(backend, version["project_id"], "items", resource_id=version["item_id"])
    tips = find_rows(backend, "versions", [item["tip_id"]])
    return document(
        item_resource(item),
        self_href=data_href(item["project_id"], "items", item["id"]),
        included=[version_resource(tip) for tip in tips.values()],
    )


def _find(backend: Backend, caller: Caller, request: Request, kind: str) -> Row:
    project = open_project(backend, caller, request.params["project"])
    return find_resource(backend, project["id"], kind, resource_id=request.params["id"])


def _folder_document(backend: Backend, project_id: str, folder_id: str) -> Answer:
    folder = find_resource(backend, project_id, "folders", resource_id=folder_id)
    return document(folder_resource(folder), self_href=data_href(project_id, "folders", folder["id"]))
