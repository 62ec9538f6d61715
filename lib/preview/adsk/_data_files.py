"""The files of the data panel: versions, and the people who made them.

Each property may ask the cloud: see _data.py.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ..records import SharedLink as SharedLinkRecord
from ..state import File, Person, Record
from ..tree import Details
from ._base import Base, IdCollection
from ._uploads import DataObjectFuture, SharedLink, start_thumbnail

if TYPE_CHECKING:
    from ._data import DataFolder, DataProject

WEB = "https://example.com"  # nobody's web client


class User(Base):
    """A person."""

    __slots__ = ()
    _record: Person

    @property
    def userName(self) -> str:
        return self._record.user_name

    @property
    def displayName(self) -> str:
        return self._record.display_name

    @property
    def userId(self) -> str:
        return self._record.id

    @property
    def email(self) -> str:
        return self._record.email


class DataFile(Base):
    """One version of a file."""

    __slots__ = ()
    _record: File
    _newer = frozenset({"fusionWebURL", "dateModified", "sharedLink", "thumbnail"})

    @property
    def id(self) -> str:
        self._state.cloud_call("DataFile.id")
        return self._record.item_id

    @property
    def versionId(self) -> str:
        self._state.cloud_call("DataFile.versionId")
        return self._record.version_id

    @property
    def name(self) -> str:
        self._state.cloud_call("DataFile.name")
        return self._record.name

    @property
    def fileExtension(self) -> str:
        self._state.cloud_call("DataFile.fileExtension")
        return self._record.extension

    @property
    def versionNumber(self) -> int:
        self._state.cloud_call("DataFile.versionNumber")
        return self._record.version_number

    @property
    def isComplete(self) -> bool:
        self._state.cloud_call("DataFile.isComplete")
        return True

    @property
    def isReadOnly(self) -> bool:
        self._state.cloud_call("DataFile.isReadOnly")
        return False

    @property
    def latestVersionNumber(self) -> int:
        self._state.cloud_call("DataFile.latestVersionNumber")
        return self._record.latest_version_number

    @property
    def latestVersion(self) -> DataFile:
        self._state.cloud_call("DataFile.latestVersion")
        return DataFile(_other_version(self._record, self._record.latest_version_number), self._state)

    @property
    def versions(self) -> DataFiles:
        self._state.cloud_call("DataFile.versions")
        numbers = range(self._record.latest_version_number, 0, -1)
        return DataFiles(Files([_other_version(self._record, number) for number in numbers]), self._state)

    @property
    def parentProject(self) -> DataProject:
        from ._data import DataProject

        self._state.cloud_call("DataFile.parentProject")
        return DataProject(self._record, self._state)

    @property
    def parentFolder(self) -> DataFolder:
        from ._data import DataFolder

        self._state.cloud_call("DataFile.parentFolder")
        return DataFolder(self._record, self._state)

    @property
    def description(self) -> str:
        """What the version was saved with; the service keeps none, so only of what this Fusion has saved."""
        self._state.cloud_call("DataFile.description")
        return self._state.descriptions.get(self._record.version_id, "")

    @property
    def createdBy(self) -> User:
        self._state.cloud_call("DataFile.createdBy")
        return self._find_user(self._describe().created_by)

    @property
    def lastUpdatedBy(self) -> User:
        self._state.cloud_call("DataFile.lastUpdatedBy")
        return self._find_user(self._describe().modified_by)

    @property
    def dateCreated(self) -> int:
        """In seconds since 1970."""
        self._state.cloud_call("DataFile.dateCreated")
        return self._describe().created

    @property
    def dateModified(self) -> int:
        """In seconds since 1970."""
        self._state.cloud_call("DataFile.dateModified")
        return self._describe().modified

    @property
    def isInUse(self) -> bool:
        """True where somebody else has it open for changes."""
        self._state.cloud_call("DataFile.isInUse")
        return bool(self._list_users())

    @property
    def inUseBy(self) -> list[User]:
        self._state.cloud_call("DataFile.inUseBy")
        return self._list_users()

    @property
    def thumbnail(self) -> DataObjectFuture:
        """The picture, which comes later."""
        self._state.cloud_call("DataFile.thumbnail")
        return start_thumbnail(self._state, self._record)

    @property
    def sharedLink(self) -> SharedLink:
        self._state.cloud_call("DataFile.sharedLink")
        return SharedLink(self._find_link(), self._state)

    @property
    def publicLink(self) -> str:
        """The link of before `sharedLink`: reading it shares the file."""
        self._state.cloud_call("DataFile.publicLink")
        link = self._find_link()
        link.is_shared = True
        return link.url

    @property
    def fusionWebURL(self) -> str:
        self._state.cloud_call("DataFile.fusionWebURL")
        folder, item = _encode(self._record.folder_id), _encode(self._record.item_id)
        return f"{WEB}/g/projects/20260101000000000/data/{folder}/{item}"

    @property
    def hasChildReferences(self) -> bool:
        self._state.cloud_call("DataFile.hasChildReferences")
        return bool(self._children())

    @property
    def hasParentReferences(self) -> bool:
        self._state.cloud_call("DataFile.hasParentReferences")
        return bool(self._parents())

    @property
    def childReferences(self) -> DataFiles:
        self._state.cloud_call("DataFile.childReferences")
        return DataFiles(Files(self._children()), self._state)

    @property
    def parentReferences(self) -> DataFiles:
        self._state.cloud_call("DataFile.parentReferences")
        return DataFiles(Files(self._parents()), self._state)

    def _find_link(self) -> SharedLinkRecord:
        id = self._record.item_id
        return self._state.shared_links.setdefault(id, SharedLinkRecord(f"{WEB}/s/{_encode(id)}"))

    def _describe(self) -> Details:
        return self._state.tree.describe(self._record)

    def _find_user(self, name: str) -> User:
        """Return a person by the name that the service gives; all that is known of others is that name."""
        own = self._state.user
        is_own = name in ("", own.display_name)
        return User(own if is_own else Person("", name, name, ""), self._state)

    def _list_users(self) -> list[User]:
        name = self._describe().reserved_by
        return [self._find_user(name)] if name not in ("", self._state.user.display_name) else []

    def _children(self) -> list[File]:
        return [one.used for one in self._state.references if one.user.item_id == self._record.item_id]

    def _parents(self) -> list[File]:
        return [one.user for one in self._state.references if one.used.item_id == self._record.item_id]


class Files(Record):
    """Some files or folders as a record of their own, with the folder that they lie in."""

    def __init__(self, files: list[File], parent: File | None = None) -> None:
        super().__init__()
        self.files = files
        self.parent = parent


class DataFiles(IdCollection[DataFile]):
    """Some files."""

    __slots__ = ()
    _item_type = DataFile
    _record: Files

    def _records(self) -> list[File]:
        return self._record.files

    def _id_of(self, record: File) -> str:
        return record.item_id

    def asArray(self) -> list[DataFile]:
        """Return them in one go."""
        return self._items()


def _encode(id: str) -> str:
    return urlsafe_b64encode(id.encode()).decode().rstrip("=")


def _other_version(file: File, number: int) -> File:
    version_id: Any = file.version_id.rpartition("?version=")[0]
    return replace(file, version_number=number, version_id=f"{version_id}?version={number}")
