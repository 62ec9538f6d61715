"""Events, their handlers and arguments: what every event shares, and those of the application.

A concrete event names its handler class in the annotation of `add`, as a string: add-ins look it up there.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..records import Record, Signal
from ..state import File, State
from ._base import Base, installed_state
from ._status import Status

if TYPE_CHECKING:
    from ._data_files import DataFile
    from ._documents import Document
    from ._toolbars import Workspace


@dataclass(eq=False)
class Happening(Record):
    """One firing of an event: its arguments by name; deleted when the last handler has returned."""

    values: dict[str, Any] = field(default_factory=dict)
    event: Any = None


class EventHandler:
    """The base of the classes that an add-in derives its handlers from; it overrides `notify`."""

    def __init__(self) -> None:
        state = installed_state()
        state.loop.check(type(self).__name__)
        self._maker = state.find_caller()
        self._is_made = True

    def notify(self, eventArgs: Any, /) -> None:
        """Do what the event asks for."""
        raise NotImplementedError(f"{type(self).__name__} does not override notify")


class Event(Base):
    """An event: handlers are held weakly, so keep a reference to each."""

    __slots__ = ("_sender",)
    _record: Signal  # pyright: ignore[reportIncompatibleVariableOverride]
    _sender: Base

    def __init__(self, signal: Signal, sender: Base) -> None:
        super().__init__(signal, sender._state)
        object.__setattr__(self, "_sender", sender)

    @property
    def name(self) -> str:
        """The event's name, such as documentActivated."""
        return self._record.name

    @property
    def sender(self) -> Base:
        """The object that the event belongs to."""
        return self._sender

    def _add(self, handler: EventHandler) -> bool:
        if not getattr(handler, "_is_made", False):
            raise TypeError(f"{type(handler).__name__} does not call super().__init__()")
        self._record.add(handler)
        return True

    def _remove(self, handler: EventHandler) -> bool:
        return self._record.remove(handler)

    def _fire(self, args: EventArgs) -> None:
        """Call each handler; an exception that leaves one is kept, as Fusion shows it to nobody."""
        args._record.event = self
        for handler in self._record.live():
            try:
                with self._state.calling(handler._maker):
                    handler.notify(args)
            except Exception as error:  # noqa: BLE001  whatever the add-in lets out
                self._state.report(f"{type(handler).__name__} for {self._record.name}", error)
        args._record.deleted = True


class EventArgs(Base):
    """What a handler is told; it is gone when the handler returns."""

    __slots__ = ()
    _record: Happening

    def __init__(self, state: State, **values: Any) -> None:
        super().__init__(Happening(values), state)

    @property
    def firingEvent(self) -> Event:
        """The event that fired."""
        return self._record.event


class ApplicationEventHandler(EventHandler):
    """Handles startupCompleted and onlineStatusChanged."""


class ApplicationEvent(Event):
    """Something happened to the application."""

    __slots__ = ()

    def add(self, handler: ApplicationEventHandler) -> bool:
        return self._add(handler)

    def remove(self, handler: ApplicationEventHandler) -> bool:
        return self._remove(handler)


class ApplicationEventArgs(EventArgs):
    """The arguments of an ApplicationEvent."""

    __slots__ = ()

    @property
    def isOffLine(self) -> bool:
        return self._state.is_offline

    @property
    def hasInternetAccess(self) -> bool:
        return not self._state.is_offline


class CustomEventHandler(EventHandler):
    """Handles a custom event."""


class CustomEvent(Event):
    """An event of the add-in's own, fired from any thread and handled on the main thread."""

    __slots__ = ()

    def add(self, handler: CustomEventHandler) -> bool:
        return self._add(handler)

    def remove(self, handler: CustomEventHandler) -> bool:
        return self._remove(handler)

    @property
    def eventId(self) -> str:
        return self._record.name


class CustomEventArgs(EventArgs):
    """The arguments of a CustomEvent."""

    __slots__ = ()

    @property
    def additionalInfo(self) -> str:
        return self._record.values["additionalInfo"]


class DocumentEventHandler(EventHandler):
    """Handles what happens to documents."""


class DocumentEvent(Event):
    """Something happened, or is about to, to a document."""

    __slots__ = ()

    def add(self, handler: DocumentEventHandler) -> bool:
        return self._add(handler)

    def remove(self, handler: DocumentEventHandler) -> bool:
        return self._remove(handler)


class DocumentEventArgs(EventArgs):
    """The arguments of a DocumentEvent; `document` is None while it is opening and once it is closed."""

    __slots__ = ()

    @property
    def document(self) -> Document | None:
        return self._record.values["document"]

    @property
    def fullPath(self) -> str:
        return ""


class DataEventHandler(EventHandler):
    """Handles dataFileComplete."""


class DataEvent(Event):
    """The cloud has done something with a file."""

    __slots__ = ()

    def add(self, handler: DataEventHandler) -> bool:
        return self._add(handler)

    def remove(self, handler: DataEventHandler) -> bool:
        return self._remove(handler)


class DataEventArgs(EventArgs):
    """The arguments of a DataEvent."""

    __slots__ = ()

    @property
    def filename(self) -> str:
        return self._record.values["filename"]

    @property
    def file(self) -> DataFile | None:
        """The file; None where it did not come about."""
        from ._data_files import DataFile

        file: File | None = self._record.values["file"]
        return None if file is None else DataFile(file, self._state)

    @property
    def status(self) -> Status:
        return Status(self._record.values["outcome"], self._state)


class WorkspaceEventHandler(EventHandler):
    """Handles the change of the workspace."""


class WorkspaceEvent(Event):
    """A workspace became active, or stopped to be."""

    __slots__ = ()

    def add(self, handler: WorkspaceEventHandler) -> bool:
        return self._add(handler)

    def remove(self, handler: WorkspaceEventHandler) -> bool:
        return self._remove(handler)


class WorkspaceEventArgs(EventArgs):
    """The arguments of a WorkspaceEvent."""

    __slots__ = ()

    @property
    def workspace(self) -> Workspace:
        return self._record.values["workspace"]


class UserInterfaceGeneralEventHandler(EventHandler):
    """Handles an event without arguments, such as a palette's `closed`."""


class UserInterfaceGeneralEvent(Event):
    """Something happened in the user interface."""

    __slots__ = ()

    def add(self, handler: UserInterfaceGeneralEventHandler) -> bool:
        return self._add(handler)

    def remove(self, handler: UserInterfaceGeneralEventHandler) -> bool:
        return self._remove(handler)


class UserInterfaceGeneralEventArgs(EventArgs):
    """The arguments of a UserInterfaceGeneralEvent: none."""

    __slots__ = ()
