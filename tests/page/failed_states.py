"""States in which a step of a dialog failed or waits, and those that are opened by the way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .conftest import Palette, problem
from .detail_states import references
from .file_states import files_attaching, files_giving_up, files_planned
from .help_states import help_open
from .many_states import plan_many, select_many
from .relation_states import KEPT, OFFLINE
from .screen_states import (
    NEW,
    NOT_READ,
    TIMED_OUT,
    connect_opened,
    design_shown,
    lifecycle_signed_in,
    open_design,
    settings_forgetting,
    settings_form,
    wait_for_quota,
)

ARRIVED = {
    "projectId": "b.gearbox",
    "itemId": "urn:item:gearbox",
    "versionId": "urn:version:gearbox?version=9",
}
CARRIED_SOME = {
    "results": [
        {"key": "a", "isNew": True, "problem": None},
        {
            "key": "b",
            "isNew": False,
            "problem": problem("service.forbidden", message="You have no permission for the new ref (403)."),
        },
    ],
    "left": 0,
}
NOT_WRITTEN = problem(
    "settings.not-written", message="The settings file settings.json cannot be written; nothing was changed."
)
NO_BROWSER = problem("sign-in.no-browser")


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


def problem_in_dialog(palette: Palette) -> None:
    """Wait for it, where it can be seen."""
    palette.page.locator("dialog[open] .problem").first.wait_for()
    palette.page.locator("dialog[open] .problem").first.scroll_into_view_if_needed()


def choose_files(palette: Palette) -> None:
    open_design(palette)
    palette.page.locator("#panel-design").get_by_role("button", name="Attach files…").first.click()


def files_failed(palette: Palette) -> None:
    choose_files(palette)
    problem_in_dialog(palette)


def files_planning(palette: Palette) -> None:
    choose_files(palette)
    palette.page.locator("dialog[open] .busy").wait_for()


def files_waiting(palette: Palette) -> None:
    choose_files(palette)
    wait_for_quota(palette, "files.plan")


def files_broken_off(palette: Palette) -> None:
    files_planned(palette)
    palette.page.locator("dialog[open] .primary").click()
    problem_in_dialog(palette)


def files_stopping(palette: Palette) -> None:
    files_attaching(palette)
    palette.page.get_by_role("button", name=palette.text("stop")).click()
    palette.page.locator("dialog[open] .busy", has_text=palette.text("files.stopping")).wait_for()


def giving_up_failed(palette: Palette) -> None:
    files_giving_up(palette)
    palette.page.locator("dialog[open] .primary").click()
    problem_in_dialog(palette)


def many_broken_off(palette: Palette) -> None:
    plan_many(palette)
    palette.page.locator("dialog[open] .primary").click()
    problem_in_dialog(palette)


def explore_failed(palette: Palette) -> None:
    palette.page.locator(".choice-sample").click()
    palette.page.locator(".gate .problem").wait_for()


def apps_not_opened(palette: Palette) -> None:
    connect_opened(palette)
    palette.page.get_by_role("button", name=palette.text("connect.open-page")).click()
    problem_in_dialog(palette)


def connect_not_saved(palette: Palette) -> None:
    connect_opened(palette)
    palette.page.locator("#settings-client_id").fill("AbCdEfGhIjKlMnOpQrStUvWxYz012345")
    palette.page.get_by_role("button", name=palette.text("connect.save")).click()
    problem_in_dialog(palette)


def settings_with_problems(palette: Palette) -> None:
    settings_form(palette)
    problem_in_dialog(palette)


def not_forgotten(palette: Palette) -> None:
    settings_forgetting(palette)
    palette.page.locator("dialog[open] .primary").click()
    problem_in_dialog(palette)


def lifecycle_not_signed_out(palette: Palette) -> None:
    lifecycle_signed_in(palette)
    palette.page.get_by_role("dialog").get_by_role("button", name="Sign out").click()
    problem_in_dialog(palette)


def references_kept(palette: Palette) -> None:
    references(palette)
    problem_in_dialog(palette)


def carry_offered(palette: Palette) -> None:
    palette.row("Meridian Drives").wait_for()
    palette.host("notify('version.arrived', it)", ARRIVED)
    open_design(palette)
    palette.page.locator(".carry-strip .note").wait_for()


def carry_opened(palette: Palette) -> None:
    carry_offered(palette)
    palette.page.get_by_role("button", name=palette.text("carry.open"), exact=True).click()
    palette.page.locator(".carried li").first.wait_for()


def carrying(palette: Palette) -> None:
    palette.host("hold('carry.run')")
    carry_opened(palette)
    palette.page.locator("dialog[open] .primary").click()
    palette.wait_for_calls("carry.run")
    part = {"key": "a", "isNew": True, "problem": None}
    palette.host("notify('job.part', {id: testHost.last('carry.run').id, part: it})", part)
    palette.page.locator(".carried-end.good").wait_for()


def carried(palette: Palette) -> None:
    carry_opened(palette)
    palette.page.locator("dialog[open] .primary").click()
    palette.page.locator(".carried-end.good").nth(1).wait_for()


def carried_some(palette: Palette) -> None:
    carry_opened(palette)
    palette.page.locator("dialog[open] .primary").click()
    palette.page.locator(".carried-end.stale").wait_for()


def carry_failed(palette: Palette) -> None:
    carry_opened(palette)
    palette.page.locator("dialog[open] .primary").click()
    problem_in_dialog(palette)


def uses_opened(palette: Palette) -> None:
    design_shown(palette)
    palette.choose_more("design.uses")


def uses_found(palette: Palette) -> None:
    uses_opened(palette)
    palette.page.locator("dialog[open] .uses-state .note").first.wait_for()


def uses_searching(palette: Palette) -> None:
    palette.host("hold('uses.find')")
    uses_opened(palette)
    palette.wait_for_calls("uses.find")
    palette.host("notify('job.part', {id: testHost.last('uses.find').id, part: testHost.uses.slice(0, 3)})")
    palette.page.locator(".use").nth(2).wait_for()


def uses_failed(palette: Palette) -> None:
    uses_opened(palette)
    problem_in_dialog(palette)


def report_failed(palette: Palette) -> None:
    help_open(palette)
    palette.page.locator("dialog[open] .dialog-foot button").first.click()
    problem_in_dialog(palette)


FAILED_STATES: dict[str, tuple[Callable[[Palette], None], dict[str, Any]]] = {
    "67 settings not saved": (settings_not_saved, {"fail": {"settings.write": NOT_READ}}),
    "79a connect failed": (connect_failed, {**NEW, "fail": {"settings.read": NOT_READ}}),
    "79b connection not tested": (connection_not_tested, {**NEW, "fail": {"connection.test": TIMED_OUT}}),
    "49g plan failed": (plan_failed, {"fail": {"refs.plan": TIMED_OUT}}),
    "49h plan waiting": (plan_waiting, {}),
    "91a files not planned": (files_failed, {"fail": {"files.plan": TIMED_OUT}}),
    "91b files planning": (files_planning, {"hold": ["files.plan"]}),
    "91c files waiting": (files_waiting, {"hold": ["files.plan"]}),
    "92a files stopping": (files_stopping, {}),
    "95a files broken off": (files_broken_off, {"fail": {"files.attach": TIMED_OUT}}),
    "97a files not given up": (giving_up_failed, {"fail": {"files.giveUp": TIMED_OUT}}),
    "49i many broken off": (many_broken_off, {"fail": {"refs.attachAll": TIMED_OUT}}),
    "70a sample not chosen": (explore_failed, {**NEW, "fail": {"settings.write": NOT_WRITTEN}}),
    "79c apps page not opened": (apps_not_opened, {**NEW, "fail": {"app.openPage": NO_BROWSER}}),
    "79d connect not saved": (connect_not_saved, {**NEW, "fail": {"settings.write": NOT_WRITTEN}}),
    "68 settings with problems": (settings_with_problems, {"settingsProblems": [NOT_READ]}),
    "69 settings not forgotten": (not_forgotten, {"fail": {"settings.forgetEverything": NOT_WRITTEN}}),
    "59 lifecycle not signed out": (lifecycle_not_signed_out, {"fail": {"lifecycle.signOut": TIMED_OUT}}),
    "13n references kept": (
        references_kept,
        {"answers": {"item.references": {**KEPT, "problem": OFFLINE}}},
    ),
    "86d report failed": (report_failed, {"fail": {"report.prepare": TIMED_OUT}}),
    "07a carry offered": (carry_offered, {}),
    "07b carry": (carry_opened, {}),
    "07c carrying": (carrying, {}),
    "07d carried": (carried, {}),
    "07e carried some": (carried_some, {"answers": {"carry.run": CARRIED_SOME}}),
    "07f carry failed": (carry_failed, {"fail": {"carry.run": TIMED_OUT}}),
    "09a uses": (uses_found, {}),
    "09b uses being found": (uses_searching, {}),
    "09c uses failed": (uses_failed, {"fail": {"uses.find": TIMED_OUT}}),
}
