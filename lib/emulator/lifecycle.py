"""A Fusion Lifecycle tenant's session login, as the 2017 blog post calls it."""

from __future__ import annotations

import hmac
import json
import secrets

from .answers import NO_STORE, json_answer
from .backend import Backend, Caller
from .messages import Answer, Request, parse_form

TENANT = "SAMPLEWORKS"
_SWITCHED_OFF = {
    "not-found": Answer(404, b"Not Found", {"Content-Type": "text/plain"}),
    "forbidden": Answer(403, b"Forbidden", {"Content-Type": "text/plain"}),
    "redirect": Answer(302, headers={"Location": "/"}),
}


def log_in(backend: Backend, _: Caller, request: Request) -> Answer:
    """Answer a user and a password, as JSON or as a form, with the id of the user's one session."""
    switched_off = _SWITCHED_OFF.get(backend.policies["lifecycle-login"])
    if switched_off:
        return switched_off
    credentials = _read_credentials(request)
    if credentials is None:
        return json_answer({"message": "userID and password are needed."}, 400, headers=NO_STORE)
    user_id, password = credentials
    row = backend.database.secret("SELECT id, password FROM users WHERE email = ? COLLATE NOCASE", (user_id,))
    if row is None or not hmac.compare_digest(row["password"].encode(), password.encode()):
        return json_answer({"message": "The user ID or the password is wrong."}, 401, headers=NO_STORE)
    session = {
        "sessionid": _open_session(backend, row["id"]),
        "customerToken": TENANT,
        "userid": user_id,
        "authStatus": {"id": 1, "description": "Login success."},
    }
    return json_answer(session, headers=NO_STORE)


def _open_session(backend: Backend, user_id: str) -> str:
    with backend.database.transaction():
        backend.database.change(
            "INSERT OR IGNORE INTO lifecycle_sessions VALUES (?, ?)",
            (user_id, secrets.token_hex(16).upper()),
        )
        return backend.database.value(
            "SELECT session_id FROM lifecycle_sessions WHERE user_id = ?", (user_id,)
        )


def _read_credentials(request: Request) -> tuple[str, str] | None:
    try:
        if request.media_type == "application/x-www-form-urlencoded":
            fields = {name: values[-1] for name, values in parse_form(request.body.decode()).items()}
        else:
            fields = json.loads(request.body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(fields, dict):
        return None
    user_id, password = fields.get("userID"), fields.get("password")
    if isinstance(user_id, str) and isinstance(password, str):
        return user_id, password
    return None
