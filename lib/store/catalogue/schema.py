"""The shape of a catalogue's file, and how an older one is brought to it.

`PRAGMA user_version` numbers the shape. All of it can be had from the service again, so that nothing waits
for the disk: WAL with `synchronous = NORMAL` keeps the file whole, and may forget the last writes at a power
cut.
"""

from __future__ import annotations

import sqlite3

MIGRATIONS = (
    """
    CREATE TABLE ids (row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE);
    CREATE TABLE words (row INTEGER PRIMARY KEY, word TEXT NOT NULL UNIQUE);
    CREATE TABLE people (row INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
    CREATE TABLE meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID;
    CREATE TABLE counts (what TEXT PRIMARY KEY, count INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE hubs (
        row INTEGER PRIMARY KEY, name TEXT NOT NULL, region TEXT NOT NULL, type INTEGER NOT NULL,
        seen REAL NOT NULL
    );
    CREATE TABLE projects (
        row INTEGER PRIMARY KEY, parent INTEGER, name TEXT NOT NULL, type INTEGER NOT NULL,
        root_folder_id TEXT NOT NULL, web_url TEXT NOT NULL,
        seen REAL NOT NULL, listed REAL, round INTEGER NOT NULL DEFAULT 0, problem TEXT NOT NULL DEFAULT ''
    );
    CREATE INDEX projects_by_parent ON projects (parent);
    CREATE INDEX projects_by_round ON projects (round) WHERE parent IS NOT NULL;
    CREATE TABLE folders (
        row INTEGER PRIMARY KEY, project INTEGER NOT NULL, parent INTEGER, name TEXT NOT NULL,
        type INTEGER NOT NULL, hidden INTEGER NOT NULL, object_count INTEGER,
        created INTEGER NOT NULL, created_by INTEGER NOT NULL,
        modified INTEGER NOT NULL, modified_by INTEGER NOT NULL,
        changed_below INTEGER, seen REAL NOT NULL,
        listed REAL, listed_below INTEGER, round INTEGER NOT NULL DEFAULT 0, problem TEXT NOT NULL DEFAULT ''
    );
    CREATE INDEX folders_by_parent ON folders (parent);
    CREATE INDEX folders_by_round ON folders (round) WHERE parent IS NOT NULL;
    CREATE INDEX folders_changed ON folders (round, row DESC) WHERE parent IS NOT NULL
        AND ((listed IS NULL AND problem = '') OR changed_below IS NOT listed_below);
    CREATE TABLE items (
        row INTEGER PRIMARY KEY, project INTEGER NOT NULL, parent INTEGER, name TEXT NOT NULL,
        type INTEGER NOT NULL, kind INTEGER NOT NULL, hidden INTEGER NOT NULL,
        reserved INTEGER NOT NULL, reserved_by INTEGER NOT NULL,
        created INTEGER NOT NULL, created_by INTEGER NOT NULL,
        modified INTEGER NOT NULL, modified_by INTEGER NOT NULL,
        tip INTEGER, seen REAL NOT NULL
    );
    CREATE INDEX items_by_parent ON items (parent);
    CREATE TABLE versions (
        row INTEGER PRIMARY KEY, project INTEGER NOT NULL, item INTEGER NOT NULL, number INTEGER NOT NULL,
        name TEXT NOT NULL, type INTEGER NOT NULL, file_type INTEGER NOT NULL, size INTEGER,
        created INTEGER NOT NULL, created_by INTEGER NOT NULL,
        modified INTEGER NOT NULL, modified_by INTEGER NOT NULL,
        storage_id TEXT NOT NULL, derivative_urn TEXT NOT NULL,
        seen REAL NOT NULL, refs_read REAL, sweep INTEGER NOT NULL DEFAULT 0
    );
    CREATE INDEX versions_by_item ON versions (item, number);
    CREATE INDEX versions_by_sweep ON versions (sweep, project);
    CREATE TABLE refs (
        from_row INTEGER NOT NULL, to_row INTEGER NOT NULL, type INTEGER NOT NULL,
        ref_type INTEGER NOT NULL, from_type INTEGER NOT NULL, to_type INTEGER NOT NULL,
        version TEXT NOT NULL, data TEXT NOT NULL, project INTEGER NOT NULL, seen REAL NOT NULL,
        PRIMARY KEY (from_row, to_row, type)
    ) WITHOUT ROWID;
    CREATE INDEX refs_by_end ON refs (to_row);
    INSERT INTO meta VALUES ('born', hex(randomblob(8)));
    """,
)
_COUNTED = ("projects", "folders", "items", "versions", "refs")
# What is counted besides, among the rows of a table: those where this holds.
_COUNTED_WHERE = (
    ("projects_listed", "projects", "listed", "{}.listed IS NOT NULL"),
    ("folders_listed", "folders", "listed", "{}.listed IS NOT NULL"),
    ("versions_swept", "versions", "sweep", "{}.sweep > 0"),
)


