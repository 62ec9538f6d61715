"""The official OpenAPI files, indexed: which operation a request belongs to, and what is said of it."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator

from .schemas import SchemaSet

Document = dict[str, Any]
FILES = ("authentication", "datamanagement", "modelderivative", "oss")
_PLACEHOLDER = re.compile(r"\{\w+\}")
METHODS = ("get", "post", "patch", "put", "delete", "head")


@dataclass(frozen=True)
class Parameter:
    """A parameter; `place` is path, query or header, `type` that of its value or of its list's values."""

    name: str
    place: str
    type: str
    is_required: bool
    is_list: bool
    validator: Draft202012Validator


@dataclass(frozen=True)
class Answer:
    """One documented answer; an empty `bodies` says that it has no body."""

    bodies: Mapping[str, Draft202012Validator]
    headers: Mapping[str, Draft202012Validator]


@dataclass(frozen=True)
class Operation:
    """What a description says of one method on one path; `bodies` and `Answer.bodies` go by media type.

    `scopes` are those of the tokens it takes, None where it takes none.
    """

    method: str
    template: str
    parameters: tuple[Parameter, ...]
    bodies: Mapping[str, Draft202012Validator]
    needs_body: bool
    answers: Mapping[int, Answer]
    scopes: frozenset[str] | None

    @property
    def name(self) -> str:
        """Method and path."""
        return f"{self.method} {self.template}"


class Descriptions:
    """All operations of all files."""

    def __init__(self, documents: Mapping[str, Document]) -> None:
        self.operations = tuple(
            operation
            for name, document in documents.items()
            for operation in _list_operations(name, document)
        )

    def find(self, method: str, raw_path: str) -> tuple[Operation, dict[str, str]] | None:
        """Return the operation of a raw request target and its path's parameters, still encoded."""
        path = raw_path.partition("?")[0]
        for operation in self.operations:
            if operation.method == method and (match := match_template(operation.template, path)) is not None:
                return operation, match
        return None

    def find_alike(self, method: str, template: str) -> Operation | None:
        """Return the operation whose template is this one, whatever the placeholders are called."""
        wanted = _PLACEHOLDER.sub("{}", template)
        for operation in self.operations:
            if operation.method == method and _PLACEHOLDER.sub("{}", operation.template) == wanted:
                return operation
        return None


def read_documents(folder: Path) -> dict[str, Document]:
    """Read the files, without their examples."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return {
        name: _without_examples(yaml.load((folder / f"{name}.yaml").read_text(encoding="utf-8"), loader))
        for name in FILES
    }


def copy_documents(documents: Mapping[str, Document]) -> dict[str, Document]:
    """Return documents that may be changed."""
    return copy.deepcopy(dict(documents))


def match_template(template: str, path: str) -> dict[str, str] | None:
    """Return what the placeholders of a template take from a path, or None where it does not fit."""
    pattern = "".join(
        f"(?P<{part[1:-1]}>[^/]+)" if part.startswith("{") else re.escape(part)
        for part in re.split(f"({_PLACEHOLDER.pattern})", template)
    )
    match = re.fullmatch(pattern, path)
    return None if match is None else match.groupdict()


def _list_operations(name: str, document: Document) -> Iterator[Operation]:
    schemas = SchemaSet(name, document["components"]["schemas"])
    for template, path in document["paths"].items():
        for method in METHODS:
            if method in path:
                yield _read_operation(document, schemas, (method.upper(), template), shared=path)


def _read_operation(
    document: Document, schemas: SchemaSet, key: tuple[str, str], *, shared: Document
) -> Operation:
    source = shared[key[0].lower()]
    parameters = [
        _resolve(document, parameter)
        for parameter in (*shared.get("parameters", ()), *source.get("parameters", ()))
    ]
    body = _resolve(document, source.get("requestBody", {}))
    security = source.get("security", document.get("security"))
    return Operation(
        *key,
        parameters=tuple(_read_parameter(document, schemas, parameter) for parameter in parameters),
        bodies=_read_bodies(schemas, body),
        # The files hardly ever say whether a body is required: where one is described, it is.
        needs_body=bool(body),
        answers={
            int(status): _read_answer(document, schemas, answer)
            for status, answer in source["responses"].items()
        },
        scopes=None
        if security is None
        else frozenset(scope for way in security for scopes in way.values() for scope in scopes),
    )


def _read_parameter(document: Document, schemas: SchemaSet, source: Document) -> Parameter:
    schema = _resolve(document, source["schema"])
    is_list = schema["type"] == "array"
    return Parameter(
        name=source["name"],
        place=source["in"],
        type=_resolve(document, schema["items"])["type"] if is_list else schema["type"],
        is_required=source.get("required", False),
        is_list=is_list,
        validator=schemas.validator(source["schema"]),
    )


def _read_answer(document: Document, schemas: SchemaSet, source: Document) -> Answer:
    answer = _resolve(document, source)
    headers = {
        name.lower(): schemas.validator(_resolve(document, header).get("schema", {}))
        for name, header in answer.get("headers", {}).items()
    }
    return Answer(_read_bodies(schemas, answer), headers)


def _read_bodies(schemas: SchemaSet, source: Document) -> dict[str, Draft202012Validator]:
    return {
        media_type: schemas.validator(content.get("schema", {}))
        for media_type, content in source.get("content", {}).items()
    }


def _resolve(document: Document, node: Document) -> Document:
    """Follow a reference into the same file."""
    while "$ref" in node:
        target = node["$ref"]
        node = document
        for part in target.removeprefix("#/").split("/"):
            node = node[part]
    return node


def _without_examples(node: Any) -> Any:
    if isinstance(node, dict):
        return {
            key: _without_examples(value)
            for key, value in node.items()
            if key not in ("example", "examples", "x-examples")
        }
    return [_without_examples(value) for value in node] if isinstance(node, list) else node
