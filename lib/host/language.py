"""The language that the user has chosen for Fusion itself."""

from __future__ import annotations

from typing import Any

import adsk.core

from ..texts import FALLBACK
from .members import read_member

# By the names of Fusion's own list: its numbers are nowhere promised.
_CODES = {"GermanLanguage": "de"}


def read_language(application: adsk.core.Application) -> str:
    """Return Fusion's language on the main thread, English where ours are none in it."""
    preferences = read_member(application, "preferences")
    chosen: Any = read_member(read_member(preferences, "generalPreferences"), "userLanguage")
    languages = read_member(adsk.core, "UserLanguages")
    for name, code in _CODES.items():
        if chosen is not None and chosen == read_member(languages, name):
            return code
    return FALLBACK
