"""A local service for each test, and clients signed in to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from addin.lib.emulator import Emulator, EmulatorOptions
from addin.lib.http import HttpClient, RetryPolicy
from addin.lib.scripting import Session, connect

from ..ports import find_port

QUICK = RetryPolicy(attempts=4, first_delay=0.001, longest_delay=0.01, longest_wait=2.0)


@pytest.fixture
def service() -> Iterator[Emulator]:
    """The sample hub."""
    with Emulator(EmulatorOptions()) as running:
        yield running


@pytest.fixture
def empty_service() -> Iterator[Emulator]:
    """A service with the sample user and no hub."""
    with Emulator(EmulatorOptions(hub="none")) as running:
        yield running


@pytest.fixture
def port() -> int:
    """A port that is free on both families: tests running at one time must not meet on the fixed ones."""
    return find_port()


@pytest.fixture
def client(service: Emulator) -> Iterator[HttpClient]:
    """A client of the sample hub with its ready token, quick to repeat."""
    with HttpClient(service.url, get_token=lambda rejected: service.token, retry=QUICK) as opened:
        yield opened


@pytest.fixture
def session(service: Emulator) -> Iterator[Session]:
    """A session of the sample hub with its ready token."""
    with connect(service=service.url, token=service.token) as opened:
        yield opened


@pytest.fixture
def start() -> Iterator[Callable[..., Emulator]]:
    """Starts further services with the options given, and stops them after the test."""
    running: list[Emulator] = []

    def start_service(**options: object) -> Emulator:
        service = Emulator(EmulatorOptions(**options))  # pyright: ignore[reportArgumentType]
        service.start()
        running.append(service)
        return service

    yield start_service
    for service in running:
        service.stop()
