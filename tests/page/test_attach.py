"""Attaching: by mouse, by keyboard alone, twice in a row, and while the document changes under the dialog."""

from __future__ import annotations

from typing import Any

import pytest
from addin.lib.texts import load_texts
from playwright.sync_api import expect

from .conftest import Open, Palette, problem

pytestmark = pytest.mark.long_only

DRAWING_TO_DESIGN = "derived:autodesk.fusion360:DrawingToDesign"
ATTACHMENT = "auxiliary:autodesk.core:Attachment"
EXPLODED = "Gearbox Exploded View"
ATTACH_EXPLODED = {
    "target": {"itemId": "urn:item:exploded", "versionId": "urn:version:exploded?version=2"},
    "type": DRAWING_TO_DESIGN,
}
DONE = {"isNew": True, "note": "Attached.", "relations": {"document": {}, "tip": 8, "relations": []}}


def open_dialog(palette: Palette, name: str = EXPLODED) -> None:
    palette.click_row("Meridian Drives", "Gearbox", "02 Drawings", name)
    palette.page.locator(".versions").wait_for()
    palette.page.locator(".details-attach button").click()


def offered(palette: Palette, name: str = EXPLODED) -> None:
    open_dialog(palette, name)
    palette.page.locator(".offer").first.wait_for()


def confirm(palette: Palette) -> Any:
    return palette.page.get_by_role("button", name=palette.text("attach.confirm"), exact=True)


def dialog(palette: Palette) -> str:
    """Return what the dialog says, without the marks that keep names apart."""
    return palette.page.get_by_role("dialog").inner_text().replace("\u2068", "").replace("\u2069", "")


def test_a_drawing_by_mouse(open_palette: Open) -> None:
    palette = open_palette()
    offered(palette)
    words = dialog(palette)
    assert "“Gearbox Exploded View” is a drawing made from “Gearbox”." in words
    assert DRAWING_TO_DESIGN in words
    assert load_texts()["refs"]["permanent"] in words
    confirm(palette).click()
    palette.page.locator(".note-done").wait_for()
    assert palette.last("refs.attach") == {
        "target": {
            "projectId": "b.gearbox",
            "itemId": "urn:item:exploded",
            "versionId": "urn:version:exploded?version=2",
            "name": EXPLODED,
        },
        "type": DRAWING_TO_DESIGN,
        "document": {
            "name": "Gearbox",
            "projectId": "b.gearbox",
            "itemId": "urn:item:gearbox",
            "versionId": "urn:version:gearbox?version=8",
            "accountId": "u1",
        },
    }
    palette.page.get_by_role("button", name=palette.text("attach.show")).click()
    palette.page.locator(".relation.is-new", has_text=EXPLODED).wait_for()


def test_a_spreadsheet_by_keyboard_alone(open_palette: Open) -> None:
    palette = open_palette()
    palette.row("Meridian Drives").wait_for()
    for _ in range(20):  # the head, the search box, the tabs, and the columns come before
        palette.press("Tab")
        if palette.focused() == palette.text("tree.label"):
            break
    assert palette.focused() == palette.text("tree.label")
    palette.press("Enter")
    palette.row("Gearbox").wait_for()
    palette.press("ArrowDown", "Enter")
    palette.row("02 Drawings").wait_for()
    palette.press("0", "2", "Enter")
    palette.row("Torque Calculation.xlsx").wait_for()
    palette.press("T", "o")
    assert palette.active_row() == "Torque Calculation.xlsx"
    palette.page.locator(".versions").wait_for()
    palette.press("Enter")
    assert palette.focused() == palette.text("attach.open")
    palette.press("Enter")
    palette.page.locator(".offer").first.wait_for()
    assert palette.page.locator(".offer input").first.is_checked()
    palette.press("ArrowDown", "ArrowUp", "Enter")
    palette.page.locator(".note-done").wait_for()
    assert palette.last("refs.attach")["type"] == ATTACHMENT
    assert palette.focused() == palette.text("attach.show")
    palette.press("Enter")
    palette.page.locator(".relation.is-new", has_text="Torque Calculation.xlsx").wait_for()
    assert palette.page.locator("#panel-design").is_visible()


