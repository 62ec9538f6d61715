"""What a catalogue knows as the nodes of a walk, without any request."""

from __future__ import annotations

from collections.abc import Generator, Mapping

from ..aps.folders import Folder
from ..aps.items import Item
from ..aps.versions import Version
from ..store.catalogue import Catalogue, FolderRecord, ItemRecord, ProjectRecord, VersionRecord
from .browse import Node
from .catalogue_records import as_folder, as_hub, as_item, as_project, as_version
from .search import MOST, Result, search

_MOST_ROWS = 2**31


def walk_catalogue(catalogue: Catalogue, *, project: str = "") -> Generator[Node, None, None]:
    """Yield a hub, its projects, folders and items as far as they are known, parents before children.

    `project` is the name of one to stay in. An item comes with its latest version. What the catalogue takes
    up meanwhile may come or not. Raises `StoreError` as `Catalogue.read` does.
    """
    hub = catalogue.find_hub()
    if hub is None:
        return
    top = Node(as_hub(hub), (hub.name,), hub.id)
    yield top
    for record in catalogue.list_projects():
        if project in ("", record.name):
            path = (*top.path, record.name)
            node = Node(as_project(record, hub.id), path, hub.id, record.id, parent_id=hub.id)
            yield node
            yield from _walk_project(catalogue, node, record)


def search_nodes(catalogues: Mapping[str, Catalogue], text: str, *, limit: int = MOST) -> list[Node]:
    """Return the projects, folders and items that fit what `search_language` says of a text, the best first.

    `catalogues` are those to look through, by their hubs' ids. Raises `UsageError` for what of the text is
    not understood, `StoreError` as `Catalogue.read` does.
    """
    answer = search(catalogues.values(), text, limit=limit, is_thorough=True)
    if answer.problems:
        raise answer.problems[0].error
    found = (_node_of(catalogues[one.way[0].id], one) for one in answer.results)
    return [node for node in found if node]


def _walk_project(catalogue: Catalogue, top: Node, project: ProjectRecord) -> Generator[Node, None, None]:
    seen: set[str] = set()  # a damaged file may lead round and round
    waiting = [
        _below(top, as_folder(one, root_folder_id=project.root_folder_id))
        for one in reversed(catalogue.list_top_folders(project.id))
    ]
    while waiting:
        node = waiting.pop()
        if node.id in seen:
            continue
        seen.add(node.id)
        yield node
        shown = catalogue.list_shown(node.id, _MOST_ROWS)
        tips = {one.id: as_version(one) for one in shown.tips}
        for item in shown.items:
            yield _below(node, as_item(item), tips.get(item.tip_id))
        waiting += [_below(node, as_folder(one)) for one in reversed(shown.folders)]


def _below(above: Node, resource: Folder | Item, tip: Version | None = None) -> Node:
    path = (*above.path, resource.name)
    return Node(resource, path, above.hub_id, above.project_id, tip, parent_id=above.id)


def _node_of(catalogue: Catalogue, found: Result) -> Node | None:
    record, way = found.record, found.way
    hub_id, tip = way[0].id, None
    if isinstance(record, ProjectRecord):
        resource = as_project(record, hub_id)
    elif isinstance(record, FolderRecord):
        above = None if record.parent_id else catalogue.find(record.project_id)
        project = above.record if above else None
        root = project.root_folder_id if isinstance(project, ProjectRecord) else ""
        resource = as_folder(record, root_folder_id=root)
    elif isinstance(record, ItemRecord):
        resource = as_item(record)
        latest = catalogue.find(record.tip_id)
        tip = as_version(latest.record) if latest and isinstance(latest.record, VersionRecord) else None
    else:
        return None
    path = tuple(step.name for step in way)
    return Node(resource, path, hub_id, way[1].id, tip, parent_id=way[-2].id)
