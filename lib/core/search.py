"""Finds things all over a hub as somebody types: in the catalogue, without any request."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, tzinfo

from ..store.catalogue import Catalogue, Record, Step, VersionRecord
from ..store.catalogue.search_rows import Hits, find_rows, read_ways
from ..store.catalogue.shapes import read_records, read_tips
from .search_language import Problem, read_query

__all__ = ("MOST", "Answer", "Problem", "Result", "search")

MOST = 50
Source = tuple[dict[int, Record], dict[int, VersionRecord], dict[int, tuple[Step, ...]], Hits]


@dataclass(frozen=True)
class Result:
    """Something that was found, and the way there from the hub down to itself.

    `tip` is an item's latest version, as far as that is known.
    `rank` tells how well it fits: 0 its name is what was typed, 1 it begins so, 2 words of it do, 3 words of
    its way, its people or its kind do, 4 and 5 the same two with one letter wrong.
    """

    record: Record
    way: tuple[Step, ...]
    rank: int
    tip: VersionRecord | None = None


@dataclass(frozen=True)
class Answer:
    """What was found, the best first.

    `is_whole` tells that there is no more in the catalogue; `problems` what of the text was not understood.
    """

    results: tuple[Result, ...]
    is_whole: bool
    problems: tuple[Problem, ...] = ()


def search(
    catalogues: Iterable[Catalogue],
    text: str,
    *,
    limit: int = MOST,
    is_thorough: bool = False,
    now: datetime | None = None,
    zone: tzinfo | None = None,
) -> Answer:
    """Return what fits best of what was typed, see `search_language.py`; not on the main thread.

    Bounded in time, so that filters that few things fulfil may find less than there is: then `is_whole` is
    false, and `is_thorough` finds the rest. Raises `StoreError` as `Catalogue.read` does.
    """
    query = read_query(text, now=now, zone=zone)
    results: list[Result] = []
    is_whole = True
    for catalogue in catalogues:

        def work(connection: sqlite3.Connection) -> Source:
            hits = find_rows(connection, query.wanted, limit=limit, is_thorough=is_thorough)
            rows = [row for row, _ in hits.rows]
            tips = read_tips(connection, rows)
            return read_records(connection, rows), tips, read_ways(connection, rows), hits

        records, tips, ways, hits = catalogue.read(work)
        is_whole = is_whole and hits.is_whole
        results += [
            Result(records[row], ways[row], rank, tips.get(row))
            for row, rank in hits.rows
            if row in records and row in ways
        ]
    results.sort(key=lambda one: one.rank)
    return Answer(tuple(results[:limit]), is_whole and len(results) <= limit, query.problems)
