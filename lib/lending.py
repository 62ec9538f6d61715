"""The library lent to a script elsewhere on disk: a copy of its own, which is gone once it is given back.

    lend = runpy.run_path(".../DataBrowserAddin/DataBrowserAddin.py")["lend"]

    with lend() as library, library.connect() as session:   # a program, or a thread of a script
        refs = library.load("aps.refs")                     # any module of lib

    running = lend().run(work, title="List References")     # a script in Fusion, see lib/host/scripts.py
    running.stop()                                          # gives it back, as the end of `work` does

    sys.exit(lend().run_here(work))                         # the same in a terminal, without a document

The copy has a name in `sys.modules` that nobody else uses, and shares nothing with the add-in but its files,
its settings and its sign-in. So it does not matter whether the add-in runs, is stopped meanwhile or is of
another version, nor how many copies of it there are: a script has the one whose path it names.
"""

from __future__ import annotations

import importlib
import logging
import sys
import threading
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import TYPE_CHECKING, Any

from .app import read_version
from .errors import UsageError
from .remembered import connect_as_addin
from .scripting import Browser

if TYPE_CHECKING:
    from .host.scripts import RunningScript, Work
    from .scripting import Session

# What private libraries add to it when they are loaded would outlive them.
_vendor = logging.getLogger("databrowser.vendor")


class Library:
    """A copy of the library that was loaded as `name`; a context manager, or call `give_back`.

    `version` is the add-in's; where a script `needs` a later one, or one before a change that broke things,
    `UsageError` (`scripting.other-version`) says so at once.
    """

    def __init__(self, name: str, needs: str = "") -> None:
        self.version = read_version()
        self._name = name
        self._handlers = set(_vendor.handlers)
        if needs and not _is_fitting(self.version, needs):
            self.give_back()
            raise UsageError("scripting.other-version", needs=needs, version=self.version)

    def load(self, part: str) -> ModuleType:
        """Return a module of the library, such as aps.refs or core.tables."""
        return importlib.import_module(f"{self._name}.lib.{part}")

    @contextmanager
    def connect(
        self,
        *,
        open_browser: Callable[[str], bool] = webbrowser.open,
        cancelled: threading.Event | None = None,
        on_wait: Callable[[float, int], None] | None = None,
    ) -> Iterator[Session]:
        """Open a session by the add-in's settings and sign-in, as `connect_as_addin` does."""
        with connect_as_addin(Browser(open_browser), cancelled=cancelled, on_wait=on_wait) as session:
            yield session

    def run(self, work: Work, *, title: str) -> RunningScript:
        """Start the work of a script on a thread of its own, from Fusion's main thread, and return at once.

        Fusion keeps the script until the work has ended; then the library is given back.
        """
        try:
            from .host.scripts import RunningScript

            return RunningScript(work, title=title, load=self.load, give_back=self.give_back)
        except BaseException:
            self.give_back()
            raise

    def run_here(self, work: Callable[[Any], str], *, target: str = "") -> int:
        """Do a script's work in a terminal, and return the exit code; `target` is the file to save to."""
        with self:
            from .terminal_scripts import run_in_terminal

            return run_in_terminal(work, load=self.load, target=target)

    def give_back(self) -> None:
        """Take the copy out of the interpreter; what still holds a part of it may go on using that part."""
        for name in [name for name in sys.modules if name.partition(".")[0] == self._name]:
            del sys.modules[name]
        for handler in set(_vendor.handlers) - self._handlers:
            _vendor.removeHandler(handler)

    def __enter__(self) -> Library:
        return self

    def __exit__(self, *_: object) -> None:
        self.give_back()


def _is_fitting(version: str, needs: str) -> bool:
    """Tell whether a version has all that one who needs `needs` knows: semantic versioning, 0.x included."""
    has, wanted = (tuple(int(part) for part in text.split(".")) for text in (version, needs))
    fixed = 1 if wanted[0] else 2
    return has[:fixed] == wanted[:fixed] and has >= wanted
