"""What a sync has listed of places since somebody saw them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..store.catalogue import Catalogue, FolderRecord, ProjectRecord
from .catalogue_places import KeptPlace, read_place
from .listings import place_of
from .places import Place

_MS = 1000


@dataclass(frozen=True)
class News:
    """The places that were listed anew, by their rows' keys; `is_whole` is false where there are more."""

    places: dict[str, KeptPlace]
    is_whole: bool


def find_news(
    catalogue: Catalogue, hub_id: str, seen: Mapping[str, int], *, now: float, most_rows: int
) -> News:
    """Return what a catalogue has of places that were listed since they were `seen`.

    The keys are those of `listings.key_of`, the moments milliseconds since 1970, as of `listed_ms`. Seen in
    the time to come was what was listed before the clock was put back: then every other list is a newer one.
    More than `most_rows` are told of one place only. Raises `StoreError` as `Catalogue.read` does.
    """
    places: dict[str, KeptPlace] = {}
    left = most_rows
    for key, moment in seen.items():
        place = place_of(key, hub_id=hub_id)
        if not _is_newer(_find_listed(catalogue, place), moment, now):
            continue
        found = read_place(catalogue, place)
        if found is None or not _is_newer(found.at, moment, now):
            continue
        if places and len(found.children) > left:
            return News(places, is_whole=False)
        places[key] = found
        left -= len(found.children)
    return News(places, is_whole=True)


def listed_ms(at: float) -> int:
    """Return a moment given in seconds as whole milliseconds."""
    return int(at * _MS)


def _is_newer(listed: float | None, seen: int, now: float) -> bool:
    if listed is None or listed_ms(listed) == seen:
        return False
    return listed_ms(listed) > seen or seen > listed_ms(now)


def _find_listed(catalogue: Catalogue, place: Place) -> float | None:
    """Return when a place was listed last, without reading all that is there."""
    if place.kind == "hub":
        return max((one.seen for one in catalogue.list_projects() if one.seen is not None), default=None)
    found = catalogue.find(place.id)
    record = found.record if found else None
    return record.listed if isinstance(record, (FolderRecord, ProjectRecord)) else None
