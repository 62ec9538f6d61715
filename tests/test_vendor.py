"""The vendored libraries are private: they use each other, and neither see nor are seen by other add-ins."""

from __future__ import annotations

import ast
import importlib.util
import json
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from .sources import ROOT

VENDOR = ROOT / "lib" / "vendor"
LIBRARIES = [
    "certifi",
    "charset_normalizer",
    "idna",
    "keyring",
    "requests",
    "truststore",
    "urllib3",
    "win32ctypes",
]
OTHERWISE_CALLED = {"pywin32-ctypes": "win32ctypes"}
NAMELESS = {"keyring"}  # its version stands in the metadata of its wheel alone
HOSTILE = [
    *LIBRARIES,
    "backports",
    "brotli",
    "brotlicffi",
    "cffi",
    "chardet",
    "commands",
    "jaraco",
    "lib",
    "pywintypes",
    "simplejson",
    "socks",
    "win32cred",
]


@pytest.fixture(scope="module")
def vendoring() -> ModuleType:
    """The program that makes lib/vendor."""
    spec = importlib.util.spec_from_file_location("vendoring_program", ROOT / ".ci" / "vendor.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def copy_addin(folder: Path) -> Path:
    """Copy the add-in's code into a folder with an awkward name; return its entry file."""
    addin = folder / "My Add-Ins.bundle" / "DataBrowserAddin"
    shutil.copytree(ROOT / "lib", addin / "lib", ignore=shutil.ignore_patterns("__pycache__"))
    return Path(shutil.copy(ROOT / "DataBrowserAddin.py", addin))


def write_hostile(folder: Path) -> Path:
    """Write packages under public names that look good enough to be taken, and do nothing right."""
    for name in HOSTILE:
        package = folder / name
        package.mkdir(parents=True)
        package.joinpath("__init__.py").write_text(
            f'"""Not the {name} you want."""\n'
            '__version__ = "0.0.666"\n'
            "def where(): return __file__\n"
            'def detect(data): return {"encoding": "cp437"}\n'
            "class error(Exception): ...\n"
            "class JSONDecodeError(ValueError): ...\n"
            "def loads(data, **options): return None\n"
            "dumps = loads\n"
            "class zstd: ...\n",
            encoding="utf-8",
        )
    return folder


def probe(hostile: Path, order: str, *entries: Path) -> dict[str, Any]:
    """Run the probe in an interpreter of its own and return its report."""
    command = [sys.executable, str(ROOT / "tests" / "isolation" / "probe.py"), str(hostile), order]
    run = subprocess.run(
        [*command, *map(str, entries)], capture_output=True, text=True, check=False, timeout=100
    )
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


@pytest.mark.parametrize("order", ["before", "after"])
def test_two_copies_beside_a_hostile_addin(tmp_path: Path, order: str) -> None:
    entries = [copy_addin(tmp_path / "first"), copy_addin(tmp_path / "second")]
    report = probe(write_hostile(tmp_path / "hostile"), order, *entries)

    for addin, entry in zip(report["addins"], entries, strict=True):
        vendor = entry.resolve().parent / "lib" / "vendor"
        assert {Path(file).relative_to(vendor).parts[0] for file in addin["files"]} == {
            *LIBRARIES,
            "__init__.py",
        }
        assert Path(addin["cacert"]).resolve() == vendor / "certifi" / "cacert.pem"
        assert Path(addin["lib"]).resolve() == vendor.parent / "__init__.py"
        assert addin["version"] == locked_versions()["requests"]
        assert addin["status"] == 200
        assert addin["text"].startswith("Ωμέγα")
        assert addin["host"] == "http://xn--bcher-kva.example/"
        assert addin["cause"] is True
        assert addin["secret"] == "Ωμέγα"
    first, second = report["addins"]
    assert first["requests"] != second["requests"]
    assert report["foreign"] == []
    assert report["shared"] == []
    assert report["touched"] == []
    assert report["steady"] is True
    assert report["hostile"] == dict.fromkeys(sorted(HOSTILE), "0.0.666")
    assert report["filters"] is True
    assert report["finders"] is True
    assert report["types"] is True
    assert [
        name for name in report["loggers"] if name.partition(".")[0] not in ("databrowser", "concurrent")
    ] == []


@pytest.mark.parametrize(
    ("file", "ours", "upstream", "seen_in"),
    [
        ("urllib3/response.py", 'raise ImportError("private copy")', "import brotli", "shared"),
        ("requests/compat.py", 'raise ImportError("private copy")', "import simplejson as json", "shared"),
        ("requests/compat.py", '(".charset_normalizer",)', '("chardet",)', "shared"),
        (
            "requests/packages.py",
            '"""Emptied',
            'import sys; sys.modules["requests.packages"] = sys; """',
            "foreign",
        ),
        (
            "keyring/backends/Windows.py",
            "    missing_deps = False",
            "    missing_deps = False\n    import win32cred as foreign",
            "shared",
        ),
    ],
)
def test_the_probe_sees_a_leak(tmp_path: Path, file: str, ours: str, upstream: str, seen_in: str) -> None:
    entry = copy_addin(tmp_path)
    leak = entry.parent / "lib" / "vendor" / file
    source = leak.read_text(encoding="utf-8")
    assert ours in source
    leak.write_text(source.replace(ours, upstream, 1), encoding="utf-8")
    assert probe(write_hostile(tmp_path / "hostile"), "before", entry)[seen_in] != []


@pytest.mark.parametrize(
    ("file", "leak", "seen_in"),
    [
        ("win32ctypes/core/__init__.py", "import sys\nsys.meta_path.append(object())\n", "finders"),
        (
            "win32ctypes/core/ctypes/_common.py",
            "ctypes.pythonapi.PyBytes_FromStringAndSize.restype = ctypes.py_object\n",
            "types",
        ),
        ("truststore/_api.py", "import warnings\nwarnings.simplefilter('ignore')\n", "filters"),
    ],
)
def test_the_probe_sees_a_change_for_everybody(tmp_path: Path, file: str, leak: str, seen_in: str) -> None:
    entry = copy_addin(tmp_path)
    leaking = entry.parent / "lib" / "vendor" / file
    leaking.write_text(f"{leaking.read_text(encoding='utf-8')}\n{leak}", encoding="utf-8")
    assert probe(write_hostile(tmp_path / "hostile"), "before", entry)[seen_in] is False


def locked_versions() -> dict[str, str]:
    """Return the versions that vendor.txt names, by the libraries' folders."""
    lock = (VENDOR / "vendor.txt").read_text(encoding="utf-8")
    found: list[tuple[str, str]] = re.findall(r"(?m)^([\w-]+)==(\S+)", lock)
    return {OTHERWISE_CALLED.get(name, name): version for name, version in found}


def test_the_lock_names_each_library_with_a_hash() -> None:
    entries = (VENDOR / "vendor.txt").read_text(encoding="utf-8").replace("\\\n", "").splitlines()
    assert sorted(locked_versions()) == LIBRARIES
    assert all(re.fullmatch(r"[\w-]+==\S+ +--hash=sha256:[0-9a-f]{64}", entry) for entry in entries)


@pytest.mark.parametrize("library", [each for each in LIBRARIES if each not in NAMELESS])
def test_the_copy_is_the_locked_version(library: str) -> None:
    sources = [path.read_text(encoding="utf-8") for path in (VENDOR / library).glob("*.py")]
    pattern = rf"(?im)^__version__ = .*[\"']{re.escape(locked_versions()[library])}[\"']$"
    assert any(re.search(pattern, source) for source in sources)


def test_the_copy_passes_its_maker_s_checks(vendoring: ModuleType) -> None:
    assert vendoring.find_problems(VENDOR) == []
    assert (VENDOR / "requests" / "NOTICE").is_file()


def test_each_substitution_is_in_the_copy_as_often_as_expected(vendoring: ModuleType) -> None:
    everything = "\n".join(path.read_text(encoding="utf-8") for path in sorted(VENDOR.rglob("*.py")))
    expected: Counter[str] = Counter()
    for each in vendoring.SUBSTITUTIONS:
        left = [
            path for path in VENDOR.rglob("*.py") if re.search(each.match, path.read_text(encoding="utf-8"))
        ]
        assert left == [], each
        expected[each.replace.replace(r"\1", "").strip()] += each.hits
    del expected[""]  # what was taken out without a trace
    assert {text: everything.count(text) for text in expected} == expected


def test_a_stale_substitution_is_found(vendoring: ModuleType, tmp_path: Path) -> None:
    source = "from chardet import __version__ as chardet_version\n"
    for folder in ("upstream", "made"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "compat.py").write_text(source, encoding="utf-8")
    stale = vendoring.find_stale_substitutions(tmp_path / "upstream", tmp_path / "made")
    assert len(stale) == len(vendoring.SUBSTITUTIONS) - 1
    assert not any("__version__" in problem for problem in stale)
    (tmp_path / "upstream" / "compat.py").write_text(source * 2, encoding="utf-8")
    stale = vendoring.find_stale_substitutions(tmp_path / "upstream", tmp_path / "made")
    assert any("__version__" in problem and "hit 2 times, expected 1" in problem for problem in stale)


def test_imports_are_made_relative(vendoring: ModuleType) -> None:
    name = vendoring.PLACEHOLDER
    source = (
        f"from {name} import idna\n"
        f"from {name}.urllib3.util import Retry\n"
        f"    import {name}.urllib3.exceptions as errors\n"
    )
    assert vendoring.relative_imports(source, depth=2) == (
        "from .. import idna\n"
        "from ..urllib3.util import Retry\n"
        "    from ..urllib3 import exceptions as errors\n",
        3,
    )


def test_an_import_that_stays_absolute_is_refused(vendoring: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(f"import {vendoring.PLACEHOLDER}.idna\n", encoding="utf-8")
    with pytest.raises(vendoring.VendorError, match=r"a\.py"):
        vendoring.make_relative(tmp_path)


def test_unfit_files_are_found(vendoring: ModuleType, tmp_path: Path) -> None:
    package = tmp_path / "idna"
    package.mkdir()
    (package / "core.so").touch()
    (package / "new.py").write_text("try: ...\nexcept* OSError: ...\n", encoding="utf-8")
    problems = vendoring.find_problems(tmp_path)
    assert [problem.partition(":")[0] for problem in problems] == ["idna/core.so", "idna/new.py", "idna"]


def test_nothing_absolute_is_left_but_the_standard_library() -> None:
    foreign = []
    for path in sorted(VENDOR.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        typing_only = {
            node
            for branch in ast.walk(tree)
            if isinstance(branch, ast.If) and "TYPE_CHECKING" in ast.unparse(branch.test)
            for statement in branch.body
            for node in ast.walk(statement)
        }
        for node in ast.walk(tree):
            if node in typing_only:
                continue
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.level == 0:
                names = [node.module or ""]
            foreign += [
                f"{path.relative_to(VENDOR)}: {name}"
                for name in names
                if name.partition(".")[0] not in {*sys.stdlib_module_names, "compression"}
            ]
    # Neither is reached: the line before each in its branch raises ImportError in our copy.
    assert foreign == ["requests/__init__.py: cryptography", "requests/compat.py: simplejson"]
