"""The release zip, made from the checkout and unpacked as a person does it."""

from __future__ import annotations

import hashlib
import shutil
import zipfile
from pathlib import Path

from addin.lib.package import list_shipped, write_package

from .sources import ROOT

# What a folder of somebody's may be called; Fusion's own on macOS has spaces in it.
FOLDER = "Zusätze & Größen/Add Ins"


def copy_shipped(target: Path) -> Path:
    """Copy what is shipped, and some that is not, so that a zip is made without touching the checkout."""
    for path in [*list_shipped(ROOT), "tests/conftest.py", "pyproject.toml"]:
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / path, target / path)
    return target


def unpack_release(folder: Path) -> Path:
    """Make the zip, unpack it below `folder` into one with an awkward name; return the add-in's folder."""
    package = write_package(copy_shipped(folder / "copy"))
    with zipfile.ZipFile(package) as opened:
        opened.extractall(folder / FOLDER)
    return folder / FOLDER / "DataBrowserAddin"


def take_inventory(folder: Path) -> dict[str, str]:
    """Return the hash of each file; compiled Python is left out, which the interpreter writes and not we."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and path.parent.name != "__pycache__"
    }
