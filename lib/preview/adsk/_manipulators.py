"""The inputs of a dialog that have an arrow in the model as well: lengths, angles and directions.

Here the arrow is known by its place and direction, and drawn nowhere, as there is no model.
"""

from __future__ import annotations

from .. import units
from ..inputs import Bound
from ._base import Base, bad_argument, stored
from ._geometry import Numbers, Point3D, Vector3D
from ._inputs import CommandInput, ExpressionInput


class _BoundedInput(ExpressionInput):
    """A number with a unit that may have to stay within limits, in internal units."""

    __slots__ = ()

    @property
    def value(self) -> float:
        return self._evaluate()

    @value.setter
    def value(self, value: float) -> None:
        if not self._record.is_within(value):
            raise bad_argument(f"{units.show(value, self._record.unit)} is beyond the limits")
        self._record.value = units.show(value, self._record.unit)

    @property
    def minimumValue(self) -> float:
        return _value_of(self._record.least)

    @minimumValue.setter
    def minimumValue(self, value: float) -> None:
        self._record.least = _move(self._record.least, value)

    @property
    def hasMinimumValue(self) -> bool:
        return self._record.least is not None

    @hasMinimumValue.setter
    def hasMinimumValue(self, value: bool) -> None:
        self._record.least = _keep(self._record.least, is_kept=value)

    @property
    def isMinimumValueInclusive(self) -> bool:
        return self._record.least is None or self._record.least.is_inclusive

    @isMinimumValueInclusive.setter
    def isMinimumValueInclusive(self, value: bool) -> None:
        if self._record.least is not None:
            self._record.least.is_inclusive = value

    @property
    def maximumValue(self) -> float:
        return _value_of(self._record.most)

    @maximumValue.setter
    def maximumValue(self, value: float) -> None:
        self._record.most = _move(self._record.most, value)

    @property
    def hasMaximumValue(self) -> bool:
        return self._record.most is not None

    @hasMaximumValue.setter
    def hasMaximumValue(self, value: bool) -> None:
        self._record.most = _keep(self._record.most, is_kept=value)

    @property
    def isMaximumValueInclusive(self) -> bool:
        return self._record.most is None or self._record.most.is_inclusive

    @isMaximumValueInclusive.setter
    def isMaximumValueInclusive(self, value: bool) -> None:
        if self._record.most is not None:
            self._record.most.is_inclusive = value

    @property
    def manipulatorOrigin(self) -> Point3D:
        return _point_of(self)


class DistanceValueCommandInput(_BoundedInput):
    """A length."""

    __slots__ = ()

    @property
    def manipulatorDirection(self) -> Vector3D:
        return _direction_of(self, 1)

    def setManipulator(self, origin: Point3D, direction: Vector3D) -> bool:
        """Say where the arrow begins and where it points."""
        return _place(self, origin, direction)


class AngleValueCommandInput(_BoundedInput):
    """An angle."""

    __slots__ = ()

    @property
    def manipulatorXDirection(self) -> Vector3D:
        return _direction_of(self, 1)

    @property
    def manipulatorYDirection(self) -> Vector3D:
        return _direction_of(self, 2)

    def setManipulator(self, origin: Point3D, xDirection: Vector3D, yDirection: Vector3D) -> bool:
        """Say where the arc's centre is, where it begins, and to which side it goes."""
        return _place(self, origin, xDirection, yDirection)


class DirectionCommandInput(CommandInput):
    """A direction that can be turned round: a check box, or a button where there are icons for it."""

    __slots__ = ()

    isDirectionFlipped: bool = stored("value", "bool")
    resourceFolder: str = stored("resource_folder", "str")

    @property
    def manipulatorOrigin(self) -> Point3D:
        return _point_of(self)

    @property
    def manipulatorDirection(self) -> Vector3D:
        return _direction_of(self, 1)

    def setManipulator(self, origin: Point3D, direction: Vector3D) -> bool:
        """Say where the arrow begins and where it points."""
        return _place(self, origin, direction)


def _value_of(bound: Bound | None) -> float:
    return 0.0 if bound is None else bound.value


def _move(bound: Bound | None, value: float) -> Bound:
    return Bound(value) if bound is None else Bound(value, is_inclusive=bound.is_inclusive)


def _keep(bound: Bound | None, *, is_kept: bool) -> Bound | None:
    if is_kept and bound is None:
        raise bad_argument("a limit is made by setting its value")
    return bound if is_kept else None


def _place(input: CommandInput, *parts: Base) -> bool:
    for number, part in enumerate(parts):
        input._record.manipulator[number] = tuple(part._record.cells)
    return True


def _point_of(input: CommandInput) -> Point3D:
    return Point3D(Numbers(list(input._record.manipulator[0])), input._state)


def _direction_of(input: CommandInput, number: int) -> Vector3D:
    return Vector3D(Numbers(list(input._record.manipulator[number])), input._state)
