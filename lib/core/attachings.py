"""What this program is attaching: what was chosen and planned for it, and the jobs at work.

A job has a thread of its own and goes on whoever looks. Whoever wants to see how far it is reads what has
changed since the last time, as often as suits.
"""

from __future__ import annotations

import contextvars
import secrets
import threading
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from ..aps.refs import ATTACHMENT
from ..aps.versions import FILE_VERSION, Version, get_version
from ..clock import Clock
from ..errors import AttachError, Cancelled, DataBrowserError
from ..store.journal import FILE_NAME, Journal, new_job_id
from .attach_entries import JobReport, report_files
from .attach_files import attach_files, give_up_job, list_jobs, resume_job
from .attach_plan import Plan
from .attach_run import Means
from .session import Session

MOST_KEPT = 8
CLOSE_SECONDS = 4.0
# What a file costs besides its bytes, as bytes: a handful of requests.
_FIXED = 200_000
_SHARES = {"storage": 0.0, "upload": 0.1, "item": 0.5, "ref": 0.8}
Step = tuple[int, str, int, int]
"""(file number, step, bytes so far, bytes in all)"""

Kept = TypeVar("Kept")


class Running:
    """A job at work in this program; `report` or `error` once it has `ended`.

    `account` is whose it is, `sizes` the bytes of the files that are to be done, by number.
    """

    def __init__(self, job_id: str, account: str, sizes: Mapping[int, int]) -> None:
        self.id = job_id
        self.account = account
        self.ended = threading.Event()
        self.cancelled = threading.Event()
        self.is_left = False
        self.report: JobReport | None = None
        self.error: BaseException | None = None
        self._lock = threading.Lock()
        self._count = 0
        self._steps: dict[int, tuple[int, Step]] = {}
        self._sizes = sizes

    def note(self, number: int, step: str, done: int, total: int) -> None:
        """Take note of a file's progress, as `FileProgress` says."""
        with self._lock:
            self._count += 1
            self._steps[number] = (self._count, (number, step, done, total))

    def steps_since(self, mark: int) -> tuple[int, list[Step]]:
        """Return what has changed since a mark, 0 for the beginning, and the mark for the next time."""
        with self._lock:
            return self._count, [step for count, step in self._steps.values() if count > mark]

    def measure(self) -> tuple[int, int]:
        """Return how far it is and how far it goes, in bytes, with some for the requests of each file."""
        with self._lock:
            steps = {number: step for number, (_, step) in self._steps.items()}
        done = 0.0
        for number, size in self._sizes.items():
            if number in steps:
                _, step, sent, _ = steps[number]
                done += (sent if step in _SHARES else size) + _FIXED * _SHARES.get(step, 1.0)
        return round(done), sum(self._sizes.values()) + _FIXED * len(self._sizes)

    def give_up(self) -> None:
        """Stop it for good: what is made stays."""
        self.cancelled.set()

    def leave(self) -> None:
        """Stop it for now, as the program ends; not where it is given up."""
        if not self.cancelled.is_set():
            self.is_left = True
            self.cancelled.set()

    def wait(self, seconds: float) -> bool:
        """Wait for its end, for so long; tell whether it has ended."""
        return self.ended.wait(seconds)

    def result(self) -> JobReport | None:
        """Return the report of one that has ended, None where there was no such job; raises what ended it."""
        if self.error is not None:
            raise self.error
        return self.report


