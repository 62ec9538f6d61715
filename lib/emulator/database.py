"""The service's state in one SQLite database, in memory or in a file.

    users ──────────────────────────────┐ created_by, modified_by
    closed_hubs (user_id, hub_id)       whose way into which hub is shut
    hubs ──< projects ──< folders ──< items ──< versions
                │            └──< folders (parent_id)
                ├──< refs (from_type, from_id) ─ extension_type ─> (to_type, to_id)
                ├──< links (resource_type, resource_id) ─> href, outside of this service
                ├──< storages (target_type, target_id) ── objects (bucket, key), once it is uploaded
                └──< downloads (version_id, file_type)
    late_writes            rows of the tables above that are written, and not `readable` before their time

    apps ──< callbacks     who may sign in, and where the browser may be sent back to
    sign_ins               sign-in pages that were shown and not answered yet
    codes, tokens          what was granted; `grant_id` holds what came from one sign-in together
    translations           what the Model Derivative service was asked to make of which source, and when
    lifecycle_sessions     who is logged in to the Fusion Lifecycle tenant

    buckets                what apps made; Autodesk's own are in no table
    objects ──┐            whole objects; `sha1` is NULL until somebody asked for it
    uploads ──┴ content ──< parts     what was sent, in files beside this database
    signed_resources       OSS's own signed URLs

Times of resources are texts such as `2026-03-04T09:12:00Z`; times of grants and of objects are seconds since
1970. Codes and tokens are kept as SHA-256 digests. `items.tip_id` repeats what `versions` says, so that a
page of a folder with its tips is one join; `folders.rolled_up` is the time of the last change anywhere below.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from ..errors import UsageError
from .cache import Cache

_MOST_KEPT = 5000  # answers to queries
_SCHEMA_VERSION = 3
_SCHEMA = """
CREATE TABLE users (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, email TEXT NOT NULL UNIQUE, password TEXT NOT NULL,
    locale TEXT NOT NULL, signs_in INTEGER NOT NULL DEFAULT 1, disabled INTEGER NOT NULL DEFAULT 0,
    scopes TEXT, seq INTEGER NOT NULL
);
CREATE TABLE hubs (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, extension_type TEXT NOT NULL, region TEXT NOT NULL,
    seq INTEGER NOT NULL
);
CREATE TABLE closed_hubs (
    user_id TEXT NOT NULL, hub_id TEXT NOT NULL, PRIMARY KEY (user_id, hub_id)
) WITHOUT ROWID;
CREATE TABLE projects (
    id TEXT PRIMARY KEY, hub_id TEXT NOT NULL REFERENCES hubs, name TEXT NOT NULL, access TEXT NOT NULL,
    partition TEXT NOT NULL, root_folder_id TEXT NOT NULL, extension_type TEXT NOT NULL,
    seq INTEGER NOT NULL
);
CREATE INDEX projects_of_hub ON projects (hub_id, seq);
CREATE TABLE folders (
    id TEXT PRIMARY KEY, project_id TEXT NOT NULL REFERENCES projects, parent_id TEXT, name TEXT NOT NULL,
    extension_type TEXT NOT NULL, created TEXT NOT NULL, created_by TEXT NOT NULL, modified TEXT NOT NULL,
    modified_by TEXT NOT NULL, rolled_up TEXT NOT NULL, hidden INTEGER NOT NULL DEFAULT 0,
    readable INTEGER NOT NULL DEFAULT 1, seq INTEGER NOT NULL
);
CREATE INDEX folders_of_parent ON folders (parent_id, seq);
CREATE TABLE items (
    id TEXT PRIMARY KEY, project_id TEXT NOT NULL REFERENCES projects, folder_id TEXT NOT NULL,
    name TEXT NOT NULL, extension_type TEXT NOT NULL, created TEXT NOT NULL, created_by TEXT NOT NULL,
    modified TEXT, modified_by TEXT, reserved TEXT, reserved_by TEXT, hidden INTEGER NOT NULL DEFAULT 0,
    readable INTEGER NOT NULL DEFAULT 1, tip_id TEXT, seq INTEGER NOT NULL
);
CREATE INDEX items_of_folder ON items (folder_id, seq);
CREATE TABLE versions (
    id TEXT PRIMARY KEY, project_id TEXT NOT NULL, item_id TEXT NOT NULL REFERENCES items,
    number INTEGER NOT NULL, name TEXT NOT NULL, extension_type TEXT NOT NULL, created TEXT NOT NULL,
    created_by TEXT NOT NULL, modified TEXT, modified_by TEXT, size INTEGER NOT NULL,
    storage TEXT NOT NULL, thumbnail TEXT, readable INTEGER NOT NULL DEFAULT 1,
    UNIQUE (item_id, number)
);
CREATE INDEX versions_of_storage ON versions (storage);
CREATE TABLE refs (
    id INTEGER PRIMARY KEY, project_id TEXT NOT NULL, from_type TEXT NOT NULL, from_id TEXT NOT NULL,
    to_type TEXT NOT NULL, to_id TEXT NOT NULL, extension_type TEXT NOT NULL,
    extension_version TEXT NOT NULL, extension_data TEXT, readable INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX refs_of_from ON refs (from_id);
CREATE INDEX refs_of_to ON refs (to_id);
CREATE TABLE links (
    id TEXT PRIMARY KEY, project_id TEXT NOT NULL, resource_type TEXT NOT NULL, resource_id TEXT NOT NULL,
    href TEXT NOT NULL, extension_type TEXT NOT NULL, extension_data TEXT, mime_type TEXT, object_id TEXT
);
CREATE INDEX links_of_resource ON links (resource_id);
CREATE TABLE storages (
    id TEXT PRIMARY KEY, project_id TEXT NOT NULL, target_type TEXT NOT NULL, target_id TEXT NOT NULL,
    name TEXT NOT NULL, created REAL NOT NULL, created_by TEXT NOT NULL
);
CREATE TABLE downloads (
    id TEXT PRIMARY KEY, project_id TEXT NOT NULL, version_id TEXT NOT NULL, file_type TEXT NOT NULL,
    storage TEXT NOT NULL, created REAL NOT NULL
);
CREATE TABLE late_writes (
    id INTEGER PRIMARY KEY, kind TEXT NOT NULL, row_id INTEGER NOT NULL, moment TEXT NOT NULL,
    due REAL NOT NULL
);
CREATE TABLE apps (client_id TEXT PRIMARY KEY, name TEXT NOT NULL, secret TEXT);
CREATE TABLE callbacks (client_id TEXT NOT NULL, url TEXT NOT NULL, PRIMARY KEY (client_id, url));
CREATE TABLE sign_ins (
    id TEXT PRIMARY KEY, client_id TEXT NOT NULL, redirect_uri TEXT NOT NULL, scope TEXT NOT NULL,
    state TEXT, challenge TEXT, nonce TEXT, response_type TEXT NOT NULL, response_mode TEXT NOT NULL,
    expires REAL NOT NULL
);
CREATE TABLE codes (
    digest TEXT PRIMARY KEY, grant_id TEXT NOT NULL, client_id TEXT NOT NULL, user_id TEXT NOT NULL,
    redirect_uri TEXT NOT NULL, scope TEXT NOT NULL, challenge TEXT, nonce TEXT, expires REAL NOT NULL,
    used_at REAL
);
CREATE TABLE tokens (
    digest TEXT PRIMARY KEY, kind TEXT NOT NULL, grant_id TEXT NOT NULL, client_id TEXT NOT NULL,
    user_id TEXT, scope TEXT NOT NULL, expires REAL NOT NULL, used_at REAL,
    revoked INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX tokens_of_grant ON tokens (grant_id);
CREATE TABLE translations (
    urn TEXT NOT NULL, region TEXT NOT NULL, output TEXT NOT NULL, options TEXT NOT NULL,
    started REAL NOT NULL, PRIMARY KEY (urn, region, output)
);
CREATE TABLE lifecycle_sessions (user_id TEXT PRIMARY KEY REFERENCES users, session_id TEXT NOT NULL);
CREATE TABLE buckets (
    key TEXT PRIMARY KEY, owner TEXT NOT NULL, policy TEXT NOT NULL, region TEXT NOT NULL,
    allowed TEXT NOT NULL, created REAL NOT NULL, deleted REAL
);
CREATE TABLE objects (
    bucket TEXT NOT NULL, key TEXT NOT NULL, size INTEGER NOT NULL, sha1 TEXT, content_type TEXT NOT NULL,
    created REAL NOT NULL, modified REAL NOT NULL, accessed REAL NOT NULL, expires REAL,
    assembled REAL NOT NULL, headers TEXT NOT NULL, metadata TEXT, content TEXT NOT NULL,
    PRIMARY KEY (bucket, key)
);
CREATE INDEX objects_of_content ON objects (content);
CREATE TABLE uploads (
    id TEXT PRIMARY KEY, bucket TEXT NOT NULL, key TEXT NOT NULL, content TEXT NOT NULL,
    expires REAL NOT NULL, completed REAL
);
CREATE INDEX uploads_of_content ON uploads (content);
CREATE TABLE parts (
    content TEXT NOT NULL, number INTEGER NOT NULL, file TEXT NOT NULL, size INTEGER NOT NULL,
    etag TEXT NOT NULL, PRIMARY KEY (content, number)
);
CREATE TABLE signed_resources (
    hash TEXT PRIMARY KEY, bucket TEXT NOT NULL, key TEXT NOT NULL, access TEXT NOT NULL,
    single_use INTEGER NOT NULL, expires REAL NOT NULL
);
"""

Row = sqlite3.Row


class Database:
    """One connection that threads take turns on; `path` None keeps everything in memory.

    Raises `UsageError`: `emulator.bad-database` for a file that is no database of this service, or that
    another program holds; `emulator.old-database` for one of another version of the service.
    """

    def __init__(self, path: str | None) -> None:
        self._lock = threading.RLock()
        self._depth = 0
        self._seq = 0  # not known yet
        self._rollbacks = 0
        self._kept = Cache(_MOST_KEPT)
        if path == "":
            # SQLite takes it for a file that vanishes at the end.
            raise UsageError("emulator.bad-database", path=path)
        try:
            self._connection = sqlite3.connect(
                path or ":memory:", timeout=0.5, isolation_level=None, check_same_thread=False
            )
        except sqlite3.Error as error:
            raise UsageError("emulator.bad-database", path=str(path)) from error
        self._connection.row_factory = sqlite3.Row
        try:
            self._open()
        except sqlite3.Error as error:
            self._connection.close()
            raise UsageError("emulator.bad-database", path=str(path)) from error
        except UsageError as error:
            self._connection.close()
            raise UsageError(error.reference, path=str(path)) from None

    def _open(self) -> None:
        # Held for as long as the service runs: two services on one file would contradict each other.
        self._connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        self._check_ownership()  # before anything is changed: the file may be another program's
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = NORMAL")
        with self.transaction():
            if self._check_ownership():
                return
            for statement in _SCHEMA.split(";"):
                self._connection.execute(statement)
            self._connection.execute(f"PRAGMA user_version = {_SCHEMA_VERSION}")

    def _check_ownership(self) -> bool:
        """Tell whether the file is one of ours already; raises for one that is neither ours nor empty."""
        version = self.value("PRAGMA user_version")
        tables = self.value("SELECT count(*) FROM sqlite_master")
        if version and self.value("SELECT count(*) FROM sqlite_master WHERE name = 'lifecycle_sessions'"):
            if version != _SCHEMA_VERSION:
                raise UsageError("emulator.old-database", path="")
            return True
        if version != 0 or tables:
            raise UsageError("emulator.bad-database", path="")
        return False

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Hold the database for several statements: all of them happen, or none; may be nested."""
        with self._lock:
            if self._depth == 0:
                self._connection.execute("BEGIN IMMEDIATE")
            self._depth += 1
            try:
                yield
            except BaseException:
                self._depth -= 1
                if self._depth == 0:
                    self._connection.execute("ROLLBACK")
                    self._rollbacks += 1
                raise
            self._depth -= 1
            if self._depth == 0:
                self._connection.execute("COMMIT")

    @contextmanager
    def held(self) -> Iterator[tuple[int, int]]:
        """Keep other threads from writing meanwhile; what is yielded is another value after any change."""
        with self._lock:
            # What a transaction changed, and then did not, counts twice.
            yield self._connection.total_changes, self._rollbacks

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        """Return all rows of a query, which is not asked twice while nothing changes."""
        with self.held() as state:
            kept, key = self._kept.at(state), (sql, *values)
            if key not in kept:
                kept[key] = self._connection.execute(sql, values).fetchall()
            return kept[key]

    def row(self, sql: str, values: Sequence[Any] = ()) -> Row | None:
        """Return the first row of a query, or None."""
        found = self.rows(sql, values)
        return found[0] if found else None

    def secret(self, sql: str, values: Sequence[Any] = ()) -> Row | None:
        """Return the first row of a query of which nothing is kept, or None."""
        with self._lock:
            return self._connection.execute(sql, values).fetchone()

    def value(self, sql: str, values: Sequence[Any] = ()) -> Any:
        """Return the first column of the first row, or None."""
        row = self.row(sql, values)
        return None if row is None else row[0]

    def change(self, sql: str, values: Sequence[Any] = ()) -> int:
        """Run a statement that writes and return how many rows it touched."""
        with self._lock:
            return self._connection.execute(sql, values).rowcount

    def insert(self, table: str, /, **columns: Any) -> int:
        """Add one row and return its rowid; the names are ours, never a request's."""
        names, marks = ", ".join(columns), ", ".join("?" * len(columns))
        sql = f"INSERT INTO {table} ({names}) VALUES ({marks})"
        with self._lock:
            return self._connection.execute(sql, tuple(columns.values())).lastrowid or 0

    def insert_all(
        self, table: str, columns: Sequence[str], rows: Sequence[Sequence[object]], *, in_order: bool
    ) -> None:
        """Add many rows; those of a table that keeps an order get their numbers."""
        if not rows:
            return
        with self.transaction():
            if in_order:
                first = self.next_seq()
                columns = (*columns, "seq")
                rows = [(*row, first + number) for number, row in enumerate(rows)]
                self._seq += len(rows) - 1
            sql = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({placeholders(columns)})"
            self._connection.executemany(sql, rows)

    def next_seq(self) -> int:
        """Return the next number of the order in which resources were added."""
        tables = ("users", "hubs", "projects", "folders", "items")
        with self._lock:
            if not self._seq:
                columns = " UNION ALL ".join(f"SELECT seq FROM {table}" for table in tables)
                self._seq = self.value(f"SELECT coalesce(max(seq), 0) FROM ({columns})")
            self._seq += 1
            return self._seq

    def clear(self) -> None:
        """Empty every table."""
        tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        with self.transaction():
            for row in self.rows(tables):
                self.change(f"DELETE FROM {row['name']}")
            self._seq = 0

    def close(self) -> None:
        """Write everything out and let go of the file."""
        with self._lock:
            self._connection.close()


def placeholders(values: Sequence[object]) -> str:
    """Return `?, ?, ?` for an IN list."""
    return ", ".join("?" * len(values))
