"""The ids under which Fusion knows what is ours: letters, digits and underscores only."""

PALETTE = "databrowser_palette"
PUMP_EVENT = "databrowser_pump"
OPEN_BUTTON = "databrowser_open"
SIGN_IN_BUTTON = "databrowser_sign_in"
ATTACH_BUTTON = "databrowser_attach"
SETTINGS_BUTTON = "databrowser_settings"
LIFECYCLE_BUTTON = "databrowser_lifecycle_sign_in"
