"""Where our files live on each system.

    Windows   %LOCALAPPDATA%\\DataBrowser
    macOS     ~/Library/Application Support/DataBrowser
    others    $XDG_DATA_HOME/databrowser, else ~/.local/share/databrowser

`DATABROWSER_HOME` in the environment names another folder.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from ..errors import UsageError


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


def _choose(platform: str) -> Path:
    chosen = os.environ.get("DATABROWSER_HOME")
    if chosen:
        return Path(chosen).absolute()
    if platform == "win32":
        base = os.environ.get("LOCALAPPDATA")
        return (Path(base) if base else Path.home() / "AppData" / "Local") / "DataBrowser"
    if platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "DataBrowser"
    base = os.environ.get("XDG_DATA_HOME")
    return (Path(base) if base else Path.home() / ".local" / "share") / "databrowser"
