"""Objects: listed, described, copied and deleted, and the files of hubs."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from email.utils import formatdate

import pytest
from addin.lib.emulator import Emulator

from .storage import BUCKET, BUCKETS, LEAST_PART, Storage, object_path, reason, split_id
from .wire import NOON, USER, Shelf, Wire, q

NAMES = ["plain.txt", "mit Leerzeichen & Umlauten äöüß.txt", "日本語/图纸.pdf", "a%2Fb?c#d", "x" * 900, "..."]


@pytest.mark.parametrize("key", NAMES)
def test_any_name_is_one_key(storage: Storage, key: str) -> None:
    made = storage.put(key, b"data")
    assert made == {
        "bucketKey": BUCKET,
        "objectKey": key,
        "objectId": f"urn:adsk.objects:os.object:{BUCKET}/{key}",
        "size": 4,
        "contentType": "application/octet-stream",
        "location": storage.service.url + object_path(key),
    }
    assert storage.read(key) == b"data"
    details = storage.get(object_path(key) + "/details").json
    assert details == {**made, "sha1": "a17c9aaa61e80a1bf71d0d850af4e5baa9800bbd"}


def test_details_with_more(storage: Storage) -> None:
    storage.put("x", b"x", headers={"x-ads-user-defined-metadata": '{"part": 7}'})
    began = storage.service.clock.now()
    storage.service.clock.advance(30)
    storage.read("x")
    path = object_path("x") + "/details"
    assert "createdDate" not in storage.get(path).json
    some = storage.get(f"{path}?with=createdDate&with=userDefinedMetadata").json
    assert some["createdDate"] == pytest.approx(began * 1000, abs=5000)
    assert some["userDefinedMetadata"] == '{"part": 7}'
    assert not some.keys() & {"lastAccessedDate", "lastModifiedDate"}
    others = storage.get(f"{path}?with=lastAccessedDate&with=lastModifiedDate").json
    assert others["lastAccessedDate"] >= some["createdDate"] + 30_000
    assert others["lastModifiedDate"] == some["createdDate"]
    assert reason(storage.get(f"{path}?with=colour"))[0] == 400


def test_details_only_if_something_changed(storage: Storage) -> None:
    storage.put("x", b"x")
    path, now = object_path("x") + "/details", storage.service.clock.now()
    unchanged = storage.get(path, {"If-Modified-Since": formatdate(now, usegmt=True)})
    assert (unchanged.status, unchanged.data) == (304, b"")
    for since in (formatdate(now - 60, usegmt=True), "yesterday"):
        assert storage.get(path, {"If-Modified-Since": since}).status == 200


def test_a_list_in_pages_and_by_its_beginning(storage: Storage) -> None:
    keys = sorted([*(f"a/{number:02}" for number in range(12)), "b%", "b_", "ä"])
    for key in keys:
        storage.put(key, key.encode())
    path = f"{BUCKETS}/{BUCKET}/objects"
    first = storage.get(path).json
    assert [item["objectKey"] for item in first["items"]] == keys[:10]
    assert set(first["items"][0]) == {
        "bucketKey",
        "objectKey",
        "objectId",
        "sha1",
        "size",
        "contentType",
        "location",
    }
    seen: list[str] = []
    address = f"{storage.service.url}{path}?limit=5&beginsWith=a%2F"
    while address:
        page = storage.get(address[len(storage.service.url) :]).json
        seen += [item["objectKey"] for item in page["items"]]
        address = page.get("next", "")
    assert seen == keys[:12]
    # What means something to a database means nothing here.
    for beginning, found in (("b%", ["b%"]), ("b_", ["b_"]), ("ä", ["ä"]), ("A", [])):
        listed = storage.get(f"{path}?beginsWith={q(beginning)}").json["items"]
        assert [item["objectKey"] for item in listed] == found
    assert reason(storage.get(f"{path}?limit=0"))[0] == 400


def test_a_copy_stays_when_the_object_goes(storage: Storage) -> None:
    storage.put("x", b"x" * LEAST_PART, b"end", headers={"x-ads-meta-Content-Type": "text/plain"})
    copied = storage.send("PUT", f"{object_path('x')}/copyto/copy%2Fof%20x")
    assert copied.status == 200
    assert (copied.json["objectKey"], copied.json["contentType"]) == ("copy/of x", "text/plain")
    assert copied.json["size"] == LEAST_PART + 3
    assert storage.send("DELETE", object_path("x")).status == 200
    assert reason(storage.get(object_path("x") + "/details")) == (404, "Object not found")
    assert storage.read("copy/of x")[-4:] == b"xend"
    assert reason(storage.send("PUT", f"{object_path('x')}/copyto/y"))[0] == 404
    assert reason(storage.send("DELETE", object_path("x")))[0] == 404


def test_a_copy_over_an_object_and_over_itself(storage: Storage) -> None:
    storage.put("x", b"new")
    storage.put("y", b"old")
    for target in ("y", "x"):
        assert storage.send("PUT", f"{object_path('x')}/copyto/{target}").status == 200
        assert storage.read(target) == b"new"


def test_an_upload_replaces_the_object(storage: Storage) -> None:
    storage.put("x", b"old")
    url = storage.download("x")["url"]
    storage.put("x", b"newer")
    assert storage.read("x") == b"newer"
    assert storage.signed("GET", url).status == 404
    (item,) = storage.get(f"{BUCKETS}/{BUCKET}/objects").json["items"]
    assert item["size"] == 5


def test_unknown_buckets_and_objects(storage: Storage) -> None:
    for path in ("/details", "/signeds3download"):
        assert reason(storage.get(object_path("x") + path)) == (404, "Object not found")
        assert reason(storage.get(object_path("x", "no-such-bucket") + path)) == (404, "Bucket not found")
        assert reason(storage.get(object_path("x", "NO") + path))[0] == 400


def test_oss_counts_all_its_requests_together(start: Callable[..., Emulator]) -> None:
    with Storage(start(hub="none", quotas=True)) as storage:
        storage.make_bucket()
        url = storage.open_upload("x")["urls"][0]
        statuses = [storage.get(f"{BUCKETS}/{BUCKET}/details").status for _ in range(499)]
        statuses += [storage.get(BUCKETS).status for _ in range(499)]
        assert set(statuses) == {200}
        over = storage.get(object_path("x") + "/signeds3upload")
        assert (over.status, over.json) == (429, {"developerMessage": "Quota limit exceeded."})
        assert storage.signed("PUT", url, b"x").status == 200


# The files of hubs.


@pytest.fixture
def user(empty_service: Emulator) -> Storage:
    """The user whose hub it is."""
    return Storage(empty_service, empty_service.token)


def storage_of(wire: Wire, shelf: Shelf, version_id: str, project: str = "") -> tuple[str, str, int]:
    """Bucket, key and size of a version's file."""
    version = wire.get(shelf.path("versions", version_id, project=project)).json["data"]
    bucket, key = split_id(version["relationships"]["storage"]["data"]["id"])
    return bucket, key, version["attributes"]["storageSize"]


