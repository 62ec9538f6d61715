"""The bearer token reaches the service that it is for, and no other host, whatever an answer names."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from addin.lib import app as app_module
from addin.lib.core.parts import Carrier
from addin.lib.core.transfers import download_file, upload_file
from addin.lib.emulator import Emulator, Fault, sample
from addin.lib.http import HttpClient, SignedHosts
from addin.lib.http.listener import callback_urls

from ...unit.http.scripted import ScriptedServer, answer
from .palettes import Palette, open_both, use_everything

PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)
DATA = b"seven b"
TOKEN = "token-that-stays-at-home"
BEARING = ("Authorization", "Proxy-Authorization", "Cookie", "Referer")


@pytest.fixture
def foreign() -> Iterator[ScriptedServer]:
    """Another host, which answers whatever it is asked."""
    with ScriptedServer([answer(200, DATA, ETag='"x"')]) as running:
        yield running
        for request in running.requests:
            assert TOKEN not in request
        for index in range(len(running.requests)):
            assert [name for name in BEARING if running.header(name, index)] == []


@pytest.fixture
def service(start: Callable[..., Emulator], port: int, monkeypatch: pytest.MonkeyPatch) -> Emulator:
    """The sample hub; the app signs in on a port of its own."""
    monkeypatch.setattr(app_module, "CALLBACK_PORTS", (port,))
    return start(callbacks=callback_urls([port]))


@pytest.fixture
def signed_in(palette: Palette) -> Palette:
    """The sample person's app."""
    palette.call("account.signIn")
    return palette


@pytest.mark.parametrize(
    "status", [302, *(pytest.param(status, marks=pytest.mark.long_only) for status in (301, 303, 307, 308))]
)
def test_a_redirect(signed_in: Palette, service: Emulator, foreign: ScriptedServer, status: int) -> None:
    both = open_both(service, signed_in)
    location = {"Location": f"{foreign.url}/stolen"}
    service.add_fault(Fault(status=status, headers=location))
    answers = use_everything(signed_in, *both)
    assert sum("error" in answer for answer in answers) >= len(answers) - 3
    signed_in.call("account.signOut")
    assert foreign.requests == []


def send_and_fetch(replies: list[bytes], act: Callable[[Carrier], object]) -> None:
    """Let an object storage answer so, and one that takes part in it act."""
    with (
        ScriptedServer(replies) as service,
        HttpClient(service.url, get_token=lambda rejected: TOKEN) as storage,
        SignedHosts(service.url) as signed,
    ):
        act(Carrier(storage, signed))
        assert service.header("Authorization") == f"Bearer {TOKEN}"


def test_a_signed_upload_url(foreign: ScriptedServer, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(DATA)
    signed = {"uploadKey": "key", "urls": [f"{foreign.url}/put?signature=1"]}
    done = {
        "bucketKey": "bucket",
        "objectKey": "x",
        "objectId": "urn:adsk.objects:os.object:bucket/x",
        "size": len(DATA),
        "location": f"{foreign.url}/oss/v2/buckets/bucket/objects/x",
    }
    send_and_fetch(
        [answer(200, json.dumps(body).encode()) for body in (signed, done)],
        lambda carrier: upload_file(carrier, file, bucket="bucket", object_key="x"),
    )
    assert [request.partition(" HTTP")[0] for request in foreign.requests] == ["PUT /put?signature=1"]


def test_a_signed_download_url(foreign: ScriptedServer, tmp_path: Path) -> None:
    sha1 = hashlib.sha1(DATA, usedforsecurity=False).hexdigest()
    signed = {"status": "complete", "url": f"{foreign.url}/get?signature=1", "size": len(DATA), "sha1": sha1}
    foreign._script[:] = [answer(206, DATA, Content_Range=f"bytes 0-{len(DATA) - 1}/{len(DATA)}")]
    send_and_fetch(
        [answer(200, json.dumps(signed).encode())],
        lambda carrier: download_file(carrier, tmp_path / "got", bucket="bucket", object_key="x"),
    )
    assert (tmp_path / "got").read_bytes() == DATA
    assert [request.partition(" HTTP")[0] for request in foreign.requests] == ["GET /get?signature=1"]


def test_a_redirect_of_a_signed_url(foreign: ScriptedServer) -> None:
    with ScriptedServer([answer(302, Location=f"{foreign.url}/further?signature=1")]) as storage:
        with SignedHosts(storage.url) as signed, open("/dev/null", "rb") as nothing:
            assert signed.put(f"{storage.url}/put?signature=1", nothing).status == 302
    assert foreign.requests == []


def test_the_next_page_of_a_list(signed_in: Palette, service: Emulator, foreign: ScriptedServer) -> None:
    link = {"href": f"{foreign.url}/project/v1/hubs?page=2"}
    body = json.dumps({"data": [], "links": {"next": link, "first": link, "self": link}})
    service.add_fault(Fault(path="/project/v1/hubs", nth=(1,), status=200, body=body))
    assert len(signed_in.call("tree.list", kind="root")["rows"]) == 2
    assert service.log[-1].raw_path == "/project/v1/hubs?page=2"
    assert foreign.requests == []


def test_every_link_of_every_answer(
    signed_in: Palette, service: Emulator, foreign: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = open_both(service, signed_in)
    monkeypatch.setattr("addin.lib.emulator.faults.lies.ELSEWHERE", foreign.url)
    service.add_fault(Fault(action="lie", what=("foreign-hrefs",)))
    answers = use_everything(signed_in, *both)
    assert [answer for answer in answers if "error" in answer] == []
    assert foreign.requests == []


def test_the_picture_of_an_account(signed_in: Palette, service: Emulator, foreign: ScriptedServer) -> None:
    foreign._script[:] = [answer(200, PNG, Set_Cookie="mine=1")]
    profile = {"sub": sample.SAMPLE_USER, "name": "Mika", "picture": f"{foreign.url}/mika.png?size=50"}
    service.add_fault(Fault(path="/userinfo", status=200, body=json.dumps(profile)))
    signed_in.call("account.signIn")
    assert signed_in.call("account.picture", id=sample.SAMPLE_USER)["dataUri"].startswith("data:image/png")
    assert [request.partition(" HTTP")[0] for request in foreign.requests] == ["GET /mika.png?size=50"]


def test_the_address_of_the_token_endpoint_in_the_services_description(
    signed_in: Palette, service: Emulator, foreign: ScriptedServer
) -> None:
    told = {
        "issuer": foreign.url,
        "authorization_endpoint": f"{foreign.url}/authorize",
        "token_endpoint": f"{foreign.url}/token",
        "userinfo_endpoint": f"{foreign.url}/userinfo",
        "revoke_endpoint": f"{foreign.url}/revoke",
    }
    service.add_fault(Fault(path="/.well-known/*", status=200, body=json.dumps(told)))
    signed_in.call("connection.test", clientId=service.public_client_id)
    signed_in.call("account.signOut")
    assert foreign.requests == []
