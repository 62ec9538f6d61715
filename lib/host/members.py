"""Members of Fusion's objects that a build may lack, or refuse to tell."""

from __future__ import annotations

import logging
from typing import Any

_log = logging.getLogger("databrowser.host")


def read_member(owner: Any, name: str) -> Any:
    """Return a member of one of Fusion's objects; None where there is none, or where reading it fails."""
    try:
        return getattr(owner, name, None)
    except Exception as error:  # noqa: BLE001  Fusion's own errors have no common type
        _log.info("Fusion does not tell its %s: %s", name, error)
        return None


def write_member(owner: Any, name: str, value: object) -> None:
    """Set a member of one of Fusion's objects, as far as that can be done."""
    try:
        setattr(owner, name, value)
    except Exception as error:  # noqa: BLE001  Fusion's own errors have no common type
        _log.info("Fusion does not take the %s: %s", name, error)


def call_member(owner: Any, name: str, *arguments: Any) -> Any:
    """Call a method of one of Fusion's objects; None where there is none, or where it fails."""
    method = read_member(owner, name)
    if method is None:
        return None
    try:
        return method(*arguments)
    except Exception as error:  # noqa: BLE001  Fusion's own errors have no common type
        _log.info("Fusion refuses %s: %s", name, error)
        return None
