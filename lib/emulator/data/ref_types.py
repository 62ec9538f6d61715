"""The ref types that the service knows, and which ends each of them takes.

The schema service defines a type by its `fromAllowedTypes` and `toAllowedTypes`. Its documents were never
seen, so the ends here follow from what each type is for.

No extension type of the refTypes `dependencies` and `includes` is known from any source. So none can be
posted here, and one in the database (which only a seeder can put there) is read and filtered like any other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

_ANY = ("folders:", "items:", "versions:")
_FILES = ("items:", "versions:")
_BIM_360 = ("versions:autodesk.bim360:",)


@dataclass(frozen=True)
class RefType:
    """One type; an end is allowed when its extension type begins with one of the prefixes."""

    versions: tuple[str, ...]
    from_allowed: tuple[str, ...]
    to_allowed: tuple[str, ...]


XREF = "xrefs:autodesk.core:Xref"
DRAWING_TO_DESIGN = "derived:autodesk.fusion360:DrawingToDesign"

REF_TYPES: Mapping[str, RefType] = {
    "auxiliary:autodesk.core:Attachment": RefType(("1.0",), _ANY, _ANY),
    XREF: RefType(("1.0", "1.1", "1.1.0"), _FILES, _FILES),
    DRAWING_TO_DESIGN: RefType(
        ("1.0",), ("versions:autodesk.fusion360:Drawing",), ("versions:autodesk.fusion360:Design",)
    ),
    "derived:autodesk.bim360:FileToDocument": RefType(("1.0",), _BIM_360, _BIM_360),
    "derived:autodesk.bim360:CopyDocument": RefType(("1.0",), _BIM_360, _BIM_360),
    "derived:autodesk.bim360:CopyFile": RefType(("1.0",), _BIM_360, _BIM_360),
}
