"""The Data service's folders and what is in them."""

from __future__ import annotations

import email.utils
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timezone

from ..answers import document
from ..backend import Backend, Caller
from ..database import Row
from ..messages import Answer, Request
from .access import LISTED_ITEM, find_asked, find_resource
from .listing import Cut, filter_resources, own_path, read_flag
from .reading import read_resources
from .resources import Resource, data_href, folder_resource

_FRACTION = re.compile(r"\.\d+")


@dataclass(frozen=True)
class _Page:
    """A page of a folder: its folders and items, the tips by their items, and how many rows were found."""

    entries: tuple[Resource, ...]
    tips: Mapping[str, Resource]
    found: int


def get_folder(backend: Backend, caller: Caller, request: Request) -> Answer:
    """Answer with one folder, or with 304 where it is as old as `If-Modified-Since` says."""
    row = find_asked(backend, caller, request, "folders")
    modified = datetime.strptime(row["modified"], "%Y-%m-%dT%H:%M:%S%z")
    since = _read_time(request.headers.get("if-modified-since", ""))
    if since is not None and modified <= since:
        return Answer(304, headers={"Last-Modified": email.utils.format_datetime(modified, usegmt=True)})
    return document(folder_resource(row, backend.policies), self_href=own_path(request))


def list_contents(backend: Backend, caller: Caller, request: Request) -> Answer:
    """Answer with a page of a folder's children, folders first, and the tips of the page's items.

    What is hidden, which is how BIM 360 deletes, comes with `includeHidden` or when it is filtered for.
    """
    folder = find_asked(backend, caller, request, "folders")
    cut = Cut.of(request, backend.errors)
    hidden = read_flag(request, "includeHidden", backend.errors) or "filter[hidden]" in request.query
    page = _read_page(backend, folder["id"], hidden=hidden, cut=cut)
    data = filter_resources(page.entries, request)
    return document(
        data,
        self_href=own_path(request),
        included=[page.tips[entry["id"]] for entry in data if entry["id"] in page.tips],
        links=cut.links(request, page.found),
    )


def _read_page(backend: Backend, folder_id: str, *, hidden: bool, cut: Cut) -> _Page:
    shown = "" if hidden else "AND NOT hidden"
    with backend.database.held() as state:
        kept = backend.cache.at(state)
        key = ("contents", folder_id, hidden, cut, backend.policies["modified-rollup"])
        if key not in kept:
            children = backend.database.rows(
                f"SELECT 'folders' AS kind, id, NULL AS tip_id, seq FROM folders "
                f"WHERE parent_id = ? AND readable {shown} "
                f"UNION ALL SELECT 'items', id, tip_id, seq FROM items "
                f"WHERE folder_id = ? AND tip_id IS NOT NULL AND readable {shown} "
                "ORDER BY kind, seq LIMIT ? OFFSET ?",
                (folder_id, folder_id, *cut.sql),
            )
            folders, items = (
                [row for row in children[: cut.limit] if row["kind"] == kind] for kind in ("folders", "items")
            )
            tips = read_resources(backend, "versions", (row["tip_id"] for row in items))
            kept[key] = _Page(
                (
                    *read_resources(backend, "folders", (row["id"] for row in folders)).values(),
                    *read_resources(backend, "items", (row["id"] for row in items)).values(),
                ),
                {row["id"]: tips[row["tip_id"]] for row in items if row["tip_id"] in tips},
                len(children),
            )
        return kept[key]


def search(backend: Backend, caller: Caller, request: Request) -> Answer:
    """Answer with a page of the tips of all items below a folder, and with the items of the page."""
    folder = find_asked(backend, caller, request, "folders")
    cut = Cut.fixed(request, backend.errors)
    found = f"""
        WITH RECURSIVE below (id) AS (
            SELECT ? UNION ALL
            SELECT f.id FROM folders f JOIN below b ON f.parent_id = b.id WHERE f.readable AND NOT f.hidden
        )
        SELECT tip_id, i.id, count(*) OVER () AS total FROM items i JOIN below b ON i.folder_id = b.id
        WHERE {LISTED_ITEM} ORDER BY i.seq LIMIT ? OFFSET ?
    """
    rows = backend.database.rows(found, (folder["id"], *cut.sql))
    page = rows[: cut.limit]
    tips = read_resources(backend, "versions", (row["tip_id"] for row in page))
    data = filter_resources(tips.values(), request)
    items = read_resources(backend, "items", (entry["relationships"]["item"]["data"]["id"] for entry in data))
    total: int = rows[0]["total"] if rows else 0
    return document(
        data,
        self_href=own_path(request),
        included=[*items.values()],
        links=cut.links(request, len(rows)),
        meta={"approximateNumberOfPages": -(-total // cut.limit)},
    )


def get_parent(backend: Backend, caller: Caller, request: Request) -> Answer:
    """Answer with the folder that holds a folder."""
    folder = find_asked(backend, caller, request, "folders")
    return folder_document(backend, folder["project_id"], folder["parent_id"] or "")


def folder_document(backend: Backend, project_id: str, folder_id: str) -> Answer:
    """Answer with a folder, by its own address."""
    folder = find_resource(backend, project_id, "folders", resource_id=folder_id)
    return document(
        folder_resource(folder, backend.policies), self_href=data_href(project_id, "folders", folder["id"])
    )


def list_ancestors(backend: Backend, folder_id: str) -> list[Row]:
    """Return a folder and all above it, the root folder last."""
    return backend.database.rows(
        """
        WITH RECURSIVE chain (id, level) AS (
            SELECT ?, 0 UNION ALL
            SELECT f.parent_id, level + 1 FROM folders f JOIN chain c ON f.id = c.id
            WHERE f.parent_id IS NOT NULL
        )
        SELECT f.id, f.name FROM chain JOIN folders f ON f.id = chain.id ORDER BY level
        """,
        (folder_id,),
    )


def path_in_project(backend: Backend, item: Row) -> str:
    """Return where an item lies, from the root folder down: `/Project Files/Gearbox`."""
    names = [row["name"] for row in list_ancestors(backend, item["folder_id"])]
    return "".join(f"/{name}" for name in reversed(names[:-1])) or "/"


def _read_time(text: str) -> datetime | None:
    """Return a time given as the description has it, or as HTTP has it; None for anything else."""
    try:
        return datetime.strptime(_FRACTION.sub("", text), "%Y-%m-%dT%H:%M:%S%z")
    except ValueError:
        pass
    try:
        moment = email.utils.parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=timezone.utc)
