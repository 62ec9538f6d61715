"""Files of the disk attached to a design, on good days."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest
from addin.lib.aps.folders import create_folder
from addin.lib.aps.refs import DRAWING_TO_DESIGN
from addin.lib.core import attach_plan
from addin.lib.core.attach_files import attach_files, list_jobs
from addin.lib.core.attach_plan import Chosen, plan_files
from addin.lib.emulator import Emulator
from addin.lib.errors import AttachError, NotFound

from .desk import Desk, reason, states


def test_one_file_becomes_an_item_beside_the_design_with_a_ref(desk: Desk) -> None:
    report = desk.attach("Datasheet.pdf")
    [file] = report.files
    [version] = desk.versions("Datasheet.pdf")
    assert (file.state, file.was_there, file.problem) == ("attached", False, None)
    assert (file.item_id, file.version_id) == (version.item_id, version.id)
    assert version.size == len("content of Datasheet.pdf")
    assert desk.refs() == [version.id]
    assert report.is_finished
    assert (report.version_id, report.design_name) == (desk.bench.design, "Gear")
    assert list_jobs(desk.means.journal) == ()


def test_several_files_each_have_an_item_and_a_ref(desk: Desk) -> None:
    names = [f"{number}.txt" for number in range(7)]
    report = desk.attach(*names)
    assert states(report.files) == ["attached"] * 7
    assert [len(desk.versions(name)) for name in names] == [1] * 7
    assert desk.refs() == sorted(file.version_id for file in report.files)


def test_progress_tells_each_step_of_each_file(desk: Desk) -> None:
    desk.attach("a.txt", "b.txt")
    for number in (0, 1):
        told = [step for step in desk.steps if step[0] == number]
        assert list(dict.fromkeys(step[1] for step in told)) == ["storage", "upload", "item", "ref", "done"]
        assert (number, "upload", 16, 16) in told


@pytest.mark.long_only
def test_five_hundred_files_take_six_requests_each(desk: Desk) -> None:
    paths = desk.write(*(f"{number}.txt" for number in range(500)))
    desk.service.clear_log()
    report = desk.run(desk.plan(*paths))
    assert set(states(report.files)) == {"attached"}
    assert len(desk.service.log) == 3 + 6 * 500
    assert len(set(desk.refs())) == 500


# What the plan proposes.


def test_a_plan_of_many_files_takes_as_many_requests_as_one_of_a_single_file(desk: Desk) -> None:
    paths = desk.write(*(f"{number}.txt" for number in range(500)))
    desk.service.clear_log()
    plan = desk.plan(*paths)
    assert len(desk.service.log) == 3
    assert {file.choice for file in plan.files} == {"item"}
    assert {(entry.method, entry.status) for entry in desk.service.log} == {("GET", 200), ("POST", 200)}
    assert desk.requests("POST", "/commands") == 1
    assert list_jobs(desk.means.journal) == ()


def test_a_same_named_item_gets_a_new_version_unless_another_choice_is_made(desk: Desk) -> None:
    plan = desk.plan(*desk.write("List.xlsx"))
    [file] = plan.files
    assert (file.choice, file.choices, file.free_name) == (
        "version",
        ("version", "both", "skip"),
        "List (2).xlsx",
    )
    [done] = desk.run(plan).files
    assert (done.state, done.item_id) == ("attached", desk.bench.file_item)
    assert [version.number for version in desk.versions("List.xlsx")] == [2, 1]
    assert desk.refs() == [done.version_id]


def test_both_are_kept_under_a_free_name(desk: Desk) -> None:
    desk.attach("List (2).xlsx")
    [done] = desk.attach("List.xlsx", on_collision="both").files
    assert done.name == "List (3).xlsx"
    assert [version.id for version in desk.versions("List (3).xlsx")] == [done.version_id]
    assert len(desk.versions("List.xlsx")) == 1


def test_what_is_skipped_is_not_sent(desk: Desk) -> None:
    plan = desk.plan(*desk.write("List.xlsx", "New.txt"), on_collision="skip").choose(1, "skip")
    desk.service.clear_log()
    report = desk.run(plan)
    assert states(report.files) == ["skipped", "skipped"]
    assert not desk.service.log
    assert report.is_finished


def test_names_that_differ_by_case_are_the_same(desk: Desk) -> None:
    [file] = desk.plan(*desk.write("LIST.xlsx")).files
    assert file.choice == "version"
    assert file.item
    assert file.item.name == "List.xlsx"
    first, second, third = desk.plan(*desk.write("a/x.txt", "b/X.TXT", "c/x (2).txt")).files
    assert (first.choice, second.choice, second.free_name) == ("item", "both", "X (3).TXT")
    assert third.choice == "item"


def test_two_files_of_one_name_are_both_attached(desk: Desk) -> None:
    report = desk.attach("a/x.txt", "b/x.txt")
    assert [(file.name, file.state) for file in report.files] == [
        ("x.txt", "attached"),
        ("x (2).txt", "attached"),
    ]
    assert len(desk.refs()) == 2


def test_two_new_versions_of_one_item_are_only_made_when_asked_for(desk: Desk) -> None:
    plan = desk.plan(*desk.write("a/List.xlsx", "b/List.xlsx"))
    assert [file.choice for file in plan.files] == ["version", "both"]
    report = desk.run(plan.choose(1, "version"))
    assert [version.number for version in desk.versions("List.xlsx")] == [3, 2, 1]
    assert desk.refs() == sorted(file.version_id for file in report.files)


def test_a_design_of_the_name_takes_no_upload(desk: Desk) -> None:
    [file] = desk.plan(*desk.write("Gear")).files
    assert (file.choice, file.choices, file.free_name) == ("both", ("both", "skip"), "Gear (2)")


def test_a_choice_that_is_not_offered_is_refused(desk: Desk) -> None:
    plan = desk.plan(*desk.write("New.txt"))
    with pytest.raises(AttachError) as caught:
        plan.choose(0, "version")
    assert caught.value.reference == "attach.bad-choice"
    assert "item, skip" in str(caught.value)


def test_what_cannot_be_sent_is_told_and_proposed_to_be_skipped(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attach_plan, "LARGEST", 30)
    good, quoted, large = desk.write("good.txt", "it's.txt", "a much too large file.txt")
    os.mkfifo(desk.folder / "pipe")
    paths = [good, quoted, large, desk.folder / "pipe", desk.folder / "none.txt", desk.folder, good]
    plan = desk.plan(*paths)
    assert [file.problem.reference if file.problem else "" for file in plan.files] == [
        "",
        "names.reserved-character",
        "attach.too-large",
        "transfers.unreadable",
        "transfers.unreadable",
        "transfers.unreadable",
        "attach.chosen-twice",
    ]
    assert [file.choices for file in plan.files[1:]] == [("skip",)] * 6
    report = desk.run(plan)
    assert states(report.files) == ["attached", *["skipped"] * 6]
    assert reason(report.files[2]) == "attach.too-large"


def test_a_name_may_be_given(desk: Desk) -> None:
    [path] = desk.write("it's.txt")
    plan = plan_files(
        desk.bench.client,
        desk.bench.project,
        version_id=desk.bench.design,
        files=[Chosen(path, "its.txt"), Chosen(path.with_name("x" * 256), "x" * 256)],
    )
    assert reason_of(plan.files[1].problem) == "names.too-long"
    assert desk.run(plan).files[0].name == "its.txt"
    assert len(desk.versions("its.txt")) == 1


def reason_of(problem: object) -> str:
    return getattr(problem, "reference", "")


def test_an_empty_file_is_attached_only_on_purpose(desk: Desk) -> None:
    plan = desk.plan(*desk.write("empty.txt", content=""))
    [file] = plan.files
    assert (file.choice, file.choices, reason_of(file.problem)) == (
        "skip",
        ("item", "skip"),
        "attach.empty-file",
    )
    assert states(desk.run(plan.choose(0, "item")).files) == ["attached"]
    assert [version.size for version in desk.versions("empty.txt")] == [0]


def test_names_of_macos_are_sent_as_everybody_types_them(desk: Desk) -> None:
    [file] = desk.attach("Geha\u0308use.txt").files
    assert file.name == "Geh\u00e4use.txt"
    assert len(desk.versions("Geh\u00e4use.txt")) == 1


def test_another_folder_may_be_chosen(desk: Desk) -> None:
    folder = create_folder(desk.bench.client, desk.bench.project, parent_id=desk.bench.root, name="Other")
    [file] = desk.attach("List.xlsx", folder_id=folder.id).files
    assert file.state == "attached"
    assert [version.number for version in desk.versions("List.xlsx")] == [1]
    assert desk.refs() == [file.version_id]


def test_a_design_that_is_gone_is_told_before_anything_is_written(desk: Desk) -> None:
    [path] = desk.write("a.txt")
    with pytest.raises(NotFound):
        plan_files(
            desk.bench.client,
            desk.bench.project,
            version_id="urn:adsk.wipprod:fs.file:vf.none?version=1",
            files=[Chosen(path)],
        )


def test_without_permission_nothing_is_written(desk: Desk) -> None:
    service = desk.service
    project = service.seed.add_project(desk.bench.hub, name="Read only", access="read")
    made = {"created": "2026-01-01T10:00:00Z", "by": "SAMPLEUSER01"}
    item = service.seed.add_item(project.root_folder_id, name="Gear", **made)
    design = service.seed.add_version(item, size=5, **made)
    [path] = desk.write("a.txt")
    plan = plan_files(desk.bench.client, project.id, version_id=design, files=[Chosen(path)])
    service.clear_log()
    with pytest.raises(AttachError) as caught:
        attach_files(desk.means, plan)
    assert caught.value.reference == "attach.no-permission"
    assert "upload, create" in str(caught.value)
    assert not service.log
    assert list_jobs(desk.means.journal) == ()


def test_the_design_of_the_plan_stays_whatever_is_opened_or_saved_meanwhile(desk: Desk) -> None:
    plan = desk.plan(*desk.write("a.txt"))
    made = {"created": "2026-01-02T10:00:00Z", "by": "SAMPLEUSER01"}
    desk.service.seed.add_version(desk.bench.design_item, size=6, **made)
    [file] = desk.run(plan).files
    assert desk.refs() == [file.version_id]


@pytest.mark.parametrize("answer", ["accept", "bad-input", "forbid"])
def test_a_drawing_ref_that_is_refused_leaves_the_file_and_says_so(
    desk: Desk, empty_service: Emulator, answer: str
) -> None:
    empty_service.policies.change("drawing-to-design", answer)
    report = desk.attach("a.dwg", extension_type=DRAWING_TO_DESIGN)
    [file] = report.files
    # A file of the disk is none of Fusion's drawings, so the service refuses it whatever the policy says.
    assert (file.state, file.step) == ("failed", "ref")
    assert file.problem is not None
    assert [version.id for version in desk.versions("a.dwg")] == [file.version_id]
    assert desk.refs() == []
    assert file.leftovers == ()
    assert report.is_finished


def test_no_thread_and_no_lock_are_left(desk: Desk, tmp_path: Path) -> None:
    desk.attach("a.txt")
    assert not [thread for thread in threading.enumerate() if "attach" in thread.name]
    assert not list((tmp_path / "journal").glob("job-*.lock"))
