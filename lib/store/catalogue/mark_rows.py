"""The refs of some items, in as few rows as tell how many there are and which is the newest of each."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from .interning import select_in


@dataclass(frozen=True)
class MarkRow:
    """The newest of the refs of one type between an item and another one, seen from the item.

    `direction` is "from" where the item refers to the other one. `own` and `other` are the numbers of the
    versions at its ends, `tip` and `other_tip` those of the latest ones; 0 for what is not known. Of an item
    without refs there is one row whose `direction` is empty. `read` is when the refs of the latest version
    were read, in seconds since 1970.
    """

    item_id: str
    read: float
    tip: int
    direction: str
    extension_type: str
    ref_type: str
    own: int
    other: int
    other_tip: int


_SHIFT = 1 << 20  # more than any number of a version: the two numbers of a ref as one
_SWEPT = """
    SELECT i.id, x.refs_read, x.number FROM ids i JOIN items t USING (row) JOIN versions x ON x.row = t.tip
    WHERE i.id IN (...) AND x.refs_read IS NOT NULL
"""
_REFS = f"""
    SELECT i.id, '{{direction}}', w.word, rw.word, max(x.number * {_SHIFT} + coalesce(v.number, 0)),
    coalesce(ov.number, 0)
    FROM ids i CROSS JOIN versions x ON x.item = i.row CROSS JOIN refs r ON r.{{near}} = x.row
    JOIN words w ON w.row = r.type JOIN words rw ON rw.row = r.ref_type
    LEFT JOIN versions v ON v.row = r.{{far}} LEFT JOIN items o ON o.row = v.item
    LEFT JOIN versions ov ON ov.row = o.tip
    WHERE i.id IN (...) GROUP BY i.row, r.type, coalesce(v.item, r.{{far}})
"""
_ENDS = (
    _REFS.format(direction="from", near="from_row", far="to_row"),
    _REFS.format(direction="to", near="to_row", far="from_row"),
)


def read_mark_rows(connection: sqlite3.Connection, item_ids: Sequence[str]) -> tuple[MarkRow, ...]:
    """Return the refs of those items whose latest versions' refs were read. Raises `sqlite3.Error`."""
    swept = {an_id: (read, tip) for an_id, read, tip in select_in(connection, _SWEPT, item_ids)}
    found: list[MarkRow] = []
    for sql in _ENDS:
        for an_id, direction, kind, ref_type, numbers, other_tip in select_in(connection, sql, list(swept)):
            read, tip = swept[an_id]
            own, other = divmod(numbers, _SHIFT)
            row = MarkRow(an_id, read, tip, direction, kind, ref_type, own, other, other_tip)
            found.append(row)
    without = swept.keys() - {one.item_id for one in found}
    found += [MarkRow(one, *swept[one], "", "", "", 0, 0, 0) for one in sorted(without)]
    return tuple(found)
