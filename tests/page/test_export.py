"""A table handed on: the menu by mouse and by keyboard, saved as CSV, copied as Markdown."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator

from .conftest import Open, Palette
from .live import open_live

pytestmark = pytest.mark.long_only


def show(palette: Palette) -> Locator:
    palette.page.get_by_role("tab", name="This design").click()
    palette.page.locator(".relation").first.wait_for()
    return palette.page.get_by_role("button", name=palette.text("export"), exact=True)


def said(palette: Palette) -> str:
    line = palette.page.locator(".status")
    palette.page.wait_for_function("() => document.querySelector('.status').textContent !== ''")
    return line.inner_text().replace("\u2068", "").replace("\u2069", "")


def test_the_menu_by_keyboard(open_palette: Open) -> None:
    palette = open_palette()
    opener = show(palette)
    as_csv, as_markdown = palette.text("export.csv"), palette.text("export.markdown")
    opener.focus()
    palette.press("Enter")
    assert palette.focused() == as_csv
    assert opener.get_attribute("aria-expanded") == "true"
    for key, expected in (
        ("ArrowDown", as_markdown),
        ("ArrowDown", as_csv),
        ("ArrowUp", as_markdown),
        ("Home", as_csv),
        ("End", as_markdown),
        ("s", as_csv),
        ("c", as_markdown),
    ):
        palette.press(key)
        assert palette.focused() == expected
    palette.press("Escape")
    assert palette.focused() == palette.text("export")
    assert opener.get_attribute("aria-expanded") == "false"
    palette.press("ArrowUp")
    assert palette.focused() == as_markdown
    palette.press("Tab")
    assert palette.focused() == palette.text("design.refresh")
    assert palette.page.get_by_role("menu").count() == 0
    palette.press("Shift+Tab", "ArrowDown", "Enter")
    assert palette.focused() == palette.text("export")
    palette.wait_for_calls("table.saveCsv")


def test_the_menu_closes_for_a_click_elsewhere_and_outlives_a_redraw(open_palette: Open) -> None:
    palette = open_palette()
    opener = show(palette)
    menu = palette.page.get_by_role("menu")
    opener.click()
    menu.wait_for()
    palette.host("openDocument('saved')")
    palette.page.wait_for_timeout(50)
    assert palette.focused() == palette.text("export.csv")
    palette.page.locator(".design-head h2").click()
    menu.wait_for(state="hidden")
    opener.click()
    opener.click()
    menu.wait_for(state="hidden")


def test_a_table_is_saved(open_palette: Open) -> None:
    palette = open_palette()
    opener = show(palette)
    palette.page.locator(".fact-place:visible").first.wait_for()
    opener.click()
    palette.page.get_by_role("menuitem", name=palette.text("export.csv")).click()
    assert said(palette) == palette.text("export.saved", path="/home/mika/Downloads/Gearbox relations.csv")
    table = palette.last("table.saveCsv")
    assert len(table["rows"]) == 8
    row = dict(zip(table["columns"], table["rows"][1], strict=True))
    assert row == {
        "Name": "Inspection",
        "Kind": "Drawing",
        "Group": "Drawings",
        "Version": "2",
        "Latest version": "2",
        "Version of this design": "7",
        "Relation": "“Inspection” relates to “Gearbox”.",
        "Out of date": "made for v7; this design is at v8",
        "Made by": "Kenji Watanabe",
        "Made": "2026-10-12T15:22:00.000Z",
        "Folder": "02 Drawings",
        "Told by": "Service",
        "Type": "derived:autodesk.fusion360:DrawingToDesign",
        "Item id": "urn:item:inspection",
        "Version id": "urn:version:inspection?version=2",
    }
    # Its latest version is another one.
    assert dict(zip(table["columns"], table["rows"][2], strict=True))["Latest version"] == "3"


def test_what_is_filtered_and_sorted_is_handed_on_as_it_is_shown(open_palette: Open) -> None:
    palette = open_palette()
    opener = show(palette)
    palette.page.get_by_role("searchbox").fill("gearbox")
    opener.click()
    palette.page.get_by_role("menuitem", name=palette.text("export.csv")).click()
    palette.wait_for_calls("table.saveCsv")
    names = [row[0] for row in palette.last("table.saveCsv")["rows"]]
    assert names == palette.page.locator(".relation-name .name").all_inner_texts()
    assert 0 < len(names) < 8


def test_what_is_cancelled_or_fails_is_told_as_it_is(open_palette: Open) -> None:
    palette = open_palette()
    opener = show(palette)
    palette.host("answer('table.saveCsv', {path: null})")
    opener.click()
    palette.press("Enter")
    palette.wait_for_calls("table.saveCsv")
    palette.fail("table.saveCsv", "host.dialog-open", message="Another dialog for files is open already.")
    opener.click()
    palette.press("Enter")
    assert said(palette).startswith("Another dialog for files is open already.")


@pytest.mark.parametrize("is_allowed", [True, False])
def test_a_table_is_copied(open_palette: Open, *, is_allowed: bool) -> None:
    palette = open_palette()
    opener = show(palette)
    palette.page.evaluate(
        "is_allowed => { document.execCommand = (...given) => {"
        " window.copied = [...given, String(getSelection()) || document.activeElement.value];"
        " return is_allowed } }",
        is_allowed,
    )
    opener.click()
    palette.press("End", "Enter")
    expected = palette.text("export.copied.other", count=8) if is_allowed else palette.text("copy-by-hand")
    assert said(palette) == expected
    command, text = palette.page.evaluate("window.copied")
    assert command == "copy"
    assert text.splitlines()[0].startswith("| Name | Kind | Group |")
    assert palette.focused() == palette.text("export" if is_allowed else "export.markdown")
    palette.press("Tab")
    assert palette.page.locator("textarea").count() == 0


def test_nothing_to_export_is_not_offered(open_palette: Open) -> None:
    nothing = {"document": {"version": 8, "kind": "design"}, "tip": 8, "relations": []}
    palette = open_palette(answers={"design.relations": nothing})
    palette.page.get_by_role("tab", name="This design").click()
    palette.page.get_by_text(palette.text("design.empty"), exact=True).wait_for()
    assert palette.page.get_by_role("button", name=palette.text("export"), exact=True).count() == 0


def test_a_table_that_was_saved_for_an_earlier_page_is_told(open_palette: Open) -> None:
    palette = open_palette()
    palette.row("Meridian Drives").wait_for()
    ended = {"method": "table.saveCsv", "params": {}, "result": {"path": "/x.csv"}, "problem": None}
    palette.host("notify('job.ended', it)", ended)
    assert said(palette) == palette.text("export.saved", path="/x.csv")


def test_the_file_is_what_a_spreadsheet_reads(
    chromium: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_live(chromium, tmp_path, monkeypatch) as palette:
        ids = palette.ids
        palette.service.seed.add_ref(
            ids["Frame Sheet v1"],
            to_id=ids["Frame v1"],
            extension_type="derived:autodesk.fusion360:DrawingToDesign",
        )
        palette.page.get_by_role("tab", name="This design").click()
        # The page may have asked before there was a ref.
        palette.page.get_by_role("button", name=palette.text("design.refresh")).click()
        opener = show(palette)
        palette.host_port.target = tmp_path / "relations.csv"
        opener.click()
        palette.press("Enter")
        palette.page.locator(".status", has_text=str(tmp_path / "relations.csv")).wait_for()
        assert palette.host_port.asked[0]["name"] == "Frame relations.csv"
        with (tmp_path / "relations.csv").open(encoding="utf-8-sig", newline="") as file:
            [row] = list(csv.DictReader(file, strict=True))
        assert (row["Name"], row["Kind"], row["Version"], row["Latest version"]) == (
            "Frame Sheet",
            "Drawing",
            "1",
            "1",
        )
        assert (row["Version of this design"], bool(row["Out of date"])) == ("1", True)
        assert (row["Item id"], row["Version id"]) == (ids["Frame Sheet"], ids["Frame Sheet v1"])
        assert (row["Made by"], row["Made"]) == ("Mika Sample", "2026-03-04T09:00:00+00:00")
