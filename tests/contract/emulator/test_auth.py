"""Signing in on the wire: the page, codes, tokens, scopes."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from addin.lib.emulator import Emulator

from .signing_in import (
    AUTHORIZE,
    CALLBACK,
    FORM,
    TOKEN,
    basic,
    form,
    press,
    query,
    redeem,
    refresh,
)
from .wire import Shelf, Wire, fill_shelf, list_refs_body, q, ref_body


def test_allow_leads_to_tokens_that_work(wire: Wire, shelf: Shelf) -> None:
    answer = press(wire, "allow")
    assert answer["state"] == "a.b-c_1,2"
    reply = redeem(wire, answer["code"])
    assert reply.headers["Cache-Control"] == "no-store"
    tokens = reply.json
    assert (tokens["token_type"], tokens["expires_in"], len(tokens["refresh_token"])) == ("Bearer", 3599, 42)
    assert wire.get("/project/v1/hubs", token=tokens["access_token"]).json["data"][0]["id"] == shelf.hub
    profile = wire.get("/userinfo", token=tokens["access_token"]).json
    assert (profile["sub"], profile["email"]) == ("SAMPLEUSER01", "designer@example.com")


def test_deny_goes_back_with_access_denied(wire: Wire) -> None:
    answer = press(wire, "deny")
    assert (answer["error"], answer["state"]) == ("access_denied", "a.b-c_1,2")
    assert "code" not in answer


def test_the_page_says_who_asks_for_what_and_runs_nothing(wire: Wire) -> None:
    page = wire.get(query(wire), token=None)
    text = page.data.decode()
    for words in ("Data Browser", "Mika Sample", "See your hubs, projects", "Add files", "Allow", "Deny"):
        assert words in text
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "form-action 'self' http://localhost:8917;" in policy
    assert "frame-ancestors 'none'" in policy
    assert page.headers["Cache-Control"] == "no-store"
    assert "<script" not in text


def test_the_form_works_once_and_not_for_long(wire: Wire) -> None:
    pages = [wire.get(query(wire), token=None).data.decode() for _ in range(2)]
    first, second = (re.findall(r'name="request_id" value="([^"]+)"', page)[0] for page in pages)
    assert form(wire, AUTHORIZE, {"request_id": first, "choice": "allow"}).status == 302
    again = form(wire, AUTHORIZE, {"request_id": first, "choice": "allow"})
    assert (again.status, again.headers["Location"]) == (400, None)
    wire.service.clock.advance(601)
    assert form(wire, AUTHORIZE, {"request_id": second, "choice": "allow"}).status == 400


@pytest.mark.parametrize(
    "changes",
    [
        {"client_id": "Nobody"},
        {"client_id": None},
        {"redirect_uri": None},
        {"redirect_uri": CALLBACK + "/"},
        {"redirect_uri": "http://127.0.0.1:8917/callback"},
        {"redirect_uri": "http://localhost:8918/callback"},
        {"redirect_uri": "https://evil.example/<script>"},
    ],
)
def test_an_untrusted_redirect_ends_on_a_page(wire: Wire, changes: dict[str, str | None]) -> None:
    reply = wire.get(query(wire, **changes), token=None)
    assert reply.status == 400
    assert reply.headers["Content-Type"] == "text/html; charset=utf-8"
    assert reply.headers["Location"] is None
    assert b"evil" not in reply.data


def test_a_second_redirect_uri_ends_on_a_page(wire: Wire) -> None:
    assert wire.get(query(wire) + "&redirect_uri=https%3A%2F%2Fevil.example", token=None).status == 400


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": "code id_token"}, "unsupported_response_type"),
        ({"response_mode": "web_message"}, "invalid_request"),
        ({"scope": "data:read openid"}, "invalid_request"),
        ({"scope": " ".join(["data:read"] * 51)}, "invalid_scope"),
        ({"scope": f"data:read:urn:{'x' * 2000}"}, "invalid_scope"),
        ({"scope": "data:everything"}, "invalid_scope"),
        ({"scope": None}, "invalid_scope"),
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge": None, "code_challenge_method": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
    ],
)
def test_other_mistakes_go_back_to_the_app(wire: Wire, changes: dict[str, str | None], error: str) -> None:
    reply = wire.get(query(wire, **changes), token=None)
    assert reply.status == 302
    answer = parse_qs(urlsplit(reply.headers["Location"]).query)
    assert (answer["error"], answer["state"]) == ([error], ["a.b-c_1,2"])


def test_further_callbacks_are_matched_exactly(start: Callable[..., Emulator]) -> None:
    service = start(hub="none", callbacks=("http://localhost:9999/cb?x=1",))
    with Wire(service) as wire:
        page = wire.get(query(wire, redirect_uri="http://localhost:9999/cb?x=1"), token=None)
        hidden = re.findall(r'name="request_id" value="([^"]+)"', page.data.decode())[0]
        reply = form(wire, AUTHORIZE, {"request_id": hidden, "choice": "allow"})
        assert reply.headers["Location"].startswith("http://localhost:9999/cb?x=1&code=")
        assert wire.get(query(wire, redirect_uri="http://localhost:9999/cb"), token=None).status == 400


@pytest.mark.parametrize(
    "changes",
    [
        {"code_verifier": "w" * 43},
        {"code_verifier": "short"},
        {"redirect_uri": "http://localhost:18917/callback"},
        {"code": "unknown"},
    ],
)
def test_a_code_is_bound_to_its_request(wire: Wire, changes: dict[str, str]) -> None:
    code = press(wire, "allow")["code"]
    reply = redeem(wire, code, **changes)
    assert (reply.status, reply.json["error"]) == (400, "invalid_grant")
    assert set(reply.json) == {"error", "error_description"}


def test_a_code_without_its_verifier_is_worth_nothing_yet(wire: Wire) -> None:
    code = press(wire, "allow")["code"]
    values = {
        "grant_type": "authorization_code",
        "client_id": wire.service.public_client_id,
        "code": code,
        "redirect_uri": CALLBACK,
    }
    reply = form(wire, TOKEN, values)
    assert (reply.status, reply.json["error"]) == (400, "invalid_request")
    assert "code_verifier" in reply.json["error_description"]
    assert redeem(wire, code).status == 200


def test_a_code_that_comes_back_takes_everything_down(wire: Wire) -> None:
    code = press(wire, "allow")["code"]
    tokens = redeem(wire, code).json
    assert redeem(wire, code).json["error"] == "invalid_grant"
    assert wire.get("/userinfo", token=tokens["access_token"]).status == 401
    assert refresh(wire, tokens["refresh_token"]).json["error"] == "invalid_grant"


def test_codes_and_tokens_expire(wire: Wire) -> None:
    late = press(wire, "allow")["code"]
    wire.service.clock.advance(300)
    assert redeem(wire, late).json["error"] == "invalid_grant"
    tokens = redeem(wire, press(wire, "allow")["code"]).json
    wire.service.clock.advance(3598)
    assert wire.get("/userinfo", token=tokens["access_token"]).status == 200
    wire.service.clock.advance(2)
    reply = wire.get("/userinfo", token=tokens["access_token"])
    assert (reply.status, reply.json["errorCode"]) == (401, "AUTH-006")
    wire.service.clock.advance(15 * 24 * 3600)
    assert refresh(wire, tokens["refresh_token"]).json["error"] == "invalid_grant"


def test_a_refresh_token_works_once_and_hands_on(wire: Wire) -> None:
    first = redeem(wire, press(wire, "allow")["code"]).json
    second = refresh(wire, first["refresh_token"], scope="data:read").json
    assert second["refresh_token"] != first["refresh_token"]
    assert refresh(wire, first["refresh_token"]).json["error"] == "invalid_grant"
    assert wire.get("/userinfo", token=second["access_token"]).status == 200
    third = refresh(wire, second["refresh_token"], scope="data:read data:create")
    assert third.status == 200
    wider = refresh(wire, third.json["refresh_token"], scope="data:read data:write")
    assert wider.json["error"] == "invalid_scope"
    assert refresh(wire, third.json["refresh_token"]).status == 200


@pytest.mark.parametrize(
    ("policy", "reused", "other_lives"),
    [("fail", 400, True), ("revoke-grant", 400, False), ("grace", 200, True)],
)
def test_policy_of_a_reused_refresh_token(
    start: Callable[..., Emulator], policy: str, reused: int, *, other_lives: bool
) -> None:
    with Wire(start(hub="none", policies={"refresh-reuse": policy})) as wire:
        first = redeem(wire, press(wire, "allow")["code"]).json
        second = refresh(wire, first["refresh_token"]).json
        assert refresh(wire, first["refresh_token"]).status == reused
        assert (wire.get("/userinfo", token=second["access_token"]).status == 200) is other_lives
        assert (refresh(wire, second["refresh_token"]).status == 200) is other_lives
        wire.service.clock.advance(61)
        assert refresh(wire, first["refresh_token"]).status == 400


def test_an_app_names_itself_in_one_place(wire: Wire) -> None:
    service = wire.service
    grant = {"grant_type": "client_credentials", "scope": "data:read"}
    own = {"client_id": service.client_id, "client_secret": service.client_secret}
    header = {"Authorization": basic(service.client_id, service.client_secret)}
    assert "refresh_token" not in form(wire, TOKEN, grant, **header).json
    assert form(wire, TOKEN, {**grant, **own}).status == 200
    both = form(wire, TOKEN, {**grant, **own}, **header)
    assert (both.status, both.json["error"]) == (400, "invalid_request")
    for wrong in (
        form(wire, TOKEN, grant),
        form(wire, TOKEN, {**grant, "client_id": service.client_id}),
        form(wire, TOKEN, {**grant, **own, "client_secret": "guess"}),
        form(wire, TOKEN, grant, Authorization=basic(service.client_id, "guess")),
        form(wire, TOKEN, grant, Authorization="Basic !"),
        form(wire, TOKEN, grant, Authorization="Bearer x"),
    ):
        assert (wrong.status, wrong.json["error"]) == (401, "invalid_client")
    public = form(wire, TOKEN, {**grant, "client_id": service.public_client_id})
    assert (public.status, public.json["error"]) == (400, "unauthorized_client")


def test_a_confidential_app_signs_a_person_in_with_its_secret(wire: Wire) -> None:
    service = wire.service
    answer = press(
        wire, "allow", client_id=service.client_id, code_challenge=None, code_challenge_method=None
    )
    grant = {"grant_type": "authorization_code", "code": answer["code"], "redirect_uri": CALLBACK}
    assert (
        form(wire, TOKEN, {**grant, "client_id": service.public_client_id}).json["error"] == "invalid_grant"
    )
    header = {"Authorization": basic(service.client_id, service.client_secret)}
    tokens = form(wire, TOKEN, grant, **header).json
    assert wire.get("/userinfo", token=tokens["access_token"]).status == 200


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"grant_type": "password"}, "invalid_request"),
        ({}, "invalid_request"),
        ({"grant_type": "authorization_code"}, "invalid_request"),
        ({"grant_type": "refresh_token"}, "invalid_request"),
        ({"grant_type": "refresh_token", "refresh_token": "x", "scope": "everything"}, "invalid_scope"),
    ],
)
def test_token_requests_that_cannot_be(wire: Wire, values: dict[str, str], error: str) -> None:
    reply = form(wire, TOKEN, {**values, "client_id": wire.service.public_client_id})
    assert (reply.status, reply.json["error"]) == (400, error)


def test_a_token_request_is_a_form_with_each_field_once(wire: Wire) -> None:
    as_json = wire.post(
        TOKEN, {"grant_type": "client_credentials"}, content_type="application/json", token=None
    )
    assert (as_json.status, as_json.json["error"]) == (400, "invalid_request")
    twice = wire.send("POST", TOKEN, body="scope=a&scope=b", headers={"Content-Type": FORM}, token=None)
    assert twice.json["error"] == "invalid_request"


@pytest.mark.parametrize("header", [None, "Bearer wrong", "Bearer", "Basic abc", ""])
def test_without_a_good_token_there_is_401(wire: Wire, header: str | None) -> None:
    headers = {} if header is None else {"Authorization": header}
    reply = wire.get("/project/v1/hubs", token=None, headers=headers)
    assert (reply.status, reply.json["errorCode"]) == (401, "AUTH-006")


def test_scopes_are_enforced(empty_service: Emulator) -> None:
    shelf = fill_shelf(empty_service.seed)
    with Wire(empty_service) as wire:

        def token(scope: str) -> str:
            return redeem(wire, press(wire, "allow", scope=scope)["code"]).json["access_token"]

        reading, creating, writing = token("data:read"), token("data:create"), token("data:write")
        commands = f"/data/v1/projects/{q(shelf.project)}/commands"
        refs = shelf.refs(shelf.design1)
        refused = (
            wire.get("/project/v1/hubs", token=creating),
            wire.get(refs, token=writing),
            wire.post(refs, ref_body(shelf.sheet), token=reading),
            wire.post(commands, list_refs_body(shelf.design1), token=creating),
        )
        for reply in refused:
            assert (reply.status, reply.json["errorCode"]) == (403, "AUTH-010")
            assert reply.json["developerMessage"] == "Token does not have the privilege for this request."
        assert wire.post(refs, ref_body(shelf.sheet), token=creating).status == 204
        assert wire.post(refs, ref_body(shelf.sheet), token=writing).status == 204
        assert wire.post(commands, list_refs_body(shelf.design1), token=reading).status == 200
