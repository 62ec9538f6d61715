"""The HTTP/1.1 server: keep-alive, one thread a connection, on 127.0.0.1 only.

Checked before anything is answered: `Host` must be this server's own name, and an `Origin` must be its own,
so that no page in a browser can drive the service, not even by a name that resolves to this machine.
"""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from typing import Any

from .answers import gateway_error
from .faults.delivery import Delivery, Trickle
from .listening import Listener
from .messages import Answer, BrokenOff, Incoming, Piece, Refused, Request
from .request_log import LoggedRequest, RequestLog

IDLE_SECONDS = 30.0
BODY_LIMIT = 1024 * 1024
_LONG_BODY = 16 * 1024  # is not copied to be sent in one piece with the head
_DRAIN_LIMIT = 8 * BODY_LIMIT
_MOST_DIGITS = 18  # of a Content-Length; Python itself refuses to read some thousands of them


class Server(Listener):
    """Serves what `respond` returns for a request; it may wait on `stopping`, which is set at the end.

    `takes_stream` tells whether the endpoint of a request reads its body itself. What `is_logged` refuses is
    kept out of the log. `now` tells the seconds since 1970 for the `Date` of answers. Raises `UsageError`
    (`emulator.port-taken`) when the port cannot be had.
    """

    def __init__(
        self,
        port: int,
        respond: Callable[[Request, threading.Event], Delivery],
        *,
        takes_stream: Callable[[Request], bool],
        log: RequestLog,
        is_logged: Callable[[Request], bool],
        now: Callable[[], float] = time.time,
    ) -> None:
        self.respond = respond
        self.takes_stream = takes_stream
        self.log = log
        self.is_logged = is_logged
        self.now = now
        super().__init__(port, _Handler)
        self.hosts = frozenset({f"127.0.0.1:{self.port}", f"localhost:{self.port}"})
        self.origins = frozenset(f"http://{host}" for host in self.hosts)


