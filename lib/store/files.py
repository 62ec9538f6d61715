"""Files replaced whole: JSON files of ours, set aside where they are broken, and what the user saves."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import tempfile
import time
from pathlib import Path


def write_json(file: Path, content: object, *, indent: int | None = 2) -> None:
    """Replace a file at once: whoever reads it meanwhile, or after a power cut, has the old or the new.

    `indent` is None for what nobody reads but us. Raises `OSError`; then the old one stays.
    """
    write_text(file, json.dumps(content, indent=indent, ensure_ascii=False) + "\n")


def write_text(file: Path, text: str, *, is_copy: bool = False) -> None:
    """Replace a file of ours at once; after a power cut, that of a copy may be empty.

    Raises `OSError`; then the old one stays.
    """
    # Readable by this user alone, as such files are made.
    descriptor, temporary = tempfile.mkstemp(prefix=f"{file.stem}.", suffix=".tmp", dir=file.parent)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace") as written:
            # What no encoding has, half of a surrogate pair, is written as JSON's escape.
            written.write(text)
            written.flush()
            if not is_copy:
                os.fsync(written.fileno())
        os.replace(temporary, file)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def write_file(file: Path, content: bytes) -> None:
    """Replace a file of the user's at once, or make it: nobody ever finds half of it.

    One that was there keeps its permissions, and a link still leads to it. Raises `OSError` or `ValueError`;
    then what was there stays.
    """
    target = Path(os.path.realpath(file))
    temporary = target.with_name(f".databrowser-{secrets.token_hex(8)}.tmp")
    try:
        with temporary.open("xb") as written:
            written.write(content)
            written.flush()
            os.fsync(written.fileno())
        with contextlib.suppress(OSError):  # there was none
            shutil.copymode(target, temporary)
        os.replace(temporary, target)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise


def set_aside(file: Path) -> Path:
    """Rename a broken file to NAME.broken-<time>.json and return where it is now. Raises `OSError`."""
    now = time.strftime("%Y%m%d-%H%M%S")
    ends = ("", *(f"-{number}" for number in range(2, 1000)))
    names = (file.with_name(f"{file.stem}.broken-{now}{end}{file.suffix}") for end in ends)
    return file.rename(next(path for path in names if not path.exists()))
