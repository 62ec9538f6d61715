"""The examples of the two founding documents, word for word, against client and local service."""

from __future__ import annotations

import http.client
import json
from typing import Any
from urllib.parse import urlsplit

import pytest
from addin.lib.aps import folders, refs
from addin.lib.emulator import Emulator
from addin.lib.errors import NotFound
from addin.lib.http import HttpClient, build_path
from addin.lib.plm.session import log_in

PROJECT = "a.ZXhhbXBsZTp3aXAxZnFhYXV0b2Rlc2sxNjEjMjAyMzAzMTcwMDAwMDAx"
FROM_ID = "urn:adsk.wipprod:dm.file:vf.hC6k4hndRWaeIVhIjvHu8w?version=2"
TO_ID = "urn:adsk.wipprod:dm.file:vf.RWaeIVhIjvHu6e?version=2"
POST_BODY = """
{
  "jsonapi": { "version": "1.0" },
  "data": {
    "type": "versions",
    "id": "urn:adsk.wipprod:dm.file:vf.RWaeIVhIjvHu6e?version=2",
    "meta": {
      "extension": { "type": "auxiliary:autodesk.core:Attachment", "version": "1.0"}
    }
  }
}
"""
EXAMPLE_REF = {
    "type": "versions",
    "id": TO_ID,
    "meta": {
        "refType": "auxiliary",
        "fromId": FROM_ID,
        "fromType": "versions",
        "toId": TO_ID,
        "toType": "versions",
        "direction": "from",
        "extension": {"type": "auxiliary:autodesk.core:Attachment", "version": "1.0"},
    },
}
EXAMPLE_ERROR = {
    "jsonapi": {"version": "1.0"},
    "errors": [{"status": "404", "code": "FOLDER_NOT_FOUND", "detail": "ApiError Folder not found"}],
}


def seed_example(service: Emulator) -> None:
    """Insert the project and the two versions that the example speaks of."""
    seed = service.seed
    hub = seed.add_hub("Example", hub_id="a.ZXhhbXBsZTp3aXAxZnFhYXV0b2Rlc2sxNjE")
    project = seed.add_project(hub, name="Example", project_id=PROJECT)
    made = {"created": "2026-01-01T10:00:00Z", "by": "SAMPLEUSER01"}
    for version_id in (FROM_ID, TO_ID):
        item = seed.add_item(project.root_folder_id, name=f"{version_id[-12:-10]}.xlsx", **made)
        seed.add_version(item, size=1000, **made)
        seed.add_version(item, size=1000, version_id=version_id, **made)


def exchange(
    service: Emulator, method: str, path: str, body: str | None = None, **headers: str
) -> tuple[int, Any]:
    """Send a request as a program without our client would; return status and JSON."""
    connection = http.client.HTTPConnection(urlsplit(service.url).netloc, timeout=5)
    connection.request(
        method,
        path,
        body,
        {"Authorization": f"Bearer {service.token}", **{k.replace("_", "-"): v for k, v in headers.items()}},
    )
    response = connection.getresponse()
    data = response.read()
    connection.close()
    return response.status, json.loads(data) if data else None


def refs_path(version_id: str) -> str:
    """Return the path of the example, its version id encoded as one segment."""
    return build_path("data", "v1", "projects", PROJECT, "versions", version_id, "relationships", "refs")


def test_the_example_post_is_accepted_and_reads_back_as_the_example_ref(empty_service: Emulator) -> None:
    seed_example(empty_service)
    status, body = exchange(
        empty_service,
        "POST",
        refs_path(FROM_ID),
        POST_BODY,
        Content_Type="application/vnd.api+json",
        Accept="application/vnd.api+json",
    )
    assert (status, body) == (204, None)
    status, body = exchange(empty_service, "GET", refs_path(FROM_ID))
    assert status == 200
    [entry] = body["data"]
    assert entry["meta"]["extension"].pop("schema")
    assert entry == EXAMPLE_REF


