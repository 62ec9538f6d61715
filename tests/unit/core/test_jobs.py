"""Jobs on threads: started when needed, bounded, cancelled, gone after close."""

from __future__ import annotations

import threading
from contextvars import ContextVar
from queue import SimpleQueue

from addin.lib.core.jobs import Job, Jobs


def our_threads() -> list[str]:
    """Return the names of the pool's threads that run."""
    return [thread.name for thread in threading.enumerate() if thread.name.startswith("databrowser-job")]


def test_no_thread_runs_before_the_first_job() -> None:
    jobs = Jobs()
    assert our_threads() == []
    assert jobs.close(1)


def test_jobs_run_side_by_side_up_to_the_limit() -> None:
    jobs = Jobs(workers=3)
    together = threading.Barrier(4, timeout=5)
    for _ in range(3):
        jobs.start(Job(lambda job: together.wait() and None))
    together.wait()
    done = threading.Event()
    for _ in range(10):
        jobs.start(Job(lambda job: None))
    jobs.start(Job(lambda job: done.set()))
    assert done.wait(5)
    assert len(our_threads()) == 3
    assert jobs.close(2)
    assert our_threads() == []


def test_jobs_that_hang_and_are_unwanted_make_room_up_to_a_limit() -> None:
    jobs = Jobs(workers=2)
    hang = threading.Event()

    def start_hanging() -> Job:
        started = threading.Event()
        job = Job(lambda _: started.set() or (hang.wait(10) and None))
        jobs.start(job)
        assert started.wait(5)
        return job

    wanted = [start_hanging(), start_hanging()]
    for _ in range(2):
        wanted.pop().cancelled.set()
        start_hanging().cancelled.set()
    done = threading.Event()
    jobs.start(Job(lambda job: done.set()))
    assert not done.wait(0.05)
    assert len(our_threads()) == 4
    hang.set()
    assert done.wait(5)
    assert jobs.close(2)


def test_one_job_after_another_needs_one_thread() -> None:
    jobs = Jobs()
    for _ in range(5):
        done = threading.Event()
        jobs.start(Job(lambda job, done=done: done.set()))
        assert done.wait(5)
        while jobs.is_busy:
            pass
    assert len(our_threads()) == 1
    assert jobs.close(2)


def test_closing_cancels_what_runs_and_refuses_what_comes() -> None:
    jobs = Jobs()
    seen: list[bool] = []
    started = threading.Event()
    jobs.start(Job(lambda job: started.set() or seen.append(job.cancelled.wait(5))))
    assert started.wait(5)
    assert jobs.close(2)
    assert seen == [True]
    assert jobs.start(Job(lambda job: seen.append(False))) is False
    assert seen == [True]


def test_a_job_that_hangs_does_not_hold_up_the_end() -> None:
    jobs = Jobs()
    started, hang = threading.Event(), threading.Event()
    jobs.start(Job(lambda job: started.set() or (hang.wait(10) and None)))
    assert started.wait(5)
    assert jobs.close(0.1) is False
    hang.set()


def test_what_was_noted_where_a_job_was_made_holds_on_its_thread() -> None:
    noted: ContextVar[str] = ContextVar("noted", default="nothing")
    seen: SimpleQueue[str] = SimpleQueue()
    jobs = Jobs(1)

    def work(job: Job) -> None:
        seen.put(noted.get())
        noted.set("by the job")

    noted.set("here")
    jobs.start(Job(work))
    noted.set("elsewhere")
    jobs.start(Job(work))
    assert [seen.get(timeout=5), seen.get(timeout=5)] == ["here", "elsewhere"]
    assert noted.get() == "elsewhere"
    assert jobs.close(5)
