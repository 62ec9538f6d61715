"""The service's resources as the catalogue keeps them, and back."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from ..aps.folders import Folder
from ..aps.hubs import Hub, Project
from ..aps.items import Item
from ..aps.refs import Ref
from ..aps.versions import Version
from ..store.catalogue import (
    FolderRecord,
    HubRecord,
    ItemRecord,
    ProjectRecord,
    RefRecord,
    VersionRecord,
)

_BEGIN = datetime(1970, 1, 1, tzinfo=timezone.utc)
_MICROSECOND = timedelta(microseconds=1)
# What the extension types of items end with, and the word for it in a search; whatever else is a file.
_KINDS = ((":Design", "design"), (":Drawing", "drawing"))
FILE = "file"


def kind_of(extension_type: str) -> str:
    """Return the word for an item's extension type: design, drawing or file."""
    return next((kind for ending, kind in _KINDS if extension_type.endswith(ending)), FILE)


def to_microseconds(moment: datetime | None) -> int | None:
    """Return a time of the service's in microseconds since 1970."""
    return None if moment is None else (moment - _BEGIN) // _MICROSECOND


def from_microseconds(moment: int | None) -> datetime | None:
    """Return a time of the service's again."""
    return None if moment is None else _BEGIN + moment * _MICROSECOND


def hub_record(hub: Hub) -> HubRecord:
    """Return a hub as the catalogue keeps it."""
    return HubRecord(hub.id, hub.name, hub.region, hub.extension_type)


def project_record(project: Project) -> ProjectRecord:
    """Return a project as the catalogue keeps it."""
    return ProjectRecord(
        id=project.id,
        name=project.name,
        extension_type=project.extension_type,
        root_folder_id=project.root_folder_id,
        web_url=project.web_url,
    )


def folder_record(folder: Folder) -> FolderRecord:
    """Return a folder as the catalogue keeps it; where it is, the list says that it came in."""
    return FolderRecord(
        id=folder.id,
        name=folder.name,
        extension_type=folder.extension_type,
        hidden=folder.hidden,
        created=to_microseconds(folder.created) or 0,
        created_by=folder.created_by,
        modified=to_microseconds(folder.modified) or 0,
        modified_by=folder.modified_by,
        changed_below=to_microseconds(folder.changed_below),
        object_count=folder.object_count,
    )


def item_record(item: Item) -> ItemRecord:
    """Return an item as the catalogue keeps it; where it is, the list says that it came in."""
    return ItemRecord(
        id=item.id,
        name=item.name,
        extension_type=item.extension_type,
        kind=kind_of(item.extension_type),
        hidden=item.hidden,
        reserved=item.reserved,
        reserved_by=item.reserved_by,
        created=to_microseconds(item.created) or 0,
        created_by=item.created_by,
        modified=to_microseconds(item.modified) or 0,
        modified_by=item.modified_by,
        tip_id=item.tip_id,
    )


def version_record(version: Version) -> VersionRecord:
    """Return a version as the catalogue keeps it."""
    return VersionRecord(
        id=version.id,
        item_id=version.item_id,
        number=version.number,
        name=version.name,
        extension_type=version.extension_type,
        file_type=version.file_type,
        size=version.size,
        created=to_microseconds(version.created) or 0,
        created_by=version.created_by,
        modified=to_microseconds(version.modified) or 0,
        modified_by=version.modified_by,
        storage_id=version.storage_id,
        derivative_urn=version.derivative_urn,
    )


def ref_record(ref: Ref) -> RefRecord:
    """Return a ref as the catalogue keeps it, which has no direction."""
    return RefRecord(
        from_id=ref.from_id,
        to_id=ref.to_id,
        extension_type=ref.extension_type,
        ref_type=ref.ref_type,
        from_type=ref.from_type,
        to_type=ref.to_type,
        extension_version=ref.extension_version,
        extension_data=ref.extension_data,
    )


def as_hub(record: HubRecord) -> Hub:
    """Return a hub as the service told it."""
    return Hub(record.id, record.name, record.region, record.extension_type)


def as_project(record: ProjectRecord, hub_id: str) -> Project:
    """Return a project as the service told it."""
    return Project(
        id=record.id,
        hub_id=hub_id,
        name=record.name,
        extension_type=record.extension_type,
        root_folder_id=record.root_folder_id,
        web_url=record.web_url,
    )


def as_folder(record: FolderRecord, *, root_folder_id: str = "") -> Folder:
    """Return a folder as the service told it; a top folder's parent is its project's `root_folder_id`."""
    return Folder(
        id=record.id,
        name=record.name,
        parent_id=record.parent_id or root_folder_id,
        extension_type=record.extension_type,
        created=from_microseconds(record.created or None),
        created_by=record.created_by,
        modified=from_microseconds(record.modified or None),
        modified_by=record.modified_by,
        object_count=record.object_count,
        hidden=record.hidden,
        changed_below=from_microseconds(record.changed_below),
    )


def as_item(record: ItemRecord) -> Item:
    """Return an item as the service told it, but for its path, which is the way there."""
    return Item(
        id=record.id,
        name=record.name,
        extension_type=record.extension_type,
        folder_id=record.folder_id,
        tip_id=record.tip_id,
        created=from_microseconds(record.created or None),
        created_by=record.created_by,
        modified=from_microseconds(record.modified or None),
        modified_by=record.modified_by,
        hidden=record.hidden,
        reserved=record.reserved,
        reserved_by=record.reserved_by,
    )


def as_version(record: VersionRecord) -> Version:
    """Return a version as the service told it."""
    return Version(
        id=record.id,
        item_id=record.item_id,
        name=record.name,
        number=record.number,
        extension_type=record.extension_type,
        file_type=record.file_type,
        size=record.size,
        created=from_microseconds(record.created or None),
        created_by=record.created_by,
        modified=from_microseconds(record.modified or None),
        modified_by=record.modified_by,
        storage_id=record.storage_id,
        derivative_urn=record.derivative_urn,
    )


def as_ref(record: RefRecord, asked_id: str) -> Ref:
    """Return a ref as the service tells it to who asks one of its ends, `asked_id`."""
    is_from = record.from_id == asked_id
    return Ref(
        ref_type=record.ref_type,
        extension_type=record.extension_type,
        extension_version=record.extension_version,
        from_type=record.from_type,
        from_id=record.from_id,
        to_type=record.to_type,
        to_id=record.to_id,
        direction="from" if is_from else "to",
        other_type=record.to_type if is_from else record.from_type,
        other_id=record.to_id if is_from else record.from_id,
        extension_data=record.extension_data,
    )
