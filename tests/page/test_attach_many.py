"""Several at once: chosen in the tree, or pasted; what would be made of each, and how it went."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from addin.lib.aps.refs import list_refs
from addin.lib.texts import load_texts
from playwright.sync_api import Browser, expect

from .conftest import WIDE, Open, Palette, problem
from .live import open_live

pytestmark = pytest.mark.long_only

DRAWING_TO_DESIGN = "derived:autodesk.fusion360:DrawingToDesign"
ATTACHMENT = "auxiliary:autodesk.core:Attachment"
EXPLODED, ARRANGEMENT = "Gearbox Exploded View", "Gearbox General Arrangement"
TORQUE, BOM = "Torque Calculation.xlsx", "Gearbox BOM.xlsx"
SHOW = "notify('palette.show', {tab: 'browse', action: 'attach'})"


def walk(palette: Palette) -> None:
    palette.click_row("Meridian Drives", "Gearbox", "02 Drawings")
    palette.row(TORQUE).wait_for()


def select(palette: Palette, *names: str) -> None:
    first, *rest = names
    palette.click_row(first)
    for name in rest:
        palette.row(name).click(modifiers=["Control"])


def selected(palette: Palette) -> list[str]:
    palette.settle()
    return palette.page.locator(".row[aria-selected=true] .row-name").all_inner_texts()


def press(palette: Palette, name: str) -> None:
    palette.page.get_by_role("button", name=name, exact=True).click()


def planned(open_palette: Open, *names: str, **options: Any) -> Palette:
    """Open the dialog for some of the tree's rows."""
    palette = open_palette(**options)
    walk(palette)
    select(palette, *(names or (EXPLODED, TORQUE)))
    press(palette, f"Attach {len(names) or 2} to this design…")
    palette.page.locator(".planned").first.wait_for()
    return palette


def open_paste(palette: Palette) -> Any:
    """Open the field for links by the way that a dialog has."""
    walk(palette)
    palette.click_row(EXPLODED)
    palette.page.locator(".versions").wait_for()
    palette.page.locator(".details-attach button").click()
    press(palette, palette.text("attach.paste-instead"))
    field = palette.page.get_by_label(palette.text("attach.paste"))
    field.wait_for()
    return field


def row(palette: Palette, name: str) -> Any:
    return palette.page.locator(".planned", has_text=name)


def words(palette: Palette) -> str:
    return palette.page.get_by_role("dialog").inner_text().replace("\u2068", "").replace("\u2069", "")


def test_by_mouse_rows_are_added_and_taken_away_and_a_range_is_selected(open_palette: Open) -> None:
    palette = open_palette()
    walk(palette)
    assert palette.page.get_by_role("treegrid").get_attribute("aria-multiselectable") == "true"
    select(palette, EXPLODED, TORQUE)
    assert selected(palette) == [EXPLODED, TORQUE]
    palette.row(EXPLODED).click(modifiers=["Control"])
    assert selected(palette) == [TORQUE]
    palette.click_row(BOM)
    palette.row(TORQUE).click(modifiers=["Shift"])
    assert selected(palette) == [BOM, EXPLODED, ARRANGEMENT, TORQUE]
    palette.row("02 Drawings").click(modifiers=["Control"])  # a folder can be attached to nothing
    assert selected(palette) == [BOM, EXPLODED, ARRANGEMENT, TORQUE]
    palette.page.locator(".selection h2", has_text="4 selected").wait_for()
    press(palette, palette.text("select.clear"))
    assert selected(palette) == ["02 Drawings"]
    assert palette.focused() == palette.text("tree.label")


