"""What went out of date all over a project: refs whose other end has a newer version by now.

    drawing      made from v5 of a design that is at v8
    design       has v1 of a file attached that is at v2, or uses v1 of a part that is at v2
    attachment   attached to v5 of a design that is at v8, and not to v8

Only refs of latest versions count: what an earlier version used to refer to is past.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..aps.commands import list_refs_of_versions
from ..aps.refs import ATTACHMENT
from ..aps.versions import Version
from ..http import HttpClient


@dataclass(frozen=True)
class StaleRef:
    """The newest ref from an item to another one that has moved on since.

    `number` is the other item's version that is referred to, `tip` its latest.
    """

    extension_type: str
    direction: str
    other_item_id: str
    other_name: str
    number: int
    tip: int


def find_stale_refs(
    client: HttpClient, project_id: str, *, tips: Mapping[str, Version]
) -> Mapping[str, tuple[StaleRef, ...]]:
    """Return the stale refs of items of one project, by item id; `tips` are their latest versions.

    One request for each 50 items. An item at the other end that is not among them counts as up to date.
    """
    owners = {tip.id: item_id for item_id, tip in tips.items()}
    found = list_refs_of_versions(client, project_id, version_ids=list(owners))
    newest: dict[tuple[str, str, str, str], Version] = {}
    for ref in found.refs:
        owner = owners.get(ref.from_id if ref.direction == "from" else ref.to_id)
        other = found.versions.get(ref.other_id)
        if owner is None or other is None or not _is_bound(ref.extension_type, ref.direction):
            continue
        key = (owner, other.item_id, ref.extension_type, ref.direction)
        if key not in newest or newest[key].number < other.number:
            newest[key] = other
    stale: dict[str, list[StaleRef]] = {}
    for (owner, other_id, extension_type, direction), other in newest.items():
        tip = tips.get(other_id)
        if tip and tip.number > other.number:
            one = StaleRef(extension_type, direction, other_id, other.name, other.number, tip.number)
            stale.setdefault(owner, []).append(one)
    return {owner: tuple(sorted(refs, key=lambda one: one.other_name)) for owner, refs in stale.items()}


def _is_bound(extension_type: str, direction: str) -> bool:
    """Tell whether a ref of this kind, seen from this end, can go out of date.

    What a design is used in may have dropped it since; a drawing that lags is told of at the drawing.
    """
    return direction == "from" or extension_type == ATTACHMENT
