"""The tree as a grid: its columns and their order, its menus, its badges; by mouse and by keyboard."""

from __future__ import annotations

import pytest

from .conftest import WIDE, Open, Palette
from .test_tree_answers import build, fill, names, tree

pytestmark = pytest.mark.long_only

DRAWINGS = ("Meridian Drives", "Gearbox", "02 Drawings")
BOM, EXPLODED, TORQUE = "Gearbox BOM.xlsx", "Gearbox Exploded View", "Torque Calculation.xlsx"


def walk(palette: Palette) -> Palette:
    palette.click_row(*DRAWINGS)
    palette.row(EXPLODED).wait_for()
    return palette


def headers(palette: Palette) -> list[str]:
    return palette.page.locator(".head-cell:not(.visually-hidden)").all_inner_texts()


def items(palette: Palette) -> list[str]:
    palette.settle()
    return palette.page.locator(".row.is-item .row-name").all_text_contents()


def open_columns(palette: Palette) -> None:
    palette.page.get_by_role("button", name=palette.text("tree.columns"), exact=True).click()
    palette.page.get_by_role("menu").wait_for()


def test_a_header_sorts_and_turns_round(open_palette: Open) -> None:
    palette = walk(open_palette(size=WIDE))
    size = palette.page.get_by_role("columnheader", name="Size")
    size.click()
    assert size.get_attribute("aria-sort") == "descending"
    sizes = items(palette)
    assert sizes[0].startswith("Acceptance protocol")
    size.click()
    assert size.get_attribute("aria-sort") == "ascending"
    assert items(palette) == sizes[::-1]
    assert palette.page.get_by_role("columnheader", name="Name").get_attribute("aria-sort") is None


def test_folders_stay_before_items_and_versions_newest_first(open_palette: Open) -> None:
    palette = open_palette(size=WIDE)
    palette.click_row("Meridian Drives", "Gearbox", "01 Design")
    palette.row("Drive Unit").locator(".row-twisty").click()
    palette.row("Version 1").wait_for()
    for column in ("Name", "Modified", "Version"):
        palette.page.get_by_role("columnheader", name=column).click()
        inside = names(palette)
        first = inside.index("Parts")
        assert first < min(inside.index(name) for name in ("Drive Unit", "Gearbox Housing"))
        start = inside.index("Version 3")
        assert inside[start : start + 3] == ["Version 3", "Version 2", "Version 1"]


def test_columns_are_chosen_by_keyboard_and_the_menu_stays(open_palette: Open) -> None:
    palette = walk(open_palette(size=WIDE))
    assert headers(palette) == ["Name", "Version", "Modified", "By", "Size"]
    opener = palette.page.get_by_role("button", name=palette.text("tree.columns"), exact=True)
    opener.focus()
    palette.press("Enter")
    version = palette.page.get_by_role("menuitemcheckbox", name="Version")
    assert version.get_attribute("aria-checked") == "true"
    palette.press("Space")
    assert version.get_attribute("aria-checked") == "false"
    assert headers(palette) == ["Name", "Modified", "By", "Size"]
    assert palette.focused() == "Version"
    palette.press("Escape")
    assert palette.focused() == palette.text("tree.columns")
    assert not palette.row(BOM).locator(".row-number").is_visible()


def test_the_order_is_chosen_in_the_menu_where_no_header_is_seen(open_palette: Open) -> None:
    palette = walk(open_palette())
    assert headers(palette) == ["Name"]
    open_columns(palette)
    palette.page.get_by_role("menuitemradio", name="Size").click()
    palette.page.get_by_role("menuitemradio", name=palette.text("tree.sort-up")).click()
    palette.press("Escape")
    assert headers(palette) == ["Name", "Size"]
    assert items(palette)[-1].startswith("Acceptance protocol")


def test_columns_that_do_not_fit_are_left_out_from_the_right(open_palette: Open) -> None:
    palette = walk(open_palette(size=WIDE))
    cells = (".row-number", ".row-modified", ".row-by", ".row-size")
    seen = []
    for width in (1200, 900, 760, 350):
        palette.page.set_viewport_size({"width": width, "height": 700})
        palette.page.evaluate(
            "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
        )
        row = palette.row(BOM)
        shown = [row.locator(cell).is_visible() for cell in cells]
        assert shown == sorted(shown, reverse=True)
        seen.append(sum(shown))
        name = row.locator(".row-main").bounding_box()
        assert name
        assert name["width"] >= 150
    assert seen == sorted(seen, reverse=True)
    assert seen[0] == len(cells)