def test_by_keyboard_alone(open_palette: Open) -> None:
    palette = open_palette()
    walk(palette)
    palette.press("ArrowDown", "ArrowDown", "ArrowDown", "Shift+ArrowDown", "Shift+ArrowDown")
    assert selected(palette) == [BOM, EXPLODED, ARRANGEMENT]
    palette.press("Shift+ArrowUp")
    assert selected(palette) == [BOM, EXPLODED]
    palette.press("Control+ArrowDown", "Control+ArrowDown")
    assert palette.active_row() == TORQUE
    assert selected(palette) == [BOM, EXPLODED]
    palette.press("Control+Space")
    assert selected(palette) == [BOM, EXPLODED, TORQUE]
    palette.press("Control+a")
    assert palette.page.locator(".selection h2").inner_text() == "7 selected"
    palette.press("Control+a")
    assert selected(palette) == [TORQUE]
    palette.press("Shift+ArrowUp", "Escape")
    assert selected(palette) == [ARRANGEMENT]
    palette.press("Shift+ArrowDown", "Enter")
    assert palette.focused() == "Attach 2 to this design…"
    palette.press("Enter")
    palette.page.locator(".planned").first.wait_for()
    palette.press("Enter")
    palette.page.locator(".note-done").wait_for()
    assert palette.focused() == palette.text("attach.show")


def test_versions_are_selected_too_and_cost_no_details(open_palette: Open) -> None:
    palette = open_palette()
    walk(palette)
    palette.row(ARRANGEMENT).locator(".row-twisty").click()
    palette.row("Version 1").wait_for()
    palette.page.locator(".versions").wait_for()
    before = palette.calls("item.details")
    palette.row("Version 3").click(modifiers=["Control"])
    palette.row("Version 1").click(modifiers=["Shift"])
    assert selected(palette) == ["Version 3", "Version 2", "Version 1"]
    assert palette.calls("item.details") == before
    press(palette, "Attach 3 to this design…")
    palette.page.locator(".planned").first.wait_for()
    targets = palette.last("refs.plan")["targets"]
    assert [one["versionId"] for one in targets] == [f"urn:version:general?version={n}" for n in (3, 2, 1)]
    assert {one["itemId"] for one in targets} == {"urn:item:general"}
    assert {one["name"] for one in targets} == {ARRANGEMENT}


def test_what_leaves_the_tree_is_selected_no_more(open_palette: Open) -> None:
    palette = open_palette()
    walk(palette)
    select(palette, EXPLODED, TORQUE)
    palette.row("02 Drawings").locator(".row-twisty").click()
    palette.page.locator(".selection").wait_for(state="detached")


def test_what_the_tree_knows_goes_along(open_palette: Open) -> None:
    palette = open_palette()
    palette.click_row("Meridian Drives", "Gearbox", "01 Design")
    palette.row("Gearbox Housing").wait_for()
    palette.click_row("02 Drawings")
    select(palette, EXPLODED, TORQUE)
    palette.host(SHOW)
    palette.page.locator(".planned").first.wait_for()
    asked = palette.last("refs.plan")
    assert asked["ownType"] == "items:autodesk.fusion360:Design"
    assert asked["targets"][0] == {
        "projectId": "b.gearbox",
        "itemId": "urn:item:exploded",
        "versionId": None,
        "name": EXPLODED,
        "version": 2,
        "type": "items:autodesk.fusion360:Drawing",
    }


def test_each_way_is_said_and_can_be_changed(open_palette: Open) -> None:
    palette = planned(open_palette)
    assert "“Gearbox Exploded View” is a drawing made from “Gearbox”." in words(palette)
    assert load_texts()["refs"]["permanent"] in words(palette)
    assert row(palette, EXPLODED).locator(".planned-end").all_inner_texts()[1].startswith("This design")
    row(palette, EXPLODED).locator("select").select_option("Attachment")
    assert row(palette, EXPLODED).locator(".planned-end").all_inner_texts()[0].startswith("This design")
    row(palette, TORQUE).get_by_role("checkbox").uncheck()
    press(palette, "Attach 1")
    palette.page.locator(".note-done").wait_for()
    sent = palette.last("refs.attachAll")
    assert [(one["target"]["name"], one["type"]) for one in sent["wanted"]] == [(EXPLODED, ATTACHMENT)]
    assert sent["document"] == {
        "name": "Gearbox",
        "projectId": "b.gearbox",
        "itemId": "urn:item:gearbox",
        "versionId": "urn:version:gearbox?version=8",
        "accountId": "u1",
    }
    press(palette, palette.text("attach.show"))
    palette.page.locator(".relation.is-new", has_text=EXPLODED).wait_for()


