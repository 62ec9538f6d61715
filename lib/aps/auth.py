"""The Authentication service: 3-legged sign-in of a public client with PKCE, an app's own 2-legged tokens.

Nothing here keeps a token; `core.accounts` does. Tokens are opaque: what one is good for, the service says.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..errors import BadInput, NotSignedIn, SignInError
from ..http import HttpClient, Response, build_path
from ..http.answers import check_answer, parse_answer
from ..http.fields import Fields
from ..http.urls import build_form, check_text

SCOPES = (
    "data:read",
    "data:create",
    "data:write",
    "data:search",
    "viewables:read",
    "openid",
    "user-profile:read",
)
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
TOKEN_PATH = build_path("authentication", "v2", "token")
# What a refusal says when the request was at fault. The service's shape for refusals is not known for
# sure; whatever else it says with a 400, it says of the code or the refresh token.
_BAD_REQUESTS = frozenset(
    {"invalid_request", "invalid_scope", "unauthorized_client", "unsupported_grant_type"}
    | {"auth-007", "auth-008", "auth-009"}
)


@dataclass(frozen=True)
class SignInRequest:
    """The secrets of one sign-in: `state` proves the answer is ours, `verifier` that the code is."""

    state: str = field(repr=False)
    verifier: str = field(repr=False)

    @classmethod
    def create(cls) -> SignInRequest:
        """Return fresh random secrets, of characters both parameters allow."""
        return cls(state=secrets.token_urlsafe(32), verifier=secrets.token_urlsafe(64))

    @property
    def challenge(self) -> str:
        """The S256 challenge: base64url(SHA-256(verifier)) without padding (RFC 7636)."""
        digest = hashlib.sha256(self.verifier.encode("ascii")).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")


@dataclass(frozen=True)
class Tokens:
    """What a sign-in or a refresh gave; `expires_in` in seconds from the answer."""

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    expires_in: int


@dataclass(frozen=True)
class TokenState:
    """What the service says of a token; of one that is not active it says nothing more.

    `expires` in seconds since 1970; `user_id` is empty for an app's own token.
    """

    active: bool
    scopes: tuple[str, ...] = ()
    client_id: str = ""
    user_id: str = ""
    expires: int | None = None


@dataclass(frozen=True)
class Discovery:
    """Where the service says that its endpoints are, and the scopes it knows."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    userinfo_endpoint: str
    revocation_endpoint: str
    scopes: tuple[str, ...]


@dataclass(frozen=True)
class User:
    """The signed-in person; `picture_url` is empty where there is none."""

    id: str
    name: str
    email: str
    picture_url: str


def authorize_url(
    base_url: str,
    request: SignInRequest,
    *,
    client_id: str,
    redirect_uri: str,
    scopes: Sequence[str] = SCOPES,
    prompt: str = "",
) -> str:
    """Return the address of the sign-in page for the system browser; its path alone without `base_url`.

    With the `prompt` "login" the page asks who it is, whoever the browser has signed in there.
    """
    query = {
        "client_id": client_id,
        "response_type": "code",
        "redirect_uri": redirect_uri,
        "scope": " ".join(scopes),
        "state": request.state,
        "code_challenge": request.challenge,
        "code_challenge_method": "S256",
    }
    if prompt:
        query["prompt"] = prompt
    if "openid" in scopes:
        query["nonce"] = request.challenge[:32]
    return f"{base_url}{build_path('authentication', 'v2', 'authorize', query=query)}"


def exchange_code(
    client: HttpClient, code: str, *, request: SignInRequest, client_id: str, redirect_uri: str
) -> Tokens:
    """Trade the code of a sign-in for tokens; a code works once, within five minutes.

    Raises `SignInError` (`sign-in.code-refused`) when the service does not take the code.
    """
    try:
        return _token(
            client,
            grant_type="authorization_code",
            client_id=client_id,
            code=code,
            redirect_uri=redirect_uri,
            code_verifier=request.verifier,
        )
    except BadInput as error:
        if error.code.lower() in _BAD_REQUESTS:
            raise
        raise SignInError("sign-in.code-refused", answer=error.context["answer"]) from error


def refresh_tokens(client: HttpClient, refresh_token: str, *, client_id: str) -> Tokens:
    """Trade a refresh token for new tokens; the old one is dead from then on, so never call this twice.

    Raises `SignInError` (`sign-in.expired`) when the service no longer takes it.
    """
    try:
        return _token(client, grant_type="refresh_token", client_id=client_id, refresh_token=refresh_token)
    except BadInput as error:
        if error.code.lower() in _BAD_REQUESTS:
            raise
        raise SignInError("sign-in.expired") from error


