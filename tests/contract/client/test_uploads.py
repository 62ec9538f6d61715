"""Files sent to object storage, on good days and on bad ones."""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from addin.lib.aps.objects import delete_object, get_object, split_id
from addin.lib.aps.signed_uploads import create_upload
from addin.lib.core.parts import Carrier
from addin.lib.core.transfers import download_file, upload_file
from addin.lib.core.uploads import UploadState
from addin.lib.emulator import Emulator, Fault
from addin.lib.errors import (
    Cancelled,
    DataBrowserError,
    Forbidden,
    NetworkError,
    NotFound,
    ServiceDown,
    TransferError,
    UsageError,
)
from addin.lib.http import HttpClient, SignedHosts

from ..emulator.storage import BUCKET, LEAST_PART, MEGABYTE, app_token

PARTS = 3
S3 = "/_s3/*"
COMPLETE = "*/signeds3upload"


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts as small as the service takes them."""
    monkeypatch.setattr("addin.lib.core.uploads.PART_SIZE", LEAST_PART)


def content(size: int) -> bytes:
    """Bytes of which no two megabytes are alike."""
    return b"".join(hashlib.sha256(b"%d" % number).digest() * 2048 for number in range(size // 65536 + 1))[
        :size
    ]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file of three parts, the last a short one."""
    path = tmp_path / "Gehäuse, Entwurf 3.f3d"
    path.write_bytes(content(2 * LEAST_PART + 1000))
    return path


def send(carrier: Carrier, file: Path, **options: Any) -> Any:
    """Upload a file under the key x."""
    return upload_file(carrier, file, bucket=BUCKET, object_key="x", **options)


def stored(carrier: Carrier) -> str | None:
    """The SHA-1 of the object x, or None while it is not there."""
    try:
        return get_object(carrier.storage, BUCKET, object_key="x").sha1
    except NotFound:
        return None


def sha1(file: Path) -> str:
    return hashlib.sha1(file.read_bytes()).hexdigest()


def calls(service: Emulator, method: str, beginning: str) -> int:
    """How many such requests the service met."""
    return sum(entry.method == method and entry.raw_path.startswith(beginning) for entry in service.log)


