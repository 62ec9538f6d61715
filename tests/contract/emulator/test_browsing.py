"""Hubs, projects, folders, items and versions, and who may see them."""

from __future__ import annotations

import base64
from collections.abc import Callable

import pytest
from addin.lib.emulator import Emulator

from .wire import NOON, USER, Shelf, Wire, fill_shelf, list_refs_body, q


def test_from_the_hub_down_to_a_version_and_back_up(wire: Wire, shelf: Shelf) -> None:
    (hub,) = wire.get("/project/v1/hubs").json["data"]
    projects = wire.get(hub["relationships"]["projects"]["links"]["related"]["href"]).json["data"]
    assert [project["attributes"]["name"] for project in projects] == ["Open", "Other", "Closed", "Read"]
    assert projects[0]["relationships"]["rootFolder"]["data"]["id"] == shelf.root
    (top,) = wire.get(projects[0]["relationships"]["topFolders"]["links"]["related"]["href"]).json["data"]
    contents = wire.get(top["relationships"]["contents"]["links"]["related"]["href"]).json
    assert [entry["attributes"]["displayName"] for entry in contents["data"]] == [
        "Gear",
        "Gear Drawing",
        "Parts.xlsx",
    ]
    design = contents["data"][0]
    assert {tip["id"] for tip in contents["included"]} == {shelf.design2, shelf.drawing, shelf.sheet}
    assert (
        wire.get(design["relationships"]["tip"]["links"]["related"]["href"]).json["data"]["id"]
        == shelf.design2
    )
    versions = wire.get(design["relationships"]["versions"]["links"]["related"]["href"]).json["data"]
    assert [version["attributes"]["versionNumber"] for version in versions] == [2, 1]
    item = wire.get(versions[1]["relationships"]["item"]["links"]["related"]["href"]).json
    assert item["data"] == design
    assert [tip["id"] for tip in item["included"]] == [shelf.design2]
    parent = wire.get(design["relationships"]["parent"]["links"]["related"]["href"]).json["data"]
    assert parent["id"] == shelf.folder
    assert parent["attributes"]["objectCount"] == 3
    root = wire.get(parent["relationships"]["parent"]["links"]["related"]["href"]).json["data"]
    assert root["id"] == shelf.root
    assert wire.get(shelf.path("folders", shelf.root) + "/parent").error == ("404", "FOLDER_NOT_FOUND")


def test_a_version_names_its_derivatives_by_its_own_id(wire: Wire, shelf: Shelf) -> None:
    version = wire.get(shelf.path("versions", shelf.design1)).json["data"]
    urn = base64.urlsafe_b64encode(shelf.design1.encode()).rstrip(b"=").decode()
    assert version["relationships"]["derivatives"]["data"] == {"type": "derivatives", "id": urn}
    assert version["attributes"]["extension"]["type"] == "versions:autodesk.fusion360:Design"
    assert version["attributes"]["fileType"] == "f3d"


@pytest.mark.parametrize("kind", ["folders", "items", "versions"])
def test_an_id_of_another_project_is_not_found(wire: Wire, shelf: Shelf, kind: str) -> None:
    other = wire.get(f"/project/v1/hubs/{q(shelf.hub)}/projects").json["data"][1]["id"]
    own = {"folders": shelf.folder, "items": shelf.design_item, "versions": shelf.design1}[kind]
    assert wire.get(shelf.path(kind, own)).status == 200
    assert wire.get(shelf.path(kind, own, project=other)).status == 404


def test_a_closed_project_is_listed_and_refused(wire: Wire, shelf: Shelf) -> None:
    base = f"/project/v1/hubs/{q(shelf.hub)}/projects/{q(shelf.closed)}"
    closed = wire.get(base).json["data"]
    assert wire.get(base + "/topFolders").error == ("403", "FORBIDDEN")
    root = closed["relationships"]["rootFolder"]["data"]["id"]
    assert wire.get(shelf.path("folders", root, project=shelf.closed) + "/contents").status == 403


@pytest.mark.parametrize(("policy", "status"), [("show", 200), ("forbid", 403), ("hide", 404)])
def test_whether_a_user_sees_the_root_folder_is_a_policy(
    start: Callable[..., Emulator], policy: str, status: int
) -> None:
    service = start(hub="none", policies={"root-folder": policy})
    shelf = fill_shelf(service.seed)
    with Wire(service) as wire:
        for path in ("", "/contents", "/relationships/refs"):
            assert wire.get(shelf.path("folders", shelf.root) + path).status == status
        assert wire.get(shelf.path("folders", shelf.folder) + "/parent").status == status
        folder = wire.get(shelf.path("folders", shelf.folder)).json["data"]
        assert folder["relationships"]["parent"]["data"]["id"] == shelf.root
        tops = wire.get(f"/project/v1/hubs/{q(shelf.hub)}/projects/{q(shelf.project)}/topFolders")
        assert [top["id"] for top in tops.json["data"]] == [shelf.folder]


