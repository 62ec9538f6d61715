"""The Authentication service: 3-legged sign-in of a public client with PKCE, refresh, revoke, user info.

Nothing here keeps a token; `core.accounts` does.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from ..errors import BadInput, NotSignedIn, SignInError
from ..http import HttpClient, build_path
from ..http.answers import check_answer, parse_answer
from ..http.fields import Fields

SCOPES = (
    "data:read",
    "data:create",
    "data:write",
    "data:search",
    "viewables:read",
    "openid",
    "user-profile:read",
)
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
_TOKEN_PATH = build_path("authentication", "v2", "token")


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
) -> str:
    """Return the address of the sign-in page for the system browser."""
    query = {
        "client_id": client_id,
        "response_type": "code",
        "redirect_uri": redirect_uri,
        "scope": " ".join(scopes),
        "state": request.state,
        "code_challenge": request.challenge,
        "code_challenge_method": "S256",
    }
    if "openid" in scopes:
        query["nonce"] = request.challenge[:32]
    return f"{base_url}{build_path('authentication', 'v2', 'authorize', query=query)}"


def exchange_code(
    client: HttpClient, code: str, *, request: SignInRequest, client_id: str, redirect_uri: str
) -> Tokens:
    """Trade the code of a sign-in for tokens; a code works once, within five minutes."""
    return _token(
        client,
        grant_type="authorization_code",
        client_id=client_id,
        code=code,
        redirect_uri=redirect_uri,
        code_verifier=request.verifier,
    )


def refresh_tokens(client: HttpClient, refresh_token: str, *, client_id: str) -> Tokens:
    """Trade a refresh token for new tokens; the old one is dead from then on, so never call this twice.

    Raises `SignInError` (`sign-in.expired`) when the service no longer takes it.
    """
    try:
        return _token(client, grant_type="refresh_token", client_id=client_id, refresh_token=refresh_token)
    except BadInput as error:
        if error.code == "invalid_grant":
            raise SignInError("sign-in.expired") from error
        raise


def revoke_token(client: HttpClient, token: str, *, client_id: str, hint: str = "refresh_token") -> None:
    """Make a token worthless; `hint` is refresh_token or access_token."""
    form = {"token": token, "token_type_hint": hint, "client_id": client_id}
    response = client.request(
        "POST", build_path("authentication", "v2", "revoke"), body=urlencode(form), headers=_FORM
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


def _token(client: HttpClient, **form: str) -> Tokens:
    response = client.request("POST", _TOKEN_PATH, body=urlencode(form), headers=_FORM)
    try:
        fields = Fields(parse_answer(response, "token"), "token")
    except NotSignedIn as error:
        # At this endpoint 401 speaks of the app, not of the user.
        raise SignInError("sign-in.unknown-app", code=error.code) from error
    return Tokens(
        access_token=fields.text("access_token"),
        refresh_token=fields.optional_text("refresh_token"),
        expires_in=fields.number("expires_in"),
    )
