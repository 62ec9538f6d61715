"""Work on threads: a few workers, started when first needed, each job cancellable."""

from __future__ import annotations

import contextvars
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

WORKERS = 6


@dataclass(eq=False)
class Job:
    """One piece of work; `cancelled` is set when nobody wants its result any more.

    It runs in the context that it was made in: what was noted there holds on its thread as well.
    """

    work: Callable[[Job], object]
    cancelled: threading.Event = field(default_factory=threading.Event)
    context: contextvars.Context = field(default_factory=contextvars.copy_context)


class Jobs:
    """A pool of daemon threads: a job that hangs in the network must not keep the host from closing.

    Nor must it keep other work waiting once nobody wants it: up to as many threads again make up for those
    that are held by cancelled jobs.
    """

    def __init__(self, workers: int = WORKERS, *, name: str = "databrowser-job") -> None:
        self._most = workers
        self._name = name
        self._queue: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []
        self._running: set[Job] = set()
        self._closed = False

    def start(self, job: Job) -> bool:
        """Queue a job; false once the pool is closed. Another thread is started only if none is idle."""
        with self._lock:
            if self._closed:
                return False
            self._running.add(job)
            unwanted = sum(other.cancelled.is_set() for other in self._running)
            most = self._most + min(unwanted, self._most)
            if len(self._running) > len(self._threads) and len(self._threads) < most:
                thread = threading.Thread(
                    target=self._run, name=f"{self._name}-{len(self._threads) + 1}", daemon=True
                )
                self._threads.append(thread)
                thread.start()
            self._queue.put(job)
        return True

    @property
    def is_busy(self) -> bool:
        """Whether a job waits or runs."""
        with self._lock:
            return bool(self._running)

    def close(self, timeout: float) -> bool:
        """Cancel every job and wait up to `timeout` seconds; true when no thread is left."""
        with self._lock:
            self._closed = True
            for job in self._running:
                job.cancelled.set()
            for _ in self._threads:
                self._queue.put(None)
            threads = list(self._threads)
        deadline = time.monotonic() + timeout
        for thread in threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        return not any(thread.is_alive() for thread in threads)

    def _run(self) -> None:
        while (job := self._queue.get()) is not None:
            try:
                if not job.cancelled.is_set():
                    job.context.run(job.work, job)
            finally:
                with self._lock:
                    self._running.discard(job)
