"""Numbers in place of texts that repeat: ids, names of people, and the service's own words.

Whatever has an id has one number for ever, the same in every table: `ids.row`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Sequence

_AT_ONCE = 500  # variables of a statement, of which SQLite allows 999 everywhere


def number_ids(connection: sqlite3.Connection, ids: Iterable[str]) -> dict[str, int]:
    """Return the numbers of ids, given to those that have none yet."""
    return _number(connection, "ids", "id", ids)


def number_words(connection: sqlite3.Connection, words: Iterable[str]) -> dict[str, int]:
    """Return the numbers of words, given to those that have none yet."""
    return _number(connection, "words", "word", words)


def number_people(connection: sqlite3.Connection, names: Iterable[str]) -> dict[str, int]:
    """Return the numbers of people's names, given to those that have none yet."""
    return _number(connection, "people", "name", names)


def find_row(connection: sqlite3.Connection, an_id: str) -> int | None:
    """Return the number of an id, None where it has none."""
    found = connection.execute("SELECT row FROM ids WHERE id = ?", (an_id,)).fetchone()
    return found[0] if found else None


def select_in(
    connection: sqlite3.Connection, sql: str, values: Collection[int] | Collection[str]
) -> list[tuple]:
    """Return the rows of a query with `IN (...)` in it, however many values that is."""
    found: list[tuple] = []
    for part in split(values):
        found.extend(connection.execute(sql.replace("(...)", marks(part)), part))
    return found


def change_in(
    connection: sqlite3.Connection, sql: str, values: Collection[int], *, before: Sequence[object] = ()
) -> None:
    """Run a statement with `IN (...)` at its end; `before` are the values of the `?` before that."""
    for part in split(values):
        connection.execute(sql.replace("(...)", marks(part)), (*before, *part))


def split(values: Collection) -> Iterable[tuple]:
    """Yield values in parts that one statement can hold."""
    whole = tuple(values)
    for start in range(0, len(whole), _AT_ONCE):
        yield whole[start : start + _AT_ONCE]


def marks(values: Sequence[object]) -> str:
    """Return (?, ?, ...) for so many values."""
    return f"({','.join('?' * len(values))})"


def _number(connection: sqlite3.Connection, table: str, column: str, texts: Iterable[str]) -> dict[str, int]:
    texts = tuple(texts)
    wanted = set(texts)
    found = _find(connection, table, column, wanted)
    if missing := wanted - found.keys():
        # In order, so that what is listed together lies together.
        new = [text for text in dict.fromkeys(texts) if text in missing]
        connection.executemany(f"INSERT INTO {table} ({column}) VALUES (?)", [(text,) for text in new])
        found |= _find(connection, table, column, missing)
    return found


def _find(connection: sqlite3.Connection, table: str, column: str, texts: Collection[str]) -> dict[str, int]:
    sql = f"SELECT {column}, row FROM {table} WHERE {column} IN (...)"
    return dict(select_in(connection, sql, texts))
