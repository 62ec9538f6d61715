"""Without the service: what is known is browsed, searched and saved with its age; a write says why not."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path

import pytest
from addin.lib.emulator import Fault
from playwright.sync_api import Browser

from .live import LivePalette, open_live
from .search_states import search
from .test_catalogue_live import fill
from .test_place_finding import options

pytestmark = [pytest.mark.long_only, pytest.mark.syncs]


@pytest.fixture
def palette(chromium: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LivePalette]:
    """The page with a hub that is known whole, and whose service then fails at everything."""
    with open_live(chromium, tmp_path, monkeypatch) as opened:
        fill(opened)
        opened.service.add_fault(Fault(path="*", status=503))
        yield opened


def test_what_is_known_is_browsed_in_quiet_and_saved_with_its_age(palette: LivePalette) -> None:
    palette.click_row("Press", "Papers", "Designs")
    palette.row("Parts.xlsx").wait_for()
    palette.row("Frame").wait_for()
    palette.page.locator(".offline", has_text="cannot answer at present").wait_for()
    assert palette.page.locator(".row.is-error").count() == 0
    search(palette, "sheet")
    assert options(palette) == ["Frame Sheet"]
    palette.press("Escape")
    palette.host_port.target = target = palette.folder / "tree.csv"
    palette.page.get_by_role("button", name=palette.text("export")).first.click()
    palette.page.get_by_role("menuitem", name=palette.text("export.csv")).click()
    palette.page.locator(".status", has_text=str(target)).wait_for()
    with target.open(encoding="utf-8-sig", newline="") as file:
        rows = {row["Name"]: row for row in csv.DictReader(file, strict=True)}
    assert rows["Parts.xlsx"]["Listed"] < datetime.now(timezone.utc).isoformat()


def test_the_line_goes_by_itself_once_the_service_is_back(palette: LivePalette) -> None:
    palette.click_row("Press", "Papers")
    palette.row("Parts.xlsx").wait_for()
    palette.page.locator(".offline", has_text="cannot answer at present").wait_for()
    palette.service.clear_faults()
    palette.page.mouse.move(1, 1)
    palette.page.get_by_role("button", name=palette.text("catalogue.refresh")).click()
    palette.page.wait_for_function("() => !document.querySelector('.offline').textContent")


def test_what_is_written_says_why_it_cannot_be_done(palette: LivePalette) -> None:
    search(palette, "sheet")
    palette.press("Control+Enter")
    said = palette.page.get_by_role("dialog").locator(".problem")
    said.get_by_text("503 Service Unavailable", exact=False).first.wait_for()
    assert said.count() == 1
    said.get_by_role("button", name=palette.text("retry")).wait_for()
