"""The release zip: what is in it, what is not, and the same bytes each time."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

import pytest
from addin.lib.errors import UsageError
from addin.lib.package import list_shipped, write_package

from ..release import copy_shipped
from ..sources import ROOT, list_files, read_source
from ..test_layers import list_imports

# Where each kind of file may lie, and nowhere else; "" is the top.
KINDS = {
    "": {".py", ".manifest", ".md", ""},
    "commands": {".py"},
    "lib": {".py"},
    "lib/emulator/control/page": {".html", ".css", ".js"},
    "lib/vendor": {".py", ".typed", ".pem", ".md", ".txt", ""},
    "resources/icons": {".png"},
    "resources/palette": {".html", ".css", ".js"},
    "resources/palette/vendor": {".js", ".css", ".json", ".md", ".txt", ""},
    "resources/scripts": {".py", ".manifest"},
    "resources/texts": {".json"},
}
LEFT_OUT = ("lib/preview/", "resources/readme/", "resources/palette/js/types.d.ts")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of what is shipped, and of some that is not."""
    return copy_shipped(tmp_path / "copy")


def kind_of(path: PurePosixPath) -> tuple[str, str]:
    """Return the most special of the places of KINDS that a file lies in, and the file's ending."""
    places = [place for place in KINDS if place == "" or PurePosixPath(place) in path.parents]
    return max(places, key=len), path.suffix


def find_missing_modules(paths: Iterable[PurePosixPath]) -> list[str]:
    """Name each relative import, wherever it stands, of a module that is not among the files."""
    shipped = {str(path) for path in paths}
    missing = []
    for path in paths:
        if path.suffix != ".py" or "vendor" in path.parts:
            continue
        for line, _, target in list_imports(path, read_source(path)):
            # The last part may be a module, or a name within one.
            ways = ["/".join(target[:end]) for end in (len(target), len(target) - 1)] if target else []
            if ways and not any(f"{way}{end}" in shipped for way in ways for end in (".py", "/__init__.py")):
                missing.append(f"{path}:{line}: {'.'.join(target)}")
    return missing


def find_missing_page_files(paths: Iterable[PurePosixPath]) -> set[str]:
    """Name what the palette's page loads and is not among the files."""
    loaded = re.findall(
        r'(?:src|href)="([\w./-]+)"', read_source(PurePosixPath("resources/palette/index.html"))
    )
    assert loaded
    return {f"resources/palette/{name}" for name in loaded} - {str(path) for path in paths}


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


def test_the_files_are_in_order_and_can_be_read_by_all_once_unpacked(copy: Path) -> None:
    with zipfile.ZipFile(write_package(copy)) as package:
        names = package.namelist()
        modes = {entry.external_attr >> 16 for entry in package.infolist()}
    assert names == sorted(names)
    assert modes == {0o100644}