def test_what_is_there_and_what_cannot_be_is_not_ticked(open_palette: Open) -> None:
    palette = open_palette()
    palette.click_row("Meridian Drives", "Gearbox", "01 Design")
    palette.row("Gearbox Housing").wait_for()
    palette.click_row("02 Drawings")
    palette.row(BOM).wait_for()
    own = palette.page.get_by_text("Gearbox", exact=True)
    palette.page.locator(".row.is-item").filter(has=own).click()
    for name in (BOM, TORQUE):
        palette.row(name).click(modifiers=["Control"])
    press(palette, "Attach 3 to this design…")
    palette.page.locator(".planned").first.wait_for()
    boxes = palette.page.locator(".planned input")
    assert [(box.is_checked(), box.is_enabled()) for box in boxes.all()] == [
        (False, False),
        (False, False),
        (True, True),
    ]
    assert "cannot refer to itself" in palette.page.locator(".planned.is-impossible").inner_text()
    assert palette.text("attach.many-there") in row(palette, BOM).inner_text()
    assert palette.page.get_by_role("button", name="Attach 1", exact=True).is_enabled()
    boxes.last.uncheck()
    assert palette.page.get_by_role("button", name="Attach 0").is_disabled()


def test_the_open_version_is_not_the_tip(open_palette: Open) -> None:
    palette = planned(open_palette, document="old")
    assert "The ref will point at v6, which is open, not at v8, the latest." in words(palette)


def test_that_it_is_for_ever_is_in_view_where_the_button_is(open_palette: Open) -> None:
    palette = planned(open_palette, EXPLODED, TORQUE, ARRANGEMENT, BOM)
    palette.page.set_viewport_size({"width": 350, "height": 460})
    for part in (
        palette.page.get_by_text(load_texts()["refs"]["permanent"]),
        palette.page.get_by_role("button", name="Attach 3", exact=True),
    ):
        expect(part).to_be_in_viewport(ratio=1)


def test_each_is_told_as_it_is_made_and_the_rest_can_be_stopped(open_palette: Open) -> None:
    stopped = {"results": [{"key": "0", "isNew": True, "problem": None}], "left": 1, "note": ""}
    palette = planned(
        open_palette, hold=["refs.attachAll"], answers={"refs.attachAll": {**stopped, "relations": None}}
    )
    press(palette, "Attach 2")
    part = {"id": palette.host("last('refs.attachAll').id"), "part": stopped["results"][0]}
    palette.host("notify('job.part', it)", part)
    row(palette, EXPLODED).locator(".planned-state.good").wait_for()
    palette.page.get_by_text("Attaching, 1 of 2 done…").wait_for()
    press(palette, palette.text("stop"))
    assert palette.calls("job.stop") == 1
    assert palette.focused() == palette.text("attach.hide")
    palette.host("release('refs.attachAll')")
    palette.page.get_by_text("1 was not attached.").wait_for()
    assert palette.text("attach.many-left") in row(palette, TORQUE).inner_text()
    palette.wait_for_calls("design.relations", 2)
    assert palette.calls("job.cancel") == 0


