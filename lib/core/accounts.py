"""Signing in with the system's browser, and the accounts that this machine remembers."""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from ..aps import auth
from ..clock import Clock
from ..errors import Cancelled, DataBrowserError, NetworkError, ServiceError, SignInError, StoreError
from ..http import HttpClient, SignInListener
from ..http.listener import CALLBACK_PORTS, callback_urls
from ..store.account_index import Account, change_accounts, read_accounts
from ..store.secrets import SecretStore
from ..texts import FALLBACK
from .ports import Host, HostUser
from .tokens import StoredToken, TokenKeeper

_log = logging.getLogger("databrowser.accounts")

SIGN_IN_SECONDS = 300.0


def sign_in(
    client: HttpClient,
    host: Host,
    *,
    client_id: str,
    scopes: Sequence[str] = auth.SCOPES,
    ports: Sequence[int] = CALLBACK_PORTS,
    timeout: float = SIGN_IN_SECONDS,
    prompt: str = "",
    language: str = FALLBACK,
    cancelled: threading.Event | None = None,
) -> auth.Tokens:
    """Let the user sign in with the system's browser and return the tokens; `client` sends no token.

    Raises `SignInError` when it is denied, times out, answers for another sign-in or finds no free port,
    and `Cancelled` when `cancelled` is set meanwhile. `prompt` is that of `auth.authorize_url`, `language`
    that of the page on which the browser ends. Leaves no
    thread and no socket behind.
    """
    cancelled = cancelled or threading.Event()
    request = auth.SignInRequest.create()
    with SignInListener(state=request.state, ports=ports, language=language) as listener:
        redirect_uri = listener.redirect_uri
        url = auth.authorize_url(
            client.base_url,
            request,
            client_id=client_id,
            redirect_uri=redirect_uri,
            scopes=scopes,
            prompt=prompt,
        )
        if not _open(host, url, ports):
            raise SignInError("sign-in.no-browser")
        code = listener.wait(timeout, cancelled=cancelled)
    with client.cancellable(cancelled):
        tokens = auth.exchange_code(
            client, code, request=request, client_id=client_id, redirect_uri=redirect_uri
        )
    if cancelled.is_set():
        with contextlib.suppress(NetworkError, ServiceError):
            auth.revoke_token(client, tokens.refresh_token, client_id=client_id)
        raise Cancelled("sign-in.cancelled")
    return tokens


def find_other_user(user: auth.User | Account, host_user: HostUser | None) -> SignInError | None:
    """Return a warning, not to be raised, when the host's own user is another person than the account.

    Whatever one of the two does not tell, says nothing.
    """
    if host_user is None:
        return None
    user_id = user.user_id if isinstance(user, Account) else user.id
    pairs = [
        (own.casefold(), other.casefold())
        for own, other in ((user_id, host_user.id), (user.email, host_user.email))
        if own and other
    ]
    if not pairs or any(own == other for own, other in pairs):
        return None
    return SignInError(
        "sign-in.other-user",
        account=user.email or user.name or user_id,
        fusion=host_user.email or host_user.name or host_user.id,
    )


