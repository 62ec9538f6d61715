"""What is known of items without asking: how many refs they have, and how many of those are out of date.

It is of what was read of an item, or of the catalogue where that is newer or alone.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial

from ..aps.refs import DRAWING_TO_DESIGN
from ..errors import StoreError
from ..store.catalogue import Catalogue
from ..store.catalogue.mark_rows import MarkRow, read_mark_rows
from .design import group_of_kind, is_behind, summarise
from .readings import Readings
from .references import Relations
from .sightings import sight, unite

_log = logging.getLogger("databrowser.catalogue")


@dataclass(frozen=True)
class Mark:
    """The refs of an item as they were last told: `refs` of them, `stale` of which are out of date.

    That was at `at`, in seconds since 1970.
    """

    refs: int
    stale: int
    at: float = field(default=0.0, compare=False)


def find_marks(
    readings: Readings, item_ids: Sequence[str], catalogues: Iterable[Catalogue] = ()
) -> dict[str, Mark]:
    """Return the marks of those items whose relations were read before, or swept; no request is made."""
    recalled = {item_id: readings.recall(item_id, partial(_find, readings, item_id)) for item_id in item_ids}
    marks = {item_id: mark for item_id, mark in recalled.items() if mark}
    for catalogue in catalogues:
        for item_id, mark in find_swept_marks(catalogue, item_ids).items():
            # What was made since is known to the readings alone, until it is told.
            if item_id not in marks or (marks[item_id].at < mark.at and not readings.made(item_id)):
                marks[item_id] = mark
    return marks


def find_swept_marks(catalogue: Catalogue, item_ids: Sequence[str]) -> dict[str, Mark]:
    """Return the marks of those items whose refs a catalogue has; none of a catalogue that cannot be read."""
    try:
        rows = catalogue.read(lambda connection: read_mark_rows(connection, item_ids))
    except StoreError as error:
        _log.info("a catalogue is of no use: %s", error)
        return {}
    marks: dict[str, Mark] = {}
    for row in rows:
        before = marks.get(row.item_id) or Mark(0, 0, row.read)
        marks[row.item_id] = Mark(before.refs + _counts(row), before.stale + _is_stale(row), row.read)
    return marks


def _counts(row: MarkRow) -> bool:
    """Tell whether this is one, and not what an earlier version of an assembly used."""
    if not row.direction:
        return False
    is_use = group_of_kind(row.extension_type, row.ref_type, row.direction) == "uses"
    return not is_use or row.extension_type == DRAWING_TO_DESIGN or row.own == row.tip


def _is_stale(row: MarkRow) -> bool:
    group = group_of_kind(row.extension_type, row.ref_type, row.direction)
    numbers = {"own": row.own, "tip": row.tip, "other": row.other, "other_tip": row.other_tip}
    return _counts(row) and is_behind(group, **numbers)


def _find(readings: Readings, item_id: str) -> Mark | None:
    reading = readings.look(item_id)
    if reading is None:
        return None
    versions = reading.found.versions
    made = sight(Relations(versions, readings.made(item_id)), at=reading.at)
    native = (readings.native(version.id) for version in versions[:1])
    sightings = unite(sight(reading.found, at=reading.at), made, *native)
    rows = summarise(sightings, tip=versions[0].number if versions else 0)
    return Mark(len(rows), sum(bool(row.stale) for row in rows), reading.at)
