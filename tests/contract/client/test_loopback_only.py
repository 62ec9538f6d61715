"""Servers of ours are heard on this machine alone, by their own names, and give no other page leave."""

from __future__ import annotations

import http.client
import ipaddress
import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import NamedTuple

import pytest
from addin.lib.emulator import Emulator, EmulatorOptions
from addin.lib.http import SignInListener
from addin.lib.preview.server import Answer, Server


class Ours(NamedTuple):
    """A server that runs: its sockets, the name it goes by, and a path that it answers."""

    sockets: tuple[socket.socket, ...]
    host: str
    path: str


@contextmanager
def run_listener() -> Iterator[Ours]:
    """Run the listener of a sign-in."""
    with SignInListener(state="the-state", ports=(0,)) as listener:
        sockets = tuple(server.socket for server in listener._servers)
        yield Ours(sockets, f"localhost:{listener.port}", "/callback?code=c&state=the-state")


@contextmanager
def run_preview() -> Iterator[Ours]:
    """Run the server of the preview's window."""
    server = Server(0, lambda request: Answer(body=b"hello"))
    try:
        yield Ours((server.socket,), f"127.0.0.1:{server.port}", "/")
    finally:
        server.stop()


@contextmanager
def run_service() -> Iterator[Ours]:
    """Run the local service."""
    with Emulator(EmulatorOptions(hub="none")) as service:
        assert service._server is not None
        host = service.url.removeprefix("http://")
        yield Ours((service._server.socket,), host, "/.well-known/openid-configuration")


@pytest.fixture(params=[run_listener, run_preview, run_service], ids=["listener", "preview", "service"])
def ours(request: pytest.FixtureRequest) -> Iterator[Ours]:
    """Each of our servers."""
    run: Callable[[], AbstractContextManager[Ours]] = request.param
    with run() as running:
        yield running


def ask(ours: Ours, method: str, path: str = "", **headers: str) -> tuple[int, list[str]]:
    """Return the status of an answer and the names of its headers; names with `_` for `-`."""
    address = ours.sockets[0].getsockname()
    connection = http.client.HTTPConnection(address[0], address[1], timeout=5)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path or ours.path, headers={"Host": ours.host, **named})
    response = connection.getresponse()
    response.read()
    connection.close()
    return response.status, [name.lower() for name in response.headers]


def test_it_is_bound_to_this_machine_alone(ours: Ours) -> None:
    for bound in ours.sockets:
        assert ipaddress.ip_address(bound.getsockname()[0]).is_loopback
        with pytest.raises(OSError, match=r"refused|[Uu]nreachable|assign"):
            socket.create_connection(("127.0.0.2", bound.getsockname()[1]), timeout=1)


def test_a_foreign_host_is_refused(ours: Ours) -> None:
    port = ours.host.rpartition(":")[2]
    for host in (
        "evil.example",
        f"evil.example:{port}",
        "localhost",
        f"0.0.0.0:{port}",
        f"localhost.:{port}",
    ):
        status, headers = ask(ours, "GET", Host=host)
        assert status in (403, 421), host
        assert leave_given(headers) == []


def test_a_foreign_origin_is_refused(ours: Ours) -> None:
    for origin in ("https://evil.example", "null", "http://localhost:1"):
        for method in ("GET", "POST", "PUT", "DELETE", "OPTIONS"):
            status, headers = ask(ours, method, Origin=origin, Access_Control_Request_Method="PUT")
            assert status in (403, 405, 501), (origin, method)
            assert leave_given(headers) == []


def test_no_answer_gives_leave_to_another_page(ours: Ours) -> None:
    asked = [("GET", "/nowhere"), ("OPTIONS", "*"), ("GET", f"/{'x' * 70_000}")]
    asked += [(method, "") for method in ("HEAD", "POST", "TRACE", "GET")]
    for method, path in asked:
        assert leave_given(ask(ours, method, path)[1]) == []


def leave_given(headers: list[str]) -> list[str]:
    """Name what would let a page of another origin read an answer."""
    return [name for name in headers if name.startswith(("access-control-", "timing-allow-origin"))]
