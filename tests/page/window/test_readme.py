"""README's pictures: the real add-in on the sample hub in the preview's window, as a person sees it.

`python3 -m tests pictures` writes them anew. The suite takes them too, so that the command is known to work,
and leaves README's own alone. What they show is for people to look at: no test compares pixels.
"""

from __future__ import annotations

import re
import webbrowser
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from addin.lib.emulator import Emulator, EmulatorOptions, sample
from addin.lib.preview.sample import read_documents
from addin.lib.scripting import connect
from addin.lib.terminal import FormBrowser
from addin.lib.texts import load_texts
from playwright.sync_api import Browser, Frame, Page

from ..conftest import ROOT, WAIT_MS
from .conftest import SCREENS, previewing

FOLDER = ROOT / "resources" / "readme"
SIZE = (1200, 840)
PALETTE_WIDTH = 430
MOST_BYTES = 700_000


def show_row(palette: Frame, *names: str) -> None:
    """Click row after row."""
    for name in names:
        palette.get_by_role("row").filter(has=palette.get_by_text(name, exact=True)).first.click()


def show_browse(palette: Frame) -> None:
    """Open the tree down to a drawing, and wait for its thumbnail."""
    show_row(palette, sample.TEAM_HUB, sample.MAIN_PROJECT, "02 Drawings", sample.CURRENT_DRAWING)
    palette.locator(".picture img").wait_for()


def show_this_design(palette: Frame) -> None:
    """Show what relates to the open design."""
    palette.get_by_role("tab", name="This design").click()
    palette.locator(".relation-picture img").first.wait_for()
    palette.locator(".fact-place:visible").first.wait_for()


PICTURES: dict[str, Callable[[Frame], None]] = {"browse": show_browse, "this-design": show_this_design}


@pytest.fixture
def window(chromium: Browser, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Page]:
    """The preview's window with the add-in in it, its palette open, somebody signed in."""
    monkeypatch.setenv("DATABROWSER_HOME", str(tmp_path))
    monkeypatch.setattr(webbrowser, "open", FormBrowser().open)
    with Emulator(EmulatorOptions()) as service:
        monkeypatch.setenv("DATABROWSER_SERVICE", service.url)
        with connect(service=service.url, token=service.token) as session:
            names = (sample.DESIGN_NAME, sample.CURRENT_DRAWING, sample.ASSEMBLY_NAME)
            documents = read_documents(
                session, names, hub=sample.TEAM_HUB, project=sample.MAIN_PROJECT, modified=names[2:]
            )
        with previewing(ROOT / "DataBrowserAddin.py", documents) as preview:
            context = chromium.new_context(
                viewport={"width": SIZE[0], "height": SIZE[1]}, reduced_motion="reduce", locale="en-GB"
            )
            with context:
                page = context.new_page()
                page.set_default_timeout(WAIT_MS)
                page.goto(preview.url)
                page.get_by_role("button", name="Data Browser").first.click()
                palette = palette_of(page)
                palette.get_by_role("button", name="Explore the sample hub").first.click()
                palette.get_by_text("Mika Sample", exact=True).first.wait_for()
                preview.fusion.find_palette("databrowser_palette").width = PALETTE_WIDTH
                preview.fusion.state.loop.wake()
                page.wait_for_selector(f".palette[style*='{PALETTE_WIDTH}px']")
                yield page


def palette_of(page: Page) -> Frame:
    """Return the palette's page once it has heard from the add-in."""
    page.frame_locator("iframe").get_by_role("button").first.wait_for()
    return next(frame for frame in page.frames if "/palette/" in frame.url)


def size_of(picture: bytes) -> tuple[int, int]:
    """Return width and height of a PNG."""
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    return int.from_bytes(picture[16:20], "big"), int.from_bytes(picture[20:24], "big")


@pytest.mark.long_only
@pytest.mark.parametrize("name", PICTURES)
def test_the_picture_can_be_taken(window: Page, name: str, request: pytest.FixtureRequest) -> None:
    palette = palette_of(window)
    palette.get_by_role("button", name=load_texts()["page"]["status.put-away"]).first.click()
    PICTURES[name](palette)
    window.mouse.move(5, SIZE[1] // 2)  # away from what would light up
    window.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    picture = window.screenshot()
    assert size_of(picture) == SIZE
    folder = FOLDER if request.config.getoption("pictures") else SCREENS
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.png").write_bytes(picture)


def test_readme_shows_each_picture() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = re.findall(r"!\[([^\]]+)\]\(([^)]+)\)", readme)
    assert sorted(path for _, path in shown) == [f"resources/readme/{name}.png" for name in sorted(PICTURES)]
    assert all(len(words) > 20 for words, _ in shown)  # for those who do not see it
    assert {path.stem for path in FOLDER.iterdir()} == set(PICTURES)
    for _, path in shown:
        picture = (ROOT / path).read_bytes()
        assert size_of(picture) == SIZE
        assert len(picture) < MOST_BYTES
