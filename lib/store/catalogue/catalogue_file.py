"""The file of a catalogue, for several threads and processes at once, and what stands in for it.

Whatever happens to the file, the catalogue goes on: it holds copies only. What the user should know of it is
told once, by `take_notices`.
"""

from __future__ import annotations

import contextlib
import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Literal, TypeVar

from ...errors import StoreError
from . import search_index
from .opening import (
    NONSENSE,
    Damaged,
    connect,
    delete,
    explain,
    is_damage,
    is_full,
    is_same,
    is_sound,
    limit,
    open_to_read,
    open_to_write,
    prepare,
    put_away,
)
from .schema import empty, is_newer

T = TypeVar("T")
Work = Callable[[sqlite3.Connection], T]
Mode = Literal["kept", "read-only", "memory"]
_TRIES = 3  # of one piece of work: another process may put the file away too
_MOST_READERS = 4  # that are kept open while nobody reads
_NEAR_LIMIT = 1024  # pages: more than what is written at once ever takes


class CatalogueFile:
    """The connections to a file, one to write with and some to read with; called on any thread.

    `now` tells the seconds since 1970. `most_bytes` is how large the file may become, 0 for no limit.
    `mode` is "kept"; "read-only" where the file cannot be written; and "memory" where there is none, or none
    is wanted: `file` is None then.
    """

    def __init__(
        self, file: Path | None, *, now: Callable[[], float] = time.time, most_bytes: int = 0
    ) -> None:
        self.file = file.absolute() if file else Path()
        self._is_wanted = file is not None
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
        self._opening = 0  # how often it was opened: connections of before are of no use
        self._is_closed = False
        self._is_full = False
        with self._writing:
            self._open()

    def read(self, work: Work[T]) -> T:
        """Return what `work` reads, in one state of the file; it may be called again, on one that is empty.

        Raises `StoreError` (`store.no-catalogue`, `store.lock-busy`, `store.catalogue-closed`).
        """
        for _ in range(_TRIES):
            if self.mode == "memory":
                return self.write(work)
            opening = self._opening
            try:
                return self._read_once(work)
            except Damaged as damage:
                self._replace(damage, opening)
        raise StoreError("store.no-catalogue", path=str(self.file))

    def write(self, work: Work[T]) -> T:
        """Do `work` whole or not at all, and return what it does; it may be called again as in `read`.

        Raises `StoreError` as `read` does, and `store.catalogue-full`, `store.catalogue-limit` and
        `store.catalogue-read-only`; then nothing has changed.
        """
        with self._writing:
            for _ in range(_TRIES):
                opening = self._opening
                try:
                    return self._write_once(work)
                except Damaged as damage:
                    self._replace(damage, opening)
        raise StoreError("store.no-catalogue", path=str(self.file))

    def check(self) -> None:
        """Read the whole file, which takes seconds with 200,000 items, and begin anew if it is damaged."""

        def work(connection: sqlite3.Connection) -> None:
            if connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
                raise Damaged

        self.read(work)

    def clear(self) -> None:
        """Forget everything, also what was set aside.

        Raises `StoreError` as `write` does, where the file can neither be deleted nor emptied.
        """
        with self._writing:
            if self.mode == "kept" and not self._is_closed:
                self._let_go()
                with contextlib.suppress(OSError, StoreError):
                    delete(self.file)
                self._open()
            self.write(_clear)
            with contextlib.suppress(sqlite3.Error):
                if self._writer:
                    self._writer.execute("VACUUM")

    def set_limit(self, most_bytes: int) -> None:
        """Let the file become no larger than so, 0 for no limit; what is more already stays."""
        with self._writing:
            self._most_bytes = most_bytes
            if self._writer:
                with contextlib.suppress(sqlite3.Error):
                    limit(self._writer, most_bytes)

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

    def _open(self) -> None:
        """Open the file, or what stands in for it; called by who may write."""
        if not self._is_wanted:
            self._hold_in_memory()
            return
        for _ in range(_TRIES):
            try:
                self._writer, self._inode = open_to_write(self.file, most_bytes=self._most_bytes)
                self.mode = "kept"
                return
            except Damaged as damage:
                if not self._put_away(damage):
                    break
            except (OSError, sqlite3.Error, StoreError) as error:
                self._stand_in(is_full=is_full(error, self.file))
                return
        self._stand_in(is_damaged=True)

    def _stand_in(self, *, is_full: bool = False, is_damaged: bool = False) -> None:
        if not is_damaged and (reader := open_to_read(self.file)):
            with self._lock:
                self._readers.append(reader)
            self.mode = "read-only"
            self._is_full = is_full
            self._tell(self._refusal())
            return
        self._hold_in_memory()
        if is_full:
            self._tell(StoreError("store.catalogue-full", path=str(self.file)))
        else:
            self._tell(StoreError("store.no-catalogue", path=str(self.file)))

    def _refusal(self) -> StoreError:
        if self._is_full:
            return StoreError("store.catalogue-full", path=str(self.file))
        return StoreError("store.catalogue-read-only", path=str(self.file))

    def _open_again(self) -> sqlite3.Connection:
        """Open a file to write that could only be read: what was in the way may be gone."""
        try:
            writer, inode = open_to_write(self.file, most_bytes=self._most_bytes)
        except (Damaged, OSError, sqlite3.Error, StoreError):
            raise self._refusal() from None
        self._let_go()
        self._writer, self._inode, self.mode = writer, inode, "kept"
        return writer

    def _hold_in_memory(self) -> None:
        # A file without a name: SQLite keeps it in memory, and what is too much for that in a temporary one.
        self._writer = connect("")
        prepare(self._writer, most_bytes=self._most_bytes)
        self.mode = "memory"

    def _read_once(self, work: Work[T]) -> T:
        self._open_if_other()
        opening, connection = self._take_reader()
        is_well = False
        try:
            connection.execute("BEGIN")
            found = work(connection)
            connection.execute("COMMIT")
            is_well = True
            return found
        except sqlite3.Error as error:
            raise self._explain(error) from None
        except NONSENSE:
            if is_sound(connection):
                raise
            raise Damaged from None
        finally:
            self._give_back(opening, connection, is_well=is_well)

    def _write_once(self, work: Work[T]) -> T:
        self._open_if_other()
        if self._is_closed:
            raise StoreError("store.catalogue-closed")
        connection = self._writer or self._open_again()
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
        except NONSENSE:
            if is_sound(connection):
                raise
            raise Damaged from None

    def _open_if_other(self) -> None:
        """Open the file anew where another process, or the user, has put the one that is open away."""
        if self.mode != "kept" or is_same(self.file, self._inode):
            return
        with self._writing:
            if not self._is_closed and not is_same(self.file, self._inode):
                self._let_go()
                self._open()

    def _take_reader(self) -> tuple[int, sqlite3.Connection]:
        with self._lock:
            if self._is_closed:
                raise StoreError("store.catalogue-closed")
            if self._readers:
                return self._opening, self._readers.pop()
        with self._writing:  # never while the file is put away
            return self._opening, self._connect_reader()

    def _connect_reader(self) -> sqlite3.Connection:
        self._open_if_other()
        if self._is_closed:
            raise StoreError("store.catalogue-closed")
        if self.mode == "memory":  # since just now: there is but one connection
            raise Damaged
        connection = open_to_read(self.file, is_writable=self.mode == "kept")
        if connection is None and is_same(self.file, self._inode):
            raise StoreError("store.no-catalogue", path=str(self.file))
        if connection is None:  # put away by another process just now
            raise Damaged
        return connection

    def _give_back(self, opening: int, connection: sqlite3.Connection, *, is_well: bool) -> None:
        with self._lock:
            if is_well and opening == self._opening and len(self._readers) < _MOST_READERS:
                self._readers.append(connection)
                return
        connection.close()

    def _let_go(self) -> None:
        with self._lock:
            readers, self._readers = self._readers, []
            self._opening += 1
        for connection in (*readers, self._writer):
            if connection:
                with contextlib.suppress(sqlite3.Error):
                    connection.close()
        self._writer = None

    def _explain(self, error: sqlite3.Error) -> Exception:
        if is_damage(error):
            is_newer_now = False
            if self._writer:
                with contextlib.suppress(sqlite3.Error):
                    is_newer_now = is_newer(self._writer)
            return Damaged(is_newer=is_newer_now)
        if isinstance(error, (sqlite3.ProgrammingError, sqlite3.InterfaceError)):
            return error
        told = explain(error, self.file)
        if told.reference == "store.catalogue-full" and self._is_at_limit():
            return StoreError("store.catalogue-limit", most=round(self._most_bytes / 1_000_000))
        return told

    def _is_at_limit(self) -> bool:
        if not self._most_bytes or not self._writer:
            return False
        try:
            most, count = (
                self._writer.execute(f"PRAGMA {name}").fetchone()[0]
                for name in ("max_page_count", "page_count")
            )
        except sqlite3.Error:
            return False
        return count + _NEAR_LIMIT >= most

    def _replace(self, damage: Damaged, opening: int) -> None:
        """Begin anew, unless another thread has done so since the file was opened for the so-manyth time."""
        with self._writing:
            if self._is_closed or opening != self._opening:
                return
            is_kept = self.mode == "kept"
            self._let_go()
            if not is_kept or self._put_away(damage):
                self._open()
            else:
                self._stand_in(is_damaged=True)

    def _put_away(self, damage: Damaged) -> bool:
        """Put the file away, and tell whether another can be made in its place."""
        try:
            kept = put_away(self.file, damage.inode or self._inode)
        except (OSError, StoreError):
            return False
        if kept and damage.is_newer:
            self._tell(StoreError("store.newer-catalogue", path=str(kept)))
        elif kept:
            self._tell(StoreError("store.bad-catalogue", path=str(kept)))
        return True

    def _tell(self, notice: StoreError) -> None:
        with self._lock:
            if notice.reference not in self._told:
                self._told.add(notice.reference)
                self._notices.append(notice)


def _clear(connection: sqlite3.Connection) -> None:
    search_index.clear_index(connection)
    empty(connection)
