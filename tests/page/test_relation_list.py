"""The list of *This design*: sorted, filtered, with pictures and places of what is in sight, and menus."""

from __future__ import annotations

import json
from typing import Any

import pytest

from .conftest import Open, Palette, problem
from .test_graph import relation

pytestmark = pytest.mark.long_only

DOCUMENT = {
    "state": "saved",
    "name": "Gearbox",
    "isModified": False,
    "projectId": "b.gearbox",
    "itemId": "urn:item:gearbox",
    "versionId": "v8",
    "version": 8,
    "kind": "design",
}


def show(palette: Palette) -> None:
    palette.page.get_by_role("tab", name="This design").click()
    palette.page.locator(".relation").first.wait_for()


def names(palette: Palette) -> list[str]:
    found: list[str] = palette.page.locator(".relation-name .name").all_inner_texts()
    return found


def answer_of(*relations: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "at": "2026-11-09T10:02:00Z",
        "document": DOCUMENT,
        "tip": 8,
        "relations": list(relations),
        "problem": None,
        **more,
    }


def choose(palette: Palette, name: str, key: str) -> None:
    row = palette.page.locator(".relation", has=palette.page.get_by_text(name, exact=True))
    row.get_by_role("button", name="More for").click()
    palette.page.get_by_role("menuitem", name=palette.text(key)).click()


def said(palette: Palette, words: str) -> None:
    palette.page.locator(".status", has_text=words).wait_for()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("gearbox bom", ["Gearbox BOM.xlsx"]),
        ("  SHAFT ", ["Input Shaft"]),
        ("02 drawings", ["Gearbox General Arrangement", "Inspection"]),
        ("spreadsheet v2", ["Gearbox BOM.xlsx"]),
        ("no longer", ["Gearbox BOM.xlsx", "Input Shaft"]),
        ("nothing has this", []),
    ],
)
def test_the_filter_looks_at_all_that_a_row_says(open_palette: Open, words: str, expected: list[str]) -> None:
    palette = open_palette()
    show(palette)
    palette.page.locator(".fact-place:visible").first.wait_for()
    palette.page.get_by_role("searchbox").fill(words)
    assert names(palette) == expected
    assert palette.page.locator(".list-nothing").is_visible() == (not expected)
    assert palette.page.locator(".list-state").inner_text().startswith(f"{len(expected)} of 8 relations")
    palette.page.get_by_role("searchbox").fill("")
    assert len(names(palette)) == 8


def test_another_document_is_not_filtered_by_the_words_for_the_one_before(open_palette: Open) -> None:
    palette = open_palette()
    show(palette)
    palette.page.get_by_role("searchbox").fill("shaft")
    palette.host("openDocument('other')")
    palette.page.locator(".design-head h2", has_text="Drive Unit").wait_for()
    palette.page.locator(".relation").nth(7).wait_for()
    assert palette.page.get_by_role("searchbox").input_value() == ""


def test_each_group_is_sorted_as_people_do(open_palette: Open) -> None:
    relations = [
        relation(1, name="Bolt M10", created="2026-01-02T00:00:00Z"),
        relation(2, name="bolt M8", created="2026-03-02T00:00:00Z", isStale=True, staleText="old"),
        relation(3, name="Ärmel", created=None),
        relation(4, "usedIn", name="Zylinder", created="2026-02-02T00:00:00Z"),
    ]
    palette = open_palette(answers={"design.relations": answer_of(*relations)})
    show(palette)
    sort = palette.page.get_by_role("combobox", name=palette.text("list.sort"))
    assert names(palette) == ["Ärmel", "bolt M8", "Bolt M10", "Zylinder"]
    sort.select_option("stale")
    assert names(palette)[0] == "bolt M8"
    sort.select_option("newest")
    assert names(palette)[:2] == ["bolt M8", "Bolt M10"]


def test_what_a_row_can_do(open_palette: Open) -> None:
    palette = open_palette()
    show(palette)
    choose(palette, "Gearbox Housing", "relation.open")
    palette.wait_for_calls("design.open")
    assert palette.last("design.open") == {"itemId": "urn:item:housing"}
    choose(palette, "Gearbox BOM.xlsx", "relation.web")
    palette.wait_for_calls("design.web")
    assert palette.last("design.web") == {"itemId": "urn:item:bom"}
    choose(palette, "Gearbox BOM.xlsx", "relation.download")
    palette.page.locator(".download-saved").wait_for()
    assert palette.last("version.download")["versionId"] == "urn:version:bom?version=2"
    choose(palette, "Gearbox BOM.xlsx", "relation.copy-version")
    said(palette, "urn:version:bom?version=2")
    choose(palette, "Gearbox BOM.xlsx", "relation.copy-item")
    said(palette, "urn:item:bom")
    choose(palette, "Gearbox BOM.xlsx", "relation.show")
    palette.page.locator(".details h2", has_text="Gearbox BOM.xlsx").wait_for()


