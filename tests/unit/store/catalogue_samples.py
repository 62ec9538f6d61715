"""A small hub to put into a catalogue, and one of any size."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from addin.lib.store.catalogue import (
    Catalogue,
    FolderRecord,
    HubRecord,
    ItemRecord,
    ProjectRecord,
    RefRecord,
    VersionRecord,
)

HUB = HubRecord("b.hub", "Northwind", "US", "hubs:autodesk.core:Hub")
PROJECT = ProjectRecord("b.p1", "Line 01", "projects:autodesk.core:Project", "root", "https://web/p1")
OTHER = ProjectRecord("b.p2", "line 00")
DESIGN = "items:autodesk.fusion360:Design"
PAGE = 200


def folder(an_id: str, name: str = "", *, below: int | None = 1) -> FolderRecord:
    """Return a folder."""
    return FolderRecord(
        id=an_id,
        name=name or f"Folder {an_id}",
        extension_type="folders:autodesk.core:Folder",
        created=1_000_001,
        created_by="Mika",
        modified=2_000_002,
        modified_by="Ingrid",
        changed_below=below,
        object_count=3,
    )


def item(an_id: str, name: str = "", *, by: str = "Mika") -> ItemRecord:
    """Return an item whose tip is `tip_of` it."""
    return ItemRecord(
        id=an_id,
        name=name or f"Item {an_id}",
        extension_type=DESIGN,
        kind="design",
        reserved=True,
        reserved_by="Layla",
        created=3_000_003,
        created_by="Mika",
        modified=4_000_004,
        modified_by=by,
        tip_id=f"{an_id}?version=2",
    )


def tip_of(an_item: ItemRecord) -> VersionRecord:
    """Return the latest version of an item."""
    return VersionRecord(
        id=an_item.tip_id,
        item_id=an_item.id,
        number=2,
        name=an_item.name,
        extension_type="versions:autodesk.fusion360:Design",
        file_type="f3d",
        size=1234,
        created=5_000_005,
        created_by="Mika",
        modified=6_000_006,
        modified_by="Kenji",
        storage_id=f"urn:adsk.objects:{an_item.id}",
        derivative_urn="dXJu",
    )


def ref(from_id: str, to_id: str, kind: str = "Attachment") -> RefRecord:
    """Return a ref between two versions."""
    return RefRecord(from_id, to_id, f"auxiliary:autodesk.core:{kind}", "auxiliary", extension_version="1.0")


def open_filled(path: Path) -> Catalogue:
    """Return a catalogue with two projects, of which the first has one top folder, "top"."""
    catalogue = Catalogue.open(path, HUB.id, now=lambda: 100.0)
    fill_top(catalogue)
    return catalogue


def fill_top(catalogue: Catalogue) -> None:
    """Put the projects and the top folder into a catalogue that has nothing yet."""
    catalogue.write_hub(HUB)
    catalogue.write_projects([PROJECT, OTHER])
    catalogue.write_top_folders(PROJECT.id, [folder("top", "01 Design")])


def list_whole(
    catalogue: Catalogue,
    folder_id: str,
    folders: list[FolderRecord] | None = None,
    items: list[ItemRecord] | None = None,
    *,
    round_number: int = 0,
) -> None:
    """Let a folder of the first project have been listed whole, with these in it."""
    with catalogue.listing(PROJECT.id, folder_id, round_number=round_number) as listing:
        listing.add(folders or [], items or [], [tip_of(one) for one in items or []])
        listing.finish()


def fill(catalogue: Catalogue, items: int, *, per_folder: int = 500) -> Iterator[int]:
    """Put so many items into folders of the first project, and yield their count after each page."""
    for start in range(0, items, per_folder):
        own = f"urn:adsk.wipprod:fs.folder:co.{start:08}"
        with catalogue.listing(PROJECT.id, "top") as listing:
            listing.add([folder(own, f"Station {start}")])
        with catalogue.listing(PROJECT.id, own) as listing:
            for first in range(start, min(start + per_folder, items), PAGE):
                numbers = range(first, min(first + PAGE, start + per_folder, items))
                page = [item(f"urn:adsk.wipprod:dm.lineage:{n:022}", f"Bracket {n} left") for n in numbers]
                listing.add((), page, [tip_of(one) for one in page])
                yield numbers.stop
            listing.finish()
