"""Ports for tests that run at one time."""

from __future__ import annotations

import random
import socket

# Below what systems hand out to connections of their own: there it could be taken before it is used.
_RANGE = range(20_000, 32_000)


def find_port() -> int:
    """Return a port that is free now on both families."""
    chance = random.SystemRandom()
    while True:
        port = chance.choice(_RANGE)
        try:
            with (
                socket.create_server(("127.0.0.1", port)),
                socket.create_server(("::1", port), family=socket.AF_INET6),
            ):
                return port
        except OSError:
            continue
