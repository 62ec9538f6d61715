"""A design's parameters, and what they make of each other: `height` may be `width * 2`."""

from __future__ import annotations

from collections.abc import Sequence

from . import units
from .records import Parameter


def evaluate(parameter: Parameter) -> float:
    """Return a parameter's value in internal units; raises ValueError or ArithmeticError as `units` does."""
    return units.evaluate(parameter.expression, parameter.unit, finder(parameter.others, within=parameter))


def finder(parameters: Sequence[Parameter], *, within: Parameter | None = None) -> units.Find:
    """Return what finds the values of parameters by name, for expressions that name them.

    `within` is the parameter whose own expression that is: whatever leads back to it is refused.
    """

    def find(name: str) -> tuple[float, str]:
        return _reckon(name, parameters, [within] if within is not None else [], {})

    return find


def _reckon(
    name: str,
    parameters: Sequence[Parameter],
    under_way: list[Parameter],
    known: dict[str, tuple[float, str]],
) -> tuple[float, str]:
    """Return a parameter's value and unit; `known` keeps what has been reckoned, each once."""
    if name not in known:
        found = find_parameter(parameters, name)
        if found is None:
            return units.find_nothing(name)
        if found in under_way:
            raise ValueError(f"the parameter {name} depends on itself")
        path = [*under_way, found]
        value = units.evaluate(
            found.expression, found.unit, lambda other: _reckon(other, parameters, path, known)
        )
        known[name] = value, found.unit
    return known[name]


def find_parameter(parameters: Sequence[Parameter], name: str) -> Parameter | None:
    """Return the parameter of this name, None when there is none."""
    return next((each for each in parameters if each.name == name), None)


def list_dependents(parameter: Parameter) -> list[Parameter]:
    """Return the parameters whose expressions name this one."""
    return [each for each in parameter.others if parameter.name in units.list_names(each.expression)]


def set_expression(parameter: Parameter, expression: str) -> None:
    """Give a parameter another expression, if it and all that depend on it make sense then.

    Raises ValueError or ArithmeticError, and leaves everything as it was, when they do not.
    """
    before, parameter.expression = parameter.expression, expression
    try:
        for each in [parameter, *parameter.others]:
            evaluate(each)
    except (ValueError, ArithmeticError):
        parameter.expression = before
        raise


def rename(parameter: Parameter, name: str) -> None:
    """Give a parameter another name, in the expressions of the others as well."""
    for each in list_dependents(parameter):
        each.expression = units.rename(each.expression, parameter.name, name)
    parameter.name = name


def check_name(parameters: Sequence[Parameter], name: str) -> None:
    """Raise ValueError for a name that is taken, or that an expression could not name."""
    if not units.is_name(name):
        raise ValueError(f"{name!r} is no name of a parameter")
    if find_parameter(parameters, name) is not None:
        raise ValueError(f"a parameter with the name {name} exists already")
