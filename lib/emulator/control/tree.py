"""The hub level by level, as the control page shows it."""

from __future__ import annotations

from typing import Any

from ..database import Database, Row

_ROOT = "root"
# What is below a thing of each kind, each child with how much is below it again.
_BELOW = {
    _ROOT: (
        "SELECT 'hub' AS kind, h.id, h.name, h.extension_type AS note,"
        " (SELECT count(*) FROM projects WHERE hub_id = h.id) AS below FROM hubs h"
        " WHERE ? IS NOT NULL ORDER BY h.seq"
    ),
    "hub": (
        "SELECT 'project' AS kind, p.id, p.name, p.access AS note,"
        " (SELECT count(*) FROM folders WHERE parent_id = p.root_folder_id)"
        " + (SELECT count(*) FROM items WHERE folder_id = p.root_folder_id) AS below"
        " FROM projects p WHERE p.hub_id = ? ORDER BY p.seq"
    ),
    "folder": (
        "SELECT 'folder' AS kind, f.id, f.name, '' AS note,"
        " (SELECT count(*) FROM folders WHERE parent_id = f.id)"
        " + (SELECT count(*) FROM items WHERE folder_id = f.id) AS below, 0 AS rank, f.seq AS seq"
        " FROM folders f WHERE f.parent_id = ?1"
        " UNION ALL SELECT 'item', i.id, i.name, i.extension_type,"
        " (SELECT count(*) FROM versions WHERE item_id = i.id), 1, i.seq FROM items i WHERE i.folder_id = ?1"
        " ORDER BY rank, seq"
    ),
    "item": (
        "SELECT 'version' AS kind, v.id, v.name, 'v' || v.number AS note, 0 AS below"
        " FROM versions v WHERE v.item_id = ? ORDER BY v.number DESC"
    ),
}
KINDS = (*_BELOW, "project")


def list_below(database: Database, kind: str, resource_id: str) -> list[dict[str, Any]]:
    """Return the direct children of a thing as {kind, id, name, note, below}; `kind` is one of KINDS."""
    if kind == "project":
        root = database.value("SELECT root_folder_id FROM projects WHERE id = ?", (resource_id,))
        kind, resource_id = "folder", root or ""
    return [_shown(row) for row in database.rows(_BELOW[kind], (resource_id,))]


def _shown(row: Row) -> dict[str, Any]:
    return {name: row[name] for name in ("kind", "id", "name", "note", "below")}
