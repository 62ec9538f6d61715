"""Locks between processes, kept by the operating system: one dies with the process that holds it.

The file of a lock is empty and stays until everything is forgotten: deleting it while there is something to
guard would let two processes lock two files of one name.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..errors import Cancelled, StoreError

_POLL_SECONDS = 0.02


if sys.platform == "win32":
    import msvcrt

    def _try_lock(handle: int) -> bool:
        os.lseek(handle, 0, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except PermissionError:
            return False
        return True

    def _unlock(handle: int) -> None:
        os.lseek(handle, 0, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _try_lock(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _unlock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_UN)


@contextmanager
def file_lock(path: Path, *, timeout: float, cancelled: threading.Event | None = None) -> Iterator[None]:
    """Hold the lock `path` alone among all threads and processes; `timeout` in seconds, 0 to try once.

    Raises `StoreError` (`store.lock-busy`, `store.no-lock` where the file cannot be made or locked) and
    `Cancelled` when `cancelled` is set meanwhile. Not reentrant: who asks again waits for itself.
    """
    try:
        # A new descriptor each time: the system tells two of them apart even within one process.
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError:
        raise StoreError("store.no-lock", path=str(path)) from None
    try:
        try:
            _wait(handle, path, timeout, cancelled)
        except OSError:
            # A file system without locks.
            raise StoreError("store.no-lock", path=str(path)) from None
        try:
            yield
        finally:
            _unlock(handle)
    finally:
        os.close(handle)


def _wait(handle: int, path: Path, timeout: float, cancelled: threading.Event | None) -> None:
    wanted = cancelled or threading.Event()
    end = time.monotonic() + timeout
    while not _try_lock(handle):
        left = end - time.monotonic()
        if left <= 0:
            raise StoreError("store.lock-busy", path=str(path), seconds=round(timeout))
        if wanted.wait(min(left, _POLL_SECONDS)):
            raise Cancelled("store.cancelled")
