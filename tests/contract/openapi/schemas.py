"""OpenAPI 3.0 schemas as JSON Schema, and stricter: what a description does not name may not be there.

An object with `properties` becomes a closed one unless the description says `additionalProperties`, and a
`oneOf` with a discriminator becomes one `if` for each of its values, so that an error names its own place.
A keyword that is neither translated nor known to be an annotation is an error: nothing is judged half.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry
from referencing.jsonschema import DRAFT202012

Schema = Mapping[str, Any]
_SAME = frozenset(
    {
        "enum",
        "format",
        "maxItems",
        "maxLength",
        "maximum",
        "minItems",
        "minLength",
        "minimum",
        "pattern",
        "required",
        "type",
        "uniqueItems",
    }
)
_ANNOTATIONS = frozenset({"default", "deprecated", "description", "example", "title"})
_TRANSLATED = frozenset(
    {"additionalProperties", "allOf", "anyOf", "discriminator", "items", "nullable", "oneOf", "properties"}
)
# RFC 3339, section 5.6: one of the service's three styles has seven digits of a second.
_DATE_TIME = re.compile(r"\d{4}-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-6]\d(\.\d+)?(Z|[+-][0-2]\d:[0-5]\d)")
_FORMATS = FormatChecker(formats=())


@_FORMATS.checks("date-time")
def _is_date_time(value: object) -> bool:
    return not isinstance(value, str) or _DATE_TIME.fullmatch(value) is not None


@_FORMATS.checks("int32")
def _is_int32(value: object) -> bool:
    return not isinstance(value, int) or -(2**31) <= value < 2**31


@_FORMATS.checks("int64")
def _is_int64(value: object) -> bool:
    return not isinstance(value, int) or -(2**63) <= value < 2**63


class SchemaSet:
    """The schemas of one description, for which `#/components/schemas/...` means its own."""

    def __init__(self, name: str, components: Mapping[str, Schema]) -> None:
        self._base = f"urn:description:{name}"
        contents = {
            "components": {"schemas": {key: self._translate(schema) for key, schema in components.items()}}
        }
        resource = DRAFT202012.create_resource(contents)
        self._registry: Registry[Any] = Registry().with_resource(self._base, resource)

    def validator(self, schema: Schema) -> Draft202012Validator:
        """Return what judges a value by a schema of the description."""
        return Draft202012Validator(self._translate(schema), registry=self._registry, format_checker=_FORMATS)

    def _translate(self, schema: Schema) -> dict[str, Any]:
        if "$ref" in schema:
            # OpenAPI 3.0 ignores what stands beside a reference.
            return {"$ref": self._base + schema["$ref"]}
        unknown = {key for key in schema if not key.startswith("x-")}
        unknown -= _SAME | _ANNOTATIONS | _TRANSLATED
        if unknown:
            raise ValueError(f"not translated: {sorted(unknown)}")
        made: dict[str, Any] = {key: schema[key] for key in _SAME & schema.keys()}
        if schema.get("properties"):
            made["properties"] = {key: self._translate(value) for key, value in schema["properties"].items()}
            made["additionalProperties"] = False
        if "additionalProperties" in schema:
            more = schema["additionalProperties"]
            made["additionalProperties"] = more if isinstance(more, bool) else self._translate(more)
        if "items" in schema:
            made["items"] = self._translate(schema["items"])
        if "discriminator" in schema:
            made["allOf"] = self._translate_choice(schema["discriminator"])
        else:
            for key in ("allOf", "anyOf", "oneOf"):
                if key in schema:
                    made[key] = [self._translate(part) for part in schema[key]]
        if schema.get("nullable") and "type" in made:
            made["type"] = [made["type"], "null"]
        return made

    def _translate_choice(self, discriminator: Mapping[str, Any]) -> list[dict[str, Any]]:
        # One of the names is a path of names, `attributes/extension/type`: taken as it is meant.
        names = discriminator["propertyName"].split("/")
        mapping: Mapping[str, str] = discriminator["mapping"]
        return [
            _at(names, {"enum": list(mapping)}),
            *(
                {"if": _at(names, {"const": value}), "then": {"$ref": self._base + target}}
                for value, target in mapping.items()
            ),
        ]


def _at(names: list[str], schema: dict[str, Any]) -> dict[str, Any]:
    """Return a schema that holds where `schema` holds for what is found by these names."""
    for name in reversed(names):
        schema = {"type": "object", "required": [name], "properties": {name: schema}}
    return schema
