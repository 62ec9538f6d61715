"""The graph of *This design*: drawn, expanded, moved and zoomed, by mouse and by keyboard."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import Any

import pytest

from .conftest import WIDE, Open, Palette, problem

pytestmark = pytest.mark.long_only

NODE = ".graph-node"
SVG = "{http://www.w3.org/2000/svg}"


def relation(number: int, group: str = "uses", **more: Any) -> dict[str, Any]:
    """A relation to an item of its own, as the host tells it."""
    name = more.pop("name", f"Part {number}")
    row = {"kind": "item", "id": f"i{number}", "name": name, "icon": "design", "projectId": "b.gearbox"}
    blank = {"key": f"i{number}", "type": "", "hubId": "", "version": 1, "versionId": "", "tipId": ""}
    return {
        "key": str(number),
        "group": group,
        "type": "xrefs:autodesk.core:Xref",
        "direction": "from",
        "ownVersion": 8,
        "other": {**blank, **row, "modified": None, "modifiedBy": "", "size": None, "hasFile": False},
        "otherName": name,
        "otherVersion": 1,
        "directionText": f"The gearbox uses {name}.",
        "isStale": False,
        "staleText": "",
        "older": 0,
        "otherTip": 1,
        "created": None,
        "createdBy": "",
        "folderId": "",
        "sources": ["service"],
        "at": "2026-11-09T10:02:00Z",
        **more,
    }


def open_graph(open_palette: Open, *relations: dict[str, Any], **options: Any) -> Palette:
    """Open the graph of the design, of the host's own relations or of these."""
    if relations:
        document = {"state": "saved", "name": "Gearbox", "itemId": "urn:item:gearbox", "version": 8}
        known = {"isModified": False, "projectId": "b.gearbox", "versionId": "v8", "kind": "design"}
        answer = {"document": {**document, **known}, "tip": 8, "relations": list(relations), "problem": None}
        options["answers"] = {"design.relations": answer}
    palette = open_palette(size=WIDE, **options)
    palette.page.get_by_role("tab", name="This design").click()
    palette.page.get_by_role("button", name=palette.text("design.as-graph")).click()
    palette.page.locator(NODE).first.wait_for()
    return palette


def node(palette: Palette, name: str) -> Any:
    return palette.page.locator(NODE).filter(has=palette.page.locator("title", has_text=name))


def box_of(found: Any) -> Any:
    """Return where something is on the page."""
    box = found.bounding_box()
    assert box is not None
    return box


def boxes(palette: Palette) -> list[Any]:
    return [box_of(one) for one in palette.page.locator(f"{NODE} rect").all()]


def test_the_design_is_in_the_middle_and_all_is_in_sight(open_palette: Open) -> None:
    palette = open_graph(open_palette)
    assert palette.page.locator(NODE).count() == 9
    assert palette.page.locator(".graph-edge").count() == 8
    whole = box_of(palette.page.locator(".graph-svg"))
    middle = box_of(palette.page.locator(".is-center rect"))
    assert middle["x"] + middle["width"] / 2 == pytest.approx(whole["x"] + whole["width"] / 2, abs=120)
    for box in boxes(palette):
        assert whole["x"] <= box["x"] <= whole["x"] + whole["width"] - box["width"]
        assert whole["y"] <= box["y"] <= whole["y"] + whole["height"] - box["height"]


@pytest.mark.parametrize("count", [1, 20])
def test_no_node_lies_on_another(open_palette: Open, count: int) -> None:
    palette = open_graph(open_palette, *map(relation, range(count)))
    found = boxes(palette)
    assert len(found) == count + 1
    for index, one in enumerate(found):
        for other in found[index + 1 :]:
            apart_x = abs(one["x"] - other["x"]) >= one["width"] * 0.95
            assert apart_x or abs(one["y"] - other["y"]) >= one["height"] * 0.95


def test_the_same_refs_are_drawn_the_same(open_palette: Open) -> None:
    relations = [*map(relation, range(12))]
    first = boxes(open_graph(open_palette, *relations))
    assert boxes(open_graph(open_palette, *relations)) == first


def test_kind_direction_and_age_show_in_line_and_words(open_palette: Open) -> None:
    palette = open_graph(
        open_palette,
        relation(1, "drawings", type="derived:autodesk.fusion360:DrawingToDesign", direction="to"),
        relation(
            2, "attachments", type="auxiliary:autodesk.core:Attachment", isStale=True, staleText="It is old."
        ),
        relation(3),
        relation(4, "other", type="derived:x:Copy"),
    )
    edges = palette.page.locator(".graph-edge")
    classes = [(one.get_attribute("class") or "").split()[1:] for one in edges.all()]
    assert classes == [
        ["graph-edge-drawing"],
        ["graph-edge-attachment", "is-stale"],
        ["graph-edge-use"],
        ["graph-edge-other"],
    ]
    assert edges.nth(1).get_attribute("marker-end") == "url(#graph-arrow-stale)"
    node(palette, "Part 2").click()
    palette.page.locator(".graph-panel", has_text="It is old.").wait_for()
    assert "It is old." in (node(palette, "Part 2").get_attribute("aria-label") or "")


def test_two_refs_to_one_item_are_one_node(open_palette: Open) -> None:
    palette = open_graph(open_palette, relation(1), relation(1, "attachments", type="auxiliary:a:Attachment"))
    assert palette.page.locator(NODE).count() == 2
    assert palette.page.locator(".graph-edge").count() == 2


