"""What the open design relates to, grouped as a designer thinks, with what went stale."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from ..aps.refs import ATTACHMENT, DRAWING_TO_DESIGN, XREF
from .references import Relation, Relations

Group = Literal["drawings", "attachments", "uses", "usedIn", "other"]
_ORDER: tuple[Group, ...] = ("drawings", "attachments", "uses", "usedIn", "other")
Staleness = Literal["", "design-newer", "file-newer"]


@dataclass(frozen=True)
class DesignRelation:
    """One row of *This design*: the newest of the refs to one item in one group.

    `stale` is design-newer when the design has moved on since the ref was made, file-newer when the other
    item has; `older` counts the refs of earlier versions that this one stands for.
    """

    group: Group
    relation: Relation
    stale: Staleness
    older: int


def group_of(relation: Relation) -> Group:
    """Return the group a relation belongs to, seen from the design."""
    kind, direction = relation.ref.extension_type, relation.ref.direction
    if kind == DRAWING_TO_DESIGN and direction == "to":
        return "drawings"
    if kind == ATTACHMENT and direction == "from":
        return "attachments"
    if relation.ref.ref_type in ("xrefs", "dependencies") or kind == XREF:
        return "uses" if direction == "from" else "usedIn"
    return "other"


def summarise(found: Relations) -> tuple[DesignRelation, ...]:
    """Return one row for each other item in each group, the newest ref of each, in the groups' order.

    What a design uses is read at its latest version alone: earlier versions used what they used.
    """
    tip = found.versions[0].number if found.versions else 0
    rows: dict[tuple[Group, str, str, str], list[Relation]] = {}
    for relation in found.relations:
        group = group_of(relation)
        if group == "uses" and relation.own_version != tip:
            continue
        other = relation.other_item.id if relation.other_item else relation.ref.other_id
        key = (group, other, relation.ref.extension_type, relation.ref.direction)
        rows.setdefault(key, []).append(relation)
    summary = [_row(key[0], relations, tip) for key, relations in sorted(rows.items())]
    return tuple(
        sorted(summary, key=lambda row: (_ORDER.index(row.group), row.relation.other_name.casefold()))
    )


def _row(group: Group, relations: Iterable[Relation], tip: int) -> DesignRelation:
    ranked = sorted(relations, key=lambda one: (one.own_version, _other_number(one)), reverse=True)
    newest = ranked[0]
    return DesignRelation(group, newest, _staleness(group, newest, tip), older=len(ranked) - 1)


def _staleness(group: Group, relation: Relation, tip: int) -> Staleness:
    if group in ("drawings", "attachments", "usedIn") and relation.own_version < tip:
        return "design-newer"
    item, version = relation.other_item, relation.other_version
    if group in ("attachments", "uses") and item and version and item.tip_id not in ("", version.id):
        return "file-newer"
    return ""


def _other_number(relation: Relation) -> int:
    return relation.other_version.number if relation.other_version else 0
