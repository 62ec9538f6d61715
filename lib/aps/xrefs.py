"""External references that are made together with a version: the only refs that can be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

_EXTENSION = {"type": "xrefs:autodesk.core:Xref", "version": "1.1.0"}


@dataclass(frozen=True)
class InlineXref:
    """A ref between a new version and another one of its project.

    `direction` is the end at which the new version sits; `nested_type` is attachment where the other's own
    references count too, overlay where they do not.
    """

    version_id: str
    direction: Literal["from", "to"] = "from"
    nested_type: Literal["attachment", "overlay"] = "attachment"


def relate_version(xrefs: Iterable[InlineXref]) -> dict[str, Any]:
    """Return the relationships that a posted version gets from its references."""
    data = [
        {
            "type": "versions",
            "id": xref.version_id,
            "meta": {
                "refType": "xrefs",
                "direction": xref.direction,
                "extension": {**_EXTENSION, "data": {"nestedType": xref.nested_type}},
            },
        }
        for xref in xrefs
    ]
    return {"refs": {"data": data}} if data else {}
