"""The palette: our page in Fusion's window, and the messages in and out."""

from __future__ import annotations

import json
import logging
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any

import adsk.core

from .events import Handlers
from .ids import PALETTE, names_of
from .mainthread import MainThread
from .members import call_member, read_member, write_member

_log = logging.getLogger("databrowser.host")

PAGE = Path(__file__).resolve().parents[2] / "resources" / "palette" / "index.html"
ACTION = "rpc"
_NAME = "Data Browser"
_WIDTH, _HEIGHT = 380, 640
_LEAST_WIDTH, _LEAST_HEIGHT = 300, 300
# Messages that wait for a page: more than this, and nobody is there to read them.
_MOST_WAITING = 200
_OUR_PAGE = "/resources/palette/index.html"


class Palette:
    """Shows the page, hands its messages to `receive`, and sends ours once it is ready.

    The palette is looked up each time: Fusion deletes it on a workspace switch. `opened` is called on the
    main thread each time the page is about to be shown.
    """

    def __init__(
        self,
        ui: Any,
        handlers: Handlers,
        main: MainThread,
        *,
        receive: Callable[[str], None],
        opened: Callable[[], None],
    ) -> None:
        self._ui = ui
        self._handlers = handlers
        self._main = main
        self._receive = receive
        self._opened = opened
        self._is_ready = False
        self._is_wanted = False
        self._waiting: deque[str] = deque(maxlen=_MOST_WAITING)

    @property
    def is_shown(self) -> bool:
        """Whether the user has it in sight. Main thread only."""
        return bool(read_member(self._find(), "isVisible"))

    def show(self) -> None:
        """Make the palette visible, making it first where there is none. Main thread only."""
        self._is_wanted = True
        self._opened()
        palette = self._find()
        if palette is None:
            self._is_ready = False
            palette = self._make()
        palette.isVisible = True

    def come_back(self) -> None:
        """Show the palette again where Fusion has deleted it under the user's eyes. Main thread only."""
        if self._is_wanted and self._find() is None:
            _log.info("Fusion has deleted the palette: it is made anew")
            self.show()

    def send(self, message: str) -> None:
        """Queue a message for the page; on any thread. It waits until the page is ready."""
        self._main.post(lambda: self._deliver(message))

    def delete(self) -> None:
        """Take the palette away, a leftover of an earlier run or version included. Main thread only."""
        self._is_ready = self._is_wanted = False
        for id in names_of(PALETTE):
            palette = self._look_up(id)
            if palette is not None and _is_ours(palette):
                call_member(palette, "deleteMe")

    def _look_up(self, id: str) -> Any:
        return call_member(read_member(self._ui, "palettes"), "itemById", id)

    def _find(self) -> Any:
        """Return our palette; None where there is none."""
        for id in names_of(PALETTE):
            palette = self._look_up(id)
            if palette is None or _is_ours(palette):
                return palette
        return None

    def _make(self) -> Any:
        palettes: Any = self._ui.palettes
        id = next(name for name in names_of(PALETTE) if self._look_up(name) is None)
        if id != PALETTE:
            _log.warning("another add-in has a palette %s: ours is %s", PALETTE, id)
        wanted: dict[str, Any] = {
            "id": id,
            "name": _NAME,
            "htmlFileURL": PAGE.as_uri(),
            "isVisible": False,
            "showCloseButton": True,
            "isResizable": True,
            "width": _WIDTH,
            "height": _HEIGHT,
        }
        if read_member(palettes, "add2") is not None:
            palette = palettes.add2(**wanted)
        else:  # an older Fusion, which has another browser unless it is told
            palette = palettes.add(**wanted, useNewWebBrowser=True)
        call_member(palette, "setMinimumSize", _LEAST_WIDTH, _LEAST_HEIGHT)
        right = read_member(read_member(adsk.core, "PaletteDockingStates"), "PaletteDockStateRight")
        write_member(palette, "dockingState", right)
        self._handlers.add(palette, "incomingFromHTML", "HTMLEventHandler", self._take)
        self._handlers.add(palette, "navigatingURL", "NavigationEventHandler", _keep_inside)
        self._handlers.add(palette, "closed", "UserInterfaceGeneralEventHandler", self._note_closed)
        return palette

    def _note_closed(self, _: Any) -> None:
        self._is_wanted = False

    def _take(self, args: Any) -> None:
        """Hand a message of the page on; the reply goes out later, never from inside this handler."""
        if args.action != ACTION:
            return  # "response" is what the page returned to a message of ours
        args.returnData = "ok"
        message: str = args.data
        if _is_ready_call(message):
            self._is_ready = True
            self._main.post(self._flush)
        self._receive(message)

    def _flush(self) -> None:
        """Send what has waited, one message in each piece of work."""
        palette = self._find() if self._is_ready else None
        if palette is not None and self._waiting:
            palette.sendInfoToHTML(ACTION, self._waiting.popleft())
            self._main.post(self._flush)

    def _deliver(self, message: str) -> None:
        palette = self._find() if self._is_ready else None
        if palette is None:
            self._waiting.append(message)
            return
        if self._waiting:  # it has its turn after those
            first = self._waiting.popleft()
            self._waiting.append(message)
            message = first
        palette.sendInfoToHTML(ACTION, message)


def _is_ours(palette: Any) -> bool:
    """Tell our palette from another add-in's of the same id, by its page; where Fusion hides it, it is."""
    address = read_member(palette, "htmlFileURL")
    if not isinstance(address, str):
        return True
    return address.partition("?")[0].replace("\\", "/").endswith(_OUR_PAGE)


def _is_ready_call(message: str) -> bool:
    """Tell whether the page says that it has been loaded, anew or for the first time."""
    if '"app.ready"' not in message[:200]:
        return False
    try:
        return json.loads(message).get("method") == "app.ready"
    except (ValueError, AttributeError):
        return False


def _keep_inside(args: Any) -> None:
    """Open web links in the system's browser, never in the palette."""
    if args.navigationURL.startswith(("https:", "http:")):
        args.launchExternally = True
