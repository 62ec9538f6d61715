"""The index for searching, within the catalogue's file: all that has a parent, and nothing that is lost.

    search_docs      row, key, words: the folded name; marked words, a space before and after each
    search_words     word, count: every word there is, for those with a letter wrong
    search_fts       FTS5 over the marked words, which keeps none of them itself
    search_postings  word, row: the same as a plain table, where SQLite has no FTS5

`row` is the project's, folder's or item's own. A word is marked by one letter before it:

    n  of the name    p  of the names above it    j  of the project's name    u  of a person    k  a kind

and `x` alone stands at everything.

Where `search_postings` is there, it is the one that counts. What is in the index is taken out by what
`search_docs` tells of it, whatever the other tables say by then.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, Final

from .interning import change_in, select_in
from .search_words import MOST_WORDS, key_of, words_of

NAME: Final = "n"
PATH: Final = "p"
PROJECT: Final = "j"
PERSON: Final = "u"
KIND: Final = "k"
EVERY: Final = "x"
_LONGEST_ENDING = 8
_DEEPEST = 100
_AT_ONCE = 500
_TABLES = """
    CREATE TABLE IF NOT EXISTS search_docs (row INTEGER PRIMARY KEY, key TEXT NOT NULL, words TEXT NOT NULL);
    CREATE INDEX IF NOT EXISTS search_docs_by_key ON search_docs (key);
    CREATE INDEX IF NOT EXISTS items_by_modified ON items (modified);
    CREATE INDEX IF NOT EXISTS folders_by_modified ON folders (modified);
    CREATE TABLE IF NOT EXISTS search_words (word TEXT PRIMARY KEY, count INTEGER NOT NULL) WITHOUT ROWID;
