"""What Fusion offers and the preview does not simulate: known by name, so that add-ins can be loaded.

official.json has the names of all classes, members and values of Fusion's definitions of 2022. A class that
is not simulated can be named, annotated with and asked for its `classType` and `cast`; its use raises
`NotSimulated` with one sentence, and so does that of a newer member named in `profiles.UNSIMULATED`. Its
enumerations have their values, its events can be connected and never fire, and collections of a model are
empty, as there is no model. What add-ins take hold of long before they need it is there; its members raise.
"""

from __future__ import annotations

import functools
import importlib
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ..profiles import OLDEST, UNSIMULATED
from ._base import Base, Collection, Named, installed_state
from ._events import Event, EventArgs, EventHandler

_COLLECTION = {"count", "item"}
_FINDERS = ("itemByName", "itemById")
# Members that return an object of a class that is not simulated.
_HELD = {
    "core.Application": {
        "activeViewport": "core.Viewport",
        "favoriteAppearances": "core.FavoriteAppearances",
        "favoriteMaterials": "core.FavoriteMaterials",
        "importManager": "core.ImportManager",
        "materialLibraries": "core.MaterialLibraries",
        "measureManager": "core.MeasureManager",
    },
    "fusion.Component": {"physicalProperties": "fusion.PhysicalProperties"},
    "fusion.Design": {
        "exportManager": "fusion.ExportManager",
        "physicalProperties": "fusion.PhysicalProperties",
    },
    "fusion.Occurrence": {"physicalProperties": "fusion.PhysicalProperties"},
}
# Bases, members with the class of what they return, values: see tests/host/preview/extract_definitions.py.
_Entry = tuple[list[str], dict[str, str], dict[str, int]]


@functools.cache
def _official() -> dict[str, _Entry]:
    return json.loads(Path(__file__).with_name("official.json").read_text(encoding="utf-8"))


class NotSimulated(NotImplementedError, AttributeError):
    """What is not simulated: whoever looks first, as careful add-ins do, finds it lacking."""


def list_official() -> list[str]:
    """Return the names of all classes, such as core.Palettes."""
    return sorted(_official())


@functools.cache
def find_class(module: str, name: str) -> Any:
    """Return a class of a module such as "core": ours, else one known by name alone; None for neither."""
    ours = importlib.import_module(f"{__package__}.{module}")
    if name in ours.__all__:
        return getattr(ours, name)
    key = f"{module}.{name}"
    if key not in _official():
        return None
    bases, members, values = _official()[key]
    if values and not members:
        return type(name, (), {**values, "__module__": f"adsk.{module}", "__doc__": "Not simulated."})
    if name.endswith("EventHandler"):
        return type(name, (EventHandler,), {"__module__": f"adsk.{module}", "__doc__": "Not simulated."})
    return _make_class(module, name, bases, members)


def _make_class(module: str, name: str, bases: Sequence[str], members: dict[str, str]) -> type[Base]:
    content: dict[str, Any] = {"__slots__": (), "__doc__": "Not simulated.", "_namespace": module}
    parents = tuple(filter(None, (_find_base(module, base) for base in bases))) or (Base,)
    if members.keys() >= _COLLECTION and not any(issubclass(each, Collection) for each in parents):
        parents = (Collection,)
        # A model's are empty, as there is none; the application's own never are.
        content["_records"] = _list_nothing if module == "fusion" else _refuse_to_list
        for finder in _FINDERS:
            if finder in members:
                content[finder] = _find_nothing(finder)
    elif issubclass(parents[0], Event):
        content.update(add=_connect(name, "add"), remove=_connect(name, "remove"))
    made: Any = Named(name, parents, content)
    return made


def _find_base(module: str, base: str) -> Any:
    owner, _, name = base.rpartition(".")
    return find_class(owner or module, name)


def _list_nothing(self: Any) -> list[Any]:
    return []


def _refuse_to_list(self: Any) -> list[Any]:
    raise refuse(type(self), "count")


def _find_nothing(name: str) -> Any:
    def find(self: Any, name: str) -> None:
        """Return None where the collection is empty."""
        self._records()

    def find_by_id(self: Any, id: str) -> None:
        """Return None where the collection is empty."""
        self._records()

    found = find_by_id if name == "itemById" else find
    found.__name__ = name
    return found


def _connect(event: str, name: str) -> Any:
    def add(self: Any, handler: Any) -> bool:
        return self._add(handler)

    def remove(self: Any, handler: Any) -> bool:
        return self._remove(handler)

    found = add if name == "add" else remove
    found.__annotations__ = {"handler": f"{event}Handler", "return": "bool"}
    return found


def find_official(cls: type, name: str) -> tuple[str, str] | None:
    """Return where a member of a class is defined officially, such as core.Palettes, and what it returns."""
    for each in cls.__mro__:
        key = f"{getattr(each, '_namespace', 'core')}.{each.__name__}"
        _, members, _ = _official().get(key, ((), {}, {}))
        if name in members:
            return key, members[name]
    return None


def refuse(cls: type, name: str) -> Exception:
    """Return the error for a member of a class: one that is not simulated, or that Fusion has not either."""
    where = f"{cls.__module__}.{cls.__name__}.{name}"
    is_later = any(name in UNSIMULATED.get(each.__name__, ()) for each in cls.__mro__)
    if is_later and installed_state().profile == OLDEST:
        return AttributeError(f"Fusion of {OLDEST} has no {where}")
    if is_later or find_official(cls, name) is not None:
        return NotSimulated(f"the preview does not simulate {where}")
    return AttributeError(f"the simulated Fusion has no {where}")


def check_new(cls: type, name: str) -> None:
    """Refuse to write what Fusion has and the preview does not simulate."""
    error = refuse(cls, name)
    if isinstance(error, NotSimulated):
        raise error


def read_absent(owner: Base, name: str) -> Any:
    """Return a member that is not simulated, where there is an object to hold; else raise."""
    cls = type(owner)
    found = find_official(cls, name)
    if found is not None and name in _HELD.get(found[0], ()):
        held = find_class(*_HELD[found[0]][name].split("."))
        return held(owner._record, owner._state)
    if found is not None and found[1]:
        module = found[0].partition(".")[0]
        kind = find_class(module, found[1]) or find_class("core", found[1])
        if kind is not None and issubclass(kind, Event) and not issubclass(cls, EventArgs):
            handler = f"{kind.__name__}Handler"
            setattr(sys.modules[kind.__module__], handler, find_class(kind._namespace, handler))
            return kind(owner._record.signal(name), owner)
        if kind is not None and issubclass(kind, Collection) and module == "fusion":
            return kind(owner._record, owner._state)
    raise refuse(cls, name)
