"""The details of what is selected: late answers, pictures, versions, ids to copy, the attach button."""

from __future__ import annotations

import pytest

from .conftest import WIDE, Open, Palette

pytestmark = pytest.mark.long_only

EXPLODED, BOM = "Gearbox Exploded View", "Gearbox BOM.xlsx"


def choose(palette: Palette, *names: str) -> None:
    palette.click_row("Meridian Drives", "Gearbox", "02 Drawings", *names)


def title(palette: Palette) -> str | None:
    return palette.page.locator(".details h2").text_content()


def test_a_late_answer_is_dropped(open_palette: Open) -> None:
    palette = open_palette(hold=["item.details", "thumbnail.get"])
    choose(palette, EXPLODED, BOM)
    palette.wait_for_calls("item.details", 2)
    assert palette.page.locator(".problem").count() == 0
    palette.host("release('item.details', true)")
    palette.page.locator(".versions").wait_for()
    assert title(palette) == BOM
    assert palette.page.locator(".version").count() == 3
    assert palette.page.get_by_label("Item id", exact=True).input_value() == "urn:item:bom"


def test_rows_that_are_passed_by_cost_nothing(open_palette: Open) -> None:
    palette = open_palette(clock=True)
    choose(palette)
    palette.row(EXPLODED).wait_for()
    palette.page.clock.pause_at(palette.page.evaluate("() => Date.now() + 1000"))
    palette.press("ArrowDown", "ArrowDown", "ArrowDown")
    palette.page.clock.run_for(140)
    assert palette.calls("item.details") == 0
    palette.page.clock.run_for(20)
    assert title(palette) == BOM
    assert palette.calls("item.details") == 1


def test_the_picture(open_palette: Open) -> None:
    palette = open_palette()
    choose(palette, EXPLODED)
    picture = palette.page.locator(".picture img")
    picture.wait_for()
    assert str(picture.get_attribute("src")).startswith("data:image/png")
    assert palette.last("thumbnail.get") == {"urn": "picture-exploded", "size": 400}


def test_no_picture_leaves_the_icon(open_palette: Open) -> None:
    palette = open_palette(answers={"thumbnail.get": {"dataUri": None}})
    choose(palette, EXPLODED)
    palette.page.locator(".versions").wait_for()
    palette.wait_for_calls("thumbnail.get")
    assert palette.page.locator(".picture .icon-drawing").count() == 1
    palette.fail("thumbnail.get", "http.timeout")
    palette.click_row(BOM)
    palette.wait_for_calls("thumbnail.get", 2)
    assert palette.page.locator(".picture .icon-spreadsheet").count() == 1
    assert palette.page.locator(".problem").count() == 0


def test_the_latest_version_is_the_one_to_attach(open_palette: Open) -> None:
    palette = open_palette()
    choose(palette, BOM)
    palette.page.locator(".versions").wait_for()
    palette.page.locator(".details-attach button").click()
    palette.page.locator(".offer").first.wait_for()
    assert palette.last("refs.offer")["target"] == {
        "projectId": "b.gearbox",
        "itemId": "urn:item:bom",
        "versionId": None,
        "name": BOM,
    }


def test_an_older_version_can_be_chosen(open_palette: Open) -> None:
    palette = open_palette()
    choose(palette, BOM)
    palette.page.locator(".version", has_text="v1").click()
    palette.page.get_by_role("button", name=palette.text("attach.open-version", number=1)).click()
    palette.page.locator(".offer").first.wait_for()
    assert palette.last("refs.offer")["target"]["versionId"] == "urn:version:bom?version=1"


def test_a_version_of_the_tree_is_chosen_already(open_palette: Open) -> None:
    palette = open_palette()
    choose(palette)
    palette.row(BOM).locator(".row-twisty").click()
    palette.click_row("Version 2")
    palette.page.locator(".versions").wait_for()
    assert palette.last("item.details") == {
        "projectId": "b.gearbox",
        "itemId": "urn:item:bom",
        "versionId": "urn:version:bom?version=2",
    }
    assert title(palette) == BOM
    assert (
        palette.page.locator(".version", has=palette.page.locator("input:checked"))
        .inner_text()
        .startswith("v2")
    )
    palette.page.get_by_role("button", name=palette.text("attach.open-version", number=2)).wait_for()


def test_many_versions_are_shown_on_demand(open_palette: Open) -> None:
    palette = open_palette()
    choose(palette)
    palette.row(EXPLODED).wait_for()
    palette.host(
        "answer('item.details', {row: testHost.item('bom', 'BOM', 'pdf', 40),"
        " versions: Array.from({length: 40}, (_, index) =>"
        " ({...testHost.item('bom', 'BOM', 'pdf', 40 - index), id: `v${index}`}))})"
    )
    palette.click_row(BOM)
    palette.page.get_by_role("button", name=palette.text("details.all-versions.other", count=40)).click()
    assert palette.page.locator(".version").count() == 40
    assert palette.page.evaluate("() => document.activeElement.type") == "radio"


