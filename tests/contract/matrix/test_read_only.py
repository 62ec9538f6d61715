"""Every function of the client through a client that may only read: no write leaves it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace

import pytest
from addin.lib.emulator import Emulator, EmulatorOptions
from addin.lib.errors import DataBrowserError
from addin.lib.http import HttpClient

from .bench import Bench, Read, Write
from .cases import CASES
from .day import open_day

# On a bad day they count as reads, since nobody can tell a second time from the first; but each makes a way
# in for writes, or for others.
MAKING = {"signed_uploads.create_uploads", "signed_resources.create_signed_resource"}
READS = {name: case for name, case in CASES.items() if isinstance(case, Read) and name not in MAKING}


@pytest.fixture
def benches() -> Iterator[tuple[Bench, Bench]]:
    """The same bench twice: with clients as usual, and with clients that may only read."""
    with ExitStack() as stack:
        service = stack.enter_context(Emulator(EmulatorOptions(hub="none")))
        usual = stack.enter_context(open_day(service)).bench

        def hold(token: str) -> HttpClient:
            client = HttpClient(service.url, get_token=lambda _: token, read_only=True)
            return stack.enter_context(client)

        anonymous = stack.enter_context(HttpClient(service.url, read_only=True))
        held = {"client": hold(service.token), "app": hold(usual.storage.token), "anonymous": anonymous}
        yield usual, replace(usual, **held)


def test_what_reads_is_sent(benches: tuple[Bench, Bench]) -> None:
    usual, held = benches
    for case in READS.values():
        case.ask(usual)  # makes what it reads
        case.ask(held)


def test_what_writes_is_not_sent(benches: tuple[Bench, Bench]) -> None:
    usual, held = benches
    writes = {name: case for name, case in CASES.items() if name not in READS}
    assert set(writes) >= MAKING
    assert [
        name for name, case in writes.items() if try_write(case, usual, held) != "settings.read-only"
    ] == []


def try_write(case: Read | Write, usual: Bench, held: Bench) -> str:
    """Return the reference of the error that a write ends in; empty for none, or if anything was sent."""
    thing = None if isinstance(case, Read) else case.prepare(usual)
    met = len(usual.service.log)
    try:
        if isinstance(case, Read):
            case.ask(held)
        else:
            case.act(held, thing)
    except DataBrowserError as error:
        return "" if len(usual.service.log) > met else error.reference
    return ""
