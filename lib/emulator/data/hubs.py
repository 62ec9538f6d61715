"""The Project service: hubs, projects and top folders."""

from __future__ import annotations

from collections.abc import Mapping

from ..answers import document
from ..backend import Backend, Caller
from ..messages import Answer, Request
from .access import FOLDER_ROWS, find_hub, find_project, list_open_hubs, open_project
from .listing import Cut, filter_resources, own_path, read_flag
from .resources import folder_resource, hub_href, hub_resource, project_resource

# The regions besides US, whose hubs these are.
_FOREIGN_REGIONS = ("EMEA", "AUS", "CAN", "DEU", "IND", "JPN", "GBR")
_WARNED_REGIONS = {"none": 0, "one": 1, "seven": len(_FOREIGN_REGIONS)}


def list_hubs(backend: Backend, caller: Caller, request: Request) -> Answer:
    """Answer with the user's hubs; an app without a user has none.

    A region that does not know the app is told beside the hubs, in a way unlike everything else.
    """
    rows = list_open_hubs(backend, caller)
    warned = _FOREIGN_REGIONS[: _WARNED_REGIONS[backend.policies["hub-warnings"]]]
    return document(
        filter_resources(map(hub_resource, rows), request),
        self_href=own_path(request),
        meta={"warnings": [_warning(region) for region in warned]} if warned else None,
    )


def get_hub(backend: Backend, caller: Caller, request: Request) -> Answer:
    """Answer with one hub."""
    row = find_hub(backend, caller, request.params["hub"])
    return document(hub_resource(row), self_href=own_path(request))


def list_projects(backend: Backend, caller: Caller, request: Request) -> Answer:
    """Answer with a page of a hub's projects, also those the user may not open."""
    hub = find_hub(backend, caller, request.params["hub"])
    cut = Cut.of(request, backend.errors)
    rows = backend.database.rows(
        "SELECT * FROM projects WHERE hub_id = ? ORDER BY seq LIMIT ? OFFSET ?", (hub["id"], *cut.sql)
    )
    data = filter_resources(map(project_resource, rows[: cut.limit]), request)
    return document(data, self_href=own_path(request), links=cut.links(request, len(rows)))


def get_project(backend: Backend, caller: Caller, request: Request) -> Answer:
    """Answer with one project."""
    row = find_project(backend, caller, request.params["project"], hub_id=request.params["hub"])
    return document(project_resource(row), self_href=own_path(request))


def get_project_hub(backend: Backend, caller: Caller, request: Request) -> Answer:
    """Answer with the hub of a project, by the hub's own address."""
    project = find_project(backend, caller, request.params["project"], hub_id=request.params["hub"])
    hub = find_hub(backend, caller, project["hub_id"])
    return document(hub_resource(hub), self_href=hub_href(hub["id"]))


def list_top_folders(backend: Backend, caller: Caller, request: Request) -> Answer:
    """Answer with the folders directly below a project's root folder, which users do not see."""
    project = open_project(backend, caller, request.params["project"], hub_id=request.params["hub"])
    shown = "AND NOT r.hidden" if read_flag(request, "excludeDeleted", backend.errors) else ""
    rows = backend.database.rows(
        f"{FOLDER_ROWS} WHERE r.parent_id = ? AND r.readable {shown} ORDER BY r.seq",
        (project["root_folder_id"],),
    )
    folders = (folder_resource(row, backend.policies) for row in rows)
    return document(filter_resources(folders, request), self_href=own_path(request))


def _warning(region: str) -> Mapping[str, str | None]:
    return {
        "Id": None,
        "HttpStatusCode": "403",
        "ErrorCode": "BIM360DM_ERROR",
        "Title": f"Unable to get hubs from BIM360DM {region}.",
        "Detail": "You don't have permission to access this API",
        "AboutLink": None,
        "Source": None,
        "meta": None,
    }
