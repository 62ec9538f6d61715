"""A page for tests: what a palette's page would send and receive, without a browser."""

from __future__ import annotations

from collections.abc import Callable

from .adsk._palettes import receive_from_page
from .state import Palette, State


class PageStandIn:
    """A loaded page; `received` are the messages from Python as (action, data)."""

    def __init__(
        self, state: State, palette: Palette, handle: Callable[[str, str], str] | None = None
    ) -> None:
        self.received: list[tuple[str, str]] = []
        self._state = state
        self._palette = palette
        self._handle = handle or (lambda action, data: "OK")
        palette.page = self

    def deliver(self, action: str, data: str) -> None:
        """Take a message from Python, and queue the handler's answer as the action `response`."""
        self.received.append((action, data))
        answer = self._handle(action, data)
        receive_from_page(self._state, self._palette, "response", answer, answer=_drop)

    def post(self, action: str, data: str, *, answer: Callable[[str], None] | None = None) -> None:
        """Queue a message to Python, as `adsk.fusionSendData` does; from any thread."""
        receive_from_page(self._state, self._palette, action, data, answer=answer or _drop)

    def send(self, action: str, data: str) -> str:
        """Send a message to Python, pump until it is handled, and return the returnData."""
        answers: list[str] = []
        self.post(action, data, answer=answers.append)
        while not answers:
            self._state.loop.pump()
        return answers[0]

    def unload(self) -> None:
        """Go away, as when the palette's browser is thrown away: what Python sends now is lost."""
        if self._palette.page is self:
            self._palette.page = None


def _drop(answer: str) -> None:
    pass
