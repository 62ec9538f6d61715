"""The one place that sends: a client for one host, in the shape of `http.client`.

    client = HttpClient("https://example.autodeskplm360.net")
    answer = client.request("POST", "/rest/auth/1/login", body=json.dumps({...}))
    answer.status, answer.reason, answer.data

What it adds to that shape: pooled connections, time-outs on every call, repeats for what may be repeated,
a share of the service's limits that is kept to, a token from a callback, and errors of our own instead of the
library's.
"""

from __future__ import annotations

import json
import logging
import random
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..clock import Clock, SystemClock
from ..errors import AnswerLost, Cancelled, MalformedAnswer, NetworkError, NotAllowed, UsageError
from .budgets import HELD_BACK, Account, Budget, Slot
from .faults import SendFault, run_sending
from .files import Sink, Source, is_empty
from .redaction import Sent, redact_path, shorten_text
from .retry import RETRY_STATUSES, RetryPolicy, parse_date, parse_retry_after
from .transport import find_proxies, open_session, read_body
from .urls import check_base_url, check_host, check_proxy

if TYPE_CHECKING:
    from ..vendor.requests import Response as RawResponse
    from ..vendor.requests import Session

_log = logging.getLogger("databrowser.http")

CONNECT_TIMEOUT = 10.0
READ_TIMEOUT = 30.0
_CANCEL_SECONDS = 0.05  # how soon a pause notices that nobody wants its end
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
        with suppress(ValueError, RecursionError):
            return json.loads(self.data)
        # Raised here: the library's own error holds the whole body, and would hang on it.
        kind = shorten_text(self.headers.get("Content-Type", ""))
        raise MalformedAnswer("http.not-json", status=self.status, content_type=kind)


