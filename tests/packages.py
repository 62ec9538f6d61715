"""Packages from npm: what a folder's package-lock.json pins, installed once beside the tools of Python."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from .sources import ROOT

_READ_BY_NPM = ("package.json", "package-lock.json", ".npmrc")


def find_program(name: str) -> str:
    """Return the path of `node` or `npm`; a machine without one skips the test."""
    path = shutil.which(name)
    if path is None:
        import pytest  # the benchmark, which has none, has looked for the program before

        pytest.skip(f"no {name}: install Node.js with npm")
    return path


def install_packages(folder: Path) -> Path:
    """Return the `node_modules` of what `folder` pins, made anew only when its lock file changes."""
    target = ROOT / ".venv" / "node" / folder.name
    lock = (folder / "package-lock.json").read_text(encoding="utf-8")
    if not _is_made_from(target, lock):
        npm = find_program("npm")
        target.parent.mkdir(parents=True, exist_ok=True)
        # Two workers may come here at once: each fills a folder of its own, and the first one stays.
        own = Path(tempfile.mkdtemp(prefix=f"{folder.name}-", dir=target.parent))
        try:
            for name in _READ_BY_NPM:
                shutil.copy(folder / name, own / name)
            subprocess.run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=own, check=True)
            if not _is_made_from(target, lock):
                shutil.rmtree(target, ignore_errors=True)
                _move(own, target, lock)
        finally:
            shutil.rmtree(own, ignore_errors=True)
    return target / "node_modules"


def _move(own: Path, target: Path, lock: str) -> None:
    try:
        own.rename(target)
    except OSError:
        if not _is_made_from(target, lock):
            raise


def _is_made_from(target: Path, lock: str) -> bool:
    stamp = target / "package-lock.json"
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == lock
