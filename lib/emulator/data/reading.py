"""Folders, items and versions by their ids, many at a time, as they are sent."""

from __future__ import annotations

from collections.abc import Iterable

from ..answers import Prepared
from ..backend import Backend
from ..database import Row
from .access import find_rows
from .resources import Resource, folder_resource, item_resource, version_resource


def read_resources(backend: Backend, kind: str, ids: Iterable[str]) -> dict[str, Prepared]:
    """Return the readable resources of one kind by id, in the order they were asked for."""
    with backend.database.held() as state:
        kept = backend.cache.at(state)
        keys = {resource_id: (kind, resource_id, backend.policies["modified-rollup"]) for resource_id in ids}
        missing = [resource_id for resource_id, key in keys.items() if key not in kept]
        for row in find_rows(backend, kind, missing).values():
            kept[keys[row["id"]]] = Prepared(_make(backend, kind, row))
        return {resource_id: kept[key] for resource_id, key in keys.items() if key in kept}


def _make(backend: Backend, kind: str, row: Row) -> Resource:
    if kind == "folders":
        return folder_resource(row, backend.policies)
    return item_resource(row) if kind == "items" else version_resource(row)
