"""The Data service's folders and what is in them."""

from __future__ import annotations

from ..answers import document
from ..backend import Backend, Caller
from ..messages import Answer, Request
from .access import find_asked, find_resource, find_rows
from .listing import Cut, filter_resources, own_path
from .resources import data_href, folder_resource, item_resource, version_resource


def get_folder(backend: Backend, caller: Caller, request: Request) -> Answer:
    """Answer with one folder."""
    row = find_asked(backend, caller, request, "folders")
    return document(folder_resource(row), self_href=own_path(request))


def list_contents(backend: Backend, caller: Caller, request: Request) -> Answer:
    """Answer with a page of a folder's children, folders first, and the tips of the page's items."""
    folder = find_asked(backend, caller, request, "folders")
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
    folder = find_asked(backend, caller, request, "folders")
    return folder_document(backend, folder["project_id"], folder["parent_id"] or "")


def folder_document(backend: Backend, project_id: str, folder_id: str) -> Answer:
    """Answer with a folder, by its own address."""
    folder = find_resource(backend, project_id, "folders", resource_id=folder_id)
    return document(folder_resource(folder), self_href=data_href(project_id, "folders", folder["id"]))
