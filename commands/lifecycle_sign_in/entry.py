"""The button *Fusion Lifecycle Sign In*: opens the palette and its dialog, where a tenant is set."""

from __future__ import annotations

from ...lib.host import AddIn
from ...lib.host.ids import LIFECYCLE_BUTTON
from ...lib.host.toolbar import Button


def start(addin: AddIn) -> None:
    """Add the button; where no tenant is set, remove one that an earlier run left behind."""
    if not addin.app.has_tenant():
        stop(addin)
        return
    texts = addin.texts["buttons"]["lifecycle_sign_in"]
    button = Button(LIFECYCLE_BUTTON, texts["name"], texts["tooltip"], icons="lifecycle_sign_in")
    addin.toolbar.add(button, lambda: addin.open("browse", action="lifecycle"))


def stop(addin: AddIn) -> None:
    """Remove the button."""
    addin.toolbar.remove(LIFECYCLE_BUTTON)
