"""Where the bytes of objects lie: files of one folder, named by chance, never read into memory whole.

A file counts only once a row of the database names it; what no row names is what a crash left behind.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import tempfile
import threading
import uuid
from collections.abc import Collection, Iterable
from typing import NamedTuple

_NAME = re.compile(r"[0-9a-f]{32}")
_CHUNK = 1024 * 1024


class Written(NamedTuple):
    """A new file; `md5` in hexadecimal."""

    name: str
    size: int
    md5: str


class ObjectFiles:
    """The files; `folder` None takes a temporary one, gone after `close`. It is made when first needed."""

    def __init__(self, folder: str | None) -> None:
        self._folder = folder
        self._is_temporary = folder is None
        self._lock = threading.Lock()

    def write(self, chunks: Iterable[bytes | memoryview]) -> Written:
        """Keep these bytes in a new file; nothing is left of it when they break off."""
        name = uuid.uuid4().hex
        path = os.path.join(self._make_folder(), name)
        digest = hashlib.md5(usedforsecurity=False)
        size = 0
        try:
            with open(path, "xb", buffering=0) as file:
                for chunk in chunks:
                    digest.update(chunk)
                    size += len(chunk)
                    rest = memoryview(chunk)
                    while rest:
                        rest = rest[file.write(rest) :]
        except BaseException:
            self.remove([name])
            raise
        return Written(name, size, digest.hexdigest())

    def path(self, name: str) -> str:
        """Return where a file lies."""
        return os.path.join(self._folder or "", name)

    def sha1(self, names: Iterable[str]) -> str:
        """Return the SHA-1 of several files, one after the other, in hexadecimal."""
        digest = hashlib.sha1(usedforsecurity=False)
        buffer = memoryview(bytearray(_CHUNK))
        for name in names:
            with open(self.path(name), "rb", buffering=0) as file:
                while count := file.readinto(buffer):
                    digest.update(buffer[:count])
        return digest.hexdigest()

    def remove(self, names: Iterable[str]) -> None:
        """Delete files; one that is still being read may stay until the next start."""
        for name in names:
            with contextlib.suppress(OSError):
                os.unlink(self.path(name))

    def sweep(self, known: Collection[str]) -> None:
        """Delete the files that are not known."""
        if self._folder is not None and os.path.isdir(self._folder):
            self.remove(
                name for name in os.listdir(self._folder) if _NAME.fullmatch(name) and name not in known
            )

    def close(self) -> None:
        """Delete a temporary folder."""
        with self._lock:
            if self._is_temporary and self._folder is not None:
                shutil.rmtree(self._folder, ignore_errors=True)

    def _make_folder(self) -> str:
        with self._lock:
            if self._folder is None:
                self._folder = tempfile.mkdtemp(prefix="databrowser-objects-")
            os.makedirs(self._folder, exist_ok=True)
            return self._folder
