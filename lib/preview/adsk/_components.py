# ruff: noqa: FBT001  the signatures are Fusion's
"""What a design is made of: components and occurrences; no geometry, and nothing below an inserted design."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..state import Document as DocumentRecord
from ..state import File, Reference
from ..state import Occurrence as OccurrenceRecord
from ._attributes import Attributes, attributes_of
from ._base import Base, Collection, bad_argument, stored
from ._data_files import DataFile
from ._geometry import Matrix3D

if TYPE_CHECKING:
    from ._design import Design


class BaseComponent(Base):
    """What all components have."""

    __slots__ = ()
    _namespace = "fusion"
    _record: DocumentRecord

    @property
    def name(self) -> str:
        file = self._record.file
        return self._record.name if file is None else f"{self._record.name} v{file.version_number}"

    @property
    def parentDesign(self) -> Design:
        from ._design import Design

        return Design(self._record, self._state)

    @property
    def occurrences(self) -> Occurrences:
        return Occurrences(self._record, self._state)

    @property
    def allOccurrences(self) -> OccurrenceList:
        return OccurrenceList(self._record, self._state)


class Component(BaseComponent):
    """A component; the preview knows the root component of a design alone."""

    __slots__ = ()
    _namespace = "fusion"

    partNumber: str = stored("part_number", "str")
    description: str = stored("description", "str")

    @property
    def id(self) -> str:
        return f"{self._record.creation_id}-root"

    @property
    def attributes(self) -> Attributes:
        return attributes_of(self, self._record, "root")


class Components(Collection[Component]):
    """The components of a design: the root alone."""

    __slots__ = ()
    _namespace = "fusion"
    _item_type = Component

    def _records(self) -> list[DocumentRecord]:
        return [self._record]

    def itemByName(self, name: str) -> Component | None:
        """Return the component of this name, None when there is none."""
        return next((item for item in self._items() if item.name == name), None)

    def itemById(self, id: str) -> Component | None:
        """Return the component of this id, None when there is none."""
        return next((item for item in self._items() if item.id == id), None)


class Occurrence(Base):
    """A design that was inserted into another one."""

    __slots__ = ()
    _namespace = "fusion"
    _record: OccurrenceRecord

    @property
    def name(self) -> str:
        return self._record.name

    @property
    def isReferencedComponent(self) -> bool:
        return self._record.is_referenced


class OccurrenceList(Collection[Occurrence]):
    """What was inserted into a component, as a list."""

    __slots__ = ()
    _namespace = "fusion"
    _item_type = Occurrence
    _record: DocumentRecord

    def _records(self) -> list[OccurrenceRecord]:
        return self._record.occurrences

    def itemByName(self, name: str) -> Occurrence | None:
        """Return the occurrence of this name, None when there is none."""
        return next((item for item in self._items() if item.name == name), None)


class Occurrences(Collection[Occurrence]):
    """What was inserted into a component."""

    __slots__ = ()
    _namespace = "fusion"
    _item_type = Occurrence
    _record: DocumentRecord

    def _records(self) -> list[OccurrenceRecord]:
        return self._record.occurrences

    @property
    def asList(self) -> OccurrenceList:
        return OccurrenceList(self._record, self._state)

    def itemByName(self, name: str) -> Occurrence | None:
        """Return the occurrence of this name, None when there is none."""
        return self.asList.itemByName(name)

    def addByInsert(
        self, dataFile: DataFile, transform: Matrix3D, isReferencedComponent: bool
    ) -> Occurrence | None:
        """Insert a file of the cloud; as a reference only into a saved design of the same project."""
        self._state.cloud_call("Occurrences.addByInsert")
        document, file = self._record, dataFile._record
        if file.extension != "f3d":
            raise bad_argument(f"files of the kind {file.extension!r} are not inserted")
        own = document.file
        if isReferencedComponent:
            if own is None:
                raise bad_argument("the design has to be saved before another one is inserted")
            if own.project_id != file.project_id:
                raise bad_argument("the file is not from the same project as the document")
            if own.item_id in self._used_by(file):
                raise bad_argument("the design would contain itself")
            self._state.references.append(Reference(own, file))
        number = 1 + sum(one.file.item_id == file.item_id for one in document.occurrences)
        name = f"{file.name} v{file.version_number}:{number}"
        document.occurrences.append(OccurrenceRecord(name, file, is_referenced=isReferencedComponent))
        document.is_modified = True
        return self._items()[-1]

    def _used_by(self, file: File) -> set[str]:
        """Return the ids of a file and of all that it uses, at any depth."""
        found, todo = {file.item_id}, [file.item_id]
        while todo:
            user = todo.pop()
            for one in self._state.references:
                if one.user.item_id == user and one.used.item_id not in found:
                    found.add(one.used.item_id)
                    todo.append(one.used.item_id)
        return found
