"""The sample hub that the add-in keeps on the machine, across versions of the add-in."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from addin.lib.emulator import Emulator, EmulatorOptions
from addin.lib.errors import UsageError
from addin.lib.sample_hub import SAMPLE_FILE, open_sample


def change_version(folder: Path, version: int) -> None:
    with sqlite3.connect(folder / SAMPLE_FILE) as database:
        database.execute(f"PRAGMA user_version = {version}")
    database.close()


@pytest.mark.parametrize("version", [1, 99])
def test_one_of_another_version_is_set_aside_and_begins_anew(tmp_path: Path, version: int) -> None:
    with open_sample(tmp_path) as service:
        hub = service.seed.add_hub("Added")
    assert hub
    change_version(tmp_path, version)
    with pytest.raises(UsageError) as caught:
        Emulator(EmulatorOptions(database=str(tmp_path / SAMPLE_FILE)))
    assert caught.value.reference == "emulator.old-database"
    with open_sample(tmp_path) as service:
        names = [row["name"] for row in service._database.rows("SELECT name FROM hubs")]
    assert names
    assert "Added" not in names
    [aside] = [path for path in tmp_path.glob(f"{SAMPLE_FILE}*") if ".old-" in path.name]
    with sqlite3.connect(aside) as database:
        assert database.execute("SELECT count(*) FROM hubs WHERE name = 'Added'").fetchone() == (1,)
    database.close()


def test_what_belongs_to_the_file_is_set_aside_under_its_name(tmp_path: Path) -> None:
    with open_sample(tmp_path):
        pass
    change_version(tmp_path, 1)
    (tmp_path / f"{SAMPLE_FILE}.objects").mkdir()
    open_sample(tmp_path).stop()
    [objects] = [path.name for path in tmp_path.iterdir() if path.is_dir()]
    assert (tmp_path / objects.removesuffix(".objects")).is_file()
    assert ".old-" in objects


def test_one_that_is_no_hub_at_all_is_told_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / SAMPLE_FILE).write_text("no database")
    with pytest.raises(UsageError) as caught:
        open_sample(tmp_path)
    assert caught.value.reference == "emulator.bad-database"
    assert (tmp_path / SAMPLE_FILE).read_text() == "no database"
