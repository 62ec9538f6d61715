"""The refs of every version that is known, read fifty versions at a time."""

from __future__ import annotations

from collections.abc import Sequence

from ...aps.commands import BATCH_SIZE, list_refs_of_versions
from ...errors import BadInput, Forbidden, MalformedAnswer, NotFound, ServiceDown
from ..catalogue_records import ref_record, version_record
from .visits import Means

SWEPT = "swept"
"""The state of a catalogue that tells when a round of all versions ended last, in seconds since 1970."""

_SWEEP = "sweep"
_FIRST = 1  # below it is what nobody has read


def begin_sweep(means: Means) -> None:
    """Begin a round of all versions, whose refs may have changed since they were read."""
    means.catalogue.set_state(_SWEEP, means.catalogue.begin_round())


def sweep(means: Means) -> bool:
    """Read the refs of the next versions, and tell whether any were left.

    Those are the versions whose refs nobody has read, and in a round of all the others too, which goes on
    where it was. What is at the other ends is taken up as well, and swept in its turn: that is how older
    versions become known. Raises what requests and the catalogue raise, but for what the service says no to:
    what is known of that stays.
    """
    catalogue = means.catalogue
    begun = catalogue.get_state(_SWEEP)
    round_number = begun or _FIRST
    project_id, version_ids = catalogue.versions_to_sweep(round_number, limit=BATCH_SIZE)
    if version_ids:
        try:
            _read(means, project_id, version_ids, round_number)
        except ServiceDown:
            if len(version_ids) > 1:
                _read_apart(means, project_id, version_ids, round_number)
            elif means.unread == version_ids:  # and nothing else, as far as anybody can tell
                means.catalogue.skip_refs(version_ids, round_number=round_number)
            else:
                means.unread = version_ids
                raise
        return True
    if begun or catalogue.get_state(SWEPT) is None:  # the first time, all that nobody has read is everything
        catalogue.set_state(_SWEEP, None)
        catalogue.set_state(SWEPT, catalogue.now())
    return False


def count_to_sweep(means: Means) -> int:
    """Return how many versions are still to be swept, as far as is known."""
    return means.catalogue.count_to_sweep(means.catalogue.get_state(_SWEEP) or _FIRST)


def _read(means: Means, project_id: str, version_ids: Sequence[str], round_number: int) -> None:
    """Read the refs of versions, or skip those that the service says no to. Raises `ServiceDown`."""
    try:
        _ask(means, project_id, version_ids, round_number)
    except Forbidden:
        means.catalogue.skip_refs(version_ids, round_number=round_number)
    except (BadInput, NotFound, MalformedAnswer):
        # One that is gone, or that the service tells nonsense about, spoils the answer for all of them.
        if len(version_ids) == 1:
            means.catalogue.skip_refs(version_ids, round_number=round_number)
            return
        for part in _halve(version_ids):
            _read(means, project_id, part, round_number)


def _read_apart(means: Means, project_id: str, version_ids: Sequence[str], round_number: int) -> None:
    """Read the refs of versions at which the service fails, and skip the one for which it does.

    Raises `ServiceDown` where it fails at either half: that tells nothing about these versions.
    """
    bad, good = _halve(version_ids)
    try:
        _read(means, project_id, bad, round_number)
        bad, good = good, bad
    except ServiceDown:
        _read(means, project_id, good, round_number)
    if len(bad) == 1:
        means.catalogue.skip_refs(bad, round_number=round_number)
    else:
        _read_apart(means, project_id, bad, round_number)


def _halve(version_ids: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    middle = len(version_ids) // 2
    return version_ids[:middle], version_ids[middle:]


def _ask(means: Means, project_id: str, version_ids: Sequence[str], round_number: int) -> None:
    found = list_refs_of_versions(means.client, project_id, version_ids=version_ids)
    # The ends first: a ref that is kept leads to what is known by then.
    means.catalogue.write_versions([version_record(one) for one in found.versions.values()])
    refs = {ref.key: ref for ref in found.refs}
    means.catalogue.write_refs(
        project_id, version_ids, [ref_record(ref) for ref in refs.values()], round_number=round_number
    )
