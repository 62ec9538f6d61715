"""The repaired official files as one document, for programs that take descriptions and know no excuses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..openapi.descriptions import METHODS, Document

_MEDIA_TYPES = ("application/json", "application/x-www-form-urlencoded")
_ANYTHING = {"content": {media_type: {} for media_type in _MEDIA_TYPES}}
_REFERENCE = "#/components/"


def merge_documents(documents: Mapping[str, Document], *, undescribed: Iterable[tuple[str, str]]) -> Document:
    """Return one document of them all; of what is in none of them it says no more than that it is there."""
    merged: Document = {
        "openapi": "3.0.3",
        "info": {"title": "APS", "version": "2"},
        "paths": {},
        "components": {},
    }
    for name, source in documents.items():
        document = _with_names_of_its_own(source, name)
        for kind, parts in document["components"].items():
            merged["components"].setdefault(kind, {}).update(
                {key if kind == "securitySchemes" else f"{name}.{key}": part for key, part in parts.items()}
            )
        for template, path in document["paths"].items():
            merged["paths"][template] = path
            for operation in _operations(path):
                # An empty list asks for no token; nothing at all would mean the merged document's own.
                operation["security"] = operation.get("security", document.get("security")) or []
    for method, template in undescribed:
        path = merged["paths"].setdefault(template, {})
        path[method.lower()] = {"requestBody": _ANYTHING, "responses": {"default": {}}}
    for path in merged["paths"].values():
        for operation in _operations(path):
            for answer in operation["responses"].values():
                # Required by OpenAPI: without it an answer counts as not described.
                if "$ref" not in answer:
                    answer.setdefault("description", "")
    return merged


def _operations(path: Document) -> list[Document]:
    return [path[method] for method in METHODS if method in path]


def _with_names_of_its_own(node: Any, name: str) -> Any:
    """Return a copy whose references say which file's components they mean."""
    if isinstance(node, dict):
        return {key: _with_names_of_its_own(value, name) for key, value in node.items()}
    if isinstance(node, list):
        return [_with_names_of_its_own(value, name) for value in node]
    if isinstance(node, str) and node.startswith(_REFERENCE):
        kind, key = node.removeprefix(_REFERENCE).split("/")
        return f"{_REFERENCE}{kind}/{name}.{key}"
    return node
