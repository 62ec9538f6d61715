"""What a user has chosen once for good, one JSON file without secrets.

    choices.json   {"version": 1, "never_carry_forward": ["<item id>", ...]}

What cannot be read is as if nothing had been chosen: at worst the user is asked again.
"""

from __future__ import annotations

import json
from pathlib import Path

from ..errors import StoreError
from .files import write_json
from .locks import file_lock

FILE_NAME = "choices.json"
_VERSION = 1
_LOCK_SECONDS = 5.0


def read_never_carried(folder: Path) -> frozenset[str]:
    """Return the ids of the items whose attachments are not to be carried forward."""
    try:
        content = json.loads((folder / FILE_NAME).read_text(encoding="utf-8"))
        return frozenset(one for one in content["never_carry_forward"] if isinstance(one, str))
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return frozenset()


def change_never_carried(folder: Path, item_id: str, *, never: bool) -> None:
    """Remember that the attachments of an item are not to be carried forward, or forget that.

    Raises `StoreError` (`store.no-choices`) where it cannot be kept.
    """
    file = folder / FILE_NAME
    try:
        with file_lock(file.with_suffix(".lock"), timeout=_LOCK_SECONDS):
            before = read_never_carried(folder)
            after = before | {item_id} if never else before - {item_id}
            if after != before:
                write_json(file, {"version": _VERSION, "never_carry_forward": sorted(after)})
    except (OSError, StoreError):
        raise StoreError("store.no-choices", path=str(file)) from None
