"""What the window is told: server-sent events, for one window at a time.

    event: state     data: the whole picture as JSON, whenever it changed (lib/preview/picture.py)
    event: meter     data: the main thread's ticks as JSON
    event: text      data: {"lines": [...]}: the Text Commands window
    event: message   data: {"palette", "load", "action", "data"}: sendInfoToHTML
    event: replaced  data: {}: another window has taken over; this one is to rest

The window that connected last is the one that counts, as a palette has one page.
"""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Iterator
from typing import Any

KEEP_ALIVE_SECONDS = 15.0
_LATEST_ONLY = frozenset({"text"})  # of which an older one is not worth sending any more
KEPT = 5000  # events that wait for a window at most: one that is gone without a word reads none


class Feed:
    """A queue of events for the current window; `state` and `meter` are repeated for each new one."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._events: deque[tuple[str, str]] = deque(maxlen=KEPT)
        self._lasting: dict[str, str] = {}
        self._connection = 0
        self._window = ""
        self._is_closed = False

    @property
    def window(self) -> str:
        """The id of the window that counts, "" before the first."""
        return self._window

    def tell(self, event: str, value: Any) -> None:
        """Queue an event for the current window; without one it is lost."""
        with self._changed:
            if self._window:
                self._events.append((event, json.dumps(value)))
                self._changed.notify_all()

    def show(self, event: str, text: str) -> bool:
        """Queue what lasts, as JSON text, when it is not what was shown before; tell whether it is new."""
        with self._changed:
            if self._lasting.get(event) == text:
                return False
            self._lasting[event] = text
            if self._window:
                if event in _LATEST_ONLY:
                    self._events = deque((one for one in self._events if one[0] != event), maxlen=KEPT)
                self._events.append((event, text))
                self._changed.notify_all()
            return True

    def close(self) -> None:
        """End all streams."""
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()

    def connect(self, window: str) -> Iterator[bytes]:
        """Make a window the current one, and yield its events until it is replaced or the feed closed.

        A window that connects again goes on where it was: what was queued meanwhile is not lost.
        """
        with self._changed:
            if window != self._window:
                self._events.clear()
            self._window = window
            self._connection += 1
            own = self._connection
            waiting = [event for event in self._events if event[0] not in self._lasting]
            self._events = deque([*self._lasting.items(), *waiting], maxlen=KEPT)
            self._changed.notify_all()
        return self._stream(own, window)

    def _stream(self, own: int, window: str) -> Iterator[bytes]:
        yield b"retry: 1000\n\n"
        while True:
            with self._changed:
                self._changed.wait_for(
                    lambda: self._is_closed or own != self._connection or bool(self._events),
                    KEEP_ALIVE_SECONDS,
                )
                if self._is_closed:
                    return
                if own != self._connection:
                    events = [("replaced", "{}")] if window != self._window else []
                else:
                    events = list(self._events)
                    self._events.clear()
            yield b"".join(f"event: {name}\ndata: {data}\n\n".encode() for name, data in events) or b":\n\n"
            if own != self._connection:
                return
