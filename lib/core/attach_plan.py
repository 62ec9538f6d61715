"""What attaching files of the disk would do, before anything is written.

A file becomes an item of its own in the folder, or the next version of the item that has its name there, and
then gets a ref with a version of the design. Names count as the same where they differ only by case: two such
files could not lie side by side on most of the disks they came from.

This is for Fusion Team and personal hubs, where files are of the type items:autodesk.core:File.
"""

from __future__ import annotations

import itertools
import os
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from ..aps.commands import check_permission
from ..aps.folders import get_item_parent, list_folder
from ..aps.items import FILE_ITEM, Item, get_item, get_version_item
from ..aps.names import check_name
from ..aps.refs import ATTACHMENT
from ..errors import AttachError, DataBrowserError
from ..http import HttpClient
from ..http.files import unreadable
from .file_names import numbered_names
from .uploads import read_stamp

Choice = Literal["item", "version", "both", "skip"]
"""A new item; a new version of the same-named item; a new item of a free name; nothing."""

Collision = Literal["version", "both", "skip"]

# What S3 holds, on which object storage stands.
LARGEST = 5 * 1024**4
_ACTIONS = ("upload", "create")


@dataclass(frozen=True)
class Chosen:
    """A file of the disk, and the name it shall have in the hub: its own where this is empty.

    With an `item_id` it becomes the next version of that very item, whatever others are called.
    """

    path: Path
    name: str = ""
    item_id: str = ""


@dataclass(frozen=True)
class PlannedFile:
    """One file: what is proposed, what may be chosen instead, and what is to be said about it.

    `size` in bytes, `modified` in nanoseconds; `item` is the item that it may become a version of, `number`
    that of its latest version, 0 where it is not known; `free_name` is the name for `both`. With a `problem`
    the file is proposed to be skipped; where only that may be chosen, it must be.
    """

    path: Path
    name: str
    size: int
    modified: int
    choice: Choice
    choices: tuple[Choice, ...]
    item: Item | None = None
    free_name: str = ""
    number: int = 0
    problem: DataBrowserError | None = None

    @property
    def target_name(self) -> str:
        """The name it gets in the hub."""
        return self.free_name if self.choice == "both" else self.name


@dataclass(frozen=True)
class Plan:
    """Files to be attached to one version of a design, which stays that version whatever happens.

    `problem` says why none of it can be done: the user may not write to the folder.
    """

    project_id: str
    folder_id: str
    version_id: str
    design_name: str
    extension_type: str
    files: tuple[PlannedFile, ...]
    problem: DataBrowserError | None = None

    def choose(self, number: int, choice: Choice) -> Plan:
        """Return the plan with another choice for a file; raises `AttachError` (`attach.bad-choice`)."""
        file = self.files[number]
        if choice not in file.choices:
            allowed = ", ".join(file.choices)
            raise AttachError("attach.bad-choice", name=file.name, choice=choice, allowed=allowed)
        files = (*self.files[:number], replace(file, choice=choice), *self.files[number + 1 :])
        return replace(self, files=files)


def plan_files(
    client: HttpClient,
    project_id: str,
    *,
    version_id: str,
    files: Sequence[Chosen],
    folder_id: str = "",
    extension_type: str = ATTACHMENT,
    on_collision: Collision = "version",
) -> Plan:
    """Look at files and at the folder they would go to, in three or four requests however many files.

    One more for each file that is for a very item. `version_id` is the design's version, `folder_id` empty
    for the folder beside the design. `on_collision` is what to propose where a name is taken. Nothing is
    written. Raises what the service answers where the design or the folder cannot be read.
    """
    design, _ = get_version_item(client, project_id, version_id=version_id)
    if not folder_id:
        folder_id = design.folder_id or get_item_parent(client, project_id, item_id=design.id).id
    problem = _check_folder(client, project_id, folder_id)
    listed = list_folder(client, project_id, folder_id=folder_id, filters={"filter[type]": "items"})
    meant = {
        chosen.item_id: get_item(client, project_id, item_id=chosen.item_id)
        for chosen in files
        if chosen.item_id
    }
    numbers = {item_id: tip.number for item_id, tip in listed.tips.items()}
    numbers.update((item.id, tip.number) for item, tip in meant.values() if tip)
    items = {item_id: item for item_id, (item, _) in meant.items()}
    planned = _Planning(listed.items, on_collision, numbers=numbers).plan(files, items)
    return Plan(project_id, folder_id, version_id, design.name, extension_type, planned, problem)


def find_free_name(name: str, taken: Mapping[str, object] | set[str]) -> str:
    """Return the first of `name (2).ext` and so on whose `fold_name` is not among `taken`."""
    numbered = itertools.islice(numbered_names(name), 1, None)
    return next(free for free in numbered if fold_name(free) not in taken)


