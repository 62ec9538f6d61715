"""Who has signed in on this machine, one JSON file without secrets.

    accounts.json   {"version": 1, "accounts": [{"client_id": "", "user_id": "", "name": "", "email": ""}]}

The account that was used last comes first.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from ..errors import StoreError
from .files import set_aside, write_json
from .locks import file_lock

FILE_NAME = "accounts.json"
_VERSION = 1
_LOCK_SECONDS = 10.0


@dataclass(frozen=True)
class Account:
    """A person who signed in to an app; `name` and `email` as the service last told them."""

    client_id: str
    user_id: str
    name: str
    email: str

    @property
    def key(self) -> tuple[str, str]:
        """What tells one account from another."""
        return self.client_id, self.user_id


def read_accounts(folder: Path) -> tuple[Account, ...]:
    """Return the accounts kept in a folder, none where there is no file.

    Raises `StoreError` for a file that cannot be read, and, once, for one that is not ours to understand: it
    is set aside, so that the list begins anew.
    """
    file = folder / FILE_NAME
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return ()
    except OSError:
        raise StoreError("store.no-accounts", path=str(file)) from None
    except (ValueError, RecursionError):
        raise _set_aside(file) from None
    try:
        return _parse(content)
    except (KeyError, TypeError):
        raise _set_aside(file) from None


def change_accounts(folder: Path, change: Callable[[tuple[Account, ...]], Iterable[Account]]) -> None:
    """Replace the accounts by what `change` makes of them, whole or not at all.

    Raises `StoreError` as `read_accounts` does, and when the file cannot be written.
    """
    with file_lock(folder / "accounts.lock", timeout=_LOCK_SECONDS):
        before = read_accounts(folder)
        after = tuple(change(before))
        if after != before:
            _write(folder / FILE_NAME, after)


def _parse(content: Any) -> tuple[Account, ...]:
    if content["version"] != _VERSION:
        raise KeyError("version")
    accounts = tuple(
        Account(**{field.name: row[field.name] for field in fields(Account)}) for row in content["accounts"]
    )
    if not all(isinstance(text, str) for account in accounts for text in asdict(account).values()):
        raise TypeError
    return accounts


def _write(file: Path, accounts: Iterable[Account]) -> None:
    try:
        write_json(file, {"version": _VERSION, "accounts": [asdict(account) for account in accounts]})
    except OSError:
        raise StoreError("store.no-accounts", path=str(file)) from None


def _set_aside(file: Path) -> StoreError:
    try:
        return StoreError("store.bad-accounts", path=str(set_aside(file)))
    except OSError:
        return StoreError("store.no-accounts", path=str(file))
