"""Links to what lies outside of the service."""

from __future__ import annotations

import pytest
from addin.lib.emulator import Emulator, sample

from .wire import Shelf, Wire, q

ARCHIVE = "links:A360:DownloadArchiveFolder"


@pytest.mark.parametrize("kind", ["folders", "items", "versions"])
def test_links_of_a_resource(wire: Wire, shelf: Shelf, kind: str) -> None:
    own = {"folders": shelf.folder, "items": shelf.sheet_item, "versions": shelf.sheet}[kind]
    path = shelf.path(kind, own) + "/relationships/links"
    assert wire.get(path).json["data"] == []
    object_id = "urn:adsk.objects:os.object:wip.dm.prod/parts.zip"
    link_id = wire.service.seed.add_link(
        own,
        href="/oss/v2/buckets/wip.dm.prod/objects/parts.zip",
        extension_type=ARCHIVE,
        extension_data={"createdTime": "2026-03-04T12:00:00.000Z"},
        mime_type="application/x-zip-compressed",
        object_id=object_id,
    )
    wire.service.seed.add_link(own, href="/elsewhere", extension_type="links:A360:CreateFolderArchive")
    first, second = wire.get(path).json["data"]
    assert first == {
        "type": "links",
        "id": link_id,
        "meta": {
            "link": {"href": "/oss/v2/buckets/wip.dm.prod/objects/parts.zip"},
            "data": {"type": "objects", "id": object_id},
            "mimeType": "application/x-zip-compressed",
            "extension": {
                "type": ARCHIVE,
                "version": "1.0",
                "schema": {"href": f"/schema/v1/versions/{q(ARCHIVE)}-1.0"},
                "data": {"createdTime": "2026-03-04T12:00:00.000Z"},
            },
        },
    }
    assert set(second["meta"]) == {"link", "extension"}
    assert (
        wire.get(shelf.path(kind, own))
        .json["data"]["relationships"]["links"]["links"]["self"]["href"]
        .endswith("/relationships/links")
    )
    assert wire.get(shelf.path(kind, own, project=shelf.other) + "/relationships/links").status == 404


def test_the_links_of_a_version_have_two_paths(wire: Wire, shelf: Shelf) -> None:
    wire.service.seed.add_link(shelf.sheet, href="/elsewhere", extension_type=ARCHIVE)
    path = shelf.path("versions", shelf.sheet) + "/relationships/links"
    short = wire.get(path.removeprefix("/data/v1"))
    assert short.json["data"] == wire.get(path).json["data"]
    assert len(short.json["data"]) == 1
    assert wire.get(path.removeprefix("/data/v1"), token=None).status == 401


def test_the_sample_hub_has_an_archive_and_a_reserved_item(service: Emulator) -> None:
    with Wire(service) as wire:
        hub = wire.get("/project/v1/hubs").json["data"][0]["relationships"]["projects"]["links"]["related"]
        project = next(
            entry
            for entry in wire.get(hub["href"]).json["data"]
            if entry["attributes"]["name"] == sample.MAIN_PROJECT
        )
        tops = wire.get(project["relationships"]["topFolders"]["links"]["related"]["href"]).json["data"]
        root = project["relationships"]["rootFolder"]["data"]["id"]
        archived = next(top for top in tops if top["attributes"]["name"] == sample.ARCHIVED_FOLDER)
        links = wire.get(archived["relationships"]["links"]["links"]["self"]["href"]).json["data"]
        assert [link["meta"]["extension"]["type"] for link in links] == [
            ARCHIVE,
            "links:A360:CreateFolderArchive",
        ]
        found, path = (
            [],
            f"/data/v1/projects/{q(project['id'])}/folders/{q(root)}/search?filter[fileType]=xlsx",
        )
        while path:
            reply = wire.get(path).json
            found += [item["attributes"] for item in reply["included"]]
            path = reply["links"].get("next", {}).get("href", "")
        reserved = {item["displayName"]: item["reservedUserName"] for item in found if item["reserved"]}
        assert reserved == {sample.RESERVED_ITEM: "Chidi Okafor"}
