"""What is known of items without asking: how many refs they have, and how many of those are out of date."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from .design import summarise
from .readings import Readings
from .references import Relations
from .sightings import sight, unite


@dataclass(frozen=True)
class Mark:
    """The refs of an item as they were last told: `refs` of them, `stale` of which are out of date."""

    refs: int
    stale: int


def find_marks(readings: Readings, item_ids: Iterable[str]) -> dict[str, Mark]:
    """Return the marks of those items whose relations were read before; no request is made."""
    found = {item_id: readings.recall(item_id, partial(_find, readings, item_id)) for item_id in item_ids}
    return {item_id: mark for item_id, mark in found.items() if mark}


def _find(readings: Readings, item_id: str) -> Mark | None:
    reading = readings.look(item_id)
    if reading is None:
        return None
    versions = reading.found.versions
    made = sight(Relations(versions, readings.made(item_id)), at=reading.at)
    native = (readings.native(version.id) for version in versions[:1])
    sightings = unite(sight(reading.found, at=reading.at), made, *native)
    rows = summarise(sightings, tip=versions[0].number if versions else 0)
    return Mark(len(rows), sum(bool(row.stale) for row in rows))
