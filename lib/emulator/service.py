"""The local service: APS from Authentication to object storage, and Fusion Lifecycle, on one port."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType

from ..errors import UsageError
from . import sample
from .answers import Errors
from .auth.tokens import Tokens
from .auth.users import sample_user
from .backend import Backend
from .clock import Clock
from .database import Database
from .faults import Fault, Faults
from .gateway import Gateway
from .oss.contents import Contents
from .oss.routes import list_s3_routes
from .oss.signatures import Signer
from .policies import choose_policies
from .quotas import Quotas
from .request_log import LoggedRequest, RequestLog
from .routes import list_routes
from .routing import Router
from .sample.seeder import Seeder
from .server import Server
from .unserved import list_unserved

HUBS = ("small", "none")
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
        policies = choose_policies(options.policies)
        self._options = options
        self._server: Server | None = None
        self._faults = Faults(options.faults)
        self._log = RequestLog()
        self.clock = Clock()
        self._database = Database(options.database)
        try:
            self.seed = Seeder(self._database)
            self._fill(options)
            tokens = Tokens(self._database, self.clock, refresh_reuse=policies["refresh-reuse"])
            folder = None if options.database is None else f"{options.database}-objects"
            self._contents = Contents(self._database, folder)
            backend = Backend(
                self._database, self.clock, tokens, Errors(), policies, self._contents, Signer(self.clock)
            )
            user = sample_user(backend)
            self.token = tokens.issue(
                PUBLIC_CLIENT_ID, user_id=None if user is None else user["id"], scope=ALL_SCOPES
            ).access_token
        except BaseException:
            self._database.close()
            raise
        self.public_client_id = PUBLIC_CLIENT_ID
        self.client_id = CLIENT_ID
        self.client_secret: str = self._database.value(
            "SELECT secret FROM apps WHERE client_id = ?", (CLIENT_ID,)
        )
        self._gateway = Gateway(
            backend,
            Router((*list_unserved(), *list_routes(), *list_s3_routes())),
            quotas=Quotas(self.clock) if options.quotas else None,
        )

    def start(self) -> Emulator:
        """Take the port and begin to answer. Raises `UsageError` (`emulator.port-taken`)."""
        try:
            server = Server(
                self._options.port,
                self._gateway.answer,
                takes_stream=self._gateway.takes_stream,
                faults=self._faults,
                log=self._log,
                latency_ms=self._options.latency_ms,
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

    @property
    def log(self) -> tuple[LoggedRequest, ...]:
        """The requests so far, in the order of their answers."""
        return self._log.entries()

    def clear_log(self) -> None:
        """Forget the requests so far."""
        self._log.clear()

    def add_fault(self, fault: Fault) -> None:
        """Put a fault in force; the calls it counts begin now."""
        self._faults.add(fault)

    def clear_faults(self) -> None:
        """Take all faults away."""
        self._faults.clear()

    def _close(self) -> None:
        self._contents.close()
        self._database.close()

    def _fill(self, options: EmulatorOptions) -> None:
        """Put the apps and the hub into a new database, and the callbacks into any."""
        with self._database.transaction():
            if self._database.is_new:
                self._database.insert("apps", client_id=PUBLIC_CLIENT_ID, name="Data Browser", secret=None)
                self._database.insert(
                    "apps", client_id=CLIENT_ID, name="Data Browser Server", secret=secrets.token_hex(16)
                )
                if options.hub == "small":
                    sample.build(self.seed)
                else:
                    self.seed.add_user("SAMPLEUSER01", name="Mika Sample", email="designer@example.com")
            for url in CALLBACKS + options.callbacks:
                for client_id in (PUBLIC_CLIENT_ID, CLIENT_ID):
                    self._database.change("INSERT OR IGNORE INTO callbacks VALUES (?, ?)", (client_id, url))
