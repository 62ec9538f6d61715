"""What comes into the tree: in parts, kept from before, out of order, late, far too much, or not at all."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import NARROW, WIDE, Open, Palette

pytestmark = pytest.mark.long_only

YEARS_AGO = "2020-01-02T03:04:05+00:00"


@pytest.fixture
def palette(open_palette: Open) -> Palette:
    """A tree of its own, whose lists the test gives by hand; the first level waits."""
    return build(open_palette())


def build(palette: Palette, *choices: str) -> Palette:
    palette.row("Meridian Drives").wait_for()
    palette.page.evaluate("choices => testTree.build(choices)", list(choices))
    return palette


def tree(palette: Palette, script: str, argument: Any = None) -> Any:
    """Evaluate something about `testTree`, with an argument called `it`; a promise is not waited for."""
    return palette.page.evaluate(
        f"it => {{ const found = testTree.{script}; return found instanceof Promise ? null : found }}",
        argument,
    )


def fill(palette: Palette, *names: str) -> None:
    """Answer the first level with folders."""
    tree(palette, "answer('', testTree.folders(it))", list(names))
    palette.row(names[-1]).wait_for()


def key(name: str) -> str:
    return f"folder:b.gearbox:f.{name}"


def names(palette: Palette) -> list[str]:
    palette.settle()
    return palette.page.locator(".row:not(.is-notice) .row-name").all_text_contents()


def top_of(palette: Palette, name: str) -> float:
    palette.settle()
    box = palette.row(name).bounding_box()
    assert box
    return box["y"]


def scroll_to(palette: Palette, top: int) -> None:
    palette.page.get_by_role("treegrid").evaluate("(tree, top) => { tree.scrollTop = top }", top)


def test_the_first_part_is_there_at_once_and_the_rest_goes_to_its_place(palette: Palette) -> None:
    tree(palette, "part('', testTree.files(['m 10', 'm 2']))")
    palette.row("m 10").wait_for()
    assert names(palette) == ["m 2", "m 10"]
    more = palette.page.locator(".row.is-more")
    assert "2 so far" in more.inner_text()
    assert palette.row("m 2").get_attribute("aria-setsize") == "-1"
    tree(palette, "part('', [...testTree.files(['a', 'm 3']), ...testTree.folders(['z'])])")
    palette.row("m 3").wait_for()
    assert names(palette) == ["z", "a", "m 2", "m 3", "m 10"]
    tree(palette, "answer('', testTree.files(['b']))")
    palette.row("b").wait_for()
    assert names(palette) == ["z", "a", "b", "m 2", "m 3", "m 10"]
    assert more.count() == 0
    assert palette.row("m 2").get_attribute("aria-setsize") == "6"


def test_what_came_stays_when_the_rest_fails(palette: Palette) -> None:
    tree(palette, "part('', testTree.files(['a']))")
    tree(palette, "fail('')")
    failed = palette.page.locator(".row.is-error")
    failed.wait_for()
    assert names(palette) == ["a"]
    failed.locator(".row-retry").click()
    assert failed.count() == 0
    assert names(palette) == ["a"]
    tree(palette, "answer('', testTree.files(['a', 'b']))")
    palette.row("b").wait_for()


def test_what_was_kept_is_shown_until_the_answer_takes_its_place(palette: Palette) -> None:
    tree(palette, "kept('', testTree.folders(['a', 'gone']), it)", YEARS_AGO)
    palette.row("gone").wait_for()
    assert names(palette) == ["a", "gone"]
    assert palette.page.locator(".row.is-notice").count() == 0
    tree(palette, "answer('', testTree.folders(['a', 'new']))")
    palette.row("new").wait_for()
    assert names(palette) == ["a", "new"]


def test_what_was_kept_stays_with_its_age_when_the_service_is_away(palette: Palette) -> None:
    tree(palette, "kept('', testTree.folders(['a']), it)", YEARS_AGO)
    tree(palette, "fail('')")
    failed = palette.page.locator(".row.is-error")
    failed.wait_for()
    assert "as of" in failed.inner_text()
    assert names(palette) == ["a"]
    tree(palette, "model.reload(testTree.model.root)")
    tree(palette, "answer('', testTree.folders(['a', 'b']))")
    palette.row("b").wait_for()
    assert failed.count() == 0


def test_what_was_kept_comes_too_late_for_an_answer(palette: Palette) -> None:
    fill(palette, "a")
    tree(palette, "model.reload(testTree.model.root)")
    tree(palette, "kept('', testTree.folders(['old']), it)", YEARS_AGO)
    assert names(palette) == ["a"]


@pytest.mark.parametrize("held", ["pointer", "active"])
def test_an_answer_does_not_move_the_row_that_is_looked_at(palette: Palette, held: str) -> None:
    numbered = [f"n {number:03}" for number in range(200)]
    fill(palette, *numbered[:1])
    tree(palette, "model.reload(testTree.model.root)")
    tree(palette, "answer('', testTree.files(it))", numbered)
    palette.row("n 005").wait_for()
    palette.page.mouse.move(0, 0)
    scroll_to(palette, 28 * 90)
    palette.row("n 095").wait_for()
    if held == "pointer":
        palette.row("n 095").hover()
    else:
        palette.click_row("n 095")
        palette.page.mouse.move(0, 0)
    before = top_of(palette, "n 095")
    tree(palette, "model.reload(testTree.model.root)")
    tree(palette, "answer('', testTree.files(it))", [*(f"a {n}" for n in range(50)), *numbered[3:]])
    palette.page.wait_for_function("() => testTree.model.visible.length === 247")
    assert top_of(palette, "n 095") == before


def test_answers_out_of_order_each_find_their_place(palette: Palette) -> None:
    fill(palette, "a", "b", "c")
    for name in ("a", "b", "c"):
        palette.click_row(name)
    for name in ("c", "a", "b"):
        tree(palette, "answer(it[0], testTree.files([it[1]]))", [key(name), f"in {name}"])
        palette.row(f"in {name}").wait_for()
    assert names(palette) == ["a", "in a", "b", "in b", "c", "in c"]


def test_an_answer_for_what_was_asked_again_is_dropped(palette: Palette) -> None:
    fill(palette, "a")
    tree(palette, "model.expand(testTree.model.root.children[0])")
    tree(palette, "model.reload(testTree.model.root.children[0])")
    assert tree(palette, "cancelled()") == 1
    tree(palette, "answer(it, testTree.files(['new']))", key("a"))
    palette.row("new").wait_for()


def test_an_answer_after_its_view_is_gone_changes_nothing(palette: Palette) -> None:
    fill(palette, "a", "b")
    palette.click_row("a")
    tree(palette, "model.reset([])")
    fill(palette, "b")
    assert tree(palette, "cancelled()") == 1
    assert names(palette) == ["b"]


def test_200_expand_clicks_in_a_second_ask_once(palette: Palette) -> None:
    fill(palette, "a", "b")
    palette.page.evaluate(
        """() => {
            const click = () => new MouseEvent("click", {bubbles: true});
            for (let turn = 0; turn < 201; turn++)
                document.querySelector(".row .row-twisty").dispatchEvent(click());
        }"""
    )
    assert palette.row("a").get_attribute("aria-expanded") == "true"
    tree(palette, "answer(it, testTree.files(['inside']))", key("a"))
    palette.row("inside").wait_for()
    assert tree(palette, "count(it)", key("a")) == 1
    assert tree(palette, "cancelled()") == 0
    assert names(palette) == ["a", "inside", "b"]


def test_200_folders_opened_in_a_second_ask_once_each(palette: Palette) -> None:
    many = [f"f {number:03}" for number in range(200)]
    fill(palette, many[0])
    tree(palette, "model.reload(testTree.model.root)")
    tree(palette, "answer('', testTree.folders(it))", many)
    palette.row("f 005").wait_for()
    tree(palette, "model.root.children.forEach(node => testTree.model.expand(node))")
    assert asked_of(palette, many) == [1] * 200
    for name in reversed(many):
        tree(palette, "answer(it[0], testTree.files([it[1]]))", [key(name), f"in {name}"])
    palette.page.wait_for_function("() => testTree.model.visible.length === 400")
    assert names(palette)[:4] == ["f 000", "in f 000", "f 001", "in f 001"]


def test_one_key_asks_for_50_lists_and_says_how_many_it_has_spared(palette: Palette) -> None:
    many = [f"f {number:03}" for number in range(120)]
    fill(palette, many[0])
    tree(palette, "model.reload(testTree.model.root)")
    tree(palette, "answer('', testTree.folders(it))", many)
    palette.row("f 005").wait_for()
    tree(palette, "tree.element.focus()")
    tree(palette, "tree.activate(testTree.model.root.children[60], 'key')")
    palette.page.evaluate("() => { window.said = []; DataBrowser.say = text => said.push(text) }")
    for count in (50, 100, 120):
        palette.press("*")
        assert sum(asked_of(palette, many)) == count
    said = palette.page.evaluate("() => said")
    assert said == [palette.text("tree.spared.other", count=count) for count in (70, 20)]
    assert asked_of(palette, many) == [1] * 120


def asked_of(palette: Palette, folders: list[str]) -> list[int]:
    """Count how often the list of each folder was asked for."""
    counts: list[int] = palette.page.evaluate(
        "it => it.map(name => testTree.count(`folder:b.gearbox:f.${name}`))", folders
    )
    return counts


@pytest.mark.parametrize("width", [350, 300, 175])
def test_an_error_has_the_room_that_its_words_need(palette: Palette, width: int) -> None:
    palette.page.set_viewport_size({"width": width, "height": 640})
    fill(palette, "a", "b")
    palette.click_row("a")
    words = "The folder cannot be read (403). " * 3
    tree(
        palette,
        "refuse(it[0], it[1])",
        [key("a"), {"message": words, "next": "Ask for it.", "reference": "x.y"}],
    )
    failed = palette.page.locator(".row.is-error")
    failed.get_by_text("Ask for it.").wait_for()
    held = failed.evaluate(
        "row => [row.offsetHeight, row.querySelector('.row-notice').offsetHeight,"
        " row.querySelector('.row-said').scrollHeight - row.querySelector('.row-said').clientHeight]"
    )
    assert held[1] <= held[0] < held[1] + 28
    assert held[2] <= 1
    assert failed.locator(".row-report").is_visible()
    assert not failed.locator(".row-whole").is_visible()
    assert abs(top_of(palette, "b") - top_of(palette, "a") - 28 - held[0]) < 1


def test_what_is_too_long_for_a_row_is_opened_whole_and_can_be_reported(palette: Palette) -> None:
    fill(palette, "a", "b")
    palette.click_row("a")
    long = {"message": "The folder cannot be read. " * 40, "next": "Ask for it.", "reference": "x.y"}
    tree(palette, "refuse(it[0], it[1])", [key("a"), long])
    whole = palette.page.locator(".row-whole")
    whole.wait_for()
    palette.page.get_by_role("treegrid").focus()
    palette.press("ArrowDown", "Enter")
    dialog = palette.page.get_by_role("dialog")
    assert "Ask for it." in dialog.inner_text()
    dialog.get_by_role("button", name=palette.text("report.open")).wait_for()
    palette.press("Escape")
    dialog.wait_for(state="detached")
    assert palette.page.evaluate("document.activeElement.getAttribute('role')") == "treegrid"
    whole.click()
    dialog.get_by_role("button", name=palette.text("retry")).click()
    dialog.wait_for(state="detached")
    assert tree(palette, "count(it)", key("a")) == 2


def test_a_list_that_takes_long_says_so_and_can_be_stopped(open_palette: Open) -> None:
    palette = build(open_palette(clock=True))
    fill(palette, "a", "b")
    palette.click_row("a")
    palette.page.clock.run_for(1000)
    assert palette.page.locator(".row-bone").count() == 3
    palette.page.clock.run_for(4500)
    loading = palette.page.locator(".row.is-loading")
    # The clock goes on by itself as well: on a busy machine it has been longer than 5 s.
    loading.get_by_text(palette.text("waiting-long", seconds="#").partition("#")[0]).wait_for()
    palette.page.locator(".row-stop").click()
    palette.page.clock.run_for(100)
    palette.page.locator(".row.is-error").wait_for()
    assert tree(palette, "cancelled()") == 1


def test_a_hub_of_200_000_items_in_folders(palette: Palette) -> None:
    folders = [f"f {number:02}" for number in range(20)]
    fill(palette, *folders[:1])
    tree(palette, "model.reload(testTree.model.root)")
    tree(palette, "answer('', testTree.folders(it))", folders)
    palette.row("f 10").wait_for()
    palette.page.evaluate(
        """names => {
            for (const node of testTree.model.root.children) testTree.model.expand(node);
            for (const name of names) {
                const files = Array.from({length: 10000}, (_, index) => `${name} file ${index}`);
                testTree.answer(`folder:b.gearbox:f.${name}`, testTree.files(files));
            }
        }""",
        folders,
    )
    palette.page.wait_for_function("() => testTree.model.visible.length === 200020")
    palette.page.get_by_role("treegrid").focus()
    palette.press("End")
    assert palette.active_row() == "f 19 file 9999"
    palette.row("f 19 file 9999").wait_for()
    assert palette.page.locator(".row").count() < 100
    palette.press("Home", "ArrowLeft")
    palette.page.wait_for_function("() => testTree.model.visible.length === 190020")
    assert names(palette)[:2] == ["f 00", "f 01"]


def test_it_is_resized_and_hidden_while_it_loads(palette: Palette) -> None:
    fill(palette, "a", "b")
    palette.click_row("a")
    palette.page.locator(".row.is-loading").wait_for()
    for width, height in (WIDE, (300, 200), (1600, 900), NARROW):
        palette.page.set_viewport_size({"width": width, "height": height})
    palette.page.evaluate("() => { document.querySelector('main').hidden = true }")
    tree(palette, "answer(it, testTree.files(['inside']))", key("a"))
    palette.page.wait_for_function("() => testTree.model.visible.length === 3")
    palette.page.evaluate("() => { document.querySelector('main').hidden = false }")
    palette.row("inside").wait_for()
    assert names(palette) == ["a", "inside", "b"]
