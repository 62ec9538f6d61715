"""The web server of the preview's window: HTTP/1.1 on 127.0.0.1, one thread a connection.

Checked before anything is answered, so that no page in a browser can drive the preview: `Host` must be this
server's own name, an `Origin` must be its own, a POST must have one, and a browser must not say that another
site asks (`Sec-Fetch-Site`), but for the window's own address, which a link may lead to.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import socketserver
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from ..errors import UsageError

BODY_LIMIT = 16 * 1024 * 1024  # a message of a palette's page may be long
IDLE_SECONDS = 60.0
_SHARED_HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


@dataclass(frozen=True)
class Request:
    """One request: the decoded path, the first value of each query field, and the JSON of a POST."""

    method: str
    path: str
    query: Mapping[str, str]
    body: Any = None


@dataclass(frozen=True)
class Answer:
    """One answer; `stream` yields a body of unknown length instead of `body`."""

    status: int = 200
    content_type: str = "text/plain; charset=utf-8"
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    stream: Iterator[bytes] | None = None


def answer_json(value: Any, *, status: int = 200) -> Answer:
    """Return an answer with a JSON body."""
    return Answer(status, "application/json", json.dumps(value).encode())


class Server(socketserver.ThreadingTCPServer):
    """Serves `answer` on a port; 0 takes any free one.

    Raises `UsageError` (`preview.port-taken`) when the port cannot be had.
    """

    # On Windows this option would let another program take the same port.
    allow_reuse_address = os.name == "posix"
    daemon_threads = False  # only these are waited for when the server closes
    block_on_close = True
    request_queue_size = 64

    def __init__(self, port: int, answer: Callable[[Request], Answer]) -> None:
        self.answer = answer
        self._open: set[Any] = set()
        self._open_lock = threading.Lock()
        try:
            super().__init__(("127.0.0.1", port), _Handler)
        except (OSError, OverflowError) as error:
            raise UsageError("preview.port-taken", port=port) from error
        self.port: int = self.server_address[1]
        self.hosts = frozenset({f"127.0.0.1:{self.port}", f"localhost:{self.port}"})
        self.origins = frozenset(f"http://{host}" for host in self.hosts)
        self.url = f"http://127.0.0.1:{self.port}/"
        self._thread = threading.Thread(
            target=self.serve_forever, args=(0.05,), name="databrowser-preview", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Close every socket and end every thread."""
        self.shutdown()
        self._thread.join()
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
        """Stay silent: a browser that goes away is no news."""


class _Refused(Exception):
    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


class _Handler(BaseHTTPRequestHandler):
    server: Server  # pyright: ignore[reportIncompatibleVariableOverride]
    protocol_version = "HTTP/1.1"
    server_version = "DataBrowserPreview"
    sys_version = ""
    timeout = IDLE_SECONDS
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Answer a GET."""
        self._serve()

    def do_POST(self) -> None:
        """Answer a POST."""
        self._serve()

    def _serve(self) -> None:
        try:
            parts = urlsplit(self.path)
            self._check_sender(parts.path)
            body = self._read_body() if self.command == "POST" else None
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            answer = self.server.answer(Request(self.command, unquote(parts.path), query, body))
        except _Refused as refused:
            # What follows on the connection cannot be trusted to be requests.
            self.close_connection = True
            answer = Answer(refused.status, body=f"{refused}\n".encode())
        self._send(answer)

    def _check_sender(self, path: str) -> None:
        hosts = self.headers.get_all("Host", [])
        if len(hosts) != 1 or hosts[0].lower() not in self.server.hosts:
            raise _Refused(421, "This server is only known as 127.0.0.1 and localhost.")
        origins = self.headers.get_all("Origin", [])
        if any(origin.lower() not in self.server.origins for origin in origins):
            raise _Refused(403, "Requests from other web pages are not answered.")
        if self.command == "POST" and not origins:
            raise _Refused(403, "Only the preview's own window may send this.")
        site = self.headers.get("Sec-Fetch-Site", "none")
        if site not in ("none", "same-origin") and not (self.command == "GET" and path == "/"):
            raise _Refused(403, "Requests from other web pages are not answered.")

    def _read_body(self) -> Any:
        if self.headers.get_content_type() != "application/json":
            raise _Refused(415, "A JSON body is needed.")
        lengths = self.headers.get_all("Content-Length", [])
        if len(lengths) != 1 or not (lengths[0].isascii() and lengths[0].isdigit()):
            raise _Refused(411, "A Content-Length is needed.")
        if int(lengths[0]) > BODY_LIMIT:
            raise _Refused(413, "The body is too large.")
        try:
            return json.loads(self.rfile.read(int(lengths[0])))
        except ValueError:
            raise _Refused(400, "The body is not JSON.") from None

    def _send(self, answer: Answer) -> None:
        if answer.stream is not None:
            self.close_connection = True
        headers = {"Content-Type": answer.content_type, **_SHARED_HEADERS, **answer.headers}
        lines = [f"HTTP/1.1 {answer.status} {self.responses.get(answer.status, ('',))[0]}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        if answer.stream is None:
            lines.append(f"Content-Length: {len(answer.body)}")
        if self.close_connection:
            lines.append("Connection: close")
        self.wfile.write("\r\n".join([*lines, "", ""]).encode("latin-1") + answer.body)
        if answer.stream is not None:
            with contextlib.closing(answer.stream) as chunks:  # pyright: ignore[reportArgumentType]
                for chunk in chunks:
                    self.wfile.write(chunk)

    def log_message(self, format: str, *args: Any) -> None:
        """Write nothing."""
