"""The composition root: given a host and a page, everything above the sockets and below the buttons."""

from __future__ import annotations

import functools
import json
import logging
import os
import threading
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .aps.auth import User, get_user
from .aps.limits import find_limit
from .bridge import Bridge
from .bridge.lifecycle_methods import session_row
from .bridge.methods import account_row
from .bridge.rows import document_row
from .clock import Clock, SystemClock
from .core.accounts import Accounts, sign_in
from .core.browse import WORKERS
from .core.documents import ActiveDocument
from .core.lifecycle import Lifecycle
from .core.ports import Host, HostUser, Page
from .core.schemas import RETRY, TIMEOUTS, SchemaCache
from .core.tokens import TokenKeeper
from .errors import (
    Cancelled,
    DataBrowserError,
    NetworkError,
    ServiceError,
    SignInError,
    StoreError,
    UsageError,
)
from .http import Budget, Endpoints, HttpClient
from .http.listener import CALLBACK_PORTS
from .http.urls import check_host
from .plm.session import LifecycleSession
from .plm.tenants import tenant_address
from .store.account_index import Account
from .store.keeper import SettingsKeeper
from .store.logs import LogFile
from .store.places import data_folder
from .store.secrets import SecretStore, open_secrets
from .store.settings import LoadedSettings, Settings
from .texts import load_texts

if TYPE_CHECKING:
    from .emulator import Emulator

_log = logging.getLogger("databrowser.app")
_MANIFEST = Path(__file__).resolve().parent.parent / "DataBrowserAddin.manifest"
SERVICE_VARIABLE = "DATABROWSER_SERVICE"
SAMPLE_FILE = "sample-hub.sqlite"
# The app of the sample hub; a real hub needs the client id of the user's own APS app.
SAMPLE_CLIENT_ID = "DataBrowserSample"


