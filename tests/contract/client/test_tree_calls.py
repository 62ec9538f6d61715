"""The calls of the tree: a long folder in parts, and what is known of items without asking."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from addin.lib.core.documents import ActiveDocument
from addin.lib.core.marks import Mark, find_marks
from addin.lib.core.readings import Readings
from addin.lib.core.references import Relations
from addin.lib.emulator import Emulator, Fault, sample
from addin.lib.scripting import connect

from .palettes import Palette, open_item

FASTENERS = 450
CONTENTS = "/data/v1/projects/*/folders/*/contents"


@pytest.fixture
def signed_in(palette: Palette) -> Palette:
    """A palette whose user has signed in."""
    palette.call("account.signIn")
    return palette


@pytest.fixture
def design(service: Emulator) -> ActiveDocument:
    """The gearbox, at its tip."""
    return open_item(service, sample.DESIGN_NAME, "items:autodesk.fusion360:Design")


@pytest.fixture
def fasteners(service: Emulator) -> dict[str, str]:
    """The folder of 450, as a place."""
    with connect(service=service.url, token=service.token) as session:
        [node] = [
            node for node in session.walk() if node.kind == "folder" and node.name == sample.FASTENER_FOLDER
        ]
    return {"kind": "folder", "hubId": node.hub_id, "projectId": node.project_id, "id": node.id}


def parts_of(palette: Palette, number: int) -> list[list[dict[str, Any]]]:
    return [
        message["params"]["part"]["rows"]
        for message in palette.page.messages
        if message.get("method") == "job.part" and message["params"]["id"] == number
    ]


def test_a_long_folder_comes_in_parts_and_the_last_rows_with_the_answer(
    signed_in: Palette, fasteners: dict[str, str]
) -> None:
    number = signed_in.ask("tree.list", **fasteners)
    rows = signed_in.answer(number)["result"]["rows"]
    parts = parts_of(signed_in, number)
    assert [len(part) for part in (*parts, rows)] == [200, 200, 50]
    assert len({row["key"] for part in (*parts, rows) for row in part}) == FASTENERS


def test_what_fits_on_one_page_comes_with_the_answer_alone(signed_in: Palette) -> None:
    number = signed_in.ask("tree.list", kind="root")
    assert signed_in.answer(number)["result"]["rows"]
    assert parts_of(signed_in, number) == []


def test_the_first_page_is_there_while_the_second_is_on_its_way(
    signed_in: Palette, service: Emulator, fasteners: dict[str, str]
) -> None:
    service.add_fault(Fault(path=CONTENTS, nth=(2,), status=429, headers={"Retry-After": "60"}))
    number = signed_in.ask("tree.list", **fasteners)
    assert len(signed_in.page.notification("job.part")["part"]["rows"]) == 200
    signed_in.ask("job.cancel", id=number)
    assert signed_in.answer(number)["error"]["data"]["reference"] == "job.cancelled"
    assert len(parts_of(signed_in, number)) == 1


def test_a_folder_that_breaks_off_fails_after_what_came(
    signed_in: Palette, service: Emulator, fasteners: dict[str, str]
) -> None:
    service.add_fault(Fault(path=CONTENTS, nth=(3,), status=403))
    number = signed_in.ask("tree.list", **fasteners)
    assert signed_in.answer(number)["error"]["data"]["reference"] == "service.forbidden"
    assert [len(part) for part in parts_of(signed_in, number)] == [200, 200]


def test_the_marks_of_what_was_read_cost_no_request(
    signed_in: Palette, service: Emulator, design: ActiveDocument
) -> None:
    ids = [design.item_id, "urn:adsk.wipprod:dm.lineage:never-read"]
    assert signed_in.call("tree.marks", itemIds=ids) == {"marks": {}}
    signed_in.app.change_document(design)
    shown = signed_in.call("design.relations")["relations"]
    service.clear_log()
    marks = signed_in.call("tree.marks", itemIds=ids)["marks"]
    stale = sum(row["isStale"] for row in shown)
    assert marks == {design.item_id: {"refs": len(shown), "stale": stale}}
    assert shown
    assert stale
    assert len(service.log) == 0


def test_marks_are_those_of_the_accounts_folder_too(signed_in: Palette, design: ActiveDocument) -> None:
    signed_in.app.change_document(design)
    shown = signed_in.call("design.relations")["relations"]
    session = signed_in.app.sign_ins.require()
    marks = find_marks(Readings(session.folder), [design.item_id])
    assert marks == {design.item_id: Mark(len(shown), sum(row["isStale"] for row in shown))}


def test_marks_are_made_out_once_until_another_reading_is_kept(
    signed_in: Palette, design: ActiveDocument, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed_in.app.change_document(design)
    signed_in.call("design.relations")
    find_folder = signed_in.app.sign_ins.require().folder
    readings, reads = Readings(find_folder), []
    look = readings.look
    monkeypatch.setattr(readings, "look", lambda item_id: reads.append(item_id) or look(item_id))
    ids = [design.item_id, "urn:adsk.wipprod:dm.lineage:never-read"]
    first = find_marks(readings, ids)
    assert find_marks(readings, ids) == first
    assert reads == ids
    reading = look(design.item_id)
    assert reading
    empty = replace(reading, found=Relations(reading.found.versions, ()))
    readings.keep(design.item_id, empty, asked=readings.begin())
    assert find_marks(readings, ids) == {design.item_id: Mark(0, 0)}
    Readings(find_folder).keep(design.item_id, reading, asked=1)  # another program's
    again = Readings(find_folder)
    assert find_marks(again, ids) == first
    Readings(find_folder).keep(design.item_id, empty, asked=1)
    assert find_marks(again, ids) == {design.item_id: Mark(0, 0)}


@pytest.mark.parametrize("ids", [None, "one", [1]])
def test_marks_of_what_is_no_list_of_ids_are_refused(signed_in: Palette, ids: object) -> None:
    assert signed_in.fail("tree.marks", itemIds=ids)["code"] == -32602
