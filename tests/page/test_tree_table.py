"""The rows that the tree lists, as a table."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from addin.lib.core.tables import to_csv

from .conftest import Open, Palette

pytestmark = pytest.mark.long_only

# Opens the tree down to what the keys name, as the page itself does, and reads it.
READ = """async ({ keys, lists }) => {
    const model = DataBrowser.createTreeModel({
        load: (row) => ({
            promise: Promise.resolve({ rows: lists[row ? row.id : "root"] }), cancel() {},
        }),
        onChange() {},
    })
    await model.reset(keys)
    for (const key of keys) {
        const node = model.find((row) => row.key === key)
        await model.expand(node)
    }
    return DataBrowser.treeTable("Tree", model.visible)
}"""


def read_table(palette: Palette, lists: dict[str, Any], *keys: str) -> dict[str, Any]:
    return palette.page.evaluate(READ, {"keys": list(keys), "lists": lists})


def test_each_row_in_sight_with_its_way_and_its_ids(open_palette: Open) -> None:
    palette = open_palette()
    lists = palette.host("tree")
    gearbox = lists["f.design"][2]
    lists[gearbox["id"]] = [
        {
            **gearbox,
            "key": "v8",
            "kind": "version",
            "id": gearbox["versionId"],
            "itemId": gearbox["id"],
            "size": 12,
        }
    ]
    keys = [lists["root"][0], lists["a.sample"][0], lists["b.gearbox"][0], gearbox]
    table = read_table(palette, lists, *(row["key"] for row in keys))
    rows = [dict(zip(table["columns"], row, strict=True)) for row in table["rows"]]
    assert [row["Name"] for row in rows] == [
        "Meridian Drives",
        "Gearbox",
        "01 Design",
        "Parts",
        "Drive Unit",
        "Gearbox",
        "Version 8",
        "Gearbox Housing",
        "02 Drawings",
        "05 Released",
        "Test Fixtures",
        "Mika’s hub",
    ]
    folder = rows[2]
    assert (folder["Kind"], folder["Path"], folder["Folder id"]) == (
        "Folder",
        "Meridian Drives › Gearbox",
        "f.design",
    )
    assert (folder["Size in bytes"], folder["Item id"], folder["Version"]) == ("", "", "")
    version = rows[6]
    assert version["Path"] == "Meridian Drives › Gearbox › 01 Design › Gearbox"
    assert (version["Kind"], version["Version"], version["Size in bytes"]) == ("Version", "8", "12")
    assert (version["Item id"], version["Version id"]) == (gearbox["id"], gearbox["versionId"])
    assert (version["Hub id"], version["Project id"]) == (gearbox["hubId"], gearbox["projectId"])
    assert version["Modified"] == gearbox["modified"]


def test_what_says_that_a_place_is_empty_is_no_row(open_palette: Open) -> None:
    palette = open_palette()
    lists = palette.host("tree")
    table = read_table(palette, lists, lists["root"][1]["key"])
    assert [row[0] for row in table["rows"]] == ["Meridian Drives", "Mika’s hub"]


def test_a_name_like_a_formula_is_none_in_the_file(open_palette: Open) -> None:
    row = {"key": "f", "kind": "folder", "id": "f.sum", "name": "=SUM(A1)", "icon": "folder"}
    table = read_table(open_palette(), {"root": [row]})
    text = to_csv(table["columns"], table["rows"]).decode("utf-8-sig")
    [read] = list(csv.DictReader(io.StringIO(text), strict=True))
    assert (read["Name"], read["Folder id"]) == ("'=SUM(A1)", "f.sum")


def test_what_the_tree_lists_is_handed_on(open_palette: Open) -> None:
    palette = open_palette()
    palette.click_row("Meridian Drives", "Gearbox")
    palette.row("02 Drawings").wait_for()
    button = palette.page.locator("#panel-browse").get_by_role("button", name=palette.text("export"))
    button.click()
    palette.page.get_by_role("menuitem", name=palette.text("export.csv")).click()
    palette.wait_for_calls("table.saveCsv")
    table = palette.last("table.saveCsv")
    listed = palette.page.locator(".row .row-name").all_inner_texts()
    assert [row[0] for row in table["rows"]] == listed
    assert len(listed) > 3
