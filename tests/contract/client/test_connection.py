"""What is found out about the way to the service before anybody signs in."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from addin.lib.core.connection import Check, check_connection, report_unreached
from addin.lib.emulator import Emulator, EmulatorOptions, Fault
from addin.lib.errors import Cancelled, MalformedAnswer, NetworkError, NotAllowed, SignInError, UsageError
from addin.lib.http import HttpClient, RetryPolicy
from addin.lib.http.listener import CALLBACK_PORTS, callback_urls

from ...unit.http.authority import Authority
from ...unit.http.scripted import ScriptedServer, answer
from ..conftest import QUICK

pytestmark = pytest.mark.long_only

ONCE = RetryPolicy(attempts=1)
HOST = "service.invalid"
UNKNOWN_PORTS = (18918, 28919)
DISCOVERY = json.dumps(
    {
        "issuer": "https://developer.api.autodesk.com",
        "authorization_endpoint": "https://developer.api.autodesk.com/authentication/v2/authorize",
        "token_endpoint": "https://developer.api.autodesk.com/authentication/v2/token",
    }
).encode()
KNOWN = answer(400, b'{"error": "invalid_grant", "error_description": "The code is invalid."}')
CALLBACK = "http://localhost:8917/callback"
CALLBACK_QUERY = "error_description=Not+now&state=canary-state"


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep this machine's own proxies and certificates out."""
    for name in ("REQUESTS_CA_BUNDLE", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="module")
def running() -> Iterator[Emulator]:
    """One service for all these tests, since none of them changes what is in it."""
    with Emulator(EmulatorOptions()) as service:
        yield service


@pytest.fixture
def service(running: Emulator) -> Iterator[Emulator]:
    """The sample hub, as if it had just been started."""
    yield running
    running.policies.reset()
    running.clear_faults()


@pytest.fixture
def known(service: Emulator) -> Iterator[HttpClient]:
    """A client without a token for the sample service, of which only what is asked here is in the log."""
    with HttpClient(service.url, retry=QUICK) as client:
        service.clear_log()
        yield client


def states(checks: Sequence[Check]) -> list[str]:
    """Return the verdicts as one word each."""
    return [f"{check.name} {check.state}" for check in checks]


def reference(check: Check) -> str:
    """Return what is wrong by a check, and see that it can be read and tells no secret."""
    assert check.problem is not None
    shown = f"{check.problem} {json.dumps(check.problem.as_record())}"
    assert "(answer)" not in shown
    assert "canary" not in shown
    return check.problem.reference


def only_service_failed(checks: Sequence[Check]) -> Check:
    """Return the check of the service, without which nothing else was looked at."""
    service, *others = checks
    assert states(checks)[:2] == ["service failed", "app skipped"]
    assert {check.state for check in others} == {"skipped"}
    assert [check.subject for check in others if check.name == "callback"] == list(callback_urls())
    return service


def check_scripted(*script: Any, ports: Sequence[int] = (8917,)) -> tuple[tuple[Check, ...], ScriptedServer]:
    """Return the checks at a service that describes itself, and then answers as scripted."""
    with ScriptedServer([answer(200, DISCOVERY), *script]) as server:
        with HttpClient(server.url, retry=ONCE) as client:
            return check_connection(client, client_id="an-app", ports=ports), server


def test_all_is_fine(service: Emulator, known: HttpClient) -> None:
    with HttpClient(service.url, get_token=lambda rejected: service.token) as signed_in:
        checks = check_connection(known, client_id=service.public_client_id, signed_in=signed_in)
    assert states(checks) == ["service ok", "app ok", *["callback ok"] * 3, "hubs ok"]
    assert [check.subject for check in checks[:-1]] == [
        urlsplit(service.url).netloc,
        service.public_client_id,
        *callback_urls(),
    ]
    assert "Sample Works" in checks[-1].subject
    assert not any(check.problem for check in checks)


