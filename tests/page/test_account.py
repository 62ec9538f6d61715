"""Signing in and out in the page, and what the host says about it."""

from __future__ import annotations

from .conftest import Open, Palette, problem

OTHER = {"id": "u2", "name": "Ingrid Berg", "email": "ingrid@example.com"}


def sign_in_button(palette: Palette) -> None:
    palette.page.get_by_role("button", name=palette.text("gate.sign-in")).click()


def test_signing_in(open_palette: Open) -> None:
    palette = open_palette(isSignedOut=True, hold=["account.signIn"])
    assert palette.calls("tree.list") == palette.calls("design.relations") == 0
    assert palette.page.get_by_role("tablist").is_hidden()
    sign_in_button(palette)
    palette.page.get_by_text(palette.text("gate.waiting"), exact=True).wait_for()
    assert palette.focused() == palette.text("gate.cancel")
    palette.host("release('account.signIn')")
    palette.row("Meridian Drives").wait_for()
    assert palette.page.locator(".account-name").inner_text() == "Mika Sørensen"
    assert palette.focused() == palette.text("tree.label")


def test_cancelling_the_sign_in(open_palette: Open) -> None:
    palette = open_palette(isSignedOut=True, hold=["account.signIn"])
    sign_in_button(palette)
    palette.page.get_by_role("button", name=palette.text("gate.cancel")).click()
    palette.page.get_by_text(palette.text("gate.title"), exact=True).wait_for()
    assert palette.calls("job.cancel") == 1
    assert palette.page.locator(".problem").count() == 0
    assert palette.focused() == palette.text("gate.sign-in")


def test_a_sign_in_that_fails_can_be_started_again(open_palette: Open) -> None:
    palette = open_palette(isSignedOut=True, fail={"account.signIn": problem("sign-in.denied")})
    sign_in_button(palette)
    palette.page.get_by_text("Access was denied on the sign-in page.").wait_for()
    palette.host("answer('account.signIn', it)", OTHER)
    sign_in_button(palette)
    palette.page.get_by_text("Ingrid Berg").wait_for()


def test_two_presses_open_one_sign_in_and_lead_to_its_end(open_palette: Open) -> None:
    palette = open_palette(isSignedOut=True, hold=["account.signIn"])
    # The upper edge, where the button to cancel appears.
    palette.page.get_by_role("button", name=palette.text("gate.sign-in")).dblclick(position={"x": 40, "y": 3})
    palette.page.get_by_text(palette.text("gate.waiting"), exact=True).wait_for()
    palette.press("Shift+Tab")
    palette.host("notify('palette.show', {tab: 'browse', action: 'signIn'})")
    assert palette.calls("account.signIn") == 1
    assert palette.focused() == palette.text("gate.cancel")


def test_a_sign_in_that_ended_by_itself_says_why(open_palette: Open) -> None:
    palette = open_palette()
    palette.row("Meridian Drives").wait_for()
    palette.page.get_by_role("tree").focus()
    palette.host("notify('account.changed', {account: null, why: it})", problem("sign-in.expired"))
    palette.page.locator(".gate .problem", has_text="Your sign-in has ended.").wait_for()
    assert palette.focused() == palette.text("gate.sign-in")


def test_signing_out(open_palette: Open) -> None:
    palette = open_palette()
    palette.click_row("Meridian Drives")
    palette.page.get_by_role("button", name=palette.text("account.sign-out")).click()
    palette.page.get_by_text(palette.text("gate.title"), exact=True).wait_for()
    assert palette.page.get_by_role("tree").count() == 0
    assert palette.page.locator(".badge").is_hidden()


def test_another_account_sees_its_own_tree(open_palette: Open) -> None:
    palette = open_palette()
    palette.click_row("Meridian Drives")
    palette.row("Gearbox").wait_for()
    palette.host("answer('tree.list', {rows: [testHost.row('hub', 'h', 'Another hub')]})")
    palette.host("notify('account.changed', {account: it})", OTHER)
    palette.row("Another hub").wait_for()
    assert palette.page.locator(".row").count() == 1
    assert palette.page.locator(".account-name").inner_text() == "Ingrid Berg"


def test_a_sign_in_that_ended_closes_the_dialog(open_palette: Open) -> None:
    palette = open_palette()
    palette.click_row("Meridian Drives", "Gearbox", "02 Drawings", "Gearbox Exploded View")
    palette.page.locator(".versions").wait_for()
    palette.page.locator(".details-attach button").click()
    palette.page.locator(".offer").first.wait_for()
    palette.host("notify('account.changed', {account: null})")
    palette.page.get_by_text(palette.text("gate.title"), exact=True).wait_for()
    assert palette.page.get_by_role("dialog").count() == 0


def test_the_toolbar_button_signs_in(open_palette: Open) -> None:
    palette = open_palette(isSignedOut=True)
    palette.host("notify('palette.show', {tab: 'browse', action: 'signIn'})")
    palette.row("Meridian Drives").wait_for()
    assert palette.calls("account.signIn") == 1
    palette.host("notify('palette.show', {tab: 'design', action: 'signIn'})")
    assert palette.calls("account.signIn") == 1


def test_the_host_chooses_the_tab(open_palette: Open) -> None:
    palette = open_palette()
    palette.host("notify('palette.show', {tab: 'design', action: null})")
    assert palette.page.locator("#panel-design").is_visible()
    palette.page.locator(".relation").first.wait_for()
    for tab, focused in (
        ("browse", palette.text("tree.label")),
        ("design", "Show \u2068Gearbox\u2069 in the tree"),
    ):
        palette.host("notify('palette.show', {tab: it, action: null})", tab)
        assert palette.focused() == focused


def test_without_an_app_there_are_only_the_settings(open_palette: Open) -> None:
    palette = open_palette(isSignedOut=True, opening={"canSignIn": False})
    palette.page.get_by_text(palette.text("gate.no-app")).wait_for()
    assert palette.page.locator(".gate button").all_inner_texts() == [palette.text("gate.settings")]
    palette.page.locator(".gate button").click()
    palette.page.locator("#settings-client_id").wait_for()
    palette.press("Escape")
    assert palette.focused() == palette.text("gate.settings")
