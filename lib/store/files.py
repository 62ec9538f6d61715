"""JSON files of ours: replaced whole, and set aside where they are broken."""

from __future__ import annotations

import json
import os
import tempfile
import time
from pathlib import Path


def write_json(file: Path, content: object) -> None:
    """Replace a file at once: whoever reads it meanwhile, or after a power cut, has the old or the new.

    Raises `OSError`, or `UnicodeError` for a text that cannot be written; then the old one stays.
    """
    # Readable by this user alone, as such files are made.
    descriptor, temporary = tempfile.mkstemp(prefix=f"{file.stem}.", suffix=".tmp", dir=file.parent)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as written:
            json.dump(content, written, indent=2, ensure_ascii=False)
            written.write("\n")
            written.flush()
            os.fsync(written.fileno())
        os.replace(temporary, file)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def set_aside(file: Path) -> Path:
    """Rename a broken file to NAME.broken-<time>.json and return where it is now. Raises `OSError`."""
    now = time.strftime("%Y%m%d-%H%M%S")
    ends = ("", *(f"-{number}" for number in range(2, 1000)))
    names = (file.with_name(f"{file.stem}.broken-{now}{end}{file.suffix}") for end in ends)
    return file.rename(next(path for path in names if not path.exists()))
