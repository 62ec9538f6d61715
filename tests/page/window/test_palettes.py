"""Other people's palettes in the window: their pages in every form, links into the web, Text Commands."""

from __future__ import annotations

import importlib
import shutil
from pathlib import Path

import pytest
from addin.lib.preview import Preview
from playwright.sync_api import Frame, Page, expect

from ...host.preview.test_idioms import ADDINS
from ..judges import bring_axe, find_barriers
from .conftest import Open, take_picture, wait_until
from .test_screens import SWITCH

pytestmark = pytest.mark.long_only


@pytest.fixture
def opened(open_window: Open, tmp_path: Path) -> tuple[Page, Preview]:
    """The window with a copy of the add-in, as somebody else's; nothing of the web is really asked."""
    shutil.copytree(ADDINS / "Pages", tmp_path / "Pages")
    page, preview = open_window(entry=tmp_path / "Pages" / "Pages.py")
    page.context.route("https://example.com/**", lambda route: route.fulfill(body="elsewhere"))
    return page, preview


def find_frame(page: Page, title: str) -> Frame:
    element = page.get_by_title(title, exact=True).element_handle()
    frame = element.content_frame()
    assert frame is not None
    return frame


def set_address(preview: Preview, url: str) -> None:
    """Set the address of a palette as its add-in does, on the main thread."""

    def set_it() -> None:
        palettes = importlib.import_module("adsk.core").Application.get().userInterface.palettes
        palettes.itemById("pagesFile").htmlFileURL = url

    preview.fusion.state.loop.post("another address", set_it)


def test_pages_come_with_query_hash_and_the_files_beside_their_folder(opened: tuple[Page, Preview]) -> None:
    page, preview = opened
    frame = find_frame(page, "From a file")
    frame.get_by_text("at ?unit=mm#top").wait_for()
    edge = frame.evaluate("getComputedStyle(document.body).borderTopColor")
    assert edge == "rgb(0, 128, 64)"
    find_frame(page, "From a string").get_by_text("written in place").wait_for()
    palette = preview.fusion.find_palette("pagesFile")
    wait_until(lambda: palette.page is not None)
    first = palette.page
    set_address(preview, palette.url)
    wait_until(lambda: palette.page not in (None, first))


def test_a_link_that_nobody_handles_leaves_the_palette_and_opens_in_the_browser(
    opened: tuple[Page, Preview],
) -> None:
    page, preview = opened
    palette = page.get_by_role("region", name="From a file")
    for press, where in (("#manual", "manual"), ("#go", "by-script")):
        wait_until(lambda: preview.fusion.find_palette("pagesFile").page is not None)
        with page.context.expect_page() as tab:
            find_frame(page, "From a file").click(press)
        assert tab.value.url == f"https://example.com/{where}"
        palette.get_by_text(f"https://example.com/{where}").wait_for()
        expect(palette.locator("iframe")).to_have_count(0)
        wait_until(lambda: preview.fusion.find_palette("pagesFile").page is None)
        with page.context.expect_page() as tab:
            palette.get_by_role("link", name="Open in the browser").click()
        assert tab.value.url == f"https://example.com/{where}"
        palette.get_by_role("button", name="Back to its page").click()
        find_frame(page, "From a file").get_by_text("at ?unit=mm#top").wait_for()


def test_a_link_that_a_handler_launches_leaves_the_palette_as_it_is(opened: tuple[Page, Preview]) -> None:
    page, preview = opened
    wait_until(lambda: preview.fusion.find_palette("pagesString").page is not None)
    frame = find_frame(page, "From a string")
    with page.context.expect_page() as tab:
        frame.get_by_role("link").click()
    assert tab.value.url == "https://example.com/kept"
    assert frame.get_by_text("written in place").is_visible()


@pytest.mark.parametrize(("width", "height"), [(350, 800), (1200, 800)])
def test_what_the_web_would_show_is_said(
    opened: tuple[Page, Preview], node_modules: Path, width: int, height: int
) -> None:
    page, preview = opened
    page.set_viewport_size({"width": width, "height": height})

    set_address(preview, "https://example.com/their/own/page.html")
    palette = page.get_by_role("region", name="From a file")
    palette.get_by_text("https://example.com/their/own/page.html").wait_for()
    expect(palette.get_by_role("button", name="Back to its page")).to_be_hidden()
    bring_axe(page, node_modules)
    for theme in ("light", "dark"):
        page.evaluate(SWITCH, theme)
        take_picture(page, f"window-web-{width}-{theme}.png")
        assert find_barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_what_is_written_into_text_commands_is_listed(opened: tuple[Page, Preview]) -> None:
    page, preview = opened
    text = page.get_by_role("region", name="Text Commands")
    toggle = page.get_by_role("button", name="Text Commands", exact=True)
    expect(text).to_be_hidden()
    toggle.click()
    text.wait_for()
    expect(toggle).to_have_attribute("aria-expanded", "true")
    wait_until(lambda: preview.fusion.find_palette("pagesString").page is not None)
    find_frame(page, "From a string").get_by_role("link").click()
    text.get_by_text("leaving for https://example.com/kept").wait_for()
    text.get_by_role("button", name="Close Text Commands").click()
    expect(text).to_be_hidden()
    expect(toggle).to_be_focused()
    assert preview.fusion.state.text_palette.is_visible is False


@pytest.mark.parametrize(("width", "height"), [(350, 700), (1200, 800)])
def test_the_latest_of_many_lines_is_in_sight(
    opened: tuple[Page, Preview], node_modules: Path, width: int, height: int
) -> None:
    page, preview = opened
    page.set_viewport_size({"width": width, "height": height})

    def write(*texts: str) -> None:
        palettes = importlib.import_module("adsk.core").Application.get().userInterface.palettes
        palettes.itemById("TextCommands").isVisible = True
        for text in texts:
            palettes.itemById("TextCommands").writeText(text)

    lines = [f"{number}: <b>{'a long line ' * 12}</b>" for number in range(60)]
    preview.fusion.state.loop.post("writing", lambda: write(*lines))
    text = page.get_by_role("region", name="Text Commands")
    text.get_by_text("59: <b>").wait_for()
    end = "document.getElementById('text-lines').scrollTop"
    page.wait_for_function(f"{end} > 0")
    top, frame = text.bounding_box(), page.get_by_title("From a string").bounding_box()
    assert top
    assert frame
    assert frame["y"] + frame["height"] <= top["y"]
    bring_axe(page, node_modules)
    for theme in ("light", "dark"):
        page.evaluate(SWITCH, theme)
        take_picture(page, f"window-text-{width}-{theme}.png")
        assert find_barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    # Who has scrolled up to read stays there.
    page.evaluate(f"{end} = 10")
    preview.fusion.state.loop.post("writing", lambda: write("one more"))
    text.get_by_text("one more").wait_for()
    assert page.evaluate(end) == 10
