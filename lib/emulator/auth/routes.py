"""The endpoints of the Authentication service."""

from __future__ import annotations

import sys

from ..routing import Route
from . import authorize, discovery, grants, pictures, upkeep, users

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


def list_own_routes() -> tuple[Route, ...]:
    """Return what no official file has, and nothing counts: pictures, and where a browser may end."""
    return (
        Route("GET", f"{_SERVICE}/authorize/error", authorize.show_refusal, None, sys.maxsize),
        Route("GET", "/_pictures/{user}/{file}", pictures.get_picture, None, sys.maxsize),
    )
