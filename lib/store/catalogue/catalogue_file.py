"""The file of a catalogue: opened by several threads and processes, and made anew when it is of no use.

Whatever happens to the file, the catalogue goes on: it holds copies only. What the user should know of it is
told once, by `take_notices`.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Literal, TypeVar

from ...errors import StoreError
from ..files import set_aside
from ..locks import file_lock
from . import search_index
from .schema import bring_up, is_newer, read_shape

T = TypeVar("T")
Work = Callable[[sqlite3.Connection], T]
Mode = Literal["kept", "read-only", "memory"]
LOCK_SECONDS = 10.0
_MOST_READERS = 4  # that are kept open while nobody reads
_LOG_BYTES = 8 * 1024 * 1024  # what is left of the -wal file once it is taken over
_NO_TABLE = ("no such table", "no such column", "has no column")


class _Damaged(Exception):
    """The file cannot be understood; `is_newer` where a newer add-in wrote it."""

    def __init__(self, *, is_newer: bool) -> None:
        super().__init__()
        self.is_newer = is_newer


class CatalogueFile:
    """The connections to a file, one to write with and some to read with; called on any thread.

    `now` tells the seconds since 1970. `most_bytes` is how large the file may become, 0 for no limit.
    """

    def __init__(
        self, file: Path, *, now: Callable[[], float] = time.time, most_bytes: int = 0
    ) -> None:
        self.file = file
        self.now = now
        self.mode: Mode = "kept"
        self._most_bytes = most_bytes
        self._lock = threading.Lock()
        self._writing = threading.RLock()
        self._notices: list[StoreError] = []
        self._told: set[str] = set()
        self._readers: list[sqlite3.Connection] = []
        self._writer: sqlite3.Connection | None = None
        self._inode = 0
        self._is_closed = False
        with self._writing:
            self._open()

    def read(self, work: Work[T]) -> T:
        """Return what `work` reads; it may be called again, on a file that is new and empty.

        Raises `StoreError` (`store.no-catalogue`, `store.lock-busy`, `store.catalogue-closed`).
        """
        if self.mode == "memory":
            return self.write(work)
        for _ in range(2):
            try:
                return self._read_once(work)
            except _Damaged as damage:
                self._replace(damage)
        raise StoreError("store.no-catalogue", path=str(self.file))

    def write(self, work: Work[T]) -> T:
        """Do `work` whole or not at all, and return what it does; it may be called again as in `read`.

        Raises `StoreError` as `read` does, and `store.catalogue-full`, `store.catalogue-limit` and
        `store.catalogue-read-only`; then nothing has changed.
        """
        for _ in range(2):
            with self._writing:
                try:
                    return self._write_once(work)
                except _Damaged as damage:
                    self._replace(damage)
        raise StoreError("store.no-catalogue", path=str(self.file))

    def take_notices(self) -> tuple[StoreError, ...]:
        """Return what the user should know of the file, each thing once."""
        with self._lock:
            notices = tuple(self._notices)
            self._notices.clear()
            return notices

    def close(self) -> None:
        """Let go of the file; what is under way ends first."""
        with self._writing:
            with self._lock:
                self._is_closed = True
            self._let_go()

    # Opening

    def _open(self) -> None:
        """Open the file, or what stands in for it; called by who may write."""
        try:
            try:
                self._open_file()
            except _Damaged as damage:
                self._put_away(damage)
                self._open_file()
            self.mode = "kept"
            return
        except (OSError, sqlite3.Error, StoreError, _Damaged) as error:
            self._let_go()
            is_full = "full" in str(error) or getattr(error, "errno", None) == 28
        if self._open_to_read():
            self.mode = "read-only"
            self._tell(StoreError("store.catalogue-read-only", path=str(self.file)))
            return
        # A file without a name: SQLite keeps it in memory, and what is too much for that in a temporary one.
        self.mode = "memory"
        self._writer = self._prepare(_connect(""))
        if is_full:
            self._tell(StoreError("store.catalogue-full", path=str(self.file)))
        else:
            self._tell(StoreError("store.no-catalogue", path=str(self.file)))

    def _open_file(self) -> None:
        self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self._guard():
            with contextlib.suppress(FileExistsError):
                # SQLite would make it readable by everybody. Never for a file that is there: to close it would
                # let go of the locks that others of this process have on it.
                os.close(os.open(self.file, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
            connection = _connect(str(self.file))
            try:
                self._inode = os.stat(self.file).st_ino
                self._writer = self._prepare(connection)
            except BaseException as error:
                connection.close()
                if isinstance(error, sqlite3.Error) and _is_damage(error):
                    raise _Damaged(is_newer=False) from None
                raise

    def _prepare(self, connection: sqlite3.Connection) -> sqlite3.Connection:
        if is_newer(connection):
            raise _Damaged(is_newer=True)
        if read_shape(connection) == 0 and connection.execute("SELECT 1 FROM sqlite_master").fetchone():
            raise _Damaged(is_newer=False)  # another program's
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute(f"PRAGMA journal_size_limit = {_LOG_BYTES}")
        bring_up(connection)
        connection.execute("SELECT * FROM counts").fetchall()
        search_index.prepare_index(connection)
        self._limit(connection)
        return connection

    def _open_to_read(self) -> bool:
        """Open a file that cannot be written, and tell whether that went."""
        address = self.file.as_uri()
        log = self.file.with_name(self.file.name + "-wal")
        tries = [f"{address}?mode=ro"]
        with contextlib.suppress(OSError):
            if not log.exists() or log.stat().st_size == 0:
                # Nobody has it open, nor could anybody here.
                tries.append(f"{address}?immutable=1")
        for one in tries:
            connection = None
            try:
                connection = _connect(one)
                if not is_newer(connection) and connection.execute("SELECT * FROM counts").fetchall():
                    self._readers.append(connection)
                    self._inode = os.stat(self.file).st_ino
                    return True
                connection.close()
            except (OSError, sqlite3.Error):
                if connection:
                    connection.close()
        return False

    @contextlib.contextmanager
    def _guard(self):
        with file_lock(self.file.with_suffix(".lock"), timeout=LOCK_SECONDS):
            yield

    # Reading and writing

    def _read_once(self, work: Work[T]) -> T:
        self._check_same()
        connection = self._take_reader()
        is_well = False
        try:
            connection.execute("BEGIN")  # one state of the file for all of it
            found = work(connection)
            connection.execute("COMMIT")
            is_well = True
            return found
        except sqlite3.Error as error:
            raise self._explain(error) from None
        finally:
            self._give_back(connection, is_well=is_well)

    def _write_once(self, work: Work[T]) -> T:
        if self.mode == "read-only":
            raise StoreError("store.catalogue-read-only", path=str(self.file))
        self._check_same()
        connection = self._writer
        if connection is None or self._is_closed:
            raise StoreError("store.catalogue-closed")
        try:
            connection.execute("BEGIN IMMEDIATE")
            try:
                done = work(connection)
                connection.execute("COMMIT")
                return done
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
        except sqlite3.Error as error:
            raise self._explain(error) from None

    def _check_same(self) -> None:
        """Open the file anew where another process, or the user, has put it away."""
        if self.mode != "kept" or self._is_closed:
            return
        try:
            if os.stat(self.file).st_ino == self._inode:
                return
        except OSError:
            pass
        with self._writing:
            self._let_go()
            self._open()

    def _take_reader(self) -> sqlite3.Connection:
        with self._lock:
            if self._is_closed:
                raise StoreError("store.catalogue-closed")
            if self._readers:
                return self._readers.pop()
        if self.mode == "read-only":
            with self._writing:
                if self._open_to_read():
                    return self._take_reader()
            raise StoreError("store.no-catalogue", path=str(self.file))
        try:
            connection = _connect(str(self.file))
            connection.execute("PRAGMA query_only = ON")
        except sqlite3.Error as error:
            raise self._explain(error) from None
        return connection

    def _give_back(self, connection: sqlite3.Connection, *, is_well: bool) -> None:
        with self._lock:
            if is_well and not self._is_closed and len(self._readers) < _MOST_READERS:
                self._readers.append(connection)
                return
        connection.close()

    def _let_go(self) -> None:
        with self._lock:
            readers, self._readers = self._readers, []
        for connection in (*readers, self._writer):
            if connection:
                with contextlib.suppress(sqlite3.Error):
                    connection.close()
        self._writer = None

    # Troubles

    def _explain(self, error: sqlite3.Error) -> StoreError | _Damaged:
        said = str(error)
        if _is_damage(error):
            newer = False
            if any(words in said for words in _NO_TABLE) and self._writer:
                with contextlib.suppress(sqlite3.Error):
                    newer = is_newer(self._writer)
            return _Damaged(is_newer=newer)
        if "full" in said:
            return self._explain_full()
        if "locked" in said:
            return StoreError("store.lock-busy", path=str(self.file), seconds=round(LOCK_SECONDS))
        if "readonly" in said:
            return StoreError("store.catalogue-read-only", path=str(self.file))
        return StoreError("store.no-catalogue", path=str(self.file))

    def _explain_full(self) -> StoreError:
        if self._most_bytes and self._writer:
            with contextlib.suppress(sqlite3.Error):
                most = self._writer.execute("PRAGMA max_page_count").fetchone()[0]
                if self._writer.execute("PRAGMA page_count").fetchone()[0] + 64 >= most:
                    return StoreError("store.catalogue-limit", most=self._most_bytes // 1_000_000)
        return StoreError("store.catalogue-full", path=str(self.file))

    def _replace(self, damage: _Damaged) -> None:
        with self._writing:
            self._let_go()
            if self.mode == "kept":
                with contextlib.suppress(StoreError, OSError):
                    self._put_away(damage)
            self._open()

    def _put_away(self, damage: _Damaged) -> None:
        """Rename a file that is of no use, in the place of the last one that was. Raises `OSError`."""
        with self._guard():
            if self._inode and os.stat(self.file).st_ino != self._inode:
                return  # another process was first
            for old in self.file.parent.glob(f"{self.file.stem}.broken-*"):
                with contextlib.suppress(OSError):
                    old.unlink()
            kept = set_aside(self.file)
            for end in ("-wal", "-shm"):
                with contextlib.suppress(FileNotFoundError):
                    self.file.with_name(self.file.name + end).rename(kept.with_name(kept.name + end))
        if damage.is_newer:
            self._tell(StoreError("store.newer-catalogue", path=str(kept)))
        else:
            self._tell(StoreError("store.bad-catalogue", path=str(kept)))

    def _tell(self, notice: StoreError) -> None:
        with self._lock:
            if notice.reference not in self._told:
                self._told.add(notice.reference)
                self._notices.append(notice)

    def _limit(self, connection: sqlite3.Connection) -> None:
        size = connection.execute("PRAGMA page_size").fetchone()[0]
        pages = max(self._most_bytes // size, 256) if self._most_bytes else 2**30
        connection.execute(f"PRAGMA max_page_count = {pages}")


def _connect(name: str) -> sqlite3.Connection:
    return sqlite3.connect(
        name,
        timeout=LOCK_SECONDS,
        isolation_level=None,
        check_same_thread=False,
        uri=name.startswith("file:"),
    )


def _is_damage(error: sqlite3.Error) -> bool:
    """Tell whether the file itself is at fault."""
    said = str(error)
    # Its numbers are there from Python 3.11 on; its words have been the same for ever.
    return type(error) is sqlite3.DatabaseError or any(words in said for words in _NO_TABLE)
