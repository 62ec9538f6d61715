"""The Data service's items and their history."""

from __future__ import annotations

from ..answers import document
from ..backend import Backend, Caller
from ..messages import Answer, Request
from .access import VERSION_ROWS, find_asked, find_project, find_resource, is_bim_360
from .folders import folder_document, path_in_project
from .listing import Cut, filter_resources, own_path, read_flag
from .reading import read_resources
from .resources import data_href, item_resource, version_resource


def get_item(backend: Backend, caller: Caller, request: Request) -> Answer:
    """Answer with one item and its tip; in BIM 360 also with its path, where that is asked for."""
    item = find_asked(backend, caller, request, "items")
    with_path = read_flag(request, "includePathInProject", backend.errors) and is_bim_360(
        find_project(backend, caller, item["project_id"])
    )
    tips = read_resources(backend, "versions", [item["tip_id"]])
    return document(
        item_resource(item, path=path_in_project(backend, item) if with_path else None),
        self_href=own_path(request),
        included=[*tips.values()],
    )


def get_item_parent(backend: Backend, caller: Caller, request: Request) -> Answer:
    """Answer with the folder that holds an item."""
    item = find_asked(backend, caller, request, "items")
    return folder_document(backend, item["project_id"], item["folder_id"])


def get_tip(backend: Backend, caller: Caller, request: Request) -> Answer:
    """Answer with an item's latest version."""
    item = find_asked(backend, caller, request, "items")
    tip = find_resource(backend, item["project_id"], "versions", resource_id=item["tip_id"])
    return document(version_resource(tip), self_href=data_href(item["project_id"], "versions", tip["id"]))


def list_versions(backend: Backend, caller: Caller, request: Request) -> Answer:
    """Answer with a page of an item's versions, newest first."""
    item = find_asked(backend, caller, request, "items")
    cut = Cut.of(request, backend.errors)
    rows = backend.database.rows(
        f"{VERSION_ROWS} WHERE r.item_id = ? AND r.readable ORDER BY r.number DESC LIMIT ? OFFSET ?",
        (item["id"], *cut.sql),
    )
    data = filter_resources(map(version_resource, rows[: cut.limit]), request)
    return document(data, self_href=own_path(request), links=cut.links(request, len(rows)))
