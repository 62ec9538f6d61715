"""Apps that are registered while the service runs, each with the redirect addresses it is given.

    {"client_id": "OneAddress", "name": "One Address", "callbacks": ["http://localhost:8917/callback"]}

They are public ones, without a secret; without a `name` one is called by its id. A confidential app is
neither replaced nor removed: its secret was told to somebody.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ...errors import UsageError
from ..backend import Backend

_CLIENT_ID = re.compile(r"[A-Za-z0-9_-]{1,128}")
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://[!-~]{1,2000}")
_MOST = 100  # addresses


def show_apps(backend: Backend) -> list[dict[str, Any]]:
    """Return all apps as {client_id, name, confidential, callbacks}; no secret is told."""
    callbacks = backend.database.rows("SELECT * FROM callbacks ORDER BY rowid")
    return [
        {
            "client_id": app["client_id"],
            "name": app["name"],
            "confidential": bool(app["confidential"]),
            "callbacks": [row["url"] for row in callbacks if row["client_id"] == app["client_id"]],
        }
        for app in backend.database.rows(
            "SELECT client_id, name, secret IS NOT NULL AS confidential FROM apps ORDER BY rowid"
        )
    ]


def add_app(backend: Backend, values: Mapping[str, Any]) -> None:
    """Register a public app, or replace one; its tokens stay good.

    Raises `UsageError` (`emulator.bad-control`) that names what is wrong, with nothing changed.
    """
    unknown = set(values) - {"client_id", "name", "callbacks"}
    if unknown:
        raise _bad(f"an app has client_id, name and callbacks, not {sorted(unknown)[0][:100]!r}")
    client_id, callbacks = values.get("client_id"), values.get("callbacks")
    name = values.get("name", client_id)
    if not isinstance(client_id, str) or not _CLIENT_ID.fullmatch(client_id):
        raise _bad("client_id must be a text of letters, digits, _ and -")
    if not isinstance(name, str) or not name.isprintable() or not 1 <= len(name) <= 200:
        raise _bad("name must be a text of one line")
    if not isinstance(callbacks, list) or len(callbacks) > _MOST:
        raise _bad(f"callbacks must be a list of at most {_MOST} addresses")
    for url in callbacks:
        if not isinstance(url, str) or not _ADDRESS.fullmatch(url):
            raise _bad("callbacks must be addresses such as http://localhost:8917/callback")
    database = backend.database
    with database.transaction():
        _require_public(backend, client_id)
        database.change(
            "INSERT INTO apps VALUES (?, ?, NULL) ON CONFLICT (client_id) DO UPDATE SET name = excluded.name",
            (client_id, name),
        )
        database.change("DELETE FROM callbacks WHERE client_id = ?", (client_id,))
        for url in dict.fromkeys(callbacks):
            database.insert("callbacks", client_id=client_id, url=url)


def remove_app(backend: Backend, client_id: str) -> bool:
    """Remove a public app with its sign-ins and tokens; False where there is no such app. Raises as above."""
    with backend.database.transaction():
        _require_public(backend, client_id)
        for table in ("callbacks", "sign_ins", "codes", "tokens"):
            backend.database.change(f"DELETE FROM {table} WHERE client_id = ?", (client_id,))
        return backend.database.change("DELETE FROM apps WHERE client_id = ?", (client_id,)) > 0


def _require_public(backend: Backend, client_id: str) -> None:
    if backend.database.value("SELECT 1 FROM apps WHERE client_id = ? AND secret IS NOT NULL", (client_id,)):
        raise _bad(f"{client_id} is confidential, and stays as it is")


def _bad(problem: str) -> UsageError:
    return UsageError("emulator.bad-control", problem=problem)
