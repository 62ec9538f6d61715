"""Event handlers that are kept alive, never raise into Fusion, and are gone after `clear`."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

_log = logging.getLogger("databrowser.host")


class Handlers:
    """The handlers we gave to Fusion: it holds them weakly, so a lost reference is a lost event."""

    def __init__(self) -> None:
        self._kept: list[tuple[Any, Any]] = []

    def add(self, event: Any, base: type[Any], callback: Callable[[Any], None]) -> None:
        """Connect a callback to an event; `base` is the event's handler class, such as HTMLEventHandler.

        An exception of the callback is logged: left to Fusion, it would vanish.
        """
        handler = _make_handler(base, callback)
        event.add(handler)
        self._kept.append((event, handler))

    def clear(self) -> None:
        """Disconnect every handler; an event whose owner is already deleted is passed over."""
        while self._kept:
            event, handler = self._kept.pop()
            try:
                event.remove(handler)
            except RuntimeError as error:
                _log.debug("a handler was gone already: %s", error)


def _make_handler(base: type[Any], callback: Callable[[Any], None]) -> Any:
    class Handler(base):
        def notify(self, args: Any) -> None:
            try:
                callback(args)
            except Exception:  # noqa: BLE001  whatever it is, Fusion would swallow it
                _log.exception("the handler of %s failed", base.__name__)

    return Handler()
