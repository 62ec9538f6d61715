"""Refs in a catalogue whose other end has a newer version by now; see `stale_refs.py` for which count."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from .interning import find_row
from .search_terms import ATTACHMENT


@dataclass(frozen=True)
class StaleRow:
    """The newest ref from or to the latest version of an item, by rows; `number` is below `tip`.

    `direction` is "from" where the item refers to the other one. `read` is when its refs were read.
    """

    item: int
    extension_type: str
    direction: str
    other: int
    number: int
    tip: int
    read: float | None


@dataclass(frozen=True)
class Swept:
    """Of how many latest versions the refs were read, and how long ago at most: seconds since 1970."""

    read: int
    items: int
    oldest: float | None


_STALE = """
    SELECT t.row, w.word, '{direction}', o.row, max(v.number), ov.number, x.refs_read
    FROM refs r JOIN versions x ON x.row = r.{near}
    JOIN items t ON t.row = x.item AND t.tip = x.row AND t.parent IS NOT NULL
    JOIN versions v ON v.row = r.{far} JOIN items o ON o.row = v.item AND o.parent IS NOT NULL
    JOIN versions ov ON ov.row = o.tip JOIN words w ON w.row = r.type
    WHERE o.row <> t.row {more} GROUP BY t.row, r.type, o.row HAVING max(v.number) < ov.number
"""


def find_stale(connection: sqlite3.Connection, project_id: str = "") -> tuple[StaleRow, ...]:
    """Return what is stale in a project, or in the hub where none is given. Raises `sqlite3.Error`."""
    project = "AND t.project = ?" if project_id else ""
    attached = f"AND r.type = (SELECT row FROM words WHERE word = '{ATTACHMENT}') {project}"
    ends = (
        _STALE.format(direction="from", near="from_row", far="to_row", more=project),
        _STALE.format(direction="to", near="to_row", far="from_row", more=attached),
    )
    values = (find_row(connection, project_id),) if project_id else ()
    return tuple(StaleRow(*row) for sql in ends for row in connection.execute(sql, values))


def count_swept(connection: sqlite3.Connection, project_id: str = "") -> Swept:
    """Return of how much in a project, or in the hub, the refs are known. Raises `sqlite3.Error`."""
    project = "AND t.project = ?" if project_id else ""
    sql = (
        "SELECT count(v.refs_read), count(*), min(v.refs_read) FROM items t LEFT JOIN versions v "
        f"ON v.row = t.tip WHERE t.parent IS NOT NULL {project}"
    )
    values = (find_row(connection, project_id),) if project_id else ()
    return Swept(*connection.execute(sql, values).fetchone())
