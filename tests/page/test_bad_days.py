"""Bad days of the service as rows and sentences: the real page, the real bridge, and the service's faults."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from addin.lib.emulator import Emulator, EmulatorOptions, Fault
from addin.lib.texts import load_texts
from playwright.sync_api import Browser

from .live import MADE, LivePalette, open_live

pytestmark = pytest.mark.long_only

OpenLive = Callable[..., LivePalette]

EXPIRED = json.dumps(
    {"developerMessage": "Access token provided is invalid or expired.", "errorCode": "AUTH-006"}
)
REFUSED = json.dumps(
    {"jsonapi": {"version": "1.0"}, "errors": [{"id": "8f0c", "status": "403", "code": "FORBIDDEN"}]}
)
# What happens, the error's reference, and the words that tell one from the others.
TROUBLES: dict[str, tuple[dict[str, object], str, str]] = {
    "401 to the end": ({"status": 401, "body": EXPIRED}, "service.not-signed-in", "AUTH-006"),
    "403": ({"status": 403, "body": REFUSED}, "service.forbidden", "403 FORBIDDEN"),
    "404": ({"status": 404, "body": "{}"}, "service.not-found", "404"),
    "429, for too long": (
        {"status": 429, "headers": {"Retry-After": "90"}, "body": "{}"},
        "service.quota-wait",
        "Try again in 90 seconds",
    ),
    "429 to the end, without Retry-After": ({"status": 429, "body": "{}"}, "service.quota", "429"),
    "500": ({"status": 500, "body": "{}"}, "service.service-down", "500"),
    "502 in HTML": ({"status": 502, "body": "<html><b>Bad Gateway</b>"}, "service.service-down", "502"),
    "truncated": ({"action": "truncate"}, "http.broken-answer", "broke off"),
    "JSON that breaks off": ({"status": 200, "body": '{"data": ['}, "service.not-json", "not complete JSON"),
    "another content type": ({"status": 200, "body": "<html>Welcome"}, "service.not-json", "status 200"),
    "a missing field": (
        {"action": "drop-field", "field": "data.0.attributes.extension.type"},
        "service.missing-field",
        "attributes.extension.type",
    ),
}


@pytest.fixture
def live(chromium: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenLive]:
    """`live()` opens the page on the bridge and the service."""
    with ExitStack() as stack:
        yield lambda **options: stack.enter_context(open_live(chromium, tmp_path, monkeypatch, **options))


def trouble(palette: LivePalette, name: str, path: str) -> tuple[str, str]:
    """Bring a trouble over a path, and return the words to look for: what happened, and the next step."""
    fault, reference, words = TROUBLES[name]
    palette.service.add_fault(Fault(path=path, **fault))  # pyright: ignore[reportArgumentType]
    following: str = load_texts()["errors"][reference]["next"]
    return words, following.partition("{")[0]


def contents(palette: LivePalette, name: str) -> str:
    """Return the path of a folder's list."""
    return f"*/folders/{quote(palette.ids[name], safe='')}/contents"


def open_project(palette: LivePalette) -> None:
    palette.click_row("Works", "Press")
    palette.row("Papers").wait_for()


def choose_parts(palette: LivePalette) -> None:
    open_project(palette)
    palette.click_row("Papers", "Parts.xlsx")


def told(palette: LivePalette, place: str, words: str, following: str) -> Any:
    """Wait for a trouble's own block, which may follow another's in the same place, and return it."""
    block = palette.page.locator(f"{place} .problem").filter(has_text=words).filter(has_text=following)
    block.wait_for()
    return block


def try_again(palette: LivePalette, block: Any) -> None:
    """Clear the faults, ask again from the block, and wait until it is gone and nothing is being read."""
    palette.service.clear_faults()
    block.get_by_role("button", name="Try again").click()
    block.wait_for(state="detached")
    palette.page.locator(
        "[role=tabpanel]:visible[aria-busy], [role=tabpanel]:visible [aria-busy]"
    ).first.wait_for(state="detached")


def show_design(palette: LivePalette) -> None:
    palette.page.get_by_role("tab", name="This design").click()


