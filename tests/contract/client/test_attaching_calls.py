"""The page's calls about files of the disk that are attached, through the bridge and over real HTTP."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from addin.lib.core.attach_plan import Plan
from addin.lib.core.documents import ActiveDocument
from addin.lib.emulator import Fault

from ...gates import Gate
from .offices import Office, OpenOffice

pytestmark = pytest.mark.long_only


def states(job: dict[str, Any]) -> list[str]:
    """Return the state of each file of a report."""
    return [file["state"] for file in job["files"]]


def reasons(job: dict[str, Any]) -> list[str]:
    """Return the reference of each file's problem, empty for none."""
    return [file["problem"]["reference"] if file["problem"] else "" for file in job["files"]]


def bring_up(office: Office) -> None:
    """Make the design the active document."""
    bench = office.bench
    office.app.change_document(
        ActiveDocument(
            "saved", "Gear", project_id=bench.project, item_id=bench.design_item, version_id=bench.design
        )
    )


# What is chosen, and what would be done.


def test_the_plan_names_all_that_will_be_done(office: Office) -> None:
    plan = office.plan("Datasheet.pdf", "List.xlsx")
    assert plan["design"] == {**office.document, "version": 1, "tip": 1}
    assert (plan["folder"], plan["problem"], plan["tipWarning"]) == ("Parts", None, "")
    assert "removed" in plan["warning"]
    new, old = plan["files"]
    assert (new["choice"], new["choices"], new["item"]) == ("item", ["item", "skip"], None)
    assert (new["icon"], new["size"]) == ("pdf", len("content of Datasheet.pdf"))
    assert (old["choice"], old["item"], old["freeName"]) == (
        "version",
        {"name": "List.xlsx", "version": 1},
        "List (2).xlsx",
    )
    assert office.host.asked == [{"title": "Attach files to the design", "multiple": True}]
    assert office.refs() == []


def test_they_go_into_the_folder_that_is_named(office: Office) -> None:
    seed, bench = office.bench.service.seed, office.bench
    folder = seed.add_folder(bench.root, name="Papers", created="2026-01-01T10:00:00Z", by="SAMPLEUSER01")
    office.host.files = tuple(office.write("List.xlsx"))
    chosen = office.call("files.choose")
    plan = office.call("files.plan", chosenId=chosen["chosenId"], document=office.document, folderId=folder)
    assert plan["folder"] == "Papers"
    assert [file["choice"] for file in plan["files"]] == ["item"]  # that name is taken beside the design only


def test_nothing_chosen_is_nothing_to_plan(office: Office) -> None:
    assert office.call("files.choose") == {"chosenId": None, "count": 0}


def test_an_older_version_of_the_design_is_said_to_be_one(office: Office) -> None:
    office.bench.service.seed.add_version(
        office.bench.design_item, size=5, created="2026-02-01T10:00:00Z", by="SAMPLEUSER01"
    )
    plan = office.plan("a.txt")
    assert (plan["design"]["version"], plan["design"]["tip"]) == (1, 2)
    assert "v2" in plan["tipWarning"]


@pytest.mark.parametrize("is_seen", [True, False])
def test_what_is_attached_is_shown_at_once_however_late_the_service_tells_it(
    office: Office, *, is_seen: bool
) -> None:
    bring_up(office)
    if is_seen:
        assert office.call("design.relations")["relations"] == []
    plan = office.plan("a.txt")
    office.bench.service.policies.change("late-write", "2")
    assert states(office.report(office.attach(plan))) == ["attached"]
    for _ in range(2):
        found = office.call("design.relations")["relations"]
        assert [(row["group"], row["otherName"]) for row in found] == [("attachments", "a.txt")]
        office.bench.service.clock.advance(60)


def test_what_may_have_been_attached_is_looked_for_again(office: Office) -> None:
    service = office.bench.service
    bring_up(office)
    assert office.call("design.relations")["relations"] == []
    refs = "*/relationships/refs"
    plan = office.plan("a.txt")
    service.add_fault(Fault(method="POST", path=refs, nth=(1,), action="reset-after"))
    service.add_fault(Fault(method="GET", path=refs, status=403, body="{}"))
    assert states(office.report(office.attach(plan))) != ["attached"]
    service.clear_faults()
    [row] = office.call("design.relations")["relations"]
    assert row["otherName"] == "a.txt"


