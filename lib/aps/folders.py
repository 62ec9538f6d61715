"""The Data service's folders and what is in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from ..errors import MalformedAnswer, UsageError
from ..http import HttpClient, build_path
from ..http.answers import parse_answer
from ..http.fields import Fields
from .documents import JSON_API, identifier, write_document
from .items import Item
from .names import check_name
from .pages import Page, iter_pages, read_one
from .versions import Version

FOLDER = "folders:autodesk.core:Folder"
_NOT_MODIFIED = 304


@dataclass(frozen=True)
class Folder:
    """A folder; `object_count` counts its direct children where the service says so.

    `changed_below` is when anything in it changed last, at any depth; None where the service does not tell.
    It may lag, and miss what was moved away.
    """

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
    changed_below: datetime | None = None

    @classmethod
    def parse(cls, resource: object) -> Folder:
        """Read a folder from its JSON:API resource."""
        fields = Fields(resource, "folder")
        return cls(
            id=fields.text("id"),
            name=fields.name("attributes.name"),
            parent_id=fields.optional_text("relationships.parent.data.id"),
            extension_type=fields.text("attributes.extension.type"),
            created=fields.time("attributes.createTime"),
            created_by=fields.optional_text("attributes.createUserName"),
            modified=fields.time("attributes.lastModifiedTime"),
            modified_by=fields.optional_text("attributes.lastModifiedUserName"),
            object_count=fields.optional_number("attributes.objectCount"),
            hidden=fields.flag("attributes.hidden"),
            changed_below=fields.time("attributes.lastModifiedTimeRollup"),
        )


@dataclass(frozen=True)
class Contents:
    """A folder's children, all or a page of them; `tips` maps item ids to their latest versions.

    `is_last` tells whether no more follow.
    """

    folders: tuple[Folder, ...]
    items: tuple[Item, ...]
    tips: Mapping[str, Version]
    is_last: bool = True


@dataclass(frozen=True)
class SearchPage:
    """A page of what a search found: the latest versions, and their items by id.

    `pages` is about how many there are, None where the service does not tell. A page may be empty in
    mid-search: the service pages before it filters.
    """

    versions: tuple[Version, ...]
    items: Mapping[str, Item]
    pages: int | None


def get_folder(client: HttpClient, project_id: str, *, folder_id: str) -> Folder:
    """Return one folder."""
    resource, _ = read_one(client, _path(project_id, folder_id), "folder")
    return Folder.parse(resource)


def get_folder_if_changed(
    client: HttpClient, project_id: str, *, folder_id: str, since: datetime
) -> Folder | None:
    """Return a folder, or None where the folder itself has not changed since a time."""
    moment = since.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-5] + "Z"
    headers = {"Accept": JSON_API, "If-Modified-Since": moment}
    response = client.request("GET", _path(project_id, folder_id), headers=headers)
    if response.status == _NOT_MODIFIED:
        return None
    return Folder.parse(parse_answer(response, "folder").get("data"))


def get_folder_parent(client: HttpClient, project_id: str, *, folder_id: str) -> Folder:
    """Return the folder that holds a folder; raises `NotFound` for the root folder of a project."""
    resource, _ = read_one(client, _path(project_id, folder_id, "parent"), "folder")
    return Folder.parse(resource)


def get_item_parent(client: HttpClient, project_id: str, *, item_id: str) -> Folder:
    """Return the folder that holds an item."""
    path = build_path("data", "v1", "projects", project_id, "items", item_id, "parent")
    resource, _ = read_one(client, path, "folder")
    return Folder.parse(resource)


def iter_folder(
    client: HttpClient, project_id: str, *, folder_id: str, filters: Mapping[str, str] | None = None
) -> Iterator[Contents]:
    """Yield what is in a folder page by page, as it comes; `filters` as `list_folder` takes them.

    A page may be short or empty in mid-list.
    """
    path = _path(project_id, folder_id, "contents", query=filters)
    for page in iter_pages(client, path, "folder-contents"):
        yield _parse_page(page, folder_id)


def _parse_page(page: Page, folder_id: str) -> Contents:
    folders: list[Folder] = []
    items: list[Item] = []
    tips: dict[str, Version] = {}
    for resource in page.data:
        kind = Fields(resource, "folder-contents").text("type")
        if kind == "folders":
            folders.append(Folder.parse(resource))
        elif kind == "items":
            items.append(Item.parse(resource))
        else:
            raise MalformedAnswer("service.missing-field", what="folder-contents", field="type", id=folder_id)
    for resource in page.included:
        if Fields(resource, "folder-contents").text("type") == "versions":
            tip = Version.parse(resource)
            tips[tip.item_id] = tip
    return Contents(tuple(folders), tuple(items), tips, is_last=page.is_last)


def list_folder(
    client: HttpClient, project_id: str, *, folder_id: str, filters: Mapping[str, str] | None = None
) -> Contents:
    """Return everything in a folder, all pages; `filters` such as {"filter[type]": "items"}.

    {"includeHidden": "true"} adds what was deleted in BIM 360 and ACC; elsewhere the deleted is gone.
    """
    pages = tuple(iter_folder(client, project_id, folder_id=folder_id, filters=filters))
    return Contents(
        tuple(folder for page in pages for folder in page.folders),
        tuple(item for page in pages for item in page.items),
        {item_id: tip for page in pages for item_id, tip in page.tips.items()},
    )


def search_folder(
    client: HttpClient, project_id: str, *, folder_id: str, filters: Mapping[str, str] | None = None
) -> Iterator[SearchPage]:
    """Yield page after page of the latest versions below a folder, at any depth.

    `filters` name any attribute of a version, such as {"filter[name]-contains": "gear"}; they count by case.
    Needs the scope data:search.
    """
    path = _path(project_id, folder_id, "search", query=filters)
    for page in iter_pages(client, path, "search"):
        items = [Item.parse(item) for item in page.included if Fields(item, "search").text("type") == "items"]
        yield SearchPage(
            tuple(Version.parse(resource) for resource in page.data),
            {item.id: item for item in items},
            Fields(dict(page.meta), "search").optional_number("approximateNumberOfPages"),
        )


def create_folder(
    client: HttpClient, project_id: str, *, parent_id: str, name: str, extension_type: str = FOLDER
) -> Folder:
    """Make a folder in a folder; 25 levels is the deepest.

    It cannot be removed again. After `AnswerLost` or `ServiceDown` it may have been made: look for a folder
    of this name in the parent, for some seconds, before asking again. A `Conflict` says that there is one,
    whoever made it.
    """
    extension = {"type": extension_type, "version": "1.0"}
    data = {
        "type": "folders",
        "attributes": {"name": check_name(name), "extension": extension},
        "relationships": {"parent": identifier("folders", parent_id)},
    }
    path = build_path("data", "v1", "projects", project_id, "folders")
    resource, _ = write_document(client, "POST", path, data, what="new-folder")
    return Folder.parse(resource)


def update_folder(
    client: HttpClient,
    project_id: str,
    *,
    folder_id: str,
    name: str | None = None,
    parent_id: str | None = None,
    hidden: bool | None = None,
) -> Folder:
    """Rename, move, hide or show a folder: what is None stays.

    Hiding is how BIM 360 and ACC delete, and showing how they restore; elsewhere it changes nothing but the
    time of the last change. Asking twice does no harm: after `AnswerLost` or `ServiceDown` ask again, or read
    the folder.
    """
    attributes: dict[str, Any] = {}
    if name is not None:
        attributes["name"] = check_name(name)
    if hidden is not None:
        attributes["hidden"] = hidden
    data: dict[str, Any] = {"type": "folders", "id": folder_id}
    if attributes:
        data["attributes"] = attributes
    if parent_id is not None:
        data["relationships"] = {"parent": identifier("folders", parent_id)}
    if len(data) == 2:
        raise UsageError("folders.nothing-to-change")
    resource, _ = write_document(client, "PATCH", _path(project_id, folder_id), data, what="folder")
    return Folder.parse(resource)


def _path(project_id: str, folder_id: str, *more: str, query: Mapping[str, str] | None = None) -> str:
    return build_path("data", "v1", "projects", project_id, "folders", folder_id, *more, query=query)
