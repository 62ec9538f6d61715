"""The palette's tree in Chromium: against jsTree with the same rows, and against itself with few rows.

Each measurement has a page of its own. Frames are not held back to the screen's rate, and what one costs
is the processor's time of the page's main thread: what else the machine does is not in it.
"""

from __future__ import annotations

import bisect
import json
import os
import shutil
import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from addin.lib.texts import load_texts
from playwright.sync_api import Browser, Page, sync_playwright

from ..packages import install_packages

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PAGE = ROOT / "resources" / "palette" / "index.html"
HOSTS = [ROOT / "tests" / "page" / name for name in ("host.js", "host_places.js")]
MEASURE = HERE / "tree.js"
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MANY = 50_000
FEW = 200
WAYS = 15
FRAMES = 100
_PATIENCE_MS = 300_000
_MARK = "bench-frame"
_TASK = "ThreadControllerImpl::RunTask"


def find_missing() -> str:
    """Return what this machine lacks; nothing where it has a Chromium and npm."""
    lacking = [] if _find_chromium() else ["a Chromium"]
    lacking += [] if shutil.which("npm") else ["npm"]
    return f"The sections of the palette need {' and '.join(lacking)}." if lacking else ""


@contextmanager
def chromium() -> Iterator[Browser]:
    """Run a Chromium that draws as fast as it can."""
    flags = ["--no-sandbox", "--disable-gpu", "--disable-gpu-vsync", "--disable-frame-rate-limit"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_find_chromium(), args=flags)
        try:
            yield browser
        finally:
            browser.close()


def open_ours(browser: Browser, count: int) -> float:
    """Return the seconds from an answer of `count` rows to the first ones on the palette's screen."""
    with _palette(browser) as page:
        return _measure(page, "openOurs", count) / 1000


def open_jstree(browser: Browser, count: int) -> float:
    """Return the same of jsTree."""
    folder = install_packages(HERE)
    scripts = [folder / name / "dist" / f"{name}.min.js" for name in ("jquery", "jstree")]
    with _page(browser) as page:
        page.goto("about:blank")
        page.add_style_tag(path=folder / "jstree" / "dist" / "themes" / "default" / "style.min.css")
        for script in (*scripts, MEASURE):
            page.add_script_tag(path=script)
        return _measure(page, "openJsTree", count) / 1000


def scroll(browser: Browser) -> dict[int, float]:
    """Return the 95th percentile of the frames in which a folder scrolls, in milliseconds, by its rows.

    Both scroll in turn, as far as the few rows reach each time, the many in another place each time.
    The median of the ways counts.
    """
    taken: dict[int, list[float]] = {MANY: [], FEW: []}
    with _palette(browser) as many, _palette(browser) as few:
        pages = {MANY: many, FEW: few}
        for count, page in pages.items():
            _measure(page, "openOurs", count)
        reach = _measure(few, "height", 0)
        room = _measure(many, "height", 0) - reach
        for way in range(WAYS):
            places = {MANY: room * way / (WAYS - 1), FEW: 0}
            for count, page in sorted(pages.items(), reverse=way % 2 == 0):
                taken[count].append(_scroll(browser, page, places[count], reach))
    return {count: statistics.median(times) for count, times in taken.items()}


def _scroll(browser: Browser, page: Page, place: float, reach: float) -> float:
    """Scroll from a place as far as `reach`, and return the 95th percentile of the frames in milliseconds."""
    browser.start_tracing(page=page, categories=["toplevel", "blink.user_timing"])
    _measure(page, "scroll", {"frames": FRAMES, "from": place, "to": place + reach, "mark": _MARK})
    events = json.loads(browser.stop_tracing())["traceEvents"]
    marks = [event for event in events if event["name"] == _MARK]
    frames = read_frames(events, marks)
    if len(frames) != FRAMES or not all(frames):
        raise SystemExit(f"The trace tells of {sum(map(bool, frames))} frames, not {FRAMES}.")
    return sorted(frames)[int(FRAMES * 0.95)]


def read_frames(events: list[dict[str, Any]], marks: list[dict[str, Any]]) -> list[float]:
    """Return the milliseconds of processor time of what one thread ran between each mark and the next."""
    starts = sorted(mark["ts"] for mark in marks)
    frames = [0.0] * (len(starts) - 1)
    thread = (marks[0]["pid"], marks[0]["tid"])
    for event in events:
        if event["name"] != _TASK or (event["pid"], event["tid"]) != thread or "tdur" not in event:
            continue
        frame = bisect.bisect_left(starts, event["ts"]) - 1
        if 0 <= frame < len(frames):
            frames[frame] += event["tdur"] / 1000
    return frames


@contextmanager
def _palette(browser: Browser) -> Iterator[Page]:
    """Open the palette's page with a folder opened that waits for its answer."""
    with _page(browser) as page:
        page.add_init_script(f"window.testHostOptions = {json.dumps({'texts': load_texts()})};")
        for host in HOSTS:
            page.add_init_script(path=host)
        page.goto(PAGE.as_uri())
        for name in ("Meridian Drives", "Gearbox"):
            page.locator(".row", has_text=name).first.click()
            page.locator(".row", has_text="05 Released" if name == "Gearbox" else "Test Fixtures").wait_for()
        page.evaluate("() => testHost.hold('tree.list')")
        page.locator(".row", has_text="05 Released").click()
        page.wait_for_function("() => testHost.held['tree.list'].length")
        page.locator(".row.is-loading").wait_for()
        page.add_script_tag(path=MEASURE)
        yield page


@contextmanager
def _page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1200, "height": 760}, locale="en-GB", bypass_csp=True)
    try:
        page = context.new_page()
        page.set_default_timeout(_PATIENCE_MS)
        yield page
    finally:
        context.close()


def _measure(page: Page, what: str, argument: object) -> float:
    return page.evaluate("([what, argument]) => benchTree[what](argument)", [what, argument])


def _find_chromium() -> str | None:
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUMS)), None)
