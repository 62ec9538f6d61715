"""The endpoints of the Project and Data services."""

from __future__ import annotations

from ..backend import Backend, Caller
from ..messages import Answer, Request
from ..routing import Handler, Route
from . import commands, folders, hubs, items, refs, versions

_READ = frozenset({"data:read"})
# POSTs of the Data service ask for data:create, and data:write will do.
_CREATE = frozenset({"data:create", "data:write"})
_HUBS = "/project/v1/hubs"
_DATA = "/data/v1/projects/{project}"


def list_routes() -> tuple[Route, ...]:
    """Return the route table, with the scopes and the limits per minute that are published."""
    folder, item, version = (f"{_DATA}/{kind}/{{id}}" for kind in ("folders", "items", "versions"))
    return (
        Route("GET", _HUBS, hubs.list_hubs, _READ, 50),
        Route("GET", f"{_HUBS}/{{hub}}", hubs.get_hub, _READ, 50),
        Route("GET", f"{_HUBS}/{{hub}}/projects", hubs.list_projects, _READ, 50),
        Route("GET", f"{_HUBS}/{{hub}}/projects/{{project}}", hubs.get_project, _READ, 50),
        Route("GET", f"{_HUBS}/{{hub}}/projects/{{project}}/topFolders", hubs.list_top_folders, _READ, 300),
        Route("GET", folder, folders.get_folder, _READ, 300),
        Route("GET", f"{folder}/parent", folders.get_parent, _READ, 50),
        Route("GET", f"{folder}/contents", folders.list_contents, _READ, 300),
        Route("GET", item, items.get_item, _READ, 300),
        Route("GET", f"{item}/parent", items.get_item_parent, _READ, 50),
        Route("GET", f"{item}/tip", items.get_tip, _READ, 50),
        Route("GET", f"{item}/versions", items.list_versions, _READ, 800),
        Route("GET", version, versions.get_version, _READ, 300),
        Route("GET", f"{version}/item", versions.get_version_item, _READ, 50),
        *_ref_routes("folders", related_limit=50),
        *_ref_routes("items", related_limit=300),
        *_ref_routes("versions", related_limit=50),
        Route("POST", f"{_DATA}/commands", commands.run_command, _READ, 300),
    )


def _ref_routes(kind: str, *, related_limit: int) -> tuple[Route, ...]:
    resource = f"{_DATA}/{kind}/{{id}}"
    return (
        Route("GET", f"{resource}/refs", _of(kind, refs.list_related), _READ, related_limit),
        Route("GET", f"{resource}/relationships/refs", _of(kind, refs.list_relationship_refs), _READ, 50),
        Route("POST", f"{resource}/relationships/refs", _of(kind, refs.create_ref), _CREATE, 50),
    )


def _of(kind: str, handler: refs.KindHandler) -> Handler:
    """Return a handler of one kind of resource."""

    def handle(backend: Backend, caller: Caller, request: Request) -> Answer:
        return handler(backend, caller, request, kind=kind)

    return handle
