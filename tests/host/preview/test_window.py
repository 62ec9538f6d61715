"""The preview's window in a real Chromium, with the sampler running in it.

The simulated Fusion belongs to the test's thread, so the browser is driven from another.
"""

from __future__ import annotations

import os
import queue
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from addin.lib.preview import Preview, PreviewDocument
from playwright.sync_api import Browser, ConsoleMessage, Frame, Page, sync_playwright

from .conftest import BUTTON, DESIGN, DRAWING, PALETTE, SAMPLER, UNSAVED, load

SCREENS = Path(__file__).resolve().parents[3] / "build" / "screens"
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
WAIT_MS = 8000
BAR = f"#quick-access [data-key='bar {BUTTON}']"
# The smallest PNG there is: one pixel.
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763"
    "a8a8a8000002840141d2b1d2d60000000049454e44ae426082"
)

Script = Callable[[Page, Preview], None]
Drive = Callable[..., None]


class BrowserThread:
    """A Chromium on a thread of its own: Playwright's objects belong to the thread that made them."""

    def __init__(self, chromium: str) -> None:
        self._chromium = chromium
        self._work: queue.SimpleQueue[Callable[[Browser], None] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="browser")
        self._is_there = threading.Event()
        self._thread.start()
        assert self._is_there.wait(60), "Chromium did not start"

    def post(self, work: Callable[[Browser], None]) -> None:
        """Queue some work."""
        self._work.put(work)

    def close(self) -> None:
        """End the browser."""
        self._work.put(None)
        self._thread.join()

    def _run(self) -> None:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=self._chromium, args=["--no-sandbox", "--disable-gpu"]
            )
            self._is_there.set()
            while work := self._work.get():
                work(browser)
            browser.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[BrowserThread]:
    """One Chromium for all tests here."""
    chromium = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUMS)), None)
    if not chromium:
        pytest.skip("no Chromium: install it, or name one in $CHROMIUM")
    thread = BrowserThread(chromium)
    yield thread
    thread.close()


@pytest.fixture
def drive(browser: BrowserThread) -> Drive:
    """Runs a preview on this thread, and a script of what a person does in the browser on the other."""

    def run(script: Script, *, width: int = 1200, height: int = 800, **options: Any) -> None:
        ended = threading.Event()
        raised: list[BaseException] = []
        problems: list[str] = []

        def note(message: ConsoleMessage) -> None:
            if message.type == "error":
                problems.append(message.text)

        def browse(chromium: Browser) -> None:
            try:
                context = chromium.new_context(viewport={"width": width, "height": height})
                page = context.new_page()
                page.set_default_timeout(WAIT_MS)
                page.on("pageerror", lambda error: problems.append(str(error)))
                page.on("console", note)
                page.goto(preview.url)
                page.get_by_role("tab").first.wait_for()
                script(page, preview)
                context.close()
            except BaseException as error:  # noqa: BLE001  handed to the test
                raised.append(error)
            finally:
                ended.set()

        documents = [DESIGN, DRAWING, UNSAVED, PreviewDocument("<b>Bold</b>", thumbnail=PIXEL)]
        with Preview(SAMPLER, load=load, documents=documents, **options) as preview:
            browser.post(browse)
            preview.run_until(ended)
        if raised:
            raise raised[0]
        assert problems == []

    return run


def take_picture(page: Page, name: str) -> None:
    """Keep a picture of the window; written here, as Playwright would start a thread for that."""
    SCREENS.mkdir(parents=True, exist_ok=True)
    (SCREENS / name).write_bytes(page.screenshot())


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


def test_the_palette_shows_its_real_page_and_adsk_comes_late(drive: Drive) -> None:
    def script(page: Page, preview: Preview) -> None:
        frame = open_palette(page)
        first, second = frame.get_by_role("listitem").all_inner_texts()
        assert first == "no adsk yet"
        assert int(second.split()[3]) >= 1000
        assert frame.url == f"{preview.url}palette/{PALETTE}/index.html"
        take_picture(page, "preview-sampler-1200.png")

    drive(script, injection_ms=1200)


def test_adsk_comes_when_it_was_asked_to(drive: Drive) -> None:
    def script(page: Page, preview: Preview) -> None:
        assert int(open_palette(page).get_by_text("adsk came").inner_text().split()[3]) < 1000

    drive(script, injection_ms=0)


