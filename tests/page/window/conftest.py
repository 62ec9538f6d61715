"""The preview's window in a real Chromium, with the sampler running in it.

Playwright's objects belong to the test's thread, so the simulated Fusion has its main thread elsewhere.
"""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from addin.lib.preview import Preview, PreviewDocument
from playwright.sync_api import Browser, ConsoleMessage, Frame, Page

from ...host.preview.conftest import BUTTON, DESIGN, DRAWING, SAMPLER, UNSAVED, load
from ...host.preview.test_idioms import ADDINS
from ..conftest import ROOT
from ..judges import bring_axe, find_barriers

SCREENS = ROOT / "build" / "screens"
WAIT_MS = 8000
THEMES = ("light", "dark")
BAR = f"#quick-access [data-key='bar {BUTTON}']"
# The smallest PNG there is: one pixel.
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763"
    "a8a8a8000002840141d2b1d2d60000000049454e44ae426082"
)
DOCUMENTS = (DESIGN, DRAWING, UNSAVED, PreviewDocument("<b>Bold</b>", thumbnail=PIXEL))

Open = Callable[..., tuple[Page, Preview]]


@contextmanager
def previewing(entry: Path, documents: Sequence[PreviewDocument], **options: Any) -> Iterator[Preview]:
    """Run a preview with an add-in on a thread of its own: Fusion's main thread."""
    ended = threading.Event()
    there = threading.Event()
    made: list[Preview] = []
    raised: list[BaseException] = []

    def run() -> None:
        try:
            preview = Preview(
                entry,
                load=load,
                documents=documents,
                ended=ended,
                on_started=lambda url: there.set(),
                **options,
            )
            made.append(preview)
            with preview:
                preview.run_until(ended)
        except BaseException as error:  # noqa: BLE001  handed to the test
            raised.append(error)
        finally:
            there.set()

    thread = threading.Thread(target=run, name="simulated Fusion")
    thread.start()
    try:
        assert there.wait(10)
        if made:
            yield made[0]
    finally:
        ended.set()
        thread.join()
    if raised:
        raise raised[0]


@pytest.fixture
def open_window(chromium: Browser) -> Iterator[Open]:
    """`page, preview = open_window(width=..., ...)`: nothing may go wrong in the window unnoticed."""
    problems: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error":
            problems.append(message.text)

    with ExitStack() as opened:

        def open_it(
            *, width: int = 1200, height: int = 800, entry: Path = SAMPLER, **options: Any
        ) -> tuple[Page, Preview]:
            preview = opened.enter_context(previewing(entry, DOCUMENTS, **options))
            context = opened.enter_context(
                chromium.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce")
            )
            page = context.new_page()
            page.set_default_timeout(WAIT_MS)
            page.on("pageerror", lambda error: problems.append(str(error)))
            page.on("console", note)
            page.goto(preview.url)
            page.get_by_role("tab").first.wait_for()
            return page, preview

        yield open_it
    assert problems == []


@pytest.fixture
def open_addin(open_window: Open, tmp_path: Path) -> Callable[..., tuple[Page, Preview]]:
    """`page, preview = open_addin("Name")`: a copy of one of the tests' add-ins, as somebody else's."""

    def open_it(*names: str, **options: Any) -> tuple[Page, Preview]:
        entries: list[Path] = []
        for name in names:
            shutil.copytree(ADDINS / name, tmp_path / name)
            entries.append(tmp_path / name / f"{name}.py")
        return open_window(entry=entries[0], more=entries[1:], **options)

    return open_it


def open_palette(page: Page) -> Frame:
    """Press the add-in's button and wait until its page has `window.adsk`."""
    page.click(BAR)
    frame = page.wait_for_selector("iframe")
    assert frame is not None
    content = frame.content_frame()
    assert content is not None
    content.get_by_text("adsk came").wait_for()
    return content


def choose(page: Page, name: str) -> None:
    """Press a document's tab and wait until it is the active one."""
    page.get_by_role("tab", name=name).click()
    page.locator("[role=tab][aria-selected=true]", has_text=name).wait_for()


def take_picture(page: Page, name: str) -> None:
    """Keep a picture of the window; written here, as Playwright would start a thread for that."""
    SCREENS.mkdir(parents=True, exist_ok=True)
    (SCREENS / name).write_bytes(page.screenshot())


def look_at(page: Page, node_modules: Path, name: str) -> list[str]:
    """Keep pictures of the window, narrow and wide, light and dark; return what bars the way in them."""
    bring_axe(page, node_modules)
    found: list[str] = []
    for width, height in ((350, 760), (1200, 900)):
        page.set_viewport_size({"width": width, "height": height})
        for theme in THEMES:
            if page.locator("html").get_attribute("data-theme") != theme:
                page.click("#theme")
                page.locator(f"html[data-theme={theme}]").wait_for()
            take_picture(page, f"{name}-{width}-{theme}.png")
            found += [f"{theme} {width}: {fault}" for fault in find_barriers(page)]
        if not page.evaluate("document.documentElement.scrollWidth <= innerWidth"):
            found.append(f"{width}: it is wider than the window")
    return found


def wait_until(condition: Callable[[], bool], seconds: float = 8.0) -> None:
    """Wait for something that the simulated Fusion does on its thread."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.02)
