"""What really varies around the use cases: the host and its page; time is `lib.clock`."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from ..errors import HostError
from .documents import ActiveDocument, NativeReference


@dataclass(frozen=True)
class HostUser:
    """The person the host is signed in as; what it does not tell is empty."""

    id: str = ""
    name: str = ""
    email: str = ""


class Host(Protocol):
    """The program around us: Fusion, the preview, or a terminal."""

    def open_browser(self, url: str) -> bool:
        """Show an address in the system's browser; return whether that worked. Called on any thread."""
        ...

    def open_file(self, path: Path) -> bool:
        """Open a file with the program that the system has for it; return whether that worked.

        Not for what is a program itself: it would be run. Called on any thread but the main one.
        """
        ...

    def choose_files(self, title: str, *, multiple: bool) -> tuple[Path, ...]:
        """Let the user choose files that are there; none when the user cancels.

        It blocks until the user has chosen: called on any thread but the main one. Raises `HostError`, and
        `Cancelled` when the program around us ends meanwhile.
        """
        ...

    def choose_target(self, title: str, *, name: str, filters: str) -> Path | None:
        """Let the user choose where to save a file; None when the user cancels.

        `name` is what to suggest, `filters` the kinds of files, such as "CSV (*.csv);;All files (*.*)". Where
        a file is already, the user has agreed to replace it. It blocks, and raises, as `choose_files` does.
        """
        ...

    def open_document(self, item_id: str) -> None:
        """Open a design or drawing in the host, or bring it to the front.

        It blocks until the host has begun, as `read_references` does; raises `HostError` where it cannot.
        """
        ...

    def insert_document(self, item_id: str) -> None:
        """Insert a design into the active one, as a reference to it, which then has changes to save.

        It blocks until that is done, and raises `HostError`: where no design is active
        (`host.no-design`, `host.not-a-design`), it was never saved (`host.not-saved`), it is the same one
        (`host.into-itself`), or the host is in the midst of a command (`host.command-active`).
        """
        ...

    def find_web_address(self, item_id: str) -> str:
        """Return where the host's web client shows an item; blocks and raises as `open_document` does."""
        ...

    def read_references(
        self, document: ActiveDocument, *, cancelled: threading.Event
    ) -> tuple[NativeReference, ...]:
        """Return what the host itself knows the open document to refer to, and to be referred to by.

        It blocks, and ends with `Cancelled` once `cancelled` is set. Raises `HostError`
        (`host.other-document`) where another document is active by now.
        """
        ...


class NoDialogs:
    """The part of a Host that has neither dialogs nor documents, such as a script's."""

    def open_file(self, path: Path) -> bool:
        """Open nothing."""
        return False

    def choose_files(self, title: str, *, multiple: bool) -> tuple[Path, ...]:
        """Raise `HostError`."""
        raise HostError("host.no-dialogs")

    def choose_target(self, title: str, *, name: str, filters: str) -> Path | None:
        """Raise `HostError`."""
        raise HostError("host.no-dialogs")

    def open_document(self, item_id: str) -> None:
        """Raise `HostError`."""
        raise HostError("host.no-documents")

    def insert_document(self, item_id: str) -> None:
        """Raise `HostError`."""
        raise HostError("host.no-documents")

    def find_web_address(self, item_id: str) -> str:
        """Raise `HostError`."""
        raise HostError("host.no-documents")

    def read_references(
        self, document: ActiveDocument, *, cancelled: threading.Event
    ) -> tuple[NativeReference, ...]:
        """Raise `HostError`."""
        raise HostError("host.no-documents")


class Page(Protocol):
    """The palette page, as far as it is there: what is sent before it is ready waits."""

    def send(self, message: str) -> None:
        """Queue a message for the page and return at once. Called on any thread."""
        ...
