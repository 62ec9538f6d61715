"""The one place that sends, against a server scripted byte for byte."""

from __future__ import annotations

import io
import logging
import socket
import threading
import time
import traceback
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from addin.lib.errors import AnswerLost, Cancelled, MalformedAnswer, NetworkError, NotAllowed, UsageError
from addin.lib.http import HttpClient, RetryPolicy
from addin.lib.http.client import Response

from .scripted import RESET, ScriptedServer, answer

QUICK = RetryPolicy(attempts=3, first_delay=0.001)
HTML_502 = answer(502, b"<html><body>Bad Gateway</body></html>", Content_Type="text/html")


def test_an_answer_has_status_reason_data_headers_and_json() -> None:
    with ScriptedServer([answer(201, b'{"a": 1}', reason="Made", X_Thing="7")]) as server:
        with HttpClient(server.url) as client:
            response = client.request("POST", "/things?x=1", body="{}")
    assert (response.status, response.reason, response.data) == (201, "Made", b'{"a": 1}')
    assert response.headers["x-thing"] == "7"
    assert response.json() == {"a": 1}
    assert server.requests[0].startswith("POST /things?x=1 HTTP/1.1\r\n")
    assert server.header("Host") == urlsplit(server.url).netloc


def test_a_reason_is_cut_and_cleaned() -> None:
    with ScriptedServer([answer(400, reason="Bearer abcdefghijk " + "x" * 10_000)]) as server:
        with HttpClient(server.url) as client:
            reason = client.request("GET", "/").reason
    assert "abcdefghijk" not in reason
    assert len(reason) <= 300


def test_the_default_headers_are_those_of_the_founding_pattern_and_can_be_replaced() -> None:
    with ScriptedServer([answer(200)]) as server, HttpClient(server.url) as client:
        client.request("GET", "/")
        client.request("GET", "/", headers={"Accept": "application/vnd.api+json"})
    assert [server.header(name, 0) for name in ("User-Agent", "Content-Type", "Accept")] == [
        "Fusion360",
        "application/json",
        "application/json",
    ]
    assert server.header("Accept", 1) == "application/vnd.api+json"


def test_credentials_of_a_request_stand_instead_of_the_token() -> None:
    with (
        ScriptedServer([answer(401), answer(200)]) as server,
        HttpClient(server.url, get_token=lambda rejected: "token") as client,
    ):
        assert client.request("POST", "/token", headers={"Authorization": "Basic eDp5"}).status == 401
    assert [server.header("Authorization", index) for index in range(len(server.requests))] == ["Basic eDp5"]


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_a_read_is_repeated_on_a_passing_status(status: int) -> None:
    with ScriptedServer([answer(status), answer(200, b"[1]")]) as server:
        with HttpClient(server.url, retry=QUICK) as client:
            assert client.request("GET", "/").json() == [1]
    assert len(server.requests) == 2


def test_a_read_gives_up_after_its_attempts_and_hands_the_last_answer_on() -> None:
    with ScriptedServer([HTML_502]) as server, HttpClient(server.url, retry=QUICK) as client:
        assert client.request("GET", "/").status == 502
    assert len(server.requests) == QUICK.attempts


def test_a_write_is_not_repeated_where_it_may_have_been_carried_out() -> None:
    with ScriptedServer([HTML_502]) as server, HttpClient(server.url, retry=QUICK) as client:
        assert client.request("POST", "/", body=b"x").status == 502
    assert len(server.requests) == 1


def test_a_write_refused_by_the_quota_is_repeated() -> None:
    with ScriptedServer([answer(429, Retry_After="0"), answer(204, b"")]) as server:
        with HttpClient(server.url, retry=QUICK) as client:
            assert client.request("POST", "/", body=b"x").status == 204
    assert len(server.requests) == 2


def test_a_post_that_only_reads_is_repeated() -> None:
    with ScriptedServer([RESET, answer(503), answer(200)]) as server:
        with HttpClient(server.url, retry=QUICK) as client:
            assert client.request("POST", "/", body=b"x", reads=True).status == 200
    assert len(server.requests) == 3


