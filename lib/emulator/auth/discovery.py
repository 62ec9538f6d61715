"""What anybody may read about the service: where its endpoints are, and the keys that check its tokens."""

from __future__ import annotations

from ..answers import json_answer
from ..backend import Backend, Caller
from ..messages import Answer, Request
from .jwt import ISSUER, key_set
from .scopes import SCOPES

_SERVICE = "/authentication/v2"


def get_keys(_: Backend, __: Caller, ___: Request) -> Answer:
    """Answer with the public keys as a JWKS."""
    return json_answer(key_set())


def get_configuration(_: Backend, __: Caller, request: Request) -> Answer:
    """Answer with the OpenID Connect discovery document; its addresses are this service's own."""
    base = f"http://{request.headers['host']}"
    revoke = f"{base}{_SERVICE}/revoke"
    return json_answer(
        {
            "issuer": ISSUER,
            "authorization_endpoint": f"{base}{_SERVICE}/authorize",
            "token_endpoint": f"{base}{_SERVICE}/token",
            "userinfo_endpoint": f"{base}/userinfo",
            "jwks_uri": f"{base}{_SERVICE}/keys",
            # The description has the first name, its example the second.
            "revoke_endpoint": revoke,
            "revocation_endpoint": revoke,
            "introspection_endpoint": f"{base}{_SERVICE}/introspect",
            "scopes_supported": SCOPES,
            "response_types_supported": ["code", "id_token"],
            "response_modes_supported": ["fragment", "form_post", "query"],
            "grant_types_supported": ["authorization_code", "client_credentials", "refresh_token"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
        }
    )
