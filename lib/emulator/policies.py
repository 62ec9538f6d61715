"""What nobody has confirmed about the real services, as named switches.

drawing-to-design   a POST of a DrawingToDesign ref: accept, bad-input (400), forbid (403)
duplicate-ref       a second POST of the same ref: again (204, stored once), conflict (409), doubled
late-write          seconds until a new ref can be read
lifecycle-login     the session login of a Fusion Lifecycle tenant: offered, or switched off: not-found (404),
                    forbidden (403), redirect (302)
refresh-reuse       a refresh token used twice: fail, revoke-grant (everything it led to dies), grace (works
                    again for GRACE_SECONDS)
root-folder         the folder above a project's top folders, when a user asks for it: show, forbid (403),
                    hide (404)
"""

from __future__ import annotations

from collections.abc import Mapping

from ..errors import UsageError

GRACE_SECONDS = 60.0

# The first value of each is the default.
ALLOWED: Mapping[str, tuple[str, ...]] = {
    "drawing-to-design": ("accept", "bad-input", "forbid"),
    "duplicate-ref": ("again", "conflict", "doubled"),
    "late-write": ("0", "2", "10"),
    "lifecycle-login": ("offered", "not-found", "forbidden", "redirect"),
    "refresh-reuse": ("fail", "revoke-grant", "grace"),
    "root-folder": ("show", "forbid", "hide"),
}


def choose_policies(chosen: Mapping[str, str]) -> Mapping[str, str]:
    """Return the value of every policy.

    Raises `UsageError` (`emulator.unknown-policy`) for a name or a value that is not in the table.
    """
    for name, value in chosen.items():
        if value not in ALLOWED.get(name, ()):
            allowed = "; ".join(f"{known}={'|'.join(values)}" for known, values in ALLOWED.items())
            raise UsageError("emulator.unknown-policy", policy=f"{name}={value}", allowed=allowed)
    return {name: chosen.get(name, values[0]) for name, values in ALLOWED.items()}
