# ruff: noqa: FBT001, FBT002  the signatures are Fusion's
"""Documents, and what happens to them: activating, closing, saving."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..profiles import VERSIONS
from ..state import Document as DocumentRecord
from ..state import File, Record, Reference, State, Workspace
from ._attributes import Attribute, Attributes, attributes_of, find_attributes
from ._base import Base, Collection, bad_argument
from ._command_life import end_active
from ._data import DataFolder
from ._data_files import DataFile
from ._enums import DocumentTypes
from ._events import DocumentEvent, DocumentEventArgs, WorkspaceEvent, WorkspaceEventArgs
from ._toolbars import ProductKind, WorkspaceList
from ._toolbars import Workspace as WorkspaceWrapper
from ._units import UnitsManager
from ._uploads import refuse_in_command, tell_completion

if TYPE_CHECKING:
    from ._application import Application


class Product(Base):
    """What a document is made with, such as a design."""

    __slots__ = ()
    _record: DocumentRecord

    @property
    def productType(self) -> str:
        kinds = {"design": "DesignProductType", "drawing": "DrawingProductType"}
        return kinds.get(self._record.kind, "")

    @property
    def parentDocument(self) -> Document:
        return wrap_document(self._state, self._record)

    @property
    def unitsManager(self) -> UnitsManager:
        return UnitsManager(self._record, self._state)

    @property
    def attributes(self) -> Attributes:
        return attributes_of(self, self._record, "product")

    @property
    def workspaces(self) -> WorkspaceList:
        return WorkspaceList(ProductKind(self.productType), self._state)

    def findAttributes(self, groupName: str, attributeName: str) -> list[Attribute]:
        """Return the attributes of all that is in the product; an empty name stands for any."""
        return find_attributes(self._record, self, groupName, attributeName)


class Products(Collection[Product]):
    """The products of a document."""

    __slots__ = ()

    def _records(self) -> list[DocumentRecord]:
        return [self._record]

    def _wrap(self, record: DocumentRecord) -> Product:
        return wrap_product(self._state, record)

    def itemByProductType(self, productType: str) -> Product | None:
        """Return the product of this type, None when there is none."""
        return next((item for item in self._items() if item.productType == productType), None)


class Document(Base):
    """An open document; its name carries the version, such as `Gearbox v8`."""

    __slots__ = ()
    _record: DocumentRecord

    @property
    def name(self) -> str:
        file = self._record.file
        return self._record.name if file is None else f"{self._record.name} v{file.version_number}"

    @property
    def isSaved(self) -> bool:
        return self._record.file is not None

    @property
    def isModified(self) -> bool:
        return self._record.is_modified

    @property
    def isActive(self) -> bool:
        return self._record is self._state.active_document

    @property
    def isVisible(self) -> bool:
        return self._record.is_open

    @property
    def isUpToDate(self) -> bool:
        return True

    @property
    def version(self) -> str:
        """The Fusion that saved it last: this one; "" for a document that was never saved."""
        return VERSIONS[self._state.profile] if self.isSaved else ""

    @property
    def documentReferences(self) -> DocumentReferences:
        self._state.cloud_call("Document.documentReferences")
        return DocumentReferences(_Used(list_used(self._state, self._record.file)), self._state)

    @property
    def allDocumentReferences(self) -> DocumentReferences:
        """What it uses, and what that uses in turn."""
        self._state.cloud_call("Document.allDocumentReferences")
        found = list_used(self._state, self._record.file)
        for one in found:  # grows while it is read
            found += [more for more in list_used(self._state, one.used) if more not in found]
        return DocumentReferences(_Used(found), self._state)

    @property
    def creationId(self) -> str:
        return self._record.creation_id

    @property
    def products(self) -> Products:
        return Products(self._record, self._state)

    @property
    def dataFile(self) -> DataFile | None:
        """The file; of an unsaved document None, or an error: both are met, so both can be had."""
        if self._record.file is not None:
            return DataFile(self._record.file, self._state)
        if self._state.unsaved_data_file == "raises":
            raise RuntimeError("2 : InternalValidationError : the document is not saved")
        return None

    @property
    def parent(self) -> Application:
        return _application(self._state)

    @property
    def attributes(self) -> Attributes:
        return attributes_of(self, self._record, "document")

    def activate(self) -> bool:
        """Bring the document to the front when the main loop comes to it."""
        queue_activation(self._state, self._record)
        return True

    def save(self, description: str) -> bool:
        """Save; refused inside a command event, and False for a document without a file."""
        refuse_in_command(self._state, "save")
        if self._record.file is None:
            return False
        queue_save(self._state, self._record, description)
        return True

    def saveAs(self, name: str, dataFolder: DataFolder, description: str, tag: str) -> bool:
        """Save to a new file in a folder, under the document's own name where none is given.

        True says that it has begun; the document has the new file once `dataFileComplete` tells. Refused
        inside a command event.
        """
        refuse_in_command(self._state, "saveAs")
        record = self._record
        place = dataFolder._record
        queue_save_as(self._state, record, place, name=name or record.name, description=description)
        return True

    def close(self, saveChanges: bool) -> bool:
        """Close the document when the main loop comes to it; what was changed is lost."""
        queue_closing(self._state, self._record)
        return True


class DocumentReference(Base):
    """A version of another file that a document uses."""

    __slots__ = ()
    _record: Reference

    @property
    def dataFile(self) -> DataFile:
        self._state.cloud_call("DocumentReference.dataFile")
        return DataFile(self._record.used, self._state)

    @property
    def version(self) -> int:
        return self._record.used.version_number

    @property
    def isOutOfDate(self) -> bool:
        used = self._record.used
        return used.version_number < used.latest_version_number


class _Used(Record):
    """Some references as a record of their own."""

    def __init__(self, references: list[Reference]) -> None:
        super().__init__()
        self.references = references


class DocumentReferences(Collection[DocumentReference]):
    """What a document uses."""

    __slots__ = ()
    _item_type = DocumentReference
    _record: _Used

    def _records(self) -> list[Reference]:
        return self._record.references


def list_used(state: State, file: File | None) -> list[Reference]:
    """Return what a file uses itself."""
    return [one for one in state.references if file and one.user.item_id == file.item_id]


class Documents(Collection[Document]):
    """The open documents."""

    __slots__ = ()

    def add(self, documentType: int, visible: bool = True, options: Base | None = None) -> Document:
        """Make a design, which is the active document when the main loop comes to it."""
        if documentType != DocumentTypes.FusionDesignDocumentType:
            raise bad_argument(f"no such kind of document: {documentType}")
        number = len(self._state.documents) + 1
        record = DocumentRecord("Untitled", "design", f"document-{number}", None, is_modified=False)
        self._state.documents.append(record)
        queue_activation(self._state, record)
        return wrap_document(self._state, record)

    def open(self, dataFile: DataFile, visible: bool = True) -> Document:
        """Open a file, or bring its document to the front, inside a command event as well."""
        file: File = dataFile._record
        record = next(
            (one for one in self._state.documents if one.file and one.file.item_id == file.item_id), None
        )
        if record is None:
            kind = {"f3d": "design", "f2d": "drawing"}.get(file.extension)
            if kind is None:
                raise RuntimeError(f"3 : Fusion does not open files of the kind {file.extension!r}")
            record = DocumentRecord(file.name, kind, f"document-{file.item_id}", file, is_modified=False)
            self._state.documents.append(record)
        queue_activation(self._state, record)
        return wrap_document(self._state, record)

    def _records(self) -> list[DocumentRecord]:
        return self._state.open_documents()

    def _wrap(self, record: DocumentRecord) -> Document:
        return wrap_document(self._state, record)


def wrap_document(state: State, record: DocumentRecord) -> Document:
    """Return a document as an object of its own kind."""
    from . import drawing, fusion

    kinds = {"design": fusion.FusionDocument, "drawing": drawing.DrawingDocument}
    return kinds.get(record.kind, Document)(record, state)


def wrap_product(state: State, record: DocumentRecord) -> Product:
    """Return what a document is made with as an object of its own kind."""
    from . import drawing, fusion

    kinds = {"design": fusion.Design, "drawing": drawing.Drawing}
    return kinds.get(record.kind, Product)(record, state)


def queue_activation(state: State, record: DocumentRecord | None) -> None:
    """Queue the click on a document's tab; None closes all documents."""
    name = "no document" if record is None else record.name
    if record is None:
        state.loop.post(f"showing {name}", lambda: _close_all(state))
    else:
        state.loop.post(f"showing {name}", lambda: _activate(state, record))


