"""The data panel, and its hubs, projects and folders.

Each property may ask the cloud, so it counts as a cloud call and blocks for the time that the preview was
given; but not the id of a hub, project or folder, which whatever led to it has asked for.
"""

from __future__ import annotations

from dataclasses import replace

from ..state import File
from ._base import Base, IdCollection, bad_argument
from ._data_files import WEB, DataFile, DataFiles, Files
from ._enums import HubTypes
from ._uploads import DataFileFuture, refuse_in_command, start_upload


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
    _newer = frozenset({"fusionWebURL"})

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

    @property
    def fusionWebURL(self) -> str:
        self._state.cloud_call("DataHub.fusionWebURL")
        return WEB


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
        return DataFiles(Files(self._state.tree.list_files(self._record)), self._state)

    @property
    def dataFolders(self) -> DataFolders:
        self._state.cloud_call("DataFolder.dataFolders")
        found = self._state.tree.list_folders(self._record)
        return DataFolders(Files(found, self._record), self._state)

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

    def uploadFile(self, filename: str) -> DataFileFuture:
        """Begin to upload a file, by its whole name; refused inside a command event."""
        refuse_in_command(self._state, "uploadFile")
        return start_upload(self._state, self._record, [filename])

    def uploadAssembly(self, filenames: list) -> DataFileFuture:
        """Begin to upload files, of which the first is the assembly; refused inside a command event."""
        refuse_in_command(self._state, "uploadAssembly")
        return start_upload(self._state, self._record, filenames)


class DataFolders(IdCollection[DataFolder]):
    """The folders in one."""

    __slots__ = ()
    _item_type = DataFolder
    _record: Files

    def _records(self) -> list[File]:
        return self._record.files

    def _id_of(self, record: File) -> str:
        return record.folder_id

    def itemByName(self, name: str) -> DataFolder | None:
        """Return the folder of this name, None when there is none."""
        found = (file for file in self._record.files if file.folder_name == name)
        return next((DataFolder(file, self._state) for file in found), None)

    def add(self, name: str) -> DataFolder:
        """Make a folder; its name must be free."""
        self._state.cloud_call("DataFolders.add")
        parent = self._record.parent
        if not name or parent is None:
            raise bad_argument("a folder needs a name")
        made = self._state.tree.add_folder(parent, name)
        self._record.files.append(made)
        return DataFolder(made, self._state)

    def asArray(self) -> list[DataFolder]:
        """Return them in one go."""
        return self._items()


class Data(Base):
    """The data panel: at the place that it was led to, else where the active document lies."""

    __slots__ = ()
    _newer = frozenset({"activeFolder", "findFolderById"})

    @property
    def activeHub(self) -> DataHub | None:
        self._state.cloud_call("Data.activeHub")
        file = self._active_file()
        return None if file is None else DataHub(file, self._state)

    @activeHub.setter
    def activeHub(self, value: DataHub) -> None:
        hub = value._record
        self._state.data_place = replace(
            hub, project_id="", project_name="", folder_id="", folder_name="", item_id=""
        )

    @property
    def activeSpaceCollectionId(self) -> str:
        """Which spaces are shown, opaque to add-ins: here one to a hub, of its id."""
        self._state.cloud_call("Data.activeSpaceCollectionId")
        file = self._active_file()
        return "" if file is None else file.hub_id

    @property
    def activeProject(self) -> DataProject | None:
        self._state.cloud_call("Data.activeProject")
        project = self._active_project()
        return None if project is None else DataProject(project, self._state)

    @activeProject.setter
    def activeProject(self, value: DataProject) -> None:
        self._state.data_place = replace(value._record, folder_id="", folder_name="", item_id="")

    @property
    def activeFolder(self) -> DataFolder | None:
        """The active document's folder, in another project the root folder."""
        self._state.cloud_call("Data.activeFolder")
        folder = self._find_folder()
        return None if folder is None else DataFolder(folder, self._state)

    @property
    def personalUseLimits(self) -> Base | None:
        """None: the sample hub's user has no personal licence."""
        self._state.cloud_call("Data.personalUseLimits")
        return None

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
        if found is None:
            self._state.last_error = (5, f"there is no file {id}")
        return None if found is None else DataFile(found, self._state)

    def findFolderById(self, id: str) -> DataFolder | None:
        """Return the folder of this id, None where there is none."""
        self._state.cloud_call("Data.findFolderById")
        found = self._state.tree.find_folder(id)
        if found is None:
            self._state.last_error = (5, f"there is no folder {id}")
        return None if found is None else DataFolder(found, self._state)

    def refreshDataPanel(self) -> bool:
        """Do nothing: the preview has no data panel."""
        return True

    def _active_file(self) -> File | None:
        document = self._state.active_document
        if self._state.data_place is not None:
            return self._state.data_place
        if document is not None and document.file is not None:
            return document.file
        return next(iter(self._state.tree.list_hubs()), None)

    def _find_folder(self) -> File | None:
        project = self._active_project()
        return project if project is None or project.folder_id else self._state.tree.find_root(project)

    def _active_project(self) -> File | None:
        """Return the place, in the hub's first project where none was chosen."""
        file = self._active_file()
        if file is None or file.project_id:
            return file
        return next(iter(self._state.tree.list_projects(file)), None)
