"""Fusion's progress dialog, told from any thread and shown on the main one."""

from __future__ import annotations

import re
import threading
import time
from typing import Any

from .mainthread import MainThread
from .members import read_member

_STEPS = 100
# Where Fusion did not take the event that brings an update, another one asks again.
_AGAIN_SECONDS = 1.0
_PLACEHOLDER = re.compile(r"%(?=[pvm])")


class Progress:
    """The progress dialog of a script, there while it has something to tell; its button, named `cancel`,
    sets `cancelled`.

    Once the button was pressed the dialog does not come back.
    """

    def __init__(
        self, ui: Any, main: MainThread, *, title: str, cancel: str, cancelled: threading.Event
    ) -> None:
        self._ui = ui
        self._main = main
        self._title = title
        self._cancel = cancel
        self._cancelled = cancelled
        self._lock = threading.Lock()
        self._told: tuple[str, int, int] | None = None
        self._posted: float | None = None
        self._is_closed = False
        self._dialog: Any = None

    def tell(self, message: str, done: int, total: int) -> None:
        """Show how far the work is; from any thread, and as often as one likes."""
        with self._lock:
            self._told = (message, done, total)
        self.look()

    def look(self) -> None:
        """Bring the dialog up to date, and look whether its button was pressed; from any thread."""
        now = time.monotonic()
        with self._lock:
            if self._posted is not None and now - self._posted < _AGAIN_SECONDS:
                return
            self._posted = now
        self._main.post(self._update)

    def hide(self) -> None:
        """Take the dialog away until there is something new to tell; on the main thread."""
        with self._lock:
            self._told = None
        self._note_cancel()
        if self._dialog is not None:
            self._dialog.hide()
            self._dialog = None

    def close(self) -> None:
        """Take the dialog away for good; on the main thread."""
        self._is_closed = True
        self.hide()

    def _update(self) -> None:
        with self._lock:
            self._posted = None
            told, self._told = self._told, None
        if self._is_closed or self._cancelled.is_set():
            return
        if told:
            message, done, total = told
            message = _PLACEHOLDER.sub("% ", message)  # a name, and no number for Fusion to fill in
            value = _STEPS * done // total if total else 0
            if self._dialog is None:
                self._dialog = self._ui.createProgressDialog()
                self._dialog.isCancelButtonShown = True
                self._dialog.cancelButtonText = self._cancel
                self._dialog.show(self._title, message, 0, _STEPS, 0)
            self._dialog.message = message
            self._dialog.progressValue = min(value, _STEPS)
        self._note_cancel()

    def _note_cancel(self) -> None:
        if self._dialog is not None and read_member(self._dialog, "wasCancelled"):
            self._cancelled.set()
            self._dialog.hide()
            self._dialog = None
