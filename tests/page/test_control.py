"""The control page of the local service in a real Chromium."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from addin.lib import emulator
from addin.lib.emulator import Emulator, EmulatorOptions, Fault, sample
from addin.lib.scripting import connect
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from .conftest import NARROW, ROOT, WAIT_MS, WIDE
from .judges import bring_axe, find_barriers, find_type_faults

pytestmark = pytest.mark.long_only

SCREENS = ROOT / "build" / "screens"
FOLDER = Path(emulator.__file__).parent / "control" / "page"
HUBS = "/project/v1/hubs"
PEOPLE = "async () => (await (await fetch('state')).json()).people"


@pytest.fixture
def service() -> Iterator[Emulator]:
    """The sample hub, after a walk in which one request went wrong."""
    with Emulator(EmulatorOptions(quotas=True)) as running:
        running.add_fault(Fault(path="*/contents", nth=(1,), status=502, body="<html>"))
        with connect(service=running.url, token=running.token) as session:
            for node in session.walk():
                if node.kind == "item":
                    break
        yield running


@pytest.fixture
def open_control(chromium: Browser, service: Emulator) -> Iterator[Callable[..., Page]]:
    """Opens the control page; nothing may go wrong in it unnoticed."""
    problems: list[str] = []
    pages: list[Page] = []

    def note(message: ConsoleMessage) -> None:
        # The browser tells of every refusal on its own.
        if message.type in ("error", "warning") and "status of 400" not in message.text:
            problems.append(message.text)

    def open_it(size: tuple[int, int] = WIDE, theme: str = "light") -> Page:
        context = chromium.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if theme == "dark" else "light",
        )
        page = context.new_page()
        page.set_default_timeout(WAIT_MS)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", note)
        page.goto(f"{service.url}/_control/")
        page.locator("#tree summary").first.wait_for()
        page.locator("#requests tr").first.wait_for()
        pages.append(page)
        return page

    yield open_it
    for page in pages:
        page.context.close()
    assert problems == []


@pytest.mark.parametrize(
    ("size", "theme"),
    [
        (NARROW, "light"),
        (WIDE, "dark"),
        *(pytest.param(*one, marks=pytest.mark.long_only) for one in ((NARROW, "dark"), (WIDE, "light"))),
    ],
)
def test_it_is_fit_for_everybody(
    open_control: Callable[..., Page],
    service: Emulator,
    node_modules: Path,
    size: tuple[int, int],
    theme: str,
) -> None:
    page = open_control(size, theme)
    page.locator("#tree summary").first.click()
    page.get_by_text(sample.MAIN_PROJECT, exact=True).click()
    page.locator("#tree ul ul ul li").first.wait_for()
    page.get_by_role("button", name="+1 h").click()
    expect(page.locator("#drift")).to_contain_text("1 h")
    page.locator(".own summary").click()
    SCREENS.mkdir(parents=True, exist_ok=True)
    picture = SCREENS / f"control-{size[0]}-{theme}.png"
    picture.write_bytes(page.screenshot(full_page=True))
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    bring_axe(page, node_modules)
    assert find_barriers(page) == []


def test_the_tree_opens_down_to_a_version(open_control: Callable[..., Page]) -> None:
    page = open_control()
    names = [sample.TEAM_HUB, sample.MAIN_PROJECT, "02 Drawings", sample.CURRENT_DRAWING]
    for name in names:
        page.locator("#tree").get_by_text(name, exact=True).first.click()
    page.locator("#tree .kind-version").first.wait_for()
    closed = page.locator("#tree summary", has_text=sample.CLOSED_PROJECT)
    expect(closed).to_contain_text("closed")
    closed.focus()
    page.keyboard.press("Enter")
    page.locator("#tree details[open]", has=page.get_by_text(sample.CLOSED_PROJECT)).last.wait_for()


def test_requests_come_in_live_and_stand_still_when_asked(
    open_control: Callable[..., Page], service: Emulator
) -> None:
    page = open_control()
    expect(page.locator("#requests .status-5")).to_have_count(1)
    count = page.locator("#requests tr").count()
    with connect(service=service.url, token=service.token) as session:
        session.user()
        expect(page.locator("#requests tr").first).to_contain_text("/userinfo")
        assert page.locator("#requests tr").count() == count + 1
        page.get_by_label("Live").uncheck()
        now = page.locator("#now").text_content()
        session.user()
        expect(page.locator("#now")).not_to_have_text(now or "")  # it has looked again
        assert page.locator("#requests tr").count() == count + 1


def test_the_switches_reach_the_service(open_control: Callable[..., Page], service: Emulator) -> None:
    page = open_control()
    page.get_by_label("duplicate-ref").select_option("conflict")
    expect(page.locator("#done")).to_have_text("Done.")
    assert service.policies["duplicate-ref"] == "conflict"
    page.get_by_label("Enforce the published limits").uncheck()
    expect(page.locator("#usage li")).to_have_count(0)
    before = service.clock.now()
    page.get_by_role("button", name="+15 d").click()
    expect(page.locator("#drift")).to_contain_text("15 d")
    assert service.clock.now() - before > 15 * 86400
    page.get_by_label("Speed").select_option("60")
    expect(page.locator("#drift")).to_contain_text("60 times as fast")
    assert service.clock.rate == 60


def test_accounts_and_hubs_are_taken_away_and_given_back(
    open_control: Callable[..., Page], service: Emulator
) -> None:
    page = open_control()
    group = page.get_by_role("group", name="Ingrid Vogel")
    team = group.get_by_label(sample.TEAM_HUB)
    expect(team).to_be_checked()
    expect(group.get_by_label(sample.PERSONAL_HUB)).not_to_be_checked()
    team.uncheck()
    expect(page.locator("#done")).to_have_text("Done.")
    expect(team).to_be_focused()
    people = {person["id"]: person for person in page.evaluate(PEOPLE)}
    assert [hub["open"] for hub in people[sample.COLLEAGUE]["hubs"]] == [False, False]
    assert [hub["open"] for hub in people[sample.SAMPLE_USER]["hubs"]] == [True, True]
    service.change_person(sample.COLLEAGUE, hubs=True)
    expect(team).to_be_checked()
    with page.expect_response("**/people/*"):
        page.get_by_role("group", name="Mika Sample").get_by_label("enabled").uncheck()
    people = {person["id"]: person["enabled"] for person in page.evaluate(PEOPLE)}
    assert people == {sample.SAMPLE_USER: False, sample.COLLEAGUE: True}


def test_faults_are_added_counted_and_removed(open_control: Callable[..., Page], service: Emulator) -> None:
    page = open_control()
    expect(page.locator("#faults li")).to_have_count(1)
    expect(page.locator("#faults li")).to_contain_text("1 of")
    page.get_by_label("What goes wrong").select_option("gateway")
    page.get_by_label("At which calls").select_option("GET /userinfo")
    page.get_by_role("button", name="Add fault").click()
    expect(page.locator("#faults li")).to_have_count(2)
    assert service._faults.entries()[1].fault.operation == "GET /userinfo"
    assert service._faults.entries()[1].fault.status == 502
    page.get_by_role("button", name="Remove fault 1").click()
    expect(page.locator("#faults li")).to_have_count(1)
    expect(page.get_by_label("What goes wrong")).to_be_focused()
    page.get_by_role("button", name="Remove all").click()
    expect(page.get_by_text("None: every answer is the real one.")).to_be_visible()
    assert service._faults.entries() == []


def test_a_fault_as_json_and_what_is_wrong_with_it(
    open_control: Callable[..., Page], service: Emulator
) -> None:
    page = open_control()
    page.locator(".own summary").click()
    field, button = (
        page.get_by_label("One fault, or a list"),
        page.get_by_role("button", name="Add as written"),
    )
    field.fill("{")
    button.click()
    expect(page.get_by_role("alert")).to_contain_text("no JSON")
    field.fill('[{"path": "*", "nth": [50], "status": 503}]')
    button.click()
    expect(page.locator("#faults li")).to_have_count(2)
    expect(page.get_by_role("alert")).to_be_hidden()
    expect(field).to_have_value("")
    assert service._faults.entries()[1].fault.status == 503
    field.fill('{"action": "explode"}')
    button.click()
    expect(page.get_by_role("alert")).to_contain_text("'explode' is not one of")
    expect(field).to_have_value('{"action": "explode"}')


def test_a_reset_is_asked_for_twice_and_told(open_control: Callable[..., Page], service: Emulator) -> None:
    page = open_control()
    service.seed.add_hub("New Hub")
    expect(page.locator("#summary")).to_contain_text("3 hubs")
    page.once("dialog", lambda dialog: dialog.dismiss())
    page.get_by_role("button", name="Reset").click()
    assert service.log
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Reset").click()
    expect(page.locator("#done")).to_have_text("The service has begun anew.")
    expect(page.locator("#summary")).to_contain_text("2 hubs")
    expect(page.locator("#faults li")).to_have_count(0)
    expect(page.locator("#no-requests")).to_be_visible()
    assert service.log == ()


def test_names_are_texts_and_never_markup(open_control: Callable[..., Page], service: Emulator) -> None:
    service.seed.add_hub("<img src=x onerror=alert(1)><b>bold</b>")
    page = open_control()
    assert page.locator("#tree").get_by_text("<b>bold</b>").count() == 1
    assert page.locator("#tree img, #tree b").count() == 0


ATTACK = """async base => {
    const json = {"Content-Type": "application/json"}
    const fault = '{"status": 500}'
    const tries = [
        ["reset", {method: "POST"}],
        ["reset", {method: "POST", mode: "no-cors", body: "{}"}],
        ["faults", {method: "POST", mode: "no-cors", body: fault}],
        ["faults", {method: "POST", headers: json, body: fault}],
        ["quotas", {method: "PUT", headers: json, body: '{"enforced": false}'}],
        ["faults", {method: "DELETE"}],
        ["state", {}],
    ]
    const seen = []
    for (const [path, options] of tries) {
        try {
            const answer = await fetch(`${base}/_control/${path}`, options)
            seen.push(answer.type)
        } catch (error) {
            seen.push(error.name)
        }
    }
    return seen
}"""
FORM = """base => {
    const form = document.createElement("form")
    form.method = "post"
    form.enctype = "text/plain"
    form.action = `${base}/_control/faults`
    const field = document.createElement("input")
    field.name = '{"status": 500, "body": "'
    field.value = '"}'
    form.append(field)
    document.body.append(form)
    form.submit()
}"""
FRAME = """url => new Promise(done => {
    const frame = document.createElement("iframe")
    frame.onload = () => done()
    frame.src = url
    document.body.append(frame)
})"""


@pytest.fixture
def evil(chromium: Browser) -> Iterator[Page]:
    """A page of another origin, with no policy of its own to hold it back."""
    fault = Fault(path="/evil", status=200, body="<!doctype html><title>Evil</title><body></body>")
    with Emulator(EmulatorOptions(hub="none", faults=(fault,))) as elsewhere:
        context = chromium.new_context()
        page = context.new_page()
        page.set_default_timeout(WAIT_MS)
        page.goto(f"{elsewhere.url}/evil")
        yield page
        context.close()


def test_a_page_of_another_origin_can_do_nothing(evil: Page, service: Emulator) -> None:
    faults, log = service._faults.entries(), service.log
    seen = evil.evaluate(ATTACK, service.url)
    with evil.expect_navigation(url="**/_control/faults"):
        evil.evaluate(FORM, service.url)
    assert "not answered" in evil.content()
    assert seen == ["TypeError", "opaque", "opaque", "TypeError", "TypeError", "TypeError", "TypeError"]
    assert service._faults.entries() == faults
    assert service.log[: len(log)] == log  # which a reset would have cleared
    assert service._quotas.enforced is True


def test_the_page_cannot_be_framed(evil: Page, service: Emulator) -> None:
    evil.evaluate(FRAME, f"{service.url}/_control/")
    framed = evil.frames[1]
    assert framed.locator("#tree").count() == 0
    evil.goto(f"{service.url}/_control/")  # but a link may lead to it
    evil.locator("#tree summary").first.wait_for()


SCRIPTS = sorted(FOLDER.glob("*.js"))
HTML = (FOLDER / "index.html").read_text(encoding="utf-8")


def test_types(node_modules: Path, tmp_path: Path) -> None:
    assert find_type_faults(node_modules, SCRIPTS, tmp_path) == ""


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_scripts_are_checked_strict_and_write_no_markup(script: Path) -> None:
    source = script.read_text(encoding="utf-8")
    assert source.startswith("// @ts-check\n/**")
    assert '"use strict";' in source
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", source)


def test_every_file_is_loaded_and_every_loaded_file_is_there() -> None:
    loaded = set(re.findall(r'(?:src|href)="([\w-]+\.(?:js|css))"', HTML))
    assert loaded == {path.name for path in FOLDER.iterdir()} - {"index.html"}
    assert not re.search(r"<style|\sstyle=|\son\w+=|https?:", HTML)


def test_every_word_is_said_and_every_said_word_is_there() -> None:
    words = set(
        re.findall(r'^    "?([\w.-]+)"?:\s', (FOLDER / "words.js").read_text(encoding="utf-8"), re.MULTILINE)
    )
    source = "".join(path.read_text(encoding="utf-8") for path in SCRIPTS)
    said = set(re.findall(r'\bsay\("([\w.-]+)"', source))
    open_ended = tuple(re.findall(r"\bsay\(`([\w.-]+)\$", source))
    units = {"day", "hour", "minute", "second"}
    assert said <= words
    assert {word for word in words - said - units if not word.startswith(open_ended)} == set()
