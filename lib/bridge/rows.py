"""What the page shows, as JSON objects: rows of the tree, relations, offers.

A row: {key, kind, type, name, id, hubId, projectId, icon, version, versionId, tipId, modified, modifiedBy,
size, hasChildren, hasFile, webUrl, urn}. Times are ISO texts, sizes bytes; what is unknown is null or an
empty text.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timezone
from typing import Any

from ..aps.hubs import Hub, Project
from ..aps.items import Item
from ..aps.versions import Version
from ..core.catalogue_records import as_folder, as_item, as_project, as_version
from ..core.design import DesignRelation
from ..core.documents import ActiveDocument
from ..core.paths import ItemPath, PlacePath
from ..core.places import Child, Place
from ..core.references import Relation
from ..store.catalogue import FolderRecord, ItemRecord, ProjectRecord, Step, VersionRecord
from .words import direction_text, kind_name, stale_text

Row = dict[str, Any]

_OF_A_STEP = ("key", "kind", "id", "name", "hubId", "projectId")
_ICONS_BY_TYPE = {":Design": "design", ":Drawing": "drawing"}
_ICONS_BY_ENDING = {
    "xlsx": "spreadsheet",
    "xls": "spreadsheet",
    "ods": "spreadsheet",
    "csv": "spreadsheet",
    "pdf": "pdf",
    "png": "image",
    "jpg": "image",
    "jpeg": "image",
    "gif": "image",
    "svg": "image",
    "txt": "text",
    "md": "text",
    "docx": "text",
    "f3d": "design",
    "f3z": "design",
    "f2d": "drawing",
    "dwg": "drawing",
}


def child_rows(place: Place, children: tuple[Child, ...]) -> list[Row]:
    """Return the rows of one place in the service's order, that of versions; the page sorts the rest."""
    return [_row(place, child) for child in children]


def path_rows(path: PlacePath) -> list[Row]:
    """Return the rows that lead to a place or an item, the hub's first, each as `child_rows` has it."""
    place = Place("", hub_id=path.hub.id, project_id=path.project.id if path.project else "")
    resources = (path.hub, *([path.project] if path.project else []), *path.folders)
    inside = [Child(path.item, path.tip)] if isinstance(path, ItemPath) else []
    return [_row(place, child) for child in (*map(Child, resources), *inside)]


def step_rows(way: Sequence[Step]) -> list[Row]:
    """Return a way that a catalogue knows: of each step what the tree finds its row by, and its name."""
    rows: list[Row] = []
    hub_id = way[0].id if way else ""
    project_id = next((step.id for step in way if step.kind == "project"), "")
    for step in way:
        own = "" if step.kind == "hub" else project_id
        row = _base(step.kind, step.id, step.name, hub_id, own)
        icon = _icon_of_step(step)
        rows.append({name: row[name] for name in _OF_A_STEP} | {"icon": icon})
    return rows


def record_row(
    record: ProjectRecord | FolderRecord | ItemRecord, *, hub_id: str, tip: VersionRecord | None = None
) -> Row:
    """Return the row of what a catalogue has; without `tip`, of an item's latest version only the number."""
    if isinstance(record, ItemRecord) and tip:
        return item_row(as_item(record), as_version(tip), hub_id=hub_id, project_id=record.project_id)
    if isinstance(record, ItemRecord):
        row = item_row(as_item(record), None, hub_id=hub_id, project_id=record.project_id)
        return {**row, "version": record.tip_number or None, "versionId": record.tip_id, "size": record.size}
    if isinstance(record, FolderRecord):
        return _row(Place("folder", hub_id=hub_id, project_id=record.project_id), Child(as_folder(record)))
    return _row(Place("hub", hub_id=hub_id), Child(as_project(record, hub_id)))


def item_row(item: Item, tip: Version | None, *, hub_id: str, project_id: str) -> Row:
    """Return the row of an item with its latest version."""
    return {
        **_base("item", item.id, item.name, hub_id, project_id),
        "type": item.extension_type,
        "icon": _icon(item.extension_type, item.name),
        "version": tip.number if tip else None,
        "versionId": tip.id if tip else "",
        "tipId": item.tip_id or (tip.id if tip else ""),
        "modified": _iso(tip.modified if tip else item.modified),
        "modifiedBy": (tip.modified_by if tip else "") or item.modified_by,
        "size": tip.size if tip else None,
        "hasChildren": True,
        "urn": tip.derivative_urn if tip else "",
        "hasFile": bool(tip and tip.storage_id),
    }


