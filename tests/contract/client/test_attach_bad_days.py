"""Files of the disk attached to a design, on bad days: nothing doubled, nothing lost unsaid."""

from __future__ import annotations

import contextlib
import itertools
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from addin.lib.aps.refs import ATTACHMENT
from addin.lib.core.attach_files import attach_files, give_up_job, list_jobs, resume_job
from addin.lib.core.attach_plan import Plan
from addin.lib.core.parts import Carrier
from addin.lib.core.references import attach
from addin.lib.emulator import Emulator, Fault
from addin.lib.errors import AttachError, NetworkError, NotAllowed, StoreError
from addin.lib.http import HttpClient
from addin.lib.store.journal import FILE_NAME, Entry, Journal

from ..conftest import QUICK
from .desk import (
    CONTENTS,
    ITEMS,
    REFS,
    STORAGES,
    VERSIONS,
    Desk,
    Once,
    only,
    reason,
    states,
)

pytestmark = pytest.mark.long_only

Start = Callable[..., Emulator]
DeskOf = Callable[[Emulator], Desk]
LOST = ("reset-before", "reset-after", "answer-after", "truncate")
POLICIES = {
    "duplicate-ref": ("again", "conflict", "doubled"),
    "late-write": ("0", "2", "10"),
    "storage-reuse": ("accept", "conflict"),
    "same-name": ("conflict", "allow"),
    "created-version-includes-item": ("no", "yes"),
    "ref-inheritance": ("none", "outgoing", "all"),
}
EACH_POLICY = [(name, value) for name, values in POLICIES.items() for value in values]
TURNS = 8  # the suite has time for a part of the days, others for each policy


class Killed(BaseException):
    """The end of the process, as far as a job can tell."""


def lose(service: Emulator, path: str, action: str, *, nth: tuple[int, ...] | None = (1,)) -> None:
    """Let answers of POSTs be lost."""
    status = 504 if action == "answer-after" else None
    service.add_fault(Fault(method="POST", path=path, nth=nth, action=action, status=status))


def kill_at(desk: Desk, plan: Plan, writes: int) -> bool:
    """Carry out a plan in a process that ends with so many writes into its journal; false if it came through.

    The last of them is still on the disk.
    """
    journal = desk.means.journal
    left = itertools.count(writes - 1, -1)
    genuine = journal.write

    def write(job_id: str, *entries: Entry) -> None:
        genuine(job_id, *entries)
        if next(left) <= 0:
            raise Killed

    journal.write = write
    try:
        attach_files(desk.means, plan)
    except Killed:
        return True
    finally:
        journal.write = genuine
    return False


def check(desk: Desk, names: dict[str, int]) -> None:
    """Require so many versions under each name, and one ref for each that is not the seeded one."""
    made = []
    for name, count in names.items():
        versions = desk.versions(name)
        assert len(versions) == count, name
        made += [version.id for version in versions if version.id != desk.bench.file]
    assert desk.refs() == sorted(made)


# Lost answers.


@pytest.mark.long
@pytest.mark.parametrize(
    ("policy", "value", "turn"),
    [(*policy, number % TURNS) for number, policy in enumerate(EACH_POLICY)],
)
def test_a_lost_answer_doubles_nothing(
    start: Start, desk_of: DeskOf, policy: str, value: str, turn: int, extent: str
) -> None:
    desk = desk_of(start(hub="none", policies={policy: value}))
    days = list(itertools.product((STORAGES, ITEMS, VERSIONS, REFS), LOST))
    attached: list[str] = []
    for number, (path, action) in enumerate(days if extent == "full" else days[turn::TURNS]):
        new, old = f"New {number}.txt", f"Old {number}.txt"
        desk.service.clear_faults()
        desk.bench.make_item(old)
        desk.service.clock.advance(30)
        plan = desk.plan(*desk.write(new, old))
        lose(desk.service, path, action)
        report = desk.run(plan)
        assert states(report.files) == ["attached", "attached"], (
            path,
            action,
            list(map(reason, report.files)),
        )
        attached += [file.version_id for file in report.files]
        assert [len(desk.versions(name)) for name in (new, old)] == [1, 2], (path, action)
    assert desk.refs() == sorted(attached)


