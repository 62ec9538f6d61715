"""The dialog that shows where a design is used, with a scripted host."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from .conftest import NARROW, ROOT, WIDE, Open, Palette, problem
from .judges import bring_axe, find_barriers
from .live import MADE, open_live

pytestmark = pytest.mark.long_only

SCREENS = ROOT / "build" / "screens"


def open_dialog(open_palette: Open, **options: Any) -> Palette:
    palette = open_palette(**options)
    palette.page.get_by_role("tab", name="This design").click()
    palette.choose_more("design.uses")
    palette.page.get_by_role("dialog").wait_for()
    return palette


def names(palette: Palette) -> list[str]:
    return palette.page.locator(".use .name").all_inner_texts()


def found(palette: Palette, *, count: int = 5) -> None:
    palette.page.wait_for_function("count => document.querySelectorAll('.use').length === count", arg=count)


def tell(palette: Palette, uses: str) -> None:
    """Let the host tell of uses while it goes on."""
    palette.page.wait_for_function("() => testHost.last('uses.find') !== null")
    palette.host(f"notify('job.part', {{id: testHost.last('uses.find').id, part: {uses}}})")


def export(palette: Palette, key: str) -> None:
    """Choose from the menu in the dialog."""
    palette.page.get_by_role("dialog").get_by_role("button", name=palette.text("export")).click()
    palette.page.get_by_role("menuitem", name=palette.text(key)).click()


def test_level_below_level_with_versions_and_what_goes_round(open_palette: Open) -> None:
    palette = open_dialog(open_palette)
    found(palette)
    assert names(palette) == ["Drive Unit", "Packing Line", "Plant", "Gearbox", "Gearbox General Arrangement"]
    assert palette.page.locator(".uses .uses .uses .use").count() == 2
    line = palette.page.locator(".use", has_text="Plant")
    assert line.locator(".pill").all_inner_texts() == ["v4", "v3", "v2"]
    assert palette.page.locator(".pill-stale").inner_text() == palette.text("uses.cycle")
    assert palette.last("uses.find") == {
        "projectId": "b.gearbox",
        "itemId": "urn:item:gearbox",
        "everywhere": False,
    }
    assert palette.focused() == palette.text("uses.close")


def test_what_is_found_shows_while_more_is_looked_for(open_palette: Open) -> None:
    palette = open_dialog(open_palette, hold=["uses.find"])
    palette.page.get_by_text("Looking… 0 so far").wait_for()
    row = {"key": "/a", "parentKey": "", "level": 1, "name": "Early", "typeName": "Ref", "row": None}
    part = [{**row, "versions": [1], "used": [8], "again": ""}]
    palette.host("notify('job.part', {id: testHost.last('uses.find').id, part: it})", part)
    found(palette, count=1)
    palette.page.get_by_text("Looking… 1 so far").wait_for()
    palette.press("Enter")  # Stop has the focus
    palette.page.get_by_text(palette.text("uses.stopped")).wait_for()
    assert names(palette) == ["Early"]
    assert palette.calls("job.cancel") == 1


def test_what_comes_later_leaves_the_focus_where_it_is(open_palette: Open) -> None:
    palette = open_dialog(open_palette, hold=["uses.find"])
    tell(palette, "testHost.uses.slice(0, 2)")
    palette.page.locator(".use button").first.focus()
    tell(palette, "testHost.uses")  # the first two once more, and what is below them
    found(palette)
    tell(palette, "[{...testHost.uses[1], versions: [7]}]")
    palette.page.get_by_text("v7", exact=True).wait_for()
    palette.host("release('uses.find')")
    palette.page.locator(".uses-state .note").wait_for()
    assert names(palette) == ["Drive Unit", "Packing Line", "Plant", "Gearbox", "Gearbox General Arrangement"]
    assert palette.focused() == palette.text("design.show", name="\u2068Drive Unit\u2069")


def test_what_is_found_is_saved_as_a_table(open_palette: Open) -> None:
    palette = open_dialog(open_palette)
    found(palette)
    export(palette, "export.csv")
    dialog = palette.page.get_by_role("dialog")
    dialog.get_by_role("status").get_by_text(".csv").wait_for()
    table = palette.last("table.saveCsv")
    assert table["name"] == palette.text("export.uses", name="\u2068Gearbox\u2069")
    assert [row[:2] for row in table["rows"]] == [
        ["1", "Drive Unit"],
        ["1", "Gearbox General Arrangement"],
        ["2", "Packing Line"],
        ["3", "Plant"],
        ["3", "Gearbox"],
    ]
    assert dict(zip(table["columns"], table["rows"][4], strict=True)) == {
        "Level": "3",
        "Name": "Gearbox",
        "Kind": "Design",
        "Relation": "External reference",
        "Through": "Gearbox › Drive Unit › Packing Line",
        "Its versions": "2",
        "Versions it uses": "8",
        "Listed": palette.text("uses.cycle"),
        "Project id": "b.gearbox",
        "Item id": "urn:item:gearbox",
    }
    palette.press("Enter", "Escape")  # the menu once more, and away with it
    assert palette.page.get_by_role("dialog").count() == 1
    palette.press("Escape")
    assert palette.page.get_by_role("dialog").count() == 0


def test_what_is_found_is_copied_from_the_dialog(open_palette: Open) -> None:
    palette = open_dialog(open_palette)
    found(palette)
    palette.page.evaluate(
        "() => { document.execCommand = () => { window.copied = String(getSelection()); return true } }"
    )
    export(palette, "export.markdown")
    palette.page.get_by_role("dialog").get_by_text(palette.text("export.copied.other", count=5)).wait_for()
    assert palette.page.evaluate("window.copied").startswith("| Level | Name |")
    assert palette.focused() == palette.text("export")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["narrow", "wide"])
def test_it_is_fit_for_everybody(
    open_palette: Open, node_modules: Path, size: tuple[int, int], theme: str
) -> None:
    palette = open_dialog(open_palette, size=size, theme=theme)
    found(palette)
    SCREENS.mkdir(parents=True, exist_ok=True)
    bring_axe(palette.page, node_modules)

    def judge(state: str) -> None:
        picture = SCREENS / f"where-used-{state}-{size[0]}-{theme}.png"
        picture.write_bytes(palette.page.screenshot())
        assert find_barriers(palette.page) == []

    judge("found")
    palette.page.get_by_role("dialog").get_by_role("button", name=palette.text("export")).click()
    judge("menu")
    palette.press("Enter")
    palette.page.get_by_role("dialog").get_by_text(".csv").wait_for()
    judge("saved")


def test_only_what_is_there_can_be_exported_and_not_before_it_stands_still(open_palette: Open) -> None:
    palette = open_dialog(open_palette, hold=["uses.find"])
    exporter = palette.page.get_by_role("dialog").get_by_role("button", name=palette.text("export"))
    tell(palette, "testHost.uses.slice(0, 2)")
    found(palette, count=2)
    assert exporter.count() == 0
    palette.press("Enter")  # Stop has the focus
    exporter.wait_for()


def test_a_name_like_a_formula_is_none_in_the_file(
    chromium: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_live(chromium, tmp_path, monkeypatch) as palette:
        seed, ids = palette.service.seed, palette.ids
        user = seed.add_item(
            ids["Designs"], name="=SUM(A1)", extension_type="items:autodesk.fusion360:Design", **MADE
        )
        version = seed.add_version(user, size=1, **MADE)
        seed.add_ref(version, to_id=ids["Frame v2"], extension_type="xrefs:autodesk.core:Xref")
        palette.page.get_by_role("tab", name="This design").click()
        palette.choose_more("design.uses")
        found(palette, count=1)
        palette.host_port.target = tmp_path / "uses.csv"
        export(palette, "export.csv")
        palette.page.get_by_role("dialog").get_by_text(str(tmp_path / "uses.csv")).wait_for()
        with (tmp_path / "uses.csv").open(encoding="utf-8-sig", newline="") as file:
            [row] = list(csv.DictReader(file, strict=True))
        assert (row["Name"], row["Through"]) == ("'=SUM(A1)", "Frame")
        assert (row["Its versions"], row["Versions it uses"]) == ("1", "2")
        assert (row["Item id"], row["Project id"]) == (user, ids["project"])


def test_nothing_uses_it(open_palette: Open) -> None:
    answer = {"levels": 0, "isWhole": True, "projects": 1, "left": 0}
    palette = open_dialog(open_palette, answers={"uses.find": answer})
    palette.page.get_by_text(palette.text("uses.none")).wait_for()


def test_many_projects_are_asked_when_the_user_says_so(open_palette: Open) -> None:
    answer = {"levels": 0, "isWhole": True, "projects": 1, "left": 40}
    palette = open_dialog(open_palette, answers={"uses.find": answer})
    palette.page.get_by_role("button", name="Ask 40 more projects").click()
    palette.wait_for_calls("uses.find", 2)
    assert palette.last("uses.find")["everywhere"] is True


def test_a_limit_is_said(open_palette: Open) -> None:
    answer = {"levels": 20, "isWhole": False, "projects": 1, "left": 0}
    palette = open_dialog(open_palette, answers={"uses.find": answer})
    palette.page.get_by_text(palette.text("uses.cut")).wait_for()


def test_a_failure_can_be_tried_again(open_palette: Open) -> None:
    palette = open_dialog(open_palette, fail={"uses.find": problem("http.unreachable", message="No way.")})
    palette.page.locator(".dialog .problem", has_text="No way.").wait_for()
    palette.host("answer('uses.find', {levels: 0, isWhole: true, projects: 1, left: 0})")
    palette.page.get_by_role("button", name=palette.text("retry")).click()
    palette.page.get_by_text(palette.text("uses.none")).wait_for()


def test_shown_in_the_tree(open_palette: Open) -> None:
    palette = open_dialog(open_palette)
    found(palette)
    palette.page.locator(".use button").first.click()
    palette.wait_for_calls("tree.path")
    assert palette.page.get_by_role("dialog").count() == 0


def test_closing_drops_the_search(open_palette: Open) -> None:
    palette = open_dialog(open_palette, hold=["uses.find"])
    palette.page.locator(".dialog .busy").wait_for()
    palette.press("Escape")
    palette.wait_for_calls("job.cancel")
    palette.host("release('uses.find')")
    assert palette.page.get_by_role("dialog").count() == 0


KNOWN = {"levels": 1, "at": "2026-03-01T10:00:00+00:00", "read": 40, "versions": 50}


def know(palette: Palette, uses: str) -> None:
    """Let the host tell what the catalogue knows."""
    palette.wait_for_calls("uses.known")
    palette.host(f"notify('job.part', {{id: testHost.last('uses.known').id, part: {uses}}})")
    palette.host("answer('uses.known', it)", KNOWN)
    palette.host("release('uses.known')")


def test_what_the_catalogue_knows_shows_at_once_and_the_service_corrects_it(open_palette: Open) -> None:
    palette = open_dialog(open_palette, hold=["uses.find", "uses.known"])
    know(palette, "[...testHost.uses.slice(0, 3), {...testHost.uses[1], key: '/gone', name: 'Gone'}]")
    found(palette, count=4)
    palette.page.get_by_text("the references of 40 of 50 versions are known", exact=False).wait_for()
    palette.page.locator(".use", has_text="Gone").get_by_role("button").focus()
    palette.host("release('uses.find')")
    palette.page.locator(".uses-state .note").wait_for()
    assert names(palette) == ["Drive Unit", "Packing Line", "Plant", "Gearbox", "Gearbox General Arrangement"]
    assert palette.page.get_by_text("versions are known", exact=False).count() == 0
    assert palette.page.evaluate("document.activeElement.closest('.dialog-foot') !== null")


def test_what_the_service_has_told_is_not_replaced_by_what_was_known(open_palette: Open) -> None:
    palette = open_dialog(open_palette, hold=["uses.known"])
    found(palette)
    tell_late = "[{...testHost.uses[0], versions: [77]}, {...testHost.uses[0], key: '/late', name: 'Late'}]"
    know(palette, tell_late)
    palette.page.locator(".uses-state .note").wait_for()
    palette.settle()
    assert palette.page.get_by_text("v77", exact=True).count() == 0
    assert "Late" not in names(palette)


def test_offline_what_is_known_stays_with_its_age(open_palette: Open) -> None:
    failure = problem("http.unreachable", message="No way.")
    palette = open_dialog(open_palette, hold=["uses.known"], fail={"uses.find": failure})
    know(palette, "testHost.uses.slice(0, 3)")
    found(palette, count=3)
    palette.page.locator(".dialog .problem", has_text="No way.").wait_for()
    palette.page.get_by_text("the references of 40 of 50 versions are known", exact=False).wait_for()
    assert palette.page.get_by_role("dialog").get_by_role("button", name=palette.text("export")).count() == 1
