"""Writes that become readable later, as the policy `late-write` says.

A late row has `readable` 0 and an entry in `late_writes`; every request of the Data service first makes
readable what is due. Writing sees everything at once: a name that is taken is taken.
"""

from __future__ import annotations

from typing import Any

from ..backend import Backend
from ..database import Database
from .rollups import roll_up


def insert(backend: Backend, table: str, /, **columns: Any) -> None:
    """Add a row to folders, items, versions or refs, readable now or later."""
    seconds = float(backend.policies["late-write"])
    with backend.database.transaction():
        row_id = backend.database.insert(table, **columns, readable=0 if seconds else 1)
        if seconds:
            backend.database.insert(
                "late_writes", kind=table, row_id=row_id, moment="", due=backend.clock.now() + seconds
            )


def publish(backend: Backend) -> None:
    """Make readable what is due."""
    database, now = backend.database, backend.clock.now()
    due = database.value("SELECT min(due) FROM late_writes")
    if due is None or due > now:
        return
    with database.transaction():
        for row in database.rows("SELECT * FROM late_writes WHERE due <= ? ORDER BY due, id", (now,)):
            if row["kind"] == "rollups":
                folder_id = database.value("SELECT id FROM folders WHERE rowid = ?", (row["row_id"],))
                roll_up(database, folder_id, moment=row["moment"])
                continue
            database.change(f"UPDATE {row['kind']} SET readable = 1 WHERE rowid = ?", (row["row_id"],))
            if row["kind"] == "versions":
                item_id = database.value("SELECT item_id FROM versions WHERE rowid = ?", (row["row_id"],))
                choose_tip(database, item_id)
        database.change("DELETE FROM late_writes WHERE due <= ?", (now,))


def choose_tip(database: Database, item_id: str) -> None:
    """Let an item's tip be the newest version that can be read; its times are the tip's from now on."""
    tip_id = database.value(
        "SELECT id FROM versions WHERE item_id = ? AND readable ORDER BY number DESC LIMIT 1", (item_id,)
    )
    database.change(
        "UPDATE items SET tip_id = ?, modified = NULL, modified_by = NULL WHERE id = ?", (tip_id, item_id)
    )
