"""What is kept of places of the hub: listings that may go, favourites that stay, junk that does no harm."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from addin.lib.core.listings import Listings
from addin.lib.core.marked_places import mark_favourite, note_visit, read_way
from addin.lib.core.places import Place
from addin.lib.errors import StoreError, UsageError
from addin.lib.store import place_files
from addin.lib.store.place_files import (
    MOST_FAVOURITES,
    MOST_RECENTS,
    MOST_ROWS,
    forget_places,
    read_listing,
    read_marks,
    read_view,
    write_listing,
    write_view,
)

PLACE = "folder:project:folder"


def way(name: str) -> list[dict[str, str]]:
    rest = {"kind": "item", "icon": "design", "hubId": "h", "projectId": "p"}
    return [{"key": f"item:p:{name}", "id": name, "name": name, **rest}]


def names(marks: Sequence[dict[str, Any]]) -> list[str]:
    return [mark["way"][-1]["name"] for mark in marks]


def test_a_listing_comes_back_with_its_age(tmp_path: Path) -> None:
    write_listing(tmp_path, PLACE, at=12.5, rows=[{"name": "علبة"}])
    assert read_listing(tmp_path, PLACE) == (12.5, [{"name": "علبة"}])
    assert read_listing(tmp_path, "folder:project:other") is None


def test_as_many_rows_and_places_are_kept_as_there_may_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(place_files, "MOST_LISTINGS", 3)
    for number in range(5):
        write_listing(tmp_path, str(number), at=number, rows=[{}] * (MOST_ROWS + number))
        for file in (tmp_path / "listings").iterdir():
            earlier = file.stat().st_mtime - 10
            os.utime(file, (earlier, earlier))
    kept = [read_listing(tmp_path, str(number)) for number in range(5)]
    assert [bool(one) for one in kept] == [False, False, True, True, True]
    assert kept[4]
    assert len(kept[4][1]) == MOST_ROWS


@pytest.mark.parametrize("text", ["", "{", "[]", '{"version": 9}', '{"version": 1, "rows": 3}', "\0"])
def test_what_is_no_listing_is_none(tmp_path: Path, text: str) -> None:
    write_listing(tmp_path, PLACE, at=1, rows=[])
    [file] = (tmp_path / "listings").iterdir()
    for broken in (file, tmp_path / "view.json", tmp_path / "favourites.json"):
        broken.write_text(text)
    assert read_listing(tmp_path, PLACE) is None
    assert read_view(tmp_path) is None
    assert read_marks(tmp_path) == {"favourites": [], "recents": []}


def test_where_nothing_can_be_written_listings_last_as_long_as_the_program(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    listings = Listings(lambda: tmp_path / "file")
    listings.keep(Place("root"), [{"name": "hub"}])
    listings.keep_view({"tab": "browse"})
    found = listings.find("")
    assert found
    assert found.rows == ({"name": "hub"},)
    assert listings.find_view() is None
    with pytest.raises(StoreError) as caught:
        mark_favourite(tmp_path / "file", way("a"), is_on=True)
    assert caught.value.reference == "store.no-favourites"


def test_what_was_kept_is_forgotten_and_nothing_is_kept_any_more(tmp_path: Path) -> None:
    listings = Listings(lambda: tmp_path)
    listings.keep(Place("root"), [{}])
    listings.keep_view({})
    note_visit(tmp_path, way("a"))
    mark_favourite(tmp_path, way("b"), is_on=True)
    listings.forget()
    listings.keep(Place("root"), [{}])
    listings.keep_view({})
    assert listings.find("") is None
    assert not [*(tmp_path / "listings").iterdir()]
    assert not (tmp_path / "view.json").exists()
    marks = read_marks(tmp_path)
    assert (names(marks["favourites"]), marks["recents"]) == (["b"], [])


def test_nothing_is_made_where_nothing_was_kept(tmp_path: Path) -> None:
    forget_places(tmp_path)
    assert not [*tmp_path.iterdir()]


def test_the_view_comes_back(tmp_path: Path) -> None:
    write_view(tmp_path, {"tab": "design", "expanded": ["é"]})
    assert read_view(tmp_path) == {"tab": "design", "expanded": ["é"]}


def test_favourites_are_in_the_order_they_were_made_and_visits_latest_first(tmp_path: Path) -> None:
    for name in ("a", "b", "a"):
        mark_favourite(tmp_path, way(name), is_on=True)
        note_visit(tmp_path, way(name))
    marks = read_marks(tmp_path)
    assert (names(marks["favourites"]), names(marks["recents"])) == (["b", "a"], ["a", "b"])
    marks = mark_favourite(tmp_path, way("b"), is_on=False)
    assert names(marks["favourites"]) == ["a"]
    assert names(note_visit(tmp_path, way("a"), is_gone=True)["recents"]) == ["b"]


def test_there_are_only_so_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(MOST_RECENTS + 2):
        note_visit(tmp_path, way(str(number)))
    marks = read_marks(tmp_path)
    assert len(marks["recents"]) == MOST_RECENTS
    assert names(marks["recents"])[0] == str(MOST_RECENTS + 1)
    full = {"favourites": [{"at": 0, "way": way(str(one))} for one in range(MOST_FAVOURITES)], "recents": []}
    place_files.change_marks(tmp_path, lambda marks: marks.update(full))
    with pytest.raises(UsageError) as caught:
        mark_favourite(tmp_path, way("more"), is_on=True)
    assert caught.value.reference == "places.too-many-favourites"
    assert len(mark_favourite(tmp_path, way("0"), is_on=True)["favourites"]) == MOST_FAVOURITES


def test_a_way_is_only_what_names_its_places() -> None:
    [step] = way("n" * 5000)
    read = read_way([{**step, "extra": "x", "key": "k", "id": "i"}])
    assert read
    assert set(read[0]) == set(step)
    assert len(read[0]["name"]) < 1000
    for wrong in ([], [3], [{**step, "kind": None}], [{**step, "key": ""}], [step] * 101, way("i" * 9000)):
        assert read_way(wrong) is None
