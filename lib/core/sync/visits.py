"""One place of the hub asked for and written down: a step of every round."""

from __future__ import annotations

import time
from dataclasses import dataclass

from ...aps.folders import iter_folder
from ...aps.hubs import get_hub, list_projects, list_top_folders
from ...errors import BadInput, Conflict, Forbidden, MalformedAnswer, NotFound, ServiceDown
from ...http import HttpClient
from ...store.catalogue import Catalogue, ToList
from ..catalogue_records import folder_record, hub_record, item_record, project_record, version_record

# A rollup is told in whole seconds. What was listed within the second that it names may have changed since,
# and the rollup would be the same: one second more, for services whose clocks differ a little.
UNSETTLED_SECONDS = 2.0
A_LIST = ("GET", "/data/v1/projects/-/folders/-/contents")
"""The request that a round is made of: its method, and a path of its kind."""

_MOST_DOWN = 3
_MICROS = 1_000_000


@dataclass
class Means:
    """What a round works with: a client that keeps to a pace, and the catalogue of a hub.

    `failures` counts the places in a row that the service had trouble of its own with; `unread` is the
    version that it failed at last, where that was asked for alone.
    """

    client: HttpClient
    catalogue: Catalogue
    hub_id: str
    failures: int = 0
    unread: tuple[str, ...] = ()


def visit_hub(means: Means, *, is_thorough: bool = False) -> None:
    """List the hub's projects; the hub itself only where it is not known yet, or if `is_thorough`.

    Raises what that raises.
    """
    if is_thorough or means.catalogue.find_hub() is None:
        means.catalogue.write_hub(hub_record(get_hub(means.client, means.hub_id)))
    projects = list_projects(means.client, means.hub_id)
    means.catalogue.write_projects([project_record(project) for project in projects])


def visit(means: Means, place: ToList, *, round_number: int) -> list[str]:
    """List a folder, or a project's top folders, write down what is there, and return the folders' ids.

    What the service says about the place alone is kept as its problem; what was known of it stays. Raises
    what concerns more than the place: `NetworkError`, `NotSignedIn`, `SignInError`, `TooManyRequests`,
    `StoreError`, `Cancelled`, and `ServiceDown` once that is the answer for one place after the other.
    """
    try:
        listed = _list_folder if place.folder_id else _list_top_folders
        found = listed(means, place, round_number)
        means.failures = 0
        return found
    except (BadInput, Conflict, Forbidden, NotFound, MalformedAnswer) as error:
        # The service is well: it has said no, or nonsense, and would say it again.
        means.failures = 0
        _note(means, place, error.reference, round_number, is_lasting=True)
    except ServiceDown as error:
        # Noted in any case, so that the next try begins elsewhere.
        _note(means, place, error.reference, round_number, is_lasting=False)
        means.failures += 1
        if means.failures >= _MOST_DOWN:
            means.failures = 0
            raise
    return []


def _list_top_folders(means: Means, place: ToList, round_number: int) -> list[str]:
    told = list_top_folders(means.client, means.hub_id, project_id=place.project_id)
    folders = [folder for folder in told if not folder.hidden]  # the deleted: other lists leave them out
    records = [folder_record(folder) for folder in folders]
    means.catalogue.write_top_folders(place.project_id, records, round_number=round_number)
    return [folder.id for folder in folders]


def _list_folder(means: Means, place: ToList, round_number: int) -> list[str]:
    catalogue = means.catalogue
    found: list[str] = []
    with catalogue.listing(place.project_id, place.folder_id, round_number=round_number) as listing:
        # As of before the list was asked for: whatever changes later has a later time.
        settled = is_settled(listing.changed_below, means.client.told_time or time.time())
        for page in iter_folder(means.client, place.project_id, folder_id=place.folder_id):
            listing.add(
                [folder_record(folder) for folder in page.folders],
                [item_record(item) for item in page.items],
                [version_record(tip) for tip in page.tips.values()],
            )
            found += [folder.id for folder in page.folders]
        listing.finish(is_settled=settled)
    return found


def is_settled(changed_below: int | None, told_time: float) -> bool:
    """Tell whether a change that comes after `told_time` would show as another rollup than this one.

    The rollup is in microseconds, the service's own time in seconds since 1970.
    """
    return changed_below is None or told_time - changed_below / _MICROS >= UNSETTLED_SECONDS


def _note(means: Means, place: ToList, reference: str, round_number: int, *, is_lasting: bool) -> None:
    an_id = place.folder_id or place.project_id
    means.catalogue.note_problem(an_id, reference, round_number=round_number, is_lasting=is_lasting)
