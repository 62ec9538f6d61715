"""The one place that sends: a client for one host, in the shape of `http.client`.

    client = HttpClient("https://example.autodeskplm360.net")
    answer = client.request("POST", "/rest/auth/1/login", body=json.dumps({...}))
    answer.status, answer.reason, answer.data

What it adds to that shape: pooled connections, time-outs on every call, repeats for what may be repeated,
a token from a callback, and errors of our own instead of the library's.
"""

from __future__ import annotations

import json
import logging
import os
import random
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..errors import AnswerLost, Cancelled, MalformedAnswer, NetworkError, UsageError
from .faults import SendFault, sending_faults
from .files import Sink, Source, is_empty
from .redaction import redact_path
from .retry import RETRY_STATUSES, RetryPolicy, parse_retry_after
from .urls import check_base_url, is_loopback

if TYPE_CHECKING:
    from ..vendor.requests import Response as RawResponse
    from ..vendor.requests import Session

_log = logging.getLogger("databrowser.http")

CONNECT_TIMEOUT = 10.0
READ_TIMEOUT = 30.0
_CHUNK = 256 * 1024  # larger ones cost more than they save: the memory for each is fetched anew
_MOST_BYTES = 64 * 1024 * 1024  # of an answer kept in memory; files go through `stream`
_CANCEL_SECONDS = 0.1
_READS = frozenset({"GET", "HEAD"})
_DEFAULT_HEADERS = {
    "User-Agent": "Fusion360",
    "Content-Type": "application/json",
    "Accept": "application/json",
}

TokenSource = Callable[[str | None], str]
"""Returns a bearer token; given the token that was just rejected, returns a fresh one (or the same)."""


@dataclass(frozen=True)
class Response:
    """What came back: `data` is the whole body in bytes, `headers` ignores case."""

    status: int
    reason: str
    data: bytes = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)

    def json(self) -> Any:
        """Return the body as JSON; raises `MalformedAnswer` when it is none."""
        try:
            return json.loads(self.data)
        except (ValueError, RecursionError):
            kind = self.headers.get("Content-Type", "")
            raise MalformedAnswer("http.not-json", status=self.status, content_type=kind) from None


