"""Downloads on signed addresses: whole or in ranges, while parts are still assembled, and of the sample
hub."""

from __future__ import annotations

import hashlib
import http.client
import io
import threading
import tracemalloc
import uuid
import zipfile
from collections.abc import Callable
from email.utils import formatdate
from pathlib import Path
from typing import Any

import pytest
from addin.lib.emulator import Emulator, EmulatorOptions, Fault

from .storage import BUCKET, BUCKETS, LEAST_PART, MEGABYTE, Storage, app_token, object_path, reason, split_id
from .test_signed_uploads import xml_code
from .wire import NOON, USER, Shelf, Wire

DATA = bytes(range(256)) * 4


def test_the_answer_to_a_request_for_a_download(storage: Storage) -> None:
    storage.put("x", DATA)
    answer = storage.download("x")
    assert set(answer) == {"status", "url", "params", "size", "sha1"}
    assert answer["status"] == "complete"
    assert answer["url"].startswith(f"{storage.service.url}/_s3/{BUCKET}/")
    assert (answer["size"], answer["sha1"]) == (1024, hashlib.sha1(DATA).hexdigest())
    assert answer["params"] == {}


def test_a_whole_object(storage: Storage) -> None:
    storage.put("x", DATA, headers={"x-ads-meta-Content-Type": "text/plain"})
    reply = storage.signed("GET", storage.download("x")["url"])
    assert (reply.status, reply.data) == (200, DATA)
    assert reply.headers["ETag"] == f'"{hashlib.md5(DATA).hexdigest()}"'
    assert reply.headers["Accept-Ranges"] == "bytes"
    assert reply.headers["Content-Type"] == "text/plain"
    assert reply.headers["Last-Modified"].endswith(" GMT")


@pytest.mark.parametrize(
    ("wanted", "start", "end"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=0-1023", 0, 1024),
        ("bytes=1000-", 1000, 1024),
        ("bytes=1023-5000", 1023, 1024),
        ("bytes=-24", 1000, 1024),
        ("bytes=-5000", 0, 1024),
        pytest.param("bytes=100-" + "9" * 5000, 100, 1024, id="to-far-behind-the-end"),
        pytest.param("bytes=-" + "9" * 5000, 0, 1024, id="far-more-than-all"),
        pytest.param("bytes=" + "0" * 5000 + "7-8", 7, 9, id="leading-zeros"),
    ],
)
def test_a_range(storage: Storage, wanted: str, start: int, end: int) -> None:
    storage.put("x", DATA)
    reply = storage.signed("GET", storage.download("x")["url"], headers={"Range": wanted})
    assert (reply.status, reply.data) == (206, DATA[start:end])
    assert reply.headers["Content-Range"] == f"bytes {start}-{end - 1}/1024"


@pytest.mark.parametrize("wanted", ["bytes=9-3", "bytes=-", "bytes=a-b", "lines=1-2", "bytes=0-1,3-4"])
def test_a_malformed_range_is_ignored(storage: Storage, wanted: str) -> None:
    storage.put("x", DATA)
    reply = storage.signed("GET", storage.download("x")["url"], headers={"Range": wanted})
    assert (reply.status, reply.data) == (200, DATA)


@pytest.mark.parametrize("wanted", ["bytes=1024-", "bytes=4000-5000", "bytes=-0", f"bytes={'9' * 5000}-"])
def test_a_range_behind_the_end(storage: Storage, wanted: str) -> None:
    storage.put("x", DATA)
    reply = storage.signed("GET", storage.download("x")["url"], headers={"Range": wanted})
    assert xml_code(reply) == (416, "InvalidRange")
    assert reply.headers["Content-Range"] == "bytes */1024"


def test_ranges_cross_the_parts(storage: Storage) -> None:
    parts = [b"a" * LEAST_PART, b"b" * LEAST_PART, b"cc"]
    storage.put("x", *parts)
    whole = b"".join(parts)
    url = storage.download("x")["url"]
    for start, end in ((LEAST_PART - 3, LEAST_PART + 3), (5, len(whole) - 1), (2 * LEAST_PART, len(whole))):
        reply = storage.signed("GET", url, headers={"Range": f"bytes={start}-{end - 1}"})
        assert (reply.status, reply.data) == (206, whole[start:end])
    digests = b"".join(hashlib.md5(part).digest() for part in parts)
    assert reply.headers["ETag"] == f'"{hashlib.md5(digests).hexdigest()}-3"'


