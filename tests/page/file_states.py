"""States in which files are attached or edited: planned, on their way, ended, unfinished, changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .conftest import Palette, problem

TIMED_OUT = problem("http.timeout", message="127.0.0.1 did not answer in time.")


def open_design(palette: Palette) -> None:
    palette.page.get_by_role("tab", name="This design").click()


def files_planned(palette: Palette) -> None:
    open_design(palette)
    palette.page.locator("#panel-design").get_by_role("button", name="Attach files…").first.click()
    palette.page.locator(".file-row").first.wait_for()


def files_refused(palette: Palette) -> None:
    palette.host("filePlan.problem = it", NO_PERMISSION)
    palette.host("filePlan.tipWarning = 'The ref will point at v6, which is open, not at v8, the latest.'")
    files_planned(palette)


def files_attaching(palette: Palette) -> None:
    palette.host("hold('files.attach')")
    files_planned(palette)
    palette.page.locator("dialog[open] .primary").click()
    palette.wait_for_calls("files.attach")
    steps = [[0, "upload", 3100000, 4810000], [1, "done", 1, 1], [2, "ref", 1, 1]]
    palette.host(
        "notify('job.part', {id: testHost.last('files.attach').id, part: it})",
        {"jobId": "j1", "steps": steps},
    )
    palette.host("notify('job.progress', {id: testHost.last('files.attach').id, done: 62, total: 100})")


def files_in_background(palette: Palette) -> None:
    files_attaching(palette)
    palette.page.get_by_role("button", name=palette.text("files.hide")).click()
    palette.page.locator(".job-strip .note").wait_for()


def files_attached(palette: Palette) -> None:
    files_planned(palette)
    palette.host("answer('files.attach', {job: testHost.fileJob([])})")
    palette.page.locator("dialog[open] .primary").click()
    palette.page.locator("dialog[open] .note-done").wait_for()


def files_ended(palette: Palette) -> None:
    palette.host("failures = it", [TIMED_OUT, NAME_TAKEN])
    palette.host(
        "answer('files.attach', {job: testHost.fileJob([], {isFinished: false, files: ["
        "testHost.fileReport(testHost.filePlan.files[0], 'attached'),"
        "testHost.fileReport(testHost.filePlan.files[1], 'failed',"
        " {problem: testHost.failures[1], leftovers: 1}),"
        "testHost.fileReport(testHost.filePlan.files[2], 'unfinished', {problem: testHost.failures[0]}),"
        "testHost.fileReport(testHost.filePlan.files[3], 'skipped'),"
        "testHost.fileReport(testHost.filePlan.files[4], 'stopped', {versionId: 'v'})]})})"
    )
    files_planned(palette)
    palette.page.locator("dialog[open] .primary").click()
    palette.page.locator(".file-state.is-failed").wait_for()


def files_unfinished(palette: Palette) -> None:
    palette.row("Meridian Drives").wait_for()
    palette.host(
        "answer('files.jobs', {jobs: [testHost.fileJob([], {isFinished: false, files:"
        " testHost.filePlan.files.map(file => testHost.fileReport(file,"
        " file.number < 2 ? 'unfinished' : 'attached'))})]})"
    )
    reread(palette)
    palette.page.locator(".job-strip .note").wait_for()


def reread(palette: Palette) -> None:
    """Let the person be gone and come back, so that all is asked for anew."""
    for account in ("null", "known.account"):
        palette.host(
            "methods['account.read']({}) && ((known) =>"
            f" testHost.notify('account.changed', {{...known, account: {account}, why: null}}))"
            "(testHost.methods['account.read']({}))"
        )
    open_design(palette)
    palette.page.locator(".relation").first.wait_for()


def files_giving_up(palette: Palette) -> None:
    files_unfinished(palette)
    palette.page.get_by_role("button", name=palette.text("files.give-up")).click()
    palette.page.locator("dialog[open] .note-warning").wait_for()


def edits_shown(palette: Palette, *edits: str) -> None:
    palette.row("Meridian Drives").wait_for()
    palette.host(f"answer('edits.list', {{edits: [{', '.join(edits)}]}})")
    reread(palette)
    palette.page.locator(".edit-strip > div").first.wait_for()


def edit_changed(palette: Palette) -> None:
    edits_shown(
        palette,
        "testHost.editOf('e1', testHost.items[5], 'changed')",
        "testHost.editOf('e2', testHost.items[6], 'watched')",
    )
    palette.page.locator(".edit-strip .primary").wait_for()


def edit_newer(palette: Palette) -> None:
    palette.host(
        "answer('edits.offer', {...testHost.methods['edits.offer']({id: 'e1'}), isNewer: true, tip: 4,"
        " next: 5, tipWarning: 'The ref will point at v8, which is open, not at v9, the latest.'})"
    )
    edit_changed(palette)


def edit_without_design(palette: Palette) -> None:
    palette.host("fail('edits.offer', it)", NO_DOCUMENT)
    edits_shown(palette, "testHost.editOf('e1', testHost.items[5], 'changed')")
    palette.page.locator(".edit-strip .note").wait_for()


def edit_refused(palette: Palette) -> None:
    open_design(palette)
    palette.page.locator(".relation").first.wait_for()
    palette.page.locator(".relation", has_text="BOM").get_by_role("button").first.click()
    palette.page.locator(".edit-strip .note").wait_for()


NO_PERMISSION = problem(
    "attach.no-permission", message="You may not add files to this folder: upload, create is not allowed."
)
NAME_TAKEN = problem("attach.name-taken", message='The folder has an item called "Gearbox BOM.xlsx" by now.')
NO_DOCUMENT = problem("document.none")
PROGRAM = problem(
    "edits.program", message='"Gearbox BOM.exe" is a program or leads to one, and is not opened from here.'
)

FILE_STATES: dict[str, tuple[Callable[[Palette], None], dict[str, Any]]] = {
    "90 files planned": (files_planned, {}),
    "91 files refused": (files_refused, {}),
    "92 files attaching": (files_attaching, {}),
    "93 files in background": (files_in_background, {}),
    "94 files attached": (files_attached, {}),
    "95 files ended": (files_ended, {}),
    "96 files unfinished": (files_unfinished, {}),
    "97 files giving up": (files_giving_up, {}),
    "98 edit changed": (edit_changed, {}),
    "98 edit newer": (edit_newer, {}),
    "99 edit without design": (edit_without_design, {}),
    "99 edit refused": (edit_refused, {"fail": {"edits.start": PROGRAM}}),
}
