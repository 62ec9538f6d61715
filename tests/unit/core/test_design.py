"""What the open design relates to: one row for each other item, and what went stale."""

from __future__ import annotations

from random import Random

import pytest
from addin.lib.aps.items import Item
from addin.lib.aps.refs import ATTACHMENT, DRAWING_TO_DESIGN, XREF, Ref
from addin.lib.aps.versions import Version
from addin.lib.core.design import DesignRelation, summarise
from addin.lib.core.documents import ActiveDocument
from addin.lib.core.ref_kinds import ends_of, list_offers
from addin.lib.core.references import Relation
from addin.lib.core.sightings import Sighting
from addin.lib.errors import RefError, UsageError


def version(item: str, number: int, kind: str = "versions:autodesk.core:File") -> Version:
    """Return a version with little in it."""
    return Version(f"{item}?{number}", item, item, number, kind, "", None, None, "", None, "", "", "")


def relation(kind: str, direction: str, own: int, other: str, number: int, tip: int) -> Relation:
    """Return a ref between v`own` of the design and v`number` of another item whose latest is `tip`."""
    own_id, other_id = f"design?{own}", f"{other}?{number}"
    from_id, to_id = (own_id, other_id) if direction == "from" else (other_id, own_id)
    ref = Ref(
        kind.partition(":")[0],
        kind,
        "1.0",
        "versions",
        from_id,
        "versions",
        to_id,
        direction,
        "versions",
        other_id,
    )
    item = Item(
        other, other, "items:x", "", f"{other}?{tip}", None, "", None, "", hidden=False, reserved=False
    )
    return Relation(ref, own, item, version(other, number))


def rows(*relations: Relation, tip: int = 8) -> tuple[DesignRelation, ...]:
    """Summarise relations of a design at v`tip`."""
    return summarise((Sighting("service", 0.0, one) for one in relations), tip=tip)


@pytest.mark.parametrize(
    ("kind", "direction", "group"),
    [
        (DRAWING_TO_DESIGN, "to", "drawings"),
        (ATTACHMENT, "from", "attachments"),
        (DRAWING_TO_DESIGN, "from", "uses"),
        (ATTACHMENT, "to", "usedIn"),
        (XREF, "from", "uses"),
        (XREF, "to", "usedIn"),
        ("dependencies:some:Thing", "from", "uses"),
        ("derived:some:Thing", "to", "other"),
    ],
)
def test_groups_are_a_designers(kind: str, direction: str, group: str) -> None:
    assert [row.group for row in rows(relation(kind, direction, 8, "x", 1, 1))] == [group]


def test_a_drawing_made_from_several_versions_is_one_row_of_the_newest() -> None:
    [row] = rows(
        *(relation(DRAWING_TO_DESIGN, "to", own, "ga", number, 3) for own, number in ((2, 1), (8, 3), (5, 2)))
    )
    assert (row.relation.own_version, row.older, row.stale) == (8, 2, "")


def test_a_drawing_of_an_older_version_is_stale() -> None:
    [row] = rows(relation(DRAWING_TO_DESIGN, "to", 5, "machining", 1, 1))
    assert row.stale == "design-newer"


def test_an_attachment_is_stale_when_either_side_moved_on() -> None:
    assert rows(relation(ATTACHMENT, "from", 5, "bom", 1, 1))[0].stale == "design-newer"
    assert rows(relation(ATTACHMENT, "from", 8, "bom", 2, 3))[0].stale == "file-newer"
    assert rows(relation(ATTACHMENT, "from", 8, "bom", 3, 3))[0].stale == ""


def test_what_earlier_versions_used_is_no_row() -> None:
    assert rows(relation(XREF, "from", 7, "old part", 1, 1)) == ()
    assert rows(relation(XREF, "from", 8, "part", 1, 2))[0].stale == "file-newer"


def test_the_rows_are_the_same_in_any_order_of_arrival() -> None:
    relations = [
        relation(kind, direction, own, f"item {index % 5}", index % 3 + 1, 3)
        for index, (kind, direction, own) in enumerate(
            (kind, direction, own)
            for kind in (ATTACHMENT, XREF, DRAWING_TO_DESIGN)
            for direction in ("from", "to")
            for own in (8, 6, 3)
        )
    ]
    expected = rows(*relations)
    random = Random(7)
    for _ in range(50):
        random.shuffle(relations)
        assert rows(*relations) == expected


DESIGN = version("design", 8, "versions:autodesk.fusion360:Design")
DRAWING = version("drawing", 1, "versions:autodesk.fusion360:Drawing")
FILE = version("file", 1)


@pytest.mark.parametrize(
    ("own", "target", "expected"),
    [
        (DESIGN, DRAWING, [(DRAWING_TO_DESIGN, "to"), (ATTACHMENT, "from")]),
        (DRAWING, DESIGN, [(DRAWING_TO_DESIGN, "from"), (ATTACHMENT, "from")]),
        (DESIGN, FILE, [(ATTACHMENT, "from")]),
        (FILE, version("other", 1), [(ATTACHMENT, "from"), (XREF, "from")]),
    ],
)
def test_offers_fit_both_ends(own: Version, target: Version, expected: list[tuple[str, str]]) -> None:
    assert [(offer.extension_type, offer.direction) for offer in list_offers(own, target)] == expected


def test_the_ends_follow_the_direction() -> None:
    to_design, attachment = list_offers(DESIGN, DRAWING)
    assert ends_of(to_design, DESIGN, DRAWING) == (DRAWING, DESIGN)
    assert ends_of(attachment, DESIGN, DRAWING) == (DESIGN, DRAWING)


def test_a_version_is_not_offered_to_itself() -> None:
    with pytest.raises(RefError) as caught:
        list_offers(DESIGN, DESIGN)
    assert caught.value.reference == "refs.to-itself"


@pytest.mark.parametrize("state", ["none", "unsaved"])
def test_a_document_that_is_not_in_the_cloud_is_told(state: str) -> None:
    document = ActiveDocument(state, "Untitled")  # pyright: ignore[reportArgumentType]
    with pytest.raises(UsageError) as caught:
        document.require_saved()
    assert caught.value.reference in ("document.none", "document.unsaved")
