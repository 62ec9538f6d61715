"""What the service tells, written into a catalogue: a page of it at once, whole or not at all."""

from __future__ import annotations

import base64
import json
import sqlite3
from collections.abc import Iterable, Sequence
from typing import Literal

from . import search_index
from .catalogue_file import CatalogueFile
from .interning import change_in, find_row, number_ids, number_people, number_words, select_in
from .records import FolderRecord, HubRecord, ItemRecord, ProjectRecord, RefRecord, VersionRecord
from .removal import remove_lost

SAME_URN = "="  # in the place of a derivative urn that is the version's own id, encoded as the service does
_MOST = 2**63 - 1


class Writing(CatalogueFile):
    """The half of a catalogue that takes things up.

    Each method raises what `CatalogueFile.write` does; then nothing of what it was given is kept.
    """

    def write_hub(self, hub: HubRecord) -> None:
        """Take up the hub that this catalogue is of."""

        def work(connection: sqlite3.Connection) -> None:
            row, word = number_ids(connection, [hub.id])[hub.id], _Words(connection, [hub.extension_type])
            connection.execute("DELETE FROM hubs WHERE row <> ?", (row,))
            values = (row, clean(hub.name), clean(hub.region), word[hub.extension_type], self.now())
            connection.execute("REPLACE INTO hubs (row, name, region, type, seen) VALUES (?,?,?,?,?)", values)

        self.write(work)

    def write_projects(self, projects: Sequence[ProjectRecord]) -> None:
        """Take up the hub's projects, all of them: any other is lost from now on."""

        def work(connection: sqlite3.Connection) -> None:
            hub = connection.execute("SELECT row FROM hubs").fetchone()
            if hub is None:
                return
            rows = number_ids(connection, [one.id for one in projects])
            words = _Words(connection, [one.extension_type for one in projects])
            now = self.now()
            values = {
                rows[one.id]: (
                    *(rows[one.id], hub[0], clean(one.name), words[one.extension_type]),
                    *(clean(one.root_folder_id), clean(one.web_url), now),
                )
                for one in projects
            }
            _upsert(connection, "projects", _PROJECT_COLUMNS, list(values.values()), compared=4)
            _lose_others(connection, "projects", hub[0], named=set(values))

        self.write(work)

    def write_top_folders(
        self, project_id: str, folders: Sequence[FolderRecord], *, round_number: int = 0
    ) -> None:
        """Take up a project's top folders, all of them, as listed in a round: any other is lost from now on.

        A project that is not known is left alone.
        """

        def work(connection: sqlite3.Connection) -> None:
            project = find_row(connection, project_id)
            if project is None:
                return
            named = self._put_folders(connection, project, project, folders)
            _lose_others(connection, "folders", project, named=named)
            connection.execute(
                "UPDATE projects SET listed = ?, round = max(round, ?), problem = '' WHERE row = ?",
                (self.now(), round_number, project),
            )

        self.write(work)

    def listing(self, project_id: str, folder_id: str, *, round_number: int = 0) -> Listing:
        """Begin to take up what is in a folder, page by page; `round_number` is what it is listed in.

        Of a folder that is not known nothing is taken up.
        """
        return Listing(self, project_id, folder_id, round_number)

    def write_folder(self, project_id: str, folder: FolderRecord) -> None:
        """Take up what was told of one folder that is known already; it stays where it is."""

        def work(connection: sqlite3.Connection) -> None:
            found = connection.execute(
                "SELECT project, parent FROM folders JOIN ids USING (row) WHERE id = ?", (folder.id,)
            ).fetchone()
            if found and find_row(connection, project_id) == found[0]:
                self._put_folders(connection, found[0], found[1], [folder])

        self.write(work)

    def note_problem(self, place_id: str, reference: str, *, round_number: int = 0) -> None:
        """Keep why a folder, or a project's top folders, could not be listed in a round.

        What is known of it stays, with its age.
        """

        def work(connection: sqlite3.Connection) -> None:
            row = find_row(connection, place_id)
            for table in ("folders", "projects"):
                connection.execute(
                    f"UPDATE {table} SET problem = ?, round = max(round, ?) WHERE row = ?",
                    (reference, round_number, row),
                )

        self.write(work)

    def write_versions(self, project_id: str, versions: Sequence[VersionRecord]) -> None:
        """Take up versions, of items that are known; others are left out."""

        def work(connection: sqlite3.Connection) -> None:
            project = find_row(connection, project_id)
            if project is not None:
                self._put_versions(connection, project, versions)

        self.write(work)

    def write_refs(
        self,
        project_id: str,
        version_ids: Sequence[str],
        refs: Iterable[RefRecord],
        *,
        round_number: int = 1,
    ) -> None:
        """Take up the refs of versions, at either end: these, and no others, as read in a round."""
        told = list(refs)

        def work(connection: sqlite3.Connection) -> None:
            ids = [*version_ids, *(one.from_id for one in told), *(one.to_id for one in told)]
            rows = number_ids(connection, [clean(one) for one in ids])
            swept = [rows[clean(one)] for one in version_ids]
            project = find_row(connection, project_id) or 0
            for end in ("from_row", "to_row"):
                change_in(connection, f"DELETE FROM refs WHERE {end} IN (...)", swept)
            self._put_refs(connection, project, told, rows)
            before = (self.now(), round_number)
            change_in(
                connection, "UPDATE versions SET refs_read = ?, sweep = ? WHERE row IN (...)", swept, before=before
            )

        self.write(work)

    def begin_round(self) -> int:
        """Return the number of a new round of listing, higher than any before."""

        def work(connection: sqlite3.Connection) -> int:
            found = connection.execute("SELECT value FROM meta WHERE key = 'round'").fetchone()
            number = int(found[0]) + 1 if found else 1
            connection.execute("REPLACE INTO meta VALUES ('round', ?)", (number,))
            return number

        return self.write(work)

    def set_state(self, key: str, value: str | int | float | None) -> None:
        """Keep something about the catalogue itself, under a key of the caller's; None forgets it."""

        def work(connection: sqlite3.Connection) -> None:
            if value is None:
                connection.execute("DELETE FROM meta WHERE key = ?", (f"state.{key}",))
            else:
                connection.execute("REPLACE INTO meta VALUES (?, ?)", (f"state.{key}", value))

        self.write(work)

    def forget_lost(self) -> int:
        """Delete what no listing names any more, with all below it, and return how many rows that were.

        At the end of a round, so that what was moved has been found in its new place by then.
        """
        total = 0
        while removed := self.write(remove_lost):
            total += removed
        return total

    def _put_folders(
        self,
        connection: sqlite3.Connection,
        project: int,
        parent: int | None,
        folders: Sequence[FolderRecord],
    ) -> set[int]:
        rows = number_ids(connection, [clean(one.id) for one in folders])
        words = _Words(connection, [one.extension_type for one in folders])
        people = _people(connection, [name for one in folders for name in (one.created_by, one.modified_by)])
        now = self.now()
        values = {
            rows[clean(one.id)]: (
                *(rows[clean(one.id)], parent, clean(one.name), words[one.extension_type], project),
                *(people[clean(one.modified_by)], one.hidden, whole(one.object_count)),
                *(one.created, people[clean(one.created_by)], one.modified, one.changed_below, now),
            )
            for one in folders
        }
        _upsert(connection, "folders", _FOLDER_COLUMNS, list(values.values()), compared=6)
        return set(values)

    def _put_items(
        self, connection: sqlite3.Connection, project: int, parent: int, items: Sequence[ItemRecord]
    ) -> set[int]:
        ids = [clean(one) for item in items for one in (item.id, item.tip_id) if one]
        rows = number_ids(connection, ids)
        words = _Words(connection, [word for one in items for word in (one.extension_type, one.kind)])
        people = _people(
            connection,
            [name for one in items for name in (one.created_by, one.modified_by, one.reserved_by)],
        )
        now = self.now()
        values = {
            rows[clean(one.id)]: (
                *(rows[clean(one.id)], parent, clean(one.name), words[one.extension_type], project),
                *(people[clean(one.modified_by)], words[one.kind], people[clean(one.created_by)]),
                *(one.hidden, one.reserved, people[clean(one.reserved_by)]),
                *(one.created, one.modified, rows.get(clean(one.tip_id)), now),
            )
            for one in items
        }
        _upsert(connection, "items", _ITEM_COLUMNS, list(values.values()), compared=8)
        return set(values)

    def _put_versions(
        self, connection: sqlite3.Connection, project: int, versions: Sequence[VersionRecord]
    ) -> None:
        rows = number_ids(connection, [clean(one.id) for one in versions])
        owners = _find_items(connection, {clean(one.item_id) for one in versions})
        words = _Words(connection, [word for one in versions for word in (one.extension_type, one.file_type)])
        people = _people(connection, [name for one in versions for name in (one.created_by, one.modified_by)])
        now = self.now()
        values = [
            (
                *(rows[clean(one.id)], project, owners[clean(one.item_id)], whole(one.number)),
                *(clean(one.name), words[one.extension_type], words[one.file_type], whole(one.size)),
                *(one.created, people[clean(one.created_by)], one.modified, people[clean(one.modified_by)]),
                *(clean(one.storage_id), _shorten_urn(one), now),
            )
            for one in versions
            if clean(one.item_id) in owners
        ]
        _upsert(connection, "versions", _VERSION_COLUMNS, values)

    def _put_refs(
        self, connection: sqlite3.Connection, project: int, refs: Sequence[RefRecord], rows: dict[str, int]
    ) -> None:
        words = _Words(
            connection,
            [
                word
                for one in refs
                for word in (one.extension_type, one.ref_type, one.from_type, one.to_type)
            ],
        )
        now = self.now()
        values = [
            (
                *(rows[clean(one.from_id)], rows[clean(one.to_id)], words[one.extension_type]),
                *(words[one.ref_type], words[one.from_type], words[one.to_type]),
                *(clean(one.extension_version), _as_json(one), project, now),
            )
            for one in refs
        ]
        connection.executemany("REPLACE INTO refs VALUES (?,?,?,?,?,?,?,?,?,?)", values)


