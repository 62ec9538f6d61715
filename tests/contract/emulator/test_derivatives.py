"""Jobs, manifests and thumbnails on the wire: regions, urns, and how a translation goes on with the clock."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from addin.lib.emulator import Emulator

from .signing_in import sign_in
from .translating import DONE, EMEA_SERVICE, SERVICE, job, path_of, translate, urn_of
from .translating import start as start_job
from .wire import NOON, USER, Reply, Shelf, Wire, fill_shelf, q


@pytest.fixture
def emea(empty_service: Emulator) -> str:
    """A design with a picture in a project whose data lies in Europe."""
    seed = empty_service.seed
    project = seed.add_project(seed.add_hub("Europe", region="EMEA"), name="Rig", partition="wipemea")
    item = seed.add_item(
        project.root_folder_id,
        name="Rig",
        extension_type="items:autodesk.fusion360:Design",
        created=NOON,
        by=USER,
    )
    return seed.add_version(item, created=NOON, by=USER, size=1, thumbnail="plate:4")


def manifest(wire: Wire, resource_id: str, **headers: str) -> Reply:
    return wire.get(path_of(resource_id, "manifest"), headers=headers)


def thumbnail(wire: Wire, resource_id: str, **headers: str) -> Reply:
    return wire.get(path_of(resource_id, "thumbnail"), headers=headers)


def test_a_translation_moves_with_the_clock(wire: Wire, shelf: Shelf) -> None:
    assert manifest(wire, shelf.design1).status == 404
    reply = start_job(wire, job(shelf.design1, "thumbnail", "step"))
    assert reply.status == 200
    assert reply.json == {
        "result": "success",
        "urn": urn_of(shelf.design1),
        "acceptedJobs": {"output": {"formats": [{"type": "thumbnail"}, {"type": "step"}]}},
    }
    seen = []
    for seconds in (0, 2.5, 4, 4):
        wire.service.clock.advance(seconds)
        found = manifest(wire, shelf.design1).json
        seen.append((found["status"], found["progress"], found["hasThumbnail"]))
    assert seen[0] == ("pending", "0% complete", "false")
    assert seen[1][0] == seen[2][0] == "inprogress"
    assert 0 < int(seen[1][1].split("%")[0]) < int(seen[2][1].split("%")[0]) < 100
    assert seen[3] == ("success", "complete", "true")


def test_a_manifest_names_everything_that_was_made(wire: Wire, shelf: Shelf) -> None:
    translate(wire, shelf.design1, "thumbnail", "svf2", "stl")
    found = manifest(wire, shelf.design1).json
    assert {name: found[name] for name in ("type", "urn", "region", "version")} == {
        "type": "manifest",
        "urn": urn_of(shelf.design1),
        "region": "US",
        "version": "1.0",
    }
    thumbnails, view, stl = found["derivatives"]
    assert [one["outputType"] for one in found["derivatives"]] == ["thumbnail", "svf2", "stl"]
    assert [one["hasThumbnail"] for one in found["derivatives"]] == ["true", "true", "false"]
    assert [child["resolution"] for child in thumbnails["children"]] == [[100, 100], [200, 200], [400, 400]]
    for child in thumbnails["children"]:
        assert child["urn"].startswith(f"urn:adsk.viewing:fs.file:{urn_of(shelf.design1)}/output/")
        assert (child["type"], child["role"], child["mime"]) == ("resource", "thumbnail", "image/png")
    [geometry] = view["children"]
    assert (geometry["type"], geometry["role"], geometry["name"]) == ("geometry", "3d", "Gear")
    assert {child["role"] for child in geometry["children"]} == {"graphics", "thumbnail"}
    assert len({child["guid"] for child in thumbnails["children"] + geometry["children"]}) == 7
    assert stl["children"][0]["role"] == "stl"


def test_what_is_there_already_is_not_made_again(wire: Wire, shelf: Shelf) -> None:
    translate(wire, shelf.design1)
    again = start_job(wire, job(shelf.design1))
    assert (again.status, again.data) == (201, b"")
    assert manifest(wire, shelf.design1).json["status"] == "success"
    more = start_job(wire, job(shelf.design1, "thumbnail", "obj"))
    assert more.status == 200
    found = manifest(wire, shelf.design1).json
    assert (found["status"], found["progress"]) == ("inprogress", "50% complete")
    assert [one["status"] for one in found["derivatives"]] == ["success", "pending"]


def test_force_begins_all_over_again(wire: Wire, shelf: Shelf) -> None:
    translate(wire, shelf.design1, "thumbnail", "obj")
    assert start_job(wire, job(shelf.design1), **{"x-ads-force": "true"}).status == 200
    found = manifest(wire, shelf.design1).json
    assert [(one["outputType"], one["status"]) for one in found["derivatives"]] == [("thumbnail", "pending")]


def test_deleting_a_manifest_may_be_done_twice(wire: Wire, shelf: Shelf) -> None:
    translate(wire, shelf.design1)
    for _ in range(2):
        reply = wire.send("DELETE", path_of(shelf.design1, "manifest"))
        assert (reply.status, reply.json) == (200, {"result": "success"})
        assert manifest(wire, shelf.design1).status == 404
    assert wire.send("DELETE", path_of("urn:adsk.wipprod:fs.file:vf.none", "manifest")).status == 200


@pytest.mark.parametrize("outcome", ["success", "failed", "timeout"])
def test_policy_of_how_a_translation_ends(start: Callable[..., Emulator], outcome: str) -> None:
    service = start(hub="none", policies={"translation": outcome})
    shelf = fill_shelf(service.seed)
    with Wire(service) as wire:
        translate(wire, shelf.design1)
        found = manifest(wire, shelf.design1).json
        assert (found["status"], found["progress"]) == (outcome, "complete")
        [derivative] = found["derivatives"]
        assert derivative["status"] == outcome
        assert ("messages" in derivative) is (outcome != "success")
        assert ("children" in derivative) is (outcome == "success")
        header = thumbnail(wire, shelf.design1).headers["x-ads-job-status"]
        assert header == {"timeout": "timedout"}.get(outcome, outcome)


@pytest.mark.parametrize("policy", ["ready", "late"])
def test_policy_of_a_thumbnail_that_waits_for_a_translation(
    start: Callable[..., Emulator], policy: str
) -> None:
    service = start(hub="none", policies={"thumbnail-delay": policy})
    shelf = fill_shelf(service.seed)
    with Wire(service) as wire:
        before = thumbnail(wire, shelf.design1)
        assert before.status == (200 if policy == "ready" else 404)
        assert before.headers["x-ads-role"] == ("extracted" if policy == "ready" else None)
        assert start_job(wire, job(shelf.design1)).status == 200
        service.clock.advance(DONE / 2)
        during = thumbnail(wire, shelf.design1)
        assert during.status == before.status
        if policy == "ready":
            assert during.headers["x-ads-job-status"] == "inprogress"
        service.clock.advance(DONE / 2)
        after = thumbnail(wire, shelf.design1)
        assert (after.status, after.headers["x-ads-role"]) == (200, "rendered")
        assert after.data.startswith(b"\x89PNG")
        wire.send("DELETE", path_of(shelf.design1, "manifest"))
        assert thumbnail(wire, shelf.design1).status == before.status


def test_what_brings_no_picture_gets_one_by_a_translation(wire: Wire, shelf: Shelf) -> None:
    assert thumbnail(wire, shelf.design2).status == 404
    translate(wire, shelf.design2, "svf")
    assert thumbnail(wire, shelf.design2).data.startswith(b"\x89PNG")


@pytest.mark.parametrize("service_path", [SERVICE, EMEA_SERVICE])
def test_what_lies_in_europe_is_found_in_europe(wire: Wire, emea: str, service_path: str) -> None:
    headers = {"region": "EMEA"} if service_path == SERVICE else {}
    assert wire.get(path_of(emea, "thumbnail")).status == 404
    assert (
        wire.get(path_of(emea, "thumbnail", service=service_path), headers=headers).headers["x-ads-role"]
        == "extracted"
    )
    assert start_job(wire, job(emea), service=service_path, **headers).status == 200
    found = wire.get(path_of(emea, "manifest", service=service_path), headers=headers).json
    assert found["region"] == "EMEA"
    assert manifest(wire, emea).status == 404
    assert manifest(wire, emea, region="US").status == 404
    assert wire.send("DELETE", path_of(emea, "manifest")).status == 200
    assert manifest(wire, emea, region="EMEA").status == 200


def test_the_old_attribute_of_a_job_names_a_region_too(wire: Wire, shelf: Shelf) -> None:
    old = job(shelf.design1, destination={"region": "AUS"})
    assert start_job(wire, old).status == 200
    assert manifest(wire, shelf.design1, region="AUS").json["region"] == "AUS"
    assert start_job(wire, old, region="JPN").status == 200
    assert manifest(wire, shelf.design1, region="JPN").status == 200


def test_an_unknown_region_is_refused(wire: Wire, shelf: Shelf) -> None:
    for reply in (
        manifest(wire, shelf.design1, region="MOON"),
        thumbnail(wire, shelf.design1, region="eu"),
        start_job(wire, job(shelf.design1), region="MOON"),
        start_job(wire, job(shelf.design1, destination={"region": "MOON"})),
    ):
        assert reply.status == 400


@pytest.mark.parametrize("bad", ["standard", "padded", "no text", "empty"])
def test_a_urn_is_url_safe_and_unpadded(wire: Wire, shelf: Shelf, bad: str) -> None:
    # Bytes that standard base64 spells with + and /.
    trap = "urn:adsk.wipprod:fs.file:vf.~~~???>>>"
    urn = {
        "standard": base64.b64encode(trap.encode()).decode().rstrip("="),
        "padded": urn_of(shelf.design1) + "=" * (-len(urn_of(shelf.design1)) % 4 or 1),
        "no text": urn_of("x") + "_" * 8,
        "empty": " ",
    }[bad]
    if bad == "standard":
        assert "+" in urn or "/" in urn
        assert wire.get(path_of(trap, "manifest")).status == 404
    for path in ("manifest", "thumbnail", "metadata"):
        assert wire.get(f"{SERVICE}/{q(urn)}/{path}").status == 400
    body = job(shelf.design1)
    body["input"]["urn"] = urn
    assert start_job(wire, body).status == 400


def test_an_object_in_storage_names_its_version_too(wire: Wire, shelf: Shelf) -> None:
    version = wire.get(shelf.path("versions", shelf.design1)).json["data"]
    storage = version["relationships"]["storage"]["data"]["id"]
    translate(wire, storage)
    assert manifest(wire, storage).json["urn"] == urn_of(storage)
    assert version["relationships"]["derivatives"]["data"]["id"] == urn_of(shelf.design1)


def _without(body: dict[str, Any], *path: str) -> dict[str, Any]:
    place = body
    for name in path[:-1]:
        place = place[name]
    del place[path[-1]]
    return body


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda body: _without(body, "input"), "input is missing"),
        (lambda body: _without(body, "output"), "output is missing"),
        (lambda body: _without(body, "input", "urn"), "input.urn is missing"),
        (lambda body: _without(body, "output", "formats"), "output.formats is missing"),
        (lambda body: {**body, "output": {"formats": []}}, "output.formats is missing"),
        (lambda body: {**body, "output": {"formats": [{"type": "pdf"}]}}, "The type of an output"),
        (lambda body: {**body, "output": {"formats": ["stl"]}}, "The type of an output"),
        (lambda body: {**body, "output": {"formats": [{"type": "svf2"}]}}, "The views of svf2"),
        (lambda body: {**body, "output": {"formats": [{"type": "svf", "views": [{}]}]}}, "The views of svf"),
        (lambda body: {**body, "output": {"formats": [{"type": "ifc"}]}}, "Failed to trigger translation"),
        (
            lambda body: {**body, "output": {"formats": [{"type": "thumbnail", "advanced": {"width": [1]}}]}},
            "100, 200 or 400",
        ),
        (lambda body: {**body, "input": {**body["input"], "compressedUrn": True}}, "input.rootFilename"),
        (lambda body: [], "no JSON object"),
    ],
)
def test_jobs_that_cannot_be(
    wire: Wire, shelf: Shelf, change: Callable[[dict[str, Any]], object], says: str
) -> None:
    reply = start_job(wire, change(job(shelf.design1)))
    assert (reply.status, set(reply.json)) == (400, {"diagnostic"})
    assert says in reply.json["diagnostic"]
    assert manifest(wire, shelf.design1).status == 404


def test_a_spreadsheet_cannot_be_translated(wire: Wire, shelf: Shelf) -> None:
    assert "Failed to trigger" in start_job(wire, job(shelf.sheet)).json["diagnostic"]
    assert thumbnail(wire, shelf.sheet).status == 200


def test_a_job_is_json(wire: Wire, shelf: Shelf) -> None:
    body = job(shelf.design1)
    assert wire.post(f"{SERVICE}/job", body).status == 400
    assert wire.post(f"{SERVICE}/job", "{", content_type="application/json").status == 400


def test_formats_and_when_they_changed(wire: Wire) -> None:
    reply = wire.get(f"{SERVICE}/formats")
    formats = reply.json["formats"]
    assert {output for output, kinds in formats.items() if "f3d" in kinds} == {
        "dwg",
        "fbx",
        "iges",
        "obj",
        "step",
        "stl",
        "svf",
        "svf2",
        "thumbnail",
    }
    assert {output for output, kinds in formats.items() if "f2d" in kinds} == {"dwg", "thumbnail"}
    changed = reply.headers["Last-Modified"]
    for since, status in (
        (changed, 304),
        ("Wed, 04 Feb 2026 08:00:00 GMT", 304),
        ("Sun, 01 Feb 2026 08:00:00 GMT", 200),
        ("yesterday", 200),
    ):
        answer = wire.get(f"{SERVICE}/formats", headers={"If-Modified-Since": since})
        assert (answer.status, bool(answer.data)) == (status, status == 200)
        assert answer.headers["Last-Modified"] == changed


def test_who_may_do_what(wire: Wire, shelf: Shelf) -> None:
    def token(scope: str) -> str:
        return sign_in(wire, scope=scope)["access_token"]

    viewing, reading = token("viewables:read"), token("data:read")
    half, whole = token("data:read data:write"), token("data:read data:write data:create")
    path, body = path_of(shelf.design1, "manifest"), job(shelf.design1)

    def posted(used: str) -> Reply:
        return wire.post(f"{SERVICE}/job", body, content_type="application/json", token=used)

    for refused in (
        posted(half),
        wire.send("DELETE", path, token=reading),
        wire.get(path_of(shelf.design1, "thumbnail"), token=viewing),
    ):
        assert (refused.status, refused.json["errorCode"]) == (403, "AUTH-010")
    assert posted(whole).status == 200
    assert wire.get(path, token=viewing).status == 200
    assert wire.get(f"{SERVICE}/formats", token=viewing).status == 200
    assert wire.send("DELETE", path, token=half).status == 200


def test_designs_of_a_closed_project_stay_closed(wire: Wire, empty_service: Emulator) -> None:
    seed = empty_service.seed
    closed = seed.add_project(seed.add_hub("Hub"), name="Closed", access="none")
    item = seed.add_item(closed.root_folder_id, name="Secret.f3d", created=NOON, by=USER)
    secret = seed.add_version(item, created=NOON, by=USER, size=1, thumbnail="plate:4")
    for reply in (
        thumbnail(wire, secret),
        manifest(wire, secret),
        start_job(wire, job(secret)),
        wire.send("DELETE", path_of(secret, "manifest")),
    ):
        assert reply.status == 403


def test_translations_are_kept_with_everything_else(start: Callable[..., Emulator], tmp_path: Path) -> None:
    kept = str(tmp_path / "service.sqlite")
    first = start(hub="none", database=kept)
    shelf = fill_shelf(first.seed)
    with Wire(first) as wire:
        translate(wire, shelf.design1)
    first.stop()
    with Wire(start(hub="none", database=kept)) as wire:
        assert manifest(wire, shelf.design1).status == 200
