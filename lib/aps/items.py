"""The Data service's items: files, designs and drawings, each with its history of versions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ..http import HttpClient, build_path
from ..http.fields import Fields
from .pages import read_list, read_one
from .versions import Version


@dataclass(frozen=True)
class Item:
    """An item (a lineage); `extension_type` such as items:autodesk.fusion360:Design tells its kind."""

    id: str
    name: str
    extension_type: str
    folder_id: str
    tip_id: str
    created: datetime | None
    created_by: str
    modified: datetime | None
    modified_by: str
    hidden: bool
    reserved: bool

    @classmethod
    def parse(cls, resource: object) -> Item:
        """Read an item from its JSON:API resource."""
        fields = Fields(resource, "item")
        return cls(
            id=fields.text("id"),
            name=fields.text("attributes.displayName"),
            extension_type=fields.text("attributes.extension.type"),
            folder_id=fields.optional_text("relationships.parent.data.id"),
            tip_id=fields.optional_text("relationships.tip.data.id"),
            created=fields.time("attributes.createTime"),
            created_by=fields.optional_text("attributes.createUserName"),
            modified=fields.time("attributes.lastModifiedTime"),
            modified_by=fields.optional_text("attributes.lastModifiedUserName"),
            hidden=fields.flag("attributes.hidden"),
            reserved=fields.flag("attributes.reserved"),
        )


def get_item(client: HttpClient, project_id: str, *, item_id: str) -> tuple[Item, Version | None]:
    """Return an item and, where the answer includes it, its latest version."""
    resource, included = read_one(client, _path(project_id, item_id), "item")
    item = Item.parse(resource)
    versions = [
        Version.parse(other) for other in included if Fields(other, "item").text("type") == "versions"
    ]
    return item, next((version for version in versions if version.id == item.tip_id), None)


def get_tip(client: HttpClient, project_id: str, *, item_id: str) -> Version:
    """Return the latest version of an item."""
    resource, _ = read_one(client, _path(project_id, item_id, "tip"), "version")
    return Version.parse(resource)


def list_versions(client: HttpClient, project_id: str, *, item_id: str) -> tuple[Version, ...]:
    """Return the whole history of an item, the newest first."""
    page = read_list(client, _path(project_id, item_id, "versions"), "versions")
    versions = [Version.parse(resource) for resource in page.data]
    return tuple(sorted(versions, key=lambda version: version.number, reverse=True))


def _path(project_id: str, item_id: str, *more: str) -> str:
    return build_path("data", "v1", "projects", project_id, "items", item_id, *more)