def test_a_click_shows_what_an_item_relates_to_and_leaves_the_rest_in_place(open_palette: Open) -> None:
    palette = open_graph(open_palette, relation(1), relation(2))
    places = [one.get_attribute("transform") for one in palette.page.locator(NODE).all()]
    palette.host("answer('graph.expand', {relations: it})", [relation(2), relation(7, name="Far away")])
    node(palette, "Part 1").click()
    node(palette, "Far away").wait_for()
    assert palette.last("graph.expand") == {"projectId": "b.gearbox", "itemId": "i1", "name": "Part 1"}
    assert [one.get_attribute("transform") for one in palette.page.locator(NODE).all()][:3] == places
    assert palette.page.locator(".graph-edge").count() == 4
    node(palette, "Part 1").click()
    assert palette.calls("graph.expand") == 1


def test_what_cannot_be_read_is_said_and_can_be_tried_again(open_palette: Open) -> None:
    palette = open_graph(
        open_palette, relation(1), fail={"graph.expand": problem("http.unreachable", message="No way.")}
    )
    node(palette, "Part 1").click()
    palette.page.locator(".status", has_text="No way.").wait_for()
    palette.host("answer('graph.expand', {relations: []})")
    node(palette, "Part 1").click()
    palette.wait_for_calls("graph.expand", 2)


def test_by_keyboard_alone(open_palette: Open) -> None:
    palette = open_graph(open_palette, relation(1), relation(2), relation(3), relation(4))
    focus = "() => document.activeElement.getAttribute('data-id')"
    assert palette.page.evaluate(focus) == "urn:item:gearbox"
    seen = set()
    for key in ("ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"):
        palette.press("Home", key)
        seen.add(palette.page.evaluate(focus))
    assert len(seen) > 1
    assert palette.page.locator(f"{NODE}[tabindex='0']").count() == 1
    palette.host("answer('graph.expand', {relations: []})")
    palette.press("Home", "ArrowUp", "Enter")
    palette.wait_for_calls("graph.expand")
    before = palette.page.locator(".graph-scene").get_attribute("transform")
    palette.press("+")
    assert palette.page.locator(".graph-scene").get_attribute("transform") != before
    palette.press("0")
    palette.press("Tab")
    assert palette.focused() == palette.text("graph.closer")


def test_dragged_and_zoomed(open_palette: Open) -> None:
    palette = open_graph(open_palette)
    scene = palette.page.locator(".graph-scene")
    before = scene.get_attribute("transform")
    mouse = palette.page.mouse
    mouse.move(600, 640)
    mouse.down()
    mouse.move(640, 600, steps=3)
    mouse.up()
    moved = scene.get_attribute("transform")
    assert moved != before
    mouse.wheel(0, -200)
    palette.page.wait_for_function(
        f"() => document.querySelector('.graph-scene').getAttribute('transform') !== '{moved}'"
    )
    palette.page.get_by_role("button", name=palette.text("graph.fit")).click()
    assert scene.get_attribute("transform") == before
    assert palette.calls("graph.expand") == 0


def test_shown_in_the_tree(open_palette: Open) -> None:
    palette = open_graph(open_palette)
    node(palette, "Gearbox Housing").click()
    palette.page.locator(".graph-panel button").click()
    palette.wait_for_calls("tree.path")


def test_back_to_the_list_and_another_document(open_palette: Open) -> None:
    palette = open_graph(open_palette)
    palette.page.get_by_role("button", name=palette.text("design.as-list")).click()
    palette.page.locator(".relation").first.wait_for()
    assert palette.page.locator(".graph").count() == 0


def test_hostile_names_are_text(open_palette: Open) -> None:
    hostile = "<img src=x onerror=alert(1)> \u202eevil\u202c" + "x" * 300
    palette = open_graph(open_palette, relation(1, name=hostile))
    assert palette.page.locator(".graph-svg img, .graph-svg image").count() == 0
    box = box_of(palette.page.locator(f"{NODE} rect").nth(1))
    text = box_of(palette.page.locator(f"{NODE} text").nth(1))
    assert text["x"] + text["width"] <= box["x"] + box["width"] + 2


def test_the_picture_that_is_saved_stands_alone(open_palette: Open) -> None:
    palette = open_graph(open_palette)
    palette.page.get_by_role("button", name=palette.text("graph.save")).click()
    palette.page.locator(".status", has_text="/home/mika/Gearbox.svg").wait_for()
    saved = palette.last("graph.save")
    assert saved["name"] == "Gearbox"
    root = ET.fromstring(saved["svg"])
    assert root.tag == f"{SVG}svg"
    assert not [one for one in root.iter() if one.tag == f"{SVG}use" or one.get("class")]
    assert "Gearbox Housing" in "".join(root.itertext())
    rects = root.findall(f".//{SVG}g/{SVG}rect")
    assert all((one.get("fill") or "").startswith("rgb") for one in rects)
    assert (
        palette.page.evaluate(
            "svg => new DOMParser().parseFromString(svg, 'image/svg+xml').querySelector('parsererror')",
            saved["svg"],
        )
        is None
    )


def test_a_picture_that_cannot_be_saved_is_said(open_palette: Open) -> None:
    palette = open_graph(
        open_palette, fail={"graph.save": problem("host.dialog-open", message="Another one is open.")}
    )
    palette.page.get_by_role("button", name=palette.text("graph.save")).click()
    palette.page.locator(".status", has_text="Another one is open.").wait_for()


def test_five_hundred(open_palette: Open) -> None:
    palette = open_graph(open_palette, *map(relation, range(500)))
    assert palette.page.locator(NODE).count() == 501
    palette.page.get_by_role("button", name=palette.text("design.as-list")).click()
    assert palette.page.locator(".relation").count() == 500
