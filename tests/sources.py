"""The project's own files, as the rules read them."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parent.parent
VENDOR = PurePosixPath("lib/vendor")


def list_files() -> list[PurePosixPath]:
    """Return every file that is, or could be, committed; without git, every file but the dot files."""
    if (ROOT / ".git").exists() and shutil.which("git"):
        listing = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            check=True,
            text=True,
        )
        names = [name for name in listing.stdout.split("\0") if name and (ROOT / name).is_file()]
    else:
        names = [
            path.relative_to(ROOT).as_posix()
            for top in ROOT.iterdir()
            if not top.name.startswith(".") and top.name not in ("build", "dist")
            for path in (top.rglob("*") if top.is_dir() else [top])
            if path.is_file() and "__pycache__" not in path.parts
        ]
    return sorted(PurePosixPath(name) for name in names)


def is_vendored(path: PurePosixPath) -> bool:
    """Tell whether a file is somebody else's, kept unchanged or nearly so."""
    return VENDOR in path.parents


def is_shipped_code(path: PurePosixPath) -> bool:
    """Tell whether a file is Python of ours that runs in Fusion or from the command line."""
    return (
        path.suffix == ".py"
        and path.parts[0] in ("DataBrowserAddin.py", "commands", "lib")
        and not is_vendored(path)
    )


def read_source(path: PurePosixPath) -> str:
    """Return the text of a project file."""
    return (ROOT / path).read_text(encoding="utf-8")


def list_sources() -> list[tuple[PurePosixPath, str]]:
    """Return path and text of all shipped Python of ours."""
    return [(path, read_source(path)) for path in list_files() if is_shipped_code(path)]
