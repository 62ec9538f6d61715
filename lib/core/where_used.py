"""Where a design is used, level by level up to the roots, over the refs that lead to it.

    level 0    the design: all of its versions
    level 1    what refers to one of these: assemblies, drawings, files it is attached to
    level 2    what refers to one of the versions found at level 1, and so on

Only versions that were found are followed, so that what no longer uses the design is not asked about: an
assembly counts by the versions that use it. Each level costs a request for 50 versions, the first one of each
project, and a few more where versions of other projects are followed. A version is followed once, whatever
leads to it; a lying service cannot make this go round for ever.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, Protocol

from ..aps.commands import list_refs_of_versions
from ..aps.hubs import list_hubs, list_projects
from ..aps.items import Item, list_versions
from ..aps.refs import Ref, RefList
from ..aps.versions import Version
from ..errors import BadInput, Cancelled, DataBrowserError, Forbidden, NotFound, UsageError
from ..http import HttpClient

MOST_LEVELS = 20
_MOST_PARTS = 24  # requests that a project may cost at a level
Again = Literal["", "again", "cycle"]


@dataclass(frozen=True)
class Use:
    """One thing that uses another: the row `key` is below the row `parent_key`, empty for the design itself.

    `versions` are the numbers of its versions that do, the newest first; `used` those of the other that they
    use. `again` tells that what uses this thing is not listed here: "again" where it is listed elsewhere,
    "cycle" where this thing is among what it is used by.
    """

    key: str
    parent_key: str
    level: int
    project_id: str
    item_id: str
    name: str
    item: Item | None
    extension_type: str
    versions: tuple[int, ...]
    used: tuple[int, ...]
    again: Again


@dataclass(frozen=True)
class WhereUsed:
    """What was found: `is_whole` is false where a limit ended it; `problems` are of who said no."""

    uses: tuple[Use, ...]
    levels: int
    is_whole: bool
    problems: Mapping[str, DataBrowserError]


@dataclass
class _Thing:
    """An item on one level: the row it became, and its versions that are followed."""

    key: str
    above: frozenset[str]  # the items on the way down to the design, itself among them
    numbers: dict[str, int] = field(default_factory=dict)


def find_uses(
    client: HttpClient,
    project_id: str,
    *,
    item_id: str,
    other_projects: Sequence[str] = (),
    most_levels: int = MOST_LEVELS,
    on_uses: Callable[[Sequence[Use]], None] | None = None,
    cancelled: threading.Event | None = None,
) -> WhereUsed:
    """Return everything that uses a design, the nearest first.

    `other_projects` are asked too, and for the versions of theirs that are found; one that knows none of the
    design's versions is among the problems, unless it knows one that is found later.
    `on_uses` is told each level's rows as they are found; one told before has the same `key` and knows more.
    Raises `Cancelled` between two requests, and `UsageError` (`where-used.bad-levels`).
    """
    if not 1 <= most_levels <= MOST_LEVELS:
        raise UsageError("where-used.bad-levels", most=MOST_LEVELS)
    own = list_versions(client, project_id, item_id=item_id)
    source = _Service(client, (project_id, *other_projects), cancelled)
    numbers = {one.id: one.number for one in own}
    found = follow_uses(source, item_id, numbers=numbers, most_levels=most_levels, on_uses=on_uses)
    return replace(found, problems=source.problems)


class Source(Protocol):
    """What tells of refs: the service, or what is kept of it."""

    def ask(self, version_ids: Sequence[str]) -> Iterable[tuple[str, RefList]]:
        """Yield the refs that lead to those versions, by the project that they are of."""
        ...


def follow_uses(
    source: Source,
    item_id: str,
    *,
    numbers: Mapping[str, int],
    most_levels: int = MOST_LEVELS,
    on_uses: Callable[[Sequence[Use]], None] | None = None,
) -> WhereUsed:
    """Return everything that uses an item, whose versions are `numbers` by their ids, the nearest first.

    `on_uses` is told as by `find_uses`. Raises what the source raises.
    """
    search = _Search(source, item_id)
    level = [_Thing("", frozenset({item_id}), dict(numbers))]
    for number in range(1, most_levels + 1):
        found = search.step(level, number)
        if on_uses and found.uses:
            on_uses(found.uses)
        level = found.things
        if not level:
            return search.result(number - (not found.uses), is_whole=True)
    return search.result(most_levels, is_whole=False)


def list_sibling_projects(client: HttpClient, project_id: str) -> tuple[str, ...]:
    """Return the ids of the other projects of a project's hub: a request, and one for each hub asked."""
    for hub in list_hubs(client):
        try:
            ids = [project.id for project in list_projects(client, hub.id)]
        except (Forbidden, NotFound):
            continue  # another hub may hold it
        if project_id in ids:
            return tuple(one for one in ids if one != project_id)
    return ()