def test_an_app_without_a_user_sees_no_hub_and_no_data(wire: Wire, shelf: Shelf) -> None:
    token = wire.app_token("data:read")
    assert wire.get("/project/v1/hubs", token=token).json["data"] == []
    assert wire.get(f"/project/v1/hubs/{q(shelf.hub)}", token=token).status == 403
    assert wire.get(shelf.path("folders", shelf.folder), token=token).status == 403
    assert wire.get("/userinfo", token=token).status == 403


def test_pages_are_cut_before_they_are_filtered(wire: Wire, shelf: Shelf) -> None:
    seed = wire.service.seed
    folder = seed.add_folder(shelf.root, name="Many", created=NOON, by=USER)
    for number in range(7):
        name = "wanted" if number in (0, 6) else f"other {number}"
        seed.add_version(
            seed.add_item(folder, name=name, created=NOON, by=USER), created=NOON, by=USER, size=1
        )
    path: str | None = shelf.path("folders", folder) + "/contents?page[limit]=3&filter[displayName]=wanted"
    pages = []
    while path:
        reply = wire.get(path).json
        pages.append(len(reply["data"]))
        assert len(reply["included"]) == len(reply["data"])
        path = reply["links"].get("next", {}).get("href")
    assert pages == [1, 0, 1]
    last = wire.get(shelf.path("folders", folder) + "/contents?page[limit]=3&page[number]=2").json["links"]
    assert set(last) == {"self", "first", "prev"}


def test_a_page_that_just_fits_has_no_next(wire: Wire, shelf: Shelf) -> None:
    path = shelf.path("folders", shelf.folder) + "/contents"
    assert set(wire.get(path + "?page[limit]=3").json["links"]) == {"self"}
    assert "next" in wire.get(path + "?page[limit]=2").json["links"]


@pytest.mark.parametrize("query", ["page[limit]=0", "page[limit]=201", "page[limit]=x", "page[number]=-1"])
def test_a_page_outside_the_limits_is_bad_input(wire: Wire, shelf: Shelf, query: str) -> None:
    reply = wire.get(shelf.path("folders", shelf.folder) + f"/contents?{query}")
    assert reply.error == ("400", "BAD_INPUT")


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("filter[type]=folders", []),
        ("filter[displayName]=Gear,Parts.xlsx", ["Gear", "Parts.xlsx"]),
        ("filter[attributes.displayName]=Gear", ["Gear"]),
        ("filter[displayName]=gear", []),
        ("filter[extension.type]=items:autodesk.core:File", ["Parts.xlsx"]),
        ("filter%5BdisplayName%5D-starts=Gear&filter[displayName]-ends=Drawing", ["Gear Drawing"]),
        ("filter[lastModifiedTime]-ge=2026-03-05", ["Gear"]),
        ("filter[hidden]=false&filter[displayName]-contains=x", ["Parts.xlsx"]),
        ("filter[unheard]=of", []),
    ],
)
def test_filters(wire: Wire, shelf: Shelf, query: str, names: list[str]) -> None:
    reply = wire.get(shelf.path("folders", shelf.folder) + f"/contents?{query}").json
    assert [entry["attributes"]["displayName"] for entry in reply["data"]] == names


@pytest.mark.parametrize(("query", "size"), [("", 200), ("?width=100", 100), ("?width=400&height=400", 400)])
def test_a_thumbnail_is_a_picture_of_the_size_asked(wire: Wire, shelf: Shelf, query: str, size: int) -> None:
    urn = base64.urlsafe_b64encode(shelf.design1.encode()).rstrip(b"=").decode()
    reply = wire.get(f"/modelderivative/v2/designdata/{urn}/thumbnail{query}")
    assert reply.headers["Content-Type"] == "image/png"
    assert int.from_bytes(reply.data[16:20], "big") == size
    assert reply.headers["x-ads-size"] == f"[{size}, {size}]"


def test_thumbnails_that_cannot_be(wire: Wire, shelf: Shelf) -> None:
    def path(version_id: str) -> str:
        urn = base64.urlsafe_b64encode(version_id.encode()).rstrip(b"=").decode()
        return f"/modelderivative/v2/designdata/{urn}/thumbnail"

    assert wire.get(path(shelf.design2)).status == 404
    assert wire.get(path("urn:adsk.wipprod:fs.file:vf.none?version=1")).status == 404
    assert wire.get(path(shelf.design1) + "?width=150").status == 400
    # Standard base64 has / where this has _, and padding: neither is the service's form.
    assert wire.get("/modelderivative/v2/designdata/dXJu%2F/thumbnail").status == 400
    assert wire.get("/modelderivative/v2/designdata/dXJuYQ%3D%3D/thumbnail").status == 400


def test_two_services_hold_the_same_hub(service: Emulator) -> None:
    with Emulator() as second, Wire(service) as one, Wire(second) as other:
        path = "/project/v1/hubs"
        assert one.get(path).data == other.get(path).data
        hub = one.get(path).json["data"][0]["relationships"]["projects"]["links"]["related"]["href"]
        assert one.get(hub).data == other.get(hub).data
        missing = hub.replace("/projects", "/projects/none")
        assert one.get(missing).data == other.get(missing).data
        assert one.service.token != other.service.token


