"""*This design*: groups, directions, what is stale, the way back to the tree, documents that come and go."""

from __future__ import annotations

import pytest

from .conftest import Open, Palette, problem

pytestmark = pytest.mark.long_only

NONE = "{document: {version: 8, kind: 'design'}, tip: 8, relations: []}"


def show(palette: Palette) -> None:
    palette.page.get_by_role("tab", name="This design").click()


def relation(palette: Palette, name: str) -> str:
    row = palette.page.locator(".relation", has=palette.page.get_by_text(name, exact=True))
    return "\n".join(filter(None, row.inner_text().split("\n")))


def test_groups_and_directions(open_palette: Open) -> None:
    palette = open_palette()
    show(palette)
    palette.page.locator(".fact-place:visible").first.wait_for()
    headings = palette.page.locator(".group h3").all_text_contents()
    assert headings == [
        "Drawings21 out of date",
        "Attachments21 out of date",
        "Uses21 out of date",
        "Used in11 out of date",
        "Other1",
    ]
    assert relation(palette, "Gearbox General Arrangement").split("\n") == [
        "Gearbox General Arrangement",
        "v3",
        "Made from v8 of this design · 2 older refs",
        "Mika Sørensen, Sep 28, 2026",
        "02 Drawings",
        "Service, just now",
    ]
    assert "Attached to v8 of this design" in relation(palette, "Gearbox Data Sheet.pdf")
    assert "v8 of this design uses it" in relation(palette, "Gearbox Housing")
    assert "It uses v7 of this design" in relation(palette, "Drive Unit")
    assert "v8 of this design refers to it" in relation(palette, "Scan 7.e57")


def test_what_is_stale(open_palette: Open) -> None:
    palette = open_palette()
    badge = palette.page.locator(".badge")
    badge.wait_for()
    assert badge.inner_text().split() == ["4", "out", "of", "date"]
    show(palette)
    assert "made for v7; this design is at v8" in relation(palette, "Inspection")
    assert "v2 is no longer its latest version" in relation(palette, "Gearbox BOM.xlsx")
    assert "made for v7; this design is at v8" in relation(palette, "Drive Unit")
    assert palette.page.locator(".stale").count() == 4


def test_the_open_version_is_not_the_latest(open_palette: Open) -> None:
    palette = open_palette(document="old")
    show(palette)
    pills = palette.page.locator(".design-head .pill")
    pills.nth(2).wait_for()
    assert pills.all_inner_texts() == ["v6", "unsaved changes", "not the latest: that is v8"]


def test_documents_come_and_go(open_palette: Open) -> None:
    palette = open_palette(document="none")
    show(palette)
    palette.page.get_by_text(palette.text("design.none"), exact=True).wait_for()
    palette.host("openDocument('unsaved')")
    palette.page.get_by_text(palette.text("design.unsaved"), exact=True).wait_for()
    assert palette.calls("design.relations") == 0
    palette.host("openDocument('saved')")
    palette.page.locator(".relation").first.wait_for()
    palette.host("openDocument('none')")
    palette.page.get_by_text(palette.text("design.none"), exact=True).wait_for()
    assert palette.page.locator(".badge").is_hidden()


def test_documents_that_flicker_by_cost_one_request(open_palette: Open) -> None:
    palette = open_palette(document="none")
    palette.page.evaluate("() => ['saved', 'other', 'old', 'other'].forEach(testHost.openDocument)")
    palette.wait_for_calls("design.relations")
    palette.page.wait_for_timeout(400)
    assert palette.calls("design.relations") == 1


def test_relations_of_another_document_are_dropped(open_palette: Open) -> None:
    palette = open_palette(hold=["design.relations"])
    show(palette)
    palette.wait_for_calls("design.relations")
    palette.host("openDocument('other')")
    palette.wait_for_calls("design.relations", 2)
    assert palette.calls("job.cancel") == 1
    late = "testHost.held['design.relations'].shift()"
    palette.host(f"deliverTo({late}, {NONE})")
    assert palette.page.locator(".design .skeleton").count() == 1
    palette.host("release('design.relations')")
    palette.page.locator(".relation").first.wait_for()
    assert palette.page.locator(".design-head h2").inner_text() == "Drive Unit"


def test_the_list_stays_while_it_is_read_again(open_palette: Open) -> None:
    palette = open_palette()
    show(palette)
    palette.page.locator(".relation").first.wait_for()
    palette.host("hold('design.relations')")
    refresh = palette.page.get_by_role("button", name=palette.text("design.refresh"))
    refresh.click()
    palette.wait_for_calls("design.relations", 2)
    assert palette.page.locator(".relation").count() == 8
    palette.host("release('design.relations')")
    palette.page.wait_for_selector(".design:not([aria-busy])")
    assert palette.focused() == palette.text("design.refresh")


def test_relations_that_wait_say_so_and_can_be_stopped(open_palette: Open) -> None:
    palette = open_palette(hold=["design.relations"])
    show(palette)
    palette.wait_for_calls("design.relations")
    palette.host(
        "notify('job.waiting', {id: testHost.last('design.relations').id, seconds: 20, status: 429})"
    )
    wait = palette.page.locator(".design .wait", has_text=palette.text("waiting", seconds=20))
    wait.get_by_role("button", name=palette.text("stop")).click()
    stopped = palette.page.locator(".design .problem", has_text=palette.text("cancelled.message"))
    stopped.wait_for()
    assert palette.calls("job.cancel") == 1
    palette.host("release('design.relations')")
    stopped.get_by_role("button").click()
    palette.page.locator(".relation").first.wait_for()


@pytest.mark.parametrize("reference", ["service.not-found", "service.forbidden"])
def test_a_document_that_the_account_cannot_see(open_palette: Open, reference: str) -> None:
    palette = open_palette(fail={"design.relations": problem(reference, message="Nothing for you.")})
    show(palette)
    palette.page.get_by_text(palette.text("design.elsewhere"), exact=True).wait_for()
    palette.page.get_by_text("Nothing for you.").wait_for()


def test_relations_that_fail_can_be_tried_again(open_palette: Open) -> None:
    palette = open_palette(fail={"design.relations": problem("http.timeout", message="Too slow.")})
    show(palette)
    palette.page.get_by_text("Too slow.").wait_for()
    palette.host(
        "answer('design.relations', {document: {version: 8, kind: 'design'}, tip: 8, relations: []})"
    )
    palette.page.locator(".problem .button:not(.link)").click()
    palette.page.get_by_text(palette.text("design.empty"), exact=True).wait_for()
    palette.page.get_by_role("button", name=palette.text("design.browse")).click()
    assert palette.focused() == palette.text("tree.label")


def test_the_tabs_by_keyboard(open_palette: Open) -> None:
    palette = open_palette()
    palette.page.get_by_role("tab", name="Browse").focus()
    palette.press("ArrowRight")
    assert palette.page.locator("#panel-design").is_visible()
    assert palette.focused().startswith("This design")
    palette.press("Home")
    assert palette.page.locator("#panel-browse").is_visible()
    palette.press("End", "ArrowRight")
    assert palette.focused() == "Browse"
