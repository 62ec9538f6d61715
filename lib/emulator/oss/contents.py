"""What objects consist of: numbered parts, each one file, kept for as long as something needs them.

A content never changes once an object has it: whoever writes an object anew gives it another content.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterable, Sequence

from ..database import Database, Row
from ..messages import Piece
from .files import ObjectFiles


class WrongDigest(Exception):
    """The bytes that came are not those that were announced."""


class Contents:
    """All contents; the ids are opaque and cannot be guessed."""

    def __init__(self, database: Database, folder: str | None) -> None:
        self._database = database
        self._files = ObjectFiles(folder)
        self.sweep()

    def sweep(self) -> None:
        """Remove the files that no part names: left by a crash, or by a reset."""
        self._files.sweep({row["file"] for row in self._database.rows("SELECT file FROM parts")})

    def new_id(self) -> str:
        """Return the id of a content without parts."""
        return secrets.token_hex(16)

    def add_part(
        self,
        content: str,
        number: int,
        *,
        chunks: Iterable[bytes | memoryview],
        md5: str | None = None,
        is_wanted: Callable[[], bool] = lambda: True,
    ) -> Row | None:
        """Write a part, in place of one that has this number already, and return its row.

        Nothing is kept, and None returned, where in the end it is not wanted any more. Raises `WrongDigest`
        where `md5` is given and the bytes have another one.
        """
        written = self._files.write(chunks)
        if md5 not in (None, written.md5):
            self._files.remove([written.name])
            raise WrongDigest
        with self._database.transaction():
            before = self.parts(content, number=number)
            if is_wanted():
                self._database.change(
                    "INSERT OR REPLACE INTO parts VALUES (?, ?, ?, ?, ?)",
                    (content, number, written.name, written.size, written.md5),
                )
        kept = self.parts(content, number=number)
        is_kept = bool(kept) and kept[0]["file"] == written.name
        self._files.remove([part["file"] for part in before] if is_kept else [written.name])
        return kept[0] if is_kept else None

    def parts(self, content: str, *, number: int | None = None) -> list[Row]:
        """Return the parts in their order, or the one of this number alone."""
        return self._database.rows(
            "SELECT * FROM parts WHERE content = ? AND number = coalesce(?, number) ORDER BY number",
            (content, number),
        )

    def pieces(self, parts: Sequence[Row], *, start: int, end: int) -> tuple[Piece, ...]:
        """Return where the bytes from `start` up to `end` of these parts lie."""
        pieces: list[Piece] = []
        offset = 0
        for part in parts:
            first, last = max(start - offset, 0), min(end - offset, part["size"])
            if first < last:
                pieces.append(Piece(self._files.path(part["file"]), first, last - first))
            offset += part["size"]
        return tuple(pieces)

    def sha1(self, content: str) -> str:
        """Return the SHA-1 of a content, in hexadecimal."""
        return self._files.sha1(part["file"] for part in self.parts(content))

    def drop(self, content: str) -> None:
        """Delete a content unless an object or an upload under way has it."""
        with self._database.transaction():
            is_needed = self._database.value(
                "SELECT EXISTS (SELECT 1 FROM objects WHERE content = ?1) "
                "OR EXISTS (SELECT 1 FROM uploads WHERE content = ?1 AND completed IS NULL)",
                (content,),
            )
            if is_needed:
                return
            files = [part["file"] for part in self.parts(content)]
            self._database.change("DELETE FROM parts WHERE content = ?", (content,))
        self._files.remove(files)

    def close(self) -> None:
        """Delete what was kept for this run alone."""
        self._files.close()


def etag_of(parts: Sequence[Row]) -> str:
    """Return S3's ETag for these parts: the MD5 of one, or of the MD5s of several with their count."""
    if len(parts) == 1:
        return f'"{parts[0]["etag"]}"'
    digests = b"".join(bytes.fromhex(part["etag"]) for part in parts)
    return f'"{hashlib.md5(digests, usedforsecurity=False).hexdigest()}-{len(parts)}"'
