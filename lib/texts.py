"""The words a user reads, kept in resources/texts/<language>.json.

A file is one JSON object of sections; the section `errors` maps an error's reference to its two
sentences:

    {"errors": {"refs.to-itself": {"message": "...", "next": "..."}}, "what": {"hub": "the hub"}, ...}

`{name}` in a sentence is filled from the error's context; `{what}` by way of the section `what`, which
names the things an error may be about.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).resolve().parent.parent / "resources" / "texts"


_NAMES = ("name", "own", "other")
_LONGEST = 300


class _Blank(dict[str, Any]):
    """A context that leaves a placeholder readable when nothing fills it."""

    def __missing__(self, key: str) -> str:
        return f"({key})"


@functools.cache
def load_texts(language: str = "en") -> Mapping[str, Any]:
    """Return all texts of a language, read once."""
    return json.loads((_FOLDER / f"{language}.json").read_text(encoding="utf-8"))


def in_words(name: object) -> object:
    """Return a name as a sentence can hold it: cut where it is very long, and said where there is none."""
    if not isinstance(name, str):
        return name
    if not name.strip():
        return load_texts()["page"]["unnamed"]
    return name if len(name) <= _LONGEST else f"{name[:_LONGEST]}…"


def error_sentences(reference: str, context: Mapping[str, Any]) -> tuple[str, str]:
    """Return what happened and what to do next, filled from `context`."""
    texts = load_texts()
    entry = texts["errors"][reference]
    filled = _Blank({key: in_words(value) if key in _NAMES else value for key, value in context.items()})
    if "what" in context:
        filled["what"] = texts["what"].get(context["what"], context["what"])
    message = entry["message"].format_map(filled)
    if entry["message"].startswith("{what}"):
        message = message[:1].upper() + message[1:]
    return message, entry["next"].format_map(filled)
