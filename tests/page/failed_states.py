"""States in which a step of a dialog failed or waits, and those that are opened by the way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .conftest import Palette
from .many_states import select_many
from .screen_states import (
    NEW,
    NOT_READ,
    TIMED_OUT,
    connect_opened,
    open_design,
    open_folder,
    settings_form,
    wait_for_quota,
)


def connect_failed(palette: Palette) -> None:
    palette.page.get_by_role("button", name=palette.text("gate.connect")).click()
    palette.page.locator("dialog[open] .problem").wait_for()


def connection_not_tested(palette: Palette) -> None:
    connect_opened(palette)
    palette.page.locator("#settings-client_id").fill("AbCdEfGhIjKlMnOpQrStUvWxYz012345")
    palette.page.get_by_role("button", name=palette.text("connect.test")).click()
    palette.page.locator("dialog[open] .problem").wait_for()


def settings_not_saved(palette: Palette) -> None:
    settings_form(palette)
    palette.page.locator("dialog[open] .primary").click()
    palette.page.locator("dialog[open] .problem").wait_for()


def plan_failed(palette: Palette) -> None:
    select_many(palette)
    palette.page.locator(".selection .primary").click()
    palette.page.locator("dialog[open] .problem").wait_for()


def plan_waiting(palette: Palette) -> None:
    palette.host("hold('refs.plan')")
    select_many(palette)
    palette.page.locator(".selection .primary").click()
    wait_for_quota(palette, "refs.plan")


def row_menu_opened(palette: Palette) -> None:
    open_folder(palette)
    palette.row("Gearbox Exploded View").click(button="right")
    palette.page.get_by_role("menu").wait_for()


def files_failed(palette: Palette) -> None:
    open_design(palette)
    palette.page.locator("#panel-design").get_by_role("button", name="Attach files…").first.click()
    palette.page.locator("dialog[open] .problem").wait_for()


FAILED_STATES: dict[str, tuple[Callable[[Palette], None], dict[str, Any]]] = {
    "67 settings not saved": (settings_not_saved, {"fail": {"settings.write": NOT_READ}}),
    "79a connect failed": (connect_failed, {**NEW, "fail": {"settings.read": NOT_READ}}),
    "79b connection not tested": (connection_not_tested, {**NEW, "fail": {"connection.test": TIMED_OUT}}),
    "49g plan failed": (plan_failed, {"fail": {"refs.plan": TIMED_OUT}}),
    "49h plan waiting": (plan_waiting, {}),
    "29 row menu": (row_menu_opened, {}),
    "91a files not planned": (files_failed, {"fail": {"files.plan": TIMED_OUT}}),
}
