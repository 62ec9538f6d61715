"""The library's sessions for scripts: by the add-in's own settings, and as whoever is signed in there.

    DATABROWSER_SERVICE   the base address of another service than the one of the settings
    DATABROWSER_TOKEN     a ready 3-legged token for it: nobody is asked to sign in

The preview sets both for the scripts that it runs. Without them a script goes on with the sign-in that the
add-in has left in the system's store of secrets, and takes turns with it; the browser is opened only where
nobody is remembered, or that sign-in has ended, and what comes of it is remembered for the add-in as well.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from .app import App
from .aps.limits import find_limit
from .core.ports import Host, HostUser
from .core.session import Session as SignIn
from .errors import SignInError
from .http import Budget, HttpClient
from .scripting import Session, connect
from .store.start_settings import SERVICE_VARIABLE

TOKEN_VARIABLE = "DATABROWSER_TOKEN"

OnWait = Callable[[float, int], None]


class _NoPage:
    """The page of who has none."""

    def send(self, message: str) -> None:
        """Drop a message."""


@contextmanager
def connect_as_addin(
    host: Host,
    *,
    proxy: str | None = None,
    on_wait: OnWait | None = None,
    cancelled: threading.Event | None = None,
) -> Iterator[Session]:
    """Open a session by the add-in's settings; `proxy` is the host's own, as `App.note_host` takes it.

    Not on a main thread: the store of secrets may ask the user, and the browser is waited for. Raises as
    `connect` and `SignIns` do. Once `cancelled` is set, this thread's requests end.
    """
    cancelled = cancelled or threading.Event()
    if token := os.environ.get(TOKEN_VARIABLE, ""):
        service = os.environ.get(SERVICE_VARIABLE, "")
        with connect(token=token, service=service, on_wait=on_wait) as session:
            with session.cancellable(cancelled):
                yield session
        return
    with _opened(host, proxy) as app:
        signed_in, is_new = _sign_in(app, cancelled)
        try:
            with _open_session(app, signed_in, proxy=proxy, on_wait=on_wait) as session:
                with session.cancellable(cancelled):
                    yield session
        finally:
            if is_new and not (app.accounts().is_lasting and signed_in.keeper.is_kept):
                app.sign_ins.sign_out()  # nobody could go on with it


@contextmanager
def open_tenant(
    host: Host, *, proxy: str | None = None, cancelled: threading.Event | None = None
) -> Iterator[HttpClient]:
    """Open a client of the Fusion Lifecycle tenant of the settings; raises `UsageError` where none is set."""
    with _opened(host, proxy) as app, app.open_tenant() as client:
        with client.cancellable(cancelled or threading.Event()):
            yield client


@contextmanager
def _opened(host: Host, proxy: str | None) -> Iterator[App]:
    app = App(host, _NoPage())
    try:
        app.note_host(user=HostUser(), proxy=proxy)
        yield app
    finally:
        app.close()


def _sign_in(app: App, cancelled: threading.Event) -> tuple[SignIn, bool]:
    """Return the sign-in to use, and whether it was made just now."""
    # What is kept in memory alone is another program's: to look for it here would drop it from the list.
    if app.accounts().is_lasting:
        app.sign_ins.restore()
        signed_in = app.sign_ins.session
        if signed_in:
            try:
                signed_in.keeper.access_token()
            except SignInError as error:
                app.sign_ins.end(error)
            else:
                return signed_in, False
    return app.sign_ins.sign_in(cancelled), True


def _open_session(app: App, signed_in: SignIn, *, proxy: str | None, on_wait: OnWait | None) -> Session:
    settings, route = app.settings.now, signed_in.route
    return Session(
        replace(route.endpoints, ca_file=settings.ca_file, proxy=settings.proxy or proxy),
        signed_in.keeper.access_token,
        on_wait=on_wait,
        budget=Budget(find_limit, share=settings.budget_share, clock=app.clock),
        clock=app.clock,
        read_only=settings.read_only,
        allowed_hosts=settings.allowed_hosts,
        account=(route.client_id, route.service),
        find_folder=signed_in.folder,
        most_bytes=route.most_bytes,
    )
