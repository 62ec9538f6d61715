"""The synthetic Schema service on the wire, under each guess at what the real one answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from addin.lib.emulator import Emulator

from .wire import ATTACHMENT, DRAWING_TO_DESIGN, JSON_API, Shelf, Wire, fill_shelf, q, ref_body

SCHEMAS = "/schema/v1/versions"


def under(start: Callable[..., Emulator], policy: str) -> Wire:
    """A connection to a service with this guess."""
    return Wire(start(hub="none", policies={"schema-service": policy}))


@pytest.fixture
def silent(start: Callable[..., Emulator]) -> Iterator[Wire]:
    """A connection to a service without schemas."""
    with under(start, "absent") as opened:
        yield opened


def test_an_extension_type_has_a_schema(wire: Wire) -> None:
    reply = wire.get(f"{SCHEMAS}/{q('items:autodesk.core:File-1.0')}")
    assert (reply.status, reply.headers["Content-Type"]) == (200, f"{JSON_API}; charset=utf-8")
    data = reply.json["data"]
    assert (data["type"], data["id"]) == ("schemas", "items:autodesk.core:File-1.0")
    assert data["attributes"]["schema"]["title"] == "items:autodesk.core:File"
    assert "fromAllowedTypes" not in data["attributes"]


def test_an_address_may_be_encoded_or_raw(wire: Wire) -> None:
    raw = wire.get(f"{SCHEMAS}/hubs:autodesk.bim360:Account-1.0")
    assert raw.json["data"] == wire.get(f"{SCHEMAS}/{q('hubs:autodesk.bim360:Account-1.0')}").json["data"]


@pytest.mark.parametrize(
    "schema_id",
    [
        "hubs:autodesk.core:Hub-1.0",
        "hubs:autodesk.a360:PersonalHub-1.0",
        "projects:autodesk.core:Project-1.0",
        "folders:autodesk.bim360:Folder-1.0",
        "items:autodesk.fusion360:Drawing-1.0",
        "items:autodesk.bim360:TitleBlock-1.0",
        "versions:autodesk.core:Deleted-1.0",
        "versions:autodesk.a360:CompositeDesign-1.0",
        "links:A360:DownloadArchiveFolder-1.0",
        "commands:autodesk.core:ListRefs-1.0.0",
        "commands:autodesk.core:ListItems-1.0.0",
        "commands:autodesk.core:ListItems-1.1.0",
        "commands:autodesk.bim360:C4RModelGetPublishJob-1.0.0",
        "auxiliary:autodesk.core:Attachment-1.0",
        "xrefs:autodesk.core:Xref-1.0",
        "xrefs:autodesk.core:Xref-1.1",
        "xrefs:autodesk.core:Xref-1.1.0",
        "derived:autodesk.fusion360:DrawingToDesign-1.0",
        "derived:autodesk.bim360:FileToDocument-1.0",
        "derived:autodesk.bim360:CopyDocument-1.0",
        "derived:autodesk.bim360:CopyFile-1.0",
    ],
)
def test_every_known_type_has_one(wire: Wire, schema_id: str) -> None:
    assert wire.get(f"{SCHEMAS}/{q(schema_id)}").json["data"]["id"] == schema_id


@pytest.mark.parametrize(
    "schema_id",
    [
        "items:autodesk.core:File",
        "items:autodesk.core:File-2.0",
        "items:autodesk.core:File=1.0",
        "items:nobody:Knows-1.0",
        "xrefs:my.custom:Xref-1.0",
        "-",
    ],
)
def test_others_have_none(wire: Wire, schema_id: str) -> None:
    reply = wire.get(f"{SCHEMAS}/{q(schema_id)}")
    assert (reply.status, reply.error) == (404, ("404", "SCHEMA_NOT_FOUND"))


def test_a_ref_type_says_what_it_takes_at_its_ends(wire: Wire) -> None:
    drawing = wire.get(f"{SCHEMAS}/{q(DRAWING_TO_DESIGN)}-1.0").json["data"]["attributes"]
    assert drawing["fromAllowedTypes"] == ["versions:autodesk.fusion360:Drawing"]
    assert drawing["toAllowedTypes"] == ["versions:autodesk.fusion360:Design"]
    attachment = wire.get(f"{SCHEMAS}/{q(ATTACHMENT)}-1.0").json["data"]["attributes"]
    for end in ("fromAllowedTypes", "toAllowedTypes"):
        assert {"folders:autodesk.core:Folder", "items:autodesk.core:File"} <= set(attachment[end])
        assert not [one for one in attachment[end] if one.startswith(("hubs:", "commands:"))]


def test_the_ends_are_those_that_a_post_takes(wire: Wire, shelf: Shelf) -> None:
    allowed = wire.get(f"{SCHEMAS}/{q(DRAWING_TO_DESIGN)}-1.0").json["data"]["attributes"]
    for start_id, end_id in ((shelf.drawing, shelf.design1), (shelf.design1, shelf.drawing)):
        start, end = (
            wire.get(shelf.path("versions", one)).json["data"]["attributes"]["extension"]["type"]
            for one in (start_id, end_id)
        )
        fits = start in allowed["fromAllowedTypes"] and end in allowed["toAllowedTypes"]
        body = ref_body(end_id, extension_type=DRAWING_TO_DESIGN)
        assert (wire.post(shelf.refs(start_id), body).status == 204) is fits


def test_every_address_of_a_schema_leads_to_one(wire: Wire, shelf: Shelf) -> None:
    wire.post(shelf.refs(shelf.design1), ref_body(shelf.sheet))
    found: set[str] = set()

    def collect(value: object) -> None:
        if isinstance(value, dict):
            found.update(part["href"] for name, part in value.items() if name == "schema" and "href" in part)
            for part in value.values():
                collect(part)
        elif isinstance(value, list):
            for part in value:
                collect(part)

    for path in ("/project/v1/hubs", shelf.path("folders", shelf.folder) + "/contents"):
        collect(wire.get(path).json)
    collect(wire.get(shelf.refs(shelf.design1)).json)
    assert len(found) > 5
    for href in found:
        assert wire.get(href).status == 200


def test_a_schema_asks_for_a_token(wire: Wire) -> None:
    assert wire.get(f"{SCHEMAS}/{q(ATTACHMENT)}-1.0", token=None).status == 401


def test_policy_of_a_service_that_is_absent(silent: Wire) -> None:
    for schema_id in (f"{ATTACHMENT}-1.0", "items:autodesk.core:File-1.0"):
        assert silent.get(f"{SCHEMAS}/{q(schema_id)}").status == 404


def test_policy_of_a_document_of_another_shape(start: Callable[..., Emulator]) -> None:
    with under(start, "other-shape") as wire:
        reply = wire.get(f"{SCHEMAS}/{q(ATTACHMENT)}-1.0")
        assert (reply.status, reply.headers["Content-Type"]) == (200, "application/json; charset=utf-8")
        assert "data" not in reply.json
        assert b"AllowedTypes" not in reply.data
        assert reply.json["$id"] == f"{ATTACHMENT}-1.0"


@pytest.mark.parametrize("policy", ["answers", "absent", "other-shape"])
def test_refs_are_made_whatever_the_schema_service_does(start: Callable[..., Emulator], policy: str) -> None:
    with under(start, policy) as wire:
        shelf = fill_shelf(wire.service.seed)
        assert wire.post(shelf.refs(shelf.design1), ref_body(shelf.sheet)).status == 204