class App:
    """One running Data Browser: who is signed in, what document is active, and the page's bridge.

    `service` is the base address of a service to use instead of what the settings say; by default the
    environment's `DATABROWSER_SERVICE`. Methods may be called on any thread and return at once, but for those
    the bridge calls on its jobs.
    """

    def __init__(
        self,
        host: Host,
        page: Page,
        *,
        service: str = "",
        folder: Path | None = None,
        clock: Clock | None = None,
        secrets: SecretStore | None = None,
    ) -> None:
        self._host = host
        self._page = page
        self._service = service or os.environ.get(SERVICE_VARIABLE, "")
        self._chosen_folder = folder
        self._secrets = secrets
        self._kept: Accounts | None = None
        self._was_restored = False
        self.settings = SettingsKeeper(self._folder)
        self._log_file = LogFile()
        self.clock: Clock = clock or SystemClock()
        self._theme = "light"
        self._host_user = HostUser()
        self._host_proxy: str | None = None
        self._lock = threading.Lock()
        self._signing_in = threading.Lock()
        self._sign_in_cancelled: threading.Event | None = None
        self._writing = threading.Lock()
        self._document = ActiveDocument()
        self._view: object = None
        self._sample: Emulator | None = None
        self._session: _Session | None = None
        self._budgets: dict[tuple[str, float], Budget] = {}  # by client id and share; they outlive a sign-in
        self._closed = False
        self.bridge = Bridge(self, page.send)
        self.lifecycle = Lifecycle(
            self._find_tenant,
            on_change=self._tell_lifecycle,
            open_client=self._open_tenant,
        )

    @property
    def document(self) -> ActiveDocument:
        """The host's active document, as last heard of."""
        return self._document

    @property
    def account(self) -> User | None:
        """Who is signed in."""
        session = self._session
        return session.user if session else None

    @property
    def view(self) -> object:
        """The page's place, as it last asked to keep it."""
        return self._view

    def keep_view(self, view: object) -> None:
        """Keep the page's place for when it is loaded again."""
        self._view = view

    def change_document(self, document: ActiveDocument) -> None:
        """Take note of the active document and tell the page, if it changed."""
        if document != self._document:
            self._document = document
            self.bridge.notify("document.changed", {"document": document_row(document)})

    def change_theme(self, theme: str) -> None:
        """Take note of the host's theme, light or dark, and tell the page, if it changed."""
        if theme != self._theme:
            self._theme = theme
            self.bridge.notify("theme.changed", {"theme": theme})

    def note_host(self, *, user: HostUser, proxy: str | None) -> None:
        """Take note of the host's own user and proxy: None for the environment's, "" for none at all."""
        self._host_user, self._host_proxy = user, proxy

    def show(self, tab: str, *, action: str = "") -> None:
        """Ask the page to show a tab, browse or design, and to start an action.

        Actions are attach, signIn, settings and lifecycle.
        """
        self.bridge.notify("palette.show", {"tab": tab, "action": action or None})

    def opening(self) -> dict[str, Any]:
        """Return what the page needs first."""
        loaded = self.settings.load()
        self._open_log(loaded.settings)
        self._restore()
        language = loaded.settings.language
        return {
            "version": read_version(),
            "theme": self._theme,
            "language": language,
            "texts": load_texts(language),
            **self._describe_service(loaded),
        }

    def has_tenant(self) -> bool:
        """Tell whether a Fusion Lifecycle tenant is set, rightly or wrongly; without our folder none is."""
        if self._service:
            return True
        try:
            return bool(self.settings.now.lifecycle_tenant)
        except UsageError as error:
            _log.warning("no Fusion Lifecycle: %s", error)
            return False

    def change_settings(self, changes: Mapping[str, object]) -> LoadedSettings:
        """Change some of the user's settings and return what holds then; raises as `write_settings` does.

        A sign-in at another service, or as another app, is left; it is gone on with when they name it again.
        """
        before = self.settings.now
        loaded = self.settings.change(changes)
        self._follow_settings(before)
        return loaded

    def open_log_folder(self) -> None:
        """Show the folder of the logs; raises `UsageError` (`settings.no-log-folder`) where that fails."""
        folder = self.settings.logs
        try:
            folder.mkdir(mode=0o700, exist_ok=True)
            is_shown = self._host.open_browser(folder.as_uri())
        except OSError:
            is_shown = False
        if not is_shown:
            raise UsageError("settings.no-log-folder", path=str(folder))

    def forget_everything(self) -> None:
        """Sign out everywhere and delete every file of ours; raises `UsageError` where one stays."""
        with self._lock:
            signing_in, self._sign_in_cancelled = self._sign_in_cancelled, None
        if signing_in is not None:
            signing_in.set()
        before = self.settings.now
        self.sign_out()
        self._forget_accounts()
        self.lifecycle.sign_out()
        with self._lock:
            sample, self._sample = self._sample, None
        if sample:
            sample.stop()
        self._view = None
        self._log_file.close()
        try:
            self.settings.forget()
        finally:
            self._follow_settings(before)

    def client(self) -> HttpClient:
        """Return the signed-in client; raises `SignInError` when nobody is signed in."""
        return self._signed_in().client

    def schemas(self) -> SchemaCache:
        """Return what the schema service said in this sign-in; raises `SignInError` as `client` does."""
        return self._signed_in().schemas

    def cancellable(self, cancelled: threading.Event) -> AbstractContextManager[None]:
        """Let this thread's requests end when `cancelled` is set, instead of pausing and repeating."""
        session = self._session
        return session.client.cancellable(cancelled) if session else nullcontext()

    def sign_in(self, cancelled: threading.Event) -> User:
        """Let the user sign in, instead of who was signed in before.

        One at a time: a second one cancels the first, whose browser tab may be closed or whose page gone, and
        waits until it has let go of its port.
        """
        with self._lock:
            before, self._sign_in_cancelled = self._sign_in_cancelled, cancelled
        if before is not None:
            before.set()
        with self._signing_in:
            if cancelled.is_set():
                raise Cancelled("sign-in.cancelled")
            return self._sign_in(cancelled)

    def _sign_in(self, cancelled: threading.Event) -> User:
        endpoints, client_id = self._choose_service()
        settings = self.settings.now
        open_client = self._client_opener(client_id, settings)
        anonymous = open_client(endpoints.api)
        try:
            tokens = sign_in(
                anonymous,
                self._host,
                client_id=client_id,
                ports=settings.callback_ports or CALLBACK_PORTS,
                cancelled=cancelled,
            )
        except BaseException:
            anonymous.close()
            raise
        keeper = TokenKeeper(anonymous, client_id, self.clock, tokens)
        session = _Session(endpoints, keeper, open_client, read_only=settings.read_only)
        try:
            session.user = get_user(session.userinfo)
        except BaseException:
            session.close()
            raise
        accounts = self._accounts()
        if accounts:
            session.account = accounts.keep(keeper, session.user)
        if over := self._replace_session(session):
            over.sign_out(accounts)
            over.close()
        self.bridge.notify("account.changed", {"account": account_row(session.user)})
        return session.user

    def _client_opener(self, client_id: str, settings: Settings) -> Callable[..., HttpClient]:
        """Return what opens the clients of one app, as the settings say."""
        share = settings.budget_share
        budget = self._budgets.setdefault(
            (client_id, share), Budget(find_limit, share=share, clock=self.clock)
        )
        return functools.partial(
            HttpClient,
            on_wait=self.bridge.note_wait,
            budget=budget,
            clock=self.clock,
            allowed_hosts=settings.allowed_hosts,
            ca_file=settings.ca_file,
            proxy=settings.proxy or None,
        )

    def _accounts(self) -> Accounts | None:
        """Return who is remembered on this machine; None at a service that the settings do not name.

        Not on the main thread: the store of secrets may ask the user.
        """
        if self._service:
            return None
        with self._lock:
            if self._kept is None:
                self._kept = Accounts(self._folder(), self._secrets or open_secrets(), clock=self.clock)
            return self._kept

    def _restore(self) -> None:
        """Go on with the sign-in that was used last, once, without a browser and without a request."""
        with self._lock:
            if self._was_restored or self._session or self._closed:
                return
            self._was_restored = True
        settings = self.settings.now
        client_id = self._client_id(settings)
        accounts = self._accounts()
        account = next(iter(accounts.list_accounts(client_id)), None) if accounts and client_id else None
        if not accounts or not account:
            return
        try:
            endpoints, _ = self._choose_service()
            open_client = self._client_opener(client_id, settings)
            anonymous = open_client(endpoints.api)
            keeper = accounts.restore(anonymous, account)
        except DataBrowserError as error:
            _log.warning("the last sign-in is not gone on with: %s", error)
            return
        if keeper is None:
            anonymous.close()
            return
        session = _Session(endpoints, keeper, open_client, read_only=settings.read_only)
        session.user = User(account.user_id, account.name, account.email, "")
        session.account = account
        if over := self._replace_session(session):
            over.close()

    def _forget_accounts(self) -> None:
        """Revoke and forget every sign-in that is kept, as far as the services can be reached."""
        accounts = self._accounts()
        if not accounts:
            return
        settings = self.settings.now
        clients: list[HttpClient] = []

        def find_client(account: Account) -> HttpClient:
            is_sample = account.client_id == SAMPLE_CLIENT_ID
            api = self._start_sample().url if is_sample else Endpoints().api
            clients.append(self._client_opener(account.client_id, settings)(api))
            return clients[-1]

        for problem in accounts.forget_all(find_client):
            _log.warning("a sign-in was not revoked: %s", problem)
        for client in clients:
            client.close()

    def sign_out(self, why: DataBrowserError | None = None) -> None:
        """Revoke the sign-in and forget it; the page hears `why` it has ended by itself."""
        session = self._replace_session(None)
        if session:
            session.sign_out(self._accounts())
            session.close()
            self.bridge.notify("account.changed", {"account": None, "why": why.as_dict() if why else None})

    def writing(self) -> AbstractContextManager[object]:
        """Let one write happen at a time, so that each sees what the one before has done."""
        return self._writing

    def close(self) -> bool:
        """End the jobs, the connections and the sample hub; true when no thread of ours is left."""
        with self._lock:
            self._closed = True
            session, self._session = self._session, None
            sample, self._sample = self._sample, None
        self.lifecycle.close()
        if session:
            session.close()
        ended = self.bridge.close()
        if sample:
            sample.stop()
        self._log_file.close()
        return ended

    def _signed_in(self) -> _Session:
        session = self._session
        if session is None:
            raise SignInError("sign-in.needed")
        return session

    def _follow_settings(self, before: Settings) -> None:
        """Let go of a sign-in that the settings no longer speak of, and tell the page what holds."""
        loaded = self.settings.load()
        after = loaded.settings
        self._open_log(after)
        if (before.service, before.client_id) != (after.service, after.client_id) and not self._service:
            if over := self._replace_session(None):
                over.close()
            self._was_restored = False
            self._restore()
            self.bridge.notify("account.changed", {"account": account_row(self.account)})
        self.bridge.notify("settings.changed", self._describe_service(loaded))

    def _open_log(self, settings: Settings) -> None:
        folder = self.settings.logs
        with self._lock:
            if not self._closed:
                self._log_file.open(folder, settings.log_level)

    def _describe_service(self, loaded: LoadedSettings) -> dict[str, Any]:
        settings = loaded.settings
        return {
            "service": {"name": "sample" if self._service else settings.service},
            "canSignIn": bool(self._client_id(settings)),
            "problems": [problem.as_dict() for problem in loaded.problems],
        }

    def _folder(self) -> Path:
        return self._chosen_folder or data_folder()

    def _find_tenant(self) -> str:
        if self._service:
            return Endpoints.at(self._service).tenant
        settings = self.settings.now
        tenant = tenant_address(settings.lifecycle_tenant)
        check_host(tenant, settings.allowed_hosts)
        return tenant

    def _open_tenant(self, tenant: str) -> HttpClient:
        """Return a client of a tenant, by the way that the settings say."""
        settings = self.settings.now
        return HttpClient(
            tenant, on_wait=self.bridge.note_wait, ca_file=settings.ca_file, proxy=settings.proxy or None
        )

    def _tell_lifecycle(self, session: LifecycleSession | None) -> None:
        self.bridge.notify("lifecycle.changed", {"session": session_row(session)})

    def _choose_service(self) -> tuple[Endpoints, str]:
        if self._service:
            return Endpoints.at(self._service), SAMPLE_CLIENT_ID
        settings = self.settings.now
        if settings.service == "sample":
            return Endpoints.at(self._start_sample().url), SAMPLE_CLIENT_ID
        if not settings.client_id:
            raise SignInError("sign-in.no-client-id")
        return Endpoints(), settings.client_id

    def _client_id(self, settings: Settings) -> str:
        """Return the app that signs in, empty where none is set up."""
        return SAMPLE_CLIENT_ID if self._service or settings.service == "sample" else settings.client_id

    def _start_sample(self) -> Emulator:
        """Return the sample hub's service, started on first use and kept in a file of ours."""
        from .emulator import Emulator, EmulatorOptions

        with self._lock:
            if self._closed:
                raise SignInError("sign-in.needed")
            if self._sample is None:
                self._sample = Emulator(EmulatorOptions(database=str(self._folder() / SAMPLE_FILE))).start()
            return self._sample

    def _replace_session(self, session: _Session | None) -> _Session | None:
        """Let a sign-in take the place of the one before; return which is over by that: the new one, when the
        program has ended meanwhile."""
        with self._lock:
            if self._closed:
                return session
            before, self._session = self._session, session
            return before


