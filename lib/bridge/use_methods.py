"""The page's calls about where a design is used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from threading import Event
from typing import Any

from ..core.where_used import MOST_LEVELS, Use, find_uses, list_sibling_projects
from .methods import Method, Params, Services
from .rows import item_row
from .words import kind_name

# As many other projects are asked of themselves: each costs a request a level.
_MOST_PROJECTS = 20


def _find(services: Services, params: Params, cancelled: Event) -> object:
    """Find the uses; each level's rows go to the page as they are found."""
    client, project_id = services.client(), params.text("projectId")
    levels = params.any("levels")
    siblings = list_sibling_projects(client, project_id)
    others = siblings if params.flag("everywhere") or len(siblings) <= _MOST_PROJECTS else ()
    found = find_uses(
        client,
        project_id,
        item_id=params.text("itemId"),
        other_projects=others,
        most_levels=levels if isinstance(levels, int) else MOST_LEVELS,
        on_uses=lambda uses: services.bridge.note_part(_rows(uses)),
        cancelled=cancelled,
    )
    return {
        "uses": _rows(found.uses),
        "levels": found.levels,
        "isWhole": found.is_whole,
        "projects": 1 + len(others) - len(found.problems),
        "left": len(siblings) - len(others),
    }


def _rows(uses: Sequence[Use]) -> list[dict[str, Any]]:
    return [_row(use) for use in uses]


def _row(use: Use) -> dict[str, Any]:
    item = use.item
    return {
        "key": use.key,
        "parentKey": use.parent_key,
        "level": use.level,
        "name": use.name,
        "typeName": kind_name(use.extension_type),
        "versions": list(use.versions),
        "used": list(use.used),
        "again": use.again,
        "row": item_row(item, None, hub_id="", project_id=use.project_id) if item else None,
    }


METHODS: Mapping[str, Method] = {"uses.find": _find}
