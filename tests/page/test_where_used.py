"""The dialog that shows where a design is used, with a scripted host."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import Open, Palette, problem

pytestmark = pytest.mark.long_only


def open_dialog(open_palette: Open, **options: Any) -> Palette:
    palette = open_palette(**options)
    palette.page.get_by_role("tab", name="This design").click()
    palette.choose_more("design.uses")
    palette.page.get_by_role("dialog").wait_for()
    return palette


def names(palette: Palette) -> list[str]:
    return palette.page.locator(".use .name").all_inner_texts()


def found(palette: Palette, *, count: int = 5) -> None:
    palette.page.wait_for_function("count => document.querySelectorAll('.use').length === count", arg=count)


def test_level_below_level_with_versions_and_what_goes_round(open_palette: Open) -> None:
    palette = open_dialog(open_palette)
    found(palette)
    assert names(palette) == ["Drive Unit", "Packing Line", "Plant", "Gearbox", "Gearbox General Arrangement"]
    assert palette.page.locator(".uses .uses .uses .use").count() == 2
    line = palette.page.locator(".use", has_text="Plant")
    assert line.locator(".pill").all_inner_texts() == ["v4", "v3", "v2"]
    assert palette.page.locator(".pill-stale").inner_text() == palette.text("uses.cycle")
    assert palette.last("uses.find") == {
        "projectId": "b.gearbox",
        "itemId": "urn:item:gearbox",
        "everywhere": False,
    }
    assert palette.focused() == palette.text("uses.close")


def test_what_is_found_shows_while_more_is_looked_for(open_palette: Open) -> None:
    palette = open_dialog(open_palette, hold=["uses.find"])
    palette.page.get_by_text("Looking… 0 so far").wait_for()
    row = {"key": "/a", "parentKey": "", "level": 1, "name": "Early", "typeName": "Ref", "row": None}
    part = [{**row, "versions": [1], "used": [8], "again": ""}]
    palette.host("notify('job.part', {id: testHost.last('uses.find').id, part: it})", part)
    found(palette, count=1)
    palette.page.get_by_text("Looking… 1 so far").wait_for()
    palette.press("Enter")  # Stop has the focus
    palette.page.get_by_text(palette.text("uses.stopped")).wait_for()
    assert names(palette) == ["Early"]
    assert palette.calls("job.cancel") == 1


def test_nothing_uses_it(open_palette: Open) -> None:
    answer = {"uses": [], "levels": 0, "isWhole": True, "projects": 1, "left": 0}
    palette = open_dialog(open_palette, answers={"uses.find": answer})
    palette.page.get_by_text(palette.text("uses.none")).wait_for()


def test_many_projects_are_asked_when_the_user_says_so(open_palette: Open) -> None:
    answer = {"uses": [], "levels": 0, "isWhole": True, "projects": 1, "left": 40}
    palette = open_dialog(open_palette, answers={"uses.find": answer})
    palette.page.get_by_role("button", name="Ask 40 more projects").click()
    palette.wait_for_calls("uses.find", 2)
    assert palette.last("uses.find")["everywhere"] is True


def test_a_limit_is_said(open_palette: Open) -> None:
    answer = {"uses": [], "levels": 20, "isWhole": False, "projects": 1, "left": 0}
    palette = open_dialog(open_palette, answers={"uses.find": answer})
    palette.page.get_by_text(palette.text("uses.cut")).wait_for()


def test_a_failure_can_be_tried_again(open_palette: Open) -> None:
    palette = open_dialog(open_palette, fail={"uses.find": problem("http.unreachable", message="No way.")})
    palette.page.locator(".dialog .problem", has_text="No way.").wait_for()
    palette.host("answer('uses.find', {uses: [], levels: 0, isWhole: true, projects: 1, left: 0})")
    palette.page.get_by_role("button", name=palette.text("retry")).click()
    palette.page.get_by_text(palette.text("uses.none")).wait_for()


def test_shown_in_the_tree(open_palette: Open) -> None:
    palette = open_dialog(open_palette)
    found(palette)
    palette.page.locator(".use button").first.click()
    palette.wait_for_calls("tree.path")
    assert palette.page.get_by_role("dialog").count() == 0


def test_closing_drops_the_search(open_palette: Open) -> None:
    palette = open_dialog(open_palette, hold=["uses.find"])
    palette.page.locator(".dialog .busy").wait_for()
    palette.press("Escape")
    palette.wait_for_calls("job.cancel")
    palette.host("release('uses.find')")
    assert palette.page.get_by_role("dialog").count() == 0
