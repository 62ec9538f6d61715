"""Attachments edited in their own programs: opened, changed, sent back."""

from __future__ import annotations

from pathlib import Path

import pytest
from addin.lib.core import edit_watch
from playwright.sync_api import Browser, Locator

from .conftest import Open, Palette, problem
from .live import open_live

pytestmark = pytest.mark.long_only

CHANGED = "testHost.editOf('e1', testHost.items[5], 'changed')"
WATCHED = "testHost.editOf('e1', testHost.items[5], 'watched')"


def words(place: Locator) -> str:
    return place.inner_text().replace("\u2068", "").replace("\u2069", "")


def press(palette: Palette, name: str) -> None:
    palette.page.get_by_role("button", name=name, exact=True).first.click()


def strip(palette: Palette) -> Locator:
    return palette.page.locator(".edit-strip > div")


def become(palette: Palette, edits: str) -> None:
    """Let the host tell that the edits have changed."""
    before = palette.calls("edits.list")
    palette.host(f"answer('edits.list', {{edits: [{edits}]}})")
    palette.host("notify('edits.changed', {})")
    palette.wait_for_calls("edits.list", before + 1)


def begin(open_palette: Open, edits: str, **options: object) -> Palette:
    palette = open_palette(**options)
    palette.page.get_by_role("tab", name="This design").click()
    palette.page.locator(".relation").first.wait_for()
    become(palette, edits)
    strip(palette).first.wait_for()
    return palette


def offered(open_palette: Open, **options: object) -> Palette:
    palette = begin(open_palette, CHANGED, **options)
    palette.page.get_by_role("button", name="Send back as v4 and attach").wait_for()
    return palette


def test_an_attachment_is_opened_from_its_row(open_palette: Open) -> None:
    palette = open_palette()
    palette.page.get_by_role("tab", name="This design").click()
    row = palette.page.locator(".relation", has_text="Gearbox BOM.xlsx")
    palette.host(f"answer('edits.list', {{edits: [{WATCHED}]}})")
    row.get_by_role("button", name="Edit").click()
    palette.page.locator(".status", has_text="is open in its own program").wait_for()
    assert palette.last("edits.start") == {
        "projectId": "b.gearbox",
        "itemId": "urn:item:bom",
        "versionId": "urn:version:bom?version=2",
    }
    palette.page.locator(".edit-line").wait_for()
    assert "v3 is edited in its own program" in words(strip(palette).first)


def test_only_attachments_with_a_file_can_be_edited(open_palette: Open) -> None:
    palette = open_palette()
    palette.page.get_by_role("tab", name="This design").click()
    palette.page.locator(".relation").first.wait_for()
    assert palette.page.locator(".icon-edit").count() == 2


def test_a_copy_that_is_there_already_is_said_to_be(open_palette: Open) -> None:
    palette = open_palette()
    palette.host(
        "answer('edits.start', {...testHost.editOf('e1', testHost.items[5], 'watched'), isAgain: true})"
    )
    palette.page.get_by_role("tab", name="This design").click()
    palette.page.locator(".icon-edit").first.click()
    palette.page.locator(".status", has_text="is open again").wait_for()


def test_fetching_can_be_stopped(open_palette: Open) -> None:
    palette = open_palette(hold=["edits.start"])
    palette.page.get_by_role("tab", name="This design").click()
    palette.page.locator(".icon-edit").first.click()
    palette.wait_for_calls("edits.start")
    press(palette, palette.text("stop"))
    palette.wait_for_calls("job.cancel")
    palette.page.wait_for_function("() => !document.querySelector('.edit-strip .note')")


def test_a_program_is_not_opened_but_may_be_downloaded(open_palette: Open) -> None:
    refused = problem("edits.program", message='"a.exe" is a program, and is not opened from here.')
    palette = open_palette(fail={"edits.start": refused})
    palette.page.get_by_role("tab", name="This design").click()
    palette.page.locator(".icon-edit").first.click()
    palette.page.locator(".edit-strip .note-warning").wait_for()
    press(palette, palette.text("edit.download"))
    palette.page.locator(".edit-strip .note-done", has_text="Saved as").wait_for()
    press(palette, palette.text("edit.put-away"))
    assert palette.page.locator(".edit-strip .note").count() == 0


