"""Points, vectors and transformations: values that belong to no model; and a list of anything.

Lengths are in centimetres and angles in radians, as everywhere inside of Fusion.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from ..records import Record
from ._base import Base, Collection, bad_argument, installed_state

TOLERANCE = 1e-6  # below this, lengths in centimetres are taken as the same
_ANGLE_TOLERANCE = 1e-9
_IDENTITY = (1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0)
_Made = TypeVar("_Made", bound=Base)


@dataclass(eq=False)
class Numbers(Record):
    """The coordinates of a point or vector, or the cells of a matrix row by row."""

    cells: list[float]


@dataclass(eq=False)
class _Things(Record):
    things: list[Any] = field(default_factory=list)


def _make(cls: type[_Made], cells: Sequence[float]) -> _Made:
    state = installed_state()
    state.loop.check(f"{cls.__name__}.create")
    for cell in cells:
        if isinstance(cell, bool) or not isinstance(cell, (int, float)):
            raise TypeError(f"in {cls.__name__}.create: {type(cell).__name__} where float is expected")
    return cls(Numbers([float(cell) for cell in cells]), state)


def _cell(index: int) -> Any:
    def read(self: Base) -> float:
        return self._record.cells[index]

    def write(self: Base, value: float) -> None:
        self._record.cells[index] = float(value)

    return property(read, write)


def _cells_of(thing: Base) -> list[float]:
    return thing._record.cells


def _distance(one: Base, other: Base) -> float:
    return math.dist(_cells_of(one), _cells_of(other))


def _fill(thing: Base, cells: Sequence[float]) -> bool:
    if len(cells) != len(_cells_of(thing)):
        raise bad_argument(f"{len(_cells_of(thing))} numbers are needed, not {len(cells)}")
    _cells_of(thing)[:] = [float(cell) for cell in cells]
    return True


class _Vector(Base):
    """What vectors of two and three dimensions share."""

    __slots__ = ()
    _record: Numbers

    @property
    def length(self) -> float:
        return math.hypot(*self._record.cells)

    def asArray(self) -> list[float]:
        """Return the coordinates."""
        return list(self._record.cells)

    def setWithArray(self, coordinates: list[float]) -> bool:
        """Take other coordinates."""
        return _fill(self, coordinates)

    def normalize(self) -> bool:
        """Make the length 1; False for a vector that has none."""
        return bool(self.length) and _fill(self, [cell / self.length for cell in self._record.cells])

    def scaleBy(self, scale: float) -> bool:
        """Make the vector longer or shorter."""
        return _fill(self, [cell * scale for cell in self._record.cells])

    def _dot(self, other: Base) -> float:
        return sum(one * two for one, two in zip(self._record.cells, _cells_of(other), strict=True))

    def _angle(self, other: _Vector) -> float:
        lengths = self.length * other.length
        if not lengths:
            raise RuntimeError("7 : a vector without a length has no direction")
        return math.acos(max(-1.0, min(1.0, self._dot(other) / lengths)))

    def _add(self, other: Base, sign: int) -> bool:
        pairs = zip(self._record.cells, _cells_of(other), strict=True)
        return _fill(self, [one + sign * two for one, two in pairs])


class Vector3D(_Vector):
    """A direction with a length."""

    __slots__ = ()
    x: float = _cell(0)
    y: float = _cell(1)
    z: float = _cell(2)

    @classmethod
    def create(cls, x: float = 0, y: float = 0, z: float = 0) -> Vector3D:
        """Make a vector."""
        return _make(cls, (x, y, z))

    def copy(self) -> Vector3D:
        """Return another one like it."""
        return _make(Vector3D, self._record.cells)

    def asPoint(self) -> Point3D:
        """Return the point that it leads to from the origin."""
        return _make(Point3D, self._record.cells)

    def add(self, vector: Vector3D) -> bool:
        """Add another vector to this one."""
        return self._add(vector, 1)

    def subtract(self, vector: Vector3D) -> bool:
        """Take another vector from this one."""
        return self._add(vector, -1)

    def angleTo(self, vector: Vector3D) -> float:
        """Return the angle between two vectors."""
        return self._angle(vector)

    def dotProduct(self, vector: Vector3D) -> float:
        """Return the scalar product."""
        return self._dot(vector)

    def crossProduct(self, vector: Vector3D) -> Vector3D:
        """Return the vector product."""
        (a, b, c), (d, e, f) = self._record.cells, _cells_of(vector)
        return _make(Vector3D, (b * f - c * e, c * d - a * f, a * e - b * d))

    def isEqualTo(self, vector: Vector3D) -> bool:
        """Tell whether two vectors are the same, as far as modelling goes."""
        return _distance(self, vector) <= TOLERANCE

    def isParallelTo(self, vector: Vector3D) -> bool:
        """Tell whether two vectors lie along one line."""
        return self.crossProduct(vector).length <= _ANGLE_TOLERANCE * self.length * vector.length

    def isPerpendicularTo(self, vector: Vector3D) -> bool:
        """Tell whether there is a right angle between two vectors."""
        return abs(self._dot(vector)) <= _ANGLE_TOLERANCE * self.length * vector.length

    def transformBy(self, matrix: Matrix3D) -> bool:
        """Turn the vector; what moves is left out."""
        return _fill(self, _transform(matrix, self._record.cells, is_moved=False))


class Vector2D(_Vector):
    """A direction with a length, in a plane."""

    __slots__ = ()
    x: float = _cell(0)
    y: float = _cell(1)

    @classmethod
    def create(cls, x: float = 0, y: float = 0) -> Vector2D:
        """Make a vector."""
        return _make(cls, (x, y))

    def copy(self) -> Vector2D:
        """Return another one like it."""
        return _make(Vector2D, self._record.cells)

    def asPoint(self) -> Point2D:
        """Return the point that it leads to from the origin."""
        return _make(Point2D, self._record.cells)

    def add(self, vector: Vector2D) -> bool:
        """Add another vector to this one."""
        return self._add(vector, 1)

    def subtract(self, vector: Vector2D) -> bool:
        """Take another vector from this one."""
        return self._add(vector, -1)

    def angleTo(self, vector: Vector2D) -> float:
        """Return the angle between two vectors."""
        return self._angle(vector)

    def dotProduct(self, vector: Vector2D) -> float:
        """Return the scalar product."""
        return self._dot(vector)

    def isEqualTo(self, vector: Vector2D) -> bool:
        """Tell whether two vectors are the same, as far as modelling goes."""
        return _distance(self, vector) <= TOLERANCE


class _Point(Base):
    """What points of two and three dimensions share."""

    __slots__ = ()
    _record: Numbers

    def asArray(self) -> list[float]:
        """Return the coordinates."""
        return list(self._record.cells)

    def setWithArray(self, coordinates: list[float]) -> bool:
        """Take other coordinates."""
        return _fill(self, coordinates)

    def getData(self) -> tuple[Any, ...]:
        """Return True and the coordinates."""
        return True, *self._record.cells

    def _move(self, vector: Base) -> bool:
        pairs = zip(self._record.cells, _cells_of(vector), strict=True)
        return _fill(self, [one + two for one, two in pairs])

    def _lead_to(self, other: Base) -> list[float]:
        return [two - one for one, two in zip(self._record.cells, _cells_of(other), strict=True)]


class Point3D(_Point):
    """A point."""

    __slots__ = ()
    x: float = _cell(0)
    y: float = _cell(1)
    z: float = _cell(2)

    @classmethod
    def create(cls, x: float = 0, y: float = 0, z: float = 0) -> Point3D:
        """Make a point."""
        return _make(cls, (x, y, z))

    def copy(self) -> Point3D:
        """Return another one like it."""
        return _make(Point3D, self._record.cells)

    def set(self, x: float, y: float, z: float) -> bool:
        """Take other coordinates."""
        return _fill(self, (x, y, z))

    def asVector(self) -> Vector3D:
        """Return the vector that leads to it from the origin."""
        return _make(Vector3D, self._record.cells)

    def vectorTo(self, point: Point3D) -> Vector3D:
        """Return the vector that leads to another point."""
        return _make(Vector3D, self._lead_to(point))

    def distanceTo(self, point: Point3D) -> float:
        """Return how far another point is."""
        return _distance(self, point)

    def isEqualTo(self, point: Point3D) -> bool:
        """Tell whether two points are the same, as far as modelling goes."""
        return _distance(self, point) <= TOLERANCE

    def isEqualToByTolerance(self, point: Point3D, tolerance: float) -> bool:
        """Tell whether two points are at most so far from each other."""
        return _distance(self, point) <= tolerance

    def translateBy(self, vector: Vector3D) -> bool:
        """Move the point."""
        return self._move(vector)

    def transformBy(self, matrix: Matrix3D) -> bool:
        """Turn and move the point."""
        return _fill(self, _transform(matrix, self._record.cells, is_moved=True))


class Point2D(_Point):
    """A point in a plane."""

    __slots__ = ()
    x: float = _cell(0)
    y: float = _cell(1)

    @classmethod
    def create(cls, x: float = 0, y: float = 0) -> Point2D:
        """Make a point."""
        return _make(cls, (x, y))

    def copy(self) -> Point2D:
        """Return another one like it."""
        return _make(Point2D, self._record.cells)

    def set(self, x: float, y: float) -> bool:
        """Take other coordinates."""
        return _fill(self, (x, y))

    def asVector(self) -> Vector2D:
        """Return the vector that leads to it from the origin."""
        return _make(Vector2D, self._record.cells)

    def vectorTo(self, point: Point2D) -> Vector2D:
        """Return the vector that leads to another point."""
        return _make(Vector2D, self._lead_to(point))

    def distanceTo(self, point: Point2D) -> float:
        """Return how far another point is."""
        return _distance(self, point)

    def isEqualTo(self, point: Point2D) -> bool:
        """Tell whether two points are the same, as far as modelling goes."""
        return _distance(self, point) <= TOLERANCE

    def translateBy(self, vector: Vector2D) -> bool:
        """Move the point."""
        return self._move(vector)


class Matrix3D(Base):
    """A transformation; a new one moves nothing."""

    __slots__ = ()
    _record: Numbers

    @classmethod
    def create(cls) -> Matrix3D:
        """Return the identity."""
        return _make(cls, _IDENTITY)

    @property
    def translation(self) -> Vector3D:
        return _make(Vector3D, self._record.cells[3:12:4])

    @translation.setter
    def translation(self, value: Vector3D) -> None:
        self._record.cells[3:12:4] = _cells_of(value)

    def copy(self) -> Matrix3D:
        """Return another one like it."""
        return _make(Matrix3D, self._record.cells)

    def asArray(self) -> list[float]:
        """Return the sixteen cells, row by row."""
        return list(self._record.cells)

    def setWithArray(self, cells: list[float]) -> bool:
        """Take other cells, row by row."""
        return _fill(self, cells)

    def setToIdentity(self) -> bool:
        """Move nothing."""
        return _fill(self, _IDENTITY)

    def getCell(self, row: int, column: int) -> float:
        """Return one cell."""
        return self._record.cells[_place(row, column)]

    def setCell(self, row: int, column: int, value: float) -> bool:
        """Change one cell."""
        self._record.cells[_place(row, column)] = float(value)
        return True

    def transformBy(self, matrix: Matrix3D) -> bool:
        """Do what another transformation does after this one."""
        return _fill(self, _multiply(_cells_of(matrix), self._record.cells))

    def isEqualTo(self, matrix: Matrix3D) -> bool:
        """Tell whether two transformations do the same."""
        return _distance(self, matrix) <= TOLERANCE

    def setToRotation(self, angle: float, axis: Vector3D, origin: Point3D) -> bool:
        """Turn around an axis through a point."""
        length = math.hypot(*_cells_of(axis))
        if not length:
            raise RuntimeError("7 : a vector without a length has no direction")
        x, y, z = (cell / length for cell in _cells_of(axis))
        c, s = math.cos(angle), math.sin(angle)
        d = 1 - c
        turned = [
            *(c + x * x * d, x * y * d - z * s, x * z * d + y * s, 0.0),
            *(y * x * d + z * s, c + y * y * d, y * z * d - x * s, 0.0),
            *(z * x * d - y * s, z * y * d + x * s, c + z * z * d, 0.0),
            *(0.0, 0.0, 0.0, 1.0),
        ]
        there, back = list(_IDENTITY), list(_IDENTITY)
        there[3:12:4], back[3:12:4] = _cells_of(origin), [-cell for cell in _cells_of(origin)]
        return _fill(self, _multiply(_multiply(there, turned), back))


class ObjectCollection(Collection[Any]):
    """A list of anything, as some methods take it."""

    __slots__ = ()
    _record: _Things

    @classmethod
    def create(cls) -> ObjectCollection:
        """Make an empty one."""
        state = installed_state()
        state.loop.check("ObjectCollection.create")
        return cls(_Things(), state)

    def _records(self) -> list[Any]:
        return self._record.things

    def _wrap(self, record: Any) -> Any:
        return record

    def add(self, item: Base) -> bool:
        """Add something."""
        self._record.things.append(item)
        return True

    def contains(self, item: Base) -> bool:
        """Tell whether something is in it."""
        return item in self._record.things

    def find(self, item: Base, startIndex: int = 0) -> int:
        """Return the place of something, -1 where it is not."""
        things = self._record.things
        return next((n for n in range(startIndex, len(things)) if things[n] == item), -1)

    def removeByItem(self, item: Base) -> bool:
        """Take something out."""
        found = item in self._record.things
        if found:
            self._record.things.remove(item)
        return found

    def removeByIndex(self, index: int) -> bool:
        """Take one out by its place."""
        if not 0 <= index < len(self._record.things):
            raise bad_argument(f"no such place: {index}")
        del self._record.things[index]
        return True

    def clear(self) -> bool:
        """Take all out."""
        self._record.things.clear()
        return True


def _place(row: int, column: int) -> int:
    if not (0 <= row < 4 and 0 <= column < 4):
        raise bad_argument(f"no such cell: {row}, {column}")
    return 4 * row + column


def _multiply(one: Sequence[float], other: Sequence[float]) -> list[float]:
    return [
        sum(one[4 * row + step] * other[4 * step + column] for step in range(4))
        for row in range(4)
        for column in range(4)
    ]


def _transform(matrix: Base, cells: Sequence[float], *, is_moved: bool) -> list[float]:
    whole = (*cells, 1.0 if is_moved else 0.0)
    m = _cells_of(matrix)
    return [sum(m[4 * row + step] * whole[step] for step in range(4)) for row in range(3)]
