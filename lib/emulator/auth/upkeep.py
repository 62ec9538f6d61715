"""What an app does with tokens it has: it looks into its own, and makes them worthless."""

from __future__ import annotations

from ..answers import NO_STORE, json_answer
from ..backend import Backend, Caller
from ..messages import Answer, Request
from .clients import authenticate, read_form, require
from .refusals import refuse

_HINTS = ("access_token", "refresh_token")


def introspect_token(backend: Backend, _: Caller, request: Request) -> Answer:
    """Answer with what an access token of the app stands for.

    Of any other token, and of one that is dead, nothing is told but that it is not active (RFC 7662).
    """
    form = read_form(backend, request)
    client = authenticate(backend, request, form)
    require(backend, form, "token")
    bearer = backend.tokens.find_bearer(form["token"])
    if bearer is None or bearer.client_id != client.id:
        return json_answer({"active": False}, headers=NO_STORE)
    fields: dict[str, object] = {
        "active": True,
        "scope": bearer.scope,
        "client_id": bearer.client_id,
        "exp": bearer.expires,
    }
    if bearer.user_id is not None:
        fields["userid"] = bearer.user_id
    return json_answer(fields, headers=NO_STORE)


def revoke_token(backend: Backend, _: Caller, request: Request) -> Answer:
    """Make a token worthless; 200 without a body, also for a token nobody knows (RFC 7009)."""
    form = read_form(backend, request)
    client = authenticate(backend, request, form)
    require(backend, form, "token", "token_type_hint")
    if form["token_type_hint"] not in _HINTS:
        raise refuse(backend, "unsupported_token_type", f"The token_type_hint must be {' or '.join(_HINTS)}.")
    backend.tokens.revoke(form["token"], client_id=client.id)
    return Answer(200, headers=NO_STORE)