def test_a_folder_of_450_costs_three_pages(service: Emulator) -> None:
    with Wire(service) as wire:
        hub = wire.get("/project/v1/hubs").json["data"][0]["id"]
        project = wire.get(f"/project/v1/hubs/{q(hub)}/projects").json["data"][0]["id"]
        seed = service.seed
        version = wire.get(f"/project/v1/hubs/{q(hub)}/projects/{q(project)}").json["data"]
        folder = seed.add_folder(
            version["relationships"]["rootFolder"]["data"]["id"], name="Long", created=NOON, by=USER
        )
        ids = [seed.add_item(folder, name=f"i{n}", created=NOON, by=USER) for n in range(450)]
        versions = [seed.add_version(item, created=NOON, by=USER, size=n) for n, item in enumerate(ids)]
        found, path = [], f"/data/v1/projects/{q(project)}/folders/{q(folder)}/contents"
        service.clear_log()
        while path:
            reply = wire.get(path).json
            found += [entry["id"] for entry in reply["data"]]
            path = reply["links"].get("next", {}).get("href", "")
        assert found == ids
        assert len(service.log) == 3
        body = list_refs_body(*versions[:50])
        assert wire.post(f"/data/v1/projects/{q(project)}/commands", body).json["data"]["attributes"][
            "status"
        ]


def test_the_hub_of_a_project(wire: Wire, shelf: Shelf) -> None:
    path = f"/project/v1/hubs/{q(shelf.hub)}/projects/{q(shelf.project)}/hub"
    reply = wire.get(path).json
    assert reply["data"] == wire.get(f"/project/v1/hubs/{q(shelf.hub)}").json["data"]
    assert reply["links"]["self"]["href"] == f"/project/v1/hubs/{q(shelf.hub)}"
    bare = wire.service.seed.add_hub("Bare")
    assert wire.get(path.replace(q(shelf.hub), q(bare))).error == ("404", "PROJECT_NOT_FOUND")


@pytest.mark.parametrize(("policy", "regions"), [("none", 0), ("one", 1), ("seven", 7)])
def test_policy_of_warnings_beside_the_hubs(
    start: Callable[..., Emulator], policy: str, regions: int
) -> None:
    service = start(hub="none", policies={"hub-warnings": policy})
    service.seed.add_hub("Shelf")
    with Wire(service) as wire:
        reply = wire.get("/project/v1/hubs")
        assert reply.status == 200
        assert len(reply.json["data"]) == 1
        warnings = reply.json.get("meta", {}).get("warnings", [])
        assert len({warning["Title"] for warning in warnings}) == regions
        for warning in warnings:
            assert (warning["HttpStatusCode"], warning["ErrorCode"]) == ("403", "BIM360DM_ERROR")
            assert {name for name, value in warning.items() if value is None} == {
                "Id",
                "AboutLink",
                "Source",
                "meta",
            }


@pytest.mark.parametrize(
    ("path", "query", "count"),
    [
        ("/project/v1/hubs", "filter[name]=Shelf", 1),
        ("/project/v1/hubs", "filter[name]-starts=She&filter[extension.type]-ends=:Hub", 1),
        ("/project/v1/hubs", "filter[name]-starts=she", 0),
        ("/project/v1/hubs/{hub}/projects", "filter[name]=Open,Other", 2),
        ("/project/v1/hubs/{hub}/projects", "filter[attributes.name]-contains=e", 4),
        ("/project/v1/hubs/{hub}/projects", "page[limit]=1&filter[name]=Other", 0),
        ("/project/v1/hubs/{hub}/projects/{project}/topFolders", "filter[name]=Parts", 1),
        ("/data/v1/projects/{project}/items/{design}/versions", "filter[versionNumber]-lt=2", 1),
        ("/data/v1/projects/{project}/items/{design}/versions", "filter[versionNumber]=1,2", 2),
        (
            "/data/v1/projects/{project}/items/{design}/versions",
            "filter[extension.type]-ends=Design&filter[createTime]-ge=2026-03-05",
            1,
        ),
    ],
)
def test_filters_of_every_list(wire: Wire, shelf: Shelf, path: str, query: str, count: int) -> None:
    filled = path.format(hub=q(shelf.hub), project=q(shelf.project), design=q(shelf.design_item))
    assert len(wire.get(f"{filled}?{query}").json["data"]) == count


def test_a_bim_360_account_looks_like_one(wire: Wire) -> None:
    hub = wire.service.seed.add_hub("Builders", extension_type="hubs:autodesk.bim360:Account")
    project = wire.service.seed.add_project(hub, name="Tower")
    read = wire.get(f"/project/v1/hubs/{q(hub)}").json["data"]
    assert set(read["relationships"]) == {"projects"}
    (listed,) = wire.get(f"/project/v1/hubs/{q(hub)}/projects").json["data"]
    assert (listed["id"], listed["attributes"]["extension"]["type"]) == (
        project.id,
        "projects:autodesk.bim360:Project",
    )
    assert listed["attributes"]["extension"]["data"] == {"projectType": "BIM360"}
