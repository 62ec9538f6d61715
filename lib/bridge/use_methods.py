"""The page's calls about where a design is used.

    uses.find {projectId, itemId, everywhere}   parts: lists of uses; -> {levels, isWhole, projects, left}

A use comes again with the same key when more is known of it. There may be thousands: they come in parts that
neither Fusion's main thread nor the page is held up by, and are not repeated at the end.
"""

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
_USES_AT_ONCE = 50  # about 60 kB


def _find(services: Services, params: Params, cancelled: Event) -> object:
    def tell(uses: Sequence[Use]) -> None:
        for start in range(0, len(uses), _USES_AT_ONCE):
            services.bridge.note_part([_row(use) for use in uses[start : start + _USES_AT_ONCE]])

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
        on_uses=tell,
        cancelled=cancelled,
    )
    return {
        "levels": found.levels,
        "isWhole": found.is_whole,
        "projects": 1 + len(others) - len(found.problems),
        "left": len(siblings) - len(others),
    }


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
