"""The button *Attach to This Design*: opens the palette at the active design."""

from __future__ import annotations

from ...lib.host import AddIn
from ...lib.host.ids import ATTACH_BUTTON
from ...lib.host.toolbar import Button


def start(addin: AddIn) -> None:
    """Add the button."""
    texts = addin.texts["buttons"]["attach"]
    button = Button(ATTACH_BUTTON, texts["name"], texts["tooltip"], icons="attach", needs_saved=True)
    addin.toolbar.add(button, lambda: addin.open("design", action="attach"))


def stop(addin: AddIn) -> None:
    """Remove the button."""
    addin.toolbar.remove(ATTACH_BUTTON)
