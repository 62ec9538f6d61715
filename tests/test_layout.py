"""Where things live, what they are called, how big they are, and what no file of the project says."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from pathlib import PurePosixPath

import pytest

from .sources import is_vendored, list_files, list_sources, read_source

TOP_LEVEL = {
    "CHANGELOG.md",
    "DataBrowserAddin.manifest",
    "DataBrowserAddin.py",
    "LICENSE",
    "README.md",
    "commands",
    "lib",
    "pyproject.toml",
    "resources",
    "tests",
}
VAGUE_NAMES = {"common", "helper", "helpers", "misc", "util", "utils"}
MOST_LINES = 600
# Spelt in two halves, so that this file does not say them either.
NEVER_SAID = [
    first + second
    for first, second in [
        ("/wo", "rk/"),
        ("/ro", "ot/"),
        ("pypi", ".org"),
        ("python", "hosted.org"),
        ("npm", "js."),
        ("crates", ".io"),
    ]
]
TEXT_SUFFIXES = {
    "",
    ".cfg",
    ".css",
    ".html",
    ".in",
    ".js",
    ".json",
    ".manifest",
    ".md",
    ".py",
    ".svg",
    ".toml",
    ".txt",
}


def find_strangers(paths: Iterable[PurePosixPath]) -> set[str]:
    """Name what the top level has and should not have."""
    return {path.parts[0] for path in paths if not path.parts[0].startswith(".")} - TOP_LEVEL


def find_vague_names(path: PurePosixPath) -> list[str]:
    """Name a file whose name, or a folder's name, says nothing about what it holds."""
    return [str(path)] if VAGUE_NAMES & {part.partition(".")[0].lower() for part in path.parts} else []


def find_long_modules(path: PurePosixPath, source: str) -> list[str]:
    """Name a module that wants splitting."""
    lines = source.count("\n")
    return [f"{path}: {lines} lines"] if lines > MOST_LINES else []


def find_forbidden_words(path: PurePosixPath, source: str) -> list[str]:
    """Name each place that speaks of the machine it was written on, or of a package registry."""
    return [
        f"{path}:{number}: {word}"
        for number, line in enumerate(source.splitlines(), start=1)
        for word in NEVER_SAID
        if word in line
    ]


def find_undocumented(path: PurePosixPath, source: str) -> list[str]:
    """Name what is public, the module too, and has no docstring that opens with a sentence."""
    tree = ast.parse(source)
    named: list[tuple[str, str | None]] = [("the module", ast.get_docstring(tree))]
    named += [
        (node.name, ast.get_docstring(node))
        for node in tree.body
        if isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef))
        and not node.name.startswith("_")
    ]
    return [
        f"{path}: {name}"
        for name, text in named
        if text is None or not text.split("\n\n")[0].rstrip().endswith((".", ":", "?", "`"))
    ]


def test_nothing_unexpected_at_the_top() -> None:
    assert find_strangers(list_files()) == set()


def test_names_say_something() -> None:
    assert [
        problem for path in list_files() if not is_vendored(path) for problem in find_vague_names(path)
    ] == []


def test_modules_are_small() -> None:
    modules = [path for path in list_files() if path.suffix in (".py", ".js") and "vendor" not in path.parts]
    assert [problem for path in modules for problem in find_long_modules(path, read_source(path))] == []


def test_everything_public_is_documented() -> None:
    assert [problem for path, source in list_sources() for problem in find_undocumented(path, source)] == []


def test_nothing_speaks_of_a_machine_or_a_registry() -> None:
    files = [path for path in list_files() if path.suffix in TEXT_SUFFIXES or path.parts[0].startswith(".")]
    assert [problem for path in files for problem in find_forbidden_words(path, read_source(path))] == []


def test_strangers_are_found() -> None:
    assert find_strangers(
        [PurePosixPath("setup.py"), PurePosixPath(".ci/run"), PurePosixPath("src/a.py")]
    ) == {
        "setup.py",
        "src",
    }


@pytest.mark.parametrize(
    "name", ["lib/utils.py", "lib/helpers/__init__.py", "tests/common.py", "lib/http/misc.py"]
)
def test_a_vague_name_is_found(name: str) -> None:
    assert find_vague_names(PurePosixPath(name)) == [name]


def test_a_long_module_is_found() -> None:
    assert find_long_modules(PurePosixPath("lib/a.py"), "pass\n" * 601) == ["lib/a.py: 601 lines"]
    assert find_long_modules(PurePosixPath("lib/a.py"), "pass\n" * 600) == []


@pytest.mark.parametrize("word", NEVER_SAID)
def test_a_forbidden_word_is_found(word: str) -> None:
    assert find_forbidden_words(PurePosixPath("README.md"), f"fine\nsee https://{word}x\n") == [
        f"README.md:2: {word}"
    ]


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("x = 1\n", ["the module"]),
        ('"""No sentence"""\n', ["the module"]),
        ('"""A module."""\ndef work(): ...\nclass Thing: ...\ndef _own(): ...\n', ["work", "Thing"]),
        ('"""A module."""\nasync def work():\n    """Work."""\n', []),
    ],
)
def test_undocumented_code_is_found(source: str, names: list[str]) -> None:
    assert find_undocumented(PurePosixPath("lib/a.py"), source) == [f"lib/a.py: {name}" for name in names]
