"""What went wrong with nobody to take it: written down, and told to the user once.

The text goes to our log and into Fusion's *Text Commands*; the user is shown a sentence for the first one of
each place, when Fusion is idle. A handler may fail at each change of the document, and must not say so each
time.
"""

from __future__ import annotations

import logging
import traceback
from typing import Any

import adsk.core

from ..errors import DataBrowserError, HostError
from ..texts import error_wordings, load_texts
from .language import read_language
from .mainthread import MainThread

_log = logging.getLogger("databrowser.host")
_WARNING_ICON = 3


class Troubles:
    """Takes exceptions on the main thread, and tells of them there when Fusion is idle."""

    def __init__(self, application: Any, main: MainThread) -> None:
        self._application = application
        self._main = main
        self._told: set[str] = set()

    def report(self, where: str, error: Exception) -> None:
        """Write down what failed at a place of ours, and tell the user unless that was done already."""
        write_down(self._application, where, error)
        if where in self._told:
            return
        self._told.add(where)
        problem = str(error) or type(error).__name__
        fault = HostError("host.fault", where=where, problem=problem)
        self._main.post(lambda: self._tell(fault))

    def _tell(self, fault: HostError) -> None:
        with self._main.asking():
            show(self._application, fault)


def tell_failure(error: DataBrowserError, cause: Exception | None = None) -> None:
    """Write down why the add-in does not start, and show it at once: there will be no other time."""
    application: Any = adsk.core.Application.get()
    write_down(application, "run", cause or error)
    show(application, error)


def write_down(application: Any, where: str, error: Exception) -> None:
    """Put an exception with all that led to it into our log and Fusion's."""
    _log.error("%s failed", where, exc_info=error)
    try:
        application.log(f"Data Browser: {where} failed\n{''.join(traceback.format_exception(error))}")
    except Exception as refusal:  # noqa: BLE001  Fusion's own errors have no common type
        _log.info("Fusion takes no log lines: %s", refusal)


def show(application: Any, error: DataBrowserError) -> None:
    """Show what an error says in a message box of Fusion's; where there is none, the log must do."""
    language = read_language(application)
    title = load_texts(language)["buttons"]["data_browser"]["name"]
    text = " ".join(part.in_language(language) for part in error_wordings(error.reference, error.context))
    try:
        application.userInterface.messageBox(text, title, 0, _WARNING_ICON)
    except Exception as refusal:  # noqa: BLE001  Fusion's own errors have no common type
        _log.warning("Fusion shows no message (%s): %s", refusal, error)
