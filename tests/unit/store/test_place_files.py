"""What is kept of places of the hub: listings that may go, favourites that stay, junk that does no harm."""

from __future__ import annotations

import os
import threading
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
    KeptRows,
    forget_places,
    read_listing,
    read_marks,
    read_view,
    trim_listings,
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
    assert read_listing(tmp_path, PLACE) == KeptRows(12.5, [{"name": "علبة"}], 1)
    assert read_listing(tmp_path, "folder:project:other") is None


def age(folder: Path, seconds: float) -> None:
    for file in (folder / "listings").iterdir():
        earlier = file.stat().st_mtime - seconds
        os.utime(file, (earlier, earlier))


def kept_places(folder: Path, count: int) -> list[bool]:
    return [read_listing(folder, str(number)) is not None for number in range(count)]


def test_as_many_places_are_kept_as_there_may_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place_files, "MOST_LISTINGS", 4)
    for number in range(5):
        write_listing(tmp_path, str(number), at=number, rows=[{}])
        age(tmp_path, 10)
    trim_listings(tmp_path)
    assert kept_places(tmp_path, 5) == [False, False, True, True, True]


def test_as_many_bytes_are_kept_as_there_may_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place_files, "MOST_BYTES", 2500)
    for number in range(4):
        write_listing(tmp_path, str(number), at=number, rows=[{"name": "n" * 900}])
        age(tmp_path, 10)
    trim_listings(tmp_path)
    assert kept_places(tmp_path, 4) == [False, False, True, True]


def test_what_was_left_in_mid_write_goes_once_it_is_old(tmp_path: Path) -> None:
    write_listing(tmp_path, PLACE, at=1, rows=[])
    (tmp_path / "listings" / "old.tmp").write_text("")
    age(tmp_path, 7200)
    (tmp_path / "listings" / "new.tmp").write_text("")
    trim_listings(tmp_path)
    assert [file.name for file in (tmp_path / "listings").glob("*.tmp")] == ["new.tmp"]
    assert read_listing(tmp_path, PLACE)


def test_of_a_long_list_the_first_rows_are_kept_and_how_many_there_were(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_listing(tmp_path, PLACE, at=1, rows=[{}] * (MOST_ROWS + 7))
    kept = read_listing(tmp_path, PLACE)
    assert kept
    assert (len(kept.rows), kept.count) == (MOST_ROWS, MOST_ROWS + 7)
    monkeypatch.setattr(place_files, "LARGEST", 1000)
    write_listing(tmp_path, PLACE, at=2, rows=[{"name": "\ud800" * 10}] * 40)
    kept = read_listing(tmp_path, PLACE)
    assert kept
    assert (kept.at, len(kept.rows), kept.count) == (2, 10, 40)
    [file] = (tmp_path / "listings").iterdir()
    before = file.read_bytes()
    write_listing(tmp_path, PLACE, at=3, rows=[{"name": "n" * 2000}])  # not a row of it can be read again
    assert file.read_bytes() == before


def test_who_lists_does_not_wait_for_the_disk(tmp_path: Path) -> None:
    listings, may_go, others = Listings(lambda: slow_folder()), threading.Event(), []

    def slow_folder() -> Path:
        if threading.current_thread() is not threading.main_thread():
            others.append(may_go.wait(60))
        return tmp_path

    for number in range(60):  # more than are held in memory
        listings.keep(Place("folder", project_id="p", id=str(number)), [{"name": str(number)}] * 2)
    listings.keep_view({"tab": "browse"})
    listings.keep_view({"tab": "design"})
    assert not others
    first = listings.find("folder:p:0")
    assert first
    assert first.rows[0]["name"] == "0"
    assert listings.find_view() == {"tab": "design"}
    may_go.set()
    listings.close()
    assert len([*(tmp_path / "listings").iterdir()]) == 60
    assert read_view(tmp_path) == {"tab": "design"}
    listings.keep_view({"tab": "late"})
    assert read_view(tmp_path) == {"tab": "late"}


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
    listings.close()
    assert listings.find_view() is None
    with pytest.raises(StoreError) as caught:
        mark_favourite(tmp_path / "file", way("a"), is_on=True)
    assert caught.value.reference == "store.no-favourites"


def test_what_was_kept_is_forgotten_and_nothing_is_kept_any_more(tmp_path: Path) -> None:
    listings = Listings(lambda: tmp_path)
    listings.keep(Place("root"), [{}])
    listings.keep_view({})
    listings.close()
    note_visit(tmp_path, way("a"))
    mark_favourite(tmp_path, way("b"), is_on=True)
    listings.forget()
    listings.keep(Place("root"), [{}])
    listings.keep_view({})
    listings.close()
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