def test_what_failed_is_said_in_its_row_and_only_that_is_tried_again(open_palette: Open) -> None:
    refused = problem("service.forbidden", message="You may not.")
    results = [{"key": "0", "isNew": True, "problem": None}, {"key": "1", "isNew": False, "problem": refused}]
    answer = {"results": results, "left": 0, "note": "", "relations": None}
    palette = planned(open_palette, answers={"refs.attachAll": answer})
    press(palette, "Attach 2")
    palette.page.get_by_text("1 was not attached.").wait_for()
    failed = row(palette, TORQUE).locator(".planned-state.bad")
    assert "You may not." in failed.inner_text()
    expect(failed).to_be_in_viewport()
    assert palette.focused() == "Try 1 again"
    made = {"results": [{**results[1], "isNew": True, "problem": None}], "left": 0, "note": ""}
    palette.host("answer('refs.attachAll', it)", {**made, "relations": None})
    palette.press("Enter")
    palette.page.locator(".note-done").wait_for()
    assert [one["key"] for one in palette.last("refs.attachAll")["wanted"]] == ["1"]


def test_a_call_that_failed_leaves_all_to_be_tried_again(open_palette: Open) -> None:
    palette = planned(open_palette, fail={"refs.attachAll": problem("http.timeout", message="Too slow.")})
    press(palette, "Attach 2")
    palette.page.get_by_text("Too slow.").wait_for()
    palette.host("answer('refs.attachAll', it)", {"results": [], "left": 0, "note": "", "relations": None})
    press(palette, "Try 2 again")
    palette.wait_for_calls("refs.attachAll", 2)
    assert len(palette.last("refs.attachAll")["wanted"]) == 2
    palette.page.get_by_text("Too slow.").wait_for(state="detached")


def test_two_clicks_attach_once(open_palette: Open) -> None:
    palette = planned(open_palette, hold=["refs.attachAll"])
    palette.page.evaluate(
        "() => [1, 2].forEach(() => document.querySelector('dialog[open] form').requestSubmit())"
    )
    palette.wait_for_calls("refs.attachAll")
    assert palette.calls("refs.attachAll") == 1
    palette.host("release('refs.attachAll')")
    palette.page.locator(".note-done").wait_for()


def test_gone_on_in_the_background_it_tells_its_end(open_palette: Open) -> None:
    palette = planned(open_palette, hold=["refs.attachAll"])
    press(palette, "Attach 2")
    press(palette, palette.text("attach.hide"))
    palette.host(SHOW)
    assert palette.page.locator("p.status").inner_text() == palette.text("attach.running")
    palette.host("release('refs.attachAll')")
    palette.page.get_by_role("status").filter(has_text="All 2 are attached.").wait_for()


def test_an_attach_of_a_page_before_this_one_tells_its_end(open_palette: Open) -> None:
    palette = open_palette()
    palette.row("Meridian Drives").wait_for()
    result = {"results": [{"key": "0", "isNew": True, "problem": None}], "left": 2, "relations": None}
    ended = {"method": "refs.attachAll", "params": {}, "result": result, "problem": None}
    palette.host("notify('job.ended', it)", ended)
    palette.page.get_by_role("status").filter(has_text="2 were not attached.").wait_for()


def test_the_document_changes_under_the_dialog(open_palette: Open) -> None:
    palette = planned(open_palette)
    palette.host("openDocument('other')")
    palette.page.get_by_text("The active design is now").wait_for()
    palette.page.locator(".planned").first.wait_for()
    press(palette, "Attach 2")
    palette.page.locator(".note-done").wait_for()
    assert palette.last("refs.attachAll")["document"]["versionId"] == "urn:version:drive?version=3"


def test_a_plan_that_failed_on_the_way_can_be_made_again(open_palette: Open) -> None:
    palette = open_palette(fail={"refs.plan": problem("http.timeout", message="Too slow.")})
    walk(palette)
    select(palette, EXPLODED, TORQUE)
    palette.host(SHOW)
    palette.page.get_by_text("Too slow.").wait_for()
    palette.fail("refs.plan", "refs.too-many", message="Too many.")
    press(palette, "Try again")
    palette.page.get_by_text("Too many.").wait_for()
    assert palette.page.get_by_role("dialog").get_by_role("button", name="Try again").count() == 0


