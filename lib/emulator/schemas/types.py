"""The extension types that have a schema: their versions, and what is known of their data.

Every type that was seen in documents or public code is here; where no version was seen, 1.0 is assumed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_TEXT = {"type": "string"}
_TEXTS = {"type": "array", "items": _TEXT}
_BOOLEAN = {"type": "boolean"}
_NAMES: Mapping[str, tuple[str, ...]] = {
    "hubs": ("autodesk.core:Hub", "autodesk.a360:PersonalHub", "autodesk.bim360:Account"),
    "projects": ("autodesk.core:Project", "autodesk.bim360:Project"),
    "folders": ("autodesk.core:Folder", "autodesk.bim360:Folder"),
    "items": (
        "autodesk.core:File",
        "autodesk.fusion360:Design",
        "autodesk.fusion360:Drawing",
        "autodesk.bim360:File",
        "autodesk.bim360:Document",
        "autodesk.bim360:TitleBlock",
        "autodesk.bim360:C4RModel",
    ),
    "versions": (
        "autodesk.core:File",
        "autodesk.core:Deleted",
        "autodesk.fusion360:Design",
        "autodesk.fusion360:Drawing",
        "autodesk.a360:CompositeDesign",
        "autodesk.bim360:File",
        "autodesk.bim360:Document",
        "autodesk.bim360:C4RModel",
    ),
    "links": ("A360:DownloadArchiveFolder", "A360:CreateFolderArchive"),
    "commands": (
        "autodesk.core:CheckPermission",
        "autodesk.core:ListRefs",
        "autodesk.core:ListItems",
        "autodesk.bim360:C4RModelPublish",
        "autodesk.bim360:C4RPublishWithoutLinks",
        "autodesk.bim360:C4RModelGetPublishJob",
    ),
}
_VERSIONS: Mapping[str, tuple[str, ...]] = {"commands:autodesk.core:ListItems": ("1.0.0", "1.1.0")}

EXTENSION_TYPES: Mapping[str, tuple[str, ...]] = {
    f"{base}:{name}": _VERSIONS.get(f"{base}:{name}", ("1.0.0" if base == "commands" else "1.0",))
    for base, names in _NAMES.items()
    for name in names
}
"""The versions of each type, but for those of refs."""

DATA: Mapping[str, Mapping[str, Any]] = {
    "projects:autodesk.bim360:Project": {"projectType": {"enum": ["BIM360", "ACC"]}},
    "folders:autodesk.core:Folder": {"isRoot": _BOOLEAN, "folderType": _TEXT, "folderParents": _TEXTS},
    "xrefs:autodesk.core:Xref": {"nestedType": {"enum": ["attachment", "overlay"]}},
    "commands:autodesk.core:CheckPermission": {"requiredActions": _TEXTS},
    "commands:autodesk.core:ListItems": {"includePathInProject": _BOOLEAN},
}
"""The properties of `extension.data`, as far as any were seen."""
