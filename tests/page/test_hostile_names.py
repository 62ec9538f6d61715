"""Ten thousand names that lie, over the real bridge and service: text everywhere, and nothing but text."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from addin.lib.emulator.answers import FIRST_HALF, SECOND_HALF
from addin.lib.emulator.sample import lying
from playwright.sync_api import Browser

from .conftest import NARROW, ROOT, WIDE
from .hostile_pages import Tripwire
from .live import LivePalette, open_live

pytestmark = pytest.mark.long_only

TALL = 3600  # px: many rows at once, so that all are seen in a few steps
SCREENS = ROOT / "build" / "screens"
# Opens what holds names and is closed, as far as it is in sight; tells how many that were.
OPEN = """() => {
    const closed = document.querySelectorAll(
        ".row[aria-expanded=false]:is(.is-hub, .is-project, .is-folder) .row-twisty")
    closed.forEach(twisty => twisty.click())
    return closed.length
}"""
SETTLED = "() => !document.querySelector('.row.is-loading, .row[aria-busy=true]')"
SCROLL = """by => {
    const tree = document.querySelector(".tree")
    const before = tree.scrollTop
    tree.scrollTop += by
    const rest = new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))
    return rest.then(() => tree.scrollTop !== before)
}"""
NAMES = "() => [...document.querySelectorAll('.row.is-item .row-name')].map(name => name.textContent)"


@pytest.fixture
def lies(chromium: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LivePalette]:
    """The page on the lying hub."""
    with open_live(chromium, tmp_path, monkeypatch, hub="lying") as palette:
        palette.row("(no name)").wait_for()
        yield palette


def picture(palette: LivePalette, name: str) -> None:
    SCREENS.mkdir(parents=True, exist_ok=True)
    (SCREENS / f"lies-{name}.png").write_bytes(palette.page.screenshot())


def show(palette: LivePalette, names: Sequence[str]) -> set[str]:
    """Return how the page shows names, half a pair being what it is by then."""
    sent = [name.replace(FIRST_HALF, "\ud83d").replace(SECOND_HALF, "\ude00") for name in names]
    script = "text => JSON.parse(text).map(name => DataBrowser.shown(name) || '(no name)')"
    return set(palette.page.evaluate(script, json.dumps(sent)))


def walk(palette: LivePalette, wire: Tripwire, *, opens: bool) -> set[str]:
    """Go through the whole tree once, and return the names that items showed."""
    page, seen = palette.page, set[str]()
    page.evaluate("() => { document.querySelector('.tree').scrollTop = 0 }")
    while True:
        while opens and page.evaluate(OPEN):
            page.wait_for_function(SETTLED)
        seen.update(page.evaluate(NAMES))
        assert wire.faults() == []
        if not page.evaluate(SCROLL, TALL - 400):
            return seen


def test_ten_thousand_names_are_text_in_rows_that_stay_as_they_are(lies: LivePalette) -> None:
    page, wire = lies.page, Tripwire(lies.page)
    page.set_viewport_size({"width": NARROW[0], "height": TALL})
    shown = show(lies, lying.hostile_names())
    seen = walk(lies, wire, opens=True)
    assert len(seen) > 6000
    assert shown - seen == set()
    page.evaluate("() => { document.documentElement.dataset.theme = 'dark' }")
    page.set_viewport_size({"width": WIDE[0], "height": TALL})
    assert walk(lies, wire, opens=False) == seen
    page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
    picture(lies, "tree")
