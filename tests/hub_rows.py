"""A hub row for row, as the local service has it and as a catalogue has it."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from addin.lib.emulator import Emulator
from addin.lib.store.catalogue import Catalogue

Rows = dict[str, dict[Any, tuple[Any, ...]]]

# What a person sees: neither what is hidden, nor what is below it.
_SEEN = """
    WITH RECURSIVE seen (id) AS (
        SELECT f.id FROM folders f JOIN projects p ON p.root_folder_id = f.parent_id
        WHERE p.hub_id = ? AND f.readable AND NOT f.hidden
        UNION SELECT f.id FROM folders f JOIN seen ON seen.id = f.parent_id WHERE f.readable AND NOT f.hidden
    )
"""
_ITEMS = "SELECT * FROM items WHERE folder_id IN (SELECT id FROM seen) AND readable AND NOT hidden"


def find_differences(
    service: Emulator, catalogue: Catalogue, hub_id: str, *, refs: bool = False
) -> list[str]:
    """Return what of a hub the catalogue has otherwise than the service; with `refs` what a sweep reads, too.

    Rollups are left out where the service tells none, or others than it has.
    """
    ours, theirs = _read_catalogue(catalogue), _read_service(service, hub_id)
    if not refs:
        tips = {row[-1] for row in theirs["items"].values()}
        for rows in (ours, theirs):
            rows["versions"] = {key: row for key, row in rows["versions"].items() if key in tips}
            rows["refs"] = {}
    else:
        known = set(ours["versions"])
        theirs["versions"] = {key: row for key, row in theirs["versions"].items() if key in known}
        theirs["refs"] = {key: row for key, row in theirs["refs"].items() if known & set(key[:2])}
    if service.policies["modified-rollup"] != "present":
        for rows in (ours, theirs):
            rows["folders"] = {key: row[:-1] for key, row in rows["folders"].items()}
    return [
        f"{kind} {key}: {ours[kind].get(key)} is {theirs[kind].get(key)}"
        for kind in theirs
        for key in ours[kind].keys() | theirs[kind].keys()
        if ours[kind].get(key) != theirs[kind].get(key)
    ]


def _read_service(service: Emulator, hub_id: str) -> Rows:
    database = service._database  # pyright: ignore[reportPrivateUsage]
    people = {row["id"]: row["name"] for row in database.rows("SELECT id, name FROM users")}
    roots = {row["id"] for row in database.rows("SELECT id FROM folders WHERE parent_id IS NULL")}
    projects = database.rows("SELECT * FROM projects WHERE hub_id = ?", (hub_id,))
    folders = database.rows(f"{_SEEN} SELECT * FROM folders WHERE id IN (SELECT id FROM seen)", (hub_id,))
    items = database.rows(f"{_SEEN} {_ITEMS}", (hub_id,))
    versions = {row["id"]: row for row in database.rows("SELECT * FROM versions WHERE readable")}
    seen = {row["id"] for row in items}
    return {
        "projects": {row["id"]: (row["name"], row["root_folder_id"]) for row in projects},
        "folders": {
            row["id"]: (
                *("" if row["parent_id"] in roots else row["parent_id"], row["project_id"], row["name"]),
                *(row["extension_type"], _micros(row["created"]), people.get(row["created_by"], "")),
                *(_micros(row["modified"]), people.get(row["modified_by"], ""), _micros(row["rolled_up"])),
            )
            for row in folders
        },
        "items": {
            row["id"]: (
                *(row["folder_id"], row["project_id"], row["name"], row["extension_type"]),
                *(_micros(row["created"]), people.get(row["created_by"], "")),
                _micros(row["modified"] or versions[row["tip_id"]]["created"]),
                people.get(row["modified_by"] or versions[row["tip_id"]]["created_by"], ""),
                row["tip_id"],
            )
            for row in items
        },
        "versions": {
            key: (
                *(row["item_id"], row["number"], row["name"], row["extension_type"], row["size"]),
                *(_micros(row["created"]), people.get(row["created_by"], ""), row["storage"]),
            )
            for key, row in versions.items()
            if row["item_id"] in seen
        },
        "refs": {
            (row["from_id"], row["to_id"], row["extension_type"]): (
                *(row["from_type"], row["to_type"], row["extension_version"]),
                json.loads(row["extension_data"] or "{}"),
            )
            for row in database.rows("SELECT * FROM refs WHERE readable")
        },
    }


def _read_catalogue(catalogue: Catalogue) -> Rows:
    return {
        "projects": {row.id: (row.name, row.root_folder_id) for row in catalogue.list_projects()},
        "folders": {
            row.id: (
                *(row.parent_id, row.project_id, row.name, row.extension_type),
                *(row.created, row.created_by, row.modified, row.modified_by, row.changed_below),
            )
            for row in catalogue.iter_folders()
        },
        "items": {
            row.id: (
                *(row.folder_id, row.project_id, row.name, row.extension_type),
                *(row.created, row.created_by, row.modified, row.modified_by, row.tip_id),
            )
            for row in catalogue.iter_items()
        },
        "versions": {
            row.id: (
                *(row.item_id, row.number, row.name, row.extension_type, row.size),
                *(row.created, row.created_by, row.storage_id),
            )
            for row in catalogue.iter_versions()
        },
        "refs": {
            (row.from_id, row.to_id, row.extension_type): (
                *(row.from_type, row.to_type, row.extension_version),
                dict(row.extension_data),
            )
            for row in catalogue.iter_refs()
        },
    }


def _micros(text: str | None) -> int:
    return round(datetime.fromisoformat((text or "").replace("Z", "+00:00")).timestamp()) * 1_000_000
