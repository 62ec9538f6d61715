"""Uploads and downloads on every bad day of the addresses that were signed for them.

An upload ends with the whole object, or as one of our errors with none; a download with the whole file, or as
one of our errors with the target as it was. No file of the transfer's own is left.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from addin.lib.aps.buckets import create_bucket
from addin.lib.aps.objects import get_object
from addin.lib.core.parts import Carrier
from addin.lib.core.transfers import download_file, upload_file
from addin.lib.emulator import Emulator, EmulatorOptions, Fault
from addin.lib.errors import DataBrowserError, NotFound
from addin.lib.http import HttpClient, SignedHosts

from ..emulator.storage import app_token
from .day import HASTE_SECONDS, QUICK, settle
from .rows import ROWS, Row

BUCKET = "bad-days"
SIGNED = "/_s3/*"
MODES = ("once", "always")
FAULTS = [row for row in ROWS if row.fault is not None]
OLD, NEW = b"what was here before", b"new and " * 40_000


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("row", FAULTS, ids=lambda row: row.name)
def test_a_transfer(tmp_path: Path, row: Row, mode: str, record_property: Any) -> None:
    assert row.fault is not None
    fault = Fault(path=SIGNED, nth=(1,) if mode == "once" else None, **row.fault)
    seconds = HASTE_SECONDS if "delay_ms" in row.fault else 10.0
    source, target = tmp_path / "source", tmp_path / "target"
    source.write_bytes(NEW)
    target.write_bytes(OLD)
    with Emulator(EmulatorOptions(hub="none")) as service:
        token = app_token(service)
        with (
            HttpClient(service.url, get_token=lambda _: token, retry=QUICK) as storage,
            SignedHosts(service.url, retry=QUICK, timeouts=(2.0, seconds)) as signed,
            SignedHosts(service.url) as calm,
        ):
            create_bucket(storage, BUCKET, policy="persistent")
            service.add_fault(fault)
            sent = attempt(
                lambda: upload_file(Carrier(storage, signed), source, bucket=BUCKET, object_key="up")
            )
            service.clear_faults()
            upload_file(Carrier(storage, calm), source, bucket=BUCKET, object_key="down")
            service.add_fault(fault)
            fetched = attempt(
                lambda: download_file(Carrier(storage, signed), target, bucket=BUCKET, object_key="down")
            )
            service.clear_faults()
            assert size_of(storage) == (None if isinstance(sent, DataBrowserError) else len(NEW))
            settle(service, len(service.log))
    assert target.read_bytes() == (OLD if isinstance(fetched, DataBrowserError) else NEW)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["source", "target"]
    for outcome in (sent, fetched):
        if isinstance(outcome, DataBrowserError):
            assert outcome.message
            assert outcome.next_step
            # What passes is overcome, unless the service says that its wrong answer is the right one.
            assert mode == "always" or row.fault.get("status") == 200
        else:
            assert mode == "once" or row.fault.get("status") is None
    record_property("matrix transfers", 2)


def attempt(act: Any) -> Any:
    """Do something and return its result or our error; anything else is a failure."""
    try:
        return act()
    except DataBrowserError as error:
        return error


def size_of(storage: HttpClient) -> int | None:
    """The size of what was uploaded, or None where nothing is there."""
    try:
        return get_object(storage, BUCKET, object_key="up").size
    except NotFound:
        return None
