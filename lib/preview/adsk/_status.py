"""How something ended: well, or with messages that say why not."""

from __future__ import annotations

from ..records import Outcome
from ._base import Base, Collection
from ._enums import StatusMessageTypes


class StatusMessage(Base):
    """One thing that went wrong."""

    __slots__ = ()
    _record: Outcome

    @property
    def message(self) -> str:
        return self._record.problem

    @property
    def statusMessageType(self) -> int:
        return StatusMessageTypes.StatusMessageErrorType


class StatusMessages(Collection[StatusMessage]):
    """Everything that went wrong."""

    __slots__ = ()
    _item_type = StatusMessage
    _record: Outcome

    def _records(self) -> list[Outcome]:
        return [self._record] if self._record.problem else []


class Status(Base):
    """Whether something went well."""

    __slots__ = ()
    _record: Outcome

    @property
    def isOK(self) -> bool:
        return not self._record.problem

    @property
    def isError(self) -> bool:
        return bool(self._record.problem)

    @property
    def isWarning(self) -> bool:
        return False

    @property
    def statusMessages(self) -> StatusMessages:
        return StatusMessages(self._record, self._state)
