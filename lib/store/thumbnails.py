"""Thumbnails kept in an account's folder; for a while, also that there is none.

    thumbnails/<hash of urn and size>.png    the picture as it came
    thumbnails/<hash>.none                   {"until": seconds since 1970, "tries": how often there was none}

They are only ever copies: what cannot be read or written is as if it were not there, and what is damaged is
dropped.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from .places import THUMBNAILS

MOST_FILES = 5000
MOST_BYTES = 48 * 1024 * 1024
LARGEST = 1024 * 1024
_KEPT_SHARE = 0.9  # of what may be there, after some were dropped: so that not every new one drops others
_PNG = b"\x89PNG\r\n\x1a\n"
_END = b"IEND\xaeB`\x82"  # what every such file ends with: one that was cut off does not


@dataclass(frozen=True)
class Absence:
    """That there was no picture when it was last asked for; `until`, in seconds since 1970, holds that."""

    until: float
    tries: int


def read_picture(folder: Path, urn: str, size: int) -> bytes | None:
    """Return a picture that was kept in an account's folder; None where there is none, or it is damaged."""
    file = _file(folder, urn, size, ".png")
    try:
        data = file.read_bytes() if file.stat().st_size <= LARGEST else b""
    except OSError:
        return None
    if data.startswith(_PNG) and data.endswith(_END):
        return data
    with contextlib.suppress(OSError):
        file.unlink()
    return None


def write_picture(folder: Path, urn: str, size: int, data: bytes) -> None:
    """Keep a picture, in the place of what was known before."""
    if len(data) <= LARGEST:
        _write(_file(folder, urn, size, ".png"), data)
        with contextlib.suppress(OSError):
            _file(folder, urn, size, ".none").unlink()


def read_absence(folder: Path, urn: str, size: int) -> Absence | None:
    """Return when a picture was last found missing; None where that is not known."""
    try:
        content = json.loads(_file(folder, urn, size, ".none").read_bytes())
        return Absence(float(content["until"]), int(content["tries"]))
    except (OSError, ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return None


def write_absence(folder: Path, urn: str, size: int, absence: Absence) -> None:
    """Keep that there is no picture."""
    content = {"until": absence.until, "tries": absence.tries}
    _write(_file(folder, urn, size, ".none"), json.dumps(content).encode())


def trim_thumbnails(folder: Path, *, most_bytes: int | None = None) -> None:
    """Drop the oldest where they are too many, or larger together than `most_bytes`, else MOST_BYTES."""
    most_bytes = MOST_BYTES if most_bytes is None else most_bytes
    files: list[tuple[float, int, Path]] = []
    with contextlib.suppress(OSError):
        for entry in os.scandir(folder / THUMBNAILS):
            with contextlib.suppress(OSError):
                told = entry.stat(follow_symlinks=False)
                files.append((told.st_mtime, told.st_size, Path(entry.path)))
    size = sum(one[1] for one in files)
    if len(files) <= MOST_FILES and size <= most_bytes:
        return
    count = len(files)
    for _, bytes_of_it, file in sorted(files):
        if count <= MOST_FILES * _KEPT_SHARE and size <= most_bytes * _KEPT_SHARE:
            return
        with contextlib.suppress(OSError):
            file.unlink()
            count, size = count - 1, size - bytes_of_it


def forget_thumbnails(folder: Path) -> None:
    """Delete what was kept in an account's folder."""
    for pattern in ("*.png", "*.none", "*.tmp"):  # the last of a program that ended in mid-write
        for file in (folder / THUMBNAILS).glob(pattern):
            with contextlib.suppress(OSError):
                file.unlink()


def _file(folder: Path, urn: str, size: int, ending: str) -> Path:
    name = hashlib.sha256(f"{size} {urn}".encode("utf-8", "replace")).hexdigest()[:24]
    return folder / THUMBNAILS / f"{name}{ending}"


def _write(file: Path, data: bytes) -> None:
    """Replace a file at once; a power cut may still damage it, which shows when it is read."""
    temporary: Path | None = None
    try:
        file.parent.mkdir(mode=0o700, exist_ok=True)
        descriptor, name = tempfile.mkstemp(prefix=f"{file.stem}.", suffix=".tmp", dir=file.parent)
        temporary = Path(name)
        with os.fdopen(descriptor, "wb") as written:
            written.write(data)
        os.replace(temporary, file)
    except OSError:
        if temporary:
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)