def test_without_a_sign_in_nothing_is_said_of_hubs(service: Emulator, known: HttpClient) -> None:
    checks = check_connection(known, client_id=service.public_client_id)
    assert states(checks)[-1] == "hubs skipped"
    assert len(service.log) == 5


def test_the_sign_in_page_is_asked_as_a_sign_in_asks_it() -> None:
    checks, server = check_scripted(
        KNOWN, answer(200, b"<html>", Set_Cookie="canary=1"), ports=CALLBACK_PORTS
    )
    assert states(checks)[2:5] == ["callback ok"] * 3
    pages = server.requests[2:]
    assert len(pages) == 3
    for request, callback in zip(pages, callback_urls(), strict=True):
        query = parse_qs(urlsplit(request.split(" ")[1]).query)
        assert query["redirect_uri"] == [callback]
        assert query["code_challenge_method"] == ["S256"]
        assert "cookie" not in request.lower()
        assert "authorization:" not in request.lower()


@pytest.mark.parametrize("shape", ["oauth", "gateway"])
def test_an_app_that_the_service_does_not_know(shape: str, service: Emulator, known: HttpClient) -> None:
    service.policies.change("token-errors", shape)
    checks = check_connection(known, client_id="nobody")
    assert states(checks) == ["service ok", "app failed", *["callback skipped"] * 3, "hubs skipped"]
    assert checks[1].subject == "nobody"
    assert reference(checks[1]) == "sign-in.unknown-app"
    assert len(service.log) == 2


def test_an_app_of_the_wrong_type(service: Emulator, known: HttpClient) -> None:
    checks = check_connection(known, client_id=service.client_id)
    assert reference(checks[1]) == "sign-in.unknown-app"


@pytest.mark.parametrize("shape", ["oauth", "gateway"])
def test_an_app_that_is_known_in_either_shape_of_refusals(
    shape: str, service: Emulator, known: HttpClient
) -> None:
    service.policies.change("token-errors", shape)
    assert check_connection(known, client_id=service.public_client_id)[1].state == "ok"


@pytest.mark.parametrize(
    ("client_id", "problem"),
    [("", "sign-in.no-client-id"), ("my app", "settings.bad-value"), ("a" * 129, "settings.bad-value")],
)
def test_what_cannot_be_a_client_id_is_not_sent(
    client_id: str, problem: str, service: Emulator, known: HttpClient
) -> None:
    checks = check_connection(known, client_id=client_id, signed_in=known)
    assert states(checks) == ["service skipped", "app failed", *["callback skipped"] * 3, "hubs skipped"]
    assert reference(checks[1]) == problem
    assert not service.log


@pytest.mark.parametrize(
    ("status", "body", "state", "problem"),
    [
        (400, b'{"error": "invalid_request"}', "unsure", "connection.app-unsure"),
        (400, b"<html>A proxy</html>", "unsure", "connection.app-unsure"),
        (403, b"<html>A proxy</html>", "unsure", "connection.app-unsure"),
        (403, b'{"errorCode": "AUTH-001"}', "failed", "service.app-not-entitled"),
        (400, b'{"error": "unauthorized_client"}', "failed", "sign-in.unknown-app"),
        (302, b"", "unsure", "connection.app-unsure"),
        (200, b"<html>A proxy</html>", "unsure", "service.not-json"),
        (429, b"{}", "unsure", "service.quota"),
        (503, b"", "unsure", "service.service-down"),
    ],
)
def test_an_answer_about_the_app(status: int, body: bytes, state: str, problem: str) -> None:
    checks, _ = check_scripted(answer(status, body), answer(200))
    assert checks[1].state == state
    assert reference(checks[1]) == problem
    assert checks[2].state == ("skipped" if state == "failed" else "ok")