def test_a_changed_copy_is_offered_with_all_that_will_be_made(open_palette: Open) -> None:
    palette = offered(open_palette)
    offer = words(strip(palette).first)
    assert "Gearbox BOM.xlsx was changed." in offer
    assert "it becomes v4, attached to v8 of Gearbox" in offer
    assert "removed" in offer
    before = palette.calls("design.relations")
    palette.host("answer('edits.list', {edits: []})")
    press(palette, "Send back as v4 and attach")
    palette.page.locator(".edit-strip .note-done").wait_for()
    assert "Gearbox BOM.xlsx is now v4, attached to v8 of Gearbox." in words(strip(palette).first)
    sent = palette.last("edits.send")
    assert (sent["id"], sent["tipId"]) == ("e1", "urn:version:bom?version=3")
    assert sent["document"]["versionId"] == "urn:version:gearbox?version=8"
    palette.wait_for_calls("design.relations", before + 1)


def test_a_version_made_meanwhile_is_said_before(open_palette: Open) -> None:
    palette = open_palette()
    newer = "{...testHost.methods['edits.offer']({id: 'e1'}), isNewer: true, tip: 4, next: 5}"
    palette.host(f"answer('edits.offer', {newer})")
    palette.page.get_by_role("tab", name="This design").click()
    become(palette, CHANGED)
    palette.page.get_by_role("button", name="Send back as v5 and attach").wait_for()
    assert "v4 is newer than your copy of v3, made by Kenji Watanabe" in words(strip(palette).first)


def test_one_that_is_refused_stays_offered(open_palette: Open) -> None:
    newer = problem("edits.newer-version", message="v4 was made meanwhile by Kenji Watanabe.")
    palette = offered(open_palette, fail={"edits.send": newer})
    press(palette, "Send back as v4 and attach")
    palette.page.locator(".edit-strip .note-warning").wait_for()
    palette.page.get_by_role("button", name="Send back as v4 and attach").wait_for()


def test_sending_can_be_stopped(open_palette: Open) -> None:
    palette = offered(open_palette, hold=["edits.send"])
    press(palette, "Send back as v4 and attach")
    palette.wait_for_calls("edits.send")
    part = {"jobId": "j1", "steps": []}
    palette.host("notify('job.part', {id: testHost.last('edits.send').id, part: it})", part)
    press(palette, palette.text("stop"))
    palette.wait_for_calls("files.stop")
    assert palette.last("files.stop") == {"jobId": "j1"}


def test_a_stop_before_anything_is_known_of_the_job_is_not_lost(open_palette: Open) -> None:
    palette = offered(open_palette, hold=["edits.send"])
    press(palette, "Send back as v4 and attach")
    palette.wait_for_calls("edits.send")
    press(palette, palette.text("stop"))
    assert palette.calls("files.stop") == 0
    part = {"jobId": "j1", "steps": []}
    palette.host("notify('job.part', {id: testHost.last('edits.send').id, part: it})", part)
    palette.wait_for_calls("files.stop")
    assert palette.last("files.stop") == {"jobId": "j1"}


def test_what_is_heard_meanwhile_does_not_drop_the_end_of_opening(open_palette: Open) -> None:
    palette = open_palette(hold=["edits.start"])
    palette.page.get_by_role("tab", name="This design").click()
    palette.page.locator(".icon-edit").first.click()
    palette.page.locator(".edit-strip .spinner").wait_for()
    become(palette, WATCHED)
    palette.host("release('edits.start')")
    palette.page.locator(".status", has_text="is open in its own program").wait_for()
    assert palette.page.locator(".edit-strip .spinner").count() == 0


def test_a_changed_copy_is_said_to_stay_whatever_is_heard_meanwhile(open_palette: Open) -> None:
    palette = begin(open_palette, WATCHED, hold=["edits.stop"])
    palette.host("answer('edits.stop', it)", {"isKept": True, "folder": "/home/mika/copies"})
    press(palette, palette.text("edit.stop"))
    palette.wait_for_calls("edits.stop")
    become(palette, WATCHED)
    palette.host("release('edits.stop')")
    palette.page.locator(".edit-strip .note-warning", has_text="/home/mika/copies").wait_for()


