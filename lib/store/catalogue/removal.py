"""What no list names any more leaves a catalogue, with all that is below it."""

from __future__ import annotations

import sqlite3
from typing import Literal

from . import search_index
from .interning import change_in, select_in

_AT_ONCE = 500  # rows a transaction: nobody waits long for it


def lose_unreachable(connection: sqlite3.Connection) -> None:
    """Let folders that no way leads to have no parent any more: they are in a circle."""
    # What is below something lost is lost with it, and stays where it is: that may be found again.
    held = (
        "WITH RECURSIVE held (row) AS (SELECT row FROM projects "
        "UNION SELECT row FROM folders WHERE parent IS NULL "
        "UNION SELECT f.row FROM folders f JOIN held h ON f.parent = h.row) SELECT row FROM held"
    )
    lost = [row for (row,) in connection.execute(f"SELECT row FROM folders WHERE row NOT IN ({held})")]
    if lost:
        search_index.drop_from_index(connection, lost)
        change_in(connection, "UPDATE folders SET parent = NULL WHERE row IN (...)", lost)


def remove_lost(connection: sqlite3.Connection) -> int:
    """Delete some of what is lost, and return how many rows that were: 0 once nothing is.

    What is below what is deleted becomes lost by that, so that it goes the next time.
    """
    removed = 0
    for table in ("projects", "folders", "items"):
        most = _AT_ONCE - removed if table != "projects" else 1
        if most > 0:
            sql = f"SELECT row FROM {table} WHERE parent IS NULL LIMIT ?"
            rows = [row for (row,) in connection.execute(sql, (most,))]
            removed += _remove(connection, table, rows) if rows else 0
    return removed


def _remove(
    connection: sqlite3.Connection, table: Literal["projects", "folders", "items"], rows: list[int]
) -> int:
    for below in ("folders", "items") if table != "items" else ():
        found = select_in(connection, f"SELECT row FROM {below} WHERE parent IN (...)", rows)
        if found:
            search_index.drop_from_index(connection, [row for (row,) in found])
            change_in(connection, f"UPDATE {below} SET parent = NULL WHERE parent IN (...)", rows)
    versions: set[int] = set()
    if table == "items":
        for of in ("SELECT row FROM versions WHERE item", "SELECT tip FROM items WHERE tip > 0 AND row"):
            versions |= {row for (row,) in select_in(connection, f"{of} IN (...)", rows)}
        change_in(connection, "DELETE FROM versions WHERE row IN (...)", versions)
    gone = {*rows, *versions}
    for end in ("from_row", "to_row"):
        change_in(connection, f"DELETE FROM refs WHERE {end} IN (...)", gone)
    change_in(connection, f"DELETE FROM {table} WHERE row IN (...)", rows)
    change_in(connection, "DELETE FROM ids WHERE row IN (...)", gone)
    return len(gone)
