"""What the service last told of each design's relations: used again for ten minutes, and when it is away."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from ..aps.items import Item
from ..aps.refs import Ref
from ..aps.versions import Version
from ..errors import UsageError
from ..store.relation_files import read_reading, write_reading
from .references import Relation, Relations
from .sightings import Sighting

FRESH_SECONDS = 600.0
_MOST_KEPT = 50


@dataclass(frozen=True)
class Reading:
    """The relations of an item as they were told at `at`, in seconds since 1970."""

    at: float
    found: Relations


@dataclass
class Readings:
    """The readings of one account, in memory and in its folder; used on any thread.

    `find_folder` returns the account's folder, None where nothing is kept on disk.
    """

    find_folder: Callable[[], Path | None] = lambda: None
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _kept: dict[str, Reading] = field(default_factory=dict)
    _native: dict[str, tuple[Sighting, ...]] = field(default_factory=dict)
    _made: dict[str, tuple[Relation, ...]] = field(default_factory=dict)
    _expired: float = 0.0

    def serves(self, reading: Reading, version_id: str) -> bool:
        """Tell whether a reading is new enough to ask nothing, and knows the version that is open, if any."""
        age = time.time() - reading.at
        is_known = not version_id or any(version.id == version_id for version in reading.found.versions)
        return is_known and reading.at > self._expired and 0 <= age < FRESH_SECONDS

    def expire(self) -> None:
        """Let everything be asked for again, as something was made that what is kept does not tell."""
        self._expired = time.time()

    def find(self, item_id: str) -> Reading | None:
        """Return what was last told of an item."""
        with self._lock:
            reading = self._kept.get(item_id)
        if reading is None:
            folder = self._folder()
            content = read_reading(folder, item_id) if folder else None
            reading = _parse(content) if content else None
            if reading:
                self._remember(item_id, reading)
        return reading

    def keep(self, item_id: str, reading: Reading) -> None:
        """Keep what was told of an item, and let go of what it tells itself by now."""
        self._remember(item_id, reading)
        told = {relation.ref.key for relation in reading.found.relations}
        with self._lock:
            left = tuple(one for one in self._made.get(item_id, ()) if one.ref.key not in told)
            self._made[item_id] = left
        if folder := self._folder():
            write_reading(folder, item_id, _compose(reading))

    def note_made(
        self, item_id: str, *, from_version: Version, to_version: Version, extension_type: str
    ) -> None:
        """Take note of a ref that the service has made, until it tells it itself: that may come late.

        `item_id` is the item that one of the versions belongs to.
        """
        is_from = from_version.item_id == item_id
        own, other = (from_version, to_version) if is_from else (to_version, from_version)
        ref = Ref(
            ref_type=extension_type.partition(":")[0],
            extension_type=extension_type,
            extension_version="",
            from_type="versions",
            from_id=from_version.id,
            to_type="versions",
            to_id=to_version.id,
            direction="from" if is_from else "to",
            other_type="versions",
            other_id=other.id,
        )
        with self._lock:
            before = tuple(one for one in self._made.get(item_id, ()) if one.ref.key != ref.key)
            self._made[item_id] = (*before, Relation(ref, own.number, None, other))

    def find_version(self, version_id: str) -> Version | None:
        """Return a version of an item that was read since the program began."""
        with self._lock:
            readings = list(self._kept.values())
        versions = (version for reading in readings for version in reading.found.versions)
        return next((version for version in versions if version.id == version_id), None)

    def made(self, item_id: str) -> tuple[Relation, ...]:
        """Return the refs that were made and not told yet."""
        with self._lock:
            return self._made.get(item_id, ())

    def keep_native(self, version_id: str, sightings: tuple[Sighting, ...]) -> None:
        """Keep what the host told of a version."""
        with self._lock:
            self._native[version_id] = sightings
            _drop_oldest(self._native)

    def native(self, version_id: str) -> tuple[Sighting, ...]:
        """Return what the host told of a version, nothing where it was not asked."""
        with self._lock:
            return self._native.get(version_id, ())

    def _folder(self) -> Path | None:
        try:
            return self.find_folder()
        except UsageError:  # it cannot be made: then what is read lasts as long as the program
            return None

    def _remember(self, item_id: str, reading: Reading) -> None:
        with self._lock:
            self._kept.pop(item_id, None)
            self._kept[item_id] = reading
            _drop_oldest(self._kept)


def _drop_oldest(kept: dict[str, Any]) -> None:
    while len(kept) > _MOST_KEPT:
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
        return Reading(float(content["at"]), Relations(versions, relations))
    except (KeyError, TypeError, ValueError):
        return None


def _timed(fields: Mapping[str, Any]) -> dict[str, Any]:
    times = {name: fields[name] and datetime.fromisoformat(fields[name]) for name in ("created", "modified")}
    return {**fields, **times}