def test_only_what_fusion_opens_can_be_opened_in_it(open_palette: Open) -> None:
    palette = open_palette()
    show(palette)
    row = palette.page.locator(".relation", has_text="Gearbox BOM.xlsx")
    row.get_by_role("button", name="More for").click()
    items = palette.page.get_by_role("menuitem").all_inner_texts()
    assert palette.text("relation.open") not in items
    assert palette.text("relation.web") in items


def test_what_fusion_cannot_open_is_said(open_palette: Open) -> None:
    palette = open_palette(fail={"design.open": problem("host.no-file", message="Not found in Fusion.")})
    show(palette)
    choose(palette, "Gearbox Housing", "relation.open")
    said(palette, "Not found in Fusion.")


def test_a_menu_stays_within_the_window(open_palette: Open) -> None:
    palette = open_palette()
    show(palette)
    button = palette.page.get_by_role("button", name="More for").last
    button.scroll_into_view_if_needed()
    button.click()
    menu = palette.page.get_by_role("menu")
    menu.wait_for()
    box, size = menu.bounding_box(), palette.page.viewport_size
    assert box
    assert size
    assert box["x"] >= 0
    assert box["y"] >= 0
    assert box["x"] + box["width"] <= size["width"]
    assert box["y"] + box["height"] <= size["height"]
    palette.page.locator(".design-body").evaluate("body => body.scrollTo(0, 0)")
    menu.wait_for(state="hidden")


def test_fusion_is_asked_when_the_user_wants_it(open_palette: Open) -> None:
    palette = open_palette()
    show(palette)
    assert palette.calls("design.native") == 0
    palette.choose_more("design.ask-fusion")
    palette.page.get_by_text("Pinion", exact=True).wait_for()
    said(palette, palette.text("design.fusion-told.other", count=2))
    row = palette.page.locator(".relation", has_text="Gearbox General Arrangement")
    assert "Fusion + Service, just now" in row.inner_text()


def test_what_fusion_does_not_tell_leaves_the_list_as_it_is(open_palette: Open) -> None:
    other = problem("host.other-document", message="Another document is active.")
    palette = open_palette(fail={"design.native": other})
    show(palette)
    before = names(palette)
    palette.choose_more("design.ask-fusion")
    said(palette, "Another document is active.")
    assert names(palette) == before
    assert palette.page.locator(".design[aria-busy]").count() == 0


def test_offline_shows_what_was_seen_last_and_says_so(open_palette: Open) -> None:
    offline = {
        "reference": "http.no-connection",
        "message": "No connection.",
        "next": "Try later.",
        "context": {},
    }
    old = "2026-11-09T10:02:00Z"
    kept = answer_of(relation(1, name="Part", sources=["kept"], at=old), problem=offline, at=old)
    palette = open_palette(answers={"design.relations": kept})
    show(palette)
    note = palette.page.locator(".design-body .problem")
    assert "No connection." in note.inner_text()
    assert "Last seen," in palette.page.locator(".relation").inner_text()
    palette.host(f"answer('design.relations', {{...{json.dumps(kept)}, problem: null}})")
    note.get_by_role("button").first.click()
    note.wait_for(state="detached")


def test_pictures_and_places_are_asked_for_what_is_in_sight(open_palette: Open) -> None:
    relations = [relation(number, folderId=f"f{number % 3}") for number in range(200)]
    for number, one in enumerate(relations):
        one["other"]["urn"] = f"picture-{number}"
    palette = open_palette(answers={"design.relations": answer_of(*relations)})
    show(palette)
    palette.page.locator(".relation-picture img").first.wait_for()
    palette.wait_for_calls("design.folders")
    asked = palette.calls("thumbnail.get")
    assert 0 < asked < 60
    assert palette.calls("design.folders") <= 2
    palette.page.locator(".relation").last.scroll_into_view_if_needed()
    palette.page.locator(".relation").last.locator("img").wait_for()
    assert palette.calls("thumbnail.get") < 200
    assert palette.calls("design.folders") <= 3


