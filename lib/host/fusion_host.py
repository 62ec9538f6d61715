"""The Host port in Fusion, and the application made with it: all that is loaded only once it is needed."""

from __future__ import annotations

import threading
import webbrowser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ..app import App
from ..core.documents import ActiveDocument, NativeReference
from .data_files import DataFiles
from .dialogs import Dialogs
from .language import read_language
from .mainthread import MainThread
from .members import read_member
from .network import read_proxy
from .opening import open_file
from .palette import Palette
from .user import read_user


class FusionHost:
    """The Host port in Fusion; made and stopped on the main thread."""

    def __init__(self, application: Any, main: MainThread, *, changed: Callable[[], None]) -> None:
        self._dialogs = Dialogs(application.userInterface, main)
        self._files = DataFiles(application, main, changed=changed)

    def stop(self) -> None:
        """Let go of whoever waits for a dialog."""
        self._dialogs.stop()

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


def make_app(host: FusionHost, palette: Palette) -> App:
    """Return the application behind the palette's page."""
    return App(host, palette)


def note_host(app: App, application: Any) -> None:
    """Tell the application who uses which Fusion, in which language, and by which proxy."""
    app.note_host(
        user=read_user(application),
        proxy=read_proxy(application),
        language=read_language(application),
        program=f"Fusion {read_member(application, 'version') or ''}".strip(),
    )
