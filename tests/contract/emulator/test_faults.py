"""Bad days on order."""

from __future__ import annotations

import base64
import http.client
import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from addin.lib.emulator import Emulator, Fault, read_faults
from addin.lib.emulator.faults import read_fault
from addin.lib.emulator.faults.presets import PRESETS
from addin.lib.errors import UsageError

from .wire import NOON, USER, Shelf, Wire, ref_body

HUBS = "/project/v1/hubs"


def test_an_answer_instead_of_the_work(wire: Wire, shelf: Shelf) -> None:
    path = shelf.refs(shelf.design1)
    wire.service.add_fault(
        Fault(
            method="POST",
            path="*/relationships/refs",
            status=502,
            body="<html>",
            headers={"Retry-After": "3"},
        )
    )
    reply = wire.post(path, ref_body(shelf.sheet))
    assert (reply.status, reply.data, reply.headers["Retry-After"]) == (502, b"<html>", "3")
    assert reply.headers["Content-Type"].startswith("text/html")
    assert wire.get(path).json["data"] == []
    wire.service.clear_faults()
    assert wire.post(path, ref_body(shelf.sheet)).status == 204


def test_the_nth_call_only(wire: Wire) -> None:
    wire.service.add_fault(Fault(path=HUBS, nth=(2, 4), status=500))
    assert [wire.get(f"{HUBS}?n={n}").status for n in range(5)] == [200, 500, 200, 500, 200]


def test_the_first_fault_whose_turn_it_is_acts_and_all_count(wire: Wire) -> None:
    wire.service.add_fault(Fault(path=HUBS, nth=(1,), status=500))
    wire.service.add_fault(Fault(path="*", nth=(1, 2), status=503))
    assert [wire.get(HUBS).status for _ in range(3)] == [500, 503, 200]


def test_the_work_done_and_another_answer(wire: Wire, shelf: Shelf) -> None:
    path = shelf.refs(shelf.design1)
    wire.service.add_fault(Fault(method="POST", action="answer-after", status=504, body="late"))
    assert wire.post(path, ref_body(shelf.sheet)).status == 504
    assert len(wire.get(path).json["data"]) == 1


@pytest.mark.parametrize(("action", "stored"), [("reset-before", 0), ("reset-after", 1)])
def test_the_connection_dropped(wire: Wire, shelf: Shelf, action: str, stored: int) -> None:
    path = shelf.refs(shelf.design1)
    wire.service.add_fault(Fault(method="POST", action=action))
    with pytest.raises(http.client.RemoteDisconnected):
        wire.post(path, ref_body(shelf.sheet))
    wire.connection.close()
    assert wire.service.log[-1].status == 0
    assert len(wire.get(path).json["data"]) == stored


