"""The tree: by mouse, by keyboard and for a screen reader; late and failing answers; 50,000 rows."""

from __future__ import annotations

import pytest

from .conftest import WIDE, Open, Palette

pytestmark = pytest.mark.long_only

MANY = 50_000


def walk(palette: Palette) -> None:
    palette.click_row("Meridian Drives", "Gearbox", "02 Drawings")
    palette.row("Gearbox Exploded View").wait_for()


def names(palette: Palette) -> list[str]:
    palette.settle()
    return palette.page.locator(".row-name").all_text_contents()


def focus_tree(palette: Palette) -> None:
    palette.row("Meridian Drives").wait_for()
    palette.page.get_by_role("treegrid").focus()


def roles(palette: Palette, name: str) -> dict[str, str | None]:
    attributes = ["level", "posinset", "setsize", "expanded", "selected"]
    return {key: palette.row(name).get_attribute(f"aria-{key}") for key in attributes}


def is_in_view(palette: Palette, name: str) -> bool:
    """Tell whether a row is in view, or comes into view within a moment: rows are drawn in the next frame."""
    for _ in range(300):
        row = palette.row(name).bounding_box()
        tree = palette.page.get_by_role("treegrid").bounding_box()
        assert row
        assert tree
        if tree["y"] <= row["y"] <= tree["y"] + tree["height"] - row["height"]:
            return True
        palette.page.wait_for_timeout(50)
    return False


def test_the_walk_by_mouse(open_palette: Open) -> None:
    palette = open_palette()
    walk(palette)
    palette.row("Gearbox Exploded View").locator(".row-twisty").click()
    palette.row("Version 2").wait_for()
    asked = palette.page.evaluate(
        "() => testHost.calls.filter(call => call.method == 'tree.list').map(call => call.params)"
    )
    sample, gearbox = {"hubId": "a.sample"}, {"hubId": "a.sample", "projectId": "b.gearbox"}
    assert asked == [
        {"kind": "root", "hubId": "", "projectId": "", "id": ""},
        {"kind": "hub", **sample, "projectId": "", "id": "a.sample"},
        {"kind": "project", **gearbox, "id": "b.gearbox"},
        {"kind": "folder", **gearbox, "id": "f.drawings"},
        {"kind": "item", **gearbox, "id": "urn:item:exploded"},
    ]


def test_the_walk_by_keyboard(open_palette: Open) -> None:
    palette = open_palette()
    focus_tree(palette)
    assert palette.active_row() == "Meridian Drives"
    for name in ("Gearbox", "01 Design"):
        palette.press("ArrowRight")
        palette.row(name).wait_for()
        palette.press("ArrowRight")
        assert palette.active_row() == name
    palette.press("ArrowDown", "Enter")
    palette.row("Gearbox Exploded View").wait_for()
    palette.press("ArrowRight", "ArrowDown", "ArrowDown", "ArrowDown")
    assert palette.active_row() == "Gearbox Exploded View"
    palette.press("ArrowLeft")
    assert palette.active_row() == "02 Drawings"
    palette.press("ArrowLeft")
    assert "Gearbox Exploded View" not in names(palette)
    palette.press("End")
    assert palette.active_row() == "Mika’s hub"
    palette.press("ArrowUp", "Home")
    assert palette.active_row() == "Meridian Drives"


def test_a_tree_that_has_the_focus_before_its_rows_begins_at_the_first(open_palette: Open) -> None:
    palette = open_palette(hold=["tree.list"])
    palette.page.get_by_role("treegrid").focus()
    palette.host("release('tree.list')")
    palette.row("Meridian Drives").wait_for()
    assert palette.active_row() == "Meridian Drives"
    palette.press("ArrowRight")
    palette.row("Gearbox").wait_for()


def test_a_collapsed_node_opens_without_asking_again(open_palette: Open) -> None:
    palette = open_palette()
    walk(palette)
    before = palette.calls("tree.list")
    palette.click_row("02 Drawings", "02 Drawings")
    palette.row("Gearbox Exploded View").wait_for()
    assert palette.calls("tree.list") == before


