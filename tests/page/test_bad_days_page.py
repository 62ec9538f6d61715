"""Bad days of the page itself: late answers, quick clicks, no service or a slow one, a window that changes.

The real page on the real bridge, before a service whose answers are held up.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from addin.lib.app import App
from addin.lib.emulator import Emulator, EmulatorOptions, Fault
from playwright.sync_api import Browser

from .conftest import NARROW, WAIT_MS, WIDE
from .live import LivePalette, open_live
from .test_bad_days import contents, names, open_project, show_design

pytestmark = pytest.mark.long_only

OpenLive = Callable[..., LivePalette]
LATE_MS = 1200
CLICKS = """name => {
    for (let turn = 0; turn < 201; turn++) {
        const row = [...document.querySelectorAll(".row")].find(
            one => one.querySelector(".row-name").textContent === name)
        row.querySelector(".row-twisty").click()
    }
}"""


@pytest.fixture
def live(chromium: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenLive]:
    """`live()` opens the page on the bridge and the service."""
    with ExitStack() as stack:
        yield lambda **options: stack.enter_context(open_live(chromium, tmp_path, monkeypatch, **options))


@pytest.fixture
def late(live: OpenLive) -> LivePalette:
    """The page with the list of Papers on its way, and late."""
    palette = live()
    open_project(palette)
    palette.service.clear_log()
    palette.service.add_fault(Fault(path=contents(palette, "Papers"), nth=(1,), delay_ms=LATE_MS))
    palette.click_row("Papers")
    palette.page.locator(".row.is-loading").wait_for()
    return palette


def asked(palette: LivePalette) -> int:
    """Count the lists of folders that the service was asked for and has answered."""
    return sum("contents" in one.raw_path for one in palette.service.log)


def wait_for_answer(palette: LivePalette) -> None:
    """Wait until the service has given its late answer, and until what it gives after that is shown."""
    while not asked(palette):
        palette.page.wait_for_timeout(20)
    show_design(palette)
    palette.page.get_by_role("button", name=palette.text("design.refresh")).click()
    palette.page.get_by_text(palette.text("design.empty"), exact=True).wait_for()


def wait_until_kept(palette: LivePalette) -> None:
    """Wait until the page has told where it is: the hub, the project and Papers are open."""
    while palette.ids["Papers"] not in str(palette.app.view):
        palette.page.wait_for_timeout(20)


def come_back(palette: LivePalette, tmp_path: Path) -> Emulator:
    """Return a service at the address of the one that was stopped, with the same hub."""
    port = int(palette.service.url.rpartition(":")[2])
    return Emulator(EmulatorOptions(port=port, database=str(tmp_path / "hub.sqlite")))


def forget_all(palette: LivePalette, folder: Path) -> None:
    """Begin as on another machine: signed in, and nothing kept."""
    folder.mkdir()
    assert palette.app.close()
    palette.outbox.give()
    palette.app = App(palette.host_port, palette.outbox, service=palette.service.url, folder=folder)
    palette.app.settings.change({"service": "sample"})
    palette.app.sign_ins.sign_in(threading.Event())


def test_an_answer_after_the_tab_was_changed_is_there_on_coming_back(late: LivePalette) -> None:
    show_design(late)
    wait_for_answer(late)
    late.page.get_by_role("tab", name="Browse").click()
    late.row("Parts.xlsx").wait_for()
    assert names(late).count("Parts.xlsx") == 1
    assert asked(late) == 1


def test_an_answer_after_the_hub_was_changed_is_not_shown(late: LivePalette) -> None:
    late.page.locator(".hub-button").click()
    late.page.get_by_role("menuitem", name="Bare").click()
    empty = late.page.get_by_text(late.text("tree.empty-hub"), exact=True)
    empty.wait_for()
    wait_for_answer(late)
    late.page.get_by_role("tab", name="Browse").click()
    empty.wait_for()
    assert names(late) == []
    assert late.page.locator(".row.is-error").count() == 0


def test_an_answer_after_signing_out_is_not_shown(late: LivePalette) -> None:
    late.page.locator(".account-button").click()
    late.page.get_by_role("button", name=late.text("account.sign-out"), exact=True).click()
    late.page.locator(".gate").wait_for()
    while not asked(late):
        late.page.wait_for_timeout(20)
    assert names(late) == []
    late.page.get_by_role("button", name=late.text("gate.sign-in"), exact=True).click()
    late.row("Works").wait_for()
    assert late.page.locator(".row.is-error").count() == 0


def test_an_answer_for_another_person_is_not_shown(late: LivePalette) -> None:
    late.service.seed.add_user("SAMPLEUSER07", name="Ingrid Vogel", email="ingrid@example.com")
    late.host_port.kept = queue.SimpleQueue()
    late.page.locator(".account-button").click()
    late.page.get_by_role("button", name=late.text("account.another"), exact=True).click()
    browser = late.page.context.new_page()
    browser.set_default_timeout(WAIT_MS)
    while late.host_port.kept.empty():
        late.page.wait_for_timeout(20)
    browser.goto(late.host_port.kept.get())
    browser.get_by_label("Ingrid Vogel").check()
    browser.get_by_role("button", name="Allow").click()
    late.page.locator(".account-name", has_text="Ingrid Vogel").wait_for()
    while not asked(late):
        late.page.wait_for_timeout(20)
    late.row("Works").wait_for()
    assert "Parts.xlsx" not in names(late)
    assert late.page.locator(".row.is-error").count() == 0


def test_200_clicks_in_a_second_ask_the_service_once(live: OpenLive) -> None:
    palette = live()
    open_project(palette)
    palette.service.clear_log()
    palette.page.evaluate(CLICKS, "Papers")
    palette.row("Parts.xlsx").wait_for()
    assert palette.row("Papers").get_attribute("aria-expanded") == "true"
    assert names(palette).count("Parts.xlsx") == 1
    assert asked(palette) == 1


def test_offline_from_the_start_with_nothing_kept_says_so_once(live: OpenLive, tmp_path: Path) -> None:
    palette = live()
    forget_all(palette, tmp_path / "another")
    palette.service.stop()
    palette.page.reload()
    assert "cannot be reached" in palette.error_row()
    assert palette.page.locator(".row.is-error").count() == 1
    assert palette.page.locator(".offline").inner_text() == ""
    with come_back(palette, tmp_path):
        palette.retry()
        palette.row("Works").wait_for()
        palette.page.locator(".row.is-error").wait_for(state="detached")


def test_offline_from_the_start_what_was_kept_stands_with_its_age(live: OpenLive, tmp_path: Path) -> None:
    palette = live()
    open_project(palette)
    palette.click_row("Papers")
    palette.row("Parts.xlsx").wait_for()
    before = names(palette)
    wait_until_kept(palette)
    palette.service.stop()
    palette.page.reload()
    line = palette.page.locator(".offline", has_text=palette.text("age.now"))
    line.wait_for()
    assert names(palette) == before
    assert palette.page.locator(".row.is-error").count() == 0
    assert palette.page.locator(".offline").count() == 1
    with come_back(palette, tmp_path):
        line.get_by_role("button").click()
        line.wait_for(state="detached")
        assert names(palette) == before


def test_what_a_slow_service_holds_up_can_be_stopped_and_all_else_used(live: OpenLive) -> None:
    palette = live()
    open_project(palette)
    palette.service.clear_log()
    palette.service.add_fault(Fault(path="*/folders/*", delay_ms=5000))
    palette.click_row("Papers")
    palette.page.locator(".row.is-loading .row-bone").first.wait_for()
    palette.press("?")
    palette.page.get_by_role("dialog").wait_for()
    palette.press("Escape")
    palette.page.locator("dialog[open]").wait_for(state="detached")
    search = palette.page.get_by_role("combobox")
    search.fill("Drawings")
    palette.page.get_by_role("option", name="Drawings").first.wait_for()
    search.fill("")
    palette.page.get_by_role("treegrid").focus()
    palette.press("End", "Enter")
    assert palette.text("cancelled.message") in palette.error_row()
    palette.service.clear_faults()
    palette.retry()
    palette.row("Parts.xlsx").wait_for()
    while asked(palette) < 2:  # the one that was held up goes nowhere
        palette.page.wait_for_timeout(20)
    assert names(palette).count("Parts.xlsx") == 1


def test_hidden_docked_undocked_and_resized_while_it_loads(late: LivePalette) -> None:
    for width, height in (WIDE, (300, 200), (1600, 900), NARROW):
        late.page.set_viewport_size({"width": width, "height": height})
        late.page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
        assert late.page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    late.row("Parts.xlsx").wait_for()
    assert names(late)[-2:] == ["Papers", "Parts.xlsx"]


def test_a_page_loaded_anew_in_mid_load_shows_what_was_open(late: LivePalette) -> None:
    wait_until_kept(late)
    late.page.reload()
    late.row("Parts.xlsx").wait_for()
    assert names(late).count("Parts.xlsx") == 1
    assert late.page.locator(".row.is-error").count() == 0
