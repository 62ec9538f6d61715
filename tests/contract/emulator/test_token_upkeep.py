"""Looking into tokens, revoking them, and signing out, on the wire."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from .signing_in import (
    CALLBACK,
    INTROSPECT,
    LOGOUT,
    REVOKE,
    TOKEN,
    app_header,
    form,
    press,
    redeem,
    refresh,
    sign_in,
)
from .wire import Wire


def introspect(wire: Wire, token: str) -> dict[str, object]:
    """What the public app learns of a token."""
    reply = form(wire, INTROSPECT, {"token": token, "client_id": wire.service.public_client_id})
    assert (reply.status, reply.headers["Cache-Control"]) == (200, "no-store")
    return reply.json


def test_a_living_token_of_ones_own(wire: Wire) -> None:
    found = introspect(wire, sign_in(wire)["access_token"])
    assert found.pop("exp") == int(wire.service.clock.now() + 3599)
    assert found == {
        "active": True,
        "scope": "data:read data:create",
        "client_id": wire.service.public_client_id,
        "userid": "SAMPLEUSER01",
    }


def test_a_token_of_an_app_has_no_user(wire: Wire) -> None:
    grant = {"grant_type": "client_credentials", "scope": "data:read"}
    token = form(wire, TOKEN, grant, **app_header(wire)).json["access_token"]
    found = form(wire, INTROSPECT, {"token": token}, **app_header(wire)).json
    assert set(found) == {"active", "scope", "client_id", "exp"}


def test_of_other_tokens_nothing_is_told(wire: Wire) -> None:
    tokens = sign_in(wire)
    strangers = form(wire, INTROSPECT, {"token": tokens["access_token"]}, **app_header(wire))
    assert strangers.json == {"active": False}
    assert introspect(wire, "unknown") == {"active": False}
    assert introspect(wire, tokens["refresh_token"]) == {"active": False}
    wire.service.clock.advance(3600)
    assert introspect(wire, tokens["access_token"]) == {"active": False}


def test_introspection_asks_who_asks(wire: Wire) -> None:
    assert form(wire, INTROSPECT, {"token": "x"}).status == 401
    client_id = wire.service.public_client_id
    reply = form(wire, INTROSPECT, {"client_id": client_id})
    assert (reply.status, reply.json["error"]) == (400, "invalid_request")


def test_revoking(wire: Wire) -> None:
    own = {"client_id": wire.service.public_client_id}
    access = {"token_type_hint": "access_token"}
    tokens = redeem(wire, press(wire, "allow")["code"]).json
    assert form(wire, REVOKE, {"token": tokens["access_token"], **access}, **app_header(wire)).status == 200
    assert wire.get("/userinfo", token=tokens["access_token"]).status == 200
    reply = form(wire, REVOKE, {"token": tokens["access_token"], **access, **own})
    assert (reply.status, reply.data) == (200, b"")
    assert introspect(wire, tokens["access_token"]) == {"active": False}
    assert wire.get("/userinfo", token=tokens["access_token"]).status == 401
    second = refresh(wire, tokens["refresh_token"]).json
    form(wire, REVOKE, {"token": second["refresh_token"], "token_type_hint": "refresh_token", **own})
    assert wire.get("/userinfo", token=second["access_token"]).status == 401
    assert refresh(wire, second["refresh_token"]).json["error"] == "invalid_grant"
    assert form(wire, REVOKE, {"token": "unknown", **access, **own}).status == 200


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"token": "x"}, "invalid_request"),
        ({"token_type_hint": "access_token"}, "invalid_request"),
        ({"token": "x", "token_type_hint": "id_token"}, "unsupported_token_type"),
    ],
)
def test_revoking_needs_the_token_and_its_kind(wire: Wire, values: dict[str, str], error: str) -> None:
    reply = form(wire, REVOKE, {**values, "client_id": wire.service.public_client_id})
    assert (reply.status, reply.json["error"]) == (400, error)


def test_signing_out_goes_to_a_registered_address(wire: Wire) -> None:
    reply = wire.get(f"{LOGOUT}?post_logout_redirect_uri={quote(CALLBACK, safe='')}", token=None)
    assert (reply.status, reply.headers["Location"]) == (302, CALLBACK)


@pytest.mark.parametrize("address", ["https://evil.example/", CALLBACK + "/", ""])
def test_signing_out_goes_nowhere_else(wire: Wire, address: str) -> None:
    reply = wire.get(f"{LOGOUT}?post_logout_redirect_uri={quote(address, safe='')}", token=None)
    assert (reply.status, reply.headers["Location"]) == (400, None)
    assert b"evil" not in reply.data


def test_signing_out_without_an_address_ends_on_a_page(wire: Wire) -> None:
    reply = wire.get(LOGOUT, token=None)
    assert reply.status == 302
    page = wire.get(reply.headers["Location"], token=None)
    assert page.status == 200
    assert b"You are signed out" in page.data