class _Handler(BaseHTTPRequestHandler):
    server: Server  # pyright: ignore[reportIncompatibleVariableOverride]
    protocol_version = "HTTP/1.1"
    server_version = "DataBrowserEmulator"
    sys_version = ""
    timeout = IDLE_SECONDS
    disable_nagle_algorithm = True

    def _serve(self) -> None:
        # The base class folds leading slashes of its own path together: take the target as it came.
        raw_path = self.requestline.split()[1]
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.command, raw_path, headers)
        try:
            self._check_sender()
            request = self._take_body(request)
        except Refused as refused:
            # The rest of the connection cannot be trusted to be requests.
            self.close_connection = True
            self._send(request, refused.answer)
            self._drain()
            return
        self._deliver(request, self.server.respond(request, self.server.stopping))

    # The base class looks for one of these by the method's name, and answers 501 where there is none.
    do_DELETE = do_GET = do_HEAD = do_OPTIONS = do_PATCH = do_POST = do_PUT = _serve

    def _deliver(self, request: Request, delivery: Delivery) -> None:
        answer = delivery.answer
        if delivery.first_byte_ms:
            self.server.stopping.wait(delivery.first_byte_ms / 1000)
        if answer is None:
            self._drop(request)
        else:
            file = self.wfile
            if delivery.trickle_ms:
                slow: Any = Trickle(file, delivery.trickle_ms / 1000, self.server.stopping)
                self.wfile = slow
            try:
                self._send(request, answer, cut=answer.length // 2 if delivery.is_cut else None)
            finally:
                self.wfile = file
        if delivery.down_ms:
            self.server.take_down(delivery.down_ms / 1000, refuses=delivery.refuses, spared=self.request)

    def _check_sender(self) -> None:
        hosts = self.headers.get_all("Host", [])
        if len(hosts) != 1 or hosts[0].lower() not in self.server.hosts:
            raise gateway_error(421, "This server is only known as 127.0.0.1 and localhost.")
        origins = self.headers.get_all("Origin", [])
        if any(origin.lower() not in self.server.origins for origin in origins):
            raise gateway_error(403, "Requests from web pages are not answered.")

    def _take_body(self, request: Request) -> Request:
        length = self._read_length()
        if self.server.takes_stream(request):
            return replace(request, incoming=Incoming(self.rfile, length))
        if length > BODY_LIMIT:
            raise gateway_error(413, "The body is too large.")
        body = self.rfile.read(length)
        if len(body) < length:
            raise gateway_error(400, "The body is shorter than its Content-Length.")
        return replace(request, body=body)

    def _read_length(self) -> int:
        if "Transfer-Encoding" in self.headers:
            raise gateway_error(411, "A Content-Length is needed.")
        lengths = self.headers.get_all("Content-Length", [])
        if not lengths:
            return 0
        if len(lengths) != 1 or not (lengths[0].isascii() and lengths[0].isdigit()):
            raise gateway_error(400, "The Content-Length is malformed.")
        if len(lengths[0]) > _MOST_DIGITS:
            raise gateway_error(413, "The body is too large.")
        return int(lengths[0])

    def _drain(self) -> None:
        """Read what is still coming: closing before that would take the answer from the client."""
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_WR)
            self.connection.settimeout(1.0)
            left = _DRAIN_LIMIT
            while left > 0 and (chunk := self.connection.recv(65536)):
                left -= len(chunk)

    def _drop(self, request: Request) -> None:
        """End the connection without an answer."""
        self.close_connection = True
        self._note(request, 0)

    def _note(self, request: Request, status: int) -> None:
        if self.server.is_logged(request):
            self.server.log.add(LoggedRequest(request.method, request.raw_path, status, time.time()))

    def _send(self, request: Request, answer: Answer, *, cut: int | None = None) -> None:
        """Send an answer; `cut` is how much of its body goes out before the line breaks."""
        if request.incoming is not None:
            self._finish(request.incoming)
        self._note(request, answer.status)
        if self.server.stopping.is_set() or cut is not None:
            self.close_connection = True
        headers: Mapping[str, str] = {"Date": self.date_time_string(self.server.now()), **answer.headers}
        lines = [f"HTTP/1.1 {answer.status} {self.responses.get(answer.status, ('',))[0]}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        lines += [f"Set-Cookie: {cookie}" for cookie in answer.cookies]
        has_body = answer.status not in (204, 304)
        if has_body:
            lines.append(f"Content-Length: {answer.length}")
        if self.close_connection:
            lines.append("Connection: close")
        head = "\r\n".join([*lines, "", ""]).encode("latin-1")
        # A client reads no body here: what came after all would be taken for the next answer.
        if request.method == "HEAD" or not has_body:
            self.wfile.write(head)
            return
        if len(answer.body) < _LONG_BODY:
            self.wfile.write(head + answer.body[:cut])
        else:
            self.wfile.write(head)
            self.wfile.write(answer.body if cut is None else answer.body[:cut])
        left = answer.length if cut is None else cut
        left -= min(left, len(answer.body))
        for piece in answer.pieces:
            count = min(left, piece.length)
            if count:
                self._send_piece(piece, count)
            left -= count

    def _send_piece(self, piece: Piece, count: int) -> None:
        try:
            with open(piece.path, "rb") as file:
                sent = self.connection.sendfile(file, piece.start, count)
        except OSError:
            sent = 0
        if sent < count:
            # The length was promised: nothing more may follow on this connection.
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)

    def _finish(self, incoming: Incoming) -> None:
        """Read what the endpoint left of a body: an answer before its end might never be seen."""
        try:
            incoming.discard()
        except BrokenOff:
            self.close_connection = True

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer what is not even a request, as the base class finds it."""
        self.close_connection = True
        if code == HTTPStatus.NOT_IMPLEMENTED:
            code, message = HTTPStatus.METHOD_NOT_ALLOWED, "The method is not allowed here."
        request = Request(getattr(self, "command", None) or "?", self.requestline or "?", {})
        self._send(request, gateway_error(code, message or explain or "The request is malformed.").answer)

    def log_message(self, format: str, *args: Any) -> None:
        """Write nothing: the service keeps its own log."""
