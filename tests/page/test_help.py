"""Help, the report of a problem, the page in another language, and what shows while something is awaited."""

from __future__ import annotations

import re
from typing import Any

import pytest
from addin.lib.texts import load_texts
from playwright.sync_api import Browser, expect

from .conftest import INDEX, Open, Palette
from .help_states import GERMAN

pytestmark = pytest.mark.long_only


def open_help(palette: Palette) -> Any:
    palette.page.locator(".row").first.wait_for()
    palette.press("?")
    return palette.page.get_by_role("dialog", name="Help")


def test_help_opens_by_its_key_and_gives_the_focus_back(open_palette: Open) -> None:
    palette = open_palette()
    palette.page.locator(".row").first.click()
    before = palette.page.evaluate("() => document.activeElement.className")
    dialog = open_help(palette)
    expect(dialog.get_by_text("Show this help")).to_be_visible()
    expect(dialog.get_by_text("Fusion 2.0.20000")).to_have_count(1)
    palette.press("Escape")
    expect(dialog).to_be_hidden()
    assert palette.page.evaluate("() => document.activeElement.className") == before


def test_help_opens_by_its_button_and_not_while_typing(open_palette: Open) -> None:
    palette = open_palette()
    palette.page.get_by_role("tab", name="This design").click()
    palette.page.get_by_role("searchbox").type("a?")
    expect(palette.page.locator("dialog[open]")).to_have_count(0)
    assert palette.page.get_by_role("searchbox").input_value() == "a?"
    palette.page.get_by_role("button", name="Help").click()
    expect(palette.page.get_by_role("dialog", name="Help")).to_be_visible()


def test_every_key_and_its_words_are_known(open_palette: Open) -> None:
    palette = open_palette(**GERMAN)
    palette.page.locator(".row").first.wait_for()
    palette.press("?")
    words = palette.page.locator("dialog[open]").inner_text()
    assert "Umschalt" in words
    assert re.findall(r"\b(?:key|help)\.[\w-]+", words) == []


def test_a_report_is_looked_at_and_saved_by_the_keyboard(open_palette: Open) -> None:
    palette = open_palette()
    open_help(palette).get_by_role("button", name="Report a problem…").press("Enter")
    dialog = palette.page.get_by_role("dialog", name="Report a problem")
    dialog.locator("summary", has_text="logs/databrowser.log").focus()
    palette.press("Enter")
    expect(dialog.get_by_role("region", name="logs/databrowser.log")).to_contain_text("answered 429")
    dialog.get_by_role("button", name="Save…").press("Enter")
    expect(dialog.get_by_role("status")).to_contain_text("Data Browser report")
    assert palette.last("report.save") == {"id": "report"}
    palette.press("Escape")
    expect(dialog).to_be_hidden()
    palette.page.wait_for_function("() => document.activeElement.getAttribute('role') !== null")


def test_the_lines_of_a_report_are_lines(open_palette: Open) -> None:
    palette = open_palette()
    palette.row("Meridian Drives").wait_for()
    palette.press("?")
    palette.page.locator("dialog[open] .dialog-foot button").first.click()
    palette.page.locator(".report-file").last.click()
    lines = palette.page.locator(".report-text").last.inner_text().splitlines()
    assert len(lines) == 60
    assert all(line.startswith("2026-11-09 10:0") for line in lines)


def test_a_report_that_is_not_saved_after_all_gives_the_focus_back(open_palette: Open) -> None:
    palette = open_palette()
    open_help(palette).get_by_role("button", name="Report a problem…").press("Enter")
    save = palette.page.get_by_role("dialog", name="Report a problem").get_by_role("button", name="Save…")
    save.wait_for()
    palette.host("answer('report.save', { path: null })")
    # A dialog of the system's takes the focus from whatever has it.
    save.evaluate("button => { button.click(); button.blur(); }")
    expect(save).to_be_focused()
    assert palette.calls("report.save") == 1


def test_a_problem_is_reported_where_it_is_shown(open_palette: Open) -> None:
    palette = open_palette()
    palette.page.locator(".row").first.wait_for()
    palette.fail("design.relations", "http.timeout")
    palette.page.get_by_role("tab", name="This design").click()
    palette.page.get_by_role("button", name=palette.text("design.refresh")).click()
    problem = palette.page.locator(".problem").first
    problem.get_by_role("button", name="Report a problem…").click()
    dialog = palette.page.get_by_role("dialog", name="Report a problem")
    expect(dialog.locator(".report-file")).to_have_count(5)
    assert palette.last("report.prepare") == {"reference": "http.timeout"}