def test_messages_go_both_ways(drive: Drive) -> None:
    heard: list[str] = []

    def script(page: Page, preview: Preview) -> None:
        frame = open_palette(page)
        frame.click("#send")
        frame.get_by_text("got done hello").wait_for()
        heard.extend(frame.get_by_role("listitem").all_inner_texts()[2:])
        page.wait_for_function("document.querySelector('#meter').textContent.includes('slowest')")
        page.locator("#meter", has_text="message").or_(page.locator("#meter", has_text="command")).wait_for()

    drive(script)
    assert sorted(heard) == ["answer ok", "got done hello"]


def test_a_message_box_holds_the_add_in_until_it_is_answered(drive: Drive) -> None:
    def script(page: Page, preview: Preview) -> None:
        frame = open_palette(page)
        frame.click("#ask")
        box = page.get_by_role("dialog", name="Sampler")
        box.wait_for()
        assert "Go on?" in box.inner_text()
        assert box.get_by_role("button").all_inner_texts() == ["Yes", "No"]
        take_picture(page, "preview-question-1200.png")
        box.get_by_role("button", name="No").click()
        frame.get_by_text("answer 3").wait_for()
        assert box.is_hidden()
        frame.click("#ask")
        box.wait_for()
        page.keyboard.press("Enter")
        frame.get_by_text("answer 2").wait_for()

    drive(script)


def test_an_input_box_takes_text_and_escape_cancels(drive: Drive) -> None:
    def script(page: Page, preview: Preview) -> None:
        frame = open_palette(page)
        frame.click("#name")
        page.get_by_role("dialog").wait_for()
        page.keyboard.type("new")
        page.keyboard.press("Enter")
        frame.get_by_text("('new', False)").wait_for()
        frame.click("#name")
        page.get_by_role("dialog").wait_for()
        page.keyboard.press("Escape")
        frame.get_by_text("('', True)").wait_for()

    drive(script)


def test_closing_hides_and_the_button_shows_again(drive: Drive) -> None:
    def script(page: Page, preview: Preview) -> None:
        frame = open_palette(page)
        page.get_by_role("button", name="Close Sampler").click()
        page.locator("iframe").wait_for(state="hidden")
        page.click(BAR)
        page.locator("iframe").wait_for(state="visible")
        assert not frame.is_detached()

    drive(script)


def test_it_goes_on_after_a_reload_of_the_window_and_of_the_page(drive: Drive) -> None:
    def script(page: Page, preview: Preview) -> None:
        frame = open_palette(page)
        with page.expect_request("**/page.js"):
            frame.evaluate("location.reload()")
        frame.get_by_text("adsk came after").wait_for()
        frame.click("#send")
        frame.get_by_text("got done hello").wait_for()
        page.reload()
        element = page.wait_for_selector("iframe")
        content = element and element.content_frame()
        assert content is not None
        content.get_by_text("adsk came after").wait_for()
        content.click("#send")
        content.get_by_text("got done hello").wait_for()
        assert content.get_by_text("got done hello").count() == 1

    drive(script)


def test_documents_are_switched(drive: Drive) -> None:
    def script(page: Page, preview: Preview) -> None:
        tabs = page.get_by_role("tab").all_inner_texts()
        assert tabs == ["Gearbox v5", "Arrangement v1*", "Untitled*", "<b>Bold</b>*", "No document"]
        assert page.locator("#ribbon").get_by_role("button", name="Sampler").is_visible()
        choose(page, "Arrangement")
        page.get_by_text("Drawing · version 1, modified").wait_for()
        assert page.locator("#ribbon").get_by_role("button", name="Sampler").is_hidden()
        page.get_by_role("button", name="Save").click()
        page.get_by_text("Drawing · version 1", exact=True).wait_for()
        choose(page, "Untitled")
        page.get_by_text("Design · never saved").wait_for()
        choose(page, "<b>Bold</b>")
        assert page.locator("#picture").get_attribute("src") == "/thumbnail/3"
        choose(page, "No document")
        page.locator("#ribbon", has_text="No document is open.").wait_for()
        # Without a document the palette opens all the same.
        open_palette(page)

    drive(script)


