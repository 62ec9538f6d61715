"""What a catalogue knows: lists, look-ups by id and the way there, each by an index."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields
from typing import Any, TypeVar

from .catalogue_file import CatalogueFile
from .interning import find_row
from .records import (
    Contents,
    Counts,
    FolderRecord,
    Found,
    HubRecord,
    ItemRecord,
    ProjectRecord,
    RefRecord,
    Shown,
    ToList,
    VersionRecord,
)
from .shapes import (
    CHANGED,
    FOLDERS,
    FOLDERS_TO_LIST,
    HUBS,
    ITEMS,
    PROJECTS,
    PROJECTS_TO_LIST,
    REFS,
    VERSIONS,
    as_folder,
    as_hub,
    as_item,
    as_place,
    as_project,
    as_ref,
    as_version,
    find_record,
    read_way,
    with_row,
)

T = TypeVar("T")
_CHUNK = 500  # rows that are read at once of what may be long


class Reading(CatalogueFile):
    """The half of a catalogue that tells; each method raises what `CatalogueFile.read` does."""

    def find_hub(self) -> HubRecord | None:
        """Return the hub, None where nothing was written yet."""
        return next(iter(self.read(lambda c: list(map(as_hub, c.execute(HUBS))))), None)

    def list_projects(self) -> tuple[ProjectRecord, ...]:
        """Return the projects, by name."""
        sql = f"{PROJECTS} WHERE p.parent = (SELECT row FROM hubs) ORDER BY p.name COLLATE NOCASE, p.row"
        return self.read(lambda c: tuple(map(as_project, c.execute(sql))))

    def list_top_folders(self, project_id: str) -> tuple[FolderRecord, ...]:
        """Return the top folders of a project, by name; when they were listed is in the project's record."""
        return self.read(lambda c: _folders_in(c, find_row(c, project_id)))

    def list_folder(self, folder_id: str) -> Contents:
        """Return what is known to be directly in a folder, by name; of one that is unknown, nothing."""

        def work(connection: sqlite3.Connection) -> Contents:
            row = find_row(connection, folder_id)
            listed = connection.execute("SELECT listed FROM folders WHERE row = ?", (row,)).fetchone()
            return Contents(
                _folders_in(connection, row), _items_in(connection, row), listed[0] if listed else None
            )

        return self.read(work)

    def list_shown(self, folder_id: str, most: int) -> Shown:
        """Return so many at most of what is known to be in a folder; of one that is unknown, nothing."""

        def work(connection: sqlite3.Connection) -> Shown:
            row = find_row(connection, folder_id)
            listed = connection.execute("SELECT listed FROM folders WHERE row = ?", (row,)).fetchone()
            sql = "SELECT (SELECT count(*) FROM folders WHERE parent = ?1) + "
            sql += "(SELECT count(*) FROM items WHERE parent = ?1)"
            (count,) = connection.execute(sql, (row,)).fetchone()
            sql = f"{FOLDERS} WHERE f.parent = ? ORDER BY f.row LIMIT ?"
            folders = tuple(map(as_folder, connection.execute(sql, (row, most))))
            left = most - len(folders)
            sql = f"{ITEMS} WHERE t.parent = ? ORDER BY t.row LIMIT ?"
            items = tuple(map(as_item, connection.execute(sql, (row, left))))
            of_these = "SELECT tip FROM items WHERE parent = ? ORDER BY row LIMIT ?"
            sql = f"{VERSIONS} WHERE v.row IN ({of_these})"
            tips = tuple(map(as_version, connection.execute(sql, (row, left))))
            return Shown(folders, items, tips, count, listed[0] if listed else None)

        return self.read(work)

    def list_versions(self, item_id: str) -> tuple[VersionRecord, ...]:
        """Return the versions of an item that are known, the newest first."""
        sql = f"{VERSIONS} WHERE v.item = ? ORDER BY v.number DESC"
        return self.read(lambda c: tuple(map(as_version, c.execute(sql, (find_row(c, item_id),)))))

    def list_refs(self, an_id: str) -> tuple[RefRecord, ...]:
        """Return the refs that are known of a version, an item or a folder, at either end."""

        def work(connection: sqlite3.Connection) -> tuple[RefRecord, ...]:
            row = find_row(connection, an_id)
            sql = f"{REFS} WHERE r.from_row = ?1 UNION {REFS} WHERE r.to_row = ?1"
            return tuple(map(as_ref, connection.execute(sql, (row,))))

        return self.read(work)

    def find(self, an_id: str) -> Found | None:
        """Return what an id of a hub, project, folder, item or version leads to, None for one unknown."""

        def work(connection: sqlite3.Connection) -> Found | None:
            row = find_row(connection, an_id)
            record = find_record(connection, row) if row is not None else None
            if record is None:
                return None
            start = find_row(connection, record.item_id) if isinstance(record, VersionRecord) else row
            return Found(record, read_way(connection, start))

        return self.read(work)

    def path_of(self, an_id: str) -> tuple[str, ...]:
        """Return the names from the hub down to a project, folder or item; empty where that is not known."""
        return tuple(step.name for step in self.read(lambda c: read_way(c, find_row(c, an_id))))

    def next_to_list(self, round_number: int, limit: int = 100) -> tuple[ToList, ...]:
        """Return places not listed in this round or a later one: projects, then what was found first."""

        def work(connection: sqlite3.Connection) -> tuple[ToList, ...]:
            sql = f"{PROJECTS_TO_LIST} ORDER BY p.round, p.row LIMIT ?"
            found = connection.execute(sql, (round_number, limit)).fetchall()
            sql = f"{FOLDERS_TO_LIST} ORDER BY f.round, f.row LIMIT ?"
            found += connection.execute(sql, (round_number, limit - len(found)))
            return tuple(map(as_place, found))

        return self.read(work)

    def next_changed(self, round_number: int, limit: int = 100) -> tuple[ToList, ...]:
        """Return folders that were never tried, or whose rollup is another one since; found last, first told.

        Those listed in this round or a later one are left out.
        """
        sql = f"{FOLDERS_TO_LIST} AND {CHANGED} ORDER BY f.round, f.row DESC LIMIT ?"
        return self.read(lambda c: tuple(map(as_place, c.execute(sql, (round_number, limit)))))

    def count_to_list(self, round_number: int) -> int:
        """Return how many places `next_to_list` has in all; quick when they are few."""
        sql = (
            "SELECT (SELECT count(*) FROM projects WHERE round < ?1 AND parent IS NOT NULL) "
            "+ (SELECT count(*) FROM folders WHERE round < ?1 AND parent IS NOT NULL)"
        )
        return self.read(lambda c: c.execute(sql, (round_number,)).fetchone()[0])

    def count_changed(self, round_number: int) -> int:
        """Return how many folders `next_changed` has in all; quick when they are few."""
        sql = f"SELECT count(*) FROM folders f WHERE f.round < ? AND f.parent IS NOT NULL AND {CHANGED}"
        return self.read(lambda c: c.execute(sql, (round_number,)).fetchone()[0])

    def count_to_sweep(self, round_number: int) -> int:
        """Return how many versions' refs are to be read in a round; quick when they are few."""
        sql = "SELECT count(*) FROM versions WHERE sweep < ?"
        return self.read(lambda c: c.execute(sql, (round_number,)).fetchone()[0])

    def versions_to_sweep(self, round_number: int, limit: int = 50) -> tuple[str, tuple[str, ...]]:
        """Return a project and versions of it whose refs were not read in this round or a later one.

        Those never read come first; both are empty where there are none.
        """

        def work(connection: sqlite3.Connection) -> tuple[str, tuple[str, ...]]:
            first = connection.execute(
                "SELECT sweep, project FROM versions WHERE sweep < ? ORDER BY sweep, project LIMIT 1",
                (round_number,),
            ).fetchone()
            if first is None:
                return "", ()
            project = connection.execute("SELECT id FROM ids WHERE row = ?", first[1:]).fetchone()
            found = connection.execute(
                "SELECT i.id FROM versions v JOIN ids i USING (row) WHERE v.sweep = ? AND v.project = ? "
                "ORDER BY v.row LIMIT ?",
                (*first, limit),
            )
            return project[0], tuple(an_id for (an_id,) in found)

        return self.read(work)

    def iter_folders(self) -> Iterator[FolderRecord]:
        """Yield every folder, those first that were found first; what changes meanwhile may be missed."""
        return self._iter(FOLDERS, "f", as_folder)

    def iter_items(self) -> Iterator[ItemRecord]:
        """Yield every item as `iter_folders` does folders."""
        return self._iter(ITEMS, "t", as_item)

    def iter_versions(self) -> Iterator[VersionRecord]:
        """Yield every version that is known, as `iter_folders` does folders."""
        return self._iter(VERSIONS, "v", as_version)

    def iter_refs(self) -> Iterator[RefRecord]:
        """Yield every ref that is known, as `iter_folders` does folders."""
        last: tuple[int, int, int] = (-1, -1, -1)
        sql = f"{REFS.replace('SELECT', 'SELECT r.from_row, r.to_row, r.type,', 1)} "
        sql += (
            "WHERE (r.from_row, r.to_row, r.type) > (?, ?, ?) ORDER BY r.from_row, r.to_row, r.type LIMIT ?"
        )
        while rows := self.read(lambda c, last=last: c.execute(sql, (*last, _CHUNK)).fetchall()):
            yield from (as_ref(row[3:]) for row in rows)
            last = rows[-1][:3]

    def count(self) -> Counts:
        """Return how much is known."""
        found = dict(self.read(lambda c: c.execute("SELECT what, count FROM counts").fetchall()))
        return Counts(**{one.name: found.get(one.name, 0) for one in fields(Counts)})

    def get_state(self, key: str) -> Any:
        """Return what was kept under a key with `set_state`, None where nothing was."""
        sql, values = "SELECT value FROM meta WHERE key = ?", (f"state.{key}",)
        found = self.read(lambda c: c.execute(sql, values).fetchone())
        return found[0] if found else None

    def last_round(self) -> int:
        """Return the number that `begin_round` gave last, 0 where it gave none."""
        found = self.read(lambda c: c.execute("SELECT value FROM meta WHERE key = 'round'").fetchone())
        return int(found[0]) if found else 0

    def _iter(self, sql: str, table: str, make: Callable[[Sequence[Any]], T]) -> Iterator[T]:
        last = -1
        whole = f"{with_row(sql, table)} WHERE {table}.row > ? ORDER BY {table}.row LIMIT ?"
        while rows := self.read(lambda c, last=last: c.execute(whole, (last, _CHUNK)).fetchall()):
            yield from (make(row[1:]) for row in rows)
            last = rows[-1][0]


def _folders_in(connection: sqlite3.Connection, row: int | None) -> tuple[FolderRecord, ...]:
    sql = f"{FOLDERS} WHERE f.parent = ? ORDER BY f.name COLLATE NOCASE, f.row"
    return tuple(map(as_folder, connection.execute(sql, (row,))))


def _items_in(connection: sqlite3.Connection, row: int | None) -> tuple[ItemRecord, ...]:
    sql = f"{ITEMS} WHERE t.parent = ? ORDER BY t.name COLLATE NOCASE, t.row"
    return tuple(map(as_item, connection.execute(sql, (row,))))
