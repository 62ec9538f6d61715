"""A server that answers what a test scripts, byte for byte, and keeps what it was sent."""

from __future__ import annotations

import socket
import ssl
import struct
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

RESET = object()
"""Scripted in place of an answer: the connection is reset once the request was read."""

Answer = bytes | object | Callable[[], bytes]


def answer(status: int, body: bytes = b"{}", *, reason: str = "Scripted", **headers: str) -> bytes:
    """Return an HTTP answer in bytes; header names are given with underscores."""
    lines = [f"HTTP/1.1 {status} {reason}", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


class ScriptedServer:
    """Answers each request with the next entry of `script`, the last one for ever.

    Under TLS, `before_handshake` is called when a client has begun one, before it is answered.
    """

    def __init__(
        self,
        script: Sequence[Answer],
        *,
        certificate: Path | None = None,
        before_handshake: Callable[[], object] | None = None,
    ) -> None:
        self._script = list(script)
        self._before_handshake = before_handshake
        self._tls: ssl.SSLContext | None = None
        if certificate:
            self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._tls.load_cert_chain(certificate)
        self._lock = threading.Lock()
        self.requests: list[str] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self.url = f"{'https' if certificate else 'http'}://127.0.0.1:{self.port}"
        self._connections: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    def __enter__(self) -> ScriptedServer:
        return self

    def __exit__(self, *_: object) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        with self._lock:
            for connection in self._connections:
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue
        for thread in self._threads:
            thread.join()

    def header(self, name: str, index: int = -1) -> str | None:
        """Return a header of a request that came in."""
        for line in self.requests[index].split("\r\n")[1:]:
            key, _, value = line.partition(": ")
            if key.lower() == name.lower():
                return value
        return None

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._serve, args=(connection,))
            with self._lock:
                self._connections.append(connection)
                self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        if self._tls:
            if self._before_handshake:
                connection.recv(1, socket.MSG_PEEK)  # the client has begun
                self._before_handshake()
            try:
                connection = self._tls.wrap_socket(connection, server_side=True)
            except OSError:
                connection.close()
                return
        with connection:
            buffered = b""
            while True:
                try:
                    request, buffered = _read_request(connection, buffered)
                except OSError:
                    return
                if not request:
                    return
                with self._lock:
                    self.requests.append(request.decode("latin-1"))
                    step: Any = self._script.pop(0) if len(self._script) > 1 else self._script[0]
                if step is RESET:
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    return
                reply: bytes = step if isinstance(step, bytes) else step()
                try:
                    connection.sendall(reply)
                except OSError:
                    return
                if not _is_whole(reply):
                    return


def _is_whole(reply: bytes) -> bool:
    head, _, body = reply.partition(b"\r\n\r\n")
    for line in head.split(b"\r\n"):
        if line.lower().startswith(b"content-length:"):
            return len(body) == int(line.partition(b":")[2])
    return False


def _read_request(connection: socket.socket, buffered: bytes) -> tuple[bytes, bytes]:
    while b"\r\n\r\n" not in buffered:
        chunk = connection.recv(65536)
        if not chunk:
            return b"", b""
        buffered += chunk
    head, _, rest = buffered.partition(b"\r\n\r\n")
    length = 0
    for line in head.split(b"\r\n"):
        if line.lower().startswith(b"content-length:"):
            length = int(line.partition(b":")[2])
    while len(rest) < length:
        chunk = connection.recv(65536)
        if not chunk:
            return b"", b""
        rest += chunk
    return head + b"\r\n\r\n" + rest[:length], rest[length:]
