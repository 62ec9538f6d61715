"""Every state of the page, of three widths, light and dark: axe-core finds nothing, and a picture is kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

from .built_parts import SPY, find_unseen
from .conftest import NARROW, ROOT, WIDE, Open
from .failed_states import FAILED_STATES
from .judges import bring_axe, find_barriers
from .screen_states import STATES as SCREEN_STATES

SCREENS = ROOT / "build" / "screens"
MEDIUM = (700, 700)
WIDTHS = (NARROW[0], MEDIUM[0], WIDE[0])
QUIET = 220  # ms: what is loading shows itself after 150
STATES = {**SCREEN_STATES, **FAILED_STATES}
# Still without a picture of their own: problems of steps that have one elsewhere, by a part of the line.
UNSHOWN = (
    "account.js:",
    "attach_files.js:",
    "attach_many.js:",
    "carry.js:",
    "connect.js:",
    "lifecycle.js:",
    "references_dialog.js:",
    "settings.js:75:",
    "settings.js:205:",
    "where_used.js:",
)


def draw(page: Page) -> None:
    """Wait until the page has been drawn as it is now."""
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


@pytest.mark.long_only
@pytest.mark.xdist_group("screens")
@pytest.mark.parametrize("state", STATES)
def test_state(open_palette: Open, node_modules: Path, state: str) -> None:
    judged = (("light", NARROW), ("dark", WIDE))
    SCREENS.mkdir(parents=True, exist_ok=True)
    prepare, options = STATES[state]
    palette = open_palette(first=SPY, **options)
    page = palette.page
    prepare(palette)
    page.wait_for_timeout(QUIET)
    bring_axe(page, node_modules)
    found: list[str] = []
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme="dark" if theme == "dark" else "light", reduced_motion="reduce")
        if "wait" not in options:
            palette.host("notify('theme.changed', {theme: it})", theme)
        for width, height in (NARROW, MEDIUM, WIDE):
            page.set_viewport_size({"width": width, "height": height})
            draw(page)
            picture_of(state, width, theme).write_bytes(page.screenshot())
            if (theme, (width, height)) in judged:
                found += [f"{theme} {width}: {fault}" for fault in find_barriers(page)]
    built_of(state).write_text("\n".join(page.evaluate("() => [...new Set(window.builtParts)]")))
    assert found == []


def picture_of(state: str, width: int, theme: str) -> Path:
    """Return the file with the picture of a state."""
    return SCREENS / f"{state} {width} {theme}.png".replace(" ", "-")


def built_of(state: str) -> Path:
    """Return the file with the places in the sources that a state was built from."""
    return SCREENS / f"{state}.txt".replace(" ", "-")


@pytest.mark.long_only
@pytest.mark.xdist_group("screens")
def test_whatever_the_page_can_say_has_a_picture() -> None:
    shown = [(state, width, theme) for state in STATES for width in WIDTHS for theme in ("light", "dark")]
    assert [one for one in shown if not picture_of(*one).is_file()] == []
    built = {place for state in STATES for place in built_of(state).read_text().splitlines()}
    assert find_unseen(built, UNSHOWN) == []