def test_the_file_of_a_version_that_the_user_may_read(user: Storage, wire: Wire, shelf: Shelf) -> None:
    with user:
        for version, project in (
            (shelf.design1, ""),
            (shelf.sheet, ""),
            (shelf.read_only_version, shelf.read_only),
        ):
            bucket, key, size = storage_of(wire, shelf, version, project)
            signed = user.download(key, bucket)
            data = user.signed("GET", signed["url"]).data
            assert len(data) == size == signed["size"]
            # It is there to be read, and nothing else.
            assert reason(user.get(object_path(key, bucket) + "/signeds3upload"))[0] == 403
            assert reason(user.send("DELETE", object_path(key, bucket)))[0] == 403
            assert reason(user.post(object_path(key, bucket) + "/signed", {}))[0] == 403


def test_files_out_of_reach(user: Storage, storage: Storage, shelf: Shelf) -> None:
    seed = user.service.seed
    root = seed.add_project(shelf.hub, name="Secret", access="none").root_folder_id
    folder = seed.add_folder(root, name="F", created=NOON, by=USER)
    item = seed.add_item(folder, name="Secret.pdf", created=NOON, by=USER)
    version = seed.add_version(item, created=NOON, by=USER, size=10)
    key = key_of(version, "pdf")
    with user:
        assert reason(user.get(object_path(key, "wip.dm.prod") + "/signeds3download"))[0] == 403
        assert reason(user.get(object_path("none.pdf", "wip.dm.prod") + "/signeds3download"))[0] == 403
    readable = key_of(shelf.sheet, "xlsx")
    # An app without a user reaches nothing of a hub.
    assert reason(storage.get(object_path(readable, "wip.dm.prod") + "/signeds3download"))[0] == 403


def key_of(version_id: str, extension: str) -> str:
    """The key of a version's file, also where the version cannot be read."""
    return f"{uuid.uuid5(uuid.NAMESPACE_URL, version_id)}.{extension}"


def test_a_storage_is_filled_by_who_may_write(user: Storage, storage: Storage, shelf: Shelf) -> None:
    seed = user.service.seed
    bucket, key = split_id(seed.add_storage(shelf.project, extension="pdf"))
    assert bucket == "wip.dm.prod"
    with user:
        assert reason(user.get(object_path(key, bucket) + "/signeds3download")) == (404, "Object not found")
        made = user.put(key, b"%PDF", bucket=bucket)
        assert made["objectId"] == f"urn:adsk.objects:os.object:{bucket}/{key}"
        assert user.read(key, bucket) == b"%PDF"
        assert reason(storage.get(object_path(key, bucket) + "/signeds3upload"))[0] == 403
        for project in (shelf.read_only, shelf.closed):
            _, other = split_id(seed.add_storage(project, extension="pdf"))
            assert reason(user.get(object_path(other, bucket) + "/signeds3upload"))[0] == 403


@pytest.mark.parametrize(("policy", "status"), [("serve", 200), ("forbid", 403)])
def test_details_in_autodesks_buckets_are_a_policy(
    start: Callable[..., Emulator], policy: str, status: int
) -> None:
    service = start(policies={"storage-details": policy})
    project = service.seed.add_project(service.seed.add_hub("More"), name="P").id
    _, key = split_id(service.seed.add_storage(project, extension="txt"))
    with Storage(service, service.token) as user:
        user.put(key, b"x", bucket="wip.dm.prod")
        reply = user.get(object_path(key, "wip.dm.prod") + "/details")
        assert reply.status == status
        assert (reply.json.get("sha1") == "11f6ad8ec52a2984abaafd7c3b516503785c2072") == (status == 200)
    with Storage(service) as own:
        own.make_bucket()
        own.put("x", b"x")
        assert own.get(object_path("x") + "/details").status == 200


def test_an_emea_project_has_its_files_in_europe(user: Storage, wire: Wire, shelf: Shelf) -> None:
    seed = user.service.seed
    project = seed.add_project(shelf.hub, name="Europe", partition="wipemea")
    folder = seed.add_folder(project.root_folder_id, name="F", created=NOON, by=USER)
    item = seed.add_item(folder, name="Norm.pdf", created=NOON, by=USER)
    version = seed.add_version(item, created=NOON, by=USER, size=2000)
    bucket, key, size = storage_of(wire, shelf, version, project.id)
    assert bucket == "wip.dm.emea.2"
    with user:
        assert len(user.read(key, bucket)) == size
