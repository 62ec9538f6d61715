# ruff: noqa: FBT001, FBT002  the signatures are Fusion's
"""Palettes, and the messages between their pages and the add-in.

page: adsk.fusionSendData(action, data)  -> queued -> incomingFromHTML -> args.returnData -> the promise
add-in: palette.sendInfoToHTML(action, data) returns "" -> the page's handle(action, data)
        -> its answer comes back as incomingFromHTML with the action `response`
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ..pages import find_source
from ..records import PageSource
from ..state import Palette as PaletteRecord
from ..state import State
from ._base import Base, IdCollection, bad_argument
from ._events import Event, EventArgs, EventHandler, UserInterfaceGeneralEvent, UserInterfaceGeneralEventArgs

if TYPE_CHECKING:
    from ._browser_input import BrowserCommandInput
    from ._commands import Command


class HTMLEventHandler(EventHandler):
    """Handles what a palette's page sends."""


class HTMLEvent(Event):
    """A page has sent something."""

    __slots__ = ()

    def add(self, handler: HTMLEventHandler) -> bool:
        return self._add(handler)

    def remove(self, handler: HTMLEventHandler) -> bool:
        return self._remove(handler)


class HTMLEventArgs(EventArgs):
    """The arguments of an HTMLEvent; `returnData` resolves the page's promise."""

    __slots__ = ()

    @property
    def action(self) -> str:
        return self._record.values["action"]

    @property
    def data(self) -> str:
        return self._record.values["data"]

    @property
    def returnData(self) -> str:
        return self._record.values["returnData"]

    @returnData.setter
    def returnData(self, value: str) -> None:
        self._record.values["returnData"] = value

    @property
    def browserCommandInput(self) -> BrowserCommandInput | None:
        return _input_of(self)


class NavigationEventHandler(EventHandler):
    """Handles the following of a link in a palette."""


class NavigationEvent(Event):
    """A page is about to go elsewhere."""

    __slots__ = ()

    def add(self, handler: NavigationEventHandler) -> bool:
        return self._add(handler)

    def remove(self, handler: NavigationEventHandler) -> bool:
        return self._remove(handler)


class NavigationEventArgs(EventArgs):
    """The arguments of a NavigationEvent."""

    __slots__ = ()

    @property
    def navigationURL(self) -> str:
        return self._record.values["navigationURL"]

    @navigationURL.setter
    def navigationURL(self, value: str) -> None:
        self._record.values["navigationURL"] = value

    @property
    def launchExternally(self) -> bool:
        return self._record.values["launchExternally"]

    @launchExternally.setter
    def launchExternally(self, value: bool) -> None:
        self._record.values["launchExternally"] = value

    @property
    def preventDefault(self) -> bool:
        return self._record.values["preventDefault"]

    @preventDefault.setter
    def preventDefault(self, value: bool) -> None:
        self._record.values["preventDefault"] = value

    @property
    def browserCommandInput(self) -> BrowserCommandInput | None:
        return _input_of(self)


