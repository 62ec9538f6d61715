"""What a catalogue knows: lists, look-ups by id and the way there, each by an index."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import fields
from typing import Any

from .catalogue_file import CatalogueFile
from .interning import find_row, select_in
from .records import (
    Contents,
    Counts,
    FolderRecord,
    Found,
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

_DEEPEST = 100  # steps of a way: a lying service may make a circle
_CHUNK = 500  # rows that are read at once of what may be long
_HUB = (
    "SELECT i.id, h.name, h.region, w.word, h.seen "
    "FROM hubs h JOIN ids i USING (row) JOIN words w ON w.row = h.type"
)
_PROJECT = (
    "SELECT i.id, p.name, w.word, p.root_folder_id, p.web_url, p.seen, p.listed, p.round, p.problem "
    "FROM projects p JOIN ids i USING (row) JOIN words w ON w.row = p.type"
)
_FOLDER = (
    "SELECT i.id, f.name, w.word, f.hidden, f.created, c.name, f.modified, m.name, f.changed_below, "
    "f.object_count, p.id, coalesce(u.id, ''), f.seen, f.listed, f.listed_below, f.round, f.problem, "
    "f.parent = f.project FROM folders f JOIN ids i USING (row) JOIN words w ON w.row = f.type "
    "JOIN people c ON c.row = f.created_by JOIN people m ON m.row = f.modified_by "
    "JOIN ids p ON p.row = f.project LEFT JOIN ids u ON u.row = f.parent"
)
_ITEM = (
    "SELECT i.id, t.name, w.word, k.word, t.hidden, t.reserved, r.name, t.created, c.name, t.modified, "
    "m.name, coalesce(ti.id, ''), coalesce(v.number, 0), coalesce(vw.word, ''), v.size, p.id, "
    "coalesce(u.id, ''), t.seen FROM items t JOIN ids i USING (row) JOIN words w ON w.row = t.type "
    "JOIN words k ON k.row = t.kind JOIN people r ON r.row = t.reserved_by "
    "JOIN people c ON c.row = t.created_by JOIN people m ON m.row = t.modified_by "
    "JOIN ids p ON p.row = t.project LEFT JOIN ids u ON u.row = t.parent "
    "LEFT JOIN ids ti ON ti.row = t.tip LEFT JOIN versions v ON v.row = t.tip "
    "LEFT JOIN words vw ON vw.row = v.file_type"
)
_VERSION = (
    "SELECT i.id, t.id, v.number, v.name, w.word, fw.word, v.size, v.created, c.name, v.modified, m.name, "
    "v.storage_id, v.derivative_urn, p.id, v.seen, v.refs_read FROM versions v JOIN ids i USING (row) "
    "JOIN ids t ON t.row = v.item JOIN words w ON w.row = v.type JOIN words fw ON fw.row = v.file_type "
    "JOIN people c ON c.row = v.created_by JOIN people m ON m.row = v.modified_by "
    "JOIN ids p ON p.row = v.project"
)
_REF = (
    "SELECT f.id, t.id, w.word, rw.word, fw.word, tw.word, r.version, r.data, coalesce(p.id, ''), r.seen "
    "FROM refs r JOIN ids f ON f.row = r.from_row JOIN ids t ON t.row = r.to_row "
    "JOIN words w ON w.row = r.type JOIN words rw ON rw.row = r.ref_type "
    "JOIN words fw ON fw.row = r.from_type JOIN words tw ON tw.row = r.to_type "
    "LEFT JOIN ids p ON p.row = r.project"
)


class Reading(CatalogueFile):
    """The half of a catalogue that tells; each method raises what `CatalogueFile.read` does."""

    def find_hub(self) -> HubRecord | None:
        """Return the hub, None where nothing was written yet."""
        return next(iter(self.read(lambda c: [HubRecord(*row) for row in c.execute(_HUB)])), None)

    def list_projects(self) -> tuple[ProjectRecord, ...]:
        """Return the projects, by name."""
        sql = f"{_PROJECT} WHERE p.parent = (SELECT row FROM hubs) ORDER BY p.name COLLATE NOCASE, p.row"
        return self.read(lambda c: tuple(ProjectRecord(*row) for row in c.execute(sql)))

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

    def list_versions(self, item_id: str) -> tuple[VersionRecord, ...]:
        """Return the versions of an item that are known, the newest first."""
        sql = f"{_VERSION} WHERE v.item = ? ORDER BY v.number DESC"
        return self.read(lambda c: tuple(map(_version, c.execute(sql, (find_row(c, item_id),)))))

    def list_refs(self, an_id: str) -> tuple[RefRecord, ...]:
        """Return the refs that are known of a version, an item or a folder, at either end."""

        def work(connection: sqlite3.Connection) -> tuple[RefRecord, ...]:
            row = find_row(connection, an_id)
            sql = f"{_REF} WHERE r.from_row = ?1 UNION {_REF} WHERE r.to_row = ?1"
            return tuple(map(_ref, connection.execute(sql, (row,))))

        return self.read(work)

    def find(self, an_id: str) -> Found | None:
        """Return what an id of a hub, project, folder, item or version leads to, None for one unknown."""

        def work(connection: sqlite3.Connection) -> Found | None:
            row = find_row(connection, an_id)
            if row is None:
                return None
            for sql, make in _BY_ROW:
                found = connection.execute(sql, (row,)).fetchone()
                if found:
                    record = make(found)
                    start = row
                    if isinstance(record, VersionRecord):
                        start = find_row(connection, record.item_id)
                    return Found(record, read_way(connection, start))
            return None

        return self.read(work)

    def path_of(self, an_id: str) -> tuple[str, ...]:
        """Return the names from the hub down to a project, folder or item; empty where that is not known."""
        return tuple(step.name for step in self.read(lambda c: read_way(c, find_row(c, an_id))))

    def next_to_list(self, round_number: int, limit: int = 100) -> tuple[ToList, ...]:
        """Return places not listed in this round or a later one: projects, then what was found first."""

        def work(connection: sqlite3.Connection) -> tuple[ToList, ...]:
            sql = (
                "SELECT i.id, '', p.name, p.listed, 1 FROM projects p JOIN ids i USING (row) "
                "WHERE p.round < ? AND p.parent IS NOT NULL ORDER BY p.round, p.row LIMIT ?"
            )
            found = connection.execute(sql, (round_number, limit)).fetchall()
            sql = f"{_TO_LIST} FROM folders f {_TO_LIST_WHERE} {_TO_LIST_ORDER}"
            found += connection.execute(sql, (round_number, limit - len(found))).fetchall()
            return tuple(ToList(*row[:4], bool(row[4])) for row in found)

        return self.read(work)

    def next_changed(self, round_number: int, limit: int = 100) -> tuple[ToList, ...]:
        """Return folders that were never listed, or whose rollup is another one since.

        Those listed in this round or a later one are left out.
        """

        def work(connection: sqlite3.Connection) -> tuple[ToList, ...]:
            sql = (
                f"{_TO_LIST} FROM folders f INDEXED BY folders_changed {_TO_LIST_WHERE} AND "
                f"(f.listed IS NULL OR f.changed_below IS NOT f.listed_below) {_TO_LIST_ORDER}"
            )
            found = connection.execute(sql, (round_number, limit))
            return tuple(ToList(*row[:4], bool(row[4])) for row in found)

        return self.read(work)

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
        return self._iter(_FOLDER, "f", _folder)

    def iter_items(self) -> Iterator[ItemRecord]:
        """Yield every item as `iter_folders` does folders."""
        return self._iter(_ITEM, "t", _item)

    def iter_versions(self) -> Iterator[VersionRecord]:
        """Yield every version that is known, as `iter_folders` does folders."""
        return self._iter(_VERSION, "v", _version)

    def iter_refs(self) -> Iterator[RefRecord]:
        """Yield every ref that is known, as `iter_folders` does folders."""
        last: tuple[int, int, int] = (-1, -1, -1)
        sql = f"{_REF.replace('SELECT', 'SELECT r.from_row, r.to_row, r.type,')} "
        sql += (
            "WHERE (r.from_row, r.to_row, r.type) > (?, ?, ?) ORDER BY r.from_row, r.to_row, r.type LIMIT ?"
        )
        while rows := self.read(lambda c, last=last: c.execute(sql, (*last, _CHUNK)).fetchall()):
            yield from (_ref(row[3:]) for row in rows)
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

    def _iter(self, sql: str, table: str, make: Any) -> Iterator[Any]:
        last = -1
        whole = f"{_with_row(sql, table)} WHERE {table}.row > ? ORDER BY {table}.row LIMIT ?"
        while rows := self.read(lambda c, last=last: c.execute(whole, (last, _CHUNK)).fetchall()):
            yield from (make(row[1:]) for row in rows)
            last = rows[-1][0]


_TO_LIST = "SELECT p.id, i.id, f.name, f.listed, f.listed IS NULL OR f.changed_below IS NOT f.listed_below"
_TO_LIST_WHERE = (
    "JOIN ids i USING (row) JOIN ids p ON p.row = f.project WHERE f.round < ? AND f.parent IS NOT NULL"
)
_TO_LIST_ORDER = "ORDER BY f.round, f.row LIMIT ?"


def read_way(connection: sqlite3.Connection, row: int | None) -> tuple[Step, ...]:
    """Return the steps from the hub down to a project, folder or item, none for what is lost or unknown."""
    steps: list[Step] = []
    seen: set[int] = set()
    while row is not None and row not in seen and len(steps) < _DEEPEST:
        seen.add(row)
        for kind, table in (
            ("item", "items"),
            ("folder", "folders"),
            ("project", "projects"),
            ("hub", "hubs"),
        ):
            above = "NULL" if kind == "hub" else "parent"
            sql = f"SELECT id, name, {above} FROM {table} JOIN ids USING (row) WHERE row = ?"
            found = connection.execute(sql, (row,)).fetchone()
            if found:
                steps.append(Step(kind, found[0], found[1]))
                row = found[2]
                break
        else:
            return ()
    return tuple(reversed(steps)) if steps and steps[-1].kind == "hub" else ()


def read_records(connection: sqlite3.Connection, rows: Sequence[int]) -> dict[int, Record]:
    """Return the projects, folders and items that have these numbers, by these."""
    found: dict[int, Record] = {}
    for sql, table, make in (
        (_ITEM, "t", _item),
        (_FOLDER, "f", _folder),
        (_PROJECT, "p", lambda row: ProjectRecord(*row)),
    ):
        whole = f"{_with_row(sql, table)} WHERE {table}.row IN (...)"
        found |= {row[0]: make(row[1:]) for row in select_in(connection, whole, rows)}
    return found


def _with_row(sql: str, table: str) -> str:
    return sql.replace("SELECT", f"SELECT {table}.row,", 1)


def _folders_in(connection: sqlite3.Connection, row: int | None) -> tuple[FolderRecord, ...]:
    sql = f"{_FOLDER} WHERE f.parent = ? ORDER BY f.name COLLATE NOCASE, f.row"
    return tuple(map(_folder, connection.execute(sql, (row,))))


def _items_in(connection: sqlite3.Connection, row: int | None) -> tuple[ItemRecord, ...]:
    sql = f"{_ITEM} WHERE t.parent = ? ORDER BY t.name COLLATE NOCASE, t.row"
    return tuple(map(_item, connection.execute(sql, (row,))))


def _folder(row: Sequence[Any]) -> FolderRecord:
    is_top = row[17]
    return FolderRecord(*row[:3], bool(row[3]), *row[4:11], "" if is_top else row[11], *row[12:17])


def _item(row: Sequence[Any]) -> ItemRecord:
    return ItemRecord(*row[:4], bool(row[4]), bool(row[5]), *row[6:])


def _version(row: Sequence[Any]) -> VersionRecord:
    urn = own_urn(row[0]) if row[12] == SAME_URN else row[12]
    return VersionRecord(*row[:12], urn, *row[13:])


def _ref(row: Sequence[Any]) -> RefRecord:
    return RefRecord(*row[:7], json.loads(row[7]) if row[7] else {}, *row[8:])


_BY_ROW = (
    (f"{_ITEM} WHERE t.row = ?", _item),
    (f"{_VERSION} WHERE v.row = ?", _version),
    (f"{_FOLDER} WHERE f.row = ?", _folder),
    (f"{_PROJECT} WHERE p.row = ?", lambda row: ProjectRecord(*row)),
    (f"{_HUB} WHERE h.row = ?", lambda row: HubRecord(*row)),
)
