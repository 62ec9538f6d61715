"""The main job without a mouse: from the window's toolbar to both refs, by keys alone.

Nothing here clicks, and nothing sets the focus: where it is, and that it is never lost, is the point.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from addin.lib.aps.refs import ATTACHMENT, DRAWING_TO_DESIGN
from addin.lib.emulator import sample
from addin.lib.texts import load_texts
from playwright.sync_api import Browser, Frame, Page

from .preview_program import WAIT_MS, assert_refs, palette_of, row_of, running

TEXTS = load_texts()["page"]
MOST_TABS = 14
FOCUSED = """() => {
    let focused = document.activeElement;
    while (focused && focused.tagName === "IFRAME") focused = focused.contentDocument.activeElement;
    if (!focused || focused === focused.ownerDocument.body) return "";
    return (focused.getAttribute("aria-label") || focused.textContent).trim();
}"""
ACTIVE = """() => {
    const id = document.querySelector("[role=treegrid]").getAttribute("aria-activedescendant");
    return id ? document.getElementById(id).querySelector(".row-name").textContent : "";
}"""


class Keyboard:
    """Somebody at the window with nothing but keys."""

    def __init__(self, page: Page) -> None:
        self._page = page

    def press(self, *keys: str) -> None:
        """Press key after key."""
        for key in keys:
            self._page.keyboard.press(key)

    def type(self, text: str) -> None:
        """Type a text, as quickly as a test can."""
        self._page.keyboard.type(text)

    def focused(self) -> str:
        """Return what has the focus, by its label or its text; nothing where it is lost."""
        return self._page.evaluate(FOCUSED)

    def wait_for_focus(self, start: str) -> None:
        """Wait until what begins with these words has the focus."""
        self._page.wait_for_function(f"start => ({FOCUSED})().startsWith(start)", arg=start)

    def go_to(self, start: str, *, key: str = "Tab") -> None:
        """Press a key until what begins with these words has the focus."""
        passed = [self.focused()]
        while not passed[-1].startswith(start):
            assert len(passed) <= MOST_TABS, f"too far to {start}: {passed}"
            self.press(key)
            passed.append(self.focused())


def open_palette(page: Page) -> tuple[Keyboard, Frame]:
    """Go from the top of the window to the toolbar's button, and press it."""
    page.get_by_role("button", name="Data Browser").first.wait_for()
    keyboard = Keyboard(page)
    keyboard.press("Tab")
    keyboard.go_to("Data Browser")
    keyboard.press("Enter")
    return keyboard, palette_of(page)


def sign_in(keyboard: Keyboard, *, is_first: bool) -> None:
    """Press the button, which has the focus when the palette opens; then the tree has it."""
    first = TEXTS["gate.explore"] + TEXTS["gate.explore-text"]
    keyboard.wait_for_focus(first if is_first else TEXTS["gate.sign-in"])
    keyboard.press("Enter")
    keyboard.wait_for_focus(TEXTS["tree.label"])


def choose_row(keyboard: Keyboard, palette: Frame, start: str, name: str) -> None:
    """Type the beginning of a row's name, and wait until it is the active one."""
    row_of(palette, name).wait_for()
    keyboard.type(start)
    palette.wait_for_function(f"name => ({ACTIVE})() === name", arg=name)


def go_into(keyboard: Keyboard, palette: Frame, *inside: str) -> None:
    """Open the active row, wait for rows in it, and step on the first one."""
    keyboard.press("ArrowRight")
    for name in inside:
        row_of(palette, name).wait_for()
    keyboard.press("ArrowRight")


def attach(keyboard: Keyboard, palette: Frame, extension_type: str) -> None:
    """Go from the chosen row to its button, choose the type of the ref with the arrows, and confirm."""
    keyboard.press("Enter")
    keyboard.wait_for_focus("Attach to this design")
    keyboard.press("Enter")
    offers = palette.locator(".offer")
    offers.first.wait_for()
    keyboard.press("ArrowDown", "ArrowUp", "ArrowUp")
    chosen = palette.locator(".offer", has=palette.locator("input:checked"))
    for _ in range(offers.count()):
        if extension_type in chosen.inner_text():
            break
        keyboard.press("ArrowDown")
    assert extension_type in chosen.inner_text()
    assert load_texts()["refs"]["permanent"] in palette.get_by_role("dialog").inner_text()
    keyboard.press("Enter")
    keyboard.wait_for_focus(TEXTS["attach.show"])


def shows(keyboard: Keyboard, palette: Frame, *names: str) -> None:
    """Go to *This design*, and wait until it shows all of these."""
    keyboard.go_to("Browse", key="Shift+Tab")
    keyboard.press("ArrowRight")
    keyboard.wait_for_focus("This design")
    for name in names:
        palette.get_by_role("tabpanel").get_by_text(name, exact=True).first.wait_for()


@pytest.mark.long_only
def test_the_main_job_by_keyboard_alone_and_still_there_after_reload_and_restart(
    chromium: Browser, tmp_path: Path
) -> None:
    attached = (sample.DRAWING_TO_ATTACH, sample.SPREADSHEET_TO_ATTACH)
    page = chromium.new_page(viewport={"width": 1400, "height": 900})
    page.set_default_timeout(WAIT_MS)
    page.add_init_script("addEventListener('pointerdown', () => { throw new Error('a mouse') }, true)")
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    with running(tmp_path) as url:
        page.goto(url)
        keyboard, palette = open_palette(page)
        sign_in(keyboard, is_first=True)
        choose_row(keyboard, palette, "Sample", sample.TEAM_HUB)
        go_into(keyboard, palette, sample.MAIN_PROJECT)
        choose_row(keyboard, palette, "Gear", sample.MAIN_PROJECT)
        go_into(keyboard, palette, "02 Drawings")
        choose_row(keyboard, palette, "02", "02 Drawings")
        go_into(keyboard, palette, sample.DRAWING_TO_ATTACH)
        choose_row(keyboard, palette, sample.DRAWING_TO_ATTACH, sample.DRAWING_TO_ATTACH)
        attach(keyboard, palette, DRAWING_TO_DESIGN)
        keyboard.press("Enter")  # shows it in This design, on its own button
        keyboard.wait_for_focus(TEXTS["design.show"].format(name=f"\u2068{sample.DRAWING_TO_ATTACH}\u2069"))
        keyboard.go_to("This design", key="Shift+Tab")
        keyboard.press("ArrowLeft")
        keyboard.go_to(TEXTS["tree.label"])
        keyboard.press("ArrowLeft", "ArrowLeft")  # to the folder, and close it
        choose_row(keyboard, palette, "03", "03 Documents")
        go_into(keyboard, palette, "Meeting Minutes")
        choose_row(keyboard, palette, "Torque", sample.SPREADSHEET_TO_ATTACH)
        attach(keyboard, palette, ATTACHMENT)
        keyboard.press("Escape")
        keyboard.wait_for_focus("Attach to this design")
        shows(keyboard, palette, *attached)
        page.reload()
        palette_of(page)
        keyboard, palette = open_palette(page)
        keyboard.wait_for_focus(TEXTS["tree.label"])
        shows(keyboard, palette, *attached)
    with running(tmp_path) as url:
        page.goto(url)
        keyboard, palette = open_palette(page)
        sign_in(keyboard, is_first=False)
        shows(keyboard, palette, *attached)
    page.close()
    assert problems == []
    assert_refs(tmp_path)
