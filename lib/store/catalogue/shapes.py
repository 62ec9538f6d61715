"""Rows of a catalogue's tables as records again."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Sequence
from typing import Any, Literal

from .interning import select_in
from .records import (
    FolderRecord,
    HubRecord,
    ItemRecord,
    ProjectRecord,
    Record,
    RefRecord,
    Step,
    ToList,
    VersionRecord,
)
from .rows import SAME_URN, own_urn

_DEEPEST = 100  # steps of a way: there are no circles, but a damaged file may hold anything
HUBS = (
    "SELECT i.id, h.name, h.region, w.word, h.seen "
    "FROM hubs h JOIN ids i USING (row) JOIN words w ON w.row = h.type"
)
PROJECTS = (
    "SELECT i.id, p.name, w.word, p.root_folder_id, p.web_url, p.seen, p.listed, p.round, p.problem "
    "FROM projects p JOIN ids i USING (row) JOIN words w ON w.row = p.type"
)
FOLDERS = (
    "SELECT i.id, f.name, w.word, f.hidden, f.created, c.name, f.modified, m.name, f.changed_below, "
    "f.object_count, p.id, coalesce(u.id, ''), f.seen, f.listed, f.listed_below, f.round, f.problem, "
    "f.parent = f.project FROM folders f JOIN ids i USING (row) JOIN words w ON w.row = f.type "
    "JOIN people c ON c.row = f.created_by JOIN people m ON m.row = f.modified_by "
    "JOIN ids p ON p.row = f.project LEFT JOIN ids u ON u.row = f.parent"
)
ITEMS = (
    "SELECT i.id, t.name, w.word, k.word, t.hidden, t.reserved, r.name, t.created, c.name, t.modified, "
    "m.name, coalesce(ti.id, ''), coalesce(v.number, 0), coalesce(vw.word, ''), v.size, p.id, "
    "coalesce(u.id, ''), t.seen FROM items t JOIN ids i USING (row) JOIN words w ON w.row = t.type "
    "JOIN words k ON k.row = t.kind JOIN people r ON r.row = t.reserved_by "
    "JOIN people c ON c.row = t.created_by JOIN people m ON m.row = t.modified_by "
    "JOIN ids p ON p.row = t.project LEFT JOIN ids u ON u.row = t.parent "
    "LEFT JOIN ids ti ON ti.row = t.tip LEFT JOIN versions v ON v.row = t.tip "
    "LEFT JOIN words vw ON vw.row = v.file_type"
)
VERSIONS = (
    "SELECT i.id, t.id, v.number, v.name, w.word, fw.word, v.size, v.created, c.name, v.modified, m.name, "
    "v.storage_id, v.derivative_urn, p.id, v.seen, v.refs_read FROM versions v JOIN ids i USING (row) "
    "JOIN ids t ON t.row = v.item JOIN words w ON w.row = v.type JOIN words fw ON fw.row = v.file_type "
    "JOIN people c ON c.row = v.created_by JOIN people m ON m.row = v.modified_by "
    "JOIN ids p ON p.row = v.project"
)
REFS = (
    "SELECT f.id, t.id, w.word, rw.word, fw.word, tw.word, r.version, r.data, coalesce(p.id, ''), r.seen "
    "FROM refs r JOIN ids f ON f.row = r.from_row JOIN ids t ON t.row = r.to_row "
    "JOIN words w ON w.row = r.type JOIN words rw ON rw.row = r.ref_type "
    "JOIN words fw ON fw.row = r.from_type JOIN words tw ON tw.row = r.to_type "
    "LEFT JOIN ids p ON p.row = r.project"
)
CHANGED = "((f.listed IS NULL AND f.problem = '') OR f.changed_below IS NOT f.listed_below)"
FOLDERS_TO_LIST = (
    f"SELECT p.id, i.id, f.name, f.listed, {CHANGED} FROM folders f JOIN ids i USING (row) "
    "JOIN ids p ON p.row = f.project WHERE f.round < ? AND f.parent IS NOT NULL"
)
PROJECTS_TO_LIST = (
    "SELECT i.id, '', p.name, p.listed, 1 FROM projects p JOIN ids i USING (row) "
    "WHERE p.round < ? AND p.parent IS NOT NULL"
)


_TABLES: tuple[tuple[Literal["hub", "project", "folder", "item"], str], ...] = (
    *(("item", "items"), ("folder", "folders")),
    *(("project", "projects"), ("hub", "hubs")),
)


def read_way(connection: sqlite3.Connection, row: int | None) -> tuple[Step, ...]:
    """Return the steps from the hub down to a project, folder or item, none for what is lost or unknown."""
    steps: list[Step] = []
    seen: set[int] = set()
    while row is not None and row not in seen and len(steps) < _DEEPEST:
        seen.add(row)
        for kind, table in _TABLES:
            above = "NULL" if kind == "hub" else "t.parent"
            told = f"{table} t JOIN ids i USING (row) JOIN words w ON w.row = t.type"
            sql = f"SELECT i.id, t.name, w.word, {above} FROM {told} WHERE t.row = ?"
            found = connection.execute(sql, (row,)).fetchone()
            if found:
                steps.append(Step(kind, *found[:3]))
                row = found[3]
                break
        else:
            return ()
    return tuple(reversed(steps)) if steps and steps[-1].kind == "hub" else ()


def read_records(connection: sqlite3.Connection, rows: Sequence[int]) -> dict[int, Record]:
    """Return the projects, folders and items that have these numbers, by these."""
    found: dict[int, Record] = {}
    for sql, table, make in (
        (ITEMS, "t", as_item),
        (FOLDERS, "f", as_folder),
        (PROJECTS, "p", as_project),
    ):
        whole = f"{with_row(sql, table)} WHERE {table}.row IN (...)"
        found |= {row[0]: make(row[1:]) for row in select_in(connection, whole, rows)}
    return found


def read_tips(connection: sqlite3.Connection, rows: Sequence[int]) -> dict[int, VersionRecord]:
    """Return the latest versions of the items among these numbers, by those of the items."""
    sql = f"{with_row(VERSIONS, 'o')} JOIN items o ON o.tip = v.row WHERE o.row IN (...)"
    return {row[0]: as_version(row[1:]) for row in select_in(connection, sql, rows)}


def find_record(connection: sqlite3.Connection, row: int) -> Record | None:
    """Return what has this number, None where that is nothing by now."""
    for sql, make in _BY_ROW:
        found = connection.execute(sql, (row,)).fetchone()
        if found:
            return make(found)
    return None


def with_row(sql: str, table: str) -> str:
    """Return a query that tells first which row it is, of the table that it has under this name."""
    return sql.replace("SELECT", f"SELECT {table}.row,", 1)


def as_hub(row: Sequence[Any]) -> HubRecord:
    """Return a row of HUBS as its record."""
    return HubRecord(*row)


def as_project(row: Sequence[Any]) -> ProjectRecord:
    """Return a row of PROJECTS as its record."""
    return ProjectRecord(*row)


def as_folder(row: Sequence[Any]) -> FolderRecord:
    """Return a row of FOLDERS as its record."""
    *values, is_top = row
    values[3] = bool(values[3])
    if is_top:
        values[11] = ""
    return FolderRecord(*values)


def as_item(row: Sequence[Any]) -> ItemRecord:
    """Return a row of ITEMS as its record."""
    values = list(row)
    values[4:6] = bool(values[4]), bool(values[5])
    return ItemRecord(*values)


def as_version(row: Sequence[Any]) -> VersionRecord:
    """Return a row of VERSIONS as its record."""
    values = list(row)
    if values[12] == SAME_URN:
        values[12] = own_urn(values[0])
    return VersionRecord(*values)


def as_ref(row: Sequence[Any]) -> RefRecord:
    """Return a row of REFS as its record."""
    values = list(row)
    values[7] = json.loads(values[7]) if values[7] else {}
    return RefRecord(*values)


def as_place(row: Sequence[Any]) -> ToList:
    """Return a row of FOLDERS_TO_LIST or PROJECTS_TO_LIST as its record."""
    values = list(row)
    values[4] = bool(values[4])
    return ToList(*values)


_BY_ROW: tuple[tuple[str, Callable[[Sequence[Any]], Record]], ...] = (
    (f"{ITEMS} WHERE t.row = ?", as_item),
    (f"{VERSIONS} WHERE v.row = ?", as_version),
    (f"{FOLDERS} WHERE f.row = ?", as_folder),
    (f"{PROJECTS} WHERE p.row = ?", as_project),
    (f"{HUBS} WHERE h.row = ?", as_hub),
)
