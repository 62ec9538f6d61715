"""A small project to write in, and an app with a bucket of its own and what moves files to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from addin.lib.aps.buckets import create_bucket
from addin.lib.core.parts import Carrier
from addin.lib.emulator import Emulator
from addin.lib.http import HttpClient, SignedHosts

from ..conftest import QUICK
from ..emulator.storage import BUCKET, app_token
from .workbench import Bench, fill


@pytest.fixture
def bench_of() -> Iterator[Callable[[Emulator], Bench]]:
    """Fills a service of one's own, and closes its client after the test."""
    opened: list[HttpClient] = []

    def make(service: Emulator) -> Bench:
        client = HttpClient(service.url, get_token=lambda rejected: service.token, retry=QUICK)
        opened.append(client)
        return fill(service, client)

    yield make
    for client in opened:
        client.close()


@pytest.fixture
def bench(empty_service: Emulator, bench_of: Callable[[Emulator], Bench]) -> Bench:
    """The project in a service that has nothing else."""
    return bench_of(empty_service)


@pytest.fixture
def carry() -> Iterator[Callable[[Emulator], Carrier]]:
    """Makes, for a service, a carrier of the confidential app, and its bucket."""
    opened: list[HttpClient | SignedHosts] = []

    def make(service: Emulator) -> Carrier:
        token = app_token(service)
        storage = HttpClient(service.url, get_token=lambda rejected: token, retry=QUICK)
        carrier = Carrier(storage, SignedHosts(service.url, retry=QUICK))
        opened.extend((carrier.storage, carrier.signed))
        create_bucket(storage, BUCKET, policy="persistent")
        return carrier

    yield make
    for one in opened:
        one.close()


@pytest.fixture
def carrier(empty_service: Emulator, carry: Callable[[Emulator], Carrier]) -> Carrier:
    """A carrier for an empty service."""
    return carry(empty_service)