def test_the_arrow_of_the_ref_turns_with_its_direction(open_palette: Open) -> None:
    palette = open_palette()
    offered(palette)
    ends = palette.page.locator(".end .name")
    assert ends.all_inner_texts() == [EXPLODED, "Gearbox"]
    palette.page.locator(".offer", has_text=ATTACHMENT).click()
    assert ends.all_inner_texts() == ["Gearbox", EXPLODED]
    confirm(palette).click()
    palette.page.locator(".note-done").wait_for()
    assert palette.last("refs.attach")["type"] == ATTACHMENT


@pytest.mark.parametrize("by", ["mouse", "keys"])
def test_two_clicks_make_one_ref(open_palette: Open, by: str) -> None:
    palette = open_palette(hold=["refs.attach"])
    offered(palette)
    if by == "mouse":
        confirm(palette).dblclick()
    else:
        palette.page.evaluate("() => [1, 2].forEach(() => document.querySelector('form').requestSubmit())")
    palette.page.locator(".dialog .spinner").wait_for()
    assert palette.calls("refs.attach") == 1
    palette.host("release('refs.attach')")
    palette.page.locator(".note-done").wait_for()


def test_two_clicks_open_one_dialog(open_palette: Open) -> None:
    palette = open_palette(hold=["refs.offer"])
    palette.click_row("Meridian Drives", "Gearbox", "02 Drawings", EXPLODED)
    palette.page.locator(".versions").wait_for()
    palette.page.locator(".details-attach button").dblclick(force=True)
    palette.host("notify('palette.show', {tab: 'browse', action: 'attach'})")
    assert palette.calls("refs.offer") == 1
    assert confirm(palette).is_disabled()


def test_that_it_is_for_ever_is_in_view_where_the_button_is(open_palette: Open) -> None:
    palette = open_palette()
    palette.page.set_viewport_size({"width": 350, "height": 460})
    offered(palette)
    warning = palette.page.get_by_text(load_texts()["refs"]["permanent"])
    for part in (warning, confirm(palette)):
        expect(part).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("key", ["Escape", "Enter"])
def test_nothing_is_sent_before_the_confirmation(open_palette: Open, key: str) -> None:
    palette = open_palette()
    offered(palette)
    if key == "Enter":
        palette.page.get_by_role("button", name=palette.text("attach.cancel")).focus()
    palette.press(key)
    assert palette.page.get_by_role("dialog").count() == 0
    assert palette.focused() == palette.text("attach.open")
    assert palette.calls("refs.attach") == 0


def test_the_open_version_is_not_the_tip(open_palette: Open) -> None:
    palette = open_palette(document="old")
    offered(palette)
    assert "The ref will point at v6, which is open, not at v8, the latest." in dialog(palette)
    confirm(palette).click()
    palette.page.locator(".note-done").wait_for()
    assert palette.last("refs.attach")["document"]["versionId"] == "urn:version:gearbox?version=6"


def test_a_refused_pair_says_why(open_palette: Open) -> None:
    palette = open_palette(
        fail={"refs.offer": problem("refs.to-itself", message="It cannot refer to itself.")}
    )
    open_dialog(palette)
    palette.page.get_by_text("It cannot refer to itself.").wait_for()
    assert confirm(palette).is_disabled()
    assert palette.page.get_by_role("dialog").get_by_role("button", name="Try again").count() == 0


def test_an_offer_that_failed_on_the_way_can_be_tried_again(open_palette: Open) -> None:
    palette = open_palette(fail={"refs.offer": problem("http.timeout", message="Too slow.")})
    open_dialog(palette)
    palette.page.get_by_text("Too slow.").wait_for()
    offer = {"type": ATTACHMENT, "direction": "from", "name": "Attachment", "text": "It is attached."}
    end = {"name": "A", "version": 1, "versionId": "a", "kind": "design"}
    palette.host(
        "answer('refs.offer', it)",
        {"design": end, "target": end, "offers": [offer], "warning": "For ever.", "tipWarning": ""},
    )
    palette.page.get_by_role("dialog").get_by_role("button", name="Try again").click()
    palette.page.locator(".offer").wait_for()


