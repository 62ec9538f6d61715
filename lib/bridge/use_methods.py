"""The page's calls about where a design is used.

    uses.known {projectId, itemId}              parts: lists of uses; -> {levels, at, read, versions} or null
    uses.find {projectId, itemId, everywhere}   parts: lists of uses; -> {levels, isWhole, projects, left}

What is known is of the catalogue alone: the refs of `read` out of `versions` are, null where it does not know
the item. The service tells the same uses under the same keys, but for what has changed since.
A use comes again with the same key when more is known of it. There may be thousands: they come in parts that
neither Fusion's main thread nor the page is held up by, and are not repeated at the end.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from threading import Event
from typing import Any

from ..core.known_uses import find_known_uses
from ..core.where_used import MOST_LEVELS, Use, find_uses, list_sibling_projects
from .methods import Method, Params, Services
from .rows import item_row, to_iso
from .words import kind_name

# As many other projects are asked of themselves: each costs a request a level.
_MOST_PROJECTS = 20
_USES_AT_ONCE = 50  # about 60 kB


def _find_known(services: Services, params: Params, cancelled: Event) -> object:
    item_id = params.text("itemId")
    for catalogue in services.sign_ins.require().catalogues.opened().values():
        known = find_known_uses(catalogue, item_id, on_uses=_teller(services))
        if known:
            return {
                "levels": known.found.levels,
                "at": None if known.at is None else to_iso(known.at),
                "read": known.read,
                "versions": known.versions,
            }
    return None


def _find(services: Services, params: Params, cancelled: Event) -> object:
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
        on_uses=_teller(services),
        cancelled=cancelled,
    )
    return {
        "levels": found.levels,
        "isWhole": found.is_whole,
        "projects": 1 + len(others) - len(found.problems),
        "left": len(siblings) - len(others),
    }


def _teller(services: Services) -> Callable[[Sequence[Use]], None]:
    def tell(uses: Sequence[Use]) -> None:
        for start in range(0, len(uses), _USES_AT_ONCE):
            services.bridge.note_part([_row(use) for use in uses[start : start + _USES_AT_ONCE]])

    return tell


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


METHODS: Mapping[str, Method] = {"uses.find": _find, "uses.known": _find_known}
