"""Sliders over lists, and the inputs that have an arrow in the model."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest
from addin.lib.preview import SimulatedFusion

from .conftest import Recorder
from .dialogs import change, field_of, form_of, press

TRUE, FALSE = True, False  # the API's own arguments are positional

Build = Callable[[Any], Any]


@pytest.fixture
def build_inputs(open_dialog: Callable[[Build], Any]) -> Callable[[Build], Any]:
    """`inputs = build_inputs(lambda inputs: ...)`: an open dialog's inputs."""
    return lambda build: open_dialog(lambda command: build(command.commandInputs)).commandInputs


def test_a_slider_of_a_list_jumps_between_its_values(build_inputs: Any, fusion: SimulatedFusion) -> None:
    def build(inputs: Any) -> None:
        inputs.addFloatSliderListCommandInput("lengths", "Lengths", "mm", [4.0, 1.0, 7.0])
        inputs.addIntegerSliderListCommandInput("counts", "Counts", [1, 3, 11], TRUE)

    inputs = build_inputs(build)
    lengths, counts = inputs.itemById("lengths"), inputs.itemById("counts")
    assert (lengths.minimumValue, lengths.maximumValue, lengths.valueOne) == (1, 7, 1)
    assert (lengths.valueList, counts.valueList) == ([4.0, 1.0, 7.0], [1, 3, 11])
    assert (counts.valueOne, counts.valueTwo) == (1, 11)
    assert field_of(fusion, "lengths")["values"] == [1.0, 4.0, 7.0]
    assert change(fusion, "lengths", [5.0]) == 4.0  # between two: the nearest
    assert field_of(fusion, "lengths")["shown"] == ["40 mm"]
    assert change(fusion, "counts", [2.9, 100]) == 3
    assert (counts.valueOne, counts.valueTwo) == (3, 11)
    assert isinstance(counts.valueOne, int)
    lengths.valueOne = 6.0
    assert lengths.valueOne == 7.0
    for slider in (lengths, counts):
        with pytest.raises(RuntimeError, match="3 : "):
            slider.minimumValue = 0
        with pytest.raises(RuntimeError, match="3 : "):
            slider.maximumValue = 20


def test_sliders_take_expressions_in_their_unit(build_inputs: Any, fusion: SimulatedFusion) -> None:
    def build(inputs: Any) -> None:
        inputs.addFloatSliderCommandInput("gap", "Gap", "mm", 0.0, 10.0)
        inputs.addIntegerSliderCommandInput("count", "Count", 0, 10, TRUE)

    inputs = build_inputs(build)
    gap, count = inputs.itemById("gap"), inputs.itemById("count")
    gap.expressionOne = "1 in"
    assert (gap.valueOne, gap.expressionOne, gap.unitType) == (pytest.approx(2.54), "25.4 mm", "mm")
    assert field_of(fusion, "gap")["step"] == pytest.approx(0.1)  # in internal units, as its value is
    assert gap.spinStep == pytest.approx(1)  # in its own unit
    gap.unitType = "in"
    assert gap.expressionOne == "1 in"
    count.expressionTwo = "2 * 4"
    assert (count.valueTwo, count.expressionOne) == (8, "0")
    for slider, expression, code in (
        (gap, "much", "6 : "),
        (gap, "20 cm", "3 : "),
        (count, "7 / 2", "6 : 7 / 2 is no whole number"),
    ):
        with pytest.raises(RuntimeError, match=code):
            slider.expressionOne = expression
    for name in ("valueTwo", "expressionTwo"):
        with pytest.raises(RuntimeError, match="3 : the input gap has one slider only"):
            getattr(gap, name)
    with pytest.raises(RuntimeError, match="3 : "):
        gap.valueTwo = 1.0
    with pytest.raises(RuntimeError, match="3 : no such unit"):
        gap.unitType = "parsec"


@pytest.mark.parametrize(("values", "error"), [([], RuntimeError), (["1"], TypeError), ([True], TypeError)])
def test_a_slider_needs_a_list_of_numbers(build_inputs: Any, values: Any, error: type) -> None:
    inputs = build_inputs(lambda inputs: inputs.addStringValueInput("one", "One"))
    with pytest.raises(error):
        inputs.addFloatSliderListCommandInput("lengths", "Lengths", "mm", values)
    with pytest.raises(error):
        inputs.addIntegerSliderListCommandInput("counts", "Counts", values)
    with pytest.raises(TypeError):
        inputs.addIntegerSliderListCommandInput("counts", "Counts", [1.5])


