"""The endpoints of the Model Derivative service."""

from __future__ import annotations

from ..routing import Route
from . import downloads, endpoints, formats, jobs, manifests, models
from .sources import EMEA_SERVICE

_READ = frozenset({"data:read"})
_VIEW = frozenset({"data:read", "viewables:read"})
_DELETE = frozenset({"data:read", "data:write"})
_START = frozenset({"data:read", "data:write", "data:create"})
_SERVICE = "/modelderivative/v2/designdata"
_LIMIT = 500  # none is published


def list_routes() -> tuple[Route, ...]:
    """Return the route table, under the usual path and under the older one of EMEA."""
    own = (route for service in (_SERVICE, EMEA_SERVICE) for route in _list_routes(service))
    file = f"{downloads.FILES}/{{region}}/{{urn}}/{{file}}"
    return (*own, Route("GET", file, downloads.get_file, None, _LIMIT))


def _list_routes(service: str) -> tuple[Route, ...]:
    design = f"{service}/{{urn}}"
    view, file = f"{design}/metadata/{{guid}}", f"{design}/manifest/{{file}}"
    return (
        Route("GET", f"{service}/formats", formats.list_formats, frozenset(), _LIMIT),
        Route("POST", f"{service}/job", jobs.start_job, _START, _LIMIT, needs_all=True),
        Route("GET", f"{design}/thumbnail", endpoints.get_thumbnail, _READ, _LIMIT),
        Route("GET", f"{design}/manifest", manifests.get_manifest, _VIEW, _LIMIT),
        Route("DELETE", f"{design}/manifest", manifests.delete_manifest, _DELETE, _LIMIT, needs_all=True),
        Route("HEAD", file, downloads.check_file, _READ, _LIMIT),
        Route("GET", f"{file}/signedcookies", downloads.get_file_address, _READ, _LIMIT),
        Route("GET", f"{design}/metadata", models.list_views, _READ, _LIMIT),
        Route("GET", view, models.get_object_tree, _READ, _LIMIT),
        Route("GET", f"{view}/properties", models.list_properties, _READ, _LIMIT),
    )
