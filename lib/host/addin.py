"""The add-in in Fusion: what `run` starts and `stop` takes away.

`run` makes buttons and handlers and nothing more. What is behind the palette (the use cases, the services,
the network) is loaded on a thread when the palette is opened for the first time, and is put together on the
main thread once it is there; what the page asks meanwhile waits for it.
"""

from __future__ import annotations

import importlib
import logging
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import adsk.core

from ..core.documents import ActiveDocument
from ..errors import HostError
from ..texts import load_texts
from . import claims
from .documents import follow_documents, follow_uploads, is_saved, read_document
from .events import Handlers
from .held import HeldUp
from .language import read_language
from .mainthread import MainThread
from .palette import Palette
from .theme import read_theme
from .toolbar import Toolbar
from .traces import wipe_traces
from .troubles import Troubles

if TYPE_CHECKING:
    from ..app import App
    from .fusion_host import FusionHost

_log = logging.getLogger("databrowser.host")
_Found = TypeVar("_Found")
_END_SECONDS = 5.0


class AddIn:
    """One running add-in; made, used and stopped on the main thread."""

    def __init__(self) -> None:
        application: Any = adsk.core.Application.get()
        self._application = application
        self._held = HeldUp()
        self._main = MainThread(application, self._held)
        self._troubles = Troubles(application, self._main)
        self._handlers = Handlers(self._troubles.report, self._held)
        ui: Any = application.userInterface
        self.palette = Palette(
            ui, self._handlers, self._main, receive=self._receive, opened=self._look_around
        )
        self.toolbar = Toolbar(ui, self._handlers, self._main)
        self.texts = load_texts(read_language(application))
        self._host: FusionHost | None = None
        self._app: App | None = None
        self._waiting: list[Callable[[App], None]] = []
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Begin to listen to Fusion, over whatever an earlier run has left.

        Raises `HostError`: `host.other-copy` where another copy of the add-in is at work, and
        `host.no-event`.
        """
        if other := claims.find_other():
            raise HostError("host.other-copy", folder=other)
        try:
            self._listen()
        except Exception:
            self.stop()
            raise

    def report(self, where: str, error: Exception) -> None:
        """Take an exception that a part of ours has nobody else to give to."""
        self._troubles.report(where, error)

    @property
    def app(self) -> App:
        """The application behind the page; made where there is none yet. Main thread only."""
        if self._app is None:
            from . import fusion_host

            self._host = fusion_host.FusionHost(self._application, self._main, changed=self._follow)
            self._app = fusion_host.make_app(self._host, self.palette)
            fusion_host.note_host(self._app, self._application)
        return self._app

    def open(self, tab: str, *, action: str = "") -> None:
        """Show the palette at a tab, browse or design, and let it start an action."""
        self.palette.show()
        self._with_app(lambda app: app.show(tab, action=action))

    def take_up_language(self) -> None:
        """Have the buttons in the language that the user has chosen, once it is known.

        It is looked up from the first tick on: a thread that begins to load modules holds up who starts it.
        """
        self._main.post(lambda: self.later(_find_language, self._speak), name="language")

    def later(self, find: Callable[[], _Found], then: Callable[[_Found], None]) -> None:
        """Find something out on a thread, and where there is something tell it on the main thread."""

        def ask() -> None:
            if found := find():
                self._main.post(lambda: then(found))

        self._start_thread(ask, "databrowser-start")

    def stop(self) -> None:
        """Take everything of ours out of Fusion; the threads end within a moment."""
        claims.release()
        for end in (self._handlers.clear, self._main.stop, self._stop_host, self.palette.delete):
            try:
                end()
            except Exception as error:  # noqa: BLE001  the rest must go all the same
                _log.error("%s failed at the end", end.__qualname__, exc_info=error)
        for thread in self._threads:
            # Modules that are still being loaded would come back after Fusion has dropped them; a home on a
            # drive that does not answer must not hold Fusion up for good.
            thread.join(_END_SECONDS)
        if self._app is not None and not self._app.close():
            _log.warning("a request still runs while the add-in ends; its thread ends with it")
        wipe_traces()

    def _listen(self) -> None:
        self._main.start(self._handlers, self._troubles.report)
        claims.claim(self._main.event)
        self.palette.delete()
        application = self._application
        ui = application.userInterface
        follow_documents(application, self._handlers, self._note_change)
        follow_uploads(application, self._handlers, self._arrived)
        self._handlers.add(application, "startupCompleted", "ApplicationEventHandler", self._complete)
        self._handlers.add(application, "onlineStatusChanged", "ApplicationEventHandler", self._note_change)
        self._handlers.add(ui, "workspaceActivated", "WorkspaceEventHandler", self._enter_workspace)
        self.toolbar.allow(saved=is_saved(application))

    def _speak(self, language: str) -> None:
        self.texts = load_texts(language)
        self.toolbar.rename(self.texts["buttons"])

    def _stop_host(self) -> None:
        if self._host is not None:
            self._host.stop()

    def _with_app(self, work: Callable[[App], None]) -> None:
        """Have something done with the application: at once, or as soon as it is there."""
        if self._app is not None:
            work(self._app)
            return
        self._waiting.append(work)
        if len(self._waiting) == 1:
            self._start_thread(self._load, "databrowser-load")

    def _load(self) -> None:
        try:
            importlib.import_module(".fusion_host", __package__)
        finally:  # where that failed, the main thread fails in the same way, and says so
            self._main.post(self._begin)

    def _begin(self) -> None:
        """Put the application together, and do what waits for it."""
        waiting, self._waiting = self._waiting, []
        app = self.app
        for work in waiting:
            work(app)

    def _start_thread(self, target: Callable[[], None], name: str) -> None:
        self._threads = [thread for thread in self._threads if thread.is_alive()]
        self._threads.append(threading.Thread(target=target, name=name, daemon=True))
        self._threads[-1].start()

    def _receive(self, message: str) -> None:
        self._with_app(lambda app: app.bridge.receive(message))

    def _look_around(self) -> None:
        """Read what Fusion does not tell by events, and what happened before there was a page."""
        theme = read_theme(self._application)
        if self._app is not None:
            from .fusion_host import note_host

            note_host(self._app, self._application)
        self._with_app(lambda app: app.change_theme(theme))
        self._follow()

    def _complete(self, _: object) -> None:
        """Do what could not be done while Fusion was starting."""
        self.toolbar.place()
        self._note_change(_)

    def _enter_workspace(self, _: object) -> None:
        self.toolbar.place()
        self._main.post(self.palette.come_back)

    def _note_change(self, _: object) -> None:
        """Follow what is active; its ids may be calls to the cloud, so only while somebody looks."""
        self.toolbar.allow(saved=is_saved(self._application))
        self._main.post(self.palette.come_back)
        if self.palette.is_shown:
            self._follow()

    def _arrived(self, document: ActiveDocument) -> None:
        if self._app is not None:
            self._follow()
            self._app.note_version(document)

    def _follow(self) -> None:
        document = read_document(self._application)
        self._with_app(lambda app: app.change_document(document))


def _find_language() -> str:
    from ..store.start_settings import find_language  # it takes longer to load than all else at a start

    return find_language()
