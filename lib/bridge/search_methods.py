"""The page's calls about finding things all over a hub.

    search.find {text, hubId, isThorough}    -> {results: [{row, way, rank}], isWhole, problems}
    search.complete {text, cursor, hubId}    -> {start, end, options}, null where nothing fits
    search.below {projectId, folderId, text} parts and in the end {results, pagesRead, pages, isWhole, isCut}
    stale.find {hubId, projectId}            parts: lists of stale items; -> {read, items, oldest}

A way is a list of steps as `step_rows` makes them. Without `hubId` every hub is looked through that was ever
opened. What is found is of the catalogue, but for `search.below`, which is the service's own search.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import zip_longest
from threading import Event
from typing import Any

from ..core.search import MOST, Problem, Result, search
from ..core.search_completion import complete_query
from ..core.service_search import FoundBelow, search_service
from ..core.session import Session
from ..core.stale_hub import StaleItem, list_stale
from ..store.catalogue import Catalogue, FolderRecord, ItemRecord, ProjectRecord
from .methods import Method, Params, Services
from .rows import Row, item_row, record_row, step_rows, to_iso
from .words import kind_name

_STALE_AT_ONCE = 50
_MOST_OPTIONS = 8


def _find(services: Services, params: Params, cancelled: Event) -> object:
    answer = search(
        _catalogues(services.sign_ins.require(), params).values(),
        params.optional_text("text"),
        limit=MOST,
        is_thorough=params.flag("isThorough"),
    )
    return {
        "results": [row for row in map(_result_row, answer.results) if row],
        "isWhole": answer.is_whole,
        "problems": [_problem_row(one) for one in answer.problems],
    }


def _complete(services: Services, params: Params, cancelled: Event) -> object:
    text, cursor = params.optional_text("text"), params.any("cursor")
    at = cursor if isinstance(cursor, int) else len(text)
    catalogues = tuple(_catalogues(services.sign_ins.require(), params).values())
    found = [one for catalogue in catalogues or (None,) if (one := complete_query(catalogue, text, at))]
    if not found:
        return None
    # Each has its best first: so do all together.
    options = [option for level in zip_longest(*(one.options for one in found)) for option in level if option]
    return {
        "start": found[0].start,
        "end": found[0].end,
        "options": list(dict.fromkeys(options))[:_MOST_OPTIONS],
    }


def _search_below(services: Services, params: Params, cancelled: Event) -> object:
    project_id = params.text("projectId")
    answer: dict[str, Any] = {}
    for found in search_service(
        services.client(), project_id, folder_id=params.text("folderId"), text=params.text("text")
    ):
        answer = _below_row(found, project_id, hub_id=params.optional_text("hubId"))
        services.bridge.note_part(answer)
    return answer


def _find_stale(services: Services, params: Params, cancelled: Event) -> object:
    """Answer with how much is known, after what is stale came in parts."""
    read = items = 0
    oldest: float | None = None
    for catalogue in _catalogues(services.sign_ins.require(), params).values():
        found = list_stale(catalogue, project_id=params.optional_text("projectId"))
        for start in range(0, len(found.stale), _STALE_AT_ONCE):
            services.bridge.note_part(
                [_stale_row(one) for one in found.stale[start : start + _STALE_AT_ONCE]]
            )
        read, items = read + found.read, items + found.items
        if found.oldest is not None:
            oldest = found.oldest if oldest is None else min(oldest, found.oldest)
    return {"read": read, "items": items, "oldest": None if oldest is None else to_iso(oldest)}


def _catalogues(session: Session, params: Params) -> Mapping[str, Catalogue]:
    opened = session.catalogues.opened()
    hub_id = params.optional_text("hubId")
    return {hub_id: opened[hub_id]} if hub_id in opened else {} if hub_id else opened


def _result_row(found: Result) -> dict[str, Any] | None:
    record = found.record
    if not isinstance(record, (ItemRecord, FolderRecord, ProjectRecord)):
        return None
    row = record_row(record, hub_id=found.way[0].id, tip=found.tip)
    return {"row": row, "way": step_rows(found.way), "rank": found.rank}


def _problem_row(problem: Problem) -> dict[str, Any]:
    return {"problem": problem.error.as_dict(), "start": problem.start, "end": problem.end}


def _below_row(found: FoundBelow, project_id: str, *, hub_id: str) -> dict[str, Any]:
    rows: list[Row] = [item_row(item, tip, hub_id=hub_id, project_id=project_id) for item, tip in found.items]
    return {
        "results": rows[:MOST],
        "count": len(rows),
        "pagesRead": found.pages_read,
        "pages": found.pages,
        "isWhole": found.is_whole,
        "isCut": found.is_cut,
    }


def _stale_row(found: StaleItem) -> dict[str, Any] | None:
    record = found.item
    return {
        "row": record_row(record, hub_id=found.way[0].id) if isinstance(record, ItemRecord) else None,
        "way": step_rows(found.way),
        "at": None if found.read is None else to_iso(found.read),
        "refs": [
            {
                "type": ref.extension_type,
                "typeName": kind_name(ref.extension_type),
                "direction": ref.direction,
                "otherId": ref.other_item_id,
                "otherName": ref.other_name,
                "number": ref.number,
                "tip": ref.tip,
            }
            for ref in found.refs
        ],
    }


METHODS: Mapping[str, Method] = {
    "search.find": _find,
    "search.complete": _complete,
    "search.below": _search_below,
    "stale.find": _find_stale,
}
