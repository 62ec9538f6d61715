"""The HTTP/1.1 server: keep-alive, one thread a connection, on 127.0.0.1 only.

Checked before anything is answered: `Host` must be this server's own name, and an `Origin` must be its own,
so that no page in a browser can drive the service, not even by a name that resolves to this machine.
"""

from __future__ import annotations

import contextlib
import os
import socket
import socketserver
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from typing import Any

from ..errors import UsageError
from .answers import gateway_error
from .faults import Fault, Faults, without_field
from .messages import Answer, BrokenOff, Incoming, Piece, Refused, Request
from .request_log import LoggedRequest, RequestLog

IDLE_SECONDS = 30.0
BODY_LIMIT = 1024 * 1024
_DRAIN_LIMIT = 8 * BODY_LIMIT


class Server(socketserver.ThreadingTCPServer):
    """Serves `answer` on a port; 0 takes any free one.

    `takes_stream` tells whether the endpoint of a request reads its body itself. Raises `UsageError`
    (`emulator.port-taken`) when the port cannot be had.
    """

    # On Windows this option would let another program take the same port.
    allow_reuse_address = os.name == "posix"
    daemon_threads = False  # only these are waited for when the server closes
    block_on_close = True
    request_queue_size = 128

    def __init__(
        self,
        port: int,
        answer: Callable[[Request], Answer],
        *,
        takes_stream: Callable[[Request], bool],
        faults: Faults,
        log: RequestLog,
        latency_ms: int,
    ) -> None:
        self.answer = answer
        self.takes_stream = takes_stream
        self.faults = faults
        self.latency = latency_ms / 1000
        self.stopping = threading.Event()
        self.log = log
        self._open: set[Any] = set()
        self._open_lock = threading.Lock()
        self._thread: threading.Thread | None = None
        try:
            super().__init__(("127.0.0.1", port), _Handler)
        except (OSError, OverflowError) as error:
            raise UsageError("emulator.port-taken", port=port) from error
        self.port: int = self.server_address[1]
        self.hosts = frozenset({f"127.0.0.1:{self.port}", f"localhost:{self.port}"})
        self.origins = frozenset(f"http://{host}" for host in self.hosts)

    def start(self) -> None:
        """Begin to accept connections."""
        self._thread = threading.Thread(
            target=self.serve_forever, args=(0.02,), name="databrowser-emulator", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Close every socket and end every thread."""
        self.stopping.set()
        if self._thread is not None:
            self.shutdown()
            self._thread.join()
            self._thread = None
        self.server_close()

    def process_request(self, request: Any, client_address: Any) -> None:
        """Remember the connection, and serve it on a thread of its own."""
        with self._open_lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Close a connection that has ended."""
        with self._open_lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def server_close(self) -> None:
        """Close the port and the connections on it, and wait for their threads."""
        with self._open_lock:
            for connection in self._open:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
        super().server_close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Stay silent: a connection that breaks off is no concern of the service."""


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
        fault = self.server.faults.take(request)
        delay = self.server.latency + (fault.delay_ms / 1000 if fault is not None else 0.0)
        if self.server.stopping.wait(delay):
            self._drop(request)
        elif fault is None:
            self._send(request, self.server.answer(request))
        else:
            self._fail(request, fault)

    # The base class looks for one of these by the method's name, and answers 501 where there is none.
    do_DELETE = do_GET = do_HEAD = do_OPTIONS = do_PATCH = do_POST = do_PUT = _serve

    def _fail(self, request: Request, fault: Fault) -> None:
        replaces = fault.action == "answer" and fault.status is not None
        if replaces or fault.action == "reset-before":
            answer = fault.own_answer()
        else:
            answer = self.server.answer(request)
        if fault.action == "answer-after":
            answer = fault.own_answer()
        elif fault.action == "drop-field":
            answer = without_field(answer, fault.field)
        if fault.action in ("reset-before", "reset-after"):
            self._drop(request)
            return
        answer = replace(answer, headers={**answer.headers, **fault.headers})
        self._send(request, answer, cut=answer.length // 2 if fault.action == "truncate" else None)

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
        self.server.log.add(LoggedRequest(request.method, request.raw_path, status))

    def _send(self, request: Request, answer: Answer, *, cut: int | None = None) -> None:
        """Send an answer; `cut` is how much of its body goes out before the line breaks."""
        if request.incoming is not None:
            self._finish(request.incoming)
        self._note(request, answer.status)
        if self.server.stopping.is_set() or cut is not None:
            self.close_connection = True
        headers: Mapping[str, str] = {"Date": self.date_time_string(), **answer.headers}
        lines = [f"HTTP/1.1 {answer.status} {self.responses.get(answer.status, ('',))[0]}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        lines += [f"Set-Cookie: {cookie}" for cookie in answer.cookies]
        if answer.status not in (204, 304):
            lines.append(f"Content-Length: {answer.length}")
        if self.close_connection:
            lines.append("Connection: close")
        head = "\r\n".join([*lines, "", ""]).encode("latin-1")
        if request.method == "HEAD":
            self.wfile.write(head)
            return
        self.wfile.write(head + answer.body[:cut])
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
        request = Request(getattr(self, "command", None) or "?", self.requestline or "?", {})
        self._send(request, gateway_error(code, message or explain or "The request is malformed.").answer)

    def log_message(self, format: str, *args: Any) -> None:
        """Write nothing: the service keeps its own log."""
