"""Where our files live, and the settings among them."""

from __future__ import annotations

from pathlib import Path

import pytest
from addin.lib.errors import UsageError
from addin.lib.store.places import data_folder
from addin.lib.store.settings import Settings, read_settings


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


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    assert read_settings(tmp_path) == Settings(service="sample", client_id="", lifecycle_tenant="")


def test_settings_are_read_and_unknown_ones_left_alone(tmp_path: Path) -> None:
    (tmp_path / "settings.json").write_text('{"version": 1, "service": "aps", "client_id": "abc", "new": 1}')
    assert read_settings(tmp_path) == Settings(service="aps", client_id="abc")


@pytest.mark.parametrize("content", ["{", "[]", '{"service": 7}', '{"service": "elsewhere"}', "\xff"])
def test_settings_that_cannot_be_understood_are_told_and_kept(tmp_path: Path, content: str) -> None:
    file = tmp_path / "settings.json"
    file.write_bytes(content.encode("latin-1"))
    with pytest.raises(UsageError) as caught:
        read_settings(tmp_path)
    assert caught.value.reference == "store.bad-settings"
    assert file.read_bytes() == content.encode("latin-1")
