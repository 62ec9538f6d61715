"""Versions converted by jobs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from addin.lib.emulator import Emulator

from .wire import Shelf, Wire, document, fill_shelf, q, ref_body


def download_body(version: str, file_type: str) -> dict[str, Any]:
    """The body of a POST that starts a conversion."""
    return document(
        {
            "type": "downloads",
            "attributes": {"format": {"fileType": file_type}},
            "relationships": {"source": {"data": {"type": "versions", "id": version}}},
        }
    )


def formats_of(wire: Wire, shelf: Shelf, version: str) -> list[str]:
    data = wire.get(shelf.path("versions", version) + "/downloadFormats").json["data"]
    assert (data["type"], data["id"]) == ("downloadFormats", version)
    return [entry["fileType"] for entry in data["attributes"]["formats"]]


def test_the_formats_of_a_version(wire: Wire, shelf: Shelf) -> None:
    assert formats_of(wire, shelf, shelf.design1) == ["f3d"]
    wire.post(shelf.refs(shelf.design1), ref_body(shelf.design2, extension_type="xrefs:autodesk.core:Xref"))
    assert formats_of(wire, shelf, shelf.design1) == ["f3z"], "an archive of the design and what it uses"
    assert formats_of(wire, shelf, shelf.drawing) == ["pdf", "dwg"]
    assert formats_of(wire, shelf, shelf.sheet) == ["xlsx"]


def test_a_job_leads_to_a_download_in_its_time(wire: Wire, shelf: Shelf) -> None:
    started = wire.post(shelf.collection("downloads"), download_body(shelf.design1, "f3d"))
    assert started.status == 202
    (job,) = started.json["data"]
    assert job["attributes"] == {"status": "queued"}
    job_path, path = shelf.path("jobs", job["id"]), shelf.path("downloads", job["id"])
    assert job["links"]["self"]["href"] == started.json["links"]["self"]["href"] == job_path
    for seconds, status in ((0, "queued"), (2, "processing"), (3, "processing")):
        wire.service.clock.advance(seconds)
        reply = wire.get(job_path)
        assert (reply.status, reply.json["data"]["attributes"]["status"]) == (200, status)
        assert wire.get(path).error == ("404", "DOWNLOAD_NOT_FOUND")
    wire.service.clock.advance(1)
    done = wire.get(job_path)
    assert (done.status, done.data, done.headers["Location"]) == (303, b"", path)
    for _ in range(2):
        download = wire.get(done.headers["Location"]).json["data"]
        assert (download["type"], download["id"]) == ("downloads", job["id"])
        assert download["attributes"] == {"format": {"fileType": "f3d"}}
        storage = download["relationships"]["storage"]
        assert storage["data"]["id"].startswith("urn:adsk.objects:os.object:wip.dm.prod/")
        assert storage["meta"]["link"]["href"].startswith("/oss/v2/buckets/wip.dm.prod/objects/")
    # Documented as not implemented yet.
    assert wire.get(shelf.path("versions", shelf.design1) + "/downloads").json["data"] == []


def test_each_job_is_another(wire: Wire, shelf: Shelf) -> None:
    body = download_body(shelf.drawing, "pdf")
    ids = {wire.post(shelf.collection("downloads"), body).json["data"][0]["id"] for _ in range(3)}
    assert len(ids) == 3


@pytest.mark.parametrize(("policy", "kind"), [("described", "downloads"), ("example", "jobs")])
def test_policy_of_how_a_job_looks(start: Callable[..., Emulator], policy: str, kind: str) -> None:
    service = start(hub="none", policies={"download-job": policy})
    shelf = fill_shelf(service.seed)
    with Wire(service) as wire:
        data = wire.post(shelf.collection("downloads"), download_body(shelf.drawing, "dwg")).json["data"]
        assert isinstance(data, list) == (policy == "described")
        job = data[0] if isinstance(data, list) else data
        assert job["type"] == kind
        assert wire.get(shelf.path("jobs", job["id"])).json["data"]["type"] == kind


@pytest.mark.parametrize(("policy", "status"), [("finished", 303), ("failed", 200)])
def test_policy_of_how_a_job_ends(start: Callable[..., Emulator], policy: str, status: int) -> None:
    service = start(hub="none", policies={"download-outcome": policy})
    shelf = fill_shelf(service.seed)
    with Wire(service) as wire:
        body = download_body(shelf.drawing, "dwg")
        job = wire.post(shelf.collection("downloads"), body).json["data"][0]["id"]
        service.clock.advance(6)
        reply = wire.get(shelf.path("jobs", job))
        assert reply.status == status
        assert wire.get(shelf.path("downloads", job)).status == (200 if policy == "finished" else 404)
        if policy == "failed":
            assert reply.json["data"]["attributes"]["status"] == "failed"


def test_what_cannot_be_converted(wire: Wire, shelf: Shelf) -> None:
    path = shelf.collection("downloads")
    good = download_body(shelf.drawing, "pdf")["data"]
    assert wire.post(path, download_body(shelf.drawing, "f3z")).error == ("400", "BAD_INPUT")
    assert wire.post(path, document({**good, "type": "jobs"})).error == ("400", "BAD_INPUT")
    assert wire.post(path, document({**good, "relationships": {}})).error == ("400", "BAD_INPUT")
    assert wire.post(path, download_body("urn:none", "pdf")).error == ("404", "VERSION_NOT_FOUND")
    assert wire.get(shelf.path("jobs", "none")).error == ("404", "JOB_NOT_FOUND")
    assert wire.get(shelf.path("downloads", "none")).error == ("404", "DOWNLOAD_NOT_FOUND")
    job = wire.post(path, document(good)).json["data"][0]["id"]
    assert wire.get(shelf.path("jobs", job, project=shelf.other)).status == 404
    assert wire.get(shelf.path("versions", "urn:none") + "/downloads").status == 404
    # A member who may only read may download all the same.
    read_only = download_body(shelf.read_only_version, "pdf")
    assert wire.post(f"/data/v1/projects/{q(shelf.read_only)}/downloads", read_only).status == 202
