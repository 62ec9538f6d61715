"""*What is stale* from the catalogue alone: refs of latest versions whose other end has moved on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from addin.lib.core.search import search
from addin.lib.core.stale_hub import list_stale
from addin.lib.store.catalogue import RefRecord, VersionRecord

from ..store.catalogue_samples import OTHER, PROJECT, item, list_whole, open_filled, ref, tip_of

DRAWING = "derived:autodesk.fusion360:DrawingToDesign"


def earlier(an_id: str) -> VersionRecord:
    """Return the first version of an item, of which the second is the latest."""
    return replace(tip_of(item(an_id)), id=f"{an_id}?version=1", number=1)


def drawn(from_id: str, to_id: str) -> RefRecord:
    return RefRecord(f"{from_id}?version=2", to_id, DRAWING, "derived")


def test_only_the_newest_ref_of_a_latest_version_counts(tmp_path: Path) -> None:
    with open_filled(tmp_path) as catalogue:
        ids = ("design", "late", "prompt", "both", "file")
        list_whole(catalogue, "top", [], [item(one, one) for one in ids])
        catalogue.write_versions([earlier(one) for one in ids])
        refs = [
            *(drawn("late", "design?version=1"), drawn("prompt", "design?version=2")),
            *(drawn("both", "design?version=1"), drawn("both", "design?version=2")),
            RefRecord("late?version=1", "file?version=1", DRAWING, "derived"),
            ref("design?version=1", "file?version=2"),
        ]
        tips = [f"{one}?version=2" for one in ids]
        catalogue.write_refs(PROJECT.id, tips[:-1], refs)
        found = list_stale(catalogue)
        assert [
            (one.item.name, [(r.direction, r.number, r.tip) for r in one.refs]) for one in found.stale
        ] == [
            ("file", [("to", 1, 2)]),
            ("late", [("from", 1, 2)]),
        ]
        assert [step.name for step in found.stale[0].way] == ["Northwind", "Line 01", "01 Design", "file"]
        assert (found.read, found.items, found.oldest) == (4, 5, 100.0)
        assert {one.record.name for one in search([catalogue], "is:stale").results} == {"file", "late"}
        assert [one.record.name for one in search([catalogue], "has:drawing").results] == ["design"]
        assert list_stale(catalogue, project_id=PROJECT.id) == found
        for other in (OTHER.id, "nowhere"):
            assert (
                list_stale(catalogue, project_id=other).stale,
                list_stale(catalogue, project_id=other).items,
            ) == ((), 0)


def test_what_is_lost_is_not_stale_and_makes_nothing_stale(tmp_path: Path) -> None:
    with open_filled(tmp_path) as catalogue:
        list_whole(catalogue, "top", [], [item("design"), item("late")])
        catalogue.write_versions([earlier("design")])
        catalogue.write_refs(PROJECT.id, ["late?version=2"], [drawn("late", "design?version=1")])
        assert len(list_stale(catalogue).stale) == 1
        list_whole(catalogue, "top", [], [item("late")])
        assert list_stale(catalogue).stale == ()
