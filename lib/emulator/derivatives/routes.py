"""The endpoints of the Model Derivative service."""

from __future__ import annotations

from ..routing import Route
from . import endpoints

_READ = frozenset({"data:read"})
_SERVICE = "/modelderivative/v2/designdata"


def list_routes() -> tuple[Route, ...]:
    """Return the route table; the limits are assumptions, since none are published."""
    return (Route("GET", f"{_SERVICE}/{{urn}}/thumbnail", endpoints.get_thumbnail, _READ, 500),)
