"""What every class of the simulated API shares, and the rules that it enforces on each use.

- Every member is refused off the main thread, but for `fireCustomEvent`.
- An unknown member raises when it is read; so does writing a read-only property. One that Fusion has and the
  preview does not simulate says so: see _absent.py.
- A new name that is written stays on that wrapper alone, as on Fusion's, and is lost with it: *Text Commands*
  says so once.
- Arguments and values of the wrong type raise.
- A wrapper is made afresh on each access: compare with `==`, never with `is`.
- After `deleteMe` a wrapper's members raise; `isValid` tells.
"""

from __future__ import annotations

import functools
import inspect
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar, overload

from ..profiles import OLDEST
from ..state import State

_T = TypeVar("_T", bound="Base")
_Item = TypeVar("_Item")
_ALWAYS = frozenset({"isValid", "classType", "objectType", "cast"})
_SIMPLE = {"str": str, "bool": bool, "int": int, "float": (int, float), "None": type(None)}


def installed_state() -> State:
    """Return the state of the simulated Fusion that `adsk` belongs to now."""
    state = getattr(sys.modules.get("adsk"), "_state", None)
    if state is None:
        raise RuntimeError("adsk is not installed: there is no simulated Fusion")
    return state


def bad_argument(message: str) -> RuntimeError:
    """Return the error of a call that the API refuses."""
    return RuntimeError(f"3 : {message}")


def _check_use(wrapper: Base, name: str) -> None:
    """Refuse a member on the wrong thread, of a deleted object, or newer than the simulated Fusion."""
    cls, state = type(wrapper), wrapper._state
    if name not in cls._any_thread:
        state.loop.check(f"{cls.__name__}.{name}")
    if state.profile == OLDEST and name in cls._newer:
        raise AttributeError(f"Fusion of {OLDEST} has no {cls.__module__}.{cls.__name__}.{name}")
    if wrapper._record.deleted and name not in _ALWAYS:
        raise RuntimeError(f"4 : {cls.__name__}.{name}: the underlying object was deleted")


