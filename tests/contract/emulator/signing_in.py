"""Signing in on the wire: what a browser and an app send, one step a function."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from urllib.parse import parse_qs, urlencode, urlsplit

from .wire import Reply, Wire

AUTHORIZE = "/authentication/v2/authorize"
LOGOUT = "/authentication/v2/logout"
TOKEN = "/authentication/v2/token"
INTROSPECT = "/authentication/v2/introspect"
REVOKE = "/authentication/v2/revoke"
FORM = "application/x-www-form-urlencoded"
CALLBACK = "http://localhost:8917/callback"
VERIFIER = "v" * 43 + "-._~"
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()


def query(wire: Wire, **changes: str | None) -> str:
    """The authorize request; a change to None leaves a parameter out."""
    values = {
        "client_id": wire.service.public_client_id,
        "response_type": "code",
        "redirect_uri": CALLBACK,
        "scope": "data:read data:create",
        "state": "a.b-c_1,2",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
        **changes,
    }
    return f"{AUTHORIZE}?{urlencode({name: value for name, value in values.items() if value is not None})}"


def form(wire: Wire, path: str, values: Mapping[str, str], **headers: str) -> Reply:
    """Send a form, without a token."""
    return wire.send(
        "POST", path, body=urlencode(values), headers={"Content-Type": FORM, **headers}, token=None
    )


def choose(wire: Wire, choice: str, *, user: str | None = None, **changes: str | None) -> Reply:
    """Open the page, press a button, and return the answer; `user` None leaves it at the first person."""
    page = wire.get(query(wire, **changes), token=None)
    assert page.status == 200
    hidden = re.search(r'name="request_id" value="([^"]+)"', page.data.decode())
    assert hidden
    values = {"request_id": hidden[1], "choice": choice} | ({} if user is None else {"user": user})
    return form(wire, AUTHORIZE, values, Origin=wire.service.url)


def press(wire: Wire, choice: str, *, user: str | None = None, **changes: str | None) -> dict[str, str]:
    """Press a button, and return the query of the redirect."""
    reply = choose(wire, choice, user=user, **changes)
    assert reply.status == 302
    location = urlsplit(reply.headers["Location"])
    assert reply.headers["Location"].startswith(CALLBACK + "?")
    return {name: values[0] for name, values in parse_qs(location.query).items()}


def redeem(wire: Wire, code: str, /, **changes: str) -> Reply:
    """Trade a code for tokens."""
    values = {
        "grant_type": "authorization_code",
        "client_id": wire.service.public_client_id,
        "code": code,
        "redirect_uri": CALLBACK,
        "code_verifier": VERIFIER,
        **changes,
    }
    return form(wire, TOKEN, values)


def refresh(wire: Wire, token: str, **changes: str) -> Reply:
    """Trade a refresh token for new ones."""
    client_id = wire.service.public_client_id
    return form(
        wire,
        TOKEN,
        {"grant_type": "refresh_token", "refresh_token": token, "client_id": client_id, **changes},
    )


def basic(client_id: str, secret: str) -> str:
    """The header by which a confidential app names itself."""
    return "Basic " + base64.b64encode(f"{client_id}:{secret}".encode()).decode()


def app_header(wire: Wire) -> dict[str, str]:
    """The header of the service's own confidential app."""
    return {"Authorization": basic(wire.service.client_id, wire.service.client_secret)}


def sign_in(wire: Wire, *, user: str | None = None, **changes: str | None) -> dict[str, str]:
    """Sign the sample user in, or another one, and return the tokens."""
    reply = redeem(wire, press(wire, "allow", user=user, **changes)["code"])
    assert reply.status == 200
    return reply.json
