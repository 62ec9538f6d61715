"""What the dialog for files shows of a folder, and takes as a choice."""

from __future__ import annotations

from pathlib import Path

import pytest
from addin.lib.preview import FileWish
from addin.lib.preview.files import MOST_SHOWN, check_choice, first_folder, list_folder, split_filter

OPEN, SAVE = FileWish("open", filter="CSV (*.csv);;All files (*.*)"), FileWish("save")


def test_a_filter_is_read_as_fusion_writes_it() -> None:
    assert split_filter("Pictures (*.PNG;*.jpg);;All files (*.*)") == [
        ("Pictures (*.PNG;*.jpg)", ("*.PNG", "*.jpg")),
        ("All files (*.*)", ("*",)),
    ]
    assert split_filter("Anything") == [("Anything", ("*",))]
    assert split_filter("") == []


def test_the_first_folder_is_one_that_is_there(tmp_path: Path) -> None:
    assert first_folder(FileWish("open", folder=str(tmp_path))) == str(tmp_path)
    for folder in ("", "relative", str(tmp_path / "nowhere")):
        assert first_folder(FileWish("open", folder=folder)) == str(Path.home())


def test_a_large_folder_is_cut(tmp_path: Path) -> None:
    for number in range(MOST_SHOWN + 1):
        (tmp_path / f"{number:04}.csv").touch()
    assert len(list_folder(str(tmp_path), OPEN, filter_index=0)["files"]) == MOST_SHOWN


@pytest.mark.parametrize("folder", ["relative", "/nowhere/at/all", "/\0"])
def test_a_folder_that_cannot_be_shown_is_a_sentence(folder: str) -> None:
    found = list_folder(folder, OPEN, filter_index=0)
    assert found["problem"].startswith("The folder")
    assert (found["folders"], found["files"]) == ([], [])


def test_a_choice_is_checked(tmp_path: Path) -> None:
    (tmp_path / "a.csv").touch()
    folder = str(tmp_path)
    whole = (str(tmp_path / "a.csv"),)

    def check(wish: FileWish, *names: str, may_replace: bool = False) -> tuple[tuple[str, ...], str, bool]:
        return check_choice(folder, names, wish, may_replace=may_replace)

    assert check(OPEN, "a.csv") == check(OPEN, *whole) == (whole, "", False)
    assert check(OPEN, " ") == ((), "Choose a file first.", False)
    assert check(OPEN, "b.csv")[1].startswith("There is no file")
    assert check(SAVE) == ((), "Give the file a name.", False)
    assert check(SAVE, "a.csv") == ((), "a.csv is there already. Do you want to replace it?", True)
    assert check(SAVE, "a.csv", may_replace=True) == (whole, "", False)
    assert check(SAVE, str(tmp_path))[1].endswith("is a folder.")
    assert check(SAVE, "x/y.csv")[1].startswith("There is no folder")
    assert check(SAVE, "a\0b")[1] == "No file can have that name."
    assert check(SAVE, "a" * 300)[1].startswith("File name too long")
    assert check_choice("relative", ["a"], SAVE, may_replace=False)[1] == "The folder's whole path is needed."
