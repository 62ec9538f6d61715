"""Relations as they were told: by whom and when, and all tellings united without doubling.

A relation may be told by the service, by Fusion itself, and by what was kept of an earlier answer. What is
told twice is one relation; who told it and when stays known. The union is the same in any order of arrival.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from ..aps.items import Item
from ..aps.refs import Ref
from ..aps.versions import Version
from .documents import ActiveDocument, NativeReference
from .references import Relation, Relations

Source = Literal["service", "fusion", "kept"]


@dataclass(frozen=True)
class Sighting:
    """One relation as one source told it; `at` in seconds since 1970."""

    source: Source
    at: float
    relation: Relation


def sight(found: Relations, *, at: float, source: Source = "service") -> tuple[Sighting, ...]:
    """Return what the service told, or was kept of it."""
    return tuple(Sighting(source, at, relation) for relation in found.relations)


def sight_native(
    references: Iterable[NativeReference], *, document: ActiveDocument, own_version: int, at: float
) -> tuple[Sighting, ...]:
    """Return what Fusion told of a document whose open version has the number `own_version`."""
    return tuple(
        Sighting("fusion", at, _relate(reference, document, own_version)) for reference in references
    )


def unite(*tellings: Iterable[Sighting]) -> tuple[Sighting, ...]:
    """Return each relation once for each source, as it was told last, in an order of its own."""
    kept: dict[tuple[str, ...], Sighting] = {}
    for telling in tellings:
        for one in telling:
            key = (*one.relation.ref.key, one.source)
            kept[key] = max(kept.get(key, one), one, key=_rank)
    return tuple(kept[key] for key in sorted(kept))


def _rank(one: Sighting) -> tuple[float, str]:
    # What was told at one moment in two ways still has one winner.
    return one.at, repr(one.relation)


def _relate(reference: NativeReference, document: ActiveDocument, own_version: int) -> Relation:
    is_use = reference.direction == "from"
    other = reference.version_id or reference.item_id
    ends = (document.version_id, other) if is_use else (other, document.version_id)
    ref = Ref(
        ref_type="",
        extension_type="",
        extension_version="",
        from_type="versions",
        from_id=ends[0],
        to_type="versions",
        to_id=ends[1],
        direction=reference.direction,
        other_type="versions",
        other_id=other,
    )
    item = Item(reference.item_id, reference.name, reference.extension_type)
    version = Version(
        other,
        reference.item_id,
        reference.name,
        reference.number,
        reference.extension_type.replace("items:", "versions:"),
    )
    return Relation(ref, own_version, item, version, reference.tip)
