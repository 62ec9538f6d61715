"""Who is signed in now: one person at a time, among those whom this machine remembers."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from ..aps.auth import User
from ..clock import Clock
from ..errors import Cancelled, DataBrowserError, SignInError, StoreError, UsageError
from ..http import HttpClient
from ..store.account_index import Account
from ..store.catalogue.space import clear_copies
from .accounts import Accounts, find_other_user, sign_in
from .ports import Host, HostUser
from .session import Route, Session
from .tokens import TokenKeeper

_log = logging.getLogger("databrowser.accounts")


class SignIns:
    """Signs in, goes on, changes over and signs out; called on any thread but the main one.

    `find_app` returns the client id to sign in with now, empty where none is set up; `find_route` how, and
    starts whatever that takes. `find_accounts` returns who is remembered. `on_change(why)` is told after each
    change of who is signed in, with the reason where a sign-in has ended by itself.
    """

    def __init__(
        self,
        host: Host,
        *,
        clock: Clock,
        find_app: Callable[[], str],
        find_route: Callable[[], Route],
        find_accounts: Callable[[], Accounts],
        on_change: Callable[[DataBrowserError | None], None],
    ) -> None:
        self._host = host
        self._clock = clock
        self._find_app = find_app
        self._find_route = find_route
        self._find_accounts = find_accounts
        self._on_change = on_change
        self._lock = threading.Lock()
        self._signing_in = threading.Lock()
        self._changing = threading.RLock()
        self._cancelled: threading.Event | None = None
        self._session: Session | None = None
        self._was_restored = False
        self._closed = False

    @property
    def session(self) -> Session | None:
        """The sign-in in use, None while nobody is signed in."""
        return self._session

    def require(self) -> Session:
        """Return the sign-in in use; raises `SignInError` (`sign-in.needed`)."""
        session = self._session
        if session is None:
            raise SignInError("sign-in.needed")
        return session

    def sign_in(self, cancelled: threading.Event, *, as_another: bool = False) -> Session:
        """Let the user sign in with the browser; `as_another` asks there who it is, whoever it remembers.

        The sign-in before is over if it was the same person's; another's stays remembered. One at a time: a
        second one cancels the first, whose browser tab may be closed or whose page gone, and waits until it
        has let go of its port. Raises as `accounts.sign_in` and `get_user` do.
        """
        with self._lock:
            before, self._cancelled = self._cancelled, cancelled
        if before is not None:
            before.set()
        with self._signing_in:
            if cancelled.is_set():
                raise Cancelled("sign-in.cancelled")
            return self._sign_in(cancelled, as_another=as_another)

    def cancel(self) -> None:
        """End a sign-in that waits for the browser."""
        with self._lock:
            signing_in, self._cancelled = self._cancelled, None
        if signing_in is not None:
            signing_in.set()

    def restore(self) -> None:
        """Go on with the sign-in that was used last, once, without a browser and without a request.

        One as another app is left: another window has changed the settings. Tells nobody by `on_change`.
        """
        session = self._session
        if session and session.keeper.client_id != self._find_app():
            self.leave()
        with self._changing:
            if self._was_restored or self._closed:
                return
            self._was_restored = True
            if self._session:
                return
            try:
                account = next(iter(self._list_accounts()), None)
                session = self._go_on(account) if account else None
                if session and (over := self._replace(session)):
                    over.close()
            except DataBrowserError as error:
                _log.warning("the last sign-in is not gone on with: %s", error)

    def switch(self, user_id: str) -> Session:
        """Go on as another person whom this machine remembers; the one before stays remembered.

        Raises `SignInError` (`sign-in.expired`) where that sign-in has ended, and `StoreError`.
        """
        with self._changing:
            if (current := self._session) and current.user.id == user_id:
                return current
            session = self._go_on(self._find(user_id))
            over = self._replace(session) if session else None
        if over:
            over.close()
        self._on_change(None)
        if session is None:
            raise SignInError("sign-in.expired")
        return session

    def forget(self, user_id: str) -> None:
        """Sign out somebody who is remembered here; raises `SignInError`, `StoreError` and as requests do."""
        session = self._session
        if session and session.user.id == user_id:
            self.sign_out()
            return
        account, route = self._find(user_id), self._find_route()
        accounts = self._find_accounts()
        client = route.open_client(route.endpoints.api)
        try:
            _forget_readings(route, user_id)
            keeper = accounts.restore(client, account, to_forget=True)
            if keeper:
                accounts.sign_out(keeper, account)
        finally:
            client.close()
            self._on_change(None)

    def sign_out(self) -> None:
        """Revoke the sign-in and forget it."""
        with self._changing:
            session = self._replace(None)
        self._drop(session, None)

    def end(self, why: SignInError) -> None:
        """Forget the sign-in in use if it has ended by itself; not if that was one before it."""
        with self._changing:
            if not (self._session and self._session.keeper.has_ended):
                return
            session = self._replace(None)
        self._drop(session, why)

    def leave(self) -> None:
        """Let go of the sign-in, which stays remembered: the settings speak of another app or service.

        One that waits for the browser is cancelled, as it would end at the service before.
        """
        self.cancel()
        with self._changing:
            if over := self._replace(None):
                over.close()
            self._was_restored = False

    def renew(self) -> None:
        """Go on with the sign-in in use by the way that the settings name now.

        One that is kept nowhere stays as it is until it is made anew.
        """
        with self._changing:
            session = self._session
            if session is None or session.account is None or not session.keeper.is_kept:
                return
            try:
                renewed = self._go_on(session.account)
            except DataBrowserError as error:
                _log.warning("the sign-in goes on by the way before: %s", error)
                return
            over = self._replace(renewed) if renewed else None
        if over:
            over.close()

    def forget_all(self, find_client: Callable[[Account], HttpClient]) -> None:
        """Sign out everybody; `find_client` as in `Accounts.forget_all`. What does not work is logged."""
        self.cancel()
        self.sign_out()
        for problem in self._find_accounts().forget_all(find_client):
            _log.warning("a sign-in was not revoked: %s", problem)

    def others(self) -> tuple[Account, ...]:
        """Return who else is remembered for the app in use, the one used last first."""
        session = self._session
        own = session.user.id if session else ""
        return tuple(account for account in self._list_accounts() if account.user_id != own)

    def notices(self, host_user: HostUser | None) -> tuple[DataBrowserError, ...]:
        """Return what is to be said about the sign-in in use; nothing of it stops anybody."""
        session = self._session
        if session is None:
            return ()
        accounts = self._find_accounts()
        kept: StoreError | None = session.keeper.notice
        if kept is None and not accounts.is_lasting:
            kept = StoreError("secrets.in-memory")
        found = (find_other_user(session.user, host_user), kept, accounts.notice)
        return tuple(notice for notice in found if notice)

    def close(self) -> bool:
        """End what is under way and close the connections; what is remembered stays.

        False where a thread of ours has not ended yet.
        """
        self.cancel()
        with self._lock:
            self._closed = True
            session, self._session = self._session, None
        return session.close() if session else True

    def _sign_in(self, cancelled: threading.Event, *, as_another: bool) -> Session:
        route = self._find_route()
        anonymous = route.open_client(route.endpoints.api)
        try:
            tokens = sign_in(
                anonymous,
                self._host,
                client_id=route.client_id,
                ports=route.ports,
                prompt="login" if as_another else "",
                language=route.language,
                cancelled=cancelled,
            )
        except BaseException:
            anonymous.close()
            raise
        keeper = TokenKeeper(anonymous, route.client_id, self._clock, tokens)
        session = Session(route, keeper, User("", "", "", ""), account=None)
        accounts = self._find_accounts()
        try:
            session.read_user()
            with self._changing:
                if cancelled.is_set():
                    raise Cancelled("sign-in.cancelled")
                session.account = accounts.keep(keeper, session.user)
                over = self._replace(session)
        except BaseException as error:
            if isinstance(error, Cancelled):
                session.sign_out(accounts, keeps_copies=True)
            session.close()
            raise
        if over:
            if over is session or over.user.id == session.user.id:
                over.sign_out(accounts, keeps_copies=True)
            over.close()
        self._on_change(None)
        return session

    def _drop(self, session: Session | None, why: SignInError | None) -> None:
        if session:
            # Who has not signed out may come back, and finds what was read.
            session.sign_out(self._find_accounts(), keeps_copies=why is not None)
            session.close()
            self._on_change(why)

    def _go_on(self, account: Account) -> Session | None:
        """Return a remembered sign-in without a request, None where it has to be made anew."""
        route = self._find_route()
        anonymous = route.open_client(route.endpoints.api)
        try:
            keeper = self._find_accounts().restore(anonymous, account)
        except BaseException:
            anonymous.close()
            raise
        if keeper is None:
            anonymous.close()
            return None
        user = User(account.user_id, account.name, account.email, "")
        return Session(route, keeper, user, account=account)

    def _list_accounts(self) -> tuple[Account, ...]:
        client_id = self._find_app()
        return self._find_accounts().list_accounts(client_id) if client_id else ()

    def _find(self, user_id: str) -> Account:
        for account in self._list_accounts():
            if account.user_id == user_id:
                return account
        raise SignInError("sign-in.expired")

    def _replace(self, session: Session | None) -> Session | None:
        """Let a sign-in take the place of the one before; return which is over by that: the new one, when the
        program has ended meanwhile."""
        with self._lock:
            if self._closed:
                return session
            before, self._session = self._session, session
            return before


def _forget_readings(route: Route, user_id: str) -> None:
    """Delete what was read for somebody; what cannot be is logged."""
    try:
        if folder := route.account_folder(user_id):
            clear_copies(folder)
    except (UsageError, StoreError) as error:
        _log.warning("what was read stays on this machine: %s", error)
