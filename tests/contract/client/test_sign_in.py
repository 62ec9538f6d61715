"""Signing in over real OAuth, staying signed in, and every way it can end."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from addin.lib.aps import auth
from addin.lib.core.accounts import sign_in
from addin.lib.core.ports import NoDialogs
from addin.lib.emulator import Emulator, EmulatorOptions, Fault, sample
from addin.lib.errors import Cancelled, DataBrowserError, SignInError
from addin.lib.http import HttpClient
from addin.lib.http.listener import callback_urls
from addin.lib.terminal import FormBrowser

from ...ports import find_port
from .sign_ins import Browser, call_back, signed_in


@pytest.fixture
def service(port: int) -> Iterator[Emulator]:
    """The sample hub, with that port's callback registered."""
    with Emulator(EmulatorOptions(callbacks=callback_urls([port]))) as running:
        yield running


@pytest.fixture
def anonymous(service: Emulator) -> Iterator[HttpClient]:
    """A client that sends no token."""
    with HttpClient(service.url) as opened:
        yield opened


def test_a_person_presses_allow_and_the_tokens_work(
    port: int, service: Emulator, anonymous: HttpClient
) -> None:
    tokens = signed_in(service, anonymous, port)
    with HttpClient(service.url, get_token=lambda rejected: tokens.access_token) as client:
        user = auth.get_user(client)
    assert (user.name, user.email) == ("Mika Sample", "designer@example.com")
    assert tokens.expires_in == 3599
    assert tokens.access_token not in repr(tokens)
    assert tokens.refresh_token not in repr(tokens)


def test_the_sign_in_page_is_asked_with_pkce_and_a_fresh_state(
    port: int, service: Emulator, anonymous: HttpClient
) -> None:
    browser = Browser(FormBrowser().open)
    for _ in range(2):
        sign_in(anonymous, browser, client_id=service.public_client_id, ports=(port,))
    first, second = ({k: v[0] for k, v in parse_qs(urlsplit(url).query).items()} for url in browser.urls)
    assert first["code_challenge_method"] == "S256"
    assert len(first["code_challenge"]) == 43
    assert first["redirect_uri"] == f"http://localhost:{port}/callback"
    assert first["state"] != second["state"]
    assert first["code_challenge"] != second["code_challenge"]


