"""Searching a hub on the real bridge, with its catalogue filled in the background from the local service."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from addin.lib.emulator import Fault
from playwright.sync_api import Browser

from .live import MADE, LivePalette, open_live
from .search_states import search
from .test_place_finding import note, options, wait_active

pytestmark = [pytest.mark.long_only, pytest.mark.syncs]

OpenLive = Callable[[], LivePalette]


@pytest.fixture
def live(chromium: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenLive]:
    """`live()` opens the page at the hub Works, once all of it is catalogued; its project is not opened."""
    with ExitStack() as stack:

        def open_it() -> LivePalette:
            palette = stack.enter_context(open_live(chromium, tmp_path, monkeypatch))
            palette.row("Works").click()
            palette.row("Press").wait_for()
            catalogues = palette.app.sign_ins.require().catalogues
            while not any(is_refreshed(palette, hub_id) for hub_id in catalogues.opened()):
                palette.page.wait_for_timeout(20)
            return palette

        yield open_it


def is_refreshed(palette: LivePalette, hub_id: str) -> bool:
    sync = palette.app.sign_ins.require().catalogues.sync_of(hub_id)
    return sync is not None and sync.progress.refreshed is not None and sync.progress.counts.items == 3


def test_what_nobody_has_opened_is_found_shown_and_attached(live: OpenLive) -> None:
    palette = live()
    search(palette, "parts")
    assert options(palette) == ["Parts.xlsx"]
    place = palette.page.locator(".search-place").inner_text()
    assert place == "Works › Press › Papers"
    palette.press("Control+Enter")
    dialog = palette.page.get_by_role("dialog")
    dialog.locator(".offer").first.wait_for()
    assert "Parts.xlsx" in dialog.inner_text()
    palette.press("Escape")
    palette.page.locator("dialog[open]").wait_for(state="detached")
    palette.press("ArrowDown", "Enter")
    wait_active(palette, "Parts.xlsx")
    palette.page.locator(".details h2", has_text="Parts.xlsx").wait_for()


def test_the_language_of_the_search_is_completed_and_told(live: OpenLive) -> None:
    palette = live()
    search(palette, "frame ki")
    palette.press("ArrowDown", "Tab")
    palette.page.locator(".is-completion", has_text="kind:drawing").click()
    palette.page.get_by_role("option", name="Frame Sheet").wait_for()
    palette.page.wait_for_function(
        "() => document.querySelectorAll('.search-option .search-name').length === 1"
    )
    search(palette, "frame colour:red")
    assert "colour:" in palette.page.locator(".search-problem").inner_text()


def test_what_is_newer_than_the_catalogue_is_found_by_the_service(live: OpenLive) -> None:
    palette = live()
    palette.click_row("Press", "Papers")
    palette.row("Parts.xlsx").wait_for()
    seeder = palette.service.seed
    added = seeder.add_item(palette.ids["Papers"], name="Parts of today.txt", **MADE)
    seeder.add_version(added, size=10, **MADE)
    search(palette, "Parts")
    assert options(palette) == ["Parts.xlsx"]
    palette.press("ArrowUp", "Enter")
    palette.page.locator(".search-note", has_text="there are no more").wait_for()
    assert sorted(options(palette)) == ["Parts of today.txt", "Parts.xlsx"]
    palette.page.get_by_role("option", name="Parts of today").click()
    wait_active(palette, "Parts of today.txt")


def test_without_the_service_all_that_is_known_is_found(live: OpenLive) -> None:
    palette = live()
    palette.service.add_fault(Fault(path="*", status=503, body="{}"))
    search(palette, "sheet")
    assert options(palette) == ["Frame Sheet"]
    assert note(palette).startswith("1 found.")
    assert palette.page.locator(".search-problem").count() == 0
    palette.press("Enter")
    wait_active(palette, "Frame Sheet")
