"""Where our files live on each system.

    Windows   %LOCALAPPDATA%\\DataBrowser
    macOS     ~/Library/Application Support/DataBrowser
    others    $XDG_DATA_HOME/databrowser, else ~/.local/share/databrowser

Administrators may set another folder for all users (`data_folder`, see `machine`), and `DATABROWSER_HOME` in
the environment names one before all others: tests go by it.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sys
from pathlib import Path

from ..errors import UsageError
from .checks import expand_folder
from .machine import read_machine

LOG_FOLDER = "logs"
# Who has signed in at a service that the environment names.
ELSEWHERE = "elsewhere"
ACCOUNTS = "accounts"
# The folder itself stays: DATABROWSER_HOME may name one that holds more than our files.
_OURS = (
    *("settings.json", "settings.broken-*.json", "settings.*.tmp", "settings*.lock"),
    *("accounts.json", "accounts.broken-*.json", "accounts.*.tmp", "accounts.lock", "sign-in-*.lock"),
    *("sample-hub.sqlite*", f"{LOG_FOLDER}/*", f"{ELSEWHERE}/*", f"{ACCOUNTS}/*/*"),
)


def data_folder(platform: str = sys.platform) -> Path:
    """Return the folder of our files, made if it is missing; readable by this user alone where that is known.

    Raises `UsageError` when it cannot be made.
    """
    folder = _choose(platform)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        raise UsageError("store.no-folder", path=str(folder)) from None
    return folder


def account_folder(folder: Path, *, client_id: str, user_id: str, service: str = "") -> Path:
    """Return what a folder of ours has for one account, made if it is missing: accounts/<hash>.

    `service` is the address of another service than the usual one. Raises `UsageError` when the folder cannot
    be made.
    """
    parts = [client_id, user_id, *([service] if service else [])]
    name = hashlib.sha256(json.dumps(parts).encode("ascii")).hexdigest()[:24]
    own = folder / ACCOUNTS / name
    try:
        own.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        raise UsageError("store.no-folder", path=str(own)) from None
    return own


def forget_files(folder: Path) -> None:
    """Delete what we keep in a folder of ours; what is not ours there stays.

    Raises `UsageError` (`settings.not-forgotten`) for what cannot be deleted, once all else is.
    """
    left = ""
    for pattern in _OURS:
        for path in folder.glob(pattern):
            try:
                path.unlink()
            except OSError:
                left = left or str(path)
    for path in (
        *folder.glob(f"{ACCOUNTS}/*"),
        *(folder / name for name in (LOG_FOLDER, ELSEWHERE, ACCOUNTS)),
    ):
        with contextlib.suppress(OSError):  # not there, or not empty
            path.rmdir()
    if left:
        raise UsageError("settings.not-forgotten", path=left)


def _choose(platform: str) -> Path:
    chosen = os.environ.get("DATABROWSER_HOME")
    if chosen:
        return Path(chosen).absolute()
    for_all = read_machine().values.get("data_folder")
    if for_all:
        return Path(expand_folder(for_all))
    if platform == "win32":
        base = os.environ.get("LOCALAPPDATA")
        return (Path(base) if base else Path.home() / "AppData" / "Local") / "DataBrowser"
    if platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "DataBrowser"
    base = os.environ.get("XDG_DATA_HOME")
    return (Path(base) if base else Path.home() / ".local" / "share") / "databrowser"
