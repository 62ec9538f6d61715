"""What the service last told of each design's relations: used again for ten minutes, and when it is away."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, TypeVar

from ..aps.items import Item
from ..aps.refs import Ref
from ..aps.versions import Version
from ..errors import NotAllowed, UsageError
from ..store.relation_files import forget_readings, read_reading, stamp_reading, write_reading
from .references import Relation, Relations
from .sightings import Sighting

FRESH_SECONDS = 600.0
_MOST_KEPT = 50
_MOST_MADE_OUT = 5000

T = TypeVar("T")


@dataclass(frozen=True)
class Reading:
    """The relations of an item as they were told at `at`, in seconds since 1970."""

    at: float
    found: Relations


@dataclass(frozen=True)
class _Kept:
    """A reading, and the moment that it was asked for at; 0 for what the disk has."""

    reading: Reading
    asked: int


@dataclass
class Readings:
    """The readings of one account, in memory and in its folder; used on any thread.

    `find_folder` returns the account's folder, None where nothing is kept on disk. What the disk has from a
    program before is never new: that may have made something since, or another one.
    """

    find_folder: Callable[[], Path | None] = lambda: None
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _writing: threading.Lock = field(default_factory=threading.Lock)
    _kept: dict[str, _Kept] = field(default_factory=dict)
    _native: dict[str, tuple[Sighting, ...]] = field(default_factory=dict)
    _made: dict[str, tuple[Relation, ...]] = field(default_factory=dict)
    _made_out: dict[str, tuple[int, object]] = field(default_factory=dict)
    _change: int = 0
    _moment: int = 0
    _expired: int = 0
    _is_over: bool = False

    def begin(self) -> int:
        """Return a moment to ask at: by the order of these, and no clock, answers are told apart."""
        with self._lock:
            self._moment += 1
            return self._moment

    def find_new(self, item_id: str, version_id: str) -> Reading | None:
        """Return what was told of an item where that is new enough to ask nothing.

        It knows the version that is open, if any is.
        """
        with self._lock:
            kept, expired = self._kept.get(item_id), self._expired
        if kept is None or kept.asked <= expired:
            return None
        reading = kept.reading
        is_known = not version_id or any(version.id == version_id for version in reading.found.versions)
        return reading if is_known and 0 <= time.time() - reading.at < FRESH_SECONDS else None

    def expire(self) -> None:
        """Let everything be asked for again, as something was made that what is kept does not tell."""
        moment = self.begin()
        with self._lock:
            self._expired = max(self._expired, moment)

    @contextmanager
    def changing(self) -> Generator[None, None, None]:
        """Let refs be made meanwhile: however that ends, what was told before is not new any more."""
        try:
            yield
        except NotAllowed:  # nothing was sent
            raise
        except BaseException:
            self.expire()
            raise
        self.expire()

    def find(self, item_id: str) -> Reading | None:
        """Return what was last told of an item, however old it is."""
        reading = self.look(item_id)
        return self._remember(item_id, _Kept(reading, 0)) if reading else None

    def look(self, item_id: str) -> Reading | None:
        """Return what `find` returns, for one of many items: what is in memory stays there."""
        with self._lock:
            kept = self._kept.get(item_id)
        if kept:
            return kept.reading
        folder = self._folder()
        content = read_reading(folder, item_id) if folder else None
        return _parse(content) if content else None

    def recall(self, item_id: str, make_out: Callable[[], T]) -> T:
        """Return what `make_out` makes out of an item's reading, made out again once that is another one."""
        folder = self._folder()
        stamp = stamp_reading(folder, item_id) if folder else 0
        with self._lock:
            before, change = self._made_out.get(item_id), self._change
        if before and before[0] == stamp:
            found: Any = before[1]
            return found
        found = make_out()
        with self._lock:
            if change == self._change and not self._is_over:
                self._made_out[item_id] = (stamp, found)
                _drop_oldest(self._made_out, _MOST_MADE_OUT)
        return found

    def keep(self, item_id: str, reading: Reading, *, asked: int) -> Reading:
        """Keep what was told of an item when asked at that moment, and let go of what it tells itself by now.

        Where something asked later was told sooner, that stays. Returns what holds.
        """
        held = self._remember(item_id, _Kept(reading, asked))
        if held is not reading:
            return held
        told = {relation.ref.key for relation in reading.found.relations}
        with self._lock:
            self._change += 1
            self._made_out.pop(item_id, None)
            left = tuple(one for one in self._made.pop(item_id, ()) if one.ref.key not in told)
            if left:
                self._made[item_id] = left
        with self._writing:
            folder = None if self._is_over else self._folder()
            if folder:
                write_reading(folder, item_id, _compose(reading))
        return reading

    def forget(self) -> None:
        """Forget everything, and keep nothing any more, as the account signs out.

        Raises `UsageError` where the account has no folder.
        """
        with self._lock:
            self._is_over = True
            for kept in (self._kept, self._native, self._made, self._made_out):
                kept.clear()
        with self._writing:
            if folder := self.find_folder():
                forget_readings(folder)

    def note_made(self, *, from_version: Version, to_version: Version, extension_type: str) -> None:
        """Take note of a ref that the service has made, until it tells it itself: that may come late.

        Both ends have it; one whose number is not known shows it once the service tells it.
        """
        for own, other in ((from_version, to_version), (to_version, from_version)):
            if own.item_id and own.number:
                self._note(own, other, is_from=own is from_version, extension_type=extension_type)

    def _note(self, own: Version, other: Version, *, is_from: bool, extension_type: str) -> None:
        ref = Ref(
            ref_type=extension_type.partition(":")[0],
            extension_type=extension_type,
            extension_version="",
            from_type="versions",
            from_id=own.id if is_from else other.id,
            to_type="versions",
            to_id=other.id if is_from else own.id,
            direction="from" if is_from else "to",
            other_type="versions",
            other_id=other.id,
        )
        with self._lock:
            self._change += 1
            self._made_out.pop(own.item_id, None)
            before = tuple(one for one in self._made.get(own.item_id, ()) if one.ref.key != ref.key)
            self._made[own.item_id] = (*before, Relation(ref, own.number, None, other))

    def find_version(self, version_id: str) -> Version | None:
        """Return a version of an item that was read since the program began."""
        with self._lock:
            kept = list(self._kept.values())
        versions = (version for one in kept for version in one.reading.found.versions)
        return next((version for version in versions if version.id == version_id), None)

    def made(self, item_id: str) -> tuple[Relation, ...]:
        """Return the refs that were made and not told yet."""
        with self._lock:
            return self._made.get(item_id, ())

    def keep_native(self, version_id: str, sightings: tuple[Sighting, ...]) -> None:
        """Keep what the host told of a version."""
        with self._lock:
            self._change += 1
            self._made_out.clear()  # which item it is of is not told
            self._native[version_id] = sightings
            _drop_oldest(self._native, _MOST_KEPT)

    def native(self, version_id: str) -> tuple[Sighting, ...]:
        """Return what the host told of a version, nothing where it was not asked."""
        with self._lock:
            return self._native.get(version_id, ())

    def _folder(self) -> Path | None:
        try:
            return self.find_folder()
        except UsageError:  # it cannot be made: then what is read lasts as long as the program
            return None

    def _remember(self, item_id: str, kept: _Kept) -> Reading:
        """Keep a reading in memory unless one asked for later is there; return which is."""
        with self._lock:
            before = self._kept.get(item_id)
            if before and before.asked > kept.asked:
                return before.reading
            if not self._is_over:
                self._kept.pop(item_id, None)
                self._kept[item_id] = kept
                _drop_oldest(self._kept, _MOST_KEPT)
            return kept.reading


