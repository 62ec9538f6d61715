"""README's script and program for elsewhere on the disk, as they stand there, beside an installed add-in."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import webbrowser
from collections.abc import Callable
from pathlib import Path

import pytest
from addin.lib.emulator import Emulator, sample
from addin.lib.install import install
from addin.lib.package import NAME
from addin.lib.preview import Question, Reply, SimulatedFusion
from addin.lib.terminal import FormBrowser

from .conftest import ROOT, assert_clean, load

PRODUCT = "Autodesk/Autodesk Fusion 360/API"


def read_example(kind: str) -> str:
    """Return the example that the comment before it names."""
    text = (ROOT / "README.md").read_text("utf-8")
    [example] = re.findall(
        rf"^<!-- {kind}: a test runs it as it stands -->\n\n```python\n(.*?)^```$",
        text,
        re.MULTILINE | re.DOTALL,
    )
    return example


@pytest.fixture
def roaming(service: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user's folder on Windows, with the add-in installed below it."""
    folder = tmp_path / "Jörg Müller" / "Roaming"
    install(ROOT, folder / PRODUCT / "AddIns")
    monkeypatch.setenv("APPDATA", str(folder))
    return folder


def test_the_script_does_what_it_says(
    roaming: Path, start_fusion: Callable[..., SimulatedFusion], monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []

    def answer(question: Question) -> Reply:
        told.append(question.text)
        return Reply(0)

    folder = roaming / PRODUCT / "Scripts" / "My Script"
    folder.mkdir(parents=True)
    (folder / "My Script.py").write_text(read_example("script"), "utf-8")
    (folder / "My Script.manifest").write_text(json.dumps({"type": "script"}), "utf-8")
    monkeypatch.setattr(webbrowser, "open", FormBrowser().open)
    fusion = start_fusion(ask=answer)
    before, paths = set(sys.modules), list(sys.path)
    script = fusion.load(folder / "My Script.py", load=load)
    script.run()
    assert fusion.pump_until(lambda: not script.is_running, 20)
    assert_clean(fusion)
    assert told == [f"{sample.DESIGN_NAME} has 4 drawings."]
    installed = str(roaming / PRODUCT / "AddIns" / NAME)
    left = [
        name
        for name in set(sys.modules) - before
        if installed in str(getattr(sys.modules[name], "__file__", ""))
    ]
    assert (left, sys.path) == ([], paths)


def test_the_program_does_what_it_says(roaming: Path, service: Emulator) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", read_example("program")],
        env={**os.environ, "DATABROWSER_TOKEN": service.token, "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert sample.TEAM_HUB in done.stdout.splitlines()