class Palette(Base):
    """A palette: a window, floating or docked, with an HTML page in it."""

    __slots__ = ()
    _newer = frozenset({"isTransparent"})
    _record: PaletteRecord

    @property
    def id(self) -> str:
        return self._record.id

    @property
    def name(self) -> str:
        return self._record.name

    @name.setter
    def name(self, value: str) -> None:
        self._record.name = value

    @property
    def isNative(self) -> bool:
        return self._record.is_native

    @property
    def isVisible(self) -> bool:
        return self._record.is_visible

    @isVisible.setter
    def isVisible(self, value: bool) -> None:
        self._record.is_visible = value

    @property
    def isTransparent(self) -> bool:
        return self._record.is_transparent

    @property
    def htmlFileURL(self) -> str:
        return self._record.url

    @htmlFileURL.setter
    def htmlFileURL(self, value: str) -> None:
        if self._record.is_native:
            raise bad_argument(f"{self._record.name} is Fusion's own and has no page")
        show_page(self._state, self._record, value)

    @property
    def dockingOption(self) -> int:
        return self._record.docking_option

    @dockingOption.setter
    def dockingOption(self, value: int) -> None:
        self._record.docking_option = value

    @property
    def dockingState(self) -> int:
        return self._record.docking_state

    @dockingState.setter
    def dockingState(self, value: int) -> None:
        self._record.docking_state = value

    @property
    def width(self) -> int:
        return self._record.width

    @width.setter
    def width(self, value: int) -> None:
        self._record.width = value

    @property
    def height(self) -> int:
        return self._record.height

    @height.setter
    def height(self, value: int) -> None:
        self._record.height = value

    @property
    def left(self) -> int:
        return self._record.left

    @left.setter
    def left(self, value: int) -> None:
        self._record.left = value

    @property
    def top(self) -> int:
        return self._record.top

    @top.setter
    def top(self, value: int) -> None:
        self._record.top = value

    @property
    def incomingFromHTML(self) -> HTMLEvent:
        return HTMLEvent(self._record.signal("incomingFromHTML"), self)

    @property
    def closed(self) -> UserInterfaceGeneralEvent:
        return UserInterfaceGeneralEvent(self._record.signal("closed"), self)

    @property
    def navigatingURL(self) -> NavigationEvent:
        return NavigationEvent(self._record.signal("navigatingURL"), self)

    def setPosition(self, left: int, top: int) -> bool:
        """Float the palette at a place of the screen."""
        self._record.left, self._record.top, self._record.docking_state = left, top, 0
        return True

    def setSize(self, width: int, height: int) -> bool:
        """Give the palette a size in pixels."""
        self._record.width, self._record.height = width, height
        return True

    def setMinimumSize(self, width: int, height: int) -> bool:
        """Keep the user from making the palette smaller."""
        self._record.minimum_size = (width, height)
        return True

    def setMaximumSize(self, width: int, height: int) -> bool:
        """Keep the user from making the palette larger."""
        self._record.maximum_size = (width, height)
        return True

    def sendInfoToHTML(self, action: str, data: str) -> str:
        """Send a message to the page: "" at once, the page's answer later; lost while no page is loaded."""
        send_to_page(self._state, self._record, action, data)
        return ""

    def deleteMe(self) -> bool:
        """Remove the palette and its page; Fusion's own stay."""
        if self._record.is_native:
            return False
        self._state.palettes.remove(self._record)
        self._record.page = None
        self._record.deleted = True
        return True


class TextCommandPalette(Palette):
    """The Text Commands window, a palette of Fusion's own."""

    __slots__ = ()

    def writeText(self, text: str) -> bool:
        """Write a line into it; that alone does not show it."""
        self._state.text_lines.write(text)
        return True


class Palettes(IdCollection[Palette]):
    """All palettes: those of the add-ins and, last, the Text Commands window."""

    __slots__ = ()
    _newer = frozenset({"add2"})

    def _records(self) -> list[PaletteRecord]:
        return [*self._state.palettes, self._state.text_palette]

    def _wrap(self, record: PaletteRecord) -> Palette:
        kind = TextCommandPalette if record is self._state.text_palette else Palette
        return kind(record, self._state)

    def add(
        self,
        id: str,
        name: str,
        htmlFileURL: str,
        isVisible: bool,
        showCloseButton: bool,
        isResizable: bool,
        width: int = 200,
        height: int = 200,
        useNewWebBrowser: bool = True,
    ) -> Palette:
        """Add a palette; a taken id raises, and so does a page that is not there."""
        return self._add(
            PaletteRecord(id, name, htmlFileURL, isVisible, showCloseButton, isResizable, width, height)
        )

    def add2(
        self,
        id: str,
        name: str,
        htmlFileURL: str,
        isVisible: bool,
        showCloseButton: bool,
        isResizable: bool,
        width: int = 200,
        height: int = 200,
    ) -> Palette:
        """Add a palette, as `add` does."""
        return self._add(
            PaletteRecord(id, name, htmlFileURL, isVisible, showCloseButton, isResizable, width, height)
        )

    def _add(self, record: PaletteRecord) -> Palette:
        if any(known.id == record.id for known in self._records()):
            raise bad_argument(f"a palette with the id {record.id} exists already")
        record.source = find_page(self._state, record.url)
        self._state.palettes.append(record)
        return Palette(record, self._state)


