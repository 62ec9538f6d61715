"""The page's calls about the graph."""

from __future__ import annotations

from collections.abc import Mapping
from threading import Event

from ..core.design import summarise
from ..core.references import list_relations
from .methods import Method, Params, Services
from .rows import relation_row


def _expand(services: Services, params: Params, cancelled: Event) -> object:
    project_id, name = params.text("projectId"), params.optional_text("name")
    found = list_relations(services.client(), project_id, item_id=params.text("itemId"))
    tip = found.versions[0].number if found.versions else 0
    rows = [relation_row(row, project_id=project_id, own=name, tip=tip) for row in summarise(found)]
    return {"relations": rows}


METHODS: Mapping[str, Method] = {"graph.expand": _expand}