def fold_name(name: str) -> str:
    """Return what two names have in common where they count as the same."""
    return unicodedata.normalize("NFC", name).casefold()


def _check_folder(client: HttpClient, project_id: str, folder_id: str) -> AttachError | None:
    permissions = check_permission(client, project_id, resources=[("folders", folder_id)], actions=_ACTIONS)
    allowed = {action for one in permissions for action, flag in one.details.items() if flag}
    missing = [action for action in _ACTIONS if action not in allowed]
    return AttachError("attach.no-permission", actions=", ".join(missing)) if missing else None


class _Planning:
    """Goes through the chosen files in their order; each takes its names from those behind it."""

    def __init__(self, items: Sequence[Item], on_collision: Collision, *, numbers: Mapping[str, int]) -> None:
        self._on_collision: Choice = on_collision
        self._numbers = numbers
        self._items: dict[str, list[Item]] = {}
        for item in items:
            self._items.setdefault(fold_name(item.name), []).append(item)
        self._taken = set(self._items)
        self._paths: set[str] = set()
        self._updated: set[str] = set()  # items that an earlier file becomes a version of

    def plan(self, files: Sequence[Chosen], meant: Mapping[str, Item]) -> tuple[PlannedFile, ...]:
        """Return each file with its proposal; `meant` are the items that files name themselves, by id."""
        chosen = [_inspect(file) for file in files]
        # A free name must not be that of another file either.
        own = {fold_name(file.name) for file in chosen if not file.problem}
        return tuple(
            self._propose_version(file, meant[named.item_id]) if named.item_id else self._propose(file, own)
            for named, file in zip(files, chosen, strict=True)
        )

    def _propose_version(self, file: PlannedFile, item: Item) -> PlannedFile:
        """Propose a version of a very item; without another choice, as nothing else was asked for."""
        self._updated.add(item.id)
        file = replace(file, item=item, number=self._numbers.get(item.id, 0))
        if item.extension_type != FILE_ITEM:
            problem = AttachError("attach.not-a-file", name=item.name)
            return replace(file, choice="skip", choices=("skip",), problem=problem)
        is_usable = len(file.choices) > 1
        return self._with_choices(file, "version", ("version", "skip") if is_usable else ("skip",))

    def _propose(self, file: PlannedFile, own: set[str]) -> PlannedFile:
        if file.problem and len(file.choices) == 1:
            return file
        path = os.path.normcase(os.path.realpath(file.path))
        if path in self._paths:
            problem = AttachError("attach.chosen-twice", name=file.name)
            return replace(file, choice="skip", choices=("skip",), problem=problem)
        self._paths.add(path)
        key = fold_name(file.name)
        if key not in self._taken:
            self._taken.add(key)
            return self._with_choices(file, "item", ("item", "skip"))
        item = self._find_item(key, file.name)
        free_name = find_free_name(file.name, self._taken | own)
        self._taken.add(fold_name(free_name))
        number = self._numbers.get(item.id, 0) if item else 0
        file = replace(file, item=item, free_name=free_name, number=number)
        choices: tuple[Choice, ...] = ("version", "both", "skip") if item else ("both", "skip")
        proposal = self._on_collision
        if proposal == "version" and (item is None or item.id in self._updated):
            proposal = "both"
        if item and proposal == "version":
            self._updated.add(item.id)
        return self._with_choices(file, proposal, choices)

    def _with_choices(self, file: PlannedFile, choice: Choice, choices: tuple[Choice, ...]) -> PlannedFile:
        return replace(file, choice="skip" if file.problem else choice, choices=choices)

    def _find_item(self, key: str, name: str) -> Item | None:
        """Return the item of a name that takes an upload, one of exactly that name before others."""
        fitting = [item for item in self._items.get(key, ()) if item.extension_type == FILE_ITEM]
        return min(fitting, key=lambda item: item.name != name, default=None)


def _inspect(chosen: Chosen) -> PlannedFile:
    """Return a file with what its name and the disk say about it; choices are for later."""
    # macOS tells names in another form than everybody types them.
    name = unicodedata.normalize("NFC", chosen.name or chosen.path.name)
    size = modified = 0
    problem: DataBrowserError | None = None
    choices: tuple[Choice, ...] = ("skip",)
    try:
        check_name(name)
        size, modified = read_stamp(chosen.path)
        with chosen.path.open("rb"):
            pass
    except DataBrowserError as error:
        problem = error
    except OSError as error:
        problem = unreadable(chosen.path, error)
    if not problem and size > LARGEST:
        problem = AttachError("attach.too-large", name=name, size=size, most=LARGEST)
    elif not problem and size == 0:
        # It can be done; but most often such a file is one that another program has yet to write.
        problem, choices = AttachError("attach.empty-file", name=name), ("item", "skip")
    elif not problem:
        choices = ("item", "skip")
    return PlannedFile(chosen.path.absolute(), name, size, modified, "skip", choices, problem=problem)
