"""States of the catalogue: how far it is, what is stale."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .conftest import Palette, problem

NOT_REACHED = problem("http.unreachable", message="developer.api.autodesk.com cannot be reached.")
FULL = problem(
    "store.catalogue-full", message="There is no room on the disk for what becomes known of the hub."
)
NOTHING = {"read": 0, "items": 12, "oldest": None}
ALL_WELL = {"read": 519, "items": 519, "oldest": "2026-11-09T10:02:00+00:00"}


def telling(**state: Any) -> Callable[[Palette], None]:
    """Return what lets the host tell of the hub's catalogue, and waits until that is drawn."""

    def prepare(palette: Palette) -> None:
        palette.click_row("Meridian Drives", "Gearbox", "02 Drawings")
        palette.row("Gearbox Exploded View").wait_for()
        palette.page.locator(".catalogue-words", has_text="Everything").wait_for()
        palette.host("notify('catalogue.changed', testHost.catalogue(it))", state)
        palette.page.wait_for_function(
            "() => !/Everything/.test(document.querySelector('.catalogue-words').textContent)"
        )

    return prepare


def stale_opened(palette: Palette) -> None:
    palette.click_row("Meridian Drives")
    palette.row("Test Fixtures").wait_for()
    palette.page.get_by_role("button", name=palette.text("stale.open")).click()
    palette.page.locator("dialog[open] .stale-state > *").first.wait_for()


def stale_found(palette: Palette) -> None:
    stale_opened(palette)
    palette.page.locator(".stale-sum").wait_for()


def stale_nothing(palette: Palette) -> None:
    stale_opened(palette)
    palette.page.locator("dialog[open] .empty").wait_for()


def stale_failed(palette: Palette) -> None:
    stale_opened(palette)
    palette.page.locator("dialog[open] .problem").wait_for()


def settings_opened(palette: Palette) -> None:
    palette.page.get_by_role("button", name=palette.text("settings.open"), exact=True).click()
    palette.page.locator("#settings-space_limit").scroll_into_view_if_needed()


def space_shown(palette: Palette) -> None:
    settings_opened(palette)
    palette.page.locator(".settings-space button").scroll_into_view_if_needed()


def space_clearing(palette: Palette) -> None:
    space_shown(palette)
    palette.page.locator(".settings-space button").click()
    palette.page.locator(".settings-space .note-warning").scroll_into_view_if_needed()


def space_being_cleared(palette: Palette) -> None:
    space_clearing(palette)
    palette.page.locator(".settings-space button").nth(1).click()
    palette.page.locator(".settings-space .busy").wait_for()


def space_failed(palette: Palette) -> None:
    settings_opened(palette)
    palette.page.locator(".settings-space .problem").scroll_into_view_if_needed()


CATALOGUE_STATES: dict[str, tuple[Callable[[Palette], None], dict[str, Any]]] = {
    "24a catalogue being filled": (telling(doing="refreshing", done=12, left=21, secondsLeft=61), {}),
    "24b catalogue waiting": (telling(doing="waiting", problem=NOT_REACHED), {}),
    "24c catalogue paused": (telling(doing="paused", notices=[FULL]), {}),
    "24d catalogue off": (telling(doing="off"), {}),
    "24e references being read": (telling(doing="sweeping", left=120), {}),
    "24f stale": (stale_found, {}),
    "24g stale being looked for": (stale_opened, {"hold": ["stale.find"]}),
    "24h nothing stale": (stale_nothing, {"answers": {"stale.find": ALL_WELL}}),
    "24i nothing known": (stale_nothing, {"answers": {"stale.find": NOTHING}}),
    "24k space": (space_shown, {}),
    "24l space clearing": (space_clearing, {}),
    "24m space being cleared": (space_being_cleared, {"hold": ["catalogue.clear"]}),
    "24n space failed": (space_failed, {"fail": {"catalogue.space": problem("http.timeout")}}),
    "24j stale failed": (stale_failed, {"fail": {"stale.find": problem("store.catalogue-closed")}}),
}
