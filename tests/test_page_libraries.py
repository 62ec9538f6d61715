"""The libraries of the palette page: unmodified, licensed, and named in their lock file."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from .packages import install_packages
from .sources import ROOT

VENDOR = ROOT / "resources" / "palette" / "vendor"
LIBRARIES = json.loads((VENDOR / "lock.json").read_text(encoding="utf-8"))
PERMISSIVE = ("ISC", "MIT", "BSD-3-Clause", "Apache-2.0")


def test_each_folder_is_in_the_lock_file() -> None:
    assert sorted(one["name"] for one in LIBRARIES) == sorted(
        path.name for path in VENDOR.iterdir() if path.is_dir()
    )


@pytest.mark.parametrize("library", LIBRARIES, ids=lambda one: one["name"])
def test_each_file_is_what_the_lock_file_says(library: dict[str, object]) -> None:
    folder = VENDOR / str(library["name"])
    found = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.iterdir()}
    assert found == library["files"]
    assert "LICENSE" in found
    assert library["licence"] in PERMISSIVE
    assert library["why"]


@pytest.mark.parametrize("library", LIBRARIES, ids=lambda one: one["name"])
def test_each_file_is_the_publisher_s(library: dict[str, object]) -> None:
    package = install_packages(Path(__file__).parent / "page") / str(library["name"])
    published = json.loads((package / "package.json").read_text(encoding="utf-8"))
    assert published["version"] == library["version"]
    assert published["license"] == library["licence"]
    for file in (VENDOR / str(library["name"])).iterdir():
        theirs = package / ("LICENSE" if file.name == "LICENSE" else f"dist/{file.name}")
        assert file.read_bytes() == theirs.read_bytes()
