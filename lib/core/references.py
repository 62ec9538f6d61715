"""Relations of a design: finding them all, and adding one without ever doubling it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from ..aps.commands import BATCH_SIZE, ItemList, list_items, list_refs_of_versions
from ..aps.items import Item, list_versions
from ..aps.refs import Ref, create_ref, list_refs
from ..aps.versions import Version
from ..clock import Clock
from ..errors import (
    AnswerLost,
    BadInput,
    Cancelled,
    Conflict,
    DataBrowserError,
    Forbidden,
    MalformedAnswer,
    NetworkError,
    NotFound,
    RefError,
    ServiceDown,
    ServiceError,
)
from ..http import HttpClient
from .settling import SETTLE_SECONDS, look_for

Wanted = TypeVar("Wanted")
Result = TypeVar("Result")


class End(Protocol):
    """A version as one end of a ref; `name` is for people."""

    @property
    def id(self) -> str:
        """The version's id."""
        ...

    @property
    def name(self) -> str:
        """The version's name."""
        ...


@dataclass(frozen=True)
class Relation:
    """One ref of a design, with the item and version at its other end as far as the service told them.

    `own_version` is the number of the design's version that the ref sits on, `other_tip` that of the other
    item's latest version; 0 where it is not known.
    """

    ref: Ref
    own_version: int
    other_item: Item | None
    other_version: Version | None
    other_tip: int = 0

    @property
    def other_item_id(self) -> str:
        """The id of the other item, or of the other end where no item is known."""
        if self.other_item:
            return self.other_item.id
        return (self.other_version.item_id if self.other_version else "") or self.ref.other_id

    @property
    def other_name(self) -> str:
        """The name at the other end, or its id where the service gave no name."""
        if self.other_item:
            return self.other_item.name
        return self.other_version.name if self.other_version else self.ref.other_id


def _rank(relation: Relation) -> tuple[int, str, str, str]:
    """Order relations by the own version they sit on, the newest first, then by kind, direction and name."""
    return (
        -relation.own_version,
        relation.ref.extension_type,
        relation.ref.direction,
        f"{relation.other_name}\0{relation.ref.other_id}",
    )


@dataclass(frozen=True)
class Relations:
    """All relations of an item: its versions, the newest first, and the refs of every one of them."""

    versions: tuple[Version, ...]
    relations: tuple[Relation, ...]


def list_relations(client: HttpClient, project_id: str, *, item_id: str) -> Relations:
    """Return the refs of all versions of an item, each once.

    It takes a request for the versions, one for the refs of each 50, and one for each 50 other items whose
    latest version is another one than the refs tell of.
    """
    versions = list_versions(client, project_id, item_id=item_id)
    found = list_refs_of_versions(client, project_id, version_ids=[version.id for version in versions])
    numbers = {version.id: version.number for version in versions}
    others = {
        version.item_id: found.items.get(version.item_id)
        for version in (found.versions.get(ref.other_id) for ref in found.refs)
        if version
    }
    behind = [id for id, item in others.items() if not item or item.tip_id not in found.versions]
    listed = _list_known(client, project_id, item_ids=behind)
    items = {**found.items, **listed.items}
    relations: dict[tuple[str, str, str], Relation] = {}
    for ref in found.refs:
        own_id = ref.from_id if ref.direction == "from" else ref.to_id
        version = found.versions.get(ref.other_id)
        item = items.get(version.item_id if version else ref.other_id)
        tip = (listed.tips.get(item.id) or found.versions.get(item.tip_id)) if item else None
        relation = Relation(ref, numbers.get(own_id, 0), item, version, tip.number if tip else 0)
        relations.setdefault(ref.key, relation)
    ordered = sorted(relations.values(), key=_rank)
    return Relations(versions, tuple(ordered))


def _list_known(client: HttpClient, project_id: str, *, item_ids: Sequence[str]) -> ItemList:
    """Return items with their tips; without those that the service tells nothing of."""
    items: dict[str, Item] = {}
    tips: dict[str, Version] = {}
    for start in range(0, len(item_ids), BATCH_SIZE):
        try:
            listed = list_items(client, project_id, item_ids=item_ids[start : start + BATCH_SIZE])
        except (BadInput, Forbidden, NotFound):
            continue  # one that was deleted, or lies in another project, spoils its batch
        items.update(listed.items)
        tips.update(listed.tips)
    return ItemList(items, tips)


