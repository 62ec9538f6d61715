"""Installing: copied or linked, replaced in one step, and nothing touched that is not this add-in."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from addin.lib.cli import main
from addin.lib.errors import UsageError
from addin.lib.install import find_addins_folder, install, uninstall
from addin.lib.package import NAME, list_shipped

from ..sources import ROOT


@pytest.fixture
def addins(tmp_path: Path) -> Path:
    """A folder of add-ins that is not there yet, below what a user may be called."""
    return tmp_path / "Jörg Müller & Söhne" / "API" / "AddIns"


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """An add-in of a few files: what is copied matters elsewhere."""
    root = tmp_path / "small"
    for name in ("DataBrowserAddin.py", "LICENSE", "README.md", "CHANGELOG.md", "DataBrowserAddin.manifest"):
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(name)
    for name in ("commands/open.py", "lib/http/client.py", "resources/texts/en.json"):
        (root / name).parent.mkdir(parents=True)
        (root / name).write_text(name)
    return root


@pytest.mark.parametrize("below", ["", "AddIns"])
def test_a_file_in_the_way_is_named(tmp_path: Path, small: Path, below: str) -> None:
    file = tmp_path / "taken"
    file.write_text("the user's")
    with pytest.raises(UsageError, match="taken") as caught:
        install(small, file / below)
    assert caught.value.reference == "install.no-folder"
    assert file.read_text() == "the user's"


def list_files(folder: Path) -> set[str]:
    """Return every file below a folder."""
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("platform", "base"),
    [
        ("win32", "Roaming"),
        ("darwin", "Library/Application Support"),
        (
            "darwin",
            "Library/Containers/com.autodesk.mas.fusion360/Data/Library/Application Support",
        ),
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


def test_fusion_from_the_app_store_counts_where_no_other_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    store = tmp_path / "Library/Containers/com.autodesk.mas.fusion360/Data/Library/Application Support"
    (store / "Autodesk" / "Autodesk Fusion 360").mkdir(parents=True)
    assert find_addins_folder("darwin").is_relative_to(store)
    own = tmp_path / "Library" / "Application Support" / "Autodesk" / "Autodesk Fusion 360"
    own.mkdir(parents=True)
    assert find_addins_folder("darwin") == own / "API" / "AddIns"


def test_a_system_without_fusion_wants_a_folder_named() -> None:
    with pytest.raises(UsageError, match="--into") as caught:
        find_addins_folder("linux")
    assert caught.value.reference == "install.no-place"


def test_a_copy_is_what_the_release_has(addins: Path) -> None:
    target = install(ROOT, addins)
    assert target == addins / NAME
    assert list_files(target) == {str(path) for path in list_shipped(ROOT)}
    assert os.listdir(addins) == [NAME]


def test_an_earlier_copy_is_replaced_whole(addins: Path, small: Path) -> None:
    target = install(small, addins)
    (target / "lib" / "of_before.py").write_text("")
    (target / "LICENSE").unlink()
    install(small, addins)
    assert list_files(target) == {str(path) for path in list_shipped(small)}
    assert os.listdir(addins) == [NAME]


def test_what_a_broken_off_run_left_is_swept_away(addins: Path, small: Path) -> None:
    (addins / f".{NAME}.new" / "lib").mkdir(parents=True)
    (addins / f".{NAME}.new" / "lib" / "of_before.py").touch()
    (addins / f".{NAME}.old").mkdir()
    target = install(small, addins)
    assert os.listdir(addins) == [NAME]
    assert list_files(target) == {str(path) for path in list_shipped(small)}


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


def test_a_read_only_copy_is_replaced_and_taken_away(addins: Path, small: Path) -> None:
    target = install(small, addins)
    for path in (*target.rglob("*"), target):
        path.chmod(0o555 if path.is_dir() else 0o444)
    install(small, addins)
    assert os.listdir(addins) == [NAME]
    for path in (*target.rglob("*"), target):
        path.chmod(0o555 if path.is_dir() else 0o444)
    assert uninstall(addins) == target
    assert os.listdir(addins) == []


def test_what_is_still_open_of_an_earlier_copy_is_swept_away_the_next_time(
    addins: Path, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = install(small, addins)

    def refuse(path: Path) -> None:
        raise PermissionError(13, "used by another process")

    with monkeypatch.context() as patched:
        patched.setattr(shutil, "rmtree", refuse)
        assert install(small, addins) == target
        assert list_files(target) == {str(path) for path in list_shipped(small)}
        assert len(os.listdir(addins)) == 2
        with pytest.raises(UsageError, match=r"\.DataBrowserAddin\.old.*used by another") as caught:
            uninstall(addins)
        assert caught.value.reference == "install.not-removed"
        assert not target.exists()
    install(small, addins)
    assert os.listdir(addins) == [NAME]


def test_a_link_to_what_is_gone_is_replaced(addins: Path, small: Path, tmp_path: Path) -> None:
    addins.mkdir(parents=True)
    (addins / NAME).symlink_to(tmp_path / "gone", target_is_directory=True)
    target = install(small, addins)
    assert not target.is_symlink()
    assert (target / "LICENSE").is_file()


def test_a_folder_that_cannot_be_looked_into_is_told(
    addins: Path, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path, other: Path) -> bool:
        raise PermissionError(13, "Permission denied")

    install(small, addins)
    monkeypatch.setattr(Path, "samefile", refuse)
    with pytest.raises(UsageError, match="Permission denied") as caught:
        install(small, addins)
    assert caught.value.reference == "install.not-written"


def test_junctions_of_windows_are_made_and_only_they_are_removed(
    addins: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def make(source: str, link: str) -> None:
        os.symlink(source, link, target_is_directory=True)

    def remove(self: Path) -> None:
        assert self.is_symlink()  # a folder's own rmdir would be asked of a junction alone
        self.unlink()

    windows = SimpleNamespace(CreateJunction=make)
    monkeypatch.setitem(sys.modules, "_winapi", windows)
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(Path, "rmdir", remove)
    target = install(ROOT, addins, link=True)
    assert target.resolve() == ROOT
    assert install(ROOT, addins, link=True) == target
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


@pytest.mark.parametrize("kind", ["clone", "worktree"])
def test_a_checkout_is_left_alone(addins: Path, small: Path, kind: str) -> None:
    target = install(small, addins)
    if kind == "clone":
        (target / ".git").mkdir()
    else:
        (target / ".git").write_text("gitdir: elsewhere")
    for act in (lambda: install(small, addins), lambda: uninstall(addins)):
        with pytest.raises(UsageError) as caught:
            act()
        assert caught.value.reference == "install.checkout"
    assert (target / "LICENSE").is_file()


def test_the_copy_that_is_installed_is_not_installed_over_itself(addins: Path, small: Path) -> None:
    target = install(small, addins)
    with pytest.raises(UsageError) as caught:
        install(target, addins)
    assert caught.value.reference == "install.same"
    assert (target / "LICENSE").is_file()


def test_a_disk_that_refuses_leaves_the_earlier_copy(
    addins: Path, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = install(small, addins)

    def refuse(source: Path, to: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shutil, "copyfile", refuse)
    with pytest.raises(UsageError, match="No space left") as caught:
        install(small, addins)
    assert caught.value.reference == "install.not-written"
    assert list_files(target) == {str(path) for path in list_shipped(small)}
    assert os.listdir(addins) == [NAME]


@pytest.mark.parametrize("link", [False, True])
def test_where_the_new_one_cannot_take_its_place_the_earlier_one_keeps_it(
    addins: Path, small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, link: bool
) -> None:
    target = install(small, addins, link=link)
    (small / "LICENSE").write_text("the next version's")
    rename = Path.rename

    def refuse(self: Path, to: Path) -> Path:
        if self.name.endswith(".new"):
            raise PermissionError(13, "used by another process")
        return rename(self, to)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(UsageError, match="used by another process") as caught:
        install(shutil.copytree(small, tmp_path / "next"), addins)
    assert caught.value.reference == "install.not-written"
    assert target.is_symlink() == link
    assert (target / "LICENSE").read_text() == ("the next version's" if link else "LICENSE")
    assert os.listdir(addins) == [NAME]


def test_a_copy_in_use_stays_where_it_is(addins: Path, small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = install(small, addins)

    def refuse(self: Path, to: Path) -> Path:
        raise PermissionError(13, "used by another process")

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(UsageError, match="close Fusion") as caught:
        uninstall(addins)
    assert caught.value.reference == "install.not-removed"
    with pytest.raises(UsageError, match="close Fusion"):
        install(small, addins)
    assert list_files(target) == {str(path) for path in list_shipped(small)}
    assert os.listdir(addins) == [NAME]


def test_the_command_line_installs_and_takes_away(addins: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["install", "--into", str(addins)]) == 0
    assert f"Installed: {addins / NAME}" in capsys.readouterr().out
    assert main(["uninstall", "--into", str(addins)]) == 0
    assert f"Removed: {addins / NAME}" in capsys.readouterr().out
    assert main(["uninstall", "--into", str(addins)]) == 0
    assert f"Not installed in {addins}" in capsys.readouterr().out
