"""The active document, followed and read with as few of Fusion's properties as possible.

A property of `DataFile` may be a blocking cloud call, so on activation only three ids are read.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from typing import Any

from ..core.documents import ActiveDocument
from .events import Handlers
from .members import read_member

_log = logging.getLogger("databrowser.host")

# Fusion shows a saved document as "Gearbox v8"; the name alone would be one more cloud call.
_VERSION_SUFFIX = re.compile(r" v[0-9]+\*?$")
_EVENTS = ("documentActivated", "documentDeactivated", "documentClosed", "documentSaved", "documentCreated")


def follow_documents(application: Any, handlers: Handlers, changed: Callable[[Any], None]) -> None:
    """Call `changed` whenever another document may be active, or the same one in another state."""
    for name in _EVENTS:
        handlers.add(application, name, "DocumentEventHandler", changed)


def follow_uploads(application: Any, handlers: Handlers, arrived: Callable[[ActiveDocument], None]) -> None:
    """Call `arrived` with the document whose new version is in the cloud, well after it was saved."""

    def complete(args: Any) -> None:
        if read_member(read_member(args, "status"), "isError"):
            _log.warning("an upload of Fusion's failed")
            return
        file = read_member(args, "file")
        if file is None:
            return
        try:
            document = _read_saved(file, file.name)
        except Exception as error:  # noqa: BLE001  Fusion's own errors have no common type
            _log.info("what was uploaded has no data file: %s", error)
            return
        arrived(document)

    handlers.add(application, "dataFileComplete", "DataEventHandler", complete)


def is_saved(application: Any) -> bool:
    """Tell whether the active document is in the cloud, without asking the cloud."""
    return bool(read_member(read_member(application, "activeDocument"), "isSaved"))


def read_document(application: Any) -> ActiveDocument:
    """Return the active document as plain data; one that cannot be read counts as unsaved."""
    document = read_member(application, "activeDocument")
    if document is None:
        return ActiveDocument()
    name, is_modified = "", False
    try:
        name, is_modified = document.name, document.isModified
        file = document.dataFile if document.isSaved else None
        if file is None:
            return ActiveDocument("unsaved", name, is_modified=is_modified)
        return _read_saved(file, _VERSION_SUFFIX.sub("", name), is_modified=is_modified)
    except Exception as error:  # noqa: BLE001  Fusion's own errors have no common type
        _log.info("the active document has no data file: %s", error)
        return ActiveDocument("unsaved", name, is_modified=is_modified)


def _read_saved(file: Any, name: str, *, is_modified: bool = False) -> ActiveDocument:
    return ActiveDocument(
        "saved",
        name,
        is_modified=is_modified,
        project_id=file.parentProject.id,
        item_id=file.id,
        version_id=file.versionId,
    )
