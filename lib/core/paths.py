"""The way from a hub down to an item: what the tree opens to show it.

It is found upwards and by ids alone: the item, its folder, the folders above that, up to one of the
project's top folders. Those are what the tree shows below a project; what lies above them, such as the root
folder, may be closed to the user and is not asked for.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..aps.folders import Folder, get_folder
from ..aps.hubs import Hub, Project, get_hub, get_project, list_hubs, list_projects, list_top_folders
from ..aps.items import Item, get_item
from ..aps.versions import Version
from ..errors import DataBrowserError, Forbidden, MalformedAnswer, NotFound, ServiceError
from ..http import HttpClient

_MOST_LEVELS = 200  # no folder is that deep: parents without end are a fault of the service


@dataclass(frozen=True)
class ItemPath:
    """An item, its latest version, and where it lies: `folders` go from a top folder down to its own."""

    hub: Hub
    project: Project
    folders: tuple[Folder, ...]
    item: Item
    tip: Version | None


def find_path(client: HttpClient, project_id: str, *, item_id: str, hub_id: str = "") -> ItemPath:
    """Return the way to an item, in four requests and one for each folder between its top folder and itself.

    Without the hub's id, the hubs and their projects are listed until one holds the project. Raises
    `DataBrowserError`: `browse.unknown-project` when none does, `browse.out-of-sight` when the folders above
    the item lead to none that the project shows; `MalformedAnswer` when they lead nowhere.
    """
    item, tip = get_item(client, project_id, item_id=item_id)
    if hub_id:
        hub = get_hub(client, hub_id)
        project = get_project(client, hub_id, project_id=project_id)
    else:
        hub, project = _find_project(client, project_id, item=item)
    return ItemPath(hub, project, _climb(client, project, item), item, tip)


def _find_project(client: HttpClient, project_id: str, *, item: Item) -> tuple[Hub, Project]:
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
    raise refusal or DataBrowserError("browse.unknown-project", name=item.name)


def _climb(client: HttpClient, project: Project, item: Item) -> tuple[Folder, ...]:
    tops = {folder.id: folder for folder in list_top_folders(client, project.hub_id, project_id=project.id)}
    below: list[Folder] = []
    seen: set[str] = set()
    folder_id = item.folder_id
    while folder_id not in tops:
        if not folder_id:
            raise DataBrowserError("browse.out-of-sight", name=item.name)
        if folder_id in seen or len(seen) >= _MOST_LEVELS:
            raise MalformedAnswer("service.endless-parents", what="item")
        seen.add(folder_id)
        try:
            folder = get_folder(client, project.id, folder_id=folder_id)
        except (Forbidden, NotFound) as error:
            raise DataBrowserError("browse.out-of-sight", name=item.name) from error
        below.append(folder)
        folder_id = folder.parent_id
    return (tops[folder_id], *reversed(below))
