"""Signed in to a Fusion Lifecycle tenant, while the program runs: the session lives in memory alone."""

from __future__ import annotations

import threading
from collections.abc import Callable

from ..errors import Cancelled
from ..http import HttpClient
from ..plm.session import LifecycleSession, log_in


class Lifecycle:
    """Holds the one session; its methods may be called on any thread.

    `find_tenant` returns the tenant's base address, or raises `UsageError` where none is set as it should be.
    `on_change` is told the session, or None, each time it becomes another, and must return at once; `on_wait`
    is told of pauses as `HttpClient` does.
    """

    def __init__(
        self,
        find_tenant: Callable[[], str],
        *,
        on_change: Callable[[LifecycleSession | None], None],
        open_client: Callable[[str], HttpClient] = HttpClient,
    ) -> None:
        self.find_tenant = find_tenant
        self._on_change = on_change
        self._open_client = open_client
        self._lock = threading.Lock()
        self._session: LifecycleSession | None = None
        self._running: threading.Event | None = None
        self._is_closed = False

    @property
    def session(self) -> LifecycleSession | None:
        """Who is signed in, and where."""
        return self._session

    def sign_in(self, user_id: str, *, password: str, cancelled: threading.Event) -> LifecycleSession:
        """Sign in, instead of who was signed in before; blocks until the tenant has answered.

        The newest sign-in counts: it sets `cancelled` of one that still runs, whose answer is then dropped.
        Raises what `log_in` raises, and `Cancelled`.
        """
        tenant = self.find_tenant()
        with self._lock:
            if self._is_closed:
                raise Cancelled("http.closed")
            self._stop_running()
            self._running = cancelled
        try:
            with self._open_client(tenant) as client, client.cancellable(cancelled):
                session = log_in(client, user_id, password=password)
            with self._lock:
                if cancelled.is_set():
                    raise Cancelled("job.cancelled")
                self._replace(session)
        finally:
            with self._lock:
                if self._running is cancelled:
                    self._running = None
        return session

    def sign_out(self) -> None:
        """Forget the session, and drop the answer of a sign-in that runs.

        Nothing is sent: no way is known to end a session at the tenant.
        """
        with self._lock:
            self._stop_running()
            self._replace(None)

    def close(self) -> None:
        """Forget the session for good, without a word to anybody."""
        with self._lock:
            self._is_closed = True
            self._stop_running()
            self._session = None

    def _stop_running(self) -> None:
        if self._running is not None:
            self._running.set()
            self._running = None

    def _replace(self, session: LifecycleSession | None) -> None:
        if session != self._session:
            self._session = session
            self._on_change(session)  # under the lock, so that changes are told in their order