def test_what_is_selected_stays_in_view_when_the_details_open(open_palette: Open) -> None:
    palette = open_palette()
    walk(palette)
    palette.click_row("<img src=x onerror=alert(1)>.txt")
    palette.page.locator(".versions").wait_for()
    palette.page.wait_for_function("() => document.querySelector('.tree').clientHeight < 300")
    palette.page.evaluate(
        "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
    )
    assert is_in_view(palette, "<img src=x onerror=alert(1)>.txt")


def test_type_ahead(open_palette: Open) -> None:
    palette = open_palette()
    walk(palette)
    palette.press("g", "e", "a", "r", "b", "o", "x", " ", "e")
    assert palette.active_row() == "Gearbox Exploded View"
    palette.page.wait_for_timeout(800)
    palette.press("t")
    assert palette.active_row() == "Torque Calculation.xlsx"
    palette.page.wait_for_timeout(800)
    palette.press("0", "0")  # the same letter again and again goes on to the next
    assert palette.active_row() == "01 Design"


def test_what_a_screen_reader_hears(open_palette: Open) -> None:
    palette = open_palette()
    walk(palette)
    assert palette.page.get_by_role("treegrid").get_attribute("aria-label") == palette.text("tree.label")
    assert roles(palette, "02 Drawings") == {
        "level": "3",
        "posinset": "2",
        "setsize": "3",
        "expanded": "true",
        "selected": "true",
    }
    assert roles(palette, "Gearbox Exploded View") == {
        "level": "4",
        "posinset": "4",
        "setsize": "7",
        "expanded": "false",
        "selected": "false",
    }
    palette.row("Gearbox Exploded View").locator(".row-twisty").click()
    palette.row("Version 1").wait_for()
    assert roles(palette, "Version 1")["expanded"] is None
    assert palette.page.get_by_role("row", name="Gearbox BOM.xlsx Spreadsheet v3").count() == 1


def test_a_quick_answer_never_flashes(open_palette: Open) -> None:
    palette = open_palette(clock=True)
    palette.row("Meridian Drives").wait_for()
    palette.host("hold('tree.list')")
    palette.page.clock.pause_at(palette.page.evaluate("() => Date.now() + 1000"))
    palette.click_row("Meridian Drives")
    loading = palette.page.locator(".row.is-loading")
    palette.page.clock.run_for(140)
    assert loading.count() == 0
    palette.page.clock.run_for(40)
    assert loading.count() == 1
    palette.host("release('tree.list')")
    palette.page.clock.resume()
    palette.row("Gearbox").wait_for()
    assert loading.count() == 0


def test_a_list_that_nobody_waits_for_is_dropped(open_palette: Open) -> None:
    palette = open_palette()
    palette.click_row("Meridian Drives", "Gearbox")
    palette.row("02 Drawings").wait_for()
    palette.host("hold('tree.list')")
    palette.click_row("02 Drawings", "02 Drawings")
    palette.wait_for_calls("job.cancel")
    palette.click_row("01 Design")
    palette.host("release('tree.list', true)")
    palette.row("Drive Unit").wait_for()
    assert roles(palette, "02 Drawings")["expanded"] == "false"
    assert "Gearbox Exploded View" not in names(palette)


def test_a_list_asked_for_again_replaces_the_first(open_palette: Open) -> None:
    palette = open_palette()
    palette.click_row("Meridian Drives", "Gearbox")
    palette.row("02 Drawings").wait_for()
    palette.host("hold('tree.list')")
    palette.click_row("02 Drawings")
    palette.page.get_by_role("button", name=palette.text("tree.refresh")).click()
    palette.page.locator(".row.is-loading").wait_for()
    assert palette.page.locator(".row.is-error").count() == 0
    palette.host("release('tree.list', true)")
    palette.row("Gearbox Exploded View").wait_for()


def test_a_failed_list_says_why_and_can_be_tried_again(open_palette: Open) -> None:
    palette = open_palette()
    palette.click_row("Meridian Drives", "Gearbox")
    palette.row("02 Drawings").wait_for()
    palette.fail("tree.list", "http.unreachable", message="The service cannot be reached.")
    palette.click_row("02 Drawings")
    failed = palette.page.locator(".row.is-error")
    failed.wait_for()
    words = failed.inner_text()
    assert "The service cannot be reached. Check that this machine is online" in words
    palette.row("05 Released").wait_for()  # its siblings stay
    palette.host("answer('tree.list', {rows: [testHost.item('new', 'Arrived.pdf', 'pdf', 1)]})")
    failed.locator(".row-retry").click()
    palette.row("Arrived.pdf").wait_for()


