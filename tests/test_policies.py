"""Every value of every policy of the local service is put to the test by its name.

A test names a value when it starts a service with `policies={"name": "value"}`: both written out there, or
the value a parameter of that test, with the values written out in its `parametrize`. A name in a comment, in
a table that nothing runs, or in another argument does not count.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath

import pytest
from addin.lib.emulator.policies import ALLOWED

from .sources import list_files, read_source

Named = set[tuple[str, str]]


def list_named(source: str) -> Named:
    """Return the (policy, value) pairs that the tests of a module name."""
    found: Named = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            parameters = read_parameters(node)
            for call in ast.walk(node):
                if isinstance(call, ast.Call):
                    found |= set(list_chosen(call, parameters))
    return found


def list_chosen(call: ast.Call, parameters: Mapping[str, set[str]]) -> Iterator[tuple[str, str]]:
    """Yield what the argument `policies` of a call chooses."""
    for keyword in call.keywords:
        if keyword.arg == "policies" and isinstance(keyword.value, ast.Dict):
            for name, value in zip(keyword.value.keys, keyword.value.values, strict=True):
                if isinstance(name, ast.Constant) and isinstance(name.value, str):
                    yield from ((name.value, one) for one in read_values(value, parameters))


def read_values(node: ast.expr, parameters: Mapping[str, set[str]]) -> set[str]:
    """Return the values an expression stands for: a text, a parameter, or `str()` of one."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return {node.value}
    if isinstance(node, ast.Name):
        return parameters.get(node.id, set())
    if isinstance(node, ast.Call) and ast.unparse(node.func) == "str" and len(node.args) == 1:
        return read_values(node.args[0], parameters)
    return set()


def read_parameters(function: ast.FunctionDef) -> dict[str, set[str]]:
    """Return the values that a test's `parametrize` decorators write out, by the parameter's name."""
    values: dict[str, set[str]] = {}
    for decorator in function.decorator_list:
        if not (isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == "pytest.mark.parametrize"):
            continue
        names, rows = decorator.args[:2]
        if not isinstance(rows, (ast.List, ast.Tuple)):
            continue
        if isinstance(names, ast.Tuple):
            for place, name in enumerate(names.elts):
                cells = [row.elts[place] for row in rows.elts if isinstance(row, ast.Tuple)]
                values[literal(name)] = {literal(cell) for cell in cells}
        else:
            values[literal(names)] = {literal(row) for row in rows.elts}
    return values


def literal(node: ast.expr) -> str:
    """Return a constant as text; of anything else, nothing."""
    return str(node.value) if isinstance(node, ast.Constant) else ""


def find_untested(sources: Iterable[str], *, allowed: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Return the `policy=value` pairs that no test names."""
    named = set().union(*map(list_named, sources))
    return [
        f"{name}={value}"
        for name, values in allowed.items()
        for value in values
        if (name, value) not in named
    ]


def list_tests() -> list[str]:
    """Return the sources of the tests that run a service."""
    contract = PurePosixPath("tests/contract")
    return [read_source(path) for path in list_files() if contract in path.parents and path.suffix == ".py"]


def test_every_value_of_every_policy_is_tested_by_name() -> None:
    assert find_untested(list_tests(), allowed=ALLOWED) == []


WRITTEN_OUT = 'def test_it(start):\n    start(policies={"wind": "calm", "rain": "none"})\n'
ONE_PARAMETER = (
    '@pytest.mark.parametrize("wind", ["calm", "storm"])\n'
    'def test_it(start, wind):\n    start(hub="none", policies={"wind": wind})\n'
)
AMONG_OTHERS = (
    '@pytest.mark.parametrize(("status", "seconds"), [(200, 0), (204, 2)])\n'
    'def test_it(start, status, seconds):\n    start(policies={"delay": str(seconds)})\n'
)


@pytest.mark.parametrize(
    ("source", "named"),
    [
        (WRITTEN_OUT, {("wind", "calm"), ("rain", "none")}),
        (ONE_PARAMETER, {("wind", "calm"), ("wind", "storm")}),
        (AMONG_OTHERS, {("delay", "0"), ("delay", "2")}),
    ],
)
def test_a_named_value_is_found(source: str, named: Named) -> None:
    assert list_named(source) == named


@pytest.mark.parametrize(
    "source",
    [
        '# policies={"wind": "calm"}\n',
        'POLICIES = {"wind": "calm"}\n',
        'start(policies={"wind": "calm"})\n',
        'def helper(start):\n    start(policies={"wind": "calm"})\n',
        'def test_it(start):\n    start(headers={"wind": "calm"})\n',
        'def test_it(start, wind):\n    start(policies={"wind": wind})\n',
        '@pytest.mark.parametrize("rain", ["calm"])\ndef test_it(start, wind):\n'
        '    start(policies={"wind": wind})\n',
        '@pytest.mark.parametrize("wind", WINDS)\ndef test_it(start, wind):\n'
        '    start(policies={"wind": wind})\n',
    ],
)
def test_a_value_that_is_not_named_is_not_found(source: str) -> None:
    assert list_named(source) == set()


def test_a_value_without_a_test_is_told() -> None:
    allowed = {"wind": ("calm", "storm", "gale"), "rain": ("none",)}
    assert find_untested([ONE_PARAMETER, WRITTEN_OUT], allowed=allowed) == ["wind=gale"]
