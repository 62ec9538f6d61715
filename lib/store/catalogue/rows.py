"""Records as rows of a catalogue's tables, within a transaction of the caller's."""

from __future__ import annotations

import base64
import json
import sqlite3
from collections.abc import Sequence
from typing import Any, Literal

from . import search_index
from .interning import (
    change_in,
    clean,
    number_ids,
    number_people,
    number_words,
    select_in,
)
from .records import FolderRecord, ItemRecord, ProjectRecord, RefRecord, VersionRecord

SAME_URN = "="  # in the place of a derivative urn that is the version's own id, encoded as the service does
Table = Literal["projects", "folders", "items", "versions"]
_MOST = 2**63 - 1
# The first columns are what the search index goes by: where one of them differs, it takes the row up anew.
_PROJECT_COLUMNS = ("row", "parent", "name", "type", "root_folder_id", "web_url", "seen")
_FOLDER_COLUMNS = (
    *("row", "parent", "name", "type", "project", "modified_by"),
    *("hidden", "object_count", "created", "created_by", "modified", "changed_below", "seen"),
)
_ITEM_COLUMNS = (
    *("row", "parent", "name", "type", "project", "modified_by", "kind", "created_by"),
    *("hidden", "reserved", "reserved_by", "created", "modified", "tip", "seen"),
)
_VERSION_COLUMNS = (
    *("row", "project", "item", "number", "name", "type", "file_type", "size", "created", "created_by"),
    *("modified", "modified_by", "storage_id", "derivative_urn", "seen"),
)
_PROJECT = _ITEM_COLUMNS.index("project")  # and among those of folders
_COMPARED = {"projects": 4, "folders": 6, "items": 8, "versions": 0}


def put_projects(
    connection: sqlite3.Connection, hub: int, projects: Sequence[ProjectRecord], *, now: float
) -> set[int]:
    """Write projects of a hub, and return their rows."""
    rows = number_ids(connection, [one.id for one in projects])
    words = number_words(connection, [one.extension_type for one in projects])
    values = {
        rows[one.id]: (
            *(rows[one.id], hub, clean(one.name), words[one.extension_type]),
            *(clean(one.root_folder_id), clean(one.web_url), now),
        )
        for one in projects
    }
    return _upsert(connection, "projects", _PROJECT_COLUMNS, values)


def put_folders(
    connection: sqlite3.Connection,
    place: tuple[int, int | None],
    folders: Sequence[FolderRecord],
    *,
    now: float,
) -> set[int]:
    """Write folders of a `place`, which is a project and the parent within it, and return their rows."""
    project, parent = place
    rows = number_ids(connection, [one.id for one in folders])
    words = number_words(connection, [one.extension_type for one in folders])
    people = number_people(
        connection, [name for one in folders for name in (one.created_by, one.modified_by)]
    )
    values = {
        rows[one.id]: (
            *(rows[one.id], parent, clean(one.name), words[one.extension_type], project),
            *(people[one.modified_by], one.hidden, _fit(one.object_count), one.created),
            *(people[one.created_by], one.modified, one.changed_below, now),
        )
        for one in folders
    }
    return _upsert(connection, "folders", _FOLDER_COLUMNS, values)


def put_items(
    connection: sqlite3.Connection, place: tuple[int, int], items: Sequence[ItemRecord], *, now: float
) -> set[int]:
    """Write items of a `place`, which is a project and a folder of it, and return their rows."""
    project, parent = place
    rows = number_ids(connection, [an_id for one in items for an_id in (one.id, one.tip_id) if an_id])
    words = number_words(connection, [word for one in items for word in (one.extension_type, one.kind)])
    people = number_people(
        connection, [name for one in items for name in (one.created_by, one.modified_by, one.reserved_by)]
    )
    values = {
        rows[one.id]: (
            *(rows[one.id], parent, clean(one.name), words[one.extension_type], project),
            *(people[one.modified_by], words[one.kind], people[one.created_by], one.hidden, one.reserved),
            *(people[one.reserved_by], one.created, one.modified),
            *(rows[one.tip_id] if one.tip_id else None, now),
        )
        for one in items
    }
    return _upsert(connection, "items", _ITEM_COLUMNS, values)


def put_versions(connection: sqlite3.Connection, versions: Sequence[VersionRecord], *, now: float) -> None:
    """Write versions of items that are known; others are left out."""
    rows = number_ids(connection, [one.id for one in versions])
    items = {clean(one.item_id) for one in versions}
    sql = "SELECT id, row, project FROM ids JOIN items USING (row) WHERE id IN (...)"
    owners = {an_id: (project, row) for an_id, row, project in select_in(connection, sql, items)}
    words = number_words(
        connection, [word for one in versions for word in (one.extension_type, one.file_type)]
    )
    people = number_people(
        connection, [name for one in versions for name in (one.created_by, one.modified_by)]
    )
    values = {
        rows[one.id]: (
            *(rows[one.id], *owners[clean(one.item_id)], _fit(one.number), clean(one.name)),
            *(words[one.extension_type], words[one.file_type], _fit(one.size), one.created),
            *(people[one.created_by], one.modified, people[one.modified_by], clean(one.storage_id)),
            *(SAME_URN if one.derivative_urn == own_urn(one.id) else clean(one.derivative_urn), now),
        )
        for one in versions
        if clean(one.item_id) in owners
    }
    _upsert(connection, "versions", _VERSION_COLUMNS, values)


