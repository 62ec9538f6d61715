"""The page's calls about the graph."""

from __future__ import annotations

from collections.abc import Mapping
from threading import Event

from ..core.design import summarise
from ..core.file_names import safe_name
from ..core.references import list_relations
from ..core.tables import save_file
from ..texts import load_texts
from .methods import Method, Params, Services
from .protocol import INVALID_PARAMS, ProtocolError
from .rows import relation_row


def _expand(services: Services, params: Params, cancelled: Event) -> object:
    project_id, name = params.text("projectId"), params.optional_text("name")
    found = list_relations(services.client(), project_id, item_id=params.text("itemId"))
    tip = found.versions[0].number if found.versions else 0
    rows = [relation_row(row, project_id=project_id, own=name, tip=tip) for row in summarise(found)]
    return {"relations": rows}


def _save(services: Services, params: Params, cancelled: Event) -> object:
    """Save the picture that the page has drawn, where the user says."""
    picture, texts = params.text("svg"), load_texts()["dialogs"]
    if not picture.startswith("<svg"):
        raise ProtocolError(INVALID_PARAMS, '"svg" is no picture')
    target = services.choose_target(
        texts["save-graph"],
        name=safe_name(params.text("name"), ending="svg"),
        filters=f"{texts['svg-files']} (*.svg);;{texts['all-files']} (*.*)",
    )
    if target is None:
        return {"path": None}
    save_file(target, picture.encode("utf-8", "replace"))
    return {"path": str(target)}


METHODS: Mapping[str, Method] = {"graph.expand": _expand, "graph.save": _save}
