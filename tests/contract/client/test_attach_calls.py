"""The page's calls about attaching several versions at once, and what was pasted."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from addin.lib.aps.refs import ATTACHMENT, DRAWING_TO_DESIGN
from addin.lib.core.addresses import number_of_project
from addin.lib.core.documents import ActiveDocument
from addin.lib.emulator import Emulator, Fault, sample

from .palettes import Palette, open_both, open_item, shown, target

pytestmark = pytest.mark.long_only


@pytest.fixture
def signed_in(palette: Palette) -> Palette:
    """A palette whose user has signed in."""
    palette.call("account.signIn")
    return palette


def link(document: ActiveDocument, *, project: str = "") -> str:
    number = project or number_of_project(document.project_id)
    assert number
    item = base64.urlsafe_b64encode(document.item_id.encode()).decode().rstrip("=")
    return f"https://sample.autodesk360.com/g/projects/{number}/data/dXJuOmE/{item}"


def wanted(row: dict[str, Any], extension_type: str = "") -> dict[str, Any]:
    return {
        "key": row["key"],
        "target": row["target"],
        "type": extension_type or row["offers"][0]["type"],
    }


def attach_all(palette: Palette, design: ActiveDocument, rows: list[dict[str, Any]]) -> dict[str, Any]:
    return palette.call("refs.attachAll", document=shown(design), wanted=[wanted(row) for row in rows])


def test_several_are_shown_at_once_though_the_service_tells_them_late(
    signed_in: Palette, service: Emulator
) -> None:
    design, sheet = open_both(service, signed_in)
    drawing = open_item(service, sample.DRAWING_TO_ATTACH)
    rows = signed_in.call("refs.plan", targets=[target(sheet), target(drawing)])["refs"]
    service.policies.change("late-write", "10")
    shown_now = attach_all(signed_in, design, rows)["relations"]["relations"]
    assert {sheet.name, drawing.name} <= {row["otherName"] for row in shown_now}


def test_planned_attached_and_there_the_next_time(signed_in: Palette, service: Emulator) -> None:
    design, sheet = open_both(service, signed_in)
    drawing = open_item(service, sample.DRAWING_TO_ATTACH)
    targets = [target(sheet), {**target(drawing), "versionId": drawing.version_id}]
    plan = signed_in.call("refs.plan", targets=targets)
    assert plan["design"]["versionId"] == design.version_id
    assert plan["design"]["version"] == plan["design"]["tip"] == 8
    assert "cannot be removed" in plan["warning"]
    assert plan["tipWarning"] == ""
    rows = plan["refs"]
    assert [row["offers"][0]["type"] for row in rows] == [ATTACHMENT, DRAWING_TO_DESIGN]
    assert all(sample.DESIGN_NAME in offer["text"] for row in rows for offer in row["offers"])
    assert [(row["kind"], row["problem"], row["tip"]) for row in rows] == [
        ("other", None, rows[0]["version"]),
        ("drawing", None, rows[1]["version"]),
    ]
    done = attach_all(signed_in, design, rows)
    assert [(one["key"], one["isNew"], one["problem"]) for one in done["results"]] == [
        ("0", True, None),
        ("1", True, None),
    ]
    assert (done["left"], done["note"]) == (0, "")
    names = {row["otherName"] for row in done["relations"]["relations"]}
    assert {sample.SPREADSHEET_TO_ATTACH, sample.DRAWING_TO_ATTACH} <= names
    parts = [m["params"]["part"] for m in signed_in.page.messages if m.get("method") == "job.part"]
    assert parts == done["results"]
    again = signed_in.call("refs.plan", targets=[row["target"] for row in rows])
    assert [row["offers"][0]["isThere"] for row in again["refs"]] == [True, True]


def test_an_older_open_version_is_said(signed_in: Palette, service: Emulator) -> None:
    design, sheet = open_both(service, signed_in)
    older = signed_in.call("item.details", **target(design))["versions"][3]["id"]
    signed_in.app.change_document(design._replace(version_id=older))
    plan = signed_in.call("refs.plan", targets=[target(sheet)])
    assert (plan["design"]["version"], plan["design"]["tip"]) == (5, 8)
    assert "v5" in plan["tipWarning"]


def test_what_is_pasted_is_read_without_asking_anybody(signed_in: Palette, service: Emulator) -> None:
    design, sheet = open_both(service, signed_in)
    before = len(service.log)
    text = f"{link(sheet)}\n{sheet.version_id} <{sheet.item_id}>, {link(sheet, project='20991231000001')} x"
    entries = signed_in.call("refs.read", text=text)["entries"]
    assert len(service.log) == before
    base = {"projectId": design.project_id, "name": ""}
    assert [one["target"] for one in entries] == [
        {**base, "itemId": sheet.item_id, "versionId": None},
        {**base, "itemId": "", "versionId": sheet.version_id},
        {**base, "itemId": sheet.item_id, "versionId": None},
        None,
        None,
    ]
    assert [one["problem"]["reference"] for one in entries[3:]] == ["refs.other-project", "addresses.unknown"]
    for one in entries[:2]:
        offered = signed_in.call("refs.offer", target=one["target"])
        assert (offered["target"]["name"], offered["target"]["itemId"]) == (
            sample.SPREADSHEET_TO_ATTACH,
            sheet.item_id,
        )
    assert signed_in.fail("refs.read", text=" ")["data"]["reference"] == "addresses.none"
    signed_in.app.change_document(ActiveDocument())
    assert signed_in.fail("refs.read", text=text)["data"]["reference"] == "document.none"


def test_a_link_of_a_file_that_is_not_there_says_where_it_was_looked_for(
    signed_in: Palette, service: Emulator
) -> None:
    open_both(service, signed_in)
    [entry] = signed_in.call("refs.read", text="urn:adsk.wipprod:dm.lineage:AAAA")["entries"]
    error = signed_in.fail("refs.offer", target=entry["target"])
    assert error["data"]["reference"] == "refs.not-in-project"
    assert "in the project of the design" in error["message"]


def test_a_pair_of_types_that_no_ref_takes_is_refused_before_any_request(
    signed_in: Palette, service: Emulator
) -> None:
    design, sheet = open_both(service, signed_in)
    body = '{"fromAllowedTypes": ["folders:*"], "toAllowedTypes": ["folders:*"]}'
    service.add_fault(Fault(path="/schema/v1/versions/auxiliary*", status=200, body=body))
    told = {**target(sheet), "type": "items:autodesk.core:File"}
    own_type = "items:autodesk.fusion360:Design"
    types = {"type": told["type"], "ownType": own_type}
    signed_in.fail("refs.offer", target=target(sheet), **types)  # the schemas are read, and kept
    before = len(service.log)
    error = signed_in.fail("refs.offer", target=target(sheet), **types)
    assert error["data"]["reference"] == "refs.type-not-allowed"
    [row] = signed_in.call("refs.plan", targets=[told], ownType=own_type)["refs"]
    assert row["problem"]["reference"] == "refs.type-not-allowed"
    assert signed_in.fail("refs.offer", target=target(design))["data"]["reference"] == "refs.to-itself"
    assert len(service.log) == before


def test_attached_while_another_document_became_the_active_one(signed_in: Palette, service: Emulator) -> None:
    design, sheet = open_both(service, signed_in)
    rows = signed_in.call("refs.plan", targets=[target(sheet)])["refs"]
    signed_in.app.change_document(sheet)
    done = attach_all(signed_in, design, rows)
    assert done["results"][0]["isNew"] is True
    assert done["relations"] is None
    assert sample.DESIGN_NAME in done["note"]


def test_stopped_it_still_tells_what_it_did(signed_in: Palette, service: Emulator) -> None:
    design, _ = open_both(service, signed_in)
    earlier = signed_in.call("item.details", **target(design))["versions"][1:]
    targets = [{**target(design), "versionId": one["id"]} for one in earlier]
    rows = signed_in.call("refs.plan", targets=targets)["refs"]
    service.add_fault(Fault(method="POST", path="*/relationships/refs", delay_ms=250))
    number = signed_in.ask("refs.attachAll", document=shown(design), wanted=[wanted(row) for row in rows])
    signed_in.page.notification("job.part")
    signed_in.app.bridge.receive(f'{{"jsonrpc": "2.0", "method": "job.stop", "params": {{"id": {number}}}}}')
    done = signed_in.answer(number)["result"]
    assert all(one["isNew"] for one in done["results"])
    assert done["left"] > 0
    assert len(done["results"]) + done["left"] == len(earlier)
    assert done["relations"] is None  # a request more would have had to wait


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("refs.plan", {}),
        ("refs.plan", {"targets": "all"}),
        ("refs.plan", {"targets": ["x"]}),
        ("refs.plan", {"targets": [{}]}),
        ("refs.plan", {"targets": [{"projectId": "p"}]}),
        ("refs.attachAll", {"wanted": []}),
        ("refs.attachAll", {"document": {"projectId": "p", "itemId": "i", "versionId": "v"}, "wanted": [{}]}),
        (
            "refs.attachAll",
            {
                "document": {"projectId": "p", "itemId": "i", "versionId": "v"},
                "wanted": [{"key": "0", "target": {"projectId": "p", "itemId": "j"}, "type": "t"}],
            },
        ),
    ],
)
def test_a_bad_call_is_refused(
    signed_in: Palette, service: Emulator, method: str, params: dict[str, Any]
) -> None:
    open_both(service, signed_in)
    assert signed_in.fail(method, **params)["code"] == -32602
