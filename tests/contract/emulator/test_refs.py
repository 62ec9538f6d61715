"""Refs on the wire: made, refused, read at both ends."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from addin.lib.emulator import Emulator

from .wire import ATTACHMENT, DRAWING_TO_DESIGN, Shelf, Wire, fill_shelf, list_refs_body, q, ref_body

XREF = "xrefs:autodesk.core:Xref"


def test_a_ref_reads_the_same_at_both_ends_but_for_the_direction(wire: Wire, shelf: Shelf) -> None:
    made = wire.post(shelf.refs(shelf.design1), ref_body(shelf.sheet))
    assert (made.status, made.data) == (204, b"")
    assert "Content-Length" not in made.headers
    here = wire.get(shelf.refs(shelf.design1)).json
    there = wire.get(shelf.refs(shelf.sheet)).json
    meta = {
        "refType": "auxiliary",
        "fromId": shelf.design1,
        "fromType": "versions",
        "toId": shelf.sheet,
        "toType": "versions",
        "extension": {
            "type": ATTACHMENT,
            "version": "1.0",
            "schema": {"href": "/schema/v1/versions/auxiliary%3Aautodesk.core%3AAttachment-1.0"},
        },
    }
    assert here["data"] == [{"type": "versions", "id": shelf.sheet, "meta": {**meta, "direction": "from"}}]
    assert there["data"] == [{"type": "versions", "id": shelf.design1, "meta": {**meta, "direction": "to"}}]
    assert here["included"] == there["included"]
    assert sorted(resource["type"] for resource in here["included"]) == [
        "items",
        "items",
        "versions",
        "versions",
    ]
    assert wire.get(shelf.refs(shelf.design2)).json["data"] == []


def test_the_related_resources_of_a_ref(wire: Wire, shelf: Shelf) -> None:
    wire.post(shelf.refs(shelf.design1), ref_body(shelf.sheet))
    wire.post(shelf.refs(shelf.design1), ref_body(shelf.sheet, extension_type=XREF))
    path = shelf.path("versions", shelf.design1) + "/refs"
    assert [resource["id"] for resource in wire.get(path).json["data"]] == [shelf.sheet]
    assert wire.get(path + "?filter[extension.type]=versions:autodesk.fusion360:Design").json["data"] == []


def test_posted_data_comes_back(wire: Wire, shelf: Shelf) -> None:
    wire.post(shelf.refs(shelf.design1), ref_body(shelf.sheet, data={"note": "名前"}))
    (entry,) = wire.get(shelf.refs(shelf.design1)).json["data"]
    assert entry["meta"]["extension"]["data"] == {"note": "名前"}


@pytest.mark.parametrize("kind", ["folders", "items"])
def test_folders_and_items_have_refs_too(wire: Wire, shelf: Shelf, kind: str) -> None:
    own = {"folders": shelf.folder, "items": shelf.design_item}[kind]
    path = shelf.path(kind, own) + "/relationships/refs"
    assert wire.post(path, ref_body(shelf.sheet)).status == 204
    reply = wire.get(path).json
    assert reply["data"][0]["meta"]["fromType"] == kind
    assert own in {resource["id"] for resource in reply["included"]}
    (back,) = wire.get(shelf.refs(shelf.sheet)).json["data"]
    assert (back["type"], back["id"], back["meta"]["direction"]) == (kind, own, "to")
    (related,) = wire.get(shelf.path("versions", shelf.sheet) + "/refs").json["data"]
    assert (related["type"], related["id"]) == (kind, own)


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("filter[refType]=derived", 1),
        ("filter[meta.refType]=derived,auxiliary", 2),
        ("filter[direction]=to", 1),
        ("filter[direction]=to&filter[refType]=auxiliary", 0),
        ("filter[extension.type]=" + ATTACHMENT, 1),
        ("filter[type]=items", 0),
    ],
)
def test_filters_of_refs(wire: Wire, shelf: Shelf, query: str, count: int) -> None:
    wire.post(shelf.refs(shelf.design1), ref_body(shelf.sheet))
    wire.post(shelf.refs(shelf.drawing), ref_body(shelf.design1, extension_type=DRAWING_TO_DESIGN))
    assert len(wire.get(f"{shelf.refs(shelf.design1)}?{query}").json["data"]) == count
    assert len(wire.get(f"{shelf.refs(shelf.design1)}?filter[id]={q(shelf.sheet)}").json["data"]) == 1


def refused(shelf: Shelf, case: str) -> tuple[str, dict[str, Any]]:
    """The from version and the body of a POST that must fail."""
    bodies = {
        "unknown type": ref_body(shelf.sheet, extension_type="auxiliary:my.custom:Note"),
        "unknown version of a type": ref_body(shelf.sheet, version="7.0"),
        "from end does not fit": ref_body(shelf.design2, extension_type=DRAWING_TO_DESIGN),
        "to end does not fit": ref_body(shelf.sheet, extension_type=DRAWING_TO_DESIGN),
        "bim 360 only": ref_body(shelf.sheet, extension_type="derived:autodesk.bim360:CopyFile"),
        "to itself": ref_body(shelf.design1),
        "another project": ref_body(shelf.stranger),
        "no such kind": ref_body(shelf.sheet, to_type="projects"),
        "no id": ref_body(""),
        "data is no object": ref_body(shelf.sheet, data=[]),
        "no extension": {"jsonapi": {"version": "1.0"}, "data": {"type": "versions", "id": shelf.sheet}},
        "no jsonapi": {"data": ref_body(shelf.sheet)["data"]},
        "no data": {"jsonapi": {"version": "1.0"}},
    }
    return (shelf.drawing if case == "to end does not fit" else shelf.design1), bodies[case]


@pytest.mark.parametrize(
    "case",
    [
        "unknown type",
        "unknown version of a type",
        "from end does not fit",
        "to end does not fit",
        "bim 360 only",
        "to itself",
        "another project",
        "no such kind",
        "no id",
        "data is no object",
        "no extension",
        "no jsonapi",
        "no data",
    ],
)
def test_a_ref_that_cannot_be_is_bad_input(wire: Wire, shelf: Shelf, case: str) -> None:
    start, body = refused(shelf, case)
    assert wire.post(shelf.refs(start), body).error == ("400", "BAD_INPUT")
    assert wire.get(shelf.refs(start)).json["data"] == []


def test_unknown_ends_are_not_found(wire: Wire, shelf: Shelf) -> None:
    missing = shelf.sheet.replace("version=1", "version=9")
    assert wire.post(shelf.refs(shelf.design1), ref_body(missing)).error == ("404", "VERSION_NOT_FOUND")
    assert wire.post(shelf.refs(missing), ref_body(shelf.sheet)).error == ("404", "VERSION_NOT_FOUND")
    as_item = ref_body(shelf.sheet, to_type="items")
    assert wire.post(shelf.refs(shelf.design1), as_item).error == ("404", "ITEM_NOT_FOUND")


def test_bodies_that_are_none(wire: Wire, shelf: Shelf) -> None:
    path = shelf.refs(shelf.design1)
    assert wire.post(path, '{"jsonapi":').error == ("400", "BAD_INPUT")
    assert wire.post(path, "[" * 100_000).error == ("400", "BAD_INPUT")
    assert wire.post(path, b"\xff").error == ("400", "BAD_INPUT")
    assert wire.post(path, ref_body(shelf.sheet), content_type="text/plain").status == 400
    assert (
        wire.post(path, ref_body(shelf.sheet), content_type="application/json; charset=utf-8").status == 204
    )


def test_a_read_only_project_takes_no_ref_but_lists_them(wire: Wire, shelf: Shelf) -> None:
    version = shelf.read_only_version
    path = shelf.path("versions", version, project=shelf.read_only) + "/relationships/refs"
    assert wire.get(path).json["data"] == []
    assert wire.post(path, ref_body(shelf.sheet)).error == ("403", "FORBIDDEN")
    commands = f"/data/v1/projects/{q(shelf.read_only)}/commands"
    assert wire.post(commands, list_refs_body(version)).status == 200


def test_list_refs_gives_each_queried_end_its_entry(wire: Wire, shelf: Shelf) -> None:
    wire.post(shelf.refs(shelf.design1), ref_body(shelf.sheet))
    wire.post(shelf.refs(shelf.drawing), ref_body(shelf.design1, extension_type=DRAWING_TO_DESIGN))
    commands = f"/data/v1/projects/{q(shelf.project)}/commands"
    reply = wire.post(commands, list_refs_body(shelf.design1, shelf.sheet, shelf.design2)).json
    entries = reply["data"]["relationships"]["resources"]["data"]
    single = wire.get(shelf.refs(shelf.design1)).json["data"] + wire.get(shelf.refs(shelf.sheet)).json["data"]
    assert sorted(map(str, entries)) == sorted(map(str, single))
    assert len(reply["included"]) == 6
    assert reply["data"]["attributes"]["status"] == "complete"


def test_list_refs_that_cannot_be(wire: Wire, shelf: Shelf) -> None:
    commands = f"/data/v1/projects/{q(shelf.project)}/commands"
    for body in (
        list_refs_body(),
        list_refs_body(*(f"{shelf.design1}{number}" for number in range(51))),
        list_refs_body(shelf.design1, version="9.0.0"),
        list_refs_body(shelf.design1, type="commands:autodesk.core:CheckPermission"),
    ):
        assert wire.post(commands, body).error == ("400", "BAD_INPUT")
    assert wire.post(commands, list_refs_body(shelf.design1, shelf.stranger)).error[0] == "404"


@pytest.mark.parametrize(
    ("policy", "status", "stored"), [("again", 204, 1), ("conflict", 409, 1), ("doubled", 204, 2)]
)
def test_policy_of_the_same_ref_twice(
    start: Callable[..., Emulator], policy: str, status: int, stored: int
) -> None:
    service = start(hub="none", policies={"duplicate-ref": policy})
    shelf = fill_shelf(service.seed)
    with Wire(service) as wire:
        assert wire.post(shelf.refs(shelf.design1), ref_body(shelf.sheet)).status == 204
        assert wire.post(shelf.refs(shelf.design1), ref_body(shelf.sheet)).status == status
        assert len(wire.get(shelf.refs(shelf.design1)).json["data"]) == stored


@pytest.mark.parametrize(("policy", "status"), [("accept", 204), ("bad-input", 400), ("forbid", 403)])
def test_policy_of_drawing_to_design(start: Callable[..., Emulator], policy: str, status: int) -> None:
    service = start(hub="none", policies={"drawing-to-design": policy})
    shelf = fill_shelf(service.seed)
    with Wire(service) as wire:
        body = ref_body(shelf.design1, extension_type=DRAWING_TO_DESIGN)
        assert wire.post(shelf.refs(shelf.drawing), body).status == status
        assert wire.post(shelf.refs(shelf.drawing), ref_body(shelf.sheet)).status == 204


@pytest.mark.parametrize("seconds", [2, 10])
def test_policy_of_late_writes(start: Callable[..., Emulator], seconds: int) -> None:
    service = start(hub="none", policies={"late-write": str(seconds)})
    shelf = fill_shelf(service.seed)
    with Wire(service) as wire:
        wire.post(shelf.refs(shelf.design1), ref_body(shelf.sheet))
        wire.post(shelf.refs(shelf.design1), ref_body(shelf.sheet))
        assert wire.get(shelf.refs(shelf.design1)).json["data"] == []
        service.clock.advance(seconds)
        assert len(wire.get(shelf.refs(shelf.sheet)).json["data"]) == 1


@pytest.mark.parametrize(
    ("policy", "error"),
    [
        ("bad-input", ("400", "BAD_INPUT")),
        ("forbid", ("403", "FORBIDDEN")),
        ("not-found", ("404", "VERSION_NOT_FOUND")),
    ],
)
def test_policy_of_refs_to_other_projects(
    start: Callable[..., Emulator], policy: str, error: tuple[str, str]
) -> None:
    service = start(hub="none", policies={"cross-project-ref": policy})
    shelf = fill_shelf(service.seed)
    with Wire(service) as wire:
        assert wire.post(shelf.refs(shelf.design1), ref_body(shelf.stranger)).error == error


@pytest.mark.parametrize("policy", ["405", "404"])
def test_policy_of_deleting_a_ref(start: Callable[..., Emulator], policy: str) -> None:
    service = start(hub="none", policies={"ref-delete": policy})
    shelf = fill_shelf(service.seed)
    with Wire(service) as wire:
        wire.post(shelf.refs(shelf.design1), ref_body(shelf.sheet))
        reply = wire.send("DELETE", shelf.refs(shelf.design1))
        assert reply.status == int(policy)
        assert reply.json["developerMessage"]
        assert len(wire.get(shelf.refs(shelf.design1)).json["data"]) == 1
        assert wire.send("DELETE", shelf.path("versions", shelf.design1)).status == 405


@pytest.mark.parametrize("ref_type", ["derived", "dependencies", "auxiliary", "xrefs", "includes"])
@pytest.mark.parametrize("kind", ["folders", "items", "versions"])
def test_refs_of_every_type_are_read_and_filtered_at_every_end(
    wire: Wire, shelf: Shelf, kind: str, ref_type: str
) -> None:
    own = {"folders": shelf.folder, "items": shelf.design_item, "versions": shelf.design1}[kind]
    # No extension type of two of them is known: a made-up one, which cannot be posted, stands for it.
    types = {name: f"{name}:example.synthetic:Ref" for name in ("dependencies", "includes", ref_type)}
    for extension_type in types.values():
        wire.service.seed.add_ref(own, to_id=shelf.sheet, extension_type=extension_type)
    wire.service.seed.add_ref(shelf.drawing, to_id=own, extension_type=types[ref_type])
    path = shelf.path(kind, own)
    refs = path + "/relationships/refs"
    found = wire.get(f"{refs}?filter[refType]={ref_type}").json["data"]
    assert [(entry["meta"]["refType"], entry["meta"]["direction"]) for entry in found] == [
        (ref_type, "from"),
        (ref_type, "to"),
    ]
    for query, ids in (
        ("filter[direction]=to", [shelf.drawing]),
        (f"filter[direction]=from&filter[extension.type]={types[ref_type]}", [shelf.sheet]),
        (f"filter[id]={q(shelf.drawing)}", [shelf.drawing]),
        ("filter[type]=items", []),
        (f"filter[refType]-starts={ref_type[:4]}&filter[direction]-ends=o", [shelf.drawing]),
    ):
        assert [entry["id"] for entry in wire.get(f"{refs}?{query}").json["data"]] == ids, query
    assert {entry["id"] for entry in wire.get(f"{path}/refs").json["data"]} == {shelf.sheet, shelf.drawing}
    only_drawing = f"{path}/refs?filter[type]=versions&filter[extension.type]-ends=Drawing"
    assert [entry["id"] for entry in wire.get(only_drawing).json["data"]] == [shelf.drawing]
    posted = wire.post(refs, ref_body(shelf.sheet, extension_type=types["dependencies"]))
    assert posted.error == ("400", "BAD_INPUT")