def _checked(function: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap a method so that thread and arguments are checked when it is called, not only when it is read."""
    signature = inspect.signature(function)

    @functools.wraps(function)
    def call(self: Base, *arguments: Any, **named: Any) -> Any:
        _check_use(self, function.__name__)
        bound = signature.bind(self, *arguments, **named)
        name = f"{type(self).__name__}.{function.__name__}"
        for parameter, value in list(bound.arguments.items())[1:]:
            annotation = str(signature.parameters[parameter].annotation)
            _check_type(value, annotation, function, f"{name}, argument {parameter}")
        return function(self, *arguments, **named)

    # What add-ins read to find the handler's class; `wraps` alone loses it on the newest Python.
    call.__annotations__ = function.__annotations__
    return call


def _annotation(function: Callable[..., Any], position: int) -> str:
    parameters = list(inspect.signature(function).parameters.values())
    return str(parameters[position].annotation)


def _check_type(value: Any, annotation: str, function: Callable[..., Any], where: str) -> None:
    """Raise TypeError when a value is none of the types that its annotation names."""
    expected: list[Any] = []
    for name in annotation.split(" | "):
        kind = _SIMPLE.get(name) or function.__globals__.get(name)
        if not isinstance(kind, (type, tuple)):
            return  # not a type that can be judged by its name
        expected.append(kind)
    flat = tuple(kind for entry in expected for kind in (entry if isinstance(entry, tuple) else (entry,)))
    fits = isinstance(value, flat) and not (isinstance(value, bool) and bool not in flat and int not in flat)
    if not fits:
        raise TypeError(f"in {where}: {type(value).__name__} where {annotation} is expected")


class Named(type):
    """The type of all classes but the handlers: one that lacks a member says why."""

    if not TYPE_CHECKING:

        def __getattr__(cls, name: str) -> Any:
            if name.startswith("_"):
                raise AttributeError(name)
            from ._absent import refuse

            raise refuse(cls, name)


class Base(metaclass=Named):
    """The root of all classes but the handlers."""

    __slots__ = ("__weakref__", "_own", "_record", "_state")
    _namespace: ClassVar[str] = "core"
    _any_thread: ClassVar[frozenset[str]] = frozenset()
    _newer: ClassVar[frozenset[str]] = frozenset()  # members that the old profile lacks
    _own: dict[str, Any]  # what add-ins have put on it, by names that Fusion does not know
    _record: Any
    _state: State

    def __init__(self, record: Any, state: State) -> None:
        object.__setattr__(self, "_own", {})
        object.__setattr__(self, "_record", record)
        object.__setattr__(self, "_state", state)

    def __init_subclass__(cls) -> None:
        """Give a class its public name, and check the arguments of its methods."""
        super().__init_subclass__()
        cls.__module__ = f"adsk.{cls._namespace}"
        cls._newer = frozenset().union(*(getattr(base, "_newer", ()) for base in cls.__mro__))
        for name, member in list(vars(cls).items()):
            if not name.startswith("_") and inspect.isfunction(member):
                setattr(cls, name, _checked(member))

    @classmethod
    def cast(cls: type[_T], arg: Any) -> _T | None:
        """Return `arg` when it is of this class, else None."""
        installed_state().loop.check(f"{cls.__name__}.cast")
        return arg if isinstance(arg, cls) else None

    @classmethod
    def classType(cls) -> str:
        """Return the type's name as `objectType` gives it, such as adsk::core::Palette."""
        installed_state().loop.check(f"{cls.__name__}.classType")
        return f"adsk::{cls._namespace}::{cls.__name__}"

    @property
    def objectType(self) -> str:
        """The name of the object's own type."""
        return type(self).classType()

    @property
    def isValid(self) -> bool:
        """False once the object is deleted."""
        return not self._record.deleted

    if not TYPE_CHECKING:  # which would take these as a promise of any member

        def __getattribute__(self, name: str) -> Any:
            if not name.startswith("_"):
                if inspect.getattr_static(type(self), name, None) is None:
                    _check_use(self, name)
                    if name in self._own:
                        return self._own[name]
                    # Misspelt, or not simulated: never a mock that nods.
                    from ._absent import read_absent

                    return read_absent(self, name)
                _check_use(self, name)
            return object.__getattribute__(self, name)

        def __setattr__(self, name: str, value: Any) -> None:
            _check_use(self, name)
            member = inspect.getattr_static(type(self), name, None)
            if member is None:
                from ._absent import check_new

                check_new(type(self), name)
                self._own[name] = value
                self._state.note_new_name(type(self).__name__, name)
                return
            if not isinstance(member, property) or member.fset is None:
                raise AttributeError(f"{type(self).__name__}.{name} is read-only")
            _check_type(value, _annotation(member.fset, -1), member.fset, f"{type(self).__name__}.{name}")
            member.fset(self, value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Base) and type(self) is type(other) and self._record is other._record

    def __hash__(self) -> int:
        return hash((type(self), id(self._record)))

    def __repr__(self) -> str:
        return f"<{type(self).__module__}.{type(self).__name__}>"


class Collection(Base, Generic[_Item]):
    """Numbered objects: `count`, `item`, `len`, iteration, indices and slices.

    A concrete one says which records it holds, and what to make of each: by default an `_item_type`.
    """

    __slots__ = ()
    _item_type: ClassVar[type[Any]]

    def _records(self) -> Sequence[Any]:
        raise NotImplementedError

    def _wrap(self, record: Any) -> _Item:
        return self._item_type(record, self._state)

    def _items(self) -> list[_Item]:
        return [self._wrap(record) for record in self._records()]

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self._records())

    def item(self, index: int) -> _Item | None:
        """Return one by its number, None when there is none."""
        items = self._items()
        return items[index] if 0 <= index < len(items) else None

    def __len__(self) -> int:
        _check_use(self, "count")
        return len(self._records())

    def __iter__(self) -> Iterator[_Item]:
        _check_use(self, "item")
        return iter(self._items())

    @overload
    def __getitem__(self, index: int) -> _Item: ...
    @overload
    def __getitem__(self, index: slice) -> list[_Item]: ...
    def __getitem__(self, index: int | slice) -> _Item | list[_Item]:
        _check_use(self, "item")
        return self._items()[index]


class IdCollection(Collection[_Item]):
    """A collection whose objects have ids."""

    __slots__ = ()

    def _id_of(self, record: Any) -> str:
        return record.id

    def itemById(self, id: str) -> _Item | None:
        """Return the one of this id, None when there is none."""
        return next((self._wrap(record) for record in self._records() if self._id_of(record) == id), None)


def stored(name: str, kind: str, *, is_writable: bool = True) -> Any:
    """Return a property that is a field of the record: its name there, and the name of its type."""

    def read(self: Base) -> Any:
        return getattr(self._record, name)

    def write(self: Base, value: Any) -> None:
        setattr(self._record, name, value)

    read.__annotations__ = {"return": kind}
    write.__annotations__ = {"value": kind}
    return property(read, write) if is_writable else property(read)
