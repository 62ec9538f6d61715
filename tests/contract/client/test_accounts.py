"""The accounts of a machine: kept over a restart, several of them, forgotten when asked."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from addin.lib.aps.auth import User, get_user, refresh_tokens
from addin.lib.core.accounts import Accounts, find_other_user, sign_in
from addin.lib.core.ports import HostUser
from addin.lib.core.tokens import TokenKeeper
from addin.lib.emulator import Emulator, Fault
from addin.lib.errors import Cancelled, ServiceDown, SignInError, StoreError
from addin.lib.http import HttpClient
from addin.lib.http.listener import callback_urls
from addin.lib.store.account_index import FILE_NAME, Account
from addin.lib.store.secrets import MemorySecrets
from addin.lib.terminal import FormBrowser

from ...secret_files import SecretFiles
from .sign_ins import Browser, ManualClock, issue_tokens, token_requests, works

MIKA = User("SAMPLEUSER01", "Mika Sample", "designer@example.com", "")
ROBIN = User("SAMPLEUSER02", "Robin Sample", "robin@example.com", "")


@pytest.fixture
def accounts(tmp_path: Path, secrets: SecretFiles) -> Accounts:
    """The accounts as each start of the program finds them."""
    return Accounts(tmp_path, secrets, clock=ManualClock())


def enter(service: Emulator, client: HttpClient, accounts: Accounts, user: User = MIKA) -> TokenKeeper:
    """Sign somebody in, and remember it."""
    keeper = TokenKeeper(client, service.public_client_id, ManualClock(), issue_tokens(service))
    accounts.keep(keeper, user)
    return keeper


def is_taken(service: Emulator, client: HttpClient, refresh_token: str) -> bool:
    """Tell whether the service takes a refresh token, which it does once."""
    try:
        return bool(refresh_tokens(client, refresh_token, client_id=service.public_client_id))
    except SignInError:
        return False


def test_the_next_start_needs_no_browser(
    service: Emulator, anonymous: HttpClient, accounts: Accounts, tmp_path: Path
) -> None:
    enter(service, anonymous, accounts)
    service.clear_log()
    started = Accounts(tmp_path, SecretFiles(tmp_path), clock=ManualClock())
    (account,) = started.list_accounts(service.public_client_id)
    assert account == Account(service.public_client_id, MIKA.id, MIKA.name, MIKA.email)
    keeper = started.restore(anonymous, account)
    assert keeper is not None
    assert not service.log  # a start without a network shows who was signed in
    with HttpClient(service.url, get_token=keeper.access_token) as client:
        assert get_user(client).id == account.user_id
    assert token_requests(service) == 1


def test_a_start_after_the_token_died_asks_once(
    service: Emulator, anonymous: HttpClient, accounts: Accounts
) -> None:
    enter(service, anonymous, accounts)
    service.clock.advance(16 * 24 * 3600)
    (account,) = accounts.list_accounts()
    keeper = accounts.restore(anonymous, account)
    assert keeper is not None
    for _ in range(2):
        with pytest.raises(SignInError) as caught:
            keeper.access_token()
        assert caught.value.reference == "sign-in.expired"
    service.clear_log()
    assert accounts.restore(anonymous, account) is None
    assert accounts.list_accounts() == ()
    assert not service.log


def test_several_accounts_and_the_one_used_last_comes_first(
    service: Emulator, anonymous: HttpClient, accounts: Accounts
) -> None:
    mika = enter(service, anonymous, accounts)
    robin = enter(service, anonymous, accounts, ROBIN)
    assert [account.name for account in accounts.list_accounts()] == [ROBIN.name, MIKA.name]
    assert accounts.list_accounts("another-app") == ()
    first = accounts.list_accounts()[1]
    again = accounts.restore(anonymous, first)
    assert again is not None
    assert again.tokens.refresh_token == mika.tokens.refresh_token
    assert [account.name for account in accounts.list_accounts()] == [MIKA.name, ROBIN.name]
    accounts.sign_out(again, first)
    assert [account.name for account in accounts.list_accounts()] == [ROBIN.name]
    assert not is_taken(service, anonymous, mika.tokens.refresh_token)
    assert is_taken(service, anonymous, robin.tokens.refresh_token)


def test_signing_in_again_keeps_one_entry_with_the_new_name(
    service: Emulator, anonymous: HttpClient, accounts: Accounts
) -> None:
    enter(service, anonymous, accounts)
    keeper = enter(service, anonymous, accounts, User(MIKA.id, "Mika Married", MIKA.email, ""))
    (account,) = accounts.list_accounts()
    assert account.name == "Mika Married"
    restored = accounts.restore(anonymous, account)
    assert restored is not None
    assert restored.tokens.refresh_token == keeper.tokens.refresh_token


def test_the_sign_in_before_can_be_signed_out_without_harm_to_the_new_one(
    service: Emulator, anonymous: HttpClient, accounts: Accounts
) -> None:
    enter(service, anonymous, accounts)
    (account,) = accounts.list_accounts()
    for _ in range(2):
        before = accounts.restore(anonymous, account)
        assert before is not None
        old = before.access_token()
        keeper = enter(service, anonymous, accounts)
        before.sign_out()
        assert not works(service, old)
        assert works(service, keeper.access_token())
        restored = accounts.restore(anonymous, account)
        assert restored is not None
        assert works(service, restored.access_token())


def test_the_index_holds_no_secret(
    service: Emulator, anonymous: HttpClient, accounts: Accounts, tmp_path: Path
) -> None:
    keeper = enter(service, anonymous, accounts)
    content = (tmp_path / FILE_NAME).read_text(encoding="utf-8")
    assert MIKA.id in content
    assert keeper.tokens.refresh_token not in content
    assert keeper.tokens.access_token not in content


def test_forgetting_all_revokes_and_leaves_nothing(
    service: Emulator, anonymous: HttpClient, accounts: Accounts, tmp_path: Path
) -> None:
    keepers = [enter(service, anonymous, accounts, user) for user in (MIKA, ROBIN)]
    assert accounts.forget_all(lambda account: anonymous) == ()
    assert accounts.list_accounts() == ()
    assert not list(tmp_path.glob("*.secret"))
    assert not any(is_taken(service, anonymous, keeper.tokens.refresh_token) for keeper in keepers)


def test_forgetting_all_goes_on_where_the_service_is_not_reached(
    service: Emulator, anonymous: HttpClient, accounts: Accounts, tmp_path: Path
) -> None:
    for user in (MIKA, ROBIN):
        enter(service, anonymous, accounts, user)
    service.add_fault(Fault(path="/authentication/v2/revoke", status=503))
    problems = accounts.forget_all(lambda account: anonymous)
    assert [type(problem) for problem in problems] == [ServiceDown] * 2
    assert accounts.list_accounts() == ()
    assert not list(tmp_path.glob("*.secret"))


def test_a_locked_store_is_told_and_the_account_is_not_forgotten(
    service: Emulator, anonymous: HttpClient, accounts: Accounts, secrets: SecretFiles
) -> None:
    keeper = enter(service, anonymous, accounts)
    token = keeper.tokens.refresh_token
    (account,) = accounts.list_accounts()
    secrets.refuses = dict.fromkeys(("read", "delete"), "secrets.locked")
    with pytest.raises(StoreError) as caught:
        accounts.restore(anonymous, account)
    assert caught.value.reference == "secrets.locked"
    with pytest.raises(StoreError):
        accounts.sign_out(keeper, account)
    assert accounts.list_accounts() == (account,)
    assert not is_taken(service, anonymous, token)


def test_a_sign_out_that_does_not_reach_the_service_forgets(
    service: Emulator, anonymous: HttpClient, accounts: Accounts, tmp_path: Path
) -> None:
    keeper = enter(service, anonymous, accounts)
    service.add_fault(Fault(path="/authentication/v2/revoke", status=503))
    with pytest.raises(ServiceDown):
        accounts.sign_out(keeper, accounts.list_accounts()[0])
    assert accounts.list_accounts() == ()
    assert not list(tmp_path.glob("*.secret"))


def test_a_broken_index_is_reported_and_begins_anew(
    service: Emulator, anonymous: HttpClient, accounts: Accounts, tmp_path: Path
) -> None:
    (tmp_path / FILE_NAME).write_text("{", encoding="utf-8")
    enter(service, anonymous, accounts)
    assert accounts.notice is not None
    assert accounts.notice.reference == "store.bad-accounts"
    assert [account.name for account in accounts.list_accounts()] == [MIKA.name]


def test_a_folder_that_cannot_be_written_does_not_stop_the_sign_in(
    service: Emulator, anonymous: HttpClient, secrets: SecretFiles, tmp_path: Path
) -> None:
    accounts = Accounts(tmp_path / "none", secrets, clock=ManualClock())
    keeper = enter(service, anonymous, accounts)
    assert accounts.notice is not None
    assert keeper.notice is not None
    assert keeper.access_token()
    assert os.listdir(tmp_path) == []


def test_a_folder_that_comes_back_is_not_complained_about_any_more(
    service: Emulator, anonymous: HttpClient, secrets: SecretFiles, tmp_path: Path
) -> None:
    accounts = Accounts(tmp_path / "late", secrets, clock=ManualClock())
    enter(service, anonymous, accounts)
    assert accounts.notice is not None
    (tmp_path / "late").mkdir()
    enter(service, anonymous, accounts)
    assert accounts.notice is None


def test_secrets_in_memory_are_gone_at_the_next_start(
    service: Emulator, anonymous: HttpClient, tmp_path: Path
) -> None:
    accounts = Accounts(tmp_path, MemorySecrets(), clock=ManualClock())
    enter(service, anonymous, accounts)
    (account,) = accounts.list_accounts()
    assert accounts.restore(anonymous, account) is not None
    assert Accounts(tmp_path, MemorySecrets(), clock=ManualClock()).restore(anonymous, account) is None


@pytest.mark.parametrize("seconds", [0.0, 0.3])
def test_a_sign_in_cancelled_at_its_very_end_leaves_no_token_behind(
    seconds: float, start: Callable[..., Emulator], port: int
) -> None:
    service = start(callbacks=callback_urls([port]))
    service.add_fault(Fault(path="/authentication/v2/token", first_byte_ms=1000))
    cancelled = threading.Event()
    timer = threading.Timer(seconds, cancelled.set)

    def press_and_cancel(url: str) -> None:
        FormBrowser().open(url)
        timer.start()
        if not seconds:
            timer.join()

    with HttpClient(service.url) as client, pytest.raises(Cancelled):
        sign_in(
            client,
            Browser(press_and_cancel),
            client_id=service.public_client_id,
            ports=(port,),
            cancelled=cancelled,
        )
    timer.join()
    paths = [request.raw_path.rpartition("/")[2] for request in service.log]
    assert paths[2:] == (["token", "revoke"] if seconds else [])


@pytest.mark.parametrize(
    ("host_user", "is_other"),
    [
        (None, False),
        (HostUser(), False),
        (HostUser(name="Somebody"), False),
        (HostUser(id=MIKA.id), False),
        (HostUser(id="ANOTHER", email="Designer@Example.com"), False),
        (HostUser(id=MIKA.id, email="private@example.com"), False),
        (HostUser(id="ANOTHER"), True),
        (HostUser(id="ANOTHER", name="Robin", email="robin@example.com"), True),
    ],
)
def test_a_warning_when_fusion_has_another_person(host_user: HostUser | None, *, is_other: bool) -> None:
    account = Account("app", MIKA.id, MIKA.name, MIKA.email)
    for user in (MIKA, account):
        warning = find_other_user(user, host_user)
        assert (warning is not None) == is_other
        if warning is not None and host_user is not None:
            assert warning.reference == "sign-in.other-user"
            assert MIKA.email in warning.message
            assert (host_user.email or host_user.id) in warning.message
