"""Accounts, hubs, scopes and apps that are taken away while the service runs, and given back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from addin.lib.emulator import Emulator, sample
from addin.lib.errors import UsageError

from .signing_in import (
    AUTHORIZE,
    CALLBACK,
    INTROSPECT,
    choose,
    form,
    press,
    query,
    redeem,
    refresh,
    sign_in,
)
from .test_control import control, expect_refusal, state
from .wire import USER, Shelf, Wire, q

HUBS = "/project/v1/hubs"
OTHER_CALLBACK = "http://localhost:18917/callback"
EVERYTHING = "data:read data:create data:write"


@pytest.fixture
def sample_wire(service: Emulator) -> Iterator[Wire]:
    """A connection to the sample hub."""
    with Wire(service) as opened:
        yield opened


def change(wire: Wire, user: str, **values: Any) -> None:
    """Take something from a person, or give it back."""
    assert control(wire, "PUT", f"people/{q(user)}", values).status == 200


def person(wire: Wire, user: str) -> Any:
    """What the state tells of a person."""
    return next(one for one in state(wire)["people"] if one["id"] == user)


def test_the_state_tells_who_signs_in(sample_wire: Wire) -> None:
    mika, ingrid = state(sample_wire)["people"]
    hubs = {hub["name"]: hub["open"] for hub in ingrid["hubs"]}
    assert (mika["id"], ingrid["id"]) == (sample.SAMPLE_USER, sample.COLLEAGUE)
    assert (mika["email"], mika["enabled"], mika["scopes"]) == ("designer@example.com", True, None)
    assert all(hub["open"] for hub in mika["hubs"])
    assert hubs == {sample.TEAM_HUB: True, sample.PERSONAL_HUB: False}


@pytest.mark.parametrize("errors", ["oauth", "gateway"])
def test_a_disabled_account_has_no_refresh(start: Callable[..., Emulator], errors: str) -> None:
    with Wire(start(hub="none", policies={"token-errors": errors})) as wire:
        tokens = sign_in(wire)
        change(wire, USER, enabled=False)
        reply = refresh(wire, tokens["refresh_token"])
        assert reply.status == 400
        if errors == "oauth":
            assert reply.json["error"] == "invalid_grant"
        else:
            assert "disabled" in reply.json["developerMessage"]
        change(wire, USER, enabled=True)
        assert refresh(wire, tokens["refresh_token"]).status == 200


def test_access_tokens_of_a_disabled_account_are_good_for_nothing(wire: Wire) -> None:
    token = sign_in(wire)["access_token"]
    change(wire, USER, enabled=False)
    for one in (token, wire.service.token):
        reply = wire.get(HUBS, token=one)
        assert (reply.status, reply.json["errorCode"]) == (401, "AUTH-006")
    looked_into = form(wire, INTROSPECT, {"token": token, "client_id": wire.service.public_client_id})
    assert looked_into.json == {"active": False}
    change(wire, USER, enabled=True)
    assert wire.get(HUBS, token=token).status == 200


def test_nobody_signs_in_with_a_disabled_account(sample_wire: Wire) -> None:
    code = press(sample_wire, "allow", user=sample.COLLEAGUE)["code"]
    change(sample_wire, sample.COLLEAGUE, enabled=False)
    page = choose(sample_wire, "allow", user=sample.COLLEAGUE)
    assert (page.status, page.headers.get_content_type()) == (403, "text/html")
    assert b"The account of Ingrid Vogel is disabled." in page.data
    reply = redeem(sample_wire, code)
    assert (reply.status, reply.json["error"]) == (400, "invalid_grant")
    assert press(sample_wire, "deny", user=sample.COLLEAGUE)["error"] == "access_denied"


def test_other_people_are_not_touched(sample_wire: Wire) -> None:
    token = sign_in(sample_wire, user=sample.COLLEAGUE)["access_token"]
    change(sample_wire, sample.SAMPLE_USER, enabled=False)
    assert sample_wire.get(HUBS).status == 401
    assert sample_wire.get(HUBS, token=token).status == 200


def test_another_person_can_be_chosen_after_a_disabled_one(sample_wire: Wire) -> None:
    change(sample_wire, sample.SAMPLE_USER, enabled=False)
    page = sample_wire.get(query(sample_wire), token=None)
    found = re.search(r'name="request_id" value="([^"]+)"', page.data.decode())
    assert found
    values = {"request_id": found[1], "choice": "allow"}
    assert form(sample_wire, AUTHORIZE, values).status == 403
    assert form(sample_wire, AUTHORIZE, {**values, "user": sample.COLLEAGUE}).status == 302


def below(shelf: Shelf) -> list[str]:
    """Paths in a hub, and the hub's own."""
    hub, project = f"{HUBS}/{q(shelf.hub)}", f"/data/v1/projects/{q(shelf.project)}"
    return [
        hub,
        f"{hub}/projects",
        f"{hub}/projects/{q(shelf.project)}",
        f"{hub}/projects/{q(shelf.project)}/hub",
        f"{hub}/projects/{q(shelf.project)}/topFolders",
        f"{project}/folders/{q(shelf.folder)}",
        f"{project}/folders/{q(shelf.folder)}/contents",
        f"{project}/items/{q(shelf.design_item)}",
        f"{project}/versions/{q(shelf.design1)}",
        f"{project}/versions/{q(shelf.design1)}/relationships/refs",
    ]


