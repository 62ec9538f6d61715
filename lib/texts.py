"""The words a user reads, kept in resources/texts/<language>.json.

A file is one JSON object of sections; the section `errors` maps an error's reference to its two
sentences:

    {"errors": {"refs.to-itself": {"message": "...", "next": "..."}}, "what": {"hub": "the hub"}, ...}

`{name}` in a sentence is filled from the error's context; `{what}` by way of the section `what`, which
names the things an error may be about.

Nothing here knows the user's language: what is to be said travels as a `Wording`, and is put into words where
it leaves for the page. Put into text without a language, as for a log, it is English.
"""

from __future__ import annotations

import functools
import json
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FALLBACK = "en"
LANGUAGES = (FALLBACK, "de")
_FOLDER = Path(__file__).resolve().parent.parent / "resources" / "texts"
# Where an error's context holds a key of a section instead of words.
_SECTIONS: Mapping[str, tuple[str, ...]] = {
    "what": ("what",),
    "allowed": ("settings", "allowed"),
    "why": ("settings", "machine"),
}
_NAMES = frozenset({"name", "own", "other"})
_LONGEST = 300  # characters of a name within a sentence
_ISOLATE, _END_OF_ISOLATE = "\u2068", "\u2069"
_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})
_BIDI_CONTROLS = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})


class _Blank(dict[str, Any]):
    """A context that leaves a placeholder readable when nothing fills it."""

    def __missing__(self, key: str) -> str:
        return f"({key})"


@dataclass(frozen=True)
class Wording:
    """Something to say in whatever language: the way to its text, and what fills the text."""

    path: tuple[str, ...]
    values: Mapping[str, Any]

    def in_language(self, language: str) -> str:
        """Return it in words."""
        return _fill(_find(language, self.path), self.values, language)

    def __str__(self) -> str:
        return self.in_language(FALLBACK)


@dataclass(frozen=True)
class Wordings:
    """Several things to say, one after the other."""

    parts: tuple[Wording, ...]

    def in_language(self, language: str) -> str:
        """Return them in words."""
        return " ".join(part.in_language(language) for part in self.parts)

    def __str__(self) -> str:
        return self.in_language(FALLBACK)


@functools.cache
def load_texts(language: str = FALLBACK) -> Mapping[str, Any]:
    """Return all texts of a language, read once."""
    return json.loads((_FOLDER / f"{language}.json").read_text(encoding="utf-8"))


def error_wordings(reference: str, context: Mapping[str, Any]) -> tuple[Wording, Wording]:
    """Return what happened and what to do next, filled from `context` once they are put into words."""
    return Wording(("errors", reference, "message"), context), Wording(("errors", reference, "next"), context)


def isolate(text: str) -> str:
    """Return a name as it may stand in a sentence: its writing direction stays its own."""
    kinds = {unicodedata.bidirectional(character) for character in text}
    if kinds & _BIDI_CONTROLS:
        text = "".join(one for one in text if unicodedata.bidirectional(one) not in _BIDI_CONTROLS)
    elif not kinds & _RIGHT_TO_LEFT:
        return text
    return _ISOLATE + text + _END_OF_ISOLATE


def _find(language: str, path: Iterable[str]) -> str:
    found: Any = load_texts(language)
    for key in path:
        found = found[key]
    return found


def _fill(text: str, values: Mapping[str, Any], language: str) -> str:
    filled = _Blank()
    for name, value in values.items():
        filled[name] = (
            isolate(_name(value, language) if name in _NAMES else value) if isinstance(value, str) else value
        )
    for name, path in _SECTIONS.items():
        if isinstance(value := values.get(name), str):
            words: Any = load_texts(language)
            for key in path:
                words = words[key]
            filled[name] = words.get(value, filled[name])
    for name, value in values.items():
        if isinstance(value, Wording | Wordings):
            filled[name] = value.in_language(language).rstrip(".")  # a sentence within another
    said = text.format_map(filled)
    return said[:1].upper() + said[1:] if text.startswith("{what}") else said


def _name(name: str, language: str) -> str:
    """Return a name as a sentence can hold it: cut where it is very long, and said where there is none."""
    if not name.strip():
        return load_texts(language)["page"]["unnamed"]
    return name if len(name) <= _LONGEST else f"{name[:_LONGEST]}…"
