"""The add-in's place among Fusion's: copied there, linked there, and taken away again.

    Windows   %APPDATA%\\Autodesk\\Autodesk Fusion 360\\API\\AddIns\\DataBrowserAddin
    macOS     ~/Library/Application Support/Autodesk/Autodesk Fusion 360/API/AddIns/DataBrowserAddin

What is there already is replaced only if it is this add-in; it stays whole until the new one is complete. A
checkout is left alone: it may hold somebody's work.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from pathlib import Path

from .errors import UsageError
from .package import NAME, list_shipped

_PRODUCT = ("Autodesk", "Autodesk Fusion 360")  # the folder's name has outlived the product's
_ADDINS = ("API", "AddIns")


def find_addins_folder(platform: str = sys.platform) -> Path:
    """Return the folder that Fusion looks for add-ins in; it may be missing where nothing was added yet.

    Raises `UsageError`: `install.no-fusion` where Fusion was never started by this user, `install.no-place`
    on a system that it does not run on.
    """
    if platform == "win32":
        base = Path(os.environ.get("APPDATA") or Path.home() / "AppData" / "Roaming")
    elif platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        raise UsageError("install.no-place")
    product = base.joinpath(*_PRODUCT)
    if not product.is_dir():
        raise UsageError("install.no-fusion", path=str(product))
    return product.joinpath(*_ADDINS)


def install(root: Path, addins: Path, *, link: bool = False) -> Path:
    """Put the add-in in `root` into a folder of add-ins, or a link to it, and return where it is.

    Raises `UsageError`: `install.not-ours` and `install.checkout` for what is there and is not to be
    replaced, `install.same` where it is this very folder, `install.not-written` where the disk refuses.
    """
    target = addins / NAME
    if not _is_link(target) and target.exists() and target.samefile(root):
        raise UsageError("install.same", path=str(target))
    _check_replaceable(target)
    unfinished, before = addins / f".{NAME}.new", addins / f".{NAME}.old"
    try:
        addins.mkdir(parents=True, exist_ok=True)
        for left in (unfinished, before):  # of a run that was broken off
            _remove(left)
        if link:
            _link(unfinished, root.resolve())
        else:
            for path in list_shipped(root):
                copied = unfinished / path
                copied.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(root / path, copied)
        if os.path.lexists(target):
            target.rename(before)
        try:
            unfinished.rename(target)
        except OSError:
            if os.path.lexists(before):
                before.rename(target)
            raise
        _remove(before)
    except OSError as error:
        with contextlib.suppress(OSError):
            _remove(unfinished)
        raise UsageError("install.not-written", path=str(target), problem=error.strerror or "") from error
    return target


def uninstall(addins: Path) -> Path | None:
    """Take the add-in out of a folder of add-ins; return where it was, None where it was not.

    Of a link only the link goes. What it keeps of its users elsewhere stays. Raises as `install` does.
    """
    target = addins / NAME
    if not os.path.lexists(target):
        return None
    _check_replaceable(target)
    try:
        # First out of sight in one step: half an add-in would be worse than the whole one.
        gone = addins / f".{NAME}.old"
        _remove(gone)
        target.rename(gone)
        _remove(gone)
    except OSError as error:
        raise UsageError("install.not-removed", path=str(target), problem=error.strerror or "") from error
    return target


def _check_replaceable(target: Path) -> None:
    if not os.path.lexists(target) or _is_link(target):
        return
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


def _remove(path: Path) -> None:
    if not os.path.lexists(path):
        return
    if _is_link(path):
        if sys.platform == "win32":
            path.rmdir()
        else:
            path.unlink()
    else:
        shutil.rmtree(path)
