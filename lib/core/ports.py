"""What really varies around the use cases: the host and its page; time is `lib.clock`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


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


class Page(Protocol):
    """The palette page, as far as it is there: what is sent before it is ready waits."""

    def send(self, message: str) -> None:
        """Queue a message for the page and return at once. Called on any thread."""
        ...
