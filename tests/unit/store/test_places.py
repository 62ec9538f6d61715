"""Where our files live."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from addin.lib.errors import UsageError
from addin.lib.store.places import data_folder, downloads_folder


@pytest.fixture(autouse=True)
def no_home(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the tests away from this machine's own folders."""
    for name in ("DATABROWSER_HOME", "LOCALAPPDATA", "USERPROFILE", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
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


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user's home."""
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    return tmp_path


def test_downloads_go_where_the_user_wants_them(home: Path) -> None:
    assert downloads_folder(str(home / "x")) == home / "x"
    assert downloads_folder("~/x") == home / "x"
    assert not (home / "x").exists()


@pytest.mark.parametrize("platform", ["win32", "darwin", "linux"])
def test_each_system_has_a_folder_for_downloads(home: Path, platform: str) -> None:
    assert downloads_folder("", platform) == home / "Downloads"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('XDG_DOWNLOAD_DIR="$HOME/T\u00e9l\u00e9chargements"', "T\u00e9l\u00e9chargements"),
        ('  XDG_DOWNLOAD_DIR = "$HOME/a \\"b\\" \\$c"', 'a "b" $c'),
        ('#XDG_DOWNLOAD_DIR="$HOME/x"', "Downloads"),
        ('XDG_DOWNLOAD_DIR="$HOME"', "Downloads"),
        ('XDG_DOWNLOAD_DIR="$HOME/"', "Downloads"),
        ('XDG_DOWNLOAD_DIR="x"', "Downloads"),
        ('XDG_DOWNLOAD_DIR=""', "Downloads"),
        ("\xff", "Downloads"),
    ],
)
def test_a_desktop_may_have_a_folder_of_its_own(home: Path, line: str, expected: str) -> None:
    file = home / ".config" / "user-dirs.dirs"
    file.parent.mkdir()
    encoding = "latin-1" if line == "\xff" else "utf-8"
    file.write_text(f'# a comment\nXDG_DESKTOP_DIR="$HOME/Desk"\n{line}\n', encoding=encoding)
    assert downloads_folder("", "linux") == home / expected
    assert downloads_folder("", "darwin") == home / "Downloads"


def test_a_desktop_may_keep_its_list_elsewhere(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "config"))
    (home / "config").mkdir()
    (home / "config" / "user-dirs.dirs").write_text(f'XDG_DOWNLOAD_DIR="{home}/all"')
    assert downloads_folder("", "linux") == home / "all"
