"""The Fusion Lifecycle login: what is shown, what is kept, and what is said when it fails."""

from __future__ import annotations

import logging

import pytest
from addin.lib.emulator import Emulator, Fault
from addin.lib.errors import AnswerLost, SignInError
from addin.lib.http import HttpClient
from addin.lib.plm.session import log_in

USER = "designer@example.com"


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
    service.add_fault(Fault(path="/rest/auth/1/login", status=404, body="Not Found"))
    with HttpClient(service.url) as client, pytest.raises(SignInError) as caught:
        log_in(client, USER, password="fusion")
    assert caught.value.reference == "lifecycle.not-offered"


def test_a_lost_answer_is_not_sent_again_by_itself(service: Emulator) -> None:
    service.add_fault(Fault(path="/rest/auth/1/login", action="reset-after"))
    with HttpClient(service.url) as client, pytest.raises(AnswerLost):
        log_in(client, USER, password="fusion")
    assert [request.raw_path for request in service.log] == ["/rest/auth/1/login"]
