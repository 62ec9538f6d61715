"""Buckets, objects and signed addresses: each step of the client against the local service."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from addin.lib.aps import buckets, objects, signed_downloads, signed_resources, signed_uploads
from addin.lib.aps.objects import StoredObject
from addin.lib.aps.signed_downloads import SignedDownload
from addin.lib.aps.signed_uploads import Finished, SignedParts, WrongParts
from addin.lib.core.parts import Carrier
from addin.lib.core.transfers import upload_file
from addin.lib.emulator import Emulator, Fault
from addin.lib.errors import BadInput, Conflict, Forbidden, MalformedAnswer, NotFound, UsageError
from addin.lib.http import HttpClient

from ..emulator.storage import BUCKET, LEAST_PART

NAMES = ["plain.txt", "mit Leerzeichen & Umlauten äöüß.txt", "日本語/图纸.pdf", "a%2Fb?c#d", "x" * 900]


def put(carrier: Carrier, key: str, data: bytes = b"data") -> StoredObject:
    """Upload bytes in one part, step by step."""
    signed = signed_uploads.create_upload(carrier.storage, BUCKET, object_key=key)
    etag = carrier.signed.put(signed.urls[0], io.BytesIO(data)).headers["ETag"]
    finished = Finished(key, signed.upload_key, len(data), [etag])
    made = signed_uploads.complete_upload(carrier.storage, BUCKET, finished=finished)
    assert isinstance(made, StoredObject)
    return made


def get(carrier: Carrier, key: str) -> bytes:
    """Download an object."""
    signed = signed_downloads.sign_download(carrier.storage, BUCKET, object_key=key)
    into = io.BytesIO()
    assert carrier.signed.get(signed.chunks[0].url, into).status == 200
    return into.getvalue()


def test_a_bucket_from_beginning_to_end(carrier: Carrier) -> None:
    client = carrier.storage
    made = buckets.create_bucket(client, "another", policy="transient", allowed={"SomeApp": "read"})
    assert (made.key, made.policy) == ("another", "transient")
    assert made.permissions["SomeApp"] == "read"
    assert made.created is not None
    assert abs(made.created - datetime.now(timezone.utc)) < timedelta(minutes=1)
    assert buckets.get_bucket(client, "another") == made
    assert [bucket.key for bucket in buckets.list_buckets(client)] == ["another", BUCKET]
    with pytest.raises(Conflict):
        buckets.create_bucket(client, "another", policy="transient")
    buckets.delete_bucket(client, "another")
    with pytest.raises(NotFound):
        buckets.get_bucket(client, "another")
    buckets.create_bucket(client, "elsewhere", policy="temporary", region="EMEA")
    assert [bucket.key for bucket in buckets.list_buckets(client, region="EMEA")] == ["elsewhere"]


def test_lists_of_more_than_a_page(carrier: Carrier, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(objects, "PAGE_SIZE", 2)
    monkeypatch.setattr(buckets, "PAGE_SIZE", 2)
    keys = sorted(["a/1", "a/2", "a/3", "a/ä", "b"])
    for key in keys:
        put(carrier, key)
    assert [one.key for one in objects.list_objects(carrier.storage, BUCKET)] == keys
    assert [one.key for one in objects.list_objects(carrier.storage, BUCKET, begins_with="a/")] == keys[:-1]
    for number in range(4):
        buckets.create_bucket(carrier.storage, f"bucket-{number}", policy="transient")
    assert len(buckets.list_buckets(carrier.storage)) == 5


@pytest.mark.parametrize(
    ("following", "reference"),
    [
        ("https://evil.example/oss/v2/buckets?startAt=b", "service.endless-pages"),
        ("https://evil.example/oss/v2/buckets?limit=1", "service.missing-field"),
        ("//[", "service.missing-field"),
    ],
)
def test_of_the_next_page_only_its_beginning_is_used(
    empty_service: Emulator, carrier: Carrier, following: str, reference: str
) -> None:
    empty_service.add_fault(
        Fault(path="/oss/v2/buckets", body=f'{{"items": [], "next": "{following}"}}', status=200)
    )
    with pytest.raises(MalformedAnswer) as caught:
        buckets.list_buckets(carrier.storage)
    assert caught.value.reference == reference
    asked = {entry.raw_path for entry in empty_service.log if entry.raw_path.startswith("/oss/v2/buckets?")}
    assert all("evil" not in path for path in asked)


@pytest.mark.parametrize("key", NAMES)
def test_an_object_from_beginning_to_end(carrier: Carrier, key: str) -> None:
    client = carrier.storage
    made = put(carrier, key)
    assert (made.bucket, made.key, made.size) == (BUCKET, key, 4)
    assert objects.split_id(made.id) == (BUCKET, key)
    assert made.id == objects.object_id(BUCKET, key)
    assert get(carrier, key) == b"data"
    details = objects.get_object(client, BUCKET, object_key=key)
    assert details.sha1 == hashlib.sha1(b"data").hexdigest()
    assert details.created is not None
    assert details.created == details.modified
    copied = objects.copy_object(client, BUCKET, object_key=key, new_key=f"{key} (2)")
    assert (copied.key, copied.sha1) == (f"{key} (2)", details.sha1)
    objects.delete_object(client, BUCKET, object_key=key)
    with pytest.raises(NotFound):
        objects.get_object(client, BUCKET, object_key=key)
    assert get(carrier, f"{key} (2)") == b"data"


@pytest.mark.parametrize(
    "urn", ["", "x", "urn:adsk.objects:os.object:bucket", "urn:adsk.objects:os.object:/x", "urn:adsk:b/x"]
)
def test_an_id_that_is_none(urn: str) -> None:
    with pytest.raises(UsageError) as caught:
        objects.split_id(urn)
    assert caught.value.reference == "storage.bad-object-id"


def test_an_object_of_a_hub_that_nobody_made_room_for(client: HttpClient) -> None:
    with pytest.raises(Forbidden):
        signed_downloads.sign_download(client, "wip.dm.prod", object_key="none.f3d")


def test_addresses_for_parts(carrier: Carrier) -> None:
    client = carrier.storage
    first = signed_uploads.create_upload(client, BUCKET, object_key="x", parts=25, minutes=60)
    assert len(first.urls) == 25
    assert first.expires is not None
    assert first.urls_expire is not None
    assert first.expires - first.urls_expire > timedelta(hours=22)
    more = signed_uploads.sign_parts(
        client, BUCKET, object_key="x", upload_key=first.upload_key, first=26, count=2
    )
    assert (more.upload_key, len(more.urls)) == (first.upload_key, 2)
    assert first.urls[0] not in repr(first)
    assert first.upload_key not in repr(first)
    with pytest.raises(BadInput):
        signed_uploads.sign_parts(client, BUCKET, object_key="x", upload_key="unknown", first=1, count=1)


@pytest.mark.parametrize("policy", ["ok", "bad-input"])
def test_wrong_parts_are_an_answer_whatever_its_status(
    start: Callable[..., Emulator], carry: Callable[[Emulator], Carrier], policy: str
) -> None:
    carrier = carry(start(hub="none", policies={"wrong-parts": policy}))
    signed = signed_uploads.create_upload(carrier.storage, BUCKET, object_key="x", parts=2)
    etag = carrier.signed.put(signed.urls[0], io.BytesIO(b"small")).headers["ETag"]
    finished = Finished("x", signed.upload_key, 99, [etag, "other"])
    made = signed_uploads.complete_upload(carrier.storage, BUCKET, finished=finished)
    assert made == WrongParts({1: "TooSmall", 2: "Pending"}, expected=99, detected=5)


def test_what_is_kept_with_an_object(carrier: Carrier) -> None:
    signed = signed_uploads.create_upload(carrier.storage, BUCKET, object_key="x")
    etag = carrier.signed.put(signed.urls[0], io.BytesIO(b"x")).headers["ETag"]
    finished = Finished("x", signed.upload_key, 1, [etag], {"Content-Type": "text/plain"})
    made = signed_uploads.complete_upload(carrier.storage, BUCKET, finished=finished)
    assert isinstance(made, StoredObject)
    assert made.content_type == "text/plain"


def test_batches(carrier: Carrier) -> None:
    client = carrier.storage
    opened = signed_uploads.create_uploads(client, BUCKET, parts={"a/ä": 1, "b": 1, "c": 99})
    a, b = opened["a/ä"], opened["b"]
    assert isinstance(a, SignedParts)
    assert isinstance(b, SignedParts)
    assert isinstance(opened["c"], str)
    etag = carrier.signed.put(a.urls[0], io.BytesIO(b"data")).headers["ETag"]
    completed = signed_uploads.complete_uploads(
        client,
        BUCKET,
        finished=[
            Finished("a/ä", a.upload_key, 4, [etag], {"Content-Type": "text/plain"}),
            Finished("b", b.upload_key, 4, [etag]),
            Finished("d", "unknown", 4, [etag]),
        ],
    )
    made = completed["a/ä"]
    assert isinstance(made, StoredObject)
    assert (made.size, made.content_type) == (4, "text/plain")
    assert completed["b"] == WrongParts({1: "Pending"}, expected=None, detected=None)
    assert isinstance(completed["d"], str)
    signed = signed_downloads.sign_downloads(client, BUCKET, object_keys=["a/ä", "none", "a/ä"])
    assert list(signed) == ["a/ä", "none"]
    assert isinstance(signed["a/ä"], SignedDownload)
    assert signed["none"] == "Object not found"


def test_a_signed_resource_from_beginning_to_end(carrier: Carrier, empty_service: Emulator) -> None:
    put(carrier, "x", b"0123456789")
    signed = signed_resources.create_signed_resource(
        carrier.storage, BUCKET, object_key="x", access="readwrite", minutes=5
    )
    assert signed.hash not in repr(signed)
    with HttpClient(empty_service.url) as anyone:
        into = io.BytesIO()
        signed_resources.read_signed_resource(anyone, signed.hash, into=into)
        assert into.getvalue() == b"0123456789"
        into = io.BytesIO()
        signed_resources.read_signed_resource(anyone, signed.hash, into=into, start=2, end=5)
        assert into.getvalue() == b"234"
        sha1 = hashlib.sha1(b"0123456789").hexdigest()
        made = signed_resources.replace_signed_resource(
            anyone, signed.hash, source=io.BytesIO(b"new"), sha1=sha1
        )
        assert made.size == 3
        with pytest.raises(Conflict):
            signed_resources.replace_signed_resource(anyone, signed.hash, source=io.BytesIO(b"no"), sha1=sha1)
        chunks = [(0, 3, b"abc"), (3, 5, b"de")]
        sent = [
            signed_resources.send_signed_chunk(
                anyone, signed.hash, source=io.BytesIO(data), session="s", start=start, end=end, total=5
            )
            for start, end, data in chunks
        ]
        assert sent[0] is None
        assert sent[1] is not None
        assert sent[1].size == 5
    assert get(carrier, "x") == b"abcde"
    signed_resources.delete_signed_resource(carrier.storage, signed.hash)
    with pytest.raises(NotFound):
        get(carrier, "x")


def test_a_part_of_a_signed_resource_is_no_other_part(carrier: Carrier, empty_service: Emulator) -> None:
    put(carrier, "x", b"0123456789")
    signed = signed_resources.create_signed_resource(carrier.storage, BUCKET, object_key="x")
    empty_service.add_fault(Fault(path="*/signedresources/*", status=200, body="0123456789"))
    with HttpClient(empty_service.url) as anyone, pytest.raises(MalformedAnswer) as caught:
        signed_resources.read_signed_resource(anyone, signed.hash, into=io.BytesIO(), start=2, end=5)
    assert caught.value.context["field"] == "Content-Range"


def test_a_signed_resource_of_another_form_is_refused(empty_service: Emulator, carrier: Carrier) -> None:
    put(carrier, "x")
    empty_service.add_fault(
        Fault(path="*/signed", body='{"signedUrl": "https://x/y/z", "expiration": 2}', status=200)
    )
    with pytest.raises(MalformedAnswer) as caught:
        signed_resources.create_signed_resource(carrier.storage, BUCKET, object_key="x")
    assert caught.value.context["field"] == "signedUrl"


def test_parts_that_are_not_assembled_yet(
    start: Callable[..., Emulator],
    carry: Callable[[Emulator], Carrier],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("addin.lib.core.uploads.PART_SIZE", LEAST_PART)
    service = start(hub="none", policies={"late-assembly": "60"})
    carrier = carry(service)
    file = tmp_path / "x"
    file.write_bytes(b"a" * LEAST_PART + b"bc")
    upload_file(carrier, file, bucket=BUCKET, object_key="x")
    signed = signed_downloads.sign_download(carrier.storage, BUCKET, object_key="x")
    assert [(chunk.start, chunk.end) for chunk in signed.chunks] == [
        (0, LEAST_PART),
        (LEAST_PART, LEAST_PART + 2),
    ]
    assert signed.sha1 == ""
    service.clock.advance(61)
    signed = signed_downloads.sign_download(carrier.storage, BUCKET, object_key="x")
    assert [(chunk.start, chunk.end) for chunk in signed.chunks] == [(0, LEAST_PART + 2)]
    assert signed.sha1 == hashlib.sha1(file.read_bytes()).hexdigest()


@pytest.mark.parametrize(
    "answer",
    [
        {"status": "complete", "size": 4},
        {"status": "complete", "url": "https://x/y"},
        {"status": "chunked", "size": 4, "urls": {"0-1": "https://x/y"}},
        {"status": "chunked", "size": 4, "urls": {"0-3": 7}},
        {"status": "chunked", "size": 4, "urls": {"1-3": "https://x/y", "0-1": "https://x/y"}},
        {"status": "chunked", "size": 4, "urls": {"all": "https://x/y"}},
    ],
)
def test_an_answer_that_leads_nowhere(empty_service: Emulator, carrier: Carrier, answer: object) -> None:
    empty_service.add_fault(Fault(path="*/signeds3download", body=json.dumps(answer), status=200))
    with pytest.raises(MalformedAnswer) as caught:
        signed_downloads.sign_download(carrier.storage, BUCKET, object_key="x")
    assert caught.value.reference == "service.missing-field"


@pytest.mark.parametrize("urls", ["[]", "[7]", '"https://x"'])
def test_an_upload_without_addresses(empty_service: Emulator, carrier: Carrier, urls: str) -> None:
    empty_service.add_fault(
        Fault(path="*/signeds3upload", body=f'{{"uploadKey": "k", "urls": {urls}}}', status=200)
    )
    with pytest.raises(MalformedAnswer) as caught:
        signed_uploads.create_upload(carrier.storage, BUCKET, object_key="x")
    assert caught.value.context["field"] == "urls"
