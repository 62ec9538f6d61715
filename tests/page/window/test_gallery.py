"""One input of each kind in the window, as a script in the way of Fusion's own sample shows them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from .conftest import look_at

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


@pytest.mark.parametrize("tab", ["Numbers", "Arrows"])
def test_nothing_bars_the_way_and_it_fits(open_addin: Any, node_modules: Path, tab: str) -> None:
    page, _ = open_addin("Gallery")
    show_tab(page, tab)
    assert look_at(page, node_modules, f"gallery-{tab.lower()}") == []
