"""What a translated design consists of: one view, the tree of its objects, and their properties.

The objects are the design itself, number 1, and from 2 on what its refs say that it uses: the sample hub
knows no more of a design's insides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..answers import gateway_error, json_answer
from ..backend import Backend, Caller
from ..data.access import VERSION_ROWS
from ..database import Row
from ..messages import Answer, Refused, Request
from .manifests import view_guid
from .resources import VIEWABLES, make_guid
from .sources import Source, find_source, read_region
from .translations import list_translations, state_of

_USED = (
    "SELECT to_id FROM refs WHERE from_id = ? AND from_type = 'versions' AND to_type = 'versions' "
    "AND (extension_type LIKE 'xrefs:%' OR extension_type LIKE 'dependencies:%') ORDER BY id"
)


@dataclass(frozen=True)
class _Object:
    number: int
    row: Row


def list_views(backend: Backend, caller: Caller, request: Request) -> Answer:
    """Answer with the one view of a design that has been translated."""
    source = _open(backend, caller, request, needs_view=False)
    view = {"name": source.stem, "guid": view_guid(source), "role": source.role, "isMasterView": False}
    return json_answer({"data": {"type": "metadata", "metadata": [view]}})


def get_object_tree(backend: Backend, caller: Caller, request: Request) -> Answer:
    """Answer with the design and what it uses; `objectid` asks for the tree below one of them."""
    source = _open(backend, caller, request)
    design, *used = _list_objects(backend, source)
    branches = [_branch(one) for one in used]
    tree = {**_branch(design), "objects": branches} if branches else _branch(design)
    wanted = _read_number(request)
    found = [one for one in (tree, *branches) if wanted in (None, one["objectid"])]
    if not found:
        raise gateway_error(404, "There is no object of this id in the view.")
    return json_answer({"data": {"type": "objects", "objects": found[:1]}})


def list_properties(backend: Backend, caller: Caller, request: Request) -> Answer:
    """Answer with the properties of all objects, or of the one that `objectid` names."""
    source = _open(backend, caller, request)
    wanted = _read_number(request)
    collection = [_properties(one) for one in _list_objects(backend, source) if wanted in (None, one.number)]
    if not collection:
        raise gateway_error(404, "There is no object of this id in the view.")
    return json_answer({"data": {"type": "properties", "collection": collection}})


def _open(backend: Backend, caller: Caller, request: Request, *, needs_view: bool = True) -> Source:
    """Return a design that has a view; raises the 202 while it is being made, and the 404 without one."""
    source, region = find_source(backend, caller, request.params["urn"]), read_region(request)
    if needs_view and request.params["guid"] != view_guid(source):
        raise gateway_error(404, "There is no view of this id.")
    state = state_of(list_translations(backend, source, region=region), *VIEWABLES)
    if state == "inprogress" and needs_view:
        raise Refused(json_answer({"result": "success"}, 202))
    if state != "success":
        raise gateway_error(404, "This design has not been translated to svf or svf2.")
    return source


def _list_objects(backend: Backend, source: Source) -> list[_Object]:
    ids = [source.version_id, *(row["to_id"] for row in backend.database.rows(_USED, (source.version_id,)))]
    rows = [backend.database.row(f"{VERSION_ROWS} WHERE r.id = ?", (version_id,)) for version_id in ids]
    return [_Object(number, row) for number, row in enumerate(rows, start=1) if row is not None]


def _branch(one: _Object) -> dict[str, Any]:
    return {"objectid": one.number, "name": one.row["name"]}


def _properties(one: _Object) -> Mapping[str, Any]:
    row = one.row
    facts = {
        "Author": row["created_name"],
        "Creation Date": row["created"],
        "Part Number": row["name"],
        "Version": str(row["number"]),
    }
    return {
        **_branch(one),
        "externalId": make_guid(row["id"], "object"),
        "properties": {"Name": row["name"], "File Properties": facts},
    }


def _read_number(request: Request) -> int | None:
    values = request.query.get("objectid")
    if values is None:
        return None
    if not (values[-1].isascii() and values[-1].isdecimal() and len(values[-1]) <= 9):
        raise gateway_error(400, "The objectid must be a number.")
    return int(values[-1])
