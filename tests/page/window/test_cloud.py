"""The window's dialogs for files and folders in the cloud, over a real service, by mouse and by keyboard."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from addin.lib.emulator import Emulator, EmulatorOptions, sample
from addin.lib.http import HttpClient
from addin.lib.preview.sample import ServiceTree
from playwright.sync_api import Locator, Page

from ...host.preview.conftest import HERE as ADDINS
from ..judges import bring_axe, find_barriers
from .conftest import Open, take_picture
from .test_screens import SWITCH

pytestmark = pytest.mark.long_only

PICKER = ADDINS / "addins" / "Picker" / "Picker.py"
Pick = Callable[..., tuple[Page, Locator]]


@pytest.fixture(scope="module")
def service() -> Iterator[Emulator]:
    """The sample hub."""
    with Emulator(EmulatorOptions()) as emulator:
        yield emulator


@pytest.fixture
def pick(service: Emulator, open_window: Open, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pick]:
    """`page, dialog = pick(kind, title)`: the script asks, as PICKER_KIND says."""
    with HttpClient(service.url, get_token=lambda rejected: service.token) as client:

        def run(kind: str, title: str, **options: object) -> tuple[Page, Locator]:
            monkeypatch.setenv("PICKER_KIND", kind)
            options = {"entry": PICKER, "tree": ServiceTree(client), "active": "", **options}
            page, _ = open_window(**options)
            dialog = page.get_by_role("dialog", name=title)
            dialog.locator(".files-list:not([aria-busy]) li").first.wait_for()
            return page, dialog

        yield run


def enter(dialog: Locator, *names: str) -> None:
    for name in names:
        dialog.get_by_role("button", name=name).click()
        dialog.locator(".cloud-way", has_text=name).wait_for()


def enter_drawings(dialog: Locator) -> None:
    """Go from wherever it began to the drawings of the sample project."""
    up = dialog.get_by_role("button", name="Up", exact=True)
    for _ in range(2):  # from the root folder of the hub's first project
        up.click()
        dialog.locator(".files-list:not([aria-busy])").wait_for()
    dialog.get_by_text("All hubs").wait_for()
    assert up.is_disabled()
    enter(dialog, sample.TEAM_HUB, sample.MAIN_PROJECT, "02 Drawings")


def wait_for_answer(page: Page, words: str) -> None:
    page.get_by_role("dialog", name="Picked").get_by_text(words).wait_for()
    page.get_by_role("button", name="OK").click()


def test_a_file_of_the_service_is_opened_by_mouse(pick: Pick) -> None:
    page, dialog = pick("open", "Pick a design")
    dialog.get_by_role("button", name="Open", exact=True).click()
    dialog.get_by_text("Choose a file first.").wait_for()
    enter_drawings(dialog)
    assert dialog.get_by_text("Choose a file first.").count() == 0
    file = dialog.get_by_role("button", name=sample.CURRENT_DRAWING).first
    file.click()
    assert file.get_attribute("aria-pressed") == "true"
    dialog.get_by_role("button", name="Open", exact=True).click()
    wait_for_answer(page, f"0 ['{sample.CURRENT_DRAWING}']")


def test_several_files_of_several_folders_are_opened(pick: Pick) -> None:
    page, dialog = pick("several", "Pick a design")
    enter_drawings(dialog)
    dialog.get_by_text("No file chosen").wait_for()
    names = ["Gearbox Machining", "Gearbox Concept"]
    for name in (*names, "Gearbox Inspection", "Gearbox Inspection"):  # the last one not, after all
        dialog.get_by_role("button", name=name).click()
    dialog.get_by_role("button", name="Up", exact=True).click()
    enter(dialog, "03 Documents")
    dialog.get_by_role("button", name="README.txt").click()
    dialog.get_by_text("Gearbox Machining, Gearbox Concept, README.txt").wait_for()
    dialog.get_by_role("button", name="Up", exact=True).click()
    enter(dialog, "02 Drawings")
    dialog.locator("[aria-pressed=true]", has_text="Gearbox Machining").wait_for()
    dialog.get_by_role("button", name="Open", exact=True).click()
    wait_for_answer(page, f"0 {[*names, 'README.txt']}")


def test_a_place_to_save_to_is_chosen_by_keyboard(pick: Pick) -> None:
    page, dialog = pick("save", "Pick a place")
    name = dialog.get_by_label("Name")
    name.wait_for()
    assert name.input_value() == "Bracket"
    assert page.evaluate("document.activeElement.id") == "cloud-name"
    for _ in range(10):  # back from the name to the first folder of the list
        page.keyboard.press("Shift+Tab")
        if "01 Design" in page.evaluate("document.activeElement.textContent"):
            break
    page.keyboard.press("Enter")
    dialog.locator(".cloud-way", has_text="01 Design").wait_for()
    dialog.locator(".files-entry:focus").wait_for()
    name.fill("Gearbox")
    name.press("Enter")
    dialog.get_by_text("Gearbox is there already. Do you want to replace it?").wait_for()
    name.fill("Shaft")
    assert dialog.get_by_text("is there already").count() == 0
    name.press("Enter")
    wait_for_answer(page, "0 01 Design Shaft False")


def test_a_folder_is_chosen_and_files_are_not_shown(pick: Pick) -> None:
    page, dialog = pick("folder", "Pick a folder")
    enter(dialog, "02 Drawings")
    dialog.get_by_text("Nothing to choose here").wait_for()
    dialog.get_by_role("button", name="Choose").click()
    wait_for_answer(page, "0 02 Drawings")


def test_escape_chooses_nothing(pick: Pick) -> None:
    page, _ = pick("open", "Pick a design")
    page.keyboard.press("Escape")
    wait_for_answer(page, "1 []")


def test_an_older_fusion_has_no_such_dialog(open_window: Open) -> None:
    page, _ = open_window(entry=PICKER, profile="2024")
    page.get_by_role("dialog", name="Picker").get_by_text("This Fusion is too old.").wait_for()
    page.get_by_role("button", name="OK").click()


@pytest.mark.parametrize("kind", ["several", "save"])
@pytest.mark.parametrize(("width", "height"), [(350, 640), (1200, 800)])
def test_it_is_legible(pick: Pick, node_modules: Path, kind: str, width: int, height: int) -> None:
    title = "Pick a place" if kind == "save" else "Pick a design"
    page, dialog = pick(kind, title, width=width, height=height)
    bring_axe(page, node_modules)
    enter(dialog, "03 Documents" if kind == "several" else "01 Design")
    if kind == "several":
        for button in dialog.locator(".files-entry.is-file").all()[:2]:
            button.click()
    else:
        dialog.get_by_label("Name").fill("Gearbox")
        dialog.get_by_role("button", name="Save", exact=True).click()
        dialog.get_by_role("button", name="Replace").wait_for()
    box = dialog.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    assert box["y"] + box["height"] <= height
    for theme in ("light", "dark"):
        page.evaluate(SWITCH, theme)
        assert find_barriers(page) == []
        take_picture(page, f"window-cloud-{kind}-{width}-{theme}.png")
    page.keyboard.press("Escape")
    page.get_by_role("dialog", name="Picked").get_by_role("button", name="OK").click()
