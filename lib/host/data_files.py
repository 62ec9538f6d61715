"""What Fusion knows of files in its cloud: opened, inserted, shown in the web client, what refers to what.

Each property of these may be a call of Fusion's to the cloud that blocks its main thread. So they are read
only when the user asks for them, and one file at a time, so that Fusion can breathe in between.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any, Literal, TypeVar

import adsk.core
import adsk.fusion

from ..core.documents import ActiveDocument, NativeReference
from ..errors import Cancelled, HostError
from .mainthread import MainThread
from .members import call_member, read_member

_log = logging.getLogger("databrowser.host")
_EXTENSION_TYPES = {"f2d": "items:autodesk.fusion360:Drawing"}
_DESIGN = "items:autodesk.fusion360:Design"
# What Fusion calls it when no command is active.
_IDLE = "SelectCommand"
_Result = TypeVar("_Result")


class DataFiles:
    """Asks Fusion on its main thread; the methods are called on others, and block.

    `changed` is called there when the active document was changed: no event of Fusion's tells that.
    """

    def __init__(
        self, application: adsk.core.Application, main: MainThread, *, changed: Callable[[], None]
    ) -> None:
        self._application: Any = application
        self._main = main
        self._changed = changed

    def open_document(self, item_id: str) -> None:
        """Open a file in Fusion, as the Host port says."""

        def show() -> None:
            self._application.documents.open(self._find(item_id))

        # Inside a command's transaction Fusion opens nothing.
        self._ask(show, can_be_done=self._end_command)

    def insert_document(self, item_id: str) -> None:
        """Insert a file into the active design, as the Host port says."""

        def insert() -> None:
            document, design = self._find_design()
            file = self._find(item_id)
            if document.dataFile.id == file.id:
                raise HostError("host.into-itself", name=document.name)
            place = adsk.core.Matrix3D.create()
            occurrences = design.rootComponent.occurrences
            if occurrences.addByInsert(file, place, True) is None:  # noqa: FBT003  Fusion's own signature
                _, problem = self._application.getLastError()
                raise HostError("host.refused", problem=problem)
            self._changed()

        self._ask(insert)

    def find_web_address(self, item_id: str) -> str:
        """Return a file's address in the web client, as the Host port says."""
        address = self._ask(lambda: read_member(self._find(item_id), "fusionWebURL"))
        if not isinstance(address, str) or not address.startswith("https://"):
            raise HostError("host.no-web-address")
        return address

    def read_references(
        self, document: ActiveDocument, *, cancelled: threading.Event
    ) -> tuple[NativeReference, ...]:
        """Return what the open document refers to and what refers to it, as the Host port says."""
        uses = self._ask(lambda: list(read_member(self._open(document), "documentReferences") or ()))
        users = self._ask(
            lambda: list(read_member(read_member(self._open(document), "dataFile"), "parentReferences") or ())
        )
        works = [
            *(lambda one=one: _read(read_member(one, "dataFile"), "from", one) for one in uses),
            *(lambda one=one: _read(one, "to") for one in users),
        ]
        found: list[NativeReference] = []
        for work in works:
            if cancelled.is_set():  # each may hold up the main thread, for nobody
                raise Cancelled("job.cancelled")
            if reference := self._ask(work):
                found.append(reference)
        return tuple(found)

    def _open(self, document: ActiveDocument) -> Any:
        active = self._application.activeDocument
        if active is None or not active.isSaved or active.dataFile.versionId != document.version_id:
            raise HostError("host.other-document", name=document.name)
        return active

    def _find_design(self) -> tuple[Any, Any]:
        """Return the active document and its design, where something can be inserted into it now."""
        # What is changed while a command is active belongs to that: it would be gone when that is cancelled.
        command = self._application.userInterface.activeCommand
        if command and command != _IDLE:
            raise HostError("host.command-active", command=command)
        document = self._application.activeDocument
        if document is None:
            raise HostError("host.no-design")
        design = adsk.fusion.Design.cast(document.products.itemByProductType("DesignProductType"))
        if design is None:
            raise HostError("host.not-a-design", name=document.name)
        if not document.isSaved:
            raise HostError("host.not-saved", name=document.name)
        return document, design

    def _find(self, item_id: str) -> Any:
        file = self._application.data.findFileById(item_id)
        if file is None:
            raise HostError("host.no-file")
        return file

    def _end_command(self) -> bool:
        """Tell whether no command is active; one that is will end, as when the user presses Escape."""
        ui = read_member(self._application, "userInterface")
        if read_member(ui, "activeCommand") in (None, "", _IDLE):
            return True
        call_member(call_member(read_member(ui, "commandDefinitions"), "itemById", _IDLE), "execute")
        return False

    def _ask(self, work: Callable[[], _Result], *, can_be_done: Callable[[], bool] = lambda: True) -> _Result:
        try:
            return self._main.ask(work, can_be_done=can_be_done)
        except RuntimeError as error:
            _log.info("Fusion refused: %s", error)
            raise HostError("host.refused", problem=str(error)) from None


def _read(file: Any, direction: Literal["from", "to"], reference: Any = None) -> NativeReference | None:
    """Return one reference as plain data; None for one whose file Fusion does not tell."""
    item_id, name = _text(file, "id"), _text(file, "name")
    if not item_id:
        return None
    number = _number(reference, "version") or _number(file, "versionNumber")
    is_same = number == _number(file, "versionNumber")
    return NativeReference(
        direction,
        item_id,
        name,
        version_id=_text(file, "versionId") if is_same else "",
        number=number,
        tip=_number(file, "latestVersionNumber"),
        extension_type=_EXTENSION_TYPES.get(_text(file, "fileExtension"), _DESIGN),
    )


def _text(owner: Any, name: str) -> str:
    value = read_member(owner, name)
    return value if isinstance(value, str) else ""


def _number(owner: Any, name: str) -> int:
    value = read_member(owner, name)
    return value if isinstance(value, int) else 0
