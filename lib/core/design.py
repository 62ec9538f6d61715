"""What the open design relates to, grouped as a designer thinks, with what went stale."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from ..aps.refs import ATTACHMENT, DRAWING_TO_DESIGN, XREF
from .references import Relation
from .sightings import Sighting, Source

Group = Literal["drawings", "attachments", "uses", "usedIn", "other"]
_ORDER: tuple[Group, ...] = ("drawings", "attachments", "uses", "usedIn", "other")
# What can be out of date on the design's side, and on the other.
_BOUND_TO_DESIGN = ("drawings", "attachments", "usedIn")
_BOUND_TO_OTHER = ("attachments", "uses")
Staleness = Literal["", "design-newer", "file-newer"]


@dataclass(frozen=True)
class DesignRelation:
    """One row of *This design*: the newest of the refs to one item in one group.

    `stale` is design-newer when the design has moved on since the ref was made, file-newer when the other
    item has; `older` counts the refs of earlier versions that this one stands for. `sources` have told of it,
    the last time at `at`, in seconds since 1970.
    """

    group: Group
    relation: Relation
    stale: Staleness
    older: int
    sources: tuple[Source, ...] = ()
    at: float = 0.0


def group_of(relation: Relation) -> Group:
    """Return the group a relation belongs to, seen from the design, or from the drawing that is open."""
    ref = relation.ref
    return group_of_kind(ref.extension_type, ref.ref_type, ref.direction)


def group_of_kind(extension_type: str, ref_type: str, direction: str) -> Group:
    """Return the group that refs of a kind belong to, seen from the end that `direction` tells."""
    is_from = direction == "from"
    if extension_type == DRAWING_TO_DESIGN:
        return "uses" if is_from else "drawings"
    if extension_type == ATTACHMENT:
        return "attachments" if is_from else "usedIn"
    if ref_type in ("xrefs", "dependencies") or extension_type in (XREF, ""):
        return "uses" if is_from else "usedIn"
    return "other"


def is_behind(group: Group, *, own: int, tip: int, other: int, other_tip: int) -> bool:
    """Tell whether the newest ref of a group, between two versions' numbers, is out of date."""
    return (group in _BOUND_TO_DESIGN and own < tip) or (group in _BOUND_TO_OTHER and 0 < other < other_tip)


def summarise(sightings: Iterable[Sighting], *, tip: int) -> tuple[DesignRelation, ...]:
    """Return one row for each other item in each group, the newest ref of each, in the groups' order.

    `tip` is the number of the design's latest version. What a design uses is read there alone: earlier
    versions used what they used. What Fusion tells has no type: it joins the row of the same item, if any.
    """
    rows: dict[tuple[Group, str, str, str], list[Sighting]] = {}
    typed: dict[tuple[Group, str, str], str] = {}
    for one in sorted(sightings, key=lambda one: one.relation.ref.extension_type, reverse=True):
        relation, ref = one.relation, one.relation.ref
        group = group_of(relation)
        if group == "uses" and _is_past(one, tip):
            continue
        pair = (group, relation.other_item_id, ref.direction)
        extension_type = typed.setdefault(pair, ref.extension_type)
        rows.setdefault((*pair, ref.extension_type or extension_type), []).append(one)
    summary = [_row(key[0], members, tip) for key, members in sorted(rows.items())]
    return tuple(
        sorted(summary, key=lambda row: (_ORDER.index(row.group), row.relation.other_name.casefold()))
    )


def _is_past(one: Sighting, tip: int) -> bool:
    """Tell whether this is what an earlier version of an assembly used; a drawing goes on with its design."""
    is_own = one.source == "fusion" or one.relation.ref.extension_type == DRAWING_TO_DESIGN
    return not is_own and one.relation.own_version != tip


def _row(group: Group, members: Iterable[Sighting], tip: int) -> DesignRelation:
    ranked = sorted(members, key=_rank, reverse=True)
    refs = [one.relation.ref for one in ranked]
    typed = {ref.other_id for ref in refs if ref.extension_type}
    # What Fusion tells of a version that the service tells of, too, is no other ref, whatever it sits on.
    versions = {
        (one.relation.own_version, ref.other_id)
        for one, ref in zip(ranked, refs, strict=True)
        if ref.extension_type or ref.other_id not in typed
    }
    newest = ranked[0].relation
    same = [one for one in ranked if one.relation.ref.other_id == newest.ref.other_id]
    # What Fusion tells lacks much of what the service tells of the same version.
    full = next((one.relation for one in same if one.relation.ref.extension_type), newest)
    return DesignRelation(
        group,
        full,
        _staleness(group, full, tip),
        older=len(versions) - 1,
        sources=tuple(sorted({one.source for one in same})),
        at=max(one.at for one in same),
    )


def _rank(one: Sighting) -> tuple[Any, ...]:
    """Order what was told of one other item: the newest versions first, of those what was told last."""
    relation = one.relation
    version = relation.other_version
    # One that was made just now is the newest, though its number has not been told yet.
    number = (version.number or math.inf) if version else 0
    told = (one.source == "service", one.at, repr(relation))
    return relation.own_version, one.source == "fusion", number, relation.ref.key, told


def _staleness(group: Group, relation: Relation, tip: int) -> Staleness:
    if group in _BOUND_TO_DESIGN and relation.own_version < tip:
        return "design-newer"
    item, version = relation.other_item, relation.other_version
    if group in _BOUND_TO_OTHER and version:
        is_tip_known = item and item.tip_id not in ("", version.id)
        if is_tip_known or relation.other_tip > version.number:
            return "file-newer"
    return ""
