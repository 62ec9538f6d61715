"""The Fusion Lifecycle login: what is shown, what is kept, and what is said when it fails."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable

import pytest
from addin.lib.emulator import Emulator, Fault
from addin.lib.errors import AnswerLost, DataBrowserError, MalformedAnswer, NetworkError, SignInError
from addin.lib.http import HttpClient, RetryPolicy
from addin.lib.plm.session import log_in

USER = "designer@example.com"
LOGIN = "/rest/auth/1/login"
CANARY = 'canary pass"word'  # with what would end it early in a naive search for secrets


def fail_to_log_in(
    service: Emulator, password: str = "fusion", *, read_timeout: float = 5
) -> DataBrowserError:
    """Log in and return the error."""
    client = HttpClient(
        service.url, timeouts=(5, read_timeout), retry=RetryPolicy(attempts=2, first_delay=0.001)
    )
    with client, pytest.raises(DataBrowserError) as caught:
        log_in(client, USER, password=password)
    return caught.value


def test_the_session_id_is_shown_shortened_and_the_password_nowhere(
    service: Emulator, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with HttpClient(service.url) as client:
        session = log_in(client, USER, password="fusion")
    assert session.session_id.startswith(session.shortened[:-1])
    assert len(session.shortened) == 5
    everything = repr(session) + repr(vars(session)["user_id"]) + caplog.text
    assert session.session_id not in everything
    assert "fusion" not in repr(session)
    assert "fusion" not in list(vars(session).values())


def test_a_wrong_password_is_told_without_it(service: Emulator) -> None:
    with HttpClient(service.url) as client, pytest.raises(SignInError) as caught:
        log_in(client, USER, password="canary-password")
    assert caught.value.reference == "lifecycle.refused"
    assert USER in str(caught.value)
    assert "canary" not in str(caught.value) + repr(caught.value.__cause__)


def test_a_tenant_without_this_login_is_told(service: Emulator) -> None:
    service.add_fault(Fault(path=LOGIN, status=404, body="Not Found"))
    with HttpClient(service.url) as client, pytest.raises(SignInError) as caught:
        log_in(client, USER, password="fusion")
    assert caught.value.reference == "lifecycle.not-offered"


@pytest.mark.parametrize("action", ["reset-before", "reset-after"])
def test_a_lost_answer_is_not_sent_again_by_itself(service: Emulator, action: str) -> None:
    service.add_fault(Fault(path=LOGIN, action=action))
    error = fail_to_log_in(service)
    assert isinstance(error, AnswerLost)
    assert error.reference == "lifecycle.answer-lost"
    assert service.url in error.message
    assert [request.raw_path for request in service.log] == [LOGIN]


def test_an_answer_that_comes_too_late_is_lost_too(service: Emulator) -> None:
    service.add_fault(Fault(path=LOGIN, delay_ms=1000))
    assert fail_to_log_in(service, read_timeout=0.1).reference == "lifecycle.answer-lost"


def test_a_tenant_that_cannot_be_reached(start: Callable[..., Emulator]) -> None:
    gone = start(hub="none")
    gone.stop()
    error = fail_to_log_in(gone)
    assert isinstance(error, NetworkError)
    assert error.reference == "http.unreachable"


@pytest.mark.parametrize(
    ("policy", "reference"),
    [
        ("not-found", "lifecycle.not-offered"),
        ("forbidden", "lifecycle.forbidden"),
        ("redirect", "lifecycle.not-offered"),
    ],
)
def test_a_tenant_with_this_login_switched_off(
    start: Callable[..., Emulator], policy: str, reference: str
) -> None:
    service = start(hub="none", policies={"lifecycle-login": policy})
    error = fail_to_log_in(service)
    assert isinstance(error, SignInError)
    assert error.reference == reference
    assert "sign-in with Autodesk" in error.next_step
    assert [request.raw_path for request in service.log] == [LOGIN]  # a redirect is not followed


@pytest.mark.parametrize(
    ("status", "body", "reference"),
    [
        (400, '{"message": "no"}', "service.bad-input"),
        (401, "", "lifecycle.refused"),
        (403, "", "lifecycle.forbidden"),
        (404, "", "lifecycle.not-offered"),
        (405, "", "lifecycle.not-offered"),
        (429, "", "lifecycle.too-often"),
        (502, "<html><h1>Bad Gateway</h1></html>", "service.service-down"),
        (200, "<html>Sign in</html>", "service.not-json"),
        (200, "[]", "service.not-json"),
        (200, '{"sessionid": ""}', "service.missing-field"),
        (200, '{"sessionid": 7}', "service.missing-field"),
        (200, '{"sessionid": "1", "customerToken": 7}', "service.missing-field"),
        (200, '{"authStatus": {"id": 2}}', "service.missing-field"),
    ],
)
def test_a_bad_day_is_a_sentence_with_a_next_step(
    service: Emulator, status: int, body: str, reference: str
) -> None:
    service.add_fault(Fault(path=LOGIN, status=status, body=body))
    error = fail_to_log_in(service)
    assert error.reference == reference
    assert error.message
    assert error.next_step
    assert "<" not in str(error)


def test_half_an_answer_is_lost(service: Emulator) -> None:
    service.add_fault(Fault(path=LOGIN, action="truncate"))
    assert fail_to_log_in(service).reference == "lifecycle.answer-lost"


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 418, 423, 429, 500, 503])
def test_what_the_tenant_says_of_a_failure_is_not_repeated(service: Emulator, status: int) -> None:
    echo = json.dumps({"error": CANARY, "error_description": f"cannot take {CANARY}", "errorCode": CANARY})
    service.add_fault(Fault(path=LOGIN, status=status, body=echo))
    error = fail_to_log_in(service, CANARY)
    assert "canary" not in json.dumps(error.as_record()) + str(error) + repr(error) + repr(error.__cause__)


def test_a_session_id_in_another_place_is_not_shown(service: Emulator) -> None:
    service.add_fault(Fault(path=LOGIN, status=200, body='{"id": "CANARY", "sessionId": "CANARY"}'))
    error = fail_to_log_in(service)
    assert isinstance(error, MalformedAnswer)
    assert "CANARY" not in json.dumps(error.as_record()) + str(error) + repr(error) + repr(error.__cause__)
