"""Expressions with units, as Fusion's fields take them: `25.4 mm`, `1 in + 2`, `(3 + 4) * 2 mm`, `width / 2`.

Inside, Fusion counts lengths in centimetres and angles in radians. A number without a unit takes the field's;
one with units has to come out in those of the field: `2 mm * 3 mm` is no length.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable

LENGTHS = {
    "mm": 0.1,
    "cm": 1.0,
    "m": 100.0,
    "micron": 0.0001,
    "in": 2.54,
    "ft": 30.48,
    "yd": 91.44,
}
_ANGLES = {"deg": math.pi / 180, "rad": 1.0}
_FACTORS = {**LENGTHS, **_ANGLES, "": 1.0}
_NAMES = {'"': "in", "inch": "in", "'": "ft", "°": "deg", "degree": "deg", "radian": "rad"}
_TOKEN = re.compile(
    r"""\s*(?:([0-9]+\.?[0-9]*(?:[eE][+-]?[0-9]+)?|\.[0-9]+)|([^\W\d]\w*|["'°])|([-+*/^()]))"""
)
_NAME = re.compile(r"[^\W\d]\w*")
_PI = "pi"

# How often lengths and how often angles are in it: (1, 0) a length, (2, 0) an area, (0, 0) a mere number.
_Kind = tuple[float, float]
_MERE: _Kind = (0, 0)
_Number = tuple[float, _Kind]
# Given a name, returns the value in internal units and the unit of what it stands for; raises ValueError.
Find = Callable[[str], tuple[float, str]]


def factor_of(unit: str) -> float:
    """Return how many internal units one of these is; raises ValueError for a unit that is not known."""
    name = _NAMES.get(unit, unit)
    if name not in _FACTORS:
        raise ValueError(f"no such unit: {unit}")
    return _FACTORS[name]


def find_nothing(name: str) -> tuple[float, str]:
    """Refuse a name: here is nothing that could be meant."""
    raise ValueError(f"there is no parameter {name}")


def evaluate(expression: str, unit: str, find: Find = find_nothing) -> float:
    """Return an expression's value in internal units.

    Raises ValueError for one that makes no sense, ArithmeticError for one that cannot be reckoned.
    """
    reader = _Reader(expression, unit, find)
    try:
        value, kind = reader.read_sum()
    except RecursionError:
        raise ValueError("the expression is nested too deeply") from None
    if reader.peek():
        raise ValueError(f"{expression!r} goes on after its end")
    if kind not in (_MERE, reader.kind):
        raise ValueError(f"{expression!r} is nothing in {unit or 'mere numbers'}")
    value = value * reader.factor if kind == _MERE else value
    if not math.isfinite(value):
        raise ValueError(f"{expression!r} has no end")
    return value


def is_valid(expression: str, unit: str, find: Find = find_nothing) -> bool:
    """Tell whether an expression can be evaluated."""
    try:
        evaluate(expression, unit, find)
    except (ValueError, ArithmeticError):
        return False
    return True


def is_name(text: str) -> bool:
    """Tell whether expressions can name something so."""
    return bool(_NAME.fullmatch(text)) and text.lower() != _PI and text not in (*_FACTORS, *_NAMES)


def list_names(expression: str) -> list[str]:
    """Return the names in an expression, units among them."""
    return [match[2] for match in _TOKEN.finditer(expression) if match[2]]


def rename(expression: str, name: str, new: str) -> str:
    """Return an expression in which something goes by a new name."""

    def write(match: re.Match[str]) -> str:
        return match[0].replace(name, new) if match[2] == name else match[0]

    return _TOKEN.sub(write, expression)


def show(value: float, unit: str) -> str:
    """Return an internal value as an expression in a unit, such as `25.4 mm`."""
    number = f"{value / factor_of(unit):.6f}".rstrip("0").rstrip(".")
    return f"{number} {unit}".strip()


def _kind_of(unit: str) -> _Kind:
    name = _NAMES.get(unit, unit)
    return (float(name in LENGTHS), float(name in _ANGLES))


class _Reader:
    """Reads an expression from the left; precedence by one method for each level."""

    def __init__(self, expression: str, unit: str, find: Find) -> None:
        self.factor = factor_of(unit)
        self.kind = _kind_of(unit)
        self._find = find
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
        value, kind = self._read_product()
        while self.peek() in ("+", "-"):
            sign = 1 if self._take() == "+" else -1
            other, other_kind = self._read_product()
            if kind == _MERE and other_kind == self.kind:
                value *= self.factor
            elif other_kind == _MERE and kind == self.kind:
                other *= self.factor
            elif kind != other_kind:
                raise ValueError("what is added is of different kinds")
            value, kind = value + sign * other, kind if other_kind == _MERE else other_kind
        return value, kind

    def _read_product(self) -> _Number:
        value, kind = self._read_power()
        while self.peek() in ("*", "/"):
            sign = 1 if self._take() == "*" else -1
            other, other_kind = self._read_power()
            value = value * other if sign > 0 else value / other
            kind = (kind[0] + sign * other_kind[0], kind[1] + sign * other_kind[1])
        return value, kind

    def _read_power(self) -> _Number:
        value, kind = self._read_one()
        if self.peek() == "^":
            self._take()
            exponent, exponent_kind = self._read_power()
            if exponent_kind != _MERE or (value < 0 and exponent != int(exponent)):
                raise ValueError("there is no such power")
            value, kind = value**exponent, (kind[0] * exponent, kind[1] * exponent)
        return value, kind

    def _read_one(self) -> _Number:
        token = self._take()
        if token in ("+", "-"):
            value, kind = self._read_one()
            return (-value if token == "-" else value), kind
        kind = _MERE
        if token == "(":
            value, kind = self.read_sum()
            if self._take() != ")":
                raise ValueError("a parenthesis stays open")
        elif token.lower() == _PI:
            value = math.pi
        elif _NAME.fullmatch(token):
            value, unit = self._find(token)
            kind = _kind_of(unit)
        else:
            value = float(token)
        following = self.peek()
        if _NAME.fullmatch(following) or following in _NAMES:
            unit = self._take()
            more = _kind_of(unit)
            value, kind = value * factor_of(unit), (kind[0] + more[0], kind[1] + more[1])
        return value, kind
