"""The add-in in Fusion: what `run` starts and `stop` takes away."""

from __future__ import annotations

import logging
import threading
import webbrowser
from pathlib import Path
from typing import Any

import adsk.core

from ..app import App
from ..core.documents import ActiveDocument, NativeReference
from ..texts import load_texts
from .data_files import DataFiles
from .dialogs import Dialogs
from .documents import follow_documents, follow_uploads, read_document
from .events import Handlers
from .language import read_language
from .mainthread import MainThread
from .members import read_member
from .network import read_proxy
from .opening import open_file
from .palette import Palette
from .theme import read_theme
from .toolbar import Toolbar
from .user import read_user

_log = logging.getLogger("databrowser.host")


class AddIn:
    """One running add-in; made, used and stopped on the main thread."""

    def __init__(self) -> None:
        application: Any = adsk.core.Application.get()
        self._application = application
        self._handlers = Handlers()
        self._main = MainThread(application, self._handlers)
        ui: Any = application.userInterface
        self.palette = Palette(
            ui, self._handlers, self._main, receive=self._receive, opened=self._look_around
        )
        self.toolbar = Toolbar(ui, self._handlers, self._main)
        self._dialogs = Dialogs(ui, self._main)
        self.app = App(
            _FusionHost(self._dialogs, DataFiles(application, self._main, changed=self._follow)), self.palette
        )
        self._note_host()
        # Buttons keep the words they are made with.
        self.texts = load_texts(self.app.read_language())
        follow_documents(application, self._handlers, self._follow)
        follow_uploads(application, self._handlers, self._arrived)

    def open(self, tab: str, *, action: str = "") -> None:
        """Show the palette at a tab, browse or design, and let it start an action."""
        self.palette.show()
        self.app.show(tab, action=action)

    def stop(self) -> None:
        """Take everything of ours out of Fusion; the threads end within a moment."""
        self._handlers.clear()
        self._main.stop()
        self._dialogs.stop()
        self.palette.delete()
        if not self.app.close():
            _log.warning("a request still runs while the add-in ends; its thread ends with it")
        _drop_log_handlers()

    def _receive(self, message: str) -> None:
        self.app.bridge.receive(message)

    def _look_around(self) -> None:
        """Read what Fusion does not tell by events, and what happened before there was a page."""
        self.app.change_theme(read_theme(self._application))
        self._note_host()
        self._follow()

    def _note_host(self) -> None:
        application = self._application
        self.app.note_host(
            user=read_user(application),
            proxy=read_proxy(application),
            language=read_language(application),
            program=f"Fusion {read_member(application, 'version') or ''}".strip(),
        )

    def _arrived(self, document: ActiveDocument) -> None:
        self._follow()
        self.app.note_version(document)

    def _follow(self) -> None:
        self.app.change_document(read_document(self._application))


class _FusionHost:
    """The Host port in Fusion."""

    def __init__(self, dialogs: Dialogs, files: DataFiles) -> None:
        self._dialogs = dialogs
        self._files = files

    def open_browser(self, url: str) -> bool:
        """Open the system's browser."""
        return webbrowser.open(url)

    def open_file(self, path: Path) -> bool:
        """Open a file with its own program."""
        return open_file(path)

    def choose_files(self, title: str, *, multiple: bool) -> tuple[Path, ...]:
        """Show Fusion's dialog for opening files."""
        return self._dialogs.choose_files(title, multiple=multiple)

    def choose_target(self, title: str, *, name: str, filters: str) -> Path | None:
        """Show Fusion's dialog for saving a file."""
        return self._dialogs.choose_target(title, name=name, filters=filters)

    def open_document(self, item_id: str) -> None:
        """Open a file in Fusion."""
        self._files.open_document(item_id)

    def insert_document(self, item_id: str) -> None:
        """Insert a file into the active design."""
        self._files.insert_document(item_id)

    def find_web_address(self, item_id: str) -> str:
        """Return a file's address in Fusion's web client."""
        return self._files.find_web_address(item_id)

    def read_references(
        self, document: ActiveDocument, *, cancelled: threading.Event
    ) -> tuple[NativeReference, ...]:
        """Return Fusion's own references."""
        return self._files.read_references(document, cancelled=cancelled)


def _drop_log_handlers() -> None:
    """Take away what our private libraries add to their logger when they are loaded: anew at each start."""
    logger = logging.getLogger("databrowser.vendor")
    for handler in list(logger.handlers):
        logger.removeHandler(handler)
