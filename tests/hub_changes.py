"""What people do to a hub, at random: half of it over the service's API, the rest as Fusion itself would."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from random import Random

from addin.lib.aps.folders import create_folder, update_folder
from addin.lib.aps.items import rename_item
from addin.lib.emulator import Emulator
from addin.lib.emulator.data.late import publish
from addin.lib.emulator.data.rollups import note_change, touch_folder, touch_left_folder
from addin.lib.errors import BadInput, Conflict, NotFound
from addin.lib.http import HttpClient

BY = "SAMPLEUSER01"
FILE = "items:autodesk.core:File"
ATTACHMENT = "auxiliary:autodesk.core:Attachment"


class Changes:
    """Makes changes in the projects of a hub."""

    def __init__(self, service: Emulator, client: HttpClient, hub_id: str, random: Random) -> None:
        self._service = service
        self._backend = service._backend  # pyright: ignore[reportPrivateUsage]
        self._database = self._backend.database
        self._client = client
        self._random = random
        found = self._database.rows("SELECT * FROM projects WHERE hub_id = ?", (hub_id,))
        self._projects = [(row["id"], row["root_folder_id"]) for row in found]
        self._number = 0

    def make(self, count: int) -> None:
        """Make so many changes; the service refuses some of them, as it would a person's."""
        kinds: Sequence[tuple[int, Callable[[], None]]] = (
            *((6, self._add_folder), (9, self._rename_folder), (9, self._move_folder)),
            (20, self._rename_item),
            *((14, self._add_item), (20, self._add_version), (8, self._move_item), (12, self._delete_item)),
            *((2, self._delete_folder), (1, self._restore_folder), (4, self._add_ref)),
        )
        chosen = self._random.choices([one for _, one in kinds], [weight for weight, _ in kinds], k=count)
        for change in chosen:
            with suppress(BadInput, Conflict, NotFound, LookupError):
                change()

    def _name(self, word: str) -> str:
        self._number += 1
        return f"{word} {self._random.randrange(10**6)} {self._number}"

    def _folder(self) -> tuple[str, str]:
        project, _ = self._random.choice(self._projects)
        sql = "SELECT id FROM folders WHERE project_id = ? AND parent_id IS NOT NULL AND NOT hidden"
        return project, self._random.choice(self._database.rows(sql, (project,)))["id"]

    def _item(self) -> tuple[str, str, str]:
        project, folder = self._folder()
        sql = "SELECT id FROM items WHERE folder_id = ? AND NOT hidden"
        return project, folder, self._random.choice(self._database.rows(sql, (folder,)))["id"]

    def _add_folder(self) -> None:
        project, parent = self._folder()
        if self._random.random() < 0.1:
            parent = dict(self._projects)[project]
        create_folder(self._client, project, parent_id=parent, name=self._name("Folder"))

    def _rename_folder(self) -> None:
        project, folder = self._folder()
        update_folder(self._client, project, folder_id=folder, name=self._name("Renamed"))

    def _move_folder(self) -> None:
        project, folder = self._folder()
        sql = "SELECT id FROM folders WHERE project_id = ? AND NOT hidden"
        target = self._random.choice(self._database.rows(sql, (project,)))["id"]
        update_folder(self._client, project, folder_id=folder, parent_id=target)

    def _rename_item(self) -> None:
        project, _, item = self._item()
        rename_item(self._client, project, item_id=item, name=self._name("Part"))

    def _add_item(self) -> None:
        _, folder = self._folder()
        now = self._backend.clock.iso()
        name = self._name("New") + ".pdf"
        item = self._service.seed.add_item(folder, name=name, extension_type=FILE, created=now, by=BY)
        self._service.seed.add_version(item, created=now, by=BY, size=self._random.randrange(10**6))
        touch_folder(self._backend, folder, by=BY)

    def _add_version(self) -> None:
        _, folder, item = self._item()
        now = self._backend.clock.iso()
        self._service.seed.add_version(item, created=now, by=BY, size=self._random.randrange(10**6))
        note_change(self._backend, folder)

    def _move_item(self) -> None:
        project, folder, item = self._item()
        sql = "SELECT id FROM folders WHERE project_id = ? AND parent_id IS NOT NULL AND NOT hidden"
        target = self._random.choice(self._database.rows(sql, (project,)))["id"]
        with self._database.transaction():
            self._database.change("UPDATE items SET folder_id = ? WHERE id = ?", (target, item))
            touch_folder(self._backend, target, by=BY)
            touch_left_folder(self._backend, folder, by=BY)

    def _delete_item(self) -> None:
        _, folder, item = self._item()
        with self._database.transaction():
            self._database.change("UPDATE items SET hidden = 1 WHERE id = ?", (item,))
            touch_left_folder(self._backend, folder, by=BY)

    def _delete_folder(self) -> None:
        _, folder = self._folder()
        sql = "SELECT parent_id FROM folders WHERE id = ?"
        parent = self._database.value(sql, (folder,))
        with self._database.transaction():
            self._database.change("UPDATE folders SET hidden = 1 WHERE id = ?", (folder,))
            touch_left_folder(self._backend, parent, by=BY)

    def _restore_folder(self) -> None:
        project, _ = self._random.choice(self._projects)
        sql = "SELECT id, parent_id FROM folders WHERE project_id = ? AND hidden"
        found = self._random.choice(self._database.rows(sql, (project,)))
        with self._database.transaction():
            self._database.change("UPDATE folders SET hidden = 0 WHERE id = ?", (found["id"],))
            touch_folder(self._backend, found["id"], by=BY)
            touch_folder(self._backend, found["parent_id"], by=BY)

    def _add_ref(self) -> None:
        project, _, item = self._item()
        sql = "SELECT tip_id FROM items WHERE project_id = ? AND tip_id IS NOT NULL AND id <> ?"
        other = self._random.choice(self._database.rows(sql, (project, item)))["tip_id"]
        tip = self._database.value("SELECT tip_id FROM items WHERE id = ?", (item,))
        sql = "SELECT 1 FROM refs WHERE from_id = ? AND to_id = ? AND extension_type = ?"
        if self._database.value(sql, (tip, other, ATTACHMENT)) is None:
            self._service.seed.add_ref(tip, to_id=other, extension_type=ATTACHMENT)


def catch_up(service: Emulator) -> None:
    """Let everything be told by now that the service tells late."""
    service.clock.advance(60)
    publish(service._backend)  # pyright: ignore[reportPrivateUsage]


def renew_token(service: Emulator) -> str:
    """Return a token that lasts an hour from now on, since whoever catches up uses up the last one's."""
    return service._issue_token()  # pyright: ignore[reportPrivateUsage]
