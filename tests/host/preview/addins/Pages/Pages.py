"""An add-in whose palettes come in the forms that public ones use, and that writes into Text Commands."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import adsk.core

HERE = Path(__file__).resolve().parent
STRING = (
    "<html><head><title>In place</title></head><body><p>written in place</p>"
    "<a href='https://example.com/kept'>the manual</a></body></html>"
)
app: Any = adsk.core.Application.get()
ui: Any = app.userInterface
handlers: list[Any] = []


class Leaving(adsk.core.NavigationEventHandler):
    """Sends links to the browser."""

    def notify(self, eventArgs: Any, /) -> None:
        """Do so, and write it down."""
        if eventArgs.navigationURL.startswith("http"):
            eventArgs.launchExternally = True
            write(f"leaving for {eventArgs.navigationURL}")


def write(text: str) -> None:
    """Write a line into the Text Commands window, as public add-ins do."""
    palette: Any = adsk.core.TextCommandPalette.cast(ui.palettes.itemById("TextCommands"))
    palette.writeText(text)


def run(context: Any) -> None:
    """Show a palette by a file's address with a query, and one that needs no file."""
    address = (HERE / "pages" / "html" / "index.html").as_uri()
    looks = {"isVisible": True, "showCloseButton": True, "isResizable": True, "width": 320, "height": 400}
    ui.palettes.add("pagesFile", "From a file", f"{address}?unit=mm#top", **looks)
    palette = ui.palettes.add("pagesString", "From a string", STRING, **looks)
    handler = Leaving()
    palette.navigatingURL.add(handler)
    handlers.append(handler)


def stop(context: Any) -> None:
    """Take the palettes away."""
    handlers.clear()
    for id in ("pagesFile", "pagesString"):
        palette = ui.palettes.itemById(id)
        if palette:
            palette.deleteMe()
