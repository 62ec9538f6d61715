"""Which app sends a form to the token endpoints, and what the form holds."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Mapping
from dataclasses import dataclass

from ..backend import Backend
from ..messages import Refused, Request, parse_form
from .refusals import BAD_CREDENTIALS, MISSING_PARAMETER, WRONG_CONTENT_TYPE, refuse

_FORM_TYPE = "application/x-www-form-urlencoded"
_NONE_FOUND = "No client credentials were found."
_INVALID = "The client credentials are invalid."


@dataclass(frozen=True)
class Client:
    """An app; a confidential one has shown its secret."""

    id: str
    is_confidential: bool


def read_form(backend: Backend, request: Request) -> dict[str, str]:
    """Return the fields of a form, each given once, or raise the 400."""
    if request.media_type != _FORM_TYPE:
        raise refuse(
            backend, "invalid_request", f"The content type must be {_FORM_TYPE}.", code=WRONG_CONTENT_TYPE
        )
    try:
        fields = parse_form(request.body.decode())
    except ValueError:
        raise refuse(backend, "invalid_request", "The body is not a form.") from None
    for name, values in fields.items():
        if len(values) > 1:
            raise refuse(backend, "invalid_request", f"{name} is given more than once.")
    return {name: values[0] for name, values in fields.items()}


def authenticate(backend: Backend, request: Request, form: Mapping[str, str]) -> Client:
    """Return the app that sends a form: by Basic header, or by id and secret in the body, never both."""
    header = request.headers.get("authorization")
    if header is not None:
        if "client_id" in form or "client_secret" in form:
            raise refuse(backend, "invalid_request", "The client is named in the header and in the body.")
        client_id, secret = _read_basic(backend, header)
    else:
        client_id, secret = form.get("client_id", ""), form.get("client_secret")
    if not client_id:
        raise _bad_credentials(backend, _NONE_FOUND)
    row = backend.database.secret("SELECT secret FROM apps WHERE client_id = ?", (client_id,))
    if row is None or not _is_secret(row["secret"], secret):
        raise _bad_credentials(backend, _INVALID)
    return Client(client_id, is_confidential=row["secret"] is not None)


def require(backend: Backend, form: Mapping[str, str], *names: str) -> None:
    """Raise the 400 for a field that is missing or empty."""
    for name in names:
        if not form.get(name):
            raise refuse(backend, "invalid_request", f"{name} is missing.", code=MISSING_PARAMETER)


def _is_secret(kept: str | None, given: str | None) -> bool:
    if kept is None or given is None:
        return kept is None and given is None
    return hmac.compare_digest(kept.encode(), given.encode())


def _read_basic(backend: Backend, header: str) -> tuple[str, str]:
    scheme, _, encoded = header.partition(" ")
    try:
        client_id, colon, secret = base64.b64decode(encoded.strip(), validate=True).decode().partition(":")
    except ValueError:
        colon = client_id = secret = ""
    if scheme.lower() != "basic" or not colon:
        raise _bad_credentials(backend, _INVALID)
    return client_id, secret


def _bad_credentials(backend: Backend, description: str) -> Refused:
    return refuse(backend, "invalid_client", description, status=401, code=BAD_CREDENTIALS)