def test_one_of_three_callbacks_is_registered(service: Emulator, known: HttpClient) -> None:
    ports = (CALLBACK_PORTS[0], *UNKNOWN_PORTS)
    checks = check_connection(known, client_id=service.public_client_id, ports=ports)
    assert states(checks)[1:5] == ["app ok", "callback ok", "callback failed", "callback failed"]
    for check, callback in zip(checks[3:5], callback_urls(UNKNOWN_PORTS), strict=True):
        assert reference(check) == "connection.callback-refused"
        assert check.subject == callback
        assert check.problem is not None
        assert callback in check.problem.next_step


def test_no_callback_is_registered(service: Emulator, known: HttpClient) -> None:
    checks = check_connection(known, client_id=service.public_client_id, ports=UNKNOWN_PORTS)
    assert states(checks)[2:4] == ["callback failed"] * 2
    assert {reference(check) for check in checks[2:4]} == {"connection.callback-refused"}


@pytest.mark.parametrize(
    ("status", "body", "state", "problem"),
    [
        (400, b'{"error": "invalid_request", "error_description": "redirect_uri"}', "failed", "refused"),
        (404, b"", "failed", "refused"),
        (400, b'{"error": "invalid_client"}', "failed", "sign-in.unknown-app"),
        (401, b"", "failed", "sign-in.unknown-app"),
        (403, b"<html>No browser</html>", "unsure", "unsure"),
        (200, b'{"error": "server_error"}', "unsure", "unsure"),
        (304, b"", "unsure", "unsure"),
        (429, b"", "unsure", "service.quota"),
        (503, b"", "unsure", "service.service-down"),
    ],
)
def test_an_answer_about_a_callback(status: int, body: bytes, state: str, problem: str) -> None:
    checks, _ = check_scripted(KNOWN, answer(status, body))
    assert checks[2].state == state
    assert reference(checks[2]) == (problem if "." in problem else f"connection.callback-{problem}")


@pytest.mark.parametrize(
    ("query", "state"),
    [
        (f"error=invalid_scope&{CALLBACK_QUERY}", "failed"),
        (f"error=temporarily_unavailable&{CALLBACK_QUERY}", "unsure"),
        (f"error=login_required&{CALLBACK_QUERY}", "ok"),
        ("code=canary-code", "ok"),
    ],
)
def test_the_browser_is_sent_back_to_the_callback(query: str, state: str) -> None:
    checks, _ = check_scripted(KNOWN, answer(302, b"", Location=f"{CALLBACK}?{query}"))
    assert checks[2].state == state
    if state != "ok":
        assert reference(checks[2]) == "sign-in.refused"
        assert "Not now" in str(checks[2].problem)


def redirect(path: str) -> bytes:
    """Return a redirect to a page of the log-in."""
    return answer(302, b"", Location=f"https://signin.invalid{path}")


@pytest.mark.parametrize(
    ("ours", "nobodys", "state"),
    [
        # The log-in looks at the callback later, if at all: it does so for everybody.
        (redirect("/login?id=canary-1"), redirect("/login?id=canary-2"), "unsure"),
        (redirect("/as/x8Yk2/resume"), redirect("/as/Qw92b/resume"), "unsure"),
        (redirect("/problem"), redirect("/problem"), "unsure"),
        (redirect("/login"), redirect("/problem"), "ok"),
        (redirect("/login"), answer(400), "ok"),
        (redirect("/login"), answer(200), "unsure"),
        (redirect("/login"), answer(503), "unsure"),
        # What speaks of an error needs nothing to be compared with.
        (redirect("/login?error=invalid_redirect_uri"), answer(400), "unsure"),
        (redirect("/auth-error/7"), answer(400), "unsure"),
        (redirect("/login#errorCode=7"), answer(400), "unsure"),
        (answer(302, b"", Location="https://[bad"), answer(400), "unsure"),
    ],
)
def test_the_browser_is_sent_elsewhere(ours: bytes, nobodys: bytes, state: str) -> None:
    checks, _ = check_scripted(KNOWN, ours, nobodys)
    assert checks[2].state == state
    if state == "unsure" and b"[bad" not in ours:
        assert reference(checks[2]) == "connection.callback-unsure"


