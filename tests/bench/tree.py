"""The palette's tree in Chromium: against jsTree with the same rows, and against itself with few rows.

Each measurement has a page of its own. Frames are not held back to the screen's rate: what a frame took is
what it cost.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

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

    Both scroll in turn, a short way each time: what else the machine does meets both. The median of
    the ways counts.
    """
    taken: dict[int, list[float]] = {MANY: [], FEW: []}
    with _palette(browser) as many, _palette(browser) as few:
        pages = {MANY: many, FEW: few}
        for count, page in pages.items():
            _measure(page, "openOurs", count)
        for way in range(WAYS):
            for count, page in sorted(pages.items(), reverse=way % 2 == 0):
                taken[count].append(_measure(page, "scroll", FRAMES))
    return {count: statistics.median(times) for count, times in taken.items()}


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


def _measure(page: Page, what: str, argument: int) -> float:
    return page.evaluate("([what, argument]) => benchTree[what](argument)", [what, argument])


def _find_chromium() -> str | None:
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUMS)), None)
