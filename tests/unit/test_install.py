"""Installing: copied or linked, replaced in one step, and nothing touched that is not this add-in."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from addin.lib.cli import main
from addin.lib.errors import UsageError
from addin.lib.install import find_addins_folder, install, uninstall
from addin.lib.package import NAME, list_shipped

from ..sources import ROOT


@pytest.fixture
def addins(tmp_path: Path) -> Path:
    """A folder of add-ins that is not there yet."""
    return tmp_path / "API" / "AddIns"


def list_files(folder: Path) -> set[str]:
    """Return every file below a folder."""
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("platform", "base"),
    [
        ("win32", "Roaming"),
        ("darwin", "Library/Application Support"),
    ],
)
def test_the_addins_folder_is_fusions_own(
    platform: str, base: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("APPDATA", str(tmp_path / "Roaming"))
    monkeypatch.setenv("HOME", str(tmp_path))
    product = tmp_path / base / "Autodesk" / "Autodesk Fusion 360"
    with pytest.raises(UsageError, match="never started") as caught:
        find_addins_folder(platform)
    assert caught.value.reference == "install.no-fusion"
    product.mkdir(parents=True)
    assert find_addins_folder(platform) == product / "API" / "AddIns"


def test_a_system_without_fusion_wants_a_folder_named() -> None:
    with pytest.raises(UsageError, match="--into") as caught:
        find_addins_folder("linux")
    assert caught.value.reference == "install.no-place"


def test_a_copy_is_what_the_release_has(addins: Path) -> None:
    target = install(ROOT, addins)
    assert target == addins / NAME
    assert list_files(target) == {str(path) for path in list_shipped(ROOT)}
    assert os.listdir(addins) == [NAME]


def test_an_earlier_copy_is_replaced_whole(addins: Path) -> None:
    target = install(ROOT, addins)
    (target / "lib" / "of_before.py").write_text("")
    (target / "LICENSE").unlink()
    install(ROOT, addins)
    assert list_files(target) == {str(path) for path in list_shipped(ROOT)}
    assert os.listdir(addins) == [NAME]


def test_what_a_broken_off_run_left_is_swept_away(addins: Path) -> None:
    (addins / f".{NAME}.new" / "lib").mkdir(parents=True)
    (addins / f".{NAME}.old").mkdir()
    install(ROOT, addins)
    assert os.listdir(addins) == [NAME]


def test_a_link_is_replaced_by_a_copy_and_a_copy_by_a_link(addins: Path) -> None:
    target = install(ROOT, addins, link=True)
    assert target.is_symlink()
    assert target.resolve() == ROOT
    install(ROOT, addins)
    assert not target.is_symlink()
    install(ROOT, addins, link=True)
    assert target.resolve() == ROOT
    assert uninstall(addins) == target
    assert os.listdir(addins) == []
    assert (ROOT / "LICENSE").is_file()


def test_what_is_not_ours_is_left_alone(addins: Path) -> None:
    other = addins / NAME
    other.mkdir(parents=True)
    (other / "notes.txt").write_text("mine")
    for act in (lambda: install(ROOT, addins), lambda: uninstall(addins)):
        with pytest.raises(UsageError) as caught:
            act()
        assert caught.value.reference == "install.not-ours"
    assert list_files(addins) == {f"{NAME}/notes.txt"}


def test_a_checkout_is_left_alone(addins: Path) -> None:
    target = install(ROOT, addins)
    (target / ".git").mkdir()
    for act in (lambda: install(ROOT, addins), lambda: uninstall(addins)):
        with pytest.raises(UsageError) as caught:
            act()
        assert caught.value.reference == "install.checkout"
    assert (target / "LICENSE").is_file()


def test_the_copy_that_is_installed_is_not_installed_over_itself(addins: Path) -> None:
    target = install(ROOT, addins)
    with pytest.raises(UsageError) as caught:
        install(target, addins)
    assert caught.value.reference == "install.same"
    assert (target / "LICENSE").is_file()


def test_a_disk_that_refuses_leaves_the_earlier_copy(addins: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = install(ROOT, addins)

    def refuse(source: Path, to: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shutil, "copyfile", refuse)
    with pytest.raises(UsageError, match="No space left") as caught:
        install(ROOT, addins)
    assert caught.value.reference == "install.not-written"
    assert list_files(target) == {str(path) for path in list_shipped(ROOT)}
    assert os.listdir(addins) == [NAME]


def test_a_copy_in_use_stays_where_it_is(addins: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = install(ROOT, addins)

    def refuse(self: Path, to: Path) -> Path:
        raise PermissionError(13, "used by another process")

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(UsageError, match="close Fusion") as caught:
        uninstall(addins)
    assert caught.value.reference == "install.not-removed"
    with pytest.raises(UsageError, match="close Fusion"):
        install(ROOT, addins)
    assert list_files(target) == {str(path) for path in list_shipped(ROOT)}
    assert os.listdir(addins) == [NAME]


def test_the_command_line_installs_and_takes_away(addins: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["install", "--into", str(addins)]) == 0
    assert f"Installed: {addins / NAME}" in capsys.readouterr().out
    assert main(["uninstall", "--into", str(addins)]) == 0
    assert f"Removed: {addins / NAME}" in capsys.readouterr().out
    assert main(["uninstall", "--into", str(addins)]) == 0
    assert f"Not installed in {addins}" in capsys.readouterr().out