"""
_POSTINGS = "CREATE TABLE search_postings (word TEXT, row INTEGER, PRIMARY KEY (word, row)) WITHOUT ROWID"
# Prefixes of one to three letters, with the mark before them.
_FTS = (
    "CREATE VIRTUAL TABLE search_fts USING fts5 "
    "(words, content='', columnsize=0, detail=none, tokenize='ascii', prefix='2 3 4')"
)
_ITEMS = (
    "SELECT t.row, t.parent, t.name, k.word, c.name, m.name FROM items t JOIN words k ON k.row = t.kind "
    "JOIN people c ON c.row = t.created_by JOIN people m ON m.row = t.modified_by "
    "WHERE t.parent IS NOT NULL AND t.row IN (...)"
)
_FOLDERS = (
    "SELECT f.row, f.parent, f.name, 'folder', c.name, m.name FROM folders f "
    "JOIN people c ON c.row = f.created_by JOIN people m ON m.row = f.modified_by "
    "WHERE f.parent IS NOT NULL AND f.row IN (...)"
)
_PROJECTS = (
    "SELECT row, NULL, name, 'project', '', '' FROM projects WHERE parent IS NOT NULL AND row IN (...)"
)


def prepare_index(connection: sqlite3.Connection) -> None:
    """Make what the index needs, at every opening of the file by who may write. Raises `sqlite3.Error`."""
    for statement in filter(str.strip, _TABLES.split(";")):
        connection.execute(statement)
    has_fts, is_plain = _has_table(connection, "search_fts"), has_postings(connection)
    if knows_fts(connection):
        if has_fts and not is_plain:
            return
        _within(connection, _begin_fts)
    elif not is_plain:
        _within(connection, _begin_postings)


def drop_from_index(connection: sqlite3.Connection, rows: Sequence[int]) -> None:
    """Take projects, folders and items out, before they change or go: their rows still tell the old."""
    docs = select_in(connection, "SELECT row, words FROM search_docs WHERE row IN (...)", rows)
    if not docs:
        return
    marked = [(row, words.split()) for row, words in docs]
    if has_postings(connection):
        connection.executemany(
            "DELETE FROM search_postings WHERE word = ? AND row = ?",
            [(word, row) for row, words in marked for word in words],
        )
    else:
        connection.executemany(
            "INSERT INTO search_fts (search_fts, rowid, words) VALUES ('delete', ?, ?)",
            [(row, " ".join(words)) for row, words in marked],
        )
    counts = [(-count, word) for word, count in _count(marked).items()]
    connection.executemany("UPDATE search_words SET count = count + ? WHERE word = ?", counts)
    connection.executemany("DELETE FROM search_words WHERE word = ? AND count <= 0", [c[1:] for c in counts])
    change_in(connection, "DELETE FROM search_docs WHERE row IN (...)", [row for row, _ in marked])


def add_to_index(connection: sqlite3.Connection, rows: Sequence[int]) -> None:
    """Take projects, folders and items in, after they came or changed: their rows tell the new."""
    _add(connection, rows)
    for row in _find_renamed(connection, rows):
        below = _find_below(connection, row)
        for start in range(0, len(below), _AT_ONCE):
            part = below[start : start + _AT_ONCE]
            drop_from_index(connection, part)
            _add(connection, part)


def clear_index(connection: sqlite3.Connection) -> None:
    """Take everything out, while the rows are still there."""
    if has_postings(connection):
        connection.execute("DELETE FROM search_postings")
    else:
        connection.execute("INSERT INTO search_fts (search_fts) VALUES ('delete-all')")
    connection.execute("DELETE FROM search_docs")
    connection.execute("DELETE FROM search_words")


def knows_fts(connection: sqlite3.Connection) -> bool:
    """Tell whether this SQLite has FTS5."""
    try:
        connection.execute("CREATE VIRTUAL TABLE temp.search_try USING fts5 (words, content='')")
        connection.execute("DROP TABLE temp.search_try")
    except sqlite3.Error:
        return False
    return True


def has_postings(connection: sqlite3.Connection) -> bool:
    """Tell whether the index is the plain one."""
    return _has_table(connection, "search_postings")


def is_there(connection: sqlite3.Connection) -> bool:
    """Tell whether there is an index: a file that can only be read may have none."""
    return has_postings(connection) or _has_table(connection, "search_fts")


def _begin_fts(connection: sqlite3.Connection) -> None:
    connection.execute("DROP TABLE IF EXISTS search_fts")
    connection.execute("DROP TABLE IF EXISTS search_postings")
    connection.execute(_FTS)
    _fill(connection)


def _begin_postings(connection: sqlite3.Connection) -> None:
    connection.execute(_POSTINGS)
    _fill(connection)


def _fill(connection: sqlite3.Connection) -> None:
    """Fill a new table from the rows themselves."""
    connection.execute("DELETE FROM search_docs")
    connection.execute("DELETE FROM search_words")
    for table in ("projects", "folders", "items"):
        last = -1
        sql = f"SELECT row FROM {table} WHERE row > ? AND parent IS NOT NULL ORDER BY row LIMIT {_AT_ONCE}"
        while rows := [row for (row,) in connection.execute(sql, (last,))]:
            _add(connection, rows)
            last = rows[-1]


def _add(connection: sqlite3.Connection, rows: Sequence[int]) -> None:
    docs = _describe(connection, rows)
    drop_from_index(connection, list(docs))
    marked = [(row, words.split()) for row, (_, words) in docs.items()]
    connection.executemany(
        "INSERT INTO search_docs (row, key, words) VALUES (?, ?, ?)",
        [(row, *doc) for row, doc in docs.items()],
    )
    if has_postings(connection):
        connection.executemany(
            "INSERT INTO search_postings (word, row) VALUES (?, ?)",
            [(word, row) for row, words in marked for word in words],
        )
    else:
        connection.executemany(
            "INSERT INTO search_fts (rowid, words) VALUES (?, ?)",
            [(row, " ".join(words)) for row, words in marked],
        )
    connection.executemany(
        "INSERT INTO search_words (word, count) VALUES (?, ?) "
        "ON CONFLICT (word) DO UPDATE SET count = count + excluded.count",
        sorted(_count(marked).items()),
    )


def _count(marked: Iterable[tuple[int, Iterable[str]]]) -> Counter[str]:
    """Count words without their marks; a project's are those of ways too."""
    return Counter(word[1:] for _, words in marked for word in words if word[0] not in (PROJECT, EVERY))


