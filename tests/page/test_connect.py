"""The dialog that leads to a hub of one's own, with a scripted host."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import Open, Palette, problem

pytestmark = pytest.mark.long_only

URL = "http://localhost:{}/callback"


def open_dialog(open_palette: Open, **options: Any) -> Palette:
    palette = open_palette(isSignedOut=True, **{"opening": {"isNew": True}, **options})
    palette.page.get_by_role("button", name=palette.text("gate.connect")).click()
    palette.page.locator(".step").first.wait_for()
    return palette


def press(palette: Palette, key: str) -> None:
    palette.page.get_by_role("button", name=palette.text(key), exact=True).click()


def enter(palette: Palette, client_id: str) -> None:
    palette.page.locator("#settings-client_id").fill(client_id)


def check(name: str, state: str, subject: str = "", why: dict[str, str] | None = None) -> dict[str, Any]:
    return {"name": name, "state": state, "subject": subject, "problem": why}


def show_checks(palette: Palette, *checks: dict[str, Any]) -> None:
    palette.host("answer('connection.test', it)", {"checks": list(checks)})
    press(palette, "connect.test")
    palette.page.locator(".checks").wait_for()


def test_five_steps_with_all_there_is_to_copy(open_palette: Open) -> None:
    palette = open_dialog(open_palette)
    assert palette.page.locator(".step").count() == 5
    values = [field.input_value() for field in palette.page.locator(".copy-text").all()]
    assert values == ["Desktop, Mobile, Single-Page App", *(URL.format(n) for n in (8917, 18917, 28917))]
    palette.page.get_by_role("button", name="Copy \u2068Callback URL 2\u2069").click()
    palette.page.get_by_text(palette.text("copied", what="\u2068Callback URL 2\u2069")).wait_for()


def test_the_list_of_apps_opens_in_the_browser(open_palette: Open) -> None:
    palette = open_dialog(open_palette)
    press(palette, "connect.open-page")
    palette.wait_for_calls("app.openPage")
    assert palette.last("app.openPage") == {"name": "apps"}


def test_no_browser_is_said(open_palette: Open) -> None:
    palette = open_dialog(open_palette, fail={"app.openPage": problem("sign-in.no-browser")})
    press(palette, "connect.open-page")
    palette.page.locator(".problem", has_text="sign-in.no-browser").wait_for()


def test_what_is_in_order_is_said_line_by_line(open_palette: Open) -> None:
    palette = open_dialog(open_palette)
    enter(palette, " abc ")
    press(palette, "connect.test")
    palette.page.get_by_text(palette.text("connect.good")).wait_for()
    assert palette.last("connection.test") == {"clientId": "abc"}
    assert palette.page.locator(".check-ok").count() == 5
    assert palette.page.locator(".check-skipped").count() == 1


def test_what_is_wrong_is_said_with_what_to_do(open_palette: Open) -> None:
    palette = open_dialog(open_palette)
    enter(palette, "abc")
    refused = problem("connection.callback-refused", message="It is not registered.", next="Register it.")
    show_checks(
        palette,
        check("service", "ok", "developer.api.autodesk.com"),
        check("app", "unsure", "abc", problem("connection.app-unsure", message="Who knows.")),
        check("callback", "failed", URL.format(8917), refused),
        check("callback", "failed", URL.format(18917), refused),
        check("hubs", "skipped"),
    )
    palette.page.get_by_text("2 things are in the way:").wait_for()
    first = palette.page.locator(".check-failed").first.inner_text()
    assert all(words in first for words in (URL.format(8917), "It is not registered.", "Register it."))
    assert "Who knows." in palette.page.locator(".check-unsure").inner_text()


def test_a_doubt_is_not_called_in_order(open_palette: Open) -> None:
    palette = open_dialog(open_palette)
    enter(palette, "abc")
    show_checks(
        palette, check("app", "unsure", "abc", problem("connection.app-unsure", message="Who knows."))
    )
    assert palette.page.get_by_text(palette.text("connect.good")).count() == 0
    palette.page.get_by_text(palette.text("connect.unsure")).wait_for()


def test_saving_signs_in_at_autodesk(open_palette: Open) -> None:
    palette = open_dialog(open_palette)
    enter(palette, " abc ")
    palette.press("Enter")
    palette.row("Meridian Drives").wait_for()
    assert palette.last("settings.write") == {"changes": {"client_id": "abc", "service": "aps"}}
    assert palette.last("account.signIn") == {"asAnother": False}
    assert palette.page.get_by_role("dialog").count() == 0


def test_without_a_client_id_nothing_is_saved(open_palette: Open) -> None:
    palette = open_dialog(open_palette)
    press(palette, "connect.save")
    palette.page.locator(".field-fault", has_text=palette.text("connect.no-id")).wait_for()
    assert palette.calls("settings.write") == 0


def test_a_client_id_that_is_none_is_said_at_its_field(open_palette: Open) -> None:
    bad = {**problem("settings.bad-value", message="Not a client id."), "context": {"name": "client_id"}}
    palette = open_dialog(open_palette, fail={"settings.write": bad})
    enter(palette, "a b")
    press(palette, "connect.save")
    palette.page.locator(".field-fault", has_text="Not a client id.").wait_for()
    assert palette.page.get_by_role("dialog").count() == 1


def test_what_administrators_set_is_kept(open_palette: Open) -> None:
    options = {"settings": {"service": "aps", "client_id": "theirs"}}
    palette = open_palette(
        isSignedOut=True, opening={"service": {"name": "aps"}, "locked": ["client_id", "service"]}, **options
    )
    palette.page.get_by_role("button", name=palette.text("gate.check")).click()
    palette.page.locator(".step").first.wait_for()
    press(palette, "connect.save")
    palette.row("Meridian Drives").wait_for()
    assert palette.last("settings.write") == {"changes": {}}


def test_settings_that_cannot_be_read_can_be_tried_again(open_palette: Open) -> None:
    fail = {"settings.read": problem("settings.unreadable", message="It cannot be read.")}
    palette = open_palette(isSignedOut=True, opening={"isNew": True}, fail=fail)
    palette.page.get_by_role("button", name=palette.text("gate.connect")).click()
    palette.page.locator(".dialog .problem", has_text="It cannot be read.").wait_for()


def test_an_answer_after_closing_is_dropped(open_palette: Open) -> None:
    palette = open_dialog(open_palette, hold=["connection.test"])
    enter(palette, "abc")
    press(palette, "connect.test")
    palette.page.locator(".dialog .busy").wait_for()
    palette.press("Escape")
    palette.host("release('connection.test')")
    palette.page.get_by_role("button", name=palette.text("gate.connect")).click()
    palette.page.locator(".step").first.wait_for()
    assert palette.page.locator(".checks").count() == 0


def test_what_was_found_out_goes_when_the_client_id_changes(open_palette: Open) -> None:
    palette = open_dialog(open_palette)
    enter(palette, "one")
    press(palette, "connect.test")
    palette.page.locator(".checks").wait_for()
    palette.page.locator("#settings-client_id").press_sequentially("x")
    assert palette.page.locator(".checks").count() == 0
