"""The events of a command that only a model would cause: they can be connected, and never fire here."""

from __future__ import annotations

from ._events import Event, EventArgs, EventHandler


class SelectionEventHandler(EventHandler):
    """Handles the choosing of something of the model."""


class SelectionEvent(Event):
    """Something of the model may be chosen, or was: never here, as there is no model."""

    __slots__ = ()

    def add(self, handler: SelectionEventHandler) -> bool:
        return self._add(handler)

    def remove(self, handler: SelectionEventHandler) -> bool:
        return self._remove(handler)


class SelectionEventArgs(EventArgs):
    """The arguments of a SelectionEvent."""

    __slots__ = ()

    @property
    def isSelectable(self) -> bool:
        return self._record.values["selectable"]

    @isSelectable.setter
    def isSelectable(self, value: bool) -> None:
        self._record.values["selectable"] = value


class KeyboardEventHandler(EventHandler):
    """Handles keys."""


class KeyboardEvent(Event):
    """A key was pressed over the model: never here, as there is no model."""

    __slots__ = ()

    def add(self, handler: KeyboardEventHandler) -> bool:
        return self._add(handler)

    def remove(self, handler: KeyboardEventHandler) -> bool:
        return self._remove(handler)


class KeyboardEventArgs(EventArgs):
    """The arguments of a KeyboardEvent."""

    __slots__ = ()

    @property
    def keyCode(self) -> int:
        return self._record.values["key"]

    @property
    def modifierMask(self) -> int:
        return self._record.values["modifiers"]


class MouseEventHandler(EventHandler):
    """Handles the mouse."""


class MouseEvent(Event):
    """The mouse did something over the model: never here, as there is no model."""

    __slots__ = ()

    def add(self, handler: MouseEventHandler) -> bool:
        return self._add(handler)

    def remove(self, handler: MouseEventHandler) -> bool:
        return self._remove(handler)


class MouseEventArgs(EventArgs):
    """The arguments of a MouseEvent."""

    __slots__ = ()

    @property
    def button(self) -> int:
        return self._record.values["button"]
