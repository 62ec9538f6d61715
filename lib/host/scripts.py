"""A script in Fusion: its work on a thread of its own, and what that asks of the main one.

run(context)      lend().run(work, title=...) -> RunningScript, at once; Fusion keeps the script
the thread        text = work(script): asks, chooses, reads, tells how far it is
the main thread   shows dialogs one after the other, and at the end the text, or an error's two sentences
stop(context)     running.stop(): by the end of the work, by the user, or by the end of Fusion
"""

from __future__ import annotations

import contextlib
import logging
import threading
import webbrowser
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import adsk.core

from ..core.documents import ActiveDocument
from ..core.file_names import safe_name
from ..errors import Cancelled, DataBrowserError, UsageError
from ..http import HttpClient
from ..remembered import connect_as_addin, open_tenant
from ..scripting import Browser, Session
from ..texts import load_texts
from .dialogs import Dialogs
from .documents import read_document
from .events import Handlers
from .held import HeldUp
from .language import read_language
from .mainthread import MainThread
from .network import read_proxy
from .progress import Progress
from .traces import wipe_traces
from .troubles import Troubles

_log = logging.getLogger("databrowser.host")

# A request on its way when a script is stopped may take this long to end; after that it ends on its own.
_END_SECONDS = 2.0
_LOOK_SECONDS = 0.25
Load = Callable[[str], ModuleType]

_OK, _OK_CANCEL = 0, 1  # MessageBoxButtonTypes
_QUESTION, _INFORMATION, _WARNING = 1, 2, 3  # MessageBoxIconTypes


class Script:
    """What the work of a script has at hand, on its own thread; every method blocks until it is done.

    `cancelled` is set once the user presses Cancel in the progress dialog, or the script is stopped; then
    requests end, and so does the work, with `Cancelled`. A dialog that the user cancels ends it, too.
    `load(part)` returns a module of the library, such as core.tables.
    """

    def __init__(self, application: Any, main: MainThread, *, title: str, load: Load) -> None:
        self.title = title
        self.load = load
        self.cancelled = threading.Event()
        self._application = application
        self._ui: Any = application.userInterface
        self._main = main
        self._proxy = read_proxy(application)
        self._texts = load_texts(read_language(application))["scripts"]
        self._progress = Progress(
            self._ui, main, title=title, cancel=self._texts["cancel"], cancelled=self.cancelled
        )
        self._dialogs = Dialogs(self._ui, main)

    def document(self) -> ActiveDocument:
        """Return the active document; raises `UsageError` where there is none, or it was never saved."""
        return self._main.ask(lambda: read_document(self._application)).require_saved()

    @contextlib.contextmanager
    def connect(self) -> Iterator[Session]:
        """Open a session by the add-in's settings and sign-in."""
        self.progress(self._texts["signing-in"])
        with connect_as_addin(
            Browser(webbrowser.open), proxy=self._proxy, cancelled=self.cancelled
        ) as session:
            yield session

    @contextlib.contextmanager
    def open_tenant(self) -> Iterator[HttpClient]:
        """Open a client of the Fusion Lifecycle tenant that is set in the add-in's settings."""
        self.progress(self._texts["signing-in"])
        with open_tenant(Browser(webbrowser.open), proxy=self._proxy, cancelled=self.cancelled) as client:
            yield client

    def progress(self, message: str, done: int = 0, total: int = 0) -> None:
        """Tell how far the work is, in a dialog with a button to cancel; returns at once.

        Raises `Cancelled` once that was pressed.
        """
        if self.cancelled.is_set():
            raise Cancelled("job.cancelled")
        self._progress.tell(message, done, total)

    def tell(self, text: str) -> None:
        """Show a message box."""
        self._show(text, _OK, _INFORMATION)

    def ask(self, text: str) -> None:
        """Ask whether to go on; ends the work when the user presses Cancel."""
        if self._show(text, _OK_CANCEL, _QUESTION) != adsk.core.DialogResults.DialogOK:
            raise Cancelled("job.cancelled")

    def ask_text(self, prompt: str, default: str = "") -> str:
        """Ask for a line of text."""
        text, is_cancelled = self._on_main(lambda: self._ui.inputBox(prompt, self.title, default))
        if is_cancelled:
            raise Cancelled("job.cancelled")
        return text

    def choose_folder(self, title: str) -> Path:
        """Let the user choose a folder."""
        self._on_main(lambda: None)
        return _require(self._dialogs.choose_folder(title))

    def choose_target(self, title: str, *, name: str, filters: str) -> Path:
        """Let the user choose where to save a file, of which there may be one already: then it was agreed to.

        `name` is what to suggest, whatever is in it, and its ending is what the file gets without one;
        `filters` are such as "CSV (*.csv)".
        """
        self._on_main(lambda: None)
        target = _require(self._dialogs.choose_target(title, name=safe_name(name), filters=filters))
        if target.suffix:
            return target
        target = target.with_name(target.name + Path(name).suffix)
        if target.exists():  # the dialog has asked about another name
            self.ask(self._texts["replace"].format(name=target.name))
        return target

    def close(self) -> None:
        """Take the dialogs away; on the main thread."""
        self.cancelled.set()
        self._progress.close()
        self._dialogs.stop()

    def look(self) -> None:
        """Look whether Cancel was pressed."""
        self._progress.look()

    def _show(self, text: str, buttons: int, icon: int) -> int:
        def show() -> int:
            with self._main.asking():
                return self._ui.messageBox(text, self.title, buttons, icon)

        return self._on_main(show)

    def _on_main(self, work: Callable[[], Any]) -> Any:
        """Do something on the main thread, without the progress dialog in the way."""

        def show() -> Any:
            self._progress.hide()
            return work()

        return self._main.ask(show)