def queue_closing(state: State, record: DocumentRecord) -> None:
    """Queue the closing of a document; the one beside it becomes the active one."""

    def close() -> None:
        was_active = state.active_document is record
        _close(state, record)
        left = state.open_documents()
        if was_active and left:
            _activate(state, left[-1])
        elif was_active:
            state.active_workspace = None

    state.loop.post(f"closing {record.name}", close)


def queue_workspace(state: State, workspace: Workspace) -> None:
    """Queue the change to another workspace."""
    state.loop.post(f"showing {workspace.name}", lambda: enter_workspace(state, workspace))


def queue_save(state: State, record: DocumentRecord, description: str = "") -> None:
    """Queue a save: `documentSaved` comes at once, the cloud's new version later."""

    def save() -> None:
        _tell(state, "documentSaving", record)
        record.is_modified = False
        record.saved_as = description
        _tell(state, "documentSaved", record)
        state.saved(record)

    state.loop.post(f"saving {record.name}", save)


def complete_upload(state: State, record: DocumentRecord, file: File) -> None:
    """Queue the cloud's word that a saved version is there: the document's file is `file` from then on."""

    def complete() -> None:
        record.file = file
        state.descriptions[file.version_id] = record.saved_as
        tell_completion(state, file, filename=file.name)

    state.loop.post(f"upload of {record.name}", complete)


