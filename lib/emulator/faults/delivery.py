"""How an answer reaches the one who asked."""

from __future__ import annotations

import io
import threading
from dataclasses import dataclass
from typing import Any

from ..messages import Answer

_PIECES = 20


@dataclass(frozen=True)
class Delivery:
    """An answer and its way; `answer` None closes the connection without one.

    `is_cut` breaks off in mid-body. `first_byte_ms` is how long the answer is held back, `trickle_ms` how
    long its body takes. With `down_ms` the service then goes down: nobody can connect, or with `refuses`
    false, connections are accepted and reset.
    """

    answer: Answer | None
    is_cut: bool = False
    first_byte_ms: int = 0
    trickle_ms: int = 0
    down_ms: int = 0
    refuses: bool = True


class Trickle(io.BufferedIOBase):
    """A file through which what is written drips for `seconds`; once `stopping` is set, it runs."""

    def __init__(self, file: io.BufferedIOBase, seconds: float, stopping: threading.Event) -> None:
        self._file = file
        self._pause = seconds / _PIECES
        self._stopping = stopping

    def write(self, buffer: Any, /) -> int:
        """Write all of it, head and first part of the body at once, the rest in pieces."""
        data = bytes(buffer)
        head = data.find(b"\r\n\r\n") + 4
        size = max(1, -(-(len(data) - head) // _PIECES))
        self._file.write(data[: head + size])
        for start in range(head + size, len(data), size):
            self._stopping.wait(self._pause)
            self._file.write(data[start : start + size])
        return len(data)