def test_a_folder_that_is_out_of_sight_is_asked_for_once(open_palette: Open) -> None:
    relations = [relation(number, folderId="closed") for number in range(100)]
    palette = open_palette(answers={"design.relations": answer_of(*relations)})
    show(palette)
    palette.wait_for_calls("design.folders")
    last = palette.page.locator(".relation").last
    last.scroll_into_view_if_needed()
    last.get_by_role("button", name="More for").click()
    palette.page.get_by_role("menu").wait_for()
    palette.page.wait_for_timeout(150)
    assert palette.calls("design.folders") == 1
    assert palette.page.locator(".fact-place:visible").count() == 0


def test_who_is_somebody_else_elsewhere_can_change_over(open_palette: Open) -> None:
    palette = open_palette(fail={"design.relations": problem("service.not-found", message="Nothing.")})
    palette.page.get_by_role("tab", name="This design").click()
    palette.page.get_by_role("button", name=palette.text("design.switch-account")).click()
    palette.page.get_by_role("dialog").wait_for()


def test_the_focus_stays_on_its_row_when_the_list_is_drawn_anew(open_palette: Open) -> None:
    palette = open_palette()
    show(palette)
    row = palette.page.locator(".relation", has_text="Gearbox BOM.xlsx")
    row.get_by_role("button", name="More for").focus()
    focused = palette.focused()
    palette.host("hold('design.relations')")
    palette.page.get_by_role("button", name=palette.text("design.refresh")).evaluate("one => one.click()")
    palette.wait_for_calls("design.relations", 2)
    row.get_by_role("button", name="More for").focus()
    palette.host("release('design.relations')")
    palette.page.wait_for_selector(".design:not([aria-busy])")
    assert palette.focused() == focused


def test_a_menu_that_is_drawn_anew_gives_its_button_the_focus(open_palette: Open) -> None:
    palette = open_palette()
    show(palette)
    button = palette.page.locator(".relation", has_text="Gearbox BOM.xlsx").get_by_role(
        "button", name="More for"
    )
    label = button.get_attribute("aria-label")
    palette.host("hold('design.relations')")
    palette.page.get_by_role("button", name=palette.text("design.refresh")).click()
    palette.wait_for_calls("design.relations", 2)
    button.press("ArrowUp")
    assert palette.page.get_by_role("menuitem").count()
    palette.host("release('design.relations')")
    palette.page.wait_for_selector(".design:not([aria-busy])")
    assert palette.focused() == label


def test_a_menu_is_never_for_the_document_before(open_palette: Open) -> None:
    palette = open_palette()
    show(palette)
    palette.page.get_by_role("button", name=palette.text("design.more"), exact=True).click()
    assert palette.page.get_by_role("menuitem").count()
    palette.host("openDocument('other')")
    palette.page.locator(".design-head h2", has_text="Drive Unit").wait_for()
    assert palette.page.get_by_role("menuitem").count() == 0


def test_what_is_told_of_the_document_before_is_not_shown_for_the_next(open_palette: Open) -> None:
    palette = open_palette()
    show(palette)
    late = palette.host("methods['design.relations']({})")
    palette.host("openDocument('other')")
    job = {"method": "refs.attach", "params": {"target": {"itemId": "urn:item:bom"}}, "problem": None}
    palette.host("notify('job.ended', it)", {**job, "result": {"note": "Attached.", "relations": late}})
    said(palette, "Attached.")
    palette.wait_for_calls("design.relations", 2)
    palette.page.locator(".relation").first.wait_for()
    assert palette.page.locator(".design-head h2").inner_text() == "Drive Unit"


def test_the_next_person_is_shown_no_place_that_the_one_before_was_told(open_palette: Open) -> None:
    palette = open_palette()
    show(palette)
    palette.page.locator(".fact-place:visible").first.wait_for()
    asked = palette.calls("design.folders")
    other = {"id": "u2", "name": "Ingrid Berg", "email": "ingrid@example.com", "notices": []}
    palette.host("answer('design.folders', it)", {"names": {}})
    palette.host("notify('account.changed', it)", {"account": other, "others": [], "view": None, "why": None})
    show(palette)
    palette.wait_for_calls("design.folders", asked + 1)
    assert palette.page.locator(".fact-place:visible").count() == 0