def queue_save_as(state: State, record: DocumentRecord, folder: File, *, name: str, description: str) -> None:
    """Queue a save to a new file, which is the document's own once the cloud has it."""
    state.jobs += 1

    def save() -> None:
        _tell(state, "documentSaving", record)
        record.is_modified = False
        _tell(state, "documentSaved", record)
        state.start("preview-cloud", upload)

    def upload() -> None:
        try:
            file = state.tree.save_as(folder, name, kind=record.kind)
        except RuntimeError as error:
            problem = str(error)
            state.loop.post(f"upload of {name}", lambda: finish(None, problem))
        else:
            state.loop.post(f"upload of {name}", lambda: finish(file, ""))

    def finish(file: File | None, problem: str) -> None:
        state.jobs -= 1
        if file is None:
            record.is_modified = True
        else:
            record.file, record.name = file, name
            state.descriptions[file.version_id] = description
        tell_completion(state, file, filename=name, problem=problem)

    state.loop.post(f"saving {name}", save)


def _activate(state: State, record: DocumentRecord) -> None:
    before = state.active_document
    if before is record:
        return
    end_active(state)  # a command is of the document that it was started in
    if before is not None:
        _tell(state, "documentDeactivating", before)
        state.active_document = None
        _tell(state, "documentDeactivated", before)
    if not record.is_open:
        _tell(state, "documentOpening", None)
        record.is_open = True
        _tell(state, "documentOpened", record)
    _tell(state, "documentActivating", record)
    state.active_document = record
    _enter_workspace(state, record)
    _tell(state, "documentActivated", record)


def _close_all(state: State) -> None:
    for record in state.open_documents():
        _close(state, record)
    state.active_workspace = None


def _close(state: State, record: DocumentRecord) -> None:
    if not record.is_open:
        return
    if state.active_document is record:
        end_active(state)
    _tell(state, "documentClosing", record)
    record.is_open = False
    if state.active_document is record:
        _tell(state, "documentDeactivating", record)
        state.active_document = None
        _tell(state, "documentDeactivated", record)
    _tell(state, "documentClosed", None)


def _enter_workspace(state: State, record: DocumentRecord) -> None:
    """Go to the workspace that the document's kind calls for."""
    wanted = "FusionDocumentationEnvironment" if record.kind == "drawing" else "FusionSolidEnvironment"
    enter_workspace(state, next((each for each in state.workspaces if each.id == wanted), None))


def enter_workspace(state: State, after: Workspace | None) -> None:
    """Make a workspace the active one, and tell each step."""
    before = state.active_workspace
    if after is before:
        return
    if before is not None:
        _tell_workspace(state, "workspacePreDeactivate", before)
    if after is not None:
        _tell_workspace(state, "workspacePreActivate", after)
    state.active_workspace = after
    if before is not None:
        _tell_workspace(state, "workspaceDeactivated", before)
        if state.workspaces_end_palettes:
            for palette in list(state.palettes):
                state.palettes.remove(palette)
                palette.page = None
                palette.deleted = True
    if after is not None:
        _tell_workspace(state, "workspaceActivated", after)


def _application(state: State) -> Application:
    from ._application import Application

    return Application(state.application, state)


def _tell(state: State, name: str, record: DocumentRecord | None) -> None:
    document = None if record is None else wrap_document(state, record)
    event = DocumentEvent(state.application.signal(name), _application(state))
    event._fire(DocumentEventArgs(state, document=document))


def _tell_workspace(state: State, name: str, record: Workspace) -> None:
    event = WorkspaceEvent(state.user_interface.signal(name), _application(state).userInterface)
    event._fire(WorkspaceEventArgs(state, workspace=WorkspaceWrapper(record, state)))
