"""What can be done from the details: in Fusion, on the web, with the clipboard; and what may not."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator

from .conftest import WIDE, Open, Palette, problem

pytestmark = pytest.mark.long_only

DRIVE, BOM, EXPLODED = "Drive Unit", "Gearbox BOM.xlsx", "Gearbox Exploded View"


def choose(palette: Palette, *names: str) -> None:
    palette.click_row("Meridian Drives", "Gearbox", *names)
    palette.page.locator(".version").first.wait_for()


def tool(palette: Palette, key: str) -> Locator:
    return palette.page.locator(".details-tools").get_by_role("button", name=palette.text(key))


def more(palette: Palette, key: str, **values: object) -> None:
    palette.page.get_by_role("button", name=palette.text("details.more")).click()
    palette.page.get_by_role("menuitem", name=palette.text(key, **values)).click()


def said(palette: Palette, text: str) -> None:
    palette.page.locator(".status").filter(has_text=text).wait_for()


def clipboard(palette: Palette) -> str:
    palette.page.evaluate(
        "() => document.body.append(Object.assign(document.createElement('textarea'), {id: 'paste'}))"
    )
    palette.page.locator("#paste").focus()
    palette.press("Control+V")
    return palette.page.locator("#paste").input_value()


def test_a_design_is_opened_and_inserted_by_mouse(open_palette: Open) -> None:
    palette = open_palette()
    choose(palette, "01 Design", DRIVE)
    tool(palette, "action.open").click()
    palette.wait_for_calls("design.open")
    assert palette.last("design.open") == {"itemId": "urn:item:drive"}
    tool(palette, "action.insert").click()
    into = "\u2068Gearbox\u2069"
    said(palette, palette.text("action.inserted", name=f"\u2068{DRIVE}\u2069", into=into))
    assert palette.last("item.insert") == {"itemId": "urn:item:drive"}


def test_and_by_keyboard_from_the_tree(open_palette: Open) -> None:
    palette = open_palette()
    choose(palette, "01 Design", DRIVE)
    palette.press("Enter", "Tab", "Tab")
    assert palette.focused() == palette.text("action.open")
    palette.press("Tab")
    assert palette.focused() == palette.text("action.insert")
    palette.press("Enter")
    said(palette, "Save that design")
    palette.press("Tab")
    assert palette.focused() == palette.text("details.more")
    palette.press("Enter")
    assert palette.focused() == palette.text("action.web")
    palette.press("Enter")
    palette.wait_for_calls("design.web")
    assert palette.focused() == palette.text("details.more")


@pytest.mark.parametrize("document", ["none", "unsaved"])
def test_where_nothing_can_be_inserted_the_button_says_why(open_palette: Open, document: str) -> None:
    palette = open_palette(document=document)
    choose(palette, "01 Design", DRIVE)
    insert = tool(palette, "action.insert")
    assert insert.get_attribute("aria-disabled") == "true"
    insert.click(force=True)  # it can be pressed, to say why
    key = "action.insert-none" if document == "none" else "action.insert-unsaved"
    said(palette, palette.text(key, name="\u2068Untitled\u2069"))
    assert palette.calls("item.insert") == 0
    palette.host("openDocument('saved')")
    assert insert.get_attribute("aria-disabled") is None


def test_the_open_design_is_marked_and_not_inserted_into_itself(open_palette: Open) -> None:
    palette = open_palette(document="other")
    choose(palette, "01 Design", DRIVE)
    assert palette.page.locator(".details-kind .pill-open").is_visible()
    assert palette.page.locator(".version .pill-open").count() == 1
    tool(palette, "action.insert").click(force=True)
    said(palette, palette.text("action.insert-itself"))
    assert palette.calls("item.insert") == 0


def test_what_fusion_refuses_is_said(open_palette: Open) -> None:
    palette = open_palette(fail={"item.insert": problem("host.command-active", message="In a command.")})
    choose(palette, "01 Design", DRIVE)
    tool(palette, "action.insert").click()
    said(palette, "In a command.")


def test_a_drawing_is_opened_and_not_inserted_a_file_neither(open_palette: Open) -> None:
    palette = open_palette()
    choose(palette, "02 Drawings", EXPLODED)
    assert tool(palette, "action.open").count() == 1
    assert tool(palette, "action.insert").count() == 0
    palette.click_row(BOM)
    palette.page.locator(".details h2", has_text=BOM).wait_for()
    assert tool(palette, "action.open").count() == 0


def test_ids_and_the_address_are_copied_from_the_menu(open_palette: Open) -> None:
    palette = open_palette()
    choose(palette, "01 Design", DRIVE)
    more(palette, "relation.copy-version")
    said(palette, "urn:version:drive?version=3")
    palette.page.locator(".version", has_text="v1").click()
    more(palette, "relation.copy-version")
    said(palette, "urn:version:drive?version=1")
    more(palette, "action.copy-link")
    said(palette, "https://example.com/g/")
    assert clipboard(palette) == "https://example.com/g/urn%3Aitem%3Adrive"


def test_hubs_projects_and_folders_have_their_ids_to_copy(open_palette: Open) -> None:
    palette = open_palette(size=WIDE)
    palette.click_row("Meridian Drives")
    more(palette, "action.copy-hub")
    said(palette, "a.sample")
    palette.click_row("Gearbox")
    more(palette, "action.copy-project")
    said(palette, "b.gearbox")
    palette.click_row("02 Drawings")
    more(palette, "action.copy-folder")
    said(palette, "f.drawings")


def test_what_may_be_done_is_asked_for_once_and_after_the_rest(open_palette: Open) -> None:
    palette = open_palette(hold=["item.details"])
    palette.click_row("Meridian Drives", "Gearbox", "02 Drawings", BOM)
    palette.wait_for_calls("item.details")
    before = palette.calls("item.permissions")  # of the folders that were passed
    palette.host("release('item.details')")
    palette.page.locator(".right").first.wait_for(state="attached")
    assert palette.calls("item.permissions") == before + 1
    assert palette.last("item.permissions") == {
        "projectId": "b.gearbox",
        "kind": "item",
        "id": "urn:item:bom",
    }
    palette.click_row(EXPLODED)
    palette.wait_for_calls("item.permissions", before + 2)
    palette.click_row(BOM)
    palette.page.locator(".right").first.wait_for(state="attached")
    assert palette.calls("item.permissions") == before + 2


def test_what_may_not_be_done_is_disabled_with_its_reason(open_palette: Open) -> None:
    palette = open_palette()
    palette.host("refuse(['write', 'download', 'view', 'admin'])")
    choose(palette, "01 Design", DRIVE)
    palette.page.locator(".right-no").first.wait_for(state="attached")
    assert palette.page.locator(".details-attach button").is_disabled()
    note = palette.page.locator(".details-attach .note")
    assert note.inner_text() == palette.text("permission.no-attach")
    download = palette.page.locator(".details-actions > .icon-button")
    assert download.is_disabled()
    assert palette.text("permission.no-download") in str(download.get_attribute("aria-label"))
    tool(palette, "action.open").click(force=True)
    said(palette, palette.text("permission.no-view"))
    palette.page.get_by_role("button", name=palette.text("details.more")).click()
    web = palette.page.get_by_role("menuitem", name=palette.text("action.web"))
    assert web.get_attribute("aria-disabled") == "true"
    web.click(force=True)
    assert (palette.calls("design.open"), palette.calls("design.web")) == (0, 0)


def test_to_attach_it_is_enough_that_one_end_may_be_changed(open_palette: Open) -> None:
    palette = open_palette()
    palette.host(
        "answer('item.permissions', ({id}) => ({allowed:"
        " {view: true, download: true, write: id === 'urn:item:gearbox'}}))"
    )
    choose(palette, "02 Drawings", BOM)
    palette.page.locator(".right-no").first.wait_for(state="attached")
    palette.page.wait_for_function("() => testHost.last('item.permissions').params.id === 'urn:item:gearbox'")
    assert palette.page.locator(".details-attach button").is_enabled()


def test_a_folder_that_takes_no_files_says_so(open_palette: Open) -> None:
    palette = open_palette(size=WIDE)
    palette.host("refuse(['upload'])")
    palette.click_row("Meridian Drives", "Gearbox", "02 Drawings")
    palette.page.locator(".details .note").get_by_text(palette.text("permission.no-upload")).wait_for()
    assert palette.page.get_by_role("button", name=palette.text("files.open-here")).is_disabled()


def test_permissions_that_cannot_be_had_refuse_nothing(open_palette: Open) -> None:
    palette = open_palette(fail={"item.permissions": problem("service.forbidden")})
    choose(palette, "02 Drawings", BOM)
    palette.wait_for_calls("item.permissions", 2)
    assert palette.page.locator(".details-attach button").is_enabled()
    assert palette.page.locator(".rights").count() == 0
    assert palette.page.locator(".problem").count() == 0


def test_permissions_of_what_is_not_shown_any_more_change_nothing(open_palette: Open) -> None:
    palette = open_palette(hold=["item.permissions"])
    palette.host("refuse(['write'])")
    choose(palette, "02 Drawings", BOM)
    palette.page.wait_for_function(
        "() => testHost.held['item.permissions'].some(one => one.params.id === 'urn:item:bom')"
    )
    palette.host("hold('item.details')")
    palette.click_row(EXPLODED)
    palette.wait_for_calls("item.details", 2)
    palette.host("release('item.permissions')")
    palette.page.wait_for_function("() => !testHost.held['item.permissions']")
    assert palette.page.locator(".details-attach button").is_enabled()
    assert palette.page.locator(".rights").count() == 0


def test_the_type_is_said_in_words_with_what_the_schema_allows(open_palette: Open) -> None:
    palette = open_palette(size=WIDE)
    choose(palette, "01 Design", DRIVE)
    facts = palette.page.locator(".facts")
    facts.get_by_text("Fusion design").wait_for()
    assert facts.locator(".abilities li").all_inner_texts() == [
        palette.text("may.DrawingToDesign.to"),
        palette.text("may.Attachment.from"),
        palette.text("may.Attachment.to"),
    ]
    palette.click_row("Gearbox Housing")
    palette.page.locator(".details h2", has_text="Gearbox Housing").wait_for()
    facts.locator(".abilities").wait_for()
    assert palette.calls("item.type") == 1  # once for all designs


def test_a_schema_service_that_is_silent_is_not_spoken_of(open_palette: Open) -> None:
    palette = open_palette(size=WIDE, answers={"item.type": {"abilities": []}})
    choose(palette, "01 Design", DRIVE)
    palette.wait_for_calls("item.type")
    palette.page.locator(".facts").get_by_text("Fusion design").wait_for()
    assert palette.page.locator(".abilities").count() == 0


@pytest.mark.parametrize("size", [(350, 640), WIDE])
def test_references_of_any_item_by_keyboard(open_palette: Open, size: tuple[int, int]) -> None:
    palette = open_palette(size=size)
    choose(palette, "01 Design", DRIVE)
    palette.page.get_by_role("button", name=palette.text("details.more")).focus()
    palette.press("Enter", "ArrowDown", "Enter")
    dialog = palette.page.locator("dialog.references")
    dialog.locator(".relation").first.wait_for()
    assert palette.last("item.references") == {
        "projectId": "b.gearbox",
        "itemId": "urn:item:drive",
        "name": DRIVE,
        "refresh": False,
    }
    palette.press("Escape")
    dialog.wait_for(state="hidden")
    assert palette.focused() == palette.text("details.more")


def test_references_lead_on_and_back(open_palette: Open) -> None:
    palette = open_palette(size=WIDE)
    choose(palette, "01 Design", DRIVE)
    more(palette, "action.references")
    dialog = palette.page.locator("dialog.references")
    row = dialog.locator(".relation", has_text=BOM)
    row.get_by_role("button", name="More for").click()
    palette.page.get_by_role("menuitem", name=palette.text("action.references")).click()
    palette.wait_for_calls("item.references", 2)
    assert palette.last("item.references")["itemId"] == "urn:item:bom"
    dialog.locator(".references-name", has_text=BOM).wait_for()
    dialog.get_by_role("button", name="Back to").click()
    palette.wait_for_calls("item.references", 3)
    dialog.locator(".references-name", has_text=DRIVE).wait_for()


def test_references_that_fail_are_tried_again_and_those_that_wait_are_stopped(open_palette: Open) -> None:
    palette = open_palette(fail={"item.references": problem("http.timeout", message="Too late.")})
    choose(palette, "01 Design", DRIVE)
    more(palette, "action.references")
    dialog = palette.page.locator("dialog.references")
    dialog.get_by_text("Too late.").wait_for()
    palette.host("hold('item.references')")
    dialog.get_by_role("button", name=palette.text("retry")).click()
    palette.wait_for_calls("item.references", 2)
    palette.host("notify('job.waiting', {id: testHost.last('item.references').id, seconds: 9, status: 429})")
    dialog.locator(".wait").get_by_role("button", name=palette.text("stop")).click()
    dialog.get_by_text(palette.text("cancelled.message")).wait_for()
    assert palette.calls("job.cancel") == 1


def test_references_that_come_after_the_dialog_is_gone_change_nothing(open_palette: Open) -> None:
    palette = open_palette(hold=["item.references"])
    choose(palette, "01 Design", DRIVE)
    more(palette, "action.references")
    palette.wait_for_calls("item.references")
    palette.press("Escape")
    held = palette.host("held['item.references'][0]")
    palette.host("deliverTo(it, testHost.methods['design.relations']({}))", held)
    assert palette.page.locator("dialog[open]").count() == 0
    assert palette.page.locator("dialog.references .relation").count() == 0


def test_a_reference_is_shown_in_the_tree(open_palette: Open) -> None:
    palette = open_palette(size=WIDE)
    choose(palette, "01 Design", DRIVE)
    more(palette, "action.references")
    dialog = palette.page.locator("dialog.references")
    dialog.locator(".relation", has_text=BOM).get_by_role("button", name="Show").click()
    palette.page.locator(".details h2", has_text=BOM).wait_for()
    assert palette.page.locator("dialog[open]").count() == 0
