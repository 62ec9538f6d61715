"""Uploads on signed addresses: the rules of parts, and that nothing is there before its time."""

from __future__ import annotations

import base64
import hashlib
import http.client
import re
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from addin.lib.emulator import Emulator, EmulatorOptions, Fault

from .storage import BUCKET, BUCKETS, LEAST_PART, MEGABYTE, Storage, app_token, object_path, reason
from .wire import Reply

PART = b"p" * LEAST_PART
ISO = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def md5(data: bytes) -> str:
    return hashlib.md5(data).hexdigest()


def xml_code(reply: Reply) -> tuple[int, str]:
    """Status and code of a refusal of S3."""
    assert reply.headers["Content-Type"] == "application/xml"
    match = re.search(r"<Error><Code>(\w+)</Code><Message>.+</Message>", reply.data.decode())
    assert match
    return reply.status, match[1]


def test_one_part_becomes_an_object_when_it_is_complete(storage: Storage) -> None:
    upload = storage.open_upload("x")
    assert set(upload) == {"uploadKey", "urls", "urlExpiration", "uploadExpiration"}
    assert ISO.fullmatch(upload["urlExpiration"])
    assert ISO.fullmatch(upload["uploadExpiration"])
    (url,) = upload["urls"]
    assert url.startswith(f"{storage.service.url}/_s3/{BUCKET}/")
    reply = storage.signed("PUT", url, b"data")
    assert (reply.status, reply.headers["ETag"]) == (200, f'"{md5(b"data")}"')
    assert storage.get(object_path("x") + "/details").status == 404
    assert storage.get(f"{BUCKETS}/{BUCKET}/objects").json == {"items": []}
    assert storage.complete("x", upload, size=4, eTags=[reply.headers["ETag"]]).status == 200
    assert storage.read("x") == b"data"


def test_parts_in_any_order_and_more_than_once(storage: Storage) -> None:
    upload = storage.open_upload("x", parts=3)
    first, second, third = upload["urls"]
    storage.signed("PUT", third, b"end")
    storage.signed("PUT", first, b"wrong" * LEAST_PART)
    storage.signed("PUT", second, b"2" * LEAST_PART)
    storage.signed("PUT", first, b"1" * LEAST_PART)
    made = storage.complete("x", upload)
    assert made.json["size"] == 2 * LEAST_PART + 3
    data = storage.read("x")
    assert data == b"1" * LEAST_PART + b"2" * LEAST_PART + b"end"
    assert storage.get(object_path("x") + "/details").json["sha1"] == hashlib.sha1(data).hexdigest()


def test_an_empty_object(storage: Storage) -> None:
    assert storage.put("x", b"")["size"] == 0
    assert storage.read("x") == b""
    assert storage.download("x")["size"] == 0


@pytest.mark.parametrize(
    ("query", "count"),
    [("", 1), ("parts=25", 25), ("parts=3&firstPart=9998", 3), ("parts=1&firstPart=10000", 1)],
)
def test_as_many_addresses_as_asked_for(storage: Storage, query: str, count: int) -> None:
    reply = storage.get(f"{object_path('x')}/signeds3upload?{query}")
    assert len(set(reply.json["urls"])) == count


@pytest.mark.parametrize(
    "query",
    [
        "parts=0",
        "parts=26",
        "parts=two",
        "firstPart=0",
        "parts=2&firstPart=10000",
        "minutesExpiration=0",
        "minutesExpiration=61",
        "useAcceleration=perhaps",
        "uploadKey=unknown",
    ],
)
def test_addresses_that_cannot_be(storage: Storage, query: str) -> None:
    assert reason(storage.get(f"{object_path('x')}/signeds3upload?{query}"))[0] == 400


def test_further_addresses_belong_to_the_same_upload(storage: Storage) -> None:
    upload = storage.open_upload("x", parts=1)
    more = storage.open_upload("x", parts=1, firstPart=2, uploadKey=upload["uploadKey"])
    assert more["uploadKey"] == upload["uploadKey"]
    assert more["uploadExpiration"] == upload["uploadExpiration"]
    etags = storage.send_parts({"urls": upload["urls"] + more["urls"]}, PART, b"end")
    assert storage.complete("x", upload, eTags=etags).status == 200
    path = f"{object_path('other')}/signeds3upload"
    assert reason(storage.get(f"{path}?uploadKey={upload['uploadKey']}"))[0] == 400