class Accounts:
    """The people who have signed in on this machine, and how they stay signed in.

    `folder` holds the index and the locks, `secrets` the refresh tokens. Called on any thread but the main
    one: a store of secrets may ask the user first. `notice` is what the page should say of the index.
    """

    def __init__(self, folder: Path, secrets: SecretStore, *, clock: Clock) -> None:
        self._folder = folder
        self._secrets = secrets
        self._clock = clock
        self._keepers: dict[tuple[str, str], TokenKeeper] = {}
        self.notice: StoreError | None = None

    @property
    def is_lasting(self) -> bool:
        """Whether a sign-in outlives the program."""
        return self._secrets.is_lasting

    def list_accounts(self, client_id: str = "") -> tuple[Account, ...]:
        """Return the accounts, those of one app if it is given, the one used last first."""
        try:
            accounts = read_accounts(self._folder)
        except StoreError as error:
            self._note(error)
            return ()
        return tuple(account for account in accounts if client_id in ("", account.client_id))

    def keep(self, keeper: TokenKeeper, user: auth.User) -> Account:
        """Remember who has just signed in; where that does not work, `notice` here or of `keeper` says so.

        An earlier sign-in of the same person may then be signed out without harm to this one.
        """
        account = Account(keeper.client_id, user.id, user.name, user.email)
        before = self._keepers.get(account.key)
        if before is not None and before is not keeper:
            before.leave()
        keeper.keep(self._place(account))
        self._keepers[account.key] = keeper
        self._put_first(account)
        return account

    def restore(self, client: HttpClient, account: Account, *, to_forget: bool = False) -> TokenKeeper | None:
        """Return the keeper of an account without a browser, or None when it has to sign in again.

        Sends nothing yet: the first token is fetched when it is needed. `client` sends no token. Raises
        `StoreError` when the store does not say what it holds; then the account is not forgotten.
        """
        place = self._place(account)
        token = place.read()
        if not token:
            self._drop(account)
            return None
        if not to_forget:
            self._put_first(account)
        keeper = TokenKeeper(client, account.client_id, self._clock, auth.Tokens("", token, 0), place)
        self._keepers[account.key] = keeper
        return keeper

    def sign_out(self, keeper: TokenKeeper, account: Account) -> None:
        """Forget an account and revoke its sign-in; raises as `TokenKeeper.sign_out` does.

        It stays in the list only where the store did not forget it.
        """
        try:
            keeper.sign_out()
        except StoreError:
            raise
        except DataBrowserError:
            self._let_go(keeper, account)
            raise
        self._let_go(keeper, account)

    def forget_all(self, find_client: Callable[[Account], HttpClient]) -> tuple[DataBrowserError, ...]:
        """Forget and revoke every account; return what did not work, which holds up nothing else.

        `find_client` returns a client without a token for the service of an account, and keeps it to close;
        where it raises, as for a host that administrators no longer allow, the account is forgotten all the
        same.
        """
        problems: list[DataBrowserError] = []
        for account in self.list_accounts():
            try:
                try:
                    client = find_client(account)
                except DataBrowserError:
                    self._place(account).delete()
                    raise
                keeper = self.restore(client, account, to_forget=True)
                if keeper is not None:
                    self.sign_out(keeper, account)
            except DataBrowserError as error:
                problems.append(error)
        return tuple(problems)

    def _place(self, account: Account) -> StoredToken:
        return StoredToken(self._secrets, self._folder, client_id=account.client_id, user_id=account.user_id)

    def _let_go(self, keeper: TokenKeeper, account: Account) -> None:
        """Take an account out of the list, unless a later sign-in has taken the place of this one."""
        if self._keepers.get(account.key, keeper) is keeper:
            self._keepers.pop(account.key, None)
            self._drop(account)

    def _put_first(self, account: Account) -> None:
        self._change(lambda accounts: (account, *_without(accounts, account)))

    def _drop(self, account: Account) -> None:
        self._change(lambda accounts: _without(accounts, account))

    def _change(self, change: Callable[[tuple[Account, ...]], Iterable[Account]]) -> None:
        for _ in range(2):
            try:
                change_accounts(self._folder, change)
            except StoreError as error:
                self._note(error)
                if error.reference != "store.bad-accounts":
                    return
            else:
                if self.notice and self.notice.reference != "store.bad-accounts":
                    self.notice = None  # it works again
                return

    def _note(self, error: StoreError) -> None:
        _log.warning("the list of accounts: %s", error.reference)
        self.notice = error


def _open(host: Host, url: str, ports: Sequence[int]) -> bool:
    try:
        return host.open_browser(url)
    except SignInError as error:
        if error.reference != "sign-in.refused":
            raise
        # A page that says no and cannot send the browser back; only a browser of ours can read it.
        raise SignInError(
            "sign-in.not-registered",
            detail=error.context.get("detail", ""),
            callbacks=", ".join(callback_urls(ports)),
        ) from error


def _without(accounts: Iterable[Account], account: Account) -> tuple[Account, ...]:
    return tuple(other for other in accounts if other.key != account.key)
