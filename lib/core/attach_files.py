"""Files of the disk attached to a design, as one job in the journal.

    plan_files -> Plan      what would be done, and what is in the way; nothing is written
    attach_files            does it; blocks
    list_jobs               what has not come to its end, by the journal alone
    resume_jobs             goes on with it, as after a restart; blocks

Each file ends as attached, skipped, stopped or failed, or stays unfinished with its reason. Nothing that was
made is deleted: the service has no way.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from ..errors import DataBrowserError, StoreError
from ..store.journal import Entry, Job, Journal, new_job_id
from .attach_entries import KIND, OPEN, Asked, JobReport, report_files, track_files
from .attach_plan import Plan
from .attach_run import Means, Run
from .attach_sending import FileProgress


def never() -> bool:
    """Say no: where nobody closes a program, whatever is cancelled is given up."""
    return False


def attach_files(
    means: Means,
    plan: Plan,
    *,
    job_id: str = "",
    progress: FileProgress | None = None,
    cancelled: threading.Event | None = None,
    is_closing: Callable[[], bool] = never,
) -> JobReport:
    """Carry out a plan, and tell what became of each file; `job_id` is for who must know it before.

    `cancelled` ends it within a request's time: what is made stays, and the rest is stopped for good, unless
    `is_closing` says that the program ends; then it goes on when it is resumed. Raises the plan's own
    `problem` before anything is written, and `StoreError` when the journal cannot be written: then nothing
    further is sent, and what is recorded goes on when it is resumed.
    """
    if plan.problem:
        raise plan.problem
    asked = Asked.of(plan)
    entries = [
        Entry(number, "skipped", "storage", _why(file.problem))
        if file.choice == "skip"
        else Entry(number, "open", "storage")
        for number, file in enumerate(plan.files)
    ]
    job_id = job_id or new_job_id()
    with means.journal.hold(job_id):
        means.journal.add(job_id, KIND, asked=asked.as_dict(), entries=entries)
        run = Run(means, job_id, progress=progress, cancelled=cancelled, is_closing=is_closing)
        return run.work()


def resume_job(
    means: Means,
    job_id: str,
    *,
    progress: FileProgress | None = None,
    cancelled: threading.Event | None = None,
    is_closing: Callable[[], bool] = never,
) -> JobReport | None:
    """Go on with a job that has not come to its end; None where there is no such job any more.

    Nothing is done where somebody is at work on it: `is_running` says so. Raises as `attach_files` does.
    """
    try:
        with means.journal.hold(job_id):
            if means.journal.find(job_id) is None:
                return None
            run = Run(means, job_id, progress=progress, cancelled=cancelled, is_closing=is_closing)
            return run.work()
    except StoreError as error:
        job = means.journal.find(job_id) if error.reference == "store.job-elsewhere" else None
        if job is None:
            raise
        return report_files(means.journal, job, is_running=True)


def resume_jobs(
    means: Means,
    *,
    progress_of: Callable[[str], FileProgress] | None = None,
    cancelled: threading.Event | None = None,
    is_closing: Callable[[], bool] = never,
) -> tuple[JobReport, ...]:
    """Go on with all jobs that have not come to their end, the oldest first, as `resume_job` does.

    `progress_of` returns, for a job's id, what is told how far its files are.
    """
    reports = (
        resume_job(
            means,
            job.id,
            progress=progress_of(job.id) if progress_of else None,
            cancelled=cancelled,
            is_closing=is_closing,
        )
        for job in means.journal.list_open(KIND)
    )
    return tuple(report for report in reports if report)


def list_jobs(journal: Journal) -> tuple[JobReport, ...]:
    """Return the jobs that have not come to their end, the oldest first; nothing is asked of the service."""
    return tuple(
        report_files(journal, job, is_running=_is_held(journal, job)) for job in journal.list_open(KIND)
    )


def give_up_job(journal: Journal, job_id: str) -> JobReport | None:
    """Stop for good what is unfinished in a job, without looking; what is known to exist is told.

    Returns None where there is no such job. Raises `StoreError` (`store.job-elsewhere`).
    """
    with journal.hold(job_id):
        job = journal.find(job_id)
        if job is None:
            return None
        _, files = track_files(journal, job)
        journal.write(job_id, *(file.changed(state="stopped") for file in files if file.state in OPEN))
        journal.finish(job_id)
        return report_files(journal, job)


def _why(problem: DataBrowserError | None) -> dict[str, object]:
    return {"problem": problem.as_record()} if problem else {}


def _is_held(journal: Journal, job: Job) -> bool:
    try:
        with journal.hold(job.id):
            return False
    except StoreError as error:
        if error.reference != "store.job-elsewhere":
            raise
        return True
