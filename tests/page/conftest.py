"""The real palette page in a real Chromium, opened from disk as a palette opens it, with a scripted host."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from addin.lib.texts import load_texts
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, sync_playwright

from ..packages import install_packages

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
INDEX = ROOT / "resources" / "palette" / "index.html"
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
HOSTS = (
    "host.js",
    "host_refs.js",
    "host_files.js",
    "host_detail.js",
    "host_places.js",
    "host_tree.js",
    "host_help.js",
    "host_catalogue.js",
    "host_search.js",
)
NARROW = (350, 640)
WIDE = (1200, 760)
WAIT_MS = 20_000
MANNERS: dict[str, Any] = {"locale": "en-GB", "timezone_id": "UTC"}


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A Chromium of this machine."""
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUMS)), None)
    if not path:
        pytest.skip("no Chromium: install it, or name one in $CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu", "--force-color-profile=srgb"]
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def node_modules() -> Path:
    """The pinned packages of package.json."""
    return install_packages(HERE)


def problem(reference: str, **more: str) -> dict[str, str]:
    """Return what the host says of an error."""
    return {"reference": reference, **load_texts()["errors"][reference], **more}


class Palette:
    """A page with its scripted host: `page` is Playwright's, the rest are shorthands."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.problems: list[str] = []
        page.set_default_timeout(WAIT_MS)
        page.on("pageerror", self._note_error)
        page.on("console", self._note)

    def let_go(self) -> None:
        """Hear no more of the page."""
        self.page.remove_listener("pageerror", self._note_error)
        self.page.remove_listener("console", self._note)

    def _note_error(self, error: Error) -> None:
        self.problems.append(str(error))

    def _note(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.problems.append(message.text)

    def host(self, script: str, argument: Any = None) -> Any:
        """Evaluate something about `testHost`, with an argument called `it`."""
        return self.page.evaluate(f"it => {{ return testHost.{script} }}", argument)

    def fail(self, method: str, reference: str, **more: str) -> None:
        """Let the host answer a method with an error."""
        self.host("fail(it[0], it[1])", [method, problem(reference, **more)])

    def calls(self, method: str) -> int:
        """Count the calls of a method so far."""
        return self.host("count(it)", method)

    def last(self, method: str) -> Any:
        """Return the parameters of the last call of a method."""
        return self.host("last(it).params", method)

    def wait_for_calls(self, method: str, count: int = 1) -> None:
        """Wait until a method has been called that often."""
        self.page.wait_for_function(
            "([method, count]) => testHost.count(method) >= count", arg=[method, count]
        )

    def settle(self) -> None:
        """Wait until what has changed is drawn: the tree draws in the next frame."""
        self.page.evaluate(
            "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(null))))"
        )

    def text(self, key: str, **values: object) -> str:
        """Return a text of the page, filled."""
        text: str = load_texts()["page"][key]
        return text.format(**values)

    def row(self, name: str) -> Any:
        """Find a row of the tree by its whole name."""
        return self.page.locator(".row").filter(has=self.page.get_by_text(name, exact=True)).first

    def click_row(self, *names: str) -> None:
        """Click row after row."""
        for name in names:
            self.row(name).click()

    def choose_more(self, key: str) -> None:
        """Choose something from the menu of the active document."""
        self.page.get_by_role("button", name=self.text("design.more")).click()
        self.page.get_by_role("menuitem", name=self.text(key)).click()

    def press(self, *keys: str) -> None:
        """Press key after key."""
        for key in keys:
            self.page.keyboard.press(key)

    def active_row(self) -> str:
        """Return the name of the row that a screen reader is on."""
        return self.page.evaluate(
            "() => { const grid = document.querySelector('[role=treegrid]');"
            " const id = grid.getAttribute('aria-activedescendant');"
            " return id ? document.getElementById(id).querySelector('.row-name').textContent : '' }"
        )

    def focused(self) -> str:
        """Return the text or the label of what has the focus."""
        return self.page.evaluate(
            "() => document.activeElement.getAttribute('aria-label') || document.activeElement.textContent"
        )


Open = Callable[..., Palette]


class Stage:
    """The window that one test after the other plays in: opening a new one costs more than most tests."""

    def __init__(self, browser: Browser) -> None:
        self._page = browser.new_context(**MANNERS).new_page()
        self._devtools = self._page.context.new_cdp_session(self._page)
        self._devtools.send("Page.enable")  # without it, scripts are taken and never run
        self._scripts: list[str] = []
        self._is_taken = False

    def enter(self, scripts: list[str]) -> Page | None:
        """Return the page, swept, with scripts that run before its own; None while another test has it."""
        if self._is_taken:
            return None
        self._is_taken = True
        # Not `add_init_script`: what that adds stays for good.
        added = [
            self._devtools.send("Page.addScriptToEvaluateOnNewDocument", {"source": script})
            for script in scripts
        ]
        self._scripts = [one["identifier"] for one in added]
        return self._page

    def has(self, page: Page) -> bool:
        """Tell whether a page is the one here."""
        return page is self._page

    def leave(self) -> None:
        """Sweep the page for the next one."""
        for identifier in self._scripts:
            self._devtools.send("Page.removeScriptToEvaluateOnNewDocument", {"identifier": identifier})
        self._page.unroute_all()
        self._page.goto("about:blank")
        self._page.mouse.move(0, 0)
        self._is_taken = False


@pytest.fixture(scope="session")
def stage(chromium: Browser) -> Stage:
    """The one window of this process."""
    return Stage(chromium)


@pytest.fixture
def open_palette(chromium: Browser, stage: Stage) -> Iterator[Open]:
    """`open_palette(size=..., theme=..., ...)` opens the page; nothing may go wrong in it unnoticed.

    With `clock` its time stands still, in a window of its own: such a clock cannot be taken out again.
    """
    opened: list[Palette] = []

    def open_page(scripts: list[str], *, clock: bool) -> Page:
        page = None if clock else stage.enter(scripts)
        if page:
            return page
        page = chromium.new_context(**MANNERS).new_page()
        if clock:
            page.clock.install()
        for script in scripts:
            page.add_init_script(script)
        return page

    def open_it(
        *,
        size: tuple[int, int] = NARROW,
        theme: str = "light",
        url: str = INDEX.as_uri(),
        wait: bool = True,
        clock: bool = False,
        first: str = "",
        **options: Any,
    ) -> Palette:
        options = {"texts": load_texts(), **options}
        options["opening"] = {"theme": theme, **options.get("opening", {})}
        hosts = [(HERE / name).read_text(encoding="utf-8") for name in HOSTS]
        palette = Palette(
            open_page([first, f"window.testHostOptions = {json.dumps(options)};", *hosts], clock=clock)
        )
        opened.append(palette)
        palette.page.set_viewport_size({"width": size[0], "height": size[1]})
        scheme = "dark" if theme == "dark" else "light"
        palette.page.emulate_media(color_scheme=scheme, reduced_motion="no-preference")
        palette.page.goto(url)
        if wait:
            palette.page.wait_for_selector(".bar")
        return palette

    yield open_it
    found = [(palette, palette.host("faults")) for palette in opened]
    for palette in opened:
        palette.let_go()
        if stage.has(palette.page):
            stage.leave()
        else:
            palette.page.context.close()
    for palette, faults in found:
        assert palette.problems + faults == []
