"""*What is stale*: what went out of date in a project or all over a hub, from the catalogue alone."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from ..store.catalogue import Catalogue, Record, Step
from ..store.catalogue.interning import find_row
from ..store.catalogue.search_rows import read_ways
from ..store.catalogue.shapes import read_records
from ..store.catalogue.stale_rows import StaleRow, Swept, count_swept, find_stale
from .stale_refs import StaleRef


@dataclass(frozen=True)
class StaleItem:
    """An item with refs that are stale, and the way there; `read` is when its refs were read last."""

    item: Record
    way: tuple[Step, ...]
    refs: tuple[StaleRef, ...]
    read: float | None


@dataclass(frozen=True)
class StaleList:
    """What is stale, by its way.

    The refs of `read` out of `items` latest versions are known; the longest known are of `oldest`, in seconds
    since 1970. What is not known may be stale as well.
    """

    stale: tuple[StaleItem, ...]
    read: int
    items: int
    oldest: float | None


def list_stale(catalogue: Catalogue, *, project_id: str = "") -> StaleList:
    """Return what is stale in a project, or in the hub, without any request; not on the main thread.

    Raises `StoreError` as `Catalogue.read` does.
    """

    def work(
        connection: sqlite3.Connection,
    ) -> tuple[tuple[StaleRow, ...], dict[int, Record], dict[int, tuple[Step, ...]], Swept]:
        if project_id and find_row(connection, project_id) is None:
            return (), {}, {}, Swept(0, 0, None)
        rows = find_stale(connection, project_id)
        items = {row.item for row in rows}
        records = read_records(connection, [*items, *({row.other for row in rows} - items)])
        return rows, records, read_ways(connection, list(items)), count_swept(connection, project_id)

    rows, records, ways, swept = catalogue.read(work)
    refs: dict[int, list[StaleRef]] = {}
    read = {row.item: row.read for row in rows}
    for row in rows:
        other = records.get(row.other)
        if other and row.item in ways:
            one = StaleRef(row.extension_type, row.direction, other.id, other.name, row.number, row.tip)
            refs.setdefault(row.item, []).append(one)
    found = [
        StaleItem(records[item], ways[item], tuple(sorted(of, key=lambda one: one.other_name)), read[item])
        for item, of in refs.items()
    ]
    found.sort(key=lambda one: [step.name.casefold() for step in one.way])
    return StaleList(tuple(found), swept.read, swept.items, swept.oldest)