def test_a_disk_that_is_full_leaves_the_earlier_zip_and_nothing_of_a_new_one(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = write_package(copy)
    content = before.read_bytes()
    written: list[str] = []

    def refuse(package: zipfile.ZipFile, entry: zipfile.ZipInfo, data: bytes) -> None:
        written.append(entry.filename)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(zipfile.ZipFile, "writestr", refuse)
    with pytest.raises(UsageError, match="No space left"):
        write_package(copy)
    assert written
    assert os.listdir(before.parent) == [before.name]
    assert before.read_bytes() == content


def test_no_file_is_forgotten_and_none_is_too_many() -> None:
    could_be = {
        path
        for path in list_files()
        if (len(path.parts) == 1 or path.parts[0] in ("commands", "lib", "resources"))
        and not any(part.startswith(".") for part in path.parts)
        and not str(path).startswith(LEFT_OUT)
    }
    assert could_be - set(list_shipped(ROOT)) == {PurePosixPath("pyproject.toml")}
    assert set(list_shipped(ROOT)) - could_be == set()  # such as what git ignores


def test_only_known_kinds_of_files_are_shipped() -> None:
    strangers = []
    for path in list_shipped(ROOT):
        place, ending = kind_of(path)
        if ending not in KINDS[place]:
            strangers.append(str(path))
    assert strangers == []


@pytest.mark.parametrize(
    ("name", "is_known"),
    [
        ("lib/http/client.py", True),
        ("lib/http/notes.txt", False),
        ("lib/vendor/vendor.txt", True),
        ("lib/native.so", False),
        ("resources/palette/js/app.js", True),
        ("resources/palette/js/types.d.ts", False),
        ("resources/stray.png", False),
        ("sample-hub.sqlite", False),
    ],
)
def test_a_kind_is_judged_by_its_place(name: str, is_known: bool) -> None:  # noqa: FBT001
    place, ending = kind_of(PurePosixPath(name))
    assert (ending in KINDS[place]) == is_known


def test_what_the_release_imports_and_loads_is_in_it() -> None:
    shipped = list_shipped(ROOT)
    missing = find_missing_modules(shipped)
    # The command line looks whether the preview is there, and says so when it is not.
    assert {each.partition(":")[0] for each in missing} == {"lib/cli.py"}
    assert {each.rpartition(" ")[2].split(".")[1] for each in missing} == {"preview"}
    assert find_missing_page_files(shipped) == set()


def test_a_forgotten_module_or_page_file_is_found() -> None:
    shipped = list_shipped(ROOT)
    less = [path for path in shipped if "emulator" not in path.parts and path.name != "tree.js"]
    missing = [each for each in find_missing_modules(less) if each.startswith("lib/sample_hub.py")]
    assert [each.rpartition(" ")[2] for each in missing] == ["lib.emulator.Emulator"] * 2 + [
        "lib.emulator.EmulatorOptions"
    ]
    assert find_missing_page_files(less) == {"resources/palette/js/tree.js"}


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


def list_pythons() -> list[str]:
    """Return this Python, and others that the machine has, the oldest and the newest we run on."""
    versions = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    found = [sys.executable]
    for version in ("3.10", "3.14", "3.13"):
        others = [*versions.glob(f"{version}.*/bin/python"), shutil.which(f"python{version}")]
        found += [str(other) for other in others if other][:1]
    return found


def clone(target: Path, *, line_ends: str) -> None:
    """Clone what is committed, as a person does who has git write Windows' line ends or not."""
    options = [
        "-c",
        f"core.autocrlf={line_ends}",
        "clone",
        "--quiet",
        "--depth=1",
        ROOT.as_uri(),
        str(target),
    ]
    subprocess.run(["git", *options], check=True, capture_output=True)


def make_elsewhere(root: Path, python: str, *, mask: int, **environment: str) -> tuple[str, bytes]:
    """Make the zip in another process; return its name and bytes."""
    program = (
        "import importlib, pathlib, runpy, sys\n"
        "root = pathlib.Path(sys.argv[1])\n"
        "runpy.run_path(str(root / 'DataBrowserAddin.py'))['load']('elsewhere')\n"
        "print(importlib.import_module('elsewhere.lib.package').write_package(root))\n"
    )
    done = subprocess.run(
        [python, "-B", "-X", "utf8", "-c", program, str(root)],
        env={**os.environ, **environment},
        umask=mask,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    package = Path(done.stdout.strip())
    return package.name, package.read_bytes()


def test_the_bytes_are_the_same_from_two_clones_on_two_days(copy: Path, tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "Ünder another"
    if (ROOT / ".git").exists() and shutil.which("git"):
        clone(one, line_ends="false")
        clone(other, line_ends="true")
    else:
        shutil.copytree(copy, one)
        shutil.copytree(copy, other)
    # Another day, and another order in the folders' own lists.
    for number, path in enumerate(sorted(other.rglob("*"), reverse=True)):
        if path.is_file() and ".git" not in path.parts:
            content = path.read_bytes()
            path.unlink()
            path.write_bytes(content)
            path.chmod(0o600)
            os.utime(path, (86_400 * number, 86_400 * number))
    pythons = list_pythons()
    name, expected = make_elsewhere(one, pythons[0], mask=0o022, TZ="UTC", LC_ALL="C", PYTHONHASHSEED="1")
    for python in pythons:
        settings = {"TZ": "Asia/Kolkata", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "2", "LANG": "tr_TR"}
        assert make_elsewhere(other, python, mask=0o077, **settings) == (name, expected)


def test_the_scripts_are_inside_with_their_manifests() -> None:
    scripts = {path for path in list_shipped(ROOT) if path.parts[:2] == ("resources", "scripts")}
    assert {path.parent.name for path in scripts} >= {"ListReferences", "AttachFolder", "HubReport"}
    for path in scripts:
        assert {path.with_suffix(".py"), path.with_suffix(".manifest")} <= scripts


def test_a_zip_that_cannot_be_written_is_told_and_leaves_nothing(copy: Path) -> None:
    (copy / "dist").write_text("in the way")
    with pytest.raises(UsageError) as caught:
        write_package(copy)
    assert caught.value.reference == "package.not-written"
    assert [path.name for path in copy.iterdir() if path.suffix == ".unfinished"] == []


def test_the_licences_of_the_private_copies_are_inside() -> None:
    licences = [path for path in list_shipped(ROOT) if "LICENSE" in path.name and "vendor" in path.parts]
    vendored = [
        folder
        for place in (ROOT / "lib" / "vendor", ROOT / "resources" / "palette" / "vendor")
        for folder in place.iterdir()
        if folder.is_dir() and folder.name != "__pycache__"
    ]
    assert {path.parent.name for path in licences} >= {folder.name for folder in vendored}
