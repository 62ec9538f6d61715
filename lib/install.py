"""The add-in's place among Fusion's: copied there, linked there, and taken away again.

    Windows   %APPDATA%\\Autodesk\\Autodesk Fusion 360\\API\\AddIns\\DataBrowserAddin
    macOS     ~/Library/Application Support/Autodesk/Autodesk Fusion 360/API/AddIns/DataBrowserAddin
              the same below ~/Library/Containers/com.autodesk.mas.fusion360/Data, where Fusion came from the
              Mac App Store and the first is not there

What is there already is replaced only if it is this add-in; it stays whole until the new one is complete. A
checkout is left alone: it may hold somebody's work. What of an earlier copy cannot be deleted, as a program
still has it open, is out of Fusion's sight, and swept away the next time.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import sys
import time
from pathlib import Path

from .errors import UsageError
from .package import NAME, list_shipped

_PRODUCT = ("Autodesk", "Autodesk Fusion 360")  # the folder's name has outlived the product's
_ADDINS = ("API", "AddIns")
_APP_STORE = ("Library", "Containers", "com.autodesk.mas.fusion360", "Data")


def find_addins_folder(platform: str = sys.platform) -> Path:
    """Return the folder that Fusion looks for add-ins in; it may be missing where nothing was added yet.

    Raises `UsageError`: `install.no-fusion` where Fusion was never started by this user, `install.no-place`
    on a system that it does not run on.
    """
    if platform == "win32":
        bases = [Path(os.environ.get("APPDATA") or Path.home() / "AppData" / "Roaming")]
    elif platform == "darwin":
        homes = (Path.home(), Path.home().joinpath(*_APP_STORE))
        bases = [home / "Library" / "Application Support" for home in homes]
    else:
        raise UsageError("install.no-place")
    products = [base.joinpath(*_PRODUCT) for base in bases]
    for product in products:
        if product.is_dir():
            return product.joinpath(*_ADDINS)
    raise UsageError("install.no-fusion", path=str(products[0]))


def install(root: Path, addins: Path, *, link: bool = False) -> Path:
    """Put the add-in in `root` into a folder of add-ins, or a link to it, and return where it is.

    Raises `UsageError`: `install.not-ours` and `install.checkout` for what is there and is not to be
    replaced, `install.no-folder` where a file is in the way of the folder, `install.same` where it is
    this very folder, `install.not-written` where the disk refuses.
    """
    there = next((path for path in (addins, *addins.absolute().parents) if path.exists()), None)
    if there and not there.is_dir():
        raise UsageError("install.no-folder", path=str(there))
    target = addins / NAME
    unfinished = addins / f".{NAME}.new"
    try:
        _check_replaceable(target, root)
        addins.mkdir(parents=True, exist_ok=True)
        _remove(unfinished)
        if link:
            _link(unfinished, root.resolve())
        else:
            for path in list_shipped(root):
                copied = unfinished / path
                copied.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(root / path, copied)
        before = _put_aside(target) if os.path.lexists(target) else None
        try:
            unfinished.rename(target)
        except OSError:
            if before:
                before.rename(target)
            raise
    except OSError as error:
        with contextlib.suppress(OSError):
            _remove(unfinished)
        raise UsageError("install.not-written", path=str(target), problem=error.strerror or "") from error
    _sweep(addins)
    return target


def uninstall(addins: Path) -> Path | None:
    """Take the add-in out of a folder of add-ins; return where it was, None where it was not.

    Of a link only the link goes. What it keeps of its users elsewhere stays. Raises as `install` does.
    """
    target = addins / NAME
    try:
        if not os.path.lexists(target):
            return None
        _check_replaceable(target)
        # First out of sight in one step: half an add-in would be worse than the whole one.
        gone = _put_aside(target)
    except OSError as error:
        raise UsageError("install.not-removed", path=str(target), problem=error.strerror or "") from error
    try:
        _remove(gone)
    except OSError as error:
        raise UsageError("install.not-removed", path=str(gone), problem=error.strerror or "") from error
    _sweep(addins)
    return target


def _check_replaceable(target: Path, root: Path | None = None) -> None:
    """Raise `UsageError` for what is there and is not to be replaced; `root` is what would take its place."""
    if not os.path.lexists(target) or _is_link(target):
        return
    if root and target.samefile(root):
        raise UsageError("install.same", path=str(target))
    if not (target / f"{NAME}.manifest").is_file():
        raise UsageError("install.not-ours", path=str(target))
    if (target / ".git").exists():
        raise UsageError("install.checkout", path=str(target))


def _is_link(path: Path) -> bool:
    """Tell whether this is a symbolic link, or one of Windows' junctions."""
    try:
        os.readlink(path)
    except (OSError, ValueError):
        return False
    return True


def _link(path: Path, to: Path) -> None:
    if sys.platform == "win32":
        import _winapi

        _winapi.CreateJunction(str(to), str(path))  # a symbolic link would take an administrator
    else:
        path.symlink_to(to, target_is_directory=True)


def _put_aside(target: Path) -> Path:
    """Rename what is there to a free name that Fusion does not look at, and return that."""
    aside = target.with_name(f".{NAME}.old-{time.time_ns():x}")
    target.rename(aside)
    return aside


def _sweep(addins: Path) -> None:
    """Delete what was put aside, as far as that can be done now."""
    for left in addins.glob(f".{NAME}.old*"):
        with contextlib.suppress(OSError):
            _remove(left)


def _remove(path: Path) -> None:
    if not os.path.lexists(path):
        return
    if _is_link(path):
        if sys.platform == "win32":
            path.rmdir()
        else:
            path.unlink()
        return
    for each in (path, *path.rglob("*")):  # what is read-only would stay: files on Windows, folders elsewhere
        if not _is_link(each):
            with contextlib.suppress(OSError):
                each.chmod(each.stat().st_mode | stat.S_IRWXU)
    shutil.rmtree(path)
