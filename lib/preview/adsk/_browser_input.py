"""A page within a dialog. It talks as a palette's page does; the command's own events hear of it.

page: adsk.fusionSendData(action, data)  -> queued -> the command's incomingFromHTML -> the page's promise
add-in: input.sendInfoToHTML(action, data) -> the page's handle(action, data) -> action `response`
"""

from __future__ import annotations

from typing import cast

from ..inputs import Input
from ..state import Palette, State
from ._inputs import CommandInput
from ._palettes import find_page, send_to_page, show_page

PREFIX = "input "  # of what the window calls a browser by, before the input's id


class BrowserCommandInput(CommandInput):
    """A page within a dialog."""

    __slots__ = ()

    @property
    def _browser(self) -> Palette:
        return cast("Palette", self._record.browser)

    @property
    def htmlFileURL(self) -> str:
        return self._browser.url

    @htmlFileURL.setter
    def htmlFileURL(self, value: str) -> None:
        show_page(self._state, self._browser, value)

    @property
    def minimumHeight(self) -> int:
        return self._record.heights[0]

    @minimumHeight.setter
    def minimumHeight(self, value: int) -> None:
        self._record.heights = (value, self._record.heights[1])

    @property
    def maximumHeight(self) -> int:
        return self._record.heights[1]

    @maximumHeight.setter
    def maximumHeight(self, value: int) -> None:
        self._record.heights = (self._record.heights[0], value)

    def sendInfoToHTML(self, action: str, data: str) -> bool:
        """Send a message to the page, whose answer comes later; False while no page is loaded."""
        return send_to_page(self._state, self._browser, action, data)

    def deleteMe(self) -> bool:
        """Take the page out of the dialog."""
        self._browser.page = None
        self._browser.deleted = True
        return super().deleteMe()


def make_browser(state: State, input: Input, url: str) -> Palette:
    """Return the browser of an input; a page that is not there raises."""
    browser = Palette(
        f"{PREFIX}{input.id}",
        input.name,
        url,
        is_visible=True,
        has_close_button=False,
        is_resizable=False,
        width=0,
        height=0,
        input=input,
    )
    browser.source = find_page(state, url)
    return browser
