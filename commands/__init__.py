"""The toolbar buttons, one folder each, in the order in which they appear."""

from __future__ import annotations

from types import ModuleType

from ..lib.host import AddIn
from .attach import entry as attach
from .data_browser import entry as data_browser
from .lifecycle_sign_in import entry as lifecycle_sign_in
from .settings import entry as settings
from .sign_in import entry as sign_in

COMMANDS: tuple[ModuleType, ...] = (data_browser, sign_in, attach, settings, lifecycle_sign_in)


def start() -> AddIn:
    """Start the add-in with every button; one that fails on the way leaves nothing behind."""
    addin = AddIn()
    try:
        for command in COMMANDS:
            command.start(addin)
    except BaseException:
        stop(addin)
        raise
    return addin


def stop(addin: AddIn) -> None:
    """Take every button away again, and end the add-in."""
    for command in reversed(COMMANDS):
        command.stop(addin)
    addin.stop()
