"""*This design*: every relation of the document that is open, from all that tell of it.

The service is asked once in ten minutes, unless the user wants it; while it cannot be reached, what it told
last stands in, and says so.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from ..aps.versions import Version
from ..errors import DataBrowserError, NetworkError, ServiceDown, TooManyRequests
from ..http import HttpClient
from .design import DesignRelation, summarise
from .documents import ActiveDocument, NativeReference
from .readings import Reading, Readings
from .references import list_relations
from .sightings import Sighting, sight, sight_native, unite


@dataclass(frozen=True)
class DesignRelations:
    """What the document relates to: `own` is the version that is open, where the service knows it.

    `at`, in seconds since 1970, is when the service told it; `problem` says why it could not be asked now.
    """

    own: Version | None
    tip: Version | None
    rows: tuple[DesignRelation, ...]
    at: float
    problem: DataBrowserError | None = None


def read_design(
    client: HttpClient, readings: Readings, document: ActiveDocument, *, refresh: bool = False
) -> DesignRelations:
    """Return the relations of a saved document; with `refresh` the service is asked in any case.

    Without its `version_id` they are those of an item that is not open. Raises what the service answers, and
    `NetworkError`, `ServiceDown` and `TooManyRequests` only where nothing was kept.
    """
    item_id = document.item_id
    reading = None if refresh else readings.find_new(item_id, document.version_id)
    problem: DataBrowserError | None = None
    if reading is None:
        asked = readings.begin()
        try:
            found = list_relations(client, document.project_id, item_id=item_id)
            reading = readings.keep(item_id, Reading(time.time(), found), asked=asked)
        except (NetworkError, ServiceDown, TooManyRequests) as error:
            reading, problem = readings.find(item_id), error
            if reading is None:
                raise
    return _unite(readings, document, reading, problem)


def add_native(readings: Readings, document: ActiveDocument, references: Sequence[NativeReference]) -> None:
    """Take up what the host told of the document that is open; `read_design` unites it with the rest."""
    reading = readings.find(document.item_id)
    versions = reading.found.versions if reading else ()
    # One that the service does not list yet is newer than all that it lists.
    latest = versions[0].number if versions else 0
    number = next((one.number for one in versions if one.id == document.version_id), latest)
    told = sight_native(references, document=document, own_version=number, at=time.time())
    readings.keep_native(document.version_id, told)


def _unite(
    readings: Readings,
    document: ActiveDocument,
    reading: Reading,
    problem: DataBrowserError | None,
) -> DesignRelations:
    versions = reading.found.versions
    tip = versions[0] if versions else None
    own = next((one for one in versions if one.id == document.version_id), tip)
    made = (Sighting("service", reading.at, one) for one in readings.made(document.item_id))
    sightings = unite(
        sight(reading.found, at=reading.at, source="kept" if problem else "service"),
        made,
        readings.native(document.version_id),
    )
    rows = summarise(sightings, tip=tip.number if tip else 0)
    return DesignRelations(own, tip, rows, reading.at, problem)
