"""Ten thousand names that lie, over the real bridge and service: text everywhere, and nothing but text."""

from __future__ import annotations

import csv
import io
import itertools
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

# Heights of the window: many rows at once, so that all are seen in a few steps.
HIGH, TALL = 3600, 7200
PATIENCE_MS = 90_000  # a hundred folders may be on their way at once
SCREENS = ROOT / "build" / "screens"
# Opens what holds names and is closed, as far as it is in sight; tells how many that were.
OPEN = """async () => {
    const rest = () => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))
    await rest()
    const closed = document.querySelectorAll(
        ".row[aria-expanded=false]:is(.is-hub, .is-project, .is-folder) .row-twisty")
    closed.forEach(twisty => twisty.click())
    await rest()
    return closed.length
}"""
# Whatever is open and in sight has something below it, and nothing is on its way. The active row is there
# even where it is out of sight, and then nothing that is beside it.
SETTLED = """() => {
    const rows = [...document.querySelectorAll(".tree .row")]
    const at = (row, name) => Number(row.getAttribute(name))
    rows.sort((one, other) => at(one, "aria-rowindex") - at(other, "aria-rowindex"))
    return rows.every((row, index) => !row.classList.contains("is-loading") && (
        row.getAttribute("aria-expanded") !== "true" || index === rows.length - 1 ||
        at(rows[index + 1], "aria-rowindex") !== at(row, "aria-rowindex") + 1 ||
        at(rows[index + 1], "aria-level") > at(row, "aria-level")))
}"""
# The row that was opened last stays where it is, so that what opens above it moves the rest.
BACK = """top => {
    document.querySelector(".tree").scrollTop = top
    return new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))
}"""
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


def open_in_sight(palette: LivePalette) -> bool:
    """Open what is closed and in sight, and scroll back to where that was; tell whether there was any."""
    page = palette.page
    top = page.evaluate("() => document.querySelector('.tree').scrollTop")
    count = page.evaluate(OPEN)
    page.wait_for_function(SETTLED, timeout=PATIENCE_MS)
    if count:
        page.evaluate(BACK, top)
        page.wait_for_function(SETTLED, timeout=PATIENCE_MS)
    return count > 0


def walk(palette: LivePalette, wire: Tripwire, *, opens: bool) -> set[str]:
    """Go through the whole tree once, and return the names that items showed.

    The first time, which opens everything, all of it is judged; later every third step.
    """
    page, seen = palette.page, set[str]()
    page.evaluate(SCROLL, -(10**7))
    for step in itertools.count():
        while opens and open_in_sight(palette):
            pass
        seen.update(page.evaluate(NAMES))
        if opens or not step % 3:
            assert wire.faults() == []
        if not page.evaluate(SCROLL, (HIGH if opens else TALL) - 400):
            break
    assert wire.faults() == []
    return seen


def test_ten_thousand_names_are_text_in_rows_that_stay_as_they_are(lies: LivePalette) -> None:
    page, wire = lies.page, Tripwire(lies.page)
    page.set_viewport_size({"width": NARROW[0], "height": HIGH})
    shown = show(lies, lying.hostile_names())
    seen = walk(lies, wire, opens=True)
    assert len(seen) > 6000
    assert [name[:80] for name in shown - seen][:5] == []
    page.evaluate("() => { document.documentElement.dataset.theme = 'dark' }")
    page.set_viewport_size({"width": WIDE[0], "height": TALL})
    assert [name[:80] for name in walk(lies, wire, opens=False) ^ seen][:5] == []
    page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
    picture(lies, "tree")


def both_sizes(palette: LivePalette, wire: Tripwire, name: str) -> None:
    """Judge what is shown narrow and wide, light and dark, and keep a picture of each size."""
    page = palette.page
    for (width, height), theme in ((NARROW, "light"), (WIDE, "dark")):
        page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
        page.set_viewport_size({"width": width, "height": height})
        page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        picture(palette, f"{name}-{width}")
        assert wire.faults() == []


def open_names(palette: LivePalette) -> None:
    """Open what lies on the way to the first names of items, which are in sight then."""
    page = palette.page
    page.set_viewport_size({"width": NARROW[0], "height": HIGH})
    while not page.locator(".row.is-item").count():
        assert open_in_sight(palette) or page.evaluate(SCROLL, HIGH // 2)
    page.locator(".row.is-item").first.evaluate("row => row.scrollIntoView({block: 'start'})")


def test_details_dialogs_and_several_at_once(lies: LivePalette) -> None:
    page, wire = lies.page, Tripwire(lies.page)
    open_names(lies)
    rows = page.locator(".row.is-item")
    for number in range(0, 24, 2):
        page.set_viewport_size({"width": NARROW[0] if number % 4 else WIDE[0], "height": HIGH})
        shown = rows.nth(number).locator(".row-name").inner_text()
        rows.nth(number).click()
        page.locator(".details .versions").wait_for()
        page.locator(".details-facts summary").click()
        assert page.locator(".details h2").inner_text().split() == shown.split()
        assert wire.faults() == []
        if number % 12:
            continue
        page.locator(".details-attach button").click()
        page.locator(".offer, .dialog .problem").first.wait_for()
        assert wire.faults() == []
        lies.press("Escape")
        page.locator("dialog[open]").wait_for(state="detached")
    rows.nth(0).click()
    rows.nth(24).click(modifiers=["Shift"])
    page.locator(".selection .primary").click()
    page.locator(".planned").nth(20).wait_for()
    both_sizes(lies, wire, "several")


def test_this_design_as_list_as_graph_and_as_files(lies: LivePalette, tmp_path: Path) -> None:
    page, wire = lies.page, Tripwire(lies.page)
    page.get_by_role("tab", name="This design").click()
    page.locator(".relation").nth(100).wait_for()
    both_sizes(lies, wire, "list")
    lies.host_port.target = tmp_path / "list.csv"
    page.get_by_role("button", name=lies.text("export"), exact=True).click()
    page.get_by_role("menuitem").first.click()
    page.get_by_text("list.csv").first.wait_for()
    rows = list(csv.reader(io.StringIO(lies.host_port.target.read_text("utf-8-sig"), newline="")))
    assert len(rows) > 140
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "@", "\t"))]
    page.get_by_role("searchbox").fill("<script>")
    assert 1 <= page.locator(".relation").count() < 60
    assert wire.faults() == []
    page.get_by_role("searchbox").fill("")
    page.get_by_role("button", name=lies.text("design.as-graph")).click()
    page.locator(".graph-node").nth(100).wait_for()
    page.locator("[aria-busy=true]").wait_for(state="detached")
    both_sizes(lies, wire, "graph")
