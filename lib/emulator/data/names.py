"""Which names folders, items and versions may have."""

from __future__ import annotations

from ..answers import Errors
from ..database import Database

RESERVED = frozenset("<>:\"/\\|?*'\n\r\t\0\f¢™$®")
LONGEST = 255


def check_name(errors: Errors, name: str, *, field: str) -> None:
    """Raise the 400 for a name that is too long or holds a reserved character."""
    if not 1 <= len(name) <= LONGEST:
        raise errors.bad_input(f"{field} must have 1 to {LONGEST} characters.")
    reserved = [character for character in name if character in RESERVED]
    if reserved:
        raise errors.bad_input(f"{field} holds the reserved character {reserved[0]!a}.")


def is_taken(database: Database, table: str, *, folder_id: str, name: str, own_id: str = "") -> bool:
    """Tell whether a folder has another folder, or another item, of this name; names differ by case."""
    parent = {"folders": "parent_id", "items": "folder_id"}[table]
    return bool(
        database.value(
            f"SELECT 1 FROM {table} WHERE {parent} = ? AND name = ? AND id <> ? AND NOT hidden",
            (folder_id, name, own_id),
        )
    )
