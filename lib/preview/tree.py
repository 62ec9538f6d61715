"""What the data panel shows: hubs, projects, folders and files, whoever knows them.

A hub, project or folder is a `File` of which only the ids and names down to that level are told.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from .state import File, State


class Tree(Protocol):
    """Answers the data panel's questions, on the main thread, for as long as that takes."""

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


class KnownTree:
    """The tree as far as the documents tell: their folders lie in a root folder."""

    def __init__(self, state: State) -> None:
        self._state = state

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
        """Return the root folder."""
        return self.find_root(folder)

    def list_folders(self, folder: File) -> list[File]:
        """Return the documents' folders in the root folder, and none elsewhere."""
        if folder.folder_id != self.find_root(folder).folder_id:
            return []
        files = [file for file in self._state.known_files() if file.project_id == folder.project_id]
        return list({file.folder_id: file for file in reversed(files)}.values())[::-1]

    def list_files(self, folder: File) -> list[File]:
        """Return the files of the documents in a folder."""
        return [file for file in self._state.known_files() if file.folder_id == folder.folder_id]