def test_the_challenge_is_the_one_of_the_standard() -> None:
    request = auth.SignInRequest(state="s", verifier="dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
    assert request.challenge == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"  # RFC 7636, appendix B
    fresh = auth.SignInRequest.create()
    assert 43 <= len(fresh.verifier) <= 128
    assert fresh.verifier not in repr(fresh)


def test_access_denied_on_the_page(port: int, service: Emulator, anonymous: HttpClient) -> None:
    with pytest.raises(SignInError) as caught:
        sign_in(
            anonymous,
            Browser(lambda url: call_back(url, error="access_denied", error_description="Refused")),
            client_id=service.public_client_id,
            ports=(port,),
        )
    assert caught.value.reference == "sign-in.denied"


def test_another_state(port: int, service: Emulator, anonymous: HttpClient) -> None:
    with pytest.raises(SignInError) as caught:
        sign_in(
            anonymous,
            Browser(lambda url: call_back(url, code="stolen", state="another")),
            client_id=service.public_client_id,
            ports=(port,),
        )
    assert caught.value.reference == "sign-in.wrong-state"
    assert not [request for request in service.log if request.raw_path.endswith("/token")]


def test_the_person_never_comes_back(port: int, service: Emulator, anonymous: HttpClient) -> None:
    with pytest.raises(SignInError) as caught:
        sign_in(
            anonymous,
            Browser(lambda url: None),
            client_id=service.public_client_id,
            ports=(port,),
            timeout=0.2,
        )
    assert caught.value.reference == "sign-in.timed-out"
    # A real browser does not tell us of the page that refuses a callback: nobody comes back from it.
    assert f"http://localhost:{port}/callback" in caught.value.next_step


def test_the_person_cancels(port: int, service: Emulator, anonymous: HttpClient) -> None:
    cancelled = threading.Event()
    with pytest.raises(Cancelled):
        sign_in(
            anonymous,
            Browser(lambda url: cancelled.set()),
            client_id=service.public_client_id,
            ports=(port,),
            cancelled=cancelled,
        )


def test_no_browser(port: int, anonymous: HttpClient) -> None:
    class NoBrowser(NoDialogs):
        def open_browser(self, url: str) -> bool:
            return False

    with pytest.raises(SignInError) as caught:
        sign_in(anonymous, NoBrowser(), client_id="any", ports=(port,))
    assert caught.value.reference == "sign-in.no-browser"


def test_all_ports_taken(anonymous: HttpClient) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        with pytest.raises(SignInError) as caught:
            sign_in(anonymous, Browser(lambda url: None), client_id="any", ports=(taken.getsockname()[1],))
    assert caught.value.reference == "sign-in.ports-taken"


def test_an_app_that_the_service_does_not_know(port: int, service: Emulator, anonymous: HttpClient) -> None:
    with pytest.raises(SignInError) as caught:
        sign_in(anonymous, Browser(FormBrowser().open), client_id="nobody", ports=(port,))
    assert caught.value.reference == "sign-in.not-registered"
    assert "client id" in str(caught.value)


def test_a_callback_that_is_not_registered(service: Emulator, anonymous: HttpClient) -> None:
    ports = (find_port(), find_port(), find_port())
    with pytest.raises(SignInError) as caught:
        sign_in(anonymous, Browser(FormBrowser().open), client_id=service.public_client_id, ports=ports)
    assert caught.value.reference == "sign-in.not-registered"
    for port in ports:
        assert f"http://localhost:{port}/callback" in caught.value.next_step


def test_a_page_that_refuses_after_allow_says_why(port: int, service: Emulator) -> None:
    service.change_person(sample.SAMPLE_USER, enabled=False)
    url = auth.authorize_url(
        service.url,
        auth.SignInRequest.create(),
        client_id=service.public_client_id,
        redirect_uri=callback_urls([port])[0],
    )
    with pytest.raises(SignInError) as caught:
        FormBrowser().open(url)
    assert caught.value.reference == "sign-in.refused"
    assert caught.value.context["code"] == 403


def test_a_code_for_another_verifier(port: int, service: Emulator, anonymous: HttpClient) -> None:
    code = take_code(service, port)
    with pytest.raises(DataBrowserError) as caught:
        auth.exchange_code(
            anonymous,
            code,
            request=auth.SignInRequest.create(),
            client_id=service.public_client_id,
            redirect_uri=f"http://localhost:{port}/callback",
        )
    assert "invalid_grant" in str(caught.value)
    assert code not in str(caught.value)


def take_code(service: Emulator, port: int) -> str:
    """Return a fresh code that was given for a verifier nobody knows any more."""
    codes: list[str] = []

    def visit(url: str) -> None:
        listener = socket.create_server(("127.0.0.1", port))

        def answer() -> None:
            connection, _ = listener.accept()
            codes.append(parse_qs(connection.recv(65536).decode().split(" ")[1].partition("?")[2])["code"][0])
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            connection.close()

        thread = threading.Thread(target=answer)
        thread.start()
        FormBrowser().open(url)
        thread.join()
        listener.close()

    visit(
        auth.authorize_url(
            service.url,
            auth.SignInRequest.create(),
            client_id=service.public_client_id,
            redirect_uri=f"http://localhost:{port}/callback",
        )
    )
    return codes[0]


def test_an_app_of_the_wrong_type_is_told(service: Emulator, anonymous: HttpClient) -> None:
    service.add_fault(Fault(path="/authentication/v2/token", status=401, body='{"error": "invalid_client"}'))
    with pytest.raises(SignInError) as caught:
        auth.refresh_tokens(anonymous, "x" * 42, client_id=service.public_client_id)
    assert caught.value.reference == "sign-in.unknown-app"
