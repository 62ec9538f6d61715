"""The offer to carry attachments forward, and its dialog, with a scripted host."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import Open, Palette, problem

pytestmark = pytest.mark.long_only

ARRIVED = {
    "projectId": "b.gearbox",
    "itemId": "urn:item:gearbox",
    "versionId": "urn:version:gearbox?version=9",
}


def arrive(open_palette: Open, **options: Any) -> Palette:
    palette = open_palette(**options)
    palette.row("Meridian Drives").wait_for()
    palette.host("notify('version.arrived', it)", ARRIVED)
    palette.wait_for_calls("carry.plan")
    return palette


def offered(open_palette: Open, **options: Any) -> Palette:
    palette = arrive(open_palette, **options)
    palette.page.locator(".status", has_text=palette.text("carry.waits")).wait_for()
    palette.page.get_by_role("tab", name="This design").click()
    palette.page.locator(".carry-strip .note").wait_for()
    return palette


def press(palette: Palette, name: str) -> None:
    palette.page.get_by_role("button", name=name, exact=True).click()


def open_dialog(palette: Palette) -> None:
    press(palette, palette.text("carry.open"))
    palette.page.locator(".carried li").first.wait_for()


def test_all_of_them_are_attached_by_default(open_palette: Open) -> None:
    palette = offered(open_palette)
    assert "2 attachments have not come along." in palette.page.locator(".carry-strip").inner_text()
    open_dialog(palette)
    assert palette.page.locator(".dialog .note-warning").inner_text()
    press(palette, "Attach 2")
    palette.page.get_by_text(palette.text("carry.done")).wait_for()
    assert palette.last("carry.run") == {**ARRIVED, "accountId": "u1", "keys": ["a", "b"], "latest": False}
    assert palette.page.locator(".carried-end.good").count() == 2
    press(palette, palette.text("carry.close"))
    assert palette.page.locator(".carry-strip .note").count() == 0
    palette.wait_for_calls("design.relations", 2)


def test_chosen_ones_and_the_latest(open_palette: Open) -> None:
    palette = offered(open_palette)
    open_dialog(palette)
    palette.page.get_by_role("checkbox", name="Gearbox Data Sheet.pdf").uncheck()
    palette.page.get_by_label(palette.text("carry.latest")).check()
    press(palette, "Attach 1")
    palette.page.get_by_text(palette.text("carry.done")).wait_for()
    assert palette.last("carry.run") == {**ARRIVED, "accountId": "u1", "keys": ["a"], "latest": True}


def test_with_none_chosen_there_is_nothing_to_press(open_palette: Open) -> None:
    palette = offered(open_palette)
    open_dialog(palette)
    for box in palette.page.locator(".carried input").all():
        box.uncheck()
    assert palette.page.get_by_role("button", name="Attach 0").is_disabled()


def test_one_that_failed_is_said_in_its_row_and_the_offer_stays(open_palette: Open) -> None:
    refused = problem("service.forbidden", message="You may not.")
    results = [{"key": "a", "isNew": True, "problem": None}, {"key": "b", "isNew": False, "problem": refused}]
    palette = offered(open_palette, answers={"carry.run": {"results": results, "left": 0}})
    open_dialog(palette)
    press(palette, "Attach 2")
    palette.page.get_by_text("1 was not attached.").wait_for()
    assert "You may not." in palette.page.locator(".carried-end.stale").inner_text()
    press(palette, palette.text("carry.close"))
    assert palette.page.locator(".carry-strip .note").count() == 1


def test_each_is_told_as_it_is_made_and_the_rest_can_be_stopped(open_palette: Open) -> None:
    palette = offered(open_palette, hold=["carry.run"])
    open_dialog(palette)
    press(palette, "Attach 2")
    part = {"key": "a", "isNew": True, "problem": None}
    palette.host("notify('job.part', {id: testHost.last('carry.run').id, part: it})", part)
    palette.page.locator(".carried-end.good").wait_for()
    press(palette, palette.text("stop"))
    palette.page.locator(".dialog .problem").wait_for()
    assert palette.calls("job.cancel") == 1


def test_never_for_this_design(open_palette: Open) -> None:
    palette = offered(open_palette)
    press(palette, palette.text("carry.never"))
    palette.page.get_by_text(palette.text("carry.never-done")).wait_for()
    assert palette.last("carry.never") == {"itemId": ARRIVED["itemId"], "never": True}
    assert palette.page.locator(".carry-strip .note").count() == 0


def test_not_now(open_palette: Open) -> None:
    palette = offered(open_palette)
    press(palette, palette.text("carry.later"))
    assert palette.page.locator(".carry-strip .note").count() == 0
    assert palette.calls("carry.never") == 0


def test_nothing_is_offered_where_there_is_nothing_or_nobody_wants_it(open_palette: Open) -> None:
    plan = {
        "name": "G",
        "version": 9,
        "before": 8,
        "there": 0,
        "warning": "",
        "isNever": False,
        "carried": [],
    }
    one = {"key": "a", "name": "A", "version": 1, "typeName": "Attachment", "isBehind": False}
    for answer in (plan, {**plan, "isNever": True, "carried": [one]}):
        palette = arrive(open_palette, answers={"carry.plan": answer})
        palette.page.get_by_role("tab", name="This design").click()
        palette.page.locator(".relation").first.wait_for()
        assert palette.page.locator(".carry-strip .note").count() == 0


def test_another_documents_version_is_no_concern(open_palette: Open) -> None:
    palette = open_palette()
    palette.row("Meridian Drives").wait_for()
    palette.host("notify('version.arrived', it)", {**ARRIVED, "itemId": "urn:item:else"})
    assert palette.calls("carry.plan") == 0


def test_changing_the_document_puts_the_offer_away(open_palette: Open) -> None:
    palette = offered(open_palette)
    palette.host("openDocument('other')")
    palette.page.wait_for_function("() => !document.querySelector('.carry-strip .note')")
