"""The work of a script in a terminal, for what needs no document of Fusion's, and without dialogs."""

from __future__ import annotations

import contextlib
import sys
import threading
import webbrowser
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from .core.documents import ActiveDocument
from .core.file_names import safe_name
from .errors import Cancelled, DataBrowserError, HostError, UsageError
from .remembered import connect_as_addin
from .scripting import Browser, Session

OK, FAILED, INTERRUPTED = 0, 1, 130


class TerminalScript:
    """What `host.scripts.Script` is in Fusion, as far as a terminal can be that.

    `target` is the file to save to; without it that gets the suggested name, in the current folder.
    """

    def __init__(self, *, load: Callable[[str], ModuleType], target: str = "") -> None:
        self.load = load
        self.cancelled = threading.Event()
        self._target = target

    def document(self) -> ActiveDocument:
        """Raise `HostError`: no document is open here."""
        raise HostError("host.no-documents")

    @contextlib.contextmanager
    def connect(self) -> Iterator[Session]:
        """Open a session by the add-in's settings and sign-in."""
        with connect_as_addin(Browser(webbrowser.open), cancelled=self.cancelled) as session:
            yield session

    def progress(self, message: str, done: int = 0, total: int = 0) -> None:
        """Show how far the work is, on a terminal that somebody watches."""
        if sys.stderr.isatty():
            print(f"\r\x1b[K{_printable(message)}", end="", file=sys.stderr, flush=True)

    def tell(self, text: str) -> None:
        """Print a text."""
        print(text, flush=True)

    def choose_target(self, title: str, *, name: str, filters: str) -> Path:
        """Return where to save; raises `UsageError` (`scripting.file-exists`) where there is a file."""
        target = Path(self._target or safe_name(name)).absolute()
        if target.exists():
            raise UsageError("scripting.file-exists", path=str(target))
        return target


def run_in_terminal(work: Callable[[Any], str], *, load: Callable[[str], ModuleType], target: str) -> int:
    """Do the work of a script and return its exit code: 0, 1 with the reason printed, or 130 for Ctrl-C."""
    script = TerminalScript(load=load, target=target)
    try:
        text = work(script)
    except (KeyboardInterrupt, Cancelled):
        script.cancelled.set()
        print("\nStopped.", file=sys.stderr)
        return INTERRUPTED
    except DataBrowserError as error:
        script.progress("")
        print(f"{_printable(error.message)}\n{_printable(error.next_step)}", file=sys.stderr)
        return FAILED
    script.progress("")
    print("\n".join(map(_printable, text.splitlines())))
    return OK


def _printable(text: str) -> str:
    """Return a line that can neither move the cursor nor fail in the terminal's own encoding."""
    shown = "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in text)
    encoding = sys.stdout.encoding or "utf-8"
    return shown.encode(encoding, "replace").decode(encoding)
