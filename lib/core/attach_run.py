"""One go at an attaching job: whose turn it is, when it ends, and what is written of each file's end.

A few files are uploaded side by side; items, versions and refs are made one after the other.
"""

from __future__ import annotations

import queue
import threading
from collections import Counter, deque
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Literal

from ..clock import CancellableClock, Clock, SystemClock
from ..errors import (
    AnswerLost,
    AttachError,
    Cancelled,
    DataBrowserError,
    MalformedAnswer,
    NetworkError,
    NotFound,
    NotSignedIn,
    ServiceDown,
    SignInError,
    StoreError,
    TooManyRequests,
    TransferError,
)
from ..http import HttpClient
from ..store.journal import Entry, Journal
from .attach_entries import OPEN, JobReport, Tracked, report_files, track_files
from .attach_making import find_ref, find_version, make_ref, make_version
from .attach_sending import FileProgress, Work, send_file
from .jobs import Job as Task
from .jobs import Jobs as Tasks
from .parts import Carrier
from .settling import SETTLE_SECONDS

UPLOADS = 3
_LOOK_SECONDS = 0.05
_FIRST_PAUSE = 0.25
_END_SECONDS = 150.0  # longer than an upload takes to end
_MOST_IN_A_ROW = 5
_IN_DOUBT = ("attach.unconfirmed", "refs.unconfirmed")
# What says nothing about this file: the next ones would meet the same.
_FOR_ALL = (SignInError, NotSignedIn, NetworkError)
_PASSING = (NetworkError, ServiceDown, TooManyRequests, MalformedAnswer, TransferError)
_FINAL_TRANSFERS = ("transfers.file-changed", "transfers.unreadable")


class _Stop(threading.Event):
    """Set by the job itself, or from outside."""

    def __init__(self, outer: threading.Event) -> None:
        super().__init__()
        self._outer = outer

    def is_set(self) -> bool:
        """Tell whether either is."""
        return super().is_set() or self._outer.is_set()


@dataclass(frozen=True)
class Means:
    """What a job works with: the account's journal, the clients of the service and of object storage.

    `settle` is how many seconds a write may be late.
    """

    journal: Journal
    client: HttpClient
    carrier: Carrier
    clock: Clock = field(default_factory=SystemClock)
    settle: float = SETTLE_SECONDS


def _passes(problem: DataBrowserError) -> bool:
    return isinstance(problem, _PASSING) and problem.reference not in _FINAL_TRANSFERS


@dataclass(frozen=True)
class _Waiting:
    """A file that waits for its ref since a time."""

    file: Tracked
    is_new: bool
    since: float


