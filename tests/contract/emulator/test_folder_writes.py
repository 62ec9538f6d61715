"""Folders made, renamed, moved and hidden, and who may not."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Callable
from typing import Any

import pytest
from addin.lib.emulator import Emulator

from .wire import NOON, USER, Shelf, Wire, document, fill_shelf, folder_body

RESERVED = [
    "<",
    ">",
    ":",
    '"',
    "/",
    "\\",
    "|",
    "?",
    "*",
    "'",
    "\n",
    "\r",
    "\t",
    "\0",
    "\f",
    "¢",
    "™",
    "$",
    "®",
]


def change(folder: str, **data: Any) -> dict[str, Any]:
    """The body of a PATCH of a folder."""
    return document({"type": "folders", "id": folder, **data})


def moved_to(parent: str) -> dict[str, Any]:
    """The relationships that a PATCH moves a folder by."""
    return {"parent": {"data": {"type": "folders", "id": parent}}}


def names_in(wire: Wire, shelf: Shelf, folder: str, query: str = "") -> list[str]:
    reply = wire.get(shelf.path("folders", folder) + f"/contents{query}").json
    return [entry["attributes"].get("name") or entry["attributes"]["displayName"] for entry in reply["data"]]


def test_a_folder_is_made_and_read(wire: Wire, shelf: Shelf) -> None:
    made = wire.post(shelf.collection("folders"), folder_body("Norms", shelf.folder))
    assert made.status == 201
    folder = made.json["data"]
    assert folder["attributes"]["name"] == "Norms"
    assert folder["attributes"]["createUserId"] == USER
    assert folder["attributes"]["extension"]["type"] == "folders:autodesk.core:Folder"
    assert folder["relationships"]["parent"]["data"]["id"] == shelf.folder
    assert folder["id"].startswith("urn:adsk.wipprod:fs.folder:co.")
    assert wire.get(made.json["links"]["self"]["href"]).json["data"] == folder
    assert names_in(wire, shelf, shelf.folder)[0] == "Norms"
    parent = wire.get(shelf.path("folders", shelf.folder)).json["data"]["attributes"]
    assert parent["objectCount"] == 4
    assert parent["lastModifiedTime"] == folder["attributes"]["createTime"] != NOON.replace("Z", ".000Z")


@pytest.mark.parametrize(("policy", "status", "count"), [("conflict", 409, 1), ("allow", 201, 2)])
def test_policy_of_the_same_name(
    start: Callable[..., Emulator], policy: str, status: int, count: int
) -> None:
    service = start(hub="none", policies={"same-name": policy})
    shelf = fill_shelf(service.seed)
    with Wire(service) as wire:
        first = wire.post(shelf.collection("folders"), folder_body("Norms", shelf.folder))
        again = wire.post(shelf.collection("folders"), folder_body("Norms", shelf.folder))
        assert (first.status, again.status) == (201, status)
        assert names_in(wire, shelf, shelf.folder).count("Norms") == count
        if status == 409:
            assert again.error == ("409", "CONFLICT")
        assert wire.post(shelf.collection("folders"), folder_body("norms", shelf.folder)).status == 201
        assert wire.post(shelf.collection("folders"), folder_body("Norms", shelf.root)).status == 201


def test_folders_go_25_levels_deep(wire: Wire, shelf: Shelf) -> None:
    parent = shelf.folder  # the first level below the root
    for level in range(2, 26):
        made = wire.post(shelf.collection("folders"), folder_body(f"L{level}", parent))
        assert made.status == 201
        parent = made.json["data"]["id"]
    refused = wire.post(shelf.collection("folders"), folder_body("L26", parent))
    assert refused.error == ("400", "BAD_INPUT")
    assert "25" in refused.json["errors"][0]["detail"]
    beside = wire.post(shelf.collection("folders"), folder_body("Beside", shelf.root)).json["data"]["id"]
    wire.post(shelf.collection("folders"), folder_body("Inside", beside))
    deepest_but_one = wire.get(shelf.path("folders", parent) + "/parent").json["data"]["id"]
    for target, status in ((deepest_but_one, 400), (shelf.folder, 200)):
        reply = wire.patch(shelf.path("folders", beside), change(beside, relationships=moved_to(target)))
        assert reply.status == status


@pytest.mark.parametrize("character", RESERVED, ids=ascii)
def test_a_reserved_character_is_bad_input(wire: Wire, shelf: Shelf, character: str) -> None:
    name = f"a{character}b"
    made = wire.post(shelf.collection("folders"), folder_body(name, shelf.folder))
    assert made.error == ("400", "BAD_INPUT")
    renamed = wire.patch(shelf.path("folders", shelf.folder), change(shelf.folder, attributes={"name": name}))
    assert renamed.error == ("400", "BAD_INPUT")


@pytest.mark.parametrize(
    ("name", "status"), [("", 400), ("x" * 255, 201), ("x" * 256, 400), ("é 歯 🔧", 201)]
)
def test_the_length_of_a_name(wire: Wire, shelf: Shelf, name: str, status: int) -> None:
    assert wire.post(shelf.collection("folders"), folder_body(name, shelf.folder)).status == status


def test_a_folder_that_cannot_be_made(wire: Wire, shelf: Shelf) -> None:
    path = shelf.collection("folders")
    body = folder_body("Norms", shelf.folder)
    for attributes in (
        {},
        {"name": "Norms"},
        {"name": 7, "extension": body["data"]["attributes"]["extension"]},
        {"name": "Norms", "extension": {"type": "folders:autodesk.core:Folder", "version": "2.0"}},
        {"name": "Norms", "extension": {"type": "folders:autodesk.bim360:Folder", "version": "1.0"}},
        {"name": "\ud800", "extension": body["data"]["attributes"]["extension"]},
    ):
        wrong = {**body["data"], "attributes": attributes}
        assert wire.post(path, document(wrong)).error == ("400", "BAD_INPUT")
    assert wire.post(path, document({**body["data"], "type": "items"})).status == 400
    assert wire.post(path, document({**body["data"], "relationships": {}})).status == 400
    assert wire.post(path, folder_body("Norms", "urn:none")).error == ("404", "FOLDER_NOT_FOUND")
    in_other = shelf.collection("folders", project=shelf.other)
    assert wire.post(in_other, body).error == ("404", "FOLDER_NOT_FOUND")
    for project in (shelf.read_only, shelf.closed):
        refused = wire.post(shelf.collection("folders", project=project), body)
        assert refused.error == ("403", "FORBIDDEN")


def test_a_folder_is_renamed_and_moved(wire: Wire, shelf: Shelf) -> None:
    folder = wire.post(shelf.collection("folders"), folder_body("Norms", shelf.folder)).json["data"]["id"]
    path = shelf.path("folders", folder)
    renamed = wire.patch(path, change(folder, attributes={"name": "Standards"}))
    assert (renamed.status, renamed.json["data"]["attributes"]["name"]) == (200, "Standards")
    moved = wire.patch(path, change(folder, relationships=moved_to(shelf.root)))
    assert moved.json["data"]["relationships"]["parent"]["data"]["id"] == shelf.root
    assert wire.get(path).json["data"] == moved.json["data"]
    assert "Standards" in names_in(wire, shelf, shelf.root)
    assert "Standards" not in names_in(wire, shelf, shelf.folder)


def test_a_change_of_a_folder_that_cannot_be(wire: Wire, shelf: Shelf) -> None:
    path, own = shelf.path("folders", shelf.folder), shelf.folder
    inner = wire.post(shelf.collection("folders"), folder_body("Inner", own)).json["data"]["id"]
    beside = wire.post(shelf.collection("folders"), folder_body("Beside", shelf.root)).json["data"]["id"]
    for body, status in (
        (change(own), 400),
        (change(beside, attributes={"name": "x"}), 400),
        (document({"type": "items", "id": own, "attributes": {"name": "x"}}), 400),
        (change(own, attributes={"hidden": "yes"}), 400),
        (change(own, relationships={"parent": {"data": {"type": "projects", "id": "x"}}}), 400),
        (change(own, relationships=moved_to(own)), 400),
        (change(own, relationships=moved_to(inner)), 400),
        (change(own, relationships=moved_to("urn:none")), 404),
        # No 409 is documented for a change.
        (change(own, attributes={"name": "Beside"}), 400),
    ):
        assert wire.patch(path, body).status == status, body
    root = change(shelf.root, attributes={"name": "x"})
    assert wire.patch(shelf.path("folders", shelf.root), root).error == ("403", "FORBIDDEN")
    assert wire.patch(path, change(own, attributes={"name": "Parts"})).status == 200, "its own name"


def test_outside_bim_360_hiding_changes_no_more_than_the_time(wire: Wire, shelf: Shelf) -> None:
    before = wire.get(shelf.path("folders", shelf.folder)).json["data"]["attributes"]
    reply = wire.patch(shelf.path("folders", shelf.folder), change(shelf.folder, attributes={"hidden": True}))
    assert reply.status == 200
    after = reply.json["data"]["attributes"]
    differing = {name for name in after if after[name] != before[name]}
    # The same user made it, so the name of who changed it stays.
    assert differing == {"lastModifiedTime", "lastModifiedTimeRollup"}
    assert "Parts" in names_in(wire, shelf, shelf.root)


def test_a_folder_as_old_as_the_client_knows_is_304(wire: Wire, shelf: Shelf) -> None:
    path = shelf.path("folders", shelf.folder)
    for since, status in (
        ("2026-03-04T12:00:00.0Z", 304),
        ("2026-03-04T12:00:00Z", 304),
        ("2026-03-04T11:59:59.9Z", 200),
        ("Wed, 04 Mar 2026 12:00:00 GMT", 304),
        ("Wed, 04 Mar 2026 11:59:59 GMT", 200),
        ("yesterday", 200),
        (f"Mon, 01 Jan {10**20} 00:00:00 GMT", 200),
        ("Mon, 01 Jan 2026 00:00:00 +" + "9" * 30, 200),
    ):
        reply = wire.get(path, headers={"If-Modified-Since": since})
        assert reply.status == status, since
        if status == 304:
            assert reply.data == b""
            assert reply.headers["Last-Modified"] == "Wed, 04 Mar 2026 12:00:00 GMT"
    wire.patch(path, change(shelf.folder, attributes={"name": "Renamed"}))
    assert wire.get(path, headers={"If-Modified-Since": "2026-03-04T12:00:00Z"}).status == 200


@pytest.mark.parametrize("policy", ["present", "lagging", "absent", "misses-moves"])
def test_policy_of_the_time_of_the_last_change_below(start: Callable[..., Emulator], policy: str) -> None:
    service = start(hub="none", policies={"modified-rollup": policy})
    shelf = fill_shelf(service.seed)
    inner = service.seed.add_folder(shelf.folder, name="Inner", created=NOON, by=USER)
    with Wire(service) as wire:

        def rolled_up(folder: str) -> str | None:
            attributes = wire.get(shelf.path("folders", folder)).json["data"]["attributes"]
            return attributes.get("lastModifiedTimeRollup")

        # The newest thing in the folder is the design's second version.
        newest = "2026-03-05T12:00:00.000Z"
        assert rolled_up(shelf.folder) == (None if policy == "absent" else newest)
        wire.post(shelf.collection("folders"), folder_body("Deep", inner))
        assert wire.get(shelf.path("folders", shelf.folder)).json["data"]["attributes"][
            "lastModifiedTime"
        ] == NOON.replace("Z", ".000Z"), "what is put deep below does not change the folder itself"
        if policy == "lagging":
            assert rolled_up(shelf.folder) == newest
            service.clock.advance(29)
            assert rolled_up(shelf.folder) == newest
            service.clock.advance(2)
        changed = rolled_up(shelf.folder)
        assert (changed is None) == (policy == "absent")
        assert changed != newest
        service.clock.advance(60)
        wire.patch(shelf.path("folders", inner), change(inner, relationships=moved_to(shelf.root)))
        service.clock.advance(60)
        assert (rolled_up(shelf.folder) == changed) == (policy in ("absent", "misses-moves"))
        assert (rolled_up(shelf.root) == changed) == (policy == "absent")


def test_a_reset_comes_before_a_write_or_after_it(wire: Wire, shelf: Shelf) -> None:
    service = wire.service
    statuses: list[int] = []

    def make() -> None:
        with Wire(service) as own:
            for number in range(40):
                path = shelf.collection("folders")
                statuses.append(
                    own.post(path, folder_body(f"{threading.get_ident()} {number}", shelf.folder)).status
                )

    threads = [threading.Thread(target=make) for _ in range(4)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        service.reset()
        with contextlib.suppress(sqlite3.IntegrityError):
            fill_shelf(service.seed)  # the same ids as before, unless the last reset has come in between
    for thread in threads:
        thread.join()
    assert set(statuses) <= {201, 403, 404}
    assert 201 in statuses


def test_folders_are_filtered_by_the_last_change_below(wire: Wire, shelf: Shelf) -> None:
    for suffix, names in (("-ge", ["Parts"]), ("-lt", []), ("-starts", ["Parts"])):
        assert (
            names_in(wire, shelf, shelf.root, f"?filter[lastModifiedTimeRollup]{suffix}=2026-03-05") == names
        )


def test_what_is_hidden_in_bim_360(wire: Wire) -> None:
    seed = wire.service.seed
    hub = seed.add_hub("Builders", extension_type="hubs:autodesk.bim360:Account")
    project = seed.add_project(hub, name="Tower")
    assert hub.startswith("b.")
    assert project.id.startswith("b.")
    plans = seed.add_folder(project.root_folder_id, name="Plans", created=NOON, by=USER)
    shelf = Shelf(hub, project.id, project.root_folder_id, plans, *[""] * 11)
    folder_type = "folders:autodesk.bim360:Folder"
    made = wire.post(shelf.collection("folders"), folder_body("Old", plans, extension_type=folder_type))
    assert made.status == 201
    assert wire.post(shelf.collection("folders"), folder_body("Core", plans)).status == 400
    folder = made.json["data"]["id"]
    path = shelf.path("folders", folder)
    hidden = wire.patch(path, change(folder, attributes={"hidden": True}))
    assert hidden.json["data"]["attributes"]["hidden"] is True
    assert names_in(wire, shelf, plans) == []
    assert names_in(wire, shelf, plans, "?includeHidden=true") == ["Old"]
    assert names_in(wire, shelf, plans, "?filter[hidden]=true") == ["Old"]
    assert wire.get(shelf.path("folders", plans) + "/contents?includeHidden=perhaps").status == 400
    again = wire.post(shelf.collection("folders"), folder_body("Old", plans, extension_type=folder_type))
    assert again.status == 201, "the name of a deleted folder is free"
    assert wire.patch(path, change(folder, attributes={"hidden": False})).status == 400
    shown = wire.patch(path, change(folder, attributes={"hidden": False, "name": "Older"}))
    assert (shown.status, shown.json["data"]["attributes"]["hidden"]) == (200, False)
    assert names_in(wire, shelf, plans) == ["Older", "Old"]
    wire.patch(shelf.path("folders", plans), change(plans, attributes={"hidden": True}))
    top = f"/project/v1/hubs/{hub}/projects/{project.id}/topFolders"
    assert len(wire.get(top).json["data"]) == 1
    assert wire.get(f"{top}?excludeDeleted=true").json["data"] == []