class Listing:
    """What is in a folder, as the pages of its list come; a context manager.

    Only when it was `finish`ed is what it did not name lost; left early it has deleted nothing.
    """

    def __init__(self, catalogue: Writing, project_id: str, folder_id: str, round_number: int) -> None:
        self._catalogue = catalogue
        self._project_id = project_id
        self._folder_id = folder_id
        self._round = round_number
        self._folders: set[int] = set()
        self._items: set[int] = set()
        self._state: tuple[int | None] | None = None
        # The rollup that was known before the list was asked for: what changes meanwhile shows as a change.
        catalogue.read(self._begin)

    def _begin(self, connection: sqlite3.Connection) -> None:
        self._state = connection.execute(
            "SELECT changed_below FROM folders JOIN ids USING (row) WHERE id = ?", (self._folder_id,)
        ).fetchone()

    def __enter__(self) -> Listing:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def add(
        self,
        folders: Sequence[FolderRecord] = (),
        items: Sequence[ItemRecord] = (),
        versions: Sequence[VersionRecord] = (),
    ) -> None:
        """Take up a page: folders, items, and the latest versions of these."""
        owner = self._catalogue

        def work(connection: sqlite3.Connection) -> tuple[set[int], set[int]]:
            found = self._find(connection)
            if found is None:
                return set(), set()
            row, project = found
            named = (
                owner._put_folders(connection, project, row, folders),  # noqa: SLF001
                owner._put_items(connection, project, row, items),  # noqa: SLF001
            )
            owner._put_versions(connection, project, versions)  # noqa: SLF001
            return named

        named_folders, named_items = owner.write(work)
        self._folders |= named_folders
        self._items |= named_items

    def finish(self, *, is_settled: bool = True) -> None:
        """Say that the list was whole: what it did not name, and is still known to be here, is lost.

        With `is_settled` false the folder counts as changed still, to be listed again in a later round.
        """

        def work(connection: sqlite3.Connection) -> None:
            found = self._find(connection)
            if found is None or self._state is None:
                return
            row, _ = found
            _lose_others(connection, "folders", row, named=self._folders)
            _lose_others(connection, "items", row, named=self._items)
            connection.execute(
                "UPDATE folders SET listed = ?, listed_below = ?, round = max(round, ?), problem = '' "
                "WHERE row = ?",
                (self._catalogue.now(), self._state[0] if is_settled else None, self._round, row),
            )

        self._catalogue.write(work)

    def _find(self, connection: sqlite3.Connection) -> tuple[int, int] | None:
        return connection.execute(
            "SELECT row, project FROM folders JOIN ids USING (row) WHERE id = ?", (self._folder_id,)
        ).fetchone()