def get_app_token(client: HttpClient, *, client_id: str, client_secret: str, scopes: Sequence[str]) -> Tokens:
    """Return a 2-legged token, which an app with a secret gets in its own name; there is none to refresh it.

    It does not reach the data of Fusion users. Raises `SignInError` where the app is refused.
    """
    form = {"grant_type": "client_credentials", "scope": " ".join(scopes)}
    return _token(client, _basic(client_id, client_secret), **form)


def introspect_token(
    client: HttpClient, token: str, *, client_id: str, client_secret: str = ""
) -> TokenState:
    """Return what a token stands for: one of the app's own, since of others nothing is told.

    `client_secret` is empty for a public app.
    """
    form = {"token": token}
    headers = dict(FORM)
    if client_secret:
        headers |= _basic(client_id, client_secret)
    else:
        form["client_id"] = client_id
    path = build_path("authentication", "v2", "introspect")
    response = client.request("POST", path, body=build_form(form), headers=headers, reads=True)
    fields = Fields(_parse_app_answer(response, "token-state"), "token-state")
    if not fields.flag("active"):
        return TokenState(active=False)
    return TokenState(
        active=True,
        scopes=tuple(fields.optional_text("scope").split()),
        client_id=fields.text("client_id"),
        user_id=fields.optional_text("userid"),
        expires=fields.optional_number("exp"),
    )


def get_discovery(client: HttpClient) -> Discovery:
    """Return the service's own description of itself; needs no token, so it shows whether it is there."""
    response = client.request("GET", build_path(".well-known", "openid-configuration"))
    fields = Fields(parse_answer(response, "discovery"), "discovery")
    return Discovery(
        issuer=fields.text("issuer"),
        authorization_endpoint=fields.text("authorization_endpoint"),
        token_endpoint=fields.text("token_endpoint"),
        userinfo_endpoint=fields.optional_text("userinfo_endpoint"),
        # The description and its example disagree on the name.
        revocation_endpoint=fields.optional_text("revocation_endpoint")
        or fields.optional_text("revoke_endpoint"),
        scopes=tuple(scope for scope in fields.optional_list("scopes_supported") if isinstance(scope, str)),
    )


def revoke_token(client: HttpClient, token: str, *, client_id: str, hint: str = "refresh_token") -> None:
    """Make a token worthless; `hint` is refresh_token or access_token."""
    form = {"token": token, "token_type_hint": hint, "client_id": client_id}
    response = client.request(
        "POST", build_path("authentication", "v2", "revoke"), body=build_form(form), headers=FORM
    )
    check_answer(response, "sign-out")


def get_user(client: HttpClient) -> User:
    """Return who the token of `client` belongs to; `client` is one for the user-info host."""
    fields = Fields(parse_answer(client.request("GET", "/userinfo"), "user"), "user")
    return User(
        id=fields.text("sub"),
        name=fields.optional_text("name") or fields.optional_text("preferred_username"),
        email=fields.optional_text("email"),
        picture_url=fields.optional_text("picture"),
    )


def _token(client: HttpClient, credentials: Mapping[str, str] | None = None, /, **form: str) -> Tokens:
    headers = {**FORM, **(credentials or {})}
    response = client.request("POST", TOKEN_PATH, body=build_form(form), headers=headers)
    fields = Fields(_parse_app_answer(response, "token"), "token")
    return Tokens(
        access_token=fields.text("access_token"),
        refresh_token=fields.optional_text("refresh_token"),
        expires_in=fields.number("expires_in"),
    )


def _parse_app_answer(response: Response, what: str) -> Mapping[str, Any]:
    try:
        answer = parse_answer(response, what)
    except NotSignedIn as error:
        # At these endpoints 401 speaks of the app, not of the user.
        raise SignInError("sign-in.unknown-app", code=error.code) from error
    # Whatever it calls its id would be named in an error; of what deals in tokens it might be one.
    return {name: value for name, value in answer.items() if name != "id"}


def _basic(client_id: str, client_secret: str) -> dict[str, str]:
    credentials = base64.b64encode(check_text(f"{client_id}:{client_secret}").encode()).decode("ascii")
    return {"Authorization": f"Basic {credentials}"}
