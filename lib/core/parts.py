"""Files in parts: a few at a time, each byte counted once, all stopped by the first part that fails."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from ..errors import Cancelled
from ..http import HttpClient, SignedHosts
from .jobs import Job, Jobs

WORKERS = 4
_LOOK_SECONDS = 0.1
# Longer than any time-out of a request: until a thread has ended it may hold a file that is to be cleared
# away.
_END_SECONDS = 120.0

Progress = Callable[[int, int], None]
"""Is told (bytes so far, bytes in all), one call at a time, on threads of the transfer: it must be quick."""


@dataclass(frozen=True)
class Carrier:
    """What moves files: the client of the object storage, which signs, and the hosts of what it signed.

    `workers` is how many parts go at a time; both ends must let as many threads send.
    """

    storage: HttpClient
    signed: SignedHosts
    workers: int = WORKERS

    @contextmanager
    def cancellable(self, cancelled: threading.Event) -> Iterator[None]:
        """Let requests of this thread end with `Cancelled` once `cancelled` is set."""
        with self.storage.cancellable(cancelled), self.signed.cancellable(cancelled):
            yield


class Gauge:
    """How far a transfer has come; bytes of a part that go a second time do not count again."""

    def __init__(self, total: int, progress: Progress | None) -> None:
        self._total = total
        self._progress = progress
        self._lock = threading.Lock()
        self._places: dict[int, int] = {}
        self._done = 0

    def advance(self, number: int, place: int) -> None:
        """Take note of how far a part has come."""
        with self._lock:
            more = place - self._places.get(number, 0)
            if more > 0:
                self._places[number] = place
                self._done += more
                if self._progress is not None:
                    self._progress(self._done, self._total)


class Parts:
    """One run over parts, on a few threads of its own; `stop` is set once it shall end."""

    def __init__(self, carrier: Carrier, gauge: Gauge, cancelled: threading.Event | None) -> None:
        self.stop = threading.Event()
        self._carrier = carrier
        self._gauge = gauge
        self._cancelled = cancelled
        self._changed = threading.Condition()
        self._done: set[int] = set()
        self._failure: BaseException | None = None

    def run(self, numbers: Sequence[int], work: Callable[[int], None]) -> Generator[int, None, None]:
        """Do `work` for each number, and yield each, in their order, when it is done.

        Raises what the first part that failed raised, or `Cancelled` (`transfers.cancelled`); close the
        iterator where it is not read to its end. No thread is left behind it.
        """
        jobs = Jobs(min(self._carrier.workers, len(numbers)), name="databrowser-transfer")
        try:
            for number in numbers:
                jobs.start(Job(lambda _, number=number: self._do(work, number), self.stop))
            for number in numbers:
                self._wait_for(number)
                yield number
        finally:
            self.stop.set()
            jobs.close(_END_SECONDS)

    def report(self, number: int) -> Callable[[int], None]:
        """Return what a part tells its place to; it raises `Cancelled` when all shall end."""

        def report(place: int) -> None:
            if self.stop.is_set():
                raise Cancelled("transfers.cancelled")
            self._gauge.advance(number, place)

        return report

    def _do(self, work: Callable[[int], None], number: int) -> None:
        try:
            with self._carrier.cancellable(self.stop):
                work(number)
        except BaseException as error:  # noqa: BLE001  raised again on the thread that waits
            with self._changed:
                # The first one counts: what others raise because they were stopped says nothing.
                self._failure = self._failure or error
                self._changed.notify_all()
            return
        with self._changed:
            self._done.add(number)
            self._changed.notify_all()

    def _wait_for(self, number: int) -> None:
        with self._changed:
            while True:
                # Looked at first: what is done in the meantime is not wanted any more.
                if self._cancelled is not None and self._cancelled.is_set():
                    raise Cancelled("transfers.cancelled")
                if self._failure is not None:
                    raise self._failure
                if number in self._done:
                    return
                self._changed.wait(_LOOK_SECONDS)
