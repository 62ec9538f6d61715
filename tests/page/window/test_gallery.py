"""One input of each kind in the window, as a script in the way of Fusion's own sample shows them."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from .conftest import look_at, wait_until

pytestmark = pytest.mark.long_only


def show_tab(page: Page, name: str) -> Locator:
    form = page.get_by_role("dialog", name="Gallery")
    form.get_by_role("tab", name=name).click()
    form.get_by_role("tabpanel", name=name).wait_for()
    return form


def test_sliders_jump_between_the_values_of_their_lists(open_addin: Any) -> None:
    page, _ = open_addin("Gallery")
    form = show_tab(page, "Numbers")
    some = form.get_by_role("slider", name="Some lengths")
    some.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(form.get_by_text("40 mm", exact=True)).to_be_visible()
    expect(some).to_have_attribute("aria-valuetext", "40 mm")
    form.get_by_role("slider", name="Some numbers, to").focus()
    page.keyboard.press("ArrowLeft")
    expect(form.get_by_text("1 – 7", exact=True)).to_be_visible()
    expect(form.get_by_text("Least", exact=True)).to_be_visible()
    show_tab(page, "Arrows")
    form.get_by_role("button", name="OK").click()
    page.get_by_text("40 mm, 1 to 7, 2.0 cm, False").wait_for()


def test_a_direction_is_turned_round_by_hand(open_addin: Any) -> None:
    page, preview = open_addin("Gallery")
    form = show_tab(page, "Arrows")
    form.get_by_role("checkbox", name="Side").check()
    flip = form.get_by_role("button", name="Upwards: Flip")
    expect(flip).to_have_attribute("aria-pressed", "true")
    flip.click()
    expect(flip).to_have_attribute("aria-pressed", "false")
    inputs = preview.fusion.state.running.inputs
    assert [inputs.find(id).value for id in ("side", "up")] == [True, False]


def test_a_length_beyond_its_limits_is_marked(open_addin: Any) -> None:
    page, _ = open_addin("Gallery")
    form = show_tab(page, "Arrows")
    depth = form.get_by_label("Depth")
    expect(depth).to_have_accessible_description(
        "in mm unless you say otherwise; more than 0 mm, 100 mm at most"
    )
    depth.fill("11 cm")
    expect(depth).to_have_attribute("aria-invalid", "true")
    expect(form.get_by_role("button", name="OK")).to_be_disabled()
    depth.fill("4 in")
    expect(form.get_by_role("button", name="OK")).to_be_disabled()
    depth.fill("3 in")
    expect(form.get_by_role("button", name="OK")).to_be_enabled()


def test_a_page_in_a_dialog_talks_with_the_add_in(open_addin: Any) -> None:
    page, preview = open_addin("Gallery")
    form = show_tab(page, "Page")
    inner = form.frame_locator("iframe")
    inner.get_by_label("Note").fill("kept")
    inner.get_by_role("button", name="Ask").click()
    inner.get_by_text("answer yes").wait_for()
    said = sys.modules[preview.addin.name].said
    assert said[-1] == "page says ask kept"
    form.get_by_role("button", name="Tell the page").click()
    inner.get_by_text("told: something").wait_for()
    wait_until(lambda: said[-1] == "page says response heard")
    # The form is drawn anew, and the page stays as it is.
    form.get_by_role("button", name="More inputs").click()
    expect(form.get_by_label("Another")).to_have_value("one more")
    expect(inner.get_by_label("Note")).to_have_value("kept")
    inner.get_by_role("button", name="Ask").click()
    inner.get_by_text("answer yes").wait_for()
    form.get_by_role("button", name="Cancel").click()
    expect(form).to_be_hidden()
    expect(page.locator("iframe")).to_have_count(0)


def test_another_page_is_shown_in_a_dialog(open_addin: Any) -> None:
    page, preview = open_addin("Gallery")
    form = show_tab(page, "Page")
    form.frame_locator("iframe").get_by_text("Nothing said").wait_for()
    other = preview.addin.entry.with_name("other.html")
    other.write_text("<!doctype html><html lang=en><title>Other</title><p>The other page", encoding="utf-8")

    def go() -> None:
        core = importlib.import_module("adsk.core")
        inputs = core.Command(preview.fusion.state.running, preview.fusion.state).commandInputs
        inputs.itemById("page").htmlFileURL = str(other)

    preview.fusion.state.loop.post("test", go)
    preview.fusion.state.loop.wake()
    form.frame_locator("iframe").get_by_text("The other page").wait_for()


@pytest.mark.parametrize("tab", ["Numbers", "Arrows", "Page"])
def test_nothing_bars_the_way_and_it_fits(open_addin: Any, node_modules: Path, tab: str) -> None:
    page, _ = open_addin("Gallery")
    show_tab(page, tab)
    assert look_at(page, node_modules, f"gallery-{tab.lower()}") == []
