"""Every state of the page, of three widths, light and dark: axe-core finds nothing, and a picture is kept."""

from __future__ import annotations

import base64
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from .built_parts import SPY, find_unseen
from .catalogue_states import CATALOGUE_STATES
from .conftest import NARROW, ROOT, WIDE, Open, Palette
from .detail_states import DETAIL_MENUS
from .failed_states import FAILED_STATES
from .judges import bring_axe, find_barriers
from .place_states import PLACE_MENUS, PLACE_STATES
from .relation_states import RELATION_MENUS
from .screen_states import STATES as SCREEN_STATES
from .search_states import SEARCH_MENUS, SEARCH_STATES

SCREENS = ROOT / "build" / "screens"
MEDIUM = (700, 700)
PATIENCE_SECONDS = 60
SIZES = (NARROW, MEDIUM, WIDE)
WIDTHS = tuple(width for width, _ in SIZES)
# All of axe's rules where it is narrow; where it is wide, those on which the theme or the width has a say.
JUDGED: dict[tuple[str, tuple[int, int]], tuple[str, ...]] = {
    ("light", NARROW): (),
    ("dark", WIDE): (
        "color-contrast",
        "aria-hidden-focus",
        "aria-required-children",
        "button-name",
        "label",
        "scrollable-region-focusable",
    ),
}
STATES = {**SCREEN_STATES, **FAILED_STATES, **PLACE_STATES, **CATALOGUE_STATES, **SEARCH_STATES}
# A menu closes when the window changes its size: what opens it anew for every picture.
MENUS: dict[str, Callable[[Palette], None]] = {
    **PLACE_MENUS,
    **DETAIL_MENUS,
    **RELATION_MENUS,
    **SEARCH_MENUS,
}
# Without a picture of their own, by a part of the line, each with its reason; none is.
UNSHOWN: tuple[str, ...] = ()


# What is loading shows itself only after a while; with less motion asked for, no animation goes on for good.
APPEARED = "() => Promise.all(document.getAnimations().map(one => one.finished.catch(() => null)))"


def draw(page: Page) -> None:
    """Wait until the page has been drawn as it is now."""
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


@pytest.mark.long_only
@pytest.mark.xdist_group("screens")
@pytest.mark.parametrize("state", STATES)
def test_state(open_palette: Open, node_modules: Path, state: str) -> None:
    SCREENS.mkdir(parents=True, exist_ok=True)
    prepare, options = STATES[state]
    palette = open_palette(first=SPY, **options)
    page = palette.page
    page.emulate_media(reduced_motion="reduce")
    prepare(palette)
    page.evaluate(APPEARED)
    bring_axe(page, node_modules)
    camera = page.context.new_cdp_session(page)
    found: list[str] = []
    for theme, order in (("light", SIZES), ("dark", SIZES[::-1])):
        page.emulate_media(color_scheme="dark" if theme == "dark" else "light", reduced_motion="reduce")
        if "wait" not in options:
            palette.host("notify('theme.changed', {theme: it})", theme)
        for size in order:
            if page.viewport_size != {"width": size[0], "height": size[1]}:
                page.set_viewport_size({"width": size[0], "height": size[1]})
            open_menu(palette, state)
            draw(page)
            taken = camera.send("Page.captureScreenshot", {"format": "png", "optimizeForSpeed": True})
            picture_of(state, size[0], theme).write_bytes(base64.b64decode(taken["data"]))
            if (theme, size) in JUDGED:
                barriers = find_barriers(page, only=JUDGED[theme, size])
                found += [f"{theme} {size[0]}: {fault}" for fault in barriers]
    built_of(state).write_text("\n".join(page.evaluate("() => [...new Set(window.builtParts)]")))
    assert found == []


def open_menu(palette: Palette, state: str) -> None:
    """Let the menu of a state be open, where it has one and it has been closed."""
    menu = palette.page.locator("[role=menu]:not([hidden])")
    if state in MENUS and not menu.count():
        MENUS[state](palette)


def picture_of(state: str, width: int, theme: str) -> Path:
    """Return the file with the picture of a state."""
    return SCREENS / f"{state} {width} {theme}.png".replace(" ", "-")


def built_of(state: str) -> Path:
    """Return the file with the places in the sources that a state was built from."""
    return SCREENS / f"{state}.txt".replace(" ", "-")


def list_missing(shown: list[tuple[str, int, str]]) -> list[str]:
    """Return the files that are not there: of each state its pictures, and what it was built from."""
    files = {picture_of(*one) for one in shown} | {built_of(state) for state, _, _ in shown}
    return sorted(file.name for file in files if not file.is_file())


@pytest.mark.long_only
@pytest.mark.xdist_group("screens")
def test_whatever_the_page_can_say_has_a_picture() -> None:
    shown = [(state, width, theme) for state in STATES for width in WIDTHS for theme in ("light", "dark")]
    ends = time.monotonic() + PATIENCE_SECONDS
    while (missing := list_missing(shown)) and time.monotonic() < ends:
        time.sleep(0.5)  # the last states may still be at work beside this test
    assert missing == []
    built = {place for state in STATES for place in built_of(state).read_text().splitlines()}
    assert find_unseen(built, UNSHOWN) == []
