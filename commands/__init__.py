"""The toolbar buttons, one folder each, in the order in which they appear."""

from __future__ import annotations

from types import ModuleType

from ..lib.errors import DataBrowserError, HostError
from ..lib.host import AddIn, tell_failure
from .attach import entry as attach
from .data_browser import entry as data_browser
from .lifecycle_sign_in import entry as lifecycle_sign_in
from .settings import entry as settings
from .sign_in import entry as sign_in

COMMANDS: tuple[ModuleType, ...] = (data_browser, sign_in, attach, settings, lifecycle_sign_in)


def start() -> AddIn | None:
    """Start the add-in with every button; None, and the user is told why, where Fusion does not let it.

    A button that fails leaves the others as they are.
    """
    try:
        addin = AddIn()
        addin.start()
    except DataBrowserError as error:
        tell_failure(error)
        return None
    except Exception as error:  # noqa: BLE001  Fusion's own errors have no common type
        tell_failure(HostError("host.not-started", problem=str(error) or type(error).__name__), error)
        return None
    for command in COMMANDS:
        try:
            command.start(addin)
        except Exception as error:  # noqa: BLE001  Fusion's own errors have no common type
            addin.report("toolbar", error)
    addin.take_up_language()
    return addin


def stop(addin: AddIn) -> None:
    """Take every button away again, and end the add-in."""
    addin.toolbar.forget_places()
    for command in reversed(COMMANDS):
        command.stop(addin)
    addin.stop()
