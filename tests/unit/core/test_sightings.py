"""What the service, Fusion and the last answer tell of a design's relations, united without doubling."""

from __future__ import annotations

from random import Random

import pytest
from addin.lib.aps.refs import ATTACHMENT, DRAWING_TO_DESIGN, XREF
from addin.lib.core.design import summarise
from addin.lib.core.documents import ActiveDocument, NativeReference
from addin.lib.core.sightings import Sighting, sight_native, unite

from .test_design import relation

DOCUMENT = ActiveDocument("saved", "design", project_id="p", item_id="design", version_id="design?8")


def native(direction: str, item: str, number: int, *, tip: int = 0) -> tuple[Sighting, ...]:
    """Return what Fusion tells of one reference."""
    reference = NativeReference(direction, item, item, f"{item}?{number}", number, tip)  # pyright: ignore[reportArgumentType]
    return sight_native([reference], document=DOCUMENT, own_version=8, at=50.0)


def told(source: str, at: float, *arguments: object) -> Sighting:
    """Return a relation as a source told it."""
    return Sighting(source, at, relation(*arguments))  # pyright: ignore[reportArgumentType]


def some_sightings(random: Random) -> list[Sighting]:
    """Return tellings of a few relations by every source, many of them of the same ones."""
    found: list[Sighting] = []
    for _ in range(40):
        kind = random.choice((ATTACHMENT, DRAWING_TO_DESIGN, XREF, "derived:some:Thing"))
        end = random.choice(("from", "to"))
        own, number, tip = random.choice((8, 8, 7, 3)), random.randint(1, 3), random.randint(3, 4)
        other = f"item {random.randint(0, 5)}"
        at = float(random.randint(1, 3))
        if random.random() < 0.3:
            found += native(end, other, number, tip=tip)
        else:
            found.append(told(random.choice(("service", "kept")), at, kind, end, own, other, number, tip))
    return found


@pytest.mark.parametrize("seed", range(25))
def test_the_union_is_the_same_in_any_order_of_arrival(seed: int) -> None:
    random = Random(seed)
    sightings = some_sightings(random)
    united = unite(sightings)
    rows = summarise(united, tip=8)
    assert rows
    for _ in range(10):
        random.shuffle(sightings)
        cut = random.randint(0, len(sightings))
        first, second = sightings[:cut], sightings[cut:]
        assert unite(first, second) == united
        assert unite(unite(second), unite(first)) == united
        assert unite(united, first) == united
        shuffled = random.sample(united, len(united))
        assert summarise(shuffled, tip=8) == rows


def test_what_two_sources_tell_is_one_row_that_names_both() -> None:
    service = told("service", 100.0, XREF, "from", 8, "part", 3, 3)
    [row] = summarise(unite([service], native("from", "part", 3, tip=3)), tip=8)
    assert (row.group, row.sources, row.at, row.older) == ("uses", ("fusion", "service"), 100.0, 0)
    assert row.relation == service.relation


def test_what_fusion_tells_of_the_open_version_is_no_further_ref() -> None:
    service = [
        told("service", 100.0, XREF, "to", own, "assembly", number, 3) for own, number in ((7, 3), (6, 2))
    ]
    [row] = summarise(unite(service, native("to", "assembly", 3, tip=3)), tip=8)
    assert (row.relation, row.sources) == (service[0].relation, ("fusion", "service"))
    assert (row.stale, row.older) == ("design-newer", 1)


def test_what_only_fusion_knows_is_a_row_of_its_own() -> None:
    rows = summarise(unite(native("from", "part", 3, tip=5), native("to", "assembly", 2)), tip=8)
    assert [(row.group, row.stale, row.sources) for row in rows] == [
        ("uses", "file-newer", ("fusion",)),
        ("usedIn", "", ("fusion",)),
    ]


def test_fusion_knows_best_what_the_open_version_uses() -> None:
    service = told("service", 100.0, XREF, "from", 8, "part", 2, 3)
    [row] = summarise(unite([service], native("from", "part", 3, tip=3)), tip=8)
    assert row.relation.other_version
    assert (row.relation.other_version.number, row.sources, row.older) == (3, ("fusion",), 1)


def test_what_was_told_last_counts() -> None:
    old = told("service", 1.0, ATTACHMENT, "from", 8, "list", 1, 1)
    new = told("service", 2.0, ATTACHMENT, "from", 8, "list", 1, 4)
    assert unite([new], [old]) == (new,)
    [row] = summarise(unite([old], [new]), tip=8)
    assert row.stale == "file-newer"


def test_a_version_that_was_made_just_now_is_the_newest_though_its_number_is_not_known() -> None:
    before = told("service", 1.0, ATTACHMENT, "from", 8, "list", 3, 3)
    made = told("service", 1.0, ATTACHMENT, "from", 8, "list", 0, 0)
    [row] = summarise(unite([before], [made]), tip=8)
    assert (row.relation, row.older, row.stale) == (made.relation, 1, "")


def test_what_an_older_version_that_is_open_uses_is_shown_as_fusion_tells_it() -> None:
    reference = NativeReference("from", "part", "part", "part?2", 2, 2)
    told = sight_native([reference], document=DOCUMENT, own_version=5, at=50.0)
    [row] = summarise(told, tip=8)
    assert (row.group, row.relation.own_version, row.sources) == ("uses", 5, ("fusion",))
