"""What the data panel shows: hubs, projects, folders and files, whoever knows them.

A hub, project or folder is a `File` of which only the ids and names down to that level are told.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from .state import File, State


_BEGUN = 1767225600  # when all documents were made that nobody tells more of: the beginning of 2026


@dataclass(frozen=True)
class Details:
    """What is known of a file beside its name and ids: times in seconds since 1970, people by their names.

    `reserved_by` is who has it open for changes, "" for nobody.
    """

    created: int = _BEGUN
    created_by: str = ""
    modified: int = _BEGUN
    modified_by: str = ""
    reserved_by: str = ""


class Tree(Protocol):
    """Answers the data panel's questions, on the main thread, for as long as that takes.

    What fails raises RuntimeError, as Fusion does. `read_thumbnail`, `upload` and `save_as` are called on
    threads of their own.
    """

    def list_hubs(self) -> list[File]:
        """Return the hubs."""
        ...

    def list_projects(self, hub: File) -> list[File]:
        """Return a hub's projects."""
        ...

    def find_root(self, project: File) -> File:
        """Return a project's root folder."""
        ...

    def find_parent(self, folder: File) -> File:
        """Return the folder that a folder lies in; it is not the root."""
        ...

    def list_folders(self, folder: File) -> list[File]:
        """Return the folders in a folder."""
        ...

    def list_files(self, folder: File) -> list[File]:
        """Return the files in a folder, at their latest versions."""
        ...

    def find_folder(self, folder_id: str) -> File | None:
        """Return the folder of this id, None where there is none or none that may be seen."""
        ...

    def describe(self, file: File) -> Details:
        """Return what else is known of a file."""
        ...

    def read_thumbnail(self, file: File) -> bytes | None:
        """Return a version's picture as PNG, None where there is none."""
        ...

    def add_folder(self, folder: File, name: str) -> File:
        """Make a folder in a folder; its name must be free there."""
        ...

    def upload(self, folder: File, path: Path) -> File:
        """Send a file of the disk to a folder: a new file, or the next version of one of that name."""
        ...

    def save_as(self, folder: File, name: str, *, kind: str) -> File:
        """Make a new file of a document of this kind (see `PreviewDocument`); its name must be free."""
        ...


class KnownTree:
    """The tree as far as the documents tell, whose folders lie in a root folder, and what was added."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._folders: list[tuple[str, File]] = []  # those that were added, each with its parent's id
        self._files: list[File] = []

    def list_hubs(self) -> list[File]:
        """Return the hubs of the documents."""
        return list({file.hub_id: file for file in reversed(self._state.known_files())}.values())[::-1]

    def list_projects(self, hub: File) -> list[File]:
        """Return the projects of a hub that documents lie in."""
        files = [file for file in self._state.known_files() if file.hub_id == hub.hub_id]
        return list({file.project_id: file for file in reversed(files)}.values())[::-1]

    def find_root(self, project: File) -> File:
        """Return a root folder, of the project's name."""
        return replace(
            project,
            folder_id=f"urn:adsk.wipprod:fs.folder:co.{project.project_id[2:]}",
            folder_name=project.project_name,
        )

    def find_parent(self, folder: File) -> File:
        """Return the folder that one was added to; of all others that is the root folder."""
        parents = [parent for parent, added in self._folders if added.folder_id == folder.folder_id]
        return (self.find_folder(parents[0]) if parents else None) or self.find_root(folder)

    def list_folders(self, folder: File) -> list[File]:
        """Return the documents' folders in the root folder, and those that were added anywhere."""
        added = [one for parent, one in self._folders if parent == folder.folder_id]
        root = self.find_root(folder)
        if folder.folder_id != root.folder_id:
            return added
        files = [file for file in self._state.known_files() if file.project_id == folder.project_id]
        mine = {root.folder_id, *(one.folder_id for _, one in self._folders)}
        known = {file.folder_id: file for file in reversed(files) if file.folder_id not in mine}
        return [*list(known.values())[::-1], *added]

    def list_files(self, folder: File) -> list[File]:
        """Return the files of the documents in a folder, and those that were added to it."""
        files = [file for file in self._state.known_files() if file.folder_id == folder.folder_id]
        known = {file.item_id for file in files}
        return [
            *files,
            *(
                file
                for file in self._files
                if file.folder_id == folder.folder_id and file.item_id not in known
            ),
        ]

    def find_folder(self, folder_id: str) -> File | None:
        """Return the folder of this id."""
        files = self._state.known_files()
        places = [*files, *map(self.find_root, files), *(folder for _, folder in self._folders)]
        return next((place for place in places if place.folder_id == folder_id), None)

    def describe(self, file: File) -> Details:
        """Return that nothing more is known."""
        return Details()

    def read_thumbnail(self, file: File) -> bytes | None:
        """Return the picture of the document that was made of a file."""
        documents = [one for one in self._state.documents if one.file and one.file.item_id == file.item_id]
        return next((one.thumbnail for one in documents if one.thumbnail), None)

    def add_folder(self, folder: File, name: str) -> File:
        """Keep a folder in a folder."""
        if name in [one.folder_name for one in self.list_folders(folder)]:
            raise RuntimeError(f"5 : there is a folder {name} already")
        number = len(self._folders) + 1
        id = f"urn:adsk.wipprod:fs.folder:co.added{number}"
        self._folders.append((folder.folder_id, replace(folder, folder_id=id, folder_name=name)))
        return self._folders[-1][1]

    def upload(self, folder: File, path: Path) -> File:
        """Keep that a file lies in a folder, or that it has one version more."""
        for place, file in enumerate(self._files):
            if (file.folder_id, file.name) == (folder.folder_id, path.name):
                number = file.version_number + 1
                version_id = f"{file.version_id.rpartition('=')[0]}={number}"
                self._files[place] = replace(
                    file, version_id=version_id, version_number=number, latest_version_number=number
                )
                return self._files[place]
        return self._keep(folder, path.name, path.suffix[1:].lower())

    def save_as(self, folder: File, name: str, *, kind: str) -> File:
        """Keep that a new file lies in a folder."""
        if name in [file.name for file in self.list_files(folder)]:
            raise RuntimeError(f"5 : there is a file {name} already")
        return self._keep(folder, name, {"design": "f3d", "drawing": "f2d"}.get(kind, ""))

    def _keep(self, folder: File, name: str, extension: str) -> File:
        tail = f"added{len(self._files) + 1}"
        file = replace(
            folder,
            name=name,
            extension=extension,
            item_id=f"urn:adsk.wipprod:dm.lineage:{tail}",
            version_id=f"urn:adsk.wipprod:fs.file:vf.{tail}?version=1",
            version_number=1,
            latest_version_number=1,
        )
        self._files.append(file)
        return file
