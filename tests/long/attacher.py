"""A process that attaches files: goes on with what is unfinished, or begins.

Usage: attacher.py URL TOKEN JOURNAL PROJECT DESIGN FOLDER SETTLE

FOLDER holds the files; where all of them are attached, nothing is done. It says `ready`, a line for each step
of each file, and `done` at its end.
"""

from __future__ import annotations

import runpy
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def open_means(url: str, token: str, journal: Path, *, settle: float) -> Iterator[Any]:
    """Return what a job works with, and close it at the end."""
    from addin.lib.core.attach_run import Means
    from addin.lib.core.parts import Carrier
    from addin.lib.http import HttpClient, SignedHosts
    from addin.lib.store.journal import Journal

    journal.mkdir(exist_ok=True)
    with HttpClient(url, get_token=lambda rejected: token) as client:
        signed = SignedHosts(url, workers=16)
        try:
            with Journal(journal) as opened:
                yield Means(opened, client, Carrier(client, signed), settle=settle)
        finally:
            signed.close()


def has_ended(journal: Path) -> bool:
    """Tell whether a process before was killed after all was done."""
    with closing(sqlite3.connect(journal / "journal.sqlite")) as database:
        return database.execute("SELECT count(*) FROM jobs").fetchone()[0] > 0


def main() -> None:
    """Attach, or go on with it."""
    runpy.run_path(str(ROOT / "DataBrowserAddin.py"))["load"]("addin")
    from addin.lib.core.attach_files import attach_files, list_jobs, resume_jobs
    from addin.lib.core.attach_plan import Chosen, plan_files

    def say(line: str) -> None:
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()

    def report(number: int, step: str, done: int, total: int) -> None:
        say(f"{number} {step}")

    url, token, journal, project, design, folder, settle = sys.argv[1:]
    with open_means(url, token, Path(journal), settle=float(settle)) as means:
        if list_jobs(means.journal):
            say("ready")
            resume_jobs(means, progress_of=lambda job_id: report)
        elif not has_ended(Path(journal)):
            files = [Chosen(path) for path in sorted(Path(folder).iterdir())]
            plan = plan_files(means.client, project, version_id=design, files=files)
            say("ready")
            attach_files(means, plan, progress=report)
    say("done")


if __name__ == "__main__":
    main()
