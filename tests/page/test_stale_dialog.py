"""The dialog *What is stale* of a hub or a project, with a scripted host."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator

from .conftest import NARROW, WIDE, Open, Palette, problem
from .judges import bring_axe, find_barriers

pytestmark = pytest.mark.long_only


def plain(text: str) -> str:
    """Return a text without its marks of direction."""
    return text.replace("\u2068", "").replace("\u2069", "")


def dialog(palette: Palette) -> Locator:
    return palette.page.get_by_role("dialog")


def open_for_hub(open_palette: Open, **options: Any) -> Palette:
    palette = open_palette(**options)
    palette.click_row("Meridian Drives")
    palette.row("Test Fixtures").wait_for()
    palette.page.get_by_role("button", name=palette.text("stale.open")).click()
    dialog(palette).wait_for()
    return palette


def found(palette: Palette, count: int = 4) -> None:
    palette.page.wait_for_function(
        "count => document.querySelectorAll('.stale-item').length === count"
        " && !document.querySelector('.stale-state .busy')",
        arg=count,
    )


def export(palette: Palette, key: str) -> None:
    dialog(palette).get_by_role("button", name=palette.text("export")).click()
    palette.page.get_by_role("menuitem", name=palette.text(key)).click()


def test_grouped_by_way_with_refs_in_words_and_how_much_is_known(open_palette: Open) -> None:
    palette = open_for_hub(open_palette)
    found(palette)
    assert palette.last("stale.find") == {"hubId": "a.sample", "projectId": ""}
    ways = palette.page.locator(".stale-way").all_text_contents()
    assert [plain(way) for way in ways] == [
        "Gearbox › 01 Design",
        "Gearbox › 02 Drawings",
    ]
    texts = palette.page.locator(".stale-item .muted").all_text_contents()
    assert [plain(text) for text in texts] == [
        "uses v7 of Gearbox, which is at v8",
        "has v2 of Gearbox BOM.xlsx attached, which is at v3",
        "made from v5 of Gearbox, which is at v8",
        "attached to v5 of Gearbox, which is at v8",
    ]
    said = plain(palette.page.locator(".stale-state").inner_text())
    assert "4 items with 4 stale references." in said
    assert "Of 519 latest versions the references of 500 are known. The oldest were read 3 hr. ago." in said
    assert palette.focused() == palette.text("attach.close")


def test_of_a_project_from_the_menu_of_its_row_by_keyboard(open_palette: Open) -> None:
    palette = open_palette()
    palette.click_row("Meridian Drives")
    palette.row("Gearbox").wait_for()
    palette.page.get_by_role("treegrid").focus()
    palette.press("ArrowDown", "Shift+F10")
    choice = palette.page.get_by_role("menuitem", name=palette.text("stale.here"))
    choice.wait_for()
    choice.press("Enter")
    found(palette)
    assert palette.last("stale.find") == {"hubId": "a.sample", "projectId": "b.gearbox"}
    assert plain(palette.page.locator(".stale-way").first.text_content() or "") == "01 Design"
    palette.press("Escape")
    assert dialog(palette).count() == 0
    assert palette.page.evaluate("document.activeElement.getAttribute('role')") == "treegrid"


def test_shown_in_the_tree(open_palette: Open) -> None:
    palette = open_for_hub(open_palette)
    found(palette)
    palette.page.locator(".stale-item button").nth(2).click()
    assert dialog(palette).count() == 0
    palette.page.locator(".row[aria-selected=true]", has_text="Gearbox Exploded View").wait_for()


def test_what_is_stale_is_saved_as_a_table(open_palette: Open) -> None:
    palette = open_for_hub(open_palette)
    found(palette)
    export(palette, "export.csv")
    dialog(palette).get_by_text(".csv").wait_for()
    table = palette.last("table.saveCsv")
    assert plain(table["name"]) == "Meridian Drives what is stale"
    row = dict(zip(table["columns"], table["rows"][2], strict=True))
    assert row.pop("Read")
    assert plain(row.pop("Out of date")) == "made from v5 of Gearbox, which is at v8"
    assert row == {
        "Folder": "Gearbox › 02 Drawings",
        "Name": "Gearbox Exploded View",
        "Kind": "Drawing",
        "Relation": "Drawing of a design",
        "Refers to": "Gearbox",
        "Version referred to": "5",
        "Its latest version": "8",
        "Project id": "b.gearbox",
        "Item id": "urn:item:exploded",
    }
    export(palette, "export.markdown")
    dialog(palette).get_by_text(palette.text("export.copied.other", count=4)).wait_for()


@pytest.mark.parametrize(("read", "key"), [(0, "unknown"), (12, "none")])
def test_where_there_is_nothing_it_says_what_would_be_there(open_palette: Open, read: int, key: str) -> None:
    answer = {"read": read, "items": 12, "oldest": None}
    palette = open_for_hub(open_palette, answers={"stale.find": answer})
    dialog(palette).get_by_text(palette.text(f"stale.{key}-text")).wait_for()
    assert dialog(palette).get_by_role("button", name=palette.text("export")).count() == 0
    dialog(palette).get_by_role("button", name=palette.text("stale.again")).click()
    palette.wait_for_calls("stale.find", 2)


def test_a_failure_can_be_tried_again(open_palette: Open) -> None:
    palette = open_for_hub(
        open_palette, fail={"stale.find": problem("store.catalogue-closed", message="No.")}
    )
    dialog(palette).locator(".problem", has_text="No.").wait_for()
    palette.host("answer('stale.find', {read: 3, items: 3, oldest: null})")
    dialog(palette).get_by_role("button", name=palette.text("retry")).click()
    dialog(palette).get_by_text(palette.text("stale.none")).wait_for()


def test_thousands_come_in_parts_and_only_those_in_sight_are_drawn(open_palette: Open) -> None:
    palette = open_for_hub(open_palette, hold=["stale.find"])
    palette.wait_for_calls("stale.find")
    palette.page.evaluate(
        "() => { const { id } = testHost.last('stale.find'); const [one] = testHost.stale;"
        " for (let part = 0; part < 60; part += 1) testHost.notify('job.part', {id, part:"
        " Array.from({length: 50}, (_, index) => ({...one, row: {...one.row, id: `i${part}-${index}`},"
        " way: [...one.way.slice(0, -1), {...one.row, name: `Part ${part}-${index}`}]}))}) }"
    )
    palette.host("release('stale.find')")
    found(palette, 3004)
    assert plain(palette.page.locator(".stale-sum").inner_text()).startswith("3,004 items")
    # All but those in sight are left out of the layout.
    inside = palette.page.evaluate(
        "() => [...document.querySelectorAll('.stale-item')]"
        ".filter(one => one.firstElementChild.checkVisibility({contentVisibilityAuto: true})).length"
    )
    assert 0 < inside < 200
    palette.page.locator(".stale-item").nth(2999).scroll_into_view_if_needed()
    palette.page.get_by_text("Part 59-49", exact=True).wait_for()


def test_closing_drops_the_search(open_palette: Open) -> None:
    palette = open_for_hub(open_palette, hold=["stale.find"])
    dialog(palette).locator(".busy").wait_for()
    palette.press("Escape")
    palette.wait_for_calls("job.cancel")
    palette.host("release('stale.find')")
    assert dialog(palette).count() == 0


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["narrow", "wide"])
def test_it_is_fit_for_everybody(
    open_palette: Open, node_modules: Path, size: tuple[int, int], theme: str
) -> None:
    palette = open_for_hub(open_palette, size=size, theme=theme)
    found(palette)
    bring_axe(palette.page, node_modules)
    assert find_barriers(palette.page) == []
