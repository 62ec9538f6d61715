"""The Authentication service: the sign-in page, tokens, and who a token belongs to.

GET  authorize   the page on which a person allows or denies; a mistake in the app's identity or its
                 redirect address ends here, on a page, since the browser must not be sent to it
POST authorize   the page's own form, with a request id that works once
POST token       authorization_code, refresh_token, client_credentials
POST revoke      an app's own tokens
GET  userinfo    3-legged only
"""

from __future__ import annotations

import base64
import hmac
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

from ..answers import NO_STORE, gateway_error, json_answer, oauth_error
from ..backend import Backend, Caller
from ..database import Row
from ..messages import Answer, Request, parse_form
from .sign_in_page import problem_page, sign_in_page
from .tokens import ACCESS_SECONDS, InvalidGrant, InvalidScope, Issued

_SIGN_IN_SECONDS = 600
_SCOPES = frozenset(
    {
        "account:read",
        "account:write",
        "bucket:create",
        "bucket:delete",
        "bucket:read",
        "bucket:update",
        "code:all",
        "data:create",
        "data:read",
        "data:search",
        "data:write",
        "openid",
        "user-profile:read",
        "user:read",
        "user:write",
        "viewables:read",
    }
)
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
_FORM_TYPE = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class _Client:
    id: str
    is_confidential: bool


def show_sign_in(backend: Backend, _: Caller, request: Request) -> Answer:
    """Answer with the sign-in page, or send the browser back with what is wrong with the request."""
    query = {name: values[0] for name, values in request.query.items()}
    repeated = [name for name, values in request.query.items() if len(values) > 1]
    app = backend.database.row("SELECT * FROM apps WHERE client_id = ?", (query.get("client_id", ""),))
    if app is None or "client_id" in repeated:
        return problem_page(400, "The client id of this app is not known here.")
    redirect_uri = query.get("redirect_uri", "")
    registered = backend.database.value(
        "SELECT 1 FROM callbacks WHERE client_id = ? AND url = ?", (app["client_id"], redirect_uri)
    )
    if not registered or "redirect_uri" in repeated:
        return problem_page(400, "The redirect_uri is not registered for this app.")
    state = query.get("state")
    problem = _find_problem(app, query, repeated)
    if problem is not None:
        error, description = problem
        return _redirect(redirect_uri, {"error": error, "error_description": description}, state=state)
    user = sample_user(backend)
    if user is None:
        return problem_page(400, "This service has no user to sign in.")
    request_id = secrets.token_urlsafe(24)
    now = backend.clock.now()
    with backend.database.transaction():
        backend.database.change("DELETE FROM sign_ins WHERE expires <= ?", (now,))
        backend.database.insert(
            "sign_ins",
            id=request_id,
            client_id=app["client_id"],
            redirect_uri=redirect_uri,
            scope=" ".join(query["scope"].split()),
            state=state,
            challenge=query.get("code_challenge"),
            expires=now + _SIGN_IN_SECONDS,
        )
    return sign_in_page(
        app_name=app["name"],
        user_name=user["name"],
        email=user["email"],
        scopes=query["scope"].split(),
        request_id=request_id,
        redirect_uri=redirect_uri,
    )


def answer_sign_in(backend: Backend, _: Caller, request: Request) -> Answer:
    """Send the browser back to the app with a code, or with `access_denied`."""
    form = _read_form(request)
    choice = form.get("choice")
    if choice not in ("allow", "deny"):
        return problem_page(400, "This form is not complete.")
    with backend.database.transaction():
        row = backend.database.row(
            "SELECT * FROM sign_ins WHERE id = ? AND expires > ?",
            (form.get("request_id", ""), backend.clock.now()),
        )
        user = sample_user(backend)
        if row is None or user is None:
            return problem_page(400, "This sign-in is over. Start it again in the app.")
        backend.database.change("DELETE FROM sign_ins WHERE id = ?", (row["id"],))
        if choice == "deny":
            denied = {"error": "access_denied", "error_description": "The user denied the request."}
            return _redirect(row["redirect_uri"], denied, state=row["state"])
        code = backend.tokens.issue_code(
            row["client_id"],
            user_id=user["id"],
            redirect_uri=row["redirect_uri"],
            scope=row["scope"],
            challenge=row["challenge"],
        )
    return _redirect(row["redirect_uri"], {"code": code}, state=row["state"])


def give_token(backend: Backend, _: Caller, request: Request) -> Answer:
    """Answer with tokens for a code, a refresh token, or an app's own id and secret."""
    form = _read_form(request)
    client = _authenticate(backend, request, form)
    grant_type = form.get("grant_type")
    try:
        if grant_type == "authorization_code":
            _require(form, "code", "redirect_uri")
            issued = backend.tokens.redeem_code(
                form["code"],
                client_id=client.id,
                redirect_uri=form["redirect_uri"],
                verifier=form.get("code_verifier"),
            )
        elif grant_type == "refresh_token":
            _require(form, "refresh_token")
            if form.get("scope"):
                _check_scope(form["scope"])
            issued = backend.tokens.refresh(
                form["refresh_token"], client_id=client.id, scope=form.get("scope") or None
            )
        elif grant_type == "client_credentials":
            if not client.is_confidential:
                raise oauth_error("unauthorized_client", "A public client has no credentials of its own.")
            _require(form, "scope")
            _check_scope(form["scope"])
            issued = backend.tokens.issue(client.id, user_id=None, scope=form["scope"])
        else:
            raise oauth_error("unsupported_grant_type", "The grant_type is missing or not supported.")
    except InvalidGrant as problem:
        raise oauth_error("invalid_grant", str(problem)) from None
    except InvalidScope:
        raise oauth_error("invalid_scope", "The scope is larger than what was granted.") from None
    return _token_answer(issued)


