"""The listening socket: one thread a connection, on 127.0.0.1 only, and down for a while when asked."""

from __future__ import annotations

import contextlib
import os
import socket
import socketserver
import struct
import threading
import time
from collections.abc import Callable
from typing import Any

from ..errors import UsageError

_POLL_SECONDS = 0.02


class Listener(socketserver.ThreadingTCPServer):
    """Listens on a port; 0 takes any free one.

    Raises `UsageError` (`emulator.port-taken`) when the port cannot be had.
    """

    # On Windows this option would let another program take the same port.
    allow_reuse_address = os.name == "posix"
    daemon_threads = False  # only these are waited for when the server closes
    block_on_close = True
    request_queue_size = 128

    def __init__(self, port: int, handler: type[socketserver.BaseRequestHandler]) -> None:
        self.stopping = threading.Event()
        self._open: set[Any] = set()
        self._open_lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._outage: threading.Thread | None = None
        self._outage_lock = threading.Lock()
        self._is_down = threading.Event()
        self._resets_until = 0.0
        try:
            super().__init__(("127.0.0.1", port), handler)
        except (OSError, OverflowError) as error:
            raise UsageError("emulator.port-taken", port=port) from error
        self.port: int = self.server_address[1]

    def start(self) -> None:
        """Begin to accept connections."""
        self._thread = threading.Thread(
            target=self.serve_forever, args=(_POLL_SECONDS,), name="databrowser-emulator", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Close every socket and end every thread."""
        self.stopping.set()
        with self._outage_lock:
            if self._outage is not None:
                self._outage.join()
        self._pause()
        self.server_close()

    def take_down(self, seconds: float, *, refuses: bool, spared: Any) -> None:
        """Break off every connection but one, and let nobody connect for a while; return once that is so.

        `refuses`: nobody listens meanwhile; otherwise connections are accepted and reset. `spared` is the
        connection of who asks, who closes it afterwards: else that client would know before it is so for
        the others.
        """
        if not refuses:
            self._resets_until = time.monotonic() + seconds
            self._break_off(spared)
            return
        with self._outage_lock:
            is_down = self._outage is not None and self._outage.is_alive()
            if not is_down and not self.stopping.is_set():
                self._is_down.clear()
                self._outage = threading.Thread(
                    target=self._stay_down,
                    args=(seconds, spared),
                    name="databrowser-emulator-outage",
                    daemon=True,
                )
                self._outage.start()
                self._is_down.wait()

    def get_request(self) -> Any:
        """Accept a connection, or reset it where that is asked for."""
        connection, address = super().get_request()
        if time.monotonic() < self._resets_until:
            linger = struct.pack("hh" if os.name == "nt" else "ii", 1, 0)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            connection.close()
            raise ConnectionAbortedError
        return connection, address

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
        self._break_off()
        super().server_close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Stay silent: a connection that breaks off is no concern of the service."""

    def _pause(self) -> None:
        """Accept no more connections; those that are open go on."""
        if self._thread is not None:
            self.shutdown()
            self._thread.join()
            self._thread = None

    def _break_off(self, spared: Any = None) -> None:
        with self._open_lock:
            for connection in self._open - {spared}:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)

    def _stay_down(self, seconds: float, spared: Any) -> None:
        self._pause()
        self.socket.close()
        self._break_off(spared)
        self._is_down.set()
        # The port is taken again at once, without listening on it: no other program is given it meanwhile.
        self.socket = socket.socket(self.address_family, self.socket_type)
        if not self._try(self.server_bind) or self.stopping.wait(seconds):
            return
        if self._try(self.server_activate):
            self.start()

    def _try(self, act: Callable[[], None]) -> bool:
        """Do something until it works; false when the service ends before."""
        while True:
            try:
                act()
            except OSError:
                if self.stopping.wait(_POLL_SECONDS):
                    return False
            else:
                return True