def test_a_plan_that_waits_says_so_and_can_be_left(open_palette: Open) -> None:
    palette = open_palette(hold=["refs.plan"])
    walk(palette)
    select(palette, EXPLODED, TORQUE)
    palette.host(SHOW)
    palette.wait_for_calls("refs.plan")
    palette.host("notify('job.waiting', {id: testHost.last('refs.plan').id, seconds: 20, status: 429})")
    palette.page.get_by_role("dialog").get_by_text(palette.text("waiting", seconds=20)).wait_for()
    palette.press("Escape")
    assert palette.calls("job.cancel") == 1
    assert palette.page.get_by_role("dialog").count() == 0


@pytest.mark.parametrize("document", ["none", "unsaved"])
def test_without_a_saved_document_it_says_why_not(open_palette: Open, document: str) -> None:
    palette = open_palette(document=document)
    walk(palette)
    select(palette, EXPLODED, TORQUE)
    assert palette.page.locator(".selection .primary").is_disabled()
    palette.host(SHOW)
    said = palette.text("attach.no-document") if document == "none" else "Untitled"
    palette.page.locator(".status", has_text=said).wait_for()
    palette.host("openDocument('saved')")
    assert palette.page.locator(".selection .primary").is_enabled()


def test_more_than_can_be_attached_at_once_is_said_before(open_palette: Open) -> None:
    palette = open_palette()
    palette.click_row("Meridian Drives", "Gearbox")
    palette.row("05 Released").wait_for()
    palette.host(
        "answer('tree.list', {rows: Array.from({length: 51},"
        " (_, index) => testHost.item(`i${index}`, `Part ${index + 1}.pdf`, 'pdf', 1))})"
    )
    palette.click_row("05 Released")
    palette.click_row("Part 1.pdf")
    palette.press("Control+a")
    palette.page.locator(".selection .note", has_text="At most 50").wait_for()
    assert palette.page.locator(".selection .primary").is_disabled()
    palette.host(SHOW)
    assert palette.calls("refs.plan") == 0


def test_one_link_pasted_leads_to_the_dialog_for_one(open_palette: Open) -> None:
    palette = open_palette()
    field = open_paste(palette)
    assert field.evaluate("field => field === document.activeElement")
    field.fill("https://x.example.com/urn:item:torque")
    palette.press("Enter")
    palette.page.locator(".offer").first.wait_for()
    assert palette.last("refs.offer")["target"]["itemId"] == "urn:item:torque"
    palette.press("Escape")
    assert palette.page.get_by_role("dialog").count() == 0


def test_a_urn_of_a_version_marks_its_item_afterwards(open_palette: Open) -> None:
    palette = open_palette()
    entry = {"text": "x", "problem": None}
    target = {
        "projectId": "b.gearbox",
        "itemId": "",
        "versionId": "urn:version:torque?version=1",
        "name": "",
    }
    palette.host("answer('refs.read', it)", {"entries": [{**entry, "target": target}]})
    palette.host(
        "answer('refs.offer', ((before) => (params) => {"
        " const answer = before(params);"
        " return {...answer, target: {...answer.target, itemId: 'urn:item:torque'}};"
        "})(testHost.methods['refs.offer']))"
    )
    open_paste(palette).fill("x")
    palette.press("Enter")
    palette.page.locator(".offer").first.wait_for()
    palette.page.locator("dialog[open] .primary").click()
    palette.page.locator(".note-done").wait_for()
    press(palette, palette.text("attach.show"))
    palette.page.locator(".relation.is-new", has_text=TORQUE).wait_for()


