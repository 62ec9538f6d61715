"""The shape of the sample hub's tables, and the one function that plants them.

A project's contents are a tree of `Folder` and `Item`; an item carries its `Version` rows, oldest first.
Times in the tables are UTC and short, "2026-03-04 09:12"; they go out as "2026-03-04T09:12:00Z".
Refs name their two ends by item name and version number, so a table reads like a sentence.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from .seeder import Seeder

DESIGN = "items:autodesk.fusion360:Design"
DRAWING = "items:autodesk.fusion360:Drawing"
FILE = "items:autodesk.core:File"

DRAWING_TO_DESIGN = "derived:autodesk.fusion360:DrawingToDesign"
ATTACHMENT = "auxiliary:autodesk.core:Attachment"
XREF = "xrefs:autodesk.core:Xref"

MIKA = "SAMPLEUSER01"
INGRID = "SAMPLEUSER02"
KENJI = "SAMPLEUSER03"
LAYLA = "SAMPLEUSER04"
CHIDI = "SAMPLEUSER05"
CAMILA = "SAMPLEUSER06"


@dataclass(frozen=True)
class Version:
    """One saved state of an item."""

    created: str
    by: str
    kilobytes: int


@dataclass(frozen=True)
class Item:
    """A design, a drawing or a file, with its history.

    `thumbnail` is a spec for `thumbnails.render`; "{version}" in it becomes the version's number. `reserved`
    says since when and by whom it is locked.
    """

    name: str
    extension_type: str
    versions: tuple[Version, ...]
    thumbnail: str | None = None
    reserved: tuple[str, str] | None = None


@dataclass(frozen=True)
class Folder:
    """A folder, with folders and items in it; `archived` is when its archive was made, which it links to."""

    name: str
    created: str
    by: str
    children: tuple[Folder | Item, ...] = ()
    archived: str | None = None


@dataclass(frozen=True)
class Ref:
    """A custom relationship from one version to another; an end is (item name, version number)."""

    extension_type: str
    start: tuple[str, int]
    end: tuple[str, int]


@dataclass(frozen=True)
class ProjectTable:
    """A project: its name, what the sample user may do in it, where its data lives, and its contents."""

    name: str
    access: str = "write"
    partition: str = "wipprod"
    folders: tuple[Folder, ...] = ()
    refs: tuple[Ref, ...] = ()


def design(name: str, thumbnail: str | None, *rows: tuple[str, str, int]) -> Item:
    """A Fusion design; each row is (created, by, kilobytes)."""
    return Item(name, DESIGN, tuple(Version(*row) for row in rows), thumbnail)


def drawing(name: str, thumbnail: str | None, *rows: tuple[str, str, int]) -> Item:
    """A Fusion drawing; each row is (created, by, kilobytes)."""
    return Item(name, DRAWING, tuple(Version(*row) for row in rows), thumbnail)


def document(
    name: str,
    thumbnail: str | None,
    *rows: tuple[str, str, int],
    reserved: tuple[str, str] | None = None,
) -> Item:
    """An uploaded file of any kind; each row is (created, by, kilobytes)."""
    return Item(name, FILE, tuple(Version(*row) for row in rows), thumbnail, reserved)


def walk(nodes: Iterable[Folder | Item]) -> Iterator[Folder | Item]:
    """Every folder and item of these trees, parents before children."""
    for node in nodes:
        yield node
        if isinstance(node, Folder):
            yield from walk(node.children)


def plant(seeder: Seeder, hub_id: str, *, project: ProjectTable) -> None:
    """Put one project with its folders, items, versions and refs into the service.

    Raises KeyError when a ref names an item that is missing, or whose name stands for two items.
    """
    planted = seeder.add_project(
        hub_id, name=project.name, access=project.access, partition=project.partition
    )
    version_ids: dict[str, list[str] | None] = {}
    for folder in project.folders:
        _plant_folder(seeder, planted.root_folder_id, folder=folder, version_ids=version_ids)
    for ref in project.refs:
        seeder.add_ref(
            _version_id(version_ids, ref.start),
            to_id=_version_id(version_ids, ref.end),
            extension_type=ref.extension_type,
        )


def _plant_folder(
    seeder: Seeder, parent_id: str, *, folder: Folder, version_ids: dict[str, list[str] | None]
) -> None:
    # A folder changes when something is put into it, not when something deep below it is saved.
    touched = [folder.created]
    for child in folder.children:
        touched.append(child.created if isinstance(child, Folder) else child.versions[0].created)
    folder_id = seeder.add_folder(
        parent_id,
        name=folder.name,
        created=_iso(folder.created),
        by=folder.by,
        modified=_iso(max(touched)),
    )
    if folder.archived is not None:
        _plant_archive(seeder, folder_id, folder.archived)
    for child in folder.children:
        if isinstance(child, Folder):
            _plant_folder(seeder, folder_id, folder=child, version_ids=version_ids)
        else:
            planted = _plant_item(seeder, folder_id, item=child)
            version_ids[child.name] = None if child.name in version_ids else planted


def _plant_item(seeder: Seeder, folder_id: str, *, item: Item) -> list[str]:
    first = item.versions[0]
    item_id = seeder.add_item(
        folder_id,
        name=item.name,
        extension_type=item.extension_type,
        created=_iso(first.created),
        by=first.by,
    )
    versions = [
        seeder.add_version(
            item_id,
            created=_iso(version.created),
            by=version.by,
            size=_size(item.name, version),
            thumbnail=item.thumbnail and item.thumbnail.replace("{version}", str(number)),
        )
        for number, version in enumerate(item.versions, start=1)
    ]
    if item.reserved is not None:
        since, by = item.reserved
        seeder.reserve_item(item_id, by=by, since=_iso(since))
    return versions


def _plant_archive(seeder: Seeder, folder_id: str, created: str) -> None:
    """Link a folder to its archive, and to what makes a new one."""
    key = f"{zlib.crc32(folder_id.encode()):08x}.zip"
    seeder.add_link(
        folder_id,
        href=f"/oss/v2/buckets/wip.dm.prod/objects/{key}",
        extension_type="links:A360:DownloadArchiveFolder",
        extension_data={"createdTime": _iso(created)},
        mime_type="application/x-zip-compressed",
        object_id=f"urn:adsk.objects:os.object:wip.dm.prod/{key}",
    )
    seeder.add_link(
        folder_id,
        href=f"/a360/v2/items/{quote(folder_id, safe='')}/create_archive",
        extension_type="links:A360:CreateFolderArchive",
    )


def _version_id(version_ids: dict[str, list[str] | None], end: tuple[str, int]) -> str:
    name, number = end
    found = version_ids[name]
    if found is None:
        raise KeyError(f"{name!r} stands for two items of this project")
    return found[number - 1]


def _size(name: str, version: Version) -> int:
    # Files are never whole kilobytes long; the odd bytes are the same in every run.
    return version.kilobytes * 1024 + zlib.crc32(f"{name}{version.created}".encode()) % 1024


def _iso(short: str) -> str:
    return f"{short.replace(' ', 'T')}:00Z"
