"""The Project service: hubs, projects and top folders."""

from __future__ import annotations

from ..answers import document
from ..backend import Backend, Caller
from ..messages import Answer, Request
from .access import FOLDER_ROWS, find_hub, find_project, open_project
from .listing import Cut, filter_resources, own_path
from .resources import folder_resource, hub_resource, project_resource


def list_hubs(backend: Backend, caller: Caller, request: Request) -> Answer:
    """Answer with the user's hubs; an app without a user has none."""
    rows = backend.database.rows("SELECT * FROM hubs ORDER BY seq") if caller.is_user else []
    return document(filter_resources(map(hub_resource, rows), request), self_href=own_path(request))


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


def list_top_folders(backend: Backend, caller: Caller, request: Request) -> Answer:
    """Answer with the folders directly below a project's root folder, which users do not see."""
    project = open_project(backend, caller, request.params["project"], hub_id=request.params["hub"])
    rows = backend.database.rows(
        f"{FOLDER_ROWS} WHERE r.parent_id = ? ORDER BY r.seq", (project["root_folder_id"],)
    )
    return document(filter_resources(map(folder_resource, rows), request), self_href=own_path(request))
