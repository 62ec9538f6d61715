"""Versions made, with refs or without, and what they do to their item."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from addin.lib.emulator import Emulator

from .wire import (
    NOON,
    USER,
    Shelf,
    Wire,
    document,
    fill_shelf,
    item_body,
    make_item,
    make_version,
    ref_body,
    version_body,
    xref,
)


def test_a_new_version_is_the_tip(wire: Wire, shelf: Shelf) -> None:
    item = make_item(wire, shelf)["data"]["id"]
    version = make_version(wire, shelf, item)
    assert version["id"].endswith("?version=2")
    assert version["attributes"]["versionNumber"] == 2
    assert wire.get(shelf.path("items", item) + "/tip").json["data"] == version
    read = wire.get(shelf.path("items", item)).json["data"]["attributes"]
    # Versions alone are told with seven digits of a second.
    assert read["lastModifiedTime"][:19] == version["attributes"]["createTime"][:19]
    history = wire.get(shelf.path("items", item) + "/versions").json["data"]
    assert [entry["attributes"]["versionNumber"] for entry in history] == [2, 1]
    only_first = wire.get(shelf.path("items", item) + "/versions?filter[versionNumber]=1").json["data"]
    assert [entry["attributes"]["versionNumber"] for entry in only_first] == [1]


@pytest.mark.parametrize("policy", ["no", "yes"])
def test_policy_of_the_answer_to_a_new_version(start: Callable[..., Emulator], policy: str) -> None:
    service = start(hub="none", policies={"created-version-includes-item": policy})
    shelf = fill_shelf(service.seed)
    with Wire(service) as wire:
        storage = wire.upload(shelf.project, ("items", shelf.sheet_item))
        body = version_body("Parts.xlsx", shelf.sheet_item, storage)
        made = wire.post(shelf.collection("versions"), body).json
        assert ("included" in made) == (policy == "yes")
        assert ("relationships" in made["data"]) == (policy == "no")
        for item in made.get("included", ()):
            assert item["id"] == shelf.sheet_item
            assert item["relationships"]["tip"]["data"]["id"] == made["data"]["id"]


def test_a_version_that_cannot_be(wire: Wire, shelf: Shelf) -> None:
    storage = wire.upload(shelf.project, ("items", shelf.sheet_item))
    path = shelf.collection("versions")
    for body, error in (
        (version_body(None, shelf.sheet_item, storage), ("400", "BAD_INPUT")),
        (version_body("a\n", shelf.sheet_item, storage), ("400", "BAD_INPUT")),
        (version_body("a", shelf.sheet_item, None), ("400", "BAD_INPUT")),
        (version_body("a", shelf.design_item, storage), ("400", "BAD_INPUT")),
        (
            version_body("a", shelf.sheet_item, None, extension_type="versions:autodesk.core:Deleted"),
            ("400", "BAD_INPUT"),
        ),
        (version_body("a", "urn:none", storage), ("404", "ITEM_NOT_FOUND")),
        (version_body("a", shelf.sheet_item, storage + "x"), ("404", "OBJECT_NOT_FOUND")),
    ):
        assert wire.post(path, body).error == error
    copied = wire.post(f"{path}?copyFrom={shelf.sheet}", version_body("a", shelf.sheet_item, None))
    assert copied.error == ("400", "BAD_INPUT"), "copyFrom is for BIM 360 only"
    assert len(wire.get(shelf.path("items", shelf.sheet_item) + "/versions").json["data"]) == 1


@pytest.mark.parametrize(("policy", "status"), [("accept", 201), ("conflict", 409)])
def test_policy_of_a_storage_used_twice(start: Callable[..., Emulator], policy: str, status: int) -> None:
    service = start(hub="none", policies={"storage-reuse": policy})
    shelf = fill_shelf(service.seed)
    with Wire(service) as wire:
        storage = wire.upload(shelf.project, ("items", shelf.sheet_item))
        body = version_body("Parts.xlsx", shelf.sheet_item, storage)
        replies = [wire.post(shelf.collection("versions"), body).status for _ in range(2)]
        assert replies == [201, status]


def test_refs_made_together_with_an_item_or_a_version(wire: Wire, shelf: Shelf) -> None:
    tip = make_item(wire, shelf, refs=[xref(shelf.sheet), xref(shelf.drawing, direction="to")])["included"][0]
    entries = wire.get(shelf.refs(tip["id"])).json["data"]
    found = {(entry["id"], entry["meta"]["direction"]) for entry in entries}
    assert found == {(shelf.sheet, "from"), (shelf.drawing, "to")}
    assert entries[0]["meta"]["extension"]["data"] == {"nestedType": "overlay"}
    item = make_item(wire, shelf, "second.step")["data"]["id"]
    made = make_version(
        wire, shelf, item, refs=[xref(tip["id"], version="1.1", data={"nestedType": "attachment"})]
    )
    (entry,) = wire.get(shelf.refs(made["id"])).json["data"]
    assert (entry["id"], entry["meta"]["extension"]["version"]) == (tip["id"], "1.1")


@pytest.mark.parametrize(
    ("case", "status"),
    [
        ("another type", 400),
        ("another refType", 400),
        ("an old version of the type", 400),
        ("no direction", 400),
        ("a nested type that is none", 400),
        ("a folder", 400),
        ("no list", 400),
        ("unknown", 404),
        ("another project", 400),
    ],
)
def test_a_ref_with_a_version_that_cannot_be(wire: Wire, shelf: Shelf, case: str, status: int) -> None:
    good = xref(shelf.sheet)
    refs: Any = {
        "another type": [xref(shelf.sheet, type="auxiliary:autodesk.core:Attachment")],
        "another refType": [{**good, "meta": {**good["meta"], "refType": "auxiliary"}}],
        "an old version of the type": [xref(shelf.sheet, version="1.0")],
        "no direction": [{**good, "meta": {**good["meta"], "direction": "up"}}],
        "a nested type that is none": [xref(shelf.sheet, data={"nestedType": "deep"})],
        "a folder": [{**good, "type": "folders", "id": shelf.folder}],
        "no list": good,
        "unknown": [xref(shelf.sheet.replace("version=1", "version=9"))],
        "another project": [xref(shelf.stranger)],
    }[case]
    storage = wire.upload(shelf.project, ("items", shelf.sheet_item))
    body = version_body("Parts.xlsx", shelf.sheet_item, storage, refs=refs)
    assert wire.post(shelf.collection("versions"), body).status == status
    assert wire.get(shelf.path("items", shelf.sheet_item) + "/tip").json["data"]["id"] == shelf.sheet
    assert wire.get(shelf.refs(shelf.sheet)).json["data"] == []


@pytest.mark.parametrize(
    ("policy", "directions"), [("none", set()), ("outgoing", {"from"}), ("all", {"from", "to"})]
)
def test_policy_of_inherited_refs(start: Callable[..., Emulator], policy: str, directions: set[str]) -> None:
    service = start(hub="none", policies={"ref-inheritance": policy})
    shelf = fill_shelf(service.seed)
    with Wire(service) as wire:
        wire.post(shelf.refs(shelf.sheet), ref_body(shelf.drawing))
        wire.post(shelf.refs(shelf.design1), ref_body(shelf.sheet))
        made = make_version(wire, shelf, shelf.sheet_item)
        entries = wire.get(shelf.refs(made["id"])).json["data"]
        assert {entry["meta"]["direction"] for entry in entries} == directions
        assert len(entries) == len(directions)
        assert len(wire.get(shelf.refs(shelf.sheet)).json["data"]) == 2, "the old version keeps its own"
        # A save in Fusion is told to the seeder.
        service.seed.add_ref(made["id"], to_id=shelf.design2, extension_type="xrefs:autodesk.core:Xref")
        saved = service.seed.add_version(shelf.sheet_item, created=NOON, by=USER, size=1, inherit="all")
        assert len(wire.get(shelf.refs(saved)).json["data"]) == len(directions) + 1


@pytest.mark.parametrize("seconds", [2, 10])
def test_policy_of_late_writes(start: Callable[..., Emulator], seconds: int) -> None:
    service = start(hub="none", policies={"late-write": str(seconds), "same-name": "conflict"})
    shelf = fill_shelf(service.seed)
    with Wire(service) as wire:
        made = make_item(wire, shelf, refs=[xref(shelf.sheet)])
        item, version = made["data"]["id"], made["included"][0]["id"]
        contents = shelf.path("folders", shelf.folder) + "/contents"
        assert item not in {entry["id"] for entry in wire.get(contents).json["data"]}
        assert wire.get(shelf.path("items", item)).status == 404
        assert wire.get(shelf.path("versions", version)).status == 404
        storage = wire.upload(shelf.project, ("folders", shelf.folder))
        again = wire.post(shelf.collection("items"), item_body("part.step", shelf.folder, storage))
        assert again.status == 409, "writing sees what cannot be read yet"
        second = make_version(wire, shelf, shelf.sheet_item)["id"]
        assert wire.get(shelf.path("items", shelf.sheet_item) + "/tip").json["data"]["id"] == shelf.sheet
        service.clock.advance(seconds)
        assert item in {entry["id"] for entry in wire.get(contents).json["data"]}
        assert wire.get(shelf.path("items", item)).json["included"][0]["id"] == version
        assert wire.get(shelf.path("items", shelf.sheet_item) + "/tip").json["data"]["id"] == second
        assert len(wire.get(shelf.refs(version)).json["data"]) == 1


def test_files_of_bim_360_are_copied_and_deleted_by_versions(wire: Wire) -> None:
    seed = wire.service.seed
    hub = seed.add_hub("Builders", extension_type="hubs:autodesk.bim360:Account")
    project = seed.add_project(hub, name="Tower")
    plans = seed.add_folder(project.root_folder_id, name="Plans", created=NOON, by=USER)
    shelf = Shelf(hub, project.id, project.root_folder_id, plans, *[""] * 11)
    types = {"extension_type": "items:autodesk.bim360:File"}
    source_item = seed.add_item(plans, name="A.dwg", created=NOON, by=USER, **types)
    source = seed.add_version(source_item, created=NOON, by=USER, size=99)
    body = item_body(None, plans, None, **types)
    body["included"][0]["attributes"] = {
        "extension": {"type": "versions:autodesk.bim360:File", "version": "1.0"},
        "name": "B.dwg",
    }
    copied = wire.post(f"{shelf.collection('items')}?copyFrom={source.replace('?', '%3F')}", body)
    assert copied.status == 201, copied.data
    item, (tip,) = copied.json["data"], copied.json["included"]
    assert (item["attributes"]["displayName"], tip["attributes"]["storageSize"]) == ("B.dwg", 99)
    asked = wire.get(shelf.path("items", item["id"]) + "?includePathInProject=true").json["data"]
    assert asked["attributes"]["pathInProject"] == "/Plans"
    assert "pathInProject" not in wire.get(shelf.path("items", item["id"])).json["data"]["attributes"]
    rename = document({"type": "versions", "id": tip["id"], "attributes": {"name": "C.dwg"}})
    assert wire.patch(shelf.path("versions", tip["id"]), rename).error == ("400", "BAD_INPUT")
    deleted = version_body("B.dwg", item["id"], None, extension_type="versions:autodesk.core:Deleted")
    made = wire.post(shelf.collection("versions"), deleted)
    assert made.status == 201
    assert "storage" not in made.json["data"]["relationships"]
    assert "storageSize" not in made.json["data"]["attributes"]
    contents = shelf.path("folders", plans) + "/contents"
    assert [entry["id"] for entry in wire.get(contents).json["data"]] == [source_item]
    found = wire.get(shelf.path("folders", shelf.root) + "/search").json["data"]
    assert [entry["id"] for entry in found] == [source], "what is deleted is not found"
    hide = document({"type": "folders", "id": plans, "attributes": {"hidden": True}})
    wire.patch(shelf.path("folders", plans), hide)
    assert wire.get(shelf.path("folders", shelf.root) + "/search").json["data"] == []
    listed = wire.get(f"{contents}?includeHidden=true").json["data"]
    assert [entry["attributes"]["hidden"] for entry in listed] == [False, True]
