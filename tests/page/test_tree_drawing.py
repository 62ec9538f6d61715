"""How often the tree is drawn, and how many rows of it are filled: by counts, whatever the machine."""

from __future__ import annotations

import pytest

from .conftest import Open, Palette
from .test_tree_answers import build, fill, key, names, tree

pytestmark = pytest.mark.long_only

FOLDERS = [f"f {number:03}" for number in range(100)]
HIGH = 14_000
# Counts what is drawn from here on, and the frames in which it may be.
COUNT = """() => {
    const { createTreeRows, createTreeSights } = DataBrowser;
    const counts = window.counts = { filled: 0, drawn: 0, frames: 0 };
    const beat = () => { counts.frames += 1; requestAnimationFrame(beat); };
    requestAnimationFrame(beat);
    DataBrowser.createTreeRows = known => {
        const rows = createTreeRows(known);
        return { ...rows, fill: (...all) => { counts.filled += 1; rows.fill(...all); } };
    };
    DataBrowser.createTreeSights = (...all) => {
        const sights = createTreeSights(...all);
        return { ...sights, restSoon: () => { counts.drawn += 1; sights.restSoon(); } };
    };
}"""
# Does something and tells what it cost until the frame after the next one.
COST = """async ([script, argument]) => {
    const before = { ...counts };
    await new Function("it", script)(argument);
    await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
    return Object.fromEntries(Object.keys(counts).map(name => [name, counts[name] - before[name]]));
}"""


@pytest.fixture
def counted(open_palette: Open) -> Palette:
    """A tree of a hundred folders in a window that shows all of them, and all that comes below them."""
    palette = open_palette(size=(1200, HIGH))
    palette.row("Meridian Drives").wait_for()
    palette.page.evaluate(COUNT)
    build(palette)
    fill(palette, FOLDERS[0])
    tree(palette, "model.reload(testTree.model.root)")
    tree(palette, "answer('', testTree.folders(it))", FOLDERS)
    palette.row(FOLDERS[-1]).wait_for()
    return palette


def cost(palette: Palette, script: str, argument: object = None) -> dict[str, int]:
    return palette.page.evaluate(COST, [script, argument])


def rows(palette: Palette) -> int:
    return palette.page.locator(".row").count()


def test_a_hundred_folders_opened_at_once_are_drawn_once_a_frame(counted: Palette) -> None:
    twisties = "document.querySelectorAll('.row-twisty').forEach(one => one.click())"
    opened = cost(counted, twisties)
    assert opened["drawn"] <= opened["frames"] + 1  # the first click is answered at once
    assert opened["filled"] <= (opened["drawn"] + 2) * rows(counted)
    counted.page.wait_for_function("() => document.querySelectorAll('.row.is-loading').length === 100")
    answers = [[key(name), [f"{name} {number}" for number in range(4)]] for name in FOLDERS]
    answered = cost(
        counted,
        "for (const [key, names] of it) { testTree.answer(key, testTree.files(names)); await null; }".join(
            ("return (async () => { ", " })()")
        ),
        answers,
    )
    assert answered["drawn"] <= answered["frames"] + 1
    assert rows(counted) == 500
    assert answered["filled"] <= answered["drawn"] * 500
    assert names(counted)[:5] == ["f 000", "f 000 0", "f 000 1", "f 000 2", "f 000 3"]


def test_timers_of_patience_that_end_together_are_drawn_together(counted: Palette) -> None:
    tree(counted, "model.root.children.map(testTree.model.expand).length")
    spent = cost(counted, "return new Promise(done => setTimeout(done, 400))")
    assert counted.page.locator(".row.is-loading").count() == 100
    assert spent["drawn"] <= spent["frames"] + 1
    assert spent["filled"] <= spent["drawn"] * rows(counted)


def test_marks_and_pictures_that_come_one_by_one_are_drawn_together(counted: Palette) -> None:
    marks = """for (let turn = 0; turn < 50; turn++)
        testTree.tree.setMarks(new Map([[`i.${turn}`, {refs: 1, stale: 0}]]))"""
    spent = cost(counted, marks)
    assert spent["drawn"] <= spent["frames"] + 1
    assert spent["filled"] <= spent["drawn"] * 100


def test_a_key_and_a_click_fill_the_rows_that_they_mark(counted: Palette) -> None:
    counted.page.get_by_role("treegrid").focus()
    counted.press("Home")
    before = counted.page.evaluate("() => ({...counts})")
    counted.press("ArrowDown")
    assert counted.active_row() == FOLDERS[1]
    counted.row(FOLDERS[3]).locator(".row-name").click(modifiers=["Control"])
    assert counted.active_row() == FOLDERS[3]
    after = counted.page.evaluate("() => counts")
    assert after["filled"] - before["filled"] <= 6


def test_a_key_finds_what_it_did_at_once(counted: Palette) -> None:
    counted.page.get_by_role("treegrid").focus()
    shown = counted.page.evaluate(
        """() => {
            const grid = document.querySelector("[role=treegrid]");
            const press = key => grid.dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true}));
            const row = () => document.getElementById(grid.getAttribute("aria-activedescendant"));
            const seen = [];
            for (const key of ["Home", "ArrowRight", "ArrowDown", "End", "*"]) {
                press(key);
                seen.push([row().getAttribute("aria-rowindex"), row().getAttribute("aria-expanded")]);
            }
            return seen;
        }"""
    )
    assert shown == [["2", "false"], ["2", "true"], ["3", "false"], ["101", "false"], ["101", "true"]]


def test_scrolling_fills_the_rows_that_come_into_sight_alone(counted: Palette) -> None:
    counted.page.set_viewport_size({"width": 1200, "height": 640})
    counted.page.wait_for_function("() => document.querySelectorAll('.row').length < 50")
    down = "document.querySelector('.tree').scrollTop += 84"
    spent = cost(counted, down)
    assert 0 < spent["filled"] <= 3
    assert spent["drawn"] <= spent["frames"] + 1