def test_half_a_body(wire: Wire) -> None:
    whole = wire.get(HUBS).data
    wire.service.add_fault(Fault(path=HUBS, action="truncate"))
    with pytest.raises(http.client.IncompleteRead) as caught:
        wire.get(HUBS)
    wire.connection.close()
    assert caught.value.partial == whole[: len(whole) // 2]


def test_a_field_dropped(wire: Wire) -> None:
    wire.service.add_fault(Fault(path=HUBS, action="drop-field", field="data.0.attributes.name"))
    wire.service.seed.add_hub("Shelf")
    (hub,) = wire.get(HUBS).json["data"]
    assert "name" not in hub["attributes"]
    assert hub["attributes"]["region"] == "US"
    wire.service.clear_faults()
    wire.service.add_fault(Fault(path=HUBS, action="drop-field", field="data.7.attributes.name"))
    assert wire.get(HUBS).json["data"][0]["attributes"]["name"] == "Shelf"


def test_a_delay_before_the_real_answer(wire: Wire) -> None:
    wire.service.add_fault(Fault(path=HUBS, delay_ms=80, headers={"X-Late": "yes"}))
    began = time.monotonic()
    reply = wire.get(HUBS)
    assert time.monotonic() - began >= 0.08
    assert (reply.status, reply.headers["X-Late"]) == (200, "yes")


def test_a_file_of_faults() -> None:
    text = json.dumps(
        [{"path": "/userinfo", "nth": [1, 3], "status": 429, "headers": {"Retry-After": "2"}}, {}]
    )
    assert read_faults(text) == (
        Fault(path="/userinfo", nth=(1, 3), status=429, headers={"Retry-After": "2"}),
        Fault(),
    )


def test_a_preset_in_a_file_and_what_differs_from_it() -> None:
    text = json.dumps([{"preset": "quota", "path": HUBS}, {"preset": "lie", "what": ["bidi"], "seed": 4}])
    quota, lie = read_faults(text)
    assert (quota.path, quota.status, quota.headers["Retry-After"]) == (HUBS, 429, "5")
    assert lie == Fault(action="lie", what=("bidi",), seed=4)


@pytest.mark.parametrize("name", PRESETS)
def test_each_preset_is_a_fault_and_can_be_written_down(name: str) -> None:
    fault = read_fault({"preset": name})
    assert PRESETS[name].meaning
    assert read_fault(json.loads(json.dumps(fault.as_dict()))) == fault


@pytest.mark.parametrize(
    "operation",
    [
        "GET /data/v1/projects/{project}/folders/{id}/contents",
        "GET /data/v1/projects/{}/folders/{f}/contents",
    ],
)
def test_an_operation_is_one_endpoint_whatever_its_ids(wire: Wire, shelf: Shelf, operation: str) -> None:
    wire.service.add_fault(Fault(operation=operation, status=503))
    for folder in (shelf.folder, shelf.root):
        assert wire.get(shelf.path("folders", folder) + "/contents?page%5Blimit%5D=1").status == 503
    assert wire.get("/" + shelf.path("folders", shelf.folder) + "/contents").status == 503
    assert wire.get(shelf.path("folders", shelf.folder)).status == 200
    assert wire.post(shelf.path("folders", shelf.folder) + "/contents", {}).status == 405
    assert wire.get("/nowhere").status == 404


def test_an_operation_that_is_none_is_said(start: Callable[..., Emulator], wire: Wire) -> None:
    for operation in ("GET /nowhere", "DELETE /project/v1/hubs", "list hubs"):
        fault = Fault(operation=operation)
        with pytest.raises(UsageError) as caught:
            wire.service.add_fault(fault)
        assert caught.value.reference == "emulator.bad-faults"
        assert operation in caught.value.context["problem"]
        with pytest.raises(UsageError):
            start(hub="none", faults=(fault,))


def test_only_the_calls_of_an_operation_count(wire: Wire, shelf: Shelf) -> None:
    wire.service.add_fault(Fault(operation="GET /project/v1/hubs/{hub}", nth=(2,), status=503))
    seen = [wire.get(path).status for path in (HUBS, f"{HUBS}/{shelf.hub}", HUBS, f"{HUBS}/{shelf.hub}")]
    assert seen == [200, 200, 200, 503]


def test_the_real_answer_declared_to_be_something_else(wire: Wire) -> None:
    wire.service.add_fault(Fault(path=HUBS, headers={"Content-Type": "text/plain"}))
    reply = wire.get(HUBS)
    assert (reply.status, reply.headers.get_all("Content-Type")) == (200, ["text/plain"])
    assert reply.json["data"] == []


def test_a_200_with_a_web_page(wire: Wire) -> None:
    wire.service.add_fault(read_fault({"preset": "html", "path": HUBS}))
    reply = wire.get(HUBS)
    assert (reply.status, reply.headers.get_content_type()) == (200, "text/html")
    assert reply.data.startswith(b"<!doctype html>")


def test_a_token_that_expires_in_mid_call(wire: Wire, shelf: Shelf) -> None:
    path = shelf.path("folders", shelf.root) + "/contents?page%5Blimit%5D=1&page%5Bnumber%5D="
    wire.service.add_fault(Fault(path="*/contents", nth=(2,), action="expire-token"))
    assert wire.get(f"{path}0").status == 200
    refused = wire.get(f"{path}1")
    assert (refused.status, refused.json["errorCode"]) == (401, "AUTH-006")
    assert wire.get(HUBS).status == 401


def test_a_token_that_expires_takes_no_other_along(wire: Wire) -> None:
    other = wire.service._backend.tokens.issue("DataBrowserSample", user_id=USER, scope="data:read")
    wire.service.add_fault(Fault(path=HUBS, nth=(1,), action="expire-token"))
    assert wire.get(HUBS).status == 401
    assert wire.get(HUBS, token=other.access_token).status == 200
    assert wire.get("/authentication/v2/authorize?client_id=nobody", token=None).status == 400


@pytest.mark.parametrize(
    "content",
    [
        "{",
        {},
        [1],
        [{"paht": "*"}],
        [{"status": "500"}],
        [{"status": True}],
        [{"status": 99}],
        [{"nth": [0]}],
        [{"nth": 1}],
        [{"headers": {"Retry-After": 2}}],
        [{"action": "explode"}],
        [{"action": "drop-field"}],
        [{"action": "answer-after"}],
        [{"delay_ms": "1"}],
        [{"delay_ms": -1}],
        [{"trickle_ms": 600_001}],
        [{"action": "lie"}],
        [{"action": "lie", "what": "html"}],
        [{"action": "lie", "what": ["gossip"]}],
        [{"action": "lie", "what": [7]}],
        [{"action": "lie", "what": ["html"], "one_in": 0}],
        [{"headers": {"X": "a\r\nSet-Cookie: b"}}],
        [{"headers": {"": "a"}}],
        [{"preset": "weather"}],
        [{"preset": ["slow"]}],
    ],
)
def test_a_bad_file_of_faults_is_said(content: Any) -> None:
    with pytest.raises(UsageError) as caught:
        read_faults(content if isinstance(content, str) else json.dumps(content))
    assert caught.value.reference == "emulator.bad-faults"
    assert caught.value.context["problem"]


def test_a_mistake_of_the_service_itself_is_500(
    empty_service: Emulator, caplog: pytest.LogCaptureFixture
) -> None:
    # A picture that cannot be drawn is the one mistake that the seeder lets through.
    seed = empty_service.seed
    project = seed.add_project(seed.add_hub("H"), name="P")
    folder = seed.add_folder(project.root_folder_id, name="F", created=NOON, by=USER)
    item = seed.add_item(folder, name="I", created=NOON, by=USER)
    version = seed.add_version(item, created=NOON, by=USER, size=1, thumbnail="no such picture")
    urn = base64.urlsafe_b64encode(version.encode()).rstrip(b"=").decode()
    with Wire(empty_service) as wire:
        reply = wire.get(f"/modelderivative/v2/designdata/{urn}/thumbnail")
        assert (reply.status, reply.json["errorCode"]) == (500, "ERR-003")
        assert wire.get(HUBS).status == 200
    assert "no such picture" in caplog.text