def test_an_offer_that_waits_says_so_and_can_be_left(open_palette: Open) -> None:
    palette = open_palette(hold=["refs.offer"])
    open_dialog(palette)
    palette.wait_for_calls("refs.offer")
    palette.host("notify('job.waiting', {id: testHost.last('refs.offer').id, seconds: 20, status: 429})")
    palette.page.get_by_role("dialog").get_by_text(palette.text("waiting", seconds=20)).wait_for()
    palette.page.get_by_role("button", name=palette.text("attach.cancel")).click()
    assert palette.calls("job.cancel") == 1


def test_an_attach_that_waits_says_so(open_palette: Open) -> None:
    palette = open_palette(hold=["refs.attach"])
    offered(palette)
    confirm(palette).click()
    palette.wait_for_calls("refs.attach")
    palette.host("notify('job.waiting', {id: testHost.last('refs.attach').id, seconds: 20, status: 429})")
    palette.page.get_by_role("dialog").get_by_text(palette.text("waiting", seconds=20)).wait_for()
    palette.host("release('refs.attach')")
    palette.page.locator(".note-done").wait_for()


@pytest.mark.parametrize("problem_of", ["", "refs.unconfirmed"])
def test_an_attach_of_a_page_before_this_one_tells_its_end(open_palette: Open, problem_of: str) -> None:
    palette = open_palette()
    palette.page.get_by_role("tab", name="This design").click()
    palette.page.locator(".relation").first.wait_for()
    ended = {
        "method": "refs.attach",
        "params": {"target": {"itemId": "urn:item:exploded"}},
        "result": None if problem_of else palette.host("methods['refs.attach'](it)", ATTACH_EXPLODED),
        "problem": problem(problem_of, message="It stayed unknown.") if problem_of else None,
    }
    palette.host("notify('job.ended', it)", ended)
    words = palette.page.get_by_role("status").filter(
        has_text="It stayed unknown. Look" if problem_of else "Attached"
    )
    words.wait_for()
    assert palette.page.locator(".relation.is-new", has_text=EXPLODED).count() == (0 if problem_of else 1)


def test_a_failed_attach_can_be_tried_again(open_palette: Open) -> None:
    palette = open_palette(fail={"refs.attach": problem("refs.unconfirmed", message="It stayed unknown.")})
    offered(palette)
    confirm(palette).click()
    palette.page.get_by_text("It stayed unknown.").wait_for()
    assert palette.focused() == "Try again"
    palette.host("answer('refs.attach', it)", DONE)
    palette.press("Enter")
    palette.page.locator(".note-done").wait_for()
    assert palette.calls("refs.attach") == 2


def test_an_attach_tried_again_is_still_for_the_document_that_was_shown(open_palette: Open) -> None:
    palette = open_palette(fail={"refs.attach": problem("refs.unconfirmed", message="It stayed unknown.")})
    offered(palette)
    confirm(palette).click()
    palette.page.get_by_text("It stayed unknown.").wait_for()
    palette.host("openDocument('other')")
    palette.host("answer('refs.attach', it)", DONE)
    palette.press("Enter")
    palette.page.locator(".note-done").wait_for()
    document = palette.last("refs.attach")["document"]
    assert document["itemId"] == "urn:item:gearbox"
    assert document["versionId"] == "urn:version:gearbox?version=8"


def test_a_ref_that_was_there_already(open_palette: Open) -> None:
    palette = open_palette(
        answers={"refs.attach": {**DONE, "isNew": False, "note": "It was attached already."}}
    )
    offered(palette)
    confirm(palette).click()
    palette.page.locator(".note-done").wait_for()
    assert "It was attached already." in dialog(palette)


