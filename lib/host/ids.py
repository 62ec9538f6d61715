"""The ids under which Fusion knows what is ours: letters, digits and underscores only.

Where another add-in has taken one of them, ours has a number behind it.
"""

from __future__ import annotations

PALETTE = "databrowser_palette"
PUMP_EVENT = "databrowser_pump"
OPEN_BUTTON = "databrowser_open"
SIGN_IN_BUTTON = "databrowser_sign_in"
ATTACH_BUTTON = "databrowser_attach"
SETTINGS_BUTTON = "databrowser_settings"
LIFECYCLE_BUTTON = "databrowser_lifecycle_sign_in"

_MOST_NAMES = 9


def names_of(id: str) -> tuple[str, ...]:
    """Return an id and those to use in its place, in the order in which they are tried."""
    return (id, *(f"{id}_{number}" for number in range(2, _MOST_NAMES + 1)))