def test_only_if_something_changed(storage: Storage) -> None:
    storage.put("x", DATA)
    url, now = storage.download("x")["url"], storage.service.clock.now()
    etag = storage.signed("GET", url).headers["ETag"]
    unchanged = ({"If-None-Match": etag}, {"If-Modified-Since": formatdate(now, usegmt=True)})
    changed = (
        {"If-None-Match": '"other"'},
        {"If-Modified-Since": formatdate(now - 60, usegmt=True)},
        {"If-None-Match": '"other"', "If-Modified-Since": formatdate(now, usegmt=True)},
    )
    for expected, conditions in ((304, unchanged), (200, changed)):
        for headers in conditions:
            assert storage.get(object_path("x") + "/signeds3download", headers).status == expected
            assert storage.signed("GET", url, headers=headers).status == expected
    assert storage.signed("GET", url, headers={"If-Match": etag}).status == 200
    assert xml_code(storage.signed("GET", url, headers={"If-Match": '"other"'})) == (
        412,
        "PreconditionFailed",
    )


def test_headers_as_asked_for(storage: Storage) -> None:
    storage.put("x", b"x")
    asked = {"Content-Type": "text/plain", "Content-Disposition": "inline", "Cache-Control": "no-store"}
    query = {f"response-{name.lower()}": value for name, value in asked.items()}
    answer = storage.download("x", **query)
    assert answer["params"] == asked
    reply = storage.signed("GET", answer["url"])
    assert {name: reply.headers[name] for name in asked} == asked
    for value in ("a%0D%0AX-Evil:%201", "%C3%BC"):
        path = f"{object_path('x')}/signeds3download?response-content-disposition={value}"
        assert reason(storage.get(path))[0] == 400


@pytest.mark.parametrize(
    "query", ["minutesExpiration=0", "minutesExpiration=61", "useCdn=x", "public-resource-fallback=1"]
)
def test_a_request_that_cannot_be(storage: Storage, query: str) -> None:
    storage.put("x", b"x")
    assert reason(storage.get(f"{object_path('x')}/signeds3download?{query}"))[0] == 400


@pytest.mark.parametrize(("minutes", "query"), [(2, {}), (60, {"minutesExpiration": 60})])
def test_an_address_ends_after_its_minutes(storage: Storage, minutes: int, query: dict[str, Any]) -> None:
    storage.put("x", b"x")
    url = storage.download("x", **query)["url"]
    storage.service.clock.advance(minutes * 60 - 5)
    assert storage.signed("GET", url).status == 200
    storage.service.clock.advance(10)
    assert xml_code(storage.signed("GET", url)) == (403, "AccessDenied")


def test_a_signed_address_takes_no_token(storage: Storage) -> None:
    storage.put("x", b"x")
    reply = storage.signed("GET", storage.download("x")["url"], headers={"Authorization": "Bearer x"})
    assert xml_code(reply) == (400, "InvalidArgument")


def test_an_object_that_is_gone(storage: Storage) -> None:
    storage.put("x", b"x")
    url = storage.download("x")["url"]
    storage.send("DELETE", object_path("x"))
    assert xml_code(storage.signed("GET", url)) == (404, "NoSuchKey")


def test_a_download_that_breaks_off(storage: Storage) -> None:
    storage.put("x", b"x" * MEGABYTE)
    url = storage.download("x")["url"]
    storage.service.add_fault(Fault(path="/_s3/*", action="truncate"))
    with pytest.raises(http.client.IncompleteRead) as caught:
        storage.signed("GET", url)
    storage.wire.connection.close()
    assert len(caught.value.partial) == MEGABYTE // 2


def late(start: Callable[..., Emulator]) -> Storage:
    """A service that takes its time with parts."""
    storage = Storage(start(hub="none", policies={"late-assembly": "60"}))
    storage.make_bucket()
    return storage


def test_parts_that_are_assembled_at_once_have_one_address(start: Callable[..., Emulator]) -> None:
    with Storage(start(hub="none", policies={"late-assembly": "0"})) as storage:
        storage.make_bucket()
        storage.put("x", b"a" * LEAST_PART, b"b")
        assert storage.download("x")["status"] == "complete"