def test_an_id_is_copied(open_palette: Open) -> None:
    palette = open_palette(size=WIDE)
    choose(palette, BOM)
    palette.page.locator(".versions").wait_for()
    field = palette.page.get_by_label("Version id", exact=True)
    field.locator("..").get_by_role("button").click()
    palette.page.get_by_role("status").filter(has_text="Copied").wait_for()
    # What was copied is what pasting brings.
    palette.page.evaluate(
        "() => document.body.append(Object.assign(document.createElement('textarea'), {id: 'paste'}))"
    )
    palette.page.locator("#paste").focus()
    palette.press("Control+V")
    assert palette.page.locator("#paste").input_value() == "urn:version:bom?version=3"


@pytest.mark.parametrize(("document", "key"), [("none", "attach.no-document"), ("unsaved", "attach.unsaved")])
def test_without_a_saved_design_there_is_nothing_to_attach_to(
    open_palette: Open, document: str, key: str
) -> None:
    palette = open_palette(document=document)
    choose(palette, BOM)
    button = palette.page.locator(".details-attach button")
    assert button.is_disabled()
    words = (
        palette.page.locator(".details-attach .note").inner_text().replace("\u2068", "").replace("\u2069", "")
    )
    assert words == palette.text(key, name="Untitled")
    palette.host("openDocument('saved')")
    assert button.is_enabled()


def test_details_that_fail_can_be_tried_again(open_palette: Open) -> None:
    palette = open_palette()
    choose(palette)
    palette.row(BOM).wait_for()
    palette.fail("item.details", "service.forbidden", message="You have no permission for the item.")
    palette.click_row(BOM)
    palette.page.get_by_text("You have no permission for the item.").wait_for()
    palette.host("answer('item.details', {row: testHost.item('bom', 'BOM', 'pdf', 1), versions: []})")
    palette.page.locator(".problem .button:not(.link)").click()
    palette.page.locator(".versions").wait_for(state="attached")


def test_details_that_wait_say_so_and_can_be_stopped(open_palette: Open) -> None:
    palette = open_palette(hold=["item.details"])
    choose(palette, BOM)
    palette.wait_for_calls("item.details")
    palette.host("notify('job.waiting', {id: testHost.last('item.details').id, seconds: 20, status: 429})")
    wait = palette.page.locator(".details .wait", has_text=palette.text("waiting", seconds=20))
    wait.get_by_role("button", name=palette.text("stop")).click()
    problem = palette.page.locator(".details .problem", has_text=palette.text("cancelled.message"))
    problem.wait_for()
    assert palette.calls("job.cancel") == 1
    palette.host("release('item.details')")
    problem.get_by_role("button", name="Try again").click()
    palette.page.locator(".version").first.wait_for()


def test_closing_the_details_gives_the_focus_back(open_palette: Open) -> None:
    palette = open_palette()
    choose(palette, BOM)
    palette.page.get_by_role("button", name=palette.text("details.close")).click()
    assert palette.page.locator(".details").is_hidden()
    assert palette.focused() == palette.text("tree.label")
    palette.click_row(BOM)
    palette.page.locator(".details h2", has_text=BOM).wait_for()


def test_enter_leads_from_the_tree_to_the_details(open_palette: Open) -> None:
    palette = open_palette()
    choose(palette, BOM)
    palette.page.locator(".versions").wait_for()
    palette.press("Enter")
    assert palette.focused() == palette.text("attach.open")


def test_who_presses_enter_at_once_is_at_the_row_that_was_reached(open_palette: Open) -> None:
    palette = open_palette(clock=True)
    choose(palette, EXPLODED)
    palette.page.locator(".versions").wait_for()
    palette.page.clock.pause_at(palette.page.evaluate("() => Date.now() + 1000"))
    palette.press("ArrowDown", "Enter")
    assert title(palette) == "Gearbox General Arrangement"
    assert palette.focused() == palette.text("attach.open")
    palette.page.clock.run_for(1000)
    assert title(palette) == "Gearbox General Arrangement"
    assert palette.focused() == palette.text("attach.open")


def test_who_is_quicker_than_the_details_keeps_the_button(open_palette: Open) -> None:
    palette = open_palette(hold=["item.details"])
    choose(palette, BOM)
    palette.press("Enter", "Enter")
    palette.page.locator(".offer").first.wait_for()
    palette.host("release('item.details')")
    palette.page.locator(".version").first.wait_for()
    palette.press("Escape")
    assert palette.focused() == palette.text("attach.open")


def test_the_focus_is_not_lost_with_the_document(open_palette: Open) -> None:
    palette = open_palette()
    choose(palette, BOM)
    palette.page.locator(".versions").wait_for()
    palette.press("Enter")
    palette.host("openDocument('none')")
    assert palette.page.evaluate("() => document.activeElement.className") == "details-body"
