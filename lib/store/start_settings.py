"""The two settings that a start asks for before anything else of ours is loaded: a tenant, and a language.

What is wrong with the files is left for those who read them to the full: nothing is set aside here, and
nothing is said.
"""

from __future__ import annotations

import json
import logging
import os
from pathlib import Path
from typing import Any

from ..errors import UsageError
from ..texts import LANGUAGES
from .machine import read_machine
from .places import data_folder
from .settings import FILE_NAME

_log = logging.getLogger("databrowser.store")
SERVICE_VARIABLE = "DATABROWSER_SERVICE"
"""In the environment: the base address of a service to use in the place of those that the settings name."""


def has_tenant(folder: Path | None = None) -> bool:
    """Tell whether a Fusion Lifecycle tenant is set, rightly or wrongly; without our folder none is."""
    if os.environ.get(SERVICE_VARIABLE):
        return True
    tenant = _read("lifecycle_tenant", folder)
    return isinstance(tenant, str) and bool(tenant)


def find_language(folder: Path | None = None) -> str:
    """Return the language that the user has chosen; "" for the host's."""
    language = _read("language", folder)
    return language if language in LANGUAGES else ""


def _read(name: str, folder: Path | None) -> Any:
    locked = read_machine().values
    if name in locked:
        return locked[name]
    try:
        content = json.loads(((folder or data_folder()) / FILE_NAME).read_text(encoding="utf-8"))
    except UsageError as error:
        _log.warning("no settings at the start: %s", error)
        return None
    except (OSError, ValueError, RecursionError):
        return None
    return content.get(name) if isinstance(content, dict) else None