def test_all_below_a_hub_that_is_taken_away_is_forbidden(wire: Wire, shelf: Shelf) -> None:
    paths = below(shelf)
    assert {wire.get(path).status for path in paths} == {200}
    change(wire, USER, hubs={shelf.hub: False})
    for path in paths:
        reply = wire.get(path)
        assert reply.status == 403, path
        assert reply.error == ("403", "FORBIDDEN")
    change(wire, USER, hubs={shelf.hub: True})
    assert {wire.get(path).status for path in paths} == {200}


def test_all_below_a_hub_that_is_taken_away_is_hidden_where_closed_projects_are(
    start: Callable[..., Emulator],
) -> None:
    with Wire(start(policies={"closed-project": "not-found"})) as wire:
        hub = wire.get(HUBS).json["data"][0]["id"]
        change(wire, USER, hubs={hub: False})
        assert wire.get(f"{HUBS}/{q(hub)}").error == ("404", "HUB_NOT_FOUND")


def test_files_of_a_hub_that_is_taken_away_are_out_of_reach(wire: Wire, shelf: Shelf) -> None:
    version = wire.get(f"/data/v1/projects/{q(shelf.project)}/versions/{q(shelf.design1)}").json["data"]
    urn: str = version["relationships"]["storage"]["data"]["id"]
    bucket, _, key = urn.removeprefix("urn:adsk.objects:os.object:").partition("/")
    path = f"/oss/v2/buckets/{bucket}/objects/{q(key)}/signeds3download"
    assert wire.get(path).status == 200
    change(wire, USER, hubs={shelf.hub: False})
    assert wire.get(path).status == 403


def test_nothing_is_written_in_a_hub_that_is_taken_away(wire: Wire, shelf: Shelf) -> None:
    change(wire, USER, hubs=False)
    path = f"/data/v1/projects/{q(shelf.project)}/folders/{q(shelf.folder)}"
    assert wire.patch(path, {"data": {"type": "folders", "id": shelf.folder}}).status == 403


def test_without_any_hub_the_list_is_empty(sample_wire: Wire) -> None:
    hubs = [hub["id"] for hub in sample_wire.get(HUBS).json["data"]]
    change(sample_wire, USER, hubs={hubs[0]: False})
    assert [hub["id"] for hub in sample_wire.get(HUBS).json["data"]] == hubs[1:]
    change(sample_wire, USER, hubs=False)
    reply = sample_wire.get(HUBS)
    assert (reply.status, reply.json["data"]) == (200, [])
    change(sample_wire, USER, hubs=True)
    assert [hub["id"] for hub in sample_wire.get(HUBS).json["data"]] == hubs