@pytest.mark.parametrize(
    "size",
    [0, 1, LEAST_PART - 1, LEAST_PART, LEAST_PART + 1, 2 * LEAST_PART, 2 * LEAST_PART + 1],
)
def test_a_file_of_any_size(empty_service: Emulator, carrier: Carrier, tmp_path: Path, size: int) -> None:
    file = tmp_path / "x"
    file.write_bytes(content(size))
    told: list[tuple[int, int]] = []
    made = send(carrier, file, content_type="text/plain", progress=lambda *place: told.append(place))
    assert (made.size, made.content_type) == (size, "text/plain")
    assert stored(carrier) == sha1(file)
    assert calls(empty_service, "PUT", "/_s3/") == max(1, -(-size // LEAST_PART))
    assert told == sorted(told)
    assert told[-1:] == ([(size, size)] if size else [])


@pytest.mark.parametrize(
    "name", ["mit Leerzeichen & Umlauten äöüß.pdf", "图纸.pdf", "#1?%41.txt", "'quote\".txt"]
)
def test_any_name(carrier: Carrier, tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.write_bytes(b"data")
    made = upload_file(carrier, file, bucket=BUCKET, object_key=name)
    assert made.key == name
    target = tmp_path / "back" / name
    target.parent.mkdir()
    download_file(carrier, target, bucket=BUCKET, object_key=name)
    assert target.read_bytes() == b"data"


def test_a_very_long_path(carrier: Carrier, tmp_path: Path) -> None:
    folder = tmp_path.joinpath(*["ü" * 100] * 10)
    folder.mkdir(parents=True)
    file = folder / ("x" * 251 + ".txt")
    file.write_bytes(b"data")
    assert len(str(file).encode()) > 2000
    assert send(carrier, file).size == 4
    target = folder / ("y" * 251 + ".txt")
    download_file(carrier, target, bucket=BUCKET, object_key="x")
    assert target.read_bytes() == b"data"
    assert sorted(path.name[0] for path in folder.iterdir()) == ["x", "y"]


def test_many_parts_get_their_addresses_a_few_at_a_time(
    empty_service: Emulator, carrier: Carrier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Sixty parts of five megabytes would take long: here both ends know a smaller measure.
    monkeypatch.setattr("addin.lib.core.uploads.PART_SIZE", 1000)
    monkeypatch.setattr("addin.lib.emulator.oss.uploads.LEAST_PART", 1000)
    file = tmp_path / "x"
    file.write_bytes(content(60_001))
    assert send(carrier, file).size == 60_001
    assert stored(carrier) == sha1(file)
    assert calls(empty_service, "PUT", "/_s3/") == 61
    assert calls(empty_service, "GET", f"/oss/v2/buckets/{BUCKET}/objects/x/signeds3upload") == 3


def test_a_file_of_a_hub(service: Emulator, client: HttpClient, tmp_path: Path) -> None:
    project = service.seed.add_project(service.seed.add_hub("More"), name="P").id
    bucket, key = split_id(service.seed.add_storage(project, extension="pdf"))
    file = tmp_path / "x.pdf"
    file.write_bytes(b"%PDF")
    with SignedHosts(service.url) as signed:
        carrier = Carrier(client, signed)
        assert upload_file(carrier, file, bucket=bucket, object_key=key).id.endswith(key)
        download_file(carrier, tmp_path / "y.pdf", bucket=bucket, object_key=key)
    assert (tmp_path / "y.pdf").read_bytes() == b"%PDF"


# Bad days on the way.


@pytest.mark.parametrize("action", ["reset-before", "reset-after"])
def test_a_connection_that_breaks_in_mid_part(
    empty_service: Emulator, carrier: Carrier, file: Path, action: str
) -> None:
    empty_service.add_fault(Fault(method="PUT", path=S3, nth=(2, 3), action=action))
    told: list[tuple[int, int]] = []
    send(carrier, file, progress=lambda *place: told.append(place))
    assert stored(carrier) == sha1(file)
    assert told == sorted(told)
    assert told[-1] == (file.stat().st_size, file.stat().st_size)


@pytest.mark.parametrize("status", [408, 429, 500, 503])
def test_a_passing_refusal_of_a_part(
    empty_service: Emulator, carrier: Carrier, file: Path, status: int
) -> None:
    empty_service.add_fault(Fault(method="PUT", path=S3, nth=(1, 3), status=status, body="<Error/>"))
    send(carrier, file)
    assert stored(carrier) == sha1(file)


def test_a_connection_that_never_holds(empty_service: Emulator, carrier: Carrier, file: Path) -> None:
    empty_service.add_fault(Fault(method="PUT", path=S3, action="reset-before"))
    with pytest.raises(NetworkError) as caught:
        send(carrier, file)
    assert caught.value.reference == "http.broken-answer"
    assert "X-Amz" not in str(caught.value)
    assert calls(empty_service, "POST", "/oss/v2/buckets/") == 0
    assert stored(carrier) is None


def test_addresses_over_their_time_are_renewed_with_the_same_upload(
    empty_service: Emulator, carrier: Carrier, file: Path
) -> None:
    states: list[UploadState] = []

    def go_on(state: UploadState) -> None:
        if not states:
            empty_service.clock.advance(16 * 60)
        states.append(state)

    send(carrier, file, on_state=go_on)
    assert stored(carrier) == sha1(file)
    assert len({state.upload_key for state in states}) == 1
    signed = [entry for entry in empty_service.log if "/signeds3upload?" in entry.raw_path]
    assert len(signed) > 1
    assert all(f"uploadKey={states[0].upload_key}" in entry.raw_path for entry in signed[1:])


def test_one_403_in_the_middle(empty_service: Emulator, carrier: Carrier, file: Path) -> None:
    empty_service.add_fault(Fault(method="PUT", path=S3, nth=(2,), status=403, body="<Error/>"))
    told: list[tuple[int, int]] = []
    send(carrier, file, progress=lambda *place: told.append(place))
    assert stored(carrier) == sha1(file)
    assert told[-1] == (file.stat().st_size, file.stat().st_size)


def test_nothing_but_403(empty_service: Emulator, carrier: Carrier, file: Path) -> None:
    empty_service.add_fault(Fault(method="PUT", path=S3, status=403, body="<Error/>"))
    with pytest.raises(Forbidden) as caught:
        send(carrier, file)
    assert caught.value.context["what"] == "part"
    assert stored(carrier) is None


def test_a_wrong_etag_sends_the_part_again(empty_service: Emulator, carrier: Carrier, file: Path) -> None:
    wrong = Fault(
        method="PUT", path=S3, nth=(2,), action="answer-after", status=200, headers={"ETag": '"wrong"'}
    )
    empty_service.add_fault(wrong)
    send(carrier, file)
    assert stored(carrier) == sha1(file)
    assert calls(empty_service, "PUT", "/_s3/") == PARTS + 1


def test_an_etag_that_stays_wrong(empty_service: Emulator, carrier: Carrier, file: Path) -> None:
    wrong = Fault(method="PUT", path=S3, action="answer-after", status=200, headers={"ETag": '"wrong"'})
    empty_service.add_fault(wrong)
    with pytest.raises(TransferError) as caught:
        send(carrier, file)
    assert caught.value.reference == "transfers.parts-refused"
    assert caught.value.context["parts"] == "1 (Unexpected), 2 (Unexpected), 3 (Unexpected)"
    assert stored(carrier) is None


def test_a_part_without_an_etag(empty_service: Emulator, carrier: Carrier, file: Path) -> None:
    empty_service.add_fault(Fault(method="PUT", path=S3, action="answer-after", status=200))
    with pytest.raises(DataBrowserError) as caught:
        send(carrier, file)
    assert caught.value.context["field"] == "ETag"


def test_parts_too_small(empty_service: Emulator, carrier: Carrier, file: Path) -> None:
    signed = create_upload(carrier.storage, BUCKET, object_key="x", parts=11)
    stamp = file.stat()
    count = -(-stamp.st_size // MEGABYTE)
    state = UploadState(
        BUCKET, "x", signed.upload_key, MEGABYTE, stamp.st_size, stamp.st_mtime_ns, ("",) * count
    )
    with pytest.raises(TransferError) as caught:
        send(carrier, file, state=state)
    assert caught.value.reference == "transfers.parts-refused"
    assert "1 (TooSmall)" in caught.value.context["parts"]
    assert f"{count} (" not in caught.value.context["parts"]
    assert stored(carrier) is None


def test_a_size_that_the_service_counts_otherwise(
    empty_service: Emulator, carrier: Carrier, file: Path
) -> None:
    answer = {
        "uploadKey": "k",
        "status": "error",
        "reason": "MissingOrInvalidParts",
        "size": {"expected": 9, "detected": 7},
        "parts": [{"part": 1, "status": "Ok"}],
    }
    empty_service.add_fault(Fault(method="POST", path=COMPLETE, status=200, body=json.dumps(answer)))
    with pytest.raises(TransferError) as caught:
        send(carrier, file)
    assert caught.value.reference == "transfers.wrong-size"
    assert caught.value.context["got"] == 7


def test_an_object_whose_size_is_not_told(empty_service: Emulator, carrier: Carrier, file: Path) -> None:
    empty_service.add_fault(Fault(method="POST", path=COMPLETE, action="drop-field", field="size"))
    assert send(carrier, file).size is None
    assert stored(carrier) == sha1(file)


@pytest.mark.parametrize("number", [PARTS + 1, -PARTS - 1, -1])
def test_wrong_parts_that_nobody_sent(
    empty_service: Emulator, carrier: Carrier, file: Path, number: int
) -> None:
    part = {"part": number, "status": "Unexpected"}
    answer = {"uploadKey": "k", "status": "error", "reason": "MissingOrInvalidParts", "parts": [part]}
    empty_service.add_fault(Fault(method="POST", path=COMPLETE, status=200, body=json.dumps(answer)))
    with pytest.raises(TransferError) as caught:
        send(carrier, file)
    assert caught.value.reference == "transfers.parts-refused"
    assert caught.value.context["parts"] == f"{number} (Unexpected)"
    assert calls(empty_service, "PUT", "/_s3/") == PARTS


def test_an_object_of_another_size(empty_service: Emulator, carrier: Carrier, file: Path) -> None:
    answer = {"bucketKey": BUCKET, "objectKey": "x", "objectId": "urn:x", "size": 1}
    empty_service.add_fault(Fault(method="POST", path=COMPLETE, status=200, body=json.dumps(answer)))
    with pytest.raises(TransferError) as caught:
        send(carrier, file)
    assert caught.value.reference == "transfers.wrong-size"


@pytest.mark.parametrize("action", ["reset-before", "reset-after", "answer-after"])
@pytest.mark.parametrize("policy", ["again", "refuse"])
def test_a_lost_answer_to_the_completion(
    start: Callable[..., Emulator],
    carry: Callable[[Emulator], Carrier],
    file: Path,
    action: str,
    policy: str,
) -> None:
    service = start(hub="none", policies={"second-completion": policy})
    carrier = carry(service)
    service.add_fault(Fault(method="POST", path=COMPLETE, nth=(1,), action=action, status=504))
    made = send(carrier, file)
    assert (made.key, made.size) == ("x", file.stat().st_size)
    assert stored(carrier) == sha1(file)
    posts = calls(service, "POST", f"/oss/v2/buckets/{BUCKET}/objects/x/signeds3upload")
    assert posts == (2 if action == "reset-before" else 1)


def test_without_a_checksum_an_object_of_another_size_is_not_taken_for_the_new_one(
    empty_service: Emulator, carrier: Carrier, file: Path
) -> None:
    send(carrier, file)
    grow(file)
    empty_service.add_fault(Fault(path="*/signeds3download", action="drop-field", field="sha1"))
    empty_service.add_fault(Fault(method="POST", path=COMPLETE, nth=(1,), action="reset-before"))
    send(carrier, file)
    assert stored(carrier) == sha1(file)


@pytest.mark.parametrize("policy", ["again", "refuse"])
@pytest.mark.parametrize("body", ['{"bucketKey": "b", ', "<html>", '{"reason": "MissingOrInvalidParts"}'])
def test_an_answer_to_the_completion_that_cannot_be_read(
    start: Callable[..., Emulator], carry: Callable[[Emulator], Carrier], file: Path, policy: str, body: str
) -> None:
    service = start(hub="none", policies={"second-completion": policy})
    carrier = carry(service)
    unread = Fault(method="POST", path=COMPLETE, action="answer-after", status=200, body=body)
    service.add_fault(unread)
    assert send(carrier, file).size == file.stat().st_size
    assert stored(carrier) == sha1(file)
    assert calls(service, "POST", f"/oss/v2/buckets/{BUCKET}/objects/x/signeds3upload") == 1
    service.clear_faults()
    delete_object(carrier.storage, BUCKET, object_key="x")
    service.add_fault(Fault(method="POST", path=COMPLETE, status=200, body=body))
    with pytest.raises(TransferError) as caught:
        send(carrier, file)
    assert caught.value.reference == "transfers.unconfirmed"


def test_an_object_that_was_there_before_is_not_taken_for_the_new_one(
    empty_service: Emulator, carrier: Carrier, file: Path
) -> None:
    send(carrier, file)
    old = file.read_bytes()
    file.write_bytes(bytes(len(old)))
    empty_service.add_fault(Fault(method="POST", path=COMPLETE, nth=(1,), action="reset-before"))
    send(carrier, file)
    assert stored(carrier) == sha1(file)


def test_a_completion_that_stays_in_doubt(empty_service: Emulator, carrier: Carrier, file: Path) -> None:
    empty_service.add_fault(Fault(method="POST", path=COMPLETE, action="reset-before"))
    with pytest.raises(TransferError) as caught:
        send(carrier, file)
    assert caught.value.reference == "transfers.unconfirmed"
    empty_service.clear_faults()
    empty_service.add_fault(Fault(method="POST", path=COMPLETE, action="reset-after"))
    empty_service.add_fault(Fault(path="*/signeds3download", status=503))
    with pytest.raises(TransferError) as caught:
        send(carrier, file)
    assert caught.value.reference == "transfers.unconfirmed"
    assert isinstance(caught.value.__cause__, ServiceDown)


# The file meanwhile.


def grow(file: Path) -> None:
    with file.open("ab") as more:
        more.write(b"more")


def shrink(file: Path) -> None:
    os.truncate(file, 1000)


def rewrite(file: Path) -> None:
    file.write_bytes(bytes(file.stat().st_size))
    os.utime(file, ns=(0, 0))


@pytest.mark.parametrize("change", [grow, shrink, rewrite, Path.unlink])
@pytest.mark.parametrize("when", ["at once", "at the end"])
def test_a_file_that_changes_meanwhile_is_never_completed(
    empty_service: Emulator, carrier: Carrier, file: Path, change: Callable[[Path], None], when: str
) -> None:
    changed: list[bool] = []

    def progress(done: int, total: int) -> None:
        if not changed and (when == "at once" or done == total):
            changed.append(True)
            change(file)

    with pytest.raises(TransferError) as caught:
        send(carrier, file, progress=progress)
    # A file that is gone is noticed by the next part that opens it, or by the last look.
    gone = {"transfers.unreadable"} if change is Path.unlink else set()
    assert caught.value.reference in {"transfers.file-changed", *gone}
    assert calls(empty_service, "POST", f"/oss/v2/buckets/{BUCKET}/objects/x/signeds3upload") == 0
    assert stored(carrier) is None


def test_a_file_that_is_not_there(empty_service: Emulator, carrier: Carrier, tmp_path: Path) -> None:
    with pytest.raises(TransferError) as caught:
        send(carrier, tmp_path / "none")
    assert caught.value.reference == "transfers.unreadable"
    with pytest.raises(TransferError) as caught:
        send(carrier, tmp_path)
    assert caught.value.reference == "transfers.unreadable"
    assert stored(carrier) is None


def test_what_is_no_file_is_refused_before_the_first_request(
    empty_service: Emulator, carrier: Carrier, tmp_path: Path
) -> None:
    os.mkfifo(tmp_path / "pipe")
    empty_service.clear_log()
    for path in (tmp_path / "pipe", tmp_path, Path("/dev/zero"), tmp_path / "a\0b"):
        with pytest.raises(TransferError) as caught:
            send(carrier, path)
        assert caught.value.reference == "transfers.unreadable"
    assert not empty_service.log


def test_a_cancelled_upload_ends_and_completes_nothing(
    empty_service: Emulator, carrier: Carrier, file: Path
) -> None:
    cancelled = threading.Event()
    with pytest.raises(Cancelled) as caught:
        send(carrier, file, cancelled=cancelled, progress=lambda done, total: cancelled.set())
    assert caught.value.reference == "transfers.cancelled"
    with pytest.raises(Cancelled):
        send(carrier, file, cancelled=cancelled)
    assert calls(empty_service, "POST", f"/oss/v2/buckets/{BUCKET}/objects/x/signeds3upload") == 0
    assert not [thread for thread in threading.enumerate() if "transfer" in thread.name]


# Taken up again.


class Broken(Exception):
    """The end of the program, as far as an upload can tell."""


def interrupted(carrier: Carrier, file: Path, *, after: int) -> UploadState:
    """Break an upload off after some parts and return its last state, as a file would hold it."""
    states: list[str] = []

    def keep(state: UploadState) -> None:
        states.append(json.dumps(state.as_dict()))
        if len(states) > after:
            raise Broken

    one_by_one = Carrier(carrier.storage, carrier.signed, workers=1)
    with pytest.raises(Broken):
        send(one_by_one, file, on_state=keep)
    # A thread may still have told of one part more.
    return UploadState.parse(json.loads(states[after]))


@pytest.mark.parametrize("after", [0, 1, 2, 3])
def test_an_upload_goes_on_where_it_stopped(
    empty_service: Emulator, carrier: Carrier, file: Path, after: int
) -> None:
    state = interrupted(carrier, file, after=after)
    assert sum(map(bool, state.etags)) == after
    assert state.upload_key not in repr(state)
    empty_service.clear_log()
    told: list[tuple[int, int]] = []
    made = send(carrier, file, state=state, progress=lambda *place: told.append(place))
    assert made.size == file.stat().st_size
    assert stored(carrier) == sha1(file)
    # A part that was broken off may be told of late: it has no 200.
    arrived = [one for one in empty_service.log if one.method == "PUT" and one.status == 200]
    assert len(arrived) == PARTS - after
    assert told[-1] == (file.stat().st_size, file.stat().st_size)


def test_an_upload_that_was_complete_already(
    start: Callable[..., Emulator], carry: Callable[[Emulator], Carrier], file: Path
) -> None:
    carrier = carry(start(hub="none", policies={"second-completion": "refuse"}))
    states: list[UploadState] = []
    send(carrier, file, on_state=states.append)
    assert send(carrier, file, state=states[-1]).size == file.stat().st_size


def test_another_file_does_not_go_on_with_an_upload(
    empty_service: Emulator, carrier: Carrier, file: Path
) -> None:
    state = interrupted(carrier, file, after=1)
    grow(file)
    empty_service.clear_log()
    with pytest.raises(TransferError) as caught:
        send(carrier, file, state=state)
    assert caught.value.reference == "transfers.file-changed"
    assert not [entry for entry in empty_service.log if entry.status == 200]
    assert stored(carrier) is None


@pytest.mark.parametrize("after", [1, 3])
@pytest.mark.parametrize("policy", ["bad-input", "not-found"])
def test_an_upload_over_its_time(
    start: Callable[..., Emulator],
    carry: Callable[[Emulator], Carrier],
    file: Path,
    policy: str,
    after: int,
) -> None:
    service = start(hub="none", policies={"unknown-upload": policy})
    carrier = carry(service)
    state = interrupted(carrier, file, after=after)
    service.clock.advance(25 * 3600)
    fresh = Carrier(HttpClient(service.url, get_token=lambda _: app_token(service)), carrier.signed)
    with fresh.storage, pytest.raises(TransferError) as caught:
        send(fresh, file, state=state)
    assert caught.value.reference == "transfers.upload-expired"


def test_an_upload_that_s3_gave_up(empty_service: Emulator, carrier: Carrier, file: Path) -> None:
    empty_service.add_fault(
        Fault(method="PUT", path=S3, status=404, body="<Error><Code>NoSuchUpload</Code></Error>")
    )
    with pytest.raises(TransferError) as caught:
        send(carrier, file)
    assert caught.value.reference == "transfers.upload-expired"


GOOD: dict[str, object] = {
    "bucket": "b",
    "object_key": "x",
    "upload_key": "k",
    "part_size": 5,
    "size": 6,
    "modified": 7,
    "etags": ["a", ""],
}


def test_a_state_is_the_same_after_json() -> None:
    state = UploadState.parse(GOOD)
    assert UploadState.parse(json.loads(json.dumps(state.as_dict()))) == state
    assert state.etags == ("a", "")


@pytest.mark.parametrize(
    "change",
    [
        {"bucket": 7},
        {"size": "6"},
        {"size": True},
        {"size": -1, "etags": [""]},
        {"part_size": 0},
        {"etags": ["a"]},
        {"etags": ["a", 7]},
        {"etags": "ab"},
        {"more": 1},
    ],
)
def test_a_state_that_cannot_be(change: dict[str, object]) -> None:
    for value in ({**GOOD, **change}, None, []):
        with pytest.raises(UsageError) as caught:
            UploadState.parse(value)
        assert caught.value.reference == "transfers.bad-state"