# The first after `row` are those that the search index goes by: where they differ, it takes the row up anew.
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
_Table = Literal["projects", "folders", "items", "versions"]


def clean(text: str) -> str:
    """Return a text as UTF-8 can hold it: the service's JSON may have half of a surrogate pair."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def whole(number: int | None) -> int | None:
    """Return a number as the file can hold it."""
    return None if number is None else max(-_MOST, min(number, _MOST))


class _Words(dict):
    """Numbers of words, whatever they are made of."""

    def __init__(self, connection: sqlite3.Connection, words: Sequence[str]) -> None:
        super().__init__(number_words(connection, [clean(word) for word in words]))

    def __missing__(self, word: str) -> int:
        return self[clean(word)]


def _people(connection: sqlite3.Connection, names: Sequence[str]) -> dict[str, int]:
    return number_people(connection, [clean(name) for name in names])


def _find_items(connection: sqlite3.Connection, ids: set[str]) -> dict[str, int]:
    return dict(select_in(connection, "SELECT id, row FROM ids JOIN items USING (row) WHERE id IN (...)", ids))


def _upsert(
    connection: sqlite3.Connection,
    table: _Table,
    columns: Sequence[str],
    values: Sequence[tuple],
    *,
    compared: int = 0,
) -> None:
    """Write rows; `compared` is up to which column a change concerns the search index."""
    changed: list[int] = []
    if compared:
        sql = f"SELECT {', '.join(columns[:compared])} FROM {table} WHERE row IN (...)"
        before = {row[0]: row for row in select_in(connection, sql, [one[0] for one in values])}
        others = [one for one in values if before.get(one[0]) != one[:compared]]
        # What is lost, and has no parent, is not in the index.
        changed = [one[0] for one in others if one[1] is not None]
        known = [one[0] for one in others if one[0] in before and before[one[0]][1] is not None]
        if known:
            search_index.drop_from_index(connection, known)
    marks = ", ".join("?" * len(columns))
    updates = ", ".join(f"{name} = excluded.{name}" for name in columns[1:])
    connection.executemany(
        f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks}) "
        f"ON CONFLICT (row) DO UPDATE SET {updates}",
        values,
    )
    if changed:
        search_index.add_to_index(connection, changed)


def _lose_others(
    connection: sqlite3.Connection, table: _Table, parent: int, *, named: set[int]
) -> None:
    found = connection.execute(f"SELECT row FROM {table} WHERE parent = ?", (parent,)).fetchall()
    lost = [row for (row,) in found if row not in named]
    if lost:
        search_index.drop_from_index(connection, lost)
        change_in(connection, f"UPDATE {table} SET parent = NULL WHERE row IN (...)", lost)


def _shorten_urn(version: VersionRecord) -> str:
    return SAME_URN if version.derivative_urn == own_urn(version.id) else clean(version.derivative_urn)


def own_urn(version_id: str) -> str:
    """Return the derivative urn that a version has as a rule: its id in base64, for addresses, unpadded."""
    return base64.urlsafe_b64encode(version_id.encode("utf-8", "replace")).decode("ascii").rstrip("=")


def _as_json(ref: RefRecord) -> str:
    try:
        return json.dumps(dict(ref.extension_data), separators=(",", ":")) if ref.extension_data else ""
    except (TypeError, ValueError, RecursionError):
        return ""