@dataclass(frozen=True)
class _Level:
    uses: tuple[Use, ...]
    things: list[_Thing]


class _Search:
    """What was seen so far."""

    def __init__(self, source: Source, item_id: str) -> None:
        self._source = source
        self._rows: dict[str, _Row] = {}
        self._listed_at = {item_id: ""}  # by item, the key of the row below which its uses stand
        self._followed: set[str] = set()

    def result(self, levels: int, *, is_whole: bool) -> WhereUsed:
        """Return all that was found."""
        uses = tuple(row.as_use() for row in self._rows.values())
        return WhereUsed(uses, levels, is_whole, {})

    def step(self, level: Sequence[_Thing], number: int) -> _Level:
        """Find what refers to the things of one level."""
        below = {version: thing for thing in level for version in thing.numbers}
        self._followed.update(below)
        touched: dict[str, _Row] = {}
        for project_id, listed in self._source.ask(list(below)):
            for ref in listed.refs:
                thing = below.get(ref.to_id)
                if thing is None or ref.direction != "to":
                    continue
                row = self._make_row(ref, listed, thing, project_id=project_id, level=number)
                row = self._rows.get(row.key) or touched.get(row.key) or row
                row.add(ref, listed.versions.get(ref.from_id), used=thing.numbers[ref.to_id])
                touched[row.key] = row
        things: dict[str, _Thing] = {}
        ordered = sorted(touched.values(), key=lambda one: one.rank)
        for row in ordered:
            if row.key not in self._rows:
                self._rows[row.key] = row
                self._place(row)
            fresh = {one: version for one, version in row.numbers.items() if one not in self._followed}
            if fresh:
                key, above = self._listed_at[row.user_id], row.thing.above | {row.user_id}
                thing = things.setdefault(row.user_id, _Thing(key, above))
                thing.numbers.update(fresh)
        return _Level(tuple(row.as_use() for row in ordered), list(things.values()))

    def _place(self, row: _Row) -> None:
        """Settle whether a new row is the one below which the uses of its item stand."""
        if row.user_id in row.thing.above:
            row.again = "cycle"
        elif row.user_id in self._listed_at:
            row.again = "again"
        self._listed_at.setdefault(row.user_id, row.key)

    def _make_row(self, ref: Ref, listed: RefList, thing: _Thing, *, project_id: str, level: int) -> _Row:
        user = listed.versions.get(ref.from_id)
        user_id = (user.item_id if user else "") or ref.from_id
        key = f"{thing.key}/{user_id}|{ref.extension_type}"
        return _Row(key, level, thing, project_id, user_id, ref.extension_type, listed.items.get(user_id))


