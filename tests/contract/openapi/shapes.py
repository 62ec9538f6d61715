"""The shapes of refusals that the official files do not describe, as schemas."""

from __future__ import annotations

from typing import Any

TEXT = {"type": "string", "minLength": 1}
GATEWAY_ERROR = {
    "type": "object",
    "properties": {"developerMessage": TEXT, "moreInfo": TEXT, "errorCode": TEXT},
    "required": ["developerMessage"],
}
OAUTH_ERROR = {
    "type": "object",
    "properties": {"error": TEXT, "error_description": TEXT},
    "required": ["error"],
}
DIAGNOSTIC = {"type": "object", "properties": {"diagnostic": TEXT}, "required": ["diagnostic"]}


def json_content(schema: dict[str, Any]) -> dict[str, Any]:
    """Return an answer whose body is JSON of a schema."""
    return {"content": {"application/json": {"schema": schema}}}
