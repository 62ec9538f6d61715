"""A design's parameters, the expressions that name them, and what is refused at once."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

import pytest
from addin.lib.preview import SimulatedFusion, units

from .dialogs import change, field_of, form_of

EXPRESSION = "6 : "  # Fusion's code for an expression that makes no sense


@pytest.fixture
def parameters(app: Any) -> Any:
    return app.activeProduct.userParameters


@pytest.fixture
def add(parameters: Any, core: Any) -> Callable[..., Any]:
    """`add("width", "5 mm")`: a new parameter, in mm unless said otherwise."""
    return lambda name, expression, unit="mm": parameters.add(
        name, core.ValueInput.createByString(expression), unit, ""
    )


@pytest.mark.parametrize(
    "expression",
    [
        "ab2",
        "1 +",
        "",
        "1 kg",
        "45 deg",
        "1 mm + 1 deg",
        "1e999",
        "2 mm * 3 mm",
        "1 / 0",
        "9 ^ 9 ^ 9",
        "(-1) ^ 0.5",
        "(" * 3000,
    ],
)
def test_an_expression_without_sense_is_refused_when_it_is_set(add: Any, expression: str) -> None:
    width = add("width", "5 mm")
    with pytest.raises(RuntimeError, match=EXPRESSION):
        width.expression = expression
    assert (width.expression, width.value) == ("5 mm", 0.5)
    with pytest.raises(RuntimeError, match=EXPRESSION):
        add("other", expression)


def test_a_parameter_is_reckoned_from_others(add: Any, parameters: Any) -> None:
    width = add("width", "5 mm")
    add("times", "3", "")
    height = add("height", "width * times + 1")
    assert height.value == pytest.approx(1.6)
    add("angle", "height / width * 10", "deg")
    assert parameters.itemByName("angle").value == pytest.approx(0.5585, abs=1e-4)
    width.value = 1
    assert (width.expression, height.value) == ("10 mm", pytest.approx(3.1))
    assert [each.name for each in width.dependentParameters] == ["height", "angle"]
    with pytest.raises(RuntimeError, match="6 : there is no parameter nobody"):
        width.expression = "nobody / 2"


def test_parameters_that_depend_on_themselves_are_refused(add: Any) -> None:
    one = add("one", "1 mm")
    two = add("two", "one + 1")
    add("three", "two * 2")
    for parameter, expression in ((one, "three"), (one, "one + 1"), (two, "three - 1")):
        with pytest.raises(RuntimeError, match="depends on itself"):
            parameter.expression = expression
    assert (one.value, two.value) == (pytest.approx(0.1), pytest.approx(0.2))


def test_what_others_depend_on_stays_sensible_for_them(add: Any) -> None:
    part = add("part", "2", "")
    share = add("share", "10 mm / part")
    with pytest.raises(RuntimeError, match=EXPRESSION):
        part.expression = "0"
    assert (part.expression, share.value) == ("2", pytest.approx(0.5))
    assert part.isDeletable is False
    assert part.deleteMe() is False
    assert part.isValid
    assert share.isDeletable
    assert share.deleteMe() is True
    assert part.deleteMe() is True


def test_many_parameters_that_name_each_other_twice_are_reckoned(add: Any) -> None:
    last = add("p0", "1", "")
    for number in range(1, 40):  # each way through them once would be 2 ** 39 ways
        last = add(f"p{number}", f"p{number - 1} + p{number - 1}", "")
    assert last.value == 2.0**39


def test_a_new_name_is_taken_over_by_the_others(add: Any, parameters: Any) -> None:
    width = add("width", "5 mm")
    height = add("height", "width*2 + 1")
    width.name = "breadth"
    assert (height.expression, height.value) == ("breadth*2 + 1", pytest.approx(1.1))
    assert parameters.itemByName("width") is None
    for name in ("height", "2nd", "a b", "a-b", "", "mm", "PI"):
        with pytest.raises(RuntimeError, match="3 : "):
            width.name = name
        with pytest.raises(RuntimeError, match="3 : "):
            add(name, "1")
    assert width.name == "breadth"


def test_names_are_replaced_where_they_are_whole() -> None:
    assert units.rename("ab*2 + cab - ab_1 + (ab)", "ab", "x") == "x*2 + cab - ab_1 + (x)"


def test_all_parameters_of_a_design_are_listed_and_its_model_has_none(
    add: Any, app: Any, parameters: Any
) -> None:
    width, height = add("width", "5 mm"), add("height", "1 mm")
    design = app.activeProduct
    found = design.allParameters
    assert [each.name for each in found] == ["width", "height"]
    assert (found.count, found.isReadOnly, found.itemByName("height")) == (2, True, height)
    assert found.itemByName("nobody") is None
    assert design.rootComponent.modelParameters.count == 0
    assert design.rootComponent.modelParameters.itemByName("d1") is None
    assert (width.design, width.userParameters) == (design, parameters)
    with pytest.raises(RuntimeError, match="3 : the list can only be read"):
        found.add(width)


def test_an_add_in_has_lists_of_its_own(add: Any) -> None:
    width, height = add("width", "5 mm"), add("height", "1 mm")
    own = importlib.import_module("adsk.fusion").ParameterList.create()
    assert own.isReadOnly is False
    assert all(own.add(each) for each in (width, height, width))
    assert (own.contains(width), own.find(width), own.find(width, 1)) == (True, 0, 2)
    assert own.find(height, 2) == -1
    assert own.removeByItem(height) is True
    assert own.removeByItem(height) is False
    assert own.removeByIndex(0) is True
    with pytest.raises(RuntimeError, match="3 : no such parameter"):
        own.removeByIndex(1)
    assert [each.name for each in own] == ["width"]


def test_the_units_manager_knows_the_designs_parameters(add: Any, app: Any) -> None:
    add("width", "5 mm")
    manager = app.activeProduct.unitsManager
    assert manager.evaluateExpression("width * 2", "mm") == pytest.approx(1)
    assert manager.isValidExpression("width * 2", "mm")
    assert not manager.isValidExpression("width * 2", "deg")
    assert not manager.isValidExpression("height", "mm")


def test_a_dialogs_fields_take_the_names_of_parameters(
    add: Any, fusion: SimulatedFusion, said: list[str]
) -> None:
    add("width", "5 mm")
    assert change(fusion, "length", "width * 2") == "width * 2"
    assert field_of(fusion, "length")["isValid"] is True
    assert form_of(fusion)["ok"]["isEnabled"] is True
    change(fusion, "length", "height * 2")
    assert field_of(fusion, "length")["isValid"] is False
    change(fusion, "length", "width * width")
    assert form_of(fusion)["ok"]["isEnabled"] is False
    assert said.count("changed length") == 3
