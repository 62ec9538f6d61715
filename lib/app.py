"""The composition root: given a host and a page, everything above the sockets and below the buttons."""

from __future__ import annotations

import functools
import json
import logging
import os
import threading
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext, suppress
from pathlib import Path
from typing import Any

from .aps.auth import User
from .aps.limits import find_limit
from .bridge import Bridge
from .bridge.account_methods import account_rows
from .bridge.catalogue_methods import catalogue_row
from .bridge.lifecycle_methods import session_row
from .bridge.rows import document_row
from .clock import Clock, SystemClock
from .core.accounts import Accounts
from .core.attachings import Attachings
from .core.connection import Check, check_connection, report_unreached
from .core.documents import ActiveDocument
from .core.edit_watch import EditWatch
from .core.lifecycle import Lifecycle
from .core.ports import Host, HostUser, Page
from .core.problem_report import ProblemNotes
from .core.schemas import RETRY, TIMEOUTS
from .core.session import Route, Session
from .core.sign_ins import SignIns
from .core.sync.progress import Progress
from .errors import DataBrowserError, EditError, NotAllowed, SignInError, UsageError
from .http import Budget, Endpoints, HttpClient, SignedHosts
from .http.listener import CALLBACK_PORTS
from .http.urls import check_host
from .plm.session import LifecycleSession
from .plm.tenants import tenant_address
from .sample_hub import SampleHub
from .store.account_index import Account
from .store.choices import change_never_carried, read_never_carried
from .store.keeper import SettingsKeeper
from .store.logs import LogFile
from .store.places import ELSEWHERE, data_folder, downloads_folder
from .store.secrets import MemorySecrets, SecretStore, open_secrets
from .store.settings import LoadedSettings, Settings
from .store.start_settings import SERVICE_VARIABLE
from .texts import FALLBACK, load_texts

_log = logging.getLogger("databrowser.app")
_MANIFEST = Path(__file__).resolve().parent.parent / "DataBrowserAddin.manifest"
# The app of the sample hub; a real hub needs the client id of the user's own APS app.
SAMPLE_CLIENT_ID = "DataBrowserSample"
# So long the page waits for the store of secrets before it opens without a sign-in.
_PATIENCE_SECONDS = 1.0
# The settings that a connection is made by.
_WAY = ("proxy", "ca_file", "budget_share", "background_sync", "space_limit")
_MB = 1_000_000


