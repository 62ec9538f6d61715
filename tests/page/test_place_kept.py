"""The palette opened again as it was left, before the service answers; offline; another hub, another size."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import NARROW, WIDE, Open, Palette, problem

pytestmark = pytest.mark.long_only

EXPLODED = "Gearbox Exploded View"
KEPT = ["root", "a.sample", "b.gearbox", "f.drawings"]
VIEW: dict[str, Any] = {
    "tab": "browse",
    "expanded": ["hub::a.sample", "project:b.gearbox:b.gearbox", "folder:b.gearbox:f.drawings"],
    "selected": "item:b.gearbox:urn:item:exploded",
    "hasDetails": True,
    "scroll": 60,
    "layout": {"columns": ["version"], "sort": {"by": "name", "isDown": True}},
    "shares": {"stacked": 40, "beside": 50},
}
SAMPLE = {"id": "a.sample", "name": "Meridian Drives"}
UNREACHED = {"tree.list": problem("http.unreachable")}
SERVICE = ("tree.list", "tree.path", "item.details", "thumbnail.get")


def names(palette: Palette) -> list[str]:
    palette.settle()
    return palette.page.locator(".row:not(.is-notice) .row-name").all_inner_texts()


def scroll(palette: Palette) -> int:
    return palette.page.evaluate("() => document.querySelector('.tree').scrollTop")


def choose_hub(palette: Palette, now: str, then: str) -> None:
    palette.page.get_by_role("button", name=palette.text("hub.choose", name=f"\u2068{now}\u2069")).click()
    palette.page.get_by_role("menuitem", name=then).click()


def hub_name(palette: Palette) -> str:
    return palette.page.locator(".hub-name").inner_text()


def wait_view(palette: Palette, condition: str) -> dict[str, Any]:
    palette.page.wait_for_function(
        f"() => {{ const call = testHost.last('app.keepView'); const view = call && call.params.view;"
        f" return view && ({condition}) }}"
    )
    return palette.last("app.keepView")["view"]


def test_it_stands_as_it_was_before_anything_is_answered(open_palette: Open) -> None:
    palette = open_palette(hold=list(SERVICE), kept=KEPT, opening={"view": VIEW})
    palette.page.locator(".row.is-active", has_text=EXPLODED).wait_for()
    palette.page.wait_for_function("() => document.querySelector('.tree').scrollTop === 60")
    assert names(palette)[:3] == ["Mika’s hub", "Meridian Drives", "Test Fixtures"]
    palette.page.locator(".details h2", has_text=EXPLODED).wait_for()
    assert palette.page.get_by_role("separator").get_attribute("aria-valuenow") == "40"
    before = names(palette)
    palette.host("release('tree.list')")
    palette.page.wait_for_function("() => !document.querySelector('.row[aria-busy]')")
    assert (names(palette), scroll(palette)) == (before, 60)
    assert palette.active_row() == EXPLODED


def test_what_was_closed_stays_closed(open_palette: Open) -> None:
    palette = open_palette(kept=KEPT, opening={"view": {**VIEW, "hasDetails": False}}, size=WIDE)
    palette.page.locator(".row.is-active", has_text=EXPLODED).wait_for()
    palette.page.get_by_text(palette.text("details.none-title")).wait_for()
    assert palette.calls("item.details") == 0
    assert wait_view(palette, "!view.hasDetails")["selected"] == VIEW["selected"]


def test_what_was_open_in_a_closed_folder_is_open_in_it_again(open_palette: Open) -> None:
    palette = open_palette(opening={"view": VIEW})
    palette.row(EXPLODED).wait_for()
    palette.click_row("Gearbox")
    view = wait_view(palette, "view.selected.startsWith('project:')")
    assert sorted(view["expanded"]) == sorted([VIEW["expanded"][0], VIEW["expanded"][2]])
    palette = open_palette(opening={"view": view})
    palette.row("Gearbox").wait_for()
    assert "02 Drawings" not in names(palette)
    palette.click_row("Gearbox")
    palette.row(EXPLODED).wait_for()


def test_what_the_service_does_not_list_any_more_is_not_kept_open(open_palette: Open) -> None:
    hub, project, drawings = VIEW["expanded"]
    gone, inside, elsewhere = "folder:b.gearbox:f.gone", "folder:b.gearbox:f.in", "folder:b.gearbox:f.else"
    view = {
        **VIEW,
        "expanded": [hub, project, drawings, gone, inside, elsewhere],
        "lists": ["", hub, project, project, gone, "folder:b.gearbox:f.closed"],
    }
    palette = open_palette(hold=["tree.list"], kept=KEPT, opening={"view": view})
    palette.row(EXPLODED).wait_for()
    palette.host("release('tree.list')")
    kept = wait_view(palette, f"!view.expanded.includes('{inside}')")
    assert dict(zip(kept["expanded"], kept["lists"], strict=True)) == {
        hub: "",
        project: hub,
        drawings: project,
        elsewhere: "folder:b.gearbox:f.closed",
    }


def test_what_changed_last_is_kept_though_the_page_goes(open_palette: Open) -> None:
    palette = open_palette()
    palette.row("Meridian Drives").wait_for()
    view = palette.page.evaluate(
        """() => {
            document.getElementById("tab-design").click();
            dispatchEvent(new PageTransitionEvent("pagehide"));
            return testHost.last("app.keepView").params.view;
        }"""
    )
    assert view["tab"] == "design"


def test_of_a_long_list_that_was_kept_in_part_it_is_said_how_many_there_were(open_palette: Open) -> None:
    palette = open_palette(fail=UNREACHED, kept=KEPT, keptCount=5000, opening={"view": VIEW}, size=WIDE)
    palette.page.locator(".offline button").wait_for()
    cut = palette.page.locator(".row.is-cut")
    assert palette.text("tree.kept-first", number=3, total="5,000") in cut.all_inner_texts()
    palette.host(
        "answer('tree.list', ({kind, id}) => ({rows: testHost.tree[kind === 'root' ? 'root' : id]}))"
    )
    palette.page.locator(".offline button").click()
    palette.page.wait_for_function("() => !document.querySelector('.row.is-cut')")


def test_the_other_tab_comes_back_with_the_tree_behind_it(open_palette: Open) -> None:
    palette = open_palette(hold=["tree.list"], kept=KEPT, opening={"view": {**VIEW, "tab": "design"}})
    palette.page.locator(".design-head h2").wait_for()
    palette.page.get_by_role("tab", name="Browse").click()
    palette.page.wait_for_function("() => document.querySelector('.tree').scrollTop === 60")


@pytest.mark.parametrize("junk", [{}, {"tab": 3, "expanded": "x", "scroll": "y", "layout": 4, "shares": []}])
def test_a_view_that_makes_no_sense_is_as_none(open_palette: Open, junk: dict[str, Any]) -> None:
    palette = open_palette(opening={"view": junk})
    palette.row("Meridian Drives").wait_for()
    assert palette.page.get_by_role("tab", name="Browse").get_attribute("aria-selected") == "true"


def test_offline_from_the_start_is_one_quiet_line(open_palette: Open) -> None:
    palette = open_palette(fail=UNREACHED, kept=KEPT, opening={"view": VIEW})
    line = palette.page.locator(".offline", has_text="3 hr")
    line.wait_for()
    assert palette.page.locator(".row.is-error").count() == 0
    assert EXPLODED in names(palette)
    calls = palette.calls("tree.list")
    palette.page.evaluate("() => new Promise(resolve => setTimeout(resolve, 300))")
    assert palette.calls("tree.list") == calls
    palette.click_row("Test Fixtures")  # what is not known says why
    palette.page.locator(".row.is-error").wait_for()
    palette.host(
        "answer('tree.list', ({kind, id}) => ({rows: testHost.tree[kind === 'root' ? 'root' : id]}))"
    )
    line.get_by_role("button").click()
    line.wait_for(state="detached")
    assert EXPLODED in names(palette)


def test_a_refresh_finds_the_service_back(open_palette: Open) -> None:
    palette = open_palette(fail=UNREACHED, kept=KEPT, opening={"view": VIEW})
    palette.page.locator(".offline button").wait_for()
    palette.host(
        "answer('tree.list', ({kind, id}) => ({rows: testHost.tree[kind === 'root' ? 'root' : id]}))"
    )
    calls = palette.calls("tree.list")
    palette.page.get_by_role("button", name=palette.text("tree.refresh")).click()
    palette.page.wait_for_function("() => !document.querySelector('.offline button')")
    palette.wait_for_calls("tree.list", calls + 4)


def test_a_service_that_cannot_answer_is_one_quiet_line_as_well(open_palette: Open) -> None:
    failing = {"tree.list": problem("service.service-down")}
    palette = open_palette(fail=failing, kept=KEPT, opening={"view": VIEW})
    palette.page.locator(".offline", has_text="cannot answer at present").wait_for()
    palette.row(EXPLODED).wait_for()
    palette.page.wait_for_function("() => !document.querySelector('.row[aria-busy]')")
    assert palette.page.locator(".row.is-error").count() == 0
    calls = palette.calls("tree.list")
    palette.host(
        "answer('tree.list', ({kind, id}) => ({rows: testHost.tree[kind === 'root' ? 'root' : id]}))"
    )
    palette.page.locator(".offline button").click()
    palette.page.wait_for_function("() => !document.querySelector('.offline').textContent")
    assert palette.calls("tree.list") == calls + len(KEPT)


def test_another_cause_is_told_beside_what_was_kept(open_palette: Open) -> None:
    palette = open_palette(
        fail={"tree.list": problem("service.forbidden")}, kept=KEPT, opening={"view": VIEW}
    )
    palette.page.locator(".row.is-error").first.wait_for()
    assert EXPLODED in names(palette)
    assert palette.page.locator(".offline button").count() == 0


def test_a_hub_that_is_chosen_is_the_first_level(open_palette: Open) -> None:
    palette = open_palette()
    palette.click_row("Meridian Drives", "Gearbox")
    palette.row("02 Drawings").wait_for()
    choose_hub(palette, "All hubs", "Meridian Drives")
    palette.row("02 Drawings").wait_for()
    palette.page.locator(".row[aria-level='1']", has_text="Gearbox").wait_for()
    assert "Meridian Drives" not in names(palette)
    assert wait_view(palette, "view.hub")["hub"] == SAMPLE
    assert palette.page.locator(".crumb-go").first.inner_text() == "Meridian Drives"
    choose_hub(palette, "Meridian Drives", "All hubs")
    palette.row("02 Drawings").wait_for()
    assert "Mika’s hub" in names(palette)
    assert wait_view(palette, "view.hub === null")["hub"] is None


def test_the_hub_is_remembered(open_palette: Open) -> None:
    palette = open_palette(hold=["tree.list"], kept=KEPT, opening={"view": {**VIEW, "hub": SAMPLE}})
    palette.row(EXPLODED).wait_for()
    assert (hub_name(palette), names(palette)[0]) == ("Meridian Drives", "Test Fixtures")
    palette.host("release('tree.list')")
    choose_hub(palette, "Meridian Drives", "Mika’s hub")
    palette.page.locator(".row.is-empty", has_text=palette.text("tree.empty-hub")).wait_for()


@pytest.mark.parametrize("kept", [[], ["root", "a.sample"]])
def test_a_single_hub_needs_no_row(open_palette: Open, kept: list[str]) -> None:
    palette = open_palette(isSignedOut=True, kept=kept)
    palette.host("tree.root.pop()")
    palette.page.get_by_role("button", name=palette.text("gate.sign-in")).click()
    palette.row("Gearbox").wait_for()
    palette.page.wait_for_function(
        "() => document.querySelector('.hub-name').textContent === 'Meridian Drives'"
    )
    assert names(palette) == ["Gearbox", "Test Fixtures"]
    choose_hub(palette, "Meridian Drives", "All hubs")
    palette.row("Meridian Drives").wait_for()


def test_another_single_hub_than_before_is_shown_with_its_own_projects(open_palette: Open) -> None:
    palette = open_palette(isSignedOut=True, kept=["root", "a.sample"], hold=["tree.list"])
    palette.host("tree.root.pop()")
    palette.page.get_by_role("button", name=palette.text("gate.sign-in")).click()
    palette.row("Gearbox").wait_for()
    palette.host("tree['a.other'] = [testHost.row('project', 'b.other', 'Others')]")
    palette.host(
        "tree.root.splice(0, 1, {...testHost.tree.root[0], key: 'hub::a.other', id: 'a.other',"
        " hubId: 'a.other', name: 'Other Drives'})"
    )
    palette.host("release('tree.list')")
    palette.row("Others").wait_for()
    assert names(palette) == ["Others"]
    assert hub_name(palette) == "Other Drives"


def test_a_refresh_lists_the_hubs_again_whichever_is_chosen(open_palette: Open) -> None:
    palette = open_palette(opening={"view": {**VIEW, "hub": SAMPLE, "expanded": [], "selected": ""}})
    palette.row("Gearbox").wait_for()
    palette.host("tree.root.push({...testHost.tree.root[0], key: 'hub::n', id: 'n', name: 'New Hub'})")
    palette.page.get_by_role("button", name=palette.text("tree.refresh")).click()
    palette.page.wait_for_function(
        "() => testHost.calls.filter(({method, params}) => method === 'tree.list' && params.kind === 'root')"
        ".length === 2"
    )
    palette.page.get_by_role(
        "button", name=palette.text("hub.choose", name="\u2068Meridian Drives\u2069")
    ).click()
    palette.page.get_by_role("menuitem", name="New Hub").wait_for()


def test_what_lies_in_another_hub_is_found_there(open_palette: Open) -> None:
    view = {**VIEW, "hub": {"id": "a.personal", "name": "Mika’s hub"}, "expanded": [], "selected": ""}
    palette = open_palette(opening={"view": view})
    palette.page.locator(".row.is-empty").wait_for()
    palette.press("Control+l")
    palette.page.locator(".details h2", has_text="Gearbox").wait_for()
    assert hub_name(palette) == "Meridian Drives"


def test_the_line_between_the_panes_is_moved_by_keys_and_dragged(open_palette: Open) -> None:
    palette = open_palette()
    palette.click_row("Meridian Drives", "Gearbox", "02 Drawings", EXPLODED)
    palette.page.locator(".versions").wait_for()
    line = palette.page.get_by_role("separator")
    before = palette.page.locator(".details").bounding_box()
    line.press("ArrowUp")
    assert line.get_attribute("aria-valuenow") == "54"
    after = palette.page.locator(".details").bounding_box()
    assert before
    assert after
    assert after["height"] > before["height"]
    spot = line.bounding_box()
    assert spot
    palette.page.mouse.move(100, spot["y"])
    palette.page.mouse.down()
    palette.page.mouse.move(100, spot["y"] + 100, steps=3)
    palette.page.mouse.up()
    palette.page.mouse.move(100, 300)
    assert int(line.get_attribute("aria-valuenow") or 0) < 54
    line.press("End")
    assert wait_view(palette, "view.shares.stacked === 80")["shares"] == {"stacked": 80, "beside": 36}
    line.press("Enter")
    assert line.get_attribute("aria-valuenow") == "50"
    palette.page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
    palette.page.wait_for_function(
        "() => document.querySelector('[role=separator]').getAttribute('aria-orientation') === 'vertical'"
    )
    line.press("ArrowLeft")
    assert line.get_attribute("aria-valuenow") == "40"


@pytest.mark.parametrize("kept", [[], KEPT])
def test_docked_undocked_and_hidden_while_it_loads(open_palette: Open, kept: list[str]) -> None:
    palette = open_palette(hold=["tree.list", "item.details"], kept=kept, opening={"view": VIEW})
    for size in (WIDE, (300, 200), (1600, 900), NARROW):
        palette.page.set_viewport_size({"width": size[0], "height": size[1]})
        palette.page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    palette.page.get_by_role("tab", name="This design").click()
    for _ in range(4):
        palette.host("release('tree.list')")
        palette.host("hold('tree.list')")
        palette.page.evaluate("() => new Promise(resolve => setTimeout(resolve, 30))")
    palette.host("release('tree.list')")
    palette.page.get_by_role("tab", name="Browse").click()
    palette.host("release('item.details')")
    palette.page.locator(".row.is-active", has_text=EXPLODED).wait_for()
    palette.page.locator(".details h2", has_text=EXPLODED).wait_for()


@pytest.mark.parametrize("width", [300, 350, 700, 1200, 1600])
def test_nothing_sticks_out(open_palette: Open, width: int) -> None:
    palette = open_palette(size=(width, 640), kept=KEPT, opening={"view": VIEW})
    palette.page.locator(".details h2").wait_for()
    palette.press("/")
    out = palette.page.evaluate(
        "() => [...document.querySelectorAll('.bar *, .crumbs, .browse > *')]"
        ".filter(one => one.checkVisibility() && !one.closest('.account-name') && !one.closest('svg'))"
        ".filter(one => { const {left, right} = one.getBoundingClientRect();"
        " return left < -1 || right > innerWidth + 1 }).map(one => one.outerHTML.slice(0, 80))"
    )
    assert out == []
    top = palette.page.locator(".tree").bounding_box()
    assert top
    assert top["y"] <= 130
