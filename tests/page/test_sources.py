"""The page's own files: typed, strict, and in a JavaScript that older browsers read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from addin.lib.texts import load_texts

from .conftest import INDEX
from .judges import find_type_faults

SCRIPTS = sorted((INDEX.parent / "js").glob("*.js"))
STYLES = sorted((INDEX.parent / "css").glob("*.css"))
HTML = INDEX.read_text(encoding="utf-8")
# The texts that scripts ask for: t("key"), count("key"), and `key.${put together}`, whose end is open.
ASKED = re.compile(r'\b(?:t|count)\("([\w.-]+)"|`([\w-]+[.][\w.-]*)(?=\$\{)')
KEYS = {*load_texts()["page"], *(key.rpartition(".")[0] for key in load_texts()["page"])}
NEWER = [r"\?\.\w", r"\?\?", r"\.at\(", r"\.replaceAll\(", r"\bstatic \{", r"#\w+\s*="]


def list_asked() -> set[str]:
    """Return the keys that scripts ask for; one that is put together ends with `*`."""
    asked = set()
    for script in SCRIPTS:
        source = script.read_text(encoding="utf-8")
        asked |= {whole or f"{start}*" for whole, start in ASKED.findall(source)}
        # Keys that are handed on, such as one of two in a conditional, or the first word of a pair.
        asked |= set(re.findall(r'"([\w-]+(?:\.[\w-]+)*)"', source)) & KEYS
    return asked


def is_asked(key: str, asked: set[str]) -> bool:
    """Tell whether some script can ask for a key: by name, as a plural, or put together."""
    stem = re.sub(r"\.(one|other|message|next)$|-text$", "", key)
    open_ends = [one[:-1] for one in asked if one.endswith("*")]
    return key in asked or stem in asked or key.startswith(tuple(open_ends))


@pytest.mark.long_only
def test_types(node_modules: Path, tmp_path: Path) -> None:
    files = [INDEX.parent / "js" / "types.d.ts", *SCRIPTS]
    assert find_type_faults(node_modules, files, tmp_path) == ""


def test_every_text_that_is_asked_for_is_there() -> None:
    texts = load_texts()["page"]
    missing = {
        key
        for key in list_asked()
        if not key.endswith("*")
        and key not in texts
        and not any(text.startswith(f"{key}.") for text in texts)
    }
    assert missing == set()


def test_every_text_is_asked_for() -> None:
    asked = list_asked()
    assert [key for key in load_texts()["page"] if not is_asked(key, asked)] == []


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_scripts_are_checked_strict_and_old_enough(script: Path) -> None:
    source = script.read_text(encoding="utf-8")
    assert source.startswith("// @ts-check\n/**")
    assert '"use strict";' in source
    assert [pattern for pattern in NEWER if re.search(pattern, source)] == []
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", source)


def test_the_policy_lets_nothing_in_from_elsewhere() -> None:
    policy = re.search(r'http-equiv="Content-Security-Policy"\s+content="([^"]+)"', HTML)
    assert policy
    assert policy[1].split("; ") == [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    assert not re.search(r"<style|\sstyle=|\son\w+=|https?:", HTML)


def test_every_file_is_loaded_and_every_loaded_file_is_there() -> None:
    loaded = set(re.findall(r'(?:src|href)="((?:js|css)/[^"]+)"', HTML))
    assert loaded == {path.relative_to(INDEX.parent).as_posix() for path in [*SCRIPTS, *STYLES]}


def test_all_that_the_page_loads_is_under_900_kb() -> None:
    palette = [path for path in INDEX.parent.rglob("*") if path.is_file() and path.name != "types.d.ts"]
    words = max(path.stat().st_size for path in (INDEX.parent.parent / "texts").glob("*.json"))
    assert sum(path.stat().st_size for path in palette) + words < 900 * 1000


def test_every_picture_is_in_the_sprite() -> None:
    drawn = set(re.findall(r'id="icon-([\w-]+)"', HTML))
    kinds = {"hub", "personal-hub", "project", "folder", "design", "drawing", "spreadsheet"}
    assert {*kinds, "pdf", "image", "text", "file", "version"} <= drawn
    asked = re.compile(r'(?:icon\(|iconButton\(|emptyBlock\(|icon: )"([\w-]+)"')
    used = {name for script in SCRIPTS for name in asked.findall(script.read_text(encoding="utf-8"))}
    assert used - drawn == set()
