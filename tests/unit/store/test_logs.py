"""The log on disk: what is grave enough is in it, its folder comes with the first line, and it lets go."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from _pytest import logging as pytest_logging
from addin.lib.store.logs import MOST_RECENT, LogFile

LOGGER = logging.getLogger("databrowser")


@pytest.fixture
def log() -> Iterator[LogFile]:
    """A log that is let go of after the test."""
    log = LogFile()
    yield log
    log.close()
    # What captures the logs of a test also listens to a logger that hands nothing on itself.
    left = [one for one in LOGGER.handlers if not isinstance(one, pytest_logging.LogCaptureHandler)]
    assert (left, LOGGER.level, LOGGER.propagate) == ([], logging.NOTSET, True)


def speak() -> None:
    """Say something of every kind, as our modules do."""
    for level in ("debug", "info", "warning", "error"):
        getattr(LOGGER.getChild("http"), level)("This is %s", level)


@pytest.mark.parametrize(
    ("level", "heard"),
    [
        ("error", ["error"]),
        ("warning", ["warning", "error"]),
        ("info", ["info", "warning", "error"]),
        ("debug", ["debug", "info", "warning", "error"]),
    ],
)
def test_what_is_as_grave_as_the_level_is_written(
    log: LogFile, tmp_path: Path, level: str, heard: list[str]
) -> None:
    log.open(tmp_path / "logs", level)
    assert not (tmp_path / "logs").exists()
    speak()
    lines = (tmp_path / "logs" / "databrowser.log").read_text("utf-8").splitlines()
    assert [line.rpartition(" ")[2] for line in lines] == heard
    assert all("databrowser.http: This is" in line for line in lines)


def test_the_last_entries_of_every_kind_are_known(log: LogFile, tmp_path: Path) -> None:
    log.open(tmp_path, "error")
    speak()
    assert [entry.rpartition(" ")[2] for entry in log.recent()] == ["debug", "info", "warning", "error"]
    for number in range(MOST_RECENT):
        LOGGER.debug("%d %s", number, "x" * 10_000)
    assert len(log.recent()) == MOST_RECENT
    assert all(len(entry) <= 4000 for entry in log.recent())
    log.open(tmp_path, "debug")
    assert len(log.recent()) == MOST_RECENT


@pytest.mark.parametrize(("level", "told"), [("error", 2), ("warning", 2), ("info", 3), ("debug", 4)])
def test_others_hear_no_more_than_what_the_level_asks_for(
    log: LogFile, tmp_path: Path, caplog: pytest.LogCaptureFixture, level: str, told: int
) -> None:
    other = LogFile()
    other.open(tmp_path / "other", level)
    log.open(tmp_path, level)
    speak()
    assert len(caplog.records) == told
    other.close()
    speak()
    assert len(caplog.records) == 2 * told


def test_another_level_takes_the_place_of_the_first(log: LogFile, tmp_path: Path) -> None:
    log.open(tmp_path, "debug")
    log.open(tmp_path, "error")
    speak()
    assert len((tmp_path / "databrowser.log").read_text("utf-8").splitlines()) == 1


def test_a_full_log_is_begun_anew_and_two_are_kept(log: LogFile, tmp_path: Path) -> None:
    log.open(tmp_path, "error")
    for _ in range(50):
        LOGGER.error("x" * 100_000)
    files = sorted(tmp_path.iterdir())
    assert [file.name for file in files] == ["databrowser.log", "databrowser.log.1", "databrowser.log.2"]
    assert all(file.stat().st_size <= 1024 * 1024 for file in files)


def test_a_log_that_cannot_be_written_stops_nobody(
    log: LogFile, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "logs").write_text("in the way")
    log.open(tmp_path / "logs", "error")
    LOGGER.error("lost")
    assert capsys.readouterr().err == ""
