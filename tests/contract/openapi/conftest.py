"""The descriptions as they came and as they are meant, and one recording for all tests of a process."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from .all_excuses import list_excuses
from .descriptions import Descriptions, Document, read_documents
from .excuses import repaired
from .traffic import Traffic, record


@pytest.fixture(scope="session")
def documents(openapi_dir: Path) -> dict[str, Document]:
    """The official files, not to be changed."""
    return read_documents(openapi_dir)


@pytest.fixture(scope="session")
def descriptions(documents: dict[str, Document]) -> Descriptions:
    """What the official files say, their faults repaired."""
    return Descriptions(repaired(documents, excuses=list_excuses()))


@pytest.fixture(scope="session")
def traffic() -> Traffic:
    """The recording."""
    with socket.create_server(("::1", 0), family=socket.AF_INET6) as free:
        port = free.getsockname()[1]
    return record(port)