def test_the_document_changes_under_the_dialog(open_palette: Open) -> None:
    palette = open_palette()
    offered(palette)
    palette.host("openDocument('other')")
    palette.page.locator(".end .name", has_text="Drive Unit").wait_for()
    assert "The active design is now Drive Unit." in dialog(palette)
    confirm(palette).click()
    palette.page.locator(".note-done").wait_for()
    assert palette.last("refs.attach")["document"]["versionId"] == "urn:version:drive?version=3"


def test_the_ref_goes_to_the_version_that_was_shown(open_palette: Open) -> None:
    # The host knows of version 9 already; the page has not heard of it yet.
    design = {"name": "Gearbox", "version": 9, "versionId": "urn:version:gearbox?version=9", "kind": "design"}
    target = {**design, "name": EXPLODED, "version": 2, "versionId": "urn:version:exploded?version=2"}
    offer = {"type": DRAWING_TO_DESIGN, "direction": "to", "name": "Drawing", "text": "It was made from it."}
    rest = {"offers": [offer], "warning": "For ever.", "tipWarning": ""}
    palette = open_palette(answers={"refs.offer": {"design": design, "target": target, **rest}})
    offered(palette)
    confirm(palette).click()
    palette.page.locator(".note-done").wait_for()
    assert palette.last("refs.attach")["document"]["versionId"] == "urn:version:gearbox?version=9"


def test_offers_for_another_document_are_dropped(open_palette: Open) -> None:
    palette = open_palette(hold=["refs.offer"])
    open_dialog(palette)
    palette.host("openDocument('other')")
    palette.wait_for_calls("refs.offer", 2)
    palette.host("release('refs.offer', true)")
    palette.page.locator(".offer").first.wait_for()
    assert palette.page.locator(".end .name").all_inner_texts() == [EXPLODED, "Drive Unit"]


def test_the_document_changes_in_mid_attach(open_palette: Open) -> None:
    switched = {"isNew": True, "note": "It was made on “Gearbox”.", "relations": None}
    palette = open_palette(hold=["refs.attach"], answers={"refs.attach": switched})
    offered(palette)
    confirm(palette).click()
    palette.wait_for_calls("refs.attach")
    palette.host("openDocument('other')")
    palette.host("release('refs.attach')")
    palette.page.locator(".dialog .note-warning", has_text="It was made on “Gearbox”.").wait_for()
    assert palette.last("refs.attach")["document"]["versionId"] == "urn:version:gearbox?version=8"


def test_a_hidden_attach_tells_its_end(open_palette: Open) -> None:
    palette = open_palette(hold=["refs.attach"])
    offered(palette)
    confirm(palette).click()
    palette.page.get_by_role("button", name=palette.text("attach.hide")).click()
    palette.page.locator(".details-attach button").click()
    assert palette.page.locator("p.status").inner_text() == palette.text("attach.running")
    assert palette.page.get_by_role("dialog").count() == 0
    palette.host("release('refs.attach')")
    palette.page.get_by_role("status").filter(has_text="Attached").wait_for()


def test_the_toolbar_button_attaches_what_is_selected(open_palette: Open) -> None:
    palette = open_palette()
    palette.row("Meridian Drives").wait_for()
    palette.page.get_by_role("tab", name="This design").click()
    palette.host("notify('palette.show', {tab: 'browse', action: 'attach'})")
    assert palette.page.locator("p.status").inner_text() == palette.text("attach.choose-first")
    assert palette.focused() == palette.text("tree.label")
    palette.click_row("Meridian Drives", "Gearbox", "02 Drawings", EXPLODED)
    palette.page.locator(".versions").wait_for()
    palette.host("notify('palette.show', {tab: 'browse', action: 'attach'})")
    palette.page.locator(".offer").first.wait_for()
    palette.press("Escape")
    palette.host("openDocument('none')")
    palette.host("notify('palette.show', {tab: 'browse', action: 'attach'})")
    assert palette.page.locator("p.status").inner_text() == palette.text("attach.no-document")