Work = Callable[[Script], str]
"""Does what a script is for, and returns what to tell at the end; "" for nothing."""


class RunningScript:
    """A script at work; made and stopped on the main thread. `give_back` is called once all has ended."""

    def __init__(self, work: Work, *, title: str, load: Load, give_back: Callable[[], None]) -> None:
        application: Any = adsk.core.Application.get()
        self._ui: Any = application.userInterface
        self._work = work
        self._give_back = give_back
        held = HeldUp()
        self._main = MainThread(application, held)
        self._troubles = Troubles(application, self._main)
        self._handlers = Handlers(self._troubles.report, held)
        self._main.start(self._handlers, self._troubles.report)
        self._script = Script(application, self._main, title=title, load=load)
        self._over = threading.Event()
        self._lock = threading.Lock()
        self._is_closed = self._is_done = self._is_left = False
        self._threads = [
            threading.Thread(target=target, name=f"databrowser-script-{name}", daemon=True)
            for name, target in (("work", self._run), ("watch", self._watch))
        ]
        for thread in self._threads:
            thread.start()
        adsk.autoTerminate(False)  # noqa: FBT003  `run` returns, and the work goes on

    def stop(self) -> None:
        """End the work, and take everything of the script away; nothing where that has happened already."""
        if self._is_closed:
            return
        self._is_closed = True
        self._over.set()
        self._script.close()
        self._handlers.clear()
        self._main.stop()
        for thread in self._threads:
            thread.join(_END_SECONDS)
        with self._lock:
            self._is_left = not self._is_done  # then that thread gives the library back
        if not self._is_left:
            self._end()

    def _run(self) -> None:
        text, problem = "", None
        try:
            text = self._work(self._script)
        except Cancelled:
            _log.info("the script was cancelled")
        except DataBrowserError as error:
            problem = error
        except Exception as error:  # noqa: BLE001  whatever it is, the user must hear of it
            _log.exception("the script failed")
            problem = UsageError("scripting.failed", problem=f"{type(error).__name__}: {error}")
        shown = f"{problem.message}\n\n{problem.next_step}" if problem else text
        with contextlib.suppress(Cancelled):  # it was stopped
            self._main.ask(lambda: self._finish(shown, _WARNING if problem else _INFORMATION))
        with self._lock:
            self._is_done = True
        if self._is_left:
            self._end()

    def _end(self) -> None:
        wipe_traces()
        self._give_back()

    def _watch(self) -> None:
        while not self._over.wait(_LOOK_SECONDS):
            self._script.look()

    def _finish(self, text: str, icon: int) -> None:
        self.stop()
        if text:
            self._ui.messageBox(text, self._script.title, _OK, icon)
        adsk.terminate()


def _require(path: Path | None) -> Path:
    if path is None:
        raise Cancelled("job.cancelled")
    return path
