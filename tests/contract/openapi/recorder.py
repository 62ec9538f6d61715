"""A relay on loopback in front of the service: it keeps every exchange as it crossed the wire."""

from __future__ import annotations

import io
import json
import re
import socket
import socketserver
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

_HOST = re.compile(rb"^host:[^\r\n]*", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True)
class Exchange:
    """One request and its answer; header names are in lower case."""

    method: str
    raw_path: str
    request_headers: Mapping[str, str]
    request_body: bytes
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def media_type(self) -> str:
        """The answer's content type without its parameters; empty where there is none."""
        return bare_type(self.headers.get("content-type", ""))

    def json(self) -> Any:
        """Return the answer's body as JSON."""
        return json.loads(self.body)

    def __str__(self) -> str:
        return f"{self.method} {self.raw_path} -> {self.status}"


def bare_type(content_type: str) -> str:
    """Return a content type in lower case, without its parameters."""
    return content_type.partition(";")[0].strip().lower()


class Recorder:
    """Listens between `with` and its end; only the `Host` line of a request is changed on the way."""

    def __init__(self, service_url: str) -> None:
        self._server = _Server(urlsplit(service_url).netloc)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Recorder:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def take(self) -> tuple[Exchange, ...]:
        """Return the exchanges since the last call."""
        with self._server.lock:
            taken = tuple(self._server.exchanges)
            self._server.exchanges.clear()
        return taken


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = False
    block_on_close = True
    request_queue_size = 32

    def __init__(self, service: str) -> None:
        self.service = service
        self.exchanges: list[Exchange] = []
        self.lock = threading.Lock()
        super().__init__(("127.0.0.1", 0), _Handler)


class _Handler(socketserver.StreamRequestHandler):
    server: _Server  # pyright: ignore[reportIncompatibleVariableOverride]
    disable_nagle_algorithm = True

    def handle(self) -> None:
        host, _, port = self.server.service.partition(":")
        with socket.create_connection((host, int(port)), timeout=30) as service:
            with service.makefile("rb") as answers:
                while self._relay(service, answers):
                    pass

    def _relay(self, service: socket.socket, answers: io.BufferedIOBase) -> bool:
        """Carry one request and its answer across; return whether the connection stays open."""
        head = _read_head(self.rfile)
        if not head:
            return False
        (method, raw_path, _), request_headers = _parse_head(head)
        request_body = self.rfile.read(int(request_headers.get("content-length", 0)))
        host = b"Host: " + self.server.service.encode()
        service.sendall(_HOST.sub(host, head, count=1) + request_body)
        answer_head = _read_head(answers)
        (_, status, _), headers = _parse_head(answer_head)
        is_bare = method == "HEAD" or status in ("204", "304")
        body = b"" if is_bare else answers.read(int(headers["content-length"]))
        with self.server.lock:
            self.server.exchanges.append(
                Exchange(method, raw_path, request_headers, request_body, int(status), headers, body)
            )
        self.wfile.write(answer_head + body)
        return headers.get("connection") != "close"


def _read_head(stream: io.BufferedIOBase) -> bytes:
    lines: list[bytes] = []
    while line := stream.readline():
        lines.append(line)
        if line == b"\r\n":
            break
    return b"".join(lines)


def _parse_head(head: bytes) -> tuple[tuple[str, str, str], dict[str, str]]:
    """Return the three parts of the first line, and the headers by lower-case name; of cookies the last."""
    first, *lines = head.decode("latin-1").split("\r\n")
    one, two, three = first.split(" ", 2)
    headers: dict[str, str] = {}
    for name, _, value in (line.partition(":") for line in lines if line):
        if name.lower() in headers and name.lower() != "set-cookie":
            raise ValueError(f"sent twice: {name}")
        headers[name.lower()] = value.strip()
    return (one, two, three), headers