def replace_refs(
    connection: sqlite3.Connection,
    project: int,
    version_ids: Sequence[str],
    refs: Sequence[RefRecord],
    *,
    now: float,
) -> list[int]:
    """Let versions have these refs and no others, at either end; return the versions' rows."""
    ends = [an_id for one in refs for an_id in (one.from_id, one.to_id)]
    rows = number_ids(connection, [*version_ids, *ends])
    words = number_words(
        connection,
        [word for one in refs for word in (one.extension_type, one.ref_type, one.from_type, one.to_type)],
    )
    versions = [rows[an_id] for an_id in version_ids]
    for end in ("from_row", "to_row"):
        change_in(connection, f"DELETE FROM refs WHERE {end} IN (...)", versions)
    values = [
        (
            *(rows[one.from_id], rows[one.to_id], words[one.extension_type], words[one.ref_type]),
            *(words[one.from_type], words[one.to_type], clean(one.extension_version), _as_json(one)),
            *(project, now),
        )
        for one in refs
    ]
    connection.executemany("REPLACE INTO refs VALUES (?,?,?,?,?,?,?,?,?,?)", values)
    return versions


def lose_others(
    connection: sqlite3.Connection,
    table: Literal["projects", "folders", "items"],
    parent: int,
    *,
    named: set[int],
) -> None:
    """Let what has this parent, and is not `named`, have none any more."""
    found = connection.execute(f"SELECT row FROM {table} WHERE parent = ?", (parent,)).fetchall()
    lost = [row for (row,) in found if row not in named]
    if lost:
        search_index.drop_from_index(connection, lost)
        change_in(connection, f"UPDATE {table} SET parent = NULL WHERE row IN (...)", lost)


def find_above(connection: sqlite3.Connection, folder: int, round_number: int) -> set[int]:
    """Return the rows that a folder cannot hold: itself, and what is above it by lists of this round.

    Lists of before may be out of date; what they say of the way up does not stand against a new one.
    """
    above: set[int] = set()
    row: int | None = folder
    while row is not None and row not in above:
        above.add(row)
        found = connection.execute(
            "SELECT f.parent FROM folders f LEFT JOIN folders u ON u.row = f.parent "
            "LEFT JOIN projects p ON p.row = f.parent WHERE f.row = ? AND coalesce(u.round, p.round) >= ?",
            (row, round_number),
        ).fetchone()
        row = found[0] if found else None
    return above


def own_urn(version_id: str) -> str:
    """Return the derivative urn that a version has as a rule: its id in base64, for addresses, unpadded."""
    return base64.urlsafe_b64encode(version_id.encode("utf-8", "replace")).decode("ascii").rstrip("=")


def _upsert(
    connection: sqlite3.Connection,
    table: Table,
    columns: Sequence[str],
    values: dict[int, tuple[Any, ...]],
) -> set[int]:
    """Write rows by their numbers, but those that something else has already, and return the rows."""
    for other in ("projects", "folders", "items", "versions"):
        if other != table:
            for (row,) in select_in(connection, f"SELECT row FROM {other} WHERE row IN (...)", values):
                del values[row]
    changed, moved = _drop_changed(connection, table, columns, values) if _COMPARED[table] else ([], [])
    marks = ", ".join("?" * len(columns))
    updates = ", ".join(f"{name} = excluded.{name}" for name in columns[1:])
    connection.executemany(
        f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks}) "
        f"ON CONFLICT (row) DO UPDATE SET {updates}",
        values.values(),
    )
    for row in moved:
        _take_along(connection, row)
    if changed:
        search_index.add_to_index(connection, changed)
    return set(values)


def _take_along(connection: sqlite3.Connection, row: int) -> None:
    """Let all that is known of a folder or an item be of its project, which is another one by now."""
    below = (
        "WITH RECURSIVE below (row) AS (SELECT ?1 UNION "
        "SELECT f.row FROM below b JOIN folders f ON f.parent = b.row)"
    )
    sql = "SELECT project FROM folders WHERE row = ?1 UNION ALL SELECT project FROM items WHERE row = ?1"
    project = connection.execute(sql, (row,)).fetchone()[0]
    for table, of in (
        ("folders", "row IN (SELECT row FROM below)"),
        ("items", "parent IN (SELECT row FROM below)"),
        ("versions", "item IN (SELECT ?1 UNION ALL SELECT row FROM items WHERE parent IN below)"),
    ):
        connection.execute(f"{below} UPDATE {table} SET project = ?2 WHERE {of}", (row, project))


def _drop_changed(
    connection: sqlite3.Connection, table: Table, columns: Sequence[str], values: dict[int, tuple[Any, ...]]
) -> tuple[list[int], list[int]]:
    """Take what will change out of the index, and return what is to be taken in: no lost row is in it.

    The second list is of what will be of another project.
    """
    count = _COMPARED[table]
    sql = f"SELECT {', '.join(columns[:count])} FROM {table} WHERE row IN (...)"
    before = {row[0]: row for row in select_in(connection, sql, values)}
    changed = [row for row, after in values.items() if before.get(row) != after[:count]]
    known = [row for row in changed if row in before and before[row][1] is not None]
    if known:
        search_index.drop_from_index(connection, known)
    moved = [
        row
        for row in changed
        if count > _PROJECT and row in before and before[row][_PROJECT] != values[row][_PROJECT]
    ]
    return [row for row in changed if values[row][1] is not None], moved


def _fit(number: int | None) -> int | None:
    """Return a number as the file can hold it."""
    return None if number is None else max(-_MOST, min(number, _MOST))


def _as_json(ref: RefRecord) -> str:
    try:
        return json.dumps(dict(ref.extension_data), separators=(",", ":")) if ref.extension_data else ""
    except (TypeError, ValueError, RecursionError):
        return ""
