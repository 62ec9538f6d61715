"""What is taken away from people who sign in, and given back.

    {"enabled": false, "hubs": {"<hub>": false}, "scopes": "data:read"}

Each of the three may be left out, and stays as it is then. While an account is not `enabled` nobody signs in
with it, its refresh tokens are refused, and its access tokens are good for nothing; all that is still in its
time is good again afterwards. `hubs` says of some hubs, or with true or false alone of all that there are,
whether they are open to this person. `scopes` are all that access tokens have which come from a refresh, as
far as they were granted; null takes the limit away.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...errors import UsageError
from ..auth.scopes import is_scope_list
from ..auth.users import list_people
from ..backend import Backend
from ..sample.seeder import Seeder

_FIELDS = ("enabled", "hubs", "scopes")


def show_people(backend: Backend) -> list[dict[str, Any]]:
    """Return who may sign in: {id, name, email, enabled, scopes, hubs}, each hub as {id, name, open}."""
    database = backend.database
    hubs = database.rows("SELECT id, name FROM hubs ORDER BY seq")
    closed = {(row["user_id"], row["hub_id"]) for row in database.rows("SELECT * FROM closed_hubs")}
    return [
        {
            "id": person["id"],
            "name": person["name"],
            "email": person["email"],
            "enabled": not person["disabled"],
            "scopes": person["scopes"],
            "hubs": [
                {"id": hub["id"], "name": hub["name"], "open": (person["id"], hub["id"]) not in closed}
                for hub in hubs
            ],
        }
        for person in list_people(backend)
    ]


def change_person(backend: Backend, seeder: Seeder, user_id: str, *, values: Mapping[str, Any]) -> bool:
    """Take from a person, or give back, what the top of this module says; False where there is no such one.

    Raises `UsageError` (`emulator.bad-control`) that names what is wrong, with nothing changed.
    """
    if not any(person["id"] == user_id for person in list_people(backend)):
        return False
    if not values or not set(values) <= set(_FIELDS):
        raise _bad(f"a person takes {', '.join(_FIELDS)}, one or more of them")
    with backend.database.transaction():
        if "enabled" in values:
            disabled = not _read_switch(values["enabled"], "enabled")
            backend.database.change("UPDATE users SET disabled = ? WHERE id = ?", (int(disabled), user_id))
        if "scopes" in values:
            scopes = values["scopes"]
            if scopes is not None and not (isinstance(scopes, str) and is_scope_list(scopes)):
                raise _bad("scopes must be a text of known scopes, or null")
            backend.database.change("UPDATE users SET scopes = ? WHERE id = ?", (scopes, user_id))
        if "hubs" in values:
            for hub_id, is_open in _read_hubs(backend, values["hubs"]).items():
                (seeder.open_hub if is_open else seeder.close_hub)(hub_id, to=user_id)
    return True


def _read_hubs(backend: Backend, value: Any) -> Mapping[str, bool]:
    known = [row["id"] for row in backend.database.rows("SELECT id FROM hubs")]
    if isinstance(value, bool):
        return dict.fromkeys(known, value)
    if not isinstance(value, dict):
        raise _bad("hubs must be true, false, or an object of hubs that says it of each")
    for hub_id, is_open in value.items():
        if hub_id not in known:
            raise _bad(f"there is no hub {hub_id[:100]!r}")
        _read_switch(is_open, f"hubs[{hub_id!r}]")
    return value


def _read_switch(value: Any, name: str) -> bool:
    if not isinstance(value, bool):
        raise _bad(f"{name} must be true or false")
    return value


def _bad(problem: str) -> UsageError:
    return UsageError("emulator.bad-control", problem=problem)
