"""Files of the disk attached from *This design*: the plan, the way to its end, what earlier ones left."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from addin.lib.core.documents import ActiveDocument
from addin.lib.scripting import connect
from playwright.sync_api import Browser, Locator

from ..gates import Gate
from .conftest import Open, Palette, problem
from .live import LivePalette, open_live

pytestmark = pytest.mark.long_only


def words(place: Locator) -> str:
    # Not what is rendered: a row may have been out of sight until this frame.
    return (place.text_content() or "").replace("\u2068", "").replace("\u2069", "")


def press(palette: Palette, name: str) -> None:
    palette.page.get_by_role("button", name=name, exact=True).first.click()


def change_person(palette: Palette, *, to_nobody: bool = False) -> None:
    """Let nobody be signed in, then the same person again."""
    for account in ("null",) if to_nobody else ("null", "known.account"):
        palette.host(
            "methods['account.read']({}) && ((known) =>"
            f" testHost.notify('account.changed', {{...known, account: {account}, why: null}}))"
            "(testHost.methods['account.read']({}))"
        )


def show_design(palette: Palette) -> None:
    palette.page.get_by_role("tab", name="This design").click()
    palette.page.locator("#panel-design").get_by_role("button", name="Attach files…").first.wait_for()


def plan(palette: Palette) -> Locator:
    show_design(palette)
    press(palette, "Attach files…")
    palette.page.locator(".file-row").first.wait_for()
    return palette.page.get_by_role("dialog")


def row(palette: Palette, name: str) -> Locator:
    return palette.page.locator(".file-row").filter(has=palette.page.get_by_text(name, exact=True))


def tell(palette: Palette, method: str, *steps: list[Any]) -> None:
    part = {"jobId": "j1", "steps": list(steps)}
    palette.host("notify('job.part', {id: testHost.last(it[0]).id, part: it[1]})", [method, part])


def send_off(palette: Palette) -> Locator:
    """Confirm a plan whose job the host holds."""
    palette.host("hold('files.attach')")
    dialog = plan(palette)
    press(palette, "Attach 4 files")
    palette.wait_for_calls("files.attach")
    return dialog


def finish(palette: Palette, method: str, job: str) -> None:
    """Let a held job end with a report, written as a script of the host."""
    palette.host(f"answer('{method}', {{job: {job}}})")
    palette.host("release(it)", method)


# The plan.


def test_the_plan_says_what_will_happen_to_each_file(open_palette: Open) -> None:
    palette = open_palette()
    dialog = plan(palette)
    assert palette.last("files.plan") == {
        "chosenId": "c1",
        "folderId": "",
        "document": {
            "projectId": "b.gearbox",
            "itemId": "urn:item:gearbox",
            "versionId": "urn:version:gearbox?version=8",
            "name": "Gearbox",
        },
    }
    ends = words(dialog.locator(".files-ends"))
    assert all(part in ends for part in ("Gearbox", "v8", "01 Design"))
    assert "A new file in the folder" in words(row(palette, "Test bench photo.png"))
    assert "The next version of Gearbox BOM.xlsx: v3 → v4" in words(row(palette, "Gearbox BOM.xlsx"))
    notes = words(row(palette, "Notes.txt"))
    assert "is empty. Save it in its program first" in notes
    assert "removed" in words(dialog.locator(".note-info"))
    assert words(dialog.locator(".files-sum")) == "2 new files, 2 new versions, 1 skipped – 12 MB"


def test_another_folder_is_chosen_in_the_tree(open_palette: Open) -> None:
    palette = open_palette()
    palette.click_row("Meridian Drives", "Gearbox", "05 Released")
    button = palette.page.locator(".details").get_by_role("button", name=palette.text("files.open-here"))
    palette.host("openDocument('none')")
    button.wait_for(state="detached")
    palette.host("openDocument('saved')")
    button.click()
    palette.page.locator(".file-row").first.wait_for()
    assert palette.last("files.plan")["folderId"] == "f.released"
    palette.press("Escape")
    palette.page.get_by_role("dialog").wait_for(state="hidden")
    palette.row("Test Fixtures").click()
    palette.page.locator(".details h2", has_text="Test Fixtures").wait_for()
    assert button.count() == 0


def test_choices_change_the_words_the_sum_and_what_is_sent(open_palette: Open) -> None:
    palette = open_palette()
    dialog = plan(palette)
    row(palette, "Gearbox BOM.xlsx").get_by_role("combobox").select_option("Keep both")
    assert "Kept beside the other as Gearbox BOM (2).xlsx" in words(row(palette, "Gearbox BOM.xlsx"))
    row(palette, "Test bench photo.png").get_by_role("combobox").select_option("Skip")
    assert words(dialog.locator(".files-sum")) == "2 new files, 1 new version, 2 skipped – 4.9 MB"
    press(palette, "Attach 3 files")
    dialog.locator(".note-info", has_text="3 attached").wait_for()
    assert palette.last("files.attach") == {
        "planId": "p1",
        "choices": ["item", "both", "skip", "skip", "version"],
    }


@pytest.mark.parametrize(
    ("label", "choice", "button"),
    [
        ("Keep both for all", "both", "Attach 4 files"),
        ("Skip all", "skip", "Attach 2 files"),
        ("New version for all", "version", "Attach 4 files"),
    ],
)
def test_all_names_that_are_there_are_decided_at_once(
    open_palette: Open, label: str, choice: str, button: str
) -> None:
    palette = open_palette()
    dialog = plan(palette)
    dialog.get_by_label("Names that are there already:").select_option(label)
    press(palette, button)
    palette.wait_for_calls("files.attach")
    assert palette.last("files.attach")["choices"] == ["item", choice, "item", "skip", choice]


def test_where_nothing_may_be_written_nothing_can_be_pressed(open_palette: Open) -> None:
    palette = open_palette()
    refused = problem("attach.no-permission", message="You may not add files to this folder.")
    palette.host("filePlan.problem = it", refused)
    dialog = plan(palette)
    assert "You may not add files" in words(dialog.locator(".problem"))
    assert dialog.get_by_role("button", name="Attach 4 files").is_disabled()
    assert all(select.is_disabled() for select in dialog.get_by_role("combobox").all())


def test_with_all_skipped_there_is_nothing_to_press(open_palette: Open) -> None:
    palette = open_palette()
    palette.host("filePlan.files.splice(0, 3) && testHost.filePlan.files.splice(1, 1)")
    palette.host("filePlan.files.forEach((file, index) => { file.number = index; })")
    dialog = plan(palette)
    assert dialog.get_by_role("button", name="Attach 0 files").is_disabled()
    palette.press("Enter")
    assert palette.calls("files.attach") == 0


def test_no_file_chosen_opens_no_dialog(open_palette: Open) -> None:
    palette = open_palette(answers={"files.choose": {"chosenId": None, "count": 0}}, hold=["files.choose"])
    show_design(palette)
    press(palette, "Attach files…")
    palette.wait_for_calls("files.choose")
    palette.host("release('files.choose')")
    press(palette, "Attach files…")
    palette.wait_for_calls("files.choose", 2)
    assert palette.page.locator("dialog[open]").count() == 0


def test_a_plan_that_fails_can_be_tried_again(open_palette: Open) -> None:
    refused = problem("http.unreachable", message="127.0.0.1 cannot be reached.")
    palette = open_palette(fail={"files.plan": refused})
    show_design(palette)
    press(palette, "Attach files…")
    palette.page.locator("dialog .problem").wait_for()
    palette.host("answer('files.plan', testHost.filePlan)")
    press(palette, palette.text("retry"))
    palette.page.locator(".file-row").first.wait_for()
    assert palette.calls("files.choose") == 1


def test_a_dialog_that_is_closed_in_mid_plan_stops_it(open_palette: Open) -> None:
    palette = open_palette(hold=["files.plan"])
    show_design(palette)
    press(palette, "Attach files…")
    palette.wait_for_calls("files.plan")
    press(palette, palette.text("files.cancel"))
    palette.wait_for_calls("job.cancel")
    assert palette.page.locator("dialog[open]").count() == 0


def test_another_document_changes_nothing_but_is_said(open_palette: Open) -> None:
    palette = open_palette()
    dialog = plan(palette)
    palette.host("openDocument('other')")
    dialog.locator(".files-news .note").wait_for()
    assert "v8 of Gearbox all the same" in words(dialog.locator(".files-news"))
    palette.host("openDocument('none')")
    dialog.locator(".files-news", has_text="not the active design any more").wait_for()
    palette.host("openDocument('saved')")
    palette.page.wait_for_function("() => !document.querySelector('.files-news .note')")


# On its way.


def test_each_file_says_how_far_it_is(open_palette: Open) -> None:
    palette = open_palette()
    dialog = send_off(palette)
    tell(
        palette,
        "files.attach",
        [0, "upload", 2405000, 4810000],
        [1, "done", 48200, 48200],
        [2, "failed", 1, 2],
    )
    assert "50 % sent" in words(row(palette, "Bearing catalogue 2026.pdf"))
    assert "attached" in words(row(palette, "Gearbox BOM.xlsx"))
    assert "not attached" in words(row(palette, "Test bench photo.png"))
    assert "waits" in words(row(palette, "Torque Calculation.xlsx"))
    assert dialog.locator(".file-row").count() == 4
    assert "2 of 4 files" in words(dialog.locator(".files-progress"))
    progress = "{id: testHost.last('files.attach').id, done: 3, total: 4}"
    palette.host(f"notify('job.progress', {progress})")
    assert dialog.locator("progress").evaluate("gauge => [gauge.value, gauge.max]") == [3, 4]


def test_stopping_is_told_and_its_end_is_that_of_the_job(open_palette: Open) -> None:
    palette = open_palette()
    dialog = send_off(palette)
    press(palette, palette.text("stop"))
    assert palette.calls("files.stop") == 0  # which job it is, is not known yet
    tell(palette, "files.attach")
    palette.wait_for_calls("files.stop")
    assert palette.last("files.stop") == {"jobId": "j1"}
    files = "testHost.filePlan.files"
    made = f"testHost.fileReport({files}[0], 'attached')"
    half = f"testHost.fileReport({files}[2], 'stopped', {{versionId: 'v', itemId: 'i'}})"
    none = f"testHost.fileReport({files}[1], 'stopped', {{leftovers: 1}})"
    finish(palette, "files.attach", f"testHost.fileJob([], {{files: [{made}, {half}, {none}]}})")
    dialog.locator(".file-state.is-stopped").first.wait_for()
    assert "1 attached, 2 stopped" in words(dialog)
    assert "stopped: it is in the hub, but not attached" in words(row(palette, "Test bench photo.png"))
    stopped = words(row(palette, "Gearbox BOM.xlsx"))
    assert "nothing of it is in the hub" in stopped
    assert "1 unused upload stays" in stopped


def test_in_the_background_the_strip_shows_it_and_its_end_is_said(open_palette: Open) -> None:
    palette = open_palette()
    dialog = send_off(palette)
    press(palette, palette.text("files.hide"))
    strip = palette.page.locator(".job-strip .note")
    strip.wait_for()
    tell(palette, "files.attach", [1, "done", 1, 1])
    palette.page.locator(".job-strip", has_text="1 of 4 files").wait_for()
    press(palette, palette.text("files.show"))
    dialog.locator(".files-progress").wait_for()
    press(palette, palette.text("files.hide"))
    press(palette, "Attach files…")  # shows what is at work
    dialog.locator(".files-progress").wait_for()
    palette.press("Escape")
    before = palette.calls("design.relations")
    palette.host("release('files.attach')")
    palette.page.locator(".status", has_text="Attaching to").wait_for()
    palette.wait_for_calls("design.relations", before + 1)
    assert strip.count() == 0


def test_what_went_wrong_stands_first_and_can_be_gone_on_with(open_palette: Open) -> None:
    palette = open_palette()
    dialog = send_off(palette)
    refused = problem("http.unreachable", message="127.0.0.1 cannot be reached.")
    palette.host("refused = it", refused)
    files = "testHost.filePlan.files"
    made = f"testHost.fileReport({files}[0], 'attached', {{wasThere: true}})"
    left = f"testHost.fileReport({files}[1], 'unfinished', {{problem: testHost.refused}})"
    finish(palette, "files.attach", f"testHost.fileJob([], {{isFinished: false, files: [{made}, {left}]}})")
    dialog.locator(".file-state.is-unfinished").wait_for()
    assert "1 attached, 1 not finished" in words(dialog)
    assert "127.0.0.1 cannot be reached." in words(dialog.locator(".file-row").first)
    assert "was attached already" in words(dialog.locator(".file-row").last)
    press(palette, palette.text("files.go-on"))
    palette.wait_for_calls("files.resume")
    assert palette.last("files.resume") == {"jobId": "j1"}
    dialog.locator(".note-done").wait_for()


def test_a_job_that_cannot_begin_says_why(open_palette: Open) -> None:
    gone = problem("attach.plan-gone")
    palette = open_palette(fail={"files.attach": gone})
    dialog = plan(palette)
    press(palette, "Attach 4 files")
    dialog.locator(".problem", has_text="Choose the files again").wait_for()


# Of earlier ones.


def unfinished(more: str = "") -> str:
    left = "testHost.fileReport(testHost.filePlan.files[0], 'unfinished')"
    made = "testHost.fileReport(testHost.filePlan.files[1], 'attached')"
    return f"testHost.fileJob([], {{isFinished: false, files: [{left}, {made}] {more}}})"


def with_jobs(open_palette: Open, *jobs: str) -> Palette:
    palette = open_palette()
    palette.row("Meridian Drives").wait_for()
    palette.host(f"answer('files.jobs', {{jobs: [{', '.join(jobs)}]}})")
    palette.host(
        "notify('account.changed', {...testHost.methods['account.read']({}), account: null, why: null})"
    )
    palette.host("notify('account.changed', {...testHost.methods['account.read']({}), why: null})")
    palette.wait_for_calls("files.jobs", 2)
    palette.page.get_by_role("tab", name="This design").click()
    palette.page.locator(".job-strip .note").first.wait_for()
    return palette


def test_what_is_unfinished_is_offered_and_gone_on_with(open_palette: Open) -> None:
    palette = with_jobs(open_palette, unfinished(), unfinished(", id: 'j2', designName: 'Housing'"))
    strips = palette.page.locator(".job-strip .note")
    assert "1 file of an earlier attaching to Gearbox is not finished." in words(strips.first)
    assert "Housing" in words(strips.last)
    palette.host("answer('files.jobs', {jobs: []})")
    strips.last.get_by_role("button", name="Go on").click()
    palette.wait_for_calls("files.resume")
    assert palette.last("files.resume") == {"jobId": "j2"}
    palette.page.locator(".status", has_text="has ended").wait_for()
    palette.page.wait_for_function("() => !document.querySelector('.job-strip .note')")


def test_its_details_are_shown(open_palette: Open) -> None:
    palette = with_jobs(open_palette, unfinished())
    press(palette, palette.text("files.details"))
    dialog = palette.page.get_by_role("dialog")
    assert dialog.locator(".file-row").count() == 2
    assert palette.calls("files.resume") == 0


def test_it_may_be_given_up_once_that_is_confirmed(open_palette: Open) -> None:
    palette = with_jobs(open_palette, unfinished())
    press(palette, palette.text("files.give-up"))
    dialog = palette.page.get_by_role("dialog")
    assert "stays there" in words(dialog.locator(".note-warning"))
    press(palette, palette.text("files.keep"))
    assert palette.calls("files.giveUp") == 0
    press(palette, palette.text("files.give-up"))
    dialog.get_by_role("button", name=palette.text("files.give-up")).click()
    palette.wait_for_calls("files.giveUp")
    assert palette.last("files.giveUp") == {"jobId": "j1"}
    dialog.locator(".file-state.is-stopped").first.wait_for()


def test_another_windows_job_is_only_told(open_palette: Open) -> None:
    palette = with_jobs(open_palette, unfinished(", isRunning: true"))
    assert "in another window" in words(palette.page.locator(".job-strip .note"))
    assert palette.page.locator(".job-strip .note button").count() == 0


def test_a_page_that_comes_later_follows_the_job_at_work(open_palette: Open) -> None:
    palette = open_palette()
    palette.host("hold('files.follow')")
    palette.host(f"answer('files.jobs', {{jobs: [{unfinished(', isRunning: true, isHere: true')}]}})")
    palette.host(
        "notify('account.changed', {...testHost.methods['account.read']({}), account: null, why: null})"
    )
    palette.host("notify('account.changed', {...testHost.methods['account.read']({}), why: null})")
    palette.wait_for_calls("files.follow")
    tell(palette, "files.follow", [0, "upload", 1, 2])
    palette.page.get_by_role("tab", name="This design").click()
    press(palette, palette.text("files.show"))
    assert "50 % sent" in words(row(palette, "Bearing catalogue 2026.pdf"))
    palette.host("answer('files.jobs', {jobs: []})")
    palette.host("release('files.follow')")
    palette.page.locator("dialog .note-done").wait_for()


def test_nobody_who_comes_next_sees_the_files_of_the_person_before(open_palette: Open) -> None:
    palette = open_palette()
    send_off(palette)
    palette.host(
        "notify('account.changed', {...testHost.methods['account.read']({}), account: null, why: null})"
    )
    palette.page.locator(".gate").wait_for()
    assert palette.page.locator("dialog[open], .job-strip .note").count() == 0
    palette.host("release('files.attach')")
    assert "Attaching" not in words(palette.page.locator(".status"))


def test_five_hundred_files_stay_pleasant(open_palette: Open) -> None:
    palette = open_palette()
    palette.host(
        "filePlan.files = Array.from({length: 500}, (_, index) =>"
        " testHost.plannedFile(index, `File ${index}.txt`, 'text', 1000))"
    )
    palette.host("hold('files.attach')")
    dialog = plan(palette)
    assert dialog.locator(".file-row").count() == 500
    assert dialog.locator(".dialog-foot").is_visible()
    press(palette, "Attach 500 files")
    palette.wait_for_calls("files.attach")
    part = {"jobId": "j1", "steps": [[number, "done", 1, 1] for number in range(500)]}
    palette.host("notify('job.part', {id: testHost.last('files.attach').id, part: it})", part)
    assert "500 of 500 files" in words(dialog.locator(".files-progress"))


# With the service behind it.


@contextmanager
def live(chromium: Browser, folder: Path, patch: pytest.MonkeyPatch, *names: str) -> Iterator[LivePalette]:
    """Open the page with files to choose."""
    with open_live(chromium, folder, patch) as palette:
        for name in names:
            (folder / name).write_text(f"content of {name}", encoding="utf-8")
        palette.host_port.files = tuple(folder / name for name in names)
        show_design(palette)
        yield palette


def test_files_are_attached_and_stand_in_this_design(
    chromium: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with live(chromium, tmp_path, monkeypatch, "Datasheet.pdf", "Notes.txt") as palette:
        press(palette, "Attach files…")
        press(palette, "Attach 2 files")
        palette.page.locator("dialog .note-done").wait_for()
        press(palette, palette.text("files.close"))
        palette.page.locator(".relation", has_text="Datasheet.pdf").wait_for()
        palette.page.locator(".relation", has_text="Notes.txt").wait_for()


def test_another_document_and_a_new_page_in_mid_work(
    chromium: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with live(chromium, tmp_path, monkeypatch, "Datasheet.pdf") as palette:
        gate = Gate(monkeypatch, "item")
        press(palette, "Attach files…")
        press(palette, "Attach 1 file")
        palette.page.locator(".file-state", has_text="putting it into the folder").wait_for()
        document = palette.app.document
        palette.app.change_document(ActiveDocument("none"))
        palette.page.locator(".files-news .note").wait_for()
        palette.page.reload()
        palette.page.wait_for_selector(".bar")
        palette.page.get_by_role("tab", name="This design").click()
        palette.page.locator(".job-strip .note").wait_for()
        gate.open()
        palette.page.locator(".status", has_text="1 attached").wait_for()
        palette.app.change_document(document)
        palette.page.locator(".relation", has_text="Datasheet.pdf").wait_for()
        assert palette.page.locator(".relation", has_text="Datasheet.pdf").count() == 1


def test_stopped_in_mid_upload_nothing_is_left(
    chromium: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with live(chromium, tmp_path, monkeypatch, "Datasheet.pdf") as palette:
        Gate(monkeypatch, "storage")
        press(palette, "Attach files…")
        press(palette, "Attach 1 file")
        press(palette, palette.text("stop"))
        palette.page.locator(".file-state.is-stopped").wait_for()
        press(palette, palette.text("files.close"))
        assert palette.page.locator(".relation").count() == 0


@pytest.mark.parametrize("step", ["upload", "item"])
def test_what_the_end_of_the_program_interrupts_is_gone_on_with(
    chromium: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    with live(chromium, tmp_path, monkeypatch, "Datasheet.pdf") as palette:
        gate = Gate(monkeypatch, step)
        press(palette, "Attach files…")
        press(palette, "Attach 1 file")
        reached = {"upload": "100 % sent", "item": "putting it into the folder"}
        palette.page.locator(".file-state", has_text=reached[step]).wait_for()
        palette.restart()
        gate.open()
        palette.page.get_by_role("tab", name="This design").click()
        offer = palette.page.locator(".job-strip .note")
        offer.wait_for()
        assert "1 file of an earlier attaching to Frame is not finished." in words(offer)
        press(palette, palette.text("files.go-on"))
        palette.page.locator(".relation", has_text="Datasheet.pdf").wait_for()
        palette.page.wait_for_function("() => !document.querySelector('.job-strip .note')")
        with connect(service=palette.service.url, token=palette.service.token) as session:
            [node] = session.find("Datasheet.pdf")
            assert session.tip(node).number == 1
            refs = [one.ref for one in session.list_refs(node).relations]
            assert [ref.from_id for ref in refs] == [palette.ids["Frame v2"]]
