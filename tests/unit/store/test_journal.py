"""The journal of long work: what is written is there, for every process, and what is broken is told."""

from __future__ import annotations

import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from addin.lib.errors import StoreError
from addin.lib.store import journal as module
from addin.lib.store.journal import FILE_NAME, KEPT_DAYS, Entry, Journal, new_job_id

ENTRY = str(Path(__file__).resolve().parents[3] / "DataBrowserAddin.py")
ENTRIES = (Entry(0, "open", "storage"), Entry(1, "skipped", "storage", {"problem": {"reference": "x"}}))


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with Journal(tmp_path) as opened:
        yield opened


def add(journal: Journal, kind: str = "attach-files") -> str:
    job_id = new_job_id()
    journal.add(job_id, kind, asked={"folder": "ü\udc80"}, entries=ENTRIES)
    return job_id


def raised(caught: pytest.ExceptionInfo[StoreError]) -> str:
    assert str(caught.value)
    return caught.value.reference


def test_a_job_is_there_for_whoever_opens_the_file_next(journal: Journal, tmp_path: Path) -> None:
    job_id = add(journal)
    journal.write(job_id, Entry(0, "open", "upload", {"storage": "urn:1"}))
    with Journal(tmp_path) as other:
        [job] = other.list_open("attach-files")
        assert (job.id, job.kind, job.state, job.asked) == (
            job_id,
            "attach-files",
            "open",
            {"folder": "ü\udc80"},
        )
        assert other.list_entries(job_id) == (Entry(0, "open", "upload", {"storage": "urn:1"}), ENTRIES[1])
        assert other.list_open("other") == ()
    assert "urn:1" not in repr(journal.list_entries(job_id))


def test_a_finished_job_is_looked_up_but_not_listed(journal: Journal) -> None:
    first, second = add(journal), add(journal)
    journal.finish(first)
    assert [job.id for job in journal.list_open("attach-files")] == [second]
    found = journal.find(first)
    assert found is not None
    assert found.state == "done"
    assert journal.find("none") is None


def test_what_ended_long_ago_is_forgotten_and_what_is_open_never(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = module.time.time()
    monkeypatch.setattr(module.time, "time", lambda: now - (KEPT_DAYS + 1) * 86400)
    ended, left = add(journal), add(journal)
    journal.finish(ended)
    monkeypatch.setattr(module.time, "time", lambda: now)
    add(journal)
    assert journal.find(ended) is None
    assert journal.list_entries(ended) == ()
    assert journal.find(left) is not None


def test_entries_are_written_all_or_none(journal: Journal) -> None:
    job_id = add(journal)
    with pytest.raises(TypeError):
        journal.write(job_id, Entry(0, "attached"), Entry(1, "attached", "", {"no json": object()}))
    assert journal.list_entries(job_id) == ENTRIES


def test_only_its_owner_may_read_it(journal: Journal, tmp_path: Path) -> None:
    add(journal)
    assert [path.stat().st_mode & 0o077 for path in tmp_path.glob(f"{FILE_NAME}*")] == [0, 0, 0]


def test_a_write_is_on_the_disk_when_it_returns(journal: Journal) -> None:
    connection = journal._connection
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert connection.execute("PRAGMA synchronous").fetchone() == (2,)  # FULL


def test_threads_write_side_by_side(journal: Journal) -> None:
    job_id = new_job_id()
    journal.add(job_id, "k", asked={}, entries=[Entry(number, "open") for number in range(8)])

    def work(number: int) -> None:
        for place in range(20):
            journal.write(job_id, Entry(number, "open", str(place)))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [entry.step for entry in journal.list_entries(job_id)] == ["19"] * 8


# Two processes.

WRITER = f"""
import os, runpy, signal, sys
from pathlib import Path
runpy.run_path({ENTRY!r})["load"]("addin")
from addin.lib.store.journal import Entry, Journal
journal = Journal(Path(sys.argv[1]))
with journal.hold(sys.argv[2]):
    for number in range(1_000_000):
        journal.write(sys.argv[2], Entry(0, "open", str(number)))
        print(number, flush=True)
"""


def test_a_process_that_is_killed_has_written_what_it_said_and_lets_go(
    journal: Journal, tmp_path: Path
) -> None:
    job_id = add(journal)
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(tmp_path), job_id], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        said = [int(process.stdout.readline()) for _ in range(50)]
        with pytest.raises(StoreError) as caught, journal.hold(job_id):
            pytest.fail("two processes held one job")
        assert raised(caught) == "store.job-elsewhere"
        process.send_signal(signal.SIGKILL)
    with Journal(tmp_path) as after, after.hold(job_id):
        assert int(after.list_entries(job_id)[0].step) >= said[-1]


def test_the_lock_of_a_job_goes_with_its_end(journal: Journal, tmp_path: Path) -> None:
    job_id = add(journal)
    lock = tmp_path / f"job-{job_id}.lock"
    with journal.hold(job_id):
        assert lock.exists()
    assert lock.exists()
    with journal.hold(job_id):
        journal.finish(job_id)
    assert not lock.exists()
    with journal.hold("none"):
        pass
    assert not (tmp_path / "job-none.lock").exists()


def test_a_file_that_is_held_for_long_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_LOCK_SECONDS", 0.1)
    with Journal(tmp_path) as journal, Journal(tmp_path) as other:
        job_id = add(journal)
        with journal._writing():
            with pytest.raises(StoreError) as caught:
                other.write(job_id, ENTRIES[0])
    assert raised(caught) == "store.lock-busy"


# What goes wrong.


