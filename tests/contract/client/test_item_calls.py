"""The page's calls about one item or folder: what may be done with it, what it may relate to, and does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from addin.lib.aps.refs import ATTACHMENT, DRAWING_TO_DESIGN
from addin.lib.emulator import Emulator, Fault, sample
from addin.lib.scripting import connect

from .palettes import Palette

DESIGN, DRAWING = "versions:autodesk.fusion360:Design", "versions:autodesk.fusion360:Drawing"


def ask(palette: Palette, method: str, **params: Any) -> dict[str, Any]:
    """Call what fails and return its error."""
    number = palette.ask(method, **params)
    return palette.page.wait_for(lambda message: message.get("id") == number)["error"]["data"]


@pytest.fixture
def places(service: Emulator) -> Iterator[dict[str, Any]]:
    """The sample hub's nodes by name."""
    with connect(service=service.url, token=service.token) as session:
        yield {node.name: node for node in session.walk(project=sample.MAIN_PROJECT)}


def test_what_may_be_done_is_one_request(palette: Palette, service: Emulator, places: dict[str, Any]) -> None:
    palette.call("account.signIn")
    node = places[sample.DESIGN_NAME]
    service.clear_log()
    asked = {"projectId": node.project_id, "kind": "item", "id": node.id}
    allowed = palette.call("item.permissions", **asked)["allowed"]
    assert allowed["view"] is allowed["download"] is allowed["write"] is True
    assert len(service.log) == 1
    folder = next(node for node in places.values() if node.kind == "folder")
    asked = {"projectId": folder.project_id, "kind": "folder", "id": folder.id}
    assert palette.call("item.permissions", **asked)["allowed"]["upload"] is True
    assert ask(palette, "item.permissions", **{**asked, "kind": "hub"})["reference"] == "bridge.bad-message"


def test_what_may_not_be_done_is_told(palette: Palette, service: Emulator, places: dict[str, Any]) -> None:
    palette.call("account.signIn")
    project = service.seed.add_project(places[sample.DESIGN_NAME].hub_id, name="Read only", access="read")
    asked = {"projectId": project.id, "kind": "folder", "id": project.root_folder_id}
    allowed = palette.call("item.permissions", **asked)["allowed"]
    assert (allowed["view"], allowed["write"], allowed["admin"]) == (True, False, False)


def test_what_the_schema_service_allows_a_type_and_nothing_where_it_is_silent(
    palette: Palette, service: Emulator
) -> None:
    palette.call("account.signIn")

    def abilities(type: str) -> set[tuple[str, str]]:
        found = palette.call("item.type", type=type)["abilities"]
        return {(one["type"], one["direction"]) for one in found}

    service.add_fault(Fault(path="/schema/*", status=500, nth=(1,)))
    assert abilities(DESIGN) == set()
    service.clear_faults()
    session = palette.app.sign_ins.require()
    session.schemas._silent_until = 0
    assert {(DRAWING_TO_DESIGN, "to"), (ATTACHMENT, "from"), (ATTACHMENT, "to")} <= abilities(DESIGN)
    assert (DRAWING_TO_DESIGN, "from") not in abilities(DESIGN)
    assert (DRAWING_TO_DESIGN, "from") in abilities(DRAWING)


def test_the_references_of_an_item_that_is_not_open(palette: Palette, places: dict[str, Any]) -> None:
    palette.call("account.signIn")
    drawing = places[sample.CURRENT_DRAWING]
    found = palette.call(
        "item.references", projectId=drawing.project_id, itemId=drawing.id, name=drawing.name
    )
    assert found["document"]["kind"] == "drawing"
    assert sample.DESIGN_NAME in {row["otherName"] for row in found["relations"]}


def test_where_there_is_no_fusion_nothing_is_inserted(palette: Palette) -> None:
    palette.call("account.signIn")
    for method in ("item.insert", "item.link"):
        assert ask(palette, method, itemId="urn:one")["reference"] == "host.no-documents"
