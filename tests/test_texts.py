"""Each error has a text and a test, and each text an error that uses it and fills it."""

from __future__ import annotations

import ast
import json
import re
import string
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath

import pytest

from .sources import ROOT, list_files, list_sources, read_source

KEBAB = r"[a-z0-9]+(-[a-z0-9]+)*"
REFERENCE = re.compile(rf"{KEBAB}\.(?!json$){KEBAB}")  # a file's name is none
OWN_NAME = "test_texts.py"

Source = tuple[PurePosixPath, str]
Sentences = Mapping[str, Mapping[str, str]]


@pytest.fixture(scope="module")
def sentences() -> Sentences:
    """The sentences of all errors, by reference."""
    return json.loads((ROOT / "resources" / "texts" / "en.json").read_text(encoding="utf-8"))["errors"]


def find_error_classes(sources: Iterable[Source]) -> set[str]:
    """Return the names of DataBrowserError and all its subclasses, wherever they are defined."""
    bases = {
        node.name: {ast.unparse(base).rpartition(".")[2] for base in node.bases}
        for _, source in sources
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ClassDef)
    }
    found = {"DataBrowserError"}
    while more := {name for name, parents in bases.items() if parents & found} - found:
        found |= more
    return found


def list_raised(source: str, *, classes: set[str]) -> Iterator[tuple[str, set[str] | None]]:
    """Yield reference and context names of each error made; None where `**` hides the names."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or ast.unparse(node.func).rpartition(".")[2] not in classes:
            continue
        if node.args and isinstance(node.args[0], ast.Constant):
            names = {keyword.arg for keyword in node.keywords}
            yield str(node.args[0].value), None if None in names else {name for name in names if name}


def list_references(source: str, *, areas: set[str]) -> Iterator[str]:
    """Yield each string that reads like an error's reference, so that tables and variables count too."""
    for node in ast.walk(ast.parse(source)):
        text = node.value if isinstance(node, ast.Constant) else None
        if isinstance(text, str) and REFERENCE.fullmatch(text) and text.partition(".")[0] in areas:
            yield text


def list_messages(source: str) -> Iterator[str]:
    """Yield the names of the messages between page and host, which are made like references."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(".notify") and node.args:
            yield str(getattr(node.args[0], "value", ""))
        elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) in ("CANCEL", "STOP"):
            yield str(getattr(node.value, "value", ""))
        elif isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == "METHODS":
            yield from (str(getattr(key, "value", "")) for key in getattr(node.value, "keys", ()))


def find_textless(sources: Iterable[Source], *, sentences: Sentences) -> set[str]:
    """Return the references in code that have no text."""
    sources = list(sources)
    classes = find_error_classes(sources)
    areas = {reference.partition(".")[0] for reference in sentences}
    used = {
        reference
        for _, source in sources
        for reference in [
            *(reference for reference, _ in list_raised(source, classes=classes)),
            *list_references(source, areas=areas),
        ]
    }
    return used - set(sentences) - {name for _, source in sources for name in list_messages(source)}


def find_unmentioned(sources: Iterable[Source], *, sentences: Sentences) -> set[str]:
    """Return the references with a text that none of the sources speaks of."""
    areas = {reference.partition(".")[0] for reference in sentences}
    return set(sentences) - {found for _, source in sources for found in list_references(source, areas=areas)}


def find_unfilled(sources: Iterable[Source], *, sentences: Sentences) -> list[str]:
    """Name each error made without something that its sentences want to show."""
    sources = list(sources)
    classes = find_error_classes(sources)
    return [
        f"{path}: {reference} lacks {name}"
        for path, source in sources
        for reference, given in list_raised(source, classes=classes)
        if given is not None
        for name in sorted(list_placeholders(sentences.get(reference, {})) - given)
    ]


def list_placeholders(entry: Mapping[str, str]) -> set[str]:
    """Return the names that an error's sentences want filled."""
    return {name for text in entry.values() for _, name, _, _ in string.Formatter().parse(text) if name}


def find_malformed(sentences: Sentences) -> list[str]:
    """Name each entry that is not a well-formed reference with exactly two sentences."""
    return [
        reference
        for reference, entry in sentences.items()
        if not REFERENCE.fullmatch(reference)
        or set(entry) != {"message", "next"}
        or not all(text.endswith((".", "?", "!")) for text in entry.values())
    ]


def list_tests() -> list[Source]:
    """Return path and text of every test module but this one."""
    return [
        (path, read_source(path))
        for path in list_files()
        if path.parts[0] == "tests" and path.suffix == ".py" and path.name != OWN_NAME
    ]


def test_each_error_has_a_text(sentences: Sentences) -> None:
    assert find_textless(list_sources(), sentences=sentences) == set()


def test_each_text_has_an_error(sentences: Sentences) -> None:
    assert find_unmentioned(list_sources(), sentences=sentences) == set()


def test_each_error_has_a_test(sentences: Sentences) -> None:
    assert find_unmentioned(list_tests(), sentences=sentences) == set()


def test_each_text_is_filled(sentences: Sentences) -> None:
    assert find_unfilled(list_sources(), sentences=sentences) == []


def test_each_text_is_two_sentences(sentences: Sentences) -> None:
    assert find_malformed(sentences) == []


EXAMPLE: list[Source] = [
    (
        PurePosixPath("lib/refs.py"),
        "class RefError(errors.DataBrowserError): ...\n"
        "class Looped(RefError): ...\n"
        'raise Looped("refs.to-itself", name=1)\n'
        'TABLE = {404: "refs.gone"}\n'
        'open("notes.txt")\n'
        'open("refs.json")\n',
    )
]
FITTING = {
    "refs.to-itself": {"message": "{name} is itself.", "next": "Choose another."},
    "refs.gone": {"message": "Gone.", "next": "Look again."},
}


def test_fitting_texts_pass() -> None:
    assert find_textless(EXAMPLE, sentences=FITTING) == set()
    assert find_unmentioned(EXAMPLE, sentences=FITTING) == set()
    assert find_unfilled(EXAMPLE, sentences=FITTING) == []
    assert find_malformed(FITTING) == []


def test_a_missing_text_is_found() -> None:
    raised = {"refs.gone": FITTING["refs.gone"]}
    assert find_textless(EXAMPLE, sentences=raised) == {"refs.to-itself"}
    in_a_table = {"refs.to-itself": FITTING["refs.to-itself"]}
    assert find_textless(EXAMPLE, sentences=in_a_table) == {"refs.gone"}


def test_an_unused_or_untested_text_is_found() -> None:
    more = {**FITTING, "refs.old": FITTING["refs.gone"]}
    assert find_unmentioned(EXAMPLE, sentences=more) == {"refs.old"}


def test_an_unfilled_text_is_found() -> None:
    greedy = {**FITTING, "refs.to-itself": {"message": "{name} is {other}.", "next": "Choose."}}
    assert find_unfilled(EXAMPLE, sentences=greedy) == ["lib/refs.py: refs.to-itself lacks other"]


@pytest.mark.parametrize(
    ("reference", "entry"),
    [
        ("RefsToItself", {"message": "Yes.", "next": "No."}),
        ("refs.gone", {"message": "Yes."}),
        ("refs.gone", {"message": "Yes", "next": "No."}),
        ("refs.gone", {"message": "Yes.", "next": ""}),
    ],
)
def test_a_malformed_text_is_found(reference: str, entry: dict[str, str]) -> None:
    assert find_malformed({reference: entry}) == [reference]
