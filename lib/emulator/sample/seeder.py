"""Puts users, hubs, projects, folders, items, versions and refs into the service.

Ids come out of what a thing is and where it lies, never out of a clock or a random source: two runs make the
same hub. They look like the real ones: `urn:adsk.wipprod:dm.lineage:<22>` for an item and
`urn:adsk.wipprod:fs.file:vf.<22>?version=N` for its versions, with the same 22 characters.
"""

from __future__ import annotations

import base64
import hashlib
import json
import uuid
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from ..database import Database

_STORAGE_BUCKETS = {"wipemea": "wip.dm.emea.2"}
_FUSION_FILES = {"items:autodesk.fusion360:Design": "f3d", "items:autodesk.fusion360:Drawing": "f2d"}


class Project(NamedTuple):
    """A new project and the folder that holds its top folders."""

    id: str
    root_folder_id: str


class Seeder:
    """Adds resources directly, without any of the checks that a request meets; a wrong id is a KeyError."""

    def __init__(self, database: Database) -> None:
        self._database = database
        # Rows keep the order in which they were added.
        self._seq: int = database.value(
            "SELECT coalesce(max(seq), 0) FROM (SELECT seq FROM users UNION ALL SELECT seq FROM hubs "
            "UNION ALL SELECT seq FROM projects UNION ALL SELECT seq FROM folders "
            "UNION ALL SELECT seq FROM items)"
        )

    def add_user(
        self, user_id: str, *, name: str, email: str, password: str = "fusion", locale: str = "en-US"
    ) -> str:
        """Add a person; the first one is who signs in."""
        self._insert("users", id=user_id, name=name, email=email, password=password, locale=locale)
        return user_id

    def add_hub(
        self,
        name: str,
        *,
        extension_type: str = "hubs:autodesk.core:Hub",
        region: str = "US",
        hub_id: str | None = None,
    ) -> str:
        """Add a hub and return its id."""
        kind = "personal" if "PersonalHub" in extension_type else "business"
        slug = "".join(character for character in name.lower() if character.isalnum())
        hub_id = hub_id or self._free_id("hubs", lambda number: _hub_id(f"{kind}:{slug}", number))
        self._insert("hubs", id=hub_id, name=name, extension_type=extension_type, region=region)
        return hub_id

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
        """Add a project with its root folder; `access` is write, read, or none (listed, contents refused)."""
        if access not in ("write", "read", "none"):
            raise ValueError(f"access is write, read or none, not {access!r}")
        self._find("hubs", hub_id)
        hub_text = _decode(hub_id)
        project_id = project_id or self._free_id(
            "projects", lambda number: f"a.{_encode(f'{hub_text}#{_digits(hub_id, name, number)}')}"
        )
        root_folder_id = root_folder_id or self._urn("folders", partition, project_id, name="root")
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
            )
            self._insert(
                "folders",
                id=root_folder_id,
                project_id=project_id,
                parent_id=None,
                name=name,
                created=created,
                created_by=owner,
                modified=created,
                modified_by=owner,
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
        folder_id = folder_id or self._urn("folders", _partition(parent_id), parent_id, name=name)
        self._insert(
            "folders",
            id=folder_id,
            project_id=parent["project_id"],
            parent_id=parent_id,
            name=name,
            created=created,
            created_by=by,
            modified=modified or created,
            modified_by=by,
        )
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
        item_id = item_id or self._urn("items", _partition(folder_id), folder_id, name=name)
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
    ) -> str:
        """Add an item's next version and return its id; `size` in bytes, `thumbnail` a picture's spec."""
        item = self._find("items", item_id)
        number = 1 + self._database.value("SELECT count(*) FROM versions WHERE item_id = ?", (item_id,))
        partition = _partition(item_id)
        if version_id is None:
            version_id = f"urn:adsk.{partition}:fs.file:vf.{item_id.rpartition(':')[2]}?version={number}"
        file_name: str = name or item["name"]
        extension = _FUSION_FILES.get(item["extension_type"]) or file_name.rpartition(".")[2].lower()
        bucket = _STORAGE_BUCKETS.get(partition, "wip.dm.prod")
        key = f"{uuid.uuid5(uuid.NAMESPACE_URL, version_id)}.{extension}"
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
                storage=f"urn:adsk.objects:os.object:{bucket}/{key}",
                thumbnail=thumbnail,
            )
            self._database.change("UPDATE items SET tip_id = ? WHERE id = ?", (version_id, item_id))
        return version_id

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
            readable_from=0.0,
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
        self._seq += 1
        self._database.insert(table, **columns, seq=self._seq)

    def _urn(self, kind: str, partition: str, parent_id: str, *, name: str) -> str:
        middle = {"folders": "fs.folder:co.", "items": "dm.lineage:"}[kind]
        return self._free_id(
            kind, lambda number: f"urn:adsk.{partition}:{middle}{_characters(kind, parent_id, name, number)}"
        )

    def _free_id(self, table: str, make: Callable[[int], str]) -> str:
        number = 0
        while self._database.value(f"SELECT 1 FROM {table} WHERE id = ?", (make(number),)):
            number += 1
        return make(number)


def _partition(urn: str) -> str:
    """Return `wipprod` of `urn:adsk.wipprod:...`."""
    return urn.partition("urn:adsk.")[2].partition(":")[0] or "wipprod"


def _characters(*parts: object) -> str:
    """Return 22 characters that stand for these parts."""
    digest = hashlib.sha256("\n".join(map(str, parts)).encode()).digest()
    return base64.urlsafe_b64encode(digest[:16]).rstrip(b"=").decode()


def _hub_id(text: str, number: int) -> str:
    return f"a.{_encode(f'{text}{number}' if number else text)}"


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
