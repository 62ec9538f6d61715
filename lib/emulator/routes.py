"""The endpoints that the service has, family by family."""

from __future__ import annotations

from . import lifecycle
from .auth import routes as auth
from .data import routes as data
from .derivatives import routes as derivatives
from .oss import routes as oss
from .routing import Route
from .schemas import routes as schemas


def list_routes() -> tuple[Route, ...]:
    """Return the whole route table."""
    return (
        *auth.list_routes(),
        *data.list_routes(),
        *derivatives.list_routes(),
        *oss.list_routes(),
        *schemas.list_routes(),
        Route("POST", "/rest/auth/1/login", lifecycle.log_in, None, 100),
    )
