"""The picture of an account: fetched without a token, taken only if it is one, never missed."""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable
from pathlib import Path

import pytest
from addin.lib.core.pictures import MOST_BYTES, Picture, fetch_picture
from addin.lib.http import HttpClient, RetryPolicy

from ...unit.http.authority import Authority
from ...unit.http.scripted import ScriptedServer, answer

PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)
open_client = functools.partial(HttpClient, retry=RetryPolicy(attempts=1), proxy="")


def opens_nothing(base_url: str) -> HttpClient:
    """Stands for a way that must not be taken."""
    raise AssertionError(base_url)


def fetch(reply: bytes, *, path: str = "/mika.png") -> Picture | None:
    """Fetch what a host answers."""
    with ScriptedServer([reply]) as host:
        return fetch_picture(host.url + path, open_client)


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0" + bytes(64), "image/jpeg"),
        (b"GIF87a" + bytes(64), "image/gif"),
        (b"GIF89a" + bytes(64), "image/gif"),
        (b"RIFF\x40\0\0\0WEBPVP8 " + bytes(64), "image/webp"),
    ],
    ids=["png", "jpeg", "gif-87", "gif-89", "webp"],
)
def test_a_picture_is_told_by_its_first_bytes(data: bytes, media_type: str) -> None:
    assert fetch(answer(200, data, Content_Type="text/plain")) == Picture(data, media_type)


def test_neither_a_token_nor_a_cookie_reaches_the_host_of_the_picture() -> None:
    with ScriptedServer([answer(200, PNG, Set_Cookie="mine=1")]) as host:
        for _ in range(2):
            assert fetch_picture(f"{host.url}/a/mika.png?size=50#top", open_client)
    assert [request.partition(" HTTP")[0] for request in host.requests] == ["GET /a/mika.png?size=50"] * 2
    for name in ("Authorization", "Cookie", "Referer"):
        assert host.header(name) is None


def test_a_picture_comes_over_tls(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    with ScriptedServer([answer(200, PNG)], certificate=authority.issue("127.0.0.1")) as host:
        trusting = functools.partial(open_client, ca_file=str(authority.file))
        assert fetch_picture(f"{host.url}/", trusting) == Picture(PNG, "image/png")
        assert fetch_picture(f"{host.url}/", open_client) is None


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x89PNG",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"<?xml version='1.0'?><svg/>",
        b"<html>Log in</html>",
        b"RIFF\x40\0\0\0WAVEfmt ",
    ],
    ids=["empty", "cut", "svg", "xml", "html", "wave"],
)
def test_what_is_no_picture_is_left(data: bytes) -> None:
    assert fetch(answer(200, data, Content_Type="image/png")) is None


@pytest.mark.parametrize(("length", "is_taken"), [(MOST_BYTES, True), (MOST_BYTES + 1, False)])
def test_a_picture_has_its_limit(length: int, *, is_taken: bool) -> None:
    assert (fetch(answer(200, PNG.ljust(length, b"\0"))) is not None) == is_taken


def test_a_picture_without_an_end_is_given_up() -> None:
    chunk = b"100000\r\n" + PNG.ljust(0x100000, b"\0") + b"\r\n"
    assert fetch(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + 3 * chunk) is None


@pytest.mark.parametrize("status", [204, 301, 302, 404, 503])
def test_another_status_is_no_picture(status: int) -> None:
    with ScriptedServer([answer(200, PNG)]) as other:
        assert fetch(answer(status, PNG, Location=f"{other.url}/")) is None
    assert other.requests == []


def test_a_host_that_administrators_do_not_allow(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "databrowser.pictures")
    allowed = functools.partial(open_client, allowed_hosts=("developer.api.autodesk.com",))
    assert fetch_picture("https://pictures.example.com/mika.png?sig=canary", allowed) is None
    assert "settings.host-not-allowed" in caplog.text
    assert "pictures.example.com/mika.png" in caplog.text
    assert "canary" not in caplog.text


@pytest.mark.parametrize(
    "url",
    [
        "",
        "mika.png",
        "//pictures.example.com/mika.png",
        "http://pictures.example.com/mika.png",
        "ftp://pictures.example.com/mika.png",
        "file:///etc/passwd",
        "data:image/png;base64,iVBORw0KGgo=",
        "https://somebody:canary@pictures.example.com/mika.png",
        "https://somebody@127.0.0.1/mika.png",
        "https://pictures.example.com:port/mika.png",
        "https://[bad/mika.png",
        "https:///mika.png",
    ],
)
def test_an_address_that_is_not_to_be_asked(url: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    assert fetch_picture(url, opens_nothing) is None
    assert "canary" not in caplog.text


@pytest.mark.parametrize(
    "reply", [answer(200, PNG)[:-9], answer(200, PNG)[:30], b"what?"], ids=["body", "head", "no-http"]
)
def test_an_answer_that_breaks_off(reply: bytes) -> None:
    assert fetch(reply) is None


def test_a_host_that_is_not_there() -> None:
    assert fetch_picture("https://pictures.invalid/mika.png", open_client) is None


def test_the_client_of_the_picture_is_closed() -> None:
    opened: list[HttpClient] = []

    def keep(open_it: Callable[..., HttpClient], base_url: str) -> HttpClient:
        opened.append(open_it(base_url))
        return opened[-1]

    with ScriptedServer([answer(200, PNG)]) as host:
        assert fetch_picture(f"{host.url}/", functools.partial(keep, open_client))
        assert [client.base_url for client in opened] == [host.url]
        # What is closed sends nothing more.
        assert fetch_picture(f"{host.url}/", lambda base_url: opened[0]) is None
    assert len(host.requests) == 1
