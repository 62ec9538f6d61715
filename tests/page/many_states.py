"""States of the page in which several things are attached: selected, planned, being made, made, pasted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .conftest import Palette, problem


def select_many(palette: Palette) -> None:
    palette.click_row("Meridian Drives", "Gearbox", "02 Drawings")
    palette.click_row("Gearbox General Arrangement")
    palette.row("Torque Calculation.xlsx").click(modifiers=["Shift"])
    palette.row("Gearbox BOM.xlsx").click(modifiers=["Control"])
    palette.page.get_by_role("treegrid").focus()
    palette.press("Control+ArrowUp")
    palette.page.locator(".selection .primary").wait_for()


def plan_many(palette: Palette) -> None:
    palette.click_row("Meridian Drives", "Gearbox", "01 Design")
    own = palette.page.get_by_text("Gearbox", exact=True)
    palette.page.locator(".row.is-item").filter(has=own).click()
    palette.row("02 Drawings").locator(".row-twisty").click()
    palette.row("Torque Calculation.xlsx").click(modifiers=["Control"])
    palette.page.locator(".row.is-item").filter(has=own).click()
    for name in ("Gearbox Exploded View", "Gearbox BOM.xlsx", "Torque Calculation.xlsx"):
        palette.row(name).click(modifiers=["Control"])
    palette.page.locator(".row", has_text="Acceptance protocol").click(modifiers=["Control"])
    palette.page.locator(".selection .primary").click()
    palette.page.locator(".planned").first.wait_for()


def attached_many(palette: Palette) -> None:
    plan_many(palette)
    palette.page.locator("dialog[open] .primary").click()


def attaching_many(palette: Palette) -> None:
    palette.host("hold('refs.attachAll')")
    attached_many(palette)
    part = {"key": "1", "isNew": True, "problem": None}
    palette.wait_for_calls("refs.attachAll")
    palette.host("notify('job.part', {id: testHost.last('refs.attachAll').id, part: it})", part)
    palette.page.locator(".planned-state.good").nth(1).wait_for()


def attached_some(palette: Palette) -> None:
    attached_many(palette)
    palette.page.locator(".plan-end").wait_for()


def paste_opened(palette: Palette) -> None:
    palette.click_row("Meridian Drives", "Gearbox", "02 Drawings", "Gearbox Exploded View")
    palette.page.locator(".versions").wait_for()
    palette.page.locator(".details-attach button").click()
    palette.page.get_by_role("button", name=palette.text("attach.paste-instead")).click()
    palette.page.locator("#attach-paste").wait_for()


def paste_wrong(palette: Palette) -> None:
    paste_opened(palette)
    palette.page.locator("#attach-paste").fill("https://a360.co/3abcDEF\nGearbox")
    palette.press("Enter")
    palette.page.locator(".field-fault").first.wait_for()


SOME_ATTACHED = {
    "results": [
        {"key": "1", "isNew": True, "problem": None},
        {
            "key": "3",
            "isNew": False,
            "problem": problem("service.forbidden", message="You have no permission for the new ref (403)."),
        },
    ],
    "left": 1,
    "note": "",
    "relations": None,
}
MANY_STATES: dict[str, tuple[Callable[[Palette], None], dict[str, Any]]] = {
    "49 selected": (select_many, {}),
    "49a plan": (plan_many, {}),
    "49b plan not on tip": (plan_many, {"document": "old"}),
    "49c attaching many": (attaching_many, {}),
    "49d attached some": (attached_some, {"answers": {"refs.attachAll": SOME_ATTACHED}}),
    "49e paste": (paste_opened, {}),
    "49f paste wrong": (paste_wrong, {}),
}