@pytest.mark.parametrize(
    ("minutes", "query"), [(2, {}), (1, {"minutesExpiration": 1}), (60, {"minutesExpiration": 60})]
)
def test_an_address_ends_after_its_minutes(storage: Storage, minutes: int, query: dict[str, Any]) -> None:
    upload = storage.open_upload("x", **query)
    storage.service.clock.advance(minutes * 60 - 5)
    assert storage.signed("PUT", upload["urls"][0], b"in time").status == 200
    storage.service.clock.advance(10)
    assert xml_code(storage.signed("PUT", upload["urls"][0], b"late")) == (403, "AccessDenied")
    storage.token = app_token(storage.service)
    fresh = storage.open_upload("x", uploadKey=upload["uploadKey"])
    assert storage.signed("PUT", fresh["urls"][0], b"again").status == 200
    assert storage.complete("x", upload).status == 200
    assert storage.read("x") == b"again"


def test_an_upload_lives_a_day(storage: Storage) -> None:
    in_time, late = storage.open_upload("x"), storage.open_upload("y")
    for upload in (in_time, late):
        storage.send_parts(upload, b"data")
    storage.service.clock.advance(24 * 3600 - 60)
    storage.token = app_token(storage.service)
    assert storage.complete("x", in_time).status == 200
    storage.service.clock.advance(120)
    assert reason(storage.complete("y", late))[0] == 400
    assert storage.get(object_path("y") + "/details").status == 404
    assert storage.read("x") == b"data"


@pytest.mark.parametrize(
    ("parts", "etags", "statuses"),
    [
        ([None], None, ["Pending"]),
        ([PART, None, b"end"], None, ["Ok", "Pending", "Ok"]),
        ([PART, None], [md5(PART), md5(b"end")], ["Ok", "Pending"]),
        ([b"small", b"end"], None, ["TooSmall", "Ok"]),
        ([PART[1:], b"end"], None, ["TooSmall", "Ok"]),
        ([b"end"], [md5(b"other")], ["Unexpected"]),
        ([b"small", b"end"], [md5(b"other"), md5(b"end")], ["Unexpected+TooSmall", "Ok"]),
        ([PART, b"end"], [md5(PART)], ["Ok", "Unexpected"]),
    ],
)
def test_each_part_is_judged(
    storage: Storage, parts: list[bytes | None], etags: list[str] | None, statuses: list[str]
) -> None:
    upload = storage.open_upload("x", parts=len(parts))
    for url, part in zip(upload["urls"], parts, strict=True):
        if part is not None:
            storage.signed("PUT", url, part)
    size = sum(len(part) for part in parts if part)
    more: dict[str, Any] = {} if etags is None else {"eTags": etags}
    reply = storage.complete("x", upload, size=size, **more)
    assert reply.status == 200
    told = {
        number: {"size": len(part), "eTag": md5(part)} if part is not None else {}
        for number, part in enumerate(parts, start=1)
    }
    assert reply.json == {
        "uploadKey": upload["uploadKey"],
        "status": "error",
        "reason": "MissingOrInvalidParts",
        "size": {"expected": size, "detected": size},
        "parts": [
            {"part": number, "status": status, **told.get(number, {})}
            for number, status in enumerate(statuses, start=1)
        ],
    }
    assert storage.get(object_path("x") + "/details").status == 404


def test_a_wrong_size_is_told_and_the_upload_goes_on(storage: Storage) -> None:
    upload = storage.open_upload("x")
    storage.send_parts(upload, b"data")
    reply = storage.complete("x", upload, size=5)
    assert reply.json["size"] == {"expected": 5, "detected": 4}
    assert [part["status"] for part in reply.json["parts"]] == ["Ok"]
    assert storage.complete("x", upload, size=4).json["size"] == 4