def test_a_length_keeps_to_its_limits(
    build_inputs: Any, core: Any, fusion: SimulatedFusion, recorder: Recorder
) -> None:
    def build(inputs: Any) -> None:
        depth = inputs.addDistanceValueCommandInput("depth", "Depth", core.ValueInput.createByReal(2))
        assert (depth.hasMinimumValue, depth.hasMaximumValue) == (False, False)
        depth.minimumValue = 0
        assert (depth.hasMinimumValue, depth.isMinimumValueInclusive) == (True, True)
        depth.isMinimumValueInclusive = False
        depth.maximumValue = 0.3

    depth = build_inputs(build).itemById("depth")

    def is_fine() -> bool:
        assert field_of(fusion, "depth")["isValid"] is form_of(fusion)["ok"]["isEnabled"]
        return field_of(fusion, "depth")["isValid"]

    assert field_of(fusion, "depth")["limits"] == "more than 0 mm, 3 mm at most"
    for expression, expected in (("1", True), ("0", False), ("3 mm", True), ("3.01", False), ("-1", False)):
        change(fusion, "depth", expression)
        assert is_fine() is expected
    press(fusion, is_ok=True)
    assert "execute" not in recorder.seen
    with pytest.raises(RuntimeError, match="3 : 4 mm is beyond the limits"):
        depth.value = 0.4
    depth.minimumValue = -1  # moved: it stays as exclusive as it was
    assert (depth.minimumValue, depth.isMinimumValueInclusive) == (-1, False)
    depth.isMinimumValueInclusive = True
    depth.isMaximumValueInclusive = False
    assert field_of(fusion, "depth")["limits"] == "-10 mm or more, less than 3 mm"
    change(fusion, "depth", "3 mm")
    assert not is_fine()
    depth.hasMinimumValue = depth.hasMaximumValue = False
    assert (depth.hasMaximumValue, depth.maximumValue, field_of(fusion, "depth")["limits"]) == (FALSE, 0, "")
    depth.value = 40
    change(fusion, "depth", "-1 m")
    assert is_fine()
    with pytest.raises(RuntimeError, match="3 : a limit is made by setting its value"):
        depth.hasMinimumValue = True


def test_arrows_are_where_they_were_put(build_inputs: Any, core: Any) -> None:
    def build(inputs: Any) -> None:
        inputs.addDirectionCommandInput("side", "Side")
        inputs.addDistanceValueCommandInput("depth", "Depth", core.ValueInput.createByReal(1))
        inputs.addAngleValueCommandInput("turn", "Turn", core.ValueInput.createByString("30 degree"))

    inputs = build_inputs(build)
    side, depth, turn = (inputs.itemById(id) for id in ("side", "depth", "turn"))
    assert turn.value == pytest.approx(math.pi / 6)
    point, x, y = core.Point3D.create(1, 2, 3), core.Vector3D.create(0, 1, 0), core.Vector3D.create(0, 0, 1)
    for input in (side, depth):
        assert input.manipulatorOrigin.asArray() == [0, 0, 0]
        assert input.manipulatorDirection.asArray() == [1, 0, 0]
        assert input.setManipulator(point, y) is True
        assert input.manipulatorOrigin.asArray() == [1, 2, 3]
        assert input.manipulatorDirection.asArray() == [0, 0, 1]
    assert turn.manipulatorYDirection.asArray() == [0, 1, 0]
    assert turn.setManipulator(point, y, x)
    assert turn.manipulatorXDirection.asArray() == [0, 0, 1]
    assert turn.manipulatorYDirection.asArray() == [0, 1, 0]
    point.x = 9  # the arrow has its own place
    turn.manipulatorOrigin.x = 8
    assert turn.manipulatorOrigin.x == 1
    with pytest.raises(TypeError):
        side.setManipulator(x, point)


def test_a_direction_is_turned_round(build_inputs: Any, fusion: SimulatedFusion, recorder: Recorder) -> None:
    def build(inputs: Any) -> None:
        inputs.addDirectionCommandInput("side", "Side")
        inputs.addDirectionCommandInput("up", "Up", "resources/up").isDirectionFlipped = True

    inputs = build_inputs(build)
    assert [field_of(fusion, id)["isCheckBox"] for id in ("side", "up")] == [True, False]
    assert [inputs.itemById(id).isDirectionFlipped for id in ("side", "up")] == [False, True]
    recorder.seen.clear()
    assert change(fusion, "side", TRUE) is True
    assert recorder.seen[0] == "inputChanged"
    assert inputs.itemById("side").isDirectionFlipped is True
