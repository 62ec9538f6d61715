"""The endpoints that the service has."""

from __future__ import annotations

from . import auth, commands, data, derivatives, lifecycle, project, refs
from .backend import Backend, Caller
from .messages import Answer, Request
from .routing import Handler, Route

_READ = frozenset({"data:read"})
# POSTs of the Data service ask for data:create, and data:write will do.
_CREATE = frozenset({"data:create", "data:write"})
_DATA = "/data/v1/projects/{project}"


def list_routes() -> tuple[Route, ...]:
    """Return the route table, with the scopes and the limits per minute that are published."""
    hubs, folder, item, version = (
        "/project/v1/hubs",
        f"{_DATA}/folders/{{id}}",
        f"{_DATA}/items/{{id}}",
        f"{_DATA}/versions/{{id}}",
    )
    sign_in = "/authentication/v2"
    return (
        Route("GET", f"{sign_in}/authorize", auth.show_sign_in, None, 500),
        Route("POST", f"{sign_in}/authorize", auth.answer_sign_in, None, 500),
        Route("POST", f"{sign_in}/token", auth.give_token, None, 500),
        Route("POST", f"{sign_in}/revoke", auth.revoke_token, None, 100),
        Route("GET", "/userinfo", auth.get_userinfo, frozenset(), 500),
        Route("POST", "/rest/auth/1/login", lifecycle.log_in, None, 100),
        Route("GET", hubs, project.list_hubs, _READ, 50),
        Route("GET", f"{hubs}/{{hub}}", project.get_hub, _READ, 50),
        Route("GET", f"{hubs}/{{hub}}/projects", project.list_projects, _READ, 50),
        Route("GET", f"{hubs}/{{hub}}/projects/{{project}}", project.get_project, _READ, 50),
        Route("GET", f"{hubs}/{{hub}}/projects/{{project}}/topFolders", project.list_top_folders, _READ, 300),
        Route("GET", folder, data.get_folder, _READ, 300),
        Route("GET", f"{folder}/parent", data.get_parent, _READ, 50),
        Route("GET", f"{folder}/contents", data.list_contents, _READ, 300),
        Route("GET", item, data.get_item, _READ, 300),
        Route("GET", f"{item}/parent", data.get_item_parent, _READ, 50),
        Route("GET", f"{item}/tip", data.get_tip, _READ, 50),
        Route("GET", f"{item}/versions", data.list_versions, _READ, 800),
        Route("GET", version, data.get_version, _READ, 300),
        Route("GET", f"{version}/item", data.get_version_item, _READ, 50),
        *_ref_routes("folders", related_limit=50),
        *_ref_routes("items", related_limit=300),
        *_ref_routes("versions", related_limit=50),
        Route("POST", f"{_DATA}/commands", commands.run_command, _READ, 300),
        Route("GET", "/modelderivative/v2/designdata/{urn}/thumbnail", derivatives.get_thumbnail, _READ, 500),
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