def test_a_lost_answer_to_a_write_is_said_to_be_in_doubt() -> None:
    with ScriptedServer([RESET]) as server, HttpClient(server.url, retry=QUICK) as client:
        with pytest.raises(AnswerLost) as caught:
            client.request("POST", "/", body=b"x")
    assert caught.value.reference == "http.answer-lost"
    assert len(server.requests) == 1


def test_a_lost_answer_to_a_read_is_asked_for_again() -> None:
    with ScriptedServer([RESET, answer(200, b"7")]) as server:
        with HttpClient(server.url, retry=QUICK) as client:
            assert client.request("GET", "/").data == b"7"


def test_a_body_that_breaks_off_is_an_error_and_never_half_an_answer() -> None:
    whole = answer(200, b'{"a": "long enough to cut"}')
    with ScriptedServer([whole[:-9]]) as server, HttpClient(server.url, retry=QUICK) as client:
        with pytest.raises(NetworkError) as caught:
            client.request("GET", "/")
    assert caught.value.reference == "http.broken-answer"
    assert len(server.requests) == QUICK.attempts


def test_a_service_that_does_not_run_is_unreachable_and_a_write_to_it_not_in_doubt() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with HttpClient(f"http://127.0.0.1:{port}", retry=QUICK) as client:
        with pytest.raises(NetworkError) as caught:
            client.request("POST", "/", body=b"x")
    assert caught.value.reference == "http.unreachable"
    assert not isinstance(caught.value, AnswerLost)


def test_a_host_that_has_no_address_is_named() -> None:
    with HttpClient("https://no-such-host.invalid", retry=QUICK) as client:
        with pytest.raises(NetworkError) as caught:
            client.request("GET", "/")
    assert caught.value.reference == "http.unknown-host"
    assert "no-such-host.invalid" in str(caught.value)


def test_a_service_that_stays_silent_times_out() -> None:
    silence = threading.Event()

    def stay_silent() -> bytes:
        silence.wait(5)
        return answer(200)

    with ScriptedServer([stay_silent]) as server:
        with HttpClient(server.url, timeouts=(1, 0.05), retry=RetryPolicy(attempts=1)) as client:
            with pytest.raises(NetworkError) as caught:
                client.request("GET", "/")
            with pytest.raises(AnswerLost):
                client.request("POST", "/", body=b"x")
        silence.set()
    assert caught.value.reference == "http.timeout"


SELF_SIGNED = Path(__file__).parent / "self_signed.pem"  # a key of no value, for 127.0.0.1, until 2126


def test_a_certificate_nobody_vouches_for_is_refused_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REQUESTS_CA_BUNDLE", raising=False)
    waits: list[float] = []
    with ScriptedServer([answer(200)], certificate=SELF_SIGNED) as server:
        with HttpClient(server.url, retry=QUICK, on_wait=lambda seconds, _: waits.append(seconds)) as client:
            with pytest.raises(NetworkError) as caught:
                client.request("POST", "/", body=b"x")
    assert caught.value.reference == "http.certificate"
    assert server.requests == []
    assert waits == []


def test_a_certificate_file_of_the_company_is_taken_from_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(SELF_SIGNED))
    with (
        ScriptedServer([answer(200, b"7")], certificate=SELF_SIGNED) as server,
        HttpClient(server.url) as client,
    ):
        assert client.request("GET", "/").data == b"7"


@pytest.mark.parametrize("asked", ["7", "Wed, 21 Oct 2099 07:28:00 GMT", "Wed, 21 Oct 2099 07:28:00 -0000"])
def test_a_wait_longer_than_the_limit_is_handed_on_with_the_answer(asked: str) -> None:
    policy = RetryPolicy(attempts=3, first_delay=0.001, longest_wait=5)
    with (
        ScriptedServer([answer(429, Retry_After=asked)]) as server,
        HttpClient(server.url, retry=policy) as client,
    ):
        assert client.request("GET", "/").headers["Retry-After"] == asked
    assert len(server.requests) == 1