def test_a_disk_that_is_full_is_told_and_nothing_is_half_written(journal: Journal) -> None:
    job_id = add(journal)
    connection = journal._connection
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StoreError) as caught:
        journal.write(job_id, Entry(1, "attached"), Entry(0, "open", "", {"much": "x" * 100_000}))
    assert raised(caught) == "store.journal-full"
    assert journal.list_entries(job_id) == ENTRIES
    connection.execute(f"PRAGMA max_page_count = {pages + 100}")
    journal.write(job_id, Entry(0, "open", "", {"much": "x" * 100_000}))


def test_a_file_that_may_not_be_written_is_told(journal: Journal) -> None:
    job_id = add(journal)
    journal._connection.execute("PRAGMA query_only = ON")
    with pytest.raises(StoreError) as caught:
        journal.write(job_id, ENTRIES[0])
    assert raised(caught) == "store.no-journal"


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).mkdir()
    with pytest.raises(StoreError) as caught:
        Journal(tmp_path)
    assert raised(caught) == "store.no-journal"
    with pytest.raises(StoreError) as caught:
        Journal(tmp_path / "none")
    assert raised(caught) == "store.no-lock"


def test_a_journal_that_was_closed_says_so(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.close()
    with pytest.raises(StoreError) as caught:
        journal.find("a")
    assert raised(caught) == "store.no-journal"


def set_aside(tmp_path: Path) -> list[Path]:
    return sorted(tmp_path.glob("journal.broken-*.sqlite"))


def test_a_file_that_is_none_is_set_aside_and_told_once(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"no database" * 100)
    with pytest.raises(StoreError) as caught:
        Journal(tmp_path)
    assert raised(caught) == "store.bad-journal"
    [kept] = set_aside(tmp_path)
    assert str(kept) in str(caught.value)
    assert kept.read_bytes() == b"no database" * 100
    with Journal(tmp_path) as journal:
        add(journal)


def test_another_programs_database_is_set_aside(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / FILE_NAME) as connection:
        connection.execute("CREATE TABLE theirs (a)")
    connection.close()
    with pytest.raises(StoreError) as caught:
        Journal(tmp_path)
    assert raised(caught) == "store.bad-journal"
    assert len(set_aside(tmp_path)) == 1


def test_a_file_with_damaged_pages_is_set_aside(tmp_path: Path) -> None:
    with Journal(tmp_path) as journal:
        for _ in range(50):
            add(journal)
    file = tmp_path / FILE_NAME
    content = bytearray(file.read_bytes())
    content[4096:] = bytes(len(content) - 4096)
    file.write_bytes(content)
    with pytest.raises(StoreError) as caught:
        Journal(tmp_path)
    assert raised(caught) == "store.bad-journal"
    Journal(tmp_path).close()


@pytest.mark.parametrize("broken", ["{", "[]", "7"])
def test_an_entry_that_cannot_be_understood_sets_the_file_aside(tmp_path: Path, broken: str) -> None:
    journal = Journal(tmp_path)
    job_id = add(journal)
    journal._connection.execute("UPDATE entries SET known = ?", (broken,))
    with pytest.raises(StoreError) as caught:
        journal.list_entries(job_id)
    assert raised(caught) == "store.bad-journal"
    assert len(set_aside(tmp_path)) == 1
    with Journal(tmp_path) as new:
        assert new.list_open("attach-files") == ()


def test_a_file_of_a_newer_version_is_set_aside(tmp_path: Path) -> None:
    with Journal(tmp_path) as journal:
        job_id = add(journal)
        journal._connection.execute("PRAGMA user_version = 99")
    with pytest.raises(StoreError) as caught:
        Journal(tmp_path)
    assert raised(caught) == "store.newer-journal"
    [kept] = set_aside(tmp_path)
    with sqlite3.connect(kept) as connection:
        assert connection.execute("SELECT id FROM jobs").fetchall() == [(job_id,)]
    connection.close()
    Journal(tmp_path).close()


def test_a_file_of_an_older_version_is_migrated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Journal(tmp_path) as journal:
        job_id = add(journal)
    migrations = (*module._MIGRATIONS, "ALTER TABLE jobs ADD COLUMN note TEXT NOT NULL DEFAULT 'x'")
    monkeypatch.setattr(module, "_MIGRATIONS", migrations)
    for _ in range(2):
        with Journal(tmp_path) as journal:
            assert journal._connection.execute("SELECT id, note FROM jobs").fetchall() == [(job_id, "x")]
            assert journal._connection.execute("PRAGMA user_version").fetchone() == (2,)


def test_a_migration_that_is_broken_off_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Journal(tmp_path) as journal:
        job_id = add(journal)
    good = "ALTER TABLE jobs ADD COLUMN note TEXT"
    with monkeypatch.context() as patch:
        patch.setattr(module, "_MIGRATIONS", (*module._MIGRATIONS, f"{good}; BROKEN"))
        with pytest.raises(StoreError):
            Journal(tmp_path)
    monkeypatch.setattr(module, "_MIGRATIONS", (*module._MIGRATIONS, good))
    with Journal(tmp_path) as journal:
        assert journal.find(job_id) is not None


def test_a_log_of_writes_that_was_left_behind_is_taken_in(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    with Journal(tmp_path / "a") as journal:
        job_id = add(journal)
        # As a power cut leaves it: what was written last is only in the log.
        for path in (tmp_path / "a").glob(f"{FILE_NAME}*"):
            shutil.copy(path, tmp_path / "b" / path.name)
    with Journal(tmp_path / "b") as journal:
        assert journal.find(job_id) is not None