def _describe(connection: sqlite3.Connection, rows: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Return key and marked words of projects, folders and items, by their rows."""
    above: dict[int, tuple[str, ...]] = {}
    docs: dict[int, tuple[str, str]] = {}
    for sql in (_ITEMS, _FOLDERS, _PROJECTS):
        for row, parent, name, kind, maker, changer in select_in(connection, sql, rows):
            key = key_of(name)
            marked = {*_words_above(connection, parent, above), KIND + kind, EVERY}
            marked.update(NAME + word for word in words_of(name))
            marked.update(PERSON + word for who in {maker, changer} for word in words_of(who))
            if kind == "project":
                marked.update(PROJECT + word for word in words_of(name))
            elif kind != "folder":
                marked.update(KIND + word for word in _ending_of(key))
            docs[row] = key, f" {' '.join(sorted(marked))} "
    return docs


def _ending_of(key: str) -> tuple[str, ...]:
    """Return what a file's name ends with after its dot, where that can be a kind of file."""
    _, dot, ending = key.rpartition(".")
    is_one = dot and len(ending) <= _LONGEST_ENDING and words_of(ending) == (ending,)
    return (ending,) if is_one and not ending.isdigit() else ()


def _words_above(
    connection: sqlite3.Connection, row: int | None, known: dict[int, tuple[str, ...]]
) -> tuple[str, ...]:
    """Return the marked words of a folder or project and of all above it; `known` are those of some."""
    steps: list[tuple[int, Any, str, str]] = []
    seen: set[int] = set()
    words: tuple[str, ...] = ()
    while row is not None and row not in seen and len(steps) < _DEEPEST:
        if row in known:
            words = known[row]
            break
        seen.add(row)
        sql = "SELECT parent, name, '' FROM folders WHERE row = ?1 UNION ALL "
        sql += f"SELECT NULL, name, '{PROJECT}' FROM projects WHERE row = ?1"
        found = connection.execute(sql, (row,)).fetchone()
        if found is None:
            break
        steps.append((row, *found))
        row = found[0]
    for one, _, name, mark in reversed(steps):
        own = words_of(name)
        new = (*(PATH + word for word in own), *(mark + word for word in own if mark))
        words = tuple(dict.fromkeys((*words, *new)))[: 2 * MOST_WORDS]
        known[one] = words
    return words


def _find_renamed(connection: sqlite3.Connection, rows: Sequence[int]) -> list[int]:
    """Return those of some folders and projects for which what is below them is in the index otherwise.

    One thing below tells it of all: their ways begin alike.
    """
    found: list[int] = []
    holders = [
        row
        for table in ("projects", "folders")
        for (row,) in select_in(connection, f"SELECT row FROM {table} WHERE row IN (...)", rows)
    ]
    for row in holders:
        child = _find_child(connection, row)
        if child is not None:
            kept = connection.execute("SELECT key, words FROM search_docs WHERE row = ?", (child,)).fetchone()
            if kept != _describe(connection, [child]).get(child):
                found.append(row)
    return found


def _find_child(connection: sqlite3.Connection, row: int) -> int | None:
    for table in ("items", "folders"):
        sql = f"SELECT row FROM {table} WHERE parent = ? LIMIT 1"
        found = connection.execute(sql, (row,)).fetchone()
        if found:
            return found[0]
    return None


def _find_below(connection: sqlite3.Connection, row: int) -> list[int]:
    sql = (
        "WITH RECURSIVE below (row) AS (SELECT ?1 UNION "
        "SELECT f.row FROM folders f JOIN below b ON f.parent = b.row) "
        "SELECT row FROM below WHERE row <> ?1 "
        "UNION ALL SELECT t.row FROM below b JOIN items t ON t.parent = b.row"
    )
    return [found for (found,) in connection.execute(sql, (row,))]


def _has_table(connection: sqlite3.Connection, name: str) -> bool:
    sql = "SELECT 1 FROM sqlite_master WHERE name = ?"
    return connection.execute(sql, (name,)).fetchone() is not None


def _within(connection: sqlite3.Connection, work: Any) -> None:
    """Do work in a transaction."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        work(connection)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
