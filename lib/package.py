"""The release: one zip with a folder ready for Fusion's AddIns folder, the same bytes from the same files.

    dist/DataBrowserAddin-<version>.zip
        DataBrowserAddin/DataBrowserAddin.py, DataBrowserAddin.manifest, LICENSE, README.md, CHANGELOG.md
        DataBrowserAddin/lib/...            without the preview
        DataBrowserAddin/commands/...
        DataBrowserAddin/resources/...      without README's pictures and the scripts' type declarations

Files are stored, not compressed: compressors differ between Pythons, and the bytes must not.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from .errors import UsageError

NAME = "DataBrowserAddin"
_TOP_FILES = (f"{NAME}.py", f"{NAME}.manifest", "LICENSE", "README.md", "CHANGELOG.md")
_TOP_FOLDERS = ("commands", "lib", "resources")
# README's pictures are shown where the project is published; the type checker alone reads the declarations.
_LEFT_OUT = ("lib/preview", "resources/readme", "resources/palette/js/types.d.ts")
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip can hold


def write_package(root: Path) -> Path:
    """Write the zip of the add-in in `root` and return its path.

    Raises `UsageError` when a file cannot be read or the zip not be written; then no zip is left.
    """
    version = json.loads((root / f"{NAME}.manifest").read_text(encoding="utf-8"))["version"]
    target = root / "dist" / f"{NAME}-{version}.zip"
    unfinished = target.with_suffix(".unfinished")
    try:
        target.parent.mkdir(exist_ok=True)
        with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_STORED) as package:
            for path in list_shipped(root):
                entry = zipfile.ZipInfo(f"{NAME}/{path}", _EPOCH)
                entry.create_system = 3  # Unix, wherever this runs
                entry.external_attr = 0o100644 << 16
                package.writestr(entry, (root / path).read_bytes())
        unfinished.replace(target)
    except OSError as error:
        if target.parent.is_dir():
            unfinished.unlink(missing_ok=True)
        raise UsageError("package.not-written", path=str(target), problem=error.strerror or "") from error
    return target


def list_shipped(root: Path) -> list[PurePosixPath]:
    """Return the files that belong into the release, relative to `root`, in the order of their names."""
    files = [PurePosixPath(name) for name in _TOP_FILES]
    for folder in _TOP_FOLDERS:
        files.extend(PurePosixPath(path.relative_to(root).as_posix()) for path in _walk(root, root / folder))
    return sorted(files, key=str)


def _walk(root: Path, folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.name.startswith(".") or path.name == "__pycache__" or path.suffix == ".pyc":
            continue
        if path.relative_to(root).as_posix() in _LEFT_OUT:
            continue
        if path.is_dir():
            yield from _walk(root, path)
        else:
            yield path
