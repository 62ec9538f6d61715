"""The dialog for Fusion Lifecycle: by keyboard, a password that stays nowhere, cancelling, late answers."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Locator

from .conftest import Open, Palette, problem

pytestmark = pytest.mark.long_only

USER = "mika@example.com"
PASSWORD = "canary word"
TENANT = "acme.autodeskplm360.net"
SESSION = {"tenant": TENANT, "userId": USER, "shortened": "9F8E…"}
OTHER = {**SESSION, "userId": "ingrid@example.com"}


def click_button(palette: Palette) -> None:
    """Click the button in Fusion's toolbar."""
    palette.host("notify('palette.show', {tab: 'browse', action: 'lifecycle'})")


def open_form(palette: Palette) -> None:
    click_button(palette)
    field(palette, "password").wait_for()


def field(palette: Palette, key: str) -> Locator:
    return palette.page.locator(f"#lifecycle-{key}")


def fill(palette: Palette, user: str = USER, password: str = PASSWORD) -> None:
    field(palette, "user").fill(user)
    field(palette, "password").fill(password)


def send(palette: Palette) -> None:
    open_form(palette)
    fill(palette)
    palette.press("Enter")


def dialog(palette: Palette) -> Locator:
    return palette.page.get_by_role("dialog")


def press_button(palette: Palette, key: str) -> None:
    dialog(palette).get_by_role("button", name=palette.text(f"lifecycle.{key}"), exact=True).click()


def focused_id(palette: Palette) -> str:
    return palette.page.evaluate("() => document.activeElement.id")


def signed_in(palette: Palette) -> None:
    palette.page.locator(".dialog .note-done").wait_for()


def answer_again(palette: Palette, method: str) -> None:
    """Let the host answer a method again; what it held stays unanswered."""
    palette.page.evaluate("method => { delete testHost.held[method] }", method)


def test_over_the_gate_by_keyboard_alone(open_palette: Open) -> None:
    palette = open_palette(isSignedOut=True)
    palette.page.get_by_role("button", name=palette.text("gate.sign-in")).focus()
    open_form(palette)
    assert TENANT in dialog(palette).inner_text()
    assert focused_id(palette) == "lifecycle-user"
    palette.page.keyboard.type(f" {USER} ")
    palette.press("Tab")
    assert focused_id(palette) == "lifecycle-password"
    palette.page.keyboard.type(f" {PASSWORD} ")
    palette.press("Enter")
    signed_in(palette)
    assert palette.last("lifecycle.signIn") == {"userId": USER, "password": f" {PASSWORD} "}
    words = dialog(palette).inner_text()
    assert USER in words
    assert "A1B2…" in words
    assert palette.focused() == palette.text("lifecycle.close")
    palette.press("Enter")
    assert dialog(palette).count() == 0
    assert palette.focused() == palette.text("gate.sign-in")
    assert palette.calls("account.signIn") == 0


def test_who_is_signed_in_to_the_hub_needs_only_the_password(open_palette: Open) -> None:
    palette = open_palette()
    palette.row("Meridian Drives").wait_for()
    open_form(palette)
    assert field(palette, "user").input_value() == USER
    assert focused_id(palette) == "lifecycle-password"
    palette.press("Escape")
    assert dialog(palette).count() == 0
    palette.page.wait_for_function("() => document.activeElement.getAttribute('role') === 'treegrid'")


def test_the_focus_goes_back_to_the_design(open_palette: Open) -> None:
    palette = open_palette()
    palette.page.get_by_role("tab", name="This design").click()
    palette.page.locator(".relation").first.wait_for()
    palette.page.evaluate("() => document.activeElement.blur()")
    open_form(palette)
    palette.press("Escape")
    palette.page.wait_for_function("() => document.activeElement.closest('#panel-design')")


@pytest.mark.parametrize(("is_local", "count"), [(True, 1), (False, 0)])
def test_the_sample_tenant_says_whom_it_knows(open_palette: Open, *, is_local: bool, count: int) -> None:
    state = {"tenant": "127.0.0.1:8080", "isLocal": is_local, "userId": "", "session": None}
    palette = open_palette(answers={"lifecycle.state": state})
    open_form(palette)
    assert dialog(palette).get_by_text(palette.text("lifecycle.sample")).count() == count


def test_the_password_is_in_its_field_and_gone_when_it_is_sent(open_palette: Open) -> None:
    palette = open_palette(hold=["lifecycle.signIn"])
    open_form(palette)
    password = field(palette, "password")
    assert password.get_attribute("type") == "password"
    assert password.get_attribute("autocomplete") == "off"
    assert password.get_attribute("name") is None
    element = password.element_handle()
    assert element
    fill(palette)
    address = palette.page.url
    palette.press("Enter")
    palette.wait_for_calls("lifecycle.signIn")
    assert element.evaluate("input => input.value") == ""
    palette.host("release('lifecycle.signIn')")
    signed_in(palette)
    others = [call for call in palette.host("calls") if call["method"] != "lifecycle.signIn"]
    stores = "() => JSON.stringify([{...localStorage}, {...sessionStorage}, history.state, document.cookie])"
    assert palette.page.url == address
    for said in (json.dumps(others), palette.page.content(), palette.page.evaluate(stores)):
        assert "canary" not in said


