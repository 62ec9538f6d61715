"""A place of the tree as a catalogue has it, and as what the service tells of it is written there."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ..aps.folders import Folder
from ..aps.hubs import Hub, Project
from ..aps.items import Item
from ..aps.versions import Version
from ..errors import StoreError
from ..store.catalogue import Catalogue, ProjectRecord
from ..store.catalogue import Listing as Pages
from .catalogue_records import (
    as_folder,
    as_item,
    as_project,
    as_version,
    folder_record,
    hub_record,
    item_record,
    project_record,
    version_record,
)
from .places import Child, Place
from .sync.visits import is_settled

MOST_ROWS = 5000
_log = logging.getLogger("databrowser.catalogue")


@dataclass(frozen=True)
class KeptPlace:
    """What a catalogue has of a place: its first `MOST_ROWS` children, of `count`.

    They were told at `at`, in seconds since 1970.
    """

    place: Place
    children: tuple[Child, ...]
    count: int
    at: float


class Listing:
    """A place's list on its way into a catalogue, part by part.

    `later` is given what is to be written. Left before `finish`, a list deletes nothing. Without a catalogue
    nothing is written. `hub` is that of the place, as far as it is known.
    """

    def __init__(
        self,
        catalogue: Catalogue | None,
        place: Place,
        *,
        told_time: float,
        later: Callable[[Callable[[], None]], None],
        hub: Hub | None,
    ) -> None:
        self._catalogue = catalogue
        self._place = place
        self._told_time = told_time
        self._later = later
        self._hub = hub
        self._children: list[Child] = []
        self._pages: Pages | None = None
        if catalogue and place.kind == "folder":
            try:
                number = catalogue.last_round()
                self._pages = catalogue.listing(place.project_id, place.id, round_number=number)
            except StoreError as error:
                _log.info("what is listed is not kept: %s", error)
                self._catalogue = None

    def add(self, children: Sequence[Child]) -> None:
        """Take up a part of the list."""
        pages = self._pages
        if pages is None:
            self._children += children
            return
        folders = [folder_record(one.resource) for one in children if isinstance(one.resource, Folder)]
        items = [item_record(one.resource) for one in children if isinstance(one.resource, Item)]
        tips = [version_record(one.tip) for one in children if one.tip]
        self._later(lambda: pages.add(folders, items, tips))

    def finish(self) -> None:
        """Say that this was all of it."""
        pages, catalogue = self._pages, self._catalogue
        if pages:
            settled = is_settled(pages.changed_below, self._told_time)
            self._later(lambda: pages.finish(is_settled=settled))
        elif catalogue:
            self._later(lambda: self._write(catalogue))

    def _write(self, catalogue: Catalogue) -> None:
        place, resources = self._place, [child.resource for child in self._children]
        if place.kind == "hub":
            if self._hub and catalogue.find_hub() is None:
                catalogue.write_hub(hub_record(self._hub))
            catalogue.write_projects([project_record(one) for one in resources if isinstance(one, Project)])
        elif place.kind == "project":
            folders = [folder_record(one) for one in resources if isinstance(one, Folder) and not one.hidden]
            catalogue.write_top_folders(place.id, folders, round_number=catalogue.last_round())
        elif place.kind == "item":
            catalogue.write_versions([version_record(one) for one in resources if isinstance(one, Version)])


def read_place(catalogue: Catalogue, place: Place) -> KeptPlace | None:
    """Return what a catalogue has of a hub, a project or a folder; None where it was never listed.

    Raises `StoreError` as `Catalogue.read` does.
    """
    if place.kind == "hub":
        projects = catalogue.list_projects() if place.id == place.hub_id else ()
        told = [one.seen for one in projects if one.seen is not None]
        children = tuple(Child(as_project(one, place.hub_id)) for one in projects)
        return KeptPlace(place, children, len(children), max(told)) if told else None
    if place.kind == "project":
        found = catalogue.find(place.id)
        project = found.record if found else None
        if not isinstance(project, ProjectRecord) or project.listed is None:
            return None
        folders = catalogue.list_top_folders(place.id)
        children = tuple(Child(as_folder(one, root_folder_id=project.root_folder_id)) for one in folders)
        return KeptPlace(place, children, len(children), project.listed)
    if place.kind != "folder":
        return None
    shown = catalogue.list_shown(place.id, MOST_ROWS)
    if shown.listed is None:
        return None
    tips = {one.id: as_version(one) for one in shown.tips}
    folders = tuple(Child(as_folder(one)) for one in shown.folders)
    items = tuple(Child(as_item(one), tips.get(one.tip_id)) for one in shown.items)
    return KeptPlace(place, folders + items, shown.count, shown.listed)