def test_a_failed_list_can_be_tried_again_by_keyboard(open_palette: Open) -> None:
    palette = open_palette()
    focus_tree(palette)
    palette.fail("tree.list", "http.unreachable")
    palette.press("ArrowRight")
    palette.page.locator(".row.is-error").wait_for()
    palette.press("ArrowDown")
    palette.host("answer('tree.list', {rows: [testHost.row('project', 'p', 'Back again')]})")
    palette.press("Enter")
    palette.row("Back again").wait_for()
    assert palette.active_row() == "Meridian Drives"
    palette.press("ArrowDown")
    assert palette.active_row() == "Back again"


def test_rows_below_an_error_are_reached(open_palette: Open) -> None:
    palette = open_palette()
    focus_tree(palette)
    palette.fail("tree.list", "http.unreachable")
    palette.press("ArrowRight")
    palette.page.locator(".row.is-error").wait_for()
    palette.press("ArrowDown", "ArrowDown")
    assert palette.active_row() == "Mika’s hub"
    palette.press("ArrowUp", "ArrowUp")
    assert palette.active_row() == "Meridian Drives"


def test_the_whole_tree_can_fail(open_palette: Open) -> None:
    palette = open_palette(
        fail={"tree.list": {"reference": "http.timeout", "message": "Too slow.", "next": "Wait."}}
    )
    palette.page.get_by_text("Too slow.").wait_for()
    palette.host("answer('tree.list', {rows: []})")
    palette.page.locator(".row-retry").click()
    palette.page.get_by_text(palette.text("tree.empty-root")).wait_for()


@pytest.mark.parametrize(("status", "text"), [(429, "waiting"), (503, "waiting"), (0, "waiting-unreachable")])
def test_a_wait_says_what_it_is_for(open_palette: Open, status: int, text: str) -> None:
    palette = open_palette()
    palette.row("Meridian Drives").wait_for()
    palette.host("hold('tree.list')")
    palette.click_row("Meridian Drives")
    palette.page.locator(".row.is-loading").wait_for()
    waiting = "{id: testHost.last('tree.list').id, seconds: 12, status: it}"
    palette.host(f"notify('job.waiting', {waiting})", status)
    palette.page.get_by_text(palette.text(text, seconds=12)).wait_for()


@pytest.mark.parametrize("how", ["mouse", "keyboard"])
def test_waiting_can_be_stopped_and_begun_again(open_palette: Open, how: str) -> None:
    palette = open_palette()
    palette.row("Meridian Drives").wait_for()
    palette.host("hold('tree.list')")
    palette.click_row("Meridian Drives")
    palette.wait_for_calls("tree.list", 2)
    palette.host("notify('job.waiting', {id: testHost.last('tree.list').id, seconds: 12, status: 429})")
    stop = palette.page.locator(".row-stop")
    stop.wait_for()
    if how == "mouse":
        stop.click()
    else:
        palette.press("ArrowDown", "Enter")
    palette.page.locator(".row.is-error", has_text=palette.text("cancelled.message")).wait_for()
    assert palette.calls("job.cancel") == 1
    palette.host("release('tree.list')")
    palette.page.locator(".row-retry").click()
    palette.row("Gearbox").wait_for()


def test_waiting_is_said_above_the_rows_that_are_there_already(open_palette: Open) -> None:
    palette = open_palette()
    walk(palette)
    palette.host("hold('tree.list')")
    palette.page.get_by_role("button", name=palette.text("tree.refresh")).click()
    palette.wait_for_calls("tree.list", 5)
    palette.host("notify('job.waiting', {id: testHost.last('tree.list').id, seconds: 12, status: 429})")
    palette.page.get_by_text(palette.text("waiting", seconds=12)).wait_for()
    assert palette.row("Gearbox Exploded View").is_visible()
    palette.host("release('tree.list')")
    palette.page.get_by_text(palette.text("waiting", seconds=12)).wait_for(state="detached")


