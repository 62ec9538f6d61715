"""States of *This design*: filtered, with a menu open, with what Fusion knows, offline, in another hub."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .conftest import Palette, problem
from .test_graph import relation

OLD = "2026-11-09T10:02:00Z"
OFFLINE = problem("http.unreachable", message="developer.api.autodesk.com cannot be reached.")
KEPT = {
    "at": OLD,
    "document": {
        "state": "saved",
        "name": "Gearbox",
        "itemId": "urn:item:gearbox",
        "version": 8,
        "kind": "design",
    },
    "tip": 8,
    "relations": [
        relation(number, name=f"Part {number}", sources=["kept"], at=OLD) for number in range(1, 4)
    ],
    "problem": OFFLINE,
}
MANY = {
    **KEPT,
    "relations": [
        relation(
            number,
            group,
            name=f"{group} {number}",
            created="2026-10-02T10:00:00Z",
            createdBy="Camila Ortega",
            isStale=number % 7 == 0,
            staleText="made for v7; this design is at v8" if number % 7 == 0 else "",
        )
        for number, group in enumerate(("drawings", "attachments", "uses", "usedIn") * 20)
    ],
    "problem": None,
}


def shown(palette: Palette) -> None:
    palette.page.get_by_role("tab", name="This design").click()
    palette.page.locator(".relation").first.wait_for()


def filtered(palette: Palette) -> None:
    shown(palette)
    palette.page.get_by_role("searchbox").fill("gearbox")


def nothing_fits(palette: Palette) -> None:
    shown(palette)
    palette.page.get_by_role("searchbox").fill("no such thing")


def row_menu(palette: Palette) -> None:
    row = palette.page.locator(".relation", has_text="Gearbox BOM.xlsx")
    row.get_by_role("button", name="More for").click()
    palette.page.get_by_role("menu").wait_for()


def design_menu(palette: Palette) -> None:
    palette.page.get_by_role("button", name=palette.text("design.more")).click()
    palette.page.get_by_role("menu").wait_for()


def export_menu(palette: Palette) -> None:
    palette.page.get_by_role("button", name=palette.text("export"), exact=True).click()
    palette.page.get_by_role("menu").wait_for()


def fusion_asked(palette: Palette) -> None:
    shown(palette)
    palette.choose_more("design.ask-fusion")
    palette.page.get_by_text("Pinion", exact=True).wait_for()


def stale_first(palette: Palette) -> None:
    shown(palette)
    palette.page.get_by_role("combobox", name=palette.text("list.sort")).select_option("stale")


def related_to(count: int) -> dict[str, Any]:
    """Return what so many items make of the list, of every group, some out of date."""
    groups = ("drawings", "attachments", "uses", "usedIn", "other")
    relations = [
        relation(number, groups[number % 5], name=f"Part {number}", isStale=number % 6 == 0, staleText="old")
        for number in range(count)
    ]
    return {"answers": {"design.relations": {**KEPT, "relations": relations, "problem": None}}}


def graph(palette: Palette) -> None:
    shown(palette)
    palette.page.get_by_role("button", name=palette.text("design.as-graph")).click()
    palette.page.locator(".graph-node").nth(19).wait_for()
    palette.page.locator("[aria-busy=true]").wait_for(state="detached")


RELATION_STATES: dict[str, tuple[Callable[[Palette], None], dict[str, Any]]] = {
    "30a filtered": (filtered, {}),
    "30b nothing fits": (nothing_fits, {}),
    "30c row menu": (shown, {}),
    "30d design menu": (shown, {}),
    "39 design export": (shown, {}),
    "30e fusion asked": (fusion_asked, {}),
    "30f offline": (shown, {"answers": {"design.relations": KEPT}}),
    "30h graph of 20": (graph, related_to(20)),
    "30i graph of 500": (graph, related_to(500)),
    "30g stale first of many": (stale_first, {"answers": {"design.relations": MANY}}),
}
RELATION_MENUS = {
    "30c row menu": row_menu,
    "30d design menu": design_menu,
    "39 design export": export_menu,
}
