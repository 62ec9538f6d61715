"""The line at the foot of *Browse* that tells how far the catalogue is, with a scripted host."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator

from .conftest import Open, Palette, problem

pytestmark = pytest.mark.long_only

WAITS = {
    "doing": "waiting",
    "problem": problem("http.unreachable", message="developer.api.autodesk.com cannot be reached."),
}
KNOWS = {"projects": 2, "projects_listed": 2, "items": 10, "versions": 10, "versions_swept": 1, "refs": 7}


def refreshing(*, done: int = 0, left: int | None = None, seconds: float | None = None) -> dict[str, Any]:
    return {"doing": "refreshing", "done": done, "left": left, "secondsLeft": seconds}


SAID: list[tuple[dict[str, Any], str]] = [
    (refreshing(), "Looking for changes…"),
    (refreshing(done=1), "1 folder so far"),
    (refreshing(done=12, left=21, seconds=61), "12 of about 33 folders · about 1 min left"),
    (refreshing(done=1200, left=30, seconds=8), "1,200 of about 1,230 folders · less than a minute left"),
    (refreshing(done=40, left=9000, seconds=9000), "40 of about 9,040 folders · about 3 h left"),
    (refreshing(done=12, left=21), "12 of about 33 folders"),
    ({"doing": "sweeping", "left": 120, "secondsLeft": 5}, "References: 120 versions left"),
    ({"doing": "sweeping"}, "Reading references"),
    ({"doing": "correcting", "left": 1}, "Looking through everything once more: 1 folder left"),
    ({"doing": "correcting"}, "Looking through everything once more"),
    (WAITS, "developer.api.autodesk.com cannot be reached. It goes on by itself."),
    ({"doing": "elsewhere"}, "Another Fusion window keeps the catalogue up to date."),
    ({"doing": "paused"}, "Paused · 2 min. ago"),
    ({"doing": "unopened"}, "Open this hub, and it is catalogued."),
    ({"doing": "off"}, "The catalogue is switched off."),
    ({"counts": {**KNOWS, "folders": 9, "folders_listed": 6}}, "All known but 3 folders · 2 min. ago"),
    ({"refreshed": None}, "Everything known"),
]


def reads(palette: Palette, text: str) -> None:
    """Wait until the line says so, but for marks of direction."""
    palette.page.wait_for_function(
        "text => document.querySelector('.catalogue-words').textContent.replace(/[\\u2068\\u2069]/g, '')"
        " === text",
        arg=text,
    )


def tell(palette: Palette, **state: Any) -> None:
    palette.host("notify('catalogue.changed', testHost.catalogue(it))", state)


def opened(open_palette: Open, **options: Any) -> Palette:
    palette = open_palette(**options)
    palette.click_row("Meridian Drives")
    reads(palette, "Everything known · 2 min. ago")
    return palette


def button(palette: Palette, key: str) -> Locator:
    return palette.page.get_by_role("button", name=palette.text(f"catalogue.{key}"), exact=True)


@pytest.mark.parametrize(("state", "said"), SAID)
def test_what_it_says(open_palette: Open, state: dict[str, Any], said: str) -> None:
    palette = opened(open_palette)
    tell(palette, **state)
    reads(palette, said)


def test_what_has_stopped_says_why_and_what_to_do(open_palette: Open) -> None:
    palette = opened(open_palette)
    why = problem("sign-in.needed")
    tell(palette, doing="stopped", problem=why)
    reads(palette, f"{why['message']} {why['next']}")
    button(palette, "resume").click()
    assert palette.last("catalogue.resume") == {"hubId": "a.sample"}
    reads(palette, palette.text("catalogue.begins"))


def test_it_is_paused_and_goes_on_by_keyboard(open_palette: Open) -> None:
    palette = opened(open_palette)
    button(palette, "pause").focus()
    palette.press("Enter")
    reads(palette, "Paused · 2 min. ago")
    assert palette.last("catalogue.pause") == {"hubId": "a.sample"}
    assert palette.focused() == palette.text("catalogue.resume")
    palette.press("Enter")
    reads(palette, palette.text("catalogue.begins"))
    assert palette.focused() == palette.text("catalogue.pause")
    assert palette.calls("catalogue.resume") == 1


def test_it_looks_for_changes_when_asked_and_not_twice(open_palette: Open) -> None:
    palette = opened(open_palette)
    button(palette, "refresh").click()
    reads(palette, palette.text("catalogue.begins"))
    assert button(palette, "refresh").get_attribute("aria-disabled") == "true"
    button(palette, "refresh").click(force=True)
    assert palette.calls("catalogue.refresh") == 1


def test_an_answer_that_is_older_than_the_news_changes_nothing(open_palette: Open) -> None:
    palette = opened(open_palette, hold=["catalogue.pause"])
    palette.host("answer('catalogue.pause', ({hubId}) => testHost.catalogue({hubId}))")
    button(palette, "pause").click()
    palette.wait_for_calls("catalogue.pause")
    tell(palette, doing="paused")
    palette.host("release('catalogue.pause')")
    reads(palette, "Paused · 2 min. ago")
    palette.host("notify('catalogue.changed', testHost.catalogue({hubId: 'a.personal'}))")
    palette.settle()
    assert button(palette, "resume").is_visible()


def test_a_wish_that_fails_is_said(open_palette: Open) -> None:
    palette = opened(open_palette, fail={"catalogue.pause": problem("http.timeout", message="No way.")})
    button(palette, "pause").click()
    palette.page.locator(".status", has_text="No way.").wait_for()


def test_numbers_are_for_the_eyes_alone(open_palette: Open) -> None:
    palette = opened(open_palette)
    palette.page.evaluate(
        "() => { window.heard = [];"
        " const place = document.querySelector('.catalogue > [role=status].visually-hidden');"
        " new MutationObserver(() => window.heard.push(place.textContent))"
        ".observe(place, {childList: true, subtree: true, characterData: true}) }"
    )
    for done in range(1, 6):
        tell(palette, doing="refreshing", done=done, left=9, secondsLeft=70)
    reads(palette, "5 of about 14 folders · about 1 min left")
    assert palette.page.locator(".catalogue-line [aria-live], .catalogue-line [role=status]").count() == 0
    assert palette.page.evaluate("window.heard") == []
    tell(palette, **WAITS)
    palette.page.wait_for_function("() => window.heard[0] && window.heard[0].includes('cannot be reached')")


def test_a_flood_of_news_draws_little_and_leaves_the_focus(open_palette: Open) -> None:
    palette = opened(open_palette)
    palette.page.get_by_role("treegrid").focus()
    palette.page.evaluate(
        "() => { window.draws = 0; new MutationObserver(() => window.draws++)"
        ".observe(document.querySelector('.catalogue-words'), {childList: true}) }"
    )
    palette.page.evaluate(
        "() => { for (let done = 1; done <= 300; done += 1) testHost.notify('catalogue.changed',"
        " testHost.catalogue({doing: 'refreshing', done, left: 300 - done, secondsLeft: 90})) }"
    )
    reads(palette, "300 of about 300 folders · about 2 min left")
    assert palette.page.evaluate("window.draws") <= 2
    assert palette.page.evaluate("document.activeElement.getAttribute('role')") == "treegrid"


def test_ages_tick(open_palette: Open) -> None:
    palette = open_palette(clock=True)
    palette.page.clock.run_for(5000)
    palette.row("Meridian Drives").wait_for()
    palette.click_row("Meridian Drives")
    palette.page.clock.run_for(5000)
    reads(palette, "Everything known · 2 min. ago")
    palette.page.clock.run_for(70_000)
    reads(palette, "Everything known · 3 min. ago")


def test_it_is_that_of_the_hub_that_is_shown(open_palette: Open) -> None:
    palette = opened(open_palette)
    tell(palette, hubId="a.personal", doing="sweeping", left=7)
    tell(palette, doing="elsewhere")
    reads(palette, palette.text("catalogue.elsewhere"))
    palette.click_row("Mika’s hub")
    reads(palette, "References: 7 versions left")
    palette.click_row("Meridian Drives")
    reads(palette, palette.text("catalogue.elsewhere"))


def test_a_hub_that_was_just_opened_is_not_called_off_at_once(open_palette: Open) -> None:
    off = {"answers": {"catalogue.state": None}}
    palette = open_palette(**off, hold=["catalogue.state"])
    palette.host("answer('catalogue.state', ({hubId}) => testHost.catalogue({hubId, doing: 'off'}))")
    palette.click_row("Meridian Drives")
    palette.wait_for_calls("catalogue.state")
    palette.host("release('catalogue.state')")
    tell(palette, doing="refreshing", done=3)
    reads(palette, "3 folders so far")
    palette.click_row("Mika’s hub")
    reads(palette, palette.text("catalogue.off"))
    button(palette, "settings").click()
    palette.page.get_by_role("dialog").wait_for()


def test_what_is_wrong_with_the_file_is_told_once_until_put_away(open_palette: Open) -> None:
    palette = opened(open_palette)
    full = problem("store.catalogue-full")
    tell(palette, notices=[full])
    notice = palette.page.locator(".catalogue-notice")
    notice.wait_for()
    assert full["message"] in notice.inner_text()
    tell(palette, doing="sweeping", left=3)
    reads(palette, "References: 3 versions left")
    assert notice.count() == 1
    notice.get_by_role("button").focus()
    palette.press("Enter")
    assert notice.count() == 0
    assert palette.focused() == palette.text("catalogue.pause")


def test_marks_are_asked_for_again_as_more_references_are_known(open_palette: Open) -> None:
    palette = opened(open_palette)
    palette.click_row("Gearbox", "02 Drawings")
    palette.wait_for_calls("tree.marks")
    before = palette.calls("tree.marks")
    palette.host("answer('tree.marks', {marks: {'urn:item:bom': {refs: 4, stale: 1}}})")
    tell(palette, counts={**KNOWS, "folders": 9, "folders_listed": 9, "versions_swept": 9})
    palette.page.locator(".row-badge").first.wait_for()
    assert palette.calls("tree.marks") > before
