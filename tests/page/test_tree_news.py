"""What a sync finds in folders that are open: shown there, without moving what somebody is at."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import Open, Palette, problem

pytestmark = pytest.mark.long_only

WALK = ("Meridian Drives", "Gearbox", "02 Drawings")
EXPLODED = "Gearbox Exploded View"
TORQUE = "Torque Calculation.xlsx"
DRAWINGS = "folder:b.gearbox:f.drawings"
ADDED = "testHost.item('aaa', 'A first one', 'design', 1)"


def opened(open_palette: Open, **options: Any) -> Palette:
    palette = open_palette(**options)
    palette.click_row(*WALK)
    palette.row(TORQUE).wait_for()
    return palette


def tell(palette: Palette, rows: str, *, key: str = DRAWINGS) -> None:
    """Let the sync have listed a folder: `rows` is a script about those `before`."""
    asked = palette.calls("tree.news")
    palette.host(
        "answer('tree.news', () => { const before = testHost.tree['f.drawings'];"
        f" const rows = {rows}; return {{isWhole: true, listings: {{[it]: {{rows, count: rows.length,"
        " at: new Date().toISOString(), listed: Date.now() + 5}}} })",
        key,
    )
    palette.host("notify('catalogue.changed', testHost.catalogue())")
    palette.wait_for_calls("tree.news", asked + 1)


def leave(palette: Palette) -> None:
    palette.page.mouse.move(1, 1)


def place(palette: Palette, name: str) -> float:
    """Return how far down a row is on the screen, once it is drawn there."""
    palette.settle()
    top: float = palette.row(name).bounding_box()["y"]
    return top


def names(palette: Palette) -> list[str]:
    palette.settle()
    return palette.page.locator(".row:not(.is-notice) .row-name").all_inner_texts()


def test_a_new_version_and_another_person_are_shown_under_the_pointer(open_palette: Open) -> None:
    palette = opened(open_palette)
    lists = palette.calls("tree.list")
    palette.row(TORQUE).hover()
    before, at = names(palette), place(palette, TORQUE)
    tell(palette, f"before.map(row => row.name === '{TORQUE}' ? {{...row, version: 77, tipId: 'new'}} : row)")
    palette.row(TORQUE).get_by_text("v77").wait_for()
    assert (names(palette), place(palette, TORQUE)) == (before, at)
    assert palette.calls("tree.list") == lists


def test_rows_come_and_go_once_the_pointer_has_left(open_palette: Open) -> None:
    palette = opened(open_palette)
    palette.row(TORQUE).hover()
    before = names(palette)
    tell(palette, f"[{ADDED}, ...before.filter(row => row.name !== '{EXPLODED}')]")
    tell(palette, f"[{ADDED}, ...before.filter(row => row.name !== '{EXPLODED}')]")
    assert names(palette) == before
    leave(palette)
    palette.row("A first one").wait_for()
    assert EXPLODED not in names(palette)


def test_what_is_selected_keeps_the_focus_and_its_place(open_palette: Open) -> None:
    palette = opened(open_palette)
    palette.click_row(TORQUE)
    palette.page.locator(".details h2", has_text=TORQUE).wait_for()
    leave(palette)
    at = place(palette, TORQUE)
    many = "Array.from({length: 30}, (_, n) => testHost.item('n' + n, 'A ' + n, 'design', 1))"
    tell(palette, f"[...{many}, ...before]")
    palette.page.wait_for_function("() => document.querySelector('.tree').scrollTop > 700")
    assert place(palette, TORQUE) == at
    assert palette.active_row() == TORQUE
    assert palette.focused() == palette.text("tree.label")
    assert palette.row(TORQUE).get_attribute("aria-selected") == "true"


def test_what_the_service_has_told_since_is_not_undone(open_palette: Open) -> None:
    palette = opened(open_palette)
    palette.row(TORQUE).hover()
    tell(palette, "before.slice(1)")
    palette.host(f"tree['f.drawings'].push({ADDED})")
    palette.click_row("02 Drawings")
    palette.click_row("02 Drawings")
    palette.page.get_by_role("button", name=palette.text("tree.refresh")).click()
    palette.row("A first one").wait_for()
    palette.row(TORQUE).hover()
    leave(palette)
    assert EXPLODED in names(palette)


def test_a_folder_that_was_closed_has_its_news_when_it_is_opened(open_palette: Open) -> None:
    palette = opened(open_palette)
    palette.click_row("02 Drawings")
    lists = palette.calls("tree.list")
    tell(palette, f"[{ADDED}, ...before]")
    tell(palette, f"[{ADDED}, ...before]")
    palette.click_row("02 Drawings")
    palette.row("A first one").wait_for()
    assert palette.calls("tree.list") == lists


def test_an_open_item_with_a_version_more_lists_its_versions_again(open_palette: Open) -> None:
    palette = opened(open_palette)
    palette.click_row(EXPLODED)
    palette.press("ArrowRight")
    palette.page.locator(".row.is-version").first.wait_for()
    leave(palette)
    lists = palette.calls("tree.list")
    tell(palette, f"before.map(row => row.name === '{EXPLODED}' ? {{...row, tipId: 'new'}} : row)")
    palette.wait_for_calls("tree.list", lists + 1)
    assert palette.last("tree.list")["id"] == "urn:item:exploded"


def test_what_a_sync_has_listed_is_not_offline_any_more(open_palette: Open) -> None:
    kept = ["root", "a.sample", "b.gearbox", "f.drawings"]
    view = {"tab": "browse", "expanded": ["hub::a.sample", "project:b.gearbox:b.gearbox", DRAWINGS]}
    palette = open_palette(kept=kept, opening={"view": view}, fail={"tree.list": problem("http.unreachable")})
    palette.row(TORQUE).wait_for()
    palette.page.locator(".offline", has_text="cannot be reached").wait_for()
    lists = palette.calls("tree.list")
    palette.host(
        "answer('tree.news', ({seen}) => ({isWhole: true, listings: Object.fromEntries(Object.keys(seen)"
        ".map(key => [key, {rows: testHost.tree[key.split(':').slice(2).join(':')],"
        " at: new Date().toISOString(), listed: Date.now() + 5}]))}))"
    )
    palette.host("answer('tree.list', {rows: testHost.tree.root})")
    palette.host("notify('catalogue.changed', testHost.catalogue())")
    palette.page.wait_for_function("() => !document.querySelector('.offline').textContent")
    assert sorted(palette.last("tree.news")["seen"]) == sorted(view["expanded"])
    palette.wait_for_calls("tree.list", lists + 1)  # that of the hubs alone, which no catalogue has
    palette.page.wait_for_function("() => !document.querySelector('.row[aria-busy]')")
    assert palette.calls("tree.list") == lists + 1
