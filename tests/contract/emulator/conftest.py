"""The service met by `http.client` alone, so that no client of ours hides what it does."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from addin.lib.emulator import Emulator

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
