"""Several versions attached to a design: first what would be made of each, then one ref after the other.

A pair that cannot be is refused before anything is asked: to itself, out of the project, or of types that no
ref takes. What is left costs a request for 50 items, one for the refs that are there, one for each version
named by its id alone, and one for the design's own version where that is not its latest.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ..aps.commands import list_items, list_refs_of_versions
from ..aps.items import get_item
from ..aps.versions import Version, get_version
from ..clock import Clock
from ..errors import BadInput, DataBrowserError, Forbidden, MalformedAnswer, NotFound, RefError
from ..http import HttpClient
from .documents import ActiveDocument
from .ref_kinds import Offer, RefKind, ends_of, list_offers
from .references import attach, attach_in_turn

MOST_TARGETS = 50
# What concerns the one that was asked about, and not all of them.
_OF_ONE = (NotFound, Forbidden, BadInput, MalformedAnswer)
_VERSIONS, _ITEMS = "versions:", "items:"


@dataclass(frozen=True)
class Target:
    """What is to be attached: a version or, without a `version_id`, an item's latest.

    `name`, `number` and `extension_type` are what the asker was told of it, the type being the item's where
    no version is named. They save asking; the service has the last word when the ref is made.
    """

    project_id: str
    item_id: str = ""
    version_id: str = ""
    name: str = ""
    number: int = 0
    extension_type: str = ""

    @property
    def is_told(self) -> bool:
        """Whether all of a version is known that a ref needs."""
        return bool(self.version_id and self.number and self.extension_type.startswith(_VERSIONS))


@dataclass(frozen=True)
class PlannedRef:
    """What would be made of one target: `offers` are the ways that fit, `there` the types that are there.

    `tip` is the number of its latest version, where that is known. With a `problem` nothing can be made.
    """

    target: Target
    version: Version | None = None
    tip: int | None = None
    offers: tuple[Offer, ...] = ()
    there: frozenset[str] = frozenset()
    problem: DataBrowserError | None = None


@dataclass(frozen=True)
class AttachPlan:
    """What would be made on the version `own` of a design, one for each target in their order.

    `own` and `tip`, the design's latest version, are None where no target is left to ask about.
    """

    own: Version | None
    tip: Version | None
    refs: tuple[PlannedRef, ...]


@dataclass(frozen=True)
class WantedRef:
    """One ref to make: its target, of which all is told, and its type. `key` is the asker's own."""

    key: str
    target: Target
    extension_type: str


@dataclass(frozen=True)
class AttachResult:
    """How one ref went: `is_new` is false where it was there already; `problem` where it was not made."""

    wanted: WantedRef
    is_new: bool
    problem: DataBrowserError | None = None


@dataclass
class _Found:
    """What was read: latest versions by item, versions by id, and what went wrong, by either id."""

    tips: dict[str, Version] = field(default_factory=dict)
    versions: dict[str, Version] = field(default_factory=dict)
    problems: dict[str, DataBrowserError] = field(default_factory=dict)


def refuse_pair(
    document: ActiveDocument,
    target: Target,
    *,
    get_kinds: Callable[[], Sequence[RefKind]],
    own_type: str = "",
) -> None:
    """Raise `RefError` where what is told of a pair shows that no ref can be made, without asking anybody.

    `own_type` is the extension type of the design, if that is told; types are judged only where both are.
    """
    name = target.name or target.item_id or target.version_id
    if target.project_id != document.project_id:
        raise RefError("refs.other-project", name=name)
    if target.version_id == document.version_id or (
        not target.version_id and target.item_id == document.item_id
    ):
        raise RefError("refs.to-itself", name=document.name)
    if own_type and target.extension_type:
        ends = [
            # An item and its versions are of one type but for the first word, in all that are known.
            Version(id, "", said, 0, _VERSIONS + kind.removeprefix(_ITEMS).removeprefix(_VERSIONS))
            for id, said, kind in (("own", document.name, own_type), ("target", name, target.extension_type))
        ]
        list_offers(ends[0], ends[1], kinds=get_kinds())


def plan_refs(
    client: HttpClient,
    document: ActiveDocument,
    targets: Sequence[Target],
    *,
    get_kinds: Callable[[], Sequence[RefKind]],
    own_type: str = "",
) -> AttachPlan:
    """Return what would be made of each target; nothing is written.

    Each row has what speaks against it; what concerns all of them is raised: that the design cannot be read,
    that the service is away, or `RefError` (`refs.too-many`).
    """
    if len(targets) > MOST_TARGETS:
        raise RefError("refs.too-many", count=len(targets), most=MOST_TARGETS)
    refused: dict[int, DataBrowserError] = {}
    for index, target in enumerate(targets):
        try:
            refuse_pair(document, target, get_kinds=get_kinds, own_type=own_type)
        except RefError as error:
            refused[index] = error
    asked = [target for index, target in enumerate(targets) if index not in refused]
    if not asked:
        rows = [PlannedRef(target, problem=refused[index]) for index, target in enumerate(targets)]
        return AttachPlan(None, None, tuple(rows))
    found = _read_targets(client, document, asked)
    tip = found.tips.get(document.item_id)
    is_tip = tip is not None and tip.id == document.version_id
    own = tip if tip and is_tip else get_version(client, document.project_id, version_id=document.version_id)
    listed = list_refs_of_versions(client, document.project_id, version_ids=[own.id])
    there = {ref.key for ref in listed.refs}
    kinds = get_kinds()
    seen: set[str] = set()
    rows: list[PlannedRef] = []
    for index, target in enumerate(targets):
        if index in refused:
            rows.append(PlannedRef(target, problem=refused[index]))
        else:
            rows.append(_plan_one(own, target, found, kinds=kinds, there=there, seen=seen))
    return AttachPlan(own, tip, tuple(rows))