def test_who_may_not_write_is_told_before_anything_is_sent(office: Office) -> None:
    bench = office.bench
    bench.service.add_fault(Fault(method="POST", path="*/commands", status=200, body=no_permission()))
    plan = office.plan("a.txt")
    assert plan["problem"]["reference"] == "attach.no-permission"
    bench.service.clear_log()
    assert office.fail_to(office.attach(plan))["data"]["reference"] == "attach.no-permission"
    assert not bench.service.log


def no_permission() -> str:
    """Return an answer that allows nothing."""
    return (
        '{"data": {"type": "commands", "attributes": {"extension": {"type": "commands:autodesk.core:Check'
        'Permission", "version": "1.0.0", "data": {"permissions": []}}}}}'
    )


def test_a_problem_of_a_file_stands_on_its_row(office: Office) -> None:
    office.write("a.txt")
    office.host.files = (office.folder / "none.txt", *office.write("empty.txt", content=""))
    chosen = office.call("files.choose")
    plan = office.call("files.plan", chosenId=chosen["chosenId"], document=office.document)
    assert [file["problem"]["reference"] for file in plan["files"]] == [
        "transfers.unreadable",
        "attach.empty-file",
    ]
    assert [file["choices"] for file in plan["files"]] == [["skip"], ["item", "skip"]]


def test_without_a_saved_design_there_is_no_dialog(office: Office) -> None:
    for state, reference in (("none", "document.none"), ("unsaved", "document.unsaved")):
        office.app.change_document(ActiveDocument(state))  # pyright: ignore[reportArgumentType]
        assert office.fail("files.choose")["data"]["reference"] == reference
    assert office.host.asked == []


@pytest.mark.parametrize("method", ["files.choose", "files.jobs", "edits.list"])
def test_nobody_signed_in(office: Office, method: str) -> None:
    office.call("account.signOut")
    assert office.fail(method)["data"]["reference"] == "sign-in.needed"


def test_what_is_not_known_any_more_is_chosen_anew(office: Office) -> None:
    first = office.plan("a.txt")
    for number in range(8):
        office.plan(f"{number}.txt")
    for planned in (first["planId"], "none"):
        reply = office.fail("files.attach", planId=planned, choices=["item"])
        assert reply["data"]["reference"] == "attach.plan-gone"
    kept = office.app.attachings.find(office.app.sign_ins.require(), office.plan("b.txt")["planId"], Plan)
    assert kept.files[0].name == "b.txt"


def test_choices_that_are_none_are_refused(office: Office) -> None:
    plan = office.plan("a.txt")
    for choices in ("item", [], ["any"]):
        assert office.fail("files.attach", planId=plan["planId"], choices=choices)["code"] == -32602
    reply = office.fail("files.attach", planId=plan["planId"], choices=["version"])
    assert reply["data"]["reference"] == "attach.bad-choice"


# Done.


def test_just_what_was_chosen_is_done(office: Office) -> None:
    plan = office.plan("a.txt", "List.xlsx", "c.txt")
    number = office.attach(plan, **{"List.xlsx": "both", "c.txt": "skip"})
    job = office.report(number)
    assert [(file["name"], file["state"]) for file in job["files"]] == [
        ("a.txt", "attached"),
        ("List (2).xlsx", "attached"),
        ("c.txt", "skipped"),
    ]
    assert job["isFinished"]
    assert (job["designName"], job["versionId"]) == ("Gear", office.bench.design)
    assert office.refs() == sorted(file["versionId"] for file in job["files"] if file["versionId"])
    assert [len(office.versions(name)) for name in ("a.txt", "List.xlsx", "c.txt")] == [1, 1, 0]
    assert office.call("files.jobs") == {"jobs": []}


def test_progress_comes_with_the_steps_of_each_file(office: Office) -> None:
    number = office.attach(office.plan("a.txt", "b.txt"))
    office.report(number)
    told = [step for part in office.parts(number) for step in part["steps"]]
    assert {step[0] for step in told if step[1] == "done"} == {0, 1}
    assert all(part["jobId"] for part in office.parts(number))
    progress = [m["params"] for m in office.page.messages if m.get("method") == "job.progress"]
    assert progress
    assert progress[-1]["done"] <= progress[-1]["total"]


@pytest.mark.long_only
def test_five_hundred_files_are_told_of_in_few_messages(office: Office) -> None:
    plan = office.plan(*(f"{number}.txt" for number in range(500)))
    number = office.attach(plan)
    reply = office.page.wait_for(lambda message: message.get("id") == number, 120)
    assert set(states(reply["result"]["job"])) == {"attached"}
    assert len(office.refs()) == len(set(office.refs())) == 500
    steps = [len(part["steps"]) for part in office.parts(number)]
    assert sum(steps) < 500 * 6
    assert len(steps) < 500


