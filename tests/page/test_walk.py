"""The main job as a person does it: the preview as a program, its window and the palette in Chromium."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from addin.lib.aps.refs import ATTACHMENT, DRAWING_TO_DESIGN
from addin.lib.emulator import sample
from addin.lib.texts import load_texts
from playwright.sync_api import Browser, Frame, Page

from .preview_program import WAIT_MS, assert_refs, list_late_ticks, palette_of, row_of, running

pytestmark = pytest.mark.long_only


def open_palette(page: Page, url: str) -> Frame:
    """Open the preview, click the button, and return the palette's frame once it is there."""
    page.set_default_timeout(WAIT_MS)
    page.goto(url)
    page.get_by_role("button", name="Data Browser").first.click()
    return palette_of(page)


def sign_in(palette: Frame) -> None:
    """Press the button, and wait for the person's name."""
    texts = load_texts()["page"]
    ways = re.compile(f"^({texts['gate.explore']}|{texts['gate.sign-in']}$)")  # the first time, and later
    palette.get_by_role("button", name=ways).first.click()
    palette.get_by_text("Mika Sample", exact=True).first.wait_for()


def go_to(palette: Frame, *names: str) -> None:
    """Click row after row: each opens, the last one is chosen."""
    for name in names:
        row_of(palette, name).click()


def attach(palette: Frame, extension_type: str) -> None:
    """Attach what is chosen as a ref of a type, and wait for the result."""
    palette.get_by_role("button", name="Attach to this design").first.click()
    dialog = palette.get_by_role("dialog")
    dialog.get_by_text(extension_type).click()
    assert load_texts()["refs"]["permanent"] in dialog.inner_text()
    dialog.get_by_role("button", name="Attach", exact=True).click()
    palette.get_by_text("Attached “").first.wait_for()
    dialog.get_by_role("button", name=load_texts()["page"]["attach.close"], exact=True).click()


def shows(palette: Frame, *names: str) -> None:
    """Wait until *This design* shows all of these."""
    palette.get_by_role("tab", name="This design").click()
    for name in names:
        palette.get_by_role("tabpanel").get_by_text(name, exact=True).first.wait_for()


def show_in_tree(palette: Frame, name: str) -> None:
    """Press the button beside a relation, and wait until the tree has opened the way to it."""
    palette.locator(".relation", has_text=name).get_by_role("button", name="in the tree").click()
    chosen = palette.locator("[role=row][aria-selected=true]")
    chosen.filter(has=palette.get_by_text(name, exact=True)).wait_for()


def test_the_main_job_by_mouse_and_still_there_after_reload_and_restart(
    chromium: Browser, tmp_path: Path
) -> None:
    attached = (sample.DRAWING_TO_ATTACH, sample.SPREADSHEET_TO_ATTACH)
    page = chromium.new_page(viewport={"width": 1400, "height": 900})
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    with running(tmp_path) as url:
        palette = open_palette(page, url)
        sign_in(palette)
        go_to(palette, sample.TEAM_HUB, sample.MAIN_PROJECT, "02 Drawings", sample.DRAWING_TO_ATTACH)
        attach(palette, DRAWING_TO_DESIGN)
        go_to(palette, "02 Drawings", "03 Documents", sample.SPREADSHEET_TO_ATTACH)
        attach(palette, ATTACHMENT)
        shows(palette, *attached)
        page.reload()
        shows(open_palette(page, url), *attached)
        assert list_late_ticks(page) <= 2  # a garbage collection may fall into a tick
    with running(tmp_path) as url:
        palette = open_palette(page, url)
        sign_in(palette)
        shows(palette, *attached)
        show_in_tree(palette, sample.SPREADSHEET_TO_ATTACH)
    page.close()
    assert problems == []
    assert_refs(tmp_path)
