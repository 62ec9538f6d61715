"""Whether a Fusion Lifecycle tenant is set: asked at each start, before anything else of ours is loaded."""

from __future__ import annotations

import json
import logging
import os
from pathlib import Path

from ..errors import UsageError
from .machine import read_machine
from .places import data_folder
from .settings import FILE_NAME

_log = logging.getLogger("databrowser.store")
_SETTING = "lifecycle_tenant"
SERVICE_VARIABLE = "DATABROWSER_SERVICE"
"""In the environment: the base address of a service to use in the place of those that the settings name."""


def has_tenant(folder: Path | None = None) -> bool:
    """Tell whether a tenant is set, rightly or wrongly; without our folder none is.

    What is wrong with the files is left for those who read them to the full.
    """
    if os.environ.get(SERVICE_VARIABLE):
        return True
    locked = read_machine().values
    if _SETTING in locked:
        return bool(locked[_SETTING])
    try:
        content = json.loads(((folder or data_folder()) / FILE_NAME).read_text(encoding="utf-8"))
    except UsageError as error:
        _log.warning("no Fusion Lifecycle: %s", error)
        return False
    except (OSError, ValueError, RecursionError):
        return False
    tenant = content.get(_SETTING) if isinstance(content, dict) else None
    return isinstance(tenant, str) and bool(tenant)
