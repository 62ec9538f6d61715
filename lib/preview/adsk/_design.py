"""A design: its units and its users' parameters; what it is made of is in `_components`."""

from __future__ import annotations

from .. import units as measures
from ..records import Parameter as ParameterRecord
from ..state import Document as DocumentRecord
from ._base import Base, Collection, bad_argument, stored
from ._components import Component, Components
from ._documents import Product
from ._inputs import read_value
from ._units import UnitsManager, ValueInput


class FusionUnitsManager(UnitsManager):
    """The units of a design."""

    __slots__ = ()
    _namespace = "fusion"

    @property
    def design(self) -> Design:
        return Design(self._record, self._state)


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


class DesignTypes:
    """Whether a design keeps its history."""

    DirectDesignType = 0
    ParametricDesignType = 1


class Parameter(Base):
    """A named value of a design."""

    __slots__ = ()
    _namespace = "fusion"
    _record: ParameterRecord

    name: str = stored("name", "str")
    expression: str = stored("expression", "str")
    comment: str = stored("comment", "str")
    isFavorite: bool = stored("is_favorite", "bool")
    unit: str = stored("unit", "str", is_writable=False)

    @property
    def value(self) -> float:
        return measures.evaluate(self._record.expression, self._record.unit)

    @value.setter
    def value(self, value: float) -> None:
        self._record.expression = measures.show(value, self._record.unit)


class UserParameter(Parameter):
    """A parameter that the user, or an add-in, has made."""

    __slots__ = ()
    _namespace = "fusion"

    def deleteMe(self) -> bool:
        """Take the parameter away."""
        for document in self._state.documents:
            if self._record in document.parameters:
                document.parameters.remove(self._record)
        self._record.deleted = True
        return True


class UserParameters(Collection[UserParameter]):
    """The parameters that users and add-ins have made."""

    __slots__ = ()
    _namespace = "fusion"
    _item_type = UserParameter
    _record: DocumentRecord

    def _records(self) -> list[ParameterRecord]:
        return self._record.parameters

    @property
    def design(self) -> Design:
        return Design(self._record, self._state)

    def itemByName(self, name: str) -> UserParameter | None:
        """Return the parameter of this name, None when there is none."""
        return next((item for item in self._items() if item.name == name), None)

    def add(self, name: str, value: ValueInput, units: str, comment: str) -> UserParameter:
        """Add a parameter; a taken name raises, and so does an expression that makes no sense."""
        expression = read_value(value, units)
        if any(each.name == name for each in self._record.parameters):
            raise bad_argument(f"a parameter with the name {name} exists already")
        if not measures.is_valid(expression, units):
            raise RuntimeError(f"6 : {expression} is no expression")
        record = ParameterRecord(name, expression, units, comment)
        self._record.parameters.append(record)
        return UserParameter(record, self._state)
