"""The endpoints of the Authentication service."""

from __future__ import annotations

from ..routing import Route
from . import endpoints

_SERVICE = "/authentication/v2"


def list_routes() -> tuple[Route, ...]:
    """Return the route table, with the limits per minute that are published."""
    return (
        Route("GET", f"{_SERVICE}/authorize", endpoints.show_sign_in, None, 500),
        Route("POST", f"{_SERVICE}/authorize", endpoints.answer_sign_in, None, 500),
        Route("POST", f"{_SERVICE}/token", endpoints.give_token, None, 500),
        Route("POST", f"{_SERVICE}/revoke", endpoints.revoke_token, None, 100),
        Route("GET", "/userinfo", endpoints.get_userinfo, frozenset(), 500),
    )
