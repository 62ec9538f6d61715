"""The preview as a program, with somebody else's add-ins."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from ...page.preview_program import ENTRY, running
from .test_idioms import ADDINS

pytestmark = pytest.mark.long_only


def read_question(url: str) -> dict[str, Any]:
    """Return what the window is told once it is asked something."""
    with urlopen(f"{url}events?window=mine") as events:
        for line in events:
            if line.startswith(b"data: ") and b'"question": {' in line:
                return json.loads(line[len("data: ") :])
    raise AssertionError("nothing was told")


def test_add_ins_run_instead_of_our_own(tmp_path: Path) -> None:
    chosen = ["--addin", str(ADDINS / "Template"), "--addin", str(ADDINS / "Greeter"), "--profile", "2024"]
    with running(tmp_path, *chosen) as url:
        state = read_question(url)
    assert state["profile"] == "2024"
    assert state["addins"] == [
        {"name": "Template", "kind": "addin", "isRunning": True},
        {"name": "Greeter", "kind": "script", "isRunning": True},
    ]
    assert state["question"]["text"] == "Whom?"  # which the script waits for, the window being there already
    panel = next(
        panel for panel in state["panels"] if panel["tab"] == "ToolsTab" and panel["name"] == "ADD-INS"
    )
    names = [control["name"] for control in panel["controls"]]
    assert names == ["Scripts and Add-Ins", "Template dialog", "Template palette"]


def test_a_script_files_a_new_design_and_a_note(tmp_path: Path) -> None:
    with running(tmp_path, "--addin", str(ADDINS / "Filer")) as url:
        question = read_question(url)["question"]
    assert question["title"] == "Filed"
    assert question["text"] == "Filed: Bracket, Filer.py; Bracket.f3d, Filer.py.py"


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--addin", "nowhere"], 1, "There is no add-in or script in nowhere."),
        (["--profile", "2025"], 2, "invalid choice: '2025'"),
    ],
)
def test_a_wrong_argument_gets_one_helpful_line(
    tmp_path: Path, arguments: list[str], code: int, words: str
) -> None:
    ended = subprocess.run(
        [sys.executable, str(ENTRY), "--no-open", *arguments],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert ended.returncode == code
    assert words in ended.stderr
    assert "Traceback" not in ended.stderr