def test_not_now_lasts_until_the_next_change(open_palette: Open) -> None:
    palette = offered(open_palette)
    press(palette, palette.text("edit.later"))
    palette.page.locator(".edit-line", has_text="is not sent back").wait_for()
    press(palette, palette.text("edit.offer-again"))
    palette.page.get_by_role("button", name="Send back as v4 and attach").wait_for()
    press(palette, palette.text("edit.later"))
    palette.page.locator(".edit-line").wait_for()
    become(palette, CHANGED)
    assert palette.page.locator(".edit-strip .primary").count() == 0
    become(palette, "{...testHost.editOf('e1', testHost.items[5], 'changed'), mark: '8-2'}")
    palette.page.get_by_role("button", name="Send back as v4 and attach").wait_for()


def test_without_a_design_it_waits_and_is_asked_again(open_palette: Open) -> None:
    palette = open_palette(fail={"edits.offer": problem("document.none")})
    palette.page.get_by_role("tab", name="This design").click()
    become(palette, CHANGED)
    palette.page.locator(".edit-strip .note-warning", has_text="Open a saved design").wait_for()
    offers = palette.calls("edits.offer")
    palette.host("openDocument('other')")
    palette.wait_for_calls("edits.offer", offers + 1)


@pytest.mark.parametrize("is_kept", [True, False])
def test_nobody_looks_at_it_any_more(open_palette: Open, *, is_kept: bool) -> None:
    palette = begin(open_palette, WATCHED)
    answer = {"isKept": is_kept, "folder": "/home/mika/copies"}
    palette.host("answer('edits.stop', it)", answer)
    palette.host("answer('edits.list', {edits: []})")
    press(palette, palette.text("edit.stop"))
    if is_kept:
        palette.page.locator(".edit-strip .note-warning", has_text="/home/mika/copies").wait_for()
        press(palette, palette.text("edit.open-folder"))
        palette.wait_for_calls("version.showFolder")
    else:
        palette.page.locator(".status", has_text="is deleted").wait_for()
    assert palette.page.locator(".edit-line").count() == 0


def test_one_that_is_being_sent_says_so_with_its_name_once(open_palette: Open) -> None:
    palette = begin(open_palette, "testHost.editOf('e1', testHost.items[5], 'sending')")
    assert words(strip(palette).first).split() == ["Gearbox", "BOM.xlsx", "is", "being", "sent", "back."]


def test_a_change_is_said_where_it_cannot_be_seen(open_palette: Open) -> None:
    palette = open_palette()
    palette.row("Meridian Drives").wait_for()
    become(palette, CHANGED)
    palette.page.locator(".status", has_text="It can be sent back from the tab").wait_for()


def test_forgetting_everything_names_what_would_be_lost(open_palette: Open) -> None:
    palette = open_palette(answers={"edits.unsent": {"names": ["Parts.xlsx", "Notes.txt"]}})
    palette.host("notify('palette.show', {tab: 'browse', action: 'settings'})")
    press(palette, palette.text("settings.forget"))
    palette.page.locator(".note-warning", has_text="not sent back").wait_for()
    assert "Parts.xlsx, Notes.txt" in words(palette.page.get_by_role("dialog"))


def test_from_the_row_to_the_next_version(
    chromium: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(edit_watch, "LOOK_SECONDS", 0.05)
    with open_live(chromium, tmp_path, monkeypatch) as palette:
        (tmp_path / "Notes.txt").write_text("as it was", encoding="utf-8")
        palette.host_port.files = (tmp_path / "Notes.txt",)
        palette.page.get_by_role("tab", name="This design").click()
        press(palette, "Attach files…")
        press(palette, "Attach 1 file")
        palette.page.locator("dialog .note-done").wait_for()
        press(palette, palette.text("files.close"))
        row = palette.page.locator(".relation", has_text="Notes.txt")
        row.get_by_role("button", name="Edit").click()
        palette.page.locator(".edit-line").wait_for()
        [copy] = palette.host_port.opened
        copy.write_text("as its program has saved it", encoding="utf-8")
        press(palette, "Send back as v2 and attach")
        palette.page.locator(".edit-strip .note-done").wait_for()
        row.get_by_text("v2", exact=True).wait_for()
