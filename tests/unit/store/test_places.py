"""Where our files live."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from addin.lib.errors import UsageError
from addin.lib.store.places import data_folder


@pytest.fixture(autouse=True)
def no_home(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the tests away from this machine's own folders."""
    for name in ("DATABROWSER_HOME", "LOCALAPPDATA", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)


def test_the_environment_names_the_folder_and_it_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABROWSER_HOME", str(tmp_path / "a" / "b"))
    folder = data_folder("linux")
    assert folder == tmp_path / "a" / "b"
    assert folder.is_dir()
    assert folder.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("platform", "variable", "expected"),
    [("win32", "LOCALAPPDATA", "DataBrowser"), ("linux", "XDG_DATA_HOME", "databrowser")],
)
def test_each_system_has_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, platform: str, variable: str, expected: str
) -> None:
    monkeypatch.setenv(variable, str(tmp_path))
    assert data_folder(platform) == tmp_path / expected


def test_macos_has_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    assert data_folder("darwin") == tmp_path / "Library" / "Application Support" / "DataBrowser"


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("DATABROWSER_HOME", str(tmp_path / "file" / "x"))
    with pytest.raises(UsageError) as caught:
        data_folder("linux")
    assert caught.value.reference == "store.no-folder"


def test_administrators_may_choose_the_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    machine = tmp_path / "machine.json"
    machine.write_text(json.dumps({"data_folder": "~/chosen"}))
    monkeypatch.setenv("DATABROWSER_MACHINE_SETTINGS", str(machine))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert data_folder("linux") == tmp_path / "chosen"
    monkeypatch.setenv("DATABROWSER_HOME", str(tmp_path / "tests"))
    assert data_folder("linux") == tmp_path / "tests"
