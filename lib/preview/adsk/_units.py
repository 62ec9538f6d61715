"""Values and units: what inputs begin with, and the units of a product."""

from __future__ import annotations

from typing import Any

from .. import units as measures
from ..parameters import finder
from ..state import Record
from ._base import Base, bad_argument, installed_state
from ._enums import ValueTypes

# What the preview's designs are measured in.
LENGTH_UNIT, INTERNAL_UNIT = "mm", "cm"


class _Value(Record):
    def __init__(self, value: Any) -> None:
        super().__init__()
        self.value = value


class ValueInput(Base):
    """A value: a number in internal units, an expression, a truth or an object."""

    __slots__ = ()
    _record: _Value

    @classmethod
    def createByReal(cls, realValue: float) -> ValueInput:
        """Make a value of a number in internal units."""
        return _make(realValue, (int, float), "createByReal")

    @classmethod
    def createByString(cls, stringValue: str) -> ValueInput:
        """Make a value of an expression."""
        return _make(stringValue, str, "createByString")

    @classmethod
    def createByBoolean(cls, booleanValue: bool) -> ValueInput:  # noqa: FBT001  Fusion's own signature
        """Make a value of a truth."""
        return _make(booleanValue, bool, "createByBoolean")

    @classmethod
    def createByObject(cls, objectReference: Base) -> ValueInput:
        """Make a value of an object."""
        return _make(objectReference, Base, "createByObject")

    @property
    def valueType(self) -> int:
        value = self._record.value
        if isinstance(value, bool):
            return ValueTypes.BooleanValueType
        if isinstance(value, str):
            return ValueTypes.StringValueType
        return ValueTypes.ObjectValueType if isinstance(value, Base) else ValueTypes.RealValueType

    @property
    def realValue(self) -> float:
        return self._read(ValueTypes.RealValueType)

    @property
    def stringValue(self) -> str:
        return self._read(ValueTypes.StringValueType)

    @property
    def booleanValue(self) -> bool:
        return self._read(ValueTypes.BooleanValueType)

    @property
    def objectReference(self) -> Base:
        return self._read(ValueTypes.ObjectValueType)

    def _read(self, kind: int) -> Any:
        if self.valueType != kind:
            raise bad_argument("the value is of another type")
        return self._record.value


def _make(value: Any, kind: Any, name: str) -> ValueInput:
    state = installed_state()
    state.loop.check(f"ValueInput.{name}")
    if not isinstance(value, kind):
        raise TypeError(f"in ValueInput.{name}: {type(value).__name__} is not what is expected")
    return ValueInput(_Value(value), state)


def read_value(value: ValueInput, unit: str) -> str:
    """Return a value as an expression in a unit; one that is neither a number nor an expression raises."""
    kind = value.valueType
    if kind == ValueTypes.StringValueType:
        return value._record.value
    if kind != ValueTypes.RealValueType:
        raise bad_argument("the value is of another type")
    return measures.show(float(value._record.value), known_unit(unit))


class UnitsManager(Base):
    """The units of a product."""

    __slots__ = ()

    @property
    def internalUnits(self) -> str:
        return INTERNAL_UNIT

    @property
    def defaultLengthUnits(self) -> str:
        return LENGTH_UNIT

    def evaluateExpression(self, expression: str, units: str = INTERNAL_UNIT) -> float:
        """Return an expression's value in internal units; it may name the product's parameters."""
        try:
            return measures.evaluate(expression, known_unit(units), self._finder())
        except (ValueError, ArithmeticError) as error:
            raise RuntimeError(f"6 : {error}") from None

    def isValidExpression(self, expression: str, units: str) -> bool:
        """Tell whether an expression can be evaluated."""
        return measures.is_valid(expression, units, self._finder())

    def formatInternalValue(
        self,
        internalValue: float,
        displayUnits: str = "DefaultDistance",
        showUnits: bool = True,  # noqa: FBT001, FBT002  Fusion's own signature
    ) -> str:
        """Return an internal value as text."""
        unit = LENGTH_UNIT if displayUnits == "DefaultDistance" else displayUnits
        text = measures.show(internalValue, known_unit(unit))
        return text if showUnits or not unit else text.rpartition(" ")[0]

    def convert(self, valueInInputUnits: float, inputUnits: str, outputUnits: str) -> float:
        """Return a value in other units."""
        return valueInInputUnits * _factor(inputUnits) / _factor(outputUnits)

    def _finder(self) -> measures.Find:
        return finder(self._record.parameters)


def _factor(unit: str) -> float:
    return 1.0 if unit == "internalUnits" else measures.factor_of(known_unit(unit))


def known_unit(unit: str) -> str:
    """Return a unit; one that is not known raises."""
    try:
        measures.factor_of(unit)
    except ValueError as error:
        raise bad_argument(str(error)) from None
    return unit
