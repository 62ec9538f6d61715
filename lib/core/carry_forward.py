"""Attachments carried forward: what was attached to a design's version before is attached to the new one.

A ref sits on versions, so a new version of the design has what was attached to the one before only if the
service passes refs on, of which nothing is known. What the new version has already is left alone, whoever
made it; only `auxiliary` refs that go out from the design are carried: the others are not the user's to make.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ..aps.commands import list_refs_of_versions
from ..aps.items import list_versions
from ..aps.versions import Version, get_version
from ..clock import Clock
from ..errors import DataBrowserError, RefError
from ..http import HttpClient
from .references import attach, attach_in_turn

REF_TYPE = "auxiliary"


@dataclass(frozen=True)
class Carried:
    """One ref to make again: its target as it was attached before, and the target's latest version.

    `tip_id` is empty where the service did not tell it.
    """

    extension_type: str
    target_id: str
    name: str
    number: int
    tip_id: str

    @property
    def is_behind(self) -> bool:
        """Whether the target has moved on since it was attached."""
        return self.tip_id not in ("", self.target_id)


@dataclass(frozen=True)
class CarryPlan:
    """What can be carried from the version `before`, None for a first version, to `version`.

    `there` counts what the new version has already.
    """

    project_id: str
    version: Version
    before: Version | None
    carried: tuple[Carried, ...]
    there: int


@dataclass(frozen=True)
class CarryResult:
    """How one ref went: `is_new` is false where it was there already; `problem` where it was not made."""

    carried: Carried
    is_new: bool
    problem: DataBrowserError | None = None


def plan_carry(client: HttpClient, project_id: str, *, item_id: str, version_id: str) -> CarryPlan:
    """Return what was attached to the version before and not to this one: two requests, none that writes.

    Raises `RefError` (`refs.no-such-version`) for a version that the item does not have, as one that has not
    reached the service yet.
    """
    versions = list_versions(client, project_id, item_id=item_id)
    version = next((one for one in versions if one.id == version_id), None)
    if version is None:
        raise RefError("refs.no-such-version", version_id=version_id)
    before = max(
        (one for one in versions if one.number < version.number), key=lambda one: one.number, default=None
    )
    if before is None:
        return CarryPlan(project_id, version, None, (), 0)
    listed = list_refs_of_versions(client, project_id, version_ids=[before.id, version.id])
    outgoing = [ref for ref in listed.refs if ref.direction == "from" and ref.ref_type == REF_TYPE]

    def item_of(target_id: str) -> str:
        target = listed.versions.get(target_id)
        return target.item_id if target else target_id

    # By item: who attached a newer version of the same file meanwhile does not want the old one as well.
    there = {(item_of(ref.to_id), ref.extension_type) for ref in outgoing if ref.from_id == version.id}
    carried: dict[tuple[str, str], Carried] = {}
    for ref in outgoing:
        if ref.from_id != before.id or (item_of(ref.to_id), ref.extension_type) in there:
            continue
        target = listed.versions.get(ref.to_id)
        item = listed.items.get(item_of(ref.to_id))
        carried[ref.to_id, ref.extension_type] = Carried(
            ref.extension_type,
            ref.to_id,
            (item.name if item else "") or (target.name if target else ref.to_id),
            target.number if target else 0,
            item.tip_id if item else "",
        )
    ordered = sorted(carried.values(), key=lambda one: (one.name.casefold(), one.target_id))
    return CarryPlan(project_id, version, before, tuple(ordered), len(there))


def carry(
    client: HttpClient,
    plan: CarryPlan,
    *,
    chosen: Sequence[Carried],
    clock: Clock,
    latest: bool = False,
    on_made: Callable[[Version, str], None] | None = None,
    on_done: Callable[[CarryResult], None] | None = None,
    cancelled: threading.Event | None = None,
) -> tuple[CarryResult, ...]:
    """Attach what was `chosen` of a plan to its new version, one after the other, never twice.

    With `latest`, what has moved on is attached as it is now. One that fails holds up no other; `on_made` is
    told the version and the extension type of each that is there then, `on_done` of each. `cancelled` ends it
    between two: those not tried are left out of the answer.
    """

    def carry_one(carried: Carried) -> bool:
        target_id = carried.tip_id if latest and carried.is_behind else carried.target_id
        target = get_version(client, plan.project_id, version_id=target_id)
        is_new = attach(
            client,
            plan.project_id,
            from_version=plan.version,
            to_version=target,
            extension_type=carried.extension_type,
            clock=clock,
        )
        if on_made:
            on_made(target, carried.extension_type)
        return is_new

    return attach_in_turn(chosen, carry_one, result=CarryResult, on_done=on_done, cancelled=cancelled)
