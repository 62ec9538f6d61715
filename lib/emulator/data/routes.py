"""The endpoints of the Project and Data services."""

from __future__ import annotations

from ..backend import Backend, Caller
from ..messages import Answer, Request
from ..routing import Handler, Route
from . import (
    commands,
    downloads,
    folder_writes,
    folders,
    hubs,
    item_writes,
    items,
    links,
    ref_writes,
    refs,
    storages,
    versions,
)

_READ = frozenset({"data:read"})
_SEARCH = frozenset({"data:read", "data:search"})
# POSTs of the Data service ask for data:create, and data:write will do.
_CREATE = frozenset({"data:create", "data:write"})
_WRITE = frozenset({"data:write"})
_PROJECTS = "/project/v1/hubs/{hub}/projects"
_DATA = "/data/v1/projects/{project}"


def list_routes() -> tuple[Route, ...]:
    """Return the route table, with the scopes and the limits per minute that are published."""
    project = f"{_PROJECTS}/{{project}}"
    folder, item, version = (f"{_DATA}/{kind}/{{id}}" for kind in ("folders", "items", "versions"))
    return (
        Route("GET", "/project/v1/hubs", hubs.list_hubs, _READ, 50),
        Route("GET", "/project/v1/hubs/{hub}", hubs.get_hub, _READ, 50),
        Route("GET", _PROJECTS, hubs.list_projects, _READ, 50),
        Route("GET", project, hubs.get_project, _READ, 50),
        Route("GET", f"{project}/hub", hubs.get_project_hub, _READ, 50),
        Route("GET", f"{project}/topFolders", hubs.list_top_folders, _READ, 300),
        Route("GET", folder, folders.get_folder, _READ, 300),
        Route("PATCH", folder, folder_writes.modify_folder, _WRITE, 50),
        Route("GET", f"{folder}/parent", folders.get_parent, _READ, 50),
        Route("GET", f"{folder}/contents", folders.list_contents, _READ, 300),
        Route("GET", f"{folder}/search", folders.search, _SEARCH, 300, needs_all=True),
        Route("POST", f"{_DATA}/folders", folder_writes.create_folder, _CREATE, 50),
        Route("GET", item, items.get_item, _READ, 300),
        Route("PATCH", item, item_writes.rename_item, _WRITE, 50),
        Route("GET", f"{item}/parent", items.get_item_parent, _READ, 50),
        Route("GET", f"{item}/tip", items.get_tip, _READ, 50),
        Route("GET", f"{item}/versions", items.list_versions, _READ, 800),
        Route("POST", f"{_DATA}/items", item_writes.create_item, _CREATE, 50),
        Route("GET", version, versions.get_version, _READ, 300),
        Route("PATCH", version, item_writes.rename_version, _WRITE, 50),
        Route("GET", f"{version}/item", versions.get_version_item, _READ, 50),
        Route("POST", f"{_DATA}/versions", item_writes.create_version, _CREATE, 300),
        *_relationship_routes("folders", related_limit=50),
        *_relationship_routes("items", related_limit=300),
        *_relationship_routes("versions", related_limit=50),
        # The OpenAPI file, and with it the official SDK, has this path without /data/v1.
        Route(
            "GET",
            "/projects/{project}/versions/{id}/relationships/links",
            _of("versions", links.list_links),
            _READ,
            50,
        ),
        Route("POST", f"{_DATA}/storage", storages.create_storage, _CREATE, 300),
        Route("GET", f"{version}/downloadFormats", downloads.list_formats, _READ, 50),
        Route("GET", f"{version}/downloads", downloads.list_downloads, _READ, 50),
        Route("POST", f"{_DATA}/downloads", downloads.create_download, _CREATE, 50),
        Route("GET", f"{_DATA}/jobs/{{id}}", downloads.get_job, _READ, 300),
        Route("GET", f"{_DATA}/downloads/{{id}}", downloads.get_download, _READ, 300),
        Route("POST", f"{_DATA}/commands", commands.run_command, _READ, 300),
    )


def _relationship_routes(kind: str, *, related_limit: int) -> tuple[Route, ...]:
    resource = f"{_DATA}/{kind}/{{id}}"
    relationships = f"{resource}/relationships"
    return (
        Route("GET", f"{resource}/refs", _of(kind, refs.list_related), _READ, related_limit),
        Route("GET", f"{relationships}/refs", _of(kind, refs.list_relationship_refs), _READ, 50),
        Route("POST", f"{relationships}/refs", _of(kind, ref_writes.create_ref), _CREATE, 50),
        Route("GET", f"{relationships}/links", _of(kind, links.list_links), _READ, 50),
    )


def _of(kind: str, handler: refs.KindHandler) -> Handler:
    """Return a handler of one kind of resource."""

    def handle(backend: Backend, caller: Caller, request: Request) -> Answer:
        return handler(backend, caller, request, kind=kind)

    return handle