def test_the_other_end_sees_it_with_the_direction_turned(empty_service: Emulator) -> None:
    seed_example(empty_service)
    exchange(empty_service, "POST", refs_path(FROM_ID), POST_BODY, Content_Type="application/vnd.api+json")
    _, body = exchange(empty_service, "GET", refs_path(TO_ID))
    [entry] = body["data"]
    assert (entry["type"], entry["id"], entry["meta"]["direction"]) == ("versions", FROM_ID, "to")
    assert (entry["meta"]["fromId"], entry["meta"]["toId"]) == (FROM_ID, TO_ID)
    included = sorted((resource["type"], resource["id"]) for resource in body["included"])
    assert [kind for kind, _ in included] == ["items", "items", "versions", "versions"]


def test_the_path_as_the_example_prints_it_misses(empty_service: Emulator) -> None:
    seed_example(empty_service)
    unencoded = f"/data/v1/projects/{PROJECT}/versions/{FROM_ID}/relationships/refs"
    status, _ = exchange(empty_service, "POST", unencoded, POST_BODY, Content_Type="application/vnd.api+json")
    assert status in (404, 405)
    status, body = exchange(empty_service, "GET", refs_path(FROM_ID))
    assert (status, body["data"]) == (200, [])


def test_our_client_makes_and_reads_the_example(empty_service: Emulator) -> None:
    seed_example(empty_service)
    with HttpClient(empty_service.url, get_token=lambda rejected: empty_service.token) as client:
        refs.create_ref(
            client,
            PROJECT,
            from_type="versions",
            from_id=FROM_ID,
            to_type="versions",
            to_id=TO_ID,
            extension_type=refs.ATTACHMENT,
        )
        listed = refs.list_refs(client, PROJECT, resource_type="versions", resource_id=FROM_ID)
    assert listed.refs == (
        refs.Ref(
            ref_type="auxiliary",
            extension_type="auxiliary:autodesk.core:Attachment",
            extension_version="1.0",
            from_type="versions",
            from_id=FROM_ID,
            to_type="versions",
            to_id=TO_ID,
            direction="from",
            other_type="versions",
            other_id=TO_ID,
        ),
    )
    assert set(listed.versions) == {FROM_ID, TO_ID}
    assert len(listed.items) == 2


def test_the_example_error_field_by_field(empty_service: Emulator) -> None:
    seed_example(empty_service)
    missing = "urn:adsk.wipprod:fs.folder:co.doesnotexist"
    status, body = exchange(
        empty_service, "GET", build_path("data", "v1", "projects", PROJECT, "folders", missing)
    )
    assert status == 404
    error_id = body["errors"][0].pop("id")
    assert len(error_id) == 36
    assert body == EXAMPLE_ERROR
    with HttpClient(empty_service.url, get_token=lambda rejected: empty_service.token) as client:
        with pytest.raises(NotFound) as caught:
            folders.get_folder(client, PROJECT, folder_id=missing)
    assert (caught.value.code, caught.value.status) == ("FOLDER_NOT_FOUND", 404)
    assert len(caught.value.context["error_id"]) == 36


@pytest.mark.parametrize(("password", "status"), [("fusion", 200), ("wrong", 401)])
def test_the_lifecycle_login_by_http_client_and_by_ours_is_the_same(
    service: Emulator, password: str, status: int
) -> None:
    body = json.dumps({"userID": "designer@example.com", "password": password})
    headers = {"User-Agent": "Fusion360", "Content-Type": "application/json", "Accept": "application/json"}
    connection = http.client.HTTPConnection(urlsplit(service.url).netloc, timeout=5)
    connection.request("POST", "/rest/auth/1/login", body, headers)
    theirs = connection.getresponse()
    data = theirs.read()
    connection.close()
    with HttpClient(service.url) as client:
        ours = client.request("POST", "/rest/auth/1/login", body=body, headers=headers)
        assert (ours.status, ours.reason, ours.data) == (theirs.status, theirs.reason, data)
        assert ours.status == status
        if status == 200:
            session = log_in(client, "designer@example.com", password=password)
            assert session.session_id == json.loads(data)["sessionid"]