@pytest.mark.parametrize("path", [ITEMS, VERSIONS, REFS], ids=["item", "version", "ref"])
def test_what_stays_in_doubt_is_unfinished_and_is_looked_for_later(desk: Desk, path: str) -> None:
    plan = desk.plan(*desk.write("New.txt", "List.xlsx"))
    lose(desk.service, path, "reset-after")
    for look in (CONTENTS, "/data/v1/projects/*/items/*/versions", REFS):
        desk.service.add_fault(Fault(method="GET", path=look, status=503))
    report = desk.run(plan)
    assert set(states(report.files)) <= {"unfinished", "attached"}
    doubt = "refs.unconfirmed" if path == REFS else "attach.unconfirmed"
    assert doubt in map(reason, report.files)
    assert not report.is_finished
    assert [job.id for job in list_jobs(desk.means.journal)] == [report.id]
    desk.service.clear_faults()
    again = only(desk.resume())
    assert states(again.files) == ["attached", "attached"]
    check(desk, {"New.txt": 1, "List.xlsx": 2})


def test_a_service_that_never_answers_a_storage_leaves_the_file_unfinished(desk: Desk) -> None:
    lose(desk.service, STORAGES, "reset-after", nth=(1, 2))
    report = desk.attach("a.txt", "b.txt")
    assert sorted(states(report.files)) in (["attached", "unfinished"], ["attached", "attached"])
    desk.resume()
    check(desk, {"a.txt": 1, "b.txt": 1})


@pytest.mark.parametrize("duplicate", POLICIES["duplicate-ref"])
def test_a_ref_that_is_there_already_is_not_made_again(desk: Desk, duplicate: str) -> None:
    desk.service.policies.change("duplicate-ref", duplicate)
    made = desk.plan(*desk.write("a.txt"))
    lose(desk.service, REFS, "reset-after")
    # It is read only by the next run.
    desk.service.add_fault(Fault(method="GET", path=REFS, status=503))
    [file] = desk.run(made).files
    assert (file.state, reason(file)) == ("unfinished", "refs.unconfirmed")
    desk.service.clear_faults()
    [file] = only(desk.resume()).files
    assert (file.state, file.was_there) == ("attached", True)
    check(desk, {"a.txt": 1})


@pytest.mark.parametrize("duplicate", POLICIES["duplicate-ref"])
def test_a_ref_that_the_new_version_inherits_is_not_doubled(desk: Desk, duplicate: str) -> None:
    desk.service.policies.change("duplicate-ref", duplicate)
    desk.service.policies.change("ref-inheritance", "all")
    [first] = desk.attach("a.txt").files
    [second] = desk.attach("a.txt").files
    assert (second.state, second.was_there) == ("attached", True)
    assert desk.refs() == sorted([first.version_id, second.version_id])


def test_versions_that_are_readable_late_do_not_wait_one_behind_the_other(desk: Desk) -> None:
    desk.service.policies.change("late-write", "10")
    report = desk.attach(*(f"{number}.txt" for number in range(12)))
    assert set(states(report.files)) == {"attached"}
    # A few to learn how late they are; from then on one for each.
    assert desk.requests("POST", "/relationships/refs") < 12 + 10
    check(desk, {f"{number}.txt": 1 for number in range(12)})


# The process ends.


@pytest.mark.parametrize(
    ("late", "duplicate"),
    [
        pair if pair == ("10", "doubled") else pytest.param(*pair, marks=pytest.mark.long_only)
        for pair in itertools.product(POLICIES["late-write"], POLICIES["duplicate-ref"])
    ],
)
def test_a_process_that_ends_after_any_write_of_its_journal_doubles_nothing(
    start: Start, desk_of: DeskOf, late: str, duplicate: str
) -> None:
    policies = {"late-write": late, "duplicate-ref": duplicate}
    desk = desk_of(start(hub="none", policies=policies))
    writes, was_killed = 0, True
    while was_killed:
        writes += 1
        names = [f"New {writes}.txt", f"List {writes}.xlsx"]
        desk.attach(names[1])
        desk.service.clock.advance(30)
        made = desk.plan(*desk.write(*names))
        was_killed = kill_at(desk, made, writes)
        reports = desk.resume()
        assert len(reports) == was_killed
        assert all(states(report.files) == ["attached", "attached"] for report in reports)
        assert [len(desk.versions(name)) for name in names] == [1, 2]
        assert list_jobs(desk.means.journal) == ()
    refs = desk.refs()
    assert len(refs) == len(set(refs)) == 3 * writes
    assert writes > 10


