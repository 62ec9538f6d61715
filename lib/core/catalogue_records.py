"""What the services tell, as the catalogue keeps it."""

from __future__ import annotations

from datetime import datetime, timezone

from ..aps.folders import Folder
from ..aps.hubs import Hub, Project
from ..aps.items import Item
from ..aps.refs import Ref
from ..aps.versions import Version
from ..store.catalogue import FolderRecord, HubRecord, ItemRecord, ProjectRecord, RefRecord, VersionRecord

_START = datetime(1970, 1, 1, tzinfo=timezone.utc)


def hub_record(hub: Hub) -> HubRecord:
    """Return a hub's record."""
    return HubRecord(hub.id, hub.name, hub.region, hub.extension_type)


def project_record(project: Project) -> ProjectRecord:
    """Return a project's record."""
    return ProjectRecord(
        project.id, project.name, project.extension_type, project.root_folder_id, project.web_url
    )


def folder_record(folder: Folder) -> FolderRecord:
    """Return a folder's record."""
    return FolderRecord(
        folder.id,
        folder.name,
        folder.extension_type,
        folder.hidden,
        created=_micros(folder.created),
        created_by=folder.created_by,
        modified=_micros(folder.modified),
        modified_by=folder.modified_by,
        changed_below=None if folder.changed_below is None else _micros(folder.changed_below),
        object_count=folder.object_count,
    )


def item_record(item: Item) -> ItemRecord:
    """Return an item's record."""
    return ItemRecord(
        item.id,
        item.name,
        item.extension_type,
        item.extension_type.rpartition(":")[2].lower(),
        hidden=item.hidden,
        reserved=item.reserved,
        reserved_by=item.reserved_by,
        created=_micros(item.created),
        created_by=item.created_by,
        modified=_micros(item.modified),
        modified_by=item.modified_by,
        tip_id=item.tip_id,
    )


def version_record(version: Version) -> VersionRecord:
    """Return a version's record."""
    return VersionRecord(
        version.id,
        version.item_id,
        version.number,
        version.name,
        version.extension_type,
        version.file_type,
        version.size,
        created=_micros(version.created),
        created_by=version.created_by,
        modified=_micros(version.modified),
        modified_by=version.modified_by,
        storage_id=version.storage_id,
        derivative_urn=version.derivative_urn,
    )


def ref_record(ref: Ref) -> RefRecord:
    """Return a ref's record."""
    return RefRecord(
        ref.from_id,
        ref.to_id,
        ref.extension_type,
        ref.ref_type,
        ref.from_type,
        ref.to_type,
        ref.extension_version,
        ref.extension_data,
    )


def _micros(moment: datetime | None) -> int:
    if moment is None:
        return 0
    passed = moment - _START
    return (passed.days * 86_400 + passed.seconds) * 1_000_000 + passed.microseconds
