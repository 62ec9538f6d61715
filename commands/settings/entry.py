"""The button *Data Browser Settings*: opens the palette and its settings."""

from __future__ import annotations

from ...lib.host import AddIn
from ...lib.host.ids import SETTINGS_BUTTON
from ...lib.host.toolbar import Button


def start(addin: AddIn) -> None:
    """Add the button."""
    texts = addin.texts["buttons"]["settings"]
    button = Button(SETTINGS_BUTTON, texts["name"], texts["tooltip"], icons="settings")
    addin.toolbar.add(button, lambda: addin.open("browse", action="settings"))


def stop(addin: AddIn) -> None:
    """Remove the button."""
    addin.toolbar.remove(SETTINGS_BUTTON)