def test_a_file_that_changed_since_the_plan_is_not_sent(office: Office) -> None:
    plan = office.plan("a.txt", "b.txt")
    office.write("a.txt", content="more than before, for sure")
    job = office.report(office.attach(plan))
    assert states(job) == ["failed", "attached"]
    assert reasons(job)[0] == "transfers.file-changed"


def test_a_file_that_grows_while_it_is_sent_is_not_attached(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(monkeypatch, "upload")
    plan = office.plan("a.txt")
    number = office.attach(plan)
    office.page.wait_for(
        lambda message: (
            message.get("method") == "job.part"
            and any(step[1] == "upload" and step[2] for step in message["params"]["part"]["steps"])
        )
    )
    with (office.folder / "a.txt").open("a", encoding="utf-8") as file:
        file.write("more")
    gate.open()
    job = office.report(number)
    assert (states(job), reasons(job)) == (["failed"], ["transfers.file-changed"])
    assert job["files"][0]["leftovers"] == 1
    assert (office.versions("a.txt"), office.refs()) == ([], [])


def test_a_job_keeps_its_version_whatever_is_open_by_then(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(monkeypatch, "item")
    number = office.attach(office.plan("a.txt"))
    office.wait_for_step(number, "item")
    office.app.change_document(ActiveDocument("none"))
    gate.open()
    job = office.report(number)
    assert (states(job), job["versionId"]) == (["attached"], office.bench.design)
    assert len(office.refs()) == 1


def test_reading_only_attaches_nothing(office: Office) -> None:
    plan = office.plan("a.txt")
    office.app.settings.load = lambda: read_only(office)
    try:
        assert office.plan("a.txt")["problem"]["reference"] == "settings.read-only"
        office.bench.service.clear_log()
        for method in ("files.attach", "files.resume", "edits.send", "edits.offer"):
            reply = office.fail(method, planId=plan["planId"], choices=["item"], jobId="x", id="x")
            assert reply["data"]["reference"] == "settings.read-only"
        assert not office.bench.service.log
    finally:
        del office.app.settings.load


def read_only(office: Office) -> Any:
    """Return the settings as where administrators allow reading only."""
    loaded = type(office.app.settings).load(office.app.settings)
    return replace(loaded, settings=replace(loaded.settings, read_only=True))


# Stopped, left, and gone on with.


STEPS = ("storage", "upload", "item", "ref")


@pytest.mark.parametrize("step", STEPS)
def test_what_is_given_up_says_what_was_made(
    office: Office, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    Gate(monkeypatch, step)
    number = office.attach(office.plan("a.txt"))
    job_id = office.wait_for_step(number, step)
    assert office.call("files.stop", jobId=job_id) == {"isStopped": True}
    job = office.report(number)
    assert states(job) == ["stopped"]
    made = office.versions("a.txt")
    assert len(made) == (step == "ref")
    assert job["files"][0]["versionId"] == "".join(made)
    assert office.refs() == []
    assert office.call("files.jobs") == {"jobs": []}
    assert office.call("files.stop", jobId=job_id) == {"isStopped": False}


def test_a_call_that_is_cancelled_gives_the_job_up(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    Gate(monkeypatch, "storage")
    number = office.attach(office.plan("a.txt"))
    job_id = office.wait_for_step(number, "storage")
    running = office.app.attachings.find_running(office.app.sign_ins.require(), job_id)
    assert running
    office.ask("job.cancel", id=number)
    assert office.answer(number)["error"]["data"]["reference"] == "job.cancelled"
    assert running.wait(20)
    assert office.call("files.jobs") == {"jobs": []}
    assert office.versions("a.txt") == []


def test_a_page_that_is_new_follows_the_job_and_the_end_is_told(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(monkeypatch, "item")
    number = office.attach(office.plan("a.txt"))
    job_id = office.wait_for_step(number, "item")
    office.call("app.ready")
    [job] = office.call("files.jobs")["jobs"]
    assert (job["id"], job["isRunning"], job["isHere"]) == (job_id, True, True)
    following = office.ask("files.follow", jobId=job_id)
    office.wait_for_step(following, "item")
    gate.open()
    followed = office.report(following)
    ended = office.page.notification("job.ended")
    assert (ended["method"], ended["problem"]) == ("files.attach", None)
    assert ended["result"]["job"] == followed
    assert states(followed) == ["attached"]
    assert office.call("files.follow", jobId=job_id) == {"job": None}


def test_a_page_that_follows_and_goes_stops_nothing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    gate = Gate(monkeypatch, "item")
    number = office.attach(office.plan("a.txt"))
    job_id = office.wait_for_step(number, "item")
    following = office.ask("files.follow", jobId=job_id)
    office.ask("job.cancel", id=following)
    office.answer(following)
    gate.open()
    assert states(office.report(number)) == ["attached"]


@pytest.mark.parametrize("step", STEPS)
def test_what_the_end_of_the_program_interrupts_is_gone_on_with_by_the_next(
    open_office: OpenOffice, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = open_office()
    gate = Gate(monkeypatch, step)
    number = first.attach(first.plan("a.txt", "List.xlsx"))
    job_id = first.wait_for_step(number, step)
    assert first.app.close()
    gate.open()
    second = open_office()
    [job] = second.call("files.jobs")["jobs"]
    assert (job["id"], job["isRunning"], job["isHere"]) == (job_id, False, False)
    assert (job["designName"], set(states(job)) <= {"unfinished", "attached"}) == ("Gear", True)
    job = second.report(second.ask("files.resume", jobId=job_id))
    assert states(job) == ["attached", "attached"]
    assert [len(second.versions(name)) for name in ("a.txt", "List.xlsx")] == [1, 2]
    assert second.refs() == sorted(file["versionId"] for file in job["files"])
    assert second.call("files.jobs") == {"jobs": []}


def test_an_unfinished_job_may_be_given_up(open_office: OpenOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    first = open_office()
    gate = Gate(monkeypatch, "storage")
    job_id = first.wait_for_step(first.attach(first.plan("a.txt")), "storage")
    assert first.app.close()
    gate.open()
    second = open_office()
    assert states(second.report(second.ask("files.giveUp", jobId=job_id))) == ["stopped"]
    assert second.call("files.jobs") == {"jobs": []}
    assert second.call("files.giveUp", jobId="none") == {"job": None}
    assert second.call("files.resume", jobId="none") == {"job": None}


def test_two_that_go_on_with_a_job_share_it(open_office: OpenOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    first = open_office()
    gate = Gate(monkeypatch, "storage")
    job_id = first.wait_for_step(first.attach(first.plan("a.txt")), "storage")
    assert first.app.close()
    gate.open()
    second = open_office()
    numbers = [second.ask("files.resume", jobId=job_id) for _ in range(2)]
    assert {tuple(states(second.report(number))) for number in numbers} <= {("attached",), ("unfinished",)}
    assert len(second.versions("a.txt")) == len(second.refs()) == 1


def test_signing_out_in_mid_work_leaves_it_for_when_the_person_is_back(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(monkeypatch, "item")
    number = office.attach(office.plan("a.txt"))
    office.wait_for_step(number, "item")
    office.call("account.signOut")
    gate.open()
    assert states(office.report(number)) == ["unfinished"]
    office.call("account.signIn")
    [job] = office.call("files.jobs")["jobs"]
    assert states(office.report(office.ask("files.resume", jobId=job["id"]))) == ["attached"]
    assert len(office.versions("a.txt")) == len(office.refs()) == 1


def test_forgetting_everything_ends_what_is_under_way(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    Gate(monkeypatch, "item")
    number = office.attach(office.plan("a.txt"))
    office.wait_for_step(number, "item")
    office.call("settings.forgetEverything")
    office.report(number)
    assert not list(office.folder.parent.glob("accounts/*/*"))


def test_a_job_whose_journal_cannot_be_written_says_so(office: Office) -> None:
    plan = office.plan("a.txt")
    folder = office.app.account_folder(office.app.sign_ins.require())
    (folder / "journal.sqlite").mkdir(parents=True)
    assert office.fail_to(office.attach(plan))["data"]["reference"] == "store.no-journal"


def test_the_rest_of_the_page_is_free_while_jobs_are_at_work(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(monkeypatch, "item")
    numbers = [office.attach(office.plan(f"{number}.txt")) for number in range(4)]
    for number in numbers:
        office.wait_for_step(number, "item")
    assert len(office.call("files.jobs")["jobs"]) == 4
    gate.open()
    assert [states(office.report(number)) for number in numbers] == [["attached"]] * 4