class HttpClient:
    """Sends requests to one host, from any thread.

    `get_token` supplies the bearer token; without it none is sent. `workers` is how many threads may send
    at once. `on_wait(seconds, status)` is told before each pause: `status` is the answer's, 0 where none
    came, HELD_BACK where `budget` asks to wait. Pauses pass on `clock`, and `close()` ends them at once.
    `ca_file` names certificates to trust besides the system's; `proxy` is an address to send through, None
    for what the environment says, "" for none: this machine is always reached without.

    A client that is `read_only` refuses whatever is not known to only read, before anything is sent: by
    `NotAllowed` (`settings.read-only`). It can sign nobody in either; that takes a client of its own, which
    without a token has no hub to write to. Raises `NotAllowed` as `check_host` does.
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
        budget: Budget | None = None,
        clock: Clock | None = None,
        ca_file: str = "",
        proxy: str | None = None,
        read_only: bool = False,
        allowed_hosts: Sequence[str] | None = None,
    ) -> None:
        self.base_url = check_base_url(base_url)
        check_host(self.base_url, allowed_hosts)
        self._ca_file = ca_file
        self._proxy = check_proxy(proxy)
        self._read_only = read_only
        self._get_token = get_token
        self._workers = workers
        self._timeouts = timeouts
        self._retry = retry or RetryPolicy()
        self._on_wait = on_wait
        self._budget = budget
        self._clock = clock or SystemClock()
        self._closed = threading.Event()
        self._lock = threading.Lock()
        self._opened: Session | None = None
        self._thread = threading.local()
        self._under_way = 0
        self._idle_since = float("-inf")
        self._told_time = 0.0

    def request(
        self,
        method: str,
        path: str,
        *,
        body: bytes | str | None = None,
        headers: Mapping[str, str] | None = None,
        reads: bool | None = None,
        repeats: bool = False,
    ) -> Response:
        """Send a request and return the answer, whatever its status.

        A read is repeated on 408, 429, 5xx and connection faults; `reads=True` says so of a POST that only
        reads, `repeats=True` of a write that is as good twice as once. Another write is repeated only where
        it certainly was not carried out: never connected, or 429.
        Raises `NetworkError` when no usable answer came, `AnswerLost` when that leaves a write in doubt.
        """
        data = body.encode("utf-8") if isinstance(body, str) else body
        reads = method in _READS if reads is None else reads
        with self._counted():
            return self._send(method, path, data, headers, reads=reads, repeats=repeats, into=None)

    def stream(
        self,
        method: str,
        path: str,
        *,
        source: Source | None = None,
        into: Sink | None = None,
        headers: Mapping[str, str] | None = None,
        reads: bool | None = None,
        repeats: bool = False,
    ) -> Response:
        """Send the file `source`, or write the body of a 2xx answer into the file `into`, in flat memory.

        Both files must be seekable: a repeat starts them again from where they stood. The body is written as
        it comes, never decompressed. `reads` and `repeats` are those of `request`.
        """
        reads = method in _READS if reads is None else reads
        if into is not None:
            headers = {"Accept": "*/*", "Accept-Encoding": "identity", **(headers or {})}
        # The library would send a file without a byte as one whose length it does not know.
        body = b"" if source is not None and is_empty(source) else source
        with self._counted():
            return self._send(method, path, body, headers, reads=reads, repeats=repeats, into=into)

    @property
    def is_strained(self) -> bool:
        """Whether what can wait should: the service has asked for a pause, or a share of it is spent."""
        return self._budget is not None and self._budget.is_strained

    @property
    def idle_seconds(self) -> float:
        """How long ago a request was on its way, or waited to be sent: 0 while one is."""
        with self._lock:
            return 0.0 if self._under_way else self._clock.now() - self._idle_since

    @property
    def told_time(self) -> float:
        """The service's own time as its last answer told it, in seconds since 1970; 0 where none has."""
        return self._told_time

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
        repeats: bool,
        into: Sink | None,
    ) -> Response:
        if self._read_only and not reads:
            raise NotAllowed("settings.read-only")
        may_be_repeated = reads or repeats
        if not path.startswith("/"):
            raise UsageError("http.bad-path", path=path)
        sent_headers = {**_DEFAULT_HEADERS, **(headers or {})}
        uses_token = self._get_token is not None and "Authorization" not in sent_headers
        account = self._budget.find_account(method, path) if self._budget else None
        token: str | None = None
        token_was_renewed = False
        rewind = _bookmark(body, into)
        attempt = 0
        while True:
            attempt += 1
            rewind()
            try:
                with self._spending(account) as slot:
                    # After the wait: a token may expire in it.
                    if uses_token and self._get_token and token is None:
                        token = self._get_token(None)
                    if token is not None:
                        sent_headers["Authorization"] = f"Bearer {token}"
                    response = self._attempt(method, path, body, sent_headers, into)
            except SendFault as fault:
                may_repeat = may_be_repeated or not fault.sent
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
            pause = self._choose_pause(response, attempt, account)
            if account and slot and response.status == 429:
                account.refuse(slot, pause if pause <= self._retry.longest_wait else 0.0)
            retryable = response.status in RETRY_STATUSES if may_be_repeated else response.status == 429
            if not retryable or attempt >= self._retry.attempts or pause > self._retry.longest_wait:
                return response
            self._pause(pause, response.status)

    @contextmanager
    def _counted(self) -> Iterator[None]:
        with self._lock:
            self._under_way += 1
        try:
            yield
        finally:
            with self._lock:
                self._under_way -= 1
                self._idle_since = self._clock.now()

    def _choose_pause(self, response: Response, attempt: int, account: Account | None) -> float:
        """Return the seconds that a service asks for, or those that stand to reason."""
        asked = parse_retry_after(response.headers, time.time())
        if asked:
            return asked
        if response.status == 429 and asked is None and account:
            return account.blind_pause(random.random())
        return min(self._retry.delay(attempt, random.random()), self._retry.longest_wait)

    @contextmanager
    def _spending(self, account: Account | None) -> Iterator[Slot | None]:
        """Wait for leave to send, and settle it when the block is over."""
        self._check_wanted()
        if account is None:
            yield None
            return
        while (slot := account.reserve()) is None:
            self._pause(account.wait_seconds(), HELD_BACK)
        try:
            yield slot
        finally:
            account.settle()

    def _pause(self, seconds: float, status: int) -> None:
        if self._on_wait:
            self._on_wait(seconds, status)
        end = self._clock.now() + seconds
        while (left := end - self._clock.now()) > 0:
            self._check_wanted()
            self._clock.sleep(min(left, _CANCEL_SECONDS))
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

        def send() -> tuple[RawResponse, bytes]:
            raw = session.request(
                method,
                url,
                data=body,
                headers=dict(headers),
                timeout=self._timeouts,
                allow_redirects=False,
                proxies=find_proxies(url, proxy=self._proxy),
                stream=True,
            )
            with raw:
                return raw, read_body(raw, into)

        raw, data = run_sending(send)
        _log.debug(
            "%s %s -> %d in %.0f ms",
            method,
            redact_path(path),
            raw.status_code,
            (time.monotonic() - started) * 1000,
        )
        self._told_time = parse_date(raw.headers) or self._told_time
        sent = Sent(path, headers, body)
        if "Content-Type" in raw.headers:
            raw.headers["Content-Type"] = sent.hide(raw.headers["Content-Type"])
        return Response(
            raw.status_code,
            shorten_text(sent.hide(raw.reason or "")),
            sent.hide_in_body(data, status=raw.status_code),
            raw.headers,
        )

    def _session(self) -> Session:
        with self._lock:
            if self._opened is None:
                if self._closed.is_set():
                    raise Cancelled("http.closed")
                self._opened = open_session(self._workers, ca_file=self._ca_file)
            return self._opened


def _bookmark(body: bytes | Source | None, into: Sink | None) -> Callable[[], None]:
    """Return what puts both files back to where they stand now."""
    source = None if isinstance(body, bytes) else body
    body_start = source.tell() if source is not None else 0
    into_start = into.tell() if into is not None else 0

    def rewind() -> None:
        if source is not None:
            source.seek(body_start)
        if into is not None:
            into.seek(into_start)
            into.truncate()

    return rewind
