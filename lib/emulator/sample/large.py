"""A big company's hub beside the sample hub: by rule, not by hand, and inserted within seconds.

    Northwind Machinery (team hub)
      Line 01 ... Line 10     projects of 100 folders and 2,000 items each        `large`
      Line 01 ... Line 40     projects of 250 folders and 5,000 items each        `huge`

A folder lies up to six levels deep. Most have a few dozen files, every twelfth has none, and one of each
project hundreds, so that it fills several pages. Of the items 55 in a hundred are designs with one to four
versions, 25 are drawings of a design of the same folder, some of which moved on since; the rest are files, a
third of them attached to a design. Names repeat from folder to folder, as they do.

The same size makes the same hub.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from ..data import ids
from .tables import (
    ATTACHMENT,
    CAMILA,
    CHIDI,
    DESIGN,
    DRAWING,
    DRAWING_TO_DESIGN,
    FILE,
    INGRID,
    KENJI,
    LAYLA,
    MIKA,
    XREF,
)

if TYPE_CHECKING:
    from .seeder import Seeder

T = TypeVar("T")
HUB = "Northwind Machinery"
_SEED = 1957
_PEOPLE = (MIKA, INGRID, KENJI, LAYLA, CHIDI, CAMILA)
_DAYS = [(date(2023, 1, 9) + timedelta(days=number)).isoformat() for number in range(1_400)]
_MADE_BY = 1_040  # the day by which everything is made; versions follow up to a year later
_DEEPEST = 6
_TOPS = ("01 Design", "02 Drawings", "03 Purchased Parts", "04 Calculations", "05 Released", "06 Archive")
_TOPICS = (
    *("Frame", "Drive", "Conveyor", "Gripper", "Feeder", "Guarding", "Hydraulics", "Pneumatics", "Cabinet"),
    *(
        "Spindle",
        "Tooling",
        "Turntable",
        "Lift",
        "Sensors",
        "Fixtures",
        "Welding",
        "Packaging",
        "Spare Parts",
    ),
)
_PARTS: tuple[tuple[str, str], ...] = (
    *(("Bracket", "bracket"), ("Plate", "plate:4"), ("Flange", "flange:6"), ("Housing", "housing")),
    *(("Cover", "cover"), ("Shaft", "shaft:2"), ("Gear", "gear:24"), ("Bearing Seat", "bearing:8")),
    *(("Roller", "roller"), ("Pulley", "pulley"), ("Coupling", "coupling"), ("Motor Mount", "motor")),
    *(("Spacer", "washer"), ("Assembly", "assembly"), ("Clamp", "bracket"), ("Lever", "plate:6")),
)
_PLACES = ("left", "right", "upper", "lower", "front", "rear", "inner", "outer", "short", "long")
_FILES = (
    *("BOM.xlsx", "Datasheet.pdf", "Calculation.xlsx", "Photo.png", "Test Report.pdf", "Notes.txt"),
    *("Quotation.pdf", "Export.step", "Checklist.xlsx", "Certificate.pdf"),
)
_CODE_LENGTH = 5


@dataclass(frozen=True)
class Size:
    """How much there is: projects, and of folders and items so many in each."""

    projects: int
    folders: int
    items: int


SIZES: Mapping[str, Size] = {"large": Size(10, 100, 2_000), "huge": Size(40, 250, 5_000)}


Row: TypeAlias = tuple[object, ...]
# The columns of the rows below, in their order.
_FOLDER = (
    *("id", "project_id", "parent_id", "name", "extension_type", "created", "created_by"),
    *("modified", "modified_by", "rolled_up"),
)
_ITEM = ("id", "project_id", "folder_id", "name", "extension_type", "created", "created_by", "tip_id")
_VERSION = (
    *("id", "project_id", "item_id", "number", "name", "extension_type", "created", "created_by"),
    *("size", "storage", "thumbnail"),
)
_REF = ("project_id", "from_type", "from_id", "to_type", "to_id", "extension_type", "extension_version")
End: TypeAlias = "tuple[str, int]"  # an item's id and the number of a version


@dataclass
class _Folder:
    """A folder, and the last moment at which it, or something below it, changed."""

    id: str
    parent: _Folder | None
    depth: int
    name: str
    made: str
    by: str
    touched: str
    rolled_up: str
    children: int = 0


def build(seeder: Seeder, size: Size) -> None:
    """Put the hub into a service that has the people of the sample hub already."""
    hub_id = seeder.add_hub(HUB)
    for number in range(1, size.projects + 1):
        project = seeder.add_project(hub_id, name=f"Line {number:02}")
        made = _Project(project.id, project.root_folder_id, random.Random(_SEED + number))
        made.fill(size)
        seeder.add_rows("folders", _FOLDER, [made.row_of(folder) for folder in made.folders])
        seeder.add_rows("items", _ITEM, made.items)
        seeder.add_rows("versions", _VERSION, made.versions)
        seeder.add_rows("refs", _REF, made.refs)
        seeder.roll_up(project.root_folder_id)


class _Project:
    """One project's folders and what is in them."""

    def __init__(self, project_id: str, root_id: str, dice: random.Random) -> None:
        self._id = project_id
        self._dice = dice
        self._root = _Folder(root_id, None, 0, "", "", MIKA, "", "")
        self._code = 0
        self.folders: list[_Folder] = []
        self.items: list[Row] = []
        self.versions: list[Row] = []
        self.refs: list[Row] = []

    def fill(self, size: Size) -> None:
        """Make as much as there is to be."""
        for number in range(size.folders):
            self._add_folder(number)
        for folder, count in zip(self.folders, self._shares(size), strict=True):
            self._add_items(folder, count)

    def row_of(self, folder: _Folder) -> Row:
        """Return a folder's row, once everything is in it."""
        parent = folder.parent or self._root
        kind, rolled_up = "folders:autodesk.core:Folder", max(folder.rolled_up, folder.touched)
        made = (folder.made, folder.by, folder.touched, folder.by, rolled_up)
        return (folder.id, self._id, parent.id, folder.name, kind, *made)

    def _add_folder(self, number: int) -> None:
        if number < len(_TOPS):
            parent, name = self._root, _TOPS[number]
        else:
            inner = [folder for folder in self.folders[-40:] if folder.depth < _DEEPEST] or self.folders[:1]
            parent = self._one_of(inner)
            name = f"{self._one_of(_TOPICS)} {parent.children + 1:02}"
        parent.children += 1
        made = self._moment(self._below(_MADE_BY))
        urn = ids.urn("folders", "wipprod", parent.id, name)
        by = self._one_of(_PEOPLE)
        self.folders.append(_Folder(urn, parent, parent.depth + 1, name, made, by, made, made))

    def _shares(self, size: Size) -> Iterator[int]:
        """Yield how many items each folder has; together as many as the project is to have."""
        big, middle = size.items // 4, size.folders // 2
        weights = [0 if number % 12 == 11 else 1 + self._below(30) for number in range(size.folders)]
        weights[middle] = 0
        rest, total = size.items - big, sum(weights)
        for number, weight in enumerate(weights):
            if number == middle:
                yield big
                continue
            count = round(rest * weight / total) if total else 0
            rest, total = rest - count, total - weight
            yield count

    def _add_items(self, folder: _Folder, count: int) -> None:
        designs: list[End] = []
        for number in range(count):
            kind = number % 20
            if kind < 11 or not designs:
                designs.append(self._add_design(folder, designs))
            elif kind < 16:
                self._add_drawing(folder, self._one_of(designs))
            else:
                self._add_file(folder, designs)

    def _add_design(self, folder: _Folder, before: list[End]) -> End:
        part, picture = self._one_of(_PARTS)
        name = f"{part} {self._one_of(_PLACES)} {self._next_code()}"
        design = self._add_item(folder, name, DESIGN, (1, 1, 2, 3, 4)[self._below(5)], "f3d", picture)
        if part == "Assembly":
            for child in before[-4:]:
                self._add_ref(design, child, XREF)
        return design

    def _add_drawing(self, folder: _Folder, of: End) -> None:
        name, sheet = f"Drawing {self._next_code()}", f"drawing:{1 + self._below(5)}"
        drawing = self._add_item(folder, name, DRAWING, 1, "f2d", sheet)
        self._add_ref(drawing, (of[0], max(1, of[1] - self._below(2))), DRAWING_TO_DESIGN)

    def _add_file(self, folder: _Folder, designs: list[End]) -> None:
        name = self._one_of(_FILES)
        stem, _, ending = name.rpartition(".")
        if self._below(5):  # else one of the plain names, which come again in every folder
            name = f"{stem} {self._next_code()}.{ending}"
        file = self._add_item(folder, name, FILE, (1, 1, 1, 2)[self._below(4)], ending, None)
        if not self._below(3):
            self._add_ref(self._one_of(designs), file, ATTACHMENT)

    def _add_item(
        self, folder: _Folder, name: str, kind: str, versions: int, ending: str, picture: str | None
    ) -> End:
        item_id = ids.urn("items", "wipprod", folder.id, name, len(self.items))
        day, created, by = self._below(_MADE_BY), "", ""
        moment, maker = "", ""
        for number in range(1, versions + 1):
            moment, maker = self._moment(day), self._one_of(_PEOPLE)
            if number == 1:
                created, by = moment, maker
            version_id = ids.version_urn(item_id, number)
            storage = ids.object_urn("wipprod", of=version_id, file_type=ending)
            what = (name, kind.replace("items:", "versions:", 1), moment, maker)
            size = 20_000 + self._below(4_000_000)
            self.versions.append((version_id, self._id, item_id, number, *what, size, storage, picture))
            day += 1 + self._below(90)
        tip_id = ids.version_urn(item_id, versions)
        self.items.append((item_id, self._id, folder.id, name, kind, created, by, tip_id))
        folder.touched = max(folder.touched, created)
        above: _Folder | None = folder
        while above is not None and above.rolled_up < moment:
            above.rolled_up = moment
            above = above.parent
        return item_id, versions

    def _add_ref(self, start: End, end: End, kind: str) -> None:
        ends = ("versions", ids.version_urn(*start), "versions", ids.version_urn(*end))
        self.refs.append((self._id, *ends, kind, "1.0"))

    def _moment(self, day: int) -> str:
        minute = 420 + self._below(600)
        return f"{_DAYS[day]}T{minute // 60:02}:{minute % 60:02}:00Z"

    def _below(self, limit: int) -> int:
        return int(self._dice.random() * limit)

    def _one_of(self, choices: Sequence[T]) -> T:
        return choices[self._below(len(choices))]

    def _next_code(self) -> str:
        self._code += 1
        return f"{self._code:0{_CODE_LENGTH}}"
