"""Fusion's own dialogs for files, asked for on any thread and shown on the main one.

A dialog is shown from the pump's event, where Fusion is idle: never inside a handler of the page or of a
command. While it is open it holds the main thread, as every dialog of Fusion does. There is one at a time: a
second that came up by itself once the first is closed would surprise, so who asks for it is told instead.
"""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import adsk.core

from ..errors import Cancelled, DataBrowserError, HostError
from ..store.places import downloads_folder
from .mainthread import MainThread
from .members import read_member, write_member

_log = logging.getLogger("databrowser.host")


class _Asked:
    """One dialog on its way, or open; `answered` is set by the answer, or when nobody waits any more."""

    def __init__(self) -> None:
        self.answered = threading.Event()
        self.paths: tuple[Path, ...] | None = None
        self.error: DataBrowserError | None = None


class Dialogs:
    """Shows dialogs for files; made and stopped on the main thread."""

    def __init__(self, ui: adsk.core.UserInterface, main: MainThread) -> None:
        self._ui = ui
        self._main = main
        self._main_thread = threading.get_ident()
        self._lock = threading.Lock()
        self._asked: _Asked | None = None
        self._is_open = True
        self._folder: Path | None = None

    def choose_files(self, title: str, *, multiple: bool) -> tuple[Path, ...]:
        """Let the user choose files that are there, as the Host port says."""

        def show(dialog: Any) -> tuple[Path, ...]:
            write_member(dialog, "isMultiSelectEnabled", multiple)
            if not _is_accepted(dialog.showOpen()):
                return ()
            return _read_paths(dialog) if multiple else _read_path(dialog)

        return self._ask(title, show)

    def choose_target(self, title: str, *, name: str, filters: str) -> Path | None:
        """Let the user choose where to save a file, as the Host port says."""

        def show(dialog: Any) -> tuple[Path, ...]:
            write_member(dialog, "filter", filters)
            write_member(dialog, "initialFilename", name)
            return _read_path(dialog) if _is_accepted(dialog.showSave()) else ()

        return next(iter(self._ask(title, show)), None)

    def choose_folder(self, title: str) -> Path | None:
        """Let the user choose a folder that is there; None when the user cancels."""

        def show(dialog: Any) -> tuple[Path, ...]:
            if not _is_accepted(dialog.showDialog()):
                return ()
            name = read_member(dialog, "folder")
            return (Path(name),) if isinstance(name, str) and name else ()

        return next(iter(self._ask(title, show, kind="createFolderDialog")), None)

    def stop(self) -> None:
        """Let go of whoever waits for a dialog: its answer is of no use any more."""
        with self._lock:
            self._is_open = False
            asked, self._asked = self._asked, None
        if asked:
            asked.answered.set()

    def _ask(
        self, title: str, show: Callable[[Any], tuple[Path, ...]], *, kind: str = "createFileDialog"
    ) -> tuple[Path, ...]:
        if threading.get_ident() == self._main_thread:
            raise RuntimeError("a dialog that the main thread waits for would never be shown by it")
        folder = self._first_folder()
        asked = _Asked()
        with self._lock:
            if not self._is_open:
                raise Cancelled("job.cancelled")
            if self._asked:
                raise HostError("host.dialog-open")
            self._asked = asked
        self._main.post(lambda: self._show(asked, title, folder, kind, show))
        asked.answered.wait()
        with self._lock:
            if self._asked is asked:
                self._asked = None
        if asked.error:
            raise asked.error
        if asked.paths is None:
            raise Cancelled("job.cancelled")
        if asked.paths:
            self._folder = asked.paths[0].parent
        return asked.paths

    def _first_folder(self) -> Path | None:
        """Return the folder to begin in: the last one chosen, else that of downloads."""
        for folder in (self._folder, downloads_folder("")):
            with contextlib.suppress(OSError):
                if folder and folder.is_dir():
                    return folder
        return None

    def _show(
        self,
        asked: _Asked,
        title: str,
        folder: Path | None,
        kind: str,
        show: Callable[[Any], tuple[Path, ...]],
    ) -> None:
        if not self._is_open:
            return
        try:
            dialog: Any = getattr(self._ui, kind)()
            write_member(dialog, "title", title)
            if folder:
                write_member(dialog, "initialDirectory", str(folder))
            with self._main.asking():
                paths = show(dialog)
        except Exception as error:  # noqa: BLE001  whatever it is, who waits must hear of it
            _log.warning("Fusion showed no dialog: %s", error)
            asked.error = HostError("host.dialog-failed", problem=str(error) or type(error).__name__)
        else:
            # Fusion may have let the add-in be stopped while the dialog was open.
            asked.paths = paths if self._is_open else None
        asked.answered.set()


def _is_accepted(result: int) -> bool:
    """Tell whether the user pressed OK; raises for a dialog that could not be shown."""
    if result == adsk.core.DialogResults.DialogError:
        raise RuntimeError("DialogError")
    return result == adsk.core.DialogResults.DialogOK


def _read_path(dialog: Any) -> tuple[Path, ...]:
    name = read_member(dialog, "filename")
    return (Path(name),) if isinstance(name, str) and name else ()


def _read_paths(dialog: Any) -> tuple[Path, ...]:
    names = read_member(dialog, "filenames")
    found = [name for name in names or () if isinstance(name, str) and name]
    return tuple(map(Path, found)) or _read_path(dialog)
