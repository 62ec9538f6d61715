"""What the service tells, written into a catalogue: a page of it at once, whole or not at all."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from .catalogue_file import CatalogueFile
from .interning import change_in, clean, find_row, number_ids, number_words
from .records import ANEW, FolderRecord, HubRecord, ItemRecord, ProjectRecord, RefRecord, VersionRecord
from .removal import lose_unreachable, remove_lost
from .rows import (
    find_above,
    lose_others,
    put_folders,
    put_items,
    put_projects,
    put_versions,
    replace_refs,
)
from .schema import read_birth


class Writing(CatalogueFile):
    """The half of a catalogue that takes things up.

    Each method raises what `CatalogueFile.write` does; then nothing of what it was given is kept.
    """

    def write_hub(self, hub: HubRecord) -> None:
        """Take up the hub that this catalogue is of."""

        def work(connection: sqlite3.Connection) -> None:
            row = number_ids(connection, [hub.id])[hub.id]
            word = number_words(connection, [hub.extension_type])[hub.extension_type]
            values = (row, clean(hub.name), clean(hub.region), word, self.now())
            connection.execute("DELETE FROM hubs WHERE row <> ?", (row,))
            connection.execute("REPLACE INTO hubs (row, name, region, type, seen) VALUES (?,?,?,?,?)", values)

        self.write(work)

    def write_projects(self, projects: Sequence[ProjectRecord]) -> None:
        """Take up the hub's projects, all of them: any other is lost from now on."""

        def work(connection: sqlite3.Connection) -> None:
            hub = connection.execute("SELECT row FROM hubs").fetchone()
            if hub:
                named = put_projects(connection, hub[0], projects, now=self.now())
                lose_others(connection, "projects", hub[0], named=named)

        self.write(work)

    def write_top_folders(
        self, project_id: str, folders: Sequence[FolderRecord], *, round_number: int = 0
    ) -> None:
        """Take up a project's top folders, all of them, as listed in a round: any other is lost from now on.

        Of a project that is not known nothing is taken up.
        """

        def work(connection: sqlite3.Connection) -> None:
            project = _find_project(connection, project_id)
            if project is None:
                return
            named = put_folders(connection, (project, project), folders, now=self.now())
            lose_others(connection, "folders", project, named=named)
            connection.execute(
                "UPDATE projects SET listed = ?, round = max(round, ?), problem = '' WHERE row = ?",
                (self.now(), round_number, project),
            )

        self.write(work)

    def listing(self, project_id: str, folder_id: str, *, round_number: int = 0) -> Listing:
        """Begin to take up what is in a folder, page by page; `round_number` is what it is listed in.

        Of a folder that is not known, or of another project, nothing is taken up.
        """
        return Listing(self, (project_id, folder_id), round_number)

    def write_folder(self, project_id: str, folder: FolderRecord) -> None:
        """Take up what was told of one folder that is known already; it stays where it is."""

        def work(connection: sqlite3.Connection) -> None:
            sql = "SELECT project, parent FROM folders JOIN ids USING (row) WHERE id = ?"
            place = connection.execute(sql, (clean(folder.id),)).fetchone()
            if place and place[0] == _find_project(connection, project_id):
                put_folders(connection, place, [folder], now=self.now())

        self.write(work)

    def note_problem(self, place_id: str, reference: str, *, is_lasting: bool, round_number: int = 0) -> None:
        """Keep why a folder, or a project's top folders, could not be listed in a round.

        What is known of it stays, with its age. Where the problem is lasting, the folder does not count as
        changed until its rollup is another one; else it does as before, and one never listed always does.
        """
        below = (
            "changed_below" if is_lasting else f"CASE WHEN listed IS NULL THEN {ANEW} ELSE listed_below END"
        )

        def work(connection: sqlite3.Connection) -> None:
            row = find_row(connection, place_id)
            for table, more in (("folders", f", listed_below = {below}"), ("projects", "")):
                connection.execute(
                    f"UPDATE {table} SET problem = ?, round = max(round, ?){more} WHERE row = ?",
                    (reference, round_number, row),
                )

        self.write(work)

    def write_versions(self, versions: Sequence[VersionRecord]) -> None:
        """Take up versions, of items that are known; others are left out."""
        self.write(lambda connection: put_versions(connection, versions, now=self.now()))

    def write_refs(
        self,
        project_id: str,
        version_ids: Sequence[str],
        refs: Iterable[RefRecord],
        *,
        round_number: int = 1,
    ) -> None:
        """Take up the refs of versions, at either end: these, and no others, as read in a round."""
        told = tuple(refs)

        def work(connection: sqlite3.Connection) -> None:
            project = _find_project(connection, project_id)
            if project is None:
                return
            versions = replace_refs(connection, project, version_ids, told, now=self.now())
            sql = "UPDATE versions SET refs_read = ?, sweep = max(sweep, ?) WHERE row IN (...)"
            change_in(connection, sql, versions, before=(self.now(), round_number))

        self.write(work)

    def skip_refs(self, version_ids: Sequence[str], *, round_number: int) -> None:
        """Let the refs of versions count as read in a round, in which they cannot be; those known stay."""

        def work(connection: sqlite3.Connection) -> None:
            sql = "UPDATE versions SET sweep = max(sweep, ?) WHERE row IN (...)"
            rows = number_ids(connection, version_ids)
            change_in(connection, sql, rows.values(), before=(round_number,))

        self.write(work)

    def begin_round(self) -> int:
        """Return the number of a new round of listing, higher than any before."""

        def work(connection: sqlite3.Connection) -> int:
            found = connection.execute("SELECT value FROM meta WHERE key = 'round'").fetchone()
            number = int(found[0]) + 1 if found else 1
            connection.execute("REPLACE INTO meta VALUES ('round', ?)", (number,))
            return number

        return self.write(work)

    def set_state(self, key: str, value: str | float | None) -> None:
        """Keep something about the catalogue itself, under a key of the caller's; None forgets it."""

        def work(connection: sqlite3.Connection) -> None:
            if value is None:
                connection.execute("DELETE FROM meta WHERE key = ?", (f"state.{key}",))
            else:
                connection.execute("REPLACE INTO meta VALUES (?, ?)", (f"state.{key}", value))

        self.write(work)

    def forget_lost(self) -> int:
        """Delete what no list names any more, with all below it, and return how many rows that were.

        At the end of a round, so that what was moved has been found in its new place by then.
        """
        self.write(lose_unreachable)
        total = 0
        while removed := self.write(remove_lost):
            total += removed
        return total