def attach_refs(
    client: HttpClient,
    document: ActiveDocument,
    wanted: Sequence[WantedRef],
    *,
    get_kinds: Callable[[], Sequence[RefKind]],
    clock: Clock,
    on_made: Callable[[Version, Version, str], None] | None = None,
    on_done: Callable[[AttachResult], None] | None = None,
    cancelled: threading.Event | None = None,
) -> tuple[AttachResult, ...]:
    """Make refs one after the other, none twice; one that fails holds up no other.

    `on_made` is told from end, to end and type of each ref that is there then, and `on_done` how each went.
    `cancelled` ends it between two: those not tried are left out of the answer.
    Raises what stands against all of them, such as a design that cannot be read.
    """
    if len(wanted) > MOST_TARGETS:
        raise RefError("refs.too-many", count=len(wanted), most=MOST_TARGETS)
    own = get_version(client, document.project_id, version_id=document.version_id)

    def attach_one(one: WantedRef) -> bool:
        target = one.target
        refuse_pair(document, target, get_kinds=get_kinds)
        other = (
            _as_told(target)
            if target.is_told
            else get_version(client, document.project_id, version_id=target.version_id)
        )
        offers = list_offers(own, other, kinds=get_kinds())
        offer = next((offer for offer in offers if offer.extension_type == one.extension_type), None)
        if offer is None:
            raise RefError("refs.type-not-allowed", name=other.name, own=own.name)
        from_version, to_version = ends_of(offer, own, other)
        is_new = attach(
            client,
            document.project_id,
            from_version=from_version,
            to_version=to_version,
            extension_type=one.extension_type,
            clock=clock,
        )
        if on_made:
            on_made(from_version, to_version, one.extension_type)
        return is_new

    return attach_in_turn(wanted, attach_one, result=AttachResult, on_done=on_done, cancelled=cancelled)


def _read_targets(client: HttpClient, document: ActiveDocument, targets: Iterable[Target]) -> _Found:
    """Read what is not told: versions one by one, since no command reads many, and items 50 at a time."""
    found = _Found()
    project_id = document.project_id
    unsure: set[str] = set()  # items that no list has shown: one that does not exist spoils a whole request
    sure = {document.item_id}
    for target in targets:
        if target.version_id and not target.is_told:
            version_id = target.version_id
            try:
                version = found.versions[version_id] = get_version(client, project_id, version_id=version_id)
            except _OF_ONE as error:
                found.problems[version_id] = _explain(error, target)
            else:
                sure.add(version.item_id)
        elif target.item_id:
            (sure if target.extension_type else unsure).add(target.item_id)
    names = {target.item_id: target for target in targets if target.item_id}
    for ids in (sorted(sure), sorted(unsure - sure)):
        _read_tips(client, project_id, ids, names=names, found=found)
    if document.item_id in found.problems:
        raise found.problems[document.item_id]
    return found


def _read_tips(
    client: HttpClient,
    project_id: str,
    item_ids: Sequence[str],
    *,
    names: Mapping[str, Target],
    found: _Found,
) -> None:
    """Read the latest versions of items; one by one only where the service refuses them together."""
    if not item_ids:
        return
    try:
        found.tips.update(list_items(client, project_id, item_ids=item_ids).tips)
        missing = [item_id for item_id in item_ids if item_id not in found.tips]
    except _OF_ONE:
        missing = list(item_ids)
    for item_id in missing:
        try:
            item, tip = get_item(client, project_id, item_id=item_id)
            found.tips[item_id] = tip or get_version(client, project_id, version_id=item.tip_id)
        except _OF_ONE as error:
            found.problems[item_id] = _explain(error, names.get(item_id))


def _plan_one(
    own: Version,
    target: Target,
    found: _Found,
    *,
    kinds: Sequence[RefKind],
    there: set[tuple[str, str, str]],
    seen: set[str],
) -> PlannedRef:
    problem = found.problems.get(target.version_id or target.item_id)
    if problem:
        return PlannedRef(target, problem=problem)
    version = _as_told(target) if target.is_told else _as_found(target, found)
    tip = found.tips.get(version.item_id)
    number = tip.number if tip else None
    if version.id in seen:
        return PlannedRef(target, version, number, problem=RefError("refs.twice", name=version.name))
    seen.add(version.id)
    try:
        offers = list_offers(own, version, kinds=kinds)
    except RefError as error:
        return PlannedRef(target, version, number, problem=error)
    ends = {offer.extension_type: ends_of(offer, own, version) for offer in offers}
    made = frozenset(kind for kind, (start, end) in ends.items() if (start.id, end.id, kind) in there)
    return PlannedRef(target, version, number, offers, made)


def _as_told(target: Target) -> Version:
    return Version(target.version_id, target.item_id, target.name, target.number, target.extension_type)


def _as_found(target: Target, found: _Found) -> Version:
    version = found.versions[target.version_id] if target.version_id else found.tips[target.item_id]
    return replace(version, name=target.name or version.name)


def _explain(error: DataBrowserError, target: Target | None) -> DataBrowserError:
    """Say of what is not found that a project was searched, and no other."""
    if target is None or not isinstance(error, NotFound):
        return error
    return RefError("refs.not-in-project", name=target.name or target.version_id or target.item_id)