def test_an_address_that_nobody_registered_is_tried_once_for_all() -> None:
    login = redirect("/login")
    checks, server = check_scripted(KNOWN, login, login, login, answer(400), ports=CALLBACK_PORTS)
    assert states(checks)[2:5] == ["callback ok"] * 3
    asked = [parse_qs(urlsplit(each.split(" ")[1]).query)["redirect_uri"][0] for each in server.requests[2:]]
    assert [url for url in asked if url not in callback_urls()] == [asked[3]]


@pytest.mark.parametrize("address", ["/problem?id=canary", "/login?error=invalid_redirect_uri"])
def test_a_callback_that_fares_as_nobodys_beside_one_that_is_taken(address: str) -> None:
    away = redirect(address)
    checks, _ = check_scripted(KNOWN, answer(200, b"<html>"), away, away, away, ports=CALLBACK_PORTS)
    assert states(checks)[2:5] == ["callback ok", "callback failed", "callback failed"]
    assert reference(checks[4]) == "connection.callback-refused"


def test_no_hub_is_visible(empty_service: Emulator) -> None:
    with (
        HttpClient(empty_service.url) as client,
        HttpClient(empty_service.url, get_token=lambda rejected: empty_service.token) as signed_in,
    ):
        checks = check_connection(client, client_id=empty_service.public_client_id, signed_in=signed_in)
    assert states(checks)[-1] == "hubs failed"
    assert reference(checks[-1]) == "hubs.none"


def test_regions_that_refuse_the_app_spoil_no_hub(service: Emulator, known: HttpClient) -> None:
    service.policies.change("hub-warnings", "seven")
    with HttpClient(service.url, get_token=lambda rejected: service.token) as signed_in:
        checks = check_connection(known, client_id=service.public_client_id, signed_in=signed_in)
    assert checks[-1].state == "ok"


@pytest.mark.parametrize(
    ("status", "body", "state", "problem"),
    [
        (401, "", "failed", "service.not-signed-in"),
        (403, '{"errorCode": "AUTH-001"}', "failed", "service.app-not-entitled"),
        (403, "", "failed", "service.forbidden"),
        (503, "", "unsure", "service.service-down"),
    ],
)
def test_hubs_that_cannot_be_listed(
    status: int, body: str, state: str, problem: str, service: Emulator, known: HttpClient
) -> None:
    service.add_fault(Fault(path="/project/v1/hubs", status=status, body=body))
    with HttpClient(service.url, get_token=lambda rejected: "canary-token", retry=ONCE) as signed_in:
        checks = check_connection(known, client_id=service.public_client_id, signed_in=signed_in)
    assert checks[-1].state == state
    assert reference(checks[-1]) == problem


