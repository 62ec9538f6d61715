"""What nobody has confirmed, under each way to settle it, where it belongs to no service alone."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
from addin.lib.emulator import Emulator
from addin.lib.emulator.policies import ALLOWED, Policies, explain_policy

from .wire import Reply, Wire, fill_shelf

HUBS = "/project/v1/hubs"


@pytest.mark.parametrize("policy", ["present", "absent"])
def test_policy_of_the_pause_that_a_429_asks_for(start: Callable[..., Emulator], policy: str) -> None:
    with Wire(start(hub="none", quotas=True, policies={"retry-after": policy})) as wire:
        for _ in range(50):
            wire.get(HUBS)
        over = wire.get(HUBS)
    assert (over.status, over.json) == (429, {"developerMessage": "Quota limit exceeded."})
    assert over.headers["Server"] == "Apigee Router"
    assert over.headers.get("Retry-After", "").isdigit() is (policy == "present")


@pytest.mark.parametrize("policy", ["present", "absent"])
def test_policy_of_the_id_in_an_error(start: Callable[..., Emulator], policy: str) -> None:
    with Wire(start(hub="none", policies={"error-id": policy})) as wire:
        [error] = wire.get(f"{HUBS}/a.none").json["errors"]
    assert error["code"] == "HUB_NOT_FOUND"
    assert (len(error.get("id", "")) == len(str(uuid.uuid4()))) is (policy == "present")


@pytest.mark.parametrize(
    ("policy", "kind", "start_of_body"),
    [
        ("json", "application/json", b'{"developerMessage"'),
        ("html", "text/html", b"<html>"),
        ("plain", "text/plain", b""),
    ],
)
def test_policy_of_the_gateways_own_refusals(
    start: Callable[..., Emulator], policy: str, kind: str, start_of_body: bytes
) -> None:
    with Wire(start(hub="none", quotas=True, policies={"gateway-body": policy})) as wire:
        found: list[Reply] = [
            wire.get(HUBS, token="unknown"),
            wire.get("/nowhere"),
            wire.send("DELETE", HUBS),
            *[wire.get(HUBS) for _ in range(51)][-1:],
        ]
        own = wire.get(f"{HUBS}/a.none")
    assert [reply.status for reply in found] == [401, 404, 405, 429]
    for reply in found:
        assert reply.headers.get_content_type() == kind
        assert reply.data.startswith(start_of_body)
        if policy != "json":
            assert str(reply.status).encode() in reply.data
            assert b"developerMessage" not in reply.data
    assert found[2].headers["Allow"] == "GET"
    assert found[3].headers["Retry-After"]
    assert own.error == ("404", "HUB_NOT_FOUND")  # the service behind the gateway says no in its own way


@pytest.mark.parametrize(
    ("policy", "error"),
    [("forbidden", ("403", "FORBIDDEN")), ("not-found", ("404", "PROJECT_NOT_FOUND"))],
)
def test_policy_of_a_project_that_may_not_be_opened(
    start: Callable[..., Emulator], policy: str, error: tuple[str, str]
) -> None:
    service = start(hub="none", policies={"closed-project": policy})
    shelf = fill_shelf(service.seed)
    with Wire(service) as wire:
        assert wire.get(f"{HUBS}/{shelf.hub}/projects/{shelf.closed}/topFolders").error == error
        assert wire.get(shelf.path("folders", "urn:x", project=shelf.closed)).error == error
        listed = wire.get(f"{HUBS}/{shelf.hub}/projects").json["data"]
        assert shelf.closed in [project["id"] for project in listed]


def test_without_a_choice_the_first_value_holds(start: Callable[..., Emulator]) -> None:
    assert dict(start(hub="none").policies) == {name: values[0] for name, values in ALLOWED.items()}
    assert dict(Policies({"error-id": "absent"})) == {
        **{name: values[0] for name, values in ALLOWED.items()},
        "error-id": "absent",
    }


@pytest.mark.parametrize("name", ALLOWED)
def test_every_policy_is_explained(name: str) -> None:
    assert len(explain_policy(name).split()) >= 4


def test_an_explanation_is_the_whole_entry_and_no_more() -> None:
    assert explain_policy("refresh-reuse") == (
        "a refresh token used twice: fail, revoke-grant (everything it led to dies), "
        "grace (works again for GRACE_SECONDS)"
    )
    assert explain_policy("reuse") == ""
