"""Opening a catalogue's file, telling whether it is of use, and putting it away when it is not."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import sqlite3
from pathlib import Path

from ...errors import StoreError
from ..files import set_aside
from ..locks import file_lock
from . import search_index
from .schema import bring_up, is_newer, is_present, read_shape

LOCK_SECONDS = 10.0
_LOG_BYTES = 8 * 1024 * 1024  # what is left of the -wal file once it is taken over
_MOST_PAGES = 2**30
_FEWEST_PAGES = 256
_LEAST_ROOM = 64 * 1024  # SQLite makes its -shm file of 32 KB
# Its numbers are there from Python 3.11 on; its words have been the same for ever.
_DAMAGE = (
    *("no such table", "no such column", "has no column", "could not decode to utf-8"),
    *("invalid fts5 file format", "vtable constructor failed"),
)
NONSENSE = (AttributeError, LookupError, TypeError, ValueError)
"""What Python raises, a `UnicodeDecodeError` among them, of a damaged page that SQLite has not noticed."""


class Damaged(Exception):
    """The file cannot be understood; `is_newer` where a newer add-in wrote it.

    `inode` is that of the file where it is known, else 0.
    """

    def __init__(self, *, is_newer: bool = False, inode: int = 0) -> None:
        super().__init__()
        self.is_newer = is_newer
        self.inode = inode


def connect(name: str) -> sqlite3.Connection:
    """Connect to a file, by its path or its address. Raises `sqlite3.Error`."""
    return sqlite3.connect(
        name,
        timeout=LOCK_SECONDS,
        isolation_level=None,
        check_same_thread=False,
        uri=name.startswith("file:"),
    )


def open_to_write(file: Path, *, most_bytes: int) -> tuple[sqlite3.Connection, int]:
    """Open a file in its present shape, made if it is missing, and return also its inode.

    Raises `Damaged`, `OSError`, `sqlite3.Error` or `StoreError`.
    """
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with file_lock(lock_of(file), timeout=LOCK_SECONDS):
        with contextlib.suppress(FileExistsError):
            # SQLite would make it readable by everybody. Never with a file that is there: closing it lets go
            # of every lock that this process has on it.
            os.close(os.open(file, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        inode = os.stat(file).st_ino
        connection = connect(str(file))
        try:
            prepare(connection, most_bytes=most_bytes)
        except Damaged as damage:
            connection.close()
            damage.inode = inode
            raise
        except sqlite3.Error as error:
            connection.close()
            if is_damage(error):
                raise Damaged(inode=inode) from None
            raise
        except NONSENSE:
            connection.close()
            raise Damaged(inode=inode) from None
        return connection, inode


def prepare(connection: sqlite3.Connection, *, most_bytes: int) -> None:
    """Bring what was opened to its present shape. Raises `Damaged` or `sqlite3.Error`."""
    if is_newer(connection):
        raise Damaged(is_newer=True)
    if read_shape(connection) == 0 and connection.execute("SELECT 1 FROM sqlite_master").fetchone():
        raise Damaged  # another program's
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute(f"PRAGMA journal_size_limit = {_LOG_BYTES}")
    bring_up(connection)
    connection.execute("SELECT * FROM counts").fetchall()
    search_index.prepare_index(connection)
    limit(connection, most_bytes)


def limit(connection: sqlite3.Connection, most_bytes: int) -> None:
    """Let a file become no larger than so, 0 for as large as it will. Raises `sqlite3.Error`."""
    size = connection.execute("PRAGMA page_size").fetchone()[0]
    pages = max(most_bytes // size, _FEWEST_PAGES) if most_bytes else _MOST_PAGES
    connection.execute(f"PRAGMA max_page_count = {pages}")


def open_to_read(file: Path, *, is_writable: bool = False) -> sqlite3.Connection | None:
    """Open a file of the present shape to read; None where that does not go.

    One that is writable, by others too, is shared with them; raises `Damaged` where it is of no use.
    """
    address = file.as_uri()
    log = file.with_name(f"{file.name}-wal")
    modes = ["mode=rw"] if is_writable else ["mode=ro"]  # neither makes a file that is missing
    with contextlib.suppress(OSError):
        if not is_writable and (not log.exists() or log.stat().st_size == 0):
            # Without its -shm, which cannot be made: nobody else writes either.
            modes.append("immutable=1")
    for mode in modes:
        connection = None
        try:
            connection = connect(f"{address}?{mode}")
            connection.execute("PRAGMA query_only = ON")
            if is_present(connection) and connection.execute("SELECT * FROM counts").fetchall():
                return connection
            is_bad = True
        except sqlite3.Error as error:
            is_bad = is_damage(error)
        except NONSENSE:
            is_bad = True
        if connection:
            connection.close()
        if is_bad and is_writable:
            raise Damaged
    return None


def put_away(file: Path, inode: int) -> Path | None:
    """Rename a file that is of no use, in the place of the last such one, and return where it is.

    None where another process was first: the file has another inode by now. Raises `OSError` or `StoreError`.
    """
    with file_lock(lock_of(file), timeout=LOCK_SECONDS):
        if not is_same(file, inode):
            return None
        for old in file.parent.glob(f"{file.stem}.broken-*"):
            with contextlib.suppress(OSError):
                old.unlink()
        kept = set_aside(file)
        for log in logs_of(file):
            with contextlib.suppress(FileNotFoundError):
                log.rename(kept.with_name(kept.name + log.name.removeprefix(file.name)))
        return kept


def delete(file: Path) -> None:
    """Delete a file, and what was set aside of it.

    Raises `OSError` or `StoreError`; then the file is still there.
    """
    with file_lock(lock_of(file), timeout=LOCK_SECONDS):
        for old in file.parent.glob(f"{file.stem}.broken-*"):
            with contextlib.suppress(OSError):
                old.unlink()
        for one in (file, *logs_of(file)):
            with contextlib.suppress(FileNotFoundError):
                one.unlink()


def is_same(file: Path, inode: int) -> bool:
    """Tell whether a file is the one that was opened."""
    try:
        return os.stat(file).st_ino == inode
    except OSError:
        return False


def is_sound(connection: sqlite3.Connection) -> bool:
    """Tell whether a whole file is as SQLite writes it; that takes seconds where it is large."""
    try:
        return connection.execute("PRAGMA integrity_check(1)").fetchone()[0] == "ok"
    except (sqlite3.Error, *NONSENSE):
        return False


def is_damage(error: sqlite3.Error) -> bool:
    """Tell whether an error means that the file itself is at fault."""
    if type(error) is sqlite3.DatabaseError or isinstance(error, sqlite3.IntegrityError):
        return True
    said = str(error).lower()
    return isinstance(error, sqlite3.OperationalError) and any(words in said for words in _DAMAGE)


def is_full(error: Exception, file: Path) -> bool:
    """Tell whether an error is for want of room, which SQLite also calls an I/O error."""
    said = str(error).lower()
    if "disk i/o" in said:
        with contextlib.suppress(OSError):
            return shutil.disk_usage(file.parent).free < _LEAST_ROOM
    return "full" in said or getattr(error, "errno", None) == errno.ENOSPC


def explain(error: sqlite3.Error, file: Path) -> StoreError:
    """Return what to tell of an error that is none of the file's own."""
    said = str(error)
    if is_full(error, file):
        return StoreError("store.catalogue-full", path=str(file))
    if "locked" in said:
        return StoreError("store.lock-busy", path=str(file), seconds=round(LOCK_SECONDS))
    if "readonly" in said:
        return StoreError("store.catalogue-read-only", path=str(file))
    return StoreError("store.no-catalogue", path=str(file))


def lock_of(file: Path) -> Path:
    """Return the lock that is held while a file is opened or put away."""
    return file.with_suffix(".lock")


def sync_lock_of(file: Path) -> Path:
    """Return the lock that is held by who fills the catalogue from the service."""
    return file.with_suffix(".sync")


def delete_free(lock: Path) -> None:
    """Delete a lock, unless somebody holds it."""
    with contextlib.suppress(OSError, StoreError):
        with file_lock(lock, timeout=0):
            with contextlib.suppress(PermissionError):  # Windows deletes nothing that is open
                lock.unlink()
                return
        lock.unlink()


def logs_of(file: Path) -> tuple[Path, Path]:
    """Return what SQLite has beside a file that is open, or was not closed."""
    return file.with_name(f"{file.name}-wal"), file.with_name(f"{file.name}-shm")
