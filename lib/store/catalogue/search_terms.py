"""What is looked for in a catalogue's index, and the same as conditions of SQLite.

Everything is looked for by marked words (see `search_index.py`), be it with FTS5, in the plain table, or in
the words of one row: these three agree.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from .search_index import EVERY, KIND, NAME, PATH, PERSON

ANYWHERE = NAME + PATH + PERSON + KIND
Flag: TypeAlias = Literal["stale", "reserved", "attachment", "drawing"]
Column: TypeAlias = Literal["modified", "created", "size"]
Alternatives: TypeAlias = "tuple[Token, ...]"
_MOST_SPELT = 8
_LAST = "\U0010ffff"
ATTACHMENT = "auxiliary:autodesk.core:Attachment"
_DRAWING = "derived:autodesk.fusion360:DrawingToDesign"
_WORD = "(SELECT row FROM words WHERE word = '{}')"
_OLDER = (
    "EXISTS (SELECT 1 FROM refs r JOIN versions v ON v.row = r.{far} JOIN items o ON o.row = v.item "
    "JOIN versions ov ON ov.row = o.tip WHERE r.{near} = t.tip {more} AND o.parent IS NOT NULL "
    "AND v.item <> t.row GROUP BY v.item, r.type HAVING max(v.number) < max(ov.number))"
)
_FLAGS: dict[str, str] = {
    "stale": (
        f"({_OLDER.format(near='from_row', far='to_row', more='')} OR "
        + _OLDER.format(near="to_row", far="from_row", more=f"AND r.type = {_WORD.format(ATTACHMENT)}")
        + ")"
    ),
    "reserved": "coalesce(t.reserved, 0)",
    "attachment": (
        f"EXISTS (SELECT 1 FROM refs r WHERE r.from_row = t.tip AND r.type = {_WORD.format(ATTACHMENT)})"
    ),
    "drawing": (
        "EXISTS (SELECT 1 FROM versions v JOIN refs r ON r.to_row = v.row "
        "JOIN versions w ON w.row = r.from_row "
        "JOIN items o ON o.row = w.item AND o.tip = w.row WHERE v.item = t.row AND o.parent IS NOT NULL "
        f"AND r.type = {_WORD.format(_DRAWING)})"
    ),
}
_COLUMNS = {
    "modified": "coalesce(t.modified, f.modified)",
    "created": "coalesce(t.created, f.created)",
    "size": "(SELECT v.size FROM versions v WHERE v.row = t.tip)",
}


@dataclass(frozen=True)
class Token:
    """One marked word, or all that begin so."""

    text: str
    is_whole: bool = False


@dataclass(frozen=True)
class Term:
    """Words that must all be there, each at one of the marks; or must not all, where it is negated.

    `others` are words that do as well as a single one. `phrase` is what the name must hold, folded.
    """

    words: tuple[str, ...]
    marks: str = ANYWHERE
    is_whole: bool = False
    is_negated: bool = False
    phrase: str = ""
    others: tuple[str, ...] = ()

    def alternatives(self) -> tuple[Alternatives, ...]:
        """Return what may stand for each word."""
        return tuple(
            tuple(Token(mark + one, self.is_whole) for one in (word, *self.others) for mark in self.marks)
            for word in self.words
        )


@dataclass(frozen=True)
class Between:
    """A value from `low` on and below `high`, None for without an end; times in microseconds since 1970."""

    column: Column
    low: int | None
    high: int | None
    is_negated: bool = False


@dataclass(frozen=True)
class Is:
    """Something that is so or not."""

    flag: Flag
    is_negated: bool = False


@dataclass(frozen=True)
class Wanted:
    """What is looked for: all of these. `text` is what a name may begin with, folded, to come first."""

    terms: tuple[Term, ...] = ()
    ranges: tuple[Between, ...] = ()
    flags: tuple[Is, ...] = ()
    text: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is looked for."""
        return not (self.terms or self.ranges or self.flags or self.text)


