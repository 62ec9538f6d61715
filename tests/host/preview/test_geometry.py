"""Points, vectors, transformations, and lists of anything."""

from __future__ import annotations

import math
from typing import Any

import pytest


def test_points_and_vectors_are_reckoned_with(core: Any) -> None:
    one, other = core.Point3D.create(1, 2, 3), core.Point3D.create(1, 2, 5)
    assert one.distanceTo(other) == 2
    assert one.vectorTo(other).asArray() == [0, 0, 2]
    assert one.getData() == (True, 1, 2, 3)
    assert one.copy() != one
    assert one.copy().isEqualTo(one)
    assert not one.isEqualTo(other)
    assert one.isEqualToByTolerance(other, 2)
    assert one.translateBy(core.Vector3D.create(0, 0, 2))
    assert one.isEqualTo(other)
    one.z = 7
    assert (one.x, one.y, one.z) == (1, 2, 7)
    x, y = core.Vector3D.create(2), core.Vector3D.create(0, 3, 0)
    assert x.length == 2
    assert x.crossProduct(y).asArray() == [0, 0, 6]
    assert x.angleTo(y) == pytest.approx(math.pi / 2)
    assert x.isPerpendicularTo(y)
    assert not x.isParallelTo(y)
    assert x.normalize()
    assert x.length == 1
    assert not core.Vector3D.create().normalize()
    flat = core.Point2D.create(3, 4)
    assert flat.asVector().length == 5
    assert flat.distanceTo(core.Point2D.create()) == 5


def test_a_transformation_turns_and_moves(core: Any) -> None:
    matrix = core.Matrix3D.create()
    assert matrix.setToRotation(math.pi / 2, core.Vector3D.create(0, 0, 1), core.Point3D.create(1, 0, 0))
    point = core.Point3D.create(2, 0, 0)
    assert point.transformBy(matrix)
    assert point.isEqualTo(core.Point3D.create(1, 1, 0))
    matrix.setToIdentity()
    matrix.translation = core.Vector3D.create(1, 2, 3)
    assert point.transformBy(matrix)
    assert point.isEqualTo(core.Point3D.create(2, 3, 3))
    assert matrix.getCell(0, 3) == 1
    vector = core.Vector3D.create(1, 0, 0)
    assert vector.transformBy(matrix)
    assert vector.asArray() == [1, 0, 0]
    assert matrix.isEqualTo(matrix.copy())


@pytest.mark.parametrize("argument", ["1", None, True])
def test_what_is_no_number_is_refused(core: Any, argument: Any) -> None:
    with pytest.raises(TypeError, match=r"in Point3D\.create"):
        core.Point3D.create(argument, 0, 0)
    with pytest.raises(RuntimeError, match="3 numbers are needed"):
        core.Point3D.create().setWithArray([1.0])


def test_a_collection_of_objects_holds_anything(core: Any, app: Any) -> None:
    things = core.ObjectCollection.create()
    assert things.add(app)
    assert things.add(app.activeDocument)
    assert (things.count, things.item(1), list(things)) == (2, app.activeDocument, [app, app.activeDocument])
    assert things.contains(app)
    assert things.find(app.activeDocument) == 1
    assert things.removeByIndex(0)
    assert things.removeByItem(app.activeDocument)
    assert not things.removeByItem(app)
    with pytest.raises(RuntimeError, match="3 : no such place"):
        things.removeByIndex(0)
