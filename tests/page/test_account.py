"""Signing in and out in the page, and what the host says about it."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import Open, Palette, problem

pytestmark = pytest.mark.long_only

OTHER = {"id": "u2", "name": "Ingrid Berg", "email": "ingrid@example.com"}
NAMELESS = {"id": "u3", "name": "", "email": "kenji@example.com"}
MIKA = {"id": "u1", "name": "Mika Sørensen", "email": "mika@example.com", "notices": []}


def accounts(account: dict[str, Any] | None, *others: dict[str, str], why: Any = None) -> dict[str, Any]:
    """Return what the host says of who is signed in."""
    shown = account and {"notices": [], **account}
    return {"account": shown, "others": list(others), "view": None, "why": why}


def tell(palette: Palette, *told: Any, why: Any = None) -> None:
    palette.host("notify('account.changed', it)", accounts(*told, why=why))


def open_account(palette: Palette) -> None:
    palette.page.locator(".account-button").click()


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
    palette.host("answer('account.signIn', it)", accounts(OTHER))
    sign_in_button(palette)
    palette.page.locator(".account-name", has_text="Ingrid Berg").wait_for()


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
    palette.page.get_by_role("treegrid").focus()
    tell(palette, None, why=problem("sign-in.expired"))
    palette.page.locator(".gate .problem", has_text="Your sign-in has ended.").wait_for()
    assert palette.focused() == palette.text("gate.sign-in")


def test_signing_out(open_palette: Open) -> None:
    palette = open_palette()
    palette.click_row("Meridian Drives")
    open_account(palette)
    palette.page.get_by_role("button", name=palette.text("account.sign-out"), exact=True).click()
    palette.page.get_by_text(palette.text("gate.title"), exact=True).wait_for()
    assert palette.page.get_by_role("treegrid").count() == 0
    assert palette.page.locator(".badge").is_hidden()


def test_another_account_sees_its_own_tree(open_palette: Open) -> None:
    palette = open_palette()
    palette.click_row("Meridian Drives")
    palette.row("Gearbox").wait_for()
    palette.host("answer('tree.list', {rows: [testHost.row('hub', 'h', 'Another hub')]})")
    tell(palette, OTHER)
    palette.row("Another hub").wait_for()
    assert palette.page.locator(".row").count() == 1
    assert palette.page.locator(".account-name").inner_text() == "Ingrid Berg"


def test_a_sign_in_that_ended_closes_the_dialog(open_palette: Open) -> None:
    palette = open_palette()
    palette.click_row("Meridian Drives", "Gearbox", "02 Drawings", "Gearbox Exploded View")
    palette.page.locator(".versions").wait_for()
    palette.page.locator(".details-attach button").click()
    palette.page.locator(".offer").first.wait_for()
    tell(palette, None)
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
        ("design", palette.text("design.as-graph")),
    ):
        palette.host("notify('palette.show', {tab: it, action: null})", tab)
        assert palette.focused() == focused


def test_without_an_app_there_is_the_way_to_one(open_palette: Open) -> None:
    palette = open_palette(isSignedOut=True, opening={"canSignIn": False, "service": {"name": "aps"}})
    palette.page.get_by_text(palette.text("gate.no-app")).wait_for()
    ways = [palette.text("gate.connect"), palette.text("gate.explore")]
    assert palette.page.locator(".gate button").all_inner_texts() == ways
    palette.page.locator(".gate button").first.click()
    palette.page.locator("#settings-client_id").wait_for()
    palette.press("Escape")
    assert palette.focused() == palette.text("gate.connect")


def test_the_first_run_offers_the_sample_hub_and_ones_own(open_palette: Open) -> None:
    palette = open_palette(isSignedOut=True, opening={"isNew": True})
    palette.page.get_by_role("heading", name=palette.text("gate.welcome")).wait_for()
    titles = [palette.text("gate.explore"), palette.text("gate.connect")]
    assert palette.page.locator(".choice-title").all_inner_texts() == titles
    assert palette.page.locator(".service").count() == 0
    palette.page.locator(".choice").first.click()
    palette.row("Meridian Drives").wait_for()
    assert palette.last("settings.write") == {"changes": {"service": "sample"}}
    assert palette.calls("account.signIn") == 1


def test_a_first_run_whose_settings_cannot_be_written_says_so(open_palette: Open) -> None:
    fail = {"settings.write": problem("settings.not-written")}
    palette = open_palette(isSignedOut=True, opening={"isNew": True}, fail=fail)
    palette.page.locator(".choice").first.click()
    palette.page.locator(".gate .problem", has_text="settings.not-written").wait_for()
    assert palette.calls("account.signIn") == 0


def test_the_toolbar_button_leaves_the_first_choice_to_the_user(open_palette: Open) -> None:
    palette = open_palette(isSignedOut=True, opening={"isNew": True})
    palette.host("notify('palette.show', {tab: 'browse', action: 'signIn'})")
    palette.page.wait_for_function("() => document.activeElement.matches('.choice')")
    assert palette.calls("account.signIn") == 0


def test_who_is_remembered_goes_on_by_one_press(open_palette: Open) -> None:
    palette = open_palette(isSignedOut=True, others=[OTHER, NAMELESS])
    assert palette.page.locator(".person-name").all_inner_texts() == [
        palette.text("gate.go-on", name="\u2068Ingrid Berg\u2069"),
        palette.text("gate.go-on", name="\u2068kenji@example.com\u2069"),
    ]
    palette.page.locator(".person").first.click()
    palette.row("Meridian Drives").wait_for()
    assert palette.last("account.switch") == {"id": "u2"}
    assert palette.page.locator(".account-name").inner_text() == "Ingrid Berg"


def test_a_remembered_sign_in_that_ended_says_so_and_lets_sign_in(open_palette: Open) -> None:
    palette = open_palette(
        isSignedOut=True, others=[OTHER], fail={"account.switch": problem("sign-in.expired")}
    )
    palette.page.locator(".person").click()
    palette.page.locator(".gate .problem", has_text="Your sign-in has ended.").wait_for()
    tell(palette, None)
    palette.page.get_by_role("button", name=palette.text("gate.sign-in"), exact=True).wait_for()


def test_another_person_signs_in_beside_the_tree_and_may_give_up(open_palette: Open) -> None:
    palette = open_palette(others=[NAMELESS], hold=["account.signIn"])
    palette.click_row("Meridian Drives")
    open_account(palette)
    palette.page.get_by_role("button", name=palette.text("account.another")).click()
    palette.page.locator(".app > .strip", has_text=palette.text("gate.waiting")).wait_for()
    assert palette.last("account.signIn") == {"asAnother": True}
    assert palette.focused() == palette.text("stop")
    palette.press("Enter")
    palette.page.locator(".strip .wait").wait_for(state="detached")
    assert palette.calls("job.cancel") == 1
    palette.row("Gearbox").wait_for()


def test_changing_over_shows_the_place_of_that_person(open_palette: Open) -> None:
    palette = open_palette(others=[OTHER])
    palette.click_row("Meridian Drives")
    view = {"tab": "browse", "expanded": ["hub::a.personal"], "selected": ""}
    palette.host("answer('account.switch', it)", {**accounts(OTHER, MIKA), "view": view})
    open_account(palette)
    palette.page.locator(".dialog .person").click()
    palette.page.locator(".row.is-empty", has_text=palette.text("tree.empty-hub")).wait_for()
    assert palette.page.locator(".account-name").inner_text() == "Ingrid Berg"
    assert palette.row("Gearbox").count() == 0


def test_who_changes_over_by_the_keys_goes_on_in_the_tree(open_palette: Open) -> None:
    palette = open_palette(others=[OTHER])
    palette.row("Meridian Drives").wait_for()
    palette.host("answer('account.switch', it)", accounts(OTHER, MIKA))
    palette.page.locator(".account-button").focus()
    palette.press("Enter")
    palette.page.locator(".dialog .person").focus()
    palette.press("Enter")
    palette.page.get_by_text("Ingrid Berg", exact=True).wait_for()
    palette.page.wait_for_function("() => document.activeElement.matches('.tree')")


def test_another_persons_sign_in_is_forgotten_from_the_dialog(open_palette: Open) -> None:
    palette = open_palette(others=[OTHER, NAMELESS])
    open_account(palette)
    palette.page.get_by_role("button", name="Sign out \u2068Ingrid Berg\u2069").click()
    palette.page.get_by_text("Switch to \u2068Ingrid Berg\u2069").wait_for(state="detached")
    assert palette.last("account.forget") == {"id": "u2"}
    assert palette.page.locator(".dialog .person").count() == 1
    assert palette.page.locator(".account-name").inner_text() == "Mika Sørensen"


def test_what_the_host_noticed_is_shown_until_put_away_and_stays_in_the_dialog(open_palette: Open) -> None:
    notices = [problem("sign-in.other-user", message="Fusion is Mika."), problem("secrets.in-memory")]
    palette = open_palette(opening={"account": {**MIKA, "notices": notices}})
    palette.page.locator(".app > .strip", has_text="Fusion is Mika.").wait_for()
    palette.page.locator(".status", has_text=problem("secrets.in-memory")["message"]).wait_for()
    palette.page.get_by_role("button", name=palette.text("account.put-away")).click()
    assert palette.page.locator(".app > .strip").inner_text() == ""
    palette.host("answer('account.read', it)", accounts({**MIKA, "notices": notices}))
    open_account(palette)
    assert palette.page.locator(".dialog .note-warning").count() == 1
    assert palette.page.locator(".dialog .note-info").count() == 1
    palette.press("Escape")
    assert palette.focused().startswith("Account: ")


def test_a_picture_takes_the_place_of_the_initials(open_palette: Open) -> None:
    dot = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
    palette = open_palette(answers={"account.picture": {"dataUri": dot}})
    palette.page.locator(".account-button img").wait_for()
    assert palette.page.locator(".account-button img").get_attribute("src") == dot
    open_account(palette)
    palette.page.locator(".whoami img").wait_for()
    assert palette.calls("account.picture") == 1


def test_without_a_picture_there_are_initials(open_palette: Open) -> None:
    palette = open_palette(fail={"account.picture": problem("http.unreachable", message="No.")})
    palette.row("Meridian Drives").wait_for()
    assert palette.page.locator(".account-button .avatar").inner_text() == "MS"


def test_administrators_who_chose_the_service_leave_no_other(open_palette: Open) -> None:
    palette = open_palette(isSignedOut=True, opening={"locked": ["service"]})
    assert palette.page.locator(".gate button").all_inner_texts() == [palette.text("gate.sign-in")]


def test_who_is_changed_over_to_is_shown_nothing_of_the_person_before(open_palette: Open) -> None:
    palette = open_palette(others=[OTHER])
    palette.page.get_by_role("tab", name=palette.text("tab.design")).click()
    palette.page.get_by_text("Gearbox General Arrangement").wait_for()
    palette.host("hold('design.relations')")
    open_account(palette)
    palette.page.locator(".dialog .person").click()
    palette.wait_for_calls("design.relations", 2)
    assert palette.page.get_by_text("Gearbox General Arrangement").count() == 0


def test_an_attachment_begun_is_not_made_as_another_person(open_palette: Open) -> None:
    palette = open_palette()
    palette.click_row("Meridian Drives", "Gearbox", "02 Drawings", "Gearbox BOM.xlsx")
    palette.page.get_by_role("button", name=palette.text("attach.open")).click()
    palette.page.get_by_role("button", name=palette.text("attach.confirm"), exact=True).wait_for()
    tell(palette, OTHER, MIKA)
    palette.page.locator(".account-name", has_text="Ingrid Berg").wait_for()
    assert palette.page.locator("dialog[open]").count() == 0


def test_how_an_attachment_went_is_not_told_to_another_person(open_palette: Open) -> None:
    palette = open_palette(hold=["refs.attach"])
    palette.click_row("Meridian Drives", "Gearbox", "02 Drawings", "Gearbox BOM.xlsx")
    palette.page.get_by_role("button", name=palette.text("attach.open")).click()
    palette.page.get_by_role("button", name=palette.text("attach.confirm"), exact=True).click()
    palette.wait_for_calls("refs.attach")
    tell(palette, OTHER, MIKA)
    palette.page.locator(".account-name", has_text="Ingrid Berg").wait_for()
    palette.page.get_by_role("tab", name=palette.text("tab.design")).click()
    palette.page.locator(".relation").first.wait_for()
    palette.host("release('refs.attach')")
    assert palette.page.locator(".relation.is-new").count() == 0
    assert palette.page.locator("dialog[open]").count() == 0


def test_what_is_kept_and_asked_for_names_the_person(open_palette: Open) -> None:
    palette = open_palette()
    palette.click_row("Meridian Drives")
    palette.wait_for_calls("app.keepView")
    assert palette.last("app.keepView")["accountId"] == "u1"
    assert palette.last("account.picture") == {"id": "u1"}


def test_the_dialog_keeps_the_focus_when_it_learns_something(open_palette: Open) -> None:
    palette = open_palette(hold=["account.read"])
    open_account(palette)
    assert palette.focused() == palette.text("account.close")
    palette.press("Tab")
    palette.host("release('account.read')")
    tell(palette, MIKA, OTHER)
    palette.page.locator(".dialog .person").wait_for()
    assert palette.focused() == palette.text("account.close")


def test_the_settings_are_at_the_end_of_the_head_from_the_first_run_on(open_palette: Open) -> None:
    palette = open_palette(size=(1600, 700), isSignedOut=True, opening={"isNew": True})
    box = palette.page.get_by_role("button", name=palette.text("settings.open")).bounding_box()
    assert box
    assert box["x"] > 1500
