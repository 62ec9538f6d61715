"""The window's dialog for files, by mouse and by keyboard."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Frame, Locator, Page

from .conftest import Open, open_palette

pytestmark = pytest.mark.long_only


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that the sampler's dialogs begin in."""
    inner = tmp_path / "begin"
    (inner / "Older tables").mkdir(parents=True)
    for name in ("one.csv", "Two.CSV", "notes.txt", ".hidden.csv", "Older tables/three.csv"):
        (inner / name).write_text("a", encoding="utf-8")
    monkeypatch.setenv("SAMPLER_FILES", str(inner))
    return inner


def ask(page: Page, kind: str, title: str) -> tuple[Frame, Locator]:
    frame = open_palette(page)
    frame.click(f"#{kind}")
    dialog = page.get_by_role("dialog", name=title)
    dialog.get_by_role("button", name="one.csv").wait_for()
    return frame, dialog


def listed(dialog: Locator) -> list[str]:
    return dialog.locator(".files-entry bdi").all_inner_texts()


def test_several_files_are_opened_by_mouse(open_window: Open, folder: Path) -> None:
    page, _ = open_window()
    frame, dialog = ask(page, "files", "Open some")
    assert listed(dialog) == ["Older tables", "one.csv", "Two.CSV"]
    dialog.get_by_label("Kind").select_option(label="All files (*.*)")
    dialog.get_by_role("button", name="notes.txt").click()
    dialog.get_by_role("button", name="one.csv").click()
    dialog.get_by_role("button", name="notes.txt").click()  # not that one, after all
    dialog.get_by_role("button", name="Older tables").click()
    dialog.get_by_role("button", name="three.csv").click()
    assert dialog.get_by_role("button", name="three.csv").get_attribute("aria-pressed") == "true"
    dialog.get_by_role("button", name="Open", exact=True).click()
    chosen = [str(folder / "one.csv"), str(folder / "Older tables" / "three.csv")]
    frame.get_by_text(f"answer 0 {chosen}").wait_for()
    dialog.wait_for(state="hidden")


def test_a_file_is_saved_by_keyboard(open_window: Open, folder: Path) -> None:
    page, _ = open_window()
    frame, dialog = ask(page, "target", "Save one")
    assert page.evaluate("document.activeElement.value") == "table.csv"
    page.keyboard.type("one.csv")
    page.keyboard.press("Enter")
    dialog.get_by_text("one.csv is there already. Do you want to replace it?").wait_for()
    page.keyboard.press("End")
    page.keyboard.press("Backspace")  # another name is another question
    page.keyboard.type("v")
    page.keyboard.press("Enter")
    dialog.get_by_role("button", name="Replace").wait_for()
    page.keyboard.press("Enter")
    frame.get_by_text(f"answer 0 {[str(folder / 'one.csv')]}").wait_for()


def test_escape_and_cancel_choose_nothing(open_window: Open, folder: Path) -> None:
    page, _ = open_window()
    frame, _ = ask(page, "files", "Open some")
    page.keyboard.press("Escape")
    frame.get_by_text("answer 1 []").wait_for()
    frame.click("#target")
    page.get_by_role("dialog", name="Save one").get_by_role("button", name="Cancel").click()
    frame.locator("li", has_text="answer 1 []").nth(1).wait_for()


def test_what_cannot_be_chosen_is_said_and_the_dialog_stays(open_window: Open, folder: Path) -> None:
    page, _ = open_window()
    _, dialog = ask(page, "files", "Open some")
    accept = dialog.get_by_role("button", name="Open", exact=True)
    accept.click()
    dialog.get_by_text("Choose a file first.").wait_for()
    dialog.get_by_label("Files, one whole path a line").fill(str(folder / "none.csv"))
    accept.click()
    dialog.get_by_text("There is no file").wait_for()
    place = dialog.get_by_label("Folder", exact=True)
    place.fill(str(folder / "nowhere"))
    place.press("Enter")
    dialog.get_by_text("The folder cannot be shown").wait_for()
    dialog.get_by_role("button", name="Up").click()
    dialog.get_by_role("button", name="one.csv").wait_for()
