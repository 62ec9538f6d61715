"""Answers that come slowly, and a service that is not there for a while."""

from __future__ import annotations

import contextlib
import http.client
import socket
import threading
import time
from collections.abc import Callable

import pytest
from addin.lib.emulator import Emulator, Fault

from .test_server import port_of
from .wire import Shelf, Wire, ref_body

pytestmark = pytest.mark.long_only

HUBS = "/project/v1/hubs"


def arrivals(wire: Wire, path: str) -> tuple[list[tuple[float, int]], bytes]:
    """Send a GET by hand; return when how many bytes came, in seconds since it was sent, and all of them."""
    port = port_of(wire.service)
    head = f"GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(f"{head}Authorization: Bearer {wire.service.token}\r\n\r\n".encode())
        began = time.monotonic()
        seen: list[tuple[float, int]] = []
        whole = b""
        while chunk := connection.recv(65536):
            whole += chunk
            seen.append((time.monotonic() - began, len(chunk)))
    return seen, whole


def test_a_slow_first_byte_comes_after_the_work(wire: Wire, shelf: Shelf) -> None:
    path = shelf.refs(shelf.design1)
    wire.service.add_fault(Fault(method="POST", first_byte_ms=60_000))
    answers: list[int] = []
    thread = threading.Thread(target=lambda: answers.append(wire.post(path, ref_body(shelf.sheet)).status))
    thread.start()
    with Wire(wire.service) as other:
        while not other.get(path).json["data"]:
            time.sleep(0.01)
    assert answers == []
    wire.service.stop()  # a service that ends waits for nobody
    thread.join(timeout=5)
    assert not thread.is_alive()


def test_a_slow_first_byte_is_followed_by_all_at_once(wire: Wire, shelf: Shelf) -> None:
    wire.service.add_fault(Fault(path=HUBS, first_byte_ms=300))
    seen, whole = arrivals(wire, HUBS)
    assert seen[0][0] >= 0.25
    assert shelf.hub.encode() in whole


def test_a_trickle_begins_at_once_and_takes_its_time(wire: Wire, shelf: Shelf) -> None:
    calm = wire.get(HUBS).data
    wire.service.add_fault(Fault(path=HUBS, trickle_ms=400))
    seen, whole = arrivals(wire, HUBS)
    head, _, body = whole.partition(b"\r\n\r\n")
    assert body == calm
    assert head.startswith(b"HTTP/1.1 200 ")
    assert len(seen) >= 10
    assert seen[0][1] < len(head) + 4 + len(body) / 5
    assert seen[-1][0] - seen[0][0] >= 0.3


def test_a_trickle_of_nothing_and_a_trickle_that_ends_early(wire: Wire, shelf: Shelf) -> None:
    wire.service.add_fault(Fault(method="POST", trickle_ms=100))
    assert wire.post(shelf.refs(shelf.design1), ref_body(shelf.sheet)).status == 204
    wire.service.add_fault(Fault(path=HUBS, trickle_ms=100, action="truncate"))
    with pytest.raises(http.client.IncompleteRead):
        wire.get(HUBS)


def connects(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5):
            return True
    except ConnectionRefusedError:
        return False


def test_a_service_that_is_down_refuses_and_comes_back_on_its_port(wire: Wire, shelf: Shelf) -> None:
    port = port_of(wire.service)
    wire.service.add_fault(Fault(method="POST", nth=(1,), action="refuse", down_ms=2000))
    with Wire(wire.service) as kept:
        assert kept.get(HUBS).status == 200
        with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
            wire.post(shelf.refs(shelf.design1), ref_body(shelf.sheet))
        began = time.monotonic()
        assert not connects(port)
        with pytest.raises((OSError, http.client.HTTPException)):
            kept.get(HUBS)
        while not connects(port):
            assert time.monotonic() - began < 10
        assert time.monotonic() - began >= 1.5
        wire.connection.close()
        assert wire.get(shelf.refs(shelf.design1)).json["data"] == []
        assert wire.post(shelf.refs(shelf.design1), ref_body(shelf.sheet)).status == 204


def test_who_takes_it_down_hears_of_it_when_it_is_so_for_all(wire: Wire) -> None:
    wire.service.add_fault(Fault(method="POST", action="refuse", down_ms=60_000))
    with contextlib.ExitStack() as stack:
        others = [stack.enter_context(Wire(wire.service)) for _ in range(40)]
        for one in others:
            assert one.get(HUBS).status == 200
        with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
            wire.post(HUBS, {})
        for one in others:
            with pytest.raises((OSError, http.client.HTTPException)):
                one.get(HUBS)


def test_a_service_that_resets_what_it_accepts(wire: Wire, shelf: Shelf) -> None:
    port = port_of(wire.service)
    wire.service.add_fault(Fault(path=HUBS, nth=(1,), action="reset-accept", down_ms=500))
    with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
        wire.get(HUBS)
    began = time.monotonic()
    with pytest.raises(ConnectionResetError):
        with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
            connection.recv(1)
    while True:
        wire.connection.close()
        with contextlib.suppress(ConnectionResetError, http.client.RemoteDisconnected, BrokenPipeError):
            assert wire.get(HUBS).status == 200
            break
        assert time.monotonic() - began < 10
    assert time.monotonic() - began >= 0.35


@pytest.mark.parametrize("action", ["refuse", "reset-accept"])
def test_a_service_may_be_stopped_while_it_is_down(start: Callable[..., Emulator], action: str) -> None:
    service = start(hub="none", faults=(Fault(action=action, down_ms=60_000),))
    port = port_of(service)
    with Wire(service) as wire:
        with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
            wire.get(HUBS)
    began = time.monotonic()
    service.stop()
    assert time.monotonic() - began < 5
    assert not connects(port)


def test_many_calls_that_take_it_down_take_it_down_once(start: Callable[..., Emulator]) -> None:
    service = start(hub="none", faults=(Fault(nth=tuple(range(1, 9)), action="refuse", down_ms=300),))
    port = port_of(service)

    def call() -> None:
        with Wire(service) as wire, contextlib.suppress(OSError, http.client.HTTPException):
            wire.get(HUBS)

    threads = [threading.Thread(target=call) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    deadline = time.monotonic() + 10
    while True:
        with Wire(service) as wire, contextlib.suppress(OSError, http.client.HTTPException):
            if wire.get(HUBS).status == 200:
                break
        assert time.monotonic() < deadline
    assert connects(port)
