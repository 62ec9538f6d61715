"""Finds an add-in or a script in its folder, as Fusion does: `Name/Name.py` beside `Name/Name.manifest`."""

from __future__ import annotations

import json
from pathlib import Path

from ..errors import UsageError

ADDIN, SCRIPT = "addin", "script"


def find_entry(path: Path) -> Path:
    """Return the entry file of an add-in or script, given that file or its folder.

    A folder that was unpacked under another name than its files' is taken, where it holds one manifest.
    Raises UsageError (`preview.no-addin`, `preview.bad-manifest`).
    """
    entry = path.resolve()
    if entry.is_dir():
        entry = entry / f"{entry.name}.py"
        if not entry.is_file():
            pairs = [each.with_suffix(".py") for each in entry.parent.glob("*.manifest")]
            entry = pairs[0] if len(pairs) == 1 else entry
    if entry.suffix != ".py" or not entry.is_file():
        raise UsageError("preview.no-addin", path=str(path))
    read_kind(entry)
    return entry


def read_kind(entry: Path) -> str:
    """Return "addin" or "script", as the manifest beside an entry file says; without one it is an add-in.

    Raises UsageError (`preview.bad-manifest`).
    """
    path = entry.with_suffix(".manifest")
    try:
        manifest = json.loads(path.read_text(encoding="utf-8-sig"))
        kind = manifest["type"]
        if kind not in (ADDIN, SCRIPT):
            raise ValueError(f"the type is {kind!r}")
    except FileNotFoundError:
        return ADDIN
    except (OSError, ValueError, KeyError, TypeError) as error:
        problem = f"there is no {error}" if isinstance(error, KeyError) else str(error)
        raise UsageError("preview.bad-manifest", path=str(path), problem=problem) from None
    return kind