@dataclass(frozen=True)
class Expression:
    """Marked words: one of each of `all_of`, and of none of `none_of` one of each."""

    all_of: tuple[Alternatives, ...]
    none_of: tuple[tuple[Alternatives, ...], ...] = ()

    def as_fts(self) -> str:
        """Return it in the language of FTS5; no marked word has a quotation mark in it."""
        parts = [_any_of(one) for one in self.all_of or ((Token(EVERY, is_whole=True),),)]
        without = [f"({' AND '.join(map(_any_of, group))})" for group in self.none_of]
        return " NOT ".join([f"({' AND '.join(parts)})", *without])

    def as_postings(self) -> tuple[str, list[str]]:
        """Return it as a query of the plain table, and the values in it."""
        values: list[str] = []

        def group(alternatives: Sequence[Alternatives]) -> str:
            return " INTERSECT ".join(f"SELECT row FROM ({one_of(each)})" for each in alternatives)

        def one_of(each: Alternatives) -> str:
            found: list[str] = []
            for token in each:
                values.extend((token.text, token.text if token.is_whole else token.text + _LAST))
                found.append("SELECT row FROM search_postings WHERE word >= ? AND word <= ?")
            return " UNION ".join(found)

        sql = f"SELECT row FROM ({group(self.all_of or ((Token(EVERY, is_whole=True),),))})"
        for one in self.none_of:
            sql += f" EXCEPT SELECT row FROM ({group(one)})"
        return f"SELECT row FROM ({sql})", values


@dataclass
class Conditions:
    """What a row must fulfil, over `d`, `t` and `f`: its search_docs, and its items or folders if it has any.

    `is_dear` tells that one of them is looked up in other tables.
    """

    parts: list[str] = field(default_factory=list)
    values: list[str | int] = field(default_factory=list)
    is_dear: bool = False

    def add_terms(self, terms: Sequence[Term]) -> None:
        """Let the words be looked for in those of the row."""
        for term in terms:
            each = [self._one_of(one) for one in term.alternatives()]
            if each:
                self.parts.append(f"{'NOT ' if term.is_negated else ''}({' AND '.join(each)})")

    def add_rest(self, wanted: Wanted) -> None:
        """Let everything be looked for that no index of words tells."""
        for term in wanted.terms:
            if term.phrase:
                self.parts.append(f"instr(d.key, ?) {'= 0' if term.is_negated else '> 0'}")
                self.values.append(term.phrase)
        for one in wanted.ranges:
            ends = [(sign, end) for sign, end in ((">=", one.low), ("<", one.high)) if end is not None]
            column = _COLUMNS[one.column]
            inside = " AND ".join([f"{column} IS NOT NULL", *(f"{column} {sign} ?" for sign, _ in ends)])
            self.parts.append(f"{'NOT ' if one.is_negated else ''}({inside})")
            self.values += [end for _, end in ends]
        for flag in wanted.flags:
            self.parts.append(f"t.row IS NOT NULL AND {'NOT ' if flag.is_negated else ''}{_FLAGS[flag.flag]}")
            self.is_dear = True

    def as_sql(self) -> str:
        """Return them as one condition."""
        return " AND ".join(self.parts) or "1"

    def joins(self) -> str:
        """Return what `c.row` has to be joined with for them."""
        sql = self.as_sql()
        return (
            ("CROSS JOIN search_docs d ON d.row = c.row " if "d." in sql else "")
            + ("LEFT JOIN items t ON t.row = c.row " if "t." in sql else "")
            + ("LEFT JOIN folders f ON f.row = c.row" if "f." in sql else "")
        )

    def _one_of(self, alternatives: Alternatives) -> str:
        found: list[str] = []
        for token in alternatives:
            end = " " if token.is_whole else ""
            found.append("instr(d.words, ?) > 0")
            self.values.append(f" {token.text}{end}")
        return f"({' OR '.join(found)})"


def express(connection: sqlite3.Connection, terms: Sequence[Term]) -> Expression:
    """Return terms as one expression, in the words that there are. Raises `sqlite3.Error`."""
    terms = [one if one.is_whole else _spell_out(connection, one) for one in terms]
    return Expression(
        tuple(one for term in terms if not term.is_negated for one in term.alternatives()),
        tuple(term.alternatives() for term in terms if term.is_negated and not term.phrase and term.words),
    )


def _spell_out(connection: sqlite3.Connection, term: Term) -> Term:
    """Return a term with the few words that begin so in its place: FTS5 need not gather them first."""
    if len(term.words) != 1:
        return term
    found: dict[str, None] = {}
    sql = f"SELECT word FROM search_words WHERE word >= ? AND word <= ? LIMIT {_MOST_SPELT + 1}"
    for word in (*term.words, *term.others):
        found.update(dict.fromkeys(one for (one,) in connection.execute(sql, (word, word + _LAST))))
    if not found or len(found) > _MOST_SPELT:
        return term
    first, *others = found
    return replace(term, words=(first,), others=tuple(others), is_whole=True)


def _any_of(alternatives: Alternatives) -> str:
    words = [f'"{token.text}"{"" if token.is_whole else " *"}' for token in alternatives]
    return f"({' OR '.join(words)})"
