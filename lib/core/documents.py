"""The active document of the host, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ..errors import UsageError


@dataclass(frozen=True)
class ActiveDocument:
    """What the host says of its active document: ids only, since anything more may be a cloud call.

    `state` is none without a document, unsaved before its first save; the ids are empty then.
    """

    state: Literal["none", "unsaved", "saved"] = "none"
    name: str = ""
    is_modified: bool = False
    project_id: str = ""
    item_id: str = ""
    version_id: str = ""

    def require_saved(self) -> ActiveDocument:
        """Return this document; raises `UsageError` when there is none or it is not in the cloud yet."""
        if self.state == "none":
            raise UsageError("document.none")
        if self.state == "unsaved":
            raise UsageError("document.unsaved", name=self.name)
        return self
