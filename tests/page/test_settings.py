"""The dialog for the settings: by keyboard, what is sent, what is wrong where, what is locked, forgetting."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator

from .conftest import Open, Palette, problem

pytestmark = pytest.mark.long_only


def open_settings(palette: Palette) -> None:
    palette.page.get_by_role("button", name=palette.text("settings.open"), exact=True).click()
    field(palette, "service").wait_for()


def field(palette: Palette, name: str) -> Locator:
    return palette.page.locator(f"#settings-{name}")


def dialog(palette: Palette) -> Locator:
    return palette.page.get_by_role("dialog")


def press_button(palette: Palette, key: str) -> None:
    dialog(palette).get_by_role("button", name=palette.text(f"settings.{key}"), exact=True).click()


def focused_id(palette: Palette) -> str:
    return palette.page.evaluate("() => document.activeElement.id")


def saved(palette: Palette) -> None:
    dialog(palette).get_by_text(palette.text("settings.saved")).wait_for()


@pytest.mark.parametrize("is_signed_out", [True, False])
def test_opened_and_changed_by_keyboard_alone(open_palette: Open, *, is_signed_out: bool) -> None:
    palette = open_palette(isSignedOut=is_signed_out)
    palette.page.get_by_role("button", name=palette.text("settings.open")).focus()
    palette.press("Enter")
    field(palette, "service").wait_for()
    assert focused_id(palette) == "settings-service"
    palette.press("ArrowDown", "Tab")
    assert focused_id(palette) == "settings-client_id"
    palette.page.keyboard.type(" AbC123 ")
    palette.press("Enter")
    saved(palette)
    assert palette.last("settings.write") == {"changes": {"service": "aps", "client_id": "AbC123"}}
    palette.press("Escape")
    assert dialog(palette).count() == 0
    assert palette.focused() == palette.text("settings.open")


def test_every_setting_is_sent_as_the_host_takes_it(open_palette: Open) -> None:
    palette = open_palette()
    open_settings(palette)
    field(palette, "callback_ports").fill("2001, 2002 2003")
    field(palette, "lifecycle_tenant").fill("")
    field(palette, "downloads_folder").fill(" ~/Fusion downloads ")
    field(palette, "log_level").select_option("debug")
    field(palette, "background_sync").select_option("false")
    field(palette, "space_limit").select_option("250")
    field(palette, "budget_share").select_option("80")
    field(palette, "proxy").fill("http://proxy.example.com:8080")
    field(palette, "ca_file").fill("/etc/ca.pem")
    press_button(palette, "save")
    saved(palette)
    assert palette.last("settings.write")["changes"] == {
        "callback_ports": [2001, 2002, 2003],
        "lifecycle_tenant": "",
        "downloads_folder": "~/Fusion downloads",
        "log_level": "debug",
        "background_sync": False,
        "space_limit": 250,
        "budget_share": 0.8,
        "proxy": "http://proxy.example.com:8080",
        "ca_file": "/etc/ca.pem",
    }
    press_button(palette, "save")
    palette.wait_for_calls("settings.write", 2)
    assert palette.last("settings.write") == {"changes": {}}


def test_two_clicks_save_once(open_palette: Open) -> None:
    palette = open_palette(hold=["settings.write"])
    open_settings(palette)
    palette.page.evaluate(
        "() => { const form = document.querySelector('dialog[open] form');"
        " form.requestSubmit(); form.requestSubmit() }"
    )
    palette.wait_for_calls("settings.write")
    palette.host("release('settings.write')")
    saved(palette)
    assert palette.calls("settings.write") == 1


@pytest.mark.parametrize(
    ("reference", "context", "name"),
    [
        ("settings.bad-value", {"name": "callback_ports"}, "callback_ports"),
        ("settings.locked", {"name": "proxy"}, "proxy"),
        ("lifecycle.bad-tenant", {"tenant": "a/b"}, "lifecycle_tenant"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    open_palette: Open, reference: str, context: dict[str, str], name: str
) -> None:
    wrong: dict[str, Any] = {**problem(reference, message="It may be otherwise."), "context": context}
    palette = open_palette(fail={"settings.write": wrong})
    open_settings(palette)
    field(palette, "client_id").fill("kept")
    press_button(palette, "save")
    fault = palette.page.locator(".field-fault:visible")
    fault.wait_for()
    assert fault.inner_text() == "It may be otherwise."
    assert focused_id(palette) == f"settings-{name}"
    assert str(fault.get_attribute("id")) in str(field(palette, name).get_attribute("aria-describedby"))
    assert field(palette, name).get_attribute("aria-invalid") == "true"
    palette.page.keyboard.type("x")
    assert palette.page.locator(".field-fault:visible").count() == 0
    assert field(palette, "client_id").input_value() == "kept"


def test_what_cannot_be_written_at_all_is_said_above(open_palette: Open) -> None:
    palette = open_palette(fail={"settings.write": problem("settings.newer", message="It is newer.")})
    open_settings(palette)
    field(palette, "client_id").fill("kept")
    press_button(palette, "save")
    dialog(palette).get_by_role("alert").get_by_text("It is newer.").wait_for()
    assert field(palette, "client_id").input_value() == "kept"


def test_what_administrators_set_is_locked_and_said(open_palette: Open) -> None:
    theirs = {"client_id": "theirs", "service": "aps", "read_only": True, "allowed_hosts": ["*.example.com"]}
    palette = open_palette(settings=theirs)
    open_settings(palette)
    assert field(palette, "client_id").input_value() == "theirs"
    assert field(palette, "client_id").get_attribute("readonly") is not None
    assert field(palette, "service").is_disabled()
    assert focused_id(palette) == "settings-client_id"  # it can be read, and copied
    locks = palette.page.locator(".field-lock:visible")
    assert locks.all_inner_texts() == [palette.text("settings.locked")] * 2
    assert "settings-client_id-lock" in str(field(palette, "client_id").get_attribute("aria-describedby"))
    words = dialog(palette).inner_text()
    assert palette.text("settings.read-only") in words
    assert "*.example.com" in words
    palette.page.evaluate("() => { document.getElementById('settings-client_id').value = 'mine' }")
    press_button(palette, "save")
    palette.wait_for_calls("settings.write")
    assert palette.last("settings.write") == {"changes": {}}


def test_nothing_is_forgotten_without_a_second_word(open_palette: Open) -> None:
    palette = open_palette()
    open_settings(palette)
    press_button(palette, "forget")
    dialog(palette).get_by_text(palette.text("settings.forget-what")).wait_for()
    assert palette.focused() == palette.text("settings.keep")
    palette.press("Enter")
    field(palette, "service").wait_for()
    assert palette.calls("settings.forgetEverything") == 0
    press_button(palette, "forget")
    press_button(palette, "forget-now")
    dialog(palette).get_by_text(palette.text("settings.forgotten")).wait_for()
    assert palette.calls("settings.forgetEverything") == 1
    assert palette.calls("settings.write") == 0


def test_what_stays_is_said_and_can_be_tried_again(open_palette: Open) -> None:
    stuck = problem("settings.not-forgotten", message="A file cannot be deleted.")
    palette = open_palette(fail={"settings.forgetEverything": stuck})
    open_settings(palette)
    press_button(palette, "forget")
    press_button(palette, "forget-now")
    dialog(palette).get_by_text("A file cannot be deleted.").wait_for()
    assert palette.focused() == palette.text("retry")
    palette.press("Enter")
    palette.wait_for_calls("settings.forgetEverything", 2)


def test_the_log_folder_is_opened_and_a_failure_said(open_palette: Open) -> None:
    palette = open_palette()
    open_settings(palette)
    press_button(palette, "open-logs")
    palette.wait_for_calls("settings.openLogFolder")
    palette.fail("settings.openLogFolder", "settings.no-log-folder", message="It cannot be opened.")
    press_button(palette, "open-logs")
    dialog(palette).get_by_text("It cannot be opened.").wait_for()


def test_settings_that_cannot_be_read_can_be_tried_again(open_palette: Open) -> None:
    palette = open_palette(fail={"settings.read": problem("store.no-folder", message="No folder.")})
    palette.page.get_by_role("button", name=palette.text("settings.open"), exact=True).click()
    dialog(palette).get_by_text("No folder.").wait_for()
    assert palette.focused() == palette.text("retry")
    palette.press("Enter")
    palette.wait_for_calls("settings.read", 2)
    palette.press("Escape")
    assert dialog(palette).count() == 0


def test_an_answer_after_closing_is_dropped(open_palette: Open) -> None:
    palette = open_palette(hold=["settings.read"])
    palette.page.get_by_role("button", name=palette.text("settings.open"), exact=True).click()
    palette.wait_for_calls("settings.read")
    palette.press("Escape")
    palette.host("release('settings.read')")
    palette.page.evaluate("() => new Promise(done => setTimeout(done))")
    assert field(palette, "service").count() == 0
    palette.page.get_by_role("button", name=palette.text("settings.open"), exact=True).click()
    palette.wait_for_calls("settings.read", 2)


def test_a_file_that_was_set_aside_is_told_at_the_start(open_palette: Open) -> None:
    aside = problem("settings.set-aside", message="The file could not be understood.")
    palette = open_palette(opening={"problems": [aside]})
    palette.page.locator(".status", has_text="The file could not be understood.").wait_for()


def test_another_service_shows_at_the_gate(open_palette: Open) -> None:
    palette = open_palette(isSignedOut=True)
    palette.page.get_by_text(palette.text("gate.text-sample")).wait_for()
    told = {"service": {"name": "aps"}, "canSignIn": False, "isNew": False, "locked": [], "problems": []}
    palette.host("notify('settings.changed', it)", told)
    palette.page.get_by_text(palette.text("gate.no-app")).wait_for()
    assert palette.page.locator(".service").inner_text() == palette.text("service.aps")
    palette.host("notify('settings.changed', it)", {**told, "canSignIn": True})
    palette.page.get_by_role("button", name=palette.text("gate.sign-in")).wait_for()


def test_the_other_buttons_leave_it_open(open_palette: Open) -> None:
    palette = open_palette()
    palette.row("Meridian Drives").wait_for()
    palette.host("notify('palette.show', {tab: 'browse', action: 'settings'})")
    field(palette, "client_id").fill("typed")
    palette.host("notify('palette.show', {tab: 'design', action: 'attach'})")
    assert field(palette, "client_id").input_value() == "typed"
    assert palette.calls("refs.offer") == 0


def test_what_is_wrong_is_in_sight_where_there_is_little_room(open_palette: Open) -> None:
    words = "It may be otherwise. " * 5
    wrong = {**problem("settings.bad-value", message=words), "context": {"name": "proxy"}}
    palette = open_palette(size=(300, 480), fail={"settings.write": wrong})
    open_settings(palette)
    field(palette, "proxy").fill("nonsense")
    palette.press("Enter")
    fault = palette.page.locator(".field-fault:visible")
    fault.wait_for()
    said, foot = fault.bounding_box(), palette.page.locator("dialog[open] .dialog-foot").bounding_box()
    assert said
    assert foot
    assert said["y"] + said["height"] <= foot["y"]