class Listing:
    """What is in a folder, as the pages of its list come; a context manager.

    Only when it was `finish`ed is what it did not name lost; left early it has deleted nothing.
    `changed_below` is the folder's rollup as it was known before the list was asked for: what changes
    meanwhile shows as a change afterwards.
    """

    def __init__(self, catalogue: Writing, ids: tuple[str, str], round_number: int) -> None:
        self._catalogue = catalogue
        self._project_id, self._folder_id = ids
        self._round = round_number
        self._folders: set[int] = set()
        self._items: set[int] = set()
        self.changed_below: int | None = None
        self._born = ""
        catalogue.read(self._begin)

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
        """Take up a page: folders, items, and the latest versions of these.

        A folder that this one is in, by a list of the same round, is left out: it would make a circle.
        """
        now = self._catalogue.now()

        def work(connection: sqlite3.Connection) -> tuple[set[int], set[int]]:
            place = self._find(connection)
            if place is None:
                return set(), set()
            _, row = place
            told = list(folders)
            if told:
                above = find_above(connection, row, self._round)
                told = [one for one in told if find_row(connection, one.id) not in above]
            named = (
                put_folders(connection, place, told, now=now),
                put_items(connection, place, items, now=now),
            )
            put_versions(connection, versions, now=now)
            return named

        named_folders, named_items = self._catalogue.write(work)
        self._folders |= named_folders
        self._items |= named_items

    def finish(self, *, is_settled: bool = True) -> None:
        """Say that the list was whole: what it did not name, and is still known to be here, is lost.

        With `is_settled` false the folder counts as changed still, to be listed again in a later round.
        """

        def work(connection: sqlite3.Connection) -> None:
            place = self._find(connection)
            if place is None:
                return
            row = place[1]
            lose_others(connection, "folders", row, named=self._folders)
            lose_others(connection, "items", row, named=self._items)
            connection.execute(
                "UPDATE folders SET listed = ?, listed_below = ?, round = max(round, ?), problem = '' "
                "WHERE row = ?",
                (self._catalogue.now(), self.changed_below if is_settled else ANEW, self._round, row),
            )

        self._catalogue.write(work)

    def _begin(self, connection: sqlite3.Connection) -> None:
        self._born = read_birth(connection)
        place = self._find(connection)
        if place:
            sql = "SELECT changed_below FROM folders WHERE row = ?"
            self.changed_below = connection.execute(sql, (place[1],)).fetchone()[0]

    def _find(self, connection: sqlite3.Connection) -> tuple[int, int] | None:
        """Return the project and the folder; None where the file was begun anew: all rows are others now."""
        if read_birth(connection) != self._born:
            return None
        folder, project = find_row(connection, self._folder_id), find_row(connection, self._project_id)
        sql = "SELECT project, row FROM folders WHERE row = ? AND project = ?"
        return connection.execute(sql, (folder, project)).fetchone()


def _find_project(connection: sqlite3.Connection, project_id: str) -> int | None:
    sql = "SELECT row FROM projects JOIN ids USING (row) WHERE id = ?"
    found = connection.execute(sql, (clean(project_id),)).fetchone()
    return found[0] if found else None
