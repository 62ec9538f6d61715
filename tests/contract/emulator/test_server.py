"""The HTTP under the service: who may speak to it, limits, and how it ends."""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from addin.lib.emulator import Emulator, EmulatorOptions, Fault
from addin.lib.emulator.database import Database
from addin.lib.errors import UsageError

from .wire import NOON, USER, Shelf, Wire, fill_shelf, ref_body

HUBS = "/project/v1/hubs"


def port_of(service: Emulator) -> int:
    port = urlsplit(service.url).port
    assert port
    return port


def speak(service: Emulator, text: str) -> bytes:
    """Send raw text and return everything that comes back."""
    with socket.create_connection(("127.0.0.1", port_of(service)), timeout=10) as connection:
        connection.sendall(text.encode())
        return b"".join(iter(lambda: connection.recv(65536), b""))


def test_it_answers_to_its_own_names_only(wire: Wire) -> None:
    port = port_of(wire.service)
    for host in (f"127.0.0.1:{port}", f"localhost:{port}", f"LOCALHOST:{port}"):
        assert wire.get(HUBS, headers={"Host": host}).status == 200
    for host in ("evil.example", f"evil.example:{port}", "localhost", f"localhost:{port + 1}"):
        assert wire.get(HUBS, headers={"Host": host}).status == 421
    assert b" 421 " in speak(wire.service, f"GET {HUBS} HTTP/1.1\r\n\r\n")
    twice = f"GET {HUBS} HTTP/1.1\r\nHost: localhost:{port}\r\nHost: evil.example\r\n\r\n"
    assert b" 421 " in speak(wire.service, twice)


def test_other_pages_in_the_browser_are_refused(wire: Wire, shelf: Shelf) -> None:
    body = json.dumps(ref_body(shelf.sheet))
    for origin in ("https://evil.example", "null", "http://localhost:1"):
        headers = {"Origin": origin, "Content-Type": "application/json"}
        reply = wire.send("POST", shelf.refs(shelf.design1), body=body, headers=headers)
        assert reply.status == 403
        assert not [name for name in reply.headers if name.lower().startswith("access-control")]
    assert wire.get(shelf.refs(shelf.design1)).json["data"] == []
    assert wire.get(HUBS, headers={"Origin": wire.service.url}).status == 200


def test_it_listens_on_loopback_only(wire: Wire) -> None:
    assert urlsplit(wire.service.url).hostname == "127.0.0.1"
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.2", port_of(wire.service)), timeout=1)


def test_one_connection_serves_many_requests(wire: Wire) -> None:
    wire.connection.connect()
    own = wire.connection.sock.getsockname()
    for _ in range(3):
        assert wire.get(HUBS).status == 200
        assert wire.get("/nowhere").status == 404
        assert wire.send("POST", HUBS, body="left over").status == 405
    assert wire.connection.sock.getsockname() == own


def test_a_large_body_is_413_and_the_answer_arrives(wire: Wire, shelf: Shelf) -> None:
    for size in (1024 * 1024 + 1, 4 * 1024 * 1024):
        assert wire.post(shelf.refs(shelf.design1), "x" * size).status == 413
    assert wire.post(shelf.refs(shelf.design1), "x" * (1024 * 1024)).status == 400


@pytest.mark.parametrize(
    ("head", "status"),
    [
        ("Transfer-Encoding: chunked", 411),
        ("Content-Length: -1", 400),
        ("Content-Length: 1_0", 400),
        ("Content-Length: " + "9" * 5000, 413),
        ("Content-Length: 1\r\nContent-Length: 2", 400),
        ("X: " + "y" * 70_000, 431),
    ],
)
def test_heads_that_cannot_be(wire: Wire, head: str, status: int) -> None:
    request = f"POST {HUBS} HTTP/1.1\r\nHost: localhost:{port_of(wire.service)}\r\n{head}\r\n\r\n"
    assert f" {status} ".encode() in speak(wire.service, request)


@pytest.mark.parametrize("status", [204, 304])
def test_nothing_follows_an_answer_that_has_no_body(wire: Wire, status: int) -> None:
    wire.service.add_fault(Fault(path=HUBS, nth=(1,), status=status, body="HTTP/1.1 200 OK"))
    head = f"Host: localhost:{port_of(wire.service)}"
    request = (
        f"GET {HUBS} HTTP/1.1\r\n{head}\r\n\r\nGET {HUBS} HTTP/1.1\r\n{head}\r\nConnection: close\r\n\r\n"
    )
    _, _, rest = speak(wire.service, request).partition(b"\r\n\r\n")
    assert rest.startswith(b"HTTP/1.1 401 ")


def test_no_request_at_all_is_400(wire: Wire) -> None:
    assert b" 400 " in speak(wire.service, "what is this\r\n\r\n")


def test_requests_are_logged_as_they_came(wire: Wire) -> None:
    wire.service.clear_log()
    wire.get(HUBS + "?filter%5Bid%5D=a%2Fb")
    wire.get("/x")
    assert [(entry.method, entry.raw_path, entry.status) for entry in wire.service.log] == [
        ("GET", HUBS + "?filter%5Bid%5D=a%2Fb", 200),
        ("GET", "/x", 404),
    ]


def test_sixteen_threads_read_and_write_at_once(empty_service: Emulator) -> None:
    shelf = fill_shelf(empty_service.seed)
    problems: list[object] = []

    def work(number: int) -> None:
        item = empty_service.seed.add_item(shelf.folder, name=f"f{number}", created=NOON, by=USER)
        version = empty_service.seed.add_version(item, created=NOON, by=USER, size=1)
        with Wire(empty_service) as wire:
            for _ in range(5):
                made = wire.post(shelf.refs(shelf.design1), ref_body(version))
                read = wire.get(shelf.refs(version))
                if (made.status, len(read.json["data"])) != (204, 1):
                    problems.append((made, read))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    with Wire(empty_service) as wire:
        assert len(wire.get(shelf.refs(shelf.design1)).json["data"]) == 16


