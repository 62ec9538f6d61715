"""The progress dialog: it stays while the add-in works, and its Cancel button takes it away."""

from __future__ import annotations

from ..state import ProgressDialog as ProgressDialogRecord
from ._base import Base, bad_argument


class ProgressDialog(Base):
    """Shows how far something is; it holds up nobody, and is updated as often as the add-in likes."""

    __slots__ = ()
    _record: ProgressDialogRecord

    @property
    def isShowing(self) -> bool:
        return self._state.progress is self._record

    @property
    def wasCancelled(self) -> bool:
        return self._record.was_cancelled

    @property
    def title(self) -> str:
        return self._record.title

    @title.setter
    def title(self, value: str) -> None:
        self._record.title = value

    @property
    def message(self) -> str:
        return self._record.message

    @message.setter
    def message(self, value: str) -> None:
        self._record.message = value

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

    @property
    def isCancelButtonShown(self) -> bool:
        return self._record.has_cancel

    @isCancelButtonShown.setter
    def isCancelButtonShown(self, value: bool) -> None:
        self._record.has_cancel = value

    @property
    def cancelButtonText(self) -> str:
        return self._record.cancel_text

    @cancelButtonText.setter
    def cancelButtonText(self, value: str) -> None:
        self._record.cancel_text = value

    @property
    def isBackgroundTranslucent(self) -> bool:
        return self._record.is_translucent

    @isBackgroundTranslucent.setter
    def isBackgroundTranslucent(self, value: bool) -> None:
        self._record.is_translucent = value

    def show(self, title: str, message: str, minimumValue: int, maximumValue: int, delay: int = 0) -> bool:
        """Show the dialog; `delay` in seconds is passed over."""
        if minimumValue > maximumValue:
            raise bad_argument(f"a range from {minimumValue} to {maximumValue}")
        record = self._record
        record.title, record.message = title, message
        record.minimum, record.maximum, record.value = minimumValue, maximumValue, minimumValue
        record.was_cancelled = False
        self._state.progress = record
        return True

    def hide(self) -> bool:
        """Take the dialog away."""
        if self._state.progress is self._record:
            self._state.progress = None
        return True

    def reset(self) -> bool:
        """Begin anew at the minimum."""
        self._record.value = self._record.minimum
        self._record.was_cancelled = False
        return True
