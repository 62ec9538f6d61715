"""What a caller may see: hubs and projects of the signed-in user, and the resources in a project."""

from __future__ import annotations

from collections.abc import Iterable

from ..backend import Backend, Caller
from ..database import Row, placeholders
from ..messages import Refused, Request
from .late import publish

_PEOPLE = "coalesce(c.name, '') AS created_name"
LISTED_ITEM = "tip_id IS NOT NULL AND readable AND NOT hidden"
FOLDER_ROWS = f"""
    SELECT r.*, {_PEOPLE}, coalesce(m.name, '') AS modified_name,
        (SELECT count(*) FROM folders WHERE parent_id = r.id AND readable AND NOT hidden)
        + (SELECT count(*) FROM items WHERE folder_id = r.id AND {LISTED_ITEM}) AS object_count
    FROM folders r LEFT JOIN users c ON c.id = r.created_by LEFT JOIN users m ON m.id = r.modified_by
"""
ITEM_ROWS = f"""
    SELECT r.*, {_PEOPLE}, coalesce(r.modified, t.created) AS changed,
        coalesce(r.modified_by, t.created_by) AS changed_by, coalesce(m.name, '') AS changed_name,
        coalesce(h.name, '') AS reserved_name
    FROM items r JOIN versions t ON t.id = r.tip_id LEFT JOIN users c ON c.id = r.created_by
    LEFT JOIN users m ON m.id = coalesce(r.modified_by, t.created_by)
    LEFT JOIN users h ON h.id = r.reserved_by
"""
VERSION_ROWS = f"""
    SELECT r.*, {_PEOPLE}, coalesce(r.modified, r.created) AS changed,
        coalesce(r.modified_by, r.created_by) AS changed_by, coalesce(m.name, '') AS changed_name
    FROM versions r LEFT JOIN users c ON c.id = r.created_by
    LEFT JOIN users m ON m.id = coalesce(r.modified_by, r.created_by)
"""
_IS_CLOSED = "EXISTS (SELECT 1 FROM closed_hubs c WHERE c.user_id = ?2 AND c.hub_id = {}) AS closed"
_HUB_ROW = f"SELECT r.*, {_IS_CLOSED.format('r.id')} FROM hubs r WHERE r.id = ?1"
_PROJECT_ROW = f"SELECT r.*, {_IS_CLOSED.format('r.hub_id')} FROM projects r WHERE r.id = ?1"
ROWS_OF = {"folders": FOLDER_ROWS, "items": ITEM_ROWS, "versions": VERSION_ROWS}


def find_hub(backend: Backend, caller: Caller, hub_id: str) -> Row:
    """Return a hub's row, or raise the 403 or 404."""
    require_user(backend, caller)
    row = backend.database.row(_HUB_ROW, (hub_id, user_of(caller)))
    if row is None:
        raise backend.errors.not_found("hubs")
    if row["closed"]:
        raise _shut(backend, "hubs")
    return row


def find_project(backend: Backend, caller: Caller, project_id: str, *, hub_id: str | None = None) -> Row:
    """Return a project's row, whatever the user may do in it, or raise the 403 or 404.

    In a hub that is shut to the user there is none.
    """
    require_user(backend, caller)
    publish(backend)
    row = backend.database.row(_PROJECT_ROW, (project_id, user_of(caller)))
    if row is None or hub_id not in (None, row["hub_id"]):
        raise backend.errors.not_found("projects")
    if row["closed"]:
        raise _shut(backend, "projects")
    return row


def open_project(
    backend: Backend, caller: Caller, project_id: str, *, hub_id: str | None = None, to: str = "read"
) -> Row:
    """Return the row of a project that the user may read, or also write with `to="write"`."""
    row = find_project(backend, caller, project_id, hub_id=hub_id)
    if row["access"] == "none":
        raise _shut(backend, "projects")
    if to == "write" and row["access"] == "read":
        raise backend.errors.forbidden()
    return row


def is_bim_360(project: Row) -> bool:
    """Tell whether a project lives in BIM 360 or ACC, where some rules are others."""
    return ":autodesk.bim360:" in project["extension_type"]


def require_release(backend: Backend, caller: Caller, item: Row) -> None:
    """Refuse to change an item that somebody else has reserved."""
    if item["reserved_by"] not in (None, user_of(caller)):
        raise backend.errors.locked("The item is reserved by another user.")


def user_of(caller: Caller) -> str:
    """Return the id of the person behind a request that an app alone cannot make."""
    assert caller.bearer is not None
    assert caller.bearer.user_id is not None
    return caller.bearer.user_id


def require_user(backend: Backend, caller: Caller) -> None:
    """Refuse an app without a user: 2-legged tokens do not reach this data."""
    if not caller.is_user:
        raise backend.errors.forbidden("This data is open to 3-legged tokens only")


def find_resource(backend: Backend, project_id: str, kind: str, *, resource_id: str) -> Row:
    """Return a folder's, an item's or a version's row of this project, or raise the 403 or 404."""
    row = backend.database.row(
        f"{ROWS_OF[kind]} WHERE r.id = ? AND r.project_id = ? AND r.readable", (resource_id, project_id)
    )
    is_root = row is not None and kind == "folders" and row["parent_id"] is None
    if is_root and backend.policies["root-folder"] == "forbid":
        raise backend.errors.forbidden()
    if row is None or (is_root and backend.policies["root-folder"] == "hide"):
        raise backend.errors.not_found(kind)
    return row


def find_asked(backend: Backend, caller: Caller, request: Request, kind: str) -> Row:
    """Return the row of what a request's path names, in a project that the user may read."""
    project = open_project(backend, caller, request.params["project"])
    return find_resource(backend, project["id"], kind, resource_id=request.params["id"])


def list_open_hubs(backend: Backend, caller: Caller) -> list[Row]:
    """Return the rows of the user's hubs; an app without a user has none."""
    if not caller.is_user:
        return []
    return backend.database.rows(
        "SELECT * FROM hubs WHERE id NOT IN (SELECT hub_id FROM closed_hubs WHERE user_id = ?) ORDER BY seq",
        (user_of(caller),),
    )


def find_rows(backend: Backend, kind: str, ids: Iterable[str]) -> dict[str, Row]:
    """Return many rows of one kind by id, in one query."""
    wanted = list(dict.fromkeys(ids))
    if not wanted:
        return {}
    rows = backend.database.rows(
        f"{ROWS_OF[kind]} WHERE r.id IN ({placeholders(wanted)}) AND r.readable", wanted
    )
    return {row["id"]: row for row in rows}


def _shut(backend: Backend, kind: str) -> Refused:
    """Return the refusal of a hub or a project that is there, and not for this user."""
    if backend.policies["closed-project"] == "not-found":
        return backend.errors.not_found(kind)
    return backend.errors.forbidden()


def find_written(backend: Backend, kind: str, resource_id: str) -> Row:
    """Return the row of what was just written, for the answer to that: readable or not yet."""
    row = backend.database.row(f"{ROWS_OF[kind]} WHERE r.id = ?", (resource_id,))
    assert row is not None
    return row
