"""The palette: our page in Fusion's window, and the messages in and out."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any

import adsk.core

from .events import Handlers
from .ids import PALETTE
from .mainthread import MainThread

PAGE = Path(__file__).resolve().parents[2] / "resources" / "palette" / "index.html"
ACTION = "rpc"
_WIDTH, _HEIGHT = 380, 640
_LEAST_WIDTH, _LEAST_HEIGHT = 300, 300
# Messages that wait for a page: more than this, and nobody is there to read them.
_MOST_WAITING = 200


class Palette:
    """Shows the page, hands its messages to `receive`, and sends ours once it is ready.

    The palette is looked up each time: Fusion deletes it on a workspace switch. `opened` is called on the
    main thread each time the page is about to be shown.
    """

    def __init__(
        self,
        ui: adsk.core.UserInterface,
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
        self._waiting: deque[str] = deque(maxlen=_MOST_WAITING)
        self.delete()

    def show(self) -> None:
        """Make the palette visible, making it first where there is none. Main thread only."""
        self._opened()
        palette = self._ui.palettes.itemById(PALETTE)
        if palette is None:
            self._is_ready = False
            palette = self._make()
        palette.isVisible = True

    def send(self, message: str) -> None:
        """Queue a message for the page; on any thread. It waits until the page is ready."""
        self._main.post(lambda: self._deliver(message))

    def delete(self) -> None:
        """Take the palette away, a leftover of an earlier run included. Main thread only."""
        self._is_ready = False
        palette = self._ui.palettes.itemById(PALETTE)
        if palette is not None:
            palette.deleteMe()

    def _make(self) -> Any:
        palette: Any = self._ui.palettes.add(
            id=PALETTE,
            name="Data Browser",
            htmlFileURL=PAGE.as_uri(),
            isVisible=False,
            showCloseButton=True,
            isResizable=True,
            width=_WIDTH,
            height=_HEIGHT,
            useNewWebBrowser=True,
        )
        palette.setMinimumSize(_LEAST_WIDTH, _LEAST_HEIGHT)
        palette.dockingState = adsk.core.PaletteDockingStates.PaletteDockStateRight
        self._handlers.add(palette.incomingFromHTML, adsk.core.HTMLEventHandler, self._take)
        self._handlers.add(palette.navigatingURL, adsk.core.NavigationEventHandler, _keep_inside)
        return palette

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
        while self._waiting and self._is_ready:
            self._deliver(self._waiting.popleft())

    def _deliver(self, message: str) -> None:
        palette = self._ui.palettes.itemById(PALETTE) if self._is_ready else None
        if palette is None:
            self._waiting.append(message)
        else:
            palette.sendInfoToHTML(ACTION, message)


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
