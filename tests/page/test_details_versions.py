"""Versions on their line in time, and the pictures that belong to them."""

from __future__ import annotations

import pytest

from .conftest import NARROW, WIDE, Open, Palette
from .detail_states import DRIVE, LONG

pytestmark = pytest.mark.long_only


def choose(palette: Palette, *names: str) -> None:
    palette.click_row("Meridian Drives", "Gearbox", "01 Design", *names)
    palette.page.locator(".version").first.wait_for()


@pytest.mark.parametrize("size", [NARROW, WIDE])
def test_each_version_says_who_and_when(open_palette: Open, size: tuple[int, int]) -> None:
    palette = open_palette(size=size)
    choose(palette, DRIVE)
    rows = palette.page.locator(".version")
    assert [row.locator(".version-number").inner_text() for row in rows.all()] == ["v3", "v2", "v1"]
    first = rows.first
    assert first.locator(".version-who").inner_text() == "Mika Sørensen"
    assert "2026" in first.locator(".version-when").inner_text()
    assert first.locator(".avatar").inner_text() == "MS"
    assert first.locator(".pill").inner_text() == palette.text("details.tip")
    inside = palette.page.evaluate(
        "() => { const pane = document.querySelector('.details-body');"
        " return pane.scrollWidth <= pane.clientWidth }"
    )
    assert inside


def test_versions_are_chosen_by_the_arrow_keys_and_show_their_picture(open_palette: Open) -> None:
    palette = open_palette()
    palette.host(LONG)
    palette.host(
        "answer('item.details', ({itemId}) => ({row: testHost.items[0], versions: [3, 2, 1].map(number =>"
        " testHost.row('version', `urn:v${number}`, 'Drive Unit', {icon: 'version', version: number,"
        " urn: `picture-${number}`, type: 'versions:autodesk.fusion360:Design', itemId}))}))"
    )
    choose(palette, DRIVE)
    palette.page.locator(".version input:checked").focus()
    palette.press("ArrowDown")
    palette.page.get_by_role("button", name=palette.text("attach.open-version", number=2)).wait_for()
    palette.page.wait_for_function("() => testHost.last('thumbnail.get').params.urn === 'picture-2'")
    label = palette.text("download.start-version", number=2)
    assert palette.page.locator(".details-actions > .icon-button").get_attribute("aria-label") == label
    assert palette.page.locator(".version.is-chosen .version-number").inner_text() == "v2"
    assert palette.page.get_by_label(palette.text("fact.version-id"), exact=True).input_value() == "urn:v2"
    # What was shown is not asked for again.
    before = palette.calls("thumbnail.get")
    palette.press("ArrowUp")
    palette.page.get_by_role("button", name=palette.text("attach.open"), exact=True).wait_for()
    assert palette.calls("thumbnail.get") == before


def test_a_long_history_is_folded_but_for_the_one_that_is_chosen(open_palette: Open) -> None:
    palette = open_palette()
    palette.click_row("Meridian Drives", "Gearbox", "01 Design")
    palette.row(DRIVE).locator(".row-twisty").click()
    palette.row("Version 1").wait_for()
    palette.host(LONG.replace("urn:v${40 - index}", "urn:version:drive?version=${40 - index}"))
    palette.click_row("Version 1")
    palette.page.locator(".version").first.wait_for()
    assert palette.page.locator(".version").count() == 6
    assert palette.page.locator(".version-far .version-number").inner_text() == "v1"
    assert palette.page.locator(".version-far input").is_checked()
    palette.page.get_by_role("button", name=palette.text("details.all-versions.other", count=40)).click()
    assert palette.page.locator(".version").count() == 40
    assert palette.page.evaluate("() => document.activeElement.value") == "urn:version:drive?version=1"


def test_pictures_that_nobody_looks_at_any_more_are_given_up(open_palette: Open) -> None:
    palette = open_palette(hold=["thumbnail.get"])
    choose(palette, DRIVE)
    palette.wait_for_calls("thumbnail.get")
    first = palette.host("last('thumbnail.get').id")
    palette.click_row("Gearbox Housing")
    palette.wait_for_calls("thumbnail.get", 2)
    palette.page.wait_for_function("id => testHost.last('job.cancel').params.id === id", arg=first)
    palette.host("release('thumbnail.get')")
    palette.page.locator(".picture img").wait_for()


def test_a_picture_that_was_spared_is_asked_for_the_next_time(open_palette: Open) -> None:
    palette = open_palette(answers={"thumbnail.get": {"dataUri": None, "isLater": True}})
    choose(palette, DRIVE)
    palette.wait_for_calls("thumbnail.get")
    palette.click_row("Gearbox Housing")
    palette.wait_for_calls("thumbnail.get", 2)
    palette.click_row(DRIVE)
    palette.wait_for_calls("thumbnail.get", 3)
    assert palette.page.locator(".picture .icon-design").count() == 1


def test_pictures_in_a_list_come_when_in_sight_and_are_given_up_when_gone(open_palette: Open) -> None:
    palette = open_palette(hold=["thumbnail.get"], size=(350, 420))
    palette.page.get_by_role("tab", name=palette.text("tab.design")).click()
    palette.page.locator(".relation").first.wait_for()
    palette.wait_for_calls("thumbnail.get")
    asked = palette.calls("thumbnail.get")
    assert asked < palette.page.locator(".relation").count()
    palette.page.locator(".relation").last.scroll_into_view_if_needed()
    palette.wait_for_calls("job.cancel")
    palette.page.locator(".relation").first.scroll_into_view_if_needed()
    palette.wait_for_calls("thumbnail.get", asked + 1)
    palette.host("release('thumbnail.get')")
    palette.page.locator(".relation img").first.wait_for()
