"""The page's calls about tables, and the dialog that one of them asks the host for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from addin.lib.core.ports import NoDialogs
from addin.lib.errors import HostError

from .palettes import Palette

TABLE: dict[str, Any] = {"columns": ["Name", "Version"], "rows": [["Gearbox", "8"], ["=cmd()", "-1"]]}
CSV = b"\xef\xbb\xbfName,Version\r\nGearbox,8\r\n'=cmd(),-1\r\n"


def test_a_table_is_saved_where_the_user_says(palette: Palette, tmp_path: Path) -> None:
    palette.host.target = tmp_path / "relations"  # as the dialog has it, without an ending of ours
    saved = palette.call("table.saveCsv", name="Gearbox: relations/all", **TABLE)
    assert saved == {"path": str(tmp_path / "relations")}
    assert (tmp_path / "relations").read_bytes() == CSV
    assert palette.host.asked == [
        {
            "title": "Save as CSV",
            "name": "Gearbox_ relations_all.csv",
            "filters": "CSV (*.csv);;All files (*.*)",
        }
    ]


def test_what_the_user_chose_is_replaced_and_nothing_else(palette: Palette, tmp_path: Path) -> None:
    for name in ("table.csv", "other.csv"):
        (tmp_path / name).write_text("old", encoding="utf-8")
    palette.host.target = tmp_path / "table.csv"
    palette.call("table.saveCsv", name="table", **TABLE)
    assert (tmp_path / "table.csv").read_bytes() == CSV
    assert (tmp_path / "other.csv").read_text(encoding="utf-8") == "old"


def test_a_dialog_that_is_cancelled_saves_nothing(palette: Palette) -> None:
    assert palette.call("table.saveCsv", name="table", **TABLE) == {"path": None}
    assert len(palette.host.asked) == 1


def test_a_place_that_cannot_be_written_to_is_told(palette: Palette, tmp_path: Path) -> None:
    palette.host.target = tmp_path / "nowhere" / "table.csv"
    error = palette.fail("table.saveCsv", name="table", **TABLE)
    assert error["data"]["reference"] == "tables.not-written"
    assert str(palette.host.target) in error["message"]


def test_a_table_is_written_as_markdown(palette: Palette) -> None:
    text = palette.call("table.markdown", columns=["Name"], rows=[["a|b"]])["text"]
    assert text == "| Name |\n| --- |\n| a\\|b |\n"


@pytest.mark.parametrize("method", ["table.saveCsv", "table.markdown"])
@pytest.mark.parametrize(
    ("table", "reference"),
    [
        ({"columns": ["a"], "rows": [["b"]] * 50_001}, "tables.too-large"),
        ({"columns": ["a"] * 31, "rows": []}, "tables.too-large"),
        ({"columns": ["a"], "rows": [[1]]}, "tables.not-a-table"),
        ({"columns": ["a"], "rows": [["b"], ["b", "c"]]}, "tables.not-a-table"),
        ({"columns": ["a"], "rows": ["b"]}, "bridge.bad-message"),
        ({"columns": "a", "rows": []}, "bridge.bad-message"),
        ({}, "bridge.bad-message"),
    ],
)
def test_what_is_no_table_is_refused_before_anybody_is_asked(
    palette: Palette, method: str, table: dict[str, Any], reference: str
) -> None:
    assert palette.fail(method, name="table", **table)["data"]["reference"] == reference
    assert palette.host.asked == []


def test_where_there_are_no_dialogs_that_is_said() -> None:
    host = NoDialogs()
    for ask in (
        lambda: host.choose_files("Attach", multiple=True),
        lambda: host.choose_target("Save", name="table.csv", filters=""),
    ):
        with pytest.raises(HostError) as caught:
            ask()
        assert caught.value.reference == "host.no-dialogs"
