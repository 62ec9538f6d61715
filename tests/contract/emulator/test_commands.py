"""Commands about many resources at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from .wire import Shelf, Wire, document, q

ALL_ACTIONS = [
    "read",
    "view",
    "download",
    "collaborate",
    "write",
    "upload",
    "updateMetaData",
    "create",
    "delete",
    "admin",
    "share",
]


def command(
    name: str, resources: Iterable[tuple[str, str]], *, version: str = "1.0.0", **data: object
) -> dict[str, Any]:
    """The body of a command; `name` without its namespace unless it is another one's."""
    extension: dict[str, Any] = {
        "type": f"commands:{name}" if ":" in name else f"commands:autodesk.core:{name}",
        "version": version,
    }
    if data:
        extension["data"] = data
    named = [{"type": kind, "id": resource_id} for kind, resource_id in resources]
    return document(
        {
            "type": "commands",
            "attributes": {"extension": extension},
            "relationships": {"resources": {"data": named}},
        }
    )


@pytest.mark.parametrize(
    ("access", "allowed"),
    [
        ("read", {"read", "view", "download"}),
        ("write", set(ALL_ACTIONS) - {"admin"}),
        ("manage", set(ALL_ACTIONS)),
    ],
)
def test_permissions_go_by_the_project(wire: Wire, shelf: Shelf, access: str, allowed: set[str]) -> None:
    seed = wire.service.seed
    project = seed.add_project(shelf.hub, name=f"As {access}", access=access)
    resources = [("folders", project.root_folder_id)]
    body = command("CheckPermission", resources, requiredActions=ALL_ACTIONS)
    reply = wire.post(shelf.collection("commands", project=project.id), body)
    assert reply.status == 200
    data = reply.json["data"]
    assert "status" not in data["attributes"]
    found = data["attributes"]["extension"]["data"]
    assert found["requiredActions"] == ALL_ACTIONS
    (permission,) = found["permissions"]
    assert (permission["type"], permission["id"]) == resources[0]
    assert {action for action, may in permission["details"].items() if may} == allowed
    assert set(permission["details"]) == set(ALL_ACTIONS)
    assert permission["permission"] == (access == "manage")
    assert data["relationships"]["resources"]["data"] == [{"type": "folders", "id": project.root_folder_id}]


def test_permissions_of_all_kinds_at_once(wire: Wire, shelf: Shelf) -> None:
    resources = [("folders", shelf.folder), ("items", shelf.design_item), ("versions", shelf.design1)]
    body = command("CheckPermission", resources, requiredActions=["read", "upload"])
    data = wire.post(shelf.collection("commands"), body).json["data"]
    permissions = data["attributes"]["extension"]["data"]["permissions"]
    assert [(entry["type"], entry["id"], entry["permission"]) for entry in permissions] == [
        (*resource, True) for resource in resources
    ]


@pytest.mark.parametrize("version", ["1.0.0", "1.1.0"])
def test_items_come_with_their_tips(wire: Wire, shelf: Shelf, version: str) -> None:
    resources = [("items", shelf.design_item), ("items", shelf.sheet_item), ("items", shelf.design_item)]
    reply = wire.post(shelf.collection("commands"), command("ListItems", resources, version=version)).json
    entries = reply["data"]["relationships"]["resources"]["data"]
    assert [entry["id"] for entry in entries] == [shelf.design_item, shelf.sheet_item]
    assert entries[0]["meta"] == wire.get(shelf.path("items", shelf.design_item)).json["data"]
    assert {tip["id"] for tip in reply["included"]} == {shelf.design2, shelf.sheet}
    assert reply["data"]["attributes"]["status"] == "complete"
    assert reply["data"]["attributes"]["extension"]["version"] == version


def test_paths_of_items_are_for_bim_360_only(wire: Wire, shelf: Shelf) -> None:
    path = shelf.collection("commands")
    own = [("items", shelf.sheet_item)]
    assert wire.post(path, command("ListItems", own, includePathInProject=False)).status == 200
    assert wire.post(path, command("ListItems", own, includePathInProject=True)).error == ("400", "BAD_INPUT")
    seed = wire.service.seed
    hub = seed.add_hub("Builders", extension_type="hubs:autodesk.bim360:Account")
    project = seed.add_project(hub, name="Tower")
    made: dict[str, Any] = {"created": "2026-03-04T12:00:00Z", "by": "SAMPLEUSER01"}
    folder = seed.add_folder(
        seed.add_folder(project.root_folder_id, name="Project Files", **made), name="Gears", **made
    )
    item = seed.add_item(folder, name="A.dwg", extension_type="items:autodesk.bim360:File", **made)
    seed.add_version(item, size=1, **made)
    body = command("ListItems", [("items", item)], includePathInProject=True)
    reply = wire.post(shelf.collection("commands", project=project.id), body).json
    (entry,) = reply["data"]["relationships"]["resources"]["data"]
    assert entry["meta"]["attributes"]["pathInProject"] == "/Project Files/Gears"


def test_commands_that_cannot_be(wire: Wire, shelf: Shelf) -> None:
    path = shelf.collection("commands")
    own, item = [("versions", shelf.design1)], [("items", shelf.sheet_item)]
    many = [("items", f"{shelf.sheet_item}{number}") for number in range(51)]
    for body in (
        command("CheckPermission", own),
        command("CheckPermission", own, requiredActions=[]),
        command("CheckPermission", own, requiredActions=["fly"]),
        command("CheckPermission", own, requiredActions=[{}]),
        command("CheckPermission", own, version="2.0.0", requiredActions=["read"]),
        command("CheckPermission", [("hubs", shelf.hub)], requiredActions=["read"]),
        command("CheckPermission", [], requiredActions=["read"]),
        command("ListItems", own),
        command("ListItems", many),
        command("ListItems", item, version="1.2.0"),
        command("ListItems", item, includePathInProject="no"),
        command("CreateFolder", item),
        document({"type": "commands"}),
    ):
        assert wire.post(path, body).error == ("400", "BAD_INPUT"), body
    unknown = [("folders", shelf.folder), ("items", "urn:none")]
    body = command("CheckPermission", unknown, requiredActions=["read"])
    assert wire.post(path, body).error == ("404", "ITEM_NOT_FOUND")
    elsewhere = shelf.collection("commands", project=shelf.other)
    assert wire.post(elsewhere, command("ListItems", item)).error == ("404", "ITEM_NOT_FOUND")
    closed = shelf.collection("commands", project=shelf.closed)
    body = command("CheckPermission", item, requiredActions=["read"])
    assert wire.post(closed, body).error == ("403", "FORBIDDEN")


@pytest.mark.parametrize("name", ["C4RModelPublish", "C4RPublishWithoutLinks", "C4RModelGetPublishJob"])
def test_publishing_cloud_models_is_not_served(wire: Wire, shelf: Shelf, name: str) -> None:
    reply = wire.post(
        f"/data/v1/projects/{q(shelf.project)}/commands",
        command(f"autodesk.bim360:{name}", [("items", shelf.sheet_item)]),
    )
    assert reply.status == 501
    assert name in reply.json["developerMessage"]
