"""The release zip: what is in it, what is not, and the same bytes each time."""

from __future__ import annotations

import os
import shutil
import zipfile
from pathlib import Path

import pytest
from addin.lib.errors import UsageError
from addin.lib.package import list_shipped, write_package

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of what is shipped, and of some that is not."""
    root = tmp_path / "copy"
    for path in [*list_shipped(ROOT), "tests/conftest.py", "pyproject.toml"]:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / path, root / path)
    return root


def test_the_zip_holds_one_folder_that_fusion_takes(copy: Path) -> None:
    package = write_package(copy)
    assert package.parent == copy / "dist"
    assert list((copy / "dist").iterdir()) == [package]
    with zipfile.ZipFile(package) as opened:
        names = opened.namelist()
        assert opened.testzip() is None
    assert {name.partition("/")[0] for name in names} == {"DataBrowserAddin"}
    for expected in ("DataBrowserAddin.py", "DataBrowserAddin.manifest", "LICENSE", "lib/vendor/vendor.txt"):
        assert f"DataBrowserAddin/{expected}" in names
    assert not [name for name in names if "/tests/" in name or "/lib/preview/" in name or "/." in name]
    assert not [name for name in names if name.endswith((".pyc", ".zip"))]


def test_every_tracked_file_is_shipped_or_left_out_on_purpose() -> None:
    left_out = ("tests", "dist", "build", "lib/preview", "resources/readme")
    shipped = {str(path) for path in list_shipped(ROOT)}
    for folder in ("lib", "commands", "resources"):
        for path in (ROOT / folder).rglob("*"):
            name = path.relative_to(ROOT).as_posix()
            if path.is_file() and "__pycache__" not in name and not name.startswith(left_out):
                assert name in shipped


def test_the_bytes_depend_on_the_content_alone(copy: Path, tmp_path: Path) -> None:
    first = write_package(copy).read_bytes()
    (copy / "lib" / "__pycache__").mkdir()
    (copy / "lib" / "__pycache__" / "x.pyc").write_bytes(b"x")
    (copy / "lib" / ".DS_Store").write_bytes(b"x")
    for number, path in enumerate(sorted(copy.rglob("*.py"))):
        os.utime(path, (number, number))
        path.chmod(0o755)
    other = tmp_path / "ünder a path with spaces"
    shutil.copytree(copy, other)
    assert write_package(other).read_bytes() == first
    (other / "LICENSE").write_text("another")
    assert write_package(other).read_bytes() != first


def test_a_zip_that_cannot_be_written_is_told_and_leaves_nothing(copy: Path) -> None:
    (copy / "dist").write_text("in the way")
    with pytest.raises(UsageError) as caught:
        write_package(copy)
    assert caught.value.reference == "package.not-written"
    assert [path.name for path in copy.iterdir() if path.suffix == ".unfinished"] == []


def test_the_licences_of_the_private_copies_are_inside() -> None:
    licences = [path for path in list_shipped(ROOT) if "LICENSE" in path.name and "vendor" in path.parts]
    assert {path.parent.name for path in licences} >= {"requests", "urllib3", "certifi", "idna"}
