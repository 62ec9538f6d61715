"""The Data service's items: files, designs and drawings, each with its history of versions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..http import HttpClient, build_path
from ..http.fields import Fields
from .documents import identifier, write_document
from .names import check_name
from .pages import read_list, read_one
from .versions import BIM_360_VERSION, FILE_VERSION, Version
from .xrefs import InlineXref, relate_version

FILE_ITEM = "items:autodesk.core:File"
BIM_360_ITEM = "items:autodesk.bim360:File"
# An item and its first version are posted in one document; the item names the version by this.
_LOCAL_ID = "1"


@dataclass(frozen=True)
class Item:
    """An item (a lineage); `extension_type` such as items:autodesk.fusion360:Design tells its kind.

    `reserved_by` is who has locked it, `path` where it lies in its project; both are empty where the answer
    does not say.
    """

    id: str
    name: str
    extension_type: str
    folder_id: str = ""
    tip_id: str = ""
    created: datetime | None = None
    created_by: str = ""
    modified: datetime | None = None
    modified_by: str = ""
    hidden: bool = False
    reserved: bool = False
    reserved_by: str = ""
    path: str = ""

    @classmethod
    def parse(cls, resource: object) -> Item:
        """Read an item from its JSON:API resource."""
        fields = Fields(resource, "item")
        return cls(
            id=fields.text("id"),
            name=fields.name("attributes.displayName"),
            extension_type=fields.text("attributes.extension.type"),
            folder_id=fields.optional_text("relationships.parent.data.id"),
            tip_id=fields.optional_text("relationships.tip.data.id"),
            created=fields.time("attributes.createTime"),
            created_by=fields.optional_text("attributes.createUserName"),
            modified=fields.time("attributes.lastModifiedTime"),
            modified_by=fields.optional_text("attributes.lastModifiedUserName"),
            hidden=fields.flag("attributes.hidden"),
            reserved=fields.flag("attributes.reserved"),
            reserved_by=fields.optional_text("attributes.reservedUserName"),
            path=fields.optional_text("attributes.pathInProject"),
        )


def get_item(
    client: HttpClient, project_id: str, *, item_id: str, with_path: bool = False
) -> tuple[Item, Version | None]:
    """Return an item and, where the answer includes it, its latest version.

    `with_path` asks for the item's `path`, which BIM 360 and ACC tell and Fusion Team does not.
    """
    query = {"includePathInProject": "true"} if with_path else None
    resource, included = read_one(client, _path(project_id, item_id, query=query), "item")
    item = Item.parse(resource)
    return item, _find_tip(item, included)


def get_version_item(client: HttpClient, project_id: str, *, version_id: str) -> tuple[Item, Version | None]:
    """Return the item that a version belongs to and, where the answer includes it, its latest version."""
    path = build_path("data", "v1", "projects", project_id, "versions", version_id, "item")
    resource, included = read_one(client, path, "item")
    item = Item.parse(resource)
    return item, _find_tip(item, included)


def get_tip(client: HttpClient, project_id: str, *, item_id: str) -> Version:
    """Return the latest version of an item."""
    resource, _ = read_one(client, _path(project_id, item_id, "tip"), "version")
    return Version.parse(resource)


def list_versions(
    client: HttpClient, project_id: str, *, item_id: str, filters: Mapping[str, str] | None = None
) -> tuple[Version, ...]:
    """Return the whole history of an item, the newest first.

    `filters` such as {"filter[versionNumber]": "2"}.
    """
    page = read_list(client, _path(project_id, item_id, "versions", query=filters), "versions")
    versions = [Version.parse(resource) for resource in page.data]
    return tuple(sorted(versions, key=lambda version: version.number, reverse=True))


def create_item(
    client: HttpClient,
    project_id: str,
    *,
    folder_id: str,
    name: str,
    storage_id: str,
    xrefs: Sequence[InlineXref] = (),
    extension_type: str = FILE_ITEM,
    version_type: str = FILE_VERSION,
) -> tuple[Item, Version | None]:
    """Make an item in a folder from a file that is uploaded to a storage.

    Returns it and, where the answer includes it, its first version.

    It cannot be removed again. After `AnswerLost` or `ServiceDown` it may have been made: look in the folder
    for an item whose tip has this `storage_id`, for some seconds, before asking again. A `Conflict` then says
    that it was made, or that the name was taken before: the storage tells which.
    """
    relationships = {**relate_version(xrefs), "storage": identifier("objects", storage_id)}
    path = build_path("data", "v1", "projects", project_id, "items")
    return _post_item(
        client,
        path,
        folder_id=folder_id,
        name=name,
        types=(extension_type, version_type),
        relationships=relationships,
    )


def copy_item(
    client: HttpClient,
    project_id: str,
    *,
    folder_id: str,
    name: str,
    source_id: str,
    extension_type: str = BIM_360_ITEM,
    version_type: str = BIM_360_VERSION,
) -> tuple[Item, Version | None]:
    """Make an item in a folder as a copy of a version of the same project: in BIM 360 and ACC only.

    After `AnswerLost` or `ServiceDown` it may have been made: look in the folder for an item of this name
    whose tip has the `storage_id` of the source.
    """
    path = build_path("data", "v1", "projects", project_id, "items", query={"copyFrom": source_id})
    return _post_item(
        client,
        path,
        folder_id=folder_id,
        name=name,
        types=(extension_type, version_type),
        relationships={},
    )


def rename_item(client: HttpClient, project_id: str, *, item_id: str, name: str) -> Item:
    """Give an item another name; its versions keep theirs.

    Asking twice does no harm: after `AnswerLost` or `ServiceDown` ask again, or read the item.
    """
    data = {"type": "items", "id": item_id, "attributes": {"displayName": check_name(name)}}
    resource, _ = write_document(client, "PATCH", _path(project_id, item_id), data, what="item")
    return Item.parse(resource)


def _post_item(
    client: HttpClient,
    path: str,
    *,
    folder_id: str,
    name: str,
    types: tuple[str, str],
    relationships: Mapping[str, Any],
) -> tuple[Item, Version | None]:
    check_name(name)
    item_extension, version_extension = ({"type": kind, "version": "1.0"} for kind in types)
    data = {
        "type": "items",
        # The description calls the name optional; Fusion Team and personal hubs refuse an item without.
        "attributes": {"displayName": name, "extension": item_extension},
        "relationships": {
            "tip": identifier("versions", _LOCAL_ID),
            "parent": identifier("folders", folder_id),
        },
    }
    version = {
        "type": "versions",
        "id": _LOCAL_ID,
        "attributes": {"name": name, "extension": version_extension},
        "relationships": relationships,
    }
    resource, included = write_document(client, "POST", path, data, what="new-item", included=[version])
    item = Item.parse(resource)
    return item, _find_tip(item, included)


def _find_tip(item: Item, included: Iterable[object]) -> Version | None:
    versions = [
        Version.parse(other) for other in included if Fields(other, "item").text("type") == "versions"
    ]
    return next((version for version in versions if version.id == item.tip_id), None)


def _path(project_id: str, item_id: str, *more: str, query: Mapping[str, str] | None = None) -> str:
    return build_path("data", "v1", "projects", project_id, "items", item_id, *more, query=query)
