"""What excuses are made of: a fault by name, and the tools that repair a description."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from .descriptions import Document

Documents = Mapping[str, Document]

DATA = "/data/v1/projects/{project_id}"
LINK = {"type": "object", "properties": {"href": {"type": "string"}}, "required": ["href"]}


@dataclass(frozen=True)
class Excuse:
    """One fault; `repair` changes the documents."""

    name: str
    reason: str
    repair: Callable[[Documents], object]


def at(documents: Documents, *path: str) -> dict[str, Any]:
    """Return a node; a path that is gone is an error, and a reason to look at the excuse again."""
    node: Any = documents
    for step in path:
        node = node[step]
    return node


def data_schema(documents: Documents, name: str) -> tuple[Documents, str, str, str, str]:
    """Return where `at` finds a schema of the Project and Data services."""
    return documents, "datamanagement", "components", "schemas", name
