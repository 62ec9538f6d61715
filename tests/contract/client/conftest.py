"""A small project to write in."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from addin.lib.emulator import Emulator
from addin.lib.http import HttpClient

from .workbench import QUICK, Bench, fill


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
