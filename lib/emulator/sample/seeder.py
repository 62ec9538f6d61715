"""Puts users, hubs, projects, folders, items, versions, refs and links into the service.

Ids come out of what a thing is and where it lies, never out of a clock or a random source: two runs make the
same hub.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from ..data import ids
from ..data.late import choose_tip
from ..data.ref_writes import list_inherited
from ..data.rollups import roll_up_past
from ..database import Database

_FUSION_FILES = {"items:autodesk.fusion360:Design": "f3d", "items:autodesk.fusion360:Drawing": "f2d"}
ACCESS = ("manage", "write", "read", "none")


class Project(NamedTuple):
    """A new project and the folder that holds its top folders."""

    id: str
    root_folder_id: str


class Seeder:
    """Adds resources directly, without any of the checks that a request meets; a wrong id is a KeyError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add_user(
        self,
        user_id: str,
        *,
        name: str,
        email: str,
        password: str = "fusion",
        locale: str = "en-US",
        signs_in: bool = True,
    ) -> str:
        """Add a person; without `signs_in` it is one who is known by what they made alone."""
        self._insert(
            "users",
            id=user_id,
            name=name,
            email=email,
            password=password,
            locale=locale,
            signs_in=int(signs_in),
        )
        return user_id

    def add_hub(
        self,
        name: str,
        *,
        extension_type: str = "hubs:autodesk.core:Hub",
        region: str = "US",
        hub_id: str | None = None,
    ) -> str:
        """Add a hub and return its id; that of a BIM 360 account makes all in it BIM 360's."""
        kind = "personal" if "PersonalHub" in extension_type else "business"
        slug = "".join(character for character in name.lower() if character.isalnum())
        if _is_bim_360(extension_type):
            hub_id = hub_id or ids.free_id(
                self._database, "hubs", lambda number: f"b.{ids.guid(slug, number)}"
            )
        hub_id = hub_id or ids.free_id(
            self._database, "hubs", lambda number: _hub_id(f"{kind}:{slug}", number)
        )
        self._insert("hubs", id=hub_id, name=name, extension_type=extension_type, region=region)
        return hub_id

    def close_hub(self, hub_id: str, *, to: str) -> None:
        """Shut a hub to a person, for whom every hub is open otherwise."""
        self._find("hubs", hub_id)
        self._find("users", to)
        self._database.change("INSERT OR IGNORE INTO closed_hubs VALUES (?, ?)", (to, hub_id))

    def open_hub(self, hub_id: str, *, to: str) -> None:
        """Open a hub to a person again."""
        self._database.change("DELETE FROM closed_hubs WHERE user_id = ? AND hub_id = ?", (to, hub_id))

    def add_project(
        self,
        hub_id: str,
        *,
        name: str,
        access: str = "write",
        partition: str = "wipprod",
        project_id: str | None = None,
        root_folder_id: str | None = None,
    ) -> Project:
        """Add a project with its root folder; `access` is one of ACCESS (none: listed, contents refused)."""
        if access not in ACCESS:
            raise ValueError(f"access is one of {ACCESS}, not {access!r}")
        service = "bim360" if _is_bim_360(self._find("hubs", hub_id)["extension_type"]) else "core"
        project_id = project_id or ids.free_id(
            self._database, "projects", lambda number: _project_id(hub_id, name, number)
        )
        root_folder_id = root_folder_id or ids.new_urn(
            self._database, "folders", project_id, name="root", partition=partition
        )
        owner = self._database.value("SELECT id FROM users ORDER BY seq LIMIT 1") or ""
        created = "2025-09-01T08:00:00Z"
        with self._database.transaction():
            self._insert(
                "projects",
                id=project_id,
                hub_id=hub_id,
                name=name,
                access=access,
                partition=partition,
                root_folder_id=root_folder_id,
                extension_type=f"projects:autodesk.{service}:Project",
            )
            self._insert(
                "folders",
                id=root_folder_id,
                project_id=project_id,
                parent_id=None,
                name=name,
                extension_type=f"folders:autodesk.{service}:Folder",
                created=created,
                created_by=owner,
                modified=created,
                modified_by=owner,
                rolled_up=created,
            )
        return Project(project_id, root_folder_id)

    def add_folder(
        self,
        parent_id: str,
        *,
        name: str,
        created: str,
        by: str,
        modified: str | None = None,
        folder_id: str | None = None,
    ) -> str:
        """Add a folder to a folder and return its id; times are such as `2026-03-04T09:12:00Z`."""
        parent = self._find("folders", parent_id)
        folder_id = folder_id or self._new_urn("folders", parent_id, name)
        modified = modified or created
        with self._database.transaction():
            self._insert(
                "folders",
                id=folder_id,
                project_id=parent["project_id"],
                parent_id=parent_id,
                name=name,
                extension_type=parent["extension_type"],
                created=created,
                created_by=by,
                modified=modified,
                modified_by=by,
                rolled_up=modified,
            )
            roll_up_past(self._database, parent_id, moment=modified)
        return folder_id

    def add_item(
        self,
        folder_id: str,
        *,
        name: str,
        extension_type: str = "items:autodesk.core:File",
        created: str,
        by: str,
        item_id: str | None = None,
    ) -> str:
        """Add an item without versions to a folder and return its id."""
        folder = self._find("folders", folder_id)
        item_id = item_id or self._new_urn("items", folder_id, name)
        self._insert(
            "items",
            id=item_id,
            project_id=folder["project_id"],
            folder_id=folder_id,
            name=name,
            extension_type=extension_type,
            created=created,
            created_by=by,
        )
        return item_id

    def add_version(
        self,
        item_id: str,
        *,
        created: str,
        by: str,
        size: int,
        name: str | None = None,
        thumbnail: str | None = None,
        version_id: str | None = None,
        inherit: str = "none",
    ) -> str:
        """Add an item's next version and return its id; `size` in bytes, `thumbnail` a picture's spec.

        `inherit` says which refs of the version before it has too: none, outgoing or all.
        """
        item = self._find("items", item_id)
        number = 1 + self._database.value("SELECT count(*) FROM versions WHERE item_id = ?", (item_id,))
        version_id = version_id or ids.version_urn(item_id, number)
        file_name: str = name or item["name"]
        file_type = _FUSION_FILES.get(item["extension_type"]) or ids.file_type_of(file_name)
        with self._database.transaction():
            self._database.insert(
                "versions",
                id=version_id,
                project_id=item["project_id"],
                item_id=item_id,
                number=number,
                name=file_name,
                extension_type=item["extension_type"].replace("items:", "versions:", 1),
                created=created,
                created_by=by,
                size=size,
                storage=ids.object_urn(ids.partition_of(item_id), of=version_id, file_type=file_type),
                thumbnail=thumbnail,
            )
            for ref in list_inherited(self._database, item["tip_id"], heir_id=version_id, which=inherit):
                self._database.insert("refs", **ref)
            choose_tip(self._database, item_id)
            roll_up_past(self._database, item["folder_id"], moment=created)
        return version_id

    def add_storage(self, project_id: str, *, extension: str) -> str:
        """Make room for an object that is not there yet and return its id; `extension` such as f3d."""
        project = self._find("projects", project_id)
        number = self._database.value("SELECT count(*) FROM storages")
        partition, of = ids.partition_of(project["root_folder_id"]), f"{project_id} {number}"
        storage_id = ids.object_urn(partition, of=of, file_type=extension)
        self._database.insert(
            "storages",
            id=storage_id,
            project_id=project_id,
            target_type="folders",
            target_id=project["root_folder_id"],
            name=f"{number}.{extension}",
            created=0.0,
            created_by="",
        )
        return storage_id

    def add_ref(
        self,
        from_id: str,
        *,
        to_id: str,
        extension_type: str,
        extension_version: str = "1.0",
        extension_data: Mapping[str, Any] | None = None,
    ) -> None:
        """Relate two resources; their kinds are looked up by their ids."""
        from_type, project_id = self._kind(from_id)
        to_type, _ = self._kind(to_id)
        self._database.insert(
            "refs",
            project_id=project_id,
            from_type=from_type,
            from_id=from_id,
            to_type=to_type,
            to_id=to_id,
            extension_type=extension_type,
            extension_version=extension_version,
            extension_data=None if extension_data is None else json.dumps(dict(extension_data)),
        )

    def add_link(
        self,
        resource_id: str,
        *,
        href: str,
        extension_type: str,
        extension_data: Mapping[str, Any] | None = None,
        mime_type: str | None = None,
        object_id: str | None = None,
    ) -> str:
        """Link a folder, an item or a version to something outside and return the link's id."""
        resource_type, project_id = self._kind(resource_id)
        link_id = ids.free_id(
            self._database, "links", lambda number: ids.guid(resource_id, extension_type, number)
        )
        self._database.insert(
            "links",
            id=link_id,
            project_id=project_id,
            resource_type=resource_type,
            resource_id=resource_id,
            href=href,
            extension_type=extension_type,
            extension_data=None if extension_data is None else json.dumps(dict(extension_data)),
            mime_type=mime_type,
            object_id=object_id,
        )
        return link_id

    def reserve_item(self, item_id: str, *, by: str, since: str) -> None:
        """Lock an item for everybody else; `since` is such as `2026-03-04T09:12:00Z`."""
        self._find("items", item_id)
        self._database.change(
            "UPDATE items SET reserved = ?, reserved_by = ? WHERE id = ?", (since, by, item_id)
        )

    def release_item(self, item_id: str) -> None:
        """Unlock an item."""
        self._find("items", item_id)
        self._database.change("UPDATE items SET reserved = NULL, reserved_by = NULL WHERE id = ?", (item_id,))

    def add_rows(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        """Add many rows at once, as they are: nothing is looked up or rolled up."""
        self._database.insert_all(table, columns, rows, in_order=table in ("folders", "items"))

    def roll_up(self, root_folder_id: str) -> None:
        """Let a project's root folder have changed when the last of its folders did."""
        self._database.change(
            "UPDATE folders SET rolled_up = coalesce("
            "(SELECT max(rolled_up) FROM folders WHERE parent_id = ?), rolled_up) WHERE id = ?",
            (root_folder_id, root_folder_id),
        )

    def _kind(self, resource_id: str) -> tuple[str, str]:
        for kind in ("versions", "items", "folders"):
            row = self._database.row(f"SELECT project_id FROM {kind} WHERE id = ?", (resource_id,))
            if row is not None:
                return kind, row["project_id"]
        raise KeyError(resource_id)

    def _find(self, table: str, resource_id: str) -> Any:
        row = self._database.row(f"SELECT * FROM {table} WHERE id = ?", (resource_id,))
        if row is None:
            raise KeyError(resource_id)
        return row

    def _insert(self, table: str, /, **columns: Any) -> None:
        # Rows keep the order in which they were added.
        self._database.insert(table, **columns, seq=self._database.next_seq())

    def _new_urn(self, kind: str, parent_id: str, name: str) -> str:
        partition = ids.partition_of(parent_id)
        return ids.new_urn(self._database, kind, parent_id, name=name, partition=partition)


def _is_bim_360(extension_type: str) -> bool:
    return ":autodesk.bim360:" in extension_type


def _hub_id(text: str, number: int) -> str:
    return f"a.{_encode(f'{text}{number}' if number else text)}"


def _project_id(hub_id: str, name: str, number: int) -> str:
    if hub_id.startswith("b."):
        return f"b.{ids.guid(hub_id, name, number)}"
    return f"a.{_encode(f'{_decode(hub_id)}#{_digits(hub_id, name, number)}')}"


def _digits(*parts: object) -> str:
    """Return digits that look like the time stamp in a project's id."""
    number = int.from_bytes(hashlib.sha256("\n".join(map(str, parts)).encode()).digest()[:8], "big")
    return f"2025{number % 10**12:012}"


def _encode(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


def _decode(hub_id: str) -> str:
    """Return the text inside a hub's id, or the id itself where there is none."""
    encoded = hub_id.partition(".")[2]
    try:
        return base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)).decode()
    except ValueError:
        return hub_id
