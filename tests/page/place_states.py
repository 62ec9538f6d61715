"""States of finding one's way: searched, marked, sorted, offline, listed in parts, with menus of the tree."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .conftest import Palette, problem

EXPLODED, BOM = "Gearbox Exploded View", "Gearbox BOM.xlsx"
WALK = ("Meridian Drives", "Gearbox", "02 Drawings")
WAY = [
    ("hub::a.sample", "hub", "a.sample", "Meridian Drives"),
    ("project:b.gearbox:b.gearbox", "project", "b.gearbox", "Gearbox"),
    ("folder:b.gearbox:f.drawings", "folder", "f.drawings", "02 Drawings"),
]
KEPT = ["root", "a.sample", "b.gearbox", "f.drawings"]
VIEW = {
    "tab": "browse",
    "expanded": [key for key, *_ in WAY],
    "selected": "item:b.gearbox:urn:item:exploded",
    "hasDetails": True,
}
DEEP = (
    "tree && Object.assign(testHost.tree, {"
    " 'f.drawings': [testHost.row('folder', 'f.deep1', '03 Housing, shafts and seals')],"
    " 'f.deep1': [testHost.row('folder', 'f.deep2', 'Variants for the Scandinavian customers')],"
    " 'f.deep2': [testHost.row('folder', 'f.deep3', 'Released for manufacture, revision C')],"
    " 'f.deep3': [testHost.items[3]]})"
)
MARKS = {
    "urn:item:general": {"refs": 3, "stale": 0},
    "urn:item:bom": {"refs": 2, "stale": 1},
    "urn:item:torque": {"refs": 12, "stale": 0},
    "urn:item:drive": {"refs": 7, "stale": 2},
    "urn:item:gearbox": {"refs": 128, "stale": 14},
}


def step(key: str, kind: str, place: str, name: str, icon: str = "") -> dict[str, str]:
    """Return a step of the way to something."""
    ids = {"hubId": "a.sample", "projectId": "b.gearbox"}
    return {"key": key, "kind": kind, "id": place, "name": name, "icon": icon or kind, **ids}


def mark(name: str, icon: str, item: str = "") -> dict[str, Any]:
    """Return a place that somebody marked: a folder's, or that of an item in it."""
    way = [step(*one) for one in WAY]
    if item:
        way.append(step(f"item:b.gearbox:urn:item:{item}", "item", f"urn:item:{item}", name, icon))
    return {"at": "2026-11-09T10:02:00Z", "way": way}


MARKED = {
    "favourites": [
        mark("02 Drawings", "folder"),
        mark(EXPLODED, "drawing", "exploded"),
        mark("Old assembly plan", "pdf", "gone"),
    ],
    "recents": [mark(BOM, "spreadsheet", "bom"), mark("علبة التروس.png", "image", "arabic")],
}


def folder(palette: Palette) -> None:
    palette.click_row(*WALK)
    palette.row(EXPLODED).wait_for()


def search(palette: Palette, text: str) -> None:
    palette.page.get_by_role("combobox", name=palette.text("search.label")).fill(text)


def found(palette: Palette) -> None:
    folder(palette)
    search(palette, "gearbox")
    palette.page.locator(".search-option").first.wait_for()
    palette.press("ArrowDown")


def found_by_person(palette: Palette) -> None:
    folder(palette)
    search(palette, "kenji")
    palette.page.locator(".search-option").first.wait_for()


def found_nothing(palette: Palette) -> None:
    folder(palette)
    search(palette, "no such thing")
    palette.page.locator(".search-note:not(:empty)").wait_for()


def pasted(palette: Palette) -> None:
    folder(palette)
    search(palette, "https://myhub.autodesk360.com/g/data/urn:item:exploded?viewId=a360")
    palette.page.locator(".search-option[aria-selected=true]").wait_for()


def pasted_in_vain(palette: Palette) -> None:
    folder(palette)
    search(palette, "urn:item:nothing")
    palette.page.locator(".search-option[aria-selected=true]").wait_for()
    palette.press("Enter")
    palette.page.locator(".status", has_text="none of the projects").wait_for()


