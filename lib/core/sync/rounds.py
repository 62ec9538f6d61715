"""The rounds of the sync: what changed, and all of it."""

from __future__ import annotations

from collections.abc import Callable

from ...store.catalogue import ToList
from .progress import Estimate
from .visits import Means, visit, visit_hub

REFRESHED, CORRECTED = "refreshed", "corrected"
"""The states of a catalogue that tell when a round ended last, in seconds since 1970."""

_CORRECTION = "correction"


def refresh(
    means: Means, *, estimate: Estimate | None = None, on_visit: Callable[[], None] = lambda: None
) -> None:
    """List the projects, their top folders, and below these what has changed since it was listed last.

    That is what was never listed, and what has another rollup than it had then: other, not newer, for the
    service's times may go backwards. Where it tells none, nothing changes. `estimate` is told of each place
    that is listed, then `on_visit` is called. Raises what `visit` and `visit_hub` raise; then what was done
    is kept.
    """
    catalogue = means.catalogue
    round_number = catalogue.begin_round()
    visit_hub(means)
    for project in catalogue.list_projects():
        top = ToList(project.id, "", project.name, project.listed, is_changed=True)
        visit(means, top, round_number=round_number)
    waiting = catalogue.count_changed(round_number)
    if estimate:
        estimate.begin(waiting)
    depths: dict[str, int] = {}  # of what waits; 1, that of a top folder, is left out
    while places := catalogue.next_changed(round_number, limit=1):
        depth = depths.pop(places[0].folder_id, 1)
        found = visit(means, places[0], round_number=round_number)
        depths.update(dict.fromkeys(found, depth + 1))
        before, waiting = waiting, catalogue.count_changed(round_number)
        if estimate:
            estimate.note(depth, max(0, waiting - before + 1))
        on_visit()
    if catalogue.last_round() < round_number:  # begun anew meanwhile: it was damaged, or somebody cleared it
        refresh(means, estimate=estimate, on_visit=on_visit)
        return
    catalogue.forget_lost()
    catalogue.set_state(REFRESHED, catalogue.now())


def begin_correction(means: Means) -> None:
    """Begin a round of everything. Raises what `visit_hub` raises."""
    visit_hub(means, is_thorough=True)
    means.catalogue.set_state(_CORRECTION, means.catalogue.begin_round())


def correct(means: Means) -> bool:
    """List the next place of the round of everything, and tell whether any was left.

    A round goes on where it was, whenever that was; what a refresh lists meanwhile is not listed again.
    Raises what `visit` raises.
    """
    catalogue = means.catalogue
    round_number = catalogue.get_state(_CORRECTION)
    if round_number is None:
        return False
    if places := catalogue.next_to_list(round_number, limit=1):
        visit(means, places[0], round_number=round_number)
        return True
    catalogue.forget_lost()
    catalogue.set_state(_CORRECTION, None)
    catalogue.set_state(CORRECTED, catalogue.now())
    return False


def count_to_correct(means: Means) -> int:
    """Return how many places the round of everything has still to list, as far as is known; 0 for none."""
    round_number = means.catalogue.get_state(_CORRECTION)
    return 0 if round_number is None else means.catalogue.count_to_list(round_number)
