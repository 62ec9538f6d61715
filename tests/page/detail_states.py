"""States of the details: long histories, what is refused, what waits and fails, references of any item."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .conftest import Palette, problem

DRIVE, BOM = "Drive Unit", "Gearbox BOM.xlsx"
LONG = (
    "answer('item.details', {row: testHost.items[0], versions: Array.from({length: 40}, (_, index) =>"
    " ({...testHost.row('version', `urn:v${40 - index}`, 'Drive Unit', {icon: 'version',"
    " version: 40 - index, modified: '2026-11-09T10:02:00Z', modifiedBy: 'Kenji Watanabe', size: 912345,"
    " urn: 'picture-drive', type: 'versions:autodesk.fusion360:Design', itemId: testHost.items[0].id})}))})"
)


def design(palette: Palette) -> None:
    palette.click_row("Meridian Drives", "Gearbox", "01 Design", DRIVE)
    palette.page.locator(".version").first.wait_for()
    palette.page.locator(".right").first.wait_for(state="attached")


def spreadsheet(palette: Palette) -> None:
    palette.click_row("Meridian Drives", "Gearbox", "02 Drawings", BOM)
    palette.page.locator(".version").first.wait_for()


def at_the_end(palette: Palette) -> None:
    design(palette)
    palette.page.evaluate("() => { document.querySelector('.details-body').scrollTop = 9999 }")


def own_design(palette: Palette) -> None:
    palette.click_row("Meridian Drives", "Gearbox", "01 Design")
    palette.row("Gearbox Housing").wait_for()
    palette.page.locator(".row").filter(has=palette.page.get_by_text("Gearbox", exact=True)).nth(1).click()
    palette.page.locator(".pill-open").first.wait_for()


def long_history(palette: Palette) -> None:
    palette.host(LONG)
    design(palette)
    palette.page.get_by_role("button", name=palette.text("details.all-versions.other", count=40)).click()
    palette.page.locator(".version").nth(30).click()


def folded_history(palette: Palette) -> None:
    palette.host(LONG)
    design(palette)


def refused(palette: Palette) -> None:
    palette.host("refuse(['write', 'download', 'share', 'admin'])")
    spreadsheet(palette)
    palette.page.locator(".right-no").first.wait_for(state="attached")


def menu(palette: Palette) -> None:
    palette.page.get_by_role("button", name=palette.text("details.more")).click()
    palette.page.get_by_role("menu").wait_for()


def hub(palette: Palette) -> None:
    palette.click_row("Meridian Drives")
    palette.page.locator(".details h2").wait_for()
    palette.page.locator(".details-facts").evaluate("one => { one.open = true }")


def references(palette: Palette) -> None:
    design(palette)
    menu(palette)
    palette.page.get_by_role("menuitem", name=palette.text("action.references")).click()
    palette.page.locator("dialog[open]").wait_for()


def references_shown(palette: Palette) -> None:
    references(palette)
    palette.page.locator(".references .relation").first.wait_for()


def references_waiting(palette: Palette) -> None:
    palette.host("hold('item.references')")
    references(palette)
    palette.wait_for_calls("item.references")
    palette.host("notify('job.waiting', {id: testHost.last('item.references').id, seconds: 12, status: 429})")
    palette.page.locator("dialog .wait").wait_for()


def inserted(palette: Palette) -> None:
    design(palette)
    palette.page.get_by_role("button", name=palette.text("action.insert")).click()
    palette.page.get_by_role("status").filter(has_text="is in").wait_for()


NOTHING = {"at": "2026-11-09T10:02:00Z", "document": {}, "tip": 1, "relations": [], "problem": None}

DETAIL_STATES: dict[str, tuple[Callable[[Palette], None], dict[str, Any]]] = {
    "13a design": (design, {}),
    "13b design to the end": (at_the_end, {}),
    "13c open design": (own_design, {}),
    "13d folded history": (folded_history, {}),
    "13e long history": (long_history, {}),
    "13f refused": (refused, {}),
    "13g more actions": (design, {}),
    "13h hub": (hub, {}),
    "13i inserted": (inserted, {}),
    "13j references": (references_shown, {}),
    "13k references waiting": (references_waiting, {}),
    "13l no references": (references, {"answers": {"item.references": NOTHING}}),
    "13m references failed": (references, {"fail": {"item.references": problem("http.timeout")}}),
}
DETAIL_MENUS = {"13g more actions": menu}
