"""The button *Fusion Lifecycle Sign In*: opens the palette and its dialog, where a tenant is set."""

from __future__ import annotations

from ...lib.host import AddIn
from ...lib.host.ids import LIFECYCLE_BUTTON
from ...lib.host.toolbar import Button


def start(addin: AddIn) -> None:
    """Remove a button that an earlier run left behind, and add it where a tenant turns out to be set."""
    stop(addin)
    addin.later(_has_tenant, lambda _: _add(addin))


def _has_tenant() -> bool:
    from ...lib.store.start_settings import has_tenant  # it takes longer to load than all else at a start

    return has_tenant()


def _add(addin: AddIn) -> None:
    texts = addin.texts["buttons"]["lifecycle_sign_in"]
    button = Button(LIFECYCLE_BUTTON, texts["name"], texts["tooltip"], icons="lifecycle_sign_in")
    addin.toolbar.add(button, lambda: addin.open("browse", action="lifecycle"))


def stop(addin: AddIn) -> None:
    """Remove the button."""
    addin.toolbar.remove(LIFECYCLE_BUTTON)