@pytest.mark.parametrize(("policy", "status"), [("ok", 200), ("bad-input", 400)])
def test_the_status_of_wrong_parts_is_a_policy(
    start: Callable[..., Emulator], policy: str, status: int
) -> None:
    with Storage(start(hub="none", policies={"wrong-parts": policy})) as storage:
        storage.make_bucket()
        reply = storage.complete("x", storage.open_upload("x"))
        assert (reply.status, reply.json["reason"]) == (status, "MissingOrInvalidParts")


@pytest.mark.parametrize(("policy", "status"), [("again", 200), ("refuse", 400)])
def test_a_second_completion_is_a_policy(start: Callable[..., Emulator], policy: str, status: int) -> None:
    with Storage(start(hub="none", policies={"second-completion": policy})) as storage:
        storage.make_bucket()
        upload = storage.open_upload("x")
        (etag,) = storage.send_parts(upload, b"data")
        first = storage.complete("x", upload, eTags=[etag])
        second = storage.complete("x", upload, eTags=[etag])
        assert (first.status, second.status) == (200, status)
        assert (second.json == first.json) == (status == 200)
        # What is complete takes no further part.
        assert xml_code(storage.signed("PUT", upload["urls"][0], b"more")) == (404, "NoSuchUpload")
        assert (
            reason(storage.get(f"{object_path('x')}/signeds3upload?uploadKey={upload['uploadKey']}"))[0]
            == 400
        )
        storage.put("x", b"newer")
        assert reason(storage.complete("x", upload))[0] == 400
        assert storage.read("x") == b"newer"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"uploadKey": 7},
        {"uploadKey": "unknown"},
        {"uploadKey": "", "size": 4},
        {"uploadKey": "K", "size": -1},
        {"uploadKey": "K", "size": "4"},
        {"uploadKey": "K", "size": True},
        {"uploadKey": "K", "eTags": "abc"},
        {"uploadKey": "K", "eTags": [7]},
    ],
)
def test_a_completion_that_cannot_be(storage: Storage, body: dict[str, object]) -> None:
    upload = storage.open_upload("x")
    storage.send_parts(upload, b"data")
    if body.get("uploadKey") == "K":
        body = {**body, "uploadKey": upload["uploadKey"]}
    assert reason(storage.post(f"{object_path('x')}/signeds3upload", body))[0] == 400


def test_a_completion_is_json_and_says_so(storage: Storage) -> None:
    upload = storage.open_upload("x")
    storage.send_parts(upload, b"data")
    reply = storage.wire.send(
        "POST",
        f"{object_path('x')}/signeds3upload",
        body=f'{{"uploadKey": "{upload["uploadKey"]}"}}',
        headers={"Content-Type": "text/plain"},
        token=storage.token,
    )
    assert reason(reply) == (400, "Content-Type must be application/json")


def test_headers_are_kept_with_the_object(storage: Storage) -> None:
    kept = {
        "Content-Type": "application/pdf",
        "Content-Disposition": 'attachment; filename="x.pdf"',
        "Content-Encoding": "gzip",
        "Cache-Control": "max-age=60",
    }
    made = storage.put("x", b"x", headers={f"x-ads-meta-{name}": value for name, value in kept.items()})
    assert made["contentType"] == "application/pdf"
    reply = storage.signed("GET", storage.download("x")["url"])
    assert {name: reply.headers[name] for name in kept} == kept


@pytest.mark.parametrize("text", ["{", "[]", '"text"', '{"a": "' + "x" * 92 + '"}'])
def test_metadata_that_cannot_be(storage: Storage, text: str) -> None:
    upload = storage.open_upload("x")
    storage.send_parts(upload, b"x")
    reply = storage.complete("x", upload, headers={"x-ads-user-defined-metadata": text})
    assert reason(reply)[0] == 400
    good = '{"a": "' + "x" * 90 + '"}'
    assert len(good) == 99
    assert storage.complete("x", upload, headers={"x-ads-user-defined-metadata": good}).status == 200


# The address itself.


