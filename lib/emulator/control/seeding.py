"""Folders, items, versions and refs added from a small JSON.

    {"folders":  [{"key": "parts", "name": "Parts", "parent": "<project or folder>"}],
     "items":    [{"key": "gear", "name": "Gear", "folder": "parts",
                   "type": "items:autodesk.fusion360:Design", "size": 1024}],
     "versions": [{"key": "gear2", "item": "gear", "size": 2048}],
     "refs":     [{"type": "auxiliary:autodesk.core:Attachment", "from": "gear", "to": "<version>"}]}

A place is an id of the hub or a `key` given before in the same JSON. An item is an uploaded file unless
`type` says otherwise, and comes with its first version; `size` is that one's, in bytes. An item that is named
by its key as an end of a ref stands for its latest version. All is added, or nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ...errors import UsageError
from ..backend import Backend
from ..sample.seeder import Seeder

_LISTS = ("folders", "items", "versions", "refs")
_FIELDS: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "folders": (frozenset({"name", "parent"}), frozenset({"key"})),
    "items": (frozenset({"name", "folder"}), frozenset({"key", "type", "size"})),
    "versions": (frozenset({"item"}), frozenset({"key", "name", "size"})),
    "refs": (frozenset({"type", "from", "to"}), frozenset()),
}
_FILE = "items:autodesk.core:File"
_MOST = 10_000


def add_seed(backend: Backend, seeder: Seeder, seed: Mapping[str, Any]) -> dict[str, Any]:
    """Add what a seed lists and return the new ids: {folders, items, versions, refs, keys}.

    Raises `UsageError` (`emulator.bad-control`) that names what is wrong.
    """
    unknown = set(seed) - set(_LISTS)
    if unknown:
        raise _bad(f"a seed has {', '.join(_LISTS)}, not {sorted(unknown)[0]!r}")
    sowing = _Sowing(backend, seeder)
    with backend.database.transaction():
        for name in _LISTS:
            sowing.add_all(name, seed.get(name, []))
    return {**sowing.made, "keys": sowing.keys}


class _Sowing:
    """One seed on its way in."""

    def __init__(self, backend: Backend, seeder: Seeder) -> None:
        self._backend = backend
        self._seeder = seeder
        self._user: str = backend.database.value("SELECT id FROM users ORDER BY seq LIMIT 1") or ""
        self.made: dict[str, list[str] | int] = {}
        self.keys: dict[str, str] = {}

    def add_all(self, name: str, entries: Any) -> None:
        if not isinstance(entries, list) or len(entries) > _MOST:
            raise _bad(f"{name} must be a list of at most {_MOST}")
        adders: Mapping[str, Callable[[Mapping[str, Any], str], str]] = {
            "folders": self._add_folder,
            "items": self._add_item,
            "versions": self._add_version,
            "refs": self._add_ref,
        }
        ids = []
        for number, entry in enumerate(entries):
            place = f"{name}[{number}]"
            _check_fields(name, entry, place)
            ids.append(adders[name](entry, place))
            key = entry.get("key")
            if key in self.keys:
                raise _bad(f"{place}.key {key!r} is given twice")
            if key is not None:
                self.keys[key] = ids[-1]
        self.made[name] = len(ids) if name == "refs" else ids

    def _add_folder(self, entry: Mapping[str, Any], place: str) -> str:
        parent = self._find(entry["parent"], ("folders", "projects"), f"{place}.parent")
        return self._seeder.add_folder(parent, name=entry["name"], created=self._now(), by=self._user)

    def _add_item(self, entry: Mapping[str, Any], place: str) -> str:
        folder = self._find(entry["folder"], ("folders", "projects"), f"{place}.folder")
        item_id = self._seeder.add_item(
            folder,
            name=entry["name"],
            extension_type=entry.get("type", _FILE),
            created=self._now(),
            by=self._user,
        )
        self._seeder.add_version(item_id, created=self._now(), by=self._user, size=entry.get("size", 1))
        return item_id

    def _add_version(self, entry: Mapping[str, Any], place: str) -> str:
        item_id = self._find(entry["item"], ("items",), f"{place}.item")
        return self._seeder.add_version(
            item_id, created=self._now(), by=self._user, size=entry.get("size", 1), name=entry.get("name")
        )

    def _add_ref(self, entry: Mapping[str, Any], place: str) -> str:
        ends = []
        for end in ("from", "to"):
            found = self._find(entry[end], ("versions", "items", "folders"), f"{place}.{end}")
            if entry[end] in self.keys:
                tip = self._backend.database.value("SELECT tip_id FROM items WHERE id = ?", (found,))
                found = tip or found
            ends.append(found)
        self._seeder.add_ref(ends[0], to_id=ends[1], extension_type=entry["type"])
        return ""

    def _find(self, name: str, tables: tuple[str, ...], place: str) -> str:
        """Return the id that a key or an id stands for; a project stands for its root folder."""
        wanted = self.keys.get(name, name)
        for table in tables:
            row = self._backend.database.row(f"SELECT * FROM {table} WHERE id = ?", (wanted,))
            if row is not None:
                return row["root_folder_id"] if table == "projects" else row["id"]
        raise _bad(f"{place} {name[:200]!r} is none of the {' or '.join(tables)} here")

    def _now(self) -> str:
        return self._backend.clock.iso()


def _check_fields(name: str, entry: Any, place: str) -> None:
    needed, optional = _FIELDS[name]
    if not isinstance(entry, dict):
        raise _bad(f"{place} is not an object")
    for field in sorted(needed - set(entry)):
        raise _bad(f"{place} has no {field!r}")
    for field, value in entry.items():
        if field not in needed | optional:
            raise _bad(f"{place} has an unknown field {field!r}")
        if field == "size":
            if type(value) is not int or not 0 <= value < 2**53:
                raise _bad(f"{place}.size is no number of bytes")
        elif not isinstance(value, str) or not value or not _is_text(value):
            raise _bad(f"{place}.{field} must be a text")


def _is_text(value: str) -> bool:
    """Tell whether a text can be kept: half of a surrogate pair cannot."""
    return not any("\ud800" <= character <= "\udfff" for character in value)


def _bad(problem: str) -> UsageError:
    return UsageError("emulator.bad-control", problem=problem)
