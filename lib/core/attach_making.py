"""The last steps of a file that is attached: the item or version, and the ref.

Before what must not be done twice, the entry says that it is asked for; afterwards, what came of it. Where
the answer is lost, or the program ends in between, the next one looks by the natural keys: the storage's id
for an item or a version, (from, to, type) for a ref. It looks for a while, as a write may become readable
late.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..aps.folders import list_folder
from ..aps.items import create_item, list_versions
from ..aps.refs import DRAWING_TO_DESIGN
from ..aps.versions import create_version
from ..errors import (
    AnswerLost,
    AttachError,
    Cancelled,
    Conflict,
    MalformedAnswer,
    NetworkError,
    ServiceDown,
    ServiceError,
)
from .attach_entries import Tracked
from .attach_plan import find_free_name, fold_name
from .attach_sending import Work
from .references import attach, is_there
from .settling import look_for

_TRIES = 2
_NAMES = 20


@dataclass(frozen=True)
class _End:
    """A version at an end of a ref."""

    id: str
    name: str


def make_version(work: Work, file: Tracked) -> bool:
    """Make the item, or the version, of an uploaded file; return false if a run before has done it.

    Raises what the service refuses it with, or `AttachError`: `attach.name-taken`, and `attach.unconfirmed`
    where it stayed unknown whether it was made.
    """
    if file.known.get("version_id"):
        return False
    work.report(file.number, "item", file.asked.size, file.asked.size)
    doubt = bool(file.known.get("posted"))
    if doubt and find_version(work, file, settle=work.settle_earlier()):
        return True
    tries, names = 0, 0
    while tries < _TRIES:
        file.record(step="item", posted=True)
        try:
            item_id, version_id = _post_version(work, file)
        except Conflict:
            # Who has asked for it before may be the one who is in the way.
            if find_version(work, file, settle=None if doubt else 0.0):
                return True
            file.record(posted=None)
            if file.asked.choice == "version":
                raise
            names += 1
            if file.asked.choice == "item" or names > _NAMES:
                raise AttachError("attach.name-taken", name=file.name) from None
            file.record(name=find_free_name(file.asked.wanted, _taken_names(work, file)))
            continue
        except (AnswerLost, ServiceDown, MalformedAnswer):
            if find_version(work, file):
                return True
            doubt = True
            tries += 1
            continue
        except (NetworkError, ServiceError, Cancelled):
            # Never sent, or refused.
            file.record(posted=None)
            raise
        if version_id:
            _note_version(file, item_id, version_id)
            return True
        if find_version(work, file):
            return True
        break
    raise AttachError("attach.unconfirmed", name=file.name)


def find_version(work: Work, file: Tracked, *, settle: float | None = None) -> bool:
    """Look for the item or version that has the file's storage, and record it; false if there is none.

    Raises `AttachError` (`attach.unconfirmed`) where it could not be looked for.
    """
    seconds = work.settle if settle is None else settle
    try:
        found = look_for(lambda: _find_by_storage(work, file), clock=work.clock, settle=seconds)
    except (NetworkError, ServiceError, MalformedAnswer) as error:
        raise AttachError("attach.unconfirmed", name=file.name) from error
    if found:
        _note_version(file, *found)
    return found is not None


def make_ref(work: Work, file: Tracked, *, is_new: bool) -> bool:
    """Make the ref with the design's version; return false if it was there already.

    `is_new` says that the version was made by this run, so that no earlier one can have asked for the ref.
    Raises as `references.attach` does, among that `NotFound` while the version is not readable yet.
    """
    work.report(file.number, "ref", file.asked.size, file.asked.size)
    if not is_new and find_ref(work, file):
        return False
    ends = _ends(work, file)
    return attach(
        work.client,
        work.asked.project_id,
        from_version=ends[0],
        to_version=ends[1],
        extension_type=work.asked.extension_type,
        clock=work.clock,
        settle=work.settle,
        # The next version of an item may have its refs from the one before it.
        look_first=is_new and file.asked.choice == "version",
    )


def find_ref(work: Work, file: Tracked) -> bool:
    """Look for a ref that an earlier run may have asked for, for as long as it may be late."""
    ends = _ends(work, file)
    key = (ends[0].id, ends[1].id, work.asked.extension_type)

    def look() -> bool:
        return is_there(work.client, work.asked.project_id, key)

    return bool(look_for(look, clock=work.clock, settle=work.settle_earlier()))


def _post_version(work: Work, file: Tracked) -> tuple[str, str]:
    """Ask once; return the ids of item and version, the latter empty where it was not told."""
    storage_id = file.known["storage"]
    if file.asked.choice == "version":
        version = create_version(
            work.client,
            work.asked.project_id,
            item_id=file.asked.item_id,
            name=file.name,
            storage_id=storage_id,
        )
        return version.item_id, version.id
    item, tip = create_item(
        work.client,
        work.asked.project_id,
        folder_id=work.asked.folder_id,
        name=file.name,
        storage_id=storage_id,
    )
    return item.id, tip.id if tip else item.tip_id


def _note_version(file: Tracked, item_id: str, version_id: str) -> None:
    """Write down what was made; the next request is the one for the ref."""
    file.record(step="ref", posted=None, item_id=item_id, version_id=version_id)


def _find_by_storage(work: Work, file: Tracked) -> tuple[str, str] | None:
    """Return the ids of item and version that have the file's storage."""
    storage_id, project_id = file.known["storage"], work.asked.project_id
    if file.asked.choice == "version":
        histories = [file.asked.item_id]
    else:
        contents = list_folder(
            work.client, project_id, folder_id=work.asked.folder_id, filters={"filter[type]": "items"}
        )
        for tip in contents.tips.values():
            if tip.storage_id == storage_id:
                return tip.item_id, tip.id
        # Somebody may have made a further version since.
        name = fold_name(file.name)
        histories = [item.id for item in contents.items if fold_name(item.name) == name]
    for item_id in histories:
        for version in list_versions(work.client, project_id, item_id=item_id):
            if version.storage_id == storage_id:
                return item_id, version.id
    return None


def _taken_names(work: Work, file: Tracked) -> set[str]:
    """Return the names in the folder and in the job, with those that were refused just now."""
    contents = list_folder(
        work.client,
        work.asked.project_id,
        folder_id=work.asked.folder_id,
        filters={"filter[type]": "items"},
    )
    named = (*(item.name for item in contents.items), *(other.name for other in work.asked.files))
    # What was refused is taken, even if it cannot be read yet.
    refused = file.known.get("refused_names", [])
    file.record(refused_names=[*refused, file.name])
    return {fold_name(name) for name in (*named, *refused, file.name)}


def _ends(work: Work, file: Tracked) -> tuple[_End, _End]:
    """Return from and to: a drawing is derived from its design, a design has attachments."""
    new = _End(file.known["version_id"], file.name)
    design = _End(work.asked.version_id, work.asked.design_name)
    return (new, design) if work.asked.extension_type == DRAWING_TO_DESIGN else (design, new)
