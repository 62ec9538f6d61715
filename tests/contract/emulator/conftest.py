"""The service met by `http.client` alone, so that no client of ours hides what it does."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from addin.lib.emulator import Emulator

from .storage import Storage
from .wire import Shelf, Wire, fill_shelf


@pytest.fixture
def shelf(empty_service: Emulator) -> Shelf:
    """A small project with a design of two versions, a drawing, two files and a neighbour."""
    return fill_shelf(empty_service.seed)


@pytest.fixture
def wire(empty_service: Emulator) -> Iterator[Wire]:
    """A connection to the service of `shelf`, with its ready token."""
    with Wire(empty_service) as opened:
        yield opened


@pytest.fixture
def storage(empty_service: Emulator) -> Iterator[Storage]:
    """An app that has a bucket, and its 2-legged token."""
    with Storage(empty_service) as opened:
        assert opened.make_bucket().status == 200
        yield opened


@pytest.fixture
def other_app(empty_service: Emulator, storage: Storage) -> Iterator[Storage]:
    """Another app: a user of the public one, with all scopes but those for buckets."""
    with Storage(empty_service, empty_service.token) as opened:
        yield opened