def bring_up(connection: sqlite3.Connection) -> None:
    """Bring a file to its present shape, which may be that of no file at all. Raises `sqlite3.Error`."""
    version = read_shape(connection)
    for number in range(version, len(MIGRATIONS)):
        script = MIGRATIONS[number] + (_count_statements() if number == 0 else "")
        run(connection, f"{script} PRAGMA user_version = {number + 1};")


def read_shape(connection: sqlite3.Connection) -> int:
    """Return the number of a file's shape, 0 for an empty file. Raises `sqlite3.Error`."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def is_newer(connection: sqlite3.Connection) -> bool:
    """Tell whether a newer version of the add-in made a file. Raises `sqlite3.Error`."""
    return read_shape(connection) > len(MIGRATIONS)


def is_present(connection: sqlite3.Connection) -> bool:
    """Tell whether a file has the present shape. Raises `sqlite3.Error`."""
    return read_shape(connection) == len(MIGRATIONS)


def read_birth(connection: sqlite3.Connection) -> str:
    """Return what tells a file from any other, also from itself before it was emptied."""
    return str(connection.execute("SELECT value FROM meta WHERE key = 'born'").fetchone()[0])


def empty(connection: sqlite3.Connection) -> None:
    """Delete every row, within a transaction. Raises `sqlite3.Error`."""
    for table in ("ids", "words", "people", "hubs", *_COUNTED, "meta"):
        connection.execute(f"DELETE FROM {table}")
    connection.execute("INSERT INTO meta VALUES ('born', hex(randomblob(8)))")


def run(connection: sqlite3.Connection, script: str) -> None:
    """Run statements all or none. Raises `sqlite3.Error`."""
    try:
        connection.executescript(f"BEGIN IMMEDIATE; {script} COMMIT;")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _count_statements() -> str:
    """Return the triggers that keep count: counting 200,000 rows would take as long as reading them."""
    parts: list[str] = []
    for what in _COUNTED:
        parts.append(f"INSERT INTO counts VALUES ('{what}', 0);")
        parts.append(_trigger(f"{what}_more", f"INSERT ON {what}", what, by=1))
        parts.append(_trigger(f"{what}_less", f"DELETE ON {what}", what, by=-1))
    for what, table, column, where in _COUNTED_WHERE:
        old, new = where.format("OLD"), where.format("NEW")
        parts.append(f"INSERT INTO counts VALUES ('{what}', 0);")
        parts.append(_trigger(f"{what}_more", f"INSERT ON {table} WHEN {new}", what, by=1))
        parts.append(_trigger(f"{what}_less", f"DELETE ON {table} WHEN {old}", what, by=-1))
        change = f"UPDATE OF {column} ON {table} WHEN"
        parts.append(_trigger(f"{what}_begun", f"{change} {new} AND NOT ({old})", what, by=1))
        parts.append(_trigger(f"{what}_ended", f"{change} {old} AND NOT ({new})", what, by=-1))
    return "\n".join(parts)


def _trigger(name: str, when: str, what: str, *, by: int) -> str:
    change = f"UPDATE counts SET count = count + {by} WHERE what = '{what}'"
    return f"CREATE TRIGGER {name} AFTER {when} BEGIN {change}; END;"
