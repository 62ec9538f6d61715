"""The main job as a person does it: the preview as a program, its window and the palette in Chromium."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from addin.lib.aps.refs import ATTACHMENT, DRAWING_TO_DESIGN
from addin.lib.emulator import Emulator, EmulatorOptions, sample
from addin.lib.scripting import connect
from addin.lib.texts import load_texts
from playwright.sync_api import Browser, Frame, Page

ROOT = Path(__file__).resolve().parents[2]
ENTRY = ROOT / "DataBrowserAddin.py"
WAIT_MS = 20_000
# Stands in for the system's browser: a person who presses Allow.
ALLOW = """
import runpy, sys
runpy.run_path(sys.argv[1])["load"]("addin")
from addin.lib.terminal import FormBrowser
FormBrowser().open(sys.argv[2])
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The folder of the preview's files."""
    return tmp_path / "home"


@contextmanager
def running(home: Path, script: Path, *arguments: str) -> Iterator[str]:
    """Run the preview as a program and yield its address."""
    script.write_text(ALLOW)
    environment = {
        **os.environ,
        "DATABROWSER_HOME": str(home),
        "BROWSER": f"{sys.executable} {script} {ENTRY} %s",
        "DISPLAY": "",
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
            yield first[1]
            preview.send_signal(signal.SIGINT)
            assert preview.wait(15) == 0
            assert preview.stderr.read() == ""
        finally:
            preview.kill()


def open_palette(page: Page, url: str) -> Frame:
    """Open the preview, click the button, and return the palette's frame once it is there."""
    page.set_default_timeout(WAIT_MS)
    page.goto(url)
    page.get_by_role("button", name="Data Browser").first.click()
    page.wait_for_selector("iframe")
    frame = page.frame_locator("iframe")
    frame.get_by_role("button").first.wait_for()
    return next(frame for frame in page.frames if "/palette/" in frame.url)


def sign_in(palette: Frame) -> None:
    """Press the button, and wait for the person's name."""
    palette.get_by_role("button", name=load_texts()["page"]["gate.sign-in"]).first.click()
    palette.get_by_text("Mika Sample", exact=True).first.wait_for()


def go_to(palette: Frame, *names: str) -> None:
    """Click row after row: each opens, the last one is chosen."""
    for level, name in enumerate(names, start=1):
        palette.locator(f'[role=treeitem][aria-level="{level}"]').filter(
            has=palette.get_by_text(name, exact=True)
        ).first.click()


def attach(palette: Frame, extension_type: str) -> None:
    """Attach what is chosen as a ref of a type, and wait for the result."""
    palette.get_by_role("button", name="Attach to this design").first.click()
    dialog = palette.get_by_role("dialog")
    dialog.get_by_text(extension_type).click()
    assert load_texts()["refs"]["permanent"] in dialog.inner_text()
    dialog.get_by_role("button", name="Attach", exact=True).click()
    palette.get_by_text("Attached “").first.wait_for()
    palette.page.keyboard.press("Escape")


def shows(palette: Frame, *names: str) -> None:
    """Wait until *This design* shows all of these."""
    palette.get_by_role("tab", name="This design").click()
    for name in names:
        palette.get_by_role("tabpanel").get_by_text(name, exact=True).first.wait_for()


def show_in_tree(palette: Frame, name: str) -> None:
    """Press the button beside a relation, and wait until the tree has opened the way to it."""
    palette.locator(".relation", has_text=name).get_by_role("button").click()
    chosen = palette.locator("[role=treeitem][aria-selected=true]")
    chosen.filter(has=palette.get_by_text(name, exact=True)).wait_for()


def test_the_main_job_by_mouse_and_still_there_after_reload_and_restart(
    chromium: Browser, home: Path, tmp_path: Path
) -> None:
    attached = (sample.DRAWING_TO_ATTACH, sample.SPREADSHEET_TO_ATTACH)
    page = chromium.new_page(viewport={"width": 1400, "height": 900})
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    with running(home, tmp_path / "allow.py") as url:
        palette = open_palette(page, url)
        sign_in(palette)
        go_to(palette, sample.TEAM_HUB, sample.MAIN_PROJECT, "02 Drawings", sample.DRAWING_TO_ATTACH)
        attach(palette, DRAWING_TO_DESIGN)
        palette.get_by_role("tree").focus()
        find_spreadsheet(palette)
        attach(palette, ATTACHMENT)
        shows(palette, *attached)
        page.reload()
        shows(open_palette(page, url), *attached)
        over = page.evaluate("() => document.body.textContent.match(/over 8 ms: (\\d+)/)[1]")
        assert int(over) <= 2  # a garbage collection may fall into a tick
    with running(home, tmp_path / "allow.py") as url:
        palette = open_palette(page, url)
        sign_in(palette)
        shows(palette, *attached)
        show_in_tree(palette, sample.SPREADSHEET_TO_ATTACH)
    page.close()
    assert problems == []
    assert_refs(home)


def find_spreadsheet(palette: Frame) -> None:
    """Choose the spreadsheet, one folder on, by keyboard: type-ahead brings the rows into view."""
    keyboard = palette.page.keyboard
    keyboard.type("03 Doc")
    palette.get_by_role("treeitem").filter(has=palette.get_by_text("03 Documents", exact=True)).wait_for()
    palette.page.wait_for_timeout(1000)  # what is typed within a second belongs together
    keyboard.press("ArrowRight")
    keyboard.press("ArrowRight")
    palette.page.wait_for_timeout(1000)
    keyboard.type("Torque")
    palette.get_by_text(sample.SPREADSHEET_TO_ATTACH, exact=True).first.wait_for()
    keyboard.press("Enter")


def assert_refs(home: Path) -> None:
    """Hold the service's own account against what the page showed, from both ends."""
    options = EmulatorOptions(database=str(home / "sample-hub.sqlite"))
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
