"""Handlers made from functions: the handler's class is found by the annotation of the event's `add`."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable
from typing import Any

import adsk.core

from .. import config

app: Any = adsk.core.Application.get()
_handlers: list[Any] = []


def add_handler(
    event: Any,
    callback: Callable[[Any], None],
    *,
    name: str | None = None,
    local_handlers: list[Any] | None = None,
) -> Any:
    """Connect a function to an event, and keep its handler: for the add-in, or for one run of a command."""
    module = sys.modules[event.__module__]
    base = module.__dict__[event.add.__annotations__["handler"]]

    class Handler(base):
        def notify(self, eventArgs: Any) -> None:
            try:
                callback(eventArgs)
            except Exception:  # noqa: BLE001  as the template does
                handle_error(name or base.__name__)

    handler = Handler()
    event.add(handler)
    (_handlers if local_handlers is None else local_handlers).append(handler)
    return handler


def clear_handlers() -> None:
    """Let the add-in's own handlers go."""
    _handlers.clear()


def log(message: str, level: int = adsk.core.LogLevels.InfoLogLevel) -> None:
    """Write to the console and, errors, to the log file."""
    if level == adsk.core.LogLevels.ErrorLogLevel:
        app.log(message, level, adsk.core.LogTypes.FileLogType)
    if config.DEBUG:
        app.log(message, level, adsk.core.LogTypes.ConsoleLogType)


def handle_error(name: str) -> None:
    """Log the error that is being handled."""
    log(f"{name}\n{traceback.format_exc()}", adsk.core.LogLevels.ErrorLogLevel)