def test_a_refresh_gives_fewer_scopes(wire: Wire, shelf: Shelf) -> None:
    tokens = sign_in(wire, scope=EVERYTHING)
    change(wire, USER, scopes="data:read viewables:read")
    path = f"/data/v1/projects/{q(shelf.project)}/folders/{q(shelf.folder)}"
    data = {"type": "folders", "id": shelf.folder, "attributes": {"name": "New name"}}
    patch = {"jsonapi": {"version": "1.0"}, "data": data}
    assert wire.patch(path, patch, token=tokens["access_token"]).status == 200
    tokens = refresh(wire, tokens["refresh_token"]).json
    looked_into = form(
        wire, INTROSPECT, {"token": tokens["access_token"], "client_id": wire.service.public_client_id}
    )
    assert looked_into.json["scope"] == "data:read"
    assert wire.get(path, token=tokens["access_token"]).status == 200
    reply = wire.patch(path, patch, token=tokens["access_token"])
    assert (reply.status, reply.json["errorCode"]) == (403, "AUTH-010")
    change(wire, USER, scopes=None)
    tokens = refresh(wire, tokens["refresh_token"]).json
    assert wire.patch(path, patch, token=tokens["access_token"]).status == 200


def test_a_refresh_may_leave_no_scope_at_all(wire: Wire) -> None:
    tokens = sign_in(wire, scope="data:read")
    change(wire, USER, scopes="data:write")
    token = refresh(wire, tokens["refresh_token"]).json["access_token"]
    assert wire.get(HUBS, token=token).status == 403
    assert wire.get("/userinfo", token=token).status == 200


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"name": "New"},
        {"enabled": 1},
        {"enabled": None},
        {"scopes": "data:everything"},
        {"scopes": ""},
        {"scopes": ["data:read"]},
        {"hubs": None},
        {"hubs": {"a.none": False}},
        {"hubs": ["a.none"]},
        {"enabled": False, "scopes": 1},
    ],
)
def test_what_no_person_takes_changes_nothing(wire: Wire, values: object) -> None:
    before = person(wire, USER)
    assert expect_refusal(control(wire, "PUT", f"people/{USER}", values)) == "emulator.bad-control"
    assert person(wire, USER) == before


def test_a_switch_of_a_hub_is_true_or_false(wire: Wire, shelf: Shelf) -> None:
    expect_refusal(control(wire, "PUT", f"people/{USER}", {"hubs": {shelf.hub: "no"}}))
    assert wire.get(f"{HUBS}/{q(shelf.hub)}").status == 200


@pytest.mark.parametrize("user", ["NOBODY", "SAMPLEUSER03"])
def test_nothing_is_taken_from_who_does_not_sign_in(sample_wire: Wire, user: str) -> None:
    expect_refusal(control(sample_wire, "PUT", f"people/{user}", {"enabled": False}), 404)


def test_a_reset_gives_everything_back(sample_wire: Wire) -> None:
    before = state(sample_wire)["people"]
    apps = state(sample_wire)["apps"]
    for user in (sample.SAMPLE_USER, sample.COLLEAGUE):
        change(sample_wire, user, enabled=False, hubs=False, scopes="data:read")
    assert control(sample_wire, "DELETE", f"apps/{sample_wire.service.public_client_id}").status == 200
    assert sample_wire.get(HUBS).status == 401
    assert control(sample_wire, "POST", "reset").status == 200
    assert state(sample_wire)["people"] == before
    assert state(sample_wire)["apps"] == apps
    assert sample_wire.get(HUBS).status == 200


def register(wire: Wire, *callbacks: str, client_id: str = "OneAddress", **more: Any) -> Any:
    """Register an app, and return what the state tells of it."""
    reply = control(wire, "POST", "apps", {"client_id": client_id, "callbacks": callbacks, **more})
    assert reply.status == 200
    return next(app for app in reply.json["apps"] if app["client_id"] == client_id)


