"""One valid access token, whatever the service, the clock and the store of secrets do."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from addin.lib.aps import auth
from addin.lib.aps.hubs import list_hubs
from addin.lib.core.tokens import StoredToken, TokenKeeper
from addin.lib.emulator import Emulator, EmulatorOptions, Fault
from addin.lib.emulator.policies import ALLOWED
from addin.lib.errors import (
    AnswerLost,
    DataBrowserError,
    NetworkError,
    NotSignedIn,
    ServiceDown,
    SignInError,
    StoreError,
)
from addin.lib.http import HttpClient
from addin.lib.store.locks import file_lock

from ...secret_files import SecretFiles
from .sign_ins import ManualClock, issue_tokens, token_requests, works

TOKEN = "/authentication/v2/token"
USER = "SAMPLEUSER01"


@pytest.fixture
def service(request: pytest.FixtureRequest) -> Iterator[Emulator]:
    """The sample hub; `every_reuse` runs a test under each answer to a refresh token that comes back."""
    reuse = getattr(request, "param", "fail")
    with Emulator(EmulatorOptions(policies={"refresh-reuse": reuse})) as running:
        yield running


every_reuse = pytest.mark.parametrize("service", ALLOWED["refresh-reuse"], indirect=True)


@pytest.fixture
def place(secrets: SecretFiles, tmp_path: Path) -> StoredToken:
    """Where the sample person's refresh token is kept."""
    return StoredToken(secrets, tmp_path, client_id="app", user_id=USER)


def keeper(service: Emulator, client: HttpClient) -> tuple[TokenKeeper, ManualClock]:
    """Return the tokens of a fresh sign-in, under a clock of ours."""
    clock = ManualClock()
    return TokenKeeper(client, service.public_client_id, clock, issue_tokens(service)), clock


def test_a_token_is_kept_until_shortly_before_its_end(service: Emulator, anonymous: HttpClient) -> None:
    kept, clock = keeper(service, anonymous)
    first = kept.access_token()
    clock.time += 3500
    assert kept.access_token() == first
    clock.time += 60
    assert kept.access_token() != first
    assert token_requests(service) == 2


@every_reuse
def test_many_threads_at_the_end_of_a_token_refresh_it_once(service: Emulator, anonymous: HttpClient) -> None:
    kept, clock = keeper(service, anonymous)
    clock.time += 3600
    got: list[str] = []
    threads = [threading.Thread(target=lambda: got.append(kept.access_token())) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(got)) == 1
    assert len(got) == 20
    assert token_requests(service) == 2


@every_reuse
def test_a_rejected_token_is_refreshed_once_for_all_that_held_it(
    service: Emulator, anonymous: HttpClient
) -> None:
    kept, _ = keeper(service, anonymous)
    old = kept.access_token()
    assert kept.access_token(old) == kept.access_token(old) != old
    assert token_requests(service) == 2


def test_a_refresh_token_that_the_service_refuses_ends_the_sign_in(
    service: Emulator, anonymous: HttpClient
) -> None:
    kept, clock = keeper(service, anonymous)
    service.clock.advance(16 * 24 * 3600)
    clock.time += 3600
    for _ in range(3):
        with pytest.raises(SignInError) as caught:
            kept.access_token()
        assert caught.value.reference == "sign-in.expired"
    assert token_requests(service) == 2


@every_reuse
def test_a_refresh_whose_answer_is_lost_is_not_tried_again(service: Emulator, anonymous: HttpClient) -> None:
    kept, clock = keeper(service, anonymous)
    service.add_fault(Fault(path="/authentication/v2/token", action="reset-after"))
    clock.time += 3600
    for _ in range(2):
        with pytest.raises(SignInError) as caught:
            kept.access_token()
        assert caught.value.reference == "sign-in.expired"
    assert token_requests(service) == 2


def test_a_refresh_that_never_left_may_be_tried_again(service: Emulator, anonymous: HttpClient) -> None:
    kept, clock = keeper(service, anonymous)
    clock.time += 3600
    service.stop()
    for _ in range(2):
        with pytest.raises(NetworkError) as caught:
            kept.access_token()
        assert caught.value.reference == "http.unreachable"