class HttpClient:
    """Sends requests to one host, from any thread.

    `get_token` supplies the bearer token; without it none is sent. `workers` is how many threads may send
    at once. `on_wait(seconds, status)` is told before each pause, and `close()` ends a pause at once.
    """

    def __init__(
        self,
        base_url: str,
        *,
        get_token: TokenSource | None = None,
        workers: int = 8,
        timeouts: tuple[float, float] = (CONNECT_TIMEOUT, READ_TIMEOUT),
        retry: RetryPolicy | None = None,
        on_wait: Callable[[float, int], None] | None = None,
    ) -> None:
        self.base_url = check_base_url(base_url)
        self._get_token = get_token
        self._workers = workers
        self._timeouts = timeouts
        self._retry = retry or RetryPolicy()
        self._on_wait = on_wait
        self._closed = threading.Event()
        self._lock = threading.Lock()
        self._opened: Session | None = None
        self._thread = threading.local()

    def request(
        self,
        method: str,
        path: str,
        *,
        body: bytes | str | None = None,
        headers: Mapping[str, str] | None = None,
        reads: bool | None = None,
    ) -> Response:
        """Send a request and return the answer, whatever its status.

        A read is repeated on 408, 429, 5xx and connection faults; `reads=True` says so of a POST that only
        reads. A write is repeated only where it certainly was not carried out: never connected, or 429.
        Raises `NetworkError` when no usable answer came, `AnswerLost` when that leaves a write in doubt.
        """
        data = body.encode("utf-8") if isinstance(body, str) else body
        reads = method in _READS if reads is None else reads
        return self._send(method, path, data, headers, reads=reads, into=None)

    def stream(
        self,
        method: str,
        path: str,
        *,
        source: Source | None = None,
        into: Sink | None = None,
        headers: Mapping[str, str] | None = None,
        reads: bool | None = None,
    ) -> Response:
        """Send the file `source`, or write the body of a 2xx answer into the file `into`, in flat memory.

        Both files must be seekable: a repeat starts them again from where they stood. The body is written as
        it comes, never decompressed. `reads=True` says of a PUT that it may be repeated like a read.
        """
        reads = method in _READS if reads is None else reads
        if into is not None:
            headers = {"Accept": "*/*", "Accept-Encoding": "identity", **(headers or {})}
        # The library would send a file without a byte as one whose length it does not know.
        body = b"" if source is not None and is_empty(source) else source
        return self._send(method, path, body, headers, reads=reads, into=into)

    @contextmanager
    def cancellable(self, cancelled: threading.Event) -> Iterator[None]:
        """Let requests of this thread end with `Cancelled` once `cancelled` is set: none starts, none pauses.

        One that is on its way is waited for, up to its time-outs.
        """
        before = getattr(self._thread, "cancelled", None)
        self._thread.cancelled = cancelled
        try:
            yield
        finally:
            self._thread.cancelled = before

    def close(self) -> None:
        """End pauses, refuse further requests, and close the connections."""
        self._closed.set()
        with self._lock:
            if self._opened is not None:
                self._opened.close()
                self._opened = None

    def __enter__(self) -> HttpClient:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _send(
        self,
        method: str,
        path: str,
        body: bytes | Source | None,
        headers: Mapping[str, str] | None,
        *,
        reads: bool,
        into: Sink | None,
    ) -> Response:
        if not path.startswith("/"):
            raise UsageError("http.bad-path", path=path)
        sent_headers = {**_DEFAULT_HEADERS, **(headers or {})}
        uses_token = self._get_token is not None and "Authorization" not in sent_headers
        token: str | None = None
        token_was_renewed = False
        start = into.tell() if into is not None else 0
        body_start = body.tell() if body is not None and not isinstance(body, bytes) else 0
        attempt = 0
        while True:
            attempt += 1
            self._check_wanted()
            if uses_token and self._get_token and token is None:
                token = self._get_token(None)
            if token is not None:
                sent_headers["Authorization"] = f"Bearer {token}"
            if into:
                into.seek(start)
                into.truncate()
            if body is not None and not isinstance(body, bytes):
                body.seek(body_start)
            try:
                response = self._attempt(method, path, body, sent_headers, into)
            except SendFault as fault:
                may_repeat = reads or not fault.sent
                if not may_repeat:
                    raise AnswerLost("http.answer-lost", cause=fault.reference) from fault
                if attempt >= self._retry.attempts or not fault.passing:
                    raise NetworkError(fault.reference, host=self.base_url) from fault
                self._pause(self._retry.delay(attempt, random.random()), 0)
                continue
            if response.status == 401 and token is not None and self._get_token and not token_was_renewed:
                # Refused before it was carried out, so even a write may go again with a fresh token.
                fresh = self._get_token(token)
                token_was_renewed = True
                if fresh != token:
                    token = fresh
                    continue
            retryable = response.status in RETRY_STATUSES if reads else response.status == 429
            if not retryable or attempt >= self._retry.attempts:
                return response
            asked = parse_retry_after(response.headers, time.time())
            if asked is not None and asked > self._retry.longest_wait:
                return response
            self._pause(asked or self._retry.delay(attempt, random.random()), response.status)

    def _pause(self, seconds: float, status: int) -> None:
        if self._on_wait:
            self._on_wait(seconds, status)
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self._check_wanted()
            self._closed.wait(min(left, _CANCEL_SECONDS))
        self._check_wanted()

    def _check_wanted(self) -> None:
        if self._closed.is_set():
            raise Cancelled("http.closed")
        cancelled: threading.Event | None = getattr(self._thread, "cancelled", None)
        if cancelled is not None and cancelled.is_set():
            raise Cancelled("http.cancelled")

    def _attempt(
        self,
        method: str,
        path: str,
        body: bytes | Source | None,
        headers: Mapping[str, str],
        into: Sink | None,
    ) -> Response:
        started = time.monotonic()
        session = self._session()
        url = self.base_url + path
        with sending_faults():
            raw = session.request(
                method,
                url,
                data=body,
                headers=dict(headers),
                timeout=self._timeouts,
                allow_redirects=False,
                proxies=_proxies(url),
                stream=True,
            )
            with raw:
                data = _read(raw, into)
        _log.debug(
            "%s %s -> %d in %.0f ms",
            method,
            redact_path(path),
            raw.status_code,
            (time.monotonic() - started) * 1000,
        )
        return Response(raw.status_code, raw.reason or "", data, raw.headers)

    def _session(self) -> Session:
        with self._lock:
            if self._opened is None:
                if self._closed.is_set():
                    raise Cancelled("http.closed")
                self._opened = _open_session(self._workers)
            return self._opened


def _open_session(workers: int) -> Session:
    # Imported here: loading the network layer takes longer than all else at the add-in's start.
    from http.cookiejar import DefaultCookiePolicy

    from ..vendor.requests import Session
    from ..vendor.requests.adapters import HTTPAdapter

    session = Session()
    # Off: a matching line in .netrc would replace the bearer token, and HTTP_PROXY would catch loopback.
    session.trust_env = False
    # At DEBUG the library logs whole addresses, a code or a signature included.
    logging.getLogger("databrowser.vendor").setLevel(logging.WARNING)
    session.verify = _certificates()
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))

    class Adapter(HTTPAdapter):
        def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
            super().init_poolmanager(*arguments, blocksize=_CHUNK, **options)

    adapter = Adapter(pool_connections=1, pool_maxsize=workers, pool_block=True, max_retries=0)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session


def _proxies(url: str) -> dict[str, str]:
    """Return the environment's proxies for an address; none for this machine."""
    if is_loopback(url):
        return {}
    from ..vendor.requests.utils import get_environ_proxies

    return get_environ_proxies(url, no_proxy=None)


def _certificates() -> str | bool:
    """Return the file of certificates that the environment names, or true for the usual ones."""
    file = os.environ.get("REQUESTS_CA_BUNDLE", "")
    if not file:
        return True
    try:
        ssl.create_default_context(cafile=file)
    except OSError:  # ssl.SSLError is one too
        raise UsageError("http.bad-certificates", path=file) from None
    return file


def _read(raw: RawResponse, into: Sink | None) -> bytes:
    if into is not None and 200 <= raw.status_code < 300:
        # Below the library's own reading, which would decompress what is to be kept as it is.
        for chunk in raw.raw.stream(_CHUNK, decode_content=False):
            into.write(chunk)
        return b""
    kept = bytearray()
    for chunk in raw.iter_content(_CHUNK):
        kept += chunk
        if len(kept) > _MOST_BYTES:
            raise MalformedAnswer("http.too-large", megabytes=_MOST_BYTES >> 20)
    return bytes(kept)
