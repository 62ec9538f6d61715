"""States of searching the hubs: completed, not understood, half known, asked of the service, with a menu."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from addin.lib.texts import load_texts

from .conftest import Palette, problem

WALK = ("Meridian Drives", "Gearbox", "02 Drawings")
KNOWN = ["a.sample", "a.personal", "b.gearbox", "f.design", "f.drawings"]
CAUGHT_UP = "1 found."
UNKNOWN_KEY: dict[str, Any] = {
    "results": [],
    "isWhole": True,
    "problems": [
        {
            "problem": problem(
                "search.unknown-key",
                message="A search cannot go by “colour:”.",
                next="Use one of kind, project, by, name, path, modified, created, size, is, has;"
                " to look for it as it stands, put it in quotation marks.",
            ),
            "start": 0,
            "end": 10,
        }
    ],
}
NOT_REACHED = problem("http.unreachable", message="developer.api.autodesk.com cannot be reached.")
GERMAN: dict[str, Any] = {"texts": load_texts("de"), "opening": {"language": "de"}}


def search(palette: Palette, text: str) -> None:
    """Type something, and wait for the list of it."""
    palette.page.get_by_role("combobox").fill(text)
    palette.page.locator(".search-list:not([aria-busy=true])").wait_for(state="attached")
    palette.page.locator(".search-note:not(:empty)").wait_for()


def note_progress(palette: Palette, *, hub: str = "a.sample", **more: Any) -> None:
    """Let the host tell how far a hub's catalogue is."""
    state = {"doing": "refreshing", "refreshed": None, **more}
    palette.host("notify('catalogue.changed', testHost.catalogue({hubId: it[0], ...it[1]}))", [hub, state])


def below_part(palette: Palette) -> None:
    """Let the host tell what the service has found so far."""
    palette.wait_for_calls("search.below")
    part = {"count": 3, "pagesRead": 3, "pages": 340, "isWhole": False, "isCut": False}
    palette.host(
        "notify('job.part', {id: testHost.last('search.below').id,"
        " part: {...it, results: testHost.items.slice(1, 4)}})",
        part,
    )
    palette.page.locator(".search-note", has_text="340").wait_for()


def completed(palette: Palette) -> None:
    palette.row("Meridian Drives").wait_for()
    search(palette, "gear kind:")
    palette.page.locator(".is-completion").first.wait_for()
    palette.press("ArrowDown")


def not_understood(palette: Palette) -> None:
    palette.row("Meridian Drives").wait_for()
    search(palette, "colour:red")


def half_known(palette: Palette) -> None:
    palette.click_row(*WALK)
    search(palette, "gearbox")
    note_progress(palette, done=40, left=60)
    palette.page.locator(".search-note", has_text="40").wait_for()
    palette.press("ArrowDown", "ArrowDown")


def not_whole(palette: Palette) -> None:
    palette.row("Meridian Drives").wait_for()
    search(palette, "is:stale")
    palette.press("ArrowDown")


def below(palette: Palette) -> None:
    palette.click_row(*WALK)
    search(palette, "Gearbox")
    palette.host("hold('search.below')")
    palette.press("ArrowUp", "Enter")
    below_part(palette)


def below_failed(palette: Palette) -> None:
    palette.click_row(*WALK)
    search(palette, "Gearbox")
    palette.press("ArrowUp", "Enter")
    palette.page.locator(".search-note", has_text=NOT_REACHED["next"]).wait_for()


def result_menu(palette: Palette) -> None:
    palette.page.get_by_role("combobox").focus()
    if not palette.page.locator(".search-option").first.is_visible():
        palette.press("ArrowDown")
    palette.press("ArrowDown", "Shift+F10")
    palette.page.locator("[role=menu]:not([hidden])").wait_for()


def found(palette: Palette) -> None:
    palette.row("Meridian Drives").wait_for()
    search(palette, "housing")


SEARCH_STATES: dict[str, tuple[Callable[[Palette], None], dict[str, Any]]] = {
    "26a search completed": (completed, {"catalogued": KNOWN}),
    "26b search not understood": (
        not_understood,
        {"catalogued": KNOWN, "answers": {"search.find": UNKNOWN_KEY}},
    ),
    "26c search of a hub half known": (half_known, {"catalogued": KNOWN}),
    "26d search not whole": (
        not_whole,
        {"catalogued": KNOWN, "answers": {"search.find": {**UNKNOWN_KEY, "problems": [], "isWhole": False}}},
    ),
    "26e search below": (below, {"catalogued": KNOWN}),
    "26f search below failed": (below_failed, {"catalogued": KNOWN, "fail": {"search.below": NOT_REACHED}}),
    "26g search menu": (found, {"catalogued": KNOWN}),
    "26h German search": (half_known, {"catalogued": KNOWN, **GERMAN}),
}
# A menu closes when the window changes its size, so it is opened anew for every picture.
SEARCH_MENUS: dict[str, Callable[[Palette], None]] = {"26g search menu": result_menu}
