"""The sliders of a dialog: any number between two, or those of a list; one slider, or two on one line."""

from __future__ import annotations

from typing import Any

from .. import units
from ._base import bad_argument, stored
from ._inputs import CommandInput


class SliderCommandInput(CommandInput):
    """A slider, or two of them on one line."""

    __slots__ = ()

    @property
    def hasTwoSliders(self) -> bool:
        return self._record.second is not None

    @property
    def unitType(self) -> str:
        return self._record.unit

    @unitType.setter
    def unitType(self, value: str) -> None:
        try:
            units.factor_of(value)
        except ValueError as error:
            raise bad_argument(str(error)) from None
        self._record.unit = value

    @property
    def expressionOne(self) -> str:
        return units.show(self._record.value, self._record.unit)

    @expressionOne.setter
    def expressionOne(self, value: str) -> None:
        self._record.value = self._read(value)

    @property
    def expressionTwo(self) -> str:
        return units.show(_second_of(self), self._record.unit)

    @expressionTwo.setter
    def expressionTwo(self, value: str) -> None:
        _set_second(self, self._read(value))

    def setText(self, left: str, right: str) -> bool:
        """Write something at both ends."""
        self._record.labels = (left, right)
        return True

    def getText(self, isLeft: bool) -> str:  # noqa: FBT001  the signature is Fusion's
        """Return what is written at an end."""
        return self._record.labels[0 if isLeft else 1]

    def _read(self, expression: str) -> float:
        """Return what an expression is for this slider, which has no value outside of its ends."""
        record = self._record
        try:
            value = units.evaluate(expression, record.unit, record.parent.running.find_value)
        except (ValueError, ArithmeticError) as error:
            raise RuntimeError(f"6 : {error}") from None
        if not record.minimum <= value <= record.maximum:
            raise bad_argument(f"{expression} is beyond the slider's ends")
        return record.snap(value)


class FloatSliderCommandInput(SliderCommandInput):
    """A slider of numbers, in internal units."""

    __slots__ = ()

    spinStep: float = stored("step", "float")

    @property
    def valueOne(self) -> float:
        return self._record.value

    @valueOne.setter
    def valueOne(self, value: float) -> None:
        self._record.value = self._record.snap(value)

    @property
    def valueTwo(self) -> float:
        return _second_of(self)

    @valueTwo.setter
    def valueTwo(self, value: float) -> None:
        _set_second(self, value)

    @property
    def minimumValue(self) -> float:
        return self._record.minimum

    @minimumValue.setter
    def minimumValue(self, value: float) -> None:
        _set_end(self, "minimum", value)

    @property
    def maximumValue(self) -> float:
        return self._record.maximum

    @maximumValue.setter
    def maximumValue(self, value: float) -> None:
        _set_end(self, "maximum", value)

    @property
    def valueList(self) -> list[float]:
        return list(self._record.values)


class IntegerSliderCommandInput(SliderCommandInput):
    """A slider of whole numbers."""

    __slots__ = ()

    spinStep: int = stored("step", "int")

    @property
    def valueOne(self) -> int:
        return self._record.value

    @valueOne.setter
    def valueOne(self, value: int) -> None:
        self._record.value = self._record.snap(value)

    @property
    def valueTwo(self) -> int:
        return _second_of(self)

    @valueTwo.setter
    def valueTwo(self, value: int) -> None:
        _set_second(self, value)

    @property
    def minimumValue(self) -> int:
        return int(self._record.minimum)

    @minimumValue.setter
    def minimumValue(self, value: int) -> None:
        _set_end(self, "minimum", value)

    @property
    def maximumValue(self) -> int:
        return int(self._record.maximum)

    @maximumValue.setter
    def maximumValue(self, value: int) -> None:
        _set_end(self, "maximum", value)

    @property
    def valueList(self) -> list[int]:
        return list(self._record.values)

    def _read(self, expression: str) -> int:
        value = super()._read(expression)
        if value != int(value):
            raise RuntimeError(f"6 : {expression} is no whole number")
        return int(value)


def _second_of(slider: SliderCommandInput) -> Any:
    if slider._record.second is None:
        raise bad_argument(f"the input {slider._record.id} has one slider only")
    return slider._record.second


def _set_second(slider: SliderCommandInput, value: float) -> None:
    _second_of(slider)
    slider._record.second = slider._record.snap(value)


def _set_end(slider: SliderCommandInput, end: str, value: float) -> None:
    if slider._record.values:
        raise bad_argument(f"the values of the input {slider._record.id} are those of a list")
    setattr(slider._record, end, value)
