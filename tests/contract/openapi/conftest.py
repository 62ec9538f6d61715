"""The descriptions as they came and as they are meant, and one recording for all tests of a process."""

from __future__ import annotations

from pathlib import Path

import pytest

from ...ports import find_port
from .all_excuses import list_excuses
from .descriptions import Descriptions, Document, read_documents
from .excuses import repaired
from .senders import Senders
from .traffic import Traffic, record


@pytest.fixture(scope="session")
def documents(openapi_dir: Path) -> dict[str, Document]:
    """The official files, not to be changed."""
    return read_documents(openapi_dir)


@pytest.fixture(scope="session")
def meant(documents: dict[str, Document]) -> dict[str, Document]:
    """The official files, their faults repaired."""
    return repaired(documents, excuses=list_excuses())


@pytest.fixture(scope="session")
def descriptions(meant: dict[str, Document]) -> Descriptions:
    """What the repaired files say."""
    return Descriptions(meant)


@pytest.fixture(scope="session")
def recording() -> tuple[Traffic, Senders]:
    """The traffic, and who sent what of it."""
    with Senders() as senders:
        return record(find_port()), senders


@pytest.fixture(scope="session")
def traffic(recording: tuple[Traffic, Senders]) -> Traffic:
    """The recording."""
    return recording[0]


@pytest.fixture(scope="session")
def senders(recording: tuple[Traffic, Senders]) -> Senders:
    """The functions of the client behind the recording."""
    return recording[1]