def restored(service: Emulator, client: HttpClient, place: StoredToken) -> TokenKeeper:
    """Return what another process, or the next start, makes of the kept token."""
    return TokenKeeper(
        client, service.public_client_id, ManualClock(), auth.Tokens("", place.read(), 0), place
    )


def answer_refresh(service: Emulator, **fields: object) -> None:
    """Let the next refresh be answered with these fields, whatever the service has given."""
    answer = {"access_token": "a", "refresh_token": "r", "expires_in": 3599, **fields}
    body = json.dumps({name: value for name, value in answer.items() if value is not None})
    service.add_fault(Fault(path=TOKEN, nth=(1,), status=200, body=body))


@pytest.mark.parametrize("status", [500, 502, 503])
@every_reuse
def test_a_refresh_answered_500_then_200(status: int, service: Emulator, anonymous: HttpClient) -> None:
    kept, clock = keeper(service, anonymous)
    service.add_fault(Fault(path=TOKEN, nth=(1,), status=status))
    clock.time += 3600
    with pytest.raises(ServiceDown):
        kept.access_token()
    assert works(service, kept.access_token())
    assert token_requests(service) == 3


def test_all_who_wait_for_a_refresh_hear_that_it_failed(service: Emulator, anonymous: HttpClient) -> None:
    kept, clock = keeper(service, anonymous)
    service.add_fault(Fault(path=TOKEN, status=503, delay_ms=500))
    clock.time += 3600
    started = threading.Barrier(10)
    heard: list[str] = []

    def ask() -> None:
        started.wait()
        with pytest.raises(ServiceDown) as caught:
            kept.access_token()
        heard.append(caught.value.reference)

    threads = [threading.Thread(target=ask) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert heard == ["service.service-down"] * 10
    assert token_requests(service) == 2


def test_an_early_refresh_that_fails_holds_nobody_up(service: Emulator, anonymous: HttpClient) -> None:
    kept, clock = keeper(service, anonymous)
    first = kept.access_token()
    service.add_fault(Fault(path=TOKEN, nth=(1,), status=503))
    clock.time += 3550
    assert [kept.access_token() for _ in range(5)] == [first] * 5
    assert token_requests(service) == 2
    clock.time += 11
    assert kept.access_token() != first
    assert token_requests(service) == 3


@pytest.mark.parametrize("seconds", [0, -1, -(10**9), 10**400])
def test_a_service_that_lies_about_the_end_is_not_asked_each_time(
    seconds: int, service: Emulator, anonymous: HttpClient
) -> None:
    kept, clock = keeper(service, anonymous)
    answer_refresh(service, expires_in=seconds)
    clock.time += 3600
    assert {kept.access_token() for _ in range(20)} == {"a"}
    assert token_requests(service) == 2


def test_a_new_token_that_is_rejected_as_well_is_not_traded_at_once(
    service: Emulator, anonymous: HttpClient
) -> None:
    kept, clock = keeper(service, anonymous)
    service.add_fault(Fault(path="/project/v1/hubs", status=401))
    with HttpClient(service.url, get_token=kept.access_token) as client:
        for _ in range(5):
            with pytest.raises(NotSignedIn):
                list_hubs(client)
        assert token_requests(service) == 2
        service.clear_faults()
        assert list_hubs(client)
        clock.time += 11
        assert kept.access_token(kept.access_token())
    assert token_requests(service) == 3


def test_a_machine_that_slept_believes_the_service(service: Emulator, anonymous: HttpClient) -> None:
    kept, _ = keeper(service, anonymous)
    service.clock.advance(5 * 3600)  # while our clock stood still
    with HttpClient(service.url, get_token=kept.access_token) as client:
        assert list_hubs(client)
    assert token_requests(service) == 2


def test_an_answer_without_a_refresh_token_leaves_the_old_one(
    service: Emulator, anonymous: HttpClient
) -> None:
    kept, clock = keeper(service, anonymous)
    answer_refresh(service, refresh_token=None)
    clock.time += 3600
    assert kept.access_token() == "a"
    clock.time += 3600
    assert works(service, kept.access_token())


@pytest.mark.parametrize(
    "fault",
    [
        Fault(path=TOKEN, action="reset-after"),
        Fault(path=TOKEN, action="truncate"),
        Fault(path=TOKEN, action="answer-after", status=200, body="<html>"),
        Fault(path=TOKEN, action="drop-field", field="access_token"),
    ],
    ids=lambda fault: fault.action,
)
@every_reuse
def test_a_refresh_whose_answer_is_lost_asks_once_in_every_process(
    fault: Fault, service: Emulator, anonymous: HttpClient, place: StoredToken
) -> None:
    kept, clock = keeper(service, anonymous)
    kept.keep(place)
    other = restored(service, anonymous, place)
    service.add_fault(fault)
    clock.time += 3600
    for _ in range(3):
        with pytest.raises(SignInError) as caught:
            kept.access_token()
        assert caught.value.reference == "sign-in.expired"
    assert token_requests(service) == 2
    assert place.read() == ""
    service.clear_faults()
    with pytest.raises(SignInError) as caught:
        other.access_token()
    assert caught.value.reference == "sign-in.expired"
    assert token_requests(service) == 2


@every_reuse
def test_a_refresh_answered_after_the_time_out(
    service: Emulator, anonymous: HttpClient, place: StoredToken
) -> None:
    with HttpClient(service.url, timeouts=(5.0, 0.2)) as hasty:
        tokens = issue_tokens(service)
        clock = ManualClock()
        kept = TokenKeeper(hasty, service.public_client_id, clock, tokens)
        kept.keep(place)
        service.add_fault(Fault(path=TOKEN, first_byte_ms=1000))
        clock.time += 3600
        with pytest.raises(SignInError) as caught:
            kept.access_token()
    assert caught.value.reference == "sign-in.expired"
    assert isinstance(caught.value.__cause__, AnswerLost)
    assert place.read() == ""


def test_an_account_that_was_disabled(service: Emulator, anonymous: HttpClient, place: StoredToken) -> None:
    kept, clock = keeper(service, anonymous)
    kept.keep(place)
    service.add_fault(Fault(path=TOKEN, status=400, body='{"error": "invalid_grant"}'))
    clock.time += 3600
    for _ in range(2):
        with pytest.raises(SignInError) as caught:
            kept.access_token()
        assert caught.value.reference == "sign-in.expired"
    assert token_requests(service) == 2
    assert place.read() == ""


def test_an_app_that_was_deleted(service: Emulator, anonymous: HttpClient) -> None:
    kept, clock = keeper(service, anonymous)
    service.add_fault(Fault(path=TOKEN, status=401, body='{"error": "invalid_client"}'))
    clock.time += 3600
    for _ in range(2):
        with pytest.raises(SignInError) as caught:
            kept.access_token()
        assert caught.value.reference == "sign-in.unknown-app"
        assert "invalid_client" in str(caught.value)
    assert token_requests(service) == 2


def test_the_new_refresh_token_is_kept_before_the_new_access_token_is_used(
    service: Emulator, anonymous: HttpClient, tmp_path: Path
) -> None:
    seen: list[tuple[str, str]] = []

    def pass_by(point: str) -> None:
        if point == "before-write" and kept.tokens.access_token != first:
            access = kept._access  # what other threads are given meanwhile
            seen.append((kept.tokens.access_token, access.token if access else ""))

    kept, clock = keeper(service, anonymous)
    first = kept.tokens.access_token
    kept.keep(StoredToken(SecretFiles(tmp_path, pass_by), tmp_path, client_id="app", user_id=USER))
    clock.time += 3600
    second = kept.access_token()
    assert seen == [(second, first)]


def test_only_the_refresh_token_is_kept(
    service: Emulator, anonymous: HttpClient, place: StoredToken, tmp_path: Path
) -> None:
    kept, clock = keeper(service, anonymous)
    kept.keep(place)
    clock.time += 3600
    access = kept.access_token()
    files = {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()}
    assert list(files.values()).count(kept.tokens.refresh_token) == 1
    assert access not in repr(kept)
    assert kept.tokens.refresh_token not in repr(kept)
    for name, content in files.items():
        assert access not in content
        assert kept.tokens.refresh_token not in name
        assert content in ("", kept.tokens.refresh_token)


@every_reuse
def test_two_processes_refresh_in_turn_with_the_newest_token(
    service: Emulator, anonymous: HttpClient, place: StoredToken
) -> None:
    first, clock = keeper(service, anonymous)
    first.keep(place)
    second = restored(service, anonymous, place)
    for _ in range(3):
        clock.time += 3600
        second.clock.sleep(3600)
        assert works(service, first.access_token())
        assert works(service, second.access_token())
    assert first.access_token() != second.access_token()
    assert token_requests(service) == 1 + 2 * 3


def test_the_lock_of_another_process_is_waited_for_but_not_while_the_token_is_good(
    service: Emulator, anonymous: HttpClient, place: StoredToken, tmp_path: Path
) -> None:
    kept, clock = keeper(service, anonymous)
    kept.keep(place)
    first = kept.access_token()
    (lock,) = tmp_path.glob("*.lock")
    got: list[str] = []
    thread = threading.Thread(target=lambda: got.append(kept.access_token()))
    with file_lock(lock, timeout=0):
        clock.time += 3550
        started = time.monotonic()
        assert kept.access_token() == first
        assert time.monotonic() - started < 5
        clock.time += 60
        thread.start()
        thread.join(0.2)
        assert not got
        assert token_requests(service) == 1
    thread.join()
    assert works(service, got[0])


def test_closing_ends_the_wait_for_another_process(
    service: Emulator, anonymous: HttpClient, place: StoredToken, tmp_path: Path
) -> None:
    kept, clock = keeper(service, anonymous)
    kept.keep(place)
    clock.time += 3600
    (lock,) = tmp_path.glob("*.lock")
    heard: list[str] = []

    def ask() -> None:
        try:
            kept.access_token()
        except DataBrowserError as error:
            heard.append(error.reference)

    thread = threading.Thread(target=ask)
    with file_lock(lock, timeout=0):
        thread.start()
        kept.close()
        thread.join(10)
    assert heard == ["store.cancelled"]
    assert place.read()


@every_reuse
def test_a_store_that_refuses_leaves_the_sign_in_in_memory_and_says_so(
    service: Emulator, anonymous: HttpClient, place: StoredToken, secrets: SecretFiles
) -> None:
    kept, clock = keeper(service, anonymous)
    secrets.refuses = {"write": "secrets.refused"}
    kept.keep(place)
    for _ in range(2):
        assert kept.notice is not None
        assert kept.notice.reference == "secrets.refused"
        clock.time += 3600
        assert works(service, kept.access_token())
    secrets.refuses = {}
    clock.time += 3600
    assert works(service, kept.access_token())
    assert kept.notice is None
    assert place.read() == kept.tokens.refresh_token


@every_reuse
def test_a_spent_token_is_not_left_to_others_when_the_new_one_is_refused(
    service: Emulator, anonymous: HttpClient, place: StoredToken, secrets: SecretFiles
) -> None:
    kept, clock = keeper(service, anonymous)
    kept.keep(place)
    other = restored(service, anonymous, place)
    secrets.refuses = {"write": "secrets.refused"}
    clock.time += 3600
    assert works(service, kept.access_token())
    with pytest.raises(SignInError):
        other.access_token()
    assert works(service, kept.access_token())


def test_a_store_that_is_locked_in_the_middle(
    service: Emulator, anonymous: HttpClient, place: StoredToken, secrets: SecretFiles
) -> None:
    kept, clock = keeper(service, anonymous)
    kept.keep(place)
    start = restored(service, anonymous, place)
    start.tokens = auth.Tokens("", "", 0)
    secrets.refuses = dict.fromkeys(("read", "write", "delete"), "secrets.locked")
    with pytest.raises(StoreError) as caught:
        start.access_token()
    assert caught.value.reference == "secrets.locked"
    clock.time += 3600
    assert works(service, kept.access_token())
    assert kept.notice is not None
    assert kept.notice.reference == "secrets.locked"


def test_a_place_without_a_lock_leaves_the_sign_in_in_memory(
    service: Emulator, anonymous: HttpClient, secrets: SecretFiles, tmp_path: Path
) -> None:
    kept, clock = keeper(service, anonymous)
    kept.keep(StoredToken(secrets, tmp_path / "none", client_id="app", user_id=USER))
    assert kept.notice is not None
    assert kept.notice.reference == "store.no-lock"
    clock.time += 3600
    assert works(service, kept.access_token())


def test_signing_out_revokes(service: Emulator, anonymous: HttpClient) -> None:
    kept, _ = keeper(service, anonymous)
    refresh_token = kept.tokens.refresh_token
    kept.sign_out()
    with pytest.raises(SignInError) as caught:
        kept.access_token()
    assert caught.value.reference == "sign-in.signed-out"
    with pytest.raises(SignInError):
        auth.refresh_tokens(anonymous, refresh_token, client_id=service.public_client_id)


@every_reuse
def test_signing_out_revokes_what_another_process_has_kept_and_forgets_it(
    service: Emulator, anonymous: HttpClient, place: StoredToken
) -> None:
    kept, _ = keeper(service, anonymous)
    kept.keep(place)
    other = restored(service, anonymous, place)
    other.access_token()
    newest = place.read()
    kept.sign_out()
    assert place.read() == ""
    with pytest.raises(SignInError):
        auth.refresh_tokens(anonymous, newest, client_id=service.public_client_id)
    with pytest.raises(SignInError) as caught:
        other.access_token(other.access_token())
    assert caught.value.reference == "sign-in.expired"


def test_signing_out_with_a_store_that_does_not_forget_revokes_all_the_same(
    service: Emulator, anonymous: HttpClient, place: StoredToken, secrets: SecretFiles
) -> None:
    kept, _ = keeper(service, anonymous)
    kept.keep(place)
    newest = place.read()
    secrets.refuses = {"delete": "secrets.refused"}
    with pytest.raises(StoreError):
        kept.sign_out()
    with pytest.raises(SignInError):
        auth.refresh_tokens(anonymous, newest, client_id=service.public_client_id)


def test_signing_out_of_a_place_that_lost_its_lock_revokes_all_the_same(
    service: Emulator, anonymous: HttpClient, secrets: SecretFiles, tmp_path: Path
) -> None:
    kept, _ = keeper(service, anonymous)
    folder = tmp_path / "ours"
    folder.mkdir()
    kept.keep(StoredToken(secrets, folder, client_id="app", user_id=USER))
    newest = kept.tokens.refresh_token
    folder.rename(tmp_path / "elsewhere")
    with pytest.raises(StoreError) as caught:
        kept.sign_out()
    assert caught.value.reference == "store.no-lock"
    with pytest.raises(SignInError):
        auth.refresh_tokens(anonymous, newest, client_id=service.public_client_id)


def test_an_end_in_memory_leaves_what_another_sign_in_has_kept(
    service: Emulator, anonymous: HttpClient, place: StoredToken, secrets: SecretFiles
) -> None:
    kept, clock = keeper(service, anonymous)
    kept.keep(place)
    secrets.refuses = {"write": "secrets.refused"}
    clock.time += 3600
    kept.access_token()
    secrets.refuses = {}
    place.write("another's")
    service.clock.advance(16 * 24 * 3600)
    clock.time += 3600
    with pytest.raises(SignInError):
        kept.access_token()
    assert place.read() == "another's"


def test_signing_out_without_a_service_forgets_all_the_same(
    service: Emulator, anonymous: HttpClient, place: StoredToken
) -> None:
    kept, _ = keeper(service, anonymous)
    kept.keep(place)
    service.add_fault(Fault(path="/authentication/v2/revoke", status=503))
    with pytest.raises(ServiceDown):
        kept.sign_out()
    assert place.read() == ""
    with pytest.raises(SignInError) as caught:
        kept.access_token()
    assert caught.value.reference == "sign-in.signed-out"