class Attachings:
    """All that is attached in this program, on any thread.

    `find_folder` returns the folder of a session's account, where the journal is.
    """

    def __init__(self, *, find_folder: Callable[[Session], Path], clock: Clock) -> None:
        self._find_folder = find_folder
        self._clock = clock
        self._lock = threading.Lock()
        self._running: dict[str, Running] = {}
        self._kept: dict[str, tuple[str, object]] = {}
        self._closed = False

    def keep(self, session: Session, thing: object) -> str:
        """Keep something for a session's account and return its id; of many, the oldest are forgotten."""
        key = secrets.token_hex(8)
        with self._lock:
            self._kept[key] = (account_of(session), thing)
            while len(self._kept) > MOST_KEPT:
                del self._kept[next(iter(self._kept))]
        return key

    def find(self, session: Session, key: str, kind: type[Kept]) -> Kept:
        """Return what was kept for the same account; raises `AttachError` (`attach.plan-gone`)."""
        with self._lock:
            account, thing = self._kept.get(key, ("", None))
        if account != account_of(session) or not isinstance(thing, kind):
            raise AttachError("attach.plan-gone")
        return thing

    @contextmanager
    def open_journal(self, session: Session) -> Generator[Journal, None, None]:
        """Open the journal of a session's account; raises as `Journal` does."""
        with Journal(self._find_folder(session)) as journal:
            yield journal

    def start(
        self,
        session: Session,
        plan: Plan,
        *,
        job_id: str = "",
        on_end: Callable[[JobReport], None] | None = None,
    ) -> Running:
        """Begin to carry out a plan; `on_end` hears of its end on its thread. Raises the plan's problem."""
        if plan.problem:
            raise plan.problem
        sizes = {number: file.size for number, file in enumerate(plan.files) if file.choice != "skip"}
        running = Running(job_id or new_job_id(), account_of(session), sizes)

        def work(means: Means) -> JobReport | None:
            report = attach_files(
                means,
                plan,
                job_id=running.id,
                progress=running.note,
                cancelled=running.cancelled,
                is_closing=lambda: running.is_left,
            )
            if on_end:
                on_end(report)
            return report

        return self._run(session, running, work)

    def resume(self, session: Session, job_id: str) -> Running:
        """Go on with a job; the one that is at work on it where this program is."""
        with self._lock:
            running = self._running.get(job_id)
        if running and running.account == account_of(session):
            return running
        with self.open_journal(session) as journal:
            job = journal.find(job_id)
            files = report_files(journal, job).files if job else ()
        sizes = {file.number: file.size for file in files if file.state == "unfinished"}
        running = Running(job_id, account_of(session), sizes)

        def work(means: Means) -> JobReport | None:
            return resume_job(
                means,
                job_id,
                progress=running.note,
                cancelled=running.cancelled,
                is_closing=lambda: running.is_left,
            )

        return self._run(session, running, work)

    def give_up(self, session: Session, job_id: str) -> JobReport | None:
        """Stop for good what is unfinished in a job that nobody is at work on; as `give_up_job`."""
        with self.open_journal(session) as journal:
            return give_up_job(journal, job_id)

    def list_jobs(self, session: Session) -> Sequence[JobReport]:
        """Return the jobs of a session's account that have not ended, the oldest first."""
        if not (self._find_folder(session) / FILE_NAME).exists():
            return ()
        with self.open_journal(session) as journal:
            return list_jobs(journal)

    def find_running(self, session: Session, job_id: str) -> Running | None:
        """Return a job of a session's account that is at work in this program."""
        with self._lock:
            running = self._running.get(job_id)
        return running if running and running.account == account_of(session) else None

    def leave_all(self, seconds: float = CLOSE_SECONDS) -> bool:
        """Stop all jobs for now; true when none is at work any more."""
        with self._lock:
            running = list(self._running.values())
            self._kept.clear()
        for one in running:
            one.leave()
        end = time.monotonic() + seconds
        ended = [one.wait(max(0.0, end - time.monotonic())) for one in running]
        return all(ended)

    def close(self) -> bool:
        """Stop all jobs for now, and begin none any more; true when none is at work."""
        with self._lock:
            self._closed = True
        return self.leave_all()

    def _run(self, session: Session, running: Running, work: Callable[[Means], JobReport | None]) -> Running:
        folder = self._find_folder(session)

        def run() -> None:
            try:
                with Journal(folder) as journal, session.readings.changing():
                    report = work(Means(journal, session.client, session.carrier, self._clock))
                if report:
                    _note_made(session, report)
                running.report = report
            except BaseException as error:  # noqa: BLE001  raised again where somebody waits for the end
                running.error = error
            finally:
                with self._lock:
                    self._running.pop(running.id, None)
                running.ended.set()

        context = contextvars.copy_context()
        thread = threading.Thread(
            target=lambda: context.run(run), name=f"databrowser-attaching-{running.id}", daemon=True
        )
        with self._lock:
            if self._closed:
                raise Cancelled("job.cancelled")
            if other := self._running.get(running.id):
                return other
            self._running[running.id] = running
        thread.start()
        return running


def _note_made(session: Session, report: JobReport) -> None:
    """Show what is attached, however late the service tells it."""
    attached = [file for file in report.files if file.state == "attached"]
    own = _find_version(session, report) if attached else None
    if own is None:
        return
    for file in attached:
        version = Version(file.version_id, file.item_id, file.name, 0, FILE_VERSION, size=file.size)
        session.readings.note_made(from_version=own, to_version=version, extension_type=ATTACHMENT)


def _find_version(session: Session, report: JobReport) -> Version | None:
    """Return the design's version, None where it cannot be read."""
    known = session.readings.find_version(report.version_id)
    if known:
        return known
    try:
        return get_version(session.client, report.project_id, version_id=report.version_id)
    except DataBrowserError:
        return None


def account_of(session: Session) -> str:
    """Return what tells one account from another."""
    return f"{session.keeper.client_id} {session.user.id}"
