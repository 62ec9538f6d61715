"""The Schema service: which types of resource may be at the ends of a ref.

There is no description of its answers and no sample, so a document is taken for what it can tell: the two
lists `fromAllowedTypes` and `toAllowedTypes`, wherever in it they stand. Nothing may depend on one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..errors import MalformedAnswer, NotFound
from ..http import HttpClient, build_path
from ..http.answers import parse_answer

_DEEPEST = 8  # objects within objects: none of ours is as deep, and a document made to be is no schema


@dataclass(frozen=True)
class Schema:
    """What a ref type allows at its ends: extension types such as versions:autodesk.core:File."""

    extension_type: str
    version: str
    from_allowed: tuple[str, ...]
    to_allowed: tuple[str, ...]


def get_schema(client: HttpClient, extension_type: str, *, version: str = "1.0") -> Schema | None:
    """Return what the service says of a ref type, or None where it says nothing of its ends."""
    path = build_path("schema", "v1", "versions", f"{extension_type}-{version}")
    try:
        document = parse_answer(client.request("GET", path), "schema")
    except (NotFound, MalformedAnswer):
        return None
    from_allowed, to_allowed = (
        _find_types(document, name, _DEEPEST) for name in ("fromAllowedTypes", "toAllowedTypes")
    )
    if not from_allowed or not to_allowed:
        return None
    return Schema(extension_type, version, from_allowed, to_allowed)


def _find_types(value: Mapping[str, Any], name: str, depth: int) -> tuple[str, ...]:
    """Return the first list of texts of this name, looking ever deeper; empty where there is none."""
    types = value.get(name)
    if isinstance(types, list) and types and all(isinstance(one, str) for one in types):
        return tuple(types)
    inner = [part for part in value.values() if isinstance(part, dict)] if depth else []
    return next(filter(None, (_find_types(part, name, depth - 1) for part in inner)), ())
