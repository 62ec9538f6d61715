"""Thumbnails on the disk: kept whole, bounded, and harmless where the disk is not as it should be."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from addin.lib.store import thumbnails
from addin.lib.store.places import ACCOUNTS, THUMBNAILS, forget_files
from addin.lib.store.thumbnails import (
    Absence,
    forget_thumbnails,
    read_absence,
    read_picture,
    trim_thumbnails,
    write_absence,
    write_picture,
)

PNG = b"\x89PNG\r\n\x1a\n" + bytes(100) + b"IEND\xaeB`\x82"


def files_of(folder: Path) -> list[Path]:
    return sorted((folder / THUMBNAILS).iterdir())


def test_a_picture_is_kept_by_urn_and_size(tmp_path: Path) -> None:
    write_picture(tmp_path, "one", 100, PNG)
    assert read_picture(tmp_path, "one", 100) == PNG
    assert read_picture(tmp_path, "one", 400) is None
    assert read_picture(tmp_path, "two", 100) is None
    [file] = files_of(tmp_path)
    assert file.stat().st_mode & 0o077 == 0
    assert "one" not in file.name


def test_that_there_is_none_is_kept_until_a_picture_comes(tmp_path: Path) -> None:
    assert read_absence(tmp_path, "one", 100) is None
    write_absence(tmp_path, "one", 100, Absence(12.5, 3))
    assert read_absence(tmp_path, "one", 100) == Absence(12.5, 3)
    assert read_picture(tmp_path, "one", 100) is None
    write_picture(tmp_path, "one", 100, PNG)
    assert read_absence(tmp_path, "one", 100) is None


@pytest.mark.parametrize("damage", [b"", PNG[:-5], PNG[5:], b"<html>", PNG + b"more", bytes(2 * 1024 * 1024)])
def test_a_damaged_file_is_dropped(tmp_path: Path, damage: bytes) -> None:
    write_picture(tmp_path, "one", 100, PNG)
    [file] = files_of(tmp_path)
    file.write_bytes(damage)
    assert read_picture(tmp_path, "one", 100) is None
    assert files_of(tmp_path) == []


@pytest.mark.parametrize(
    "damage", ["", "{", "[]", '{"until": "x", "tries": 1}', '{"until": 1e999, "tries": []}']
)
def test_a_damaged_note_is_none(tmp_path: Path, damage: str) -> None:
    write_absence(tmp_path, "one", 100, Absence(12.5, 3))
    [file] = files_of(tmp_path)
    file.write_text(damage)
    assert read_absence(tmp_path, "one", 100) is None


def test_what_is_too_large_is_not_kept(tmp_path: Path) -> None:
    write_picture(tmp_path, "one", 100, PNG[:8] + bytes(thumbnails.LARGEST) + PNG[-8:])
    assert not (tmp_path / THUMBNAILS).exists()


@pytest.mark.parametrize(("name", "most"), [("MOST_FILES", 10), ("MOST_BYTES", 10 * len(PNG))])
def test_the_oldest_are_dropped_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, most: int
) -> None:
    for number in range(12):
        write_picture(tmp_path, str(number), 100, PNG)
        newest = max(files_of(tmp_path), key=lambda file: file.stat().st_mtime_ns)
        os.utime(newest, (number, number))
    trim_thumbnails(tmp_path)
    assert len(files_of(tmp_path)) == 12
    monkeypatch.setattr(thumbnails, name, most)
    trim_thumbnails(tmp_path)
    left = [number for number in range(12) if read_picture(tmp_path, str(number), 100)]
    assert left == list(range(3, 12))


def test_a_disk_that_takes_nothing_is_harmless(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / THUMBNAILS).write_text("in the way")
    write_picture(tmp_path, "one", 100, PNG)
    write_absence(tmp_path, "one", 100, Absence(1, 1))
    trim_thumbnails(tmp_path)
    assert read_picture(tmp_path, "one", 100) is None
    (tmp_path / THUMBNAILS).unlink()

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", refuse)
    write_picture(tmp_path, "one", 100, PNG)
    assert files_of(tmp_path) == []


def test_everything_of_an_account_is_forgotten_and_nothing_else(tmp_path: Path) -> None:
    write_picture(tmp_path, "one", 100, PNG)
    write_absence(tmp_path, "two", 100, Absence(1, 1))
    (tmp_path / THUMBNAILS / "mine.txt").write_text("")
    forget_thumbnails(tmp_path)
    assert [file.name for file in files_of(tmp_path)] == ["mine.txt"]


def test_forgetting_everything_takes_the_thumbnails_along(tmp_path: Path) -> None:
    account = tmp_path / ACCOUNTS / "abc"
    account.mkdir(parents=True)
    write_picture(account, "one", 100, PNG)
    forget_files(tmp_path)
    assert list(tmp_path.iterdir()) == []