def test_a_signed_address_takes_no_token(storage: Storage) -> None:
    url = storage.open_upload("x")["urls"][0]
    for value in (f"Bearer {storage.token}", "Basic eDp5"):
        reply = storage.signed("PUT", url, b"data", {"Authorization": value})
        assert xml_code(reply) == (400, "InvalidArgument")
    assert storage.signed("PUT", url, b"data").status == 200


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("X-Amz-Signature=", "X-Amz-Signature=0", "SignatureDoesNotMatch"),
        ("X-Amz-Expires=120", "X-Amz-Expires=9120", "SignatureDoesNotMatch"),
        ("partNumber=1", "partNumber=2", "SignatureDoesNotMatch"),
        ("/_s3/parts-of-ours/", "/_s3/other-bucket/", "SignatureDoesNotMatch"),
        ("127.0.0.1", "localhost", "SignatureDoesNotMatch"),
        ("X-Amz-Signature=", "Nothing=", "AccessDenied"),
    ],
)
def test_a_signed_address_cannot_be_changed(storage: Storage, old: str, new: str, code: str) -> None:
    url = storage.open_upload("x")["urls"][0]
    assert old in url
    changed = urlsplit(url.replace(old, new))
    reply = storage.wire.send(
        "PUT", f"{changed.path}?{changed.query}", body=b"x", headers={"Host": changed.netloc}, token=None
    )
    assert xml_code(reply) == (403, code)


def test_a_signed_address_does_one_thing(storage: Storage) -> None:
    url = storage.open_upload("x")["urls"][0]
    assert xml_code(storage.signed("GET", url)) == (403, "SignatureDoesNotMatch")
    storage.put("y", b"y")
    down = storage.download("y")["url"]
    assert xml_code(storage.signed("PUT", down, b"z")) == (403, "SignatureDoesNotMatch")
    assert storage.signed("DELETE", url).status == 405


def test_the_md5_is_checked_where_it_is_given(storage: Storage) -> None:
    url = storage.open_upload("x")["urls"][0]
    good = base64.b64encode(hashlib.md5(b"data").digest()).decode()
    assert storage.signed("PUT", url, b"data", {"Content-MD5": good}).status == 200
    assert xml_code(storage.signed("PUT", url, b"DATA", {"Content-MD5": good})) == (400, "BadDigest")
    assert xml_code(storage.signed("PUT", url, b"DATA", {"Content-MD5": "?"})) == (400, "InvalidDigest")


def test_a_part_has_a_length_and_a_limit(storage: Storage) -> None:
    url = urlsplit(storage.open_upload("x")["urls"][0])
    for header, status in (("Transfer-Encoding: chunked", 411), (f"Content-Length: {5 * 1024**3 + 1}", 400)):
        with socket.create_connection((url.hostname or "", url.port or 0), timeout=10) as connection:
            connection.sendall(
                f"PUT {url.path}?{url.query} HTTP/1.1\r\nHost: {url.netloc}\r\n{header}\r\n\r\n".encode()
            )
            connection.shutdown(socket.SHUT_WR)
            assert f" {status} ".encode() in connection.recv(65536)


def test_a_refused_part_leaves_the_connection_usable(storage: Storage) -> None:
    upload = storage.open_upload("x")
    storage.service.clock.advance(121)
    connection = storage.wire.connection
    own = connection.sock.getsockname()
    assert storage.signed("PUT", upload["urls"][0], b"x" * (3 * MEGABYTE)).status == 403
    assert storage.signed("PUT", upload["urls"][0], b"x" * (3 * MEGABYTE)).status == 403
    assert connection.sock.getsockname() == own


def test_curls_question_before_a_large_body_is_answered(storage: Storage) -> None:
    url = urlsplit(storage.open_upload("x")["urls"][0])
    with socket.create_connection((url.hostname or "", url.port or 0), timeout=10) as connection:
        connection.sendall(
            f"PUT {url.path}?{url.query} HTTP/1.1\r\nHost: {url.netloc}\r\nContent-Length: 4\r\n"
            "Expect: 100-continue\r\n\r\n".encode()
        )
        assert connection.recv(65536).startswith(b"HTTP/1.1 100 ")
        connection.sendall(b"data")
        assert connection.recv(65536).startswith(b"HTTP/1.1 200 ")


