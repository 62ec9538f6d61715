"""The way from a hub down to an item or a folder: what the tree opens to show it.

It is found upwards and by ids alone: the item, its folder, the folders above that, up to one of the
project's top folders. Those are what the tree shows below a project; what lies above them, such as the root
folder, may be closed to the user and is not asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..aps.folders import Folder, get_folder
from ..aps.hubs import Hub, Project, get_hub, get_project, list_hubs, list_projects, list_top_folders
from ..aps.items import Item, get_item, get_version_item
from ..aps.versions import Version
from ..errors import (
    BadInput,
    DataBrowserError,
    Forbidden,
    MalformedAnswer,
    NotFound,
    ServiceError,
    UsageError,
)
from ..http import HttpClient
from .addresses import PlaceAddress, bare_number, number_of_project

MOST_PROJECTS = 20
_MOST_LEVELS = 200  # no folder is that deep: parents without end are a fault of the service


@dataclass(frozen=True)
class PlacePath:
    """A hub, project or folder and the way to it: `folders` go from a top folder down to it or its own."""

    hub: Hub
    project: Project | None
    folders: tuple[Folder, ...]


@dataclass(frozen=True)
class ItemPath(PlacePath):
    """An item, its latest version, and where it lies."""

    project: Project
    item: Item
    tip: Version | None


def find_path(client: HttpClient, project_id: str, *, item_id: str, hub_id: str = "") -> ItemPath:
    """Return the way to an item, in four requests and one for each folder between its top folder and itself.

    Without the hub's id, the hubs and their projects are listed until one holds the project. Raises
    `DataBrowserError`: `browse.unknown-project` when none does, `browse.out-of-sight` when the folders above
    the item lead to none that the project shows; `MalformedAnswer` when they lead nowhere.
    """
    item, tip = get_item(client, project_id, item_id=item_id)
    hub, project = _find_owner(client, project_id, hub_id=hub_id, name=item.name)
    folders = _climb(client, project, folder_id=item.folder_id, name=item.name)
    return ItemPath(hub, project, folders, item, tip)


def find_address_path(
    client: HttpClient, address: PlaceAddress, *, project_ids: Sequence[str] = ()
) -> PlacePath:
    """Return the way to what somebody has pasted.

    A urn alone does not say its project: those of `project_ids` are asked one after the other, as many as
    `MOST_PROJECTS`. Raises as `find_path` does, and `UsageError`: `places.not-found` where none holds it,
    `places.no-such-project`.
    """
    if address.id or not (address.item_id or address.version_id or address.folder_id):
        return _find_by_id(client, address)
    tried = list(dict.fromkeys(filter(None, project_ids)))
    hub_id = ""
    if address.project_number:
        named = [one for one in tried if number_of_project(one) == bare_number(address.project_number)]
        if named:
            tried = named[:1]
        else:
            found = _find_by_id(client, address)
            tried, hub_id = [found.project.id if found.project else ""], found.hub.id
    for project_id in tried[:MOST_PROJECTS]:
        try:
            return _find_in(client, project_id, address, hub_id=hub_id)
        except (BadInput, Forbidden, NotFound):
            continue
    raise UsageError("places.not-found", text=address.text)


def _find_in(client: HttpClient, project_id: str, address: PlaceAddress, *, hub_id: str) -> PlacePath:
    if address.folder_id:
        folder = get_folder(client, project_id, folder_id=address.folder_id)
        hub, project = _find_owner(client, project_id, hub_id=hub_id, name=folder.name)
        return PlacePath(hub, project, _climb(client, project, folder_id=folder.id, name=folder.name))
    if address.version_id:
        item, _ = get_version_item(client, project_id, version_id=address.version_id)
    else:
        item, _ = get_item(client, project_id, item_id=address.item_id)
    return find_path(client, project_id, item_id=item.id, hub_id=hub_id)


def _find_by_id(client: HttpClient, address: PlaceAddress) -> PlacePath:
    """Return the way to a hub or project by its id, or to a project by the number in its link."""
    refusal: ServiceError | None = None
    hubs = list_hubs(client)
    for hub in hubs:
        if hub.id == address.id:
            return PlacePath(hub, None, ())
    number = bare_number(address.project_number)
    for hub in hubs:
        try:
            projects = list_projects(client, hub.id)
        except ServiceError as error:
            refusal = refusal or error  # another hub may hold it
            continue
        for project in projects:
            if project.id == address.id or (number and number_of_project(project.id) == number):
                return PlacePath(hub, project, ())
    raise refusal or UsageError("places.no-such-project", text=address.text)


def _find_owner(client: HttpClient, project_id: str, *, hub_id: str, name: str) -> tuple[Hub, Project]:
    if hub_id:
        return get_hub(client, hub_id), get_project(client, hub_id, project_id=project_id)
    return _find_project(client, project_id, name=name)


def _find_project(client: HttpClient, project_id: str, *, name: str) -> tuple[Hub, Project]:
    refusal: ServiceError | None = None
    for hub in list_hubs(client):
        try:
            projects = list_projects(client, hub.id)
        except ServiceError as error:
            refusal = refusal or error  # another hub may hold it
            continue
        for project in projects:
            if project.id == project_id:
                return hub, project
    raise refusal or DataBrowserError("browse.unknown-project", name=name)


def _climb(client: HttpClient, project: Project, *, folder_id: str, name: str) -> tuple[Folder, ...]:
    tops = {folder.id: folder for folder in list_top_folders(client, project.hub_id, project_id=project.id)}
    below: list[Folder] = []
    seen: set[str] = set()
    while folder_id not in tops:
        if not folder_id:
            raise DataBrowserError("browse.out-of-sight", name=name)
        if folder_id in seen or len(seen) >= _MOST_LEVELS:
            raise MalformedAnswer("service.endless-parents", what="item")
        seen.add(folder_id)
        try:
            folder = get_folder(client, project.id, folder_id=folder_id)
        except (Forbidden, NotFound) as error:
            raise DataBrowserError("browse.out-of-sight", name=name) from error
        below.append(folder)
        folder_id = folder.parent_id
    return (tops[folder_id], *reversed(below))
