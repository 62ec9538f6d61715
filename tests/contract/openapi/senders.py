"""Which function of the client sent a request: taken from the call stack while it was sent."""

from __future__ import annotations

import functools
import inspect
import threading
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Any

from addin.lib import aps, plm
from addin.lib.http import HttpClient

_PACKAGES = (f"{aps.__name__}.", f"{plm.__name__}.")
_VERBS = ("request", "stream")


class Senders:
    """Notes (method, target, function) of each request that `HttpClient` sends between `with` and its end.

    The function is the one that was called from outside of `lib/aps`, as `folders.list_folder`, or empty.
    """

    def __init__(self) -> None:
        self.noted: set[tuple[str, str, str]] = set()
        self._lock = threading.Lock()
        self._before: dict[str, Callable[..., Any]] = {}

    def __enter__(self) -> Senders:
        for name in _VERBS:
            self._before[name] = getattr(HttpClient, name)
            setattr(HttpClient, name, self._noting(self._before[name]))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for name, method in self._before.items():
            setattr(HttpClient, name, method)

    def _noting(self, send: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(send)
        def note_and_send(client: HttpClient, method: str, path: str, **options: Any) -> Any:
            frame = inspect.currentframe()
            with self._lock:
                self.noted.add((method, path, _name_sender(frame and frame.f_back)))
            return send(client, method, path, **options)

        return note_and_send


def _name_sender(frame: FrameType | None) -> str:
    name = ""
    while frame is not None and frame.f_globals.get("__name__", "").startswith(_PACKAGES):
        if not frame.f_code.co_name.startswith(("_", "<")):
            name = f"{frame.f_globals['__name__'].rpartition('.')[2]}.{frame.f_code.co_name}"
        frame = frame.f_back
    return name