def test_parts_have_addresses_of_their_own_until_they_are_assembled(start: Callable[..., Emulator]) -> None:
    with late(start) as storage:
        parts = [b"a" * LEAST_PART, b"b" * LEAST_PART, b"cc"]
        storage.put("x", *parts)
        answer = storage.download("x")
        assert set(answer) == {"status", "urls", "params", "size"}
        assert answer["status"] == "chunked"
        one, two = LEAST_PART, 2 * LEAST_PART
        assert list(answer["urls"]) == [f"0-{one - 1}", f"{one}-{two - 1}", f"{two}-{two + 1}"]
        assert [storage.signed("GET", url).data for url in answer["urls"].values()] == parts
        ranged = storage.signed("GET", answer["urls"][f"{two}-{two + 1}"], headers={"Range": "bytes=1-"})
        assert (ranged.status, ranged.data) == (206, b"c")
        storage.put("single", b"x")
        assert storage.download("single")["status"] == "complete"
        storage.service.clock.advance(61)
        whole = storage.download("x")
        assert (whole["status"], whole["sha1"]) == ("complete", hashlib.sha1(b"".join(parts)).hexdigest())


def test_an_oss_address_in_place_of_many(start: Callable[..., Emulator]) -> None:
    with late(start) as storage:
        storage.put("x", b"a" * LEAST_PART, b"cc")
        answer = storage.download("x", **{"public-resource-fallback": "true"})
        assert answer["status"] == "fallback"
        assert answer["url"].startswith(f"{storage.service.url}/oss/v2/signedresources/")
        assert storage.signed("GET", answer["url"]).data == b"a" * LEAST_PART + b"cc"


def test_a_batch_of_downloads(storage: Storage) -> None:
    storage.put("a/b", b"one")
    storage.put("two", b"two")
    etag = storage.signed("GET", storage.download("two")["url"]).headers["ETag"]
    asked = [
        {"objectKey": "a/b", "response-content-type": "text/plain"},
        {"objectKey": "two", "If-None-Match": etag},
        {"objectKey": "none"},
        {"objectKey": "a/b\n", "response-content-type": "a\nb"},
    ]
    storage.put("a/b\n", b"x")
    path = f"{BUCKETS}/{BUCKET}/objects/batchsigneds3download"
    results = storage.post(path, {"requests": asked}).json["results"]
    assert list(results) == ["a/b", "two", "none", "a/b\n"]
    assert results["none"] == {"reason": "Object not found"}
    assert set(results["two"]) == set(results["a/b\n"]) == {"reason"}
    reply = storage.signed("GET", results["a/b"]["url"])
    assert (reply.data, reply.headers["Content-Type"]) == (b"one", "text/plain")


# Where the bytes lie.


def test_a_file_keeps_objects_and_memory_does_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    with Emulator(EmulatorOptions(hub="none")) as service, Storage(service) as storage:
        storage.make_bucket()
        assert list(temporary.iterdir()) == []
        storage.put("x", b"data")
        (folder,) = temporary.iterdir()
        assert [file.read_bytes() for file in folder.iterdir()] == [b"data"]
    assert list(temporary.iterdir()) == []
    path = str(tmp_path / "hub.db")
    options = EmulatorOptions(hub="none", database=path)
    with Emulator(options) as service, Storage(service) as storage:
        storage.make_bucket()
        storage.put("x", b"data")
        old = storage.download("x")["url"]
    with Emulator(options) as service, Storage(service) as storage:
        assert storage.read("x") == b"data"
        # The key of signatures is another one now.
        reply = storage.wire.get("/" + old.split("/", 3)[3], token=None)
        assert xml_code(reply) == (403, "SignatureDoesNotMatch")
    assert list(temporary.iterdir()) == []