def test_several_pasted_are_planned_with_what_names_no_file_beside_them(open_palette: Open) -> None:
    palette = open_palette()
    open_paste(palette).fill("urn:item:torque\nnonsense\nurn:item:exploded")
    press(palette, palette.text("attach.paste-go"))
    palette.page.locator(".planned").first.wait_for()
    assert palette.page.locator(".planned").count() == 3
    assert "neither a link nor a urn" in row(palette, "nonsense").inner_text()
    press(palette, "Attach 2")
    palette.page.locator(".note-done").wait_for()


def test_what_names_no_file_at_all_is_said_at_the_field(open_palette: Open) -> None:
    palette = open_palette()
    field = open_paste(palette)
    field.press_sequentially("some")
    palette.press("Shift+Enter")
    field.press_sequentially("thing")
    palette.press("Enter")
    palette.page.locator(".field-fault").first.wait_for()
    assert palette.page.locator(".field-fault").count() == 2
    assert field.input_value() == "some\nthing"
    assert field.get_attribute("aria-invalid") == "true"
    assert field.evaluate("field => field === document.activeElement")
    assert palette.calls("refs.plan") == 0
    palette.fail("refs.read", "addresses.none")
    field.fill("")
    palette.press("Enter")
    palette.page.locator(".field-fault", has_text="Nothing was pasted.").wait_for()


def test_a_change_of_the_person_closes_it(open_palette: Open) -> None:
    palette = planned(open_palette, size=WIDE, hold=["refs.attachAll"])
    press(palette, "Attach 2")
    other = {"id": "u2", "name": "Ingrid Berg", "email": "ingrid@example.com", "notices": []}
    palette.host("notify('account.changed', it)", {"account": other, "others": [], "view": None, "why": None})
    palette.page.get_by_role("dialog").wait_for(state="detached")
    palette.row("Meridian Drives").wait_for()
    assert palette.page.locator(".selection").count() == 0
    palette.host("release('refs.attachAll')")
    palette.page.get_by_role("tab", name="This design").click()
    palette.page.locator(".relation").first.wait_for()
    assert palette.page.locator(".relation.is-new").count() == 0


def test_chosen_and_pasted_on_the_real_bridge(
    chromium: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_live(chromium, tmp_path, monkeypatch) as palette:
        ids = palette.ids
        palette.click_row("Works", "Press", "Drawings", "Papers")
        select(palette, "Frame Sheet", "Parts.xlsx")
        press(palette, "Attach 2 to this design…")
        palette.page.locator(".planned").first.wait_for()
        press(palette, "Attach 2")
        palette.page.locator(".note-done").wait_for()
        press(palette, palette.text("attach.close"))
        palette.click_row("Parts.xlsx")
        palette.page.locator(".versions").wait_for()
        palette.page.locator(".details-attach button").click()
        press(palette, palette.text("attach.paste-instead"))
        pasted = f"{ids['Parts.xlsx v1']}, <{ids['Parts.xlsx']}> urn:adsk.wipprod:dm.lineage:gone"
        palette.page.get_by_label(palette.text("attach.paste")).fill(pasted)
        palette.press("Enter")
        palette.page.locator(".planned").first.wait_for()
        assert palette.text("attach.many-there") in palette.page.locator(".planned").nth(1).inner_text()
        assert "was not found in the project" in row(palette, "gone").inner_text()
        press(palette, "Attach 1")
        palette.page.locator(".note-done").wait_for()
        press(palette, palette.text("attach.show"))
        palette.page.locator(".relation", has_text="Parts.xlsx").first.wait_for()
        client = palette.app.sign_ins.require().client
        listed = list_refs(client, ids["project"], resource_type="versions", resource_id=ids["Frame v2"]).refs
    assert sorted((ref.from_id, ref.to_id, ref.extension_type) for ref in listed) == sorted(
        [
            (ids["Frame Sheet v1"], ids["Frame v2"], DRAWING_TO_DESIGN),
            (ids["Frame v2"], ids["Parts.xlsx v2"], ATTACHMENT),
            (ids["Frame v2"], ids["Parts.xlsx v1"], ATTACHMENT),
        ]
    )
