"""The Schema service: one JSON Schema for each version of an extension type, and the ends of each ref type.

SYNTHETIC: there is no official description and no sample of an answer, only the addresses in other services'
answers, and one sentence that a ref's definition has `fromAllowedTypes` and `toAllowedTypes`. The policy
`schema-service` says which of three guesses is served; nothing may depend on any of them.

    answers       {"jsonapi", "links", "data": {"type": "schemas", "id": "<type>-<version>", "attributes":
                  {"schema": {...}, "fromAllowedTypes": [...], "toAllowedTypes": [...]}}}
    other-shape   the JSON Schema alone, with the ends as properties of its own making
    absent        404 whatever is asked
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..answers import document, json_answer
from ..backend import Backend, Caller
from ..data.listing import own_path
from ..data.ref_types import REF_TYPES, RefType
from ..messages import Answer, Request
from .types import DATA, EXTENSION_TYPES

_DIALECT = "http://json-schema.org/draft-07/schema#"


def get_schema(backend: Backend, _: Caller, request: Request) -> Answer:
    """Answer with the schema that `<type>-<version>` names."""
    schema_id = request.params["id"]
    extension_type, _dash, version = schema_id.rpartition("-")
    ref_type = REF_TYPES.get(extension_type)
    versions = ref_type.versions if ref_type else EXTENSION_TYPES.get(extension_type, ())
    policy = backend.policies["schema-service"]
    if version not in versions or policy == "absent":
        raise backend.errors.not_found("schemas")
    schema = _make_schema(extension_type)
    ends = _list_ends(ref_type) if ref_type else {}
    if policy == "other-shape":
        return json_answer(_in_another_shape(schema, schema_id, ends))
    attributes = {"schema": schema, **ends}
    data = {"type": "schemas", "id": schema_id, "attributes": attributes}
    return document(data, self_href=own_path(request))


def _make_schema(extension_type: str) -> dict[str, Any]:
    return {
        "$schema": _DIALECT,
        "title": extension_type,
        "type": "object",
        "properties": dict(DATA.get(extension_type, {})),
    }


def _list_ends(ref_type: RefType) -> dict[str, list[str]]:
    return {
        "fromAllowedTypes": _expand(ref_type.from_allowed),
        "toAllowedTypes": _expand(ref_type.to_allowed),
    }


def _expand(prefixes: Sequence[str]) -> list[str]:
    """Return the known types that begin with one of some prefixes."""
    return [known for known in EXTENSION_TYPES if known.startswith(tuple(prefixes))]


def _in_another_shape(schema: dict[str, Any], schema_id: str, ends: dict[str, list[str]]) -> dict[str, Any]:
    named = {name.removesuffix("AllowedTypes"): {"enum": types} for name, types in ends.items()}
    return {**schema, "$id": schema_id, "properties": {**schema["properties"], **named}}