def test_bytes_are_deleted_with_the_last_object_that_has_them(tmp_path: Path) -> None:
    options = EmulatorOptions(hub="none", database=str(tmp_path / "hub.db"))
    folder = tmp_path / "hub.db-objects"
    with Emulator(options) as service, Storage(service) as storage:
        storage.make_bucket()
        storage.put("x", b"a" * LEAST_PART, b"end")
        storage.send("PUT", f"{object_path('x')}/copyto/y")
        upload = storage.open_upload("z")
        storage.send_parts(upload, b"first")
        storage.send_parts(upload, b"second")
        assert len(list(folder.iterdir())) == 3
        storage.send("DELETE", object_path("x"))
        assert len(list(folder.iterdir())) == 3
        storage.put("y", b"other")
        assert sorted(file.stat().st_size for file in folder.iterdir()) == [5, 6]
        service.clock.advance(25 * 3600)
        storage.token = app_token(service)
        storage.open_upload("again")
        assert [file.stat().st_size for file in folder.iterdir()] == [5]
        storage.send("DELETE", f"{BUCKETS}/{BUCKET}")
        assert list(folder.iterdir()) == []


def test_bytes_never_lie_in_memory(storage: Storage) -> None:
    upload, size = storage.open_upload("x"), 64 * MEGABYTE
    block = b"x" * MEGABYTE
    connection = storage.wire.connection
    tracemalloc.start()
    try:
        path = upload["urls"][0][len(storage.service.url) :]
        connection.request("PUT", path, (block for _ in range(64)), {"Content-Length": str(size)})
        assert connection.getresponse().read() == b""
        assert storage.complete("x", upload, size=size).status == 200
        connection.request("GET", storage.download("x")["url"][len(storage.service.url) :])
        answer = connection.getresponse()
        assert sum(len(part) for part in iter(lambda: answer.read(MEGABYTE), b"")) == size
        assert tracemalloc.get_traced_memory()[1] < 8 * MEGABYTE
    finally:
        tracemalloc.stop()


# The sample hub.


def test_each_file_of_the_sample_hub_has_the_size_it_says(service: Emulator) -> None:
    with Wire(service) as wire, Storage(service, service.token) as user:
        kinds: set[str] = set()
        for item in list_versions(wire):
            kind, size = item["attributes"]["fileType"], item["attributes"]["storageSize"]
            if kind in kinds:
                continue
            kinds.add(kind)
            bucket, key = split_id(item["relationships"]["storage"]["data"]["id"])
            answer = user.download(key, bucket)
            reply = user.signed("GET", answer["url"])
            assert answer["size"] == len(reply.data) == size
            assert reply.headers["Content-Type"] == item["attributes"]["mimeType"]
            assert hashlib.sha1(reply.data).hexdigest() == answer["sha1"]
            assert kind not in ("f3d", "f2d", "xlsx") or zipfile.is_zipfile(io.BytesIO(reply.data))
        assert kinds >= {"f3d", "f2d", "xlsx", "pdf", "csv", "txt"}


def test_a_file_that_many_ask_for_at_once_is_made_once(empty_service: Emulator, shelf: Shelf) -> None:
    item = empty_service.seed.add_item(shelf.folder, name="Large.pdf", created=NOON, by=USER)
    version = empty_service.seed.add_version(item, created=NOON, by=USER, size=3 * MEGABYTE)
    key = f"{uuid.uuid5(uuid.NAMESPACE_URL, version)}.pdf"
    together, urls = threading.Barrier(6, timeout=10), set[str]()

    def ask() -> None:
        with Storage(empty_service, empty_service.token) as user:
            together.wait()
            urls.add(user.download(key, "wip.dm.prod", minutesExpiration=len(urls) + 1)["url"])

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with Storage(empty_service, empty_service.token) as user:
        assert {user.signed("GET", url).status for url in urls} == {200}
    assert len({url.partition("?")[0] for url in urls}) == 1


def list_versions(wire: Wire) -> list[dict[str, Any]]:
    """The tips of everything in the main project's folders, as far as two levels down."""
    found: list[dict[str, Any]] = []
    for hub in wire.get("/project/v1/hubs").json["data"]:
        projects = wire.get(f"/project/v1/hubs/{hub['id']}/projects").json["data"]
        for project in projects:
            top = f"/project/v1/hubs/{hub['id']}/projects/{project['id']}/topFolders"
            reply = wire.get(top)
            folders = reply.json["data"] if reply.status == 200 else []
            for folder in folders:
                path = f"/data/v1/projects/{project['id']}/folders/{folder['id']}/contents"
                found += wire.get(path).json.get("included", [])
    return [resource for resource in found if resource["type"] == "versions"]
