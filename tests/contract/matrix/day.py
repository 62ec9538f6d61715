"""What a row of the matrix is run on: a service, and the clients that meet its faults."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from typing import Any

from addin.lib.aps.versions import get_version
from addin.lib.emulator import Emulator
from addin.lib.http import HttpClient, RetryPolicy

from ..emulator.storage import Storage, app_token
from ..openapi.shelf import fill_shelf
from .bench import Bench
from .cases_auth import sign_in

QUICK = RetryPolicy(attempts=2, first_delay=0.001, longest_delay=0.01)
# Both are less than a slow first byte takes: one gives up on every machine, the other only on what is slow.
HASTE_SECONDS, PATIENCE_SECONDS = 0.1, 0.4
SETTLE_SECONDS = 2.0  # until a service that was left has finished what it had begun


class Tokens:
    """The token source of a client: another one whenever the last is refused."""

    def __init__(self, *tokens: str) -> None:
        self._tokens = tokens
        self.current = tokens[0]

    def get(self, rejected: str | None) -> str:
        """Return a token, another than the rejected one."""
        if rejected == self.current:
            self.current = next(token for token in self._tokens if token != rejected)
        return self.current


@dataclass
class Day:
    """What a row is run on: `refused` reaches no service, `hasty` gives up, and `patient` waits a little."""

    bench: Bench
    refused: Bench
    hasty: Bench
    patient: Bench
    tokens: tuple[Tokens, ...]


@contextmanager
def open_day(service: Emulator) -> Iterator[Day]:
    """Fill a service that is empty, and open the clients that all rows need."""
    with ExitStack() as stack:
        shelf = fill_shelf(service)
        storage = stack.enter_context(Storage(service))
        calm = stack.enter_context(HttpClient(service.url, get_token=lambda _: service.token))
        calm_anonymous = stack.enter_context(HttpClient(service.url))
        calm_app = stack.enter_context(HttpClient(service.url, get_token=lambda _: storage.token))
        tokens = Tokens(service.token, sign_in(calm_anonymous, service).access_token)
        app_tokens = Tokens(storage.token, app_token(service))
        sources = {"client": tokens.get, "anonymous": None, "app": app_tokens.get}

        def make(url: str, seconds: float) -> dict[str, Any]:
            options: Any = {"retry": QUICK, "timeouts": (2.0, seconds)}
            return {
                name: stack.enter_context(HttpClient(url, get_token=source, **options))
                for name, source in sources.items()
            }

        bench = Bench(
            service=service,
            shelf=shelf,
            urn=get_version(calm, shelf.project, version_id=shelf.version).derivative_urn,
            storage=storage,
            calm=calm,
            calm_anonymous=calm_anonymous,
            calm_app=calm_app,
            **make(service.url, 10.0),
        )
        nowhere = f"http://127.0.0.1:{free_port()}"
        yield Day(
            bench,
            refused=replace(bench, **make(nowhere, HASTE_SECONDS)),
            hasty=replace(bench, **make(service.url, HASTE_SECONDS)),
            patient=replace(bench, **make(service.url, PATIENCE_SECONDS)),
            tokens=(tokens, app_tokens),
        )


def free_port() -> int:
    """Return a port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as closed:
        return closed.getsockname()[1]


def settle(service: Emulator, number: int) -> None:
    """Wait until the service has answered so many requests in all, be it to nobody."""
    deadline = time.monotonic() + SETTLE_SECONDS
    while len(service.log) < number and time.monotonic() < deadline:
        time.sleep(0.02)