@pytest.mark.parametrize("way", ["Escape", "cancel", "signed in elsewhere"])
def test_a_password_that_was_not_sent_goes_too(open_palette: Open, way: str) -> None:
    palette = open_palette()
    open_form(palette)
    element = field(palette, "password").element_handle()
    assert element
    fill(palette)
    if way == "Escape":
        palette.press("Escape")
    elif way == "cancel":
        press_button(palette, "cancel")
    else:
        palette.host("notify('lifecycle.changed', {session: it})", SESSION)
        signed_in(palette)
    assert element.evaluate("input => input.value") == ""
    palette.press("Escape")
    assert dialog(palette).count() == 0
    open_form(palette)
    assert field(palette, "password").input_value() == ""
    assert field(palette, "user").input_value() == USER
    assert palette.calls("lifecycle.signIn") == 0


def test_two_clicks_send_the_password_once(open_palette: Open) -> None:
    palette = open_palette(hold=["lifecycle.signIn"])
    open_form(palette)
    fill(palette)
    palette.page.evaluate(
        "() => { const form = document.querySelector('dialog[open] form');"
        " form.requestSubmit(); form.requestSubmit() }"
    )
    palette.page.locator(".dialog .spinner").wait_for()
    assert palette.calls("lifecycle.signIn") == 1


def test_two_clicks_open_one_dialog(open_palette: Open) -> None:
    palette = open_palette()
    open_form(palette)
    fill(palette)
    click_button(palette)
    assert palette.calls("lifecycle.state") == 1
    assert field(palette, "password").input_value() == PASSWORD


def test_opened_again_before_the_browser_has_told_that_it_closed(open_palette: Open) -> None:
    palette = open_palette()
    open_form(palette)
    fill(palette)
    palette.page.evaluate(
        """() => new Promise(done => {
            const dialog = document.querySelector('dialog[open]');
            dialog.addEventListener('close', () => setTimeout(done));
            dialog.close();
            testHost.notify('palette.show', {tab: 'browse', action: 'lifecycle'});
        })"""
    )
    field(palette, "password").wait_for()
    assert field(palette, "password").input_value() == ""
    fill(palette)
    palette.press("Enter")
    signed_in(palette)


@pytest.mark.parametrize(
    ("user", "password", "focus", "said"),
    [
        (" ", PASSWORD, "user", ["no-user"]),
        (USER, "", "password", ["no-password"]),
        ("", "", "user", ["no-user", "no-password"]),
    ],
)
def test_what_is_missing_is_said_at_its_field(
    open_palette: Open, user: str, password: str, focus: str, said: list[str]
) -> None:
    palette = open_palette()
    open_form(palette)
    fill(palette, user, password)
    press_button(palette, "sign-in")
    faults = palette.page.locator(".field-fault:visible")
    assert faults.all_inner_texts() == [palette.text(f"lifecycle.{key}") for key in said]
    assert focused_id(palette) == f"lifecycle-{focus}"
    described = str(field(palette, focus).get_attribute("aria-describedby")).split()
    assert faults.first.get_attribute("id") in described
    assert palette.calls("lifecycle.signIn") == 0
    palette.page.keyboard.type("x")
    assert field(palette, focus).get_attribute("aria-invalid") is None
    assert faults.count() == len(said) - 1


def test_cancelling_goes_back_to_the_form(open_palette: Open) -> None:
    palette = open_palette(hold=["lifecycle.signIn"])
    send(palette)
    palette.page.locator(".dialog .spinner").wait_for()
    assert palette.focused() == palette.text("lifecycle.cancel")
    palette.press("Enter")
    field(palette, "password").wait_for()
    message = palette.host("last('lifecycle.signIn')")
    assert palette.last("job.cancel") == {"id": message["id"]}
    assert focused_id(palette) == "lifecycle-password"
    assert dialog(palette).locator(".problem").count() == 0
    palette.host("deliverTo(it[0], {session: it[1]})", [message, SESSION])
    assert field(palette, "password").is_visible()


def test_a_sign_in_that_was_too_quick_to_cancel_is_told(open_palette: Open) -> None:
    palette = open_palette(hold=["lifecycle.signIn"])
    send(palette)
    press_button(palette, "cancel")
    field(palette, "password").wait_for()
    palette.host("notify('lifecycle.changed', {session: it})", SESSION)
    signed_in(palette)
    assert SESSION["shortened"] in dialog(palette).inner_text()


