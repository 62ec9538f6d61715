"""When a folder, or anything below it, changed last."""

from __future__ import annotations

from ..backend import Backend
from ..database import Database
from ..policies import ROLLUP_LAG_SECONDS

_CHAIN = """
    WITH RECURSIVE chain (id) AS (
        SELECT ? UNION ALL
        SELECT f.parent_id FROM folders f JOIN chain ON f.id = chain.id WHERE f.parent_id IS NOT NULL
    )
"""


def roll_up(database: Database, folder_id: str, *, moment: str) -> None:
    """Let a folder and all above it have changed at this time."""
    database.change(
        f"{_CHAIN} UPDATE folders SET rolled_up = ? WHERE id IN (SELECT id FROM chain)", (folder_id, moment)
    )


def roll_up_past(database: Database, folder_id: str, *, moment: str) -> None:
    """Let a folder and all above it have changed at this time, unless they have changed since."""
    database.change(
        f"{_CHAIN} UPDATE folders SET rolled_up = ? WHERE rolled_up < ? AND id IN (SELECT id FROM chain)",
        (folder_id, moment, moment),
    )


def note_change(backend: Backend, folder_id: str) -> None:
    """Roll a change up that happens now in a folder, or as late as the policy says."""
    moment = backend.clock.iso()
    if backend.policies["modified-rollup"] == "lagging":
        backend.database.insert(
            "late_writes",
            kind="rollups",
            row_id=backend.database.value("SELECT rowid FROM folders WHERE id = ?", (folder_id,)),
            moment=moment,
            due=backend.clock.now() + ROLLUP_LAG_SECONDS,
        )
    else:
        roll_up(backend.database, folder_id, moment=moment)


def touch_folder(backend: Backend, folder_id: str, *, by: str) -> None:
    """Note that a folder itself changes now: its name, its place, or what is directly in it."""
    backend.database.change(
        "UPDATE folders SET modified = ?, modified_by = ? WHERE id = ?", (backend.clock.iso(), by, folder_id)
    )
    note_change(backend, folder_id)


def touch_left_folder(backend: Backend, folder_id: str, *, by: str) -> None:
    """Note that something has left a folder, unless the policy says that this goes unnoticed."""
    if backend.policies["modified-rollup"] != "misses-moves":
        touch_folder(backend, folder_id, by=by)
