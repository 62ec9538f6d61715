"""The space that an account's copies take, in the dialog for the settings: shown, limited, cleared."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator

from .conftest import Open, Palette, problem

pytestmark = pytest.mark.long_only


def space(palette: Palette) -> Locator:
    return palette.page.locator(".settings-space")


def open_settings(palette: Palette) -> None:
    palette.page.get_by_role("button", name=palette.text("settings.open"), exact=True).click()
    space(palette).wait_for()


def press(palette: Palette, key: str) -> None:
    button = space(palette).get_by_role("button", name=palette.text(key), exact=True)
    button.focus()
    palette.press("Enter")


def test_how_much_room_is_taken_is_told_in_units(open_palette: Open) -> None:
    palette = open_palette()
    open_settings(palette)
    space(palette).locator("dd").first.wait_for()
    names = space(palette).locator("dt").all_inner_texts()
    assert names == [palette.text(f"space.{one}") for one in ("catalogue", "thumbnails", "lists", "total")]
    assert space(palette).locator("dd").all_inner_texts() == ["41 MB", "8.7 MB", "912 kB", "51 MB"]


def test_it_is_cleared_by_keyboard_after_it_said_what_stays(open_palette: Open) -> None:
    palette = open_palette()
    open_settings(palette)
    press(palette, "space.clear")
    space(palette).get_by_text(palette.text("space.clear-stays")).wait_for()
    assert palette.focused() == palette.text("settings.keep")
    assert palette.calls("catalogue.clear") == 0
    palette.press("Enter")
    assert palette.focused() == palette.text("space.clear")
    palette.press("Enter", "Tab", "Enter")
    space(palette).get_by_role("status").get_by_text(palette.text("space.cleared")).wait_for()
    assert palette.calls("catalogue.clear") == 1
    assert space(palette).locator(".space-total").inner_text() == palette.text("size.byte", number=0)
    assert palette.focused() == palette.text("space.clear")


def test_what_cannot_be_cleared_says_so_and_is_tried_again(open_palette: Open) -> None:
    wrong = problem("store.catalogue-full", message="It stays.")
    palette = open_palette(fail={"catalogue.clear": wrong})
    open_settings(palette)
    press(palette, "space.clear")
    press(palette, "space.clear-now")
    space(palette).locator(".problem", has_text="It stays.").wait_for()
    press(palette, "retry")
    palette.wait_for_calls("catalogue.clear", 2)


def test_who_is_not_signed_in_has_no_copies(open_palette: Open) -> None:
    palette = open_palette(isSignedOut=True, fail={"catalogue.space": problem("sign-in.needed")})
    open_settings(palette)
    space(palette).get_by_text(palette.text("space.signed-out")).wait_for()


def test_the_limit_is_a_choice_and_another_one_is_kept(open_palette: Open) -> None:
    palette = open_palette()
    palette.page.evaluate(
        "() => { const read = testHost.methods['settings.read']; testHost.answer('settings.read', () => {"
        " const state = read(); return {...state, values: {...state.values, space_limit: 750}} }) }"
    )
    open_settings(palette)
    limit = palette.page.locator("#settings-space_limit")
    options = limit.locator("option").all_inner_texts()
    assert options == ["750 MB", "250 MB", "500 MB", "1 GB", "2 GB", "5 GB", "No limit"]
    limit.select_option("0")
    palette.page.get_by_role("dialog").get_by_role("button", name=palette.text("settings.save")).click()
    palette.wait_for_calls("settings.write")
    assert palette.last("settings.write") == {"changes": {"space_limit": 0}}


def test_what_administrators_have_set_is_locked(open_palette: Open) -> None:
    palette = open_palette(settings={"background_sync": False, "space_limit": 500})
    open_settings(palette)
    for name in ("background_sync", "space_limit"):
        assert palette.page.locator(f"#settings-{name}").is_disabled()
        assert palette.page.locator(f"#settings-{name}-lock").is_visible()
