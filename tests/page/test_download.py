"""Saving the file of a version: how far it is, stopping it, where it went, what went wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from addin.lib.emulator import Fault
from playwright.sync_api import Browser, Locator

from .conftest import NARROW, WIDE, Open, Palette
from .live import open_live

pytestmark = pytest.mark.long_only

EXPLODED, BOM = "Gearbox Exploded View", "Gearbox BOM.xlsx"
FOLDER = "/home/mika/Downloads"


def choose(palette: Palette, *names: str) -> None:
    palette.click_row("Meridian Drives", "Gearbox", "02 Drawings", *names)
    palette.page.locator(".version").first.wait_for()


def button(palette: Palette, key: str, **values: object) -> Locator:
    return palette.page.get_by_role("button", name=palette.text(f"download.{key}", **values), exact=True)


def part(palette: Palette) -> Locator:
    return palette.page.locator(".details .download")


def words(place: Locator) -> str:
    return place.inner_text().replace("\u2068", "").replace("\u2069", "")


def advance(palette: Palette, done: int, total: int) -> None:
    palette.host(
        "notify('job.progress', {id: testHost.last('version.download').id, done: it[0], total: it[1]})",
        [done, total],
    )


def start(palette: Palette) -> None:
    button(palette, "start").click()
    palette.wait_for_calls("version.download")


@pytest.mark.parametrize("size", [NARROW, WIDE])
def test_by_keyboard_from_the_tree_to_the_folder(open_palette: Open, size: tuple[int, int]) -> None:
    palette = open_palette(size=size, hold=["version.download"])
    choose(palette, BOM)
    palette.press("Enter", "Tab")
    assert palette.focused() == palette.text("download.start")
    palette.press("Enter")
    palette.wait_for_calls("version.download")
    assert palette.last("version.download") == {
        "projectId": "b.gearbox",
        "versionId": "urn:version:bom?version=3",
    }
    assert palette.focused() == palette.text("stop")
    assert button(palette, "start").is_disabled()
    advance(palette, 1_200_000, 3_400_000)
    running = words(part(palette).locator(".wait"))
    assert palette.text("download.running", name=BOM) in running
    assert palette.text("download.progress", done="1.2 MB", total="3.4 MB") in running
    assert palette.page.locator("progress").evaluate("bar => bar.position.toFixed(2)") == "0.35"
    palette.host("release('version.download')")
    part(palette).locator(".note-done").wait_for()
    assert palette.text("download.saved", name=BOM, folder=FOLDER) in words(part(palette))
    assert palette.focused() == palette.text("download.open-folder")
    palette.press("Enter")
    palette.wait_for_calls("version.showFolder")
    assert palette.last("version.showFolder") == {"folder": FOLDER}
    assert button(palette, "start").is_enabled()


def test_an_older_version_is_the_one_that_is_chosen(open_palette: Open) -> None:
    palette = open_palette()
    choose(palette, BOM)
    palette.page.locator(".version", has_text="v1").click()
    button(palette, "start-version", number=1).click()
    part(palette).locator(".note-done").wait_for()
    assert palette.last("version.download")["versionId"] == "urn:version:bom?version=1"
    palette.page.locator(".version", has_text="v3").click()
    assert part(palette).inner_text() == ""
    assert button(palette, "start").is_enabled()


def test_it_can_be_stopped(open_palette: Open) -> None:
    palette = open_palette(hold=["version.download"])
    choose(palette, BOM)
    start(palette)
    palette.press("Enter")
    palette.page.get_by_role("status").filter(has_text=palette.text("download.stopped")).wait_for()
    assert palette.last("job.cancel") == {"id": palette.host("last('version.download').id")}
    assert part(palette).inner_text() == ""
    assert palette.focused() == palette.text("download.start")
    palette.host("release('version.download')")
    assert part(palette).inner_text() == ""


def test_what_went_wrong_is_said_and_can_be_tried_again(open_palette: Open) -> None:
    palette = open_palette()
    choose(palette, BOM)
    palette.fail("version.download", "transfers.disk-full", message="There is no room on the disk.")
    start(palette)
    problem = part(palette).get_by_role("alert")
    problem.get_by_text("There is no room on the disk.").wait_for()
    assert palette.focused() == palette.text("retry")
    palette.host("answer('version.download', {path: '/x/a', name: 'a', folder: '/x', size: 1})")
    palette.press("Enter")
    part(palette).locator(".note-done").wait_for()
    assert palette.text("download.saved", name="a", folder="/x") in words(part(palette))


def test_a_wait_of_the_service_is_said(open_palette: Open) -> None:
    palette = open_palette(hold=["version.download"])
    choose(palette, BOM)
    start(palette)
    number = palette.host("last('version.download').id")
    palette.host("notify('job.waiting', {id: it, seconds: 20, status: 429})", number)
    part(palette).get_by_text(palette.text("waiting", seconds=20)).wait_for()
    advance(palette, 1, 2)
    assert part(palette).get_by_text(palette.text("waiting", seconds=20)).count() == 0


def test_it_goes_on_while_something_else_is_shown(open_palette: Open) -> None:
    palette = open_palette(hold=["version.download"])
    choose(palette, BOM)
    start(palette)
    palette.click_row(EXPLODED)
    palette.page.locator(".details h2", has_text=EXPLODED).wait_for()
    assert part(palette).inner_text() == ""
    assert palette.calls("job.cancel") == 0
    palette.click_row(BOM)
    advance(palette, 500, 1000)
    part(palette).get_by_text("500 B").wait_for()
    palette.click_row(EXPLODED)
    palette.page.locator(".details h2", has_text=EXPLODED).wait_for()
    palette.host("release('version.download')")
    # The line at the foot says it to who looks elsewhere.
    line = palette.page.locator("p.status")
    line.filter(has_text=FOLDER).wait_for()
    assert words(line) == palette.text("download.saved", name=BOM, folder=FOLDER)


def test_a_new_page_says_where_the_file_of_the_one_before_went(open_palette: Open) -> None:
    palette = open_palette()
    saved = {"path": f"{FOLDER}/{BOM}", "name": BOM, "folder": FOLDER, "size": 7}
    ended = {"method": "version.download", "params": {}, "result": saved, "problem": None}
    palette.host("notify('job.ended', it)", ended)
    line = palette.page.locator("p.status")
    line.filter(has_text=FOLDER).wait_for()
    assert words(line) == palette.text("download.saved", name=BOM, folder=FOLDER)


def test_without_a_file_there_is_nothing_to_download(open_palette: Open) -> None:
    palette = open_palette()
    palette.click_row("Meridian Drives", "Gearbox", "02 Drawings")
    palette.row(BOM).wait_for()
    palette.host(
        "answer('item.details', {row: testHost.item('bom', 'BOM', 'pdf', 1, {hasFile: false}),"
        " versions: [testHost.row('version', 'v1', 'BOM', {version: 1, versionId: 'v1', hasFile: false})]})"
    )
    palette.click_row(BOM)
    palette.page.locator(".version").wait_for()
    assert button(palette, "start").count() == 0
    palette.click_row("02 Drawings")
    assert button(palette, "start").count() == 0


def test_a_folder_that_cannot_be_shown_is_said(open_palette: Open) -> None:
    palette = open_palette()
    choose(palette, BOM)
    start(palette)
    palette.fail("version.showFolder", "transfers.not-shown", message="The folder cannot be opened.")
    button(palette, "open-folder").click()
    palette.page.locator("p.status").filter(has_text="The folder cannot be opened.").wait_for()


def test_without_a_design_a_file_can_still_be_downloaded(open_palette: Open) -> None:
    palette = open_palette(document="none")
    choose(palette, BOM)
    palette.press("Enter")
    assert palette.focused() == palette.text("download.start")


def test_on_the_real_bridge_a_file_arrives_after_a_bad_start(
    chromium: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "down"
    with open_live(chromium, tmp_path, monkeypatch) as palette:
        palette.app.change_settings({"downloads_folder": str(folder)})
        palette.click_row("Works", "Press", "Papers", "Parts.xlsx")
        palette.page.locator(".version").first.wait_for()
        palette.service.add_fault(Fault(path="*/signeds3download", status=403, body="{}"))
        button(palette, "start").click()
        retry = part(palette).get_by_role("alert").get_by_role("button").first
        retry.wait_for()
        assert list(folder.iterdir()) == []
        palette.service.clear_faults()
        retry.click()
        part(palette).locator(".note-done").wait_for()
        assert words(part(palette)).startswith(
            palette.text("download.saved", name="Parts.xlsx", folder=str(folder))
        )
        palette.page.locator(".version", has_text="v1").click()
        button(palette, "start-version", number=1).click()
        part(palette).locator(".note-done", has_text="Parts (2).xlsx").wait_for()
        assert {path.name: path.stat().st_size for path in folder.iterdir()} == {
            "Parts.xlsx": 2000,
            "Parts (2).xlsx": 1000,
        }