def test_everything_works_by_keyboard(drive: Drive) -> None:
    def script(page: Page, preview: Preview) -> None:
        page.get_by_role("tab", name="Gearbox").focus()
        page.keyboard.press("ArrowRight")
        page.locator("[aria-selected=true]", has_text="Arrangement").wait_for()
        page.keyboard.press("Home")
        page.locator("[aria-selected=true]", has_text="Gearbox").wait_for()
        assert page.evaluate("document.activeElement.textContent") == "Gearbox v5"
        page.get_by_role("button", name="File").focus()
        page.keyboard.press("ArrowDown")
        assert page.evaluate("document.activeElement.textContent") == "3D Print"
        page.keyboard.press("Escape")
        assert page.evaluate("document.activeElement.ariaLabel") == "File"
        page.locator(BAR).focus()
        page.keyboard.press("Enter")
        splitter = page.get_by_role("separator")
        splitter.wait_for()
        assert splitter.get_attribute("aria-valuenow") == "380"
        splitter.focus()
        page.keyboard.press("ArrowLeft")
        page.wait_for_function("document.querySelector('.palette').offsetWidth === 404")
        page.locator("#theme").focus()
        page.keyboard.press("Enter")
        page.locator("html[data-theme=dark]").wait_for()

    drive(script)


def test_the_palettes_edge_is_dragged(drive: Drive) -> None:
    def script(page: Page, preview: Preview) -> None:
        open_palette(page)
        edge = page.get_by_role("separator").bounding_box()
        assert edge is not None
        page.mouse.move(edge["x"] + 4, 400)
        page.mouse.down()
        page.mouse.move(edge["x"] - 96, 420, steps=4)
        page.mouse.up()
        page.wait_for_function("Math.abs(document.querySelector('.palette').offsetWidth - 480) <= 1")
        widths.append(page.evaluate("document.querySelector('.palette').offsetWidth"))
        page.wait_for_timeout(300)
        widths.append(preview.fusion.find_palette(PALETTE).width)

    widths: list[int] = []
    drive(script)
    assert widths[0] == widths[1]


def test_a_link_goes_where_the_add_in_says(drive: Drive) -> None:
    def script(page: Page, preview: Preview) -> None:
        frame = open_palette(page)
        page.context.route("https://example.com/", lambda route: route.fulfill(body="elsewhere"))
        with page.context.expect_page() as opened:
            frame.get_by_role("link").click()
        assert opened.value.url == "https://example.com/"
        assert frame.url.startswith(preview.url)

    drive(script)


def test_errors_that_leave_the_add_in_are_shown(drive: Drive) -> None:
    def script(page: Page, preview: Preview) -> None:
        frame = open_palette(page)
        frame.click("#fail")
        page.get_by_role("button", name="1 error").click()
        faults = page.get_by_role("dialog", name="Errors that left the add-in")
        faults.wait_for()
        assert "ValueError: on purpose" in faults.inner_text()
        faults.get_by_role("button", name="Forget them").click()
        page.locator("#faults").wait_for(state="hidden")

    drive(script)


def test_an_older_window_rests_and_can_come_back(drive: Drive) -> None:
    def script(page: Page, preview: Preview) -> None:
        open_palette(page)
        newer = page.context.new_page()
        newer.goto(preview.url)
        newer.get_by_role("tab").first.wait_for()
        notice = page.get_by_role("dialog", name="Another window has taken over")
        notice.wait_for()
        notice.get_by_role("button", name="Use this one").click()
        newer.get_by_role("dialog", name="Another window has taken over").wait_for()
        page.get_by_role("tab").first.wait_for()

    drive(script)


@pytest.mark.parametrize("width", [350, 700, 1200])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_fits_every_width(drive: Drive, width: int, theme: str) -> None:
    def script(page: Page, preview: Preview) -> None:
        if theme == "dark":
            page.click("#theme")
        page.locator(f"html[data-theme={theme}]").wait_for()
        open_palette(page)
        take_picture(page, f"preview-{theme}-{width}.png")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        frame = page.locator("iframe").bounding_box()
        assert frame is not None
        assert frame["width"] >= 300
        assert frame["height"] >= 300
        assert frame["x"] + frame["width"] <= width

    drive(script, width=width, height=760)