def test_stopping_ends_idle_and_busy_connections_at_once() -> None:
    before = set(threading.enumerate())
    service = Emulator(
        EmulatorOptions(hub="none", faults=(Fault(path="/userinfo", delay_ms=60_000),))
    ).start()
    idle = http.client.HTTPConnection("127.0.0.1", port_of(service))
    busy = http.client.HTTPConnection("127.0.0.1", port_of(service))
    idle.connect()
    busy.request("GET", "/userinfo")
    time.sleep(0.1)
    began = time.monotonic()
    service.stop()
    service.stop()
    assert time.monotonic() - began < 2
    assert set(threading.enumerate()) == before
    with pytest.raises((OSError, http.client.HTTPException)):
        busy.getresponse()
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", port_of(service)), timeout=1)
    idle.close()
    busy.close()


def test_latency_delays_every_answer(start: Callable[..., Emulator]) -> None:
    with Wire(start(hub="none", latency_ms=80)) as wire:
        began = time.monotonic()
        wire.get(HUBS)
        wire.get("/nowhere")
        assert time.monotonic() - began >= 0.16


def test_a_taken_port_is_said(empty_service: Emulator) -> None:
    with pytest.raises(UsageError) as caught:
        Emulator(EmulatorOptions(port=port_of(empty_service), hub="none")).start()
    assert caught.value.reference == "emulator.port-taken"


@pytest.mark.parametrize(
    ("options", "reference"),
    [
        ({"hub": "enormous"}, "emulator.unknown-hub"),
        ({"policies": {"weather": "fine"}}, "emulator.unknown-policy"),
        ({"policies": {"duplicate-ref": "maybe"}}, "emulator.unknown-policy"),
    ],
)
def test_options_that_cannot_be(options: dict[str, object], reference: str) -> None:
    with pytest.raises(UsageError) as caught:
        Emulator(EmulatorOptions(**options))  # pyright: ignore[reportArgumentType]
    assert caught.value.reference == reference


def test_a_file_keeps_everything(tmp_path: Path) -> None:
    path = str(tmp_path / "hub.db")
    with Emulator(EmulatorOptions(hub="none", database=path)) as first:
        shelf = fill_shelf(first.seed)
        with Wire(first) as wire:
            wire.post(shelf.refs(shelf.design1), ref_body(shelf.sheet))
            before = wire.get(shelf.refs(shelf.design1)).data
    with Emulator(EmulatorOptions(database=path)) as second, Wire(second) as wire:
        assert wire.get(shelf.refs(shelf.design1), token=first.token).data == before
        assert wire.get(HUBS).json["data"][0]["id"] == shelf.hub
        assert second.client_secret == first.client_secret
        assert second.token != first.token
        second.seed.add_folder(shelf.root, name="Later", created=NOON, by=USER)
    assert [entry.name for entry in tmp_path.iterdir()] == ["hub.db"]


def test_a_file_that_was_made_and_never_filled(tmp_path: Path) -> None:
    path = str(tmp_path / "hub.db")
    Database(path).close()
    with Emulator(EmulatorOptions(database=path)) as service, Wire(service) as wire:
        assert len(wire.get(HUBS).json["data"]) == 2
        assert service.client_secret


def test_a_file_that_cannot_be_used(tmp_path: Path) -> None:
    held = str(tmp_path / "held.db")
    text = tmp_path / "text.db"
    text.write_text("not a database, but long enough to look like something else" * 20, encoding="utf-8")
    with Emulator(EmulatorOptions(hub="none", database=held)):
        for path in (held, str(text), str(tmp_path / "missing" / "hub.db"), str(tmp_path), ""):
            with pytest.raises(UsageError) as caught:
                Emulator(EmulatorOptions(hub="none", database=path))
            assert caught.value.reference == "emulator.bad-database"
            assert caught.value.context["path"] == path
    assert text.read_text(encoding="utf-8").startswith("not a database")


@pytest.mark.parametrize("form", [False, True])
def test_the_lifecycle_login(wire: Wire, *, form: bool) -> None:
    path = "/rest/auth/1/login"

    def log_in(password: str) -> tuple[int, dict[str, object]]:
        values = {"userID": "designer@example.com", "password": password}
        body = "&".join(f"{name}={value}" for name, value in values.items()) if form else json.dumps(values)
        kind = "application/x-www-form-urlencoded" if form else "application/json"
        reply = wire.post(path, body, content_type=kind, token=None)
        assert reply.headers["Cache-Control"] == "no-store"
        return reply.status, reply.json

    status, session = log_in("fusion")
    assert status == 200
    assert len(str(session["sessionid"])) == 32
    assert log_in("fusion")[1] == session
    status, refusal = log_in("wrong")
    assert status == 401
    assert "sessionid" not in refusal
    assert wire.post(path, "nonsense", token=None).status == 400


@pytest.mark.parametrize(
    ("policy", "status"), [("offered", 200), ("not-found", 404), ("forbidden", 403), ("redirect", 302)]
)
def test_policy_of_the_lifecycle_login(start: Callable[..., Emulator], policy: str, status: int) -> None:
    with Wire(start(hub="none", policies={"lifecycle-login": policy})) as wire:
        reply = wire.post(
            "/rest/auth/1/login",
            {"userID": "designer@example.com", "password": "fusion"},
            content_type="application/json",
            token=None,
        )
    assert reply.status == status
    assert (b"sessionid" in reply.data) == (status == 200)
    assert (reply.headers["Location"] is not None) == (status == 302)
