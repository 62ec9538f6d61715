"""Searching the hubs: as it is typed, in the search's own language, below a folder; and what is done then."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import NARROW, Open, Palette, problem
from .search_states import CAUGHT_UP, KNOWN, UNKNOWN_KEY, WALK, below_part, note_progress, search
from .test_place_finding import menu, note, options, wait_active, wait_found

pytestmark = pytest.mark.long_only

HOUSING, EXPLODED = "Gearbox Housing", "Gearbox Exploded View"
# Types into the box as a person does, and returns what the list shows before anything can be answered.
TYPE_AND_LOOK = """text => {
    const box = document.querySelector("[role=combobox]")
    box.value = text
    box.dispatchEvent(new Event("input", {bubbles: true}))
    return [...document.querySelectorAll(".search-option .search-name")].map(one => one.textContent)
}"""
NOT_WHOLE = {"results": [], "isWhole": False, "problems": []}


def open_known(open_palette: Open, **more: Any) -> Palette:
    """Open the page beside a host that has catalogued everything, before anything is listed but the hubs."""
    palette = open_palette(**{"catalogued": KNOWN, **more})
    palette.row("Meridian Drives").wait_for()
    return palette


def box(palette: Palette) -> Any:
    return palette.page.get_by_role("combobox")


def completions(palette: Palette) -> list[str]:
    return palette.page.locator(".is-completion").all_inner_texts()


def test_what_nobody_has_listed_is_found_and_shown_where_it_lies(open_palette: Open) -> None:
    palette = open_known(open_palette)
    search(palette, "housing")
    option = palette.page.get_by_role("option", name=HOUSING)
    assert option.locator(".search-place").inner_text() == "Meridian Drives › Gearbox › 01 Design"
    assert option.locator("mark").all_inner_texts() == ["Housing"]
    assert option.locator(".search-more").inner_text().startswith("v3 · ")
    assert option.locator(".icon-design").count() == 1
    assert palette.calls("tree.list") == 1  # the hubs
    palette.press("Enter")
    wait_active(palette, HOUSING)
    palette.page.locator(".details h2", has_text=HOUSING).wait_for()


def test_it_is_ranked_as_the_host_ranks(open_palette: Open) -> None:
    palette = open_known(open_palette)
    search(palette, "gear")
    palette.host(
        "answer('search.find', {isWhole: true, problems: [],"
        " results: testHost.methods['search.find']({text: 'gear', hubId: ''}).results.reverse()})"
    )
    before = options(palette)
    search(palette, "gearb")
    assert options(palette) == before[::-1]


def test_every_key_asks_and_the_list_before_stays_until_the_answer(open_palette: Open) -> None:
    palette = open_known(open_palette)
    palette.press("/")
    palette.page.keyboard.type("gear")
    wait_found(palette)
    assert palette.calls("search.find") == 4
    before = options(palette)
    assert palette.page.evaluate(TYPE_AND_LOOK, "gearbox h") == before
    palette.page.wait_for_function(
        "before => document.querySelectorAll('.search-option').length < before", arg=len(before)
    )
    wait_found(palette)
    assert options(palette)[0] == HOUSING


def test_an_answer_that_comes_too_late_is_dropped(open_palette: Open) -> None:
    palette = open_known(open_palette, hold=["search.find"])
    palette.press("/")
    palette.page.keyboard.type("ex")
    palette.wait_for_calls("search.find", 2)
    palette.wait_for_calls("job.cancel")
    first = "testHost.held['search.find'][0]"
    palette.page.evaluate(f"it => testHost.deliverTo({first}, it)", NOT_WHOLE)
    palette.host("release('search.find')")
    wait_found(palette)
    assert options(palette) == [EXPLODED]
    assert palette.text("search.more") not in note(palette)


def test_enter_before_the_answer_waits_for_it(open_palette: Open) -> None:
    palette = open_known(open_palette, hold=["search.find"])
    palette.press("/")
    palette.page.keyboard.type("housing")
    palette.press("ArrowDown", "Enter")
    palette.host("release('search.find')")
    wait_active(palette, HOUSING)


def test_what_is_listed_is_found_while_the_host_is_slow(open_palette: Open) -> None:
    palette = open_known(open_palette)
    palette.click_row(*WALK)
    palette.row(EXPLODED).wait_for()
    palette.host("hold('search.find')")
    box(palette).fill("exploded")
    palette.page.get_by_role("option", name=EXPLODED).wait_for()
    assert palette.text("search.runs") in note(palette)
    palette.host("release('search.find')")
    wait_found(palette)
    assert options(palette) == [EXPLODED]


def test_what_was_just_listed_is_found_beside_what_is_catalogued_and_only_once(open_palette: Open) -> None:
    palette = open_known(open_palette, catalogued=[*KNOWN[:3], "f.drawings"])
    palette.click_row("Meridian Drives", "Gearbox", "01 Design")
    palette.row(HOUSING).wait_for()
    search(palette, "gearbox")
    found = options(palette)
    assert (found.count(HOUSING), found.count(EXPLODED)) == (1, 1)
    assert found.index(EXPLODED) < found.index(HOUSING)


def test_a_catalogue_that_cannot_be_read_is_told_and_what_is_listed_is_found(open_palette: Open) -> None:
    why = problem("store.no-catalogue")
    palette = open_known(open_palette, fail={"search.find": why})
    palette.click_row(*WALK)
    palette.row(EXPLODED).wait_for()
    search(palette, "exploded")
    assert options(palette) == [EXPLODED]
    assert why["next"] in palette.page.locator(".search-problem").inner_text()


def test_only_the_hub_that_is_chosen_is_searched(open_palette: Open) -> None:
    palette = open_known(open_palette)
    search(palette, "gear")
    assert palette.last("search.find")["hubId"] == ""
    palette.press("Escape", "Escape")
    palette.page.locator(".hub-button").click()
    menu(palette, "Meridian Drives").click()
    palette.row("Test Fixtures").wait_for()
    search(palette, "housing")
    assert palette.last("search.find")["hubId"] == "a.sample"
    assert palette.page.locator(".search-place").inner_text() == "Gearbox › 01 Design"
    palette.press("Enter")
    wait_active(palette, HOUSING)


def test_a_key_and_its_value_are_completed_by_keys(open_palette: Open) -> None:
    palette = open_known(open_palette)
    palette.press("/")
    palette.page.keyboard.type("gear k")
    wait_found(palette)
    assert completions(palette) == ["kind:"]
    palette.press("ArrowDown", "Tab")
    wait_found(palette)
    assert box(palette).input_value() == "gear kind:"
    assert palette.last("search.complete") == {"text": "gear kind:", "cursor": 10, "hubId": ""}
    palette.press("ArrowDown", "ArrowDown", "Enter")
    wait_found(palette)
    assert box(palette).input_value() == "gear kind:drawing "
    assert options(palette) == ["Gearbox General Arrangement", EXPLODED]
    assert palette.page.locator(".search-option mark").first.inner_text() == "Gear"


def test_escape_puts_away_what_is_offered_then_what_was_found(open_palette: Open) -> None:
    palette = open_known(open_palette)
    search(palette, "kin")
    assert completions(palette) == ["kind:"]
    palette.press("Escape")
    assert (completions(palette), box(palette).input_value()) == ([], "kin")
    palette.press("Escape")
    assert box(palette).input_value() == ""


def test_what_is_offered_is_taken_by_a_click_in_mid_text(open_palette: Open) -> None:
    palette = open_known(open_palette)
    palette.press("/")
    palette.page.keyboard.type(" housing")
    palette.press("Home")
    palette.page.keyboard.type("nam")
    wait_found(palette)
    palette.page.locator(".is-completion", has_text="name:").click()
    assert box(palette).input_value() == "name: housing"
    assert box(palette).evaluate("box => [box.selectionStart, document.activeElement === box]") == [5, True]


def test_what_is_not_understood_is_told_with_what_to_do(open_palette: Open) -> None:
    palette = open_known(open_palette, answers={"search.find": UNKNOWN_KEY})
    search(palette, "colour:red")
    told = palette.page.locator(".search-problem").inner_text()
    assert UNKNOWN_KEY["problems"][0]["problem"]["next"] in told
    assert palette.page.locator(".search-note p").count() == 2


def test_what_may_be_searched_for_is_explained(open_palette: Open) -> None:
    palette = open_known(open_palette)
    palette.press("/", "Tab")
    assert palette.focused() == palette.text("search.help")
    palette.press("Enter")
    dialog = palette.page.get_by_role("dialog")
    dialog.get_by_text("modified:>2026-10").wait_for()
    assert dialog.get_by_role("heading", name=palette.text("help.group-find")).is_visible()
    palette.press("Escape")
    palette.page.locator("dialog[open]").wait_for(state="detached")


def test_the_first_result_is_attached_without_going_there(open_palette: Open) -> None:
    palette = open_known(open_palette)
    search(palette, "exploded")
    assert "Ctrl+Enter" in palette.page.locator(".search-hint").inner_text()
    palette.press("Control+Enter")
    palette.page.get_by_role("dialog").get_by_text(EXPLODED).first.wait_for()
    assert palette.last("refs.offer")["target"]["itemId"] == "urn:item:exploded"
    palette.page.locator(".offer").first.wait_for()
    palette.press("Escape")
    palette.page.locator("dialog[open]").wait_for(state="detached")
    assert palette.page.evaluate("() => document.activeElement.getAttribute('role')") == "combobox"
    assert box(palette).input_value() == "exploded"


@pytest.mark.parametrize(
    ("text", "document", "key"),
    [("drawings", "saved", "attach.choose-first"), ("exploded", "none", "attach.no-document")],
)
def test_what_cannot_be_attached_says_why(open_palette: Open, text: str, document: str, key: str) -> None:
    palette = open_known(open_palette, document=document)
    search(palette, text)
    palette.press("ArrowDown", "Meta+Enter")
    palette.page.locator(".status", has_text=palette.text(key)).wait_for()


def test_the_menu_of_a_result_by_key(open_palette: Open) -> None:
    palette = open_known(open_palette)
    search(palette, "housing")
    palette.press("ArrowDown", "Shift+F10")
    menu(palette, palette.text("action.open")).press("Enter")
    palette.wait_for_calls("design.open")
    assert palette.last("design.open") == {"itemId": "urn:item:housing"}
    assert palette.page.get_by_role("option", name=HOUSING).is_visible()
    palette.press("ContextMenu")
    menu(palette, palette.text("favourites.add")).click()
    palette.wait_for_calls("favourites.set")
    assert [step["kind"] for step in palette.last("favourites.set")["way"]] == [
        "hub",
        "project",
        "folder",
        "item",
    ]
    palette.press("Shift+F10", "Escape")
    assert box(palette).input_value() == "housing"
    palette.press("Shift+F10")
    menu(palette, palette.text("relation.show")).press("Enter")
    wait_active(palette, HOUSING)


def test_the_menu_of_a_result_by_mouse(open_palette: Open) -> None:
    palette = open_known(open_palette)
    search(palette, "housing")
    palette.page.get_by_role("option", name=HOUSING).click(button="right")
    said = palette.page.get_by_role("menuitem").all_inner_texts()
    keys = (
        "relation.show",
        "action.insert",
        "action.web",
        "attach.open",
        "relation.copy-item",
        "menu.copy-name",
    )
    assert [palette.text(key) for key in keys if palette.text(key) not in "\n".join(said)] == []
    menu(palette, palette.text("attach.open")).click()
    palette.page.get_by_role("dialog").get_by_text(HOUSING).first.wait_for()


def test_the_service_is_asked_below_the_folder_that_is_selected(open_palette: Open) -> None:
    palette = open_known(open_palette)
    search(palette, "Gearbox")
    assert palette.page.locator(".is-action").count() == 0
    palette.press("Escape")
    palette.click_row(*WALK, EXPLODED)
    search(palette, 'Gearbox kind:drawing -"old one"')
    palette.host("hold('search.below')")
    palette.press("ArrowUp", "Enter")
    palette.wait_for_calls("search.below")
    asked = {"hubId": "a.sample", "projectId": "b.gearbox", "folderId": "f.drawings", "text": "Gearbox"}
    assert palette.last("search.below") == asked
    below_part(palette)
    assert "3 of about 340" in note(palette)
    assert options(palette) == ["Gearbox", HOUSING, "Gearbox General Arrangement"]
    cut = {"count": 3, "pagesRead": 10, "pages": 340, "isWhole": False, "isCut": True}
    palette.page.evaluate(
        "it => testHost.deliverTo(testHost.held['search.below'][0],"
        " {...it, results: testHost.items.slice(1, 4)})",
        cut,
    )
    palette.page.locator(".search-note", has_text="10 of about 340 pages were looked at").wait_for()
    palette.page.get_by_role("option", name=HOUSING).click()
    wait_active(palette, HOUSING)


def test_asking_the_service_is_stopped_and_left_again(open_palette: Open) -> None:
    palette = open_known(open_palette)
    palette.click_row(*WALK)
    palette.row(EXPLODED).wait_for()
    search(palette, "Gearbox")
    found = options(palette)
    palette.host("hold('search.below')")
    palette.page.get_by_role("option", name="Search the service").click()
    below_part(palette)
    palette.press("Escape")
    palette.wait_for_calls("job.cancel")
    assert palette.text("search.below-stopped") in note(palette)
    assert len(options(palette)) == 3
    palette.page.get_by_role("option", name=palette.text("search.below-back")).click()
    palette.page.get_by_role("option", name="Search the service").wait_for()
    assert options(palette) == found


def test_a_service_that_refuses_says_why(open_palette: Open) -> None:
    palette = open_known(open_palette, fail={"search.below": problem("service.forbidden")})
    palette.click_row(*WALK)
    palette.row(EXPLODED).wait_for()
    search(palette, "Gearbox")
    palette.page.get_by_role("option", name="Search the service").click()
    palette.page.locator(".search-note", has_text=problem("service.forbidden")["next"]).wait_for()


def test_how_much_of_the_hub_is_known_is_said_until_all_is(open_palette: Open) -> None:
    palette = open_known(open_palette, catalogued=[])
    search(palette, "gear")
    palette.page.locator(".search-note", has_text=palette.text("search.listed-only")).wait_for()
    note_progress(palette, done=40, left=60)
    palette.page.locator(".search-note", has_text=palette.text("search.known", percent=40)).wait_for()
    note_progress(palette, done=5, left=None)
    palette.page.locator(".search-note", has_text=palette.text("search.known-partly")).wait_for()
    caught_up = {"doing": "resting", "refreshed": "2026-11-09T10:02:00Z"}
    note_progress(palette, **caught_up)
    palette.page.locator(".search-note", has_text=palette.text("search.listed-partly")).wait_for()
    note_progress(palette, hub="a.personal", **caught_up)
    palette.page.wait_for_function(
        "() => !/later|listed/.test(document.querySelector('.search-note').textContent)"
    )


def test_where_more_may_be_found_a_thorough_search_is_offered(open_palette: Open) -> None:
    palette = open_known(open_palette, answers={"search.find": NOT_WHOLE})
    search(palette, "is:stale")
    assert palette.text("search.more") in note(palette)
    palette.host("hold('search.find')")
    palette.press("ArrowDown", "Enter")
    palette.page.locator(".search-note", has_text=palette.text("search.thorough-runs")).wait_for()
    assert palette.last("search.find")["isThorough"] is True
    palette.host("release('search.find')")
    wait_found(palette)
    assert palette.page.get_by_role("option", name=palette.text("search.thorough")).count() == 0


def test_offline_it_goes_on_and_alarms_nobody(open_palette: Open) -> None:
    palette = open_palette(
        catalogued=KNOWN, kept=["root", *KNOWN], fail={"tree.list": problem("http.unreachable")}
    )
    palette.page.locator(".offline button").wait_for()
    search(palette, "housing")
    assert options(palette) == [HOUSING]
    assert note(palette) == CAUGHT_UP
    palette.press("Enter")
    wait_active(palette, HOUSING)
    assert palette.page.locator(".status").inner_text() == ""


def test_who_comes_next_finds_nothing_of_what_was_found(open_palette: Open) -> None:
    palette = open_known(open_palette, size=NARROW)
    search(palette, "housing")
    palette.host("notify('account.changed', {account: null, others: [], view: null, why: null})")
    palette.page.locator(".gate").wait_for()
    assert palette.page.locator(".search-popup").is_hidden()
    assert box(palette).count() == 0 or box(palette).input_value() == ""