def version_row(version: Version, *, hub_id: str, project_id: str) -> Row:
    """Return the row of a version."""
    return {
        **_base("version", version.id, version.name, hub_id, project_id),
        "type": version.extension_type,
        "icon": "version",
        "version": version.number,
        "versionId": version.id,
        "itemId": version.item_id,
        "modified": _iso(version.modified or version.created),
        "modifiedBy": version.modified_by or version.created_by,
        "size": version.size,
        "urn": version.derivative_urn,
        "hasFile": bool(version.storage_id),
    }


def document_row(document: ActiveDocument, version: int | None = None, kind: str = "other") -> Row:
    """Return the active document as the page knows it."""
    return {
        "state": document.state,
        "name": document.name,
        "isModified": document.is_modified,
        "projectId": document.project_id,
        "itemId": document.item_id,
        "versionId": document.version_id,
        "version": version,
        "kind": kind,
    }


def relation_row(row: DesignRelation, *, project_id: str, own: str, tip: int) -> Row:
    """Return one relation of the design, `own` being the design's name."""
    relation = row.relation
    ref, version = relation.ref, relation.other_version
    return {
        "key": "|".join(ref.key),
        "group": row.group,
        "type": ref.extension_type,
        "typeName": kind_name(ref.extension_type),
        "direction": ref.direction,
        "directionText": direction_text(
            ref.extension_type, ref.direction, own=own, other=relation.other_name
        ),
        "ownVersion": relation.own_version,
        "other": _other_row(relation, project_id),
        "otherName": relation.other_name,
        "otherVersion": (version.number or None) if version else None,
        "otherTip": relation.other_tip or None,
        "isStale": bool(row.stale),
        "staleText": stale_text(row, tip),
        "older": row.older,
        "folderId": relation.other_item.folder_id if relation.other_item else "",
        "sources": list(row.sources),
        "at": to_iso(row.at),
        "created": _iso(version.created) if version else None,
        "createdBy": version.created_by if version else "",
    }


def _other_row(relation: Relation, project_id: str) -> Row | None:
    item, version = relation.other_item, relation.other_version
    if item:
        return item_row(item, version, hub_id="", project_id=project_id)
    return version_row(version, hub_id="", project_id=project_id) if version else None


def _row(place: Place, child: Child) -> Row:
    resource = child.resource
    if isinstance(resource, Item):
        return item_row(resource, child.tip, hub_id=place.hub_id, project_id=place.project_id)
    if isinstance(resource, Version):
        return version_row(resource, hub_id=place.hub_id, project_id=place.project_id)
    if isinstance(resource, Hub):
        base = _base("hub", resource.id, resource.name, resource.id, "")
        icon = _hub_icon(resource.extension_type)
        return {**base, "type": resource.extension_type, "icon": icon, "hasChildren": True}
    if isinstance(resource, Project):
        base = _base("project", resource.id, resource.name, resource.hub_id, resource.id)
        extra = {"icon": "project", "hasChildren": True, "webUrl": resource.web_url}
        return {**base, "type": resource.extension_type, **extra}
    base = _base("folder", resource.id, resource.name, place.hub_id, place.project_id or place.id)
    return {
        **base,
        "type": resource.extension_type,
        "icon": "folder",
        "modified": _iso(resource.modified),
        "modifiedBy": resource.modified_by,
        "hasChildren": resource.object_count != 0,
    }


def are_rows(rows: Sequence[dict[str, Any]]) -> bool:
    """Tell whether rows that were kept have all that those of today have."""
    fields = _base("", "", "", "", "").keys()
    return all(fields <= row.keys() for row in rows)


def _base(kind: str, id: str, name: str, hub_id: str, project_id: str) -> Row:
    return {
        "key": f"{kind}:{project_id}:{id}",
        "kind": kind,
        "type": "",
        "name": name,
        "id": id,
        "hubId": hub_id,
        "projectId": project_id,
        "icon": "file",
        "version": None,
        "versionId": "",
        "tipId": "",
        "modified": None,
        "modifiedBy": "",
        "size": None,
        "hasChildren": False,
        "webUrl": "",
        "urn": "",
        "hasFile": False,
    }


def _icon(extension_type: str, name: str) -> str:
    for ending, icon in _ICONS_BY_TYPE.items():
        if extension_type.endswith(ending):
            return icon
    return file_icon(name)


def _icon_of_step(step: Step) -> str:
    if step.kind == "item":
        return _icon(step.extension_type, step.name)
    return _hub_icon(step.extension_type) if step.kind == "hub" else step.kind


def _hub_icon(extension_type: str) -> str:
    return "personal-hub" if extension_type.endswith(":PersonalHub") else "hub"


def file_icon(name: str) -> str:
    """Return the icon of a file by its ending."""
    return _ICONS_BY_ENDING.get(name.rpartition(".")[2].lower(), "file")


def to_iso(at: float) -> str:
    """Return a moment given in seconds since 1970 as the page takes it."""
    return datetime.fromtimestamp(at, timezone.utc).isoformat()


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
