"""The catalogue: what the service told of a hub, kept in one file per account and hub.

    catalogue/<hash of the hub's id>.sqlite    with -wal and -shm beside it while it is open
    catalogue/<hash>.lock                      held while the file is opened, migrated or set aside
    catalogue/<hash>.sync                      held by the one program that fills it from the service
    catalogue/<hash>.broken-<time>.sqlite      the last one that was of no use

    hubs ──< projects ──< folders ──< folders, items ──< versions >──< versions (refs)

    ids       row, id: every id that the service named; what has it has the same row
    hubs      row, name, region, type; seen
    projects  row, parent, name, type, root_folder_id, web_url; seen, listed, round, problem
    folders   row, parent, project, name, type, hidden, object_count, created, created_by, modified,
              modified_by, changed_below; seen, listed, listed_below, round, problem
    items     row, parent, project, name, type, kind, hidden, reserved, reserved_by, created, created_by,
              modified, modified_by, tip; seen
    versions  row, item, project, number, name, type, file_type, size, created, created_by, modified,
              modified_by, storage_id, derivative_urn; seen, refs_read, sweep
    refs      from_row, to_row, type, ref_type, from_type, to_type, version, data, project; seen
    people    row, name: in the place of created_by, modified_by, reserved_by
    words     row, word: in the place of every type and kind
    counts    what, count: how many rows there are, kept by triggers
    meta      key, value: the last round, what whoever fills the catalogue keeps, and what tells this file
              from any other

`parent` is the row of a folder, a project or the hub. It is NULL for what a whole list does not name any
more: that is lost, no list shows it, and at the end of a round it is deleted, unless it was found elsewhere
by then. A round is one time of listing; its number grows. `seen`, `listed` and `refs_read` are seconds since
1970 on this machine's clock, and are only ever shown: what is decided goes by rounds, and by whether the
service's own times (microseconds since 1970) are the same.

A catalogue holds copies only. A file that is of no use is set aside and begun anew; where none can be
written, one that is there is read, else one in memory serves as long as the program runs. That is told once.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from pathlib import Path

from ..places import CATALOGUE
from .reading import Reading
from .records import (
    Contents,
    Counts,
    FolderRecord,
    Found,
    HubRecord,
    ItemRecord,
    ProjectRecord,
    Record,
    RefRecord,
    Step,
    ToList,
    VersionRecord,
)
from .writing import Listing, Writing

__all__ = (
    "Catalogue",
    "Contents",
    "Counts",
    "FolderRecord",
    "Found",
    "HubRecord",
    "ItemRecord",
    "Listing",
    "ProjectRecord",
    "Record",
    "RefRecord",
    "Step",
    "ToList",
    "VersionRecord",
)


class Catalogue(Reading, Writing):
    """The catalogue of one hub, in an account's folder; called on any thread but the main one."""

    @classmethod
    def open(
        cls, folder: Path, hub_id: str, *, now: Callable[[], float] = time.time, most_bytes: int = 0
    ) -> Catalogue:
        """Open the catalogue of a hub in an account's folder; it may be new.

        It always opens: see `mode` and `take_notices` for what became of that. `now` tells the seconds since
        1970; `most_bytes` is how large the file may become, 0 for no limit.
        """
        name = hashlib.sha256(hub_id.encode("utf-8", "replace")).hexdigest()[:24]
        return cls(folder / CATALOGUE / f"{name}.sqlite", now=now, most_bytes=most_bytes)

    @classmethod
    def in_memory(cls, *, now: Callable[[], float] = time.time, most_bytes: int = 0) -> Catalogue:
        """Open a catalogue that lasts until it is closed, and is on no disk."""
        return cls(None, now=now, most_bytes=most_bytes)

    def __enter__(self) -> Catalogue:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