@pytest.mark.parametrize("part", [".row-name", ".row-twisty"])
def test_two_clicks_in_a_row_open_a_node_and_ask_once(open_palette: Open, part: str) -> None:
    palette = open_palette()
    palette.row("Meridian Drives").wait_for()
    palette.host("hold('tree.list')")
    palette.row("Meridian Drives").locator(part).dblclick()
    assert roles(palette, "Meridian Drives")["expanded"] == "true"
    assert palette.calls("tree.list") == 2
    assert palette.calls("job.cancel") == 0
    palette.host("release('tree.list')")
    palette.row("Gearbox").wait_for()
    assert palette.page.locator(".row").count() == 4


def test_a_node_closed_and_opened_again_while_it_loads_shows_its_rows_once(open_palette: Open) -> None:
    palette = open_palette()
    palette.row("Meridian Drives").wait_for()
    palette.host("hold('tree.list')")
    for _ in range(3):
        palette.page.get_by_role("treegrid").focus()
        palette.click_row("Meridian Drives")
        palette.click_row("Mika’s hub")
    palette.host("release('tree.list', true)")
    palette.row("Gearbox").wait_for()
    assert names(palette).count("Gearbox") == 1
    assert roles(palette, "Meridian Drives")["setsize"] == "2"


def test_refresh_lists_the_folder_again_and_keeps_what_is_open(open_palette: Open) -> None:
    palette = open_palette()
    walk(palette)
    palette.row("Gearbox Exploded View").locator(".row-twisty").click()
    palette.row("Version 2").wait_for()
    palette.click_row("02 Drawings")  # closes it
    palette.click_row("02 Drawings")
    palette.host("tree['f.drawings'].push(testHost.item('new', 'Arrived.pdf', 'pdf', 1))")
    palette.page.get_by_role("button", name=palette.text("tree.refresh")).click()
    palette.row("Arrived.pdf").wait_for()
    assert palette.last("tree.list")["id"] == "f.drawings"
    assert palette.row("Version 2").count() == 1


def test_a_name_is_text_and_nothing_else(open_palette: Open) -> None:
    palette = open_palette(size=WIDE)
    walk(palette)
    palette.click_row("<img src=x onerror=alert(1)>.txt")
    palette.page.locator(".details h2", has_text="<img src=x onerror=alert(1)>.txt").wait_for()
    assert palette.page.locator("img[src=x]").count() == 0


@pytest.mark.parametrize("name", ["row-name", "row-by"])
def test_names_keep_their_writing_direction_to_themselves(open_palette: Open, name: str) -> None:
    palette = open_palette(size=WIDE)
    walk(palette)
    style = f"() => getComputedStyle(document.querySelector('.{name}')).unicodeBidi"
    assert palette.page.evaluate(style) == "isolate"
    assert palette.page.locator(".row", has_text=".png").get_attribute("title") == "علبة التروس.png"


def test_50_000_rows_open_and_scroll(open_palette: Open) -> None:
    palette = open_palette()
    palette.click_row("Meridian Drives", "Gearbox")
    palette.row("05 Released").wait_for()
    palette.host(
        f"answer('tree.list', {{rows: Array.from({{length: {MANY}}},"
        " (_, index) => testHost.item(`i${index}`, `Part ${index + 1}.pdf`, 'pdf', 1))})"
    )
    palette.click_row("05 Released")
    palette.row("Part 1.pdf").wait_for()
    rows = palette.page.locator(".row")
    assert rows.count() < 100
    assert roles(palette, "Part 1.pdf")["setsize"] == str(MANY)
    palette.page.get_by_role("treegrid").evaluate("tree => { tree.scrollTop = tree.scrollHeight / 2 }")
    palette.row("Part 25000.pdf").wait_for()
    palette.page.get_by_role("treegrid").hover()
    palette.page.mouse.wheel(0, 28 * 100)
    palette.row("Part 25100.pdf").wait_for()
    assert rows.count() < 100
    assert palette.active_row() == "05 Released"  # out of view, but a screen reader is still there
    palette.press("End", "ArrowUp", "ArrowUp")
    assert palette.active_row() == f"Part {MANY}.pdf"
    assert is_in_view(palette, f"Part {MANY}.pdf")
    palette.press("PageUp", "Home", "PageDown")
    assert palette.active_row().startswith("Part ")
    assert rows.count() < 100
