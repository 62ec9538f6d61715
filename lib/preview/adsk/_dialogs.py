# ruff: noqa: FBT001, FBT002  the signatures are Fusion's
"""The dialogs for a folder and for progress, and the bar for progress."""

from __future__ import annotations

from ..records import Progress
from ..state import FileWish, Question
from ._base import Base, bad_argument, stored
from ._enums import DialogResults


class FolderDialog(Base):
    """Asks the user for a folder."""

    __slots__ = ()

    title: str = stored("title", "str")
    initialDirectory: str = stored("initial_directory", "str")

    @property
    def folder(self) -> str:
        """The folder chosen, "" before that."""
        return next(iter(self._record.filenames), "")

    def showDialog(self) -> int:
        """Let the user choose a folder that is there: one of DialogResults."""
        record = self._record
        wish = FileWish("folder", folder=record.initial_directory)
        with self._state.meter.leave_out():
            reply = self._state.ask(Question("", record.title, buttons=1, files=wish))
        record.filenames = reply.paths[:1] if reply.result == DialogResults.DialogOK else ()
        return reply.result


class ProgressDialog(Base):
    """Shows how far a long work is."""

    __slots__ = ()
    _record: Progress

    title: str = stored("title", "str")
    isCancelButtonShown: bool = stored("is_cancellable", "bool")
    cancelButtonText: str = stored("cancel_text", "str")
    isBackgroundTranslucent: bool = stored("is_translucent", "bool")
    wasCancelled: bool = stored("was_cancelled", "bool", is_writable=False)
    isShowing: bool = stored("is_showing", "bool", is_writable=False)

    @property
    def message(self) -> str:
        return self._record.message

    @message.setter
    def message(self, value: str) -> None:
        self._record.message = value
        self._state.show()

    @property
    def minimumValue(self) -> int:
        return self._record.minimum

    @minimumValue.setter
    def minimumValue(self, value: int) -> None:
        self._record.minimum = value

    @property
    def maximumValue(self) -> int:
        return self._record.maximum

    @maximumValue.setter
    def maximumValue(self, value: int) -> None:
        self._record.maximum = value

    @property
    def progressValue(self) -> int:
        return self._record.value

    @progressValue.setter
    def progressValue(self, value: int) -> None:
        self._record.value = value
        self._state.show()

    def show(self, title: str, message: str, minimumValue: int, maximumValue: int, delay: int = 0) -> bool:
        """Show the dialog; in the message, %p is the percentage, %v the value and %m the maximum."""
        if maximumValue < minimumValue:
            raise bad_argument(f"no such range: {minimumValue} to {maximumValue}")
        record = self._record
        record.title, record.message = title, message
        record.minimum, record.maximum, record.value = minimumValue, maximumValue, minimumValue
        record.is_showing, record.was_cancelled = True, False
        self._state.progress = record
        self._state.show()
        return True

    def hide(self) -> bool:
        """Take the dialog away."""
        self._record.is_showing = False
        if self._state.progress is self._record:
            self._state.progress = None
        self._state.show()
        return True

    def reset(self) -> bool:
        """Begin anew."""
        self._record.value, self._record.was_cancelled = self._record.minimum, False
        return True


class ProgressBar(Base):
    """Shows in the status bar how far a long work is; a modal one holds nothing here."""

    __slots__ = ()
    _record: Progress

    @property
    def message(self) -> str:
        return self._record.message

    @message.setter
    def message(self, value: str) -> None:
        self._record.message = value
        self._state.show()

    @property
    def progressValue(self) -> int:
        return self._record.value

    @progressValue.setter
    def progressValue(self, value: int) -> None:
        self._record.value = value
        self._state.show()

    def show(self, message: str, minimumValue: int, maximumValue: int, isModal: bool = False) -> bool:
        """Show how far it is; in the message, %p is the percentage, %v the value and %m the maximum."""
        if maximumValue < minimumValue:
            raise bad_argument(f"no such range: {minimumValue} to {maximumValue}")
        record = self._record
        record.minimum, record.maximum, record.value = minimumValue, maximumValue, minimumValue
        return self._show(message, is_busy=False)

    def showBusy(self, message: str, isModal: bool = False) -> bool:
        """Show that something goes on."""
        return self._show(message, is_busy=True)

    def hide(self) -> bool:
        """Take the bar away."""
        self._record.is_showing = False
        if self._state.progress is self._record:
            self._state.progress = None
        self._state.show()
        return True

    def _show(self, message: str, *, is_busy: bool) -> bool:
        self._record.message, self._record.is_busy, self._record.is_showing = message, is_busy, True
        self._state.progress = self._record
        self._state.show()
        return True
