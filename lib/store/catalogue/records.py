"""What the catalogue holds of the service's resources, as plain data.

The service's own times are microseconds since 1970, 0 where it told none; ours (`seen`, `listed`,
`refs_read`) are seconds since 1970, None for never. What stands below the line of a record is told by the
catalogue when it is read and ignored when it is written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, TypeAlias

ANEW: Final = -1  # a rollup that no folder has


@dataclass(frozen=True)
class HubRecord:
    """The hub that a catalogue is of."""

    id: str
    name: str
    region: str = ""
    extension_type: str = ""
    # ---
    seen: float | None = None


@dataclass(frozen=True)
class ProjectRecord:
    """A project; `listed` is when its top folders were last listed whole.

    `problem` is the reference of the error that the last try ended with, empty where it did not.
    """

    id: str
    name: str
    extension_type: str = ""
    root_folder_id: str = ""
    web_url: str = ""
    # ---
    seen: float | None = None
    listed: float | None = None
    round: int = 0
    problem: str = ""


@dataclass(frozen=True)
class FolderRecord:
    """A folder; `listed` is when its contents were last listed whole.

    `changed_below` is the rollup that the service told last, `listed_below` the one that stood when the
    contents were listed, or ANEW: where they differ, something has changed since. `parent_id` is empty for a
    top folder, and for one that its folder no longer names.
    """

    id: str
    name: str
    extension_type: str = ""
    hidden: bool = False
    created: int = 0
    created_by: str = ""
    modified: int = 0
    modified_by: str = ""
    changed_below: int | None = None
    object_count: int | None = None
    # ---
    project_id: str = ""
    parent_id: str = ""
    seen: float | None = None
    listed: float | None = None
    listed_below: int | None = None
    round: int = 0
    problem: str = ""

    @property
    def is_changed(self) -> bool:
        """Whether its contents are to be listed: never tried, or the rollup is another one since."""
        return (self.listed is None and not self.problem) or self.changed_below != self.listed_below


@dataclass(frozen=True)
class ItemRecord:
    """An item; `kind` is the page's word for what it is.

    `tip_number`, `file_type` and `size` (in bytes) are those of its latest version.
    """

    id: str
    name: str
    extension_type: str = ""
    kind: str = ""
    hidden: bool = False
    reserved: bool = False
    reserved_by: str = ""
    created: int = 0
    created_by: str = ""
    modified: int = 0
    modified_by: str = ""
    tip_id: str = ""
    # ---
    tip_number: int = 0
    file_type: str = ""
    size: int | None = None
    project_id: str = ""
    folder_id: str = ""
    seen: float | None = None


@dataclass(frozen=True)
class VersionRecord:
    """A version; `size` in bytes. `refs_read` is when its refs were last read."""

    id: str
    item_id: str
    number: int
    name: str
    extension_type: str = ""
    file_type: str = ""
    size: int | None = None
    created: int = 0
    created_by: str = ""
    modified: int = 0
    modified_by: str = ""
    storage_id: str = ""
    derivative_urn: str = ""
    # ---
    project_id: str = ""
    seen: float | None = None
    refs_read: float | None = None


@dataclass(frozen=True)
class RefRecord:
    """A ref; `from_type` and `to_type` are folders, items or versions.

    `project_id` is the project it was read in.
    """

    from_id: str
    to_id: str
    extension_type: str
    ref_type: str
    from_type: str = "versions"
    to_type: str = "versions"
    extension_version: str = ""
    extension_data: Mapping[str, Any] = field(default_factory=dict, compare=False)
    # ---
    project_id: str = ""
    seen: float | None = None


Record: TypeAlias = "HubRecord | ProjectRecord | FolderRecord | ItemRecord | VersionRecord"


@dataclass(frozen=True)
class Step:
    """One place on the way to something, as the catalogue names it."""

    kind: Literal["hub", "project", "folder", "item"]
    id: str
    name: str
    extension_type: str = field(default="", compare=False)


@dataclass(frozen=True)
class Found:
    """Something that an id leads to, and the way there from the hub down to itself.

    A version's way ends with its item. `way` is empty for what its folder no longer names.
    """

    record: Record
    way: tuple[Step, ...]


@dataclass(frozen=True)
class Contents:
    """What is known to be directly in a folder; `listed` as in its record."""

    folders: tuple[FolderRecord, ...]
    items: tuple[ItemRecord, ...]
    listed: float | None


@dataclass(frozen=True)
class Shown:
    """The first of what is known to be in a folder, those found first before, of `count`.

    `tips` are the latest versions of its items, as far as they are known; `listed` as in its record.
    """

    folders: tuple[FolderRecord, ...]
    items: tuple[ItemRecord, ...]
    tips: tuple[VersionRecord, ...]
    count: int
    listed: float | None


@dataclass(frozen=True)
class ToList:
    """A place to be listed: a folder, or a project's top folders where `folder_id` is empty."""

    project_id: str
    folder_id: str
    name: str
    listed: float | None
    is_changed: bool


@dataclass(frozen=True)
class Counts:
    """How much is known; of projects, folders and versions also how much of that is read."""

    projects: int = 0
    projects_listed: int = 0
    folders: int = 0
    folders_listed: int = 0
    items: int = 0
    versions: int = 0
    versions_swept: int = 0
    refs: int = 0
