"""Whom Fusion is signed in as: not always the person who is signed in to the Data Browser."""

from __future__ import annotations

from typing import Any

import adsk.core

from ..core.ports import HostUser
from .members import read_member


def read_user(application: adsk.core.Application) -> HostUser:
    """Return Fusion's user on the main thread; what Fusion does not tell is empty."""
    user = read_member(application, "currentUser")
    name = _read_text(user, "displayName") or _read_text(user, "userName")
    return HostUser(id=_read_text(user, "userId"), name=name, email=_read_text(user, "email"))


def _read_text(user: Any, name: str) -> str:
    text = read_member(user, name)
    return text.strip() if isinstance(text, str) else ""
