"""The people behind tokens."""

from __future__ import annotations

from ..answers import NO_STORE, gateway_error, json_answer
from ..backend import Backend, Caller
from ..database import Row
from ..messages import Answer, Request


def sample_user(backend: Backend) -> Row | None:
    """Return the person who signs in: the first that was added."""
    return backend.database.row("SELECT * FROM users ORDER BY seq LIMIT 1")


def get_userinfo(backend: Backend, caller: Caller, _: Request) -> Answer:
    """Answer with the profile of the person behind a token; an app alone has none."""
    bearer = caller.bearer
    row = None
    if bearer is not None and bearer.user_id is not None:
        row = backend.database.row("SELECT * FROM users WHERE id = ?", (bearer.user_id,))
    if row is None:
        raise gateway_error(403, "A 3-legged token is needed for this request.")
    given, _space, family = row["name"].partition(" ")
    profile = {
        "sub": row["id"],
        "name": row["name"],
        "given_name": given,
        "family_name": family,
        "preferred_username": row["email"].partition("@")[0],
        "email": row["email"],
        "email_verified": True,
        "locale": row["locale"],
        "updated_at": 1756713600,
    }
    return json_answer(profile, headers=NO_STORE)
