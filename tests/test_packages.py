"""The packages from npm are installed once, whoever comes first."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from . import packages


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with packages to install, in an empty repository."""
    monkeypatch.setattr(packages, "ROOT", tmp_path)
    made = tmp_path / "programs"
    made.mkdir()
    for name in ("package.json", "package-lock.json", ".npmrc"):
        (made / name).write_text("{}", encoding="utf-8")
    return made


@pytest.fixture
def npm(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[Path], None]], list[Path]]:
    """Puts another in npm's place: it notes where it is called, and does what it is told there."""
    monkeypatch.setattr(packages, "find_program", lambda name: name)

    def replace(work: Callable[[Path], None]) -> list[Path]:
        seen: list[Path] = []

        def run(command: list[str], *, cwd: Path, check: bool) -> None:
            assert (command[:2], check) == (["npm", "ci"], True)
            seen.append(cwd)
            work(cwd)

        monkeypatch.setattr(subprocess, "run", run)
        return seen

    return replace


def put_packages(folder: Path) -> None:
    """Do what npm does."""
    (folder / "node_modules").mkdir()


def test_packages_are_installed_once_per_lock(folder: Path, npm: Any) -> None:
    seen = npm(put_packages)
    for lock, count in (("{}", 1), ("{}", 1), ('{"a": 1}', 2)):
        (folder / "package-lock.json").write_text(lock, encoding="utf-8")
        assert packages.install_packages(folder).is_dir()
        assert len(seen) == count
    assert [path.name for path in (folder.parent / ".venv" / "node").iterdir()] == ["programs"]


def test_a_failed_installation_is_not_taken_for_done(folder: Path, npm: Any) -> None:
    def fail(_: Path) -> None:
        raise subprocess.CalledProcessError(1, "npm")

    npm(fail)
    with pytest.raises(subprocess.CalledProcessError):
        packages.install_packages(folder)
    assert list((folder.parent / ".venv" / "node").iterdir()) == []
    seen = npm(put_packages)
    packages.install_packages(folder)
    assert len(seen) == 1


def test_of_two_at_once_the_first_stays(folder: Path, npm: Any) -> None:
    def be_overtaken(own: Path) -> None:
        put_packages(own)
        shutil.copytree(own, own.parent / "programs")
        (own.parent / "programs" / "node_modules" / "first").touch()

    npm(be_overtaken)
    assert (packages.install_packages(folder) / "first").is_file()
    assert [path.name for path in (folder.parent / ".venv" / "node").iterdir()] == ["programs"]
