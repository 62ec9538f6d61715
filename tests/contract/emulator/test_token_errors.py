"""What the token endpoints refuse, in either of the shapes that nobody has confirmed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from addin.lib.emulator import Emulator

from .signing_in import CALLBACK, INTROSPECT, REVOKE, TOKEN, basic, form, press, redeem, refresh, sign_in
from .wire import Reply, Wire


@pytest.fixture(params=["oauth", "gateway"])
def shaped(request: pytest.FixtureRequest, start: Callable[..., Emulator]) -> Iterator[Wire]:
    """A connection to a service under each value of the policy."""
    with Wire(start(hub="none", policies={"token-errors": request.param})) as opened:
        yield opened


def check(reply: Reply, status: int, error: str, *, code: str | None, says: str) -> None:
    """Hold a refusal against the shape of the service that sent it."""
    assert (reply.status, reply.headers["Cache-Control"]) == (status, "no-store")
    if "error" in reply.json:
        assert set(reply.json) == {"error", "error_description"}
        assert (reply.json["error"], says in reply.json["error_description"]) == (error, True)
    else:
        assert set(reply.json) == {"developerMessage"} | ({"moreInfo", "errorCode"} if code else set())
        assert (reply.json.get("errorCode"), says in reply.json["developerMessage"]) == (code, True)


def test_the_shape_is_the_one_of_the_policy(start: Callable[..., Emulator]) -> None:
    for policy, key in (("oauth", "error"), ("gateway", "developerMessage")):
        with Wire(start(hub="none", policies={"token-errors": policy})) as wire:
            assert key in form(wire, TOKEN, {}).json


def test_invalid_requests(shaped: Wire) -> None:
    own = {"client_id": shaped.service.public_client_id}
    grant = {**own, "grant_type": "authorization_code"}
    check(
        form(shaped, TOKEN, own),
        400,
        "invalid_request",
        code="AUTH-009",
        says="no valid grant_type",
    )
    for values, missing in (
        (grant, "code"),
        ({**grant, "code": "x"}, "redirect_uri"),
        ({**own, "grant_type": "refresh_token"}, "refresh_token"),
    ):
        check(form(shaped, TOKEN, values), 400, "invalid_request", code="AUTH-008", says=missing)
    code = press(shaped, "allow")["code"]
    no_verifier = form(shaped, TOKEN, {**grant, "code": code, "redirect_uri": CALLBACK})
    check(no_verifier, 400, "invalid_request", code="AUTH-008", says="code_verifier")
    twice = form(shaped, TOKEN, own, Authorization=basic(shaped.service.client_id, "x"))
    check(twice, 400, "invalid_request", code=None, says="in the header and in the body")
    as_json = shaped.post(TOKEN, {}, content_type="application/json", token=None)
    check(as_json, 400, "invalid_request", code="AUTH-007", says="content type")
    check(
        form(shaped, REVOKE, {**own, "token": "x"}),
        400,
        "invalid_request",
        code="AUTH-008",
        says="token_type_hint",
    )
    check(form(shaped, INTROSPECT, own), 400, "invalid_request", code="AUTH-008", says="token")


def test_invalid_grants(shaped: Wire) -> None:
    code = press(shaped, "allow")["code"]
    for reply, says in (
        (redeem(shaped, "unknown"), "authorization code is invalid"),
        (redeem(shaped, code, code_verifier="w" * 43), "PKCE verification failed"),
        (redeem(shaped, code, redirect_uri="http://localhost:18917/callback"), "redirect_uri"),
        (refresh(shaped, "x" * 42), "refresh token is invalid or expired"),
    ):
        check(reply, 400, "invalid_grant", code=None, says=says)
    stranger = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK}
    app = basic(shaped.service.client_id, shaped.service.client_secret)
    reply = form(shaped, TOKEN, stranger, Authorization=app)
    check(reply, 400, "invalid_grant", code=None, says="another client")
    shaped.service.clock.advance(301)
    check(redeem(shaped, code), 400, "invalid_grant", code=None, says="expired")


def test_invalid_scopes(shaped: Wire) -> None:
    token = sign_in(shaped)["refresh_token"]
    unknown = refresh(shaped, token, scope="data:everything")
    check(unknown, 400, "invalid_scope", code=None, says="unknown or malformed")
    check(
        refresh(shaped, token, scope="data:write"),
        400,
        "invalid_scope",
        code=None,
        says="larger than what was granted",
    )
    assert refresh(shaped, token, scope="data:read").status == 200


def test_invalid_credentials(shaped: Wire) -> None:
    grant = {"grant_type": "client_credentials", "scope": "data:read"}
    none = form(shaped, TOKEN, grant)
    check(none, 401, "invalid_client", code="AUTH-003", says="No client credentials were found")
    for wrong in (
        form(shaped, TOKEN, {**grant, "client_id": "nobody"}),
        form(shaped, TOKEN, grant, Authorization=basic(shaped.service.client_id, "guess")),
    ):
        check(wrong, 401, "invalid_client", code="AUTH-003", says="are invalid")
