"""Files fetched from object storage, on good days and on bad ones."""

from __future__ import annotations

import json
import resource
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from addin.lib.aps.objects import delete_object, split_id
from addin.lib.aps.versions import Version
from addin.lib.core.parts import Carrier
from addin.lib.core.transfers import Downloaded, download_file, upload_file
from addin.lib.emulator import Emulator, Fault, sample
from addin.lib.errors import (
    Cancelled,
    DataBrowserError,
    Forbidden,
    MalformedAnswer,
    NetworkError,
    NotFound,
    TransferError,
)
from addin.lib.http import HttpClient, SignedHosts
from addin.lib.scripting import Session

from ..conftest import QUICK
from ..emulator.storage import BUCKET, LEAST_PART, MEGABYTE
from .test_uploads import content, sha1

S3 = "/_s3/*"
SIZE = 3 * MEGABYTE + 1000


@pytest.fixture(autouse=True)
def small_ranges(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ranges of one megabyte."""
    monkeypatch.setattr("addin.lib.core.downloads.RANGE_SIZE", MEGABYTE)
    monkeypatch.setattr("addin.lib.core.uploads.PART_SIZE", LEAST_PART)


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """Where the file shall be, in a folder of its own."""
    folder = tmp_path / "Ziel ordner"
    folder.mkdir()
    return folder / "Gehäuse.f3d"


@pytest.fixture
def stored(carrier: Carrier, tmp_path: Path) -> Path:
    """The file that is the object x: four ranges, the last a short one."""
    return store(carrier, tmp_path, content(SIZE))


def store(carrier: Carrier, folder: Path, data: bytes) -> Path:
    file = folder / "original"
    file.write_bytes(data)
    upload_file(carrier, file, bucket=BUCKET, object_key="x")
    return file


def fetch(carrier: Carrier, target: Path, **options: Any) -> Downloaded:
    """Download the object x."""
    return download_file(carrier, target, bucket=BUCKET, object_key="x", **options)


def gets(service: Emulator) -> int:
    """How many signed addresses were read."""
    return sum(entry.method == "GET" and entry.raw_path.startswith("/_s3/") for entry in service.log)


@pytest.mark.parametrize("size", [0, 1, MEGABYTE - 1, MEGABYTE, MEGABYTE + 1, 2 * MEGABYTE])
def test_a_file_of_any_size(
    empty_service: Emulator, carrier: Carrier, tmp_path: Path, target: Path, size: int
) -> None:
    stored = store(carrier, tmp_path, content(size))
    told: list[tuple[int, int]] = []
    got = fetch(carrier, target, progress=lambda *place: told.append(place))
    assert got == Downloaded(size, sha1(stored))
    assert target.read_bytes() == stored.read_bytes()
    assert gets(empty_service) == max(1, -(-size // MEGABYTE))
    assert told == sorted(told)
    assert told[-1:] == ([(size, size)] if size else [])


def test_it_is_there_only_once_it_is_whole(carrier: Carrier, stored: Path, target: Path) -> None:
    target.write_bytes(b"old")
    seen: set[bytes] = set()
    beside: set[int] = set()

    def look(done: int, total: int) -> None:
        seen.add(target.read_bytes())
        beside.add(len(list(target.parent.iterdir())))

    fetch(carrier, target, progress=look)
    assert seen == {b"old"}
    assert beside == {2}
    assert list(target.parent.iterdir()) == [target]
    assert target.read_bytes() == stored.read_bytes()
    # As readable as any other file that this user makes.
    plain = target.with_name("plain")
    plain.touch()
    assert target.stat().st_mode == plain.stat().st_mode


def test_a_file_of_the_sample_hub(
    service: Emulator, client: HttpClient, session: Session, target: Path
) -> None:
    (node,) = session.find(sample.BILL_OF_MATERIALS, project=sample.MAIN_PROJECT)
    version = session.tip(node)
    assert isinstance(version, Version)
    bucket, key = split_id(version.storage_id)
    with SignedHosts(service.url) as signed:
        got = download_file(Carrier(client, signed), target, bucket=bucket, object_key=key)
    assert got.size == version.size == target.stat().st_size
    assert got.sha1 == sha1(target)


# Bad days.


@pytest.mark.parametrize("fault", [{"action": "truncate"}, {"action": "reset-before"}, {"status": 503}])
def test_a_range_that_breaks_off_is_fetched_again(
    empty_service: Emulator, carrier: Carrier, stored: Path, target: Path, fault: dict[str, Any]
) -> None:
    empty_service.add_fault(Fault(path=S3, nth=(1, 3), **fault))
    told: list[tuple[int, int]] = []
    fetch(carrier, target, progress=lambda *place: told.append(place))
    assert sha1(target) == sha1(stored)
    assert told == sorted(told)
    assert told[-1] == (SIZE, SIZE)


def left(target: Path) -> list[Path]:
    """What is in the target's folder."""
    return list(target.parent.iterdir())


def test_a_connection_that_never_holds(
    empty_service: Emulator, carrier: Carrier, stored: Path, target: Path
) -> None:
    empty_service.add_fault(Fault(path=S3, action="truncate"))
    with pytest.raises(NetworkError) as caught:
        fetch(carrier, target)
    assert caught.value.reference == "http.broken-answer"
    assert "X-Amz" not in str(caught.value)
    assert left(target) == []


def test_addresses_over_their_time_are_renewed(
    empty_service: Emulator, carrier: Carrier, stored: Path, target: Path
) -> None:
    slow = Carrier(carrier.storage, carrier.signed, workers=1)
    late: list[bool] = []

    def progress(done: int, total: int) -> None:
        if not late:
            late.append(True)
            empty_service.clock.advance(16 * 60)

    fetch(slow, target, progress=progress)
    assert sha1(target) == sha1(stored)
    refused = [entry for entry in empty_service.log if entry.status == 403]
    assert len(refused) == 1
    assert refused[0].raw_path.startswith("/_s3/")


def test_nothing_but_403(empty_service: Emulator, carrier: Carrier, stored: Path, target: Path) -> None:
    empty_service.add_fault(Fault(path=S3, status=403, body="<Error/>"))
    with pytest.raises(Forbidden):
        fetch(carrier, target)
    assert left(target) == []


@pytest.mark.parametrize(
    ("status", "length", "reference"),
    [
        (206, 100, "transfers.wrong-size"),
        (206, MEGABYTE + 1, "transfers.wrong-size"),
        (200, SIZE, "transfers.wrong-size"),
    ],
)
def test_a_range_of_another_size(
    empty_service: Emulator,
    carrier: Carrier,
    stored: Path,
    target: Path,
    status: int,
    length: int,
    reference: str,
) -> None:
    headers = {"Content-Range": f"bytes 0-{MEGABYTE - 1}/{SIZE}"}
    empty_service.add_fault(Fault(path=S3, nth=(1,), status=status, body="x" * length, headers=headers))
    slow = Carrier(carrier.storage, carrier.signed, workers=1)
    with pytest.raises(TransferError) as caught:
        fetch(slow, target)
    assert caught.value.reference == reference
    assert caught.value.context["name"] == target.name
    assert left(target) == []


def test_another_range_than_the_one_asked_for(
    empty_service: Emulator, carrier: Carrier, stored: Path, target: Path
) -> None:
    headers = {"Content-Range": f"bytes 7-{MEGABYTE + 6}/{SIZE}"}
    empty_service.add_fault(Fault(path=S3, nth=(1,), status=206, body="x" * MEGABYTE, headers=headers))
    with pytest.raises(MalformedAnswer) as caught:
        fetch(Carrier(carrier.storage, carrier.signed, workers=1), target)
    assert caught.value.context["field"] == "Content-Range"
    assert left(target) == []


def test_a_wrong_checksum(empty_service: Emulator, carrier: Carrier, tmp_path: Path, target: Path) -> None:
    store(carrier, tmp_path, b"data")
    target.write_bytes(b"old")
    empty_service.add_fault(Fault(path=S3, status=200, body="DATA"))
    with pytest.raises(TransferError) as caught:
        fetch(carrier, target)
    assert caught.value.reference == "transfers.wrong-checksum"
    assert left(target) == [target]
    assert target.read_bytes() == b"old"


def test_without_a_checksum_the_size_has_to_do(
    empty_service: Emulator, carrier: Carrier, stored: Path, target: Path
) -> None:
    empty_service.add_fault(Fault(path="*/signeds3download", action="drop-field", field="sha1"))
    assert fetch(carrier, target) == Downloaded(SIZE, "")
    assert sha1(target) == sha1(stored)


@pytest.mark.parametrize("size", [SIZE, SIZE - 1])
def test_an_object_that_becomes_another_one(
    carrier: Carrier, stored: Path, tmp_path: Path, target: Path, size: int
) -> None:
    changed: list[bool] = []

    def progress(done: int, total: int) -> None:
        if not changed:
            changed.append(True)
            store(carrier, tmp_path, bytes(size))

    with pytest.raises(TransferError) as caught:
        fetch(Carrier(carrier.storage, carrier.signed, workers=1), target, progress=progress)
    assert caught.value.reference == "transfers.object-changed"
    assert left(target) == []


def test_an_object_that_becomes_another_one_before_the_first_byte(
    empty_service: Emulator, carrier: Carrier, tmp_path: Path, target: Path
) -> None:
    store(carrier, tmp_path, b"old")
    # The first attempt fails; in the pause before the second, the object is replaced.
    empty_service.add_fault(Fault(path=S3, nth=(1,), status=503))

    def replace(seconds: float, status: int) -> None:
        store(carrier, tmp_path, b"new")

    with (
        SignedHosts(empty_service.url, on_wait=replace, retry=QUICK) as signed,
        pytest.raises(TransferError) as caught,
    ):
        fetch(Carrier(carrier.storage, signed), target)
    assert caught.value.reference == "transfers.object-changed"


def test_ranges_of_two_states_are_not_put_together(
    empty_service: Emulator, carrier: Carrier, stored: Path, target: Path
) -> None:
    empty_service.add_fault(Fault(path=S3, nth=(3,), headers={"ETag": '"another"'}))
    with pytest.raises(TransferError) as caught:
        fetch(carrier, target)
    assert caught.value.reference == "transfers.object-changed"


def test_an_object_that_shrank(empty_service: Emulator, carrier: Carrier, stored: Path, target: Path) -> None:
    empty_service.add_fault(Fault(path=S3, nth=(4,), status=416, body="<Error/>"))
    with pytest.raises(TransferError) as caught:
        fetch(carrier, target)
    assert caught.value.reference == "transfers.object-changed"


def test_an_object_that_goes_away(carrier: Carrier, stored: Path, target: Path) -> None:
    gone: list[bool] = []

    def progress(done: int, total: int) -> None:
        if not gone:
            gone.append(True)
            delete_object(carrier.storage, BUCKET, object_key="x")

    with pytest.raises(NotFound):
        fetch(Carrier(carrier.storage, carrier.signed, workers=1), target, progress=progress)
    with pytest.raises(NotFound):
        fetch(carrier, target)
    assert left(target) == []


@contextmanager
def smaller_files(limit: int) -> Iterator[None]:
    """Let the system refuse to make a file larger than this, as a full disk would."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_disk_that_is_full_from_the_beginning(carrier: Carrier, stored: Path, target: Path) -> None:
    with smaller_files(2 * MEGABYTE), pytest.raises(TransferError) as caught:
        fetch(carrier, target)
    assert caught.value.reference == "transfers.disk-full"
    assert left(target) == []


def test_a_disk_that_becomes_full(
    empty_service: Emulator, carrier: Carrier, stored: Path, target: Path
) -> None:
    limits = smaller_files(MEGABYTE)
    full: list[bool] = []

    def progress(done: int, total: int) -> None:
        if not full:
            full.append(True)
            limits.__enter__()

    try:
        # One at a time: the first range is there before the disk fills up.
        with pytest.raises(TransferError) as caught:
            fetch(Carrier(carrier.storage, carrier.signed, workers=1), target, progress=progress)
    finally:
        limits.__exit__(None, None, None)
    assert caught.value.reference == "transfers.disk-full"
    assert isinstance(caught.value.__cause__, OSError)
    assert left(target) == []


def test_a_target_that_is_a_folder_is_refused_before_anything_is_asked(
    empty_service: Emulator, carrier: Carrier, stored: Path, target: Path
) -> None:
    target.mkdir()
    empty_service.clear_log()
    with pytest.raises(TransferError) as caught:
        fetch(carrier, target)
    assert caught.value.reference == "transfers.not-written"
    assert not empty_service.log


def test_a_folder_that_cannot_be_written(carrier: Carrier, stored: Path, target: Path) -> None:
    for place in (target.parent / "none" / "x", target.parent):
        with pytest.raises(TransferError) as caught:
            fetch(carrier, place)
        assert caught.value.reference == "transfers.not-written"
        assert caught.value.context["name"] == place.name
    assert left(target) == []


def test_a_path_that_no_file_can_have(carrier: Carrier, tmp_path: Path) -> None:
    for place in (Path("/"), Path(), tmp_path / "none" / "a\0b", tmp_path / "a\0b" / "x"):
        with pytest.raises(TransferError) as caught:
            fetch(carrier, place)
        assert caught.value.reference == "transfers.not-written"


def test_a_cancelled_download_leaves_nothing(carrier: Carrier, stored: Path, target: Path) -> None:
    cancelled = threading.Event()
    with pytest.raises(Cancelled) as caught:
        fetch(carrier, target, cancelled=cancelled, progress=lambda done, total: cancelled.set())
    assert caught.value.reference == "transfers.cancelled"
    with pytest.raises(Cancelled):
        fetch(carrier, target, cancelled=cancelled)
    assert left(target) == []
    assert not [thread for thread in threading.enumerate() if "transfer" in thread.name]


def test_a_download_cancelled_at_its_last_byte_replaces_nothing(
    carrier: Carrier, tmp_path: Path, target: Path
) -> None:
    store(carrier, tmp_path, b"data")
    target.write_bytes(b"old")
    cancelled = threading.Event()
    with pytest.raises(Cancelled) as caught:
        fetch(carrier, target, cancelled=cancelled, progress=lambda done, total: cancelled.set())
    assert caught.value.reference == "transfers.cancelled"
    assert left(target) == [target]
    assert target.read_bytes() == b"old"


def test_what_the_caller_raises_ends_the_download(carrier: Carrier, stored: Path, target: Path) -> None:
    def progress(done: int, total: int) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fetch(carrier, target, progress=progress)
    assert left(target) == []


@pytest.mark.parametrize(
    "url", ["ftp://127.0.0.1/x", "http://evil.example/x", "/x", "https://u:p@host/x", "https://[/x"]
)
def test_an_address_that_nothing_is_sent_to(
    empty_service: Emulator, carrier: Carrier, target: Path, url: str
) -> None:
    answer = {"status": "complete", "params": {}, "size": 4, "url": url}
    empty_service.add_fault(Fault(path="*/signeds3download", status=200, body=json.dumps(answer)))
    with pytest.raises(DataBrowserError) as caught:
        fetch(carrier, target)
    assert caught.value.reference == "transfers.bad-url"
    assert left(target) == []


@pytest.mark.parametrize("size", [-1, 2**63, 10**30])
def test_a_size_that_no_file_can_have(
    empty_service: Emulator, carrier: Carrier, target: Path, size: int
) -> None:
    answer = {"status": "complete", "params": {}, "size": size, "url": empty_service.url}
    empty_service.add_fault(Fault(path="*/signeds3download", status=200, body=json.dumps(answer)))
    with pytest.raises(MalformedAnswer) as caught:
        fetch(carrier, target)
    assert caught.value.context["field"] == "size"
    assert left(target) == []


# An object whose parts are not assembled yet.


def late(
    start: Callable[..., Emulator], carry: Callable[[Emulator], Carrier], folder: Path
) -> tuple[Emulator, Carrier, Path]:
    service = start(hub="none", policies={"late-assembly": "60"})
    carrier = carry(service)
    return service, carrier, store(carrier, folder, content(2 * LEAST_PART + 1000))


def test_an_object_in_parts(
    start: Callable[..., Emulator], carry: Callable[[Emulator], Carrier], tmp_path: Path, target: Path
) -> None:
    service, carrier, stored = late(start, carry, tmp_path)
    # No SHA-1 is known of it yet.
    assert fetch(carrier, target) == Downloaded(stored.stat().st_size, "")
    assert sha1(target) == sha1(stored)
    assert gets(service) == 11


def test_an_object_that_is_assembled_meanwhile(
    start: Callable[..., Emulator], carry: Callable[[Emulator], Carrier], tmp_path: Path, target: Path
) -> None:
    service, carrier, stored = late(start, carry, tmp_path)
    done: list[bool] = []

    def progress(so_far: int, total: int) -> None:
        if not done:
            done.append(True)
            service.clock.advance(16 * 60)

    got = fetch(Carrier(carrier.storage, carrier.signed, workers=1), target, progress=progress)
    assert got.size == stored.stat().st_size
    assert sha1(target) == sha1(stored)
