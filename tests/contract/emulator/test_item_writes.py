"""Storages and items made and renamed, and what the service refuses."""

from __future__ import annotations

import re
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
    storage_body,
    version_body,
)

DESIGN = "autodesk.fusion360:Design"


@pytest.mark.parametrize("target", ["folders", "items"])
def test_a_storage_names_its_target_and_an_object_of_its_own(wire: Wire, shelf: Shelf, target: str) -> None:
    target_id = {"folders": shelf.folder, "items": shelf.sheet_item}[target]
    body = storage_body((target, target_id), name="Part A.F3D")
    made = [wire.post(shelf.collection("storage"), body) for _ in range(2)]
    assert [reply.status for reply in made] == [201, 201]
    data = made[0].json["data"]
    assert re.fullmatch(r"urn:adsk\.objects:os\.object:wip\.dm\.prod/[0-9a-f-]{36}\.f3d", data["id"])
    assert data["id"] != made[1].json["data"]["id"]
    assert data["relationships"]["target"] == {
        "links": {"related": {"href": shelf.path(target, target_id)}},
        "data": {"type": target, "id": target_id},
    }


def test_a_storage_that_cannot_be(wire: Wire, shelf: Shelf) -> None:
    path, body = shelf.collection("storage"), storage_body(("folders", shelf.folder))
    assert wire.post(path, storage_body(("versions", shelf.sheet))).error == ("400", "BAD_INPUT")
    assert wire.post(path, storage_body(("folders", shelf.folder), name="")).error == ("400", "BAD_INPUT")
    assert wire.post(path, document({**body["data"], "type": "items"})).error == ("400", "BAD_INPUT")
    assert wire.post(path, storage_body(("folders", "urn:none"))).error == ("404", "FOLDER_NOT_FOUND")
    elsewhere = shelf.collection("storage", project=shelf.other)
    assert wire.post(elsewhere, body).error == ("404", "FOLDER_NOT_FOUND")
    read_only = shelf.collection("storage", project=shelf.read_only)
    assert wire.post(read_only, body).error == ("403", "FORBIDDEN")


def test_an_item_is_made_from_an_uploaded_file(wire: Wire, shelf: Shelf) -> None:
    made = make_item(wire, shelf)
    item, (tip,) = made["data"], made["included"]
    assert item["attributes"]["displayName"] == tip["attributes"]["name"] == "part.step"
    assert item["relationships"]["tip"]["data"]["id"] == tip["id"]
    assert item["relationships"]["parent"]["data"]["id"] == shelf.folder
    assert tip["id"] == f"urn:adsk.wipprod:fs.file:vf.{item['id'].rpartition(':')[2]}?version=1"
    assert tip["attributes"]["storageSize"] == 7
    assert tip["attributes"]["fileType"] == "step"
    assert tip["attributes"]["createUserId"] == USER
    assert wire.get(made["links"]["self"]["href"]).json["data"] == item
    contents = wire.get(shelf.path("folders", shelf.folder) + "/contents").json
    assert item in contents["data"]
    assert tip in contents["included"]
    folder = wire.get(shelf.path("folders", shelf.folder)).json["data"]["attributes"]
    assert folder["lastModifiedTime"] == item["attributes"]["createTime"]


def refused_item(wire: Wire, shelf: Shelf, case: str) -> dict[str, Any]:
    """The body of a POST of an item that must fail."""
    storage = wire.upload(shelf.project, ("folders", shelf.folder))
    waiting = wire.post(shelf.collection("storage"), storage_body(("folders", shelf.folder)))
    good = item_body("part.step", shelf.folder, storage)
    (version,) = good["included"]
    bodies = {
        "no displayName": item_body(None, shelf.folder, storage),
        "reserved character": item_body("a/b", shelf.folder, storage),
        "too long": item_body("x" * 256, shelf.folder, storage),
        "a Fusion design": item_body("a", shelf.folder, storage, extension_type=f"items:{DESIGN}"),
        "a file of BIM 360": item_body(
            "a", shelf.folder, storage, extension_type="items:autodesk.bim360:File"
        ),
        "no version": document(good["data"]),
        "two versions": {**good, "included": [version, {**version, "id": "2"}]},
        "another local id": {**good, "included": [{**version, "id": "2"}]},
        "no storage": item_body("part.step", shelf.folder, None),
        "not uploaded": item_body("part.step", shelf.folder, waiting.json["data"]["id"]),
        "a version's name": {
            **good,
            "included": [{**version, "attributes": {**version["attributes"], "name": "a?"}}],
        },
        "a version's type": {
            **good,
            "included": [
                {
                    **version,
                    "attributes": {**version["attributes"], "extension": {"type": f"versions:{DESIGN}"}},
                }
            ],
        },
    }
    return bodies[case]


