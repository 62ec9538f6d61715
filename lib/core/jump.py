"""From what somebody pastes to its place: a link of the web client, a urn or an id.

What the catalogues know costs no request. Else the thing itself is asked for, and the folders above it as
far as they are unknown: one request each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ..aps.folders import get_folder
from ..aps.items import get_item, get_version_item
from ..errors import BadInput, Forbidden, MalformedAnswer, NotFound, UsageError
from ..http import HttpClient
from ..store.catalogue import Catalogue, ProjectRecord, Step
from .addresses import PlaceAddress, bare_number, number_of_project, read_place_address
from .paths import MOST_PROJECTS, ItemPath, PlacePath, find_address_path

_MOST_LEVELS = 200


@dataclass(frozen=True)
class Place:
    """Where something is: the steps from the hub down to it.

    `version_id` is the version that was named, empty without one; `source` is who told the place.
    """

    way: tuple[Step, ...]
    version_id: str = ""
    source: Literal["catalogue", "service"] = "catalogue"


def jump(
    text: str,
    catalogues: Sequence[Catalogue],
    *,
    client: HttpClient | None = None,
    project_ids: Sequence[str] = (),
) -> Place:
    """Return the place of what somebody pasted; without a client only what the catalogues know.

    A urn alone does not say its project: those of `project_ids`, then those of the catalogues are asked, as
    many as `MOST_PROJECTS`. Raises `UsageError`: `jump.not-an-address`, `jump.unknown`, and as
    `find_address_path` does; `DataBrowserError` of the service; `StoreError` as `Catalogue.read` does.
    """
    address = read_place_address(text)
    if address is None:
        raise UsageError("jump.not-an-address")
    known = _find_known(address, catalogues)
    if known:
        return known
    if client is None:
        raise UsageError("jump.unknown", text=address.text)
    if address.item_id or address.version_id or address.folder_id:
        found = _ask(address, catalogues, client, project_ids)
        if found:
            return found
    asked = [*project_ids, *(one.id for catalogue in catalogues for one in catalogue.list_projects())]
    path = find_address_path(client, address, project_ids=asked)
    return Place(_steps_of(path), address.version_id, "service")


def _find_known(address: PlaceAddress, catalogues: Sequence[Catalogue]) -> Place | None:
    # The latest version's number is not in an item's id, but the item's own name is in that of its versions.
    lineage = address.version_id.replace(":fs.file:vf.", ":dm.lineage:").partition("?")[0]
    named = (address.version_id, address.item_id, lineage, address.folder_id, address.id)
    for catalogue in catalogues:
        for an_id in filter(None, named):
            found = catalogue.find(an_id)
            if found and found.way:
                return Place(found.way, address.version_id)
    if not any(named):
        owner = _find_project(address, catalogues)
        if owner:
            found = owner[0].find(owner[1].id)
            return Place(found.way) if found and found.way else None
    return None


def _find_project(
    address: PlaceAddress, catalogues: Sequence[Catalogue]
) -> tuple[Catalogue, ProjectRecord] | None:
    number = bare_number(address.project_number)
    for catalogue in catalogues if number else ():
        for project in catalogue.list_projects():
            if number_of_project(project.id) == number:
                return catalogue, project
    return None


def _ask(
    address: PlaceAddress, catalogues: Sequence[Catalogue], client: HttpClient, project_ids: Sequence[str]
) -> Place | None:
    """Ask for the thing in the project that its link names, or in the likely ones, and climb to known ground.

    None where the catalogues know none of these projects.
    """
    owners = {one.id: catalogue for catalogue in catalogues for one in catalogue.list_projects()}
    named = _find_project(address, catalogues)
    if named:
        likely = [named[1].id]
    elif address.project_number:
        return None
    else:
        likely = [one for one in dict.fromkeys((*project_ids, *owners)) if one in owners]
    for project_id in likely[:MOST_PROJECTS]:
        try:
            step, folder_id = _read(client, project_id, address)
        except (BadInput, Forbidden, NotFound):
            continue
        way = _climb(client, owners[project_id], project_id, folder_id)
        return Place((*way, step), address.version_id, "service") if way else None
    return None


def _read(client: HttpClient, project_id: str, address: PlaceAddress) -> tuple[Step, str]:
    if address.folder_id:
        folder = get_folder(client, project_id, folder_id=address.folder_id)
        return Step("folder", folder.id, folder.name, folder.extension_type), folder.parent_id
    if address.version_id:
        item, _ = get_version_item(client, project_id, version_id=address.version_id)
    else:
        item, _ = get_item(client, project_id, item_id=address.item_id)
    return Step("item", item.id, item.name, item.extension_type), item.folder_id


def _climb(client: HttpClient, catalogue: Catalogue, project_id: str, folder_id: str) -> tuple[Step, ...]:
    """Return the way down to a folder, none where it leads to nothing that the catalogue knows."""
    below: list[Step] = []
    seen: set[str] = set()
    while folder_id:
        if folder_id in seen or len(seen) >= _MOST_LEVELS:
            raise MalformedAnswer("service.endless-parents", what="item")
        seen.add(folder_id)
        found = catalogue.find(folder_id)
        if found and found.way:
            return (*found.way, *reversed(below))
        try:
            folder = get_folder(client, project_id, folder_id=folder_id)
        except (Forbidden, NotFound):
            return ()
        below.append(Step("folder", folder.id, folder.name, folder.extension_type))
        folder_id = folder.parent_id
    return ()


def _steps_of(path: PlacePath) -> tuple[Step, ...]:
    steps = [Step("hub", path.hub.id, path.hub.name, path.hub.extension_type)]
    if path.project:
        steps.append(Step("project", path.project.id, path.project.name, path.project.extension_type))
    steps += [Step("folder", one.id, one.name, one.extension_type) for one in path.folders]
    if isinstance(path, ItemPath):
        steps.append(Step("item", path.item.id, path.item.name, path.item.extension_type))
    return tuple(steps)
