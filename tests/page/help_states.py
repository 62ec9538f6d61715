"""States of help, of the report of a problem, of what waits, and of the whole page in German."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from addin.lib.texts import load_texts

from .conftest import Palette

GERMAN: dict[str, Any] = {"texts": load_texts("de"), "opening": {"language": "de"}}


def german(palette: Palette, key: str) -> str:
    """Return a German text of the page."""
    palette.page.locator(".bar").wait_for()
    return load_texts("de")["page"][key]


def help_open(palette: Palette) -> None:
    palette.page.get_by_role("treeitem").or_(palette.page.get_by_role("row")).first.wait_for()
    palette.page.keyboard.press("?")
    palette.page.get_by_text("Fusion 2.0.20000").wait_for()


def report_shown(palette: Palette) -> None:
    help_open(palette)
    palette.page.locator("dialog[open] .dialog-foot button").first.click()
    palette.page.locator(".report-file").last.click()


def report_saved(palette: Palette) -> None:
    report_shown(palette)
    palette.page.locator("dialog[open] [type=submit]").click()
    palette.page.locator("dialog[open] .note-done").wait_for()


def folder_open(palette: Palette) -> None:
    palette.click_row("Meridian Drives", "Gearbox", "02 Drawings", "Gearbox Exploded View")
    palette.page.locator(".versions").wait_for()


def design_shown(palette: Palette) -> None:
    palette.page.get_by_role("tab", name=german(palette, "tab.design")).click()
    palette.page.locator(".relation").first.wait_for()


def settings_open(palette: Palette) -> None:
    palette.page.get_by_role("button", name=german(palette, "settings.open")).click()
    palette.page.get_by_label(german(palette, "settings.language")).wait_for()


def account_open(palette: Palette) -> None:
    palette.page.locator(".account-button").click()
    palette.page.locator("dialog[open]").wait_for()


def attach_open(palette: Palette) -> None:
    folder_open(palette)
    palette.page.locator(".details-attach button").click()
    palette.page.locator(".offer").first.wait_for()


HELP_STATES: dict[str, tuple[Callable[[Palette], None], dict[str, Any]]] = {
    "86a help": (help_open, {}),
    "86b report": (report_shown, {}),
    "86c report saved": (report_saved, {}),
    "87a German tree and details": (folder_open, GERMAN),
    "87b German design": (design_shown, GERMAN),
    "87c German settings": (settings_open, GERMAN),
    "87d German account": (account_open, GERMAN),
    "87e German attaching": (attach_open, GERMAN),
    "87f German help": (help_open, GERMAN),
    "87g German report": (report_shown, GERMAN),
    "87h German sign-in": (
        lambda palette: palette.page.locator(".gate").wait_for(),
        {**GERMAN, "opening": {"language": "de", "account": None}},
    ),
}
