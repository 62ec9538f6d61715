"""The methods of the tree: what is at a place, the way to an item, and what is known of items."""

from __future__ import annotations

from collections.abc import Mapping
from threading import Event

from ..aps.folders import Folder
from ..aps.hubs import Hub
from ..core.marks import find_marks
from ..core.paths import find_path
from ..core.places import Child, Place, iter_place
from .methods import Method, Params, Services
from .protocol import INVALID_PARAMS, ProtocolError
from .rows import Row, child_rows, path_rows, step_rows

PLACES = ("root", "hub", "project", "folder", "item")
MOST_ROWS_IN_A_PART = 200
_MOST_MARKS = 500


def read_place(params: Params) -> Place:
    """Return the place that a call names; raises `ProtocolError` for one that is none."""
    kind = params.text("kind")
    if kind not in PLACES:
        raise ProtocolError(INVALID_PARAMS, '"kind" is no place of the tree')
    return Place(
        kind,
        hub_id=params.optional_text("hubId"),
        project_id=params.optional_text("projectId"),
        id=params.optional_text("id"),
    )


def _list_tree(services: Services, params: Params, cancelled: Event) -> object:
    """Answer with the rows of a place; of a long folder with the last ones, after the rest came in parts."""
    place = read_place(params)
    session = services.sign_ins.require()
    last: list[Row] = []
    listed: list[Row] = []
    listing = session.catalogues.listing(place, session.client.told_time)
    session.catalogues.attend(place.hub_id)
    children: tuple[Child, ...] = ()
    for children, is_last in iter_place(session.client, place):
        folders = (child.resource for child in children if isinstance(child.resource, Folder))
        session.folder_names.learn({folder.id: folder.name for folder in folders})
        listing.add(children)
        rows = child_rows(place, children)
        listed += rows
        # Each part is one message, which the page reads in one go.
        while rows and (not is_last or len(rows) > MOST_ROWS_IN_A_PART):
            services.bridge.note_part({"rows": rows[:MOST_ROWS_IN_A_PART]})
            rows = rows[MOST_ROWS_IN_A_PART:]
        last = rows
    listing.finish()
    if place.kind == "root":
        session.catalogues.note_hubs([one.resource for one in children if isinstance(one.resource, Hub)])
    if place.kind in ("root", "item"):  # those that no catalogue has whole
        session.listings.keep(place, listed)
    return {"rows": last}


def _find_path(services: Services, params: Params, cancelled: Event) -> object:
    item_id = params.text("itemId")
    for catalogue in services.sign_ins.require().catalogues.opened().values():
        known = catalogue.find(item_id)
        if known and known.way:
            return {"rows": step_rows(known.way)}
    path = find_path(
        services.client(),
        params.text("projectId"),
        item_id=item_id,
        hub_id=params.optional_text("hubId"),
    )
    return {"rows": path_rows(path)}


def _find_marks(services: Services, params: Params, cancelled: Event) -> object:
    item_ids = params.any("itemIds")
    if not isinstance(item_ids, list) or not all(isinstance(one, str) for one in item_ids):
        raise ProtocolError(INVALID_PARAMS, '"itemIds" is no list of texts')
    session = services.sign_ins.require()
    marks = find_marks(session.readings, item_ids[:_MOST_MARKS], session.catalogues.opened().values())
    return {"marks": {item_id: {"refs": mark.refs, "stale": mark.stale} for item_id, mark in marks.items()}}


METHODS: Mapping[str, Method] = {
    "tree.list": _list_tree,
    "tree.marks": _find_marks,
    "tree.path": _find_path,
}
