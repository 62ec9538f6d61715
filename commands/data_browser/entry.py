"""The button *Data Browser*: opens the palette at the tree."""

from __future__ import annotations

from ...lib.host import AddIn
from ...lib.host.ids import OPEN_BUTTON
from ...lib.host.toolbar import Button


def start(addin: AddIn) -> None:
    """Add the button."""
    texts = addin.texts["buttons"]["data_browser"]
    button = Button(OPEN_BUTTON, texts["name"], texts["tooltip"], icons="data_browser")
    addin.toolbar.add(button, lambda: addin.open("browse"))


def stop(addin: AddIn) -> None:
    """Remove the button."""
    addin.toolbar.remove(OPEN_BUTTON)
