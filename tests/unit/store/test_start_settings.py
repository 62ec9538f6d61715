"""What a start asks of the settings, without reading them to the full."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from addin.lib.store.settings import FILE_NAME
from addin.lib.store.start_settings import find_language, has_tenant


@pytest.mark.parametrize(
    ("content", "language"),
    [
        ({"language": "de"}, "de"),
        ({"language": ""}, ""),
        ({"language": "kl"}, ""),
        ({"language": 7}, ""),
        ({}, ""),
        (["de"], ""),
    ],
)
def test_the_language_that_is_chosen(tmp_path: Path, content: object, language: str) -> None:
    (tmp_path / FILE_NAME).write_text(json.dumps(content), encoding="utf-8")
    assert find_language(tmp_path) == language


@pytest.mark.parametrize("content", [b"{", b"\xff", b""])
def test_a_broken_file_is_left_for_those_who_tell_of_it(tmp_path: Path, content: bytes) -> None:
    assert (find_language(tmp_path), has_tenant(tmp_path)) == ("", False)
    file = tmp_path / FILE_NAME
    file.write_bytes(content)
    assert (find_language(tmp_path), has_tenant(tmp_path)) == ("", False)
    assert [path.name for path in tmp_path.iterdir()] == [FILE_NAME]
    assert file.read_bytes() == content


def test_what_administrators_set_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    machine = tmp_path / "machine.json"
    machine.write_text('{"language": "en", "lifecycle_tenant": ""}', encoding="utf-8")
    monkeypatch.setenv("DATABROWSER_MACHINE_SETTINGS", str(machine))
    (tmp_path / FILE_NAME).write_text('{"language": "de", "lifecycle_tenant": "acme"}', encoding="utf-8")
    assert (find_language(tmp_path), has_tenant(tmp_path)) == ("en", False)