class Run:
    """One go at a job that is held: its uploads on threads of their own, all other steps on this one."""

    def __init__(
        self,
        means: Means,
        job_id: str,
        *,
        progress: FileProgress | None,
        cancelled: threading.Event | None,
        is_closing: Callable[[], bool],
    ) -> None:
        job = means.journal.find(job_id)
        assert job is not None
        self._journal = means.journal
        self._job = job
        asked, self._files = track_files(means.journal, job)
        self._refs_in_doubt = {file.number for file in self._files if file.known.get("version_id")}
        self._cancelled = cancelled or threading.Event()
        self._is_closing = is_closing
        self._stop = _Stop(self._cancelled)
        self._progress = progress
        self._lock = threading.Lock()
        self._ready: queue.SimpleQueue[tuple[Tracked, BaseException | None]] = queue.SimpleQueue()
        self._refs: deque[_Waiting] = deque()
        self._lateness = 0.0
        self._in_a_row = Counter[str]()
        self._for_all: DataBrowserError | None = None
        self._client_closed = False
        clock = CancellableClock(means.clock, self._stop)
        self._work = Work(
            means.client, means.carrier, asked, clock, means.settle, self._stop, self._report, clock.now()
        )

    def work(self) -> JobReport:
        """Do what is left to do, and tell how the job stands then."""
        waiting = [file for file in self._files if file.state in OPEN]
        with ExitStack() as stack:
            stack.enter_context(self._work.client.cancellable(self._stop))
            stack.enter_context(self._work.carrier.cancellable(self._stop))
            tasks = Tasks(UPLOADS, name="databrowser-attach")
            try:
                for file in waiting:
                    file.state = "open"
                    if file.known.get("cancelled"):
                        self._ready.put((file, None))
                    else:
                        tasks.start(Task(lambda _, file=file: self._send(file), self._stop))
                self._take(len(waiting))
            finally:
                self._stop.set()
                tasks.close(_END_SECONDS)
        self._settle_rest()
        if all(file.state not in OPEN for file in self._files):
            self._journal.finish(self._job.id)
        return report_files(self._journal, self._job)

    def _take(self, count: int) -> None:
        """Go on with each file once it is uploaded, and with its ref once its version can be read."""
        while (count or self._refs) and not self._stop.is_set():
            if self._refs and self._until_ref() <= 0:
                waiting = self._refs.popleft()
                self._guard(waiting.file, lambda waiting=waiting: self._make_ref(waiting))
                continue
            try:
                file, error = self._ready.get(block=not self._refs, timeout=_LOOK_SECONDS)
            except queue.Empty:
                if self._refs:
                    self._work.clock.sleep(min(_LOOK_SECONDS, self._until_ref()))
                continue
            count -= 1
            self._guard(file, lambda file=file, error=error: self._go_on(file, error))

    def _guard(self, file: Tracked, work: Callable[[], None]) -> None:
        try:
            work()
        except StoreError:
            raise
        except DataBrowserError as problem:
            self._note(file, problem)

    def _send(self, file: Tracked) -> None:
        error: BaseException | None = None
        try:
            with self._work.client.cancellable(self._stop), self._work.carrier.cancellable(self._stop):
                send_file(self._work, file)
            self._in_a_row["sending"] = 0
        except BaseException as caught:  # noqa: BLE001  raised again on the thread of the job
            error = caught
            # At once: the thread of the job may be busy, and the next upload is about to begin.
            if isinstance(caught, DataBrowserError) and _passes(caught):
                self._count(caught, "sending")
        self._ready.put((file, error))

    def _go_on(self, file: Tracked, error: BaseException | None) -> None:
        if error is not None:
            raise error
        if file.known.get("cancelled"):
            self._look(file)
            return
        is_new = make_version(self._work, file)
        self._refs.append(_Waiting(file, is_new, self._work.clock.now()))

    def _until_ref(self) -> float:
        """Return the seconds until the first ref in the row is worth asking for."""
        patience = min(self._lateness, self._work.settle)
        return self._refs[0].since + patience - self._work.clock.now()

    def _make_ref(self, waiting: _Waiting) -> None:
        file = waiting.file
        try:
            made = make_ref(self._work, file, is_new=waiting.is_new)
        except NotFound:
            waited = self._work.clock.now() - waiting.since
            if waited >= self._work.settle:
                raise
            # Versions can be read only some time after they are made: so will be those behind this one.
            self._lateness = max(2 * waited, _FIRST_PAUSE)
            self._refs.appendleft(waiting)
            return
        file.record(state="attached", was_there=not made, problem=None)
        self._in_a_row["making"] = 0
        self._report(file.number, "done", file.asked.size, file.asked.size)

    def _look(self, file: Tracked) -> None:
        """Find out what exists of a file that was stopped in mid-doubt."""
        has_version = bool(file.known.get("version_id"))
        if not has_version and file.known.get("posted"):
            find_version(self._work, file)
        is_attached = has_version and find_ref(self._work, file)
        state = "attached" if is_attached else "stopped"
        file.record(state=state, problem=None, posted=None, was_there=is_attached or None)

    def _note(self, file: Tracked, problem: DataBrowserError) -> None:
        """Write down why a file is not attached, or leave it to the end where it says nothing about it."""
        if isinstance(problem, Cancelled):
            # Not by us: somebody has closed the connections.
            self._client_closed = self._client_closed or not self._stop.is_set()
            self._stop.set()
        elif problem.reference in _IN_DOUBT:
            given_up = self._is_given_up() or None
            file.record(state="unfinished", problem=problem.as_record(), cancelled=given_up)
            self._report_end(file)
            self._count(problem, "making")
        elif isinstance(problem, _FOR_ALL) and not isinstance(problem, AnswerLost):
            self._for_all = problem
            self._stop.set()
        else:
            passes = _passes(problem)
            file.record(state="unfinished" if passes else "failed", problem=problem.as_record())
            self._report_end(file)
            if passes and file.step in ("item", "ref"):
                self._count(problem, "making")

    def _count(self, problem: DataBrowserError, where: Literal["sending", "making"]) -> None:
        """Leave the rest for later when one file after another meets what passes."""
        self._in_a_row[where] += 1
        if self._in_a_row[where] >= _MOST_IN_A_ROW:
            self._for_all = problem
            self._stop.set()

    def _settle_rest(self) -> None:
        """Say of what was not reached why that is."""
        while True:
            try:
                file, error = self._ready.get_nowait()
            except queue.Empty:
                break
            if isinstance(error, DataBrowserError) and not isinstance(error, (StoreError, Cancelled)):
                self._note(file, error)
            elif error is not None and not isinstance(error, Cancelled):
                raise error
        rest = [file for file in self._files if file.state == "open"]
        if not rest or self._client_closed:
            return
        if self._is_given_up():
            entries = [self._given_up(file) for file in rest]
        elif self._for_all:
            problem = self._for_all.as_record()
            entries = [file.changed(state="unfinished", problem=problem) for file in rest]
        else:
            return
        self._journal.write(self._job.id, *entries)
        for file, entry in zip(rest, entries, strict=True):
            file.accept(entry)

    def _given_up(self, file: Tracked) -> Entry:
        if file.known.get("posted") or file.number in self._refs_in_doubt:
            problem = AttachError("attach.stopped-in-doubt", name=file.name).as_record()
            return file.changed(state="unfinished", problem=problem, cancelled=True)
        return file.changed(state="stopped", problem=None)

    def _is_given_up(self) -> bool:
        return self._cancelled.is_set() and not self._is_closing()

    def _report_end(self, file: Tracked) -> None:
        self._report(file.number, file.state, file.asked.size, file.asked.size)

    def _report(self, number: int, step: str, done: int, total: int) -> None:
        if self._progress is not None:
            with self._lock:
                self._progress(number, step, done, total)
