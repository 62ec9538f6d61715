"""Where the official file of the Authentication service is wrong or silent."""

from __future__ import annotations

from .repairs import Documents, Excuse
from .shapes import OAUTH_ERROR, TEXT, json_content

_SERVICE = "/authentication/v2"


def list_excuses() -> tuple[Excuse, ...]:
    """Return the excuses of this file."""
    return (
        Excuse(
            "errors of introspect",
            "introspect is described without any refusal; it asks for an app's credentials as token does.",
            lambda documents: _answers(documents, "introspect", "post").update(
                {"400": json_content(OAUTH_ERROR), "401": json_content(OAUTH_ERROR)}
            ),
        ),
        Excuse(
            "a token that is not active",
            "described with all that is said of a living token; RFC 7662 says no more than that it is not.",
            _describe_dead_tokens,
        ),
        Excuse(
            "name of the revocation endpoint",
            "described as revoke_endpoint; the example, and OpenID Connect, call it revocation_endpoint.",
            lambda documents: documents["authentication"]["components"]["schemas"]["OidcSpec"][
                "properties"
            ].update(revocation_endpoint=TEXT),
        ),
        Excuse(
            "logout to an address that is not registered",
            "the text says that the address must be registered, and nothing of what else happens.",
            lambda documents: _answers(documents, "logout", "get").update(
                {"400": {"content": {"text/html": {}}}}
            ),
        ),
    )


def _answers(documents: Documents, name: str, method: str) -> dict[str, object]:
    return documents["authentication"]["paths"][f"{_SERVICE}/{name}"][method]["responses"]


def _describe_dead_tokens(documents: Documents) -> None:
    dead = {"type": "object", "properties": {"active": {"enum": [False]}}, "required": ["active"]}
    living = {"$ref": "#/components/schemas/introspectToken"}
    _answers(documents, "introspect", "post")["200"] = json_content({"anyOf": [living, dead]})