class _Session:
    """A sign-in with its connections."""

    def __init__(
        self,
        endpoints: Endpoints,
        keeper: TokenKeeper,
        open_client: Callable[..., HttpClient],
        *,
        read_only: bool,
    ) -> None:
        # The tokens have a client of their own: to read only is no reason not to sign in.
        open_client = functools.partial(open_client, read_only=read_only)
        self._keeper = keeper
        self.account: Account | None = None
        self.client = open_client(endpoints.api, get_token=keeper.access_token, workers=WORKERS)
        self.userinfo = open_client(endpoints.userinfo, get_token=keeper.access_token)
        self._schemas = open_client(
            endpoints.api, get_token=keeper.access_token, timeouts=TIMEOUTS, retry=RETRY
        )
        self.schemas = SchemaCache(self._schemas, keeper.clock)
        self.user = User("", "", "", "")

    def sign_out(self, accounts: Accounts | None = None) -> None:
        """Revoke the tokens and forget the account, as far as the service and the store let us."""
        try:
            if accounts and self.account:
                accounts.sign_out(self._keeper, self.account)
            else:
                self._keeper.sign_out()
        except (NetworkError, ServiceError, StoreError) as error:
            _log.warning("signing out did not go all the way: %s", error)

    def close(self) -> None:
        """Close the connections; a job that waits in a pause ends at once."""
        for one in (self.client, self.userinfo, self._schemas, self._keeper):
            one.close()


def read_version() -> str:
    """Return the add-in's version, which the manifest alone holds."""
    return json.loads(_MANIFEST.read_text(encoding="utf-8"))["version"]
