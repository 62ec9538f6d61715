"""Event handlers that are kept alive, never raise into Fusion, and are gone after `clear`."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import adsk.core

from .held import HeldUp
from .members import read_member

_log = logging.getLogger("databrowser.host")


class Handlers:
    """The handlers we gave to Fusion: it holds them weakly, so a lost reference is a lost event.

    `report(where, error)` takes the exceptions of callbacks: left to Fusion, they would vanish.
    """

    def __init__(self, report: Callable[[str, Exception], None], held: HeldUp) -> None:
        self._report = report
        self._held = held
        self._kept: list[tuple[Any, Any]] = []

    def add(self, owner: Any, name: str, base: str, callback: Callable[[Any], None]) -> bool:
        """Connect a callback to an event of one of Fusion's objects; tell whether there is such an event.

        `base` is the name of the event's handler class, such as HTMLEventHandler.
        """
        return self.connect(read_member(owner, name), name, base, callback)

    def connect(
        self, event: Any, name: str, base: str, callback: Callable[[Any], None], *, is_timed: bool = True
    ) -> bool:
        """Do the same for an event that is at hand, None standing for one that there is not.

        What is not `is_timed` takes note itself of how long it takes, in parts.
        """
        handler_class = read_member(adsk.core, base)
        if event is None or handler_class is None:
            _log.warning("this Fusion has no event %s", name)
            return False
        handler = _make_handler(handler_class, self._guard(name, callback, is_timed=is_timed))
        try:
            event.add(handler)
        except Exception as error:  # noqa: BLE001  Fusion's own errors have no common type
            _log.warning("this Fusion takes no handler for %s: %s", name, error)
            return False
        self._kept.append((event, handler))
        return True

    def clear(self) -> None:
        """Disconnect every handler; an event whose owner is already deleted is passed over."""
        while self._kept:
            event, handler = self._kept.pop()
            try:
                event.remove(handler)
            except Exception as error:  # noqa: BLE001  the others must go, whatever this one says
                _log.debug("a handler was gone already: %s", error)

    def _guard(self, name: str, callback: Callable[[Any], None], *, is_timed: bool) -> Callable[[Any], None]:
        def call(args: Any) -> None:
            started = self._held.now()
            try:
                callback(args)
            except Exception as error:  # noqa: BLE001  whatever it is, Fusion would swallow it
                self._report(name, error)
            if is_timed:
                self._held.note(name, self._held.now() - started)

        return call


def _make_handler(base: type[Any], call: Callable[[Any], None]) -> Any:
    class Handler(base):
        def notify(self, args: Any) -> None:
            call(args)

    return Handler()
