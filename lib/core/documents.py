"""The active document of the host, as plain data."""

from __future__ import annotations

from typing import Literal, NamedTuple

from ..errors import UsageError


class ActiveDocument(NamedTuple):  # these are made while Fusion starts, and quicker than dataclasses
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


class NativeReference(NamedTuple):
    """A design that the open one refers to ("from"), or that refers to it ("to"), as the host tells it.

    `number` is the version that is referred to and `tip` the latest, 0 where the host does not tell.
    """

    direction: Literal["from", "to"]
    item_id: str
    name: str
    version_id: str = ""
    number: int = 0
    tip: int = 0
    extension_type: str = "items:autodesk.fusion360:Design"
