"""Every state of the window, at two widths, light and dark: axe-core finds nothing, and a picture is kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from ..judges import bring_axe, find_barriers
from .conftest import Open, choose, open_palette, take_picture

# Resolves when a frame with the new colours and size has been drawn.
SWITCH = """theme => {
    document.documentElement.dataset.theme = theme
    return new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))
}"""
WIDTHS = ((900, 700), (1400, 860))


def show_start(page: Page) -> None:
    page.get_by_text("Start here").wait_for()


def show_palette(page: Page) -> None:
    open_palette(page)


def show_question(page: Page) -> None:
    open_palette(page).click("#ask")
    page.get_by_role("dialog", name="Sampler").wait_for()


def show_input(page: Page) -> None:
    open_palette(page).click("#name")
    page.get_by_role("dialog").wait_for()


def show_files(page: Page) -> None:
    open_palette(page).click("#files")
    page.get_by_role("dialog", name="Open some").locator(".files-list li").first.wait_for()


def show_target(page: Page) -> None:
    open_palette(page).click("#target")
    dialog = page.get_by_role("dialog", name="Save one")
    dialog.locator(".files-list li").first.wait_for()
    dialog.get_by_label("Name").fill("/nowhere/table.csv")
    dialog.get_by_role("button", name="Save").click()
    dialog.get_by_text("There is no folder").wait_for()


def show_no_document(page: Page) -> None:
    choose(page, "No document")


def show_drawing(page: Page) -> None:
    open_palette(page)
    choose(page, "Arrangement")
    page.locator("#ribbon").get_by_role("tab", name="DRAWING").wait_for()


def show_unsaved(page: Page) -> None:
    choose(page, "Untitled")
    page.get_by_text("never saved").wait_for()


def show_menu(page: Page) -> None:
    page.get_by_role("button", name="File").click()
    page.get_by_role("menuitem").wait_for()


def show_fault(page: Page) -> None:
    open_palette(page).click("#fail")
    page.get_by_role("button", name="1 error").wait_for()


def show_faults(page: Page) -> None:
    show_fault(page)
    page.get_by_role("button", name="1 error").click()
    page.get_by_role("dialog", name="Errors that left the add-in").wait_for()


def show_too_long(page: Page) -> None:
    open_palette(page).click("#burn")
    page.locator(".meter-fault").wait_for()


def show_meter(page: Page) -> None:
    show_too_long(page)
    page.locator("#meter").click()
    page.get_by_role("dialog", name="Fusion's main thread").wait_for()


def show_other_window(page: Page) -> None:
    newer = page.context.new_page()
    newer.goto(page.url)
    page.get_by_role("dialog", name="Another window has taken over").wait_for()


STATES: dict[str, Callable[[Page], None]] = {
    "no palette": show_start,
    "palette docked": show_palette,
    "message box": show_question,
    "input box": show_input,
    "files": show_files,
    "target": show_target,
    "no document": show_no_document,
    "drawing": show_drawing,
    "unsaved": show_unsaved,
    "menu": show_menu,
    "fault": show_fault,
    "faults listed": show_faults,
    "too long": show_too_long,
    "meter listed": show_meter,
    "replaced": show_other_window,
}


@pytest.mark.long_only
@pytest.mark.parametrize("state", STATES)
def test_state(
    open_window: Open, node_modules: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, state: str
) -> None:
    for name in ("BOM.csv", "Gearbox.csv", "Housing.tsv"):
        (tmp_path / name).touch()
    (tmp_path / "Older").mkdir()
    monkeypatch.setenv("SAMPLER_FILES", str(tmp_path))  # the folder that the sampler's dialogs begin in
    page, _ = open_window()
    STATES[state](page)
    bring_axe(page, node_modules)
    found: list[str] = []
    for width, height in WIDTHS:
        page.set_viewport_size({"width": width, "height": height})
        for theme in ("light", "dark"):
            # Not by its button: behind a message box that cannot be pressed, and it would bring a hint.
            page.evaluate(SWITCH, theme)
            take_picture(page, f"window-{state}-{width}-{theme}.png".replace(" ", "-"))
            found += [f"{theme} {width}: {fault}" for fault in find_barriers(page)]
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert found == []


@pytest.mark.parametrize(
    ("harm", "rule"),
    [
        ("document.querySelector('.hint-button').replaceChildren()", "button-name"),
        ("document.querySelector('#status-text').style.color = '#ccc'", "color-contrast"),
        ("document.querySelector('#tabs').removeAttribute('role')", "aria-required-parent"),
    ],
)
def test_a_barrier_is_found(open_window: Open, node_modules: Path, harm: str, rule: str) -> None:
    page, _ = open_window()
    bring_axe(page, node_modules)
    page.evaluate(harm)
    assert [fault.partition(":")[0] for fault in find_barriers(page)] == [rule]
