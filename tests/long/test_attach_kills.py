"""Attaching files while the process is killed again and again: no file and no ref is doubled or lost."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from random import Random

import pytest
from addin.lib.core.attach_files import list_jobs, resume_jobs
from addin.lib.emulator import Emulator, EmulatorOptions
from addin.lib.emulator.policies import ALLOWED

from .attacher import open_means

WORKER = str(Path(__file__).with_name("attacher.py"))
ENTRY = str(Path(__file__).resolve().parents[2] / "DataBrowserAddin.py")
FILES = 50
OLD = 10  # of which so many have a same-named item
KILLS = 10  # per job
LINES = 60  # of progress, until it is killed at the latest
SETTLE_SECONDS = 1.0
POLICIES = ("duplicate-ref", "same-name", "storage-reuse", "created-version-includes-item", "ref-inheritance")
MADE = {"created": "2026-01-01T10:00:00Z", "by": "SAMPLEUSER01"}


class Job:
    """A service in a process of its own, with files that are to be attached to a design in it."""

    def __init__(self, folder: Path, random: Random) -> None:
        folder.mkdir()
        self.kills = 0
        self._folder = folder
        self._database = folder / "hub.sqlite"
        (folder / "files").mkdir()
        self._names = [f"file {number:02}.txt" for number in range(FILES)]
        for name in self._names:
            (folder / "files" / name).write_text(f"content of {name}")
        with Emulator(EmulatorOptions(hub="none", database=str(self._database))) as service:
            seed = service.seed
            project = seed.add_project(seed.add_hub("Hub"), name="Project")
            design = seed.add_item(project.root_folder_id, name="Gear", **MADE)
            self._design = seed.add_version(design, size=5, **MADE)
            self._project = project.id
            items = [seed.add_item(project.root_folder_id, name=name, **MADE) for name in self._names[:OLD]]
            self._old = {seed.add_version(item, size=1, **MADE) for item in items}
        self.policies = {name: random.choice(ALLOWED[name]) for name in POLICIES}
        chosen = [f"--policy={name}={value}" for name, value in self.policies.items()]
        self._service = subprocess.Popen(
            [sys.executable, ENTRY, "emulator", "--db", str(self._database), *chosen],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._service.stdout is not None
        self._url, self._token, _ = (self._service.stdout.readline().split()[1] for _ in range(3))

    def kill(self, random: Random) -> bool:
        """Let a process attach, and kill it at a random moment; false if it was done before that."""
        place = (self._url, self._token, str(self._folder / "journal"), self._project, self._design)
        with subprocess.Popen(
            [sys.executable, WORKER, *place, str(self._folder / "files"), str(SETTLE_SECONDS)],
            stdout=subprocess.PIPE,
            text=True,
        ) as process:
            assert process.stdout is not None
            for _ in range(random.randrange(1, LINES)):
                line = process.stdout.readline()
                assert line, "the process failed"
                if line == "done\n":
                    process.wait()
                    return False
            time.sleep(random.random() * 0.02)
            process.kill()
        self.kills += 1
        return True

    def finish(self) -> None:
        """Go on to the end, stop the service, and judge by its database what has become of each file."""
        journal = self._folder / "journal"
        with open_means(self._url, self._token, journal, settle=SETTLE_SECONDS) as means:
            was_begun = bool(list_jobs(means.journal))
            reports = resume_jobs(means)
            left = list_jobs(means.journal)
        self.close()
        # Nothing but the end of the process was ever in the way, so nothing stays unfinished.
        assert [str(file.problem) for report in left for file in report.files if file.problem] == []
        assert {file.state for report in reports for file in report.files} <= {"attached"}
        versions, refs = self._read()
        was_done = was_begun or bool(refs)
        assert {name: len(versions.get(name, ())) for name in self._names} == {
            name: (name in self._names[:OLD]) + was_done for name in self._names
        }, self.policies
        made = {version for name in self._names for version in versions.get(name, ())} - self._old
        assert sorted(refs) == sorted(made), self.policies

    def close(self) -> None:
        """Stop the service."""
        self._service.terminate()
        self._service.wait()
        assert self._service.stdout is not None
        self._service.stdout.close()

    def _read(self) -> tuple[dict[str, list[str]], list[str]]:
        """Return the ids of all versions by their item's name, and of those that the design has a ref to."""
        versions: dict[str, list[str]] = {}
        with closing(sqlite3.connect(self._database)) as database:
            rows = database.execute(
                "SELECT i.name, v.id FROM versions v JOIN items i ON i.id = v.item_id WHERE v.id <> ?",
                (self._design,),
            )
            for name, version in rows:
                versions.setdefault(name, []).append(version)
            found = database.execute("SELECT to_id FROM refs WHERE from_id = ?", (self._design,))
            return versions, [row[0] for row in found]


@pytest.mark.timeout(600)  # each kill costs a start of the process
@pytest.mark.long(full=200, suite=2)
def test_files_attached_by_a_process_that_is_killed(rounds: Iterable[Random], tmp_path: Path) -> None:
    jobs = iter(range(1_000_000))
    job: Job | None = None
    try:
        for random in rounds:
            was_killed = False
            while not was_killed:
                job = job or Job(tmp_path / str(next(jobs)), random)
                was_killed = job.kill(random)
                if not was_killed or job.kills == KILLS:
                    job.finish()
                    job = None
        if job:
            job.finish()
            job = None
    finally:
        if job:
            job.close()
