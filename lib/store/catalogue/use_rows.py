"""The refs in a catalogue that lead to some versions, with what they come from."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from .interning import select_in
from .records import ItemRecord, RefRecord, VersionRecord
from .shapes import ITEMS, REFS, VERSIONS, as_item, as_ref, as_version


@dataclass(frozen=True)
class UseRows:
    """Refs, and the versions and items that these come from; what is lost is not among the items."""

    refs: tuple[RefRecord, ...]
    versions: tuple[VersionRecord, ...]
    items: tuple[ItemRecord, ...]


def read_uses(connection: sqlite3.Connection, version_ids: Sequence[str]) -> UseRows:
    """Return what refers to those versions. Raises `sqlite3.Error`."""
    refs = tuple(map(as_ref, select_in(connection, f"{REFS} WHERE t.id IN (...)", version_ids)))
    ends = list({ref.from_id for ref in refs})
    versions = tuple(map(as_version, select_in(connection, f"{VERSIONS} WHERE i.id IN (...)", ends)))
    owners = list({version.item_id for version in versions})
    sql = f"{ITEMS} WHERE i.id IN (...) AND t.parent IS NOT NULL"
    return UseRows(refs, versions, tuple(map(as_item, select_in(connection, sql, owners))))
