"""The token endpoint: tokens for a code, a refresh token, or an app's own id and secret."""

from __future__ import annotations

from collections.abc import Mapping

from ..answers import NO_STORE, json_answer
from ..backend import Backend, Caller
from ..messages import Answer, Request
from .clients import Client, authenticate, read_form, require
from .refusals import BAD_GRANT_TYPE, MISSING_PARAMETER, refuse
from .scopes import is_scope_list
from .tokens import ACCESS_SECONDS, InvalidGrant, InvalidScope, Issued, NoVerifier


def give_token(backend: Backend, _: Caller, request: Request) -> Answer:
    """Answer with the tokens of one of the three kinds of grant."""
    form = read_form(backend, request)
    client = authenticate(backend, request, form)
    grant = _GRANTS.get(form.get("grant_type", ""))
    if grant is None:
        raise refuse(
            backend, "invalid_request", "There is no valid grant_type in the request.", code=BAD_GRANT_TYPE
        )
    try:
        issued = grant(backend, client, form)
    except NoVerifier as problem:
        raise refuse(backend, "invalid_request", str(problem), code=MISSING_PARAMETER) from None
    except InvalidGrant as problem:
        raise refuse(backend, "invalid_grant", str(problem)) from None
    except InvalidScope:
        raise refuse(backend, "invalid_scope", "The scope is larger than what was granted.") from None
    return json_answer(_token_fields(issued), headers=NO_STORE)


def _redeem_code(backend: Backend, client: Client, form: Mapping[str, str]) -> Issued:
    require(backend, form, "code", "redirect_uri")
    return backend.tokens.redeem_code(
        form["code"],
        client_id=client.id,
        redirect_uri=form["redirect_uri"],
        verifier=form.get("code_verifier") or None,
    )


def _refresh(backend: Backend, client: Client, form: Mapping[str, str]) -> Issued:
    require(backend, form, "refresh_token")
    scope = form.get("scope") or None
    if scope:
        _check_scope(backend, scope)
    return backend.tokens.refresh(form["refresh_token"], client_id=client.id, scope=scope)


def _trust_app(backend: Backend, client: Client, form: Mapping[str, str]) -> Issued:
    if not client.is_confidential:
        raise refuse(backend, "unauthorized_client", "A public client has no credentials of its own.")
    require(backend, form, "scope")
    _check_scope(backend, form["scope"])
    return backend.tokens.issue(client.id, user_id=None, scope=form["scope"])


_GRANTS = {
    "authorization_code": _redeem_code,
    "refresh_token": _refresh,
    "client_credentials": _trust_app,
}


def _check_scope(backend: Backend, scope: str) -> None:
    if not is_scope_list(scope):
        raise refuse(backend, "invalid_scope", "The scope is unknown or malformed.")


def _token_fields(issued: Issued) -> dict[str, str | int]:
    fields: dict[str, str | int] = {
        "token_type": "Bearer",
        "expires_in": ACCESS_SECONDS,
        "access_token": issued.access_token,
    }
    if issued.refresh_token is not None:
        fields["refresh_token"] = issued.refresh_token
    if issued.id_token is not None:
        fields["id_token"] = issued.id_token
    return fields
