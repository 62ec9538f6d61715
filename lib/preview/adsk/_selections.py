"""What is chosen of the model: here the root component at most."""

from __future__ import annotations

from ..records import Chosen, ChosenList
from ._base import Base, Collection


class Selection(Base):
    """Something that is chosen."""

    __slots__ = ()
    _record: Chosen

    @property
    def entity(self) -> Base:
        return self._record.entity


class Selections(Collection[Selection]):
    """What is chosen now, in no dialog."""

    __slots__ = ()
    _item_type = Selection
    _record: ChosenList

    def _records(self) -> list[Chosen]:
        return self._record.chosen

    def add(self, entity: Base) -> bool:
        """Choose something more."""
        self._record.chosen.append(Chosen(entity))
        return True

    def clear(self) -> bool:
        """Choose nothing."""
        self._record.chosen.clear()
        return True
