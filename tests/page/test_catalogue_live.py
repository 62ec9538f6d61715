"""The catalogue as the page shows it, over the real host with a service behind it."""

from __future__ import annotations

import csv
import functools
from collections.abc import Iterator
from pathlib import Path

import pytest
from addin.lib.core.sync import sync
from addin.lib.emulator import Fault
from addin.lib.emulator.data.rollups import note_change
from playwright.sync_api import Browser, Locator

from .live import MADE, LivePalette, open_live

pytestmark = [pytest.mark.long_only, pytest.mark.syncs]

DRAWN = "derived:autodesk.fusion360:DrawingToDesign"


@pytest.fixture
def palette(chromium: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LivePalette]:
    """The page with a hub in which a drawing lags behind its design, whose references are swept quickly."""
    monkeypatch.setattr(sync, "Times", functools.partial(sync.Times, step=0.05))
    with open_live(chromium, tmp_path, monkeypatch) as opened:
        ids = opened.ids
        opened.service.seed.add_ref(ids["Frame Sheet v1"], to_id=ids["Frame v1"], extension_type=DRAWN)
        yield opened


def says(palette: LivePalette, text: str) -> None:
    """Wait until the line at the foot begins so."""
    palette.page.wait_for_function(
        "text => document.querySelector('.catalogue-words').textContent.startsWith(text)", arg=text
    )


def fill(palette: LivePalette) -> None:
    """Open the hub, and wait until its catalogue has all of it."""
    palette.click_row("Works")
    says(palette, palette.text("catalogue.resting"))


def press(palette: LivePalette, name: str) -> None:
    button = palette.page.get_by_role("button", name=name, exact=True)
    button.focus()
    palette.press("Enter")


def dialog(palette: LivePalette) -> Locator:
    return palette.page.get_by_role("dialog")


def change(palette: LivePalette, folder: str, sql: str, *values: object) -> None:
    """Change a folder as somebody elsewhere would, so that its rollup tells."""
    backend = palette.service._backend  # pyright: ignore[reportPrivateUsage]
    backend.database.change(sql, values)
    note_change(backend, folder)


def test_a_hub_that_is_opened_is_known_soon_and_paused_by_keyboard(palette: LivePalette) -> None:
    fill(palette)
    press(palette, palette.text("catalogue.pause"))
    says(palette, palette.text("catalogue.paused"))
    press(palette, palette.text("catalogue.resume"))
    says(palette, palette.text("catalogue.resting"))
    assert palette.focused() == palette.text("catalogue.pause")


def test_what_is_stale_is_listed_shown_and_saved_while_the_service_is_away(palette: LivePalette) -> None:
    fill(palette)
    palette.service.add_fault(Fault(path="*", status=503))
    press(palette, palette.text("stale.open"))
    item = dialog(palette).locator(".stale-item", has_text="Frame Sheet")
    item.wait_for()
    words = (item.locator(".muted").text_content() or "").replace("\u2068", "").replace("\u2069", "")
    assert words == "made from v1 of Frame, which is at v2"
    palette.host_port.target = target = palette.folder / "stale.csv"
    dialog(palette).get_by_role("button", name=palette.text("export")).click()
    palette.page.get_by_role("menuitem", name=palette.text("export.csv")).click()
    dialog(palette).get_by_text(str(target)).wait_for()
    with target.open(encoding="utf-8-sig", newline="") as file:
        [row] = list(csv.DictReader(file, strict=True))
    assert (row["Folder"], row["Name"]) == ("Press › Drawings", "Frame Sheet")
    assert (row["Version referred to"], row["Its latest version"]) == ("1", "2")
    item.get_by_role("button").click()
    palette.page.locator(".row.is-active", has_text="Frame Sheet").wait_for()


def test_badges_are_there_before_anything_was_read(palette: LivePalette) -> None:
    fill(palette)
    palette.click_row("Press", "Drawings")
    badge = palette.row("Frame Sheet").locator(".row-badge.is-stale")
    badge.wait_for()


def test_where_it_is_used_is_known_while_the_service_is_away(palette: LivePalette) -> None:
    fill(palette)
    palette.service.add_fault(Fault(path="*", status=503))
    palette.page.get_by_role("tab", name="This design").click()
    palette.choose_more("design.uses")
    dialog(palette).locator(".use", has_text="Frame Sheet").wait_for()
    dialog(palette).get_by_text("versions are known", exact=False).wait_for()
    dialog(palette).locator(".problem").wait_for()


def test_the_copies_are_measured_and_cleared(palette: LivePalette) -> None:
    fill(palette)
    press(palette, palette.text("settings.open"))
    total = dialog(palette).locator(".space-total")
    total.wait_for()
    assert total.inner_text() != palette.text("size.byte", number=0)
    press(palette, palette.text("space.clear"))
    press(palette, palette.text("space.clear-now"))
    dialog(palette).get_by_text(palette.text("space.cleared")).wait_for()
    palette.press("Escape")
    says(palette, palette.text("catalogue.resting"))


def test_what_others_change_in_an_open_folder_is_seen_without_a_click(palette: LivePalette) -> None:
    fill(palette)
    palette.click_row("Press", "Papers", "Parts.xlsx")
    palette.page.locator(".details h2", has_text="Parts.xlsx").wait_for()
    ids, seeder = palette.ids, palette.service.seed
    seeder.add_version(seeder.add_item(ids["Papers"], name="A first one.txt", **MADE), size=7, **MADE)
    seeder.add_version(ids["Parts.xlsx"], size=9, **MADE)
    change(
        palette, ids["Papers"], "UPDATE items SET name = 'Parts list.xlsx' WHERE id = ?", ids["Parts.xlsx"]
    )
    change(palette, ids["Designs"], "UPDATE folders SET name = 'All designs' WHERE id = ?", ids["Designs"])
    change(palette, ids["Drawings"], "UPDATE folders SET hidden = 1 WHERE id = ?", ids["Drawings"])
    palette.page.mouse.move(1, 1)
    press(palette, palette.text("catalogue.refresh"))
    for name in ("A first one.txt", "Parts list.xlsx", "All designs"):
        palette.row(name).wait_for()
    palette.row("Parts list.xlsx").get_by_text("v3").wait_for()
    palette.page.wait_for_function(
        "() => ![...document.querySelectorAll('.row-name')].some(one => one.textContent === 'Drawings')"
    )
    assert palette.active_row() == "Parts list.xlsx"
    assert palette.row("Parts list.xlsx").get_attribute("aria-selected") == "true"