def names(palette: LivePalette) -> list[str]:
    """Return the rows from top to bottom."""
    return palette.page.evaluate(
        "() => [...document.querySelectorAll('.row:not(.is-notice)')]"
        ".sort((one, other) => one.getBoundingClientRect().top - other.getBoundingClientRect().top)"
        ".map(row => row.querySelector('.row-name').textContent)"
    )


def test_the_tree_says_each_of_them_in_a_row_and_goes_on(live: OpenLive) -> None:
    palette = live()
    open_project(palette)
    palette.click_row("Papers")
    palette.row("Parts.xlsx").wait_for()
    for name in TROUBLES:
        words, following = trouble(palette, name, contents(palette, "Papers"))
        palette.page.get_by_role("button", name=palette.text("tree.refresh")).click()
        said = palette.error_row()
        assert words in said, name
        assert following in said, name
        assert "<" not in said, name
        palette.service.clear_faults()
        palette.retry()
        palette.page.locator(".row.is-error").wait_for(state="detached")


def test_a_folder_that_refuses_is_one_row_while_its_siblings_answer(live: OpenLive) -> None:
    palette = live()
    open_project(palette)
    trouble(palette, "403", contents(palette, "Papers"))
    palette.click_row("Designs", "Papers", "Drawings")
    assert "You have no permission for the folder's contents" in palette.error_row()
    for name in ("Frame", "Frame Sheet"):
        palette.row(name).wait_for()
    palette.service.clear_faults()
    palette.retry()
    palette.row("Parts.xlsx").wait_for()


def test_this_design_says_each_of_them_and_goes_on(live: OpenLive) -> None:
    palette = live()
    show_design(palette)
    palette.page.get_by_text(palette.text("design.empty"), exact=True).wait_for()
    for name in TROUBLES:
        words, following = trouble(palette, name, "*/items/*/versions")
        palette.page.get_by_role("button", name=palette.text("design.refresh")).click()
        try_again(palette, told(palette, "#panel-design", words, following))
        palette.page.get_by_text(palette.text("design.empty"), exact=True).wait_for()


def test_the_details_say_each_of_them_and_go_on(live: OpenLive) -> None:
    palette = live()
    choose_parts(palette)
    palette.page.locator(".version").nth(1).wait_for()
    for name in TROUBLES:
        words, following = trouble(palette, name, "*/items/*/versions")
        palette.page.get_by_role("button", name=palette.text("details.close")).click()
        palette.click_row("Parts.xlsx")
        try_again(palette, told(palette, ".details", words, following))
        palette.page.locator(".version").nth(1).wait_for()


def test_the_attach_dialog_says_each_of_them_and_goes_on(live: OpenLive) -> None:
    palette = live()
    choose_parts(palette)
    palette.page.locator(".version").nth(1).wait_for()
    for name in [name for name in TROUBLES if name != "a missing field"]:  # a version is no list
        words, following = trouble(palette, name, "*/versions/*")
        palette.page.locator(".details-attach button").click()
        try_again(palette, told(palette, ".dialog", words, following))
        palette.page.locator(".offer").first.wait_for()
        palette.press("Escape")


def test_a_service_that_cannot_be_reached_is_said_until_it_is_back(live: OpenLive, tmp_path: Path) -> None:
    palette = live()
    open_project(palette)
    port = int(palette.service.url.rpartition(":")[2])
    palette.service.stop()
    palette.click_row("Papers")
    assert "cannot be reached" in palette.error_row()
    show_design(palette)
    palette.page.get_by_role("button", name=palette.text("design.refresh")).click()
    palette.page.locator("#panel-design .problem", has_text="cannot be reached").wait_for()
    with Emulator(EmulatorOptions(port=port, database=str(tmp_path / "hub.sqlite"))):
        palette.page.locator("#panel-design .problem .button:not(.link)").click()
        palette.page.get_by_text(palette.text("design.empty"), exact=True).wait_for()
        palette.page.get_by_role("tab", name="Browse").click()
        palette.retry()
        palette.row("Parts.xlsx").wait_for()


def test_a_service_that_takes_five_seconds_holds_up_nothing_else(live: OpenLive) -> None:
    palette = live()
    open_project(palette)
    palette.service.add_fault(Fault(path=contents(palette, "Papers"), delay_ms=5000))
    palette.click_row("Papers")
    palette.page.locator(".row.is-loading").wait_for()
    palette.click_row("Designs")
    palette.row("Frame").wait_for()
    show_design(palette)
    palette.page.get_by_text(palette.text("design.empty"), exact=True).wait_for()
    palette.page.get_by_role("tab", name="Browse").click()
    assert palette.page.locator(".row.is-loading").count() == 1
    palette.row("Parts.xlsx").wait_for()


