"""Signed tokens and OpenID Connect on the wire, checked by a library of others."""

from __future__ import annotations

import html
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest

from .signing_in import CALLBACK, TOKEN, app_header, choose, form, press, query, redeem, refresh, sign_in
from .wire import Reply, Wire

ISSUER = "https://developer.api.autodesk.com"
EVERYBODY = "https://autodesk.com"
NONCE = "n-0S6_WzA2Mj"


def checked(wire: Wire, token: str, audience: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and claims of a token whose signature, issuer, audience and time hold by the service's keys."""
    keys = jwt.PyJWKSet.from_dict(wire.get("/authentication/v2/keys", token=None).json)
    header = jwt.get_unverified_header(token)
    key = next(key for key in keys.keys if key.key_id == header["kid"])
    claims = jwt.decode(token, key, algorithms=["RS256"], issuer=ISSUER, audience=audience)
    return header, claims


def fields_of(reply: Reply) -> dict[str, str]:
    """The hidden fields of a page's form."""
    pairs = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', reply.data.decode())
    return {name: html.unescape(value) for name, value in pairs}


def test_an_access_token_of_a_person_has_the_documented_claims(wire: Wire) -> None:
    header, claims = checked(wire, sign_in(wire)["access_token"], EVERYBODY)
    assert header["alg"] == "RS256"
    assert set(claims) == {"scope", "client_id", "iss", "aud", "jti", "userid", "exp"}
    assert claims["scope"] == ["data:read", "data:create"]
    assert claims["client_id"] == wire.service.public_client_id
    assert claims["userid"] == "SAMPLEUSER01"
    assert 3590 < claims["exp"] - wire.service.clock.now() <= 3599


def test_an_access_token_of_an_app_has_no_person(wire: Wire) -> None:
    grant = {"grant_type": "client_credentials", "scope": "data:read viewables:read"}
    reply = form(wire, TOKEN, grant, **app_header(wire))
    assert set(reply.json) == {"access_token", "token_type", "expires_in"}
    _, claims = checked(wire, reply.json["access_token"], EVERYBODY)
    assert "userid" not in claims
    assert claims["client_id"] == wire.service.client_id


def test_no_two_access_tokens_are_the_same(wire: Wire) -> None:
    first = sign_in(wire)
    second = refresh(wire, first["refresh_token"]).json
    assert checked(wire, first["access_token"], EVERYBODY) != checked(wire, second["access_token"], EVERYBODY)


def test_a_token_that_somebody_else_signed_is_not_taken(wire: Wire) -> None:
    token, other = (sign_in(wire)["access_token"] for _ in range(2))
    forged = ".".join((*token.split(".")[:2], other.split(".")[2]))
    with pytest.raises(jwt.InvalidSignatureError):
        checked(wire, forged, EVERYBODY)
    assert wire.get("/userinfo", token=forged).status == 401
    assert wire.get("/userinfo", token=token).status == 200


def test_the_clock_of_the_service_counts(wire: Wire) -> None:
    wire.service.clock.advance(-7200)
    late = sign_in(wire)["access_token"]
    with pytest.raises(jwt.ExpiredSignatureError):
        checked(wire, late, EVERYBODY)


def test_an_id_token_comes_with_openid_and_only_at_first(wire: Wire) -> None:
    assert "id_token" not in sign_in(wire)
    tokens = sign_in(wire, scope="data:read openid", nonce=NONCE)
    _, claims = checked(wire, tokens["id_token"], wire.service.public_client_id)
    assert (claims["nonce"], claims["sub"]) == (NONCE, "SAMPLEUSER01")
    assert claims["exp"] - claims["iat"] == 3600
    assert wire.get("/userinfo", token=tokens["access_token"]).json["sub"] == claims["sub"]
    assert "id_token" not in refresh(wire, tokens["refresh_token"]).json


def test_an_id_token_is_no_access_token(wire: Wire) -> None:
    tokens = sign_in(wire, scope="openid", nonce=NONCE)
    assert wire.get("/userinfo", token=tokens["id_token"]).status == 401


def test_the_keys_have_the_documented_fields(wire: Wire) -> None:
    reply = wire.get("/authentication/v2/keys", token=None)
    [key] = reply.json["keys"]
    assert set(key) == {"kid", "kty", "use", "n", "e"}
    assert (key["kty"], key["use"], key["e"]) == ("RSA", "sig", "AQAB")


def test_discovery_leads_to_endpoints_that_are_there(wire: Wire) -> None:
    found = wire.get("/.well-known/openid-configuration", token=None).json
    assert found["issuer"] == ISSUER
    assert found["revoke_endpoint"] == found["revocation_endpoint"]
    ends = {name: url for name, url in found.items() if name.endswith(("_endpoint", "_uri"))}
    assert len(ends) == 7
    for url in ends.values():
        base, path = url[: len(wire.service.url)], url[len(wire.service.url) :]
        assert base == wire.service.url
        # Wrong method, no form, no token: whatever is wrong, the path is known.
        assert wire.send("POST" if "userinfo" in path else "GET", path, token=None).status in (200, 405)


def test_an_id_token_is_posted_back_in_a_form(wire: Wire) -> None:
    changes = {"response_type": "id_token", "scope": "openid", "nonce": NONCE, "code_challenge": None}
    reply = choose(wire, "allow", code_challenge_method=None, response_mode="form_post", **changes)
    assert reply.status == 200
    assert f'action="{CALLBACK}"' in reply.data.decode()
    policy = reply.headers["Content-Security-Policy"]
    nonce = re.findall(r'<script nonce="([^"]+)">', reply.data.decode())
    assert f"script-src 'nonce-{nonce[0]}'" in policy
    assert "form-action 'self' http://localhost:8917;" in policy
    fields = fields_of(reply)
    assert set(fields) == {"id_token", "state"}
    _, claims = checked(wire, fields["id_token"], wire.service.public_client_id)
    assert claims["nonce"] == NONCE


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"response_mode": "query"}, "invalid_request"),
        ({"response_mode": "fragment"}, "invalid_request"),
        ({"nonce": None}, "invalid_request"),
        ({"scope": "data:read"}, "invalid_scope"),
    ],
)
def test_an_id_token_is_given_by_form_post_alone(
    wire: Wire, changes: dict[str, str | None], error: str
) -> None:
    asked = {"response_type": "id_token", "scope": "openid", "nonce": NONCE, **changes}
    fields = fields_of(wire.get(query(wire, **asked), token=None))
    assert (fields["error"], fields["state"]) == (error, "a.b-c_1,2")


def test_a_code_comes_in_a_form_where_that_is_asked(wire: Wire) -> None:
    fields = fields_of(choose(wire, "allow", response_mode="form_post"))
    assert redeem(wire, fields["code"]).status == 200
    assert fields["state"] == "a.b-c_1,2"
    assert fields_of(choose(wire, "deny", response_mode="form_post"))["error"] == "access_denied"


def test_a_code_comes_behind_a_hash_where_that_is_asked(wire: Wire) -> None:
    location = urlsplit(choose(wire, "allow", response_mode="fragment").headers["Location"])
    assert location.query == ""
    answer = parse_qs(location.fragment)
    assert redeem(wire, answer["code"][0]).status == 200
    assert answer["state"] == ["a.b-c_1,2"]


def test_a_state_of_other_characters_is_refused(wire: Wire) -> None:
    location = wire.get(query(wire, state="a b"), token=None).headers["Location"]
    assert parse_qs(urlsplit(location).query)["error"] == ["invalid_request"]
    assert press(wire, "allow", state=None).keys() == {"code"}
