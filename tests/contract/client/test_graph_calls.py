"""The page's calls about the graph."""

from __future__ import annotations

from pathlib import Path

from .palettes import Palette

PICTURE = '<svg xmlns="http://www.w3.org/2000/svg"><text>Getriebe Ø 5</text></svg>'


def test_the_picture_is_saved_where_the_user_says(palette: Palette, tmp_path: Path) -> None:
    palette.host.target = tmp_path / "gearbox.svg"
    assert palette.call("graph.save", name="Gearbox", svg=PICTURE) == {"path": str(palette.host.target)}
    assert palette.host.target.read_text(encoding="utf-8") == PICTURE
    assert palette.host.asked[0]["name"] == "Gearbox.svg"


def test_a_dialog_that_is_cancelled_saves_nothing(palette: Palette) -> None:
    assert palette.call("graph.save", name="Gearbox", svg=PICTURE) == {"path": None}


def test_what_is_no_picture_is_refused(palette: Palette, tmp_path: Path) -> None:
    palette.host.target = tmp_path / "gearbox.svg"
    assert palette.fail("graph.save", name="Gearbox", svg="<script>")["code"] == -32602
    assert not palette.host.target.exists()


def test_a_place_that_cannot_be_written_to_is_told(palette: Palette, tmp_path: Path) -> None:
    palette.host.target = tmp_path / "nowhere" / "gearbox.svg"
    error = palette.fail("graph.save", name="Gearbox", svg=PICTURE)
    assert error["data"]["reference"] == "tables.not-written"
