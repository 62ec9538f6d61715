"""Where our files live on each system.

    Windows   %LOCALAPPDATA%\\DataBrowser
    macOS     ~/Library/Application Support/DataBrowser
    others    $XDG_DATA_HOME/databrowser, else ~/.local/share/databrowser

Administrators may set another folder for all users (`data_folder`, see `machine`), and `DATABROWSER_HOME` in
the environment names one before all others: tests go by it.

What the user downloads goes to a folder that the user chooses, else to the system's own:

    Windows   the known folder Downloads, else %USERPROFILE%\\Downloads
    macOS     ~/Downloads
    others    DOWNLOAD in $XDG_CONFIG_HOME/user-dirs.dirs, else ~/Downloads
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import shutil
import sys
from pathlib import Path
from uuid import UUID

from ..errors import UsageError
from .checks import expand_folder
from .machine import read_machine

LOG_FOLDER = "logs"
_DOWNLOADS = UUID("374de290-123f-4565-9164-39c4925e467b")  # Windows' FOLDERID_Downloads
# As xdg-user-dirs writes it; a path is whole, or begins with $HOME.
_USER_DIR = re.compile(r'^[ \t]*XDG_DOWNLOAD_DIR[ \t]*=[ \t]*"((?:[^"\\\n]|\\.)+)"', re.MULTILINE)
# Who has signed in at a service that the environment names.
ELSEWHERE = "elsewhere"
ACCOUNTS = "accounts"
READINGS = "relations"
LISTINGS = "listings"
THUMBNAILS = "thumbnails"
CATALOGUE = "catalogue"
# Of an account's folder: what only holds copies of what the service told.
_COPIES = (READINGS, LISTINGS, THUMBNAILS, CATALOGUE)
_HUB = "sample-hub.sqlite*"
_EDITS = f"{ACCOUNTS}/*/edits"
# The folder itself stays: DATABROWSER_HOME may name one that holds more than our files.
_OURS = (
    *("settings.json", "settings.broken-*.json", "settings.*.tmp", "settings*.lock"),
    *(
        "accounts.json",
        "accounts.broken-*.json",
        "accounts.*.tmp",
        "accounts.lock",
        "sign-in-*.lock",
        "choices*",
    ),
    *(_HUB, f"{LOG_FOLDER}/*", f"{ELSEWHERE}/*"),
    *(_EDITS, *(f"{ACCOUNTS}/*/{name}/*" for name in _COPIES), f"{ACCOUNTS}/*/*"),
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


def downloads_folder(chosen: str, platform: str = sys.platform) -> Path:
    """Return where downloads go: to the folder `chosen` in the settings, else to the system's; it may be
    missing."""
    if chosen:
        return Path(expand_folder(chosen))
    if platform == "win32":
        home = os.environ.get("USERPROFILE")
        return _find_known_folder(_DOWNLOADS) or (Path(home) if home else Path.home()) / "Downloads"
    found = None if platform == "darwin" else _find_user_dir()
    return found or Path.home() / "Downloads"


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


def list_account_folders(folder: Path) -> tuple[Path, ...]:
    """Return what a folder of ours has for accounts, whoever's."""
    return tuple(sorted(path for path in folder.glob(f"{ACCOUNTS}/*") if path.is_dir()))


def forget_files(folder: Path) -> None:
    """Delete what we keep in a folder of ours; what is not ours there stays.

    Raises `UsageError` (`settings.not-forgotten`) for what cannot be deleted, once all else is.
    """
    left = ""
    for pattern in _OURS:
        for path in folder.glob(pattern):
            try:
                if _is_whole(path):
                    shutil.rmtree(path)
                elif not (_has_copies(path) and path.is_dir()):  # empty by now
                    path.unlink()
            except OSError:
                left = left or str(path)
    for path in (
        *(path for name in _COPIES for path in folder.glob(f"{ACCOUNTS}/*/{name}")),
        *folder.glob(f"{ACCOUNTS}/*"),
        *(folder / name for name in (LOG_FOLDER, ELSEWHERE, ACCOUNTS)),
    ):
        with contextlib.suppress(OSError):  # not there, or not empty
            path.rmdir()
    if left:
        raise UsageError("settings.not-forgotten", path=left)


def _has_copies(path: Path) -> bool:
    return any(path.match(f"{ACCOUNTS}/*/{name}") for name in _COPIES)


def _is_whole(path: Path) -> bool:
    """Tell whether a folder is ours with all that is in it: the sample hub's objects, or edited copies."""
    return (path.match(_HUB) or path.match(_EDITS)) and path.is_dir() and not path.is_symlink()


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


def _find_known_folder(identifier: UUID) -> Path | None:
    """Return where Windows has one of its folders; None where it does not say."""
    if sys.platform != "win32":
        return None
    import ctypes

    # Libraries of our own: what is set on those of `ctypes.windll` is set for every add-in.
    get = ctypes.WinDLL("shell32").SHGetKnownFolderPath
    get.argtypes = (ctypes.c_char_p, ctypes.c_uint32, ctypes.c_void_p, ctypes.POINTER(ctypes.c_void_p))
    free = ctypes.WinDLL("ole32").CoTaskMemFree
    free.argtypes, free.restype = (ctypes.c_void_p,), None
    found = ctypes.c_void_p()
    try:
        if get(identifier.bytes_le, 0, None, ctypes.byref(found)) != 0 or not found.value:
            return None
        return Path(ctypes.wstring_at(found.value))
    finally:
        free(found)


def _find_user_dir() -> Path | None:
    """Return the folder for downloads that this user's desktop has; None where it has none of its own."""
    base = os.environ.get("XDG_CONFIG_HOME")
    file = (Path(base) if base else Path.home() / ".config") / "user-dirs.dirs"
    try:
        match = _USER_DIR.search(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    text = re.sub(r"\\(.)", r"\1", match[1]) if match else ""
    home = str(Path.home())
    whole = home + text.removeprefix("$HOME") if text == "$HOME" or text.startswith("$HOME/") else text
    folder = Path(whole)
    # The home itself stands for none.
    return folder if folder.is_absolute() and folder != Path(home) else None
