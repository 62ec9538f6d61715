"""The window's own files: typed, strict, all of them loaded, and nothing from elsewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from addin.lib.preview.window import FILES

from ..judges import find_type_faults

SCRIPTS = sorted((FILES / "js").glob("*.js"))
STYLES = sorted((FILES / "css").glob("*.css"))
HTML = (FILES / "index.html").read_text(encoding="utf-8")


@pytest.mark.long_only
def test_types(node_modules: Path, tmp_path: Path) -> None:
    assert find_type_faults(node_modules, [FILES / "js" / "types.d.ts", *SCRIPTS], tmp_path) == ""


@pytest.mark.long_only
def test_a_wrong_type_is_found(node_modules: Path, tmp_path: Path) -> None:
    script = tmp_path / "wrong.js"
    script.write_text("// @ts-check\nwindow.FusionPreview.act(1);\n", encoding="utf-8")
    found = find_type_faults(node_modules, [FILES / "js" / "types.d.ts", script], tmp_path)
    assert "wrong.js(2,26): error TS2345" in found


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_scripts_are_checked_and_strict(script: Path) -> None:
    source = script.read_text(encoding="utf-8")
    assert source.startswith("// @ts-check\n/**")
    assert '"use strict";' in source
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", source)


def test_every_file_is_loaded_and_every_loaded_file_is_there() -> None:
    loaded = set(re.findall(r'(?:src|href)="/window/((?:js|css)/[^"]+)"', HTML))
    assert loaded == {path.relative_to(FILES).as_posix() for path in [*SCRIPTS, *STYLES]}


def test_every_picture_is_used_and_every_used_picture_is_there() -> None:
    sources = [HTML, *(path.read_text(encoding="utf-8") for path in [*SCRIPTS, *STYLES])]
    sources.append((FILES.parent / "window.py").read_text(encoding="utf-8"))
    used = {name for source in sources for name in re.findall(r"icons/([\w-]+\.svg)", source)}
    used |= {f"stand-in-{kind}.svg" for kind in ("design", "drawing", "none")}  # put together by documents.js
    assert used == {path.name for path in (FILES / "icons").iterdir()}


def test_nothing_is_inline_or_from_elsewhere() -> None:
    assert not re.search(r"<style|\sstyle=|\son\w+=|https?:", HTML)
