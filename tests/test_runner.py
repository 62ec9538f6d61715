"""`python3 -m tests` installs its tools once, wherever a pip can be found, and CI calls it as README does."""

from __future__ import annotations

import importlib.util
import subprocess
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from . import __main__ as runner
from .sources import ROOT


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty repository with a lock file."""
    lock = tmp_path / "requirements.txt"
    lock.write_text("pytest==1\n", encoding="utf-8")
    monkeypatch.setattr(runner, "ROOT", tmp_path)
    monkeypatch.setattr(runner, "LOCK", lock)
    return tmp_path


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The commands run so far; each succeeds and does nothing."""
    seen: list[list[str]] = []

    def run(command: list[str], **_: Any) -> SimpleNamespace:
        seen.append(command)
        return SimpleNamespace(returncode=0)

    def call(command: list[str], **_: Any) -> int:
        seen.append(command)
        return 5

    monkeypatch.setattr(subprocess, "run", run)
    monkeypatch.setattr(subprocess, "call", call)
    return seen


def forget_modules(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    """Make the running interpreter look like one without these modules."""
    find_spec = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name in names else find_spec(name))


def test_tools_are_installed_once_per_lock(root: Path, commands: list[list[str]]) -> None:
    folder = root / ".venv" / "3"
    runner.install_tools(folder)
    assert len(commands) == 1
    assert "--require-hashes" in commands[0]
    runner.install_tools(folder)
    assert len(commands) == 1
    runner.LOCK.write_text("pytest==2\n", encoding="utf-8")
    runner.install_tools(folder)
    assert len(commands) == 2


def test_a_failed_installation_is_not_taken_for_done(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = root / ".venv" / "3"
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: SimpleNamespace(returncode=1))
    with pytest.raises(runner.NoTools, match=r"requirements\.txt"):
        runner.install_tools(folder)
    assert not (folder / "made-from").exists()


def test_debian_without_ensurepip_uses_its_wheels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wheel = tmp_path / "pip-23.0.1-py3-none-any.whl"
    wheel.touch()
    forget_modules(monkeypatch, "ensurepip")
    monkeypatch.setattr(runner, "DEBIAN_WHEELS", tmp_path)
    assert runner.find_pip(Path("python")) == ["python", f"{wheel}/pip"]


def test_without_any_wheel_a_pip_of_the_interpreter_will_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forget_modules(monkeypatch, "ensurepip")
    monkeypatch.setattr(runner, "DEBIAN_WHEELS", tmp_path)
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: object() if name == "pip" else None)
    assert runner.find_pip(Path("python"))[1:] == ["-m", "pip", "--python", "python"]


def test_without_any_pip_one_line_says_what_to_install(
    root: Path,
    commands: list[list[str]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    forget_modules(monkeypatch, "ensurepip", "pip")
    monkeypatch.setattr(runner, "DEBIAN_WHEELS", root)
    assert runner.main([]) == 2
    assert capsys.readouterr().err.splitlines() == [
        "This Python comes without pip; on Debian and Ubuntu: apt-get install python3-venv"
    ]
    assert commands == []


@pytest.mark.parametrize(
    ("arguments", "passed"),
    [
        ([], []),
        (["-k", "long", "-n0"], ["-k", "long", "-n0"]),
        (
            ["long", "-k", "kill"],
            ["--full-rounds", "--timeout=1800", "-m", "long or long_only", "-k", "kill"],
        ),
        (["pictures"], ["-n0", "--pictures", "tests/page/window/test_readme.py"]),
        (["coverage"], ["-n0", "--write-coverage", "tests/contract/openapi/test_coverage.py"]),
    ],
)
def test_arguments_reach_pytest(
    root: Path, commands: list[list[str]], arguments: list[str], passed: list[str]
) -> None:
    assert runner.main(arguments) == 5
    assert commands[-1][1:] == ["-n", str(runner.WORKERS), "--dist=loadgroup", *passed]


def test_readme_and_ci_say_the_same_command() -> None:
    assert "python3 -m tests\n" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert "\npython3 -m tests\n" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
