"""The page's calls about files of the disk that are attached to a design.

    files.choose    the host's dialog; the paths stay here, under an id that the plan is asked for with
    files.plan      what would be done with them; kept here as well, so that just this is carried out
    files.attach    does it with the choices made; blocks, and tells how far it is
    files.follow    tells how far a job is that runs already, as for a page that is new
    files.stop      gives up a job that runs: `files.attach` and `files.follow` then end with its report
    files.jobs      what has not come to its end
    files.resume    goes on with such a job; as `files.attach`
    files.giveUp    stops such a job for good

How far a job is comes as parts {"jobId", "steps": [[file, step, bytes so far, bytes in all]]}, a few a second
at most, each with the files that have come on since the one before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event
from typing import Any

from ..core.attach_entries import FileReport, JobReport
from ..core.attach_plan import Choice, Chosen, Plan, PlannedFile, plan_files
from ..core.attach_target import AttachTarget, read_target
from ..core.attachings import Running
from ..errors import DataBrowserError, NotAllowed, SignInError
from ..texts import Wording, load_texts
from .methods import Method, Params, Services, read_document
from .protocol import INVALID_PARAMS, ProtocolError
from .rows import file_icon, to_iso
from .words import ref_text

LOOK_SECONDS = 0.2
_CHOICES: tuple[Choice, ...] = ("item", "version", "both", "skip")


@dataclass(frozen=True)
class _Paths:
    """The files that were chosen."""

    paths: tuple[Path, ...]


def _choose(services: Services, params: Params, cancelled: Event) -> object:
    session = services.sign_ins.require()
    services.document.require_saved()
    paths = services.host.choose_files(
        load_texts(services.language)["dialogs"]["attach-files"], multiple=True
    )
    if not paths:
        return {"chosenId": None, "count": 0}
    return {"chosenId": services.attachings.keep(session, _Paths(paths)), "count": len(paths)}


def _plan(services: Services, params: Params, cancelled: Event) -> object:
    session = services.sign_ins.require()
    document = read_document(params.part("document"))
    chosen = services.attachings.find(session, params.text("chosenId"), _Paths)
    plan = plan_files(
        session.client,
        document.project_id,
        version_id=document.version_id,
        files=[Chosen(path) for path in chosen.paths],
        folder_id=params.optional_text("folderId"),
    )
    if services.settings.now.read_only:
        plan = replace(plan, problem=NotAllowed("settings.read-only"))
    target = read_target(
        session.client, plan.project_id, version_id=plan.version_id, folder_id=plan.folder_id
    )
    return {
        "planId": services.attachings.keep(session, plan),
        "design": design_row(plan.project_id, plan.version_id, target),
        "folder": target.folder_name,
        "problem": problem_row(plan.problem),
        "warning": ref_text("permanent"),
        "tipWarning": tip_warning(target),
        "files": [_planned_row(number, file) for number, file in enumerate(plan.files)],
    }


def _attach(services: Services, params: Params, cancelled: Event) -> object:
    session = services.sign_ins.require()
    if services.settings.now.read_only:
        raise NotAllowed("settings.read-only")
    plan = services.attachings.find(session, params.text("planId"), Plan)
    choices = params.any("choices")
    if not isinstance(choices, list) or len(choices) != len(plan.files):
        raise ProtocolError(INVALID_PARAMS, '"choices" has not one for each file')
    for number, choice in enumerate(choices):
        if choice not in _CHOICES:
            raise ProtocolError(INVALID_PARAMS, '"choices" has what is no choice')
        if choice != plan.files[number].choice:
            plan = plan.choose(number, choice)
    return _job_row(follow(services, services.attachings.start(session, plan), cancelled))


def _follow(services: Services, params: Params, cancelled: Event) -> object:
    running = services.attachings.find_running(services.sign_ins.require(), params.text("jobId"))
    return {"job": None} if running is None else _job_row(watch(services, running, cancelled))


def _stop(services: Services, params: Params, cancelled: Event) -> object:
    running = services.attachings.find_running(services.sign_ins.require(), params.text("jobId"))
    if running:
        running.give_up()
    return {"isStopped": running is not None}


def _jobs(services: Services, params: Params, cancelled: Event) -> object:
    session = services.sign_ins.require()
    jobs = services.attachings.list_jobs(session)
    running = {job.id for job in jobs if services.attachings.find_running(session, job.id)}
    return {"jobs": [{**report_row(job), "isHere": job.id in running} for job in jobs]}


def _resume(services: Services, params: Params, cancelled: Event) -> object:
    session = services.sign_ins.require()
    if services.settings.now.read_only:
        raise NotAllowed("settings.read-only")
    return _job_row(follow(services, services.attachings.resume(session, params.text("jobId")), cancelled))


def _give_up(services: Services, params: Params, cancelled: Event) -> object:
    return _job_row(services.attachings.give_up(services.sign_ins.require(), params.text("jobId")))


def follow(services: Services, running: Running, cancelled: Event) -> JobReport | None:
    """Tell how far a job is until it has ended, and return its report; give it up once `cancelled` is set."""
    report = watch(services, running, cancelled)
    if report is None and cancelled.is_set():
        running.give_up()
    return report


def watch(services: Services, running: Running, cancelled: Event) -> JobReport | None:
    """Tell how far a job is until it has ended, and return its report; None once `cancelled` is set."""
    services.bridge.note_part({"jobId": running.id, "steps": []})
    mark, is_over = 0, False
    while not is_over:
        is_over = running.wait(LOOK_SECONDS)
        if cancelled.is_set() and not is_over:
            return None
        mark, steps = running.steps_since(mark)
        if steps:
            services.bridge.note_part({"jobId": running.id, "steps": steps})
            services.bridge.note_progress(*running.measure())
    report = running.result()
    for file in report.files if report else ():
        problem = file.problem
        if problem and problem.reference.startswith("sign-in."):
            # If that was the end of it for good: the page must not show a name.
            services.sign_ins.end(SignInError(problem.reference, **problem.context))
            break
    return report


def design_row(project_id: str, version_id: str, target: AttachTarget) -> dict[str, Any]:
    """Return a design's version as the page shows it and sends it back."""
    return {
        "projectId": project_id,
        "itemId": target.item_id,
        "versionId": version_id,
        "name": target.design_name,
        "version": target.number,
        "tip": target.tip_number,
    }


