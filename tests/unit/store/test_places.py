"""Where our files live."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from addin.lib.errors import UsageError
from addin.lib.store.journal import Journal
from addin.lib.store.places import account_folder, data_folder, downloads_folder, forget_files


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


def test_each_account_has_a_folder_that_says_nothing_of_it(tmp_path: Path) -> None:
    own = account_folder(tmp_path, client_id="app", user_id="U1")
    assert own == account_folder(tmp_path, client_id="app", user_id="U1")
    assert own.parent == tmp_path / "accounts"
    assert "U1" not in own.name
    others = {
        account_folder(tmp_path, client_id="app", user_id="U2"),
        account_folder(tmp_path, client_id="other", user_id="U1"),
        account_folder(tmp_path, client_id="app", user_id="U1", service="http://127.0.0.1:8"),
    }
    assert len({own, *others}) == 4
    assert own.is_dir()
    assert own.stat().st_mode & 0o077 == 0


def test_an_account_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "accounts").write_text("")
    with pytest.raises(UsageError) as caught:
        account_folder(tmp_path, client_id="app", user_id="U1")
    assert caught.value.reference == "store.no-folder"


def test_what_accounts_have_is_forgotten_with_the_rest(tmp_path: Path) -> None:
    own = account_folder(tmp_path, client_id="app", user_id="U1")
    Journal(own).close()
    (tmp_path / "theirs").write_text("")
    forget_files(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["theirs"]


def test_folders_of_ours_are_forgotten_with_all_that_is_in_them(tmp_path: Path) -> None:
    objects = tmp_path / "sample-hub.sqlite.objects" / "more"
    objects.mkdir(parents=True)
    (objects / "one").write_text("bytes")
    (tmp_path / "theirs").mkdir()
    (tmp_path / "sample-hub.sqlite.link").symlink_to(tmp_path / "theirs")
    forget_files(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["theirs"]