@pytest.mark.parametrize("method", ["lifecycle.state", "lifecycle.signIn"])
def test_escape_ends_what_is_under_way(open_palette: Open, method: str) -> None:
    palette = open_palette()
    if method == "lifecycle.signIn":
        palette.host("hold('lifecycle.signIn')")
        send(palette)
    else:
        palette.host("hold('lifecycle.state')")
        click_button(palette)
    palette.wait_for_calls(method)
    message = palette.host("last(it)", method)
    palette.press("Escape")
    assert dialog(palette).count() == 0
    palette.wait_for_calls("job.cancel")
    assert palette.last("job.cancel") == {"id": message["id"]}
    late = {"tenant": "late.example", "isLocal": False, "userId": "late", "session": None}
    palette.host("deliverTo(it[0], {...it[1], session: null})", [message, late])
    answer_again(palette, method)
    open_form(palette)
    assert TENANT in dialog(palette).inner_text()
    assert palette.calls("lifecycle.state") == 2


def test_closing_does_not_stop_a_sign_out(open_palette: Open) -> None:
    palette = open_palette(hold=["lifecycle.signOut"])
    send(palette)
    signed_in(palette)
    press_button(palette, "sign-out")
    palette.wait_for_calls("lifecycle.signOut")
    palette.press("Escape")
    assert dialog(palette).count() == 0
    palette.host("release('lifecycle.signOut')")
    open_form(palette)
    assert palette.calls("job.cancel") == 0


def test_an_answer_older_than_the_news_is_dropped(open_palette: Open) -> None:
    palette = open_palette(hold=["lifecycle.state"])
    click_button(palette)
    palette.wait_for_calls("lifecycle.state")
    old = palette.host("last('lifecycle.state')")
    palette.host("notify('lifecycle.changed', {session: it})", SESSION)
    palette.wait_for_calls("lifecycle.state", 2)
    nobody = {"tenant": TENANT, "isLocal": False, "userId": "", "session": None}
    palette.host("deliverTo(it[0], it[1])", [old, nobody])
    assert palette.page.locator(".dialog .skeleton").count() == 1
    palette.host("answer('lifecycle.state', it)", {**nobody, "session": SESSION})
    palette.host("release('lifecycle.state')")
    signed_in(palette)


@pytest.mark.parametrize(
    ("reference", "words"),
    [
        ("lifecycle.refused", "the tenant may lock the user"),
        ("lifecycle.not-offered", "only the sign-in with Autodesk"),
        ("lifecycle.forbidden", "administrator"),
        ("http.unreachable", "online"),
        ("lifecycle.answer-lost", "Try again"),
    ],
)
def test_a_failure_says_what_to_do_and_keeps_the_user(open_palette: Open, reference: str, words: str) -> None:
    palette = open_palette(fail={"lifecycle.signIn": problem(reference, message="It did not work.")})
    send(palette)
    alert = dialog(palette).get_by_role("alert")
    alert.wait_for()
    assert "It did not work." in alert.inner_text()
    assert words in alert.inner_text()
    assert field(palette, "user").input_value() == USER
    assert focused_id(palette) == "lifecycle-password"
    palette.host("answer('lifecycle.signIn', it)", {"session": SESSION})
    palette.page.keyboard.type("another")
    palette.press("Enter")
    signed_in(palette)
    assert palette.last("lifecycle.signIn")["password"] == "another"


def test_a_wait_is_told(open_palette: Open) -> None:
    palette = open_palette(hold=["lifecycle.signIn"])
    send(palette)
    palette.page.locator(".dialog .spinner").wait_for()
    palette.host("notify('job.waiting', {id: testHost.last('lifecycle.signIn').id, seconds: 7, status: 429})")
    assert dialog(palette).get_by_role("status").inner_text() == palette.text("waiting", seconds=7)


def test_a_host_that_is_gone_is_told(open_palette: Open) -> None:
    palette = open_palette()
    open_form(palette)
    fill(palette)
    palette.host("remove()")
    palette.press("Enter")
    dialog(palette).get_by_text(palette.text("host-gone.message")).wait_for()
    assert field(palette, "password").input_value() == ""


def test_signing_out_says_what_it_does_not_do(open_palette: Open) -> None:
    palette = open_palette()
    send(palette)
    signed_in(palette)
    press_button(palette, "sign-out")
    dialog(palette).get_by_text(palette.text("lifecycle.signed-out")).wait_for()
    assert focused_id(palette) == "lifecycle-password"
    assert palette.calls("lifecycle.signOut") == 1