class _Service:
    """The projects that are asked, and what went wrong with those that are not any more.

    A version is known to its own project alone, which tells of all that refers to it, wherever that lies.
    So the design's project is asked first at each level, the others at the first one, in case they know more,
    and then only for versions that the design's project does not know.
    """

    def __init__(
        self, client: HttpClient, projects: Sequence[str], cancelled: threading.Event | None
    ) -> None:
        self._client = client
        self._own, *others = dict.fromkeys(projects)
        self._others = others
        self._cancelled = cancelled
        self._levels = 0
        self.problems: dict[str, DataBrowserError] = {}

    def ask(self, version_ids: Sequence[str]) -> Iterable[tuple[str, RefList]]:
        """Ask one project after the other."""
        self._levels += 1
        if self._levels == 1:
            yield self._own, self._list(self._own, version_ids)
            for project_id in list(self._others):
                if listed := self._try(project_id, version_ids):
                    yield project_id, listed
            return
        unknown = dict.fromkeys(version_ids)
        for listed in self._ask_parts(self._own, unknown):
            yield self._own, listed
        for _ in range(_MOST_PARTS):
            if not unknown:
                break
            one = next(iter(unknown))
            for project_id in list(self._others):
                if listed := self._try(project_id, [one]):
                    yield project_id, listed
                    unknown.pop(one)
                    for more in self._ask_parts(project_id, unknown):
                        yield project_id, more
                    break
            unknown.pop(one, None)  # else nobody knows it

    def _ask_parts(self, project_id: str, unknown: dict[str, None]) -> Iterator[RefList]:
        """Ask a project for all, or halves where it does not know one, and so on; take out what it knows."""
        waiting, left = [list(unknown)], _MOST_PARTS
        # One that forbids it does so for each half.
        while waiting and left > 0 and project_id not in self.problems:
            part = waiting.pop()
            if not part:
                continue
            left -= 1
            if listed := self._try(project_id, part):
                for one in part:
                    unknown.pop(one)
                yield listed
            elif len(part) > 1:
                middle = len(part) // 2
                waiting += [part[middle:], part[:middle]]

    def _try(self, project_id: str, version_ids: Sequence[str]) -> RefList | None:
        """Ask a project; None where it says no, which one of another project is enough for."""
        try:
            listed = self._list(project_id, version_ids)
        except (BadInput, Forbidden, NotFound) as error:
            if self._levels == 1 or isinstance(error, Forbidden):
                self.problems[project_id] = error
            if isinstance(error, Forbidden) and project_id in self._others:
                self._others.remove(project_id)  # the same at each level, so asked once
            return None
        self.problems.pop(project_id, None)
        return listed

    def _list(self, project_id: str, version_ids: Sequence[str]) -> RefList:
        if self._cancelled and self._cancelled.is_set():
            raise Cancelled("http.cancelled")
        return list_refs_of_versions(self._client, project_id, version_ids=version_ids)


@dataclass
class _Row:
    """What becomes one use: an item that refers to a thing by refs of one type."""

    key: str
    level: int
    thing: _Thing
    project_id: str
    user_id: str
    extension_type: str
    item: Item | None
    user: Version | None = None
    again: Again = ""
    numbers: dict[str, int] = field(default_factory=dict)
    used: set[int] = field(default_factory=set)

    def add(self, ref: Ref, user: Version | None, *, used: int) -> None:
        """Take up a ref to the version `used`."""
        self.user = self.user or user
        self.numbers[ref.from_id] = user.number if user else 0
        self.used.add(used)

    @property
    def name(self) -> str:
        """The name of what uses it, or its id where the service gave none."""
        if self.item:
            return self.item.name
        return self.user.name if self.user else self.user_id

    @property
    def rank(self) -> tuple[str, str, str]:
        """Where it stands among its level."""
        return self.thing.key, self.name.casefold(), self.key

    def as_use(self) -> Use:
        """Return what is known by now."""
        return Use(
            key=self.key,
            parent_key=self.thing.key,
            level=self.level,
            project_id=self.project_id,
            item_id=self.user_id if self.user else "",
            name=self.name,
            item=self.item,
            extension_type=self.extension_type,
            versions=tuple(sorted({*self.numbers.values()} - {0}, reverse=True)),
            used=tuple(sorted(self.used - {0}, reverse=True)),
            again=self.again,
        )
