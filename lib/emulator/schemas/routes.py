"""The endpoint of the Schema service."""

from __future__ import annotations

from ..routing import Route
from . import endpoints


def list_routes() -> tuple[Route, ...]:
    """Return the route table; neither a scope nor a limit is published, so any token will do."""
    return (Route("GET", "/schema/v1/versions/{id}", endpoints.get_schema, frozenset(), 500),)