@pytest.mark.parametrize(
    "case",
    [
        "no displayName",
        "reserved character",
        "too long",
        "a Fusion design",
        "a file of BIM 360",
        "no version",
        "two versions",
        "another local id",
        "no storage",
        "not uploaded",
        "a version's name",
        "a version's type",
    ],
)
def test_an_item_that_cannot_be_is_bad_input(wire: Wire, shelf: Shelf, case: str) -> None:
    before = wire.get(shelf.path("folders", shelf.folder) + "/contents").data
    reply = wire.post(shelf.collection("items"), refused_item(wire, shelf, case))
    assert reply.error == ("400", "BAD_INPUT")
    assert reply.json["errors"][0]["title"] == "One or more input values in the request were bad"
    if case == "no displayName":
        assert "displayName" in reply.json["errors"][0]["detail"]
    assert wire.get(shelf.path("folders", shelf.folder) + "/contents").data == before


def test_what_a_new_item_names_must_be_there(wire: Wire, shelf: Shelf) -> None:
    storage = wire.upload(shelf.project, ("folders", shelf.folder))
    path = shelf.collection("items")
    assert wire.post(path, item_body("a", "urn:none", storage)).error == ("404", "FOLDER_NOT_FOUND")
    unknown = item_body("a", shelf.folder, "urn:adsk.objects:os.object:wip.dm.prod/none.step")
    assert wire.post(path, unknown).error == ("404", "OBJECT_NOT_FOUND")
    other = wire.get(f"/project/v1/hubs/{shelf.hub}/projects/{shelf.other}").json["data"]
    root = other["relationships"]["rootFolder"]["data"]["id"]
    of_other = wire.upload(shelf.other, ("folders", root))
    reply = wire.post(path, item_body("a", shelf.folder, of_other))
    assert reply.error == ("404", "OBJECT_NOT_FOUND"), "a storage belongs to one project"
    read_only = wire.post(
        shelf.collection("items", project=shelf.read_only), item_body("a", shelf.folder, storage)
    )
    assert read_only.error == ("403", "FORBIDDEN")


@pytest.mark.parametrize(("policy", "status", "count"), [("conflict", 409, 1), ("allow", 201, 2)])
def test_policy_of_the_same_name(
    start: Callable[..., Emulator], policy: str, status: int, count: int
) -> None:
    service = start(hub="none", policies={"same-name": policy})
    shelf = fill_shelf(service.seed)
    with Wire(service) as wire:
        first = make_item(wire, shelf)["data"]["id"]
        storage = wire.upload(shelf.project, ("folders", shelf.folder))
        again = wire.post(shelf.collection("items"), item_body("part.step", shelf.folder, storage))
        assert again.status == status
        query = "/contents?filter[displayName]=part.step"
        assert len(wire.get(shelf.path("folders", shelf.folder) + query).json["data"]) == count
        body = document({"type": "items", "id": first, "attributes": {"displayName": "Parts.xlsx"}})
        renamed = wire.patch(shelf.path("items", first), body)
        assert renamed.status == (400 if policy == "conflict" else 200)


