"""The endpoints of the Authentication service."""

from __future__ import annotations

from ..routing import Route
from . import authorize, discovery, grants, upkeep, users

_SERVICE = "/authentication/v2"


def list_routes() -> tuple[Route, ...]:
    """Return the route table, with the limits per minute that are published."""
    return (
        Route("GET", f"{_SERVICE}/authorize", authorize.show_sign_in, None, 500),
        Route("POST", f"{_SERVICE}/authorize", authorize.answer_sign_in, None, 500),
        Route("GET", f"{_SERVICE}/logout", authorize.log_out, None, 500),
        Route("POST", f"{_SERVICE}/token", grants.give_token, None, 500),
        Route("POST", f"{_SERVICE}/introspect", upkeep.introspect_token, None, 500),
        Route("POST", f"{_SERVICE}/revoke", upkeep.revoke_token, None, 100),
        Route("GET", f"{_SERVICE}/keys", discovery.get_keys, None, 500),
        Route("GET", "/.well-known/openid-configuration", discovery.get_configuration, None, 500),
        Route("GET", "/userinfo", users.get_userinfo, frozenset(), 500),
    )