def tip_warning(target: AttachTarget) -> Wording | str:
    """Say that the design's version is not the latest; empty where it is."""
    return "" if target.is_tip else ref_text("not-tip", version=target.number, tip=target.tip_number)


def report_row(report: JobReport) -> dict[str, Any]:
    """Return what became of a job, as the page shows it."""
    return {
        "id": report.id,
        "created": to_iso(report.created),
        "projectId": report.project_id,
        "versionId": report.version_id,
        "designName": report.design_name,
        "isRunning": report.is_running,
        "isFinished": report.is_finished,
        "files": [_file_row(file) for file in report.files],
    }


def problem_row(problem: DataBrowserError | None) -> dict[str, Any] | None:
    """Return an error as the page shows it, None for none."""
    return problem.as_dict() if problem else None


def _job_row(report: JobReport | None) -> dict[str, Any]:
    return {"job": report_row(report) if report else None}


def _file_row(file: FileReport) -> dict[str, Any]:
    return {
        "number": file.number,
        "name": file.name,
        "path": str(file.path),
        "icon": file_icon(file.name),
        "size": file.size,
        "state": file.state,
        "step": file.step,
        "wasThere": file.was_there,
        "itemId": file.item_id,
        "versionId": file.version_id,
        "leftovers": len(file.leftovers),
        "problem": problem_row(file.problem),
    }


def _planned_row(number: int, file: PlannedFile) -> dict[str, Any]:
    return {
        "number": number,
        "name": file.name,
        "path": str(file.path),
        "icon": file_icon(file.name),
        "size": file.size,
        "choice": file.choice,
        "choices": list(file.choices),
        "item": {"name": file.item.name, "version": file.number or None} if file.item else None,
        "freeName": file.free_name,
        # Nothing for the user to do where it was chosen twice; else it is.
        "problem": problem_row(file.problem),
    }


METHODS: Mapping[str, Method] = {
    "files.choose": _choose,
    "files.plan": _plan,
    "files.attach": _attach,
    "files.follow": _follow,
    "files.stop": _stop,
    "files.jobs": _jobs,
    "files.resume": _resume,
    "files.giveUp": _give_up,
}
