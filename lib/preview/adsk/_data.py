"""The data panel's objects: hub, project, folder, file.

Each property may ask the cloud, so it counts as a cloud call and blocks for the time that the preview was
given; but not the id of a hub, project or folder, which whatever led to it has asked for.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from dataclasses import replace
from typing import Any

from ..state import File, Person, Record
from ._base import Base, IdCollection
from ._enums import HubTypes


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


class _Place(Base):
    """A hub, project or folder, known by a file that lies in it."""

    __slots__ = ()
    _record: File

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and isinstance(other, _Place) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash((type(self), self._key()))

    def _key(self) -> str:
        raise NotImplementedError


class DataHub(_Place):
    """A hub."""

    __slots__ = ()

    def _key(self) -> str:
        return self._record.hub_id

    @property
    def id(self) -> str:
        return self._record.hub_id

    @property
    def name(self) -> str:
        self._state.cloud_call("DataHub.name")
        return self._record.hub_name

    @property
    def hubType(self) -> int:
        self._state.cloud_call("DataHub.hubType")
        return HubTypes.TeamHubType

    @property
    def dataProjects(self) -> DataProjects:
        self._state.cloud_call("DataHub.dataProjects")
        return DataProjects(self._record, self._state)


class DataProject(_Place):
    """A project."""

    __slots__ = ()

    def _key(self) -> str:
        return self._record.project_id

    @property
    def id(self) -> str:
        return self._record.project_id

    @property
    def name(self) -> str:
        self._state.cloud_call("DataProject.name")
        return self._record.project_name

    @property
    def parentHub(self) -> DataHub:
        self._state.cloud_call("DataProject.parentHub")
        return DataHub(self._record, self._state)

    @property
    def rootFolder(self) -> DataFolder:
        self._state.cloud_call("DataProject.rootFolder")
        return DataFolder(self._state.tree.find_root(self._record), self._state)


class DataProjects(IdCollection[DataProject]):
    """The projects of a hub."""

    __slots__ = ()
    _item_type = DataProject
    _record: File

    def _records(self) -> list[File]:
        return self._state.tree.list_projects(self._record)

    def _id_of(self, record: File) -> str:
        return record.project_id

    def asArray(self) -> list[DataProject]:
        """Return them in one go."""
        return self._items()


class DataHubs(IdCollection[DataHub]):
    """All hubs."""

    __slots__ = ()
    _item_type = DataHub

    def _records(self) -> list[File]:
        return self._state.tree.list_hubs()

    def _id_of(self, record: File) -> str:
        return record.hub_id

    def asArray(self) -> list[DataHub]:
        """Return them in one go."""
        return self._items()


class DataFolder(_Place):
    """A folder."""

    __slots__ = ()

    def _key(self) -> str:
        return self._record.folder_id

    @property
    def id(self) -> str:
        return self._record.folder_id

    @property
    def name(self) -> str:
        self._state.cloud_call("DataFolder.name")
        return self._record.folder_name

    @property
    def parentProject(self) -> DataProject:
        self._state.cloud_call("DataFolder.parentProject")
        return DataProject(self._record, self._state)

    @property
    def dataFiles(self) -> DataFiles:
        self._state.cloud_call("DataFolder.dataFiles")
        return DataFiles(_Files(self._state.tree.list_files(self._record)), self._state)

    @property
    def dataFolders(self) -> DataFolders:
        self._state.cloud_call("DataFolder.dataFolders")
        return DataFolders(_Files(self._state.tree.list_folders(self._record)), self._state)

    @property
    def isRoot(self) -> bool:
        self._state.cloud_call("DataFolder.isRoot")
        return self._is_root()

    @property
    def parentFolder(self) -> DataFolder | None:
        self._state.cloud_call("DataFolder.parentFolder")
        if self._is_root():
            return None
        return DataFolder(self._state.tree.find_parent(self._record), self._state)

    def _is_root(self) -> bool:
        return self._record.folder_id == self._state.tree.find_root(self._record).folder_id

    def uploadFile(self, filename: str) -> None:
        """Refuse: inside a command event as Fusion does, and elsewhere because it is not simulated."""
        if self._state.in_command_event:
            raise RuntimeError("5 : uploadFile is not supported inside a command event")
        raise RuntimeError("5 : the preview does not upload")


class DataFile(Base):
    """One version of a file."""

    __slots__ = ()
    _record: File
    _newer = frozenset({"fusionWebURL"})

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
        return DataFiles(_Files([_other_version(self._record, number) for number in numbers]), self._state)

    @property
    def parentProject(self) -> DataProject:
        self._state.cloud_call("DataFile.parentProject")
        return DataProject(self._record, self._state)

    @property
    def parentFolder(self) -> DataFolder:
        self._state.cloud_call("DataFile.parentFolder")
        return DataFolder(self._record, self._state)

    @property
    def createdBy(self) -> User:
        self._state.cloud_call("DataFile.createdBy")
        return User(self._state.user, self._state)

    @property
    def lastUpdatedBy(self) -> User:
        self._state.cloud_call("DataFile.lastUpdatedBy")
        return User(self._state.user, self._state)

    @property
    def fusionWebURL(self) -> str:
        self._state.cloud_call("DataFile.fusionWebURL")
        folder, item = (
            urlsafe_b64encode(id.encode()).decode().rstrip("=")
            for id in (self._record.folder_id, self._record.item_id)
        )
        return f"https://example.com/g/projects/20260101000000000/data/{folder}/{item}"

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
        return DataFiles(_Files(self._children()), self._state)

    @property
    def parentReferences(self) -> DataFiles:
        self._state.cloud_call("DataFile.parentReferences")
        return DataFiles(_Files(self._parents()), self._state)

    def _children(self) -> list[File]:
        return [one.used for one in self._state.references if one.user.item_id == self._record.item_id]

    def _parents(self) -> list[File]:
        return [one.user for one in self._state.references if one.used.item_id == self._record.item_id]


class _Files(Record):
    """Some files as a record of their own."""

    def __init__(self, files: list[File]) -> None:
        super().__init__()
        self.files = files


class DataFiles(IdCollection[DataFile]):
    """Some files."""

    __slots__ = ()
    _item_type = DataFile
    _record: _Files

    def _records(self) -> list[File]:
        return self._record.files

    def _id_of(self, record: File) -> str:
        return record.item_id

    def asArray(self) -> list[DataFile]:
        """Return them in one go."""
        return self._items()


class DataFolders(IdCollection[DataFolder]):
    """The folders in one."""

    __slots__ = ()
    _item_type = DataFolder
    _record: _Files

    def _records(self) -> list[File]:
        return self._record.files

    def _id_of(self, record: File) -> str:
        return record.folder_id

    def itemByName(self, name: str) -> DataFolder | None:
        """Return the folder of this name, None when there is none."""
        found = (file for file in self._record.files if file.folder_name == name)
        return next((DataFolder(file, self._state) for file in found), None)

    def asArray(self) -> list[DataFolder]:
        """Return them in one go."""
        return self._items()


class Data(Base):
    """The data panel."""

    __slots__ = ()

    @property
    def activeHub(self) -> DataHub | None:
        self._state.cloud_call("Data.activeHub")
        file = self._active_file()
        return None if file is None else DataHub(file, self._state)

    @property
    def activeProject(self) -> DataProject | None:
        self._state.cloud_call("Data.activeProject")
        file = self._active_file()
        return None if file is None else DataProject(file, self._state)

    @property
    def dataHubs(self) -> DataHubs:
        self._state.cloud_call("Data.dataHubs")
        return DataHubs(self._record, self._state)

    @property
    def dataProjects(self) -> DataProjects | None:
        """The projects of the active hub; None where no hub is known."""
        self._state.cloud_call("Data.dataProjects")
        file = self._active_file()
        return None if file is None else DataProjects(file, self._state)

    @property
    def isDataPanelVisible(self) -> bool:
        return self._state.is_data_panel_visible

    @isDataPanelVisible.setter
    def isDataPanelVisible(self, value: bool) -> None:
        self._state.is_data_panel_visible = value

    def findFileById(self, id: str) -> DataFile | None:
        """Return the file of an item or version id, as far as the preview knows it."""
        self._state.cloud_call("Data.findFileById")
        for file in self._state.known_files():
            if id in (file.item_id, file.version_id):
                return DataFile(file, self._state)
        found = self._state.find_file(id)
        return None if found is None else DataFile(found, self._state)

    def refreshDataPanel(self) -> bool:
        """Do nothing: the preview has no data panel."""
        return True

    def _active_file(self) -> File | None:
        document = self._state.active_document
        if document is not None and document.file is not None:
            return document.file
        return next(iter(self._state.tree.list_hubs()), None)


def _other_version(file: File, number: int) -> File:
    version_id: Any = file.version_id.rpartition("?version=")[0]
    return replace(file, version_number=number, version_id=f"{version_id}?version={number}")