def _drop_oldest(kept: dict[str, Any], most: int) -> None:
    while len(kept) > most:
        del kept[next(iter(kept))]


def _compose(reading: Reading) -> dict[str, Any]:
    relations = []
    for relation in reading.found.relations:
        relations.append(
            {
                "ref": {**asdict(relation.ref), "extension_data": {}},
                "own_version": relation.own_version,
                "other_item": _as_json(relation.other_item),
                "other_version": _as_json(relation.other_version),
                "other_tip": relation.other_tip,
            }
        )
    versions = [_as_json(version) for version in reading.found.versions]
    return {"at": reading.at, "versions": versions, "relations": relations}


def _as_json(resource: Item | Version | None) -> dict[str, Any] | None:
    if resource is None:
        return None
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in asdict(resource).items()
    }


def _parse(content: Mapping[str, Any]) -> Reading | None:
    """Return a reading from its file; None for one that another version of this module has written."""
    try:
        relations = tuple(
            Relation(
                Ref(**one["ref"]),
                int(one["own_version"]),
                Item(**_timed(one["other_item"])) if one["other_item"] else None,
                Version(**_timed(one["other_version"])) if one["other_version"] else None,
                int(one["other_tip"]),
            )
            for one in content["relations"]
        )
        versions = tuple(Version(**_timed(one)) for one in content["versions"])
        at = float(content["at"])
        datetime.fromtimestamp(at, timezone.utc)  # raises for what is no moment
        return Reading(at, Relations(versions, relations))
    except (KeyError, TypeError, ValueError, OverflowError, OSError):
        return None


def _timed(fields: Mapping[str, Any]) -> dict[str, Any]:
    times = {name: fields[name] and datetime.fromisoformat(fields[name]) for name in ("created", "modified")}
    return {**fields, **times}
