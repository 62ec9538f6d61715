"""Every language says the same things, in words of its own."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from addin.lib.texts import LANGUAGES

from .sources import ROOT

FOLDER = ROOT / "resources" / "texts"
PLURALS = {"en": {"one", "other"}, "de": {"one", "other"}}
FORM = re.compile(r"^(.*)\.(zero|one|two|few|many|other)$")
LEFT_OVER = {"group.other", "ref.other"}
# Words that are the same in both languages; names of programs, units, and what is nothing but placeholders.
SAME = {
    "",
    "A … Z",
    "App",
    "Autodesk",
    "CSV",
    "Callback",
    "Data Browser",
    "Data Browser {version}",
    "Data Browser {version} in {host}",
    "Details",
    "Deutsch",
    "English",
    "Esc",
    "Filter",
    "Fusion",
    "Fusion Lifecycle",
    "Hub",
    "Hub: {name}",
    "Hubs",
    "Name",
    "PDF",
    "Proxy",
    "Tab",
    "Text",
    "Version",
    "Version {number}",
    "v{number}",
    "{counts} – {size}",
    "{counts}.",
    "{number} %",
    "{number} B",
    "{number} GB",
    "{number} MB",
    "{number} TB",
    "{number} kB",
}


def read_language(code: str) -> dict[str, Any]:
    """Return the texts of a language."""
    return json.loads((FOLDER / f"{code}.json").read_text(encoding="utf-8"))


def flatten(texts: Mapping[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield each text with its way through the sections."""
    for key, value in texts.items():
        if isinstance(value, Mapping):
            yield from flatten(value, (*path, key))
        else:
            yield (*path, key), value


def stem(path: tuple[str, ...]) -> tuple[str, ...]:
    """Return the way to a text without its plural form; `group.other` is no plural, but what is left over."""
    found = FORM.match(path[-1])
    return (*path[:-1], found[1]) if found and path[0] == "page" and path[-1] not in LEFT_OVER else path


def find_differences(english: Mapping[str, Any], other: Mapping[str, Any], *, forms: set[str]) -> list[str]:
    """Name what a language lacks, has too much of, or fills with other things than English does."""
    ours, theirs = dict(flatten(english)), dict(flatten(other))
    there, wanted = {stem(path) for path in theirs}, {stem(path) for path in ours}
    found = [f"{'.'.join(path)}: only one of them has it" for path in sorted(there ^ wanted)]
    for path in sorted(there & wanted):
        name = ".".join(path)
        group = {key[-1].rpartition(".")[2]: text for key, text in theirs.items() if stem(key) == path}
        is_plural = any(stem(key) == path and key != path for key in theirs)
        if is_plural and set(group) != forms:
            found.append(f"{name}: has the forms {sorted(group)}")
        gaps = {gap for key, text in ours.items() if stem(key) == path for gap in list_gaps(text)}
        for text in group.values():
            if gaps != list_gaps(text):
                found.append(f"{name}: fills {sorted(list_gaps(text))} instead of {sorted(gaps)}")
    return found


def list_gaps(text: str) -> set[str]:
    """Return the names that a text wants filled."""
    return set(re.findall(r"(?<!\{)\{(\w+)\}", text))


def find_untranslated(english: Mapping[str, Any], other: Mapping[str, Any]) -> list[str]:
    """Name each text that is still English."""
    theirs = dict(flatten(other))
    return [
        ".".join(path) for path, text in flatten(english) if theirs.get(path) == text and text not in SAME
    ]


def find_loose_ends(texts: Mapping[str, Any]) -> list[str]:
    """Name each error whose sentences do not end as sentences do, or that hold space at an end."""
    loose = [
        reference
        for reference, entry in texts["errors"].items()
        if not all(text.endswith((".", "?", "!")) for text in entry.values())
    ]
    return loose + [
        ".".join(path) for path, text in flatten(texts) if "\n" not in text and text != text.strip()
    ]


@pytest.fixture(scope="module")
def english() -> dict[str, Any]:
    return read_language("en")


def test_there_is_a_file_for_each_language() -> None:
    assert set(LANGUAGES) == {path.stem for path in FOLDER.glob("*.json")} == set(PLURALS)


@pytest.mark.parametrize("code", LANGUAGES[1:])
def test_a_language_says_the_same_things(code: str, english: dict[str, Any]) -> None:
    assert find_differences(english, read_language(code), forms=PLURALS[code]) == []


@pytest.mark.parametrize("code", LANGUAGES[1:])
def test_no_text_is_left_in_english(code: str, english: dict[str, Any]) -> None:
    assert find_untranslated(english, read_language(code)) == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_sentences_end_properly(code: str) -> None:
    assert find_loose_ends(read_language(code)) == []


def test_german_quotes_and_dots_are_german() -> None:
    texts = dict(flatten(read_language("de")))
    code = re.compile(r"\{\{.*\}\}|< > : \"")
    assert [
        ".".join(path) for path, text in texts.items() if re.search(r"[“”]\w|\"|\.\.\.", code.sub("", text))
    ] == []


GOOD = {"page": {"title": "Folders", "files.one": "{count} file", "files.other": "{count} files"}}


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ({"files.one": "{count} Datei", "files.other": "{count} Dateien"}, "only one of them"),
        (
            {"title": "Ordner", "new": "Neu", "files.one": "{count} Datei", "files.other": "{count}"},
            "only one",
        ),
        ({"title": "Ordner", "files.other": "{count} Dateien"}, "has the forms"),
        ({"title": "Ordner", "files.one": "eine Datei", "files.other": "{count} Dateien"}, "instead of"),
    ],
)
def test_a_difference_is_found(page: dict[str, str], words: str) -> None:
    [found] = find_differences(GOOD, {"page": page}, forms={"one", "other"})
    assert words in found


def test_what_is_left_in_english_is_found() -> None:
    assert find_untranslated(GOOD, GOOD) == ["page.title", "page.files.one", "page.files.other"]


def test_a_loose_end_is_found() -> None:
    texts = {"errors": {"a.b": {"message": "Yes.", "next": "No"}}, "page": {"title": "Folders "}}
    assert find_loose_ends(texts) == ["a.b", "page.title"]
