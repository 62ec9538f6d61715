"""One place of the tree and what is directly there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..aps.folders import Contents, Folder, iter_folder, list_folder
from ..aps.hubs import Hub, Project, list_hubs, list_projects, list_top_folders
from ..aps.items import Item, list_versions
from ..aps.versions import Version
from ..http import HttpClient


@dataclass(frozen=True)
class Place:
    """Where to list: `kind` is root, hub, project, folder or item; the ids as far as the kind has them."""

    kind: str
    hub_id: str = ""
    project_id: str = ""
    id: str = ""


@dataclass(frozen=True)
class Child:
    """What a list gave: a resource, and for an item its latest version."""

    resource: Hub | Project | Folder | Item | Version
    tip: Version | None = None


def list_place(client: HttpClient, place: Place) -> tuple[Child, ...]:
    """Return what is directly at a place, an item's versions included; one list, never a request per row."""
    if place.kind == "root":
        return tuple(Child(hub) for hub in list_hubs(client))
    if place.kind == "hub":
        return tuple(Child(project) for project in list_projects(client, place.id))
    if place.kind == "project":
        folders = list_top_folders(client, place.hub_id, project_id=place.id)
        return tuple(Child(folder) for folder in folders)
    if place.kind == "folder":
        return _children(list_folder(client, place.project_id, folder_id=place.id))
    return tuple(Child(version) for version in list_versions(client, place.project_id, item_id=place.id))


def iter_place(client: HttpClient, place: Place) -> Iterator[tuple[tuple[Child, ...], bool]]:
    """Yield what `list_place` returns as it comes, each time with whether that was the last of it.

    A folder comes page by page, everything else at once.
    """
    if place.kind != "folder":
        yield list_place(client, place), True
        return
    for contents in iter_folder(client, place.project_id, folder_id=place.id):
        yield _children(contents), contents.is_last


def _children(contents: Contents) -> tuple[Child, ...]:
    items = (Child(item, contents.tips.get(item.id)) for item in contents.items)
    return (*(Child(folder) for folder in contents.folders), *items)
