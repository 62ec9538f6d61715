"""Expressions with units, as Fusion's fields take them: `25.4 mm`, `1 in + 2`, `(3 + 4) * 2 mm`, `45 deg`.

Inside, Fusion counts lengths in centimetres and angles in radians. A number without a unit takes the field's.
"""

from __future__ import annotations

import math
import re

LENGTHS = {
    "mm": 0.1,
    "cm": 1.0,
    "m": 100.0,
    "micron": 0.0001,
    "in": 2.54,
    "ft": 30.48,
    "yd": 91.44,
}
_FACTORS = {**LENGTHS, "deg": math.pi / 180, "rad": 1.0, "": 1.0}
_NAMES = {'"': "in", "inch": "in", "'": "ft", "°": "deg"}
_TOKEN = re.compile(r"\s*(?:([0-9]+\.?[0-9]*(?:[eE][+-]?[0-9]+)?|\.[0-9]+)|([A-Za-z]+|[\"'°])|([-+*/^()]))")

# A number, and whether a unit has been applied to it.
_Number = tuple[float, bool]


def factor_of(unit: str) -> float:
    """Return how many internal units one of these is; raises ValueError for a unit that is not known."""
    name = _NAMES.get(unit, unit)
    if name not in _FACTORS:
        raise ValueError(f"no such unit: {unit}")
    return _FACTORS[name]


def evaluate(expression: str, unit: str) -> float:
    """Return an expression's value in internal units; raises ValueError for one that makes no sense."""
    reader = _Reader(expression, factor_of(unit))
    value, has_unit = reader.read_sum()
    if reader.peek():
        raise ValueError(f"{expression!r} goes on after its end")
    return value if has_unit else value * reader.factor


def is_valid(expression: str, unit: str) -> bool:
    """Tell whether an expression can be evaluated."""
    try:
        evaluate(expression, unit)
    except (ValueError, ArithmeticError):
        return False
    return True


def show(value: float, unit: str) -> str:
    """Return an internal value as an expression in a unit, such as `25.4 mm`."""
    number = f"{value / factor_of(unit):.6f}".rstrip("0").rstrip(".")
    return f"{number} {unit}".strip()


class _Reader:
    """Reads an expression from the left; precedence by one method for each level."""

    def __init__(self, expression: str, factor: float) -> None:
        self.factor = factor
        self._tokens: list[str] = []
        place = 0
        text = expression.strip()
        while place < len(text):
            match = _TOKEN.match(text, place)
            if match is None:
                raise ValueError(f"{expression!r} is no expression")
            self._tokens.append(match[1] or match[2] or match[3])
            place = match.end()

    def peek(self) -> str:
        return self._tokens[0] if self._tokens else ""

    def _take(self) -> str:
        if not self._tokens:
            raise ValueError("the expression ends too early")
        return self._tokens.pop(0)

    def read_sum(self) -> _Number:
        value, has_unit = self._read_product()
        while self.peek() in ("+", "-"):
            sign = 1 if self._take() == "+" else -1
            other, other_has_unit = self._read_product()
            if has_unit and not other_has_unit:
                other *= self.factor
            elif other_has_unit and not has_unit:
                value *= self.factor
            value, has_unit = value + sign * other, has_unit or other_has_unit
        return value, has_unit

    def _read_product(self) -> _Number:
        value, has_unit = self._read_power()
        while self.peek() in ("*", "/"):
            is_product = self._take() == "*"
            other, other_has_unit = self._read_power()
            value = value * other if is_product else value / other
            has_unit = has_unit or other_has_unit
        return value, has_unit

    def _read_power(self) -> _Number:
        value, has_unit = self._read_one()
        if self.peek() == "^":
            self._take()
            value = float(value ** self._read_power()[0])
        return value, has_unit

    def _read_one(self) -> _Number:
        token = self._take()
        if token in ("+", "-"):
            value, has_unit = self._read_one()
            return (-value if token == "-" else value), has_unit
        if token == "(":
            value, has_unit = self.read_sum()
            if self._take() != ")":
                raise ValueError("a parenthesis stays open")
        elif token.lower() == "pi":
            value, has_unit = math.pi, False
        else:
            value, has_unit = float(token), False
        following = self.peek()
        if following and (following.isalpha() or following in _NAMES):
            value, has_unit = value * factor_of(self._take()), True
        return value, has_unit
