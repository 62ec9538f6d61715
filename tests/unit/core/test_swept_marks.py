"""The marks of items from what a catalogue has of their refs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from addin.lib.aps.refs import ATTACHMENT, DRAWING_TO_DESIGN, XREF
from addin.lib.aps.versions import Version
from addin.lib.core.marks import Mark, find_marks, find_swept_marks
from addin.lib.core.readings import Reading, Readings
from addin.lib.core.references import Relations
from addin.lib.store.catalogue import Catalogue, RefRecord, VersionRecord

from ..store.catalogue_samples import PROJECT, item, list_whole, open_filled, tip_of

IDS = ("design", "drawing", "sheet", "part", "assembly", "alone", "unswept")


def version(an_id: str, number: int) -> str:
    return f"{an_id}?version={number}"


def earlier(an_id: str) -> VersionRecord:
    """Return the first version of an item, of which the second is the latest."""
    return replace(tip_of(item(an_id)), id=version(an_id, 1), number=1)


def relate(user: str, used: str, extension_type: str) -> RefRecord:
    return RefRecord(user, used, extension_type, extension_type.partition(":")[0])


def fill(catalogue: Catalogue) -> None:
    list_whole(catalogue, "top", [], [item(one, one) for one in IDS])
    catalogue.write_versions([earlier(one) for one in IDS])
    refs = [
        relate(version("drawing", 2), version("design", 1), DRAWING_TO_DESIGN),
        relate(version("design", 2), version("sheet", 1), ATTACHMENT),
        relate(version("design", 1), version("sheet", 1), ATTACHMENT),
        relate(version("design", 2), version("part", 2), XREF),
        relate(version("design", 1), version("alone", 2), XREF),  # which the latest version no longer uses
        relate(version("assembly", 2), version("design", 2), XREF),
    ]
    swept = [version(one, number) for one in IDS if one != "unswept" for number in (1, 2)]
    catalogue.write_refs(PROJECT.id, swept, refs)


def test_what_is_swept_is_counted_and_the_rest_is_not_known(tmp_path: Path) -> None:
    with open_filled(tmp_path) as catalogue:
        fill(catalogue)
        marks = find_swept_marks(catalogue, [*IDS, "nowhere"])
        assert marks == {
            "design": Mark(4, 2),  # the drawing lags, and so does what is attached
            "drawing": Mark(1, 1),
            "sheet": Mark(1, 1),
            "part": Mark(1, 0),
            "assembly": Mark(1, 0),
            "alone": Mark(1, 0),
        }
        assert {mark.at for mark in marks.values()} == {100.0}


def test_the_newer_of_a_reading_and_the_sweep_tells(tmp_path: Path) -> None:
    with open_filled(tmp_path) as catalogue:
        fill(catalogue)
        nothing = Relations((Version(version("part", 2), "part", "part", 2, "versions:x"),), ())
        for at, expected in ((99.0, Mark(1, 0)), (101.0, Mark(0, 0))):
            readings = Readings()
            readings.keep("part", Reading(at, nothing), asked=readings.begin())
            assert find_marks(readings, ["part"], [catalogue]) == {"part": expected}
        assert find_marks(Readings(), ["part"], [catalogue]) == {"part": Mark(1, 0)}


def test_a_closed_catalogue_tells_nothing(tmp_path: Path) -> None:
    catalogue = open_filled(tmp_path)
    catalogue.close()
    assert find_swept_marks(catalogue, ["part"]) == {}