def test_retry_after_sets_the_pause_and_the_caller_is_told() -> None:
    waits: list[tuple[float, int]] = []
    with ScriptedServer([answer(429, Retry_After="1"), answer(200)]) as server:
        with HttpClient(server.url, retry=QUICK, on_wait=lambda *wait: waits.append(wait)) as client:
            started = time.monotonic()
            client.request("GET", "/")
    assert waits == [(1.0, 429)]
    assert time.monotonic() - started >= 1


def test_pauses_between_repeats_grow_and_differ() -> None:
    policy = RetryPolicy(first_delay=1, longest_delay=8)
    assert [policy.delay(attempt, 0.0) for attempt in (1, 2, 3, 4, 5)] == [0.5, 1, 2, 4, 4]
    assert policy.delay(1, 0.999) > policy.delay(1, 0.0)


def test_closing_ends_a_pause_at_once() -> None:
    with ScriptedServer([answer(429, Retry_After="30")]) as server:
        client = HttpClient(server.url, on_wait=lambda *_: threading.Timer(0.05, client.close).start())
        started = time.monotonic()
        with pytest.raises(Cancelled) as caught:
            client.request("GET", "/")
    assert caught.value.reference == "http.closed"
    assert time.monotonic() - started < 10


def test_a_closed_client_sends_nothing() -> None:
    with ScriptedServer([answer(200)]) as server:
        client = HttpClient(server.url)
        client.close()
        with pytest.raises(Cancelled):
            client.request("GET", "/")
    assert server.requests == []


def test_the_token_comes_from_the_callback() -> None:
    with ScriptedServer([answer(200)]) as server:
        with HttpClient(server.url, get_token=lambda rejected: "secret-token") as client:
            client.request("GET", "/")
    assert server.header("Authorization") == "Bearer secret-token"


def test_without_a_callback_no_token_is_sent() -> None:
    with ScriptedServer([answer(200)]) as server, HttpClient(server.url) as client:
        client.request("GET", "/")
    assert server.header("Authorization") is None


def test_a_token_that_expired_on_the_way_is_renewed_once_even_for_a_write() -> None:
    with ScriptedServer([answer(401), answer(204, b"")]) as server:
        tokens = {None: "old", "old": "new"}
        with HttpClient(server.url, get_token=lambda rejected: tokens[rejected]) as client:
            assert client.request("POST", "/", body=b"x").status == 204
    assert [server.header("Authorization", index) for index in (0, 1)] == ["Bearer old", "Bearer new"]


def test_a_fresh_token_that_is_refused_too_ends_in_the_answer() -> None:
    with ScriptedServer([answer(401)]) as server:
        with HttpClient(server.url, get_token=lambda rejected: f"{rejected}+") as client:
            assert client.request("GET", "/").status == 401
    assert len(server.requests) == 2


def test_a_line_in_netrc_does_not_replace_the_token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password else\n")
    monkeypatch.setenv("NETRC", str(netrc))
    with ScriptedServer([answer(200)]) as server:
        with HttpClient(server.url, get_token=lambda rejected: "mine") as client:
            client.request("GET", "/")
        with HttpClient(server.url) as anonymous:
            anonymous.request("GET", "/")
    assert server.header("Authorization", 0) == "Bearer mine"
    assert server.header("Authorization", 1) is None


def test_a_proxy_in_the_environment_does_not_catch_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    with ScriptedServer([answer(200, b"direct")]) as server, HttpClient(server.url, retry=QUICK) as client:
        assert client.request("GET", "/").data == b"direct"


def test_a_proxy_in_the_environment_is_used_for_other_hosts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    with ScriptedServer([answer(403)]) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        with HttpClient("https://service.invalid", get_token=lambda rejected: "mine", retry=QUICK) as client:
            with pytest.raises(NetworkError) as caught:
                client.request("GET", "/")
    assert caught.value.reference == "http.proxy"
    assert proxy.requests[0].startswith("CONNECT service.invalid:443 ")
    assert not any("mine" in request for request in proxy.requests)