def list_tip_refs(
    client: HttpClient, project_id: str, *, tips: Sequence[Version]
) -> Mapping[str, tuple[Ref, ...]]:
    """Return the refs of many items' tips by version id, in one request for each 50 of them."""
    found = list_refs_of_versions(client, project_id, version_ids=[tip.id for tip in tips])
    by_tip: dict[str, list[Ref]] = {tip.id: [] for tip in tips}
    for ref in found.refs:
        own_id = ref.from_id if ref.direction == "from" else ref.to_id
        if own_id in by_tip:
            by_tip[own_id].append(ref)
    return {tip_id: tuple(refs) for tip_id, refs in by_tip.items()}


def attach(
    client: HttpClient,
    project_id: str,
    *,
    from_version: End,
    to_version: End,
    extension_type: str,
    clock: Clock,
    settle: float = SETTLE_SECONDS,
    look_first: bool = True,
) -> bool:
    """Make a ref between two versions of one project; return false when it was there already.

    A ref is the same when from, to and extension type are, and it cannot be removed, so it is never made
    twice: when the answer is lost, this looks for the ref for `settle` seconds, and asks once more only if it
    did not appear. `look_first` false is for a ref that cannot be there. Raises `RefError`: `refs.to-itself`
    before any request, `refs.unconfirmed` where in the end it stayed unknown whether the ref was made.
    """
    if from_version.id == to_version.id:
        raise RefError("refs.to-itself", name=from_version.name)
    key = (from_version.id, to_version.id, extension_type)
    doubt: DataBrowserError | None = None

    def look() -> bool:
        return is_there(client, project_id, key)

    if look_first and look():
        return False
    for was_lost in (False, True):
        try:
            create_ref(
                client,
                project_id,
                from_type="versions",
                from_id=from_version.id,
                to_type="versions",
                to_id=to_version.id,
                extension_type=extension_type,
            )
        except (Conflict, AnswerLost, ServiceDown, MalformedAnswer) as problem:
            try:
                appeared = look_for(look, clock=clock, settle=settle)
            except (NetworkError, ServiceError, MalformedAnswer, Cancelled) as error:
                raise RefError("refs.unconfirmed", name=to_version.name) from error
            # "Exists already" only if it does: a locked or changed resource answers with a conflict too.
            is_conflict = isinstance(problem, Conflict)
            if appeared:
                return was_lost or not is_conflict
            if is_conflict:
                raise
            doubt = problem
        else:
            return True
    raise RefError("refs.unconfirmed", name=to_version.name) from doubt


def attach_in_turn(
    wanted: Iterable[Wanted],
    attach_one: Callable[[Wanted], bool],
    *,
    result: Callable[[Wanted, bool, DataBrowserError | None], Result],
    on_done: Callable[[Result], None] | None,
    cancelled: threading.Event | None,
) -> tuple[Result, ...]:
    """Attach one after the other, and return how each went; one that fails holds up no other.

    `attach_one` returns as `attach` does, and `on_done` is told of each. `cancelled` ends it between two:
    those not tried are left out of the answer.
    """
    results: list[Result] = []
    for one in wanted:
        if cancelled and cancelled.is_set():
            break
        is_new, problem = False, None
        try:
            is_new = attach_one(one)
        except Cancelled:  # before anything was sent: `attach` itself tells what is in doubt
            if cancelled and cancelled.is_set():
                break
            raise
        except DataBrowserError as error:
            problem = error
        results.append(result(one, is_new, problem))
        if on_done:
            on_done(results[-1])
    return tuple(results)


def is_there(client: HttpClient, project_id: str, key: tuple[str, str, str]) -> bool:
    """Tell whether there is a ref between two versions, by its key (from, to, extension type)."""
    # Filtered by direction alone: each further filter is one more thing a service may read differently.
    listed = list_refs(
        client,
        project_id,
        resource_type="versions",
        resource_id=key[0],
        filters={"filter[direction]": "from"},
    )
    return any(ref.key == key for ref in listed.refs)