def test_a_token_refused_in_mid_call_is_renewed_unseen(live: OpenLive) -> None:
    palette = live()
    open_project(palette)
    palette.service.clear_log()
    palette.service.add_fault(Fault(path=contents(palette, "Papers"), nth=(1,), status=401, body=EXPIRED))
    palette.click_row("Papers")
    palette.row("Parts.xlsx").wait_for()
    assert [one.status for one in palette.service.log if "contents" in one.raw_path] == [401, 200]
    assert sum("/token" in one.raw_path for one in palette.service.log) == 1
    assert palette.page.locator(".account-name").inner_text() == "Mika Sample"


def test_a_sign_in_that_has_ended_for_good_says_so_and_begins_again(live: OpenLive) -> None:
    palette = live()
    open_project(palette)
    palette.service.clock.advance(16 * 24 * 3600)
    palette.click_row("Papers")
    block = palette.page.locator(".gate .problem")
    block.wait_for()
    assert load_texts()["errors"]["sign-in.expired"]["message"] in block.inner_text()
    assert palette.page.locator(".account-name").count() == 0
    assert palette.focused() == palette.text("gate.sign-in")
    palette.press("Enter")
    palette.row("Works").wait_for()
    assert palette.page.locator(".account-name").inner_text() == "Mika Sample"


def test_a_wait_that_the_service_asks_for_is_shown_and_can_be_stopped(live: OpenLive) -> None:
    palette = live()
    open_project(palette)
    path = contents(palette, "Papers")
    palette.service.add_fault(Fault(path=path, status=429, headers={"Retry-After": "40"}, body="{}"))
    palette.click_row("Papers")
    palette.page.get_by_text(palette.text("waiting", seconds=40)).wait_for()
    palette.click_row("Designs")
    palette.row("Frame").wait_for()
    palette.page.locator(".row-stop").click()
    assert palette.text("cancelled.message") in palette.error_row()
    asked = len([one for one in palette.service.log if "contents" in one.raw_path])
    palette.service.clear_faults()
    palette.retry()
    palette.row("Parts.xlsx").wait_for()
    assert len([one for one in palette.service.log if "contents" in one.raw_path]) == asked + 1


@pytest.mark.parametrize("retry_after", ["1", ""])
def test_a_quota_that_recovers_is_waited_for(live: OpenLive, retry_after: str) -> None:
    palette = live(is_quick=False)
    open_project(palette)
    headers = {"Retry-After": retry_after} if retry_after else {}
    nth = (1,) if retry_after else (1, 2, 3)
    palette.service.add_fault(
        Fault(path=contents(palette, "Papers"), nth=nth, status=429, headers=headers, body="{}")
    )
    palette.click_row("Papers")
    palette.page.get_by_text(re.compile(r"asks us to wait [12] s")).wait_for()
    palette.row("Parts.xlsx").wait_for()
    assert palette.page.locator(".row.is-error").count() == 0


def test_answers_out_of_order_go_each_to_their_place(live: OpenLive) -> None:
    palette = live()
    open_project(palette)
    palette.service.add_fault(Fault(path=contents(palette, "Designs"), delay_ms=5000))
    palette.click_row("Designs", "Papers")
    palette.row("Parts.xlsx").wait_for()
    assert "Frame" not in names(palette)
    palette.row("Frame").wait_for()
    assert names(palette) == [
        "Bare",
        "Works",
        "Press",
        "Designs",
        "Frame",
        "Drawings",
        "Papers",
        "Parts.xlsx",
    ]


def test_hubs_with_nothing_in_them_are_said_to_be_empty(live: OpenLive) -> None:
    palette = live()
    palette.click_row("Bare")
    palette.page.get_by_text(palette.text("tree.empty-hub"), exact=True).wait_for()


def test_no_hub_at_all_is_said(live: OpenLive) -> None:
    palette = live(is_empty=True)
    palette.page.get_by_text(palette.text("tree.empty-root"), exact=True).wait_for()