def test_a_layout_is_taken_up_and_told_when_it_changes(open_palette: Open) -> None:
    palette = build(open_palette(size=WIDE))
    tree(palette, "tree.setLayout({columns: ['size', 'nonsense'], sort: {by: 'size', isDown: true}})")
    assert tree(palette, "tree.layout()") == {"columns": ["size"], "sort": {"by": "size", "isDown": True}}
    assert headers(palette) == ["Name", "Size"]
    assert tree(palette, "acts") == []
    palette.page.get_by_role("columnheader", name="Name").click()
    assert len(tree(palette, "acts")) == 1
    tree(palette, "tree.setLayout(null)")
    assert tree(palette, "tree.layout().sort") == {"by": "name", "isDown": False}


@pytest.mark.parametrize("how", ["right click", "Shift+F10", "ContextMenu", "button"])
def test_the_menu_of_a_row_opens_and_gives_the_focus_back(open_palette: Open, how: str) -> None:
    palette = build(open_palette(), "First", "Second", "Not now")
    fill(palette, "a", "b")
    if how == "right click":
        palette.row("b").click(button="right")
    elif how == "button":
        palette.row("b").hover()
        palette.row("b").locator(".row-more").click()
    else:
        palette.page.get_by_role("treegrid").focus()
        palette.press("ArrowDown", how)
    menu = palette.page.get_by_role("menu")
    menu.wait_for()
    assert palette.active_row() == "b"
    assert palette.focused() == "First"
    palette.press("Escape")
    menu.wait_for(state="detached")
    assert palette.focused() == palette.text("tree.label")
    palette.row("a").click(button="right")
    palette.press("ArrowDown", "Enter")
    assert tree(palette, "acts") == ["Second a"]
    assert palette.focused() == palette.text("tree.label")


def test_a_choice_that_cannot_be_chosen_says_why(open_palette: Open) -> None:
    palette = build(open_palette(), "Not now")
    fill(palette, "a")
    palette.row("a").click(button="right")
    choice = palette.page.get_by_role("menuitem")
    assert choice.get_attribute("aria-disabled") == "true"
    assert "It is not there yet." in choice.inner_text()
    palette.press("Enter")
    assert tree(palette, "acts") == []
    assert palette.page.get_by_role("menu").is_visible()
    palette.page.mouse.click(5, 600)
    palette.page.get_by_role("menu").wait_for(state="detached")


def test_a_menu_at_the_edge_stays_in_the_window(open_palette: Open) -> None:
    palette = build(open_palette(), *(f"Choice {number}" for number in range(12)))
    fill(palette, "a")
    box = palette.row("a").bounding_box()
    assert box
    palette.page.mouse.click(box["x"] + box["width"] - 2, box["y"] + 5, button="right")
    menu = palette.page.get_by_role("menu").bounding_box()
    assert menu
    assert menu["x"] >= 0
    assert menu["x"] + menu["width"] <= 350
    assert menu["y"] + menu["height"] <= 640


def test_what_is_known_of_items_is_asked_once_for_the_rows_in_sight(open_palette: Open) -> None:
    palette = open_palette(
        answers={"tree.marks": {"marks": {"urn:item:bom": {"refs": 12, "stale": 1}}}},
    )
    walk(palette)
    badges = palette.row(BOM).locator(".row-badges")
    badges.locator(".is-refs").wait_for()
    assert palette.page.get_by_role("row", name="1 out of date 12 references").count() == 1
    assert "urn:item:bom" in palette.last("tree.marks")["itemIds"]
    assert palette.row(TORQUE).locator(".row-badge").count() == 0


def test_the_active_design_is_marked(open_palette: Open) -> None:
    palette = open_palette()
    palette.click_row("Meridian Drives", "Gearbox", "01 Design")
    palette.page.locator(".row.is-open", has_text="Gearbox").wait_for()
    palette.host("openDocument('other')")
    palette.page.locator(".row.is-open", has_text="Drive Unit").wait_for()
    assert palette.page.locator(".row.is-open").count() == 1


# The urns asked for, by their numbers, and those of them that were given up again.
PICTURES = """() => {
    const calls = testHost.calls.filter(
        call => call.method === "thumbnail.get" && call.params.urn.startsWith("n."));
    const ended = testHost.calls.filter(call => call.method === "job.cancel").map(call => call.params.id);
    const number = call => Number(call.params.urn.slice(2));
    return [calls.map(number), calls.filter(call => ended.includes(call.id)).map(number)];
}"""
IN_SIGHT = """() => {
    const tree = document.querySelector(".tree").getBoundingClientRect();
    const isSeen = box => box.bottom > tree.top && box.top < tree.bottom;
    return [...document.querySelectorAll(".row.is-item")]
        .filter(row => isSeen(row.getBoundingClientRect()))
        .map(row => Number(row.querySelector(".row-name").textContent.slice(2)));
}"""


