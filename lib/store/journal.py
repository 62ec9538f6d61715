"""The journal of long work: what was asked for, and how far each part of it has come.

    journal.sqlite      jobs      id, kind, created, state, asked
                         └──< entries   job_id, number, state, step, known
    journal.lock        held while the file is opened, migrated or set aside
    job-<id>.lock       held by the process that works on a job; gone with the job's end

`created` is in seconds since 1970; a job's `state` is open or done; `asked` and `known` are JSON objects.
What states and steps of an entry there are, and what is known, is for each kind of work to say. No secret is
kept here: no token, and no signed address.

Whoever is about to send what must not be sent twice writes that first, and then what came of it. So a write
is on the disk when it returns, even if the power fails: WAL with `synchronous = FULL`. NORMAL would keep the
file whole, but might forget the last writes: then something would be in the cloud that nobody knows of.

`PRAGMA user_version` numbers the shape of the file: an older one is migrated. A newer one, or one that is
damaged, is set aside as journal.broken-<time>.sqlite and told once; then the journal begins anew.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import sqlite3
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from ..errors import StoreError
from .files import set_aside
from .locks import file_lock

FILE_NAME = "journal.sqlite"
KEPT_DAYS = 30  # how long a job can be looked up after its end
_LOCK_SECONDS = 10.0
_HOLD_SECONDS = 0.2  # whoever only asks who works on a job holds its lock for a moment
_MIGRATIONS = (
    """
    CREATE TABLE jobs (
        id TEXT PRIMARY KEY, kind TEXT NOT NULL, created REAL NOT NULL, state TEXT NOT NULL,
        asked TEXT NOT NULL
    );
    CREATE TABLE entries (
        job_id TEXT NOT NULL REFERENCES jobs, number INTEGER NOT NULL, state TEXT NOT NULL,
        step TEXT NOT NULL, known TEXT NOT NULL, PRIMARY KEY (job_id, number)
    ) WITHOUT ROWID;
    """,
)


@dataclass(frozen=True)
class Job:
    """A piece of long work; `created` in seconds since 1970, `asked` as JSON can hold it."""

    id: str
    kind: str
    created: float
    state: Literal["open", "done"]
    asked: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True)
class Entry:
    """One part of a job; `known` as JSON can hold it."""

    number: int
    state: str
    step: str = ""
    known: Mapping[str, Any] = field(default_factory=dict, repr=False)


class Journal:
    """The journal in a folder, for all threads; other processes may have it open too.

    Every call raises `StoreError`: `store.journal-full`, `store.no-journal` where the file cannot be read or
    written, `store.lock-busy`, and once each `store.bad-journal` and `store.newer-journal`, when the file was
    set aside.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file = folder / FILE_NAME
        self._lock = threading.Lock()
        with file_lock(folder / "journal.lock", timeout=_LOCK_SECONDS):
            self._connection = self._open()

    def add(self, job_id: str, kind: str, *, asked: Mapping[str, Any], entries: Sequence[Entry]) -> None:
        """Write down a new job with its entries, and forget those that ended long ago.

        `job_id` comes from `new_job_id`, and is held: else another process might take the job up.
        """
        rows = [self._row(job_id, entry) for entry in entries]
        now = time.time()
        with self._writing() as connection:
            old = "SELECT id FROM jobs WHERE state = 'done' AND created < ?"
            before = (now - KEPT_DAYS * 86400,)
            connection.execute(f"DELETE FROM entries WHERE job_id IN ({old})", before)
            connection.execute("DELETE FROM jobs WHERE state = 'done' AND created < ?", before)
            values = (job_id, kind, now, json.dumps(asked))
            connection.execute("INSERT INTO jobs VALUES (?, ?, ?, 'open', ?)", values)
            connection.executemany("INSERT INTO entries VALUES (?, ?, ?, ?, ?)", rows)

    def write(self, job_id: str, *entries: Entry) -> None:
        """Replace entries of a job, all or none; they are on the disk when this returns."""
        rows = [self._row(job_id, entry) for entry in entries]
        with self._writing() as connection:
            connection.executemany("REPLACE INTO entries VALUES (?, ?, ?, ?, ?)", rows)

    def finish(self, job_id: str) -> None:
        """Say that nothing is left to do for a job; that is final."""
        with self._writing() as connection:
            connection.execute("UPDATE jobs SET state = 'done' WHERE id = ?", (job_id,))

    def find(self, job_id: str) -> Job | None:
        """Return a job, or None for one that is unknown or long over."""
        rows = self._read("SELECT id, kind, created, state, asked FROM jobs WHERE id = ?", (job_id,))
        return self._job(rows[0]) if rows else None

    def list_open(self, kind: str) -> tuple[Job, ...]:
        """Return the jobs of a kind that have not ended, the oldest first."""
        rows = self._read(
            "SELECT id, kind, created, state, asked FROM jobs WHERE kind = ? AND state = 'open' "
            "ORDER BY created, rowid",
            (kind,),
        )
        return tuple(map(self._job, rows))

    def list_entries(self, job_id: str) -> tuple[Entry, ...]:
        """Return the entries of a job in their order."""
        rows = self._read(
            "SELECT number, state, step, known FROM entries WHERE job_id = ? ORDER BY number", (job_id,)
        )
        return tuple(Entry(row[0], row[1], row[2], self._parse(row[3])) for row in rows)

    @contextmanager
    def hold(self, job_id: str) -> Iterator[None]:
        """Be the only one who works on a job, among all threads and processes, until the block is over.

        Raises `StoreError` (`store.job-elsewhere`). What was read of the job before may be out of date.
        """
        path = self._folder / f"job-{job_id}.lock"
        with contextlib.ExitStack() as stack:
            try:
                stack.enter_context(file_lock(path, timeout=_HOLD_SECONDS))
            except StoreError as error:
                if error.reference == "store.lock-busy":
                    raise StoreError("store.job-elsewhere") from None
                raise
            yield
        if (job := self.find(job_id)) is None or job.state == "done":
            # Whoever waits for this very file finds the job done, so that it guards nothing any more.
            with contextlib.suppress(OSError):
                path.unlink()

    def set_aside(self) -> StoreError:
        """Give up the file for one that cannot be understood; returns what is to be raised."""
        with self._lock:
            self._connection.close()
            return self._put_away("store.bad-journal")

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._connection.close()

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _open(self) -> sqlite3.Connection:
        try:
            # SQLite would make it readable by everybody.
            os.close(os.open(self._file, os.O_RDWR | os.O_CREAT, 0o600))
            connection = sqlite3.connect(
                str(self._file), timeout=_LOCK_SECONDS, isolation_level=None, check_same_thread=False
            )
        except (OSError, sqlite3.Error):
            raise StoreError("store.no-journal", path=str(self._file)) from None
        try:
            problem = _prepare(connection)
        except sqlite3.Error as error:
            connection.close()
            raise self._explain(error) from None
        if problem:
            connection.close()
            raise self._put_away(problem)
        return connection

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            try:
                self._connection.execute("BEGIN IMMEDIATE")
                try:
                    yield self._connection
                    self._connection.execute("COMMIT")
                except BaseException:
                    if self._connection.in_transaction:
                        self._connection.execute("ROLLBACK")
                    raise
            except sqlite3.Error as error:
                raise self._explain(error) from None

    def _read(self, sql: str, values: tuple[str, ...]) -> list[tuple[Any, ...]]:
        with self._lock:
            try:
                return self._connection.execute(sql, values).fetchall()
            except sqlite3.Error as error:
                raise self._explain(error) from None

    def _explain(self, error: sqlite3.Error) -> StoreError:
        # Its numbers are there from Python 3.11 on; its words have been the same for ever.
        said = str(error)
        if type(error) is sqlite3.DatabaseError:
            with contextlib.suppress(AttributeError):
                self._connection.close()
            return self._put_away("store.bad-journal")
        if "full" in said:
            return StoreError("store.journal-full", path=str(self._file))
        if "locked" in said:
            return StoreError("store.lock-busy", path=str(self._file), seconds=round(_LOCK_SECONDS))
        return StoreError("store.no-journal", path=str(self._file))

    def _put_away(self, reference: Literal["store.bad-journal", "store.newer-journal"]) -> StoreError:
        try:
            kept = set_aside(self._file)
            for end in ("-wal", "-shm"):
                with contextlib.suppress(FileNotFoundError):
                    self._file.with_name(FILE_NAME + end).rename(kept.with_name(kept.name + end))
        except OSError:
            return StoreError("store.no-journal", path=str(self._file))
        if reference == "store.newer-journal":
            return StoreError("store.newer-journal", path=str(kept))
        return StoreError("store.bad-journal", path=str(kept))

    def _job(self, row: tuple[Any, ...]) -> Job:
        return Job(row[0], row[1], row[2], row[3], self._parse(row[4]))

    def _row(self, job_id: str, entry: Entry) -> tuple[Any, ...]:
        return job_id, entry.number, entry.state, entry.step, json.dumps(entry.known)

    def _parse(self, text: str) -> Mapping[str, Any]:
        try:
            value = json.loads(text)
        except (ValueError, TypeError, RecursionError):
            value = None
        if not isinstance(value, dict):
            raise self.set_aside()
        return value


def new_job_id() -> str:
    """Return an id that no job has."""
    return secrets.token_hex(8)


def _prepare(connection: sqlite3.Connection) -> Literal["store.bad-journal", "store.newer-journal"] | None:
    """Bring a file to its present shape, and return why that cannot be."""
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > len(_MIGRATIONS):
        return "store.newer-journal"
    if connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
        return "store.bad-journal"
    if version == 0 and connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        return "store.bad-journal"  # another program's
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA fullfsync = ON")  # macOS: otherwise the disk's own cache may be lost
    for number in range(version, len(_MIGRATIONS)):
        connection.execute("BEGIN IMMEDIATE")
        for statement in _MIGRATIONS[number].split(";"):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {number + 1}")
        connection.execute("COMMIT")
    return None