HOSTILE = (
    "<img src=x onerror=alert(1)>",
    '"></span><script>alert(1)</script>',
    "\u202egnp.txt",
    "{own} {other} ${name}",
    "__proto__",
    '=HYPERLINK("http://x")',
    "two\nlines\tand a tab",
    "a" * 255,
    "👩‍🔧 مسنن 齿轮",
)


def test_hostile_names_are_text_wherever_they_show(live: OpenLive) -> None:
    palette = live()
    palette.page.on("dialog", lambda dialog: palette.problems.append(f"a script ran: {dialog.message}"))
    seeder = palette.service.seed
    for name in HOSTILE:
        seeder.add_version(seeder.add_item(palette.ids["Papers"], name=name, **MADE), size=1, **MADE)
    open_project(palette)
    palette.click_row("Papers")
    palette.row("Parts.xlsx").wait_for()
    shown = palette.page.evaluate("names => names.map(DataBrowser.shown)", HOSTILE)
    assert {"[U+202E]gnp.txt", "two↵lines[U+0009]and a tab"} < set(shown) <= set(names(palette))
    palette.page.locator(".row", has_text="{own}").click()
    palette.page.locator(".details h2", has_text="{own} {other} ${name}").wait_for()
    palette.page.locator(".details-attach button").click()
    offer = palette.page.locator(".offer")
    offer.first.wait_for()
    assert "“{own} {other} ${name}” is attached to “Frame”." in offer.first.inner_text()
    palette.press("Enter")
    palette.page.get_by_text("Attached “{own} {other} ${name}”.").first.wait_for()
    palette.press("Enter")
    palette.page.locator(".relation", has_text="{own} {other} ${name}").wait_for()
    assert palette.page.evaluate("() => document.querySelectorAll('img[src=x], span script').length") == 0


def test_a_page_loaded_anew_in_mid_attach_tells_the_end_of_it(live: OpenLive) -> None:
    palette = live()
    choose_parts(palette)
    palette.page.locator(".version").nth(1).wait_for()
    palette.service.add_fault(Fault(method="POST", path="*/relationships/refs", delay_ms=1500))
    palette.page.locator(".details-attach button").click()
    palette.page.locator(".offer").first.wait_for()
    palette.service.clear_log()
    palette.press("Enter")
    while not any("/refs" in one.raw_path for one in palette.service.log):  # the look before the write
        palette.page.wait_for_timeout(10)
    palette.page.reload()
    palette.page.get_by_role("status").filter(has_text="Attached “Parts.xlsx”.").wait_for()
    show_design(palette)
    palette.page.locator(".relation.is-new", has_text="Parts.xlsx").wait_for()
    assert palette.page.locator(".relation").count() == 1


def test_an_answer_lost_in_mid_attach_is_looked_for_and_told_once(live: OpenLive) -> None:
    palette = live()
    choose_parts(palette)
    palette.page.locator(".version").nth(1).wait_for()
    palette.service.add_fault(
        Fault(method="POST", path="*/relationships/refs", action="answer-after", status=504)
    )
    palette.page.locator(".details-attach button").click()
    palette.page.locator(".offer").first.wait_for()
    palette.press("Enter")
    palette.page.locator(".note-done").wait_for()
    posts = [one for one in palette.service.log if one.method == "POST" and "/refs" in one.raw_path]
    assert len(posts) == 1
    palette.press("Enter")
    palette.page.locator(".relation.is-new", has_text="Parts.xlsx").wait_for()
    assert palette.page.locator(".relation").count() == 1


def test_a_list_that_fails_after_the_ref_was_made_is_read_again(live: OpenLive) -> None:
    palette = live()
    choose_parts(palette)
    palette.page.locator(".version").nth(1).wait_for()
    palette.page.locator(".details-attach button").click()
    palette.page.locator(".offer").first.wait_for()
    palette.service.add_fault(Fault(method="POST", path="*/commands", nth=(1,), status=403, body="{}"))
    palette.press("Enter")
    words = palette.page.locator(".note-warning", has_text="Attached “Parts.xlsx”.")
    words.wait_for()
    assert "could not be read" in words.inner_text()
    palette.press("Enter")
    palette.page.locator(".relation.is-new", has_text="Parts.xlsx").wait_for()
