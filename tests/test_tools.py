"""The linter, the formatter and the type checker are content, for the oldest and the newest Python."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from .sources import ROOT

OLDEST, NEWEST = "3.10", "3.14"  # what Fusion may bring; the newest may be missing on a test machine


SHIPPED = ["lib", "commands", "DataBrowserAddin.py"]


def run_tool(name: str, *arguments: str) -> str:
    """Run a tool of the test environment over the project; return what it complains about."""
    command = [str(Path(sys.executable).parent / name), *arguments]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return run.stdout + run.stderr if run.returncode else ""


def check_types(folder: Path, **settings: Any) -> str:
    """Run the type checker with settings kept in `folder`; return what it complains about."""
    file = folder / "settings.json"
    file.write_text(json.dumps(settings), encoding="utf-8")
    return run_tool("basedpyright", "--project", str(file), "--pythonpath", sys.executable)


@pytest.mark.parametrize("arguments", [["check", "--output-format=concise"], ["format", "--check"]])
def test_ruff(arguments: list[str]) -> None:
    assert run_tool("ruff", *arguments) == ""


@pytest.mark.parametrize(
    ("version", "included"),
    [
        pytest.param(OLDEST, SHIPPED, marks=pytest.mark.long_only),
        pytest.param(OLDEST, ["."], marks=pytest.mark.long_only),
        pytest.param(NEWEST, SHIPPED, marks=pytest.mark.long_only),
    ],
)
def test_pyright(tmp_path: Path, version: str, included: list[str]) -> None:
    # The checker finds the package `addin`, which conftest.py makes, as a folder beside its settings.
    (tmp_path / "addin").symlink_to(ROOT, target_is_directory=True)
    # What Fusion brings is judged by the simulated one, which is held against the official definitions.
    (tmp_path / "adsk").symlink_to(ROOT / "lib" / "preview" / "adsk", target_is_directory=True)
    assert (
        check_types(
            tmp_path,
            extends=str(ROOT / "pyproject.toml"),
            include=[str(ROOT / path) for path in included],
            extraPaths=["."],
            pythonVersion=version,
        )
        == ""
    )


def test_pyright_finds_a_fault_in_a_test(tmp_path: Path) -> None:
    (tmp_path / "addin").symlink_to(ROOT, target_is_directory=True)
    # What Fusion brings is judged by the simulated one, which is held against the official definitions.
    (tmp_path / "adsk").symlink_to(ROOT / "lib" / "preview" / "adsk", target_is_directory=True)
    fault = "from addin.lib.errors import UsageError\nanswer: int = UsageError('a.b').message\n"
    (tmp_path / "test_fault.py").write_text(fault, encoding="utf-8")
    settings = {"extends": str(ROOT / "pyproject.toml"), "include": ["test_fault.py"], "extraPaths": ["."]}
    assert '"str" is not assignable to "int"' in check_types(tmp_path, **settings)
