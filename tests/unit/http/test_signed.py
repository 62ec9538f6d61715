"""Signed addresses: no token, no redirect, no trace in logs and errors."""

from __future__ import annotations

import io
import logging
import threading
import traceback

import pytest
from addin.lib.errors import Cancelled, MalformedAnswer, NetworkError, NotAllowed
from addin.lib.http import RetryPolicy, SignedHosts

from .scripted import RESET, ScriptedServer, answer

LOCAL = "http://localhost:1"
QUICK = RetryPolicy(attempts=3, first_delay=0.001)
QUERY = "?X-Amz-Signature=canary-signature&partNumber=1&code=canary-code"


def test_an_address_is_sent_to_as_it_is_and_without_a_token() -> None:
    with ScriptedServer([answer(200, b"down", ETag='"e"')]) as server, SignedHosts(LOCAL) as hosts:
        hosts.put(f"{server.url}/a%2Fb/c%20d{QUERY}", io.BytesIO(b"up"))
        into = io.BytesIO()
        hosts.get(f"{server.url}/x{QUERY}", into, place=(2, 6))
    up, down = server.requests
    assert up.startswith(f"PUT /a%2Fb/c%20d{QUERY} HTTP/1.1\r\n")
    assert up.endswith("\r\n\r\nup")
    assert down.startswith(f"GET /x{QUERY} HTTP/1.1\r\n")
    assert server.header("Range", 1) == "bytes=2-5"
    assert server.header("Range", 0) is None
    assert [server.header("Authorization", index) for index in (0, 1)] == [None, None]
    assert into.getvalue() == b"down"


def test_a_redirect_is_not_followed() -> None:
    with ScriptedServer([answer(200)]) as elsewhere:
        moved = answer(307, Location=f"{elsewhere.url}/x")
        with ScriptedServer([moved]) as server, SignedHosts(LOCAL) as hosts:
            assert hosts.put(f"{server.url}/x{QUERY}", io.BytesIO(b"up")).status == 307
            assert hosts.get(f"{server.url}/x{QUERY}", io.BytesIO()).status == 307
    assert elsewhere.requests == []


def test_a_part_is_sent_again_where_its_answer_is_lost() -> None:
    with (
        ScriptedServer([RESET, answer(503), answer(200)]) as server,
        SignedHosts(LOCAL, retry=QUICK) as hosts,
    ):
        assert hosts.put(f"{server.url}/x", io.BytesIO(b"up")).status == 200
    assert [request.partition("\r\n\r\n")[2] for request in server.requests] == ["up", "up", "up"]


def test_no_signature_is_in_an_error_or_a_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with ScriptedServer([answer(200), RESET]) as server, SignedHosts(LOCAL, retry=QUICK) as hosts:
        hosts.get(f"{server.url}/x{QUERY}", io.BytesIO())
        with pytest.raises(NetworkError) as caught:
            hosts.get(f"{server.url}/x{QUERY}", io.BytesIO())
    assert "GET /x?" in caplog.text
    assert "canary" not in caplog.text + "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/x",
        "ftp://127.0.0.1/x",
        "https://user:canary@example.com/x",
        "https://[::1/x",
        "https://a b/x",
        "/x",
        "",
    ],
)
def test_an_address_that_nothing_is_sent_to(url: str) -> None:
    with SignedHosts(LOCAL) as hosts, pytest.raises(MalformedAnswer) as caught:
        hosts.put(url + QUERY, io.BytesIO())
    assert caught.value.reference == "transfers.bad-url"
    assert "canary" not in "".join(traceback.format_exception(caught.value))


def test_only_a_service_on_this_machine_names_addresses_on_it() -> None:
    with ScriptedServer([answer(200)]) as server, SignedHosts("https://storage.example.com") as hosts:
        for url in (server.url, server.url.replace("http:", "https:"), "https://[::1]:1"):
            with pytest.raises(MalformedAnswer) as caught:
                hosts.get(f"{url}/x{QUERY}", io.BytesIO())
            assert caught.value.reference == "transfers.bad-url"
    assert server.requests == []


def test_who_signs_in_has_no_more_right_to_an_address() -> None:
    with ScriptedServer([answer(401)]) as server, SignedHosts(LOCAL, retry=QUICK) as hosts:
        assert hosts.put(f"{server.url}/x", io.BytesIO(b"up")).status == 403
        assert hosts.get(f"{server.url}/x", io.BytesIO()).status == 403


def test_each_host_has_one_client() -> None:
    with (
        ScriptedServer([answer(200)]) as one,
        ScriptedServer([answer(200)]) as other,
        SignedHosts(LOCAL) as hosts,
    ):
        for server in (one, other, one, one):
            assert hosts.get(f"{server.url}/x", io.BytesIO()).status == 200
    assert (len(one.requests), len(other.requests)) == (3, 1)


def test_a_cancelled_thread_sends_nothing_more() -> None:
    cancelled = threading.Event()
    with ScriptedServer([answer(200)]) as server, SignedHosts(LOCAL) as hosts:
        with hosts.cancellable(cancelled):
            hosts.get(f"{server.url}/x", io.BytesIO())
            cancelled.set()
            with pytest.raises(Cancelled):
                hosts.get(f"{server.url}/x", io.BytesIO())
        hosts.get(f"{server.url}/x", io.BytesIO())
    assert len(server.requests) == 2


def test_closed_hosts_send_nothing() -> None:
    with ScriptedServer([answer(200)]) as server:
        hosts = SignedHosts(LOCAL)
        hosts.get(f"{server.url}/x", io.BytesIO())
        hosts.close()
        for url in (f"{server.url}/x", "https://example.com/x"):
            with pytest.raises(Cancelled) as caught:
                hosts.get(url, io.BytesIO())
            assert caught.value.reference == "http.closed"
    assert len(server.requests) == 1


def test_hosts_that_may_only_be_read_from_get_nothing() -> None:
    with ScriptedServer([answer(200, b"down")]) as server, SignedHosts(LOCAL, read_only=True) as hosts:
        with pytest.raises(NotAllowed) as caught:
            hosts.put(f"{server.url}/a{QUERY}", io.BytesIO(b"up"))
        hosts.get(f"{server.url}/a{QUERY}", into := io.BytesIO())
    assert caught.value.reference == "settings.read-only"
    assert len(server.requests) == 1
    assert into.getvalue() == b"down"


def test_a_signed_address_at_a_host_that_is_not_allowed_is_told_without_its_query() -> None:
    with SignedHosts("https://service.example.com", allowed_hosts=["service.example.com"]) as hosts:
        with pytest.raises(NotAllowed) as caught:
            hosts.get(f"https://bucket.example.org/a{QUERY}", io.BytesIO())
    assert caught.value.reference == "settings.host-not-allowed"
    assert "bucket.example.org" in caught.value.message
    assert "canary" not in str(caught.value.as_dict())