def find_page(state: State, url: str) -> PageSource:
    """Return what a palette shows for an address, see lib/preview/pages.py; one of nothing raises."""
    try:
        return find_source(state, url)
    except ValueError as error:
        raise bad_argument(str(error)) from None


def show_page(state: State, record: PaletteRecord, url: str) -> None:
    """Go to another page; one that is not there raises, and nothing changes."""
    record.source = find_page(state, url)
    record.url = url
    record.page = None
    record.navigations += 1


def send_to_page(state: State, record: PaletteRecord, action: str, data: str) -> bool:
    """Send a message to a page; False, and it is lost, while none is loaded."""
    if state.in_html_handler:
        raise RuntimeError(
            "5 : sendInfoToHTML inside an incomingFromHTML handler: answer with returnData, or later"
        )
    if record.page is None or _owner_of(record, state) is None:
        return False
    record.page.deliver(action, data)
    return True


def receive_from_page(
    state: State, palette: PaletteRecord, action: str, data: str, *, answer: Callable[[str], None]
) -> None:
    """Queue what a page sent; `answer` takes its returnData on the main thread, "" when nobody listens."""

    def handle() -> None:
        owner = _owner_of(palette, state)
        if owner is None:
            answer("")
            return
        args = HTMLEventArgs(state, action=action, data=data, returnData="", input=palette.input)
        state.in_html_handler += 1
        state.in_command_event += palette.input is not None
        try:
            owner.incomingFromHTML._fire(args)
        finally:
            state.in_html_handler -= 1
            state.in_command_event -= palette.input is not None
        answer(args._record.values["returnData"])

    state.loop.post(f"message {action}", handle)


def close_palette(state: State, palette: PaletteRecord) -> None:
    """Queue what the close button does: the palette is hidden, not deleted, and `closed` fires."""

    def close() -> None:
        if not palette.deleted and palette.is_visible:
            palette.is_visible = False
            Palette(palette, state).closed._fire(UserInterfaceGeneralEventArgs(state))

    state.loop.post(f"closing {palette.id}", close)


def follow_link(
    state: State, palette: PaletteRecord, url: str, *, answer: Callable[[str, bool], None]
) -> None:
    """Queue a link's navigatingURL; `answer` takes the address to open ("" for none) and whether outside."""

    def navigate() -> None:
        args = NavigationEventArgs(
            state, navigationURL=url, launchExternally=False, preventDefault=False, input=palette.input
        )
        owner = _owner_of(palette, state)
        if owner is not None:
            owner.navigatingURL._fire(args)
        values = args._record.values
        answer("" if values["preventDefault"] else values["navigationURL"], values["launchExternally"])

    state.loop.post("link", navigate)


def _owner_of(record: PaletteRecord, state: State) -> Palette | Command | None:
    """Return whose events a page's are: the palette or, in a dialog, the command; None once it is gone."""
    if record.input is None:
        return None if record.deleted else Palette(record, state)
    from ._commands import Command

    running = record.input.parent.running
    return Command(running, state) if running.is_open and not record.deleted else None


def _input_of(args: HTMLEventArgs | NavigationEventArgs) -> BrowserCommandInput | None:
    from ._browser_input import BrowserCommandInput

    record = args._record.values["input"]
    return None if record is None else BrowserCommandInput(record, args._state)