def test_a_redirect_is_not_followed_and_the_token_goes_nowhere_else() -> None:
    with ScriptedServer([answer(200)]) as elsewhere:
        with ScriptedServer([answer(302, Location=f"{elsewhere.url}/steal")]) as server:
            with HttpClient(server.url, get_token=lambda rejected: "mine") as client:
                assert client.request("GET", "/").status == 302
    assert elsewhere.requests == []


def test_a_cookie_of_the_service_is_not_sent_back() -> None:
    with ScriptedServer([answer(200, Set_Cookie="track=1; Path=/")]) as server:
        with HttpClient(server.url) as client:
            client.request("GET", "/")
            client.request("GET", "/")
    assert server.header("Cookie", 1) is None


def test_all_workers_send_at_the_same_time_over_kept_connections() -> None:
    together = threading.Barrier(8, timeout=5)

    def meet() -> bytes:
        together.wait()
        return answer(200)

    with ScriptedServer([meet]) as server, HttpClient(server.url, workers=8) as client:
        for _ in range(2):
            threads = [threading.Thread(target=client.request, args=("GET", "/")) for _ in range(8)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
    assert len(server.requests) == 16


def test_more_threads_than_workers_wait_for_a_connection_and_drop_none(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with ScriptedServer([answer(200)]) as server, HttpClient(server.url, workers=2) as client:
        threads = [threading.Thread(target=client.request, args=("GET", "/")) for _ in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(server.requests) == 12
    assert "pool is full" not in caplog.text


def test_a_stream_goes_from_a_file_and_into_a_file() -> None:
    with ScriptedServer([answer(200, b"kept"), answer(200, b"answer" * 1000)]) as server:
        with HttpClient(server.url) as client:
            client.stream("PUT", "/up", source=io.BytesIO(b"upload"))
            into = io.BytesIO()
            response = client.stream("GET", "/down", into=into)
    assert server.requests[0].endswith("\r\n\r\nupload")
    assert response.data == b""
    assert into.getvalue() == b"answer" * 1000


def test_a_stream_that_breaks_off_starts_again_from_the_same_place() -> None:
    whole = answer(200, b"0123456789" * 100)
    with ScriptedServer([whole[:-500], whole]) as server, HttpClient(server.url, retry=QUICK) as client:
        into = io.BytesIO(b"head")
        into.seek(4)
        client.stream("GET", "/down", into=into)
    assert into.getvalue() == b"head" + b"0123456789" * 100


def test_the_body_of_a_refusal_does_not_end_up_in_the_file() -> None:
    with ScriptedServer([answer(404, b"no such object")]) as server, HttpClient(server.url) as client:
        into = io.BytesIO()
        assert client.stream("GET", "/", into=into).data == b"no such object"
    assert into.getvalue() == b""


def test_the_log_names_the_request_and_no_secret(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with ScriptedServer([answer(200)]) as server:
        with HttpClient(server.url, get_token=lambda rejected: "canary-token") as client:
            client.request("GET", "/a/b?code=canary-code&page[number]=2&X-Amz-Signature=canary-signature")
    ours = [record.getMessage() for record in caplog.records if record.name == "databrowser.http"]
    assert any("GET /a/b?" in line and "page[number]=2" in line for line in ours)
    assert "canary" not in "\n".join(ours)


@pytest.mark.parametrize(
    "address",
    [
        "http://example.com",
        "ftp://127.0.0.1",
        "https://user:password@example.com",
        "https://example.com/path",
        "https://example.com?x=1",
        "example.com",
        "http://127.0.0.1:notaport",
        "http://127.0.0.1\n:80",
        "https://:password@example.com",
        "https://.example.com",
        "https://a..b",
        "https://exa mple.com",
        "https://" + "x" * 64 + ".com",
        "https://",
        "",
    ],
)
def test_an_address_that_would_leak_or_mislead_is_refused(address: str) -> None:
    with pytest.raises(UsageError) as caught:
        HttpClient(address)
    assert caught.value.reference == "http.bad-address"
    assert "password" not in str(caught.value)


def test_a_path_must_begin_with_a_slash() -> None:
    with HttpClient("http://127.0.0.1:1") as client, pytest.raises(UsageError) as caught:
        client.request("GET", "@elsewhere.example/")
    assert caught.value.reference == "http.bad-path"


def test_a_body_that_is_no_json_is_named() -> None:
    with pytest.raises(MalformedAnswer) as caught:
        Response(200, "OK", b'{"data": [', {"Content-Type": "application/json"}).json()
    assert caught.value.reference == "http.not-json"


def test_a_cancelled_thread_sends_nothing_more_and_its_pause_ends() -> None:
    cancelled = threading.Event()
    with ScriptedServer([answer(429, Retry_After="30")]) as server:
        with HttpClient(server.url, on_wait=lambda *_: cancelled.set()) as client:
            started = time.monotonic()
            with client.cancellable(cancelled):
                with pytest.raises(Cancelled) as caught:
                    client.request("GET", "/")
                with pytest.raises(Cancelled):
                    client.request("GET", "/")
    assert caught.value.reference == "http.cancelled"
    assert time.monotonic() - started < 5
    assert len(server.requests) == 1


def test_another_thread_is_not_cancelled_with_it() -> None:
    cancelled = threading.Event()
    cancelled.set()
    with ScriptedServer([answer(200, b"7")]) as server, HttpClient(server.url) as client:
        got: list[bytes] = []
        with client.cancellable(cancelled):
            thread = threading.Thread(target=lambda: got.append(client.request("GET", "/").data))
            thread.start()
            thread.join()
        assert client.request("GET", "/").data == b"7"
    assert got == [b"7"]


def test_a_connection_that_breaks_under_tls_is_no_matter_of_certificates(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(SELF_SIGNED))
    garbage = answer(200, b"whole")[:-3]
    with ScriptedServer([garbage], certificate=SELF_SIGNED) as server:
        with HttpClient(server.url, retry=QUICK) as client, pytest.raises(AnswerLost):
            client.request("POST", "/", body=b"x")
    assert len(server.requests) == 1


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_a_certificate_file_that_is_none_is_named(
    content: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "company.pem"
    if content:
        file.write_text(content)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(file))
    with HttpClient("https://service.invalid") as client, pytest.raises(UsageError) as caught:
        client.request("GET", "/")
    assert caught.value.reference == "http.bad-certificates"
    assert "company.pem" in str(caught.value)


@pytest.mark.parametrize("header", ["a\nb", "snow ☃"])
def test_a_header_that_cannot_be_sent_is_an_error_of_the_caller(header: str) -> None:
    with ScriptedServer([answer(200)]) as server, HttpClient(server.url) as client:
        with pytest.raises(UsageError) as caught:
            client.request("POST", "/", body=b"x", headers={"X-Thing": header})
    assert caught.value.reference == "http.bad-request"
    assert server.requests == []


def test_an_answer_without_end_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("addin.lib.http.transport._MOST_BYTES", 1000)
    with ScriptedServer([answer(200, b"x" * 5000)]) as server, HttpClient(server.url) as client:
        with pytest.raises(MalformedAnswer) as caught:
            client.request("GET", "/")
    assert caught.value.reference == "http.too-large"


def test_no_secret_is_in_an_error_its_causes_or_any_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    path = "/x?code=canary-code&X-Amz-Signature=canary-signature"
    with ScriptedServer([answer(200, b"canary-body", Set_Cookie="canary-cookie=1"), RESET]) as server:
        with HttpClient(server.url, get_token=lambda _: "canary-token", retry=QUICK) as client:
            shown = repr(client.request("GET", path))
            with pytest.raises(NetworkError) as caught:
                client.request("GET", path)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with HttpClient(f"http://127.0.0.1:{port}", retry=QUICK) as client:
        with pytest.raises(NetworkError) as refused:
            client.request("GET", path)
    for error in (caught.value, refused.value):
        shown += "".join(traceback.format_exception(error))
    assert "canary" not in shown
    assert "canary" not in caplog.text


def test_a_repeated_stream_is_whole_even_if_the_first_was_longer() -> None:
    longer = answer(200, b"0123456789" * 100)[:-10]
    with ScriptedServer([longer, answer(200, b"short")]) as server:
        with HttpClient(server.url, retry=QUICK) as client:
            into = io.BytesIO()
            client.stream("GET", "/down", into=into)
    assert into.getvalue() == b"short"


def test_a_repeated_upload_sends_the_whole_file_again() -> None:
    with ScriptedServer([answer(429, Retry_After="0"), answer(200)]) as server:
        with HttpClient(server.url, retry=QUICK) as client:
            source = io.BytesIO(b"head upload")
            source.seek(5)
            client.stream("PUT", "/up", source=source)
    assert [request.partition("\r\n\r\n")[2] for request in server.requests] == ["upload", "upload"]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "get", "PROPFIND"])
def test_a_client_that_may_only_read_refuses_the_rest_unsent(method: str) -> None:
    def ask_for_a_token(rejected: str | None) -> str:
        pytest.fail("nothing is to be sent")

    with (
        ScriptedServer([answer(200)]) as server,
        HttpClient(server.url, get_token=ask_for_a_token, read_only=True) as client,
    ):
        for call in (
            lambda: client.request(method, "/"),
            lambda: client.request(method, "/", repeats=True),
            lambda: client.stream(method, "/", source=io.BytesIO(b"x"), repeats=True),
        ):
            with pytest.raises(NotAllowed) as caught:
                call()
            assert caught.value.reference == "settings.read-only"
    assert server.requests == []


def test_a_client_that_may_only_read_reads() -> None:
    with ScriptedServer([answer(200)]) as server, HttpClient(server.url, read_only=True) as client:
        client.request("GET", "/")
        client.request("HEAD", "/")
        client.request("POST", "/", reads=True)
        client.stream("GET", "/", into=io.BytesIO())
    assert len(server.requests) == 4


def test_a_write_that_repeats_is_repeated() -> None:
    with (
        ScriptedServer([RESET, answer(503), answer(200)]) as server,
        HttpClient(server.url, retry=QUICK) as client,
    ):
        assert client.request("PUT", "/", body=b"x", repeats=True).status == 200
    assert len(server.requests) == 3


@pytest.mark.parametrize(
    ("host", "allowed"),
    [
        ("developer.api.autodesk.com", None),
        ("developer.api.autodesk.com", ["developer.api.autodesk.com"]),
        ("developer.api.autodesk.com", ["other.com", "Developer.API.Autodesk.com"]),
        ("DEVELOPER.api.autodesk.com", ["developer.api.autodesk.com"]),
        ("developer.api.autodesk.com.", ["developer.api.autodesk.com"]),
        ("developer.api.autodesk.com:8443", ["developer.api.autodesk.com"]),
        ("bucket.s3.amazonaws.com", ["*.amazonaws.com"]),
        ("127.0.0.1", []),
        ("localhost", ["example.com"]),
    ],
)
def test_a_host_that_is_allowed(host: str, allowed: list[str] | None) -> None:
    HttpClient(f"https://{host}", allowed_hosts=allowed).close()


@pytest.mark.parametrize(
    ("host", "allowed"),
    [
        ("developer.api.autodesk.com", []),
        ("developer.api.autodesk.com", ["api.autodesk.com"]),
        ("developer.api.autodesk.com", ["*.developer.api.autodesk.com"]),
        ("amazonaws.com", ["*.amazonaws.com"]),
        ("evilamazonaws.com", ["*.amazonaws.com"]),
        ("developer.api.autodesk.com.evil.com", ["developer.api.autodesk.com"]),
    ],
)
def test_a_host_that_is_not_allowed(host: str, allowed: list[str]) -> None:
    with pytest.raises(NotAllowed) as caught:
        HttpClient(f"https://{host}", allowed_hosts=allowed)
    assert caught.value.reference == "settings.host-not-allowed"
    assert host in caught.value.message
