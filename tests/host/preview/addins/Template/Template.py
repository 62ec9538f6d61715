"""An add-in in the layout of the official template: commands in folders, handlers by annotation."""

from __future__ import annotations

from typing import Any

from . import commands
from .lib import handlers


def run(context: Any) -> None:
    """Start the commands."""
    try:
        commands.start()
    except Exception:  # noqa: BLE001  as the template does
        handlers.handle_error("run")


def stop(context: Any) -> None:
    """Drop the handlers and stop the commands."""
    try:
        handlers.clear_handlers()
        commands.stop()
    except Exception:  # noqa: BLE001  as the template does
        handlers.handle_error("stop")
