"""The hosts of signed addresses: one client each, and none of them ever has a token.

A signed address is its own permission. It belongs into no log and no error: only its host is ever named.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from ..errors import Cancelled, MalformedAnswer, UsageError
from .client import CONNECT_TIMEOUT, READ_TIMEOUT, HttpClient, Response
from .files import Sink, Source
from .retry import RetryPolicy
from .urls import check_proxy, is_loopback


class SignedHosts:
    """Sends to addresses that `service` signed, from any thread; the options are those of `HttpClient`.

    Only a service on this machine may name addresses on this machine.
    """

    def __init__(
        self,
        service: str,
        *,
        workers: int = 8,
        timeouts: tuple[float, float] = (CONNECT_TIMEOUT, READ_TIMEOUT),
        retry: RetryPolicy | None = None,
        on_wait: Callable[[float, int], None] | None = None,
        ca_file: str = "",
        proxy: str | None = None,
        read_only: bool = False,
        allowed_hosts: Sequence[str] | None = None,
    ) -> None:
        self._options: dict[str, Any] = {
            "workers": workers,
            "timeouts": timeouts,
            "retry": retry,
            "on_wait": on_wait,
            "ca_file": ca_file,
            "proxy": check_proxy(proxy),
            "read_only": read_only,
            "allowed_hosts": allowed_hosts,
        }
        self._is_local = is_loopback(service)
        self._lock = threading.Lock()
        self._clients: dict[str, HttpClient] = {}
        self._closed = False
        self._thread = threading.local()

    def put(self, url: str, source: Source) -> Response:
        """Send a file to an address and return the answer; sending it twice is as good as once."""
        client, path = self._find(url)
        headers = {"Content-Type": "application/octet-stream", "Accept": "*/*"}
        with client.cancellable(self._cancelled()):
            return _refused(client.stream("PUT", path, source=source, headers=headers, repeats=True))

    def get(self, url: str, into: Sink, *, place: tuple[int, int] | None = None) -> Response:
        """Write what an address holds into a file; with `place` only its bytes from there up to there."""
        client, path = self._find(url)
        headers = {"Range": f"bytes={place[0]}-{place[1] - 1}"} if place else {}
        with client.cancellable(self._cancelled()):
            return _refused(client.stream("GET", path, into=into, headers=headers))

    @contextmanager
    def cancellable(self, cancelled: threading.Event) -> Iterator[None]:
        """Let requests of this thread end with `Cancelled` once `cancelled` is set, as `HttpClient` does."""
        before = getattr(self._thread, "cancelled", None)
        self._thread.cancelled = cancelled
        try:
            yield
        finally:
            self._thread.cancelled = before

    def close(self) -> None:
        """End pauses, refuse further requests, and close the connections."""
        with self._lock:
            self._closed = True
            clients = list(self._clients.values())
        for client in clients:
            client.close()

    def __enter__(self) -> SignedHosts:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _cancelled(self) -> threading.Event:
        return getattr(self._thread, "cancelled", None) or threading.Event()

    def _find(self, url: str) -> tuple[HttpClient, str]:
        """Return the client for an address's host, and its path and query.

        Raises `MalformedAnswer` (`transfers.bad-url`) for one that nothing may be sent to.
        """
        try:
            parts = urlsplit(url)
            base = f"{parts.scheme}://{parts.netloc}"
            if is_loopback(base) and not self._is_local:
                raise MalformedAnswer("transfers.bad-url")
            with self._lock:
                if self._closed:
                    raise Cancelled("http.closed")
                client = self._clients.get(base)
                if client is None:
                    client = self._clients[base] = HttpClient(base, **self._options)
        except (ValueError, UsageError):
            raise MalformedAnswer("transfers.bad-url") from None
        return client, f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"


def _refused(response: Response) -> Response:
    """Return an answer, 401 as 403: nobody was asked who they are, so that signing in would not help."""
    return replace(response, status=403) if response.status == 401 else response