def test_a_failed_sign_out_can_be_tried_again(open_palette: Open) -> None:
    palette = open_palette(fail={"lifecycle.signOut": problem("bridge.internal", message="A fault.")})
    send(palette)
    signed_in(palette)
    press_button(palette, "sign-out")
    dialog(palette).get_by_text("A fault.").wait_for()
    assert USER in dialog(palette).inner_text()
    palette.host("answer('lifecycle.signOut', {})")
    press_button(palette, "sign-out")
    field(palette, "password").wait_for()


def test_a_tenant_that_is_set_wrong_can_be_read_again(open_palette: Open) -> None:
    palette = open_palette(fail={"lifecycle.state": problem("lifecycle.bad-tenant", message="No name.")})
    click_button(palette)
    dialog(palette).get_by_text("No name.").wait_for()
    assert palette.focused() == "Try again"
    state = {"tenant": TENANT, "isLocal": False, "userId": "", "session": None}
    palette.host("answer('lifecycle.state', it)", state)
    palette.press("Enter")
    field(palette, "user").wait_for()


def test_who_is_signed_in_is_shown_when_it_opens(open_palette: Open) -> None:
    palette = open_palette()
    send(palette)
    signed_in(palette)
    palette.press("Escape")
    click_button(palette)
    signed_in(palette)
    assert palette.calls("lifecycle.state") == 2
    assert field(palette, "password").count() == 0


def test_what_the_host_says_changes_what_is_shown(open_palette: Open) -> None:
    palette = open_palette()
    send(palette)
    signed_in(palette)
    palette.host("notify('lifecycle.changed', {session: it})", OTHER)
    dialog(palette).get_by_text(OTHER["userId"]).wait_for()
    palette.host("notify('lifecycle.changed', {session: null})")
    field(palette, "password").wait_for()
    palette.press("Escape")
    palette.host("notify('lifecycle.changed', {session: it})", OTHER)
    assert dialog(palette).count() == 0


def test_another_document_or_account_does_not_disturb(open_palette: Open) -> None:
    palette = open_palette(hold=["lifecycle.signIn"])
    open_form(palette)
    fill(palette)
    palette.host("openDocument('other')")
    palette.host("notify('account.changed', {account: null, others: [], view: null})")
    palette.page.get_by_text(palette.text("gate.title"), exact=True).wait_for()
    assert focused_id(palette) == "lifecycle-password"
    assert field(palette, "password").input_value() == PASSWORD
    palette.press("Enter")
    palette.wait_for_calls("lifecycle.signIn")
    palette.host("openDocument('none')")
    palette.host("release('lifecycle.signIn')")
    signed_in(palette)


def test_a_page_loaded_anew_is_told_of_the_sign_in_before_it(open_palette: Open) -> None:
    palette = open_palette(hold=["lifecycle.signIn"])
    send(palette)
    palette.wait_for_calls("lifecycle.signIn")
    message = palette.host("last('lifecycle.signIn')")
    palette.page.reload()
    palette.page.wait_for_selector(".bar")
    open_form(palette)
    palette.host("deliverTo(it[0], {session: it[1]})", [message, SESSION])
    assert field(palette, "password").is_visible()
    palette.host("notify('lifecycle.changed', {session: it})", SESSION)
    signed_in(palette)


def test_it_opens_over_the_dialog_that_attaches(open_palette: Open) -> None:
    palette = open_palette()
    palette.click_row("Meridian Drives", "Gearbox", "02 Drawings", "Gearbox Exploded View")
    palette.page.locator(".versions").wait_for()
    palette.page.locator(".details-attach button").click()
    palette.page.locator(".offer").first.wait_for()
    open_form(palette)
    palette.press("Escape")
    assert field(palette, "password").count() == 0
    assert palette.page.locator(".offer").first.is_visible()
    chosen: Any = palette.page.evaluate("() => document.activeElement.type")
    assert chosen == "radio"


def test_the_other_buttons_leave_the_open_dialog_alone(open_palette: Open) -> None:
    palette = open_palette()
    palette.click_row("Meridian Drives", "Gearbox", "02 Drawings", "Gearbox Exploded View")
    palette.page.locator(".versions").wait_for()
    open_form(palette)
    fill(palette)
    palette.host("notify('palette.show', {tab: 'design', action: 'attach'})")
    palette.host("notify('palette.show', {tab: 'design', action: null})")
    assert palette.calls("refs.offer") == 0
    assert field(palette, "password").input_value() == PASSWORD
    assert focused_id(palette) == "lifecycle-password"
    palette.press("Escape")
    assert palette.page.locator("#panel-browse").is_visible()


def test_the_click_that_opened_the_palette_opens_the_dialog(open_palette: Open) -> None:
    palette = open_palette(hold=["app.ready"], wait=False, isSignedOut=True)
    palette.wait_for_calls("app.ready")
    click_button(palette)
    palette.host("release('app.ready')")
    field(palette, "user").wait_for()
