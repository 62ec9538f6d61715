"""The page's calls about the graph."""

from __future__ import annotations

from collections.abc import Mapping
from threading import Event

from ..core.documents import ActiveDocument
from ..core.file_names import safe_name
from ..core.tables import save_file
from ..texts import load_texts
from .methods import Method, Params, Services
from .protocol import INVALID_PARAMS, ProtocolError
from .relation_methods import read_relations


def _expand(services: Services, params: Params, cancelled: Event) -> object:
    item = ActiveDocument(
        "saved",
        params.optional_text("name"),
        project_id=params.text("projectId"),
        item_id=params.text("itemId"),
    )
    return {"relations": read_relations(services.sign_ins.require(), item)["relations"]}


def _save(services: Services, params: Params, cancelled: Event) -> object:
    """Save the picture that the page has drawn, where the user says."""
    picture, texts = params.text("svg"), load_texts(services.language)["dialogs"]
    if not picture.startswith("<svg"):
        raise ProtocolError(INVALID_PARAMS, '"svg" is no picture')
    target = services.host.choose_target(
        texts["save-graph"],
        name=safe_name(params.text("name"), ending="svg"),
        filters=f"{texts['svg-files']} (*.svg);;{texts['all-files']} (*.*)",
    )
    if target is None:
        return {"path": None}
    save_file(target, picture.encode("utf-8", "replace"))
    return {"path": str(target)}


METHODS: Mapping[str, Method] = {"graph.expand": _expand, "graph.save": _save}
