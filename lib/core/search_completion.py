"""What the word under the cursor of the search box may become: keys, and the values that there are."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from ..store.catalogue import Catalogue
from ..store.catalogue.search_index import is_there
from ..store.catalogue.search_words import fold
from .search_language import FLAGS, KEYS, LONGEST_TEXT, TIMES, Part, split_query

KINDS = ("design", "drawing", "file", "folder", "project")
_TIMES = ("today", "yesterday", ">today", ">=")
_SIZES = (">1MB", ">10MB", ">100MB", "<1MB")
_MOST_PEOPLE = 2_000


@dataclass(frozen=True)
class Completion:
    """What may stand in place of the text from `start` to `end`; each option is whole, its key with it."""

    start: int
    end: int
    options: tuple[str, ...]


def complete_query(
    catalogue: Catalogue | None, text: str, cursor: int, *, limit: int = 8
) -> Completion | None:
    """Return what the part at the cursor may become, None where nothing fits; without a catalogue only keys.

    Raises `StoreError` as `Catalogue.read` does.
    """
    cursor = max(0, min(cursor, len(text), LONGEST_TEXT))
    part = next((one for one in split_query(text[:cursor]) if one.end == cursor), None)
    if part is None or (part.is_quoted and not part.key):
        return None
    minus = "-" if part.is_negated else ""
    if not part.key:
        begun = fold(part.value)
        options = [f"{minus}{key}:" for key in KEYS if begun and key.startswith(begun)]
    else:
        values = _values(catalogue, part, limit)
        options = [f"{minus}{part.key}:{_quote(value)}" for value in values]
    options = [one for one in options if one != text[part.start : cursor]][:limit]
    return Completion(part.start, cursor, tuple(options)) if options else None


def _values(catalogue: Catalogue | None, part: Part, limit: int) -> list[str]:
    begun = fold(part.value)
    fixed: dict[str, tuple[str, ...]] = {
        "kind": KINDS,
        "size": _SIZES,
        **FLAGS,
        **dict.fromkeys(TIMES, _TIMES),
    }
    if part.key in fixed:
        return [value for value in fixed[part.key] if value.startswith(begun)]
    if catalogue is None:
        return []
    if part.key == "project":
        return _best([one.name for one in catalogue.list_projects()], begun)[:limit]
    if part.key == "by":
        sql = f"SELECT name FROM people WHERE name <> '' LIMIT {_MOST_PEOPLE}"
        return _best(catalogue.read(lambda c: [name for (name,) in c.execute(sql)]), begun)[:limit]
    if part.key in ("name", "path") and begun:
        return catalogue.read(lambda c: _words(c, begun, limit))
    return []


def _best(names: list[str], begun: str) -> list[str]:
    """Return names that have a word that begins so, those first that begin so themselves."""
    folded = {name: fold(name) for name in names}
    fitting = [name for name, text in folded.items() if f" {begun}" in f" {text}"]
    return sorted(fitting, key=lambda name: (not folded[name].startswith(begun), folded[name]))


def _words(connection: sqlite3.Connection, begun: str, limit: int) -> list[str]:
    if not is_there(connection):
        return []
    # Of a very common beginning the first words do: ordering all would read all.
    some = "SELECT word, count FROM search_words WHERE word >= ? AND word <= ? LIMIT 500"
    sql = f"SELECT word FROM ({some}) ORDER BY count DESC, word LIMIT ?"
    return [word for (word,) in connection.execute(sql, (begun, begun + "\U0010ffff", limit))]


def _quote(value: str) -> str:
    plain = value.replace('"', "")
    return f'"{plain}"' if any(one.isspace() for one in plain) else plain
