"""Numbers in place of texts that repeat: ids, names of people, and the service's own words.

Whatever has an id has one number for ever, the same in every table: `ids.row`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Sequence
from typing import Any, TypeVar

T = TypeVar("T")
_AT_ONCE = 500  # variables of a statement, of which SQLite allows 999 everywhere


class Numbers(dict[str, int]):
    """The numbers of texts, to be asked for as the service wrote them."""

    def __missing__(self, text: str) -> int:
        cleaned = clean(text)
        if cleaned == text:
            raise KeyError(text)
        return self[cleaned]


def clean(text: str) -> str:
    """Return a text as UTF-8 can hold it: the service's JSON may have half of a surrogate pair."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def number_ids(connection: sqlite3.Connection, ids: Iterable[str]) -> Numbers:
    """Return the numbers of ids, given to those that have none yet."""
    return _number(connection, "ids", "id", ids)


def number_words(connection: sqlite3.Connection, words: Iterable[str]) -> Numbers:
    """Return the numbers of words, given to those that have none yet."""
    return _number(connection, "words", "word", words)


def number_people(connection: sqlite3.Connection, names: Iterable[str]) -> Numbers:
    """Return the numbers of people's names, given to those that have none yet."""
    return _number(connection, "people", "name", names)


def find_row(connection: sqlite3.Connection, an_id: str) -> int | None:
    """Return the number of an id, None where it has none."""
    found = connection.execute("SELECT row FROM ids WHERE id = ?", (clean(an_id),)).fetchone()
    return found[0] if found else None


def select_in(
    connection: sqlite3.Connection, sql: str, values: Collection[int] | Collection[str]
) -> list[tuple[Any, ...]]:
    """Return the rows of a query with `IN (...)` in it, however many values that is."""
    found: list[tuple[Any, ...]] = []
    for part in _split(values):
        found.extend(connection.execute(_with_marks(sql, part), part))
    return found


def change_in(
    connection: sqlite3.Connection, sql: str, values: Collection[int], *, before: Sequence[object] = ()
) -> None:
    """Run a statement with `IN (...)` at its end; `before` are the values of the `?` before that."""
    for part in _split(values):
        connection.execute(_with_marks(sql, part), (*before, *part))


def _split(values: Collection[T]) -> Iterable[tuple[T, ...]]:
    whole = tuple(values)
    for start in range(0, len(whole), _AT_ONCE):
        yield whole[start : start + _AT_ONCE]


def _with_marks(sql: str, values: Sequence[object]) -> str:
    return sql.replace("(...)", f"({','.join('?' * len(values))})")


def _number(connection: sqlite3.Connection, table: str, column: str, texts: Iterable[str]) -> Numbers:
    wanted = dict.fromkeys(map(clean, texts))  # in order, so that what is listed together lies together
    sql = f"SELECT {column}, row FROM {table} WHERE {column} IN (...)"
    found = Numbers(select_in(connection, sql, wanted))
    if missing := [text for text in wanted if text not in found]:
        connection.executemany(f"INSERT INTO {table} ({column}) VALUES (?)", [(text,) for text in missing])
        found.update(select_in(connection, sql, missing))
    return found
