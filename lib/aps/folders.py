"""The Data service's folders and what is in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from ..errors import MalformedAnswer
from ..http import HttpClient, build_path
from ..http.fields import Fields
from .items import Item
from .pages import iter_pages, read_one
from .versions import Version


@dataclass(frozen=True)
class Folder:
    """A folder; `object_count` counts its direct children where the service says so."""

    id: str
    name: str
    parent_id: str
    extension_type: str
    created: datetime | None
    created_by: str
    modified: datetime | None
    modified_by: str
    object_count: int | None
    hidden: bool

    @classmethod
    def parse(cls, resource: object) -> Folder:
        """Read a folder from its JSON:API resource."""
        fields = Fields(resource, "folder")
        return cls(
            id=fields.text("id"),
            name=fields.text("attributes.name"),
            parent_id=fields.optional_text("relationships.parent.data.id"),
            extension_type=fields.text("attributes.extension.type"),
            created=fields.time("attributes.createTime"),
            created_by=fields.optional_text("attributes.createUserName"),
            modified=fields.time("attributes.lastModifiedTime"),
            modified_by=fields.optional_text("attributes.lastModifiedUserName"),
            object_count=fields.optional_number("attributes.objectCount"),
            hidden=fields.flag("attributes.hidden"),
        )


@dataclass(frozen=True)
class Contents:
    """A folder's children; `tips` maps item ids to their latest versions."""

    folders: tuple[Folder, ...]
    items: tuple[Item, ...]
    tips: Mapping[str, Version]


def get_folder(client: HttpClient, project_id: str, *, folder_id: str) -> Folder:
    """Return one folder."""
    resource, _ = read_one(client, _path(project_id, folder_id), "folder")
    return Folder.parse(resource)


def list_folder(
    client: HttpClient, project_id: str, *, folder_id: str, filters: Mapping[str, str] | None = None
) -> Contents:
    """Return everything in a folder, all pages; `filters` such as {"filter[type]": "items"}."""
    folders: list[Folder] = []
    items: list[Item] = []
    tips: dict[str, Version] = {}
    path = _path(project_id, folder_id, "contents", query=filters)
    for page in iter_pages(client, path, "folder-contents"):
        for resource in page.data:
            kind = Fields(resource, "folder-contents").text("type")
            if kind == "folders":
                folders.append(Folder.parse(resource))
            elif kind == "items":
                items.append(Item.parse(resource))
            else:
                raise MalformedAnswer(
                    "service.missing-field", what="folder-contents", field="type", id=folder_id
                )
        for resource in page.included:
            if Fields(resource, "folder-contents").text("type") == "versions":
                tip = Version.parse(resource)
                tips[tip.item_id] = tip
    return Contents(tuple(folders), tuple(items), tips)


def _path(project_id: str, folder_id: str, *more: str, query: Mapping[str, str] | None = None) -> str:
    return build_path("data", "v1", "projects", project_id, "folders", folder_id, *more, query=query)
