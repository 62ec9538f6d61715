"""Finds rows in a catalogue's index, the best first, and in bounded time.

    0  the name is what was typed            2  each word begins a word of the name
    1  the name begins with what was typed   3  ... or of its way, of a person, or its kind
    4  as 2, with one letter wrong           5  as 3, with one letter wrong

Each of these is looked for by an index, only where those before have not found enough. Within 0 and 1 the
order is that of the alphabet, then and elsewhere the last changed is first. Where there is more than can be
looked at in time, those come that the catalogue took up last, and the answer says that it is not whole.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from .interning import select_in
from .records import Step
from .search_index import NAME, has_postings, is_there
from .search_spelling import begins, find_spellings
from .search_terms import ANYWHERE, Conditions, Term, Wanted, express

MOST_EXAMINED = 800
_MOST_DEAR = 150  # where each takes a look into other tables
_DEEPEST = 100
_STEPS: tuple[tuple[Literal["hub", "project", "folder", "item"], str, str], ...] = (
    *(("item", "items", "parent"), ("folder", "folders", "parent")),
    *(("project", "projects", "parent"), ("hub", "hubs", "NULL")),
)
_LAST = "\U0010ffff"


@dataclass(frozen=True)
class Hits:
    """Rows that were found, each with how well it fits (0 is best); `is_whole` if there are no others."""

    rows: tuple[tuple[int, int], ...]
    is_whole: bool


def find_rows(
    connection: sqlite3.Connection, wanted: Wanted, *, limit: int, is_thorough: bool = False
) -> Hits:
    """Return the rows that fit best; with `is_thorough` all that may fit are looked at, at any length.

    Raises `sqlite3.Error`.
    """
    if wanted.is_empty or not is_there(connection):
        return Hits((), is_whole=True)
    return _Finder(connection, wanted, limit, is_thorough=is_thorough).find()


class _Finder:
    def __init__(
        self, connection: sqlite3.Connection, wanted: Wanted, limit: int, *, is_thorough: bool
    ) -> None:
        self._connection = connection
        self._wanted = wanted
        self._limit = limit
        self._rest = Conditions()
        self._rest.add_rest(wanted)
        self._most = 2**40 if is_thorough else _MOST_DEAR if self._rest.is_dear else MOST_EXAMINED
        self._is_plain = has_postings(connection)
        self._found: dict[int, int] = {}
        self._is_whole = True

    def find(self) -> Hits:
        terms = self._wanted.terms
        is_name_only = bool(self._wanted.text) and not any(map(_is_free, terms))  # signs without a letter
        recent = None if is_name_only else self._find_recent()
        if recent is not None:
            return recent
        if self._wanted.text:
            self._take(self._find_by_key(is_exact=True), 0)
            if len(self._found) < self._limit:
                self._take(self._find_by_key(is_exact=False), 1)
        if is_name_only:
            rows = tuple(self._found.items())
            return Hits(rows[: self._limit], self._is_whole and len(rows) <= self._limit)
        names = _of_names(terms)
        if names != terms and len(self._found) < self._limit:
            self._take(self._find_by_words(names), 2)
        is_more = len(self._found) > self._limit
        if not is_more:
            self._is_whole = True  # what follows holds all that went before
            self._take(self._find_by_words(terms), 3)
            is_more = len(self._found) > self._limit
        if not self._found:
            others = self._respell()
            for other in others:
                self._take(self._find_by_words(_of_names(other)), 4)
            for other in others:
                self._take(self._find_by_words(other), 5)
        rows = tuple(self._found.items())
        return Hits(rows[: self._limit], self._is_whole and not is_more and len(rows) <= self._limit)

    def _take(self, rows: Sequence[int], rank: int) -> None:
        for row in rows:
            self._found.setdefault(row, rank)

    def _find_recent(self) -> Hits | None:
        """Go by the time of the last change where no word leads, or where few have changed since."""
        lows = [one.low for one in self._wanted.ranges if one.column == "modified" and not one.is_negated]
        low = max((one for one in lows if one is not None), default=None)
        has_words = any(not one.is_negated for one in self._wanted.terms)
        since = "WHERE modified >= ?" if low is not None else ""
        values = [low] if low is not None else []
        if has_words:
            count = f"SELECT count(*) FROM (SELECT 1 FROM items {since} LIMIT {self._most_recent()})"
            if low is None or self._connection.execute(count, values).fetchone()[0] >= self._most_recent():
                return None
        conditions = Conditions()
        conditions.add_terms(self._wanted.terms)
        conditions.add_rest(self._wanted)
        is_item = any(not one.is_negated for one in self._wanted.flags)
        tables = ("items",) if is_item else ("items", "folders")
        both = " UNION ALL ".join(f"SELECT row, modified FROM {table} {since}" for table in tables)
        inner = f"{both} ORDER BY modified DESC, row DESC"
        found = self._filter(inner, values * len(tables), conditions)
        ranks = {row: self._rank(row) for row in found}
        if not found and self._wanted.text and self._respell():
            return None
        rows = sorted(ranks.items(), key=lambda one: one[1])
        return Hits(tuple(rows[: self._limit]), self._is_whole and len(rows) <= self._limit)

    def _most_recent(self) -> int:
        return min(self._most, MOST_EXAMINED) // 2

    def _rank(self, row: int) -> int:
        text = self._wanted.text
        sql = "SELECT key, words FROM search_docs WHERE row = ?"
        key, words = self._connection.execute(sql, (row,)).fetchone()
        if text and key.startswith(text):
            return 0 if key == text else 1
        free = [word for one in self._wanted.terms if _is_free(one) for word in one.words]
        return 2 if all(f" {NAME}{word}" in f" {words}" for word in free) else 3

    def _find_by_key(self, *, is_exact: bool) -> list[int]:
        """Return what is called so, or begins so, by name."""
        conditions = Conditions()
        conditions.add_terms([one for one in self._wanted.terms if not _is_free(one)])
        conditions.add_rest(self._wanted)
        text = self._wanted.text
        inner = "SELECT row FROM search_docs WHERE key >= ? AND key <= ? ORDER BY key, row DESC"
        rows = self._filter(inner, [text, text if is_exact else text + _LAST], conditions)
        return self._by_recency(rows, by_name=True)

    def _find_by_words(self, terms: Sequence[Term]) -> list[int]:
        expression = express(self._connection, terms)
        if self._is_plain:
            inner, values = expression.as_postings()
            inner = f"{inner} ORDER BY row DESC"
        else:
            inner = "SELECT rowid AS row FROM search_fts WHERE search_fts MATCH ? ORDER BY rowid DESC"
            values = [expression.as_fts()]
        return self._by_recency(self._filter(inner, values, self._rest), by_name=False)

    def _filter(self, inner: str, values: Sequence[str | int], conditions: Conditions) -> list[int]:
        """Return the first rows of a query that fulfil conditions, one more than are asked for."""
        most = self._limit + 1 + len(self._found)
        if not conditions.parts:
            sql = f"{inner} LIMIT {most}"
            return [row[0] for row in self._connection.execute(sql, values)]
        sql = (
            f"SELECT c.row FROM ({inner} LIMIT {self._most}) c {conditions.joins()} "
            f"WHERE {conditions.as_sql()} LIMIT {most}"
        )
        found = [row for (row,) in self._connection.execute(sql, [*values, *conditions.values])]
        if len(found) < most:
            rest = self._connection.execute(f"{inner} LIMIT 1 OFFSET {self._most}", values)
            self._is_whole = self._is_whole and rest.fetchone() is None
        return found

    def _by_recency(self, rows: list[int], *, by_name: bool) -> list[int]:
        sql = (
            "SELECT d.row, d.key, coalesce(t.modified, f.modified, 0) FROM search_docs d "
            "LEFT JOIN items t ON t.row = d.row LEFT JOIN folders f ON f.row = d.row WHERE d.row IN (...)"
        )
        known = {
            row: (key if by_name else "", -when, -row)
            for row, key, when in select_in(self._connection, sql, rows)
        }
        return sorted(known, key=known.__getitem__)

    def _respell(self) -> list[tuple[Term, ...]]:
        """Return the terms with a word spelt otherwise: the one that nothing begins with, if there is."""
        terms = self._wanted.terms
        places = [place for place, one in enumerate(terms) if _is_free(one) and len(one.words) == 1]
        unknown = [place for place in places if not begins(self._connection, terms[place].words[0])]
        is_plain_text = self._is_whole and len(places) == len(terms) and not self._rest.parts
        found: list[tuple[Term, ...]] = []
        for place in unknown if len(unknown) == 1 else places if is_plain_text and not unknown else ():
            if words := find_spellings(self._connection, terms[place].words[0]):
                other = replace(terms[place], words=words[:1], others=words[1:])
                found.append((*terms[:place], other, *terms[place + 1 :]))
        return found


def _of_names(terms: Sequence[Term]) -> tuple[Term, ...]:
    return tuple(replace(one, marks=NAME) if _is_free(one) else one for one in terms)


def _is_free(term: Term) -> bool:
    return term.marks == ANYWHERE and not term.is_negated and not term.is_whole


def read_ways(connection: sqlite3.Connection, rows: Sequence[int]) -> dict[int, tuple[Step, ...]]:
    """Return the way from the hub down to each of some rows; none for what is lost, or in something lost.

    Raises `sqlite3.Error`.
    """
    steps: dict[int, tuple[Step, int | None]] = {}
    wanted = set(rows)
    for _ in range(_DEEPEST):
        if not wanted:
            break
        for kind, table, parent in _STEPS:
            told = f"{table} t JOIN ids i USING (row) JOIN words w ON w.row = t.type"
            sql = f"SELECT t.row, i.id, t.name, w.word, {parent} FROM {told} WHERE t.row IN (...)"
            for row, an_id, name, word, above in select_in(connection, sql, wanted):
                steps[row] = Step(kind, an_id, name, word), above
        above_all = (steps[row][1] for row in wanted if row in steps)
        wanted = {row for row in above_all if row is not None and row not in steps}
    known: dict[int, tuple[Step, ...]] = {}
    for row in rows:
        _join(row, steps, known)
    return {row: known[row] for row in rows if known[row]}


def _join(row: int, steps: dict[int, tuple[Step, int | None]], known: dict[int, tuple[Step, ...]]) -> None:
    """Take up the way to a row, and to all on it; an empty one where it does not begin at the hub."""
    chain: list[int] = []
    at: int | None = row
    while at is not None and at in steps and at not in known and len(chain) < _DEEPEST:
        chain.append(at)
        at = steps[at][1]
    way: tuple[Step, ...] = known.get(at, ()) if at is not None else ()
    for one in reversed(chain):
        step, above = steps[one]
        way = (*way, step) if way or (step.kind == "hub" and above is None) else ()
        known[one] = way
    known.setdefault(row, ())