def test_a_report_that_cannot_be_gathered_is_tried_again(open_palette: Open) -> None:
    palette = open_palette()
    palette.fail("report.prepare", "bridge.internal")
    open_help(palette).get_by_role("button", name="Report a problem…").click()
    dialog = palette.page.get_by_role("dialog", name="Report a problem")
    dialog.get_by_role("button", name="Try again").wait_for()
    assert dialog.get_by_role("button", name="Report a problem…").count() == 0


def test_another_language_is_there_at_once(open_palette: Open) -> None:
    palette = open_palette()
    palette.page.locator(".row").first.wait_for()
    loads: list[str] = []
    palette.page.on("load", lambda page: loads.append(page.url))
    palette.host("notify('settings.changed', { ...testHost.opening, language: 'de' })")
    palette.page.wait_for_function("() => performance.getEntriesByType('navigation')[0].type === 'reload'")
    palette.page.wait_for_selector(".bar")
    expect(palette.page.get_by_role("button", name=palette.text("settings.open"))).to_be_focused()
    expect(palette.page.locator(".status")).to_contain_text("Saved")


def test_german_numbers_dates_and_sizes(open_palette: Open) -> None:
    palette = open_palette(**GERMAN)
    said = palette.page.evaluate(
        "() => [DataBrowser.formatSize(1536000), DataBrowser.formatDay('2026-11-09T10:02:00Z'),"
        " DataBrowser.count('uses.items', 1234), DataBrowser.t('waiting', { seconds: 12 })]"
    )
    assert said == ["1,5 MB", "09.11.2026", "1.234 Elemente", "Der Dienst bittet um 12 s Pause"]


def test_the_seconds_to_wait_are_counted_down(open_palette: Open) -> None:
    palette = open_palette(clock=True)
    palette.page.evaluate(
        "() => { const block = DataBrowser.waitBlock(DataBrowser.t('waiting', { seconds: 12 }), () => {});"
        " block.id = 'waits'; document.body.append(block); }"
    )
    block = palette.page.locator("#waits")
    expect(block).to_contain_text("asks us to wait 12 s")
    palette.page.clock.run_for(5000)
    expect(block).to_contain_text("asks us to wait 7 s")
    expect(block.get_by_role("button", name="Stop")).to_be_visible()
    palette.page.clock.run_for(8000)
    expect(block).to_contain_text("asked again")


def test_nothing_that_turns_shows_at_once(open_palette: Open) -> None:
    palette = open_palette()
    delays = palette.page.evaluate(
        """() => ["spinner", "spinner spinner-large", "skeleton", "busy"].map((name) => {
            const one = document.createElement(name === "busy" ? "p" : "i");
            one.className = name;
            document.body.append(one);
            const style = getComputedStyle(one);
            const at = style.animationName.split(", ").indexOf("appear");
            const of = (list) => list.split(", ")[at];
            const found = [of(style.animationDelay), of(style.animationFillMode), style.opacity];
            one.remove();
            return found;
        })"""
    )
    for delay, fill, opacity in delays:
        assert 0.15 <= float(delay.rstrip("s")) <= 0.2
        assert fill == "backwards"
        assert opacity == "0"


def test_whatever_turns_for_ever_appears_late() -> None:
    styles = {path.name: path.read_text(encoding="utf-8") for path in (INDEX.parent / "css").glob("*.css")}
    rules = [
        (name, *rule)
        for name, style in styles.items()
        for rule in re.findall(r"([^{}]+)\{([^{}]*animation:[^;}]*\bturn\b[^;}]*;[^{}]*)\}", style)
    ]
    assert rules
    at_once = [
        f"{name}: {selector.strip()}"
        for name, selector, rule in rules
        if not re.search(r"appear 1ms (150|200)ms backwards", rule)
    ]
    assert at_once == []


@pytest.mark.parametrize(
    ("locale", "words"), [("de-DE", "Fusion antwortet nicht"), ("fr-FR", "Fusion is not answering")]
)
def test_without_a_host_the_page_speaks_as_its_browser(chromium: Browser, locale: str, words: str) -> None:
    page = chromium.new_context(locale=locale).new_page()
    page.clock.install()
    page.goto(INDEX.as_uri())
    page.clock.run_for(9000)
    expect(page.get_by_text(words)).to_be_visible()
    page.context.close()


def test_all_of_the_page_is_german(open_palette: Open) -> None:
    palette = open_palette(size=(1200, 760), **GERMAN)
    palette.click_row("Meridian Drives", "Gearbox", "02 Drawings", "Gearbox Exploded View")
    palette.page.locator(".versions").wait_for()
    german = load_texts("de")["page"]
    english = {text for key, text in load_texts()["page"].items() if german[key] != text} - {*german.values()}
    shown = palette.page.evaluate(
        "() => [...document.querySelectorAll('body *')].flatMap((one) => ["
        "one.childElementCount ? '' : one.textContent, one.title, one.getAttribute('aria-label')])"
    )
    assert {text for text in shown if text} & english == set()
