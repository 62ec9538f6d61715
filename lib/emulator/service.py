"""The local service: APS from Authentication to object storage, and Fusion Lifecycle, on one port."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

from ..errors import UsageError
from . import sample
from .answers import Errors
from .auth.routes import list_own_routes
from .auth.tokens import Tokens
from .auth.users import sample_user
from .backend import Backend
from .cache import Cache
from .clock import Clock
from .control import Control, Switchboard, is_control
from .control.apps import add_app
from .control.people import change_person
from .database import Database
from .faults import Fault, Faults
from .front import Front
from .gateway import Gateway
from .oss.contents import Contents
from .oss.routes import list_s3_routes
from .oss.signatures import Signer
from .policies import Policies
from .quotas import Quotas
from .request_log import LoggedRequest, RequestLog
from .routes import list_routes
from .routing import Router
from .sample import large, lying
from .sample.seeder import Seeder
from .server import Server
from .unserved import list_unserved

_MOST_KEPT = 10_000  # resources
HUBS = ("small", "large", "huge", "lying", "none")
PUBLIC_CLIENT_ID = "DataBrowserSample"
CLIENT_ID = "DataBrowserSampleConfidentialApp"
CALLBACKS = tuple(f"http://localhost:{port}/callback" for port in (8917, 18917, 28917))
ALL_SCOPES = "data:read data:create data:write data:search viewables:read openid user-profile:read"


@dataclass(frozen=True)
class EmulatorOptions:
    """How the service starts.

    `port` 0 takes any free one; `hub` is what an empty database is filled with; `database` is a file that
    keeps everything, with a folder beside it for the bytes of objects, None keeps nothing beyond the run;
    `policies` and `faults` as their modules describe them; `callbacks` are further redirect addresses of the
    two apps.
    """

    port: int = 0
    hub: str = "small"
    database: str | None = None
    latency_ms: int = 0
    quotas: bool = False
    faults: tuple[Fault, ...] = ()
    policies: Mapping[str, str] = field(default_factory=dict)
    callbacks: tuple[str, ...] = ()


class Emulator:
    """The service; it answers between `start()` and `stop()`, or inside a `with`.

    Raises `UsageError` for an unknown hub or policy, and for a file that is no database of ours.
    """

    def __init__(self, options: EmulatorOptions | None = None) -> None:
        options = options or EmulatorOptions()
        if options.hub not in HUBS:
            raise UsageError("emulator.unknown-hub", hub=options.hub, allowed=", ".join(HUBS))
        router = Router((*list_unserved(), *list_routes(), *list_own_routes(), *list_s3_routes()))
        self.policies = Policies(options.policies)
        self._options = options
        self._server: Server | None = None
        self._faults = Faults(options.faults, router)
        self._log = RequestLog()
        self.clock = Clock()
        self._quotas = Quotas(self.clock, enforced=options.quotas)
        self.public_client_id = PUBLIC_CLIENT_ID
        self.client_id = CLIENT_ID
        self.client_secret = ""
        self._database = Database(options.database)
        try:
            self.seed = Seeder(self._database)
            # Not whether the file is new: the run that made it may have been killed before it was filled.
            self._fill(options, is_new=self._database.value("SELECT 1 FROM apps") is None)
            folder = None if options.database is None else f"{options.database}-objects"
            self._contents = Contents(self._database, folder)
            tokens = Tokens(self._database, self.clock, self.policies)
            backend = Backend(
                self._database,
                self.clock,
                tokens,
                Errors(self.policies),
                self.policies,
                self._contents,
                Signer(self.clock),
                Cache(_MOST_KEPT),
            )
            self._backend = backend
            self.token = self._issue_token()
        except BaseException:
            self._database.close()
            raise
        self.client_secret = self._database.value("SELECT secret FROM apps WHERE client_id = ?", (CLIENT_ID,))
        gateway = Gateway(backend, router, quotas=self._quotas)
        switchboard = Switchboard(
            backend,
            policies=self.policies,
            faults=self._faults,
            quotas=self._quotas,
            log=self._log,
            seeder=lambda: self.seed,
            reset=self.reset,
            hub=options.hub,
            latency_ms=lambda: self._front.latency_ms,
        )
        self._takes_stream = gateway.takes_stream
        self._front = Front(
            gateway.answer,
            control=Control(switchboard),
            faults=self._faults,
            expire=tokens.expire,
            latency_ms=options.latency_ms,
        )

    def slow_down(self, latency_ms: int) -> None:
        """Delay every answer from now on by so many milliseconds."""
        self._front.latency_ms = latency_ms

    def start(self) -> Emulator:
        """Take the port and begin to answer. Raises `UsageError` (`emulator.port-taken`)."""
        try:
            server = Server(
                self._options.port,
                self._front.respond,
                takes_stream=self._takes_stream,
                log=self._log,
                is_logged=lambda request: not is_control(request),
                now=self.clock.now,
            )
        except UsageError:
            self._close()
            raise
        server.start()
        self._server = server
        return self

    def stop(self) -> None:
        """End the service: no thread, socket or file of it stays open. Stopping twice is fine."""
        if self._server is not None:
            self._server.stop()
        self._close()

    def __enter__(self) -> Emulator:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def url(self) -> str:
        """The base address of all services, once it is started."""
        if self._server is None:
            raise RuntimeError("the service has not been started")
        return f"http://127.0.0.1:{self._server.port}"

    def reset(self) -> None:
        """Begin anew, as the options said: the same ids; the ready token and the app's secret stay good.

        All other tokens, what was added, the log and what was switched since are gone.
        """
        with self._database.transaction():
            self._database.clear()
            self.clock.reset()
            self.seed = Seeder(self._database)
            self._fill(self._options, is_new=True)
            self._issue_token(self.token)
        self._contents.sweep()
        self._backend.errors.restart()
        self.policies.reset()
        self._quotas.enforced = self._options.quotas
        self._quotas.clear()
        self._faults.clear()
        self._faults.add(*self._options.faults)
        self._log.clear()

    @property
    def log(self) -> tuple[LoggedRequest, ...]:
        """The requests so far, in the order of their answers."""
        return self._log.entries()

    def clear_log(self) -> None:
        """Forget the requests so far."""
        self._log.clear()

    def change_person(self, user_id: str, **values: Any) -> None:
        """Take from a person, or give back, what `control.people` lists. Raises `UsageError`, or KeyError."""
        if not change_person(self._backend, self.seed, user_id, values=values):
            raise KeyError(user_id)

    def add_app(self, client_id: str, *, name: str, callbacks: tuple[str, ...]) -> None:
        """Register a public app, or replace one. Raises `UsageError` (`emulator.bad-control`)."""
        add_app(self._backend, {"client_id": client_id, "name": name, "callbacks": list(callbacks)})

    def add_fault(self, fault: Fault) -> int:
        """Put a fault in force and return its number; the calls it counts begin now."""
        return self._faults.add(fault)[0]

    def clear_faults(self) -> None:
        """Take all faults away."""
        self._faults.clear()

    def _close(self) -> None:
        self._contents.close()
        self._database.close()

    def _issue_token(self, token: str | None = None) -> str:
        user = sample_user(self._backend)
        user_id = None if user is None else user["id"]
        issued = self._backend.tokens.issue(
            PUBLIC_CLIENT_ID, user_id=user_id, scope=ALL_SCOPES, access_token=token
        )
        return issued.access_token

    def _fill(self, options: EmulatorOptions, *, is_new: bool) -> None:
        """Put the apps and the hub into a new database, and the callbacks into any."""
        with self._database.transaction():
            if is_new:
                self._database.insert("apps", client_id=PUBLIC_CLIENT_ID, name="Data Browser", secret=None)
                secret = self.client_secret or secrets.token_hex(16)
                self._database.insert("apps", client_id=CLIENT_ID, name="Data Browser Server", secret=secret)
                if options.hub == "small":
                    sample.build(self.seed)
                elif options.hub in large.SIZES:
                    sample.build(self.seed)
                    large.build(self.seed, large.SIZES[options.hub])
                elif options.hub == "lying":
                    lying.build(self.seed)
                else:
                    self.seed.add_user("SAMPLEUSER01", name="Mika Sample", email="designer@example.com")
            for url in CALLBACKS + options.callbacks:
                for client_id in (PUBLIC_CLIENT_ID, CLIENT_ID):
                    self._database.change("INSERT OR IGNORE INTO callbacks VALUES (?, ?)", (client_id, url))