def test_an_app_has_the_addresses_it_was_given(wire: Wire) -> None:
    app = register(wire, CALLBACK, name="One Address")
    assert app == {
        "client_id": "OneAddress",
        "name": "One Address",
        "confidential": False,
        "callbacks": [CALLBACK],
    }
    page = wire.get(query(wire, client_id="OneAddress"), token=None)
    assert b"One Address wants to use your data" in page.data
    other = query(wire, client_id="OneAddress", redirect_uri=OTHER_CALLBACK)
    assert wire.get(other, token=None).status == 400
    reply = redeem(wire, press(wire, "allow", client_id="OneAddress")["code"], client_id="OneAddress")
    assert wire.get(HUBS, token=reply.json["access_token"]).status == 200


def test_an_app_that_is_registered_again_is_replaced(wire: Wire) -> None:
    assert register(wire, CALLBACK)["name"] == "OneAddress"
    app = register(wire, OTHER_CALLBACK, name="Other")
    assert (app["name"], app["callbacks"]) == ("Other", [OTHER_CALLBACK])
    assert wire.get(query(wire, client_id="OneAddress"), token=None).status == 400
    register(wire, client_id=wire.service.public_client_id)
    assert wire.get(query(wire), token=None).status == 400
    assert wire.get(HUBS).status == 200


def test_what_an_app_had_goes_with_it(wire: Wire) -> None:
    register(wire, CALLBACK)
    code = press(wire, "allow", client_id="OneAddress")["code"]
    tokens = redeem(wire, code, client_id="OneAddress").json
    page = wire.get(query(wire, client_id="OneAddress"), token=None)
    found = re.search(r'name="request_id" value="([^"]+)"', page.data.decode())
    assert found
    assert control(wire, "DELETE", "apps/OneAddress").status == 200
    assert "OneAddress" not in [app["client_id"] for app in state(wire)["apps"]]
    reply = wire.get(HUBS, token=tokens["access_token"])
    assert (reply.status, reply.json["errorCode"]) == (401, "AUTH-006")
    reply = refresh(wire, tokens["refresh_token"], client_id="OneAddress")
    assert (reply.status, reply.json["error"]) == (401, "invalid_client")
    assert wire.get(query(wire, client_id="OneAddress"), token=None).status == 400
    assert form(wire, AUTHORIZE, {"request_id": found[1], "choice": "allow"}).status == 400
    assert wire.get(HUBS).status == 200


@pytest.mark.parametrize(
    "values",
    [
        {"callbacks": [CALLBACK]},
        {"client_id": "One"},
        {"client_id": "One/Two", "callbacks": []},
        {"client_id": "One", "callbacks": CALLBACK},
        {"client_id": "One", "callbacks": ["/callback"]},
        {"client_id": "One", "callbacks": [CALLBACK, 1]},
        {"client_id": "One", "callbacks": [], "name": ""},
        {"client_id": "One", "callbacks": [], "secret": "no"},
        [],
    ],
)
def test_what_is_no_app_is_not_registered(wire: Wire, values: object) -> None:
    before = state(wire)["apps"]
    assert expect_refusal(control(wire, "POST", "apps", values)) == "emulator.bad-control"
    assert state(wire)["apps"] == before


def test_the_app_with_a_secret_stays(wire: Wire) -> None:
    client_id = wire.service.client_id
    expect_refusal(control(wire, "POST", "apps", {"client_id": client_id, "callbacks": []}))
    expect_refusal(control(wire, "DELETE", f"apps/{client_id}"))
    expect_refusal(control(wire, "DELETE", "apps/Unknown"), 404)
    assert wire.service.client_secret not in str(state(wire))
    assert wire.app_token("data:read")


def test_the_same_without_http(empty_service: Emulator, wire: Wire, shelf: Shelf) -> None:
    empty_service.change_person(USER, hubs={shelf.hub: False}, scopes="data:read")
    assert wire.get(HUBS).json["data"] == []
    empty_service.add_app("OneAddress", name="One", callbacks=(CALLBACK,))
    assert press(wire, "allow", client_id="OneAddress")["code"]
    with pytest.raises(KeyError):
        empty_service.change_person("NOBODY", enabled=False)
    with pytest.raises(UsageError):
        empty_service.change_person(USER, enabled="no")
