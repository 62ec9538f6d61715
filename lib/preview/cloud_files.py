"""What the window's dialog for files in the cloud looks at and lets the user choose."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .records import CloudWish
from .state import File, Reply
from .tree import Tree

BEGINNING = -1  # the place where the dialog begins
_DEEPEST = 30  # levels of folders, more than a service allows


@dataclass(frozen=True)
class _Place:
    """A place by what it is: "top" holds the hubs. `parent` is the number of the place above."""

    kind: str
    file: File | None
    parent: int
    name: str = ""


class CloudFiles:
    """One dialog's view of the tree; places and files are known to the window by their numbers.

    It is asked on the window's threads, while the main thread waits for the dialog.
    """

    def __init__(self, tree: Tree, wish: CloudWish) -> None:
        self.wish = wish
        self._tree = tree
        self._lock = threading.Lock()
        self._places = [_Place("top", None, 0)]
        self._files: dict[str, File] = {}  # by id, in the order of their numbers

    def list(self, number: int) -> dict[str, Any]:
        """Return what a place holds.

        {"place", "parent": number or null, "way": [name], "folders": [{"number", "name", "kind"}],
        "files": [{"number", "name", "version"}], "problem": ""}; the problem is a sentence.
        """
        with self._lock:
            problem = ""
            try:
                number = self._begin() if number == BEGINNING else number
                folders, files = self._read(number)
            except RuntimeError as error:
                number, folders, files = max(number, 0), [], []
                problem = f"The place cannot be shown: {str(error).partition(' : ')[2] or error}"
            place = self._places[number]
            return {
                "place": number,
                "parent": place.parent if place.kind != "top" else None,
                "way": self._name_way(number),
                "folders": folders,
                "files": files,
                "problem": problem,
            }

    def choose(
        self, number: int, files: Sequence[int], name: str, *, may_replace: bool
    ) -> tuple[Reply | None, str, bool]:
        """Return the answer, what is wrong with it, and whether that is only that a file is there."""
        with self._lock:
            known = list(self._files.values())
            chosen = tuple(known[each] for each in files)
            if self.wish.kind == "open":
                if not chosen:
                    return None, "Choose a file first.", False
                return Reply(0, files=chosen if self.wish.is_multiple else chosen[:1]), "", False
            try:
                folder = self._find_folder(self._places[number])
                if folder is None:
                    return None, "Open a project first.", False
                if self.wish.kind == "folder":
                    return Reply(0, folder=folder), "", False
                name = name.strip()
                if not name:
                    return None, "Give the file a name.", False
                there = tuple(file for file in self._tree.list_files(folder) if file.name == name)
            except RuntimeError as error:
                return None, f"{str(error).partition(' : ')[2] or error}", False
            if there and not may_replace:
                return None, f"{name} is there already. Do you want to replace it?", True
            return Reply(0, name, files=there, folder=folder), "", False

    def _begin(self) -> int:
        """Return the place that the dialog begins at: the folder wished for, with all above it."""
        folder = self.wish.folder
        if folder is None:
            return 0
        root = self._tree.find_root(folder)
        above: list[File] = []
        while folder.folder_id != root.folder_id and len(above) < _DEEPEST:
            above.append(folder)
            folder = self._tree.find_parent(folder)
        number = self._add("hub", root, 0)
        number = self._add("project", root, number)
        for each in reversed(above):
            number = self._add("folder", each, number)
        return number

    def _read(self, number: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        place, tree = self._places[number], self._tree
        if place.file is None:
            return [self._show("hub", hub, number) for hub in tree.list_hubs()], []
        if place.kind == "hub":
            return [self._show("project", each, number) for each in tree.list_projects(place.file)], []
        folder = self._find_folder(place)
        assert folder is not None
        folders = sorted(tree.list_folders(folder), key=lambda each: each.folder_name.casefold())
        shown = [self._show("folder", each, number) for each in folders]
        if self.wish.kind == "folder":
            return shown, []
        files = sorted(tree.list_files(folder), key=lambda each: each.name.casefold())
        fitting = [
            each for each in files if not self.wish.extensions or each.extension in self.wish.extensions
        ]
        self._files |= {each.item_id: each for each in fitting}
        numbers = {id: count for count, id in enumerate(self._files)}
        return shown, [
            {"number": numbers[each.item_id], "name": each.name, "version": each.version_number}
            for each in fitting
        ]

    def _find_folder(self, place: _Place) -> File | None:
        """Return the folder that a place stands for, of a project its root; None above that."""
        if place.file is None or place.kind == "hub":
            return None
        return self._tree.find_root(place.file) if place.kind == "project" else place.file

    def _show(self, kind: str, file: File, parent: int) -> dict[str, Any]:
        number = self._add(kind, file, parent)
        return {"number": number, "name": self._places[number].name, "kind": kind}

    def _add(self, kind: str, file: File, parent: int) -> int:
        names: dict[str, str] = {
            "hub": file.hub_name or file.hub_id,
            "project": file.project_name or file.project_id,
            "folder": file.folder_name or file.folder_id,
        }
        self._places.append(_Place(kind, file, parent, names[kind]))
        return len(self._places) - 1

    def _name_way(self, number: int) -> list[str]:
        way: list[str] = []
        while number:
            way.insert(0, self._places[number].name)
            number = self._places[number].parent
        return way
