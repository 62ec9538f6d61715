"""The user's settings, one JSON file.

    settings.json   {"version": 1, "service": "sample", "client_id": "", "lifecycle_tenant": ""}

`service` is sample (the local service with the sample hub) or aps. What is absent has its default; what is
unknown is left alone. The file holds no secret.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from pathlib import Path

from ..errors import UsageError

FILE_NAME = "settings.json"


@dataclass(frozen=True)
class Settings:
    """What the user chose; `lifecycle_tenant` is the tenant's name in its address, empty for none."""

    service: str = "sample"
    client_id: str = ""
    lifecycle_tenant: str = ""


def read_settings(folder: Path) -> Settings:
    """Return the settings kept in a folder, the defaults where there is no file.

    Raises `UsageError` for a file that is not ours to understand; it is left as it is.
    """
    file = folder / FILE_NAME
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Settings()
    except (OSError, ValueError):
        raise UsageError("store.bad-settings", path=str(file)) from None
    if not isinstance(content, dict):
        raise UsageError("store.bad-settings", path=str(file))
    chosen = {field.name: content[field.name] for field in fields(Settings) if field.name in content}
    if not all(isinstance(value, str) for value in chosen.values()):
        raise UsageError("store.bad-settings", path=str(file))
    settings = Settings(**chosen)
    if settings.service not in ("sample", "aps"):
        raise UsageError("store.bad-settings", path=str(file))
    return settings
