"""The button *Sign In*: opens the palette and starts the sign-in."""

from __future__ import annotations

from ...lib.host import AddIn
from ...lib.host.ids import SIGN_IN_BUTTON
from ...lib.host.toolbar import Button


def start(addin: AddIn) -> None:
    """Add the button."""
    texts = addin.texts["buttons"]["sign_in"]
    button = Button(SIGN_IN_BUTTON, texts["name"], texts["tooltip"], icons="sign_in")
    addin.toolbar.add(button, lambda: addin.open("browse", action="signIn"))


def stop(addin: AddIn) -> None:
    """Remove the button."""
    addin.toolbar.remove(SIGN_IN_BUTTON)
