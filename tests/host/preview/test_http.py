"""Requests by HTTP that an add-in lets Fusion make, over real HTTP to the local service."""

from __future__ import annotations

import importlib
import json
import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from addin.lib.emulator import Emulator, EmulatorOptions, Fault
from addin.lib.preview import SimulatedFusion

from .conftest import Recorder


@pytest.fixture(scope="module")
def service() -> Iterator[Emulator]:
    """A service to ask."""
    with Emulator(EmulatorOptions()) as emulator:
        yield emulator


def ask_for_hubs(core: Any, service: Emulator) -> Any:
    request = core.HttpRequest.create(f"{service.url}/project/v1/hubs?page%5Blimit%5D=5")
    assert request.setHeader("Authorization", f"Bearer {service.token}")
    return request


def test_a_request_is_answered_in_the_middle_of_a_tick(
    core: Any, fusion: SimulatedFusion, service: Emulator
) -> None:
    request = ask_for_hubs(core, service)
    response = request.executeSync()
    assert response.statusCode == 200
    assert json.loads(response.data)["data"][0]["type"] == "hubs"
    assert response.getHeader("content-type").startswith("application/vnd.api+json")
    assert (response.hasHeader("CONTENT-TYPE"), response.hasHeader("x-nothing")) == (True, False)
    is_there, names, values = response.headers()
    assert is_there
    assert dict(zip(names, values, strict=True))["Content-Type"] == response.getHeader("Content-Type")
    assert response.request == request
    assert fusion.cloud_calls == ["HttpRequest.executeSync"]


def test_a_request_on_the_side_is_told_of_on_the_main_thread(
    core: Any, fusion: SimulatedFusion, service: Emulator, recorder: Recorder
) -> None:
    request = ask_for_hubs(core, service)
    told: list[tuple[int, bool]] = []
    recorder.connect(
        request.completed,
        lambda args: told.append((args.response.statusCode, args.response.request == request)),
    )
    assert request.execute()
    assert told == []
    assert fusion.pump_until(lambda: told)
    assert told == [(200, True)]
    assert recorder.seen == ["completed"]


def test_an_answer_that_refuses_is_a_response_too(core: Any, service: Emulator) -> None:
    request = core.HttpRequest.create(f"{service.url}/project/v1/hubs")
    assert request.executeSync().statusCode == 401


def test_what_is_posted_arrives(core: Any, service: Emulator) -> None:
    service.add_fault(Fault(method="POST", path="/echo", status=201, body="made"))
    request = core.HttpRequest.create(f"{service.url}/echo", core.HttpMethods.PostMethod)
    request.setHeader("Content-type", "text/plain")
    request.data = "grüße"
    response = request.executeSync()
    assert (response.statusCode, response.data) == (201, "made")
    assert response.request.data == "grüße"


def test_headers_count_without_their_case(core: Any) -> None:
    request = core.HttpRequest.create("https://example.com", core.HttpMethods.PutMethod)
    request.setHeader("X-One", "1")
    request.setHeader("x-one", "2")
    assert (request.getHeader("X-ONE"), request.headers()) == ("2", (True, ["x-one"], ["2"]))
    assert (request.removeHeader("X-one"), request.removeHeader("X-one")) == (True, False)
    assert (request.hasHeader("x-one"), request.getHeader("x-one")) == (False, "")
    request.url, request.method = "https://example.org", core.HttpMethods.PatchMethod
    assert (request.url, request.method) == ("https://example.org", 4)
    with pytest.raises(RuntimeError, match="3 : no such method"):
        request.method = 9
    with pytest.raises(TypeError, match="where str is expected"):
        core.HttpRequest.create(7)


def test_where_nothing_comes_back_there_is_no_response(
    app: Any, core: Any, fusion: SimulatedFusion, recorder: Recorder
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    request = core.HttpRequest.create(f"http://127.0.0.1:{port}/")
    assert request.executeSync() is None
    code, words = app.getLastError()
    assert (code, bool(words)) == (5, True)
    told: list[Any] = []
    recorder.connect(request.completed, lambda args: told.append(args.response))
    request.execute()
    assert fusion.pump_until(lambda: told)
    assert told == [None]
    assert core.HttpRequest.create("nonsense").executeSync() is None


def test_model_data_is_not_simulated(core: Any) -> None:
    request = core.HttpRequest.create("mfgdm://v3", core.HttpMethods.PostMethod)
    for send in (request.execute, request.executeSync):
        with pytest.raises(NotImplementedError, match="does not simulate the Manufacturing Data Model"):
            send()


def test_an_older_fusion_makes_none(make_fusion: Callable[..., SimulatedFusion]) -> None:
    make_fusion(profile="2024")
    with pytest.raises(AttributeError, match=r"Fusion of 2024 has no adsk\.core\.HttpRequest"):
        _ = importlib.import_module("adsk.core").HttpRequest
