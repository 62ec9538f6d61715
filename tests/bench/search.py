"""Search as somebody types, over the hub of 200,000 items, against a plain scan of the same names."""

from __future__ import annotations

import sqlite3
import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from addin.lib.core.catalogue_records import kind_of, to_microseconds
from addin.lib.core.search import search
from addin.lib.emulator import Emulator, EmulatorOptions
from addin.lib.store.catalogue import (
    Catalogue,
    FolderRecord,
    HubRecord,
    ItemRecord,
    ProjectRecord,
    RefRecord,
    VersionRecord,
)

TYPED = ("bracket left 00012", "drawing 0", "line 07 frame", "drawings housing", "calculation 00")
MISTYPED = ("brackrt", "hpusing", "covre 00", "drawimg 0012", "plaet left", "zzzzzz")
FILTERS = (
    *(
        "kind:drawing",
        "kind:design",
        'project:"line 07"',
        "modified:>2026-03",
        "modified:<2023-06",
        "is:stale",
    ),
    *(
        "has:attachment",
        "has:drawing",
        "-left",
        "size:>3MB",
        "path:drive kind:drawing modified:>2025-06 is:stale",
    ),
)
FILTERED = ("b", "bracket", "bracket left", "d", "0")
ROUNDS = 3
_PAGE = 200
_OURS = ("search", "items_by_modified", "folders_by_modified")


@dataclass(frozen=True)
class Times:
    """Seconds of each kind of text: of our answers, and of scans right before them."""

    ours: Sequence[float]
    scans: Sequence[float]

    @property
    def ratio(self) -> float:
        """The largest of an answer to its scan."""
        return max(one / scan for one, scan in zip(self.ours, self.scans, strict=True))


def fill(folder: Path) -> Catalogue:
    """Return a catalogue of the hub of 200,000 items, taken from the rows of the local service."""
    database = folder / "huge.sqlite"
    with Emulator(EmulatorOptions(hub="huge", database=str(database))):
        pass
    source = sqlite3.connect(database)
    source.row_factory = sqlite3.Row
    hub = source.execute(
        "SELECT * FROM hubs ORDER BY (SELECT count(*) FROM projects p WHERE p.hub_id = hubs.id)"
    )
    [*_, largest] = hub.fetchall()
    catalogue = Catalogue.open(folder, largest["id"])
    catalogue.write_hub(HubRecord(largest["id"], largest["name"]))
    projects = source.execute("SELECT * FROM projects WHERE hub_id = ?", (largest["id"],)).fetchall()
    catalogue.write_projects([ProjectRecord(one["id"], one["name"]) for one in projects])
    for project in projects:
        _fill_project(catalogue, source, project)
    source.close()
    return catalogue


def measure(catalogue: Catalogue, names: Sequence[str], texts: Sequence[str]) -> Times:
    """Time answers, medians of several rounds, each with a scan for the same letters."""
    ours, scans = [], []
    for text in texts:
        taken: list[tuple[float, float]] = []
        for _ in range(ROUNDS):
            begun = time.perf_counter()
            for name in names:
                name.find(text)
            between = time.perf_counter()
            search([catalogue], text)
            taken.append((time.perf_counter() - between, between - begun))
        ours.append(statistics.median(one for one, _ in taken))
        scans.append(statistics.median(scan for _, scan in taken))
    return Times(ours, scans)


def keystrokes() -> list[str]:
    """Return what stands in the box after each key."""
    return [text[:end] for text in TYPED for end in range(1, len(text) + 1)]


def measure_size(catalogue: Catalogue) -> tuple[int, int]:
    """Return the bytes of the index and of all else in the catalogue."""

    def work(connection: sqlite3.Connection) -> tuple[int, int]:
        sizes = dict(connection.execute("SELECT name, sum(pgsize) FROM dbstat GROUP BY name"))
        index = sum(size for name, size in sizes.items() if name.startswith(_OURS))
        return index, sum(sizes.values()) - index

    return catalogue.read(work)


def list_names(catalogue: Catalogue) -> list[str]:
    """Return the names of all items."""
    return catalogue.read(lambda c: [name for (name,) in c.execute("SELECT name FROM items")])


def _fill_project(catalogue: Catalogue, source: sqlite3.Connection, project: sqlite3.Row) -> None:
    an_id = project["id"]
    folders: dict[str, list[FolderRecord]] = {}
    for row in source.execute("SELECT * FROM folders WHERE project_id = ? ORDER BY seq", (an_id,)):
        folders.setdefault(row["parent_id"] or "", []).append(
            FolderRecord(row["id"], row["name"], row["extension_type"], **_times(row))
        )
    versions = {
        row["id"]: VersionRecord(
            *(row["id"], row["item_id"], row["number"], row["name"], row["extension_type"]),
            *(row["name"].rpartition(".")[2][:8], row["size"]),
            **_times(row),
            storage_id=str(row["storage"]),
        )
        for row in source.execute("SELECT * FROM versions WHERE project_id = ?", (an_id,))
    }
    items: dict[str, list[ItemRecord]] = {}
    for row in source.execute("SELECT * FROM items WHERE project_id = ? ORDER BY seq", (an_id,)):
        tip = versions[row["tip_id"]]
        items.setdefault(row["folder_id"], []).append(
            ItemRecord(
                *(row["id"], row["name"], row["extension_type"], kind_of(row["extension_type"])),
                created=tip.created,
                created_by=row["created_by"],
                modified=tip.modified,
                modified_by=tip.modified_by,
                tip_id=tip.id,
            )
        )
    catalogue.write_top_folders(an_id, folders.get(project["root_folder_id"], []))
    for parent in _downwards(project["root_folder_id"], folders):
        with catalogue.listing(an_id, parent) as listing:
            listing.add(folders.get(parent, []))
            inside = items.get(parent, [])
            for start in range(0, len(inside), _PAGE):
                page = inside[start : start + _PAGE]
                listing.add((), page, [versions[one.tip_id] for one in page])
            listing.finish()
    catalogue.write_versions(list(versions.values()))
    sql = "SELECT from_id, to_id, extension_type FROM refs WHERE project_id = ?"
    refs = [RefRecord(*row, ref_type="derived") for row in source.execute(sql, (an_id,))]
    catalogue.write_refs(an_id, list(versions), refs)


def _downwards(root_id: str, folders: dict[str, list[FolderRecord]]) -> Iterator[str]:
    for one in folders.get(root_id, []):
        yield one.id
        yield from _downwards(one.id, folders)


def _times(row: sqlite3.Row) -> dict[str, Any]:
    """Return when and by whom something was made and changed; what was never changed counts as made."""

    def told(name: str, otherwise: str) -> str:
        return (row[name] if name in row.keys() else None) or row[otherwise] or ""  # noqa: SIM118

    def moment(text: str) -> int:
        return to_microseconds(datetime.fromisoformat(text.replace("Z", "+00:00"))) or 0

    return {
        "created": moment(row["created"]),
        "modified": moment(told("modified", "created")),
        "created_by": row["created_by"],
        "modified_by": told("modified_by", "created_by"),
    }