def revoke_token(backend: Backend, _: Caller, request: Request) -> Answer:
    """Make a token worthless; 200 without a body, also for a token nobody knows (RFC 7009)."""
    form = _read_form(request)
    client = _authenticate(backend, request, form)
    _require(form, "token")
    backend.tokens.revoke(form["token"], client_id=client.id)
    return Answer(200, headers=NO_STORE)


def get_userinfo(backend: Backend, caller: Caller, _: Request) -> Answer:
    """Answer with the profile of the person behind a token."""
    bearer = caller.bearer
    row = None
    if bearer is not None and bearer.user_id is not None:
        row = backend.database.row("SELECT * FROM users WHERE id = ?", (bearer.user_id,))
    if row is None:
        raise gateway_error(403, "A 3-legged token is needed for this request.")
    given, _space, family = row["name"].partition(" ")
    profile = {
        "sub": row["id"],
        "name": row["name"],
        "given_name": given,
        "family_name": family,
        "preferred_username": row["email"].partition("@")[0],
        "email": row["email"],
        "email_verified": True,
        "locale": row["locale"],
        "updated_at": 1756713600,
    }
    return json_answer(profile, headers=NO_STORE)


def sample_user(backend: Backend) -> Row | None:
    """Return the person who signs in: the first that was added."""
    return backend.database.row("SELECT * FROM users ORDER BY seq LIMIT 1")


def _find_problem(app: Row, query: Mapping[str, str], repeated: list[str]) -> tuple[str, str] | None:
    """Return the OAuth error of an authorize request, or None when it is in order (RFC 6749, RFC 7636)."""
    if repeated:
        return "invalid_request", f"{repeated[0]} is given more than once."
    if query.get("response_type") != "code":
        return "unsupported_response_type", "The response_type must be code."
    scopes = query.get("scope", "").split()
    if not scopes or not all(map(_is_scope, scopes)):
        return "invalid_scope", "The scope is missing or unknown."
    if query.get("response_mode", "query") != "query":
        return "invalid_request", "The response_mode must be query."
    challenge = query.get("code_challenge")
    if challenge is None:
        if app["secret"] is None or "code_challenge_method" in query:
            return "invalid_request", "A code_challenge is needed."
        return None
    if query.get("code_challenge_method") != "S256":
        return "invalid_request", "The code_challenge_method must be S256."
    if not _CHALLENGE.fullmatch(challenge):
        return "invalid_request", "The code_challenge is malformed."
    return None


def _redirect(redirect_uri: str, values: Mapping[str, str], *, state: str | None) -> Answer:
    """Return the redirect to a registered address, its own query kept."""
    if state is not None:
        values = {**values, "state": state}
    parts = urlsplit(redirect_uri)
    query = "&".join(filter(None, (parts.query, urlencode(values, quote_via=quote))))
    location = urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))
    return Answer(302, headers={"Location": location, "Referrer-Policy": "no-referrer", **NO_STORE})


def _read_form(request: Request) -> dict[str, str]:
    if request.media_type != _FORM_TYPE:
        raise oauth_error("invalid_request", f"The content type must be {_FORM_TYPE}.")
    try:
        fields = parse_form(request.body.decode())
    except ValueError:
        raise oauth_error("invalid_request", "The body is not a form.") from None
    for name, values in fields.items():
        if len(values) > 1:
            raise oauth_error("invalid_request", f"{name} is given more than once.")
    return {name: values[0] for name, values in fields.items()}


def _authenticate(backend: Backend, request: Request, form: Mapping[str, str]) -> _Client:
    """Return the app that sends a form: by Basic header, or by id and secret in the body, never both."""
    header = request.headers.get("authorization")
    if header is not None:
        if "client_id" in form or "client_secret" in form:
            raise oauth_error("invalid_request", "The client is named in the header and in the body.")
        client_id, secret = _read_basic(header)
    else:
        client_id, secret = form.get("client_id", ""), form.get("client_secret")
    row = backend.database.row("SELECT secret FROM apps WHERE client_id = ?", (client_id,))
    if row is None or not _is_secret(row["secret"], secret):
        raise oauth_error("invalid_client", "The client credentials are missing or invalid.", status=401)
    return _Client(client_id, is_confidential=row["secret"] is not None)


def _is_secret(kept: str | None, given: str | None) -> bool:
    if kept is None or given is None:
        return kept is None and given is None
    return hmac.compare_digest(kept.encode(), given.encode())


def _read_basic(header: str) -> tuple[str, str]:
    scheme, _, encoded = header.partition(" ")
    try:
        client_id, colon, secret = base64.b64decode(encoded.strip(), validate=True).decode().partition(":")
    except ValueError:
        colon = client_id = secret = ""
    if scheme.lower() != "basic" or not colon:
        raise oauth_error("invalid_client", "The client credentials are missing or invalid.", status=401)
    return client_id, secret


def _require(form: Mapping[str, str], *names: str) -> None:
    for name in names:
        if not form.get(name):
            raise oauth_error("invalid_request", f"{name} is missing.")


def _check_scope(scope: str) -> None:
    if not scope.split() or not all(map(_is_scope, scope.split())):
        raise oauth_error("invalid_scope", "The scope is missing or unknown.")


def _is_scope(scope: str) -> bool:
    # A narrow token names one resource: data:read:<URN>.
    return scope in _SCOPES or scope.startswith("data:read:urn:")


def _token_answer(issued: Issued) -> Answer:
    value: dict[str, str | int] = {
        "token_type": "Bearer",
        "expires_in": ACCESS_SECONDS,
        "access_token": issued.access_token,
    }
    if issued.refresh_token is not None:
        value["refresh_token"] = issued.refresh_token
    return json_answer(value, headers=NO_STORE)
