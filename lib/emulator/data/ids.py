"""Ids of new resources: they come out of what a thing is and where it lies, never out of a random source.

They look like the real ones: `urn:adsk.wipprod:dm.lineage:<22>` for an item and
`urn:adsk.wipprod:fs.file:vf.<22>?version=N` for its versions, with the same 22 characters.
"""

from __future__ import annotations

import base64
import hashlib
import uuid
from collections.abc import Callable

from ..database import Database

_MIDDLES = {"folders": "fs.folder:co.", "items": "dm.lineage:"}
_BUCKETS = {"wipemea": "wip.dm.emea.2"}
_BUCKET = "wip.dm.prod"
_OBJECT = "urn:adsk.objects:os.object:"


def new_urn(database: Database, kind: str, parent_id: str, *, name: str, partition: str) -> str:
    """Return the id of a new folder or item; `partition` such as wipprod."""
    return free_id(database, kind, lambda number: urn(kind, partition, parent_id, name, number))


def urn(kind: str, partition: str, *parts: object) -> str:
    """Return the id of a folder or item that stands for these parts, whether it is taken or not."""
    return f"urn:adsk.{partition}:{_MIDDLES[kind]}{_characters(kind, *parts)}"


def version_urn(item_id: str, number: int) -> str:
    """Return the id of an item's version."""
    return f"urn:adsk.{partition_of(item_id)}:fs.file:vf.{item_id.rpartition(':')[2]}?version={number}"


def object_urn(partition: str, *, of: str, file_type: str) -> str:
    """Return the id of an object: a guid that stands for the text `of`, and the type of the file."""
    key = uuid.uuid5(uuid.NAMESPACE_URL, of)
    return f"{_OBJECT}{_BUCKETS.get(partition, _BUCKET)}/{key}{f'.{file_type}' if file_type else ''}"


def split_object_urn(urn: str) -> tuple[str, str]:
    """Return bucket and key of an object."""
    bucket, _, key = urn.removeprefix(_OBJECT).partition("/")
    return bucket, key


def guid(*parts: object) -> str:
    """Return a guid that stands for these parts."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "\n".join(map(str, parts))))


def file_type_of(name: str) -> str:
    """Return the lower-case extension of a file's name, without its dot; empty where there is none."""
    file_type = name.rpartition(".")[2].lower() if "." in name else ""
    return file_type if file_type.isascii() and file_type.isalnum() else ""


def partition_of(urn: str) -> str:
    """Return `wipprod` of `urn:adsk.wipprod:...`."""
    return urn.partition("urn:adsk.")[2].partition(":")[0] or "wipprod"


def free_id(database: Database, table: str, make: Callable[[int], str]) -> str:
    """Return the first of `make(0)`, `make(1)` and so on that no row of the table has."""
    number = 0
    while database.value(f"SELECT 1 FROM {table} WHERE id = ?", (make(number),)):
        number += 1
    return make(number)


def _characters(*parts: object) -> str:
    """Return 22 characters that stand for these parts."""
    digest = hashlib.sha256("\n".join(map(str, parts)).encode()).digest()
    return base64.urlsafe_b64encode(digest[:16]).rstrip(b"=").decode()
