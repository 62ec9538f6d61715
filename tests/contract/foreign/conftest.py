"""The foreign programs, installed; the official files as the tests of our own programs read them."""

from __future__ import annotations

from pathlib import Path

import pytest

from ...packages import install_packages
from ..openapi.conftest import descriptions, documents, meant

__all__ = ["descriptions", "documents", "meant", "node_modules"]


@pytest.fixture(scope="session")
def node_modules() -> Path:
    """The pinned packages of package.json."""
    return install_packages(Path(__file__).resolve().parent)
