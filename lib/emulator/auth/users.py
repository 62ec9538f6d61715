"""The people behind tokens."""

from __future__ import annotations

from urllib.parse import quote

from ..answers import NO_STORE, gateway_error, json_answer
from ..backend import Backend, Caller
from ..database import Row
from ..messages import Answer, Request
from .pictures import PICTURE_SIZE, SIZES


def list_people(backend: Backend) -> list[Row]:
    """Return who may sign in, in the order they were added."""
    return backend.database.rows("SELECT * FROM users WHERE signs_in ORDER BY seq")


def sample_user(backend: Backend) -> Row | None:
    """Return who signs in where nobody is chosen: the first that was added."""
    return next(iter(list_people(backend)), None)


def get_userinfo(backend: Backend, caller: Caller, request: Request) -> Answer:
    """Answer with the profile of the person behind a token; an app alone has none."""
    bearer = caller.bearer
    row = None
    if bearer is not None and bearer.user_id is not None:
        row = backend.database.row("SELECT * FROM users WHERE id = ?", (bearer.user_id,))
    if row is None:
        raise gateway_error(403, "A 3-legged token is needed for this request.")
    given, _space, family = row["name"].partition(" ")
    profile: dict[str, object] = {
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
    if backend.policies["user-picture"] == "present":
        folder = f"http://{request.headers['host']}/_pictures/{quote(row['id'], safe='')}"
        profile["picture"] = f"{folder}/x{PICTURE_SIZE}.png"
        profile["thumbnails"] = {f"sizeX{size}": f"{folder}/x{size}.png" for size in SIZES}
    return json_answer(profile, headers=NO_STORE)