def marks(palette: Palette) -> None:
    palette.row("Meridian Drives").wait_for()
    palette.press("/")
    palette.page.locator(".search-option", has_text="Old assembly plan").click()
    palette.page.locator(".status", has_text="found nothing").wait_for()
    palette.press("/")
    palette.page.locator(".search-option.is-gone").wait_for()
    palette.press("ArrowDown")


def no_marks(palette: Palette) -> None:
    palette.row("Meridian Drives").wait_for()
    palette.press("/")
    palette.page.locator(".search-note:not(:empty)").wait_for()


def sort_by(palette: Palette, key: str) -> None:
    columns_menu(palette)
    palette.page.get_by_role("menuitemradio", name=palette.text(key), exact=True).click()
    palette.press("Escape")


def by_date(palette: Palette) -> None:
    folder(palette)
    sort_by(palette, "fact.modified")


def offline(palette: Palette) -> None:
    palette.page.locator(".offline button").wait_for()
    palette.row(EXPLODED).wait_for()


def kept(palette: Palette) -> None:
    palette.row(EXPLODED).wait_for()
    palette.page.locator(".row[aria-busy]").first.wait_for()


def kept_refused(palette: Palette) -> None:
    palette.page.locator(".row.is-error").first.wait_for()
    palette.row(EXPLODED).wait_for()


def refused(palette: Palette) -> None:
    palette.click_row("Meridian Drives", "Gearbox")
    palette.row("02 Drawings").wait_for()
    palette.fail("tree.list", "service.forbidden", message="You have no permission for the folder (403).")
    palette.click_row("02 Drawings")
    palette.page.locator(".row.is-error").wait_for()


def refused_whole(palette: Palette) -> None:
    refused(palette)
    palette.page.get_by_role("treegrid").focus()
    palette.press("ArrowDown", "ContextMenu")
    palette.page.get_by_role("dialog").wait_for()


def badges(palette: Palette) -> None:
    palette.click_row("Meridian Drives", "Gearbox", "01 Design")
    palette.row("Drive Unit").wait_for()
    palette.row("02 Drawings").locator(".row-twisty").click()
    palette.page.locator(".row-badge.is-stale").nth(2).wait_for()


def in_parts(palette: Palette) -> None:
    palette.click_row("Meridian Drives", "Gearbox")
    palette.host("hold('tree.list')")
    palette.click_row("02 Drawings")
    palette.wait_for_calls("tree.list", 4)
    part = "{rows: Array.from({length: 5}, (_, n) => testHost.item('n' + n, `Part ${n + 1}`, 'design', 1))}"
    palette.host(f"notify('job.part', {{id: testHost.last('tree.list').id, part: {part}}})")
    palette.page.locator(".row.is-more").wait_for()


def in_parts_waiting(palette: Palette) -> None:
    in_parts(palette)
    palette.host("notify('job.waiting', {id: testHost.last('tree.list').id, seconds: 12, status: 429})")
    palette.page.locator(".row-stop").wait_for()


def path(palette: Palette) -> None:
    palette.host(DEEP)
    palette.click_row(*WALK, "03 Housing, shafts and seals", "Variants for the Scandinavian customers")
    palette.click_row("Released for manufacture, revision C", "Gearbox General Arrangement")
    palette.page.locator(".version").first.wait_for()


def splitter(palette: Palette) -> None:
    palette.click_row(*WALK, EXPLODED)
    palette.page.locator(".version").first.wait_for()
    palette.page.get_by_role("separator").press("ArrowUp")


def hub_chosen(palette: Palette) -> None:
    palette.row("Meridian Drives").wait_for()
    hub_menu(palette)
    palette.page.get_by_role("menuitem", name="Meridian Drives").click()
    palette.row("Test Fixtures").wait_for()


