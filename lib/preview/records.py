"""The root of all records, a record's events, and what is kept with documents and dialogs."""

from __future__ import annotations

import weakref
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .state import File


class Signal:
    """One event's handlers, held weakly as Fusion holds them: who drops a handler loses the event."""

    def __init__(self, name: str, owner: Record) -> None:
        self.name = name
        self._owner = owner
        self._handlers: list[weakref.ref[Any]] = []

    @property
    def deleted(self) -> bool:
        """True once the object is gone that the event belongs to."""
        return self._owner.deleted

    def add(self, handler: Any) -> None:
        """Connect a handler; twice means that it is called twice."""
        self._handlers.append(weakref.ref(handler))

    def remove(self, handler: Any) -> bool:
        """Disconnect a handler; False when it is not connected."""
        for index, reference in enumerate(self._handlers):
            if reference() is handler:
                del self._handlers[index]
                return True
        return False

    def live(self) -> list[Any]:
        """Return the handlers that still exist, in the order in which they were added."""
        self._handlers = [reference for reference in self._handlers if reference() is not None]
        return [handler for reference in self._handlers if (handler := reference()) is not None]


@dataclass(eq=False)
class Record:
    """Anything that a wrapper stands for."""

    deleted: bool = field(default=False, init=False)
    signals: dict[str, Signal] = field(default_factory=dict, init=False)

    def signal(self, name: str) -> Signal:
        """Return the event of this name, made on first use."""
        return self.signals.setdefault(name, Signal(name, self))


class TextLines:
    """What the Text Commands window shows: the latest lines, and how often something was written."""

    KEPT, LONGEST = 500, 4000  # lines, and characters of each

    def __init__(self) -> None:
        self.lines: deque[str] = deque(maxlen=self.KEPT)
        self.written = 0

    def write(self, text: str) -> None:
        """Add a text, which may have several lines."""
        for line in text.split("\n")[-self.KEPT :]:
            self.lines.append(line if len(line) <= self.LONGEST else f"{line[: self.LONGEST]}…")
        self.written += 1


@dataclass(frozen=True)
class PageSource:
    """What a palette's address leads to: a file, HTML as a string or, with neither, a page in the web.

    `root` is the folder whose files the page may use, `suffix` what follows the file's path, such as ?x=1#a.
    """

    file: Path | None = None
    root: Path | None = None
    suffix: str = ""
    html: str | None = None


@dataclass(eq=False)
class AttributeSet(Record):
    """The attributes of one object."""

    parent: Any
    attributes: list[Attribute] = field(default_factory=list)


@dataclass(eq=False)
class Attribute(Record):
    """What an add-in keeps with an object."""

    group: str
    name: str
    value: str
    owner: AttributeSet


@dataclass(eq=False)
class Parameter(Record):
    """A user's parameter of a design; `others` are all of that design, itself among them."""

    others: list[Parameter]
    name: str
    expression: str
    unit: str
    comment: str
    is_favorite: bool = False


@dataclass(eq=False)
class Progress(Record):
    """How far a long work of an add-in is."""

    title: str = ""
    message: str = ""
    minimum: int = 0
    maximum: int = 100
    value: int = 0
    is_cancellable: bool = False
    cancel_text: str = "Cancel"
    is_translucent: bool = False
    was_cancelled: bool = False
    is_showing: bool = False
    is_busy: bool = False  # nobody knows how far

    def describe(self) -> str:
        """Return the message with the numbers in it, where there are any."""
        if self.is_busy:
            return self.message
        span = self.maximum - self.minimum
        percent = round(100 * (self.value - self.minimum) / span) if span else 100
        numbers = {"%p": str(percent), "%v": str(self.value), "%m": str(self.maximum)}
        text = self.message
        for sign, number in numbers.items():
            text = text.replace(sign, number)
        return text


@dataclass(eq=False)
class CloudDialog(Record):
    """A dialog for files or folders in the cloud: what an add-in has set, and what the user chose last."""

    title: str = ""
    filter: str = ""
    filename: str = ""
    is_multi_select_enabled: bool = False
    folder: File | None = None
    files: tuple[File, ...] = ()
    chosen: File | None = None


@dataclass(frozen=True)
class CloudWish:
    """What a dialog for the cloud asks for; `kind` is as in FileWish, no `extensions` stand for any."""

    kind: str
    is_multiple: bool = False
    extensions: tuple[str, ...] = ()
    folder: File | None = None  # to begin in; None for the hubs
    name: str = ""  # to begin with


@dataclass(eq=False)
class Outcome(Record):
    """How something in the cloud has ended: what went wrong, "" for nothing."""

    problem: str = ""


@dataclass(eq=False)
class Upload(Record):
    """A file that is sent to a folder; the state is one of UploadStates, the file is there at the end."""

    state: int = 0
    file: File | None = None


@dataclass(eq=False)
class Fetching(Record):
    """Bytes that are on their way from the cloud; the state is one of FutureStates."""

    state: int = 0
    data: bytes = b""


@dataclass(eq=False)
class SharedLink(Record):
    """The link to a file for everybody, where it is shared."""

    url: str
    is_shared: bool = False
    is_download_allowed: bool = True


@dataclass(eq=False)
class Chosen(Record):
    """Something of the model that was chosen: an object of `adsk`."""

    entity: Any


@dataclass(eq=False)
class ChosenList(Record):
    """What is chosen now, in no dialog."""

    chosen: list[Chosen] = field(default_factory=list)
