"""The preview as a program on a hub of its own, for the tests that walk through the main job in it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from addin.lib.aps.refs import ATTACHMENT, DRAWING_TO_DESIGN
from addin.lib.emulator import Emulator, EmulatorOptions, sample
from addin.lib.scripting import connect
from playwright.sync_api import Frame, Locator, Page

ENTRY = Path(__file__).resolve().parents[2] / "DataBrowserAddin.py"
WAIT_MS = 20_000
# Stands in for the system's browser: a person who presses Allow.
_ALLOW = """
import runpy, sys
runpy.run_path(sys.argv[1])["load"]("addin")
from addin.lib.terminal import FormBrowser
FormBrowser().open(sys.argv[2])
"""
# Stands in for the program of a file: it saves a line more.
_EDIT = """#!/bin/sh
echo "and more" >> "$1"
"""


@contextmanager
def running(folder: Path, *arguments: str) -> Iterator[str]:
    """Run the preview with its files in a folder, and yield its address; it must end cleanly."""
    with running_both(folder, *arguments) as (url, _):
        yield url


@contextmanager
def running_both(folder: Path, *arguments: str) -> Iterator[tuple[str, str]]:
    """Run the preview as `running` does, and yield its address and that of the service behind it."""
    script = folder / "allow.py"
    script.write_text(_ALLOW)
    programs = folder / "programs"
    programs.mkdir(exist_ok=True)
    opener = programs / "xdg-open"
    opener.write_text(_EDIT)
    opener.chmod(0o755)
    environment = {
        **os.environ,
        "DATABROWSER_HOME": str(folder / "home"),
        "BROWSER": f"{sys.executable} {script} {ENTRY} %s",
        "DISPLAY": "",
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
    }
    with subprocess.Popen(
        [sys.executable, str(ENTRY), "--no-open", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    ) as preview:
        assert preview.stdout
        assert preview.stderr
        first = preview.stdout.readline().split()
        second = preview.stdout.readline().split()
        assert first[:1] == ["Preview:"], preview.stderr.read()
        assert second[:1] == ["Service:"]
        try:
            yield first[1], second[1]
            preview.send_signal(signal.SIGINT)
            assert preview.wait(15) == 0
            assert preview.stderr.read() == ""
        finally:
            preview.kill()


def palette_of(page: Page) -> Frame:
    """Return the palette's frame once its page has heard from the add-in."""
    page.frame_locator("iframe").get_by_role("button").first.wait_for()
    return next(frame for frame in page.frames if "/palette/" in frame.url)


def row_of(palette: Frame, name: str) -> Locator:
    """Find a row of the tree by its whole name."""
    return palette.get_by_role("row").filter(has=palette.get_by_text(name, exact=True)).first


def list_late_ticks(page: Page) -> int:
    """Return how often the add-in computed on the main thread for longer than it may."""
    return int(page.evaluate("() => document.body.textContent.match(/over 8 ms: (\\d+)/)[1]"))


def assert_refs(folder: Path) -> None:
    """Hold the service's own account against what the page showed, from both ends."""
    options = EmulatorOptions(database=str(folder / "home" / "sample-hub.sqlite"))
    with Emulator(options) as service, connect(service=service.url, token=service.token) as session:
        [design] = session.find(
            sample.DESIGN_NAME, kind="items:autodesk.fusion360:Design", project=sample.MAIN_PROJECT
        )
        [drawing] = session.find(sample.DRAWING_TO_ATTACH, project=sample.MAIN_PROJECT)
        [spreadsheet] = session.find(sample.SPREADSHEET_TO_ATTACH, project=sample.MAIN_PROJECT)
        for node, other, direction, extension_type in (
            (drawing, design, "from", DRAWING_TO_DESIGN),
            (design, drawing, "to", DRAWING_TO_DESIGN),
            (design, spreadsheet, "from", ATTACHMENT),
            (spreadsheet, design, "to", ATTACHMENT),
        ):
            assert [
                relation.ref.direction
                for relation in session.list_refs(node).relations
                if relation.ref.other_id == session.tip(other).id
                and relation.ref.extension_type == extension_type
            ] == [direction]