def insert_refused(palette: Palette) -> None:
    palette.click_row("Meridian Drives", "Gearbox", "01 Design", "Drive Unit")
    palette.page.locator(".version").first.wait_for()
    palette.page.get_by_role("button", name=palette.text("action.insert")).click()
    palette.page.locator(".status", has_text="403").wait_for()


def columns_menu(palette: Palette) -> None:
    palette.page.get_by_role("button", name=palette.text("tree.columns")).click()


def tree_export(palette: Palette) -> None:
    palette.page.locator("#panel-browse").get_by_role("button", name=palette.text("export")).click()


def hub_menu(palette: Palette) -> None:
    palette.page.locator(".hub-button").click()


def path_menu(palette: Palette) -> None:
    more = palette.page.get_by_role("button", name=palette.text("crumbs.more"))
    if more.is_visible():  # where there is room enough, the whole way is there
        more.click()


def several(palette: Palette) -> None:
    palette.click_row(*WALK, EXPLODED)
    palette.press("Shift+ArrowDown", "Shift+ArrowDown")


def one(palette: Palette) -> None:
    palette.click_row(*WALK, EXPLODED)
    palette.page.locator(".version").first.wait_for()


def row_menu(palette: Palette) -> None:
    palette.page.get_by_role("treegrid").focus()
    palette.press("Shift+F10")


NOT_REACHED = problem("http.unreachable", message="developer.api.autodesk.com cannot be reached.")
DOWN = problem("service.service-down")
FORBIDDEN = problem("service.forbidden", message="You have no permission for the folder (403).")
NOT_FOUND = problem(
    "places.not-found", message="“urn:item:nothing” was found in none of the projects that were listed."
)
NO_INSERT = problem("service.forbidden", message="You have no permission for the design (403).")

PLACE_STATES: dict[str, tuple[Callable[[Palette], None], dict[str, Any]]] = {
    "27a found": (found, {}),
    "27b found by person": (found_by_person, {}),
    "27c found nothing": (found_nothing, {}),
    "27d go to": (pasted, {}),
    "27e go to nothing": (pasted_in_vain, {"fail": {"tree.findAddress": NOT_FOUND}}),
    "27f favourites and recents": (marks, {"marks": MARKED}),
    "27g no favourites": (no_marks, {}),
    "28a several": (several, {}),
    "29 row menu": (one, {}),
    "28b columns": (folder, {}),
    "28c by date": (by_date, {}),
    "28d offline": (offline, {"kept": KEPT, "opening": {"view": VIEW}, "fail": {"tree.list": NOT_REACHED}}),
    "28q service in trouble": (
        offline,
        {"kept": KEPT, "opening": {"view": VIEW}, "fail": {"tree.list": DOWN}},
    ),
    "28e kept being read": (kept, {"kept": KEPT, "opening": {"view": VIEW}, "hold": ["tree.list"]}),
    "28f kept refused": (
        kept_refused,
        {"kept": KEPT, "opening": {"view": VIEW}, "fail": {"tree.list": FORBIDDEN}},
    ),
    "28g refused": (refused, {}),
    "28g refused, whole": (refused_whole, {}),
    "28h badges": (badges, {"answers": {"tree.marks": {"marks": MARKS}}}),
    "28i long folder": (in_parts, {}),
    "28j long folder waiting": (in_parts_waiting, {}),
    "28k path folded": (path, {}),
    "28l splitter": (splitter, {}),
    "28m hubs": (folder, {}),
    "28n one hub": (hub_chosen, {}),
    "28o tree export": (folder, {}),
    "28p insert refused": (insert_refused, {"fail": {"item.insert": NO_INSERT}}),
}
# A menu closes when the window changes its size, so these are opened anew for every picture.
PLACE_MENUS: dict[str, Callable[[Palette], None]] = {
    "28a several": row_menu,
    "29 row menu": row_menu,
    "28b columns": columns_menu,
    "28k path folded": path_menu,
    "28m hubs": hub_menu,
    "28o tree export": tree_export,
}