# Bad days.


def half_a_part(storage: Storage, url: str) -> None:
    """Send half of what was announced, and go away."""
    parts = urlsplit(url)
    with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=10) as connection:
        connection.sendall(
            f"PUT {parts.path}?{parts.query} HTTP/1.1\r\nHost: {parts.netloc}\r\n"
            f"Content-Length: {2 * MEGABYTE}\r\n\r\n".encode()
            + b"x" * MEGABYTE
        )
        connection.shutdown(socket.SHUT_WR)
        assert b"IncompleteBody" in connection.recv(65536)


def test_half_a_part_is_no_part(storage: Storage) -> None:
    upload = storage.open_upload("x")
    half_a_part(storage, upload["urls"][0])
    assert [part["status"] for part in storage.complete("x", upload).json["parts"]] == ["Pending"]


def test_half_a_part_does_not_replace_a_whole_one(storage: Storage) -> None:
    upload = storage.open_upload("x")
    storage.send_parts(upload, b"whole")
    half_a_part(storage, upload["urls"][0])
    assert storage.complete("x", upload).json["size"] == 5
    assert storage.read("x") == b"whole"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the bytes lie of a service that keeps everything in `hub.db` beside it."""
    return tmp_path / "hub.db-objects"


@pytest.fixture
def kept(start: Callable[..., Emulator], tmp_path: Path) -> Iterator[Storage]:
    """An app with a bucket on such a service."""
    with Storage(start(hub="none", database=str(tmp_path / "hub.db"))) as opened:
        opened.make_bucket()
        yield opened


def sizes(folder: Path) -> list[int]:
    """The sizes of the files that are there."""
    return sorted(file.stat().st_size for file in folder.iterdir())


def wait_for(folder: Path, expected: list[int]) -> None:
    """Wait until the files have these sizes."""
    deadline = time.monotonic() + 10
    while sizes(folder) != expected:
        assert time.monotonic() < deadline, sizes(folder)
        time.sleep(0.01)


def test_of_half_a_part_no_byte_stays(kept: Storage, folder: Path) -> None:
    upload = kept.open_upload("x")
    kept.send_parts(upload, b"whole")
    half_a_part(kept, upload["urls"][0])
    assert sizes(folder) == [5]


def test_a_part_that_ends_after_the_completion_is_too_late(kept: Storage, folder: Path) -> None:
    upload = kept.open_upload("x")
    kept.send_parts(upload, b"whole")
    url = urlsplit(upload["urls"][0])
    with socket.create_connection((url.hostname or "", url.port or 0), timeout=10) as connection:
        connection.sendall(
            f"PUT {url.path}?{url.query} HTTP/1.1\r\nHost: {url.netloc}\r\nContent-Length: 4\r\n\r\n".encode()
        )
        wait_for(folder, [0, 5])
        assert kept.complete("x", upload).status == 200
        connection.sendall(b"late")
        assert b"NoSuchUpload" in connection.recv(65536)
    assert kept.read("x") == b"whole"
    assert sizes(folder) == [5]


def test_a_fault_before_the_body_is_read(storage: Storage) -> None:
    upload = storage.open_upload("x")
    storage.service.add_fault(Fault(method="PUT", path="/_s3/*", nth=(1,), status=503, body="<Error/>"))
    assert storage.signed("PUT", upload["urls"][0], PART).status == 503
    assert [part["status"] for part in storage.complete("x", upload).json["parts"]] == ["Pending"]
    storage.service.add_fault(Fault(method="PUT", path="/_s3/*", nth=(1,), action="reset-after"))
    with pytest.raises((http.client.HTTPException, OSError)):
        storage.signed("PUT", upload["urls"][0], PART)
    storage.wire.connection.close()
    assert storage.complete("x", upload).json["size"] == LEAST_PART


def test_a_kill_in_mid_part_leaves_nothing(tmp_path: Path) -> None:
    path = str(tmp_path / "hub.db")
    folder = tmp_path / "hub.db-objects"
    options = EmulatorOptions(hub="none", database=path)
    with Emulator(options) as service, Storage(service) as storage:
        storage.make_bucket()
        storage.put("whole", b"data")
        upload = storage.open_upload("x", parts=2)
        storage.signed("PUT", upload["urls"][0], PART)
        url = urlsplit(upload["urls"][1])
        with socket.create_connection((url.hostname or "", url.port or 0), timeout=10) as connection:
            connection.sendall(
                f"PUT {url.path}?{url.query} HTTP/1.1\r\nHost: {url.netloc}\r\n"
                f"Content-Length: {2 * MEGABYTE}\r\n\r\n".encode()
                + b"x" * MEGABYTE
            )
            # What a kill would leave: a file that no row names.
            (folder / ("0" * 32)).write_bytes(b"half")
    with Emulator(options) as service, Storage(service) as storage:
        assert len(list(folder.iterdir())) == 2
        assert storage.read("whole") == b"data"
        # Of the two parts the first alone is there.
        assert storage.complete("x", upload).json["size"] == LEAST_PART


# Many at once.


def test_a_batch_of_uploads(storage: Storage) -> None:
    objects = f"{BUCKETS}/{BUCKET}/objects"
    asked = [
        {"objectKey": "a/b"},
        {"objectKey": "two", "parts": 2, "firstPart": 1},
        {"objectKey": "many", "parts": 26},
        {"objectKey": "old", "uploadKey": "unknown"},
    ]
    results = storage.post(f"{objects}/batchsigneds3upload?minutesExpiration=5", {"requests": asked}).json[
        "results"
    ]
    assert list(results) == ["a/b", "two", "many", "old"]
    for key in ("many", "old"):
        assert set(results[key]) == {"status", "reason"}
        assert results[key]["status"] == "error"
    storage.send_parts(results["a/b"], b"one")
    storage.send_parts(results["two"], b"small", b"end")
    complete = [
        {
            "objectKey": "a/b",
            "uploadKey": results["a/b"]["uploadKey"],
            "size": 3,
            "eTags": [md5(b"one")],
            "x-ads-meta-Content-Type": "text/plain",
            "x-ads-meta-Cache-Control": "no-store",
        },
        {"objectKey": "two", "uploadKey": results["two"]["uploadKey"]},
        {"objectKey": "none", "uploadKey": "unknown"},
    ]
    done = storage.post(f"{objects}/batchcompleteupload", {"requests": complete}).json["results"]
    assert done["a/b"] == {
        "bucketKey": BUCKET,
        "objectKey": "a/b",
        "objectId": f"urn:adsk.objects:os.object:{BUCKET}/a/b",
        "size": 3,
        "contentType": "text/plain",
        "cacheControl": "no-store",
    }
    assert done["two"]["status"] == "error"
    assert done["two"]["reason"] == "MissingOrInvalidParts"
    assert [(part["firstPart"], part["status"]) for part in done["two"]["parts"]] == [
        (1, "TooSmall"),
        (2, "Ok"),
    ]
    assert done["none"]["status"] == "error"
    assert storage.read("a/b") == b"one"


def test_a_batch_that_cannot_be(storage: Storage) -> None:
    objects = f"{BUCKETS}/{BUCKET}/objects"
    entry = {"objectKey": "x", "uploadKey": "unknown"}
    bad = (
        [],
        {},
        {"requests": []},
        {"requests": [{}]},
        {"requests": [{"objectKey": "\ud800", "uploadKey": "x"}]},
        {"requests": "x"},
    )
    for name in ("batchsigneds3upload", "batchcompleteupload", "batchsigneds3download"):
        for body in bad:
            assert reason(storage.post(f"{objects}/{name}", body))[0] == 400
    assert storage.post(f"{objects}/batchcompleteupload", {"requests": [entry] * 25}).status == 200
    assert reason(storage.post(f"{objects}/batchcompleteupload", {"requests": [entry] * 26}))[0] == 400
    path = f"{objects}/batchsigneds3upload?minutesExpiration=61"
    assert reason(storage.post(path, {"requests": [entry]}))[0] == 400
