"""OSS's own signed URLs: for whoever has one, to read or to replace an object."""

from __future__ import annotations

import hashlib
from email.utils import formatdate

import pytest

from .storage import BUCKET, LEAST_PART, MEGABYTE, Storage, object_path, reason

DATA = b"0123456789"


def sign(storage: Storage, key: str = "x", query: str = "", **body: object) -> str:
    """Return a signed URL."""
    reply = storage.post(f"{object_path(key)}/signed{query}", body)
    assert reply.status == 200, reply.data
    return reply.json["signedUrl"]


@pytest.fixture(autouse=True)
def object_x(storage: Storage) -> None:
    """An object to sign for."""
    storage.put("x", DATA, headers={"x-ads-meta-Content-Type": "text/plain"})


def test_the_answer_to_a_request_for_a_signed_url(storage: Storage) -> None:
    answer = storage.post(f"{object_path('x')}/signed", {"minutesExpiration": 7}).json
    assert set(answer) == {"signedUrl", "expiration"}
    assert answer["expiration"] == 7
    assert answer["signedUrl"].startswith(f"{storage.service.url}/oss/v2/signedresources/")
    once = storage.post(f"{object_path('x')}/signed", {"singleUse": True}).json
    assert (once["expiration"], once["singleUse"]) == (2, True)
    assert storage.send("POST", f"{object_path('x')}/signed").json["expiration"] == 2


@pytest.mark.parametrize(
    ("query", "body"),
    [
        ("?access=all", {}),
        ("?useCdn=x", {}),
        ("", {"minutesExpiration": 0}),
        ("", {"minutesExpiration": 61}),
        ("", {"minutesExpiration": "7"}),
        ("", {"minutesExpiration": True}),
        ("", {"singleUse": "yes"}),
    ],
)
def test_a_signed_url_that_cannot_be(storage: Storage, query: str, body: object) -> None:
    assert reason(storage.post(f"{object_path('x')}/signed{query}", body))[0] == 400
    assert reason(storage.post(f"{object_path('none')}/signed", {}))[0] == 404


def test_whole_and_in_ranges(storage: Storage) -> None:
    url = sign(storage)
    reply = storage.signed("GET", url)
    assert (reply.status, reply.data, reply.headers["Content-Type"]) == (200, DATA, "text/plain")
    part = storage.signed("GET", url, headers={"Range": "bytes=2-4"})
    assert (part.status, part.data, part.headers["Content-Range"]) == (206, b"234", "bytes 2-4/10")
    assert reason(storage.signed("GET", url, headers={"Range": "bytes=10-"}))[0] == 416
    etag = reply.headers["ETag"]
    now = formatdate(storage.service.clock.now(), usegmt=True)
    for headers in ({"If-None-Match": etag}, {"If-Modified-Since": now}):
        assert storage.signed("GET", url, headers=headers).status == 304
    asked = storage.signed("GET", url + "&response-content-type=a%2Fb&response-content-disposition=inline")
    assert (asked.headers["Content-Type"], asked.headers["Content-Disposition"]) == ("a/b", "inline")
    assert reason(storage.signed("GET", url + "&response-content-type=a%0Ab"))[0] == 400


@pytest.mark.parametrize("access", ["read", "write", "readwrite", "Read", "ReadWrite"])
def test_only_what_it_was_signed_for(storage: Storage, access: str) -> None:
    url = sign(storage, query=f"?access={access}")
    reads, writes = "read" in access.lower(), "write" in access.lower()
    assert storage.signed("GET", url).status == (200 if reads else 403)
    assert storage.signed("PUT", url, b"new").status == (200 if writes else 403)
    chunk = {"Content-Range": "bytes 0-2/3", "Session-Id": "s"}
    path, _, query = url.partition("?")
    assert storage.signed("PUT", f"{path}/resumable?{query}", b"new", chunk).status == (
        200 if writes else 403
    )
    assert storage.send("DELETE", url[len(storage.service.url) :]).status == (200 if writes else 403)


def test_it_ends_after_its_minutes(storage: Storage) -> None:
    url = sign(storage, query="?access=readwrite", minutesExpiration=3)
    storage.service.clock.advance(175)
    assert storage.signed("GET", url).status == 200
    storage.service.clock.advance(10)
    for method in ("GET", "PUT"):
        assert reason(storage.signed(method, url)) == (403, "The signed URL has expired")
    unknown = f"{storage.service.url}/oss/v2/signedresources/none"
    for method in ("GET", "PUT"):
        assert reason(storage.signed(method, unknown))[0] == 404


def test_once_means_once(storage: Storage) -> None:
    url = sign(storage, singleUse=True)
    assert storage.signed("GET", url).data == DATA
    assert reason(storage.signed("GET", url))[0] == 403
    url = sign(storage, query="?access=write", singleUse=True)
    # A refused attempt is no use.
    assert storage.signed("PUT", url, b"new", {"If-Match": "0" * 40}).status == 412
    assert storage.signed("PUT", url, b"new").status == 200
    assert reason(storage.signed("PUT", url, b"newer"))[0] == 403
    assert storage.read("x") == b"new"


