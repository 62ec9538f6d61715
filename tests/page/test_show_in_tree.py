"""*Show in the tree*: from a relation, and from the active design, to its place; wherever that is."""

from __future__ import annotations

import pytest

from .conftest import Open, Palette, problem

pytestmark = pytest.mark.long_only

BOM, SHEET, EXPLODED = "Gearbox BOM.xlsx", "Gearbox Data Sheet.pdf", "Gearbox Exploded View"
ARRANGEMENT = "Gearbox General Arrangement"


def show_design(palette: Palette) -> None:
    palette.page.get_by_role("tab", name="This design").click()
    palette.page.locator(".relation").first.wait_for()


def locate(palette: Palette, name: str) -> None:
    palette.page.locator(".relation", has_text=name).get_by_role("button", name="in the tree").click()


def locate_design(palette: Palette) -> None:
    palette.choose_more("relation.show")


def shown(palette: Palette, name: str) -> None:
    palette.page.locator(".details h2", has_text=name).wait_for()


def status(palette: Palette) -> str:
    words: str = palette.page.locator("p.status").inner_text()
    return words.replace("\u2068", "").replace("\u2069", "")


def test_an_item_is_shown_in_the_tree(open_palette: Open) -> None:
    palette = open_palette()
    show_design(palette)
    locate(palette, BOM)
    shown(palette, BOM)
    assert palette.page.get_by_role("tab", selected=True).get_attribute("id") == "tab-browse"
    assert palette.active_row() == BOM
    assert palette.last("tree.path") == {"hubId": "", "projectId": "b.gearbox", "itemId": "urn:item:bom"}
    assert palette.focused() == palette.text("tree.label")
    assert status(palette) == ""


def test_the_active_design_is_shown_in_the_tree(open_palette: Open) -> None:
    palette = open_palette()
    show_design(palette)
    locate_design(palette)
    shown(palette, "Gearbox")
    assert palette.active_row() == "Gearbox"
    assert palette.last("tree.path")["itemId"] == "urn:item:gearbox"
    assert palette.focused() == palette.text("tree.label")


def test_the_active_design_is_shown_even_while_its_relations_are_read(open_palette: Open) -> None:
    palette = open_palette(hold=["design.relations"])
    palette.page.get_by_role("tab", name="This design").click()
    locate_design(palette)
    shown(palette, "Gearbox")
    assert palette.active_row() == "Gearbox"


def test_the_button_keeps_the_focus_when_the_head_is_drawn_anew(open_palette: Open) -> None:
    palette = open_palette(hold=["design.relations"])
    palette.page.get_by_role("tab", name="This design").click()
    palette.page.get_by_role("button", name=palette.text("design.more")).focus()
    palette.host("release('design.relations')")
    palette.page.locator(".relation").first.wait_for()
    assert palette.focused() == palette.text("design.more")


def test_a_hub_that_the_tree_knows_is_told(open_palette: Open) -> None:
    palette = open_palette()
    palette.click_row("Meridian Drives")
    palette.row("Gearbox").wait_for()
    show_design(palette)
    locate(palette, BOM)
    shown(palette, BOM)
    assert palette.last("tree.path")["hubId"] == "a.sample"


def test_an_item_listed_already_is_shown_without_asking(open_palette: Open) -> None:
    palette = open_palette()
    palette.click_row("Meridian Drives", "Gearbox", "02 Drawings")
    palette.row(BOM).wait_for()
    palette.click_row("Meridian Drives")  # closes it all
    before = palette.calls("tree.list")
    show_design(palette)
    locate(palette, BOM)
    shown(palette, BOM)
    assert palette.active_row() == BOM
    assert palette.row("02 Drawings").get_attribute("aria-expanded") == "true"
    assert palette.calls("tree.path") == 0
    assert palette.calls("tree.list") == before


def test_a_way_that_cannot_be_found_is_said_with_the_reason(open_palette: Open) -> None:
    palette = open_palette(fail={"tree.path": problem("service.forbidden", message="No permission.")})
    show_design(palette)
    locate(palette, BOM)
    shown(palette, BOM)
    assert status(palette) == f"{palette.text('tree.no-path', name=BOM)} No permission."


def test_an_active_design_out_of_sight_still_shows_its_details(open_palette: Open) -> None:
    palette = open_palette(fail={"tree.path": problem("browse.out-of-sight", message="A closed folder.")})
    show_design(palette)
    locate_design(palette)
    shown(palette, "Gearbox")
    palette.page.locator(".version").first.wait_for()
    assert palette.page.get_by_label("Item id", exact=True).input_value() == "urn:item:gearbox"
    assert status(palette).endswith("A closed folder.")


def test_a_way_that_leads_elsewhere_still_shows_the_details(open_palette: Open) -> None:
    palette = open_palette()
    show_design(palette)
    palette.host(
        "answer('tree.path', () => ({rows: [testHost.tree.root[0], testHost.tree['a.sample'][0],"
        " testHost.row('folder', 'f.gone', 'Gone')]}))"
    )
    locate(palette, SHEET)
    shown(palette, SHEET)
    assert status(palette).strip() == palette.text("tree.no-path", name=SHEET)


def test_of_two_wishes_the_later_one_is_met(open_palette: Open) -> None:
    palette = open_palette(hold=["tree.path"])
    show_design(palette)
    locate(palette, BOM)
    palette.wait_for_calls("tree.path")
    assert status(palette) == palette.text("tree.finding", name=BOM)
    show_design(palette)
    locate(palette, ARRANGEMENT)
    palette.wait_for_calls("tree.path", 2)
    assert palette.calls("job.cancel") == 1
    palette.host("release('tree.path', true)")
    shown(palette, ARRANGEMENT)
    assert palette.active_row() == ARRANGEMENT
    assert palette.page.get_by_role("treegrid").locator(".row", has_text=EXPLODED).count() == 1


def test_who_goes_elsewhere_while_the_way_opens_stays_there(open_palette: Open) -> None:
    palette = open_palette()
    show_design(palette)
    palette.host("hold('tree.list')")
    locate(palette, BOM)
    palette.wait_for_calls("tree.list", 2)
    palette.row("Mika’s hub").click()
    palette.host("release('tree.list')")
    palette.row(BOM).wait_for()
    assert palette.active_row() == "Mika’s hub"


def test_who_goes_elsewhere_meanwhile_stays_there(open_palette: Open) -> None:
    palette = open_palette(hold=["tree.path"])
    show_design(palette)
    locate(palette, BOM)
    palette.wait_for_calls("tree.path")
    palette.click_row("Mika’s hub")
    assert palette.calls("job.cancel") == 1
    late = palette.host("held['tree.path'][0]")
    rows = "[testHost.tree.root[0], testHost.tree['a.sample'][0]]"
    palette.page.evaluate(f"late => testHost.deliverTo(late, {{rows: {rows}}})", late)
    palette.page.get_by_text(palette.text("tree.empty-hub")).wait_for()
    assert palette.active_row() == "Mika’s hub"
    assert palette.row("Meridian Drives").get_attribute("aria-expanded") == "false"
