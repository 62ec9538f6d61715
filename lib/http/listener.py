"""The loopback listener that receives the answer of one sign-in.

The sign-in page sends the browser to `http://localhost:PORT/callback?code=...&state=...`. The address must
be registered with the app word for word, so PORT is one of three fixed ports. "localhost" may resolve to
either family, so the listener holds the port on 127.0.0.1 and on ::1.
"""

from __future__ import annotations

import errno
import hmac
import html
import os
import socket
import socketserver
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

from ..errors import Cancelled, SignInError
from ..texts import FALLBACK, load_texts
from .redaction import shorten_text

CALLBACK_PORTS = (8917, 18917, 28917)
CALLBACK_PATH = "/callback"
_IDLE_SECONDS = 5.0
_PAGE = """<!doctype html>
<html lang="{language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ font: 16px/1.5 system-ui, sans-serif; margin: 0; min-height: 100vh; display: grid;
  place-items: center; background: light-dark(#f3f5f7, #1b1d20); color: light-dark(#24292e, #e8eaec); }}
main {{ box-sizing: border-box; width: min(26rem, 100vw); padding: 2.5rem 2rem; text-align: center; }}
.sign {{ display: inline-grid; place-items: center; width: 3.5rem; height: 3.5rem; border-radius: 50%;
  font-size: 1.75rem; color: #fff; background: #57606a; }}
.done .sign {{ background: #1a7f47; }}
.failed .sign {{ background: #a4550a; }}
h1 {{ font-size: 1.4rem; margin: 1.25rem 0 .5rem; }}
p {{ margin: 0; }}
</style>
<main class="{kind}"><span class="sign" aria-hidden="true">{sign}</span><h1>{title}</h1><p>{text}</p></main>
</html>
"""
_SIGNS = {"done": "\u2713", "failed": "!", "used": "\u2713", "refused": "\u2013"}


def callback_urls(ports: Sequence[int] = CALLBACK_PORTS) -> tuple[str, ...]:
    """Return the callback addresses to register with the app, word for word."""
    return tuple(f"http://localhost:{port}{CALLBACK_PATH}" for port in ports)


@dataclass(frozen=True)
class _Answer:
    """The one callback: the parameters of its query."""

    code: str = ""
    state: str = ""
    error: str = ""
    description: str = ""


class SignInListener:
    """Waits for one callback of the sign-in that was started with `state`.

    Used as a context manager: leaving it closes the sockets and ends the threads, whatever happened.
    Raises `SignInError` when none of the ports is free.
    """

    def __init__(
        self, *, state: str, ports: Sequence[int] = CALLBACK_PORTS, language: str = FALLBACK
    ) -> None:
        self.language = language
        self._state = state
        self._ports = tuple(ports)
        self._answered = threading.Event()
        self._lock = threading.Lock()
        self._claimed = False
        self._answer: _Answer | None = None
        self._servers = self._bind(ports)
        self.port: int = self._servers[0].server_address[1]
        self._threads = [
            threading.Thread(
                target=server.serve_forever, args=(0.05,), name="databrowser-sign-in", daemon=True
            )
            for server in self._servers
        ]
        for thread in self._threads:
            thread.start()

    @property
    def redirect_uri(self) -> str:
        """The callback address to send with the sign-in."""
        return callback_urls([self.port])[0]

    def wait(self, timeout: float, *, cancelled: threading.Event | None = None) -> str:
        """Return the authorization code; `timeout` in seconds.

        Raises `SignInError` when the user refused, the state is another sign-in's or the time is over, and
        `Cancelled` when `cancelled` was set meanwhile.
        """
        left = timeout
        while not self._answered.wait(min(0.1, max(left, 0.0))):
            left -= 0.1
            if cancelled is not None and cancelled.is_set():
                raise Cancelled("sign-in.cancelled")
            if left <= 0:
                # A page that does not take the callback address does not come back.
                callbacks = ", ".join(callback_urls(self._ports))
                raise SignInError("sign-in.timed-out", seconds=round(timeout), callbacks=callbacks)
        answer = self._answer
        assert answer is not None
        if not self.belongs(answer):
            raise SignInError("sign-in.wrong-state")
        if answer.error == "access_denied":
            raise SignInError("sign-in.denied")
        if answer.error:
            code, detail = (
                shorten_text(text.replace(self._state, "")) for text in (answer.error, answer.description)
            )
            raise SignInError("sign-in.refused", code=code, detail=detail)
        return answer.code

    def close(self) -> None:
        """Close both sockets and every connection, and end the threads."""
        for server in self._servers:
            server.shutdown()
            server.server_close()
        for thread in self._threads:
            thread.join()

    def __enter__(self) -> SignInListener:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def claim(self) -> bool:
        """Reserve the one use for the calling connection; return whether it was still free."""
        with self._lock:
            was_free = not self._claimed
            self._claimed = True
        return was_free

    def belongs(self, answer: _Answer) -> bool:
        """Tell whether an answer carries the state of this sign-in."""
        return hmac.compare_digest(answer.state.encode(), self._state.encode())

    def take(self, answer: _Answer) -> None:
        """Hand the answer to the thread that waits."""
        self._answer = answer
        self._answered.set()

    def _bind(self, ports: Sequence[int]) -> list[_Server]:
        for port in ports:
            try:
                first = _Server(("127.0.0.1", port), self)
            except OSError:
                continue
            if not socket.has_ipv6:
                return [first]
            try:
                return [first, _ServerV6(("::1", first.server_address[1]), self)]
            except OSError as error:
                if not _is_address_missing(error):
                    # Somebody else holds the port on ::1 and would receive the code: take another port.
                    first.server_close()
                    continue
                return [first]
        raise SignInError("sign-in.ports-taken", ports=", ".join(map(str, ports)))