@pytest.mark.parametrize("path", [ITEMS, VERSIONS, REFS], ids=["item", "version", "ref"])
@pytest.mark.parametrize("late", POLICIES["late-write"])
def test_a_process_that_ends_between_a_write_and_its_answer_doubles_nothing(
    start: Start, desk_of: DeskOf, late: str, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    policies = {"late-write": late, "duplicate-ref": "doubled", "same-name": "allow"}
    desk = desk_of(start(hub="none", policies=policies))
    made = desk.plan(*desk.write("New.txt", "List.xlsx"))
    lose(desk.service, path, "reset-after")
    with monkeypatch.context() as patch:
        # The first look is its last moment.
        patch.setattr("addin.lib.core.attach_making.look_for", die)
        patch.setattr("addin.lib.core.references.look_for", die)
        with pytest.raises(Killed):
            attach_files(desk.means, made)
    listed = only(list_jobs(desk.means.journal))
    assert {reason(file) for file in listed.files if file.state != "attached"} == {"attach.interrupted"}
    report = only(desk.resume())
    assert states(report.files) == ["attached", "attached"]
    check(desk, {"New.txt": 1, "List.xlsx": 2})


def die(*_: object, **__: object) -> None:
    raise Killed


def interrupted(desk: Desk, *names: str, writes: int = 2) -> str:
    """Let the process end in mid-upload; return the job's id."""
    assert kill_at(desk, desk.plan(*desk.write(*names)), writes)
    return only(list_jobs(desk.means.journal)).id


def test_a_file_that_changed_meanwhile_is_not_sent(desk: Desk) -> None:
    interrupted(desk, "a.txt")
    desk.write("a.txt", content="something else")
    [file] = only(desk.resume()).files
    assert (file.state, reason(file)) == ("failed", "transfers.file-changed")
    # The storage was made, and nothing will use it.
    assert len(file.leftovers) == 1
    assert desk.versions("a.txt") == []
    assert desk.resume() == ()


def test_a_file_that_is_gone_meanwhile_is_told(desk: Desk) -> None:
    interrupted(desk, "a.txt")
    (desk.folder / "a.txt").unlink()
    [file] = only(desk.resume()).files
    assert (file.state, reason(file)) == ("failed", "transfers.unreadable")


def test_a_file_that_is_uploaded_may_be_gone(desk: Desk) -> None:
    made = desk.plan(*desk.write("a.txt"))
    # storage, begin, all parts, uploaded
    assert kill_at(desk, made, 4)
    (desk.folder / "a.txt").unlink()
    [file] = only(desk.resume()).files
    assert file.state == "attached"
    check(desk, {"a.txt": 1})


@pytest.mark.parametrize("unknown", ["bad-input", "not-found"])
def test_an_upload_over_its_time_begins_anew_in_another_storage(desk: Desk, unknown: str) -> None:
    desk.service.policies.change("unknown-upload", unknown)
    interrupted(desk, "a.txt")
    desk.service.clock.advance(25 * 3600)
    service = desk.service
    renewed = service._issue_token()
    client = HttpClient(service.url, get_token=lambda rejected: renewed, retry=QUICK)
    with client:
        means = replace(desk.means, client=client, carrier=Carrier(client, desk.means.carrier.signed))
        bench = replace(desk.bench, client=client)
        later = replace(desk, means=means, bench=bench)
        [file] = only(later.resume()).files
        assert file.state == "attached"
        assert len(file.leftovers) == 1
        check(later, {"a.txt": 1})


def test_a_file_that_grows_while_it_is_sent_is_not_attached(desk: Desk) -> None:
    [path, other] = desk.write("log.txt", "other.txt")

    def grow(number: int, step: str, done: int, total: int) -> None:
        if number == 0 and step == "upload" and done == total:
            with path.open("a", encoding="utf-8") as file:
                file.write("more")

    report = attach_files(desk.means, desk.plan(path, other), progress=grow)
    assert states(report.files) == ["failed", "attached"]
    assert reason(report.files[0]) == "transfers.file-changed"
    assert len(report.files[0].leftovers) == 1
    check(desk, {"log.txt": 0, "other.txt": 1})


# Stopped.


@pytest.mark.parametrize("step", ["storage", "upload", "item", "ref"])
def test_what_is_stopped_stays_and_is_told(desk: Desk, step: str) -> None:
    cancelled = threading.Event()
    made = desk.plan(*desk.write("a.txt", "b.txt"))
    report = attach_files(desk.means, made, progress=Once(cancelled, step), cancelled=cancelled)
    assert report.is_finished
    assert set(states(report.files)) <= {"stopped", "attached"}
    assert report.files[0].state == "stopped"
    for file in report.files:
        versions = [version.id for version in desk.versions(file.name)]
        assert versions == ([file.version_id] if file.version_id else [])
    assert bool(report.files[0].version_id) == (step == "ref")
    assert desk.refs() == sorted(file.version_id for file in report.files if file.state == "attached")
    assert desk.resume() == ()


def test_what_the_end_of_the_program_stops_goes_on_later(desk: Desk) -> None:
    for number, step in enumerate(("storage", "upload", "item", "ref")):
        closing = threading.Event()
        names = [f"a{number}.txt", f"b{number}.txt"]
        made = desk.plan(*desk.write(*names))
        report = attach_files(
            desk.means, made, progress=Once(closing, step), cancelled=closing, is_closing=closing.is_set
        )
        assert "unfinished" in states(report.files)
        assert states(only(desk.resume()).files) == ["attached", "attached"]
        assert [len(desk.versions(name)) for name in names] == [1, 1]
    refs = desk.refs()
    assert len(refs) == len(set(refs)) == 8


def test_connections_that_are_closed_in_mid_work_leave_it_for_later(desk: Desk) -> None:
    made = desk.plan(*desk.write("a.txt", "b.txt"))
    client = HttpClient(desk.service.url, get_token=lambda rejected: desk.service.token, retry=QUICK)
    means = replace(desk.means, client=client, carrier=Carrier(client, desk.means.carrier.signed))

    def close(number: int, step: str, done: int, total: int) -> None:
        if step == "item":
            client.close()

    report = attach_files(means, made, progress=close)
    assert set(map(reason, report.files)) == {"attach.interrupted"}
    assert states(only(desk.resume()).files) == ["attached", "attached"]
    check(desk, {"a.txt": 1, "b.txt": 1})


@pytest.mark.parametrize("path", [ITEMS, REFS], ids=["item", "ref"])
@pytest.mark.parametrize("action", ["reset-before", "reset-after"])
def test_what_is_stopped_in_mid_doubt_is_only_looked_for(desk: Desk, path: str, action: str) -> None:
    cancelled = threading.Event()
    made = desk.plan(*desk.write("a.txt"))
    lose(desk.service, path, action)

    class Stopping:
        """Time in which the user loses patience."""

        def now(self) -> float:
            return 0.0

        def sleep(self, seconds: float) -> None:
            cancelled.set()

    def be_late(number: int, step: str, done: int, total: int) -> None:
        if step == ("item" if path == ITEMS else "ref"):
            desk.service.policies.change("late-write", "10")

    means = replace(desk.means, clock=Stopping())
    report = attach_files(means, made, progress=be_late, cancelled=cancelled)
    [file] = report.files
    assert file.state == "unfinished"
    assert reason(file) in ("attach.stopped-in-doubt", "refs.unconfirmed")
    posts = desk.requests("POST", "/items"), desk.requests("POST", "/relationships/refs")
    [file] = only(desk.resume()).files
    was_made = action == "reset-after"
    assert file.state == ("attached" if was_made and path == REFS else "stopped")
    assert bool(file.version_id) == (was_made or path == REFS)
    assert (desk.requests("POST", "/items"), desk.requests("POST", "/relationships/refs")) == posts
    assert len(desk.versions("a.txt")) == bool(file.version_id)
    assert len(desk.refs()) == (file.state == "attached")


def test_a_job_may_be_given_up(desk: Desk) -> None:
    job = interrupted(desk, "a.txt")
    report = give_up_job(desk.means.journal, job)
    assert report is not None
    assert states(report.files) == ["stopped"]
    assert len(report.files[0].leftovers) == 1
    assert desk.resume() == ()
    assert give_up_job(desk.means.journal, "none") is None
    assert resume_job(desk.means, "none") is None


# Refused.


def test_a_name_that_is_taken_meanwhile(desk: Desk) -> None:
    made = desk.plan(*desk.write("a.txt"))
    desk.bench.make_item("a.txt")
    [file] = desk.run(made).files
    assert (file.state, reason(file), file.item_id) == ("failed", "attach.name-taken", "")
    assert len(file.leftovers) == 1
    assert len(desk.versions("a.txt")) == 1


@pytest.mark.parametrize("late", POLICIES["late-write"])
def test_a_free_name_that_is_taken_meanwhile_is_passed_over(desk: Desk, late: str) -> None:
    made = desk.plan(*desk.write("List.xlsx"), on_collision="both")
    desk.service.policies.change("late-write", late)
    for number in (2, 3):
        desk.bench.make_item(f"List ({number}).xlsx")
    [file] = desk.run(made).files
    assert (file.state, file.name) == ("attached", "List (4).xlsx")
    assert [version.id for version in desk.versions("List (4).xlsx")] == [file.version_id]


def test_an_item_that_somebody_has_reserved_takes_no_version(desk: Desk) -> None:
    service = desk.service
    service._database.change(
        "UPDATE items SET reserved_by = 'SOMEBODY' WHERE id = ?", (desk.bench.file_item,)
    )
    report = desk.attach("List.xlsx", "b.txt")
    assert states(report.files) == ["failed", "attached"]
    assert len(report.files[0].leftovers) == 1
    check(desk, {"List.xlsx": 1, "b.txt": 1})


def test_a_ref_that_is_refused_leaves_the_item_and_says_so(desk: Desk) -> None:
    desk.service.add_fault(Fault(method="POST", path=REFS, status=403, body="{}"))
    [file] = desk.attach("a.txt").files
    assert (file.state, file.step) == ("failed", "ref")
    assert [version.id for version in desk.versions("a.txt")] == [file.version_id]


def test_reading_only_sends_nothing(desk: Desk) -> None:
    plan = desk.plan(*desk.write("a.txt"))
    with HttpClient(desk.service.url, get_token=lambda _: desk.service.token, read_only=True) as client:
        desk.service.clear_log()
        means = replace(desk.means, client=client)
        [file] = attach_files(means, plan).files
    assert file.state == "failed"
    assert isinstance(file.problem, Exception)
    assert NotAllowed("settings.read-only").message == file.problem.message
    assert not desk.service.log


@pytest.mark.parametrize("step", ["storage", "item"])
def test_without_a_network_all_the_rest_waits(desk: Desk, start: Start, step: str) -> None:
    made = desk.plan(*desk.write(*(f"{number}.txt" for number in range(20))))
    path = STORAGES if step == "storage" else ITEMS
    desk.service.add_fault(Fault(method="POST", path=path, status=401))
    report = desk.run(made)
    assert set(states(report.files)) == {"unfinished"}
    assert {reason(file) for file in report.files} == {"service.not-signed-in"}
    assert desk.requests("POST", path.rpartition("/")[2]) < 10
    desk.service.clear_faults()
    assert set(states(only(desk.resume()).files)) == {"attached"}
    check(desk, {f"{number}.txt": 1 for number in range(20)})


def test_a_service_that_is_down_is_not_asked_for_every_file(desk: Desk) -> None:
    made = desk.plan(*desk.write(*(f"{number}.txt" for number in range(40))))
    desk.service.add_fault(Fault(method="POST", path=STORAGES, status=503))
    report = desk.run(made)
    assert set(states(report.files)) == {"unfinished"}
    assert {reason(file) for file in report.files} == {"service.service-down"}
    assert desk.requests("POST", "/storage") < 40
    desk.service.clear_faults()
    assert set(states(only(desk.resume()).files)) == {"attached"}


def test_a_service_that_is_gone_leaves_all_for_later(desk: Desk, start: Start) -> None:
    made = desk.plan(*desk.write("a.txt", "b.txt"))
    gone = start(hub="none")
    with HttpClient(gone.url, get_token=lambda rejected: "t", retry=QUICK) as client:
        gone.stop()
        means = replace(desk.means, client=client, carrier=Carrier(client, desk.means.carrier.signed))
        report = attach_files(means, made)
    assert states(report.files) == ["unfinished", "unfinished"]
    assert NetworkError("http.unreachable", host="").reference in map(reason, report.files)
    desk.resume()
    check(desk, {"a.txt": 1, "b.txt": 1})


# The journal.


def test_another_window_sees_the_job_and_leaves_it_alone(desk: Desk, tmp_path: Path) -> None:
    made = desk.plan(*desk.write("a.txt"))
    seen: list[object] = []

    def look(number: int, step: str, done: int, total: int) -> None:
        if step == "item":
            with Journal(tmp_path / "journal") as other:
                means = replace(desk.means, journal=other)
                listed = only(list_jobs(other))
                seen.append((listed.is_running, states(listed.files), reason(listed.files[0])))
                report = resume_job(means, listed.id)
                assert report is not None
                seen.append(report.is_running)
                with pytest.raises(StoreError) as caught:
                    give_up_job(other, listed.id)
                seen.append(caught.value.reference)

    attach_files(desk.means, made, progress=look)
    assert seen == [(True, ["unfinished"], ""), True, "store.job-elsewhere"]
    check(desk, {"a.txt": 1})


@pytest.mark.parametrize("writes", range(1, 8))
def test_a_disk_that_is_full_stops_before_the_next_request(desk: Desk, writes: int) -> None:
    made = desk.plan(*desk.write("a.txt"))
    journal = desk.means.journal
    genuine, left = journal.write, itertools.count(writes - 1, -1)

    def write(job_id: str, *entries: Entry) -> None:
        if next(left) <= 0:
            desk.service.clear_log()
            raise StoreError("store.journal-full", path=FILE_NAME)
        genuine(job_id, *entries)

    journal.write = write
    with contextlib.suppress(StoreError):
        attach_files(desk.means, made)
        pytest.fail("nobody was told")
    journal.write = genuine
    assert not [entry for entry in desk.service.log if entry.method == "POST"]
    assert states(only(desk.resume()).files) == ["attached"]
    check(desk, {"a.txt": 1})


def test_what_was_planned_without_permission_stays_undone(desk: Desk) -> None:
    problem = AttachError("attach.no-permission", actions="create")
    plan = replace(desk.plan(*desk.write("a.txt")), problem=problem)
    with pytest.raises(AttachError):
        desk.run(plan)


def test_a_ref_to_the_version_by_somebody_else_is_told_as_there_already(desk: Desk) -> None:
    made = desk.plan(*desk.write("a.txt"))
    assert kill_at(desk, made, 6)  # the item is made, and its ref is next
    listed = only(list_jobs(desk.means.journal)).files[0]
    version = desk.versions("a.txt")[0]
    assert listed.version_id == version.id
    other = replace(version, id=desk.bench.design)
    attach(
        desk.bench.client,
        desk.bench.project,
        from_version=other,
        to_version=version,
        extension_type=ATTACHMENT,
        clock=desk.means.clock,
    )
    [file] = only(desk.resume()).files
    assert (file.state, file.was_there) == ("attached", True)
    check(desk, {"a.txt": 1})
