"""The active document, followed and read with as few of Fusion's properties as possible.

A property of `DataFile` may be a blocking cloud call, so on activation only three ids are read.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from typing import Any

import adsk.core

from ..core.documents import ActiveDocument
from .events import Handlers

_log = logging.getLogger("databrowser.host")

# Fusion shows a saved document as "Gearbox v8"; the name alone would be one more cloud call.
_VERSION_SUFFIX = re.compile(r" v[0-9]+\*?$")
_EVENTS = ("documentActivated", "documentDeactivated", "documentClosed", "documentSaved", "documentCreated")


def follow_documents(
    application: adsk.core.Application, handlers: Handlers, changed: Callable[[], None]
) -> None:
    """Call `changed` whenever another document may be active, or the same one in another state."""
    for name in _EVENTS:
        handlers.add(getattr(application, name), adsk.core.DocumentEventHandler, lambda _: changed())


def follow_uploads(
    application: adsk.core.Application, handlers: Handlers, arrived: Callable[[ActiveDocument], None]
) -> None:
    """Call `arrived` with the document whose new version is in the cloud, well after it was saved."""

    def complete(args: Any) -> None:
        status = getattr(args, "status", None)
        if status is not None and getattr(status, "isError", False):
            _log.warning("an upload of Fusion's failed")
            return
        file = args.file
        if file is None:
            return
        try:
            arrived(
                ActiveDocument(
                    "saved",
                    file.name,
                    project_id=file.parentProject.id,
                    item_id=file.id,
                    version_id=file.versionId,
                )
            )
        except (RuntimeError, AttributeError) as error:
            _log.info("what was uploaded has no data file: %s", error)

    handlers.add(application.dataFileComplete, adsk.core.DataEventHandler, complete)


def read_document(application: adsk.core.Application) -> ActiveDocument:
    """Return the active document as plain data; one that cannot be read counts as unsaved."""
    try:
        document: Any = application.activeDocument
    except RuntimeError:
        return ActiveDocument()
    if document is None:
        return ActiveDocument()
    name, is_modified = "", False
    try:
        name, is_modified = document.name, document.isModified
        file = document.dataFile if document.isSaved else None
        if file is None:
            return ActiveDocument("unsaved", name, is_modified=is_modified)
        return ActiveDocument(
            "saved",
            _VERSION_SUFFIX.sub("", name),
            is_modified=is_modified,
            project_id=file.parentProject.id,
            item_id=file.id,
            version_id=file.versionId,
        )
    except (RuntimeError, AttributeError) as error:
        _log.info("the active document has no data file: %s", error)
        return ActiveDocument("unsaved", name, is_modified=is_modified)