def closed_port() -> int:
    """Return a port that nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


def test_offline() -> None:
    with HttpClient(f"http://127.0.0.1:{closed_port()}", retry=QUICK) as client:
        check = only_service_failed(check_connection(client, client_id="an-app", signed_in=client))
    assert reference(check) == "http.unreachable"
    assert check.subject == urlsplit(client.base_url).netloc


def test_an_unknown_host() -> None:
    with HttpClient(f"https://{HOST}", retry=ONCE, proxy="") as client:
        check = only_service_failed(check_connection(client, client_id="an-app"))
    assert reference(check) == "http.unknown-host"
    assert isinstance(check.problem, NetworkError)


def test_a_proxy_that_is_not_there() -> None:
    proxy = f"http://somebody:canary-password@127.0.0.1:{closed_port()}"
    with HttpClient(f"https://{HOST}", retry=ONCE, proxy=proxy) as client:
        check = only_service_failed(check_connection(client, client_id="an-app"))
    assert reference(check) == "http.proxy"


def test_a_proxy_that_does_not_answer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        proxy = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with HttpClient(f"https://{HOST}", retry=ONCE, proxy=proxy, timeouts=(0.2, 0.2)) as client:
            check = only_service_failed(check_connection(client, client_id="an-app"))
    assert reference(check) == "http.timeout"


def test_a_service_that_does_not_answer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with HttpClient(url, retry=ONCE, timeouts=(0.2, 0.2)) as client:
            check = only_service_failed(check_connection(client, client_id="an-app"))
    assert reference(check) == "http.timeout"


def test_a_certificate_that_nobody_vouches_for(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    with ScriptedServer([answer(200, DISCOVERY)], certificate=authority.issue("127.0.0.1")) as server:
        with HttpClient(server.url, retry=ONCE) as client:
            check = only_service_failed(check_connection(client, client_id="an-app"))
        assert server.requests == []
    assert reference(check) == "http.certificate"


def test_a_file_of_certificates_that_cannot_be_used(tmp_path: Path) -> None:
    with HttpClient(f"https://{HOST}", ca_file=str(tmp_path / "none.pem")) as client:
        check = only_service_failed(check_connection(client, client_id="an-app"))
    assert reference(check) == "http.bad-certificates"
    assert isinstance(check.problem, UsageError)


def test_a_host_that_administrators_do_not_allow() -> None:
    base = "https://developer.api.autodesk.com"
    with pytest.raises(NotAllowed) as caught:
        HttpClient(base, allowed_hosts=("intranet.example.com",))
    check = only_service_failed(report_unreached(caught.value, base_url=base, client_id="an-app"))
    assert reference(check) == "settings.host-not-allowed"
    assert check.subject == "developer.api.autodesk.com"


@pytest.mark.parametrize(
    "page",
    [
        answer(200, b"<html>Welcome to our network</html>", Content_Type="text/html"),
        answer(302, b"", Location="https://portal.invalid/?canary"),
        answer(403, b"<html>Blocked</html>", Content_Type="text/html"),
        answer(404, b"not here"),
    ],
)
def test_a_page_of_a_proxy_in_the_place_of_the_service(page: bytes) -> None:
    with ScriptedServer([page]) as server, HttpClient(server.url, retry=ONCE) as client:
        check = only_service_failed(check_connection(client, client_id="an-app"))
    assert reference(check) == "connection.not-the-service"
    assert isinstance(check.problem, MalformedAnswer)
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("reply", "problem"),
    [
        (answer(200, b"{}"), "service.missing-field"),
        (answer(503), "service.service-down"),
        (answer(429), "service.quota"),
        (answer(403, b'{"errorCode": "AUTH-001"}'), "service.app-not-entitled"),
    ],
)
def test_the_service_itself_says_no(reply: bytes, problem: str) -> None:
    with ScriptedServer([reply]) as server, HttpClient(server.url, retry=ONCE) as client:
        check = only_service_failed(check_connection(client, client_id="an-app"))
    assert reference(check) == problem


@pytest.mark.parametrize("at", range(5))
def test_cancelled_in_between(at: int) -> None:
    cancelled = threading.Event()

    def cancel(reply: bytes) -> Callable[[], bytes]:
        return lambda: (cancelled.set(), reply)[1]

    steps = [answer(200, DISCOVERY), KNOWN, redirect("/login"), answer(400), answer(200)]
    script = [cancel(step) if number == at else step for number, step in enumerate(steps)]
    with ScriptedServer(script) as server, HttpClient(server.url) as client, client.cancellable(cancelled):
        with pytest.raises(Cancelled):
            check_connection(client, client_id="an-app", signed_in=client)
        assert len(server.requests) == at + 1


def test_all_that_is_found_out_is_logged_without_a_secret(
    service: Emulator, known: HttpClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "databrowser.connection")
    check_connection(known, client_id="nobody")
    assert [record.getMessage() for record in caplog.records] == ["app failed: sign-in.unknown-app"]
    assert isinstance(check_connection(known, client_id="")[1].problem, SignInError)