def _is_address_missing(error: OSError) -> bool:
    return error.errno in (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT)


class _Server(socketserver.ThreadingTCPServer):
    # On Windows this option would let another program take the same port; elsewhere it only shortens the
    # wait after the last sign-in.
    allow_reuse_address = os.name == "posix"
    daemon_threads = False  # only these are waited for when the server closes
    block_on_close = True

    def __init__(self, address: tuple[str, int], listener: SignInListener) -> None:
        self.listener = listener
        self._open: set[Any] = set()
        self._open_lock = threading.Lock()
        super().__init__(address, _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._open_lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._open_lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def server_close(self) -> None:
        # A browser opens connections in advance and sends nothing on them: close them, not wait for them.
        with self._open_lock:
            for request in self._open:
                try:
                    request.shutdown(socket.SHUT_RD)
                except OSError:
                    continue
        super().server_close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Stay silent: a connection that breaks off is no concern of the sign-in."""


class _ServerV6(_Server):
    address_family = socket.AF_INET6


class _Handler(BaseHTTPRequestHandler):
    server: _Server  # pyright: ignore[reportIncompatibleVariableOverride]
    server_version = "DataBrowser"
    sys_version = ""
    timeout = _IDLE_SECONDS

    def do_GET(self) -> None:
        """Answer the callback, and refuse all else."""
        listener = self.server.listener
        target = urlsplit(self.path)
        # A browser that follows the redirect sends no Origin; a page that calls us from a script does.
        if self.headers.get("Host", "") != f"localhost:{listener.port}" or "Origin" in self.headers:
            self._page(403, "refused")
            return
        if target.path != CALLBACK_PATH:
            self._page(404, "refused")
            return
        query = parse_qs(target.query)
        answer = _Answer(
            *(query.get(name, [""])[0] for name in ("code", "state", "error", "error_description"))
        )
        if not (answer.code or answer.error):
            self._page(400, "refused")
            return
        if not listener.claim():
            self._page(410, "used")
            return
        try:
            good = bool(answer.code) and listener.belongs(answer)
            self._page(200 if good else 400, "done" if good else "failed")
        finally:
            # After the page: the one who waits closes the listener as soon as it has the answer.
            listener.take(answer)

    def _page(self, status: int, kind: str) -> None:
        language = self.server.listener.language
        texts = load_texts(language)["callback"][kind]
        words = {name: html.escape(texts[name]) for name in ("title", "text")}
        page = _PAGE.format(language=language, kind=kind, sign=_SIGNS[kind], **words).encode()
        self.send_response(status)
        for name, value in {
            "Content-Type": "text/html; charset=utf-8",
            "Content-Length": str(len(page)),
            "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
            "Cache-Control": "no-store",
            "Referrer-Policy": "no-referrer",
            "Connection": "close",
        }.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(page)
        self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:
        """Log nothing: the request line holds the authorization code."""