def test_names_change_and_nothing_else(wire: Wire, shelf: Shelf) -> None:
    path = shelf.path("items", shelf.sheet_item)
    body = document({"type": "items", "id": shelf.sheet_item, "attributes": {"displayName": "List.xlsx"}})
    renamed = wire.patch(path, body)
    assert renamed.status == 200
    assert renamed.json["data"]["attributes"]["displayName"] == "List.xlsx"
    assert renamed.json["data"]["attributes"]["lastModifiedTime"] > "2026-03-04T12:00:00.000Z"
    assert wire.get(path).json["data"] == renamed.json["data"]
    (tip,) = wire.get(path).json["included"]
    assert tip["attributes"]["name"] == "Parts.xlsx"
    body = document({"type": "versions", "id": shelf.sheet, "attributes": {"name": "List 1.xlsx"}})
    version = wire.patch(shelf.path("versions", shelf.sheet), body).json["data"]
    assert version["attributes"]["name"] == "List 1.xlsx"
    assert version["attributes"]["createTime"] == "2026-03-04T12:00:00.0000000Z"
    assert version["attributes"]["lastModifiedTime"] > version["attributes"]["createTime"]
    assert wire.get(path).json["data"]["attributes"]["displayName"] == "List.xlsx"


@pytest.mark.parametrize(("kind", "field"), [("items", "displayName"), ("versions", "name")])
def test_a_change_of_a_name_that_cannot_be(wire: Wire, shelf: Shelf, kind: str, field: str) -> None:
    own = {"items": shelf.sheet_item, "versions": shelf.sheet}[kind]
    path = shelf.path(kind, own)
    for data in (
        {"id": own, "attributes": {field: "a*"}},
        {"id": own, "attributes": {field: "x" * 256}},
        {"id": own, "attributes": {}},
        {"id": own},
        {"id": shelf.design_item, "attributes": {field: "a"}},
        {"attributes": {field: "a"}},
    ):
        assert wire.patch(path, document({"type": kind, **data})).error == ("400", "BAD_INPUT")
    good = document({"type": kind, "id": own, "attributes": {field: "a"}})
    assert wire.patch(shelf.path(kind, own, project=shelf.other), good).status == 404
    read_only = document({"type": "versions", "id": shelf.read_only_version, "attributes": {"name": "a"}})
    refused = wire.patch(shelf.path("versions", shelf.read_only_version, project=shelf.read_only), read_only)
    assert refused.error == ("403", "FORBIDDEN")


def test_an_item_reserved_by_somebody_else_is_locked(wire: Wire, shelf: Shelf) -> None:
    seed, own = wire.service.seed, shelf.sheet_item
    rename = document({"type": "items", "id": own, "attributes": {"displayName": "Free.xlsx"}})
    rename_version = document({"type": "versions", "id": shelf.sheet, "attributes": {"name": "F.xlsx"}})
    storage = wire.upload(shelf.project, ("items", own))
    requests = (
        lambda: wire.patch(shelf.path("items", own), rename),
        lambda: wire.patch(shelf.path("versions", shelf.sheet), rename_version),
        lambda: wire.post(shelf.collection("versions"), version_body("P.xlsx", own, storage)),
    )
    colleague = seed.add_user("SAMPLEUSER02", name="Ingrid Vogel", email="ingrid@example.com")
    seed.reserve_item(own, by=colleague, since=NOON)
    assert (
        wire.get(shelf.path("items", own)).json["data"]["attributes"]
        | {
            "reserved": True,
            "reservedTime": "2026-03-04T12:00:00.000Z",
            "reservedUserId": "SAMPLEUSER02",
            "reservedUserName": "Ingrid Vogel",
        }
        == wire.get(shelf.path("items", own)).json["data"]["attributes"]
    )
    for send in requests:
        assert send().error == ("423", "LOCKED")
    seed.reserve_item(own, by=USER, since=NOON)
    assert [send().status for send in requests] == [200, 200, 201], "one's own lock is none"
    seed.release_item(own)
    assert wire.get(shelf.path("items", own)).json["data"]["attributes"]["reserved"] is False


def test_a_path_in_the_project_is_for_bim_360_only(wire: Wire, shelf: Shelf) -> None:
    read = wire.get(shelf.path("items", shelf.sheet_item) + "?includePathInProject=true")
    assert "pathInProject" not in read.json["data"]["attributes"]
    assert wire.get(shelf.path("items", shelf.sheet_item) + "?includePathInProject=1").status == 400
