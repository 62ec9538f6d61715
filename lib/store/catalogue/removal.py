"""What no listing names any more leaves a catalogue, with all that is below it."""

from __future__ import annotations

import sqlite3

from . import search_index
from .interning import change_in, select_in

_AT_ONCE = 500  # rows a transaction: nobody waits long for it


def remove_lost(connection: sqlite3.Connection) -> int:
    """Delete some of what is lost, and return how many rows that were: 0 once nothing is.

    What is below what is deleted becomes lost by that, so that it goes the next time.
    """
    removed = 0
    for project in connection.execute("SELECT row FROM projects WHERE parent IS NULL LIMIT 1").fetchall():
        removed += _remove(connection, "projects", [project[0]])
    for table in ("folders", "items"):
        sql = f"SELECT row FROM {table} WHERE parent IS NULL LIMIT {_AT_ONCE - removed}"
        rows = [row for (row,) in connection.execute(sql)] if removed < _AT_ONCE else []
        if rows:
            removed += _remove(connection, table, rows)
    return removed


def _remove(connection: sqlite3.Connection, table: str, rows: list[int]) -> int:
    for below in ("folders", "items") if table != "items" else ():
        lost = select_in(connection, f"SELECT row FROM {below} WHERE parent IN (...)", rows)
        if lost:
            search_index.drop_from_index(connection, [row for (row,) in lost])
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