def test_an_object_replaced(storage: Storage) -> None:
    url = sign(storage, query="?access=readwrite")
    sha1 = hashlib.sha1(DATA).hexdigest()
    assert reason(storage.signed("PUT", url, b"new", {"If-Match": "f" * 40}))[0] == 412
    assert storage.read("x") == DATA
    reply = storage.signed("PUT", url, b"new", {"If-Match": sha1, "Content-Type": "a/b"})
    assert reply.status == 200
    assert reply.json == {
        "bucketKey": BUCKET,
        "objectKey": "x",
        "objectId": f"urn:adsk.objects:os.object:{BUCKET}/x",
        "sha1": hashlib.sha1(b"new").hexdigest(),
        "size": 3,
        "contentType": "a/b",
        "location": storage.service.url + object_path("x"),
    }
    assert storage.signed("GET", url).data == b"new"
    form = {"Content-Type": "multipart/form-data; boundary=x"}
    assert reason(storage.signed("PUT", url, b"x", form))[0] == 400


def test_a_large_object_goes_through(storage: Storage) -> None:
    url = sign(storage, query="?access=readwrite")
    data = b"x" * (3 * MEGABYTE + 1)
    assert storage.signed("PUT", url, data).json["size"] == len(data)
    assert storage.signed("GET", url).data == data


def test_a_signed_url_dies_with_its_object(storage: Storage) -> None:
    url = sign(storage, query="?access=readwrite")
    storage.send("DELETE", object_path("x"))
    for method in ("GET", "PUT"):
        assert reason(storage.signed(method, url)) == (404, "Object not found")


def test_to_delete_takes_the_owners_token(storage: Storage, other_app: Storage) -> None:
    url = sign(storage, query="?access=write")
    path = url[len(storage.service.url) :]
    assert storage.signed("DELETE", url).status == 401
    assert reason(other_app.send("DELETE", path))[0] == 403
    assert storage.read("x") == DATA
    assert storage.send("DELETE", path).status == 200
    assert storage.get(object_path("x") + "/details").status == 404


def chunk(storage: Storage, url: str, data: bytes, place: str, session: str = "s") -> int:
    """Send a chunk and return the answer's status."""
    path, _, query = url.partition("?")
    headers = {"Content-Range": f"bytes {place}", "Session-Id": session}
    return storage.signed("PUT", f"{path}/resumable?{query}", data, headers).status


def test_chunks_in_any_order_become_the_object_with_the_last(storage: Storage) -> None:
    url = sign(storage, query="?access=write")
    assert chunk(storage, url, b"ef", "4-5/6") == 202
    assert chunk(storage, url, b"XX", "0-1/6") == 202
    assert chunk(storage, url, b"ab", "0-1/6") == 202
    assert chunk(storage, url, b"other", "0-4/9", session="t") == 202
    assert storage.read("x") == DATA
    assert chunk(storage, url, b"cd", "2-3/6") == 200
    assert storage.read("x") == b"abcdef"
    assert chunk(storage, url, b"more", "5-8/9", session="t") == 200
    assert storage.read("x") == b"othermore"


@pytest.mark.parametrize("place", ["0-2/2", "2-1/6", "0-1/6", "0-6/9", "6-8/6"])
def test_a_chunk_that_does_not_fit(storage: Storage, place: str) -> None:
    assert chunk(storage, sign(storage, query="?access=write"), b"abc", place) == 400


def test_chunks_that_overlap(storage: Storage) -> None:
    url = sign(storage, query="?access=write")
    assert chunk(storage, url, b"abcd", "2-5/9") == 202
    for place in ("0-3/9", "4-7/9", "5-8/9"):
        assert chunk(storage, url, b"WXYZ", place) == 409
    assert storage.read("x") == DATA


def test_a_chunk_says_where_it_belongs(storage: Storage) -> None:
    path, _, query = sign(storage, query="?access=write").partition("?")
    url = f"{path}/resumable?{query}"
    for headers in ({"Session-Id": "s"}, {"Session-Id": "s", "Content-Range": "bytes=0-2"}):
        assert reason(storage.signed("PUT", url, b"abc", headers))[0] == 416
    assert reason(storage.signed("PUT", url, b"abc", {"Content-Range": "bytes 0-2/3"}))[0] == 400


def test_parts_of_an_object_in_one_piece(storage: Storage) -> None:
    storage.put("large", b"a" * LEAST_PART, b"b")
    reply = storage.signed("GET", sign(storage, "large"), headers={"Range": f"bytes={LEAST_PART - 1}-"})
    assert (reply.status, reply.data) == (206, b"ab")
