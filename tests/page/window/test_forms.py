"""A command's dialog in the window, and other people's add-ins: by mouse and by keyboard."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from addin.lib.preview import Preview
from playwright.sync_api import Locator, Page, expect

from .conftest import Open, look_at, take_picture, wait_until

pytestmark = pytest.mark.long_only


def open_form(page: Page, button: str, title: str) -> Locator:
    page.locator("#ribbon").get_by_role("button", name=button).click()
    form = page.get_by_role("dialog", name=title)
    form.wait_for()
    return form


def said(preview: Preview) -> list[str]:
    return sys.modules[preview.addin.name].said


def test_a_form_is_filled_in_and_left_with_ok(open_addin: Any) -> None:
    page, preview = open_addin("Inputs")
    form = open_form(page, "Inputs", "Inputs")
    expect(form.get_by_label("Name")).to_be_focused()
    form.get_by_label("Name").fill("Plate")
    form.get_by_label("Length").fill("3 in")
    form.get_by_label("Count").fill("5")
    form.get_by_role("tab", name="Choices").click()
    form.get_by_label("Material").select_option("Oak")
    expect(form.get_by_role("radio", name="Top")).to_be_disabled()
    form.get_by_role("button", name="Add", exact=True).click()
    form.get_by_role("button", name="Add", exact=True).click()
    expect(form.get_by_role("row")).to_have_count(3)
    form.get_by_role("textbox", name="Part, row 2").fill("Bolt")
    expect(form.get_by_role("row", selected=True)).to_have_count(1)
    form.get_by_role("button", name="Delete").click()
    expect(form.get_by_role("row")).to_have_count(2)
    expect(form.get_by_role("textbox", name="Part, row 2")).to_have_value("Part 3")
    form.get_by_role("button", name="Do it").click()
    page.get_by_role("dialog").get_by_text("Plate, 7.62 cm, 5, Oak, 2 parts").wait_for()
    page.get_by_role("button", name="OK").click()
    expect(form).to_be_hidden()
    wait_until(lambda: said(preview)[-1] == "destroyed 1")


def test_a_form_is_worked_by_keyboard(open_addin: Any) -> None:
    page, preview = open_addin("Inputs")
    button = page.locator("#ribbon").get_by_role("button", name="Inputs")
    button.focus()
    page.keyboard.press("Enter")
    form = page.get_by_role("dialog", name="Inputs")
    expect(form.get_by_label("Name")).to_be_focused()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.press("Delete")
    ok = form.get_by_role("button", name="Do it")
    expect(ok).to_be_disabled()
    page.keyboard.type("Plate and more", delay=5)  # each key is told, and none is lost meanwhile
    expect(ok).to_be_enabled()
    expect(form.get_by_label("Name")).to_have_value("Plate and more")
    wait_until(lambda: preview.fusion.state.running.inputs.find("name").value == "Plate and more")
    form.get_by_role("tab", name="Values").focus()
    page.keyboard.press("ArrowRight")
    expect(form.get_by_role("tab", name="Choices")).to_be_focused()
    expect(form.get_by_role("tabpanel", name="Choices")).to_be_visible()
    fold = form.get_by_role("button", name="More")
    fold.focus()
    page.keyboard.press("Enter")
    expect(form.get_by_label("Inner")).to_be_hidden()
    expect(fold).to_be_focused()
    page.keyboard.press("Escape")
    expect(form).to_be_hidden()
    expect(button).to_be_focused()
    wait_until(lambda: said(preview)[-1] == "destroyed 2")


def test_what_is_wrong_is_marked(open_addin: Any) -> None:
    page, _ = open_addin("Inputs")
    form = open_form(page, "Inputs", "Inputs")
    form.get_by_label("Length").fill("much")
    expect(form.get_by_label("Length")).to_have_attribute("aria-invalid", "true")
    expect(form.get_by_role("button", name="Do it")).to_be_disabled()
    page.keyboard.press("Enter")
    expect(form).to_be_visible()
    form.get_by_label("Length").fill("1 in")
    expect(form.get_by_label("Length")).to_have_attribute("aria-invalid", "false")


def test_markup_of_an_add_in_stays_text(open_addin: Any) -> None:
    page, _ = open_addin("Inputs")
    form = open_form(page, "Inputs", "Inputs")
    expect(form.get_by_label("Notes")).to_have_value("Notes with a link.\nA second line.")
    form.get_by_label("Name").fill("<img src=x onerror=alert(1)>")
    assert form.locator("img").count() == 1  # the picture that the add-in has put there


def test_the_template_runs_with_scripts_in_its_page(open_addin: Any) -> None:
    page, _ = open_addin("Template")
    page.locator("#ribbon").get_by_role("button", name="Template palette").click()
    frame = page.frame_locator("iframe")
    frame.get_by_role("button", name="Send").click()
    frame.get_by_text("Fusion says OK").wait_for()


def test_scripts_and_add_ins_are_run_and_stopped(open_addin: Any) -> None:
    page, preview = open_addin("Inputs", "ByType")
    page.locator("#ribbon").get_by_role("button", name="Scripts and Add-Ins").click()
    dialog = page.get_by_role("dialog", name="Scripts and Add-Ins")
    dialog.get_by_role("button", name="Stop Inputs").click()
    dialog.get_by_role("button", name="Run Inputs").wait_for()
    assert not preview.addin.is_running
    assert preview.addin.modules() == []
    assert preview.fusion.addins[1].is_running
    dialog.get_by_role("button", name="Run Inputs").click()
    dialog.get_by_role("button", name="Stop Inputs").wait_for()
    dialog.get_by_role("button", name="Close").click()
    open_form(page, "Inputs", "Inputs")


def test_an_add_in_that_fails_is_shown_in_a_message_box(open_window: Open, tmp_path: Path) -> None:
    entry = tmp_path / "Broken.py"
    entry.write_text("def run(context):\n    import nothing_like_it\n", encoding="utf-8")
    page, _ = open_window(entry=entry)
    box = page.get_by_role("dialog", name="Fusion")
    box.get_by_text("ModuleNotFoundError: No module named 'nothing_like_it'").wait_for()
    box.get_by_text("line 2, in run").wait_for()
    take_picture(page, "addin-failed.png")
    box.get_by_role("button", name="OK").click()
    expect(box).to_be_hidden()


def test_a_script_that_asks_at_once_is_answered(open_addin: Any) -> None:
    page, _ = open_addin("Greeter")
    page.get_by_role("dialog", name="Greeter").get_by_role("textbox").fill("<b>World</b>")
    page.keyboard.press("Enter")
    page.get_by_text("Hello <b>World</b>, from Gearbox v5").wait_for()
    page.get_by_role("button", name="OK").click()
    page.locator("#ribbon").get_by_role("tab", name="UTILITIES").click()
    page.locator("#ribbon").get_by_role("button", name="Scripts and Add-Ins").click()
    page.get_by_text("Script, not running").wait_for()


@pytest.mark.parametrize(("tab", "profile"), [("Values", "2024"), ("Values", "2026"), ("Choices", "2026")])
def test_nothing_bars_the_way_and_it_fits(
    open_addin: Any, node_modules: Path, tab: str, profile: str
) -> None:
    page, _ = open_addin("Inputs", profile=profile)
    form = open_form(page, "Inputs", "Inputs")
    form.get_by_role("tab", name=tab).click()
    form.get_by_role("tabpanel", name=tab).wait_for()
    page.get_by_role("heading", name=f"of {profile}").wait_for()
    assert look_at(page, node_modules, f"form-{tab}-{profile}".lower()) == []
