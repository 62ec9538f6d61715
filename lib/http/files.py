"""Parts of files on their way: sent from where they lie, written to where they belong."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

from ..errors import TransferError

Report = Callable[[int], None]
"""Is told how many bytes of a part went by, from the start again when it is repeated; may raise to end it."""


class Source(Protocol):
    """A file that is sent."""

    def read(self, size: int = ..., /) -> bytes:
        """Return up to `size` bytes, none at the end."""
        ...

    def seek(self, offset: int, whence: int = ..., /) -> int:
        """Go to a place and return it."""
        ...

    def tell(self) -> int:
        """Return the present place."""
        ...


class Sink(Protocol):
    """A file that is written."""

    def write(self, data: bytes, /) -> object:
        """Write all of the data."""
        ...

    def seek(self, offset: int, whence: int = ..., /) -> int:
        """Go to a place and return it."""
        ...

    def tell(self) -> int:
        """Return the present place."""
        ...

    def truncate(self) -> object:
        """Forget what lies behind the present place."""
        ...


def is_empty(source: Source) -> bool:
    """Tell whether nothing lies behind the present place of a file."""
    place = source.tell()
    end = source.seek(0, os.SEEK_END)
    source.seek(place)
    return end <= place


class FilePart:
    """A part of a file to send, read through a handle of its own: `size` bytes from `start`.

    Raises `TransferError`: `transfers.unreadable` when the file cannot be opened or read,
    `transfers.file-changed` when it ends too early.
    """

    def __init__(self, path: Path, *, start: int, size: int, report: Report) -> None:
        self._start = start
        self._size = size
        self._place = 0
        self._report = report
        try:
            self._file = path.open("rb", buffering=0)
        except OSError as error:
            raise unreadable(path, error) from error
        self._path = path

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[bytes]:
        return iter(lambda: self.read(io.DEFAULT_BUFFER_SIZE), b"")

    def __enter__(self) -> FilePart:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def read(self, size: int = -1, /) -> bytes:
        """Return up to `size` bytes, none at the end of the part."""
        left = self._size - self._place
        wanted = left if size < 0 else min(size, left)
        if wanted <= 0:
            return b""
        try:
            # Placed anew each time: a repeat begins at the start again.
            self._file.seek(self._start + self._place)
            data = self._file.read(wanted)
        except OSError as error:
            raise unreadable(self._path, error) from error
        if not data:
            raise TransferError("transfers.file-changed", name=self._path.name)
        self._place += len(data)
        self._report(self._place)
        return data

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        """Go to a place in the part and return it."""
        self._place = max(0, {os.SEEK_SET: 0, os.SEEK_CUR: self._place}.get(whence, self._size) + offset)
        return self._place

    def tell(self) -> int:
        """Return the present place in the part."""
        return self._place


class FileSlot:
    """Room in a file for a part to arrive, written through a handle of its own: `size` bytes from `start`.

    `name` is how errors call it. Raises `TransferError` (`transfers.wrong-size`) when more arrives than
    there is room for, and the system's `OSError` when the disk takes no more.
    """

    def __init__(self, path: Path, *, start: int, size: int, name: str, report: Report) -> None:
        self._file = path.open("r+b", buffering=0)
        self._start = start
        self._size = size
        self._name = name
        self._report = report
        self.filled = 0

    def __enter__(self) -> FileSlot:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def write(self, data: bytes, /) -> int:
        """Write all of the data behind what is there."""
        if self.filled + len(data) > self._size:
            got = self.filled + len(data)
            raise TransferError("transfers.wrong-size", name=self._name, expected=self._size, got=got)
        self._file.seek(self._start + self.filled)
        rest = memoryview(data)
        while rest:
            rest = rest[self._file.write(rest) :]
        self.filled += len(data)
        self._report(self.filled)
        return len(data)

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        """Go back to a place; what was written behind it is to come again."""
        self.filled = {os.SEEK_SET: 0}.get(whence, self.filled) + offset
        return self.filled

    def tell(self) -> int:
        """Return how much has arrived."""
        return self.filled

    def truncate(self) -> int:
        """Do nothing: the room stays, and what is in it is written over."""
        return self.filled


def unreadable(path: Path, error: OSError | ValueError) -> TransferError:
    """Return the error of a file that cannot be read."""
    problem = getattr(error, "strerror", "") or str(error)
    return TransferError("transfers.unreadable", name=path.name, problem=problem)