class App:
    """One running Data Browser: who is signed in, what document is active, and the page's bridge.

    `service` is the base address of a service to use in the place of both that the settings may name; by
    default the environment's `DATABROWSER_SERVICE`. Methods may be called on any thread and return at once,
    but for those the bridge calls on its jobs.
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
        self.host = host
        self._service = service or os.environ.get(SERVICE_VARIABLE, "")
        self._chosen_folder = folder
        self._secrets = secrets
        self._kept: Accounts | None = None
        self.settings = SettingsKeeper(self._folder)
        self._log_file = LogFile()
        self.clock: Clock = clock or SystemClock()
        self._theme = "light"
        self._host_user = HostUser()
        self._host_proxy: str | None = None
        self._host_language = FALLBACK
        self._host_program = ""
        self.problems = ProblemNotes()
        self._chosen_language = ""  # as the settings last said: it is asked for where no file may be read
        self._lock = threading.Lock()
        self._telling = threading.Lock()
        self._writing = threading.Lock()
        self._document = ActiveDocument()
        self._view: tuple[Session, object] | None = None
        self._sample: SampleHub | None = None
        self._budgets: dict[tuple[str, float], Budget] = {}  # by client id and share; they outlive a sign-in
        self._closed = False
        self.bridge = Bridge(self, page.send)
        self.sign_ins = SignIns(
            host,
            clock=self.clock,
            find_app=self._find_app,
            find_route=self._find_route,
            find_accounts=self.accounts,
            on_change=self._tell_account,
        )
        self.attachings = Attachings(find_folder=self.account_folder, clock=self.clock)
        self.edits = EditWatch(
            self._find_account_folder, on_change=lambda: self.bridge.notify("edits.changed", {})
        )
        self.lifecycle = Lifecycle(
            self._find_tenant,
            on_change=self._tell_lifecycle,
            open_client=self._open_client_of,
        )

    @property
    def document(self) -> ActiveDocument:
        """The host's active document, as last heard of."""
        return self._document

    @property
    def language(self) -> str:
        """The user's language: the one chosen in the settings, else the host's."""
        return self._chosen_language or self._host_language

    @property
    def recent_log(self) -> tuple[str, ...]:
        """The last entries of the log, of every kind, from when the page was opened."""
        return self._log_file.recent()

    @property
    def account(self) -> User | None:
        """Who is signed in."""
        session = self.sign_ins.session
        return session.user if session else None

    @property
    def view(self) -> object:
        """The page's place, as it last asked to keep it for this person."""
        session, kept = self.sign_ins.session, self._view
        if session is None:
            return None
        return kept[1] if kept and kept[0] is session else session.listings.find_view()

    def keep_view(self, view: object, user_id: str) -> None:
        """Keep a person's place in the page for when it is opened again, in this program or another."""
        session = self.sign_ins.session
        if session and session.user.id == user_id:
            self._view = (session, view)
            session.listings.keep_view(view)

    def account_notices(self) -> tuple[DataBrowserError, ...]:
        """Return what is to be said about the sign-in; in the sample hub everybody is another person."""
        is_sample = self.settings.now.service == "sample"
        return self.sign_ins.notices(None if is_sample else self._host_user)

    def check_connection(self, client_id: str, cancelled: threading.Event) -> tuple[Check, ...]:
        """Find out what is wrong with the way to the user's own hub, as the app `client_id`."""
        settings = self.settings.now
        session = self.sign_ins.session
        is_own = settings.service == "aps" and settings.client_id == client_id
        ports = settings.callback_ports or CALLBACK_PORTS
        api = self._find_endpoints(is_sample=False).api
        try:
            client = self._client_opener(client_id, settings)(api, timeouts=TIMEOUTS, retry=RETRY)
        except NotAllowed as error:
            return report_unreached(error, base_url=api, client_id=client_id, ports=ports)
        with client, client.cancellable(cancelled):
            return check_connection(
                client,
                client_id=client_id,
                ports=ports,
                signed_in=session.client if session and is_own else None,
            )

    def change_document(self, document: ActiveDocument) -> None:
        """Take note of the active document and tell the page, if it changed."""
        if document != self._document:
            self._document = document
            self.bridge.notify("document.changed", {"document": document_row(document)})

    def note_version(self, document: ActiveDocument) -> None:
        """Tell the page that a new version of a document is in the hub."""
        if self.account:
            ids = {
                "projectId": document.project_id,
                "itemId": document.item_id,
                "versionId": document.version_id,
            }
            self.bridge.notify("version.arrived", ids)

    def change_theme(self, theme: str) -> None:
        """Take note of the host's theme, light or dark, and tell the page, if it changed."""
        if theme != self._theme:
            self._theme = theme
            self.bridge.notify("theme.changed", {"theme": theme})

    def note_host(
        self, *, user: HostUser, proxy: str | None, language: str = FALLBACK, program: str = ""
    ) -> None:
        """Take note of the host's own user and language, its name and version, and its proxy.

        That is None for the environment's, "" for none at all.
        """
        self._host_user, self._host_proxy = user, proxy
        self._host_language, self._host_program = language, program

    def about(self) -> Mapping[str, str]:
        """Return which program this is: {dataBrowser, host}, with their versions."""
        return {"dataBrowser": read_version(), "host": self._host_program}

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
        self._chosen_language = loaded.settings.language
        return {
            "version": read_version(),
            "theme": self._theme,
            "texts": load_texts(self.language),
            **self._describe_service(loaded),
            **account_rows(self),
        }

    def change_settings(self, changes: Mapping[str, object]) -> LoadedSettings:
        """Change some of the user's settings and return what holds then; raises as `write_settings` does.

        A sign-in at another service, or as another app, is left; it is gone on with when they name it again.
        """
        before = self.settings.now
        loaded = self.settings.change(changes)
        self._follow_settings(before)
        return loaded

    def open_page(self, address: str) -> None:
        """Show an address in the system's browser; raises `SignInError` (`sign-in.no-browser`)."""
        if not self.host.open_browser(address):
            raise SignInError("sign-in.no-browser")

    def open_log_folder(self) -> None:
        """Show the folder of the logs; raises `UsageError` (`settings.no-log-folder`) where that fails."""
        folder = self.settings.logs
        try:
            folder.mkdir(mode=0o700, exist_ok=True)
            is_shown = self.host.open_browser(folder.as_uri())
        except OSError:
            is_shown = False
        if not is_shown:
            raise UsageError("settings.no-log-folder", path=str(folder))

    def never_carried(self) -> frozenset[str]:
        """Return the items whose attachments are not to be carried forward."""
        return read_never_carried(self._folder())

    def never_carry(self, item_id: str, *, never: bool) -> None:
        """Remember, or forget, that an item's attachments are not to be carried forward."""
        change_never_carried(self._folder(), item_id, never=never)

    def downloads_folder(self) -> Path:
        """Return where downloads go, as the settings say now."""
        return downloads_folder(self.settings.now.downloads_folder)

    def show_folder(self, folder: Path) -> None:
        """Show a folder in the system's file manager; raises `UsageError` (`transfers.not-shown`)."""
        # Nothing but a folder: a file would be run, by whatever program it is for.
        if not (folder.is_absolute() and folder.is_dir() and self.host.open_browser(folder.as_uri())):
            raise UsageError("transfers.not-shown", path=str(folder))

    def open_file(self, path: Path) -> None:
        """Open a file with its own program; raises `EditError` (`edits.not-opened`)."""
        if not self.host.open_file(path):
            raise EditError("edits.not-opened", name=path.name)

    def account_folder(self, session: Session) -> Path:
        """Return the folder of a session's account; raises `UsageError` as `places.account_folder` does."""
        folder = session.folder()
        if folder is None:  # who it is has not been told yet
            raise SignInError("sign-in.needed")
        return folder

    def forget_everything(self) -> None:
        """Sign out everywhere and delete every file of ours; raises `UsageError` where one stays."""
        before = self.settings.now
        self.attachings.leave_all()
        self._revoke_all()
        self.lifecycle.sign_out()
        with self._lock:
            sample, self._sample = self._sample, None
        if sample:
            sample.stop()
        self._log_file.close()
        try:
            self.settings.forget()
        finally:
            self._follow_settings(before)

    def client(self) -> HttpClient:
        """Return the signed-in client; raises `SignInError` when nobody is signed in."""
        return self.sign_ins.require().client

    def cancellable(self, cancelled: threading.Event) -> AbstractContextManager[None]:
        """Let this thread's requests end when `cancelled` is set, instead of pausing and repeating."""
        session = self.sign_ins.session
        return session.client.cancellable(cancelled) if session else nullcontext()

    def _client_opener(self, client_id: str, settings: Settings) -> Callable[..., HttpClient]:
        """Return what opens the clients of one app, as the settings say."""
        budget = self._budget(client_id, settings)
        return functools.partial(HttpClient, budget=budget, clock=self.clock, **self._way(settings))

    def _budget(self, client_id: str, settings: Settings) -> Budget:
        key = (client_id, settings.budget_share)
        whole = Budget(find_limit, share=settings.budget_share, clock=self.clock)
        return self._budgets.setdefault(key, whole)

    def _way(self, settings: Settings) -> dict[str, Any]:
        """Return the options of whatever sends, so that it goes the way the settings say."""
        return {
            "on_wait": self.bridge.note_wait,
            "allowed_hosts": settings.allowed_hosts,
            "ca_file": settings.ca_file,
            "proxy": settings.proxy or self._host_proxy,
        }

    def accounts(self) -> Accounts:
        """Return who is remembered on this machine; at a service that the settings do not name, by nobody but
        this program. Not on the main thread: the store of secrets may ask the user."""
        folder = self._folder()
        if self._service:
            folder = folder / ELSEWHERE
            with suppress(OSError):  # then they are remembered until the program ends
                folder.mkdir(mode=0o700, exist_ok=True)
        with self._lock:
            if self._kept is None:
                secrets = self._secrets or (MemorySecrets() if self._service else open_secrets())
                self._kept = Accounts(folder, secrets, clock=self.clock)
            return self._kept

    def _revoke_all(self) -> None:
        """Sign out everybody, as far as the services can be reached."""
        settings = self.settings.now
        clients: list[HttpClient] = []

        def find_client(account: Account) -> HttpClient:
            is_sample = account.client_id == SAMPLE_CLIENT_ID
            api = self._find_endpoints(is_sample=is_sample).api
            clients.append(self._client_opener(account.client_id, settings)(api))
            return clients[-1]

        self.sign_ins.forget_all(find_client)
        for client in clients:
            client.close()

    def _tell_account(self, why: DataBrowserError | None) -> None:
        if self._view and self._view[0] is not self.sign_ins.session:
            self._view = None
        why_row = why.as_dict() if why else None
        with self._telling:  # else what was true before could arrive after
            self.bridge.notify("account.changed", {**account_rows(self), "why": why_row})

    def _restore(self) -> None:
        """Go on with the last sign-in; where the store asks the user first, the page hears of it later."""
        is_late = threading.Event()

        def restore() -> None:
            try:
                self.sign_ins.restore()
            except DataBrowserError as error:
                _log.warning("the last sign-in is not gone on with: %s", error)
            if is_late.is_set():
                self._tell_account(None)

        restoring = threading.Thread(target=restore, name="databrowser-restore", daemon=True)
        restoring.start()
        restoring.join(_PATIENCE_SECONDS)
        if restoring.is_alive():
            is_late.set()

    def writing(self) -> AbstractContextManager[object]:
        """Let one write happen at a time, so that each sees what the one before has done."""
        return self._writing

    def close(self) -> bool:
        """End the jobs, the connections and the sample hub; true when no thread of ours is left."""
        with self._lock:
            self._closed = True
            sample, self._sample = self._sample, None
        # First: what is attached must know that the program ends, and not only its connections.
        are_left = self.attachings.close()
        is_unwatched = self.edits.close()
        self.lifecycle.close()
        is_closed = self.sign_ins.close()
        ended = self.bridge.close() and are_left and is_unwatched and is_closed
        if sample:
            sample.stop()
        self._log_file.close()
        return ended

    def _follow_settings(self, before: Settings) -> None:
        """Let go of a sign-in that the settings no longer speak of, and tell the page what holds."""
        loaded = self.settings.load()
        after = loaded.settings
        self._open_log(after)
        self._chosen_language = after.language
        if (before.service, before.client_id) != (after.service, after.client_id):
            self.sign_ins.leave()
            self.sign_ins.restore()
            self._tell_account(None)
        elif any(getattr(before, name) != getattr(after, name) for name in _WAY):
            self.sign_ins.renew()
        self.bridge.notify("settings.changed", self._describe_service(loaded))

    def _open_log(self, settings: Settings) -> None:
        folder = self.settings.logs
        with self._lock:
            if not self._closed:
                self._log_file.open(folder, settings.log_level)

    def _describe_service(self, loaded: LoadedSettings) -> dict[str, Any]:
        settings = loaded.settings
        return {
            "language": self.language,
            "service": {"name": settings.service},
            "canSignIn": settings.service == "sample" or bool(settings.client_id),
            "isNew": loaded.is_new,
            "locked": sorted(loaded.locked),
            "problems": [problem.as_dict() for problem in loaded.problems],
        }

    def _find_account_folder(self) -> Path | None:
        session = self.sign_ins.session
        return self.account_folder(session) if session else None

    def _folder(self) -> Path:
        return self._chosen_folder or data_folder()

    def _find_tenant(self) -> str:
        if self._service:
            return Endpoints.at(self._service).tenant
        settings = self.settings.now
        tenant = tenant_address(settings.lifecycle_tenant)
        check_host(tenant, settings.allowed_hosts)
        return tenant

    def open_tenant(self) -> HttpClient:
        """Return a client of the Fusion Lifecycle tenant that is set; raises `UsageError` where none is."""
        return self._open_client_of(self._find_tenant())

    def _open_client_of(self, tenant: str) -> HttpClient:
        """Return a client of a tenant, by the way that the settings say."""
        return HttpClient(tenant, **self._way(self.settings.now))

    def _tell_lifecycle(self, session: LifecycleSession | None) -> None:
        self.bridge.notify("lifecycle.changed", {"session": session_row(session)})

    def _find_app(self) -> str:
        settings = self.settings.now
        return SAMPLE_CLIENT_ID if settings.service == "sample" else settings.client_id

    def _find_route(self) -> Route:
        """Return how to sign in, as the settings say; raises `SignInError` (`sign-in.no-client-id`)."""
        settings = self.settings.now
        client_id = self._find_app()
        if not client_id:
            raise SignInError("sign-in.no-client-id")
        return Route(
            self._find_endpoints(is_sample=settings.service == "sample"),
            client_id,
            self._client_opener(client_id, settings),
            functools.partial(SignedHosts, **self._way(settings)),
            ports=settings.callback_ports or CALLBACK_PORTS,
            read_only=settings.read_only,
            folder=self._folder(),
            service=self._service.rstrip("/"),
            language=self.language,
            budget=self._budget(client_id, settings),
            is_synced=settings.background_sync,
            most_bytes=settings.space_limit * _MB,
            on_sync=self._tell_sync,
        )

    def _tell_sync(self, hub_id: str, progress: Progress) -> None:
        session = self.sign_ins.session
        if session and not self._closed:
            self.bridge.notify("catalogue.changed", catalogue_row(session, hub_id, progress))

    def _find_endpoints(self, *, is_sample: bool) -> Endpoints:
        if self._service:
            return Endpoints.at(self._service)
        return Endpoints.at(self._start_sample().url) if is_sample else Endpoints()

    def _start_sample(self) -> SampleHub:
        """Return the sample hub's service, started on first use and kept in a file of ours."""
        with self._lock:
            if self._closed:
                raise SignInError("sign-in.needed")
            if self._sample is None:
                self._sample = SampleHub(self._folder())
            return self._sample


def read_version() -> str:
    """Return the add-in's version, which the manifest alone holds."""
    return json.loads(_MANIFEST.read_text(encoding="utf-8"))["version"]
