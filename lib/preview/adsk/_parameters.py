"""The parameters of a design: those of its users, as there is no model that has any of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .. import parameters
from .. import units as measures
from ..records import Parameter as ParameterRecord
from ..records import Record
from ..state import Document as DocumentRecord
from ..state import State
from ._base import Base, Collection, bad_argument, installed_state, stored
from ._units import ValueInput, read_value

if TYPE_CHECKING:
    from ._design import Design


class Parameter(Base):
    """A named value of a design."""

    __slots__ = ()
    _namespace = "fusion"
    _record: ParameterRecord

    comment: str = stored("comment", "str")
    isFavorite: bool = stored("is_favorite", "bool")
    unit: str = stored("unit", "str", is_writable=False)

    @property
    def name(self) -> str:
        return self._record.name

    @name.setter
    def name(self, value: str) -> None:
        if value != self._record.name:
            _check_name(self._record.others, value)
            parameters.rename(self._record, value)

    @property
    def expression(self) -> str:
        return self._record.expression

    @expression.setter
    def expression(self, value: str) -> None:
        _set_expression(self._record, value)

    @property
    def value(self) -> float:
        return parameters.evaluate(self._record)

    @value.setter
    def value(self, value: float) -> None:
        _set_expression(self._record, measures.show(value, self._record.unit))

    @property
    def dependentParameters(self) -> ParameterList:
        return list_parameters(parameters.list_dependents(self._record), self._state)

    @property
    def isDeletable(self) -> bool:
        return not parameters.list_dependents(self._record)


class UserParameter(Parameter):
    """A parameter that the user, or an add-in, has made."""

    __slots__ = ()
    _namespace = "fusion"

    @property
    def design(self) -> Design:
        from ._design import Design

        return Design(self._document(), self._state)

    @property
    def userParameters(self) -> UserParameters:
        return UserParameters(self._document(), self._state)

    def deleteMe(self) -> bool:
        """Take the parameter away; False while another one names it."""
        if parameters.list_dependents(self._record):
            return False
        self._record.others.remove(self._record)
        self._record.deleted = True
        return True

    def _document(self) -> DocumentRecord:
        return next(each for each in self._state.documents if each.parameters is self._record.others)


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
        from ._design import Design

        return Design(self._record, self._state)

    def itemByName(self, name: str) -> UserParameter | None:
        """Return the parameter of this name, None when there is none."""
        found = parameters.find_parameter(self._record.parameters, name)
        return None if found is None else UserParameter(found, self._state)

    def add(self, name: str, value: ValueInput, units: str, comment: str) -> UserParameter:
        """Add a parameter; a name that cannot be raises, and so does an expression that makes no sense."""
        others = self._record.parameters
        _check_name(others, name)
        record = ParameterRecord(others, name, "", units, comment)
        _set_expression(record, read_value(value, units))
        others.append(record)
        return UserParameter(record, self._state)


@dataclass(eq=False)
class _Listed(Record):
    parameters: list[ParameterRecord]
    is_read_only: bool


class ParameterList(Collection[Parameter]):
    """A list of parameters: one of Fusion's, which can only be read, or an add-in's own."""

    __slots__ = ()
    _namespace = "fusion"
    _item_type = UserParameter
    _record: _Listed

    @classmethod
    def create(cls) -> ParameterList:
        """Make an empty list."""
        state = installed_state()
        state.loop.check("ParameterList.create")
        return ParameterList(_Listed([], is_read_only=False), state)

    def _records(self) -> list[ParameterRecord]:
        return self._record.parameters

    @property
    def isReadOnly(self) -> bool:
        return self._record.is_read_only

    def itemByName(self, name: str) -> Parameter | None:
        """Return the parameter of this name, None when there is none."""
        return next((item for item in self._items() if item.name == name), None)

    def add(self, parameter: Parameter) -> bool:
        """Put a parameter at the end."""
        self._writable().append(parameter._record)
        return True

    def removeByIndex(self, index: int) -> bool:
        """Take out the parameter at a place."""
        if not 0 <= index < len(self._writable()):
            raise bad_argument(f"no such parameter: {index}")
        del self._writable()[index]
        return True

    def removeByItem(self, item: Parameter) -> bool:
        """Take out a parameter; False when it is not there."""
        if item._record not in self._writable():
            return False
        self._writable().remove(item._record)
        return True

    def find(self, parameter: Parameter, startIndex: int = 0) -> int:
        """Return the first place of a parameter from one on, -1 when there is none."""
        found = (n for n, each in enumerate(self._record.parameters) if each is parameter._record)
        return next((number for number in found if number >= startIndex), -1)

    def contains(self, parameter: Parameter) -> bool:
        """Tell whether a parameter is there."""
        return parameter._record in self._record.parameters

    def _writable(self) -> list[ParameterRecord]:
        if self._record.is_read_only:
            raise bad_argument("the list can only be read")
        return self._record.parameters


def list_parameters(records: Sequence[ParameterRecord], state: State) -> ParameterList:
    """Return a list of Fusion's own."""
    return ParameterList(_Listed(list(records), is_read_only=True), state)


def _check_name(others: Sequence[ParameterRecord], name: str) -> None:
    try:
        parameters.check_name(others, name)
    except ValueError as error:
        raise bad_argument(str(error)) from None


def _set_expression(record: ParameterRecord, expression: str) -> None:
    try:
        parameters.set_expression(record, expression)
    except (ValueError, ArithmeticError) as error:
        raise RuntimeError(f"6 : {error}") from None
