"""The sign-in listener, as a browser and as others on the machine meet it."""

from __future__ import annotations

import errno
import http.client
import socket
import threading
import time

import pytest
from addin.lib.errors import Cancelled, SignInError
from addin.lib.http import SignInListener
from addin.lib.http.listener import CALLBACK_PORTS, callback_urls

STATE = "the-state"
ANY_PORT = (0,)


def get(
    listener: SignInListener,
    path: str,
    *,
    host: str | None = None,
    address: str = "127.0.0.1",
    method: str = "GET",
) -> tuple[int, str]:
    """Send a request to the listener as a browser would; return status and page."""
    connection = http.client.HTTPConnection(address, listener.port, timeout=5)
    connection.request(method, path, headers={"Host": host or f"localhost:{listener.port}"})
    response = connection.getresponse()
    page = response.read().decode()
    connection.close()
    return response.status, page


def test_the_addresses_to_register_are_three_and_fixed() -> None:
    assert callback_urls() == tuple(f"http://localhost:{port}/callback" for port in CALLBACK_PORTS)
    assert len(set(CALLBACK_PORTS)) == 3


def test_the_code_of_the_right_state_is_returned_and_the_page_is_friendly() -> None:
    with SignInListener(state=STATE, ports=ANY_PORT) as listener:
        assert listener.redirect_uri == f"http://localhost:{listener.port}/callback"
        status, page = get(listener, f"/callback?code=the-code&state={STATE}")
        assert listener.wait(5) == "the-code"
    assert status == 200
    assert "the Data Browser goes on there" in page
    assert "the-code" not in page


def test_it_listens_on_both_families() -> None:
    with SignInListener(state=STATE, ports=ANY_PORT) as listener:
        assert get(listener, f"/callback?code=c&state={STATE}", address="::1")[0] == 200
        assert listener.wait(5) == "c"


def test_another_state_ends_the_sign_in() -> None:
    with SignInListener(state=STATE, ports=ANY_PORT) as listener:
        assert get(listener, "/callback?code=c&state=other")[0] == 400
        with pytest.raises(SignInError) as caught:
            listener.wait(5)
    assert caught.value.reference == "sign-in.wrong-state"


def test_no_state_at_all_ends_it_too() -> None:
    with SignInListener(state=STATE, ports=ANY_PORT) as listener:
        get(listener, "/callback?code=c")
        with pytest.raises(SignInError) as caught:
            listener.wait(5)
    assert caught.value.reference == "sign-in.wrong-state"


def test_a_refusal_by_the_user_is_told_apart_from_other_errors() -> None:
    for error, reference in (("access_denied", "sign-in.denied"), ("server_error", "sign-in.refused")):
        with SignInListener(state=STATE, ports=ANY_PORT) as listener:
            assert get(listener, f"/callback?error={error}&error_description=No&state={STATE}")[0] == 400
            with pytest.raises(SignInError) as caught:
                listener.wait(5)
        assert caught.value.reference == reference


def test_a_second_callback_finds_it_used() -> None:
    with SignInListener(state=STATE, ports=ANY_PORT) as listener:
        get(listener, f"/callback?code=first&state={STATE}")
        assert get(listener, f"/callback?code=second&state={STATE}")[0] == 410
        assert listener.wait(5) == "first"


@pytest.mark.parametrize(
    ("path", "status"),
    [("/", 404), ("/favicon.ico", 404), ("/callback/x?code=c&state=the-state", 404), ("/callback", 400)],
)
def test_other_requests_do_not_use_it_up(path: str, status: int) -> None:
    with SignInListener(state=STATE, ports=ANY_PORT) as listener:
        assert get(listener, path)[0] == status
        assert get(listener, f"/callback?code=c&state={STATE}")[0] == 200
        assert listener.wait(5) == "c"


def test_a_form_posted_at_it_is_refused() -> None:
    with SignInListener(state=STATE, ports=ANY_PORT) as listener:
        assert get(listener, f"/callback?code=c&state={STATE}", method="POST")[0] == 501
        with pytest.raises(SignInError) as caught:
            listener.wait(0.1)
    assert caught.value.reference == "sign-in.timed-out"


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1:{port}", "localhost", "localhost:1"])
def test_another_host_header_is_refused(host: str) -> None:
    with SignInListener(state=STATE, ports=ANY_PORT) as listener:
        assert (
            get(listener, f"/callback?code=c&state={STATE}", host=host.format(port=listener.port))[0] == 403
        )
        with pytest.raises(SignInError):
            listener.wait(0.1)


def test_a_script_of_another_page_is_refused_and_does_not_use_it_up() -> None:
    with SignInListener(state=STATE, ports=ANY_PORT) as listener:
        connection = http.client.HTTPConnection("127.0.0.1", listener.port, timeout=5)
        headers = {"Host": f"localhost:{listener.port}", "Origin": "https://evil.example"}
        connection.request("GET", "/callback?code=x&state=wrong", headers=headers)
        assert connection.getresponse().status == 403
        connection.close()
        assert get(listener, f"/callback?code=c&state={STATE}")[0] == 200
        assert listener.wait(5) == "c"


def test_a_machine_without_ipv6_will_do(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EADDRNOTAVAIL, "Cannot assign requested address")

    monkeypatch.setattr("addin.lib.http.listener._ServerV6", refuse)
    with SignInListener(state=STATE, ports=ANY_PORT) as listener:
        assert get(listener, f"/callback?code=c&state={STATE}")[0] == 200
        assert listener.wait(5) == "c"


def test_nobody_answers_in_time() -> None:
    with SignInListener(state=STATE, ports=ANY_PORT) as listener, pytest.raises(SignInError) as caught:
        listener.wait(0.2)
    assert caught.value.reference == "sign-in.timed-out"


def test_the_user_cancels() -> None:
    cancelled = threading.Event()
    with SignInListener(state=STATE, ports=ANY_PORT) as listener:
        threading.Timer(0.05, cancelled.set).start()
        started = time.monotonic()
        with pytest.raises(Cancelled) as caught:
            listener.wait(30, cancelled=cancelled)
    assert caught.value.reference == "sign-in.cancelled"
    assert time.monotonic() - started < 5


def test_a_silent_connection_blocks_neither_the_answer_nor_the_end() -> None:
    with SignInListener(state=STATE, ports=ANY_PORT) as listener:
        with socket.create_connection(("127.0.0.1", listener.port)):
            get(listener, f"/callback?code=c&state={STATE}")
            assert listener.wait(5) == "c"
            started = time.monotonic()
            listener.close()
            assert time.monotonic() - started < 2


def test_a_taken_port_is_passed_over() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with SignInListener(state=STATE, ports=(port, 0)) as listener:
            assert listener.port != port


def test_a_port_taken_on_one_family_is_passed_over() -> None:
    with socket.create_server(("::1", 0), family=socket.AF_INET6) as taken:
        port = taken.getsockname()[1]
        with SignInListener(state=STATE, ports=(port, 0)) as listener:
            assert listener.port != port


def test_all_ports_taken_is_said_with_the_ports() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SignInError) as caught:
            SignInListener(state=STATE, ports=(port,))
    assert caught.value.reference == "sign-in.ports-taken"
    assert str(port) in str(caught.value)


def test_after_the_end_the_port_is_free_again() -> None:
    with SignInListener(state=STATE, ports=ANY_PORT) as listener:
        port = listener.port
        get(listener, f"/callback?code=c&state={STATE}")
    with SignInListener(state=STATE, ports=(port,)) as again:
        assert again.port == port