def open_numbered(palette: Palette) -> None:
    """Open a folder of 300 items, each with a picture of its own."""
    palette.click_row("Meridian Drives", "Gearbox")
    palette.row("05 Released").wait_for()
    palette.page.evaluate(
        """() => testHost.answer("tree.list", {rows: Array.from({length: 300}, (_, index) => ({
            ...testHost.item(`i.${index}`, `n ${String(index).padStart(3, "0")}`, "design", 1),
            urn: `n.${index}`,
        }))})"""
    )
    palette.click_row("05 Released")
    palette.row("n 003").wait_for()


def test_pictures_come_for_rows_in_sight_alone(open_palette: Open) -> None:
    palette = open_palette(hold=["thumbnail.get"])
    open_numbered(palette)
    waits = f"count => ({PICTURES})()[0].length >= count"
    seen = palette.page.evaluate(IN_SIGHT)
    palette.page.wait_for_function(waits, arg=len(seen))
    asked, given_up = palette.page.evaluate(PICTURES)
    assert sorted(asked) == seen
    assert given_up == []
    palette.page.get_by_role("treegrid").evaluate("tree => { tree.scrollTop = 28 * 200 }")
    palette.row("n 200").wait_for()
    there = palette.page.evaluate(IN_SIGHT)
    assert not set(there) & set(seen)
    palette.page.wait_for_function(waits, arg=len(seen) + len(there))
    asked, given_up = palette.page.evaluate(PICTURES)
    assert sorted(asked) == sorted(seen + there)  # nothing of what was passed on the way
    assert sorted(given_up) == seen
    palette.host("release('thumbnail.get')")
    palette.page.locator(".row-picture:not([hidden])").nth(len(there) - 1).wait_for()
    asked, given_up = palette.page.evaluate(PICTURES)
    assert (len(asked), len(given_up)) == (len(seen) + len(there), len(seen))


def test_a_picture_that_comes_later_is_shown_while_its_row_stays_in_sight(open_palette: Open) -> None:
    later = {"dataUri": None, "isLater": True}
    palette = open_palette(clock=True, answers={"thumbnail.get": later})
    palette.click_row("Meridian Drives", "Gearbox", "01 Design")
    palette.row("Drive Unit").wait_for()
    palette.page.clock.run_for(1000)
    palette.wait_for_calls("thumbnail.get", 3)
    picture = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw=="
    palette.host("answer('thumbnail.get', it)", {"dataUri": picture, "isLater": False})
    palette.page.clock.run_for(11000)
    palette.page.locator(".row-picture:not([hidden])").nth(2).wait_for()


def test_what_is_said_below_can_be_put_away(open_palette: Open) -> None:
    palette = open_palette()
    palette.row("Meridian Drives").wait_for()
    palette.page.evaluate("() => DataBrowser.say('Kept in memory alone.')")
    palette.page.get_by_role("button", name=palette.text("status.put-away")).click()
    assert palette.page.locator(".status-bar").evaluate("bar => bar.offsetHeight") == 0


def test_the_details_of_a_notice_are_those_of_its_owner(open_palette: Open) -> None:
    palette = open_palette()
    palette.click_row("Meridian Drives", "Gearbox", "05 Released", "Test Fixtures")
    palette.page.locator(".details h2", has_text="Test Fixtures").wait_for()
    palette.page.get_by_role("treegrid").focus()
    palette.press("ArrowUp")
    palette.page.locator(".details h2", has_text="05 Released").wait_for()


def test_an_empty_folder_teaches_and_takes_files(open_palette: Open) -> None:
    palette = open_palette()
    palette.click_row("Meridian Drives", "Gearbox", "05 Released")
    empty = palette.page.locator(".row.is-empty")
    empty.wait_for()
    assert palette.text("tree.empty-folder-hint") in empty.inner_text()
    palette.page.get_by_role("treegrid").focus()
    palette.press("ArrowDown", "Enter")
    palette.page.get_by_role("dialog").wait_for()


def test_a_list_on_its_way_is_a_skeleton(open_palette: Open) -> None:
    palette = build(open_palette())
    palette.page.locator(".row.is-loading .row-bone").first.wait_for()
    fill(palette, "a")
    assert palette.page.locator(".row-bone").count() == 0


def test_what_a_screen_reader_is_told_of_rows_and_columns(open_palette: Open) -> None:
    palette = walk(open_palette(size=WIDE))
    grid = palette.page.get_by_role("treegrid")
    rows = int(grid.get_attribute("aria-rowcount") or 0)
    assert rows == palette.page.locator(".row").count() + 1
    assert palette.row("Meridian Drives").get_attribute("aria-rowindex") == "2"
    assert palette.page.get_by_role("columnheader").count() == 5
    assert palette.row(BOM).get_by_role("gridcell").all_inner_texts()[1] == "v3"
