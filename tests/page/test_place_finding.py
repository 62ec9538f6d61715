"""Finding one's way: the search box, pasted addresses, the path, the active design, favourites, menus."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .conftest import NARROW, WIDE, Open, Palette, problem
from .judges import bring_axe, find_barriers

pytestmark = pytest.mark.long_only

WALK = ("Meridian Drives", "Gearbox", "02 Drawings")
EXPLODED = "Gearbox Exploded View"
STEPS = [
    ("hub::a.sample", "hub", "a.sample", "Meridian Drives"),
    ("project:b.gearbox:b.gearbox", "project", "b.gearbox", "Gearbox"),
    ("folder:b.gearbox:f.drawings", "folder", "f.drawings", "02 Drawings"),
    ("item:b.gearbox:urn:item:exploded", "item", "urn:item:exploded", EXPLODED),
]
PLACE = {"icon": "folder", "hubId": "a.sample", "projectId": "b.gearbox"}
MARK = {
    "at": "",
    "way": [{**PLACE, **dict(zip(("key", "kind", "id", "name"), step, strict=True))} for step in STEPS],
}


def search(palette: Palette, text: str) -> None:
    palette.page.get_by_role("combobox", name=palette.text("search.label")).fill(text)
    wait_found(palette)


def wait_found(palette: Palette) -> None:
    """Wait until the list is about what was typed."""
    palette.page.locator(".search-list:not([aria-busy=true])").wait_for(state="attached")
    palette.page.locator(".search-note:not(:empty)").wait_for()


def options(palette: Palette) -> list[str]:
    return palette.page.locator(".search-option:not(.is-action) .search-name").all_inner_texts()


def chosen_option(palette: Palette) -> str:
    return palette.page.locator(".search-option[aria-selected=true] .search-name").inner_text()


def note(palette: Palette) -> str:
    return palette.page.locator(".search-note").inner_text()


def crumbs(palette: Palette) -> list[str]:
    return palette.page.locator(".crumb:not([hidden]) .crumb-go").all_inner_texts()


def menu(palette: Palette, text: str) -> Any:
    return palette.page.get_by_role("menuitem", name=text)


def wait_active(palette: Palette, name: str) -> None:
    palette.page.locator(".row.is-active", has=palette.page.get_by_text(name, exact=True)).wait_for()


def paste(palette: Palette, text: str) -> None:
    palette.page.get_by_role("combobox").fill(text)
    palette.page.locator(".search-option").first.wait_for()


def test_what_was_listed_is_found_wherever_it_lies_and_shown(open_palette: Open) -> None:
    palette = open_palette(catalogued=[])
    palette.click_row(*WALK)
    palette.row(EXPLODED).wait_for()
    palette.click_row("Gearbox")  # closed again, and still known
    palette.press("/")
    palette.page.keyboard.type("exPLODED")
    wait_found(palette)
    assert options(palette) == [EXPLODED]
    assert palette.page.locator(".search-option mark").all_inner_texts() == ["Exploded"]
    assert palette.page.locator(".search-place").inner_text() == "Meridian Drives › Gearbox › 02 Drawings"
    palette.page.locator(".search-note", has_text=palette.text("search.listed-only")).wait_for()
    calls = palette.calls("tree.list")
    palette.press("Enter")
    wait_active(palette, EXPLODED)
    palette.page.locator(".details h2", has_text=EXPLODED).wait_for()
    assert palette.calls("tree.list") == calls
    assert palette.focused() == palette.text("tree.label")
    assert palette.page.locator(".search-popup").is_hidden()


def test_people_and_kinds_are_found_and_words_are_all_needed(open_palette: Open) -> None:
    palette = open_palette()
    palette.click_row(*WALK)
    palette.row(EXPLODED).wait_for()
    search(palette, "spreadsheet torque")
    assert options(palette) == ["Torque Calculation.xlsx"]
    search(palette, "kenji draw")
    assert options(palette) == [EXPLODED]
    search(palette, "no such thing")
    assert options(palette) == []
    assert palette.text("search.none") in note(palette)


def test_the_list_is_walked_by_keys_and_left_by_escape(open_palette: Open) -> None:
    palette = open_palette()
    palette.click_row(*WALK)
    palette.row(EXPLODED).wait_for()
    palette.press("Control+f")
    palette.page.keyboard.type("gearbox")
    wait_found(palette)
    names = options(palette)
    palette.press("ArrowDown")
    assert chosen_option(palette) == names[0]
    palette.press("ArrowDown", "ArrowUp", "ArrowUp")
    assert chosen_option(palette).startswith("Search the service below")  # the last of all
    palette.press("ArrowUp")
    assert chosen_option(palette) == names[-1]
    box = palette.page.get_by_role("combobox")
    assert box.get_attribute("aria-activedescendant")
    palette.press("Escape")
    assert (box.input_value(), box.get_attribute("aria-expanded")) == ("", "false")
    palette.press("Escape")
    assert palette.focused() == palette.text("tree.label")


def test_a_click_chooses_and_the_cross_clears(open_palette: Open) -> None:
    palette = open_palette()
    palette.click_row(*WALK)
    palette.row(EXPLODED).wait_for()
    search(palette, "torque")
    palette.page.get_by_role("button", name=palette.text("search.clear")).click()
    assert palette.page.get_by_role("combobox").input_value() == ""
    search(palette, "torque")
    palette.page.get_by_role("option", name="Torque Calculation").click()
    wait_active(palette, "Torque Calculation.xlsx")


def test_a_slash_in_a_field_is_a_slash(open_palette: Open) -> None:
    palette = open_palette()
    palette.row("Meridian Drives").wait_for()
    palette.press("/", "a", "/")
    assert palette.page.get_by_role("combobox").input_value() == "a/"


def test_hostile_names_are_text_in_the_list(open_palette: Open) -> None:
    palette = open_palette()
    palette.click_row(*WALK)
    palette.row(EXPLODED).wait_for()
    search(palette, "<img")
    assert options(palette) == ["<img src=x onerror=alert(1)>.txt"]
    assert palette.page.locator(".search-popup img").count() == 0


def test_a_name_that_runs_the_other_way_keeps_to_its_column(open_palette: Open) -> None:
    palette = open_palette()
    palette.click_row(*WALK)
    palette.row(EXPLODED).wait_for()
    search(palette, "kenji")
    starts = palette.page.locator(".search-option:not(.is-action) .search-name").evaluate_all(
        "names => names.map(name => { const text = document.createRange(); text.selectNodeContents(name);"
        " return Math.round(text.getBoundingClientRect().left) })"
    )
    assert len(starts) == 2
    assert len(set(starts)) == 1


def test_fifty_thousand_rows_are_searched_while_typing(open_palette: Open) -> None:
    palette = open_palette()
    palette.row("Meridian Drives").wait_for()
    palette.host(
        "answer('tree.list', {rows: Array.from({length: 50000},"
        " (_, n) => testHost.item('n' + n, 'Part ' + n, 'design', 1))})"
    )
    palette.page.get_by_role("button", name=palette.text("tree.refresh")).click()
    palette.row("Part 0").wait_for()
    search(palette, "part 4999")
    assert options(palette)[:2] == ["Part 4999", "Part 49990"]
    assert "15 found" in note(palette)
    search(palette, "part")
    assert len(options(palette)) == 50
    assert palette.text("search.first", number=50) in note(palette)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("urn:item:exploded", EXPLODED),
        ("https://acme.example/urn:item:exploded", EXPLODED),
        ("urn:version:exploded?version=1", "v1"),
    ],
)
def test_a_pasted_address_leads_to_its_place(open_palette: Open, text: str, shown: str) -> None:
    palette = open_palette()
    palette.row("Meridian Drives").wait_for()
    paste(palette, text)
    palette.page.locator(".search-option[aria-selected=true]").wait_for()
    palette.press("Enter")
    palette.page.locator(".details h2", has_text=EXPLODED).wait_for()
    assert crumbs(palette)[-1] == shown
    assert palette.calls("tree.findAddress") == 1


def test_an_address_of_what_is_listed_costs_no_request(open_palette: Open) -> None:
    palette = open_palette()
    palette.click_row(*WALK)
    palette.row(EXPLODED).wait_for()
    paste(palette, "urn:item:exploded")
    palette.page.locator(".search-option").first.click()
    wait_active(palette, EXPLODED)
    assert palette.calls("tree.findAddress") == palette.calls("tree.path") == 0


def test_an_address_that_leads_nowhere_says_why(open_palette: Open) -> None:
    palette = open_palette(fail={"tree.findAddress": problem("places.not-found")})
    palette.row("Meridian Drives").wait_for()
    paste(palette, "urn:item:nothing")
    palette.page.locator(".search-option[aria-selected=true]").wait_for()
    palette.press("Enter")
    palette.page.locator(".status", has_text="none of the projects").wait_for()


def test_the_path_leads_up_and_folds_where_it_is_narrow(open_palette: Open) -> None:
    palette = open_palette(size=WIDE)
    palette.click_row(*WALK, EXPLODED)
    palette.page.wait_for_function("() => document.querySelectorAll('.crumb-go').length === 4")
    assert crumbs(palette) == [*WALK, EXPLODED]
    palette.page.set_viewport_size({"width": 300, "height": 640})
    palette.page.get_by_role("button", name=palette.text("crumbs.more")).click()
    menu(palette, "Gearbox").click()
    wait_active(palette, "Gearbox")
    assert palette.focused() == palette.text("tree.label")
    palette.page.get_by_role("navigation").get_by_role("button", name="Meridian Drives").press("Enter")
    wait_active(palette, "Meridian Drives")


def test_the_active_design_is_located(open_palette: Open) -> None:
    palette = open_palette()
    palette.row("Meridian Drives").wait_for()
    palette.page.get_by_role("tab", name="This design").click()
    palette.press("Control+l")
    palette.page.locator(".details h2", has_text="Gearbox").wait_for()
    assert crumbs(palette)[-1] == "Gearbox"
    palette.host("openDocument('other')")
    palette.page.get_by_role("button", name=palette.text("locate.open")).click()
    palette.page.locator(".details h2", has_text="Drive Unit").wait_for()


@pytest.mark.parametrize(("document", "key"), [("none", "locate.none"), ("unsaved", "locate.unsaved")])
def test_what_cannot_be_located_says_why(open_palette: Open, document: str, key: str) -> None:
    palette = open_palette(document=document)
    why = palette.text(key, name="\u2068Untitled\u2069")
    button = palette.page.get_by_role("button", name=why)
    assert button.get_attribute("aria-disabled") == "true"
    button.press("Enter")
    palette.page.locator(".status", has_text=why).wait_for()


def test_favourites_are_marked_by_key_and_open_at_their_place(open_palette: Open) -> None:
    palette = open_palette()
    palette.click_row(*WALK, EXPLODED)
    palette.press("Control+d")
    palette.wait_for_calls("favourites.set")
    palette.click_row("Meridian Drives")
    palette.page.get_by_role("button", name=palette.text("favourites.open")).click()
    palette.page.locator(".search-option").first.wait_for()
    assert palette.page.get_by_role("group", name=palette.text("favourites.favourites")).count() == 1
    calls = palette.calls("tree.list")
    palette.press("ArrowDown", "Enter")
    wait_active(palette, EXPLODED)
    assert palette.calls("tree.list") == calls


def test_the_star_beside_the_path_is_pressed(open_palette: Open) -> None:
    palette = open_palette()
    star = palette.page.locator(".crumbs [aria-pressed]")
    assert star.is_hidden()
    palette.click_row(*WALK, EXPLODED)
    star.click()
    palette.page.locator(".crumbs [aria-pressed=true]").press("Enter")
    palette.page.locator(".crumbs [aria-pressed=false]").wait_for()
    assert [palette.calls("favourites.set"), palette.last("favourites.set")["isOn"]] == [2, False]


def test_a_favourite_is_taken_off_again(open_palette: Open) -> None:
    palette = open_palette()
    palette.click_row(*WALK, EXPLODED)
    palette.press("Control+d")
    palette.wait_for_calls("favourites.set")
    palette.press("/")
    palette.page.locator("#search-favourites").wait_for()
    palette.press("ArrowDown", "Delete")
    palette.wait_for_calls("favourites.set", 2)
    assert palette.last("favourites.set")["isOn"] is False
    palette.page.wait_for_function("() => !document.querySelector('#search-favourites')")


def test_a_favourite_opens_by_one_list_for_each_level(open_palette: Open) -> None:
    way = MARK["way"]
    gone = [*way[:-1], {**way[-1], "key": "item:b.gearbox:x", "id": "urn:item:x", "name": "Lost"}]
    marks = {"favourites": [{"at": "", "way": way}, {"at": "", "way": gone}], "recents": []}
    palette = open_palette(marks=marks)
    palette.row("Meridian Drives").wait_for()
    palette.press("/", "ArrowDown", "Enter")
    wait_active(palette, EXPLODED)
    assert (palette.calls("tree.list"), palette.calls("tree.path")) == (4, 0)
    palette.press("/")
    palette.page.locator(".search-option", has_text="Lost").click()
    palette.page.locator(".status", has_text="found nothing").wait_for()
    palette.press("/")
    gone_option = palette.page.locator(".is-gone", has_text=palette.text("favourites.gone"))
    assert gone_option.locator(".search-name").inner_text() == "Lost"


def test_a_favourite_whose_way_is_kept_does_not_wait_for_the_service(open_palette: Open) -> None:
    kept = ["root", "a.sample", "b.gearbox", "f.drawings"]
    palette = open_palette(hold=["tree.list"], kept=kept, marks={"favourites": [MARK], "recents": []})
    palette.row("Meridian Drives").wait_for()
    palette.press("/", "ArrowDown", "Enter")
    wait_active(palette, EXPLODED)
    palette.host("release('tree.list')")
    palette.page.wait_for_function("() => !document.querySelector('.row[aria-busy]')")
    wait_active(palette, EXPLODED)


def test_it_is_a_favourite_once_that_is_kept(open_palette: Open) -> None:
    palette = open_palette(hold=["favourites.set"])
    palette.click_row(*WALK, EXPLODED)
    palette.press("Control+d", "Control+d")
    palette.wait_for_calls("favourites.set")
    assert palette.page.locator(".status").inner_text() == ""
    palette.host("release('favourites.set')")
    palette.wait_for_calls("favourites.set", 2)  # one after the other
    assert palette.last("favourites.set")["isOn"] is False
    palette.page.locator(".status", has_text=EXPLODED).wait_for()


def test_a_favourite_that_cannot_be_kept_says_so_whatever_came_after(open_palette: Open) -> None:
    palette = open_palette(hold=["favourites.set"], fail={"favourites.set": problem("store.no-favourites")})
    palette.click_row(*WALK, EXPLODED)
    palette.press("Control+d", "Enter")  # which notes a visit as well
    palette.host("release('favourites.set')")
    palette.page.locator(".status", has_text=problem("store.no-favourites")["message"]).wait_for()
    palette.page.locator(".crumbs [aria-pressed=false]").wait_for()


def test_the_chosen_option_stays_chosen_while_more_is_listed(open_palette: Open) -> None:
    palette = open_palette()
    palette.click_row(*WALK)
    palette.row(EXPLODED).wait_for()
    search(palette, "gearbox")
    palette.press(*["ArrowDown"] * len(options(palette)))
    chosen = chosen_option(palette)
    palette.host("tree['f.drawings'].push(testHost.item('a', 'Gearbox', 'design', 1))")
    count = len(options(palette))
    palette.page.get_by_role("button", name=palette.text("tree.refresh")).evaluate("it => it.click()")
    palette.page.wait_for_function("it => document.querySelectorAll('.search-option').length > it", arg=count)
    assert chosen_option(palette) == chosen


def test_what_is_looked_at_is_recent(open_palette: Open) -> None:
    palette = open_palette()
    palette.click_row(*WALK, EXPLODED)
    palette.wait_for_calls("favourites.visit")
    palette.press("/")
    palette.page.get_by_role("group", name=palette.text("favourites.recents")).wait_for()
    assert options(palette) == [EXPLODED]


def test_the_menu_of_a_row(open_palette: Open) -> None:
    palette = open_palette()
    palette.click_row("Meridian Drives")
    palette.row("Gearbox").click(button="right")
    menu(palette, palette.text("menu.expand")).click()
    palette.row("02 Drawings").wait_for()
    palette.press("Shift+F10")
    menu(palette, palette.text("menu.refresh")).press("Enter")
    palette.wait_for_calls("tree.list", 4)
    palette.press("ContextMenu")
    menu(palette, palette.text("favourites.add")).click()
    palette.wait_for_calls("favourites.set")
    assert palette.last("favourites.set")["way"][-1]["name"] == "Gearbox"
    assert palette.focused() == palette.text("tree.label")
    palette.press("Shift+F10")
    menu(palette, palette.text("favourites.take-off")).wait_for()
    palette.press("Escape")
    palette.press("Shift+F10")
    menu(palette, palette.text("menu.copy-name")).click()
    palette.page.locator(".status:not(:empty)").wait_for()


def test_the_menu_of_several_rows(open_palette: Open) -> None:
    palette = open_palette()
    palette.click_row(*WALK, EXPLODED)
    palette.press("Shift+ArrowDown", "Shift+F10")
    menu(palette, "Attach 2 files").wait_for()
    menu(palette, "Add 2 to favourites").click()
    palette.wait_for_calls("favourites.set", 2)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [NARROW, WIDE])
def test_nobody_is_kept_out(
    open_palette: Open, node_modules: Path, theme: str, size: tuple[int, int]
) -> None:
    palette = open_palette(theme=theme, size=size)
    palette.click_row(*WALK, EXPLODED)
    palette.page.locator(".versions").wait_for()
    palette.press("Control+d")
    palette.wait_for_calls("favourites.set")
    bring_axe(palette.page, node_modules)
    palette.page.mouse.move(0, 0)
    palette.press("/")
    palette.page.locator(".search-option").first.wait_for()
    assert find_barriers(palette.page) == []
    palette.page.keyboard.type("ge")
    palette.press("ArrowDown")
    palette.page.locator(".search-option[aria-selected=true]").wait_for()
    assert find_barriers(palette.page) == []
    palette.page.keyboard.type("zzz")
    palette.page.locator(".search-note", has_text=palette.text("search.none")).wait_for()
    assert find_barriers(palette.page) == []
    palette.press("Escape", "Escape", "Shift+F10")
    assert find_barriers(palette.page) == []
