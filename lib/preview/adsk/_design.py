"""A design: its units; what it is made of is in `_components`, its parameters are in `_parameters`."""

from __future__ import annotations

from typing import Any

from ..state import Document as DocumentRecord
from ._base import Collection, bad_argument
from ._components import Component, Components, Occurrence
from ._documents import Product
from ._parameters import ParameterList, UserParameters, list_parameters
from ._units import UnitsManager


class FusionUnitsManager(UnitsManager):
    """The units of a design."""

    __slots__ = ()
    _namespace = "fusion"

    @property
    def design(self) -> Design:
        return Design(self._record, self._state)


class Timeline(Collection[Any]):
    """The timeline of a design, in which there is nothing, as there is no geometry."""

    __slots__ = ()
    _namespace = "fusion"

    def _records(self) -> list[Any]:
        return []

    @property
    def markerPosition(self) -> int:
        return 0

    @markerPosition.setter
    def markerPosition(self, value: int) -> None:
        if value:
            raise bad_argument(f"there is no position {value} in an empty timeline")


class Design(Product):
    """A design."""

    __slots__ = ()
    _namespace = "fusion"
    _record: DocumentRecord

    @property
    def rootComponent(self) -> Component:
        return Component(self._record, self._state)

    @property
    def activeComponent(self) -> Component:
        return Component(self._record, self._state)

    @property
    def activeOccurrence(self) -> Occurrence | None:
        """None: the root component is active."""
        return None

    @property
    def timeline(self) -> Timeline:
        return Timeline(self._record, self._state)

    @property
    def isRootComponentActive(self) -> bool:
        return True

    @property
    def allComponents(self) -> Components:
        return Components(self._record, self._state)

    @property
    def designType(self) -> int:
        return DesignTypes.ParametricDesignType

    @property
    def unitsManager(self) -> UnitsManager:
        return FusionUnitsManager(self._record, self._state)

    @property
    def fusionUnitsManager(self) -> FusionUnitsManager:
        return FusionUnitsManager(self._record, self._state)

    @property
    def userParameters(self) -> UserParameters:
        return UserParameters(self._record, self._state)

    @property
    def allParameters(self) -> ParameterList:
        return list_parameters(self._record.parameters, self._state)


class DesignTypes:
    """Whether a design keeps its history."""

    DirectDesignType = 0
    ParametricDesignType = 1
